package crud_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// facet recomputes a facet: the values of the rows that satisfy the search and
// all tests but those of its own field, then the choices there.
func (w *filterWorld) facet(f filterField, tests filterTests, words []string, limit int) schemas.Facet {
	var values []any
	add := func(v any) {
		if v != nil && !slices.ContainsFunc(values, func(other any) bool { return f.compare(other, v) == 0 }) {
			values = append(values, v)
		}
	}
	for _, r := range w.rows {
		if tests.without(f).pass(r) && searchFinds(r, words) {
			for _, v := range f.of(r) {
				add(v)
			}
		}
	}
	slices.SortFunc(values, f.compare)
	facet := schemas.Facet{Key: f.key(), Truncated: len(values) > limit}
	values = values[:min(limit, len(values))]
	for _, c := range tests {
		if c.field == f && (c.operator == schemas.Eq || c.operator == schemas.In) {
			for _, v := range c.operands {
				add(v)
			}
		}
	}
	slices.SortFunc(values, f.compare)
	for _, v := range values {
		facet.Values = append(facet.Values, facetJSON(f, v))
	}
	return facet
}

// facetJSON is a value as facets answer it.
func facetJSON(f filterField, v any) any {
	switch f.kind() { //nolint:exhaustive // the rest are answered as they are
	case schemas.Date:
		return v.(time.Time).Format(time.DateOnly)
	case schemas.Decimal:
		return json.Number(v.(string))
	}
	return v
}

// TestFacets compares facets of every kind, by every way to the column, with a
// recomputation, under random filters and searches.
func TestFacets(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		factories := map[int]*crud.CrudFactory[filterRow]{2: w.factory(2), 100: w.factory(0)}
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			for range 3 {
				limit := rapid.SampledFrom([]int{2, 100}).Draw(t, "limit")
				tests, words, values := w.draw(t)
				fields := rapid.Permutation(filterFields()).Draw(t, "facets")[:3]
				for _, c := range tests { // a facet that is filtered by, where there is one
					fields[0] = c.field
				}
				slices.SortFunc(fields, func(a, b filterField) int { // in declared order
					return slices.Index(filterFields(), a) - slices.Index(filterFields(), b)
				})
				fields = slices.Compact(fields)
				var keys []string
				var want schemas.Facets
				var truncated []string
				for _, f := range fields {
					facet := w.facet(f, tests, words, limit)
					want = append(want, facet)
					if keys = append(keys, f.key()); facet.Truncated {
						truncated = append(truncated, f.key())
					}
				}
				values.Set("facets", strings.Join(keys, ","))
				page, err := factories[limit].OffsetPaginate(ctx, filterCheck(t, factories[limit], values))
				if err != nil {
					t.Fatalf("%v: %v", values, err)
				}
				if diff := cmp.Diff(want, page.FilterAttributes); diff != "" {
					t.Fatalf("%v (-want +got):\n%s", values, diff)
				}
				if diff := cmp.Diff(truncated, page.Truncated); diff != "" {
					t.Fatalf("%v, truncated (-want +got):\n%s", values, diff)
				}
			}
		})
	})
}

// facetSong has a facet of every kind.
type facetSong struct {
	ID       int64 `gorm:"primaryKey;autoIncrement:false"`
	Title    string
	Live     bool
	Plays    *int64
	Score    *float64
	Price    *string `gorm:"type:numeric(40,20)"`
	Genre    *string
	Status   *string
	Recorded *time.Time
	Released *time.Time `gorm:"type:date"`
	Master   *uuid.UUID `gorm:"type:uuid"`
	BandID   *int
	Band     *facetBand
	Tags     []facetTag `gorm:"many2many:facet_song_tags"`
}

type facetBand struct {
	ID        int
	Name      string `gorm:"not null"`
	DeletedAt gorm.DeletedAt
}

type facetTag struct {
	ID   int
	Name string `gorm:"not null"`
}

