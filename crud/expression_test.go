package crud_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// exprNode is a random expression: one test, or terms below an operator.
type exprNode struct {
	operator string // AND, OR, NOT; empty for a test
	terms    []exprNode
	test     filterTest
	text     string // of the test
}

// pass evaluates the expression for a row. Its logic has two values: what a
// test does not accept is false, and its NOT is true.
func (n exprNode) pass(r filterRow) bool {
	passes := func(term exprNode) bool { return term.pass(r) }
	switch n.operator {
	case "AND":
		return !slices.ContainsFunc(n.terms, func(term exprNode) bool { return !passes(term) })
	case "OR":
		return slices.ContainsFunc(n.terms, passes)
	case "NOT":
		return !passes(n.terms[0])
	}
	return n.test.holds(n.test.field.of(r), n.test.accepts)
}

// exprStrength is how tightly operators bind; a test binds tightest.
var exprStrength = map[string]int{"OR": 1, "AND": 2, "NOT": 3, "": 4}

// render writes the expression with no more parentheses than precedence asks
// for, and sometimes with some more.
func (n exprNode) render(t *rapid.T) string {
	var texts []string
	for _, term := range n.terms {
		text := term.render(t)
		if exprStrength[term.operator] < exprStrength[n.operator] || rapid.IntRange(0, 4).Draw(t, "parentheses") == 0 {
			text = "(" + text + ")"
		}
		texts = append(texts, text)
	}
	switch n.operator {
	case "":
		return n.text
	case "NOT":
		return exprWord(t, "NOT") + " " + texts[0]
	}
	return strings.Join(texts, " "+exprWord(t, n.operator)+" ")
}

// exprWord writes a keyword in some case.
func exprWord(t *rapid.T, word string) string {
	return rapid.SampledFrom([]string{word, strings.ToLower(word), word[:1] + strings.ToLower(word[1:])}).Draw(t, "case")
}

var exprSymbols = map[schemas.Operator]string{
	schemas.Eq: "=", schemas.Ne: "!=", schemas.Gt: ">", schemas.Gte: ">=", schemas.Lt: "<", schemas.Lte: "<=",
}

// exprTest writes a test in the grammar of expressions.
func exprTest(t *rapid.T, c filterTest) string {
	literals := make([]string, len(c.operands))
	for i, v := range c.operands {
		literals[i] = exprLiteral(t, c.field, v)
	}
	key := c.field.key()
	if c.quantifier != "" {
		key = exprWord(t, strings.ToUpper(string(c.quantifier))) + " " + key
	}
	list := " (" + strings.Join(literals, ", ") + ")"
	switch c.operator { //nolint:exhaustive // the rest are written alike
	case schemas.IsNull:
		if c.operands[0] == true {
			return key + " " + exprWord(t, "IS") + " " + exprWord(t, "NULL")
		}
		return key + " " + exprWord(t, "IS") + " NOT " + exprWord(t, "NULL")
	case schemas.In:
		return key + " " + exprWord(t, "IN") + list
	case schemas.NotIn:
		return key + " NOT " + exprWord(t, "IN") + list
	case schemas.Between:
		return key + " " + exprWord(t, "BETWEEN") + " " + literals[0] + " AND " + literals[1]
	}
	if c.operator == schemas.Eq && c.operands[0] == true && rapid.Bool().Draw(t, "bare") {
		return key
	}
	if symbol, ok := exprSymbols[c.operator]; ok {
		return key + symbol + literals[0]
	}
	return key + " " + string(c.operator) + " " + literals[0]
}

