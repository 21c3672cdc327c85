package query

import (
	"strconv"

	"github.com/crudfactory/crudfactory/ordering"
)

// term is one expression of an ORDER BY.
type term struct {
	key  ordering.Key
	expr func()
	// nulls is set where NULLs can occur, and so have to be placed.
	nulls bool
}

func (w *writer) orderBy(terms []term) {
	w.sql(" ORDER BY ")
	each(w, ",", terms, func(t term) {
		t.expr()
		if t.key.Desc {
			w.sql(" DESC")
		}
		if t.nulls {
			w.sql(w.dialect.nulls(t.key))
		}
	})
}

// terms are the keys of a branch, as it has them.
func (w *writer) terms(b branch) []term {
	terms := make([]term, len(b.keys))
	for i, key := range w.plan.Order.Keys {
		expr := func() { w.field(key.Field) }
		if b.keys[i] == absent {
			expr = func() { w.absentKey(key) }
		}
		terms[i] = term{key, expr, b.keys[i] == mixed}
	}
	return terms
}

// aliasedTerms are the keys by the names that a branch gives them.
func (w *writer) aliasedTerms(table string) []term {
	terms := make([]term, len(w.plan.Order.Keys))
	for i, key := range w.plan.Order.Keys {
		terms[i] = term{key, func() { w.name(table, alias("k", i)) }, key.Field.Nullable()}
	}
	return terms
}

// alias names output columns: c0, c1 … are columns, k0, k1 … keys, l0, l1 …
// links.
func alias(prefix string, i int) string { return prefix + strconv.Itoa(i) }

// limit writes LIMIT and OFFSET. An offset is bound: each page would be a
// statement of its own to prepare.
func (w *writer) limit(limit, offset int) {
	if limit > 0 {
		w.sql(" LIMIT ")
		w.most(limit)
	}
	if offset > 0 {
		w.sql(" OFFSET ")
		w.written(slot{of: ofOffset}, func() { w.value(offset) })
	}
}

// most writes a limit. Its digits are literal where they can be: PostgreSQL then
// keeps one generic plan, where a bound limit is planned anew each time. Not beside
// a value that narrows the rows, unless it names one: a generic plan knows nothing
// of it, and can read the whole table for one that few rows have (docs/adr/0004).
func (w *writer) most(limit int) {
	if w.narrowed && !w.plan.isOne() {
		w.value(limit)
		return
	}
	w.sql(strconv.Itoa(limit))
}
