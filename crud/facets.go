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

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// about is what an envelope tells beside its rows.
type about struct {
	total  total
	facets schemas.Facets
	counts schemas.FacetCounts
}

// about counts the list and finds its facets, nil where none were asked for,
// with how many rows have each value where counts were asked for. The total
// comes with the facets where they are read in one scan of all that it counts.
func (l list) about(ctx context.Context, count pagination.Count, s seen) (about, error) {
	l.source.Cache = l.in.cache
	var a about
	fields := l.query.facets.Of(l.plan.Resource)
	if len(fields) == 0 {
		if fields != nil {
			a.facets = schemas.Facets{}
		}
		var err error
		a.total, err = l.total(ctx, count, s, nil)
		return a, err
	}
	read := tally{buckets: map[*schemas.Field][]store.Bucket{}}
	counting := l
	counting.source = l.until(l.in.limits.FacetTime)
	for _, part := range l.in.facetPlan.Parts(query.FacetRequest{
		Filter: l.plan.Filter, Fields: fields, Counts: l.query.facets.Counts,
		Total: !s.all && (count == pagination.CountExact || count == pagination.CountCapped), Narrowed: l.source.Narrowed(),
	}) {
		err := counting.part(ctx, part, &read)
		if ranOut(ctx, counting.source, err) {
			read.missing = append(read.missing, part.Fields...)
			read.uncounted = read.uncounted || part.Total
			continue
		}
		if err != nil {
			return about{}, err
		}
	}
	var err error
	if a.total, err = l.totalBeside(ctx, count, s, read); err != nil {
		return a, err
	}
	a.facets = make(schemas.Facets, 0, len(fields))
	for _, field := range fields {
		facet, counted := l.facet(field, read.buckets[field])
		missing := slices.Contains(read.missing, field)
		facet.Truncated = facet.Truncated || missing
		a.facets = append(a.facets, facet)
		if l.query.facets.Counts && !missing {
			a.counts = append(a.counts, counted)
		}
	}
	return a, nil
}

// tally is what the statements have counted so far.
type tally struct {
	// total is nil where no statement had it.
	total   *int64
	buckets map[*schemas.Field][]store.Bucket
	// missing are the fields for which there was no time, and uncounted tells that
	// there was none for the total.
	missing   []*schemas.Field
	uncounted bool
}

// totalBeside is the total of a list whose facets have been read, or tried.
func (l list) totalBeside(ctx context.Context, count pagination.Count, s seen, read tally) (total, error) {
	if read.uncounted && count == pagination.CountExact { // to try again would take as long
		return newTotal(int64(s.rows), schemas.TotalAtLeast), nil
	}
	return l.total(ctx, count, s, read.total)
}

// part runs one statement: it finds the values of fields among the rows that
// satisfy everything but the client's own choice there, so that the choice can
// be widened.
func (l list) part(ctx context.Context, part query.FacetPart, read *tally) error {
	if !part.Scan {
		buckets, err := l.buckets(ctx, part.Fields[0], part.Walk)
		read.buckets[part.Fields[0]] = buckets
		return err
	}
	statement := query.Facets{Plan: l.plan, Total: part.Total}
	for _, field := range part.Fields {
		statement.Of = append(statement.Of, query.Facet{Field: field, Limit: l.facetLimit(field)})
	}
	tally, err := store.Facets(ctx, l.source, statement)
	if err != nil {
		return err
	}
	if part.Total {
		read.total = &tally.Total
	}
	for i, field := range part.Fields {
		read.buckets[field] = tally.Facets[i]
	}
	return nil
}

// facetLimit is how many values of a field are read. One more tells of
// truncation, another is NULL; and all labels are read, since the first of them
// are not the database's first.
func (l list) facetLimit(field *schemas.Field) int {
	return max(l.in.limits.FacetValues, len(field.Labels)) + 2
}

