package crud

import (
	"cmp"
	"errors"
	"strconv"
	"strings"
)

// Report is what Check found out about a resource and its database. As JSON it has
// the same names in snake case.
type Report struct {
	// Resource is the table of the model, Database postgres or sqlite.
	Resource string `json:"resource"`
	Database string `json:"database"`
	// Findings are differences between the declaration and the database, the worst
	// first.
	Findings []Finding `json:"findings"`
	// Settings are those of the server and its connection, then those of the resource
	// itself.
	Settings []Setting `json:"settings"`
	// FacetPlan tells how each facet is read, as it was chosen by New: a line each.
	FacetPlan []string `json:"facet_plan,omitempty"`
}

// Severity is how much a finding matters.
type Severity string

// The severities. With an error requests fail or answer wrongly; a warning costs time that grows
// with the table, or can become an error; a note is advice.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityNote    Severity = "note"
)

// Finding is one difference between a declaration and its database.
type Finding struct {
	Severity Severity `json:"severity"`
	// Code names the kind of finding, and stays: missing_table, missing_column,
	// wrong_type, nullable_column, required_column, unknown_required_column,
	// primary_key_not_unique, has_one_not_unique, unenforced_foreign_key,
	// nullable_order_key, missing_extension, missing_index, invalid_index,
	// no_index_possible, not_a_table, not_analyzed; with a ShardKey also
	// order_not_within_shard, shard_key_not_in_primary_key, relation_across_shards,
	// partitioned_by_other_column; behind a pooler unsafe_exec_mode.
	Code string `json:"code"`
	// Field is a path of the declaration ("category.name"), several with commas
	// between; empty where the finding is of none.
	Field string `json:"field,omitempty"`
	// Detail is a sentence. Fix is one statement of SQL to run after a look at it,
	// without a semicolon; empty where there is none, and a setting for
	// unsafe_exec_mode. CREATE INDEX CONCURRENTLY and REINDEX INDEX CONCURRENTLY take no
	// lock that stops writes, and cannot run in a transaction (PostgreSQL's manual,
	// CREATE INDEX).
	Detail string `json:"detail"`
	Fix    string `json:"fix,omitempty"`
}

// String is the finding on one line.
func (f Finding) String() string {
	text := string(f.Severity) + " " + f.Code + ": "
	if f.Field != "" {
		text += f.Field + ": "
	}
	if text += f.Detail; f.Fix != "" {
		text += ": " + f.Fix
	}
	return text
}

// Setting is a name and a value, with the unit that the database writes (30s, 100ms;
// 0 is no limit).
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// String is NAME=VALUE.
func (s Setting) String() string { return s.Name + "=" + s.Value }

// Err is an error with all findings of the severity error, for an application that
// should not start with them; nil without.
func (r Report) Err() error {
	var errs []error
	for _, f := range r.Findings {
		if f.Severity == SeverityError {
			errs = append(errs, errors.New(r.Resource+": "+f.String()))
		}
	}
	return errors.Join(errs...)
}

// String is the report as aligned lines, for a log.
func (r Report) String() string {
	var b strings.Builder
	b.WriteString(r.Resource + " on " + r.Database + ": " + r.summary() + "\n")
	code, field := 0, 0
	for _, f := range r.Findings {
		code, field = max(code, len(f.Code)), max(field, len(f.Field))
	}
	for _, f := range r.Findings {
		b.WriteString("  " + padded(string(f.Severity), len(SeverityWarning)) + "  " + padded(f.Code, code) + "  ")
		if field > 0 {
			b.WriteString(padded(f.Field, field) + "  ")
		}
		b.WriteString(f.Detail + "\n")
		if f.Fix != "" {
			b.WriteString("           " + f.Fix + ";\n")
		}
	}
	name := 0
	for _, s := range r.Settings {
		name = max(name, len(s.Name))
	}
	for _, s := range r.Settings {
		b.WriteString("  " + padded(s.Name, name) + "  " + s.Value + "\n")
	}
	for _, line := range r.FacetPlan {
		b.WriteString("  facet " + line + "\n")
	}
	return b.String()
}

// summary counts the findings.
func (r Report) summary() string {
	var parts []string
	for _, severity := range []Severity{SeverityError, SeverityWarning, SeverityNote} {
		n := 0
		for _, f := range r.Findings {
			if f.Severity == severity {
				n++
			}
		}
		if n == 1 {
			parts = append(parts, "1 "+string(severity))
		} else if n > 1 {
			parts = append(parts, strconv.Itoa(n)+" "+string(severity)+"s")
		}
	}
	return cmp.Or(strings.Join(parts, ", "), "nothing to report")
}

// padded is a text with blanks up to a length.
func padded(text string, length int) string {
	return text + strings.Repeat(" ", max(0, length-len(text)))
}
