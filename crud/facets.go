package crud

import (
	"bytes"
	"cmp"
	"context"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// facets lists the values of the facets that were asked for; nil for none.
func (l list[R]) facets(ctx context.Context) (schemas.Facets, error) {
	fields := l.query.facets.Of(l.plan.Resource)
	if fields == nil {
		return nil, nil
	}
	facets := make(schemas.Facets, 0, len(fields))
	for _, field := range fields {
		facet, err := l.facet(ctx, field)
		if err != nil {
			return nil, err
		}
		facets = append(facets, facet)
	}
	return facets, nil
}

// facet lists the values of a field among the rows that satisfy everything but
// the client's own choice there, so that the choice can be widened.
func (l list[R]) facet(ctx context.Context, field *schemas.Field) (schemas.Facet, error) {
	limit := l.view.limits.FacetValues
	plan := l.plan
	plan.Filter = plan.Filter.Without(field)
	// All labels are read, since the first of them are not the database's first.
	plan.Limit = max(limit, len(field.Labels)) + 1
	values, err := store.Values(ctx, l.source, plan, field)
	if err != nil {
		return schemas.Facet{}, err
	}
	order := func(a, b any) int { return compareValues(field, a, b) }
	if len(field.Labels) > 0 {
		slices.SortFunc(values, order)
	}
	facet := schemas.Facet{Key: field.Key, Truncated: len(values) > limit}
	values = values[:min(limit, len(values))]
	if choice, ok := l.plan.Filter.Choice(field); ok {
		values = withChosen(values, choice.Values, order)
	}
	for _, v := range values {
		facet.Values = append(facet.Values, field.ForJSON(v))
	}
	return facet, nil
}

// withChosen adds chosen values that no row has any more, each where it sorts;
// the rest keeps the database's order.
func withChosen(values, chosen []any, order func(a, b any) int) []any {
	for _, v := range chosen {
		if slices.ContainsFunc(values, func(other any) bool { return order(other, v) == 0 }) {
			continue
		}
		i := slices.IndexFunc(values, func(other any) bool { return order(other, v) > 0 })
		if i < 0 {
			i = len(values)
		}
		values = slices.Insert(values, i, v)
	}
	return values
}

// compareValues orders two values of a field.
func compareValues(field *schemas.Field, a, b any) int {
	if field.Kind == schemas.Float || field.Kind == schemas.Decimal {
		return compareDecimals(digits(a), digits(b))
	}
	switch b := b.(type) {
	case int64:
		a, _ := a.(int64)
		return cmp.Compare(a, b)
	case time.Time:
		a, _ := a.(time.Time)
		return a.Compare(b)
	case string:
		a, _ := a.(string)
		return cmp.Or(cmp.Compare(label(field, a), label(field, b)), strings.Compare(a, b))
	}
	return bytes.Compare(schemas.AppendValue(nil, a), schemas.AppendValue(nil, b))
}

// digits is a number as text; a float can be either.
func digits(v any) string {
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	text, _ := v.(string)
	return text
}

// compareDecimals orders a value and a number. Infinity and NaN are no numbers:
// they stand at the ends, where PostgreSQL has them.
func compareDecimals(a, number string) int {
	x, ok := new(big.Rat).SetString(a)
	switch y, _ := new(big.Rat).SetString(number); {
	case ok:
		return x.Cmp(y)
	case strings.HasPrefix(a, "-"):
		return -1
	}
	return 1
}

// label is the place of a text among the declared labels; strangers come last.
func label(field *schemas.Field, text string) int {
	if i := slices.Index(field.Labels, text); i >= 0 {
		return i
	}
	return len(field.Labels)
}