var (
	facetNoon    = time.Date(2024, 5, 17, 12, 0, 0, 123456000, time.UTC)
	facetMaster  = uuid.MustParse("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f")
	facetMaster2 = uuid.MustParse("f190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f")
)

// facetConfig declares the facets of songs in an order that is not the columns'.
func facetConfig() crud.Config[facetSong] {
	return crud.Config[facetSong]{
		FacetFields: []string{
			"status", "live", "plays", "score", "price", "genre", "recorded", "released", "master", "band.name", "tags.name",
		},
		FilterFields: []string{"plays"},
		SearchFields: []string{"title", "tags.name"},
		OrderFields:  []string{"title", "plays"},
		Enums:        map[string][]string{"status": {"new", "live", "archived"}},
	}
}

func openFacetSongs(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, *crud.CrudFactory[facetSong]) {
	t.Helper()
	db := open(t, &facetBand{}, &facetTag{}, &facetSong{})
	slow, loud := facetTag{ID: 1, Name: "slow"}, facetTag{ID: 2, Name: "loud"}
	for _, rows := range []any{
		&[]facetBand{{ID: 1, Name: "Zebras"}, {ID: 2, Name: "Ants"}, {ID: 3, Name: "Quit"}},
		&[]facetTag{slow, loud, {ID: 3, Name: "unused"}},
		&[]facetSong{
			{
				ID: 1, Title: "One", Live: true, Plays: new(int64(10)), Score: new(2.5), Price: new("10"), Genre: new("pop"), Status: new("live"),
				Recorded: &facetNoon, Released: new(facetNoon.Truncate(24 * time.Hour)), Master: &facetMaster2, BandID: new(1), Tags: []facetTag{slow, loud},
			},
			{
				ID: 2, Title: "Two", Plays: new(int64(9)), Score: new(10.0), Price: new("9.50"), Genre: new("Pop"), Status: new("new"),
				Recorded: new(facetNoon.Add(-time.Microsecond)), Released: new(facetNoon.AddDate(-30, 0, 0).Truncate(24 * time.Hour)), Master: &facetMaster, BandID: new(2), Tags: []facetTag{slow},
			},
			{ID: 3, Title: "Three", Live: true, Plays: new(int64(10)), Price: new("9.5"), Genre: new(""), Status: new("archived"), BandID: new(3), Tags: []facetTag{slow, loud}},
			{ID: 4, Title: "Four"},
		},
	} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Delete(&facetBand{}, 3).Error; err != nil {
		t.Fatal(err)
	}
	return db, crud.Must(crud.New(db, facetConfig()))
}

