package crud_test

import (
	"net/url"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// searchFinds reports whether each word is in some search field of a row, in
// whatever case; of a relation to many, in some related row.
func searchFinds(r filterRow, words []string) bool {
	for _, word := range words {
		found := false
		for _, f := range filterFields() {
			if name := filterColumns[f.column].name; name != "text" && f.path() != "enum" {
				continue
			}
			for _, v := range f.of(r) {
				text, _ := v.(string)
				found = found || strings.Contains(strings.ToLower(text), strings.ToLower(word))
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// words draws what is to be searched for: parts of the texts that rows have.
func (w *filterWorld) words(t *rapid.T) (words []string) {
	for range rapid.IntRange(0, 3).Draw(t, "words") {
		word := rapid.SampledFrom(append([]string{"NEW", "o", "xyz"}, w.pools.texts...)).Draw(t, "word")
		word = strings.ReplaceAll(word, `"`, "") // could be taken for a phrase
		if strings.TrimSpace(word) != "" {
			words = append(words, word)
		}
	}
	return words
}

// searchText writes words, those with blanks as phrases.
func searchText(words []string) string {
	var text strings.Builder
	for _, word := range words {
		if strings.ContainsAny(word, " \n") {
			word = `"` + word + `"`
		}
		text.WriteString(" " + word)
	}
	return text.String()
}

// TestSearch compares searches over own columns and relations of every kind
// with an oracle.
func TestSearch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		factory := w.factory(0)
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			for range 6 {
				words := w.words(t)
				q := filterCheck(t, factory, url.Values{"search": {searchText(words)}, "facets": {"false"}})
				want := w.ids(nil, words...)
				rows, err := factory.List(ctx, q)
				if err != nil {
					t.Fatalf("%q: %v", words, err)
				}
				if diff := gocmp.Diff(want, filterIDs(rows)); diff != "" {
					t.Fatalf("%q, rows (-want +got):\n%s", words, diff)
				}
				if n, err := factory.Count(ctx, q); err != nil || n != int64(len(want)) {
					t.Fatalf("%q: counted %d, %v; want %d", words, n, err, len(want))
				}
			}
		})
	})
}

type searchPost struct {
	ID         int    `gorm:"primaryKey;autoIncrement:false"`
	Title      string `gorm:"not null"`
	Body       *string
	CategoryID *int
	Category   *searchCategory
	Tags       []searchTag `gorm:"many2many:search_post_tags"`
}

type searchCategory struct {
	ID        int
	Name      string `gorm:"not null"`
	Motto     string `gorm:"not null"`
	DeletedAt gorm.DeletedAt
}

type searchTag struct {
	ID   int
	Name string `gorm:"not null"`
}

func openSearchPosts(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, *crud.CrudFactory[searchPost]) {
	t.Helper()
	db := open(t, &searchCategory{}, &searchTag{}, &searchPost{})
	blue, red := searchTag{ID: 1, Name: "blue moon"}, searchTag{ID: 2, Name: "red MOON"}
	for _, rows := range []any{
		&[]searchCategory{
			{ID: 1, Name: "Cooking", Motto: "Taste first"},
			{ID: 2, Name: "Burnt", Motto: "gone"},
		},
		&[]searchTag{blue, red},
		&[]searchPost{
			{ID: 1, Title: "Moon soup", CategoryID: new(1), Tags: []searchTag{blue, red}},
			{ID: 2, Title: "100% rye", Body: new(`say "cheese`), CategoryID: new(1)},
			{ID: 3, Title: "1000 ryes", Body: new("Éclair à la crème")},
			{ID: 4, Title: `back\slash`, Body: new("taste_test"), CategoryID: new(2)},
			{ID: 5, Title: "taste test", Tags: []searchTag{red}},
		},
	} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Delete(&searchCategory{}, 2).Error; err != nil {
		t.Fatal(err)
	}
	recorded, _ := dbtest.Recorder(db)
	return db, crud.Must(crud.New(recorded, crud.Config[searchPost]{
		SearchFields: []string{"title", "body", "category.name", "category.motto", "tags.name"},
		OrderFields:  []string{"category.name"},
	}))
}

