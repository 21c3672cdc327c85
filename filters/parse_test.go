package filters_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestParse(t *testing.T) {
	t.Parallel()
	query := "search=go&filter_by[b][gt]=2&filter_by[a]=1&filter_by[a]=0&page=1&order_by=a"
	want := filters.Raw{
		Conditions: []filters.RawCondition{
			{Parameter: "filter_by[a]", Key: "a", Operator: "eq", Values: []string{"1", "0"}},
			{Parameter: "filter_by[b][gt]", Key: "b", Operator: "gt", Values: []string{"2"}},
		},
		Search: "go", Searched: true,
	}
	got, errs := filters.Parse(parseQuery(t, query))
	if diff := cmp.Diff(want, got); diff != "" || errs != nil {
		t.Errorf("%v (-want +got)\n%s", errs, diff)
	}
}

// A query string cannot say so, but url.Values can.
func TestANameWithoutValuesIsAbsent(t *testing.T) {
	t.Parallel()
	values := url.Values{
		"filter_by[status]": nil, "filter_by[priority][is_null]": {}, "filter_by[views][gt]": {},
		"filter_by[": {}, "search": {}, "facets": {},
	}
	filter, errs := check(values, filters.Limits{})
	if diff := cmp.Diff(filters.Filter{}, filter); diff != "" || errs != nil {
		t.Errorf("%v (-want +got)\n%s", errs, diff)
	}
	choice, errs := filters.ParseFacets(values, articles, filters.FacetChoice{})
	if diff := cmp.Diff(filters.FacetChoice{}, choice); diff != "" || errs != nil {
		t.Errorf("facets: %v (-want +got)\n%s", errs, diff)
	}
}

func TestOwns(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"search": true, "facets": true, "facet_counts": true, "filter": true, "filter_by[status]": true, "filter_by[": true, "filter_by[a][b][c]": true,
		"filter_by": false, "filterby[status]": false, "Filter_by[status]": false, "searches": false, "order_by": false,
	} {
		if got := filters.Owns(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

var wellFormed = regexp.MustCompile(`^filter_by\[([^\[\]]*)\](?:\[([^\[\]]*)\])?$`)

// No filter of a request is dropped: it is among the conditions, or there is
// an error.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"filter_by[status]=draft&filter_by[status]=published",
		"filter_by%5Bviews%5D%5Bbetween%5D=1,9&filter_by[views][in]=1,2",
		"filter_by[status=draft", "filter_by[status][eq][x]=1", "filter_by[]=", "filter_by[status][]=", "filter_by[status]]=x",
		"filter_by[priority][is_null]=true&filter_by[priority]=1&filter_by[priority][not_in]=2",
		"filter_by[created_at][gte]=2024-05-17T14:00:00+02:00&filter_by[day]=2024-02-30",
		`filter_by[title][in]="a,b",c&filter_by[title][icontains]=%25`,
		`search="build+time"+go&facets=status,category__name`,
		"search=%00&filter_by[title]=%ff&facets=",
		"filter_by[price]=-0.10&filter_by[rating]=1e400&filter_by[id]=x&filter_by[published]=1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		filter, errs := check(values, filters.Limits{})
		for _, e := range errs {
			if !values.Has(e.Parameter) || e.Code == "" || e.Detail == "" {
				t.Errorf("%q: an error of nothing: %+v", query, e)
			}
		}
		filter.AppendCanonical(nil)
		if choice, errs := filters.ParseFacets(values, articles, filters.FacetChoice{}); errs == nil && !values.Has("facets") && choice.Only != nil {
			t.Errorf("%q: facets were made up: %v", query, choice)
		}
		if errs != nil {
			return
		}
		assertTyped(t, filter)
		for name := range values {
			if strings.HasPrefix(name, "filter_by[") && !holds(filter, name) {
				t.Errorf("%q: %s was dropped", query, name)
			}
		}
	})
}

// holds reports whether a filter has a condition for a parameter.
func holds(f filters.Filter, name string) bool {
	parts := wellFormed.FindStringSubmatch(name)
	return parts != nil && slices.ContainsFunc(f.Conditions, func(c filters.Condition) bool {
		if c.Field.Key != parts[1] {
			return false
		}
		switch schemas.Operator(parts[2]) { //nolint:exhaustive // the rest keep their name
		case "", schemas.Eq, schemas.In:
			return c.Operator == schemas.In && len(c.Values) > 0
		case schemas.IsNull:
			return c.OrNull || c.Operator == schemas.IsNull
		case schemas.NotIn, schemas.Ne:
			return c.Operator == schemas.NotIn || c.Operator == schemas.Ne
		}
		return string(c.Operator) == parts[2]
	})
}

func BenchmarkParseAndCheck(b *testing.B) {
	for _, c := range []struct{ name, query string }{
		{"nothing", "page=2"},
		{"one choice", "filter_by[status]=draft"},
		{"six conditions and a search", "filter_by[status]=draft&filter_by[status]=published&filter_by[published]=true" +
			"&filter_by[views][gte]=10&filter_by[created_at][lt]=2024-05-17T12:00:00Z&filter_by[priority][is_null]=true" +
			"&filter_by[category__name][in]=DevOps,Python&search=build+time"},
		{"a list of 100", "filter_by[views][in]=" + numbers(100, ",")},
	} {
		b.Run(c.name, func(b *testing.B) {
			values := parseQuery(b, c.query)
			limits := filters.Limits{}.Defaults()
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := check(values, limits); errs != nil {
					b.Fatal(errs)
				}
			}
		})
	}
}

func BenchmarkAppendCanonical(b *testing.B) {
	filter := checked(b, "filter_by[status]=draft&filter_by[status]=published&filter_by[views][gte]=10&search=build+time")
	var buffer []byte
	b.ReportAllocs()
	for b.Loop() {
		buffer = filter.AppendCanonical(buffer[:0])
	}
}
