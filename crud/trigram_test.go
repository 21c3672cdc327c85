package crud_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// trigramPart is searched in a text, one that may be NULL, and labels.
type trigramPart struct {
	ID    int64  `gorm:"primaryKey;autoIncrement:false"`
	Name  string `gorm:"not null"`
	Note  *string
	Shelf *string
	Mood  string `gorm:"type:varchar(20);not null"`
}

func openTrigramParts(t *testing.T) (*gorm.DB, *crud.View[trigramPart, searchHit]) {
	t.Helper()
	db := dbtest.Postgres(t, &trigramPart{})
	return db, searchHits(crud.Must(crud.New(db, crud.Config[trigramPart]{
		SearchFields: []string{"name", "note", "shelf", "mood"},
		Search:       crud.Search{Mode: schemas.SearchTrigram},
		Enums:        map[string][]string{"shelf": {"lower", "upper"}, "mood": {"sad", "very happy"}},
		Limits:       crud.Limits{Page: pagination.Limits{MaxItemsPerPage: 100, ItemsPerPage: 100}},
	})))
}

func TestTrigram(t *testing.T) {
	t.Parallel()
	db, list := openTrigramParts(t)
	if err := db.Create(&[]trigramPart{
		{1, "Moon soup", nil, nil, "sad"},
		{2, "100% rye", new(`say "cheese`), new("upper"), "sad"},
		{3, "1000 ryes", new("Éclair à la crème"), new("lower"), "very happy"},
		{4, `back\slash`, new("taste_test"), nil, "sad"},
		{5, "taste test", new("a red moon"), nil, "very happy"},
	}).Error; err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, search string
		want         []int64
	}{
		{"blank means no search", " \t", []int64{1, 2, 3, 4, 5}},
		{"an empty phrase means no search", `"" " "`, []int64{1, 2, 3, 4, 5}},
		{"case is ignored", "MOON", []int64{1, 5}},
		{"also beyond ASCII", "éCLAIR À", []int64{3}},
		{"the middle of a word", "oo", []int64{1, 5}},
		{"one character", "y", []int64{2, 3, 5}},
		{"words are ANDed", "rye cheese", []int64{2}},
		{"over the fields, in whatever order", "cheese upper rye sad", []int64{2}},
		{"a phrase", `"red moon"`, []int64{5}},
		{"in its order", `"moon red"`, nil},
		{"a phrase and a word", `"red moon" taste`, []int64{5}},
		{"a phrase keeps its blanks", `" moon"`, []int64{5}},
		{"a quote inside a word is literal", `y "cheese`, []int64{2}},
		{"no word reaches from one field into the next", "ryesay", nil},
		{"nor with a blank", `"test a"`, nil},
		{"nor over a field that is NULL", "soupsad", nil},
		{"a label", "uppe", []int64{2}},
		{"a label with a blank", `"y hap"`, []int64{3, 5}},
		{"NULL is no text", "null", nil},
		{"% is literal", "100%", []int64{2}},
		{"_ is literal", "taste_t", []int64{4}},
		{`\ is literal`, `k\s`, []int64{4}},
		{`\ at the end is literal`, `back\`, []int64{4}},
		{"* is literal", "r*e", nil},
		{"% alone", "%", []int64{2}},
		{"_ alone", "_", []int64{4}},
		{"or is a word", "moon or rye", nil},
		{"- is literal", "-moon", nil},
		{"SQL is text", "'; DROP TABLE trigram_parts; --", nil},
		{"nothing", "nowhere", nil},
	} {
		if diff := gocmp.Diff(tt.want, searchAll(t, list, tt.search), equateEmpty); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// finds is the oracle: each word is in some field, in whatever case.
func (p trigramPart) finds(words []string) bool {
	fields := []string{p.Name, p.Mood}
	for _, nullable := range []*string{p.Note, p.Shelf} {
		if nullable != nil {
			fields = append(fields, *nullable)
		}
	}
	return !slices.ContainsFunc(words, func(word string) bool {
		return !slices.ContainsFunc(fields, func(field string) bool {
			return strings.Contains(strings.ToLower(field), strings.ToLower(word))
		})
	})
}

// TestTrigramFindsWhatContains compares random searches over random texts, made
// of what LIKE is particular about, with a search in memory.
func TestTrigramFindsWhatContains(t *testing.T) {
	t.Parallel()
	db, list := openTrigramParts(t)
	text := rapid.StringOfN(rapid.SampledFrom([]rune(`aAbBé%_\ '*`)), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		parts := make([]trigramPart, rapid.IntRange(1, 12).Draw(t, "rows"))
		for i := range parts {
			parts[i] = trigramPart{ID: int64(i), Name: text.Draw(t, "name"), Mood: rapid.SampledFrom([]string{"sad", "very happy"}).Draw(t, "mood")}
			if rapid.Bool().Draw(t, "has a note") {
				parts[i].Note = new(text.Draw(t, "note"))
			}
			if rapid.Bool().Draw(t, "has a shelf") {
				parts[i].Shelf = new(rapid.SampledFrom([]string{"lower", "upper"}).Draw(t, "shelf"))
			}
		}
		if err := db.Exec("TRUNCATE trigram_parts").Create(&parts).Error; err != nil {
			t.Fatal(err)
		}
		for range 8 {
			word := rapid.StringOfN(rapid.SampledFrom([]rune(`aAbBÉ%_\ dW`)), 1, 3, -1).
				Filter(func(s string) bool { return strings.TrimSpace(s) != "" })
			words := rapid.SliceOfN(word, 1, 3).Draw(t, "words")
			var want []int64
			for _, p := range parts {
				if p.finds(words) {
					want = append(want, p.ID)
				}
			}
			if diff := gocmp.Diff(want, searchAll(t, list, searchText(words)), equateEmpty); diff != "" {
				t.Fatalf("%q (-want +got):\n%s", words, diff)
			}
		}
	})
}

