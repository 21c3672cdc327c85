package query

import (
	"database/sql/driver"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ByColumn has gorm's INSERT send the values of each column as one array. Then
// the statement is the same for any number of rows, and PostgreSQL has not a
// parameter for each value to read (docs/adr/0018). It is for tables of which the
// model says so; where a single value cannot stand in an array, the statement stays
// as gorm has it.
type ByColumn struct{}

// Name is the key of gorm's own clause, whose building it takes over.
func (ByColumn) Name() string { return clause.Values{}.Name() }

// Build is never called: the clause that gorm merges into this one is built.
func (ByColumn) Build(clause.Builder) {}

// MergeClause takes over how the clause is built.
func (ByColumn) MergeClause(c *clause.Clause) { c.Builder = buildByColumn }

// inserted is the list of rows that an insert reads its values from.
const inserted = "crud_v"

// buildByColumn writes (a,b) SELECT … FROM unnest($1, $2) in place of (a,b) VALUES
// ($1,$2),($3,$4).
func buildByColumn(c clause.Clause, b clause.Builder) {
	stmt := b.(*gorm.Statement) //nolint:forcetypeassert // gorm builds clauses on nothing else
	values, _ := c.Expression.(clause.Values)
	columns := make([]string, len(values.Columns))
	for i, column := range values.Columns {
		columns[i] = column.Name
	}
	arrays, ok := arraysOf(len(columns), values.Values)
	if !ok || otherTable(stmt) {
		c.Expression.Build(b)
		return
	}
	w := &writer{Statement: stmt, dialect: dialectOf(stmt.DB), plan: &Plan{}}
	name := func(column string) { w.name("", column) }
	w.sql("(")
	each(w, ",", columns, name)
	w.sql(") SELECT ")
	each(w, ",", columns, func(column string) { w.name(inserted, column) })
	w.sql(" FROM ")
	w.unnested(columns, arrays)
	w.sql(" WITH ORDINALITY AS ")
	w.WriteQuoted(inserted)
	w.sql("(")
	each(w, ",", columns, name)
	w.sql(",crud_n) ORDER BY crud_n") // so that generated keys follow the rows
}

// unnested writes rows as one array for each column of the table.
func (w *writer) unnested(columns []string, arrays []array) {
	w.sql("unnest(")
	for i, column := range columns {
		if i > 0 {
			w.sql(",")
		}
		// An empty array of the column's type, as the table has it, says what the
		// placeholder is.
		w.sql("array_cat(array_fill((NULL::")
		w.WriteQuoted(clause.Table{Name: clause.CurrentTable})
		w.sql(").")
		w.name("", column)
		w.sql(", '{0}'), ")
		w.AddVar(&w.SQL, arrays[i].text())
		w.sql(")")
	}
	w.sql(")")
}

// arraysOf are the values of each of n columns; false where one cannot stand in an
// array, or would be another value there.
func arraysOf(n int, rows [][]any) ([]array, bool) {
	arrays := make([]array, n)
	for i := range arrays {
		arrays[i] = make(array, len(rows))
		for row, of := range rows {
			v, ok := element(of[i])
			if !ok {
				return nil, false
			}
			arrays[i][row] = v
		}
	}
	return arrays, len(arrays) > 0
}

// element is a value as an array has it.
func element(v any) (driver.Value, bool) {
	if _, isSQL := v.(gorm.Valuer); isSQL {
		return nil, false
	}
	value, err := driver.DefaultParameterConverter.ConvertValue(v)
	switch value := value.(type) {
	case []byte:
		return nil, false
	case time.Time:
		return value, writable(value)
	}
	return value, err == nil
}

// writable reports a time whose text says all of it to the microsecond.
func writable(t time.Time) bool {
	_, offset := t.Zone()
	return offset%60 == 0 && t.Year() >= 1 && t.Year() <= 9999
}
