package filters_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// customArticles are the articles with filters and operators of their own.
var customArticles = newCustomArticles()

func newCustomArticles() *schemas.Resource {
	number, text := &schemas.Field{Kind: schemas.Float, Bits: 64}, &schemas.Field{Kind: schemas.Text}
	r := *articles
	r.Filters = slices.Clone(r.Filters)
	for i, f := range r.Filters {
		if f.Key == "title" { // leaves eq to an operator of its own
			r.Filters[i].Operators = []schemas.Operator{schemas.Ne}
		}
	}
	r.Customs = []schemas.Custom{
		{Key: "hot", Params: []schemas.Param{{Name: schemas.Eq, Field: &schemas.Field{Kind: schemas.Bool}}}},
		{Key: "ids", Params: []schemas.Param{{Name: schemas.Eq, Field: &schemas.Field{Kind: schemas.Int, Bits: 64}, List: true}}},
		{Key: "near", Params: []schemas.Param{
			{Name: "lat", Field: number},
			{Name: "lng", Field: number},
			{Name: "names", Field: text, List: true, Optional: true},
		}},
		{Key: "title", Params: []schemas.Param{{Name: "sounds", Field: text}}},
		{Key: "title", Params: []schemas.Param{{Name: schemas.Eq, Field: text}}},
	}
	return &r
}

// checkCustom parses and checks the parameters of a request.
func checkCustom(values url.Values, limits filters.Limits) (filters.Filter, schemas.InputErrors) {
	raw, errs := filters.Parse(values)
	filter, more := raw.Check(customArticles, limits)
	return filter, append(errs, more...)
}

// describeCalls writes calls line by line: near lat=[1.5] lng=[2].
func describeCalls(calls []filters.Call) (lines []string) {
	for _, call := range calls {
		parts := []string{call.Custom.Key}
		for i, param := range call.Custom.Params {
			if call.Values[i] != nil {
				parts = append(parts, fmt.Sprintf("%s=%v", param.Name, call.Values[i]))
			}
		}
		lines = append(lines, strings.Join(parts, " "))
	}
	return lines
}

func TestCustom(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"", nil},
		{"filter_by[hot]=1", []string{"hot eq=[true]"}},
		{"filter_by[hot][eq]=false", []string{"hot eq=[false]"}},
		{"filter_by[ids]=3,1,3", []string{"ids eq=[3 1 3]"}},
		{"filter_by[ids]=1&filter_by[ids]=2,3", []string{"ids eq=[1 2 3]"}},
		{"filter_by[near][lng]=2&filter_by[near][lat]=1.5", []string{"near lat=[1.5] lng=[2]"}},
		{`filter_by[near][lat]=1&filter_by[near][lng]=2&filter_by[near][names]="a,b",""`, []string{"near lat=[1] lng=[2] names=[a,b ]"}},
		{"filter_by[title][sounds]=x", []string{"title sounds=[x]"}},
		{"filter_by[title][sounds]=", []string{"title sounds=[]"}},
		{"filter_by[title]=x", []string{"title eq=[x]"}},
		{"filter_by[title][eq]=x&filter_by[title][sounds]=y", []string{"title eq=[x]", "title sounds=[y]"}},
		{"filter_by[title][ne]=x", nil},
		{"filter_by[hot]=0&filter_by[ids]=1", []string{"hot eq=[false]", "ids eq=[1]"}},
	} {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			filter, errs := checkCustom(parseQuery(t, c.query), filters.Limits{})
			if diff := cmp.Diff([]string(nil), describeErrors(errs)); diff != "" {
				t.Errorf("errors (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.want, describeCalls(filter.Calls)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if c.query != "" && filter.Empty() {
				t.Error("is taken for none")
			}
		})
	}
}