// bothItem is a row of a table with more and with fewer matches than a page
// looks among.
type bothItem struct {
	ID         int64     `gorm:"primaryKey;autoIncrement:false"`
	CreatedAt  time.Time `gorm:"not null"`
	Title      string    `gorm:"not null"`
	Body       *string
	Priority   *int
	Weight     *float64
	CategoryID *int
	Category   *bothCategory
	DeletedAt  gorm.DeletedAt
	Search     string `gorm:"type:tsvector generated always as (to_tsvector('english', title || ' ' || coalesce(body, ''))) stored;->:false;<-:false"`
}

type bothCategory struct {
	ID   int
	Name string `gorm:"not null"`
}

// openBothItems makes rows with "amber" in all of 12,000, "brick" in 6,001,
// "cedar" in 5,001, which are many by one, "denim" in 5,000, which are few, and
// "rare" in 7. Every seventh row is deleted.
func openBothItems(t *testing.T) *gorm.DB {
	t.Helper()
	db := dbtest.Postgres(t, &bothCategory{}, &bothItem{})
	searchExec(t, db,
		`INSERT INTO both_categories SELECT n, 'category ' || n % 5 FROM generate_series(1, 8) n`,
		`INSERT INTO both_items (id, created_at, title, body, priority, weight, category_id, deleted_at)
		 SELECT n, timestamptz '2024-01-01' + n * 7919 % 500 * interval '1 second',
		   'amber' || CASE WHEN n % 2 = 0 OR n = 1 THEN ' brick' ELSE '' END || CASE WHEN n * 7 % 12000 < 5001 THEN ' cedar' ELSE '' END,
		   nullif(CASE WHEN n * 11 % 12000 < 5000 THEN 'denim ' ELSE '' END || CASE WHEN n % 1714 = 5 THEN 'rare' ELSE '' END, ''),
		   CASE WHEN n % 3 > 0 THEN n % 11 END, CASE WHEN n % 5 > 0 THEN n % 4 / 4.0 END, nullif(n % 9, 0),
		   CASE WHEN n % 7 = 0 THEN now() END
		 FROM generate_series(1, 12000) n`,
		`CREATE INDEX ON both_items (created_at, id)`,
		`ANALYZE both_items`)
	return db
}

// bothWords are how many rows have which word.
var bothWords = map[string]int64{"amber": 12_000, "brick": 6001, "cedar": 5001, "denim": 5000, "rare": 7, "nowhere": 0}

func TestSearchBothWaysHasFewAndMany(t *testing.T) {
	t.Parallel()
	db := openBothItems(t)
	for word, want := range bothWords {
		for _, condition := range []string{"concat_ws(' ', title, body) LIKE '%' || ? || '%'", "search @@ to_tsquery('english', ?)"} {
			if n := searchRaw(t, db, "SELECT count(*) FROM both_items WHERE "+condition, word); n[0] != want {
				t.Errorf("%s: %d rows", word, n[0]) // TestSearchBothWays would not show its borders
			}
		}
	}
}

func bothConfig(search crud.Search) crud.Config[bothItem] {
	c := crud.Config[bothItem]{
		Search:       search,
		OrderFields:  []string{"id", "created_at", "priority", "weight", "category.name"},
		FilterFields: []string{"priority", "category.name"},
		FacetFields:  []string{"category.name", "priority"}, FacetsOnRequest: true,
		Limits: crud.Limits{Page: pagination.Limits{MaxItemsPerPage: 20_000, MaxOffset: -1}},
	}
	if search.Column == "" {
		c.SearchFields = []string{"title", "body"}
	}
	return c
}

