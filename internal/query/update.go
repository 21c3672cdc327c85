package query

import (
	"slices"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Update writes several rows by one statement, each with values of its own, and
// reads them back in any order.
type Update struct {
	// Key and Columns are columns of the table: those that name a row, and those
	// that are written.
	Key, Columns []string
	// Shards are the values that the rows have in the column Shard; none where the table
	// has no such column. A key that is joined keeps no partition out.
	Shard  string
	Shards []any
	// Rows are values of both, in this order.
	Rows [][]any
	// ByColumn is set where rows can be sent by one array for each column
	// (docs/adr/0018): the statement is the same for any number of them then.
	ByColumn bool
	// Returning are the columns to read back.
	Returning []*schemas.Field
}

// updated is the list of rows that an update reads its values from.
const updated = "crud_v"

// Build writes UPDATE … FROM (VALUES …), or FROM unnest(…). Both databases call the
// columns of a list of values column1, column2 and so on.
func (u Update) Build(b clause.Builder) {
	stmt := b.(*gorm.Statement) //nolint:forcetypeassert // gorm builds clauses on nothing else
	w := &writer{Statement: stmt, dialect: dialectOf(stmt.DB), plan: &Plan{}}
	value := func(i int) { w.name(updated, position(i)) }
	w.sql("UPDATE ")
	w.WriteQuoted(clause.Table{Name: clause.CurrentTable})
	w.sql(" SET ")
	for i, column := range u.Columns {
		if i > 0 {
			w.sql(",")
		}
		w.name("", column)
		w.sql(" = ")
		value(len(u.Key) + i)
	}
	w.sql(" FROM ")
	u.list(w)
	w.sql(" WHERE ")
	for i, column := range u.Key {
		if i > 0 {
			w.sql(" AND ")
		}
		w.name(clause.CurrentTable, column)
		w.sql(" = ")
		value(i)
	}
	if len(u.Shards) > 0 {
		w.sql(" AND ")
		clause.IN{Column: clause.Column{Table: clause.CurrentTable, Name: u.Shard}, Values: u.Shards}.Build(stmt)
	}
	w.sql(" RETURNING ")
	each(w, ",", u.Returning, func(f *schemas.Field) { w.name(clause.CurrentTable, f.Column) })
}

// list writes the rows.
func (u Update) list(w *writer) {
	columns := u.columns()
	if arrays, ok := arraysOf(len(columns), u.Rows); ok && u.ByColumn && !otherTable(w.Statement) {
		w.unnested(columns, arrays)
		w.sql(" AS ")
		w.WriteQuoted(updated)
		w.sql("(")
		for i := range columns {
			if i > 0 {
				w.sql(",")
			}
			w.sql(position(i))
		}
		w.sql(")")
		return
	}
	w.sql("(VALUES ")
	u.types(w)
	each(w, ",", u.Rows, func(row []any) {
		w.sql("(")
		each(w, ",", row, func(v any) { w.AddVar(&w.SQL, v) })
		w.sql(")")
	})
	w.sql(") AS ")
	w.WriteQuoted(updated)
}

// columns are those of the list.
func (u Update) columns() []string { return append(slices.Clip(u.Key), u.Columns...) }

// position is the name of a column of the list.
func position(i int) string { return "column" + strconv.Itoa(i+1) }

// types writes a row of NULLs, each of its column's type as the table has it: a
// list of placeholders alone would be one of texts. A row without a key changes
// nothing.
func (u Update) types(w *writer) {
	if !w.dialect.typed {
		return
	}
	w.sql("(")
	for i, column := range u.columns() {
		if i > 0 {
			w.sql(",")
		}
		w.sql("(NULL::")
		w.WriteQuoted(clause.Table{Name: clause.CurrentTable})
		w.sql(").")
		w.name("", column)
	}
	w.sql("),")
}
