package crud_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// holds is what a test says of the values that a row has for its field, given
// what it says of one. A row without values has none that fails.
func (c filterTest) holds(values []any, accepts func(v any) bool) bool {
	switch c.quantifier {
	case schemas.None:
		return !slices.ContainsFunc(values, accepts)
	case schemas.All:
		return !slices.ContainsFunc(values, func(v any) bool { return !accepts(v) })
	case schemas.Any, "":
	}
	return slices.ContainsFunc(values, accepts)
}

// test draws the operands of an operator, and of a relation to many how many
// rows have to meet it.
func (w *filterWorld) test(t *rapid.T, f filterField, o schemas.Operator) filterTest {
	c := w.pools.test(t, f, o)
	if w.quantified && f.toMany() {
		c.quantifier = rapid.SampledFrom(append(schemas.Quantifiers(), "")).Draw(t, "quantifier")
	}
	return c
}

// TestQuantifiers asks for every operator of a kind by every quantifier, over
// each relation to many.
func TestQuantifiers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		factory := w.factory(0)
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			field := filterField{
				prefix: rapid.SampledFrom([]string{"owner.notes.", "parts.", "marks."}).Draw(t, "relation"),
				column: rapid.IntRange(0, len(filterColumns)-1).Draw(t, "column"),
			}
			for _, o := range w.operators(field) {
				for _, q := range schemas.Quantifiers() {
					test := w.pools.test(t, field, o)
					test.quantifier = q
					quantifierCompare(t, w, factory, test)
				}
			}
		})
	})
}

// quantifierCompare reads page 2 of a list, where OFFSET stands beside EXISTS,
// and its total.
func quantifierCompare(t *rapid.T, w *filterWorld, factory *crud.CrudFactory[filterRow], test filterTest) {
	values := url.Values{"facets": {"false"}, "items_per_page": {"1"}, "page": {"2"}}
	test.add(t, values)
	want := w.ids(filterTests{test})
	page, err := factory.OffsetPaginate(ctx, filterCheck(t, factory, values))
	if err != nil {
		t.Fatalf("%v: %v", values, err)
	}
	if got := *page.Pagination.TotalCount; got != int64(len(want)) {
		t.Fatalf("%v: the total is %d, want %d", values, got, len(want))
	}
	second := want[min(1, len(want)):min(2, len(want))]
	if diff := gocmp.Diff(second, filterIDs(page.Items), equateEmpty); diff != "" {
		t.Fatalf("%v, page 2 (-want +got):\n%s", values, diff)
	}
}