// bothModes are the ways to search that have a page found both ways.
var bothModes = map[string]crud.Search{
	"column":   {Mode: schemas.SearchFullText, Language: "english", Column: "search", RankKey: "rank"},
	"computed": {Mode: schemas.SearchFullText, Language: "english", RankKey: "rank"},
	"trigram":  {Mode: schemas.SearchTrigram},
}

// bothPlain is the plain statement: what a page of it should have.
const bothPlain = `SELECT i.id FROM both_items i LEFT JOIN both_categories c ON c.id = i.category_id
	WHERE deleted_at IS NULL AND concat_ws(' ', title, body) LIKE '%' || ? || '%'`

// bothOrders are orders of every shape, each as the plain statement has it.
var bothOrders = map[string]string{
	"-id":                                "i.id DESC",
	"-created_at":                        "created_at DESC, i.id DESC",
	"priority":                           "priority, i.id",
	"-priority":                          "priority DESC, i.id DESC",
	"priority.nullsfirst,-created_at":    "priority NULLS FIRST, created_at DESC, i.id DESC",
	"-priority.nullslast,weight":         "priority DESC NULLS LAST, weight, i.id",
	"-weight,-priority,created_at":       "weight DESC, priority DESC, created_at, i.id",
	"category__name":                     "c.name, i.id",
	"-category__name.nullslast,priority": "c.name DESC NULLS LAST, priority, i.id",
	"created_at,category__name":          "created_at, c.name, i.id",
}

// TestSearchBothWays compares pages, found among few matches or on a walk, with
// a plain statement.
func TestSearchBothWays(t *testing.T) {
	t.Parallel()
	db := openBothItems(t)
	for _, mode := range []string{"column", "trigram"} { // TestSearchBothWaysTogether has the third, which is slow
		list := searchHits(crud.Must(crud.New(db, bothConfig(bothModes[mode]))))
		for order, by := range bothOrders {
			t.Run(mode+" "+order, func(t *testing.T) {
				t.Parallel()
				for _, word := range bothTurn(mode + order) {
					want := searchRaw(t, db, bothPlain+" ORDER BY "+by, word)
					searchSame(t, want, list, max(2, len(want)/3), "search", word, "order_by", order)
				}
			})
		}
	}
}

// bothTurn are the words at the border of few, and one of the others in turn.
func bothTurn(name string) []string {
	others := []string{"amber", "brick", "rare", "nowhere"}
	turn := 0
	for _, r := range name {
		turn += int(r)
	}
	return []string{"cedar", "denim", others[turn%len(others)]}
}

// TestSearchBothWaysByRank has the rank in a chain of few and many.
func TestSearchBothWaysByRank(t *testing.T) {
	t.Parallel()
	db := openBothItems(t)
	for _, mode := range []string{"column", "computed"} {
		list := searchHits(crud.Must(crud.New(db, bothConfig(bothModes[mode]))))
		for word := range bothWords {
			want := searchRaw(t, db, `SELECT id FROM both_items, websearch_to_tsquery('english', ?) q
				WHERE deleted_at IS NULL AND search @@ q ORDER BY ts_rank(search, q) DESC, priority, id`, word)
			searchSame(t, want, list, max(2, len(want)/2), "search", word, "order_by", "-rank,priority")
		}
	}
}

// TestSearchBothWaysAroundDeletedRows: a page whose rows are gone leads back to
// those that are left, whichever way they are found.
func TestSearchBothWaysAroundDeletedRows(t *testing.T) {
	t.Parallel()
	db := openBothItems(t)
	for mode, search := range bothModes {
		list := searchHits(crud.Must(crud.New(db, bothConfig(search))))
		for _, word := range []string{"cedar", "denim", "rare"} {
			want := searchRaw(t, db, bothPlain+" ORDER BY i.id", word)[:3]
			pairs := []string{"pagination_type", "cursor", "search", word, "items_per_page", "3"}
			page, err := list.CursorPaginate(ctx, ask(t, list, pairs...))
			if err != nil {
				t.Fatal(err)
			}
			tx := db.Begin() // rolled back: the next search finds all again
			if err := tx.Where("id > ?", want[2]).Delete(&bothItem{}).Error; err != nil {
				t.Fatal(err)
			}
			gone, err := list.With(tx).CursorPaginate(ctx, ask(t, list, append(pairs, "cursor", *page.Pagination.NextCursor)...))
			if err != nil || len(gone.Items) > 0 || gone.Pagination.PrevCursor == nil {
				t.Fatalf("%s, %s, a page without rows: %v, %+v", mode, word, err, gone)
			}
			left, err := list.With(tx).CursorPaginate(ctx, ask(t, list, append(pairs, "cursor", *gone.Pagination.PrevCursor)...))
			if err := errors.Join(err, tx.Rollback().Error); err != nil {
				t.Fatalf("%s, %s: %v", mode, word, err)
			}
			if diff := gocmp.Diff(want, searchIDs(left.Items)); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", mode, word, diff)
			}
		}
	}
}

