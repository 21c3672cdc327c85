package query

import (
	"math"
	"slices"

	"gorm.io/gorm"
)

// maxParameters is less than the 32,766 of SQLite and the 65,535 of PostgreSQL.
const maxParameters = 30_000

// MaxRows is the most rows of one statement that has a number of parameters for
// each.
func MaxRows(parameters int) int { return max(1, maxParameters/max(1, parameters)) }

// maxTuples is the most lists of n values that one condition takes. PostgreSQL
// takes single values of any number as one array.
func maxTuples(db *gorm.DB, n int) int {
	if n == 1 && dialectOf(db).arrays {
		return math.MaxInt
	}
	return MaxRows(n)
}

// Parts are the plan, once for as many of its keys as one statement takes.
func (p Plan) Parts(db *gorm.DB) (parts []Plan) {
	if p.Keys == nil {
		return []Plan{p}
	}
	for some := range slices.Chunk(p.Keys, maxTuples(db, len(p.Resource.PrimaryKey))) {
		p.Keys = some
		parts = append(parts, p)
	}
	return parts
}

// keyed writes which rows are read by their keys.
func (w *writer) keyed() {
	w.among(len(w.plan.Resource.PrimaryKey), w.plan.Keys, func(i int) { w.field(w.plan.Resource.PrimaryKey[i]) })
}

// among writes that n columns are one of some lists of values.
func (w *writer) among(n int, lists [][]any, column func(i int)) {
	if n == 1 && w.dialect.arrays {
		values := make(array, len(lists))
		for i, list := range lists {
			values[i] = list[0]
		}
		column(0)
		w.sql(" = ANY(")
		w.AddVar(&w.SQL, values.text())
		if _, ok := values[0].(int64); ok {
			w.sql(w.dialect.wide, "[]")
		}
		w.sql(")")
		return
	}
	w.tuple(n, column)
	w.sql(" IN (")
	each(w, ",", lists, func(list []any) {
		w.tuple(n, func(i int) { w.value(list[i]) })
	})
	w.sql(")")
}

// tuple writes n items, in parentheses where there are several.
func (w *writer) tuple(n int, write func(i int)) {
	if n > 1 {
		w.sql("(")
	}
	for i := range n {
		if i > 0 {
			w.sql(",")
		}
		write(i)
	}
	if n > 1 {
		w.sql(")")
	}
}