// quantifierCases are over filterBook. Its tags are 1: go sql, 2: new, 3: go,
// 4: one that is deleted, 5: none, 6: sql new; go has level 1, sql 9, new none.
var quantifierCases = []struct {
	name  string
	pairs []string // of filter_by
	expr  string
	want  []int64
}{
	{"any is what no quantifier means", []string{"tags__name][any", "go"}, `ANY tags__name = "go"`, []int64{1, 3}},
	{"none has no related row that meets it", []string{"tags__name][none", "go"}, `NONE tags__name = "go"`, []int64{2, 4, 5, 6}},
	{"none of several", []string{"tags__name][none][in", "go,sql"}, `none tags__name IN ("go", "sql")`, []int64{2, 4, 5}},
	{"a repeated key is none of", []string{"tags__name][none", "go", "tags__name][none", "sql"}, `NOT tags__name IN ("go", "sql")`, []int64{2, 4, 5}},
	{"all have to meet it", []string{"tags__name][all", "go"}, `ALL tags__name = "go"`, []int64{3, 4, 5}},
	{"all are among several", []string{"tags__name][all][in", "go,sql"}, `All tags__name IN ("go", "sql")`, []int64{1, 3, 4, 5}},
	{"all, by a text", []string{"tags__name][all][icontains", "O"}, `ALL tags__name icontains "O"`, []int64{3, 4, 5}},
	{"NULL does not meet a comparison", []string{"tags__level][all][lt", "9"}, `ALL tags__level < 9`, []int64{3, 4, 5}},
	{"nor its opposite", []string{"tags__level][all][gte", "1"}, `ALL tags__level >= 1`, []int64{1, 3, 4, 5}},
	{"NULL differs", []string{"tags__level][all][ne", "1"}, `ALL tags__level != 1`, []int64{2, 4, 5, 6}},
	{"all are NULL", []string{"tags__level][all][is_null", "true"}, `ALL tags__level IS NULL`, []int64{2, 4, 5}},
	{"none is NULL", []string{"tags__level][none][is_null", "true"}, `NONE tags__level IS NULL`, []int64{1, 3, 4, 5}},
	{"none is not all not", []string{"tags__level][none][lt", "9"}, `NONE tags__level < 9`, []int64{2, 4, 5, 6}},
	{"any and all", []string{"tags__name", "go", "tags__name][all", "go"}, `tags__name = "go" AND ALL tags__name = "go"`, []int64{3}},
	{"a choice of any is widened by none", []string{"tags__name][any", "go", "tags__name][in", "sql"}, `tags__name = "go" OR tags__name = "sql"`, []int64{1, 3, 6}},
	{"all and null are two conditions", []string{"tags__level][all", "9", "tags__level][all][is_null", "true"}, `ALL tags__level = 9 AND ALL tags__level IS NULL`, []int64{4, 5}},
	{"each comparison of an expression has a row of its own", nil, `tags__level < 5 AND tags__level > 5`, []int64{1}},
	{"not all", nil, `NOT ALL tags__name = "go"`, []int64{1, 2, 6}},
	{"not none is any", nil, `NOT NONE tags__name = "go"`, []int64{1, 3}},
	{"of a polymorphic relation, only its own rows", []string{"remarks__text][none", "good"}, `NONE remarks__text = "good"`, []int64{2, 3, 4, 5, 6}},
	{"over two relations, all rows at the end", []string{"sequels__tags__name][all", "new"}, `ALL sequels__tags__name = "new"`, []int64{1, 2, 3, 4, 5, 6}},
	{"over two relations, no row at the end", []string{"sequels__tags__name][none", "new"}, `NONE sequels__tags__name = "new"`, []int64{2, 3, 4, 5, 6}},
	{"to one, then to many", []string{"prequel__sequels__id][all][lte", "2"}, `ALL prequel__sequels__id <= 2`, []int64{1, 3, 6}},
}

func TestQuantifierCases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		factory := openFilterBooks(t, open)
		for _, tt := range quantifierCases {
			for _, pairs := range [][]string{filterPairs(tt.pairs), {"filter", tt.expr}} {
				if len(pairs) == 0 {
					continue
				}
				q := ask(t, factory, pairs...)
				books, err := factory.List(ctx, q)
				if err != nil {
					t.Errorf("%s: %v: %v", tt.name, pairs, err)
					continue
				}
				if diff := gocmp.Diff(tt.want, filterBookIDs(books)); diff != "" {
					t.Errorf("%s: %v (-want +got):\n%s", tt.name, pairs, diff)
				}
				if n, err := factory.Count(ctx, q); err != nil || n != int64(len(tt.want)) {
					t.Errorf("%s: %v: counted %d, %v", tt.name, pairs, n, err)
				}
			}
		}
	})
}

// TestQuantifierOfOneValue: it would say nothing, so it is refused, whatever the
// quantifier, as an operator that the field does not have.
func TestQuantifierOfOneValue(t *testing.T) {
	t.Parallel()
	factory := openFilterBooks(t, dbtest.SQLite)
	engine := gin.New()
	engine.GET("/books", factory.ListHandler())
	for _, query := range []string{
		"filter_by[status][any]=draft", "filter_by[status][none]=draft", "filter_by[status][all][in]=draft,published",
		"filter_by[shelf__name][none]=Left", "filter_by[cover__color][all]=red", "filter_by[shelf__id][any]=1",
		`filter=ANY status = "draft"`, `filter=sold AND NONE shelf__name = "Left"`, "filter=ALL sold",
	} {
		name, value, _ := strings.Cut(query, "=")
		_, err := factory.ParseQuery(url.Values{name: {value}}, allParams)
		mistakes, ok := errors.AsType[schemas.InputErrors](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Code != schemas.UnknownOperator || mistakes[0].Parameter != name {
			t.Errorf("%s: got %v", query, err)
		}
		recorder := httptest.NewRecorder()
		engine.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/books?"+url.Values{name: {value}}.Encode(), nil))
		if recorder.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: got status %d", query, recorder.Code)
		}
	}
}