// buckets finds the values of one field. They are counted only where counts were
// asked for.
func (l list) buckets(ctx context.Context, field *schemas.Field, walk bool) ([]store.Bucket, error) {
	plan := l.plan
	plan.Filter = plan.Filter.Without(field)
	plan.Limit = l.facetLimit(field)
	if l.query.facets.Counts {
		return l.counted(ctx, plan, field)
	}
	values, err := store.Values(ctx, l.source, query.Values{Plan: plan, Field: field, Walk: walk})
	buckets := make([]store.Bucket, len(values))
	for i, v := range values {
		buckets[i].Value = v
	}
	return buckets, err
}

// counted counts the first values of a field. Where there are more, NULL and the
// chosen ones can be among those, which are listed all the same.
func (l list) counted(ctx context.Context, plan query.Plan, field *schemas.Field) ([]store.Bucket, error) {
	buckets, err := store.Buckets(ctx, l.source, query.Buckets{Plan: plan, Field: field})
	if err != nil || len(buckets) < plan.Limit {
		return buckets, err
	}
	has := func(v any) bool {
		return slices.ContainsFunc(buckets, func(b store.Bucket) bool { return b.Value == v })
	}
	choice, _ := l.plan.Filter.Choice(field)
	only := filters.Condition{
		Field: field, Operator: schemas.In, OrNull: !field.ToMany() && !has(nil),
		Values: slices.DeleteFunc(slices.Clone(choice.Values), has),
	}
	if len(only.Values) == 0 && !only.OrNull {
		return buckets, nil
	}
	plan.Limit = len(only.Values) + 1
	more, err := store.Buckets(ctx, l.source, query.Buckets{Plan: plan, Field: field, Only: &only})
	return slices.Concat(buckets, more), err
}

// facet makes a facet of buckets: its first values, and all that were chosen.
func (l list) facet(field *schemas.Field, buckets []store.Bucket) (schemas.Facet, schemas.FacetBuckets) {
	choice, _ := l.plan.Filter.Choice(field)
	var values []any
	var null *store.Bucket
	count := map[any]int64{}
	for _, b := range buckets {
		if b.Value == nil {
			null = &b
			continue
		}
		values = append(values, b.Value)
		count[b.Value] = b.Count
	}
	order := func(a, b any) int { return compareValues(field, a, b) }
	if len(field.Labels) > 0 {
		slices.SortFunc(values, order)
	}
	limit := l.in.limits.FacetValues
	facet := schemas.Facet{Key: field.Key, Truncated: len(values) > limit}
	values = withChosen(values[:min(limit, len(values))], choice.Values, order)
	counts := schemas.FacetBuckets{Key: field.Key}
	for _, v := range values {
		facet.Values = append(facet.Values, field.ForJSON(v))
		counts.Counts = append(counts.Counts, schemas.FacetCount{
			Value: field.ForJSON(v), Count: count[v], Selected: slices.Contains(choice.Values, v),
		})
	}
	if null == nil && choice.OrNull && !field.ToMany() { // of many values, NULL is none to count
		null = &store.Bucket{}
	}
	if null != nil {
		counts.Counts = append(counts.Counts, schemas.FacetCount{Count: null.Count, Selected: choice.OrNull})
	}
	return facet, counts
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
	switch field.Kind { //nolint:exhaustive // the rest has one Go type
	case schemas.Float, schemas.Decimal:
		return compareDecimals(digits(a), digits(b))
	case schemas.Time, schemas.Date:
		return instant(a).Compare(instant(b))
	}
	switch b := b.(type) {
	case int64:
		a, _ := a.(int64)
		return cmp.Compare(a, b)
	case string:
		a, _ := a.(string)
		return cmp.Or(cmp.Compare(label(field, a), label(field, b)), strings.Compare(a, b))
	}
	return bytes.Compare(schemas.AppendValue(nil, a), schemas.AppendValue(nil, b))
}

// instant is a time, or the one that stands for what is none.
func instant(v any) time.Time {
	if text, ok := v.(string); ok {
		t, _ := schemas.Endless(text)
		return t
	}
	t, _ := v.(time.Time)
	return t
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
