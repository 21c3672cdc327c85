package filters_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// checkExpr parses and checks an expression.
func checkExpr(text string, limits filters.Limits) (filters.Filter, schemas.InputErrors) {
	return check(url.Values{"filter": {text}}, limits)
}

// describeExpr writes an expression with every pair of parentheses:
// (a eq [1] & !b in [2]).
func describeExpr(n filters.Node) string {
	all := func(sign string, terms []filters.Node) string {
		texts := make([]string, len(terms))
		for i, term := range terms {
			texts[i] = describeExpr(term)
		}
		return "(" + strings.Join(texts, sign) + ")"
	}
	switch n := n.(type) {
	case filters.And:
		return all(" & ", n.Terms)
	case filters.Or:
		return all(" | ", n.Terms)
	case filters.Not:
		return "!" + describeExpr(n.Term)
	case filters.Condition:
		return describe(filters.Filter{Conditions: []filters.Condition{n}})[0]
	}
	return ""
}

// describeExprErrors writes errors with their places.
func describeExprErrors(errs schemas.InputErrors) (lines []string) {
	for i, line := range describeErrors(errs) {
		if at := errs[i].Offset; at != nil {
			line = fmt.Sprintf("%d %s", *at, line)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestExpr(t *testing.T) {
	t.Parallel()
	cases := []struct{ text, want string }{
		{"", ""},
		{" \t\r\n", ""},

		{"published", "published in [true]"},
		{"NOT published", "!published in [true]"},
		{"published = false", "published in [false]"},
		{"published = TRUE", "published in [true]"},
		{`published = 0`, "published in [false]"},
		{`published != "true"`, "published ne [true]"},

		{"views = 1", "views in [1]"},
		{"views=1", "views in [1]"},
		{"views != 1", "views ne [1]"},
		{"views < 1", "views lt [1]"},
		{"views <= 1", "views lte [1]"},
		{"views > 1", "views gt [1]"},
		{"views >= 1", "views gte [1]"},
		{"views>=-1", "views gte [-1]"},
		{`views = "7"`, "views in [7]"},
		{"views = 9007199254740993", "views in [9007199254740993]"},
		{"rating = -1.5e3", "rating in [-1500]"},
		{"price = 1.50", `price in ["1.5"]`},
		{`price = "1.50"`, `price in ["1.5"]`},
		{`created_at < "2024-05-17T14:00:00+02:00"`, `created_at lt ["2024-05-17T12:00:00Z"]`},
		{`status = "draft"`, `status in ["draft"]`},

		{"views IN (2, 1,2)", "views in [1,2]"},
		{"views IN (1)", "views in [1]"},
		{"views NOT IN (2,1)", "views not_in [1,2]"},
		{"views NOT IN (1)", "views ne [1]"},
		{"NOT views IN (1)", "!views in [1]"},
		{"NOT views NOT IN (1, 2)", "!views not_in [1,2]"},
		{"views BETWEEN 1 AND 9", "views between [1,9]"},
		{"views BETWEEN 9 AND 1", "views between [9,1]"},
		{"views BETWEEN 1 AND 9 AND published", "(views between [1,9] & published in [true])"},
		{"priority IS NULL", "priority is_null [true]"},
		{"priority IS NOT NULL", "priority is_null [false]"},
		{"NOT priority IS NOT NULL", "!priority is_null [false]"},

		{`title contains "a"`, `title contains ["a"]`},
		{`title starts_with "a"`, `title starts_with ["a"]`},
		{`title ends_with "a"`, `title ends_with ["a"]`},
		{`title icontains "a"`, `title icontains ["a"]`},
		{`title istarts_with "a"`, `title istarts_with ["a"]`},
		{`title iends_with "%_"`, `title iends_with ["%_"]`},
		{`title CONTAINS ""`, `title contains [""]`},

		{`title = ""`, `title in [""]`},
		{`title = "a \"b\" \\ \c 'd'"`, `title in ["a \"b\" \\ c 'd'"]`},
		{`title = "\\"`, `title in ["\\"]`},
		{`title = "AND (views, NULL) = é😀"`, `title in ["AND (views, NULL) = é😀"]`},
		{`title = "NULL"`, `title in ["NULL"]`},
		{`category__name IN ("a,b", "")`, `category__name in ["","a,b"]`},

		{"published OR views = 1 AND views = 2", "(published in [true] | (views in [1] & views in [2]))"},
		{"published AND views = 1 OR views = 2", "((published in [true] & views in [1]) | views in [2])"},
		{"(published OR views = 1) AND views = 2", "((published in [true] | views in [1]) & views in [2])"},
		{"NOT published AND views = 1", "(!published in [true] & views in [1])"},
		{"NOT published OR views = 1", "(!published in [true] | views in [1])"},
		{"NOT (published OR views = 1)", "!(published in [true] | views in [1])"},
		{"NOT not published", "!!published in [true]"},
		{"views = 1 OR views = 2 OR views = 3", "(views in [1] | views in [2] | views in [3])"},
		{"views = 1 AND views = 2 AND views = 3", "(views in [1] & views in [2] & views in [3])"},
		{"((published))", "published in [true]"},
		{"not(published)and(views=1)or views=2", "((!published in [true] & views in [1]) | views in [2])"},
		{"Not views nOt iN (1, 2) oR priority iS nOt nUlL aNd views bEtWeEn 1 AnD 2", "(!views not_in [1,2] | (priority is_null [false] & views between [1,2]))"},
		{
			`status = "published" AND (views >= 10 OR NOT published) AND category__name IN ("DevOps", "Python") AND priority IS NULL`,
			`(status in ["published"] & (views gte [10] | !published in [true]) & category__name in ["DevOps","Python"] & priority is_null [true])`,
		},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			filter, errs := checkExpr(c.text, filters.Limits{})
			if errs != nil {
				t.Fatal(describeExprErrors(errs))
			}
			if diff := cmp.Diff(c.want, describeExpr(filter.Expression)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if filter.Conditions != nil || filter.Empty() != (c.want == "") {
				t.Errorf("%+v", filter)
			}
		})
	}
}

func TestExprRefuses(t *testing.T) {
	t.Parallel()
	const (
		keys    = " (published views priority rating price created_at day id title status category__name)"
		literal = "expected a number, a text in double quotes, TRUE or FALSE instead of "
		null    = "filter invalid_value: nothing equals NULL: write IS NULL or IS NOT NULL"
	)
	cases := []struct {
		text string
		want []string
	}{
		{`title = 'a'`, []string{`8 filter invalid_value: unexpected "'"`}},
		{`title = "é" AND 'a'`, []string{`17 filter invalid_value: unexpected "'"`}},
		{"views == 1", []string{"7 filter invalid_value: " + literal + `"="`}},
		{"views <> 1", []string{"7 filter invalid_value: " + literal + `">"`}},
		{"views ! 1", []string{`6 filter invalid_value: unexpected "!"`}},
		{"views = -", []string{`8 filter invalid_value: unexpected "-"`}},
		{"views = 1; DROP", []string{`9 filter invalid_value: unexpected ";"`}},
		{"category.name = 1", []string{`8 filter invalid_value: unexpected "."`}},
		{"views = \x00", []string{`8 filter invalid_value: unexpected "\x00"`}},
		{`title = "a`, []string{"8 filter invalid_value: the text that begins here has no closing quote"}},
		{`title = "a\"`, []string{"8 filter invalid_value: the text that begins here has no closing quote"}},
		{`title = "`, []string{"8 filter invalid_value: the text that begins here has no closing quote"}},

		{"priority = NULL", []string{"11 " + null}},
		{"priority != null", []string{"12 " + null}},
		{"priority IN (1, NULL)", []string{"16 " + null}},
		{"priority BETWEEN NULL AND 1", []string{"17 " + null}},
		{"priority IS 1", []string{`12 filter invalid_value: expected NULL instead of "1"`}},
		{"priority IS NOT", []string{"15 filter invalid_value: expected NULL instead of the end"}},

		{"AND", []string{`0 filter invalid_value: expected a field instead of "AND"`}},
		{"published AND", []string{"13 filter invalid_value: expected a field instead of the end"}},
		{"published OR or published", []string{`13 filter invalid_value: expected a field instead of "or"`}},
		{"NOT", []string{"3 filter invalid_value: expected a field instead of the end"}},
		{"()", []string{`1 filter invalid_value: expected a field instead of ")"`}},
		{"(published", []string{"10 filter invalid_value: expected ) instead of the end"}},
		{"published)", []string{`9 filter invalid_value: expected AND, OR or the end instead of ")"`}},
		{"published views", []string{`10 filter invalid_value: expected AND, OR or the end instead of "views"`}},
		{`published "x"`, []string{`10 filter invalid_value: expected AND, OR or the end instead of the text "x"`}},
		{`"title" = "a"`, []string{`0 filter invalid_value: expected a field instead of the text "title"`}},
		{"1 = views", []string{`0 filter invalid_value: expected a field instead of "1"`}},
		{"true", []string{`0 filter invalid_value: expected a field instead of "true"`}},
		{"views =", []string{"7 filter invalid_value: " + literal + "the end"}},
		{"views = priority", []string{"8 filter invalid_value: " + literal + `"priority"`}},
		{"views IN 1", []string{`9 filter invalid_value: expected ( instead of "1"`}},
		{"views IN ()", []string{"10 filter invalid_value: " + literal + `")"`}},
		{"views IN (1,)", []string{"12 filter invalid_value: " + literal + `")"`}},
		{"views IN (1 2)", []string{`12 filter invalid_value: expected ) instead of "2"`}},
		{"views NOT BETWEEN 1 AND 2", []string{`10 filter invalid_value: expected IN instead of "BETWEEN"`}},
		{"views BETWEEN 1, 2", []string{`15 filter invalid_value: expected AND instead of ","`}},

		{`nope = 1`, []string{`0 filter unknown_field: there is no filter "nope"` + keys}},
		{`published AND Views = 1`, []string{`14 filter unknown_field: there is no filter "Views"` + keys}},
		{`published > true`, []string{`0 filter unknown_operator: published has no operator "gt" (eq ne in not_in is_null)`}},
		{`status contains "d"`, []string{`0 filter unknown_operator: status has no operator "contains" (eq ne in not_in is_null)`}},
		{"views", []string{"0 filter invalid_value: views is no boolean: compare it with a value"}},
		{"published AND title", []string{"14 filter invalid_value: title is no boolean: compare it with a value"}},
		{"title = 1", []string{"8 filter invalid_value: 1 stands without double quotes"}},
		{"title = true", []string{"8 filter invalid_value: true stands without double quotes"}},
		{"views = true", []string{`8 filter invalid_value: "true" is not an integer`}},
		{"views = 1-2", []string{`8 filter invalid_value: "1-2" is not an integer`}},
		{"views = +7", []string{`8 filter invalid_value: "+7" is not an integer`}},
		{`views = ""`, []string{"8 filter invalid_value: is empty; expected an integer"}},
		{`status = "gone"`, []string{`9 filter invalid_value: "gone" is not one of draft, published, archived (draft published archived)`}},
		{"title = \"a\x00\"", []string{"8 filter invalid_value: contains a NUL byte"}},
		{"title = \"\xff\"", []string{"8 filter invalid_value: is not valid UTF-8"}},

		{ // every mistake of what the grammar lets pass
			`nope = 1 OR views IN (1, "x", "y") OR NOT title = 2`,
			[]string{
				`0 filter unknown_field: there is no filter "nope"` + keys,
				`25 filter invalid_value: "x" is not an integer`,
				`30 filter invalid_value: "y" is not an integer`,
				`50 filter invalid_value: 2 stands without double quotes`,
			},
		},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			_, errs := checkExpr(c.text, filters.Limits{})
			if diff := cmp.Diff(c.want, describeExprErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestExprIsGivenOnce(t *testing.T) {
	t.Parallel()
	_, errs := check(url.Values{"filter": {"published", "published"}}, filters.Limits{})
	want := []string{"filter repeated_parameter: is given more than once"}
	if diff := cmp.Diff(want, describeExprErrors(errs)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestExprLimits has expressions at each limit, and one past.
func TestExprLimits(t *testing.T) {
	t.Parallel()
	nested := func(open string, depth int, end string) string {
		return strings.Repeat(open, depth) + "published" + strings.Repeat(end, depth)
	}
	series := func(n int) string { return strings.TrimPrefix(strings.Repeat(" OR published", n), " OR ") }
	tight := filters.Limits{ExprBytes: 35, ExprNodes: 3, ExprDepth: 1, ListValues: 2, Values: 3, ValueLength: 4}
	const (
		deep  = "filter too_many: nested deeper than 16"
		nodes = "filter too_many: more than 100 comparisons and operators"
	)
	cases := []struct {
		name, text string
		limits     filters.Limits
		want       []string
	}{
		{"4096 bytes", "published" + strings.Repeat(" ", 4096-9), filters.Limits{}, nil},
		{"4097 bytes", "published" + strings.Repeat(" ", 4097-9), filters.Limits{}, []string{"4096 filter too_long: 4097 bytes; at most 4096 are allowed"}},
		{"4097 blanks", strings.Repeat(" ", 4097), filters.Limits{}, []string{"4096 filter too_long: 4097 bytes; at most 4096 are allowed"}},
		{"35 bytes of 35", "published" + strings.Repeat(" ", 26), tight, nil},
		{"36 bytes of 35", "published" + strings.Repeat(" ", 27), tight, []string{"35 filter too_long: 36 bytes; at most 35 are allowed"}},

		{"100 nodes", series(99), filters.Limits{}, nil},
		{"101 nodes", series(100), filters.Limits{}, []string{"1296 " + nodes}},
		{"100 nodes, a NOT among them", "NOT " + series(98), filters.Limits{}, nil},
		{"101 nodes, a NOT among them", "NOT " + series(99), filters.Limits{}, []string{"1287 " + nodes}},
		{"3 nodes of 3", "published OR published", tight, nil},
		{"4 nodes of 3", "published OR NOT published", tight, []string{"26 filter too_many: more than 3 comparisons and operators"}},

		{"16 parentheses", nested("(", 16, ")"), filters.Limits{}, nil},
		{"17 parentheses", nested("(", 17, ")"), filters.Limits{}, []string{"17 " + deep}},
		{"4000 parentheses", nested("(", 2000, ")"), filters.Limits{}, []string{"17 " + deep}},
		{"16 times NOT", nested("NOT ", 16, ""), filters.Limits{}, nil},
		{"17 times NOT", nested("NOT ", 17, ""), filters.Limits{}, []string{"68 " + deep}},
		{"8 times both", nested("NOT (", 8, ")"), filters.Limits{}, nil},
		{"9 times both", nested("NOT (", 9, ")"), filters.Limits{}, []string{"44 " + deep}},
		{"depth 2 of 1", "NOT (published)", tight, []string{"5 filter too_many: nested deeper than 1"}},

		{"100 values", "views IN (" + numbers(100, ",") + ")", filters.Limits{}, nil},
		{"101 values", "published AND views IN (" + numbers(101, ",") + ")", filters.Limits{}, []string{"14 filter too_many: 101 values; at most 100 are allowed"}},
		{"3 values of 2", "views NOT IN (1, 2, 3)", tight, []string{"0 filter too_many: 3 values; at most 2 are allowed"}},
		{"3 values together", "views IN (1,2) OR views = 3", tight, nil},
		{"4 values together", "views IN (1,2) OR views IN (3,4)", tight, []string{"filter too_many: 4 values in all conditions together; at most 3 are allowed"}},
		{"4 characters of 4", `title = "éééé"`, tight, nil},
		{"5 characters of 4", `title = "ééééé"`, tight, []string{"8 filter too_long: a value of 5 characters; at most 4 are allowed"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, errs := checkExpr(c.text, c.limits)
			if diff := cmp.Diff(c.want, describeExprErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSpellingsOfTheSameExpr(t *testing.T) {
	t.Parallel()
	cases := []struct{ one, other string }{
		{"published AND views = 1", "views = 1 AND published"},
		{"published OR views = 1", "views=1 or(published)"},
		{"published", "published = TRUE"},
		{"published", "((published = 1))"},
		{"views = 1", "views IN (1, 1)"},
		{"views IN (1, 2)", `views IN ("2", 1)`},
		{"views != 1", "views NOT IN (1)"},
		{"NOT (published AND views = 1)", "NOT (views = 1 AND published)"},
		{"views = 1 AND (published OR priority IS NULL)", "(priority is null or published) and views = 001"},
		{"price = 1.5", `price = "01.50"`},
		{`created_at > "2024-05-17T12:00:00Z"`, `created_at > "2024-05-17T14:00:00.000+02:00"`},
		{`title = "a"`, `title = "\a"`},
		{" ", ""},
	}
	for _, c := range cases {
		t.Run(c.one, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(canonicalExpr(t, c.one), canonicalExpr(t, c.other)); diff != "" {
				t.Errorf("%s (-want +got)\n%s", c.other, diff)
			}
		})
	}
}

func canonicalExpr(t *testing.T, text string) string {
	t.Helper()
	filter, errs := checkExpr(text, filters.Limits{})
	if errs != nil {
		t.Fatal(errs)
	}
	return string(filter.AppendCanonical(nil))
}

func TestDifferentExprs(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, text := range []string{
		"", "published", "NOT published", "NOT not published", "published = false", "published != true",
		"published AND views = 1", "published OR views = 1", "NOT (published AND views = 1)", "NOT published AND views = 1",
		"views BETWEEN 1 AND 2", "views BETWEEN 2 AND 1", "views IN (1, 2)", "views NOT IN (1, 2)", "views = 1 OR NOT views = 2",
		"priority = 1", "priority IS NULL", "priority IS NOT NULL", "NOT priority IS NULL",
		`title = "a"`, `title = "A"`, `title contains "a"`, `title icontains "a"`, `title = "a\" AND title = \"b"`, `title = "a" AND title = "b"`,
		"published AND (views = 1 OR views = 2)", "published AND views = 1 OR views = 2", "(published OR views = 2) AND (views = 1 OR views = 2)",
	} {
		c := canonicalExpr(t, text)
		if other, ok := seen[c]; ok {
			t.Errorf("%q is taken for %q", text, other)
		}
		seen[c] = text
	}
	apart := checked(t, "filter_by[published]=true").AppendCanonical(nil)
	if text, ok := seen[string(apart)]; ok {
		t.Errorf("filter_by[published]=true is taken for %q", text)
	}
}

// An expression joins no any-of, is no facet's choice and is never lifted.
func TestExprStaysBesideConditions(t *testing.T) {
	t.Parallel()
	filter, errs := check(url.Values{
		"filter_by[status]": {"draft"}, "filter": {`status = "published" OR title contains "a"`},
	}, filters.Limits{})
	if errs != nil {
		t.Fatal(errs)
	}
	const want = `(status in ["published"] | title contains ["a"])`
	choice, _ := filter.Choice(field("status"))
	if diff := cmp.Diff([]string{`status in ["draft"]`}, describe(filters.Filter{Conditions: []filters.Condition{choice}})); diff != "" {
		t.Errorf("choice (-want +got)\n%s", diff)
	}
	without := filter.Without(field("status"))
	if diff := cmp.Diff(want, describeExpr(without.Expression)); diff != "" || len(without.Conditions) > 0 {
		t.Errorf("%v (-want +got)\n%s", without.Conditions, diff)
	}
	if !filter.MatchesText() {
		t.Error("the pattern was overlooked")
	}
	var visited []string
	for c := range filter.All() {
		visited = append(visited, c.Field.Key)
	}
	if diff := cmp.Diff([]string{"status", "status", "title"}, visited); diff != "" {
		t.Errorf("all (-want +got)\n%s", diff)
	}
	for c := range filter.All() {
		if c.Operator == schemas.Contains {
			t.Error("the loop went on")
		}
		if c.Values[0] == "published" {
			break
		}
	}
}

// exprDepth is how deep an expression is: an operator below another counts.
func exprDepth(e filters.Expr) (depth int) {
	terms := func(all []filters.Expr) {
		for _, term := range all {
			depth = max(depth, 1+exprDepth(term))
		}
	}
	switch e := e.(type) {
	case filters.AndExpr:
		terms(e.Terms)
	case filters.OrExpr:
		terms(e.Terms)
	case filters.NotExpr:
		terms([]filters.Expr{e.Term})
	case filters.CompareExpr:
	}
	return depth
}

func FuzzParseExpr(f *testing.F) {
	for _, seed := range []string{
		`status = "published" AND (views >= 10 OR NOT published) AND category__name IN ("DevOps", "Python") AND priority IS NULL`,
		`views NOT IN (1,-2) or views between 1 and 2 and title icontains "a\"\\"`, "priority = NULL", "title = 'a'",
		"NOT not ((published", `title = "\`, "\xff = 1", "views = 1e", "", " \u00a0", "!", strings.Repeat("(", 20), strings.Repeat("NOT ", 20),
		strings.Repeat("published OR ", 100) + "published", "nope AND views = 1.5 AND views", "title = \"\x00\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		limits := filters.Limits{}.Defaults()
		expr, err := filters.ParseExpr(text, limits)
		// Each level has at most an OR, an AND and a NOT.
		if depth := exprDepth(expr); err == nil && depth > 3*(limits.ExprDepth+1) {
			t.Errorf("%q: %d deep", text, depth)
		}
		filter, errs := checkExpr(text, limits)
		if err != nil && len(errs) == 0 {
			t.Errorf("%q: %v was dropped", text, err)
		}
		for _, e := range errs {
			if e.Parameter != "filter" || e.Code == "" || e.Detail == "" {
				t.Errorf("%q: an error of nothing: %+v", text, e)
			}
			if e.Offset != nil && (*e.Offset < 0 || *e.Offset > len(text)) {
				t.Errorf("%q: an error at %d", text, *e.Offset)
			}
			if _, err := json.Marshal(e); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		if len(errs) > 0 {
			return
		}
		if strings.TrimSpace(text) != "" == filter.Empty() {
			t.Errorf("%q was dropped", text)
		}
		for c := range filter.All() {
			assertTyped(t, filters.Filter{Conditions: []filters.Condition{c}})
		}
		filter.AppendCanonical(nil)
	})
}

func ExampleParseExpr() {
	expr, err := filters.ParseExpr(`pages > 100 AND NOT title icontains "sea"`, filters.Limits{})
	if err != nil {
		fmt.Println(err)
	}
	if and, ok := expr.(filters.AndExpr); ok {
		for _, term := range and.Terms {
			fmt.Printf("%T\n", term)
		}
	}
	_, err = filters.ParseExpr("pages > 100 AND title = 'sea'", filters.Limits{})
	fmt.Println(err.Detail, "at", *err.Offset)
	// Output:
	// filters.CompareExpr
	// filters.NotExpr
	// unexpected "'" at 24
}