// exprLiteral quotes a value; numbers and booleans go without quotes, too.
func exprLiteral(t *rapid.T, f filterField, v any) string {
	text := filterSpelling(t, f, v)
	switch f.kind() { //nolint:exhaustive // the rest have to be quoted
	case schemas.Int, schemas.Float, schemas.Decimal, schemas.Bool:
		if rapid.Bool().Draw(t, "without quotes") {
			return text
		}
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// expr draws an expression of some depth.
func (w *filterWorld) expr(t *rapid.T, depth int) exprNode {
	operator := ""
	if depth > 0 {
		operator = rapid.SampledFrom([]string{"AND", "OR", "NOT", ""}).Draw(t, "node")
	}
	n := exprNode{operator: operator}
	terms := map[string]int{"NOT": 1, "": 0}
	count, fixed := terms[operator]
	if !fixed {
		count = rapid.IntRange(2, 3).Draw(t, "terms")
	}
	for range count {
		n.terms = append(n.terms, w.expr(t, depth-1))
	}
	if operator == "" {
		f := rapid.SampledFrom(filterFields()).Draw(t, "field")
		n.test = w.test(t, f, rapid.SampledFrom(w.operators(f)).Draw(t, "operator"))
		if n.test.operator == schemas.Eq {
			n.test.operands = n.test.operands[:1]
		}
		n.text = exprTest(t, n.test)
	}
	return n
}

// TestExprs compares random expressions with an oracle: rows, counts and the
// pages of both modes.
func TestExprs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		w.quantified = true
		factory := w.factory(0)
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			for range 4 {
				expr := w.expr(t, 3)
				tests, words, values := w.draw(t) // ANDed with the expression
				if rapid.Bool().Draw(t, "alone") {
					tests, words, values = nil, nil, url.Values{}
				}
				values.Set("filter", expr.render(t))
				values.Set("facets", "false")
				values.Set("items_per_page", "2")
				var want []int64
				for _, r := range w.rows {
					if expr.pass(r) && tests.pass(r) && searchFinds(r, words) {
						want = append(want, r.ID)
					}
				}
				exprCompare(t, factory, values, want)
			}
		})
	})
}

// exprCompare reads the rows of a request in every way.
func exprCompare(t *rapid.T, factory *crud.CrudFactory[filterRow], values url.Values, want []int64) {
	q := filterCheck(t, factory, values)
	if n, err := factory.Count(ctx, q); err != nil || n != int64(len(want)) {
		t.Fatalf("%v: counted %d, %v; want %d", values, n, err, len(want))
	}
	for mode, walk := range map[string]func(*rapid.T, *crud.CrudFactory[filterRow], url.Values, int) []int64{
		"offset": filterPages, "cursor": filterCursors,
	} {
		got := walk(t, factory, values, len(want))
		slices.Sort(got)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("%v, %s pages (-want +got):\n%s", values, mode, diff)
		}
	}
}

// exprCases are expressions over filterBook and the ids of their books.
var exprCases = []struct {
	text string
	want []int64
}{
	{"", []int64{1, 2, 3, 4, 5, 6}},
	{"sold", []int64{2, 4}},
	{"NOT sold", []int64{1, 3, 5, 6}},
	{"stars = 3", []int64{2, 5}},
	{"stars != 3", []int64{1, 3, 4, 6}},
	{"NOT stars = 3", []int64{1, 3, 4, 6}},
	{"NOT stars != 3", []int64{2, 5}},
	{"stars > 1", []int64{2, 4, 5}},
	{"NOT stars > 1", []int64{1, 3, 6}},
	{"NOT not stars > 1", []int64{2, 4, 5}},
	{"NOT (stars > 1 AND sold)", []int64{1, 3, 5, 6}},
	{"NOT stars BETWEEN 1 AND 3", []int64{3, 4, 6}},
	{"stars NOT IN (1, 3)", []int64{3, 4, 6}},
	{"stars IS NULL", []int64{3, 6}},
	{"NOT stars IS NULL AND NOT sold", []int64{1, 5}},
	{`status = "draft" OR status = "archived" AND stars = 1`, []int64{1, 3, 6}},
	{`(status = "draft" OR status = "archived") AND stars = 1`, []int64{1}},
	{`title contains "%"`, []int64{1}},
	{`title contains "\\"`, []int64{3}},
	{`NOT subtitle contains "l"`, []int64{1, 2, 4, 6}},
	{`subtitle = "a \"b\""`, []int64{6}},
	{`shelf__name = "Left"`, []int64{1, 5}},
	{`NOT shelf__name = "Left"`, []int64{2, 3, 4, 6}},
	{`tags__level > 5`, []int64{1, 6}},
	{`NOT tags__level > 5`, []int64{2, 3, 4, 5}},
	{`tags__level > 5 AND tags__level < 5`, []int64{1}}, // each by a tag of its own
	{`cover__color = "red" OR remarks__text = "bad"`, []int64{1, 3}},
}

