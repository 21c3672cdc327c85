package filters_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// shelves has arrays, and fields over a relation to many, two of them with the
// names of quantifiers.
var shelves = newShelves()

func newShelves() *schemas.Resource {
	array := func(key, elementType string, element schemas.Field) *schemas.Field {
		element.Path, element.Key, element.NotNull = key, key, true
		return &schemas.Field{Path: key, Key: key, Kind: schemas.Array, ElementType: elementType, Element: &element}
	}
	books := &schemas.Relation{Path: "books", Many: true}
	fields := []*schemas.Field{
		array("labels", "text", schemas.Field{Kind: schemas.Enum, Labels: []string{"new", "old"}}),
		array("words", "text", schemas.Field{Kind: schemas.Text}),
		array("sizes", "integer", schemas.Field{Kind: schemas.Int, Bits: 32}),
		array("flags", "boolean", schemas.Field{Kind: schemas.Bool}),
		array("times", "timestamptz", schemas.Field{Kind: schemas.Time}),
		{Path: "name", Key: "name", Kind: schemas.Text},
		{Path: "books.title", Key: "books__title", Kind: schemas.Text, Relation: books},
		{Path: "books.pages", Key: "books__pages", Kind: schemas.Int, Relation: books},
		{Path: "books.sold", Key: "books__sold", Kind: schemas.Bool, Relation: books},
		{Path: "books.sizes", Key: "books__sizes", Kind: schemas.Array, ElementType: "integer", Element: &schemas.Field{Kind: schemas.Int}, Relation: books},
		{Path: "all", Key: "all", Kind: schemas.Int},
		{Path: "none", Key: "none", Kind: schemas.Text, Relation: books},
	}
	r := &schemas.Resource{Name: "shelves"}
	for _, f := range fields {
		r.Filters = append(r.Filters, schemas.Filterable{Field: f, Operators: f.Kind.Operators()})
	}
	return r
}

// onShelves parses and checks a query string. Its plus signs are blanks.
func onShelves(tb testing.TB, query string) (filters.Filter, []string) {
	tb.Helper()
	raw, errs := filters.Parse(parseQuery(tb, query))
	filter, more := raw.Check(shelves, filters.Limits{})
	return filter, describeExprErrors(append(errs, more...))
}

// shelfExpr is the query string of an expression.
func shelfExpr(text string) string { return url.Values{"filter": {text}}.Encode() }

