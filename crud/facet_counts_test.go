package crud_test

import (
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// toMany reports a field that can have several values for one row.
func (f filterField) toMany() bool { return f.prefix != "" && f.prefix != "owner." }

// counts recounts a facet: rows that satisfy the search and all tests but those
// of its own field, each once for a value however often it has that.
func (w *filterWorld) counts(f filterField, tests filterTests, words []string, limit int) schemas.FacetBuckets {
	count := map[any]int64{}
	for _, r := range w.rows {
		if !tests.without(f).pass(r) || !searchFinds(r, words) {
			continue
		}
		var has []any
		for _, v := range f.of(r) {
			if v != nil {
				v = facetJSON(f, v)
			}
			if !slices.Contains(has, v) {
				has = append(has, v)
				count[v]++
			}
		}
	}
	selected := map[any]bool{}
	for _, c := range tests {
		switch {
		case c.field != f || !c.isChoice():
		case c.operator == schemas.IsNull:
			selected[nil] = true
		default:
			for _, v := range c.operands {
				selected[facetJSON(f, v)] = true
			}
		}
	}
	buckets := schemas.FacetBuckets{Key: f.key()}
	for _, v := range w.facet(f, tests, words, limit).Values {
		buckets.Counts = append(buckets.Counts, schemas.FacetCount{Value: v, Count: count[v], Selected: selected[v]})
	}
	if !f.toMany() && (count[nil] > 0 || selected[nil]) {
		buckets.Counts = append(buckets.Counts, schemas.FacetCount{Count: count[nil], Selected: selected[nil]})
	}
	return buckets
}

// TestFacetCounts compares counts of every kind, by every way to the column,
// with a recount, under random filters and searches.
func TestFacetCounts(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		factories := map[int]*crud.CrudFactory[filterRow]{1: w.factory(1), 100: w.factory(0)}
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			for range 3 {
				limit := rapid.SampledFrom([]int{1, 100}).Draw(t, "limit")
				tests, words, values := w.draw(t)
				f := rapid.SampledFrom(filterFields()).Draw(t, "facet")
				for _, c := range tests { // a facet that is filtered by, where there is one
					f = c.field
				}
				values.Set("facets", f.key())
				values.Set("facet_counts", "true")
				page, err := factories[limit].OffsetPaginate(ctx, filterCheck(t, factories[limit], values))
				if err != nil {
					t.Fatalf("%v: %v", values, err)
				}
				want := schemas.FacetCounts{w.counts(f, tests, words, limit)}
				if diff := cmp.Diff(want, page.FilterCounts); diff != "" {
					t.Fatalf("%v (-want +got):\n%s", values, diff)
				}
				if diff := cmp.Diff(schemas.Facets{w.facet(f, tests, words, limit)}, page.FilterAttributes); diff != "" {
					t.Fatalf("%v, values (-want +got):\n%s", values, diff)
				}
				if !f.toMany() && limit == 100 {
					countsAddUp(t, factories[limit], f, values, page.FilterCounts[0])
				}
			}
		})
	})
}

// countsAddUp: every row is in one bucket of a facet that has one value for it.
func countsAddUp(
	t *rapid.T, factory *crud.CrudFactory[filterRow], f filterField, values url.Values, buckets schemas.FacetBuckets,
) {
	for name := range values {
		if strings.HasPrefix(name, "filter_by["+f.key()+"]") {
			values.Del(name)
		}
	}
	want, err := factory.Count(ctx, filterCheck(t, factory, values))
	if err != nil {
		t.Fatalf("%v: %v", values, err)
	}
	var sum int64
	for _, b := range buckets.Counts {
		sum += b.Count
	}
	if sum != want {
		t.Fatalf("%v: the counts add up to %d, of %d rows", values, sum, want)
	}
}