// facetsOf answers the facets of a page as JSON.
func facetsOf(t *testing.T, f *crud.CrudFactory[facetSong], pairs ...string) string {
	t.Helper()
	page, err := f.OffsetPaginate(ctx, ask(t, f, pairs...))
	if err != nil {
		t.Fatalf("%v: %v", pairs, err)
	}
	text, err := json.Marshal(page.FilterAttributes)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFacetsAreTyped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openFacetSongs(t, open)
		want := strings.Join([]string{
			`{"status":["new","live","archived"]`,
			`"live":[false,true]`,
			`"plays":[9,10]`,
			`"score":[2.5,10]`,
			`"price":[9.5,10]`,
			`"genre":["","Pop","pop"]`,
			`"recorded":["2024-05-17T12:00:00.123455Z","2024-05-17T12:00:00.123456Z"]`,
			`"released":["1994-05-17","2024-05-17"]`,
			`"master":["0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f","f190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"]`,
			`"band__name":["Ants","Zebras"]`,
			`"tags__name":["loud","slow"]}`,
		}, ",")
		if diff := cmp.Diff(want, facetsOf(t, factory)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// facetCases ask for one facet, which is answered as given.
var facetCases = []struct {
	name  string
	pairs []string
	want  string
}{
	{"its own filter is lifted", []string{"facets", "genre", "filter_by[genre]", "pop"}, `{"genre":["","Pop","pop"]}`},
	{"the filters of others are not", []string{"facets", "genre", "filter_by[live]", "false"}, `{"genre":["Pop"]}`},
	{"nor is a filter without a facet", []string{"facets", "genre", "filter_by[plays][gte]", "10"}, `{"genre":["","pop"]}`},
	{"every operator of its own key is lifted", []string{"facets", "plays", "filter_by[plays][gt]", "9"}, `{"plays":[9,10]}`},
	{"nor is the search", []string{"facets", "genre", "search", "t"}, `{"genre":["","Pop"]}`}, // Two, Three; Four has none
	{"the page does not matter", []string{"facets", "plays", "page", "9"}, `{"plays":[9,10]}`},
	{"nor does its size", []string{"facets", "plays", "items_per_page", "1", "order_by", "-title"}, `{"plays":[9,10]}`},
	{"a chosen value is listed at 0", []string{"facets", "genre", "filter_by[genre]", "folk"}, `{"genre":["","Pop","folk","pop"]}`},
	{"the chosen empty string, too", []string{"facets", "genre", "filter_by[genre]", "", "filter_by[plays]", "9"}, `{"genre":["","Pop"]}`},
	{"several in their places", []string{"facets", "plays", "filter_by[plays][in]", "100,1,10"}, `{"plays":[1,9,10,100]}`},
	{"a chosen negative number", []string{"facets", "plays", "filter_by[plays]", "-1"}, `{"plays":[-1,9,10]}`},
	{"a chosen float", []string{"facets", "score", "filter_by[score]", "3"}, `{"score":[2.5,3,10]}`},
	{"a chosen decimal is ordered as a number", []string{"facets", "price", "filter_by[price][in]", "100,-2,9.75"}, `{"price":[-2,9.5,9.75,10,100]}`},
	{"a chosen decimal, spelt with zeros, is there", []string{"facets", "price", "filter_by[price]", "010.0"}, `{"price":[9.5,10]}`},
	{"a chosen boolean", []string{"facets", "live", "filter_by[live]", "1", "filter_by[genre]", "Pop"}, `{"live":[false,true]}`},
	{"a chosen label in declared order", []string{"facets", "status", "filter_by[status]", "archived", "filter_by[plays]", "9"}, `{"status":["new","archived"]}`},
	{"a chosen time", []string{"facets", "recorded", "filter_by[recorded]", "2024-05-17T14:00:00+02:00"}, `{"recorded":["2024-05-17T12:00:00Z","2024-05-17T12:00:00.123455Z","2024-05-17T12:00:00.123456Z"]}`},
	{"a chosen date", []string{"facets", "released", "filter_by[released]", "2000-01-01"}, `{"released":["1994-05-17","2000-01-01","2024-05-17"]}`},
	{"a chosen uuid", []string{"facets", "master", "filter_by[master]", "A190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F", "filter_by[plays]", "9"}, `{"master":["0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f","a190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"]}`},
	{"a chosen value of a relation", []string{"facets", "band__name", "filter_by[band__name]", "Bees"}, `{"band__name":["Ants","Bees","Zebras"]}`},
	{"the chosen null bucket is no value", []string{"facets", "genre", "filter_by[genre][is_null]", "true"}, `{"genre":["","Pop","pop"]}`},
	{"a soft-deleted related row has no value", []string{"facets", "band__name", "filter_by[status]", "archived"}, `{"band__name":[]}`},
	{"of many related rows each value once", []string{"facets", "tags__name", "filter_by[live]", "true"}, `{"tags__name":["loud","slow"]}`},
	{"all tags of rows with a tag", []string{"facets", "tags__name", "search", "loud"}, `{"tags__name":["loud","slow"]}`},
	{"of rows with a tag", []string{"facets", "plays", "filter_by[tags__name]", "loud"}, `{"plays":[10]}`},
	{"a chosen tag", []string{"facets", "tags__name", "filter_by[tags__name]", "quiet", "filter_by[plays]", "9"}, `{"tags__name":["quiet","slow"]}`},
	{"in declared order, whatever the request's", []string{"facets", "genre,live"}, `{"live":[false,true],"genre":["","Pop","pop"]}`},
	{"none", []string{"facets", "false"}, `null`},
}

func TestFacetCases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openFacetSongs(t, open)
		for _, tt := range facetCases {
			if diff := cmp.Diff(tt.want, facetsOf(t, factory, tt.pairs...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
		if diff := cmp.Diff(facetsOf(t, factory), facetsOf(t, factory, "facets", "true")); diff != "" {
			t.Errorf("true is the default (-want +got):\n%s", diff)
		}
	})
}

func TestFacetsUndeclared(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &facetBand{}, &facetTag{}, &facetSong{})
	bare := crud.Must(crud.New(db, crud.Config[facetSong]{}))
	for _, tt := range []struct{ name, facets, want string }{
		{"no facets are declared", "true", "{}"},
		{"nor asked for", "false", "null"},
	} {
		if diff := cmp.Diff(tt.want, facetsOf(t, bare, "facets", tt.facets)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	declared := crud.Must(crud.New(db, facetConfig()))
	for _, choice := range []string{"", "title", "genre,", "genre,plots", "GENRE", "band.name", "True"} {
		if _, err := declared.ParseQuery(map[string][]string{"facets": {choice}}, allParams); err == nil {
			t.Errorf("facets=%q is accepted", choice)
		}
	}
}

func TestFacetsTruncate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, _ := openFacetSongs(t, open)
		for _, tt := range []struct {
			name      string
			limit     int
			pairs     []string
			want      string
			truncated []string
		}{
			{"as many as the limit", 3, []string{"facets", "genre,status"}, `{"status":["new","live","archived"],"genre":["","Pop","pop"]}`, nil},
			{"one more", 2, []string{"facets", "genre,live"}, `{"live":[false,true],"genre":["","Pop"]}`, []string{"genre"}},
			{"labels are cut in declared order", 2, []string{"facets", "status"}, `{"status":["new","live"]}`, []string{"status"}},
			{"a chosen value behind the limit is listed", 1, []string{"facets", "genre,tags__name", "filter_by[genre]", "pop"}, `{"genre":["","pop"],"tags__name":["loud"]}`, []string{"genre", "tags__name"}},
			{"a chosen value at 0 takes no place", 3, []string{"facets", "genre", "filter_by[genre]", "folk"}, `{"genre":["","Pop","folk","pop"]}`, nil},
		} {
			config := facetConfig()
			config.Limits.FacetValues = tt.limit
			factory := crud.Must(crud.New(db, config))
			if diff := cmp.Diff(tt.want, facetsOf(t, factory, tt.pairs...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			page, err := factory.CursorPaginate(ctx, ask(t, factory, append(tt.pairs, "pagination_type", "cursor")...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.truncated, page.Truncated); diff != "" {
				t.Errorf("%s, truncated (-want +got):\n%s", tt.name, diff)
			}
		}
	})
}

// TestFacetsInsideScopes: a facet lifts the client's own filter, never a scope.
func TestFacetsInsideScopes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openFacetSongs(t, open)
		scoped := factory.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("genre = ? OR genre = ?", "pop", "Pop") })
		for _, tt := range []struct {
			pairs []string
			want  string
		}{
			{[]string{"facets", "genre", "filter_by[genre]", "pop"}, `{"genre":["Pop","pop"]}`},
			{[]string{"facets", "genre", "filter_by[live]", "true"}, `{"genre":["pop"]}`},
			{[]string{"facets", "tags__name", "filter_by[live]", "false"}, `{"tags__name":["slow"]}`},
		} {
			if diff := cmp.Diff(tt.want, facetsOf(t, scoped, tt.pairs...)); diff != "" {
				t.Errorf("%v (-want +got):\n%s", tt.pairs, diff)
			}
		}
	})
}