// bothScope has an OR that must not swallow the search.
func bothScope(db *gorm.DB) *gorm.DB {
	return db.Where("both_items.id > 11000 OR both_items.id < 9000")
}

// TestSearchBothWaysTogether: filters, scopes, soft delete, totals, facets,
// streams and single rows, beside few matches and many.
func TestSearchBothWaysTogether(t *testing.T) {
	t.Parallel()
	db := openBothItems(t)
	for mode, search := range bothModes {
		config := bothConfig(search)
		config.Scopes = []crud.Scope{bothScope}
		config.Limits.CountCap = 100
		list := bothList{crud.Must(crud.New(db, config))}
		for word := range bothWords {
			t.Run(mode+" "+word, func(t *testing.T) {
				t.Parallel()
				pairs := []string{"search", word, "filter_by[priority][gte]", "4", "filter_by[category__name][ne]", "category 2"}
				want := searchRaw(t, db, bothPlain+` AND (i.id > 11000 OR i.id < 9000) AND priority >= 4
					AND c.name IS DISTINCT FROM 'category 2' ORDER BY i.id`, word)
				searchSame(t, want, searchHits(list.CrudFactory), max(2, len(want)/2), pairs...)
				list.totals(t, int64(len(want)), pairs)
				list.single(t, want, pairs)
				list.facets(t, db, word)
			})
		}
	}
}

// bothList asks a factory for what is beside pages.
type bothList struct {
	*crud.CrudFactory[bothItem]
}

func (l bothList) totals(t *testing.T, want int64, pairs []string) {
	t.Helper()
	for _, count := range []string{"exact", "capped"} {
		page, err := l.CursorPaginate(ctx, ask(t, l, append(slices.Clip(pairs), "pagination_type", "cursor", "count", count, "items_per_page", "1")...))
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprint(*page.Pagination.TotalCount, *page.Pagination.TotalRelation)
		expected := fmt.Sprint(want, schemas.TotalExact)
		if count == "capped" && want > 100 {
			expected = fmt.Sprint(100, schemas.TotalAtLeast)
		}
		if got != expected {
			t.Errorf("%s: got %s, want %s", count, got, expected)
		}
	}
	if n, err := l.Count(ctx, ask(t, l, pairs...)); err != nil || n != want {
		t.Errorf("counted %d, %v; want %d", n, err, want)
	}
}

// single reads rows one by one, to the end and just the first.
func (l bothList) single(t *testing.T, want []int64, pairs []string) {
	t.Helper()
	q := ask(t, l, pairs...)
	var streamed []int64
	for row, err := range l.Stream(ctx, q) {
		if err != nil {
			t.Fatal(err)
		}
		streamed = append(streamed, row.ID)
	}
	if diff := gocmp.Diff(want, streamed, equateEmpty); diff != "" {
		t.Errorf("streamed (-want +got):\n%.2000s", diff)
	}
	found, err := l.Exists(ctx, q)
	if found != (len(want) > 0) || err != nil {
		t.Errorf("exists: %v, %v", found, err)
	}
	first, err := l.First(ctx, q)
	if len(want) == 0 {
		if !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("first: %d, %v", first.ID, err)
		}
		return
	}
	if err != nil || first.ID != want[0] {
		t.Errorf("first: %d, %v; want %d", first.ID, err, want[0])
	}
	if got, err := l.Get(ctx, want[0]); err != nil || got.ID != want[0] {
		t.Errorf("get: %d, %v; want %d", got.ID, err, want[0])
	}
}

func (l bothList) facets(t *testing.T, db *gorm.DB, word string) {
	t.Helper()
	for key, column := range map[string]string{"category__name": "c.name", "priority": "i.priority"} {
		page, err := l.OffsetPaginate(ctx, ask(t, l, "search", word, "facets", key, "count", "none", "items_per_page", "1"))
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		if err := db.Raw(strings.Replace(bothPlain, "SELECT i.id", "SELECT DISTINCT "+column, 1)+
			" AND (i.id > 11000 OR i.id < 9000) AND "+column+" IS NOT NULL ORDER BY 1", word).Scan(&want).Error; err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range facetMap(page.FilterAttributes)[key] {
			got = append(got, fmt.Sprint(v))
		}
		if diff := gocmp.Diff(want, got, equateEmpty); diff != "" {
			t.Errorf("facet %s (-want +got):\n%s", key, diff)
		}
	}
}
