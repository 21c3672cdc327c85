package filters_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestParseQuantifier(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]filters.RawCondition{
		"filter_by[a]":                 {Key: "a", Operator: "eq"},
		"filter_by[a][any]":            {Key: "a", Quantifier: schemas.Any, Operator: "eq"},
		"filter_by[a][none]":           {Key: "a", Quantifier: schemas.None, Operator: "eq"},
		"filter_by[a__b][all][gte]":    {Key: "a__b", Quantifier: schemas.All, Operator: "gte"},
		"filter_by[a][none][eq]":       {Key: "a", Quantifier: schemas.None, Operator: "eq"},
		"filter_by[all]":               {Key: "all", Operator: "eq"},
		"filter_by[none][all]":         {Key: "none", Quantifier: schemas.All, Operator: "eq"},
		"filter_by[any][any][is_null]": {Key: "any", Quantifier: schemas.Any, Operator: "is_null"},
		"filter_by[a][some]":           {Key: "a", Operator: "some"}, // for the check to refuse
		"filter_by[a][NONE]":           {Key: "a", Operator: "NONE"},
		"filter_by[a][any][none]":      {Key: "a", Quantifier: schemas.Any, Operator: "none"},
		"filter_by[a][none][]":         {Key: "a", Quantifier: schemas.None},
	} {
		want.Parameter, want.Values = name, []string{"x"}
		raw, errs := filters.Parse(url.Values{name: {"x"}})
		if diff := cmp.Diff([]filters.RawCondition{want}, raw.Conditions); diff != "" || errs != nil {
			t.Errorf("%s: %v (-want +got)\n%s", name, errs, diff)
		}
	}
	for _, name := range []string{
		"filter_by[a][eq][any]", "filter_by[a][eq][x]", "filter_by[a][any][eq][x]", "filter_by[a][any][all][eq]",
		"filter_by[a][any", "filter_by[a]any]", "filter_by[a][any]]", "filter_by[a][[any]",
	} {
		raw, errs := filters.Parse(url.Values{name: {"x"}})
		if len(raw.Conditions) != 0 || len(errs) != 1 || errs[0].Code != schemas.UnknownParameter {
			t.Errorf("%s: got %+v, %v", name, raw, errs)
		}
	}
}

func TestQuantifiedConditions(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"filter_by[books__title][any]=a":              {`books__title in ["a"]`},
		"filter_by[books__title][none]=a":             {`none books__title in ["a"]`},
		"filter_by[books__title][all][icontains]=a":   {`all books__title icontains ["a"]`},
		"filter_by[books__title][all][not_in]=a,a":    {`all books__title ne ["a"]`},
		"filter_by[books__pages][none][between]=1,2":  {`none books__pages between [1,2]`},
		"filter_by[books__title][none][is_null]=true": {`none books__title is_null [true]`}, // no choice of a null bucket
		"filter_by[books__title][any][is_null]=true":  {`books__title in [] or null`},
		"filter_by[none][none]=a":                     {`none none in ["a"]`}, //nolint:dupword // a key of that name

		// Choices of any join, whether it is written or not; others are ANDed.
		"filter_by[books__title]=b&filter_by[books__title][any]=a":                    {`books__title in ["a","b"]`},
		"filter_by[books__title][any][in]=b&filter_by[books__title][is_null]=1":       {`books__title in ["b"] or null`},
		"filter_by[books__title][none]=b&filter_by[books__title][none]=a":             {`none books__title in ["a","b"]`},
		"filter_by[books__title][none]=b&filter_by[books__title][none][in]=a":         {`none books__title in ["b"]`, `none books__title in ["a"]`},
		"filter_by[books__title][all]=b&filter_by[books__title][all][is_null]=true":   {`all books__title in ["b"]`, `all books__title is_null [true]`},
		"filter_by[books__title]=a&filter_by[books__title][all]=a":                    {`books__title in ["a"]`, `all books__title in ["a"]`},
		"filter_by[books__title][none]=a&filter_by[books__title]=b&filter_by[name]=c": {`books__title in ["b"]`, `none books__title in ["a"]`, `name in ["c"]`},
		shelfExpr(`NONE books__title = "a" AND any books__title="a"`):                 {`none books__title in ["a"]`, `books__title in ["a"]`},
		shelfExpr(`NOT all books__title IN ("b","a") OR All books__pages > 3`):        {`all books__title in ["a","b"]`, `all books__pages gt [3]`},
		shelfExpr(`ALL books__pages BETWEEN 1 AND 2`):                                 {`all books__pages between [1,2]`},
		shelfExpr(`ALL books__pages NOT IN (1) AND NONE books__pages IS NULL`):        {`all books__pages ne [1]`, `none books__pages is_null [true]`},
		shelfExpr(`ALL books__sold AND NOT NONE books__sold`):                         {`all books__sold in [true]`, `none books__sold in [true]`},
		shelfExpr(`all = 1`): {`all in [1]`}, // a key of that name
		shelfExpr(`all IN (1, 2) AND all IS NOT NULL OR all BETWEEN 1 AND 2`):         {`all in [1,2]`, `all is_null [false]`, `all between [1,2]`},
		shelfExpr(`all NOT IN (1, 2)`):                                                {`all not_in [1,2]`},
		shelfExpr(`none contains "a" AND none = "b"`):                                 {`none contains ["a"]`, `none in ["b"]`},
		shelfExpr(`NONE none contains "a" AND all none = "b" AND (any none IS NULL)`): {`none none contains ["a"]`, `all none in ["b"]`, `none is_null [true]`}, //nolint:dupword // as above
		shelfExpr(`(all=1)`): {`all in [1]`},
	} {
		filter, errs := onShelves(t, query)
		if diff := cmp.Diff(want, describeShelves(filter)); diff != "" || errs != nil {
			t.Errorf("%s: %v (-want +got)\n%s", query, errs, diff)
		}
	}
}

