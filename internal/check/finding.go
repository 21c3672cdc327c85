package check

import "slices"

// Severity is how much a finding matters.
type Severity uint8

// The severities, the worst first.
const (
	Error Severity = iota
	Warning
	Note
)

// Finding is one difference between a declaration and its database.
type Finding struct {
	Severity Severity
	// Code is one of those below.
	Code string
	// Field is the path of a field in the declaration, several with commas between;
	// empty where none is meant.
	Field string
	// Detail is a sentence, Fix a statement to run; empty where none helps.
	Detail, Fix string
}

// The codes of findings.
const (
	MissingTable      = "missing_table"
	MissingColumn     = "missing_column"
	WrongType         = "wrong_type"
	NullableColumn    = "nullable_column"
	RequiredColumn    = "required_column"
	UnknownRequired   = "unknown_required_column"
	KeyNotUnique      = "primary_key_not_unique"
	RelationNotUnique = "has_one_not_unique"
	UnenforcedKey     = "unenforced_foreign_key"
	NullableOrder     = "nullable_order_key"
	MissingExtension  = "missing_extension"
	MissingIndex      = "missing_index"
	InvalidIndex      = "invalid_index"
	NoIndex           = "no_index_possible"
	NotATable         = "not_a_table"
	NotAnalyzed       = "not_analyzed"
	NotWithinShard    = "order_not_within_shard"
	KeyWithoutShard   = "shard_key_not_in_primary_key"
	AcrossShards      = "relation_across_shards"
	OtherPartitions   = "partitioned_by_other_column"
)

// sorted puts the worst first, and leaves the rest as it was found.
func sorted(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int { return int(a.Severity) - int(b.Severity) })
	return findings
}
