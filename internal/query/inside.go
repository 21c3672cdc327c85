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
		w.ofType("number", value, func() {
			value("->>")
			w.sql("::numeric")
		})
	case schemas.Int: // 20.0 is one, 20.5 and 1e30 are none
		w.ofType("number", value, func() {
			w.sql("CASE WHEN ")
			value("->>")
			w.sql("::numeric % 1 = 0 AND ")
			value("->>")
			w.sql("::numeric BETWEEN ", strconv.FormatInt(math.MinInt64, 10), " AND ", strconv.FormatInt(math.MaxInt64, 10), " THEN ")
			value("->>")
			w.sql("::numeric::bigint END")
		})
	default:
		w.ofType("string", value, func() { value("->>") })
	}
}

// ofType writes what is made of a JSON value of a type, NULL for one of another.
// CASE keeps PostgreSQL from casting what cannot be.
func (w *writer) ofType(name string, value func(arrow string), cast func()) {
	w.sql("(CASE jsonb_typeof")
	value("->")
	w.sql(" WHEN ", literal(name), " THEN ")
	cast()
	w.sql(" END)")
}

// literal quotes a key of a declaration, which has no quote in it.
func literal(key string) string { return "'" + strings.ReplaceAll(key, "'", "''") + "'" }