// countsCases ask for the counts of one facet.
var countsCases = []struct {
	name  string
	pairs []string
	want  string
}{
	{
		"labels in declared order, then null",
		[]string{"facets", "status"},
		`{"status":[{"value":"new","count":1,"selected":false},{"value":"live","count":1,"selected":false},{"value":"archived","count":1,"selected":false},{"value":null,"count":1,"selected":false}]}`,
	},
	{
		"its own filter is lifted, the others are not",
		[]string{"facets", "plays", "filter_by[plays]", "9", "filter_by[live]", "true"},
		`{"plays":[{"value":9,"count":0,"selected":true},{"value":10,"count":2,"selected":false}]}`,
	},
	{
		"nor is the search, whatever the page",
		[]string{"facets", "live", "search", "t", "page", "7", "items_per_page", "1"},
		`{"live":[{"value":false,"count":1,"selected":false},{"value":true,"count":1,"selected":false}]}`,
	},
	{
		"a label at 0 stands in its place",
		[]string{"facets", "status", "filter_by[status][in]", "archived,new", "filter_by[plays]", "9"},
		`{"status":[{"value":"new","count":1,"selected":true},{"value":"archived","count":0,"selected":true}]}`,
	},
	{
		"a chosen null bucket at 0",
		[]string{"facets", "live,genre", "filter_by[genre][is_null]", "true", "filter_by[live]", "true"},
		`{"live":[{"value":false,"count":1,"selected":false},{"value":true,"count":0,"selected":true}],"genre":[{"value":"","count":1,"selected":false},{"value":"pop","count":1,"selected":false},{"value":null,"count":0,"selected":true}]}`,
	},
	{
		"decimals by their numbers",
		[]string{"facets", "price", "filter_by[price]", "009.500"},
		`{"price":[{"value":9.5,"count":2,"selected":true},{"value":10,"count":1,"selected":false},{"value":null,"count":1,"selected":false}]}`,
	},
	{
		"a missing related row and a deleted one are null",
		[]string{"facets", "band__name"},
		`{"band__name":[{"value":"Ants","count":1,"selected":false},{"value":"Zebras","count":1,"selected":false},{"value":null,"count":2,"selected":false}]}`,
	},
	{
		"of many related rows those that have one, without null",
		[]string{"facets", "tags__name", "filter_by[tags__name]", "loud"},
		`{"tags__name":[{"value":"loud","count":2,"selected":true},{"value":"slow","count":3,"selected":false}]}`,
	},
	{"a facet without values", []string{"facets", "genre", "search", "nothing"}, `{"genre":[]}`},
	{"not asked for", []string{"facets", "genre", "facet_counts", "false"}, ""},
	{"of no facets", []string{"facets", "false"}, ""},
}

// countsOf answers the member filter_counts of both kinds of page, which agree;
// "" where there is none.
func countsOf(t *testing.T, f *crud.CrudFactory[facetSong], pairs ...string) string {
	t.Helper()
	if !slices.Contains(pairs, "facet_counts") {
		pairs = append(slices.Clone(pairs), "facet_counts", "true")
	}
	var counts []string
	for _, mode := range []string{"offset", "cursor"} {
		request := append(slices.Clone(pairs), "pagination_type", mode)
		if i := slices.Index(request, "page"); i >= 0 && mode == "cursor" {
			request = slices.Delete(request, i, i+2)
		}
		page, err := f.Paginate(ctx, ask(t, f, request...))
		if err != nil {
			t.Fatalf("%v: %v", request, err)
		}
		text, err := json.Marshal(page)
		if err != nil {
			t.Fatal(err)
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatal(err)
		}
		if _, ok := members["filter_attributes"]; !ok {
			t.Errorf("%v: no filter_attributes in %s", request, text)
		}
		counts = append(counts, string(members["filter_counts"]))
	}
	if counts[0] != counts[1] {
		t.Errorf("%v: %s by numbers, %s by cursors", pairs, counts[0], counts[1])
	}
	return counts[0]
}

func TestFacetCountsCases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openFacetSongs(t, open)
		for _, tt := range countsCases {
			if diff := cmp.Diff(tt.want, countsOf(t, factory, tt.pairs...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
		scoped := factory.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("plays = 9 OR plays IS NULL") })
		want := `{"live":[{"value":false,"count":2,"selected":false},{"value":true,"count":0,"selected":true}]}`
		if diff := cmp.Diff(want, countsOf(t, scoped, "facets", "live", "filter_by[live]", "true")); diff != "" {
			t.Errorf("scopes are never lifted (-want +got):\n%s", diff)
		}
	})
}