func TestSearchCases(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := openSearchPosts(t, open)
		for _, tt := range []struct {
			name, search string
			want         []int
		}{
			{"blank means no search", "  \t", []int{1, 2, 3, 4, 5}},
			{"case is ignored", "MOON", []int{1, 5}},
			{"also beyond ASCII", "éCLAIR À", []int{3}},
			{"words are ANDed", "moon red", []int{1, 5}},
			{"a word in the title, another in the category", "rye taste", []int{2}},
			{"a word in the title, another in a tag", "soup blue", []int{1}},
			{"two words in two tags of one row", "blue red", []int{1}},
			{"a phrase is one word", `"red moon"`, []int{1, 5}},
			{"in its order", `"moon red"`, nil},
			{"a quote inside a word is literal", `y "cheese`, []int{2}},
			{"rows without the relation are found by their own columns", "taste", []int{1, 2, 4, 5}},
			{"a soft-deleted related row is not searched", "burnt", nil},
			{"its owner is found otherwise", "slash", []int{4}},
			{"% is literal", "100%", []int{2}},
			{"_ is literal", "taste_t", []int{4}},
			{`\ is literal`, `k\s`, []int{4}},
			{"* is literal", "r*e", nil},
			{"? and [ are literal", "[r]y?", nil},
			{"SQL is text", "'; DROP TABLE search_posts; --", nil},
			{"nothing", "nowhere", nil},
		} {
			q := ask(t, factory, "search", tt.search)
			page, err := factory.OffsetPaginate(ctx, q)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			var got []int
			for _, p := range page.Items {
				got = append(got, p.ID)
			}
			if diff := gocmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if n, err := factory.Count(ctx, q); err != nil || n != int64(len(tt.want)) {
				t.Errorf("%s: counted %d, %v", tt.name, n, err)
			}
		}
	})
}

// TestSearchJoinsOnce: two fields of a relation, and an order by one of them,
// need its table once.
func TestSearchJoinsOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, factory := openSearchPosts(t, open)
		recorded, statements := dbtest.Recorder(db)
		if _, err := factory.With(recorded).Count(ctx, ask(t, factory, "search", "taste")); err != nil {
			t.Fatal(err)
		}
		if _, err := factory.With(recorded).List(ctx, ask(t, factory, "search", "taste", "order_by", "category__name", "page", "2")); err != nil {
			t.Fatal(err)
		}
		for _, sql := range statements.SQL() {
			if n := strings.Count(sql, `"search_categories"`) + strings.Count(sql, "`search_categories`"); n != 1 {
				t.Errorf("the categories are read %d times: %s", n, sql)
			}
		}
		if statements.Len() != 2 {
			t.Errorf("%d statements", statements.Len())
		}
	})
}

type searchMood struct {
	ID   int
	Mood string `gorm:"type:search_mood"`
}

func TestSearchInLabelsOfTheDatabase(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	if err := db.Exec("CREATE TYPE search_mood AS ENUM ('sad', 'happy', 'gleeful')").Error; err != nil {
		t.Fatal(err)
	}
	if err := db.AutoMigrate(&searchMood{}); err != nil {
		t.Fatal(err)
	}
	if err := db.Create(&[]searchMood{{1, "happy"}, {2, "sad"}, {3, "gleeful"}}).Error; err != nil {
		t.Fatal(err)
	}
	factory := crud.Must(crud.New(db, crud.Config[searchMood]{
		SearchFields: []string{"mood"},
		FilterFields: []string{"mood"},
		Enums:        map[string][]string{"mood": {"sad", "happy", "gleeful"}},
	}))
	rows, err := factory.List(ctx, ask(t, factory, "search", "A", "filter_by[mood][in]", "happy,gleeful"))
	if diff := gocmp.Diff([]searchMood{{1, "happy"}}, rows); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
