package query

import (
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Creation is how an index is made.
type Creation struct {
	// Name is the index's; empty leaves it to the database.
	Name string
	// Unique and Concurrently are words of CREATE INDEX.
	Unique, Concurrently bool
	// Trigrams is the operator class of pg_trgm; empty means gin_trgm_ops.
	Trigrams string
}

// Create is the statement that makes the index: PostgreSQL's manual, CREATE INDEX.
func (i Index) Create(db *gorm.DB, c Creation) string {
	quoted := func(name string) string { return db.Statement.Quote(clause.Column{Name: name}) }
	table, qualifier := i.Table, ""
	if schema, name, qualified := strings.Cut(i.Table, "."); qualified && db.Name() == SQLite {
		table, qualifier = name, quoted(schema)+"." // there the schema is the index's to name
	}
	var b strings.Builder
	b.WriteString("CREATE ")
	if c.Unique {
		b.WriteString("UNIQUE ")
	}
	b.WriteString("INDEX ")
	if c.Concurrently && dialectOf(db).concurrently {
		b.WriteString("CONCURRENTLY ")
	}
	if c.Name != "" {
		b.WriteString(qualifier + quoted(c.Name) + " ")
	}
	b.WriteString("ON " + db.Statement.Quote(table))
	if i.Access.inverted() {
		b.WriteString(" USING gin")
	}
	b.WriteString(" (")
	for n, part := range i.Parts {
		if n > 0 {
			b.WriteString(", ")
		}
		key := quoted(part.Column)
		if part.Column == "" {
			key = "(" + part.Expression + ")"
		}
		b.WriteString(key + i.Access.class(c) + part.direction())
	}
	b.WriteString(")")
	return b.String()
}

// inverted reports the ways that a GIN index has.
func (a Access) inverted() bool { return a == Trigrams || a == Elements || a == Lexemes }

// class is the operator class, where it is not that of the type.
func (a Access) class(c Creation) string {
	switch a {
	case Sorted, Elements, Lexemes:
	case Prefixed:
		return " text_pattern_ops"
	case Trigrams:
		if c.Trigrams == "" {
			return " gin_trgm_ops"
		}
		return " " + c.Trigrams
	}
	return ""
}

// direction is where a key differs from the usual.
func (p IndexPart) direction() (text string) {
	if p.Desc {
		text = " DESC"
	}
	switch {
	case p.NullsFirst == p.Desc:
		return text
	case p.NullsFirst:
		return text + " NULLS FIRST"
	}
	return text + " NULLS LAST"
}

// Analyze is the statement that makes statistics of a table.
func Analyze(db *gorm.DB, table string) string { return "ANALYZE " + db.Statement.Quote(table) }

// CreateTrigrams is the statement that makes the operators of trigrams known.
const CreateTrigrams = "CREATE EXTENSION IF NOT EXISTS pg_trgm"

// Reindex is the statement that builds an index anew; its name is quoted.
func Reindex(index string) string { return "REINDEX INDEX CONCURRENTLY " + index }

// SetNotNull is the statement that refuses NULL in a column.
func SetNotNull(db *gorm.DB, table, column string) string {
	return "ALTER TABLE " + db.Statement.Quote(table) + " ALTER COLUMN " +
		db.Statement.Quote(clause.Column{Name: column}) + " SET NOT NULL"
}

// AddForeignKey is the statement that has the database enforce a relation of one
// column.
func AddForeignKey(db *gorm.DB, table string, r *schemas.Relation) string {
	quoted := func(name string) string { return db.Statement.Quote(clause.Column{Name: name}) }
	return "ALTER TABLE " + db.Statement.Quote(table) + " ADD FOREIGN KEY (" + quoted(r.Link[0].Owner) + ") REFERENCES " +
		db.Statement.Quote(r.Table) + " (" + quoted(r.Link[0].Related) + ")"
}

// ValidateConstraint is the statement that checks the rows which a constraint has
// not been checked for; its name is quoted.
func ValidateConstraint(db *gorm.DB, table, constraint string) string {
	return "ALTER TABLE " + db.Statement.Quote(table) + " VALIDATE CONSTRAINT " + constraint
}
