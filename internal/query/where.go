package query

import (
	"cmp"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// where writes WHERE: the shard, the scopes, what the chain holds beside them (soft
// delete, plugins), the filter, the search, and extra conditions.
func (w *writer) where(extra ...condition) {
	var parts []condition
	add := func(write func()) {
		parts = append(parts, condition{write: func() {
			before := len(w.Vars)
			write()
			w.narrowed = w.narrowed || len(w.Vars) > before
		}})
	}
	if w.plan.sharded() {
		add(w.shard)
	}
	for _, g := range groupsOf(w.Statement) {
		add(func() { g.Build(w.Statement) })
	}
	if g, ok := groupOf(w.Clauses["WHERE"]); ok {
		add(func() { g.Build(w.Statement) })
	}
	if w.plan.Keys != nil {
		parts = append(parts, condition{write: w.keyed})
	}
	for i, some := range sharing(w.plan.Filter.Conditions) {
		add(func() { w.written(slot{of: ofCondition, i: i}, func() { w.conditions(some) }) })
	}
	if e := w.plan.Filter.Expression; e != nil {
		add(func() { w.node(e) })
	}
	for _, word := range w.plan.Filter.Words {
		add(func() { w.word(word) })
	}
	parts = append(parts, extra...)
	if len(parts) == 0 {
		return
	}
	w.sql(" WHERE ")
	w.all(parts)
}

// all writes conditions joined by AND.
func (w *writer) all(parts []condition) {
	each(w, clause.AndWithSpace, parts, func(part condition) { part.write() })
}

// node writes an expression. Its logic is two-valued: the negation of what is
// not true is true, where SQL's NOT of an unknown is unknown.
func (w *writer) node(n filters.Node) {
	switch n := n.(type) {
	case filters.And:
		w.junction(clause.AndWithSpace, n.Terms)
	case filters.Or:
		w.junction(clause.OrWithSpace, n.Terms)
	case filters.Not:
		w.sql("(")
		w.node(n.Term)
		w.sql(") IS NOT TRUE")
	case filters.Condition:
		w.condition(n)
	}
}

func (w *writer) junction(connector string, terms []filters.Node) {
	w.sql("(")
	each(w, connector, terms, w.node)
	w.sql(")")
}

// sharing puts together the conditions that one related row has to meet: those
// on some row of a relation to many, by the same field.
func sharing(conditions []filters.Condition) (groups [][]filters.Condition) {
	for _, c := range conditions {
		i := slices.IndexFunc(groups, func(some []filters.Condition) bool {
			return c.Field.ToMany() && some[0].Field == c.Field && isAny(some[0]) && isAny(c)
		})
		if i < 0 {
			groups = append(groups, []filters.Condition{c})
			continue
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

func isAny(c filters.Condition) bool {
	return cmp.Or(c.Quantifier, schemas.Any) == schemas.Any
}

// conditions writes those that share a related row, or one.
func (w *writer) conditions(some []filters.Condition) {
	if len(some) == 1 {
		w.condition(some[0])
		return
	}
	w.exists(some[0].Field, func(column func()) {
		each(w, clause.AndWithSpace, some, func(c filters.Condition) { w.compare(c, column) })
	})
}

// condition writes a checked filter on one field.
func (w *writer) condition(c filters.Condition) {
	if !c.Field.ToMany() {
		w.compare(c, func() { w.field(c.Field) })
		return
	}
	switch c.Quantifier {
	case schemas.None:
		w.sql("NOT ")
		w.exists(c.Field, func(column func()) { w.compare(c, column) })
	case schemas.All: // no related row fails it, be it for a NULL
		w.sql("NOT ")
		w.exists(c.Field, func(column func()) {
			w.sql("(")
			w.compare(c, column)
			w.sql(") IS NOT TRUE")
		})
	case schemas.Any, "":
		w.exists(c.Field, func(column func()) { w.compare(c, column) })
	}
}

func (w *writer) compare(c filters.Condition, column func()) {
	switch c.Operator {
	case schemas.In:
		w.anyOf(c, column)
	case schemas.Eq, schemas.Has, schemas.HasAll, schemas.HasAny:
		w.orNull(c, column, func() { w.arrays(c, column, arrayOperators[c.Operator]) })
	case schemas.NotIn:
		w.sql("(")
		column()
		w.sql(" NOT IN ")
		w.list(c.Values)
		w.sql(" OR ")
		column()
		w.sql(" IS NULL)")
	case schemas.Ne:
		if c.Field.Kind == schemas.Array {
			w.arrays(c, column, w.dialect.distinct)
			return
		}
		w.binary(column, w.dialect.distinct, c.Values[0])
	case schemas.IsNull:
		column()
		w.sql(isNull(c.Values[0] == true))
	case schemas.Between:
		column()
		w.sql(" BETWEEN ")
		w.value(c.Values[0])
		w.sql(" AND ")
		w.value(c.Values[1])
	case schemas.Gt, schemas.Gte, schemas.Lt, schemas.Lte:
		w.binary(column, comparisons[c.Operator], c.Values[0])
	case schemas.Contains, schemas.StartsWith, schemas.EndsWith,
		schemas.IContains, schemas.IStartsWith, schemas.IEndsWith:
		w.match(c.Operator, w.textOf(c.Field, column), c.Values[0])
	}
}

var comparisons = map[schemas.Operator]string{
	schemas.Gt: " > ", schemas.Gte: " >= ", schemas.Lt: " < ", schemas.Lte: " <= ",
}

// arrayOperators compare arrays: PostgreSQL's manual, 9.19.
var arrayOperators = map[schemas.Operator]string{
	schemas.Eq: " = ", schemas.Has: " @> ", schemas.HasAll: " @> ", schemas.HasAny: " && ",
}

// arrays compares a column with an array of its own type.
func (w *writer) arrays(c filters.Condition, column func(), operator string) {
	column()
	w.sql(operator, "ARRAY[")
	each(w, ",", c.Values, w.value)
	w.sql("]::", c.Field.ElementType, "[]")
}

func isNull(yes bool) string {
	if yes {
		return " IS NULL"
	}
	return " IS NOT NULL"
}

func (w *writer) binary(column func(), operator string, v any) {
	column()
	w.sql(operator)
	w.value(v)
}

// anyOf writes a choice among values, and NULL where it was chosen too.
func (w *writer) anyOf(c filters.Condition, column func()) {
	if len(c.Values) == 0 {
		column()
		w.sql(isNull(true))
		return
	}
	w.orNull(c, column, func() {
		if len(c.Values) == 1 {
			w.binary(column, " = ", c.Values[0])
			return
		}
		column()
		w.sql(" IN ")
		w.list(c.Values)
	})
}

// orNull writes a choice, and lets NULL pass where that was chosen too.
func (w *writer) orNull(c filters.Condition, column, choice func()) {
	if !c.OrNull {
		choice()
		return
	}
	w.sql("(")
	choice()
	w.sql(" OR ")
	column()
	w.sql(" IS NULL)")
}

func (w *writer) list(values []any) {
	w.sql("(")
	each(w, ",", values, w.value)
	w.sql(")")
}

// textOf is a column as a text, which PostgreSQL's own enums are not.
func (w *writer) textOf(f *schemas.Field, column func()) func() {
	if f.Kind != schemas.Enum {
		return column
	}
	return func() {
		w.sql("CAST(")
		column()
		w.sql(" AS text)")
	}
}

// match writes a text operator; the client's wildcards are literal.
func (w *writer) match(operator schemas.Operator, column func(), v any) {
	p := w.dialect.like
	switch operator { //nolint:exhaustive // the rest are case-sensitive
	case schemas.IContains, schemas.IStartsWith, schemas.IEndsWith:
		p = w.dialect.ilike
	}
	text, _ := v.(string)
	if text == "" { // any text matches; SQLite's ext/unicode would let NULL match too
		column()
		w.sql(isNull(false))
		return
	}
	text = p.escape.Replace(text)
	switch operator { //nolint:exhaustive // compare has chosen
	case schemas.StartsWith, schemas.IStartsWith:
		text += p.many
	case schemas.EndsWith, schemas.IEndsWith:
		text = p.many + text
	default:
		text = p.many + text + p.many
	}
	w.binary(column, p.operator, text)
	w.sql(p.suffix)
}