func TestCustomRefuses(t *testing.T) {
	t.Parallel()
	const (
		repeated = " repeated_parameter: is given more than once"
		nearHas  = "near takes lat, lng, names"
		noSuch   = " unknown_operator: the filter near has no such parameter (lat lng names)"
		badList  = " empty_item: has an empty or badly quoted item: separate items with one comma, " +
			`quote an item that holds a comma, and write "" for the empty string`
		keys = " (published views priority rating price created_at day id title status category__name hot ids near)"
	)
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"filter_by[hot]=maybe", []string{`filter_by[hot] invalid_value: "maybe" is not a boolean: expected true, false, 1 or 0`}},
		{"filter_by[hot]=", []string{"filter_by[hot] invalid_value: is empty; expected a boolean"}},
		{"filter_by[hot]=1&filter_by[hot]=1", []string{"filter_by[hot]" + repeated}},
		{"filter_by[hot]=1&filter_by[hot][eq]=1", []string{"filter_by[hot][eq]" + repeated}},
		{"filter_by[hot][ne]=1", []string{"filter_by[hot][ne] unknown_operator: the filter hot has no such parameter (eq)"}},
		{"filter_by[hot][any]=1", []string{"filter_by[hot][any] unknown_operator: the filter hot has no such parameter (eq)"}},
		{"filter_by[Hot]=1", []string{`filter_by[Hot] unknown_field: there is no filter "Hot"` + keys}},
		{"filter_by[nope][sounds]=1", []string{`filter_by[nope][sounds] unknown_field: there is no filter "nope"` + keys}},

		{"filter_by[ids]=", []string{"filter_by[ids]" + badList}},
		{"filter_by[ids]=1,,2", []string{"filter_by[ids]" + badList}},
		{"filter_by[ids]=1,x,y", []string{
			`filter_by[ids] invalid_value: "x" is not an integer`, `filter_by[ids] invalid_value: "y" is not an integer`,
		}},
		{"filter_by[ids]=1&filter_by[ids][eq]=2", []string{"filter_by[ids][eq]" + repeated}},

		{"filter_by[near]=1", []string{"filter_by[near]" + noSuch}},
		{"filter_by[near][gt]=1", []string{"filter_by[near][gt]" + noSuch}},
		{"filter_by[near][lat]=1", []string{"filter_by[near][lng] invalid_value: is missing: " + nearHas}},
		{"filter_by[near][names]=a", []string{
			"filter_by[near][lat] invalid_value: is missing: " + nearHas,
			"filter_by[near][lng] invalid_value: is missing: " + nearHas,
		}},
		{"filter_by[near][lat]=x&filter_by[near][lng]=y", []string{
			`filter_by[near][lat] invalid_value: "x" is not a number`, `filter_by[near][lng] invalid_value: "y" is not a number`,
		}},
		// What is there, however wrong, is not missing.
		{"filter_by[near][lat]=1&filter_by[near][lat]=2&filter_by[near][lng]=3", []string{"filter_by[near][lat]" + repeated}},
		{"filter_by[near][lat]=1&filter_by[near][lng]=2&filter_by[near][names]=a,,b", []string{"filter_by[near][names]" + badList}},

		{"filter_by[title][like]=a", []string{`filter_by[title][like] unknown_operator: title has no operator "like" (ne sounds eq)`}},
		{"filter_by[title][sounds]=%ff", []string{"filter_by[title][sounds] invalid_value: is not valid UTF-8"}},
		{"filter_by[title][sounds]=%00", []string{"filter_by[title][sounds] invalid_value: contains a NUL byte"}},
		{"filter_by[title][sounds]=a&filter_by[title][sounds]=b", []string{"filter_by[title][sounds]" + repeated}},
	} {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			_, errs := checkCustom(parseQuery(t, c.query), filters.Limits{})
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// An expression compares fields only, and does not tell of other filters.
func TestCustomIsNoExpression(t *testing.T) {
	t.Parallel()
	for _, expression := range []string{"hot eq true", "hot = true", "near = 1", "title sounds 'x'", "ids in (1)"} {
		filter, errs := checkCustom(url.Values{"filter": {expression}}, filters.Limits{})
		if len(errs) == 0 {
			t.Errorf("%s passes: %v", expression, filter.Expression)
		}
		for _, e := range errs {
			if e.Parameter != "filter" || slices.Contains(e.Allowed, "near") || slices.Contains(e.Allowed, "sounds") {
				t.Errorf("%s: %v", expression, describeErrors(errs))
			}
		}
	}
}

func TestCustomLimits(t *testing.T) {
	t.Parallel()
	limits := filters.Limits{Conditions: 2, ListValues: 3, Values: 4, ValueLength: 5}
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"filter_by[ids]=1,2,3", nil},
		{"filter_by[ids]=1,2,3,4", []string{"filter_by[ids] too_many: 4 values; at most 3 are allowed"}},
		{"filter_by[ids]=1,2&filter_by[ids]=3,4", []string{"filter_by[ids] too_many: 4 values; at most 3 are allowed"}},
		{"filter_by[ids]=1,2,3&filter_by[hot]=1", nil},
		{"filter_by[ids]=1,2,3&filter_by[views][in]=1,2", []string{
			"filter_by[ids] too_many: 5 values in all conditions together; at most 4 are allowed",
		}},
		{"filter_by[title][sounds]=" + strings.Repeat("ä", 5), nil},
		{"filter_by[title][sounds]=aaaaaa", []string{"filter_by[title][sounds] too_long: a value of 6 characters; at most 5 are allowed"}},
		{"filter_by[ids]=1,000002", []string{"filter_by[ids] too_long: a value of 6 characters; at most 5 are allowed"}},
		{"filter_by[near][lat]=1&filter_by[near][lng]=2&filter_by[near][names]=a", []string{
			"filter_by[near][names] too_many: 3 conditions; at most 2 are allowed",
		}},
	} {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			_, errs := checkCustom(parseQuery(t, c.query), limits)
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The canonical form tells values apart, and no two spellings of one.
func TestCustomCanonical(t *testing.T) {
	t.Parallel()
	different := [][]string{
		{""},
		{"filter_by[hot]=1", "filter_by[hot]=true", "filter_by[hot][eq]=true"},
		{"filter_by[hot]=0"},
		{"filter_by[published]=1"},
		{"filter_by[ids]=1,2", "filter_by[ids]=1&filter_by[ids]=2", "filter_by[ids][eq]=01,2"},
		{"filter_by[ids]=2,1"}, // the function can take their order for something
		{"filter_by[ids]=1"},
		{"filter_by[near][lat]=1&filter_by[near][lng]=2", "filter_by[near][lng]=2.0&filter_by[near][lat]=1e0"},
		{"filter_by[near][lat]=2&filter_by[near][lng]=1"},
		{"filter_by[near][lat]=1&filter_by[near][lng]=2&filter_by[near][names]=a"},
		{`filter_by[near][lat]=1&filter_by[near][lng]=2&filter_by[near][names]=""`},
		{"filter_by[title][sounds]=x"},
		{"filter_by[title]=x", "filter_by[title][eq]=x"},
		{"filter_by[title]=x&filter_by[title][sounds]=y", "filter_by[title][sounds]=y&filter_by[title][eq]=x"},
		{"filter_by[title][aa]=x&filter_by[title]=x", "filter_by[title][eq]=x&filter_by[title][aa]=x"},
		{"filter_by[title]=y&filter_by[title][sounds]=x"},
		{"search=x&filter_by[hot]=1"},
	}
	r := *customArticles
	r.Customs = append(slices.Clone(r.Customs), schemas.Custom{
		Key: "title", Params: []schemas.Param{{Name: "aa", Field: &schemas.Field{Kind: schemas.Text}}},
	})
	seen := map[string]string{}
	for _, same := range different {
		for i, query := range same {
			raw, _ := filters.Parse(parseQuery(t, query))
			filter, errs := raw.Check(&r, filters.Limits{})
			if errs != nil {
				t.Fatalf("%s: %v", query, errs)
			}
			canonical := string(filter.AppendCanonical(nil))
			other, is := seen[canonical]
			if is != (i > 0) || i > 0 && other != same[0] {
				t.Errorf("%s is the same as %q", query, other)
			}
			seen[canonical] = same[0]
		}
	}
}

// What passes has a value for each parameter that must be there, and as many
// values as the parameter takes.
func FuzzCustom(f *testing.F) {
	for _, seed := range []string{
		"filter_by[hot]=1", "filter_by[ids]=1,2&filter_by[ids][eq]=3", "filter_by[near][lat]=1", "filter_by[near][lat]=1&filter_by[near][lng]=2",
		`filter_by[near][names]="a,b",`, "filter_by[title][sounds]=x&filter_by[title]=y", "filter_by[hot][any][eq]=1", "filter_by[near][lat]=1&filter_by[near][lat]=x",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		filter, errs := checkCustom(values, filters.Limits{})
		if errs != nil {
			return
		}
		for _, call := range filter.Calls {
			for i, param := range call.Custom.Params {
				n := len(call.Values[i])
				if n == 0 && !param.Optional || n > 1 && !param.List {
					t.Errorf("%q: %s has %d values", query, call.Parameter(i), n)
				}
				for _, v := range call.Values[i] {
					if !param.Field.Accepts(v) || v == nil {
						t.Errorf("%q: %s is %v", query, call.Parameter(i), v)
					}
				}
			}
		}
	})
}

func TestCallParameter(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{-1: "filter_by[near]", 0: "filter_by[near][lat]", 2: "filter_by[near][names]"} {
		if diff := cmp.Diff(want, filters.Call{Custom: &customArticles.Customs[2]}.Parameter(i)); diff != "" {
			t.Errorf("%d (-want +got)\n%s", i, diff)
		}
	}
	if diff := cmp.Diff("filter_by[hot]", filters.Call{Custom: &customArticles.Customs[0]}.Parameter(0)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