func TestExprCases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		factory := openFilterBooks(t, open)
		for _, tt := range exprCases {
			page, err := factory.OffsetPaginate(ctx, ask(t, factory, "filter", tt.text))
			if err != nil {
				t.Errorf("%s: %v", tt.text, err)
				continue
			}
			if diff := gocmp.Diff(tt.want, filterBookIDs(page.Items)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.text, diff)
			}
		}
	})
}

// TestExprInsideScopes: no OR reaches past a scope or another filter.
func TestExprInsideScopes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		factory := openFilterBooks(t, open).Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("tenant_id = ?", 1) })
		for text, want := range map[string][]int64{
			`sold OR NOT sold`:          {1, 5},
			`NOT (sold AND NOT sold)`:   {1, 5},
			`sold OR status = "draft"`:  {1},
			`stars = 3 OR stars = 5`:    {5},
			`NOT shelf__name = "Right"`: {1, 5},
		} {
			q := ask(t, factory, "filter", text, "filter_by[sold]", "false")
			page, err := factory.OffsetPaginate(ctx, q)
			if err != nil {
				t.Errorf("%s: %v", text, err)
				continue
			}
			if diff := gocmp.Diff(want, filterBookIDs(page.Items)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", text, diff)
			}
		}
	})
}

// TestExprIsNotLifted: a facet is widened over filter_by of its own key, never
// over the expression.
func TestExprIsNotLifted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openFacetSongs(t, open)
		for _, tt := range []struct {
			pairs []string
			want  string
		}{
			{[]string{"filter_by[genre]", "pop"}, `{"genre":["","Pop","pop"]}`},
			{[]string{"filter", `genre = "pop"`}, `{"genre":["pop"]}`},
			{[]string{"filter", `genre IN ("pop", "Pop")`, "filter_by[genre]", "pop"}, `{"genre":["Pop","pop"]}`},
			{[]string{"filter", "NOT live"}, `{"genre":["Pop"]}`},
		} {
			if diff := gocmp.Diff(tt.want, facetsOf(t, factory, append(tt.pairs, "facets", "genre")...)); diff != "" {
				t.Errorf("%v (-want +got):\n%s", tt.pairs, diff)
			}
		}
	})
}

// TestExprBindsCursors: a cursor goes on in the rows of its own expression,
// however that is spelt.
func TestExprBindsCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := openMarks(t, open, 1, 2, 3, 4)
		const expr = "value > 1 AND value < 9 AND value != 7"
		token := markPage(t, f, "items_per_page", "2", "filter", expr).Next
		for _, other := range []string{
			"", "value > 1", "value > 1 OR value < 9 OR value != 7", "NOT (value > 1 AND value < 9 AND value != 7)",
			"value > 2 AND value < 9 AND value != 7", "(value > 1 OR value < 9) AND value != 7", "value > 1 AND (value < 9 OR value != 7)",
		} {
			_, err := f.CursorPaginate(ctx, ask(t, f, "cursor", token, "pagination_type", "cursor", "filter", other))
			if !errors.Is(err, crud.ErrInvalidCursor) {
				t.Errorf("%s: got %v", other, err)
			}
		}
		for _, same := range []string{
			expr, `(value<"9")and value!=7 and(value>1)`,
			"(value > 1 AND value < 9) AND value != 7", "value > 1 AND (value < 9 AND value != 7)",
			"value != 7 AND ((value < 9) AND (value > 1))",
		} {
			if got := markPage(t, f, "cursor", token, "filter", same); !slices.Equal(got.IDs, []int{4}) {
				t.Errorf("%s: got %+v", same, got)
			}
		}
	})
}

func TestExprsAreRefused(t *testing.T) {
	t.Parallel()
	factory := openFilterBooks(t, dbtest.SQLite)
	for text, at := range map[string]int{
		"staus = 1": 0, "sold AND title = 'a'": 17, "stars = NULL": 8, "stars": 0, "sold > 0": 0, "stars IN (1, 40000)": 13, "sold; DROP": 4,
	} {
		_, err := factory.ParseQuery(url.Values{"filter": {text}}, allParams)
		mistakes, ok := errors.AsType[schemas.InputErrors](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Parameter != "filter" || mistakes[0].Offset == nil || *mistakes[0].Offset != at {
			t.Errorf("%s: got %v", text, err)
		}
	}
}