// TestFacetsOnEveryPage: page 2 answers the facets and the total of page 1.
func TestFacetsOnEveryPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openFacetSongs(t, open)
		request := func(more ...string) []string {
			return append([]string{"items_per_page", "2", "order_by", "-plays", "search", "w", "count", "exact"}, more...)
		}
		type about struct {
			Total  int64
			Facets schemas.Facets
		}
		offset := func(number string) about {
			page, err := factory.OffsetPaginate(ctx, ask(t, factory, request("page", number)...))
			if err != nil {
				t.Fatal(err)
			}
			return about{*page.Pagination.TotalCount, page.FilterAttributes}
		}
		cursor := func(token string) (about, *string) {
			page, err := factory.CursorPaginate(ctx, ask(t, factory, request("pagination_type", "cursor", "cursor", token)...))
			if err != nil {
				t.Fatal(err)
			}
			return about{*page.Pagination.TotalCount, page.FilterAttributes}, page.Pagination.NextCursor
		}
		first, next := cursor("")
		second, end := cursor(*next)
		if first.Total != 3 || end != nil {
			t.Fatalf("%d rows, and behind the second page %v", first.Total, end)
		}
		for name, got := range map[string]about{
			"cursor page 2": second, "offset page 1": offset("1"), "offset page 2": offset("2"), "offset page 9": offset("9"),
		} {
			if diff := cmp.Diff(first, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

type facetReading struct {
	ID     int
	Volt   float64
	Exact  string `gorm:"type:numeric"`
	Label  string `gorm:"type:text COLLATE \"en-x-icu\""`
	Amount string `gorm:"type:numeric(40,20)"`
}

// TestFacetsOfPostgres: values that only PostgreSQL has.
func TestFacetsOfPostgres(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &facetReading{})
	if err := db.Create(&[]facetReading{
		{1, 1.5, "1.5", "apple", "12345678901234567890.00000000000000000001"},
		{2, math.NaN(), "NaN", "Banana", "12345678901234567890.00000000000000000002"},
		{3, math.Inf(-1), "-1", "cherry", "12345678901234567890.00000000000000000002"},
	}).Error; err != nil {
		t.Fatal(err)
	}
	factory := crud.Must(crud.New(db, crud.Config[facetReading]{FacetFields: []string{"volt", "exact", "label", "amount"}}))
	for _, tt := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"no numbers are texts at the ends", []string{"facets", "volt,exact"}, `{"volt":["-Infinity",1.5,"NaN"],"exact":[-1,1.5,"NaN"]}`},
		{"a chosen float stays between them", []string{"facets", "volt", "filter_by[volt]", "9"}, `{"volt":["-Infinity",1.5,9,"NaN"]}`},
		{"a chosen decimal, too", []string{"facets", "exact", "filter_by[exact]", "9"}, `{"exact":[-1,1.5,9,"NaN"]}`},
		{"decimals are exact", []string{"facets", "amount"}, `{"amount":[12345678901234567890.00000000000000000001,12345678901234567890.00000000000000000002]}`},
		{"chosen decimals too", []string{"facets", "amount", "filter_by[amount]", "12345678901234567890.000000000000000000015"}, `{"amount":[12345678901234567890.00000000000000000001,12345678901234567890.000000000000000000015,12345678901234567890.00000000000000000002]}`},
		{"texts are in the order of their collation", []string{"facets", "label"}, `{"label":["apple","Banana","cherry"]}`},
		{"a chosen text that no row has is placed by its bytes", []string{"facets", "label", "filter_by[label]", "Blueberry"}, `{"label":["Blueberry","apple","Banana","cherry"]}`},
	} {
		page, err := factory.OffsetPaginate(ctx, ask(t, factory, tt.pairs...))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got, err := json.Marshal(page.FilterAttributes)
		if diff := cmp.Diff(tt.want, string(got)); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", tt.name, err, diff)
		}
	}
}
