package query

import (
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
	// Rows are values of both, in this order.
	Rows [][]any
	// Returning are the columns to read back.
	Returning []*schemas.Field
}

// updated is the list of rows that an update reads its values from.
const updated = "crud_v"

// Build writes UPDATE … FROM (VALUES …). Both databases call the columns of such
// a list column1, column2 and so on.
func (u Update) Build(b clause.Builder) {
	stmt := b.(*gorm.Statement) //nolint:forcetypeassert // gorm builds clauses on nothing else
	w := &writer{Statement: stmt, dialect: dialectOf(stmt.DB), plan: &Plan{}}
	value := func(i int) { w.name(updated, "column"+strconv.Itoa(i+1)) }
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
	w.sql(" FROM (VALUES ")
	u.types(w)
	each(w, ",", u.Rows, func(row []any) {
		w.sql("(")
		each(w, ",", row, func(v any) { w.AddVar(&w.SQL, v) })
		w.sql(")")
	})
	w.sql(") AS ")
	w.WriteQuoted(updated)
	w.sql(" WHERE ")
	for i, column := range u.Key {
		if i > 0 {
			w.sql(" AND ")
		}
		w.name(clause.CurrentTable, column)
		w.sql(" = ")
		value(i)
	}
	w.sql(" RETURNING ")
	each(w, ",", u.Returning, func(f *schemas.Field) { w.name(clause.CurrentTable, f.Column) })
}

// types writes a row of NULLs, each of its column's type as the table has it: a
// list of placeholders alone would be one of texts. A row without a key changes
// nothing.
func (u Update) types(w *writer) {
	if !w.dialect.typed {
		return
	}
	w.sql("(")
	for i, column := range append(u.Key[:len(u.Key):len(u.Key)], u.Columns...) {
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
