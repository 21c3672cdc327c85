package query

import (
	"strconv"

	"github.com/crudfactory/crudfactory/ordering"
)

// orderBy writes ORDER BY over expressions for the keys; nulls says for which
// keys NULLs can occur, and so have to be placed.
func (w *writer) orderBy(keys []ordering.Key, expr func(i int), nulls func(i int) bool) {
	w.sql(" ORDER BY ")
	for i, key := range keys {
		if i > 0 {
			w.sql(",")
		}
		expr(i)
		if key.Desc {
			w.sql(" DESC")
		}
		if nulls(i) {
			w.sql(w.dialect.nulls(key))
		}
	}
}

// limit writes LIMIT and OFFSET. The digits are literal where they can be:
// PostgreSQL then keeps one generic plan, where a bound limit is planned anew
// each time. Not beside a text search, whose generic plan can be 20 times worse
// (docs/adr/0004).
func (w *writer) limit(limit, offset int) {
	number := func(n int) { w.sql(strconv.Itoa(n)) }
	if w.plan.Filter.MatchesText() {
		number = func(n int) { w.value(n) }
	}
	if limit > 0 {
		w.sql(" LIMIT ")
		number(limit)
	}
	if offset > 0 {
		w.sql(" OFFSET ")
		number(offset)
	}
}