func TestQuantifiersAreRefused(t *testing.T) {
	t.Parallel()
	const texts = " (eq ne in not_in is_null contains starts_with ends_with icontains istarts_with iends_with)"
	one := func(key, q string) string {
		return key + ` has one value for each row: "` + q + `" is for relations to many`
	}
	for query, want := range map[string]string{
		"filter_by[name][none]=a":                                               "filter_by[name][none] unknown_operator: " + one("name", "none"),
		"filter_by[name][any]=a":                                                "filter_by[name][any] unknown_operator: " + one("name", "any"),
		"filter_by[words][all][has]=a":                                          "filter_by[words][all][has] unknown_operator: " + one("words", "all"),
		"filter_by[all][all]=1":                                                 "filter_by[all][all] unknown_operator: " + one("all", "all"),
		"filter_by[books__title][some]=a":                                       `filter_by[books__title][some] unknown_operator: books__title has no operator "some"` + texts,
		"filter_by[books__title][any][none]=a":                                  `filter_by[books__title][any][none] unknown_operator: books__title has no operator "none"` + texts,
		"filter_by[books__title][none][gt]=a":                                   `filter_by[books__title][none][gt] unknown_operator: books__title has no operator "gt"` + texts,
		"filter_by[books__pages][all]=x":                                        `filter_by[books__pages][all] invalid_value: "x" is not an integer`,
		"filter_by[books__pages][all][gt]=1&filter_by[books__pages][all][gt]=2": "filter_by[books__pages][all][gt] repeated_parameter: is given more than once",

		shelfExpr(`books__sold AND ALL name = "a"`): "20 filter unknown_operator: " + one("name", "all"),
		shelfExpr(`NONE all = 1`):                   "5 filter unknown_operator: " + one("all", "none"),
		shelfExpr(`ALL books__pages`):               "4 filter invalid_value: books__pages is no boolean: compare it with a value",
		shelfExpr(`ALL books__pages > "x"`):         `19 filter invalid_value: "x" is not an integer`,
		shelfExpr(`NONE ANY books__pages > 1`):      `9 filter invalid_value: expected AND, OR or the end instead of "books__pages"`,
		shelfExpr(`NONE (books__pages > 1)`):        `5 filter invalid_value: expected AND, OR or the end instead of "("`,
	} {
		_, errs := onShelves(t, query)
		if diff := cmp.Diff([]string{want}, errs); diff != "" {
			t.Errorf("%s (-want +got)\n%s", query, diff)
		}
	}
}

func shelfKeys() (keys []string) {
	for _, f := range shelves.Filters {
		keys = append(keys, f.Key)
	}
	return keys
}

