package query

import (
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// Count counts the rows of a plan, at most Plan.Limit of them.
type Count struct {
	Plan Plan
}

// Build writes the statement.
func (c Count) Build(b clause.Builder) {
	w := newWriter(b, &c.Plan)
	if c.Plan.Limit == 0 {
		w.matching("count(*)")
		return
	}
	w.sql("SELECT count(*) FROM (")
	w.matching("1")
	w.limit(c.Plan.Limit, 0)
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
}

// matching selects an expression over the rows of the plan, in no order.
func (w *writer) matching(expr string) {
	w.selection(func() { w.sql(expr) })
	w.from()
	w.where()
}

// Estimate asks PostgreSQL's planner how many rows a plan has.
type Estimate struct {
	Plan Plan
}

// Build writes the statement.
func (e Estimate) Build(b clause.Builder) {
	w := newWriter(b, &e.Plan)
	w.sql("EXPLAIN (FORMAT JSON) ")
	w.matching("1")
}

// Exists looks for one row of a plan, behind its position if it has one.
type Exists struct {
	Plan Plan
}

// Build writes the statement; with a position, as of a page of one row.
func (e Exists) Build(b clause.Builder) {
	if e.Plan.Seek != nil {
		e.Plan.Limit = 1
		Rows{Plan: e.Plan}.Build(b)
		return
	}
	w := newWriter(b, &e.Plan)
	w.matching("1")
	w.limit(1, 0)
}

// Values lists the values of a field among the rows of a plan, ascending,
// without NULL, at most Plan.Limit.
type Values struct {
	Plan  Plan
	Field *schemas.Field
	// Walk reads them from an index where nothing narrows the rows.
	Walk bool
}

// Build writes the statement.
func (v Values) Build(b clause.Builder) {
	w := newWriter(b, &v.Plan, v.Field)
	if v.walks(w) {
		v.walk(w)
		return
	}
	w.selection(func() {
		w.sql("DISTINCT ")
		w.field(v.Field)
	})
	w.from()
	w.where(condition{write: func() {
		w.field(v.Field)
		w.sql(isNull(false))
	}})
	w.sql(" ORDER BY ")
	w.field(v.Field)
	w.limit(v.Plan.Limit, 0)
}

// Buckets counts the rows of a plan by the values of a field, ascending, at most
// Plan.Limit values, of which NULL is the last. A row with several values counts once for
// each.
type Buckets struct {
	Plan  Plan
	Field *schemas.Field
	// Only is a choice among the field's values; nil means all of them.
	Only *filters.Condition
}

// Build writes the statement.
func (v Buckets) Build(b clause.Builder) {
	w := newWriter(b, &v.Plan, v.Field)
	if v.Field.ToMany() {
		v.distinct(w)
	} else {
		w.selection(func() {
			w.field(v.Field)
			w.sql(",count(*)")
		})
		w.from()
		w.where(v.only(w)...)
		w.sql(" GROUP BY ")
		w.field(v.Field)
		w.orderBy([]term{{ordering.Key{}, func() { w.field(v.Field) }, true}})
	}
	w.limit(v.Plan.Limit, 0)
}

// only is the condition on the value itself: of a row with several, just those
// are counted.
func (v Buckets) only(w *writer) []condition {
	if v.Only == nil {
		return nil
	}
	return []condition{{write: func() { w.compare(*v.Only, func() { w.field(v.Field) }) }}}
}

// distinct counts each row once for a value that it has several times.
func (v Buckets) distinct(w *writer) {
	value := func() { w.WriteQuoted(alias("c", 0)) }
	w.sql("SELECT ")
	value()
	w.sql(",count(*) FROM (")
	w.selection(func() {
		w.sql("DISTINCT ")
		w.field(v.Field)
		w.sql(" AS ")
		value()
		for i, key := range v.Plan.Resource.PrimaryKey {
			w.sql(",")
			w.field(key)
			w.sql(" AS ")
			w.WriteQuoted(alias("k", i))
		}
	})
	w.from()
	w.where(append(v.only(w), condition{write: func() {
		w.field(v.Field)
		w.sql(isNull(false))
	}})...)
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
	w.sql(" GROUP BY ")
	value()
	w.sql(" ORDER BY ")
	value()
}

// Increment counts a column of the row that is there up by one, in an upsert.
func Increment(r *schemas.Resource, column string) clause.Assignment {
	return clause.Assignment{Column: clause.Column{Name: column}, Value: increment{r.Name, column}}
}

type increment struct{ table, column string }

// Build writes the sum.
func (i increment) Build(b clause.Builder) {
	b.WriteQuoted(clause.Column{Table: i.table, Name: i.column})
	_, _ = b.WriteString(" + 1")
}