// describeShelves writes a filter as describe does, with its quantifiers, and
// its expression behind it.
func describeShelves(f filters.Filter) (lines []string) {
	for c := range f.All() {
		line := describe(filters.Filter{Conditions: []filters.Condition{c}})[0]
		if c.Quantifier != schemas.Any {
			line = string(c.Quantifier) + " " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// arrayCases are conditions as a parameter and as an expression.
var arrayCases = []struct{ query, expr, want string }{
	{"filter_by[labels]=new,old", `labels = ("new", "old")`, `labels eq ["new","old"]`},
	{"filter_by[labels]=old,new", `labels = ("old", "new")`, `labels eq ["old","new"]`}, // the order counts
	{"filter_by[labels]=new,new", `labels=("new","new")`, `labels eq ["new","new"]`},    // so does repetition
	{"filter_by[labels]=new", `labels = "new"`, `labels eq ["new"]`},
	{"filter_by[labels]=", `labels = ()`, `labels eq []`},
	{"filter_by[labels][ne]=", `labels != ( )`, `labels ne []`},
	{"filter_by[labels][ne]=old", `labels != ("old")`, `labels ne ["old"]`},
	{`filter_by[words]=""`, `words = ("")`, `words eq [""]`},
	{`filter_by[words]="a,b",""`, `words = ("a,b", "")`, `words eq ["a,b",""]`},
	{"filter_by[flags][is_null]=false", `flags IS NOT NULL`, `flags is_null [false]`},
	{"filter_by[words][has]=a,b", `words has "a,b"`, `words has_all ["a,b"]`}, // one value
	{`filter_by[words][has]="a"`, `words HAS "\"a\""`, `words has_all ["\"a\""]`},
	{"filter_by[words][has]=", `words Has ""`, `words has_all [""]`},
	{"filter_by[words][has_any]=b,a,b", `words has_any ("b", "a", "b")`, `words has_any ["a","b"]`},
	{"filter_by[words][has_any]=a,a", `words HAS_ANY "a"`, `words has_all ["a"]`},
	{"filter_by[words][has_all]=b,a", `words HAS_ALL ("b", "a")`, `words has_all ["a","b"]`},
	{"filter_by[sizes][has_all]=007,-2147483648", `sizes has_all (7, "-2147483648")`, `sizes has_all [7,-2147483648]`},
	{"filter_by[flags]=1,false", `flags = (true, FALSE)`, `flags eq [true,false]`},
	{"filter_by[flags][has]=0", `flags HAS false`, `flags has_all [false]`},
	{"filter_by[times][has]=2024-05-17T14:00:00%2B02:00", `times HAS "2024-05-17T12:00:00Z"`, `times has_all ["2024-05-17T12:00:00Z"]`},
	{"filter_by[books__sizes][none][has]=7", `NONE books__sizes HAS 7`, `none books__sizes has_all [7]`},
	{"filter_by[books__sizes][all]=", `ALL books__sizes = ()`, `all books__sizes eq []`},
}

func TestArrayConditions(t *testing.T) {
	t.Parallel()
	for _, c := range arrayCases {
		for _, query := range []string{c.query, shelfExpr(c.expr)} {
			filter, errs := onShelves(t, query)
			if diff := cmp.Diff([]string{c.want}, describeShelves(filter)); diff != "" || errs != nil {
				t.Errorf("%s: %v (-want +got)\n%s", query, errs, diff)
			}
		}
	}
}

func TestArrayConditionsAreRefused(t *testing.T) {
	t.Parallel()
	const operators = " (eq ne is_null has has_any has_all)"
	const empty = `has an empty or badly quoted item: separate items with one comma, quote an item that holds a comma, and write "" for the empty string`
	for query, want := range map[string][]string{
		"filter_by[words][in]=a":                                  {`filter_by[words][in] unknown_operator: words has no operator "in"` + operators},
		"filter_by[words][contains]=a":                            {`filter_by[words][contains] unknown_operator: words has no operator "contains"` + operators},
		"filter_by[sizes][gt]=1":                                  {`filter_by[sizes][gt] unknown_operator: sizes has no operator "gt"` + operators},
		"filter_by[name][has]=a":                                  {`filter_by[name][has] unknown_operator: name has no operator "has" (eq ne in not_in is_null contains starts_with ends_with icontains istarts_with iends_with)`},
		"filter_by[words]=a&filter_by[words]=b":                   {"filter_by[words] repeated_parameter: is given more than once"},
		"filter_by[words][has]=a&filter_by[words][has]=b":         {"filter_by[words][has] repeated_parameter: is given more than once"},
		"filter_by[words][has_any]=a&filter_by[words][has_any]=b": {"filter_by[words][has_any] repeated_parameter: is given more than once"},
		"filter_by[words]=a,,b":                                   {"filter_by[words] empty_item: " + empty},
		"filter_by[words]=a,":                                     {"filter_by[words] empty_item: " + empty},
		"filter_by[words][has_any]=":                              {"filter_by[words][has_any] empty_item: " + empty},
		`filter_by[words][ne]="a`:                                 {"filter_by[words][ne] empty_item: " + empty},
		"filter_by[labels]=new,gone":                              {`filter_by[labels] invalid_value: "gone" is not one of new, old (new old)`},
		"filter_by[labels][has]=":                                 {"filter_by[labels][has] invalid_value: is empty; expected a label (new old)"},
		"filter_by[sizes]=2147483648,x": {
			"filter_by[sizes] invalid_value: 2147483648 is out of range: expected -2147483648 to 2147483647",
			`filter_by[sizes] invalid_value: "x" is not an integer`,
		},
		"filter_by[sizes]=" + strings.Repeat("1,", 100) + "1": {"filter_by[sizes] too_many: 101 values; at most 100 are allowed"},
		"filter_by[words][is_null]=maybe":                     {`filter_by[words][is_null] invalid_value: "maybe" is not a boolean: expected true, false, 1 or 0`},

		shelfExpr(`name = "a" OR words IN ("a")`):                       {`14 filter unknown_operator: words has no operator "in"` + operators},
		shelfExpr(`words`):                                              {"0 filter invalid_value: words is no boolean: compare it with a value"},
		shelfExpr(`flags`):                                              {"0 filter invalid_value: flags is no boolean: compare it with a value"},
		shelfExpr(`name = ("a")`):                                       {"0 filter invalid_value: name is no array: write IN before a list"},
		shelfExpr(`name = ()`):                                          {"0 filter invalid_value: name is no array: write IN before a list"},
		shelfExpr(`labels = ("new", "gone")`):                           {`17 filter invalid_value: "gone" is not one of new, old (new old)`},
		shelfExpr(`words = (1)`):                                        {"9 filter invalid_value: 1 stands without double quotes"},
		shelfExpr(`words has_any ()`):                                   {`15 filter invalid_value: expected a number, a text in double quotes, TRUE or FALSE instead of ")"`},
		shelfExpr(`words = (NULL)`):                                     {"9 filter invalid_value: nothing equals NULL: write IS NULL or IS NOT NULL"},
		shelfExpr(`words = ("a",)`):                                     {`13 filter invalid_value: expected a number, a text in double quotes, TRUE or FALSE instead of ")"`},
		shelfExpr("sizes has_all (" + strings.Repeat("1,", 100) + "1)"): {"0 filter too_many: 101 values; at most 100 are allowed"},
		shelfExpr("sizes != (" + strings.Repeat("1,", 100) + "1)"):      {"0 filter too_many: 101 values; at most 100 are allowed"},
		shelfExpr(`sizes has 2147483648`):                               {"10 filter invalid_value: 2147483648 is out of range: expected -2147483648 to 2147483647"},
	} {
		_, errs := onShelves(t, query)
		if diff := cmp.Diff(want, errs); diff != "" {
			t.Errorf("%s (-want +got)\n%s", query, diff)
		}
	}
}

// TestArraysThatMeanTheSame: sets have no order, arrays have one.
func TestArraysThatMeanTheSame(t *testing.T) {
	t.Parallel()
	canonical := func(query string) string {
		filter, errs := onShelves(t, query)
		if errs != nil {
			t.Fatalf("%s: %v", query, errs)
		}
		return string(filter.AppendCanonical(nil))
	}
	classes := [][]string{
		{"filter_by[words][has]=a", "filter_by[words][has_any]=a,a", "filter_by[words][has_all]=a"},
		{shelfExpr(`words HAS "a"`), shelfExpr(`words has_any ("a")`), shelfExpr(`(words HAS_ALL "a")`)},
		{"filter_by[words][has_any]=a,b", "filter_by[words][has_any]=b,a,b"},
		{"filter_by[words][has_all]=a,b", "filter_by[words][has_all]=b,a"},
		{"filter_by[words]=a,b", `filter_by[words][eq]="a",b`},
		{"filter_by[words]=b,a"},
		{"filter_by[words]=a"},
		{"filter_by[words]=a,a"},
		{"filter_by[words]="},
		{`filter_by[words]=""`},
		{"filter_by[words][ne]=a,b"},
		{"filter_by[words][ne]="},
		{"filter_by[words][is_null]=true", "filter_by[words][is_null]=1"},
	}
	seen := map[string]string{}
	for _, class := range classes {
		first := canonical(class[0])
		if other, ok := seen[first]; ok {
			t.Errorf("%s and %s are one filter", class[0], other)
		}
		seen[first] = class[0]
		for _, same := range class[1:] {
			if canonical(same) != first {
				t.Errorf("%s and %s are two filters", class[0], same)
			}
		}
	}
}
