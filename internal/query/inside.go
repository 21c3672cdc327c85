package query

import (
	"math"
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// inside writes what a field is in its column: the column itself, or the value
// at a path in a jsonb column, NULL where there is none of the field's kind. The
// path is literal, so that an index on the same expression serves it.
func (w *writer) inside(f *schemas.Field, column func()) {
	if f.JSON == nil {
		column()
		return
	}
	last := len(f.JSON) - 1
	value := func(arrow string) {
		w.sql("(")
		column()
		for _, key := range f.JSON[:last] {
			w.sql("->", literal(key))
		}
		w.sql(arrow, literal(f.JSON[last]), ")")
	}
	switch f.Kind { //nolint:exhaustive // a declaration has no other
	case schemas.Bool:
		w.sql("(CASE ")
		value("->")
		w.sql(" WHEN 'true'::jsonb THEN true WHEN 'false'::jsonb THEN false END)")
	case schemas.Decimal:
		w.number(value, func() { value("->>") })
	case schemas.Int:
		w.number(value, func() {
			w.sql("CASE WHEN ")
			value("->>")
			w.sql("::numeric % 1 = 0 AND ")
			value("->>")
			w.sql("::numeric BETWEEN ", strconv.FormatInt(math.MinInt64, 10), " AND ", strconv.FormatInt(math.MaxInt64, 10), " THEN ")
			value("->>")
			w.sql(" END")
		})
	default:
		value("->>")
	}
}

// number writes a JSON number as a numeric. CASE keeps PostgreSQL from casting
// what is none.
func (w *writer) number(value func(arrow string), text func()) {
	w.sql("(CASE jsonb_typeof")
	value("->")
	w.sql(" WHEN 'number' THEN (")
	text()
	w.sql(")::numeric END)")
}

// literal quotes a key of a declaration, which has no quote in it.
func literal(key string) string { return "'" + strings.ReplaceAll(key, "'", "''") + "'" }