// TestQuantifierAndChoice: what a client chose among a facet's values is never a
// condition on none, or on all, of the related rows; those are lifted with it.
func TestQuantifierAndChoice(t *testing.T) {
	t.Parallel()
	const query = "filter_by[books__title][none]=a&filter_by[books__title][all][is_null]=true&filter_by[name]=x"
	title := shelves.Filters[slices.Index(shelfKeys(), "books__title")].Field
	filter, _ := onShelves(t, query)
	if choice, ok := filter.Choice(title); ok {
		t.Errorf("there is a choice: %+v", choice)
	}
	if diff := cmp.Diff([]string{`name in ["x"]`}, describeShelves(filter.Without(title))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	filter, _ = onShelves(t, query+"&filter_by[books__title][any]=b")
	choice, _ := filter.Choice(title)
	if diff := cmp.Diff([]string{`books__title in ["b"]`}, describe(filters.Filter{Conditions: []filters.Condition{choice}})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestQuantifiersAndNestingMeanTheSame: any is what no quantifier means, and
// parentheses around terms of the same operator mean nothing. Each line is one
// filter, different from the others.
func TestQuantifiersAndNestingMeanTheSame(t *testing.T) {
	t.Parallel()
	const a, b, c = "books__pages > 1", "all = 2", `name = "c"`
	nested := func(text string) string {
		return shelfExpr(strings.NewReplacer("A", a, "B", b, "C", c).Replace(text))
	}
	seen := map[string]string{}
	for _, same := range [][]string{
		{"filter_by[books__pages]=1", "filter_by[books__pages][any]=1", "filter_by[books__pages][any][in]=1,1"},
		{"filter_by[books__pages][none]=1", "filter_by[books__pages][none][in]=1"},
		{"filter_by[books__pages][all]=1"},
		{"filter_by[books__pages][all][is_null]=true"},
		{"filter_by[books__pages][is_null]=true", "filter_by[books__pages][any][is_null]=1"},
		{nested("A"), nested("any A"), nested("((A))")},
		{nested("none A")},
		{nested("all A")},
		{nested("not A"), nested("not any A")},
		{nested("A and B and C"), nested("(A and B) and C"), nested("A and (B and C)"), nested("C and ((B) and A)")},
		{nested("A or B or C"), nested("(A or B) or C"), nested("B or (C or A)")},
		{nested("A and (B or C)"), nested("(C or B) and A")},
		{nested("A and B or C"), nested("C or (B and A)")},
		{nested("not (A and B) and C"), nested("C and not (B and A)")},
		{nested("not (A and (B and C))"), nested("not (A and B and C)")},
		{nested("A and B")},
	} {
		var first string
		for i, query := range same {
			filter, errs := onShelves(t, query)
			if errs != nil {
				t.Fatalf("%s: %v", query, errs)
			}
			got := string(filter.AppendCanonical(nil))
			if other, ok := seen[got]; i == 0 && ok {
				t.Errorf("%s and %s are one filter", query, other)
			}
			if i == 0 {
				first = got
				seen[first] = query
			} else if got != first {
				t.Errorf("%s and %s are two filters", same[0], query)
			}
		}
	}
}

// nest puts terms under one operator in random parentheses.
func nest(t *rapid.T, operator string, terms []string) string {
	if len(terms) == 1 {
		return terms[0]
	}
	at := rapid.IntRange(1, len(terms)-1).Draw(t, "at")
	left, right := nest(t, operator, terms[:at]), nest(t, operator, terms[at:])
	if rapid.Bool().Draw(t, "left") {
		left = "(" + left + ")"
	}
	if rapid.Bool().Draw(t, "right") {
		right = "(" + right + ")"
	}
	return left + " " + operator + " " + right
}

// TestNestingMeansNothing: however terms of one operator are put in parentheses
// and in whatever order, the canonical form is one.
func TestNestingMeansNothing(t *testing.T) {
	t.Parallel()
	terms := []string{"books__pages > 1", "all = 2", `name = "c"`, "NONE books__sold", "NOT (all = 3 OR all = 4)", "sizes HAS 1"}
	rapid.Check(t, func(rt *rapid.T) {
		some := rapid.Permutation(terms).Draw(rt, "terms")[:rapid.IntRange(1, len(terms)).Draw(rt, "number")]
		operator := rapid.SampledFrom([]string{"AND", "OR"}).Draw(rt, "operator")
		want, errs := onShelves(t, shelfExpr(strings.Join(some, " "+operator+" ")))
		text := nest(rt, operator, rapid.Permutation(some).Draw(rt, "order"))
		got, more := onShelves(t, shelfExpr(text))
		if errs != nil || more != nil {
			rt.Fatalf("%s: %v %v", text, errs, more)
		}
		if diff := cmp.Diff(want.AppendCanonical(nil), got.AppendCanonical(nil)); diff != "" {
			rt.Fatalf("%s (-want +got)\n%s", text, diff)
		}
	})
}
