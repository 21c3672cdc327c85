package query

import (
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Rows reads a page: the columns, then the keys of the order.
type Rows struct {
	Plan    Plan
	Columns []*schemas.Field
	// Keys asks for the values of the order's keys behind the columns.
	Keys bool
}

// Build writes one SELECT, or the branches of a position in a chain.
func (r Rows) Build(b clause.Builder) {
	w := newWriter(b, &r.Plan, append(r.Plan.Order.Fields(), r.Columns...)...)
	branches := w.branches()
	switch {
	case len(branches) > 1 && w.dialect.chained:
		r.chain(w, branches)
		return
	case len(branches) > 1:
		r.union(w, branches)
		return
	}
	w.selection(func() { r.list(w, false) })
	w.from()
	w.where(branches[0].conditions...)
	w.orderBy(w.terms(branches[0]))
	w.limit(r.Plan.Limit, r.Plan.Offset)
}

// list writes the columns, then the keys.
func (r Rows) list(w *writer, aliased bool) {
	write := func(f *schemas.Field, prefix string, i int) {
		if prefix == "k" && len(r.Columns) > 0 || i > 0 {
			w.sql(",")
		}
		w.field(f)
		if aliased {
			w.sql(" AS ")
			w.WriteQuoted(alias(prefix, i))
		}
	}
	for i, field := range r.Columns {
		write(field, "c", i)
	}
	if !r.Keys && !aliased {
		return
	}
	for i, field := range r.Plan.Order.Fields() {
		write(field, "k", i)
	}
}

// branch writes the SELECT of one branch of a chain.
func (r Rows) branch(w *writer, b branch) {
	if j := w.driving(b); j != nil {
		r.lateral(w, b, j)
		return
	}
	w.selection(func() { r.list(w, true) })
	w.from()
	w.where(b.conditions...)
	w.orderBy(w.terms(b))
	w.limit(r.Plan.Limit, 0)
}

// chain reads the branches one after the other: each only as many rows as those
// before it have left. A branch behind a full page is not read at all, since a
// LIMIT of zero asks for no row. The inner LIMIT is the one that the planner
// sees; the outer table has the resource's name, as in other statements.
func (r Rows) chain(w *writer, branches []branch) {
	w.sql("WITH ")
	for i, b := range branches {
		if i > 0 {
			w.sql(", ")
		}
		w.WriteQuoted(alias("crud_b", i))
		w.sql(" AS MATERIALIZED (SELECT * FROM (")
		r.branch(w, b)
		w.sql(") AS ")
		w.WriteQuoted(alias("crud_b", i))
		if i > 0 && r.Plan.Limit > 0 {
			r.remaining(w, i)
		}
		w.sql(")")
	}
	w.sql(" SELECT * FROM (")
	for i := range branches {
		if i > 0 {
			w.sql(" UNION ALL ")
		}
		w.sql("SELECT * FROM ")
		w.WriteQuoted(alias("crud_b", i))
	}
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
	w.orderBy(w.aliasedTerms(w.Table))
}

// union reads the first rows of every branch, and of those the first.
func (r Rows) union(w *writer, branches []branch) {
	w.sql("SELECT * FROM (")
	for i, b := range branches {
		if i > 0 {
			w.sql(" UNION ALL ")
		}
		w.sql("SELECT * FROM (")
		r.branch(w, b)
		w.sql(") AS ")
		w.WriteQuoted(alias("crud_b", i))
	}
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
	w.orderBy(w.aliasedTerms(w.Table))
	w.limit(r.Plan.Limit, 0)
}

// remaining writes LIMIT with what the branches before i have left.
func (r Rows) remaining(w *writer, i int) {
	w.limit(r.Plan.Limit, 0)
	for before := range i {
		w.sql(" - (SELECT count(*) FROM ")
		w.WriteQuoted(alias("crud_b", before))
		w.sql(")")
	}
}