// cursorTaken reports whether a cursor of one request goes on in another.
func cursorTaken[M any](t *testing.T, f *crud.CrudFactory[M], of, in []string) bool {
	t.Helper()
	paging := []string{"pagination_type", "cursor", "items_per_page", "1"}
	page, err := f.CursorPaginate(ctx, ask(t, f, slices.Concat(paging, of)...))
	if err != nil || page.Pagination.NextCursor == nil {
		t.Fatalf("%v: no cursor, %v", of, err)
	}
	_, err = f.CursorPaginate(ctx, ask(t, f, slices.Concat(paging, in, []string{"cursor", *page.Pagination.NextCursor})...))
	if err != nil && !errors.Is(err, crud.ErrInvalidCursor) {
		t.Fatalf("%v: %v", in, err)
	}
	return err == nil
}

// TestQuantifiersBindCursors: any is the condition without a quantifier, none
// and all are others.
func TestQuantifiersBindCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		factory := openFilterBooks(t, open)
		requests := map[string][][]string{ // by what they ask for
			"any": {
				{"filter_by[tags__name][in]", "go,sql"},
				{"filter_by[tags__name][any][in]", "sql,go"},
				{"filter_by[tags__name]", "go", "filter_by[tags__name][any]", "sql"},
			},
			"none":    {{"filter_by[tags__name][none][in]", "go,sql"}, {"filter_by[tags__name][none][in]", "sql,go,go"}},
			"all":     {{"filter_by[tags__name][all][in]", "go,sql"}},
			"one any": {{"filter", `tags__name != "sql"`}, {"filter", `ANY tags__name != "sql"`}, {"filter", `any tags__name NOT IN ("sql")`}},
			"one all": {{"filter", `ALL tags__name != "sql"`}, {"filter", `(all tags__name NOT IN ("sql"))`}},
		}
		for one, spellings := range requests {
			for other, others := range requests {
				for _, of := range spellings {
					for _, in := range others {
						if got := cursorTaken(t, factory, of, in); got != (one == other) {
							t.Errorf("a cursor of %v in %v: taken is %t", of, in, got)
						}
					}
				}
			}
		}
	})
}

// TestFacetsBesideQuantifiers: a facet is widened over every condition on its
// own field, and what none or all of the related rows have is not chosen there.
func TestFacetsBesideQuantifiers(t *testing.T) {
	t.Parallel()
	const both = `{"tags__name":[{"value":"loud","count":2,"selected":false},{"value":"slow","count":3,"selected":false}]}`
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openFacetSongs(t, open)
		for _, tt := range []struct {
			pairs []string
			want  string
		}{
			{[]string{"facets", "tags__name", "filter_by[tags__name][none]", "loud"}, both},
			{[]string{"facets", "tags__name", "filter_by[tags__name][all][in]", "slow,unused"}, both},
			{
				[]string{"facets", "tags__name", "filter_by[tags__name][none]", "loud", "filter_by[tags__name][any]", "slow"},
				strings.Replace(both, `"count":3,"selected":false`, `"count":3,"selected":true`, 1),
			},
			{
				[]string{"facets", "live", "filter_by[tags__name][none]", "loud"},
				`{"live":[{"value":false,"count":2,"selected":false}]}`,
			},
			{
				[]string{"facets", "live", "filter_by[tags__name][all]", "slow", "filter_by[tags__name]", "slow"},
				`{"live":[{"value":false,"count":1,"selected":false}]}`,
			},
		} {
			page, err := factory.OffsetPaginate(ctx, ask(t, factory, append(tt.pairs, "facet_counts", "true")...))
			if err != nil {
				t.Errorf("%v: %v", tt.pairs, err)
				continue
			}
			got, err := json.Marshal(page.FilterCounts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("%v (-want +got):\n%s", tt.pairs, diff)
			}
		}
	})
}
