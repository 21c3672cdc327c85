package crud

import (
	"bytes"
	"cmp"
	"context"
	"slices"
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
	plan.Limit = limit + 1
	values, err := store.Values(ctx, l.source, plan, field)
	if err != nil {
		return schemas.Facet{}, err
	}
	facet := schemas.Facet{Key: field.Key, Truncated: len(values) > limit}
	values = values[:min(limit, len(values))]
	if choice, ok := l.plan.Filter.Choice(field); ok {
		values = withChosen(values, choice.Values)
	}
	if len(field.Labels) > 0 {
		slices.SortStableFunc(values, func(a, b any) int { return cmp.Compare(label(field, a), label(field, b)) })
	}
	for _, v := range values {
		facet.Values = append(facet.Values, field.ForJSON(v))
	}
	return facet, nil
}

// withChosen adds chosen values that no row has any more, each where it sorts;
// the rest keeps the database's order.
func withChosen(values, chosen []any) []any {
	for _, v := range chosen {
		if slices.ContainsFunc(values, func(other any) bool { return compareValues(other, v) == 0 }) {
			continue
		}
		i := slices.IndexFunc(values, func(other any) bool { return compareValues(other, v) > 0 })
		if i < 0 {
			i = len(values)
		}
		values = slices.Insert(values, i, v)
	}
	return values
}

// compareValues orders two values of one kind.
func compareValues(a, b any) int {
	switch b := b.(type) {
	case int64:
		a, _ := a.(int64)
		return cmp.Compare(a, b)
	case float64:
		a, _ := a.(float64)
		return cmp.Compare(a, b)
	case time.Time:
		a, _ := a.(time.Time)
		return a.Compare(b)
	case string:
		a, _ := a.(string)
		return strings.Compare(a, b)
	}
	return bytes.Compare(schemas.AppendValue(nil, a), schemas.AppendValue(nil, b))
}

// label is the place of a value among the declared labels; strangers come last.
func label(field *schemas.Field, v any) int {
	text, _ := v.(string)
	if i := slices.Index(field.Labels, text); i >= 0 {
		return i
	}
	return len(field.Labels)
}