// TestFacetCountsTruncated: behind the limit, chosen values and null are counted
// all the same.
func TestFacetCountsTruncated(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, _ := openFacetSongs(t, open)
		for id := range 6 {
			tags := []facetTag{{10 + id, "t" + string(rune('a'+id))}}
			song := facetSong{ID: int64(10 + id), Title: "More", Genre: new("x" + string(rune('a'+id))), Tags: tags}
			if err := db.Create(&song).Error; err != nil {
				t.Fatal(err)
			}
		}
		config := facetConfig()
		config.Limits.FacetValues = 1
		factory := crud.Must(crud.New(db, config))
		for name, tt := range map[string]struct {
			pairs []string
			want  string
		}{
			"null": {
				[]string{"facets", "genre"},
				`{"genre":[{"value":"","count":1,"selected":false},{"value":null,"count":1,"selected":false}]}`,
			},
			"chosen": {
				[]string{"facets", "genre", "filter_by[genre][in]", "xe,xf,zz"},
				`{"genre":[{"value":"","count":1,"selected":false},{"value":"xe","count":1,"selected":true},{"value":"xf","count":1,"selected":true},{"value":"zz","count":0,"selected":true},{"value":null,"count":1,"selected":false}]}`,
			},
			"chosen to-many": {
				[]string{"facets", "tags__name", "filter_by[tags__name]", "tf"},
				`{"tags__name":[{"value":"loud","count":2,"selected":false},{"value":"tf","count":1,"selected":true}]}`,
			},
		} {
			if diff := cmp.Diff(tt.want, countsOf(t, factory, tt.pairs...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestFacetCountsJSON: the counts stand beside the values.
func TestFacetCountsJSON(t *testing.T) {
	t.Parallel()
	type countsPost struct {
		ID     int    `gorm:"primaryKey" json:"id"`
		Status string `gorm:"not null" json:"status"`
	}
	db := dbtest.SQLite(t, &countsPost{})
	posts := make([]countsPost, 12)
	for i := range posts {
		posts[i].Status = "draft"
	}
	if err := db.Create(&posts).Error; err != nil {
		t.Fatal(err)
	}
	factory := crud.Must(crud.New(db, crud.Config[countsPost]{FacetFields: []string{"status"}}))
	page, err := factory.Paginate(ctx, ask(t, factory, "facet_counts", "true", "page", "2", "count", "none"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(page)
	want := `{"items":[],"pagination":{"total_count":null,"total_relation":null,"items_per_page":20,"page":2,"pages":null,"has_more":false,"next_cursor":null},` +
		`"pagination_type":"offset","filter_attributes":{"status":["draft"]},` +
		`"filter_counts":{"status":[{"value":"draft","count":12,"selected":false}]}}`
	if diff := cmp.Diff(want, string(got)); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestFacetsOnRequest(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		plain, _ := openFacetSongs(t, open)
		db, statements := dbtest.Recorder(plain)
		config := facetConfig()
		config.FacetFields = []string{"live", "plays"}
		config.FacetsOnRequest = true
		factory := crud.Must(crud.New(db, config))
		for _, tt := range []struct {
			name  string
			pairs []string
			want  string
			runs  int
		}{
			{"not asked for", nil, `null`, 1},
			{"nor by asking for counts", []string{"facet_counts", "true"}, `null`, 1},
			{"false", []string{"facets", "false"}, `null`, 1},
			{"true", []string{"facets", "true"}, `{"live":[false,true],"plays":[9,10]}`, 2}, // both in one scan
			{"a list", []string{"facets", "plays"}, `{"plays":[9,10]}`, 2},
		} {
			statements.Reset()
			if diff := cmp.Diff(tt.want, facetsOf(t, factory, tt.pairs...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if statements.Len() != tt.runs {
				t.Errorf("%s: %d statements, want %d", tt.name, statements.Len(), tt.runs)
			}
		}
	})
}

func TestFacetCountsMistakes(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &facetBand{}, &facetTag{}, &facetSong{})
	factory := crud.Must(crud.New(db, facetConfig()))
	for _, tt := range []struct {
		name    string
		code    schemas.Code
		values  []string
		allowed []string
	}{
		{"empty", schemas.InvalidValue, []string{""}, []string{"true", "false"}},
		{"a number", schemas.InvalidValue, []string{"1"}, []string{"true", "false"}},
		{"in capitals", schemas.InvalidValue, []string{"True"}, []string{"true", "false"}},
		{"a facet", schemas.InvalidValue, []string{"genre"}, []string{"true", "false"}},
		{"twice", schemas.RepeatedParameter, []string{"true", "true"}, nil},
	} {
		_, err := factory.ParseQuery(url.Values{"facet_counts": tt.values}, allParams)
		var errs schemas.InputErrors
		if !errors.As(err, &errs) || len(errs) != 1 {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if errs[0].Parameter != "facet_counts" || errs[0].Code != tt.code || !slices.Equal(errs[0].Allowed, tt.allowed) {
			t.Errorf("%s: %+v", tt.name, errs[0])
		}
	}
}
