package catalog

import "slices"

// TableKind is what stands behind a table's name.
type TableKind string

// The kinds of tables.
const (
	Missing          TableKind = ""
	Ordinary         TableKind = "table"
	Partitioned      TableKind = "partitioned table"
	View             TableKind = "view"
	MaterializedView TableKind = "materialized view"
	Foreign          TableKind = "foreign table"
)

// Indexed reports tables that indexes can be on.
func (k TableKind) Indexed() bool {
	return slices.Contains([]TableKind{Ordinary, Partitioned, MaterializedView}, k)
}

// Table is what the catalog knows of one table.
type Table struct {
	// Name is as it was asked for, schema-qualified or not.
	Name string
	Kind TableKind
	// PartitionedBy are the columns of a partitioned table's key, an empty text for an
	// expression; Strategy is hash, list or range.
	PartitionedBy []string
	Strategy      string
	// Alone is set where no partition of a list has more than one value.
	Alone bool
	// Unanalyzed is set where the planner has no statistics of a table with rows.
	Unanalyzed bool
	Columns    []Column
	Indexes    []Index
	// ForeignKeys are those of the table's own columns.
	ForeignKeys []ForeignKey
}

// Column finds a column by its name.
func (t Table) Column(name string) (Column, bool) {
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
	if i < 0 {
		return Column{}, false
	}
	return t.Columns[i], true
}

// Column is one column of a table.
type Column struct {
	Name string
	// Type is PostgreSQL's own name (int8, timestamptz, _text for an array of
	// texts), of a domain that of the type below, and enum for any enum; of SQLite it is
	// what the table declares.
	Type    string
	NotNull bool
	// Filled is set where the database has a value of its own for a row that
	// brings none: a default, an identity, a generated column.
	Filled bool
}

// Index is one index of a table.
type Index struct {
	// Name is quoted and schema-qualified where statements need it so.
	Name string
	// Method is btree, gin, gist and so on.
	Method          string
	Unique, Primary bool
	// Valid is not set while an index is built, nor where building it failed.
	Valid bool
	// Keys are its columns, without those that it only includes.
	Keys []Key
	// Predicate is that of a partial index.
	Predicate string
}

// Key is a column or expression of an index.
type Key struct {
	// Column is empty for an expression.
	Column, Expression string
	// Class is the operator class, Default set where it is its type's own.
	Class   string
	Default bool
	// Foreign is set where the collation is not the column's own, Bytewise where it
	// is that of bytes (C).
	Foreign, Bytewise bool
	// Desc and NullsFirst are the direction and where NULLs are.
	Desc, NullsFirst bool
}

// Partial reports an index of some rows only.
func (i Index) Partial() bool { return i.Predicate != "" }

// Names are the columns of its keys, an empty text for an expression.
func (i Index) Names() []string {
	names := make([]string, len(i.Keys))
	for n, key := range i.Keys {
		names[n] = key.Column
	}
	return names
}

// ForeignKey is a constraint of one table that refers to another.
type ForeignKey struct {
	Name    string
	Columns []string
	// Refers is the table as asked for; empty where nobody asked for it.
	Refers string
	// Valid is not set where rows were not checked when it was added.
	Valid bool
}
