package query

import (
	"strconv"

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

// Build writes one SELECT, or the branches of a position united.
func (r Rows) Build(b clause.Builder) {
	w := newWriter(b, &r.Plan, append(r.Plan.KeyFields(), r.Columns...)...)
	branches := w.branches()
	if len(branches) > 1 {
		r.union(w, branches)
		return
	}
	r.branch(w, branches[0], false)
	w.limit(r.Plan.Limit, r.Plan.Offset)
}

// branch writes the SELECT of one branch in its order.
func (r Rows) branch(w *writer, b branch, aliased bool) {
	alias := func(prefix string, i int) {
		if aliased {
			w.sql(" AS ")
			w.WriteQuoted(prefix + strconv.Itoa(i))
		}
	}
	keys := r.Plan.Order.Keys
	w.selection(func() {
		for i, field := range r.Columns {
			if i > 0 {
				w.sql(",")
			}
			w.field(field)
			alias("c", i)
		}
		if !r.Keys && !aliased {
			return
		}
		for i, key := range keys {
			if i+len(r.Columns) > 0 {
				w.sql(",")
			}
			w.field(key.Field)
			alias("k", i)
		}
	})
	w.from()
	w.where(b.conditions...)
	w.orderBy(keys, func(i int) {
		if b.keys[i] == absent {
			w.absentKey(keys[i])
		} else {
			w.field(keys[i].Field)
		}
	}, func(i int) bool { return b.keys[i] == mixed })
}

// union writes UNION ALL of one seek for each branch, merged in order. The
// outer table has the resource's name: statements look alike in logs.
func (r Rows) union(w *writer, branches []branch) {
	w.sql("SELECT * FROM (")
	for i, b := range branches {
		if i > 0 {
			w.sql(" UNION ALL ")
		}
		w.sql("SELECT * FROM (")
		r.branch(w, b, true)
		w.limit(r.Plan.Limit, 0)
		w.sql(") AS ")
		w.WriteQuoted("b" + strconv.Itoa(i))
	}
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
	w.orderBy(r.Plan.Order.Keys, func(i int) {
		w.WriteQuoted("k" + strconv.Itoa(i))
	}, func(i int) bool { return r.Plan.Order.Keys[i].Field.Nullable() })
	w.limit(r.Plan.Limit, 0)
}
