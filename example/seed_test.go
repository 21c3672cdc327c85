package main

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/ncruces/go-sqlite3/vfs/memdb"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
)

// emptyDB opens an empty in-memory database with the example's tables.
func emptyDB(tb testing.TB) *gorm.DB {
	tb.Helper()
	dsn := memdb.TestDB(tb, url.Values{
		"_timefmt": {"unixepoch_micro"},
		"_txlock":  {"immediate"},
		"_pragma":  {"busy_timeout(10000)", "foreign_keys(1)"},
	})
	db, err := gorm.Open(gormlite.Open(dsn), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if pool, err := db.DB(); err == nil {
			_ = pool.Close()
		}
	})
	if err := migrate(tb.Context(), db); err != nil {
		tb.Fatal(err)
	}
	return db
}

// seededDB opens a database and seeds it.
func seededDB(tb testing.TB, rows int) *gorm.DB {
	tb.Helper()
	db := emptyDB(tb)
	if err := seed(tb.Context(), db, rows); err != nil {
		tb.Fatal(err)
	}
	return db
}

// content is everything a database holds.
type content struct {
	Articles   []Article
	Categories []Category
	Tags       []Tag
	Links      []ArticleTag
}

func readAll(tb testing.TB, db *gorm.DB) content {
	tb.Helper()
	var c content
	for _, find := range []*gorm.DB{
		db.Preload(clause.Associations).Order("id").Find(&c.Articles),
		db.Order("name").Find(&c.Categories),
		db.Order("name").Find(&c.Tags),
		db.Order("article_id, tag_id").Find(&c.Links),
	} {
		if find.Error != nil {
			tb.Fatal(find.Error)
		}
	}
	return c
}

func TestSeedGivesTheSameRowsEverywhere(t *testing.T) {
	t.Parallel()
	want := readAll(t, seededDB(t, 450))
	got := readAll(t, seededDB(t, 450))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("two databases differ (-first +second):\n%s", diff)
	}
}

func TestSeedLeavesAFilledDatabaseAlone(t *testing.T) {
	t.Parallel()
	db := seededDB(t, 30)
	want := readAll(t, db)
	if err := seed(t.Context(), db, 60); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, readAll(t, db)); diff != "" {
		t.Errorf("a second seed changed rows (-before +after):\n%s", diff)
	}
}

func TestSeedUsesTheCategoriesThatExist(t *testing.T) {
	t.Parallel()
	db := emptyDB(t)
	own := Category{ID: uuid.New(), Name: "Databases"}
	if err := db.Create(&own).Error; err != nil {
		t.Fatal(err)
	}
	if err := seed(t.Context(), db, 100); err != nil {
		t.Fatal(err)
	}
	var filed int64
	if err := db.Model(&Article{}).Where("category_id = ?", own.ID).Count(&filed).Error; err != nil {
		t.Fatal(err)
	}
	if filed == 0 {
		t.Error("no article is filed under the category that existed before")
	}
}

func TestSeedFromTwoSidesAtOnce(t *testing.T) {
	t.Parallel()
	db := emptyDB(t)
	done := make(chan error)
	for range 2 {
		go func() { done <- seed(t.Context(), db, 300) }()
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(readAll(t, seededDB(t, 300)), readAll(t, db)); diff != "" {
		t.Errorf("-one seed +two at once:\n%s", diff)
	}
}

func TestSeedThatIsCancelledWritesNothing(t *testing.T) {
	t.Parallel()
	db := emptyDB(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := seed(ctx, db, 300); err == nil {
		t.Error("a cancelled seed reported no error")
	}
	if c := readAll(t, db); len(c.Articles)+len(c.Categories)+len(c.Tags) > 0 {
		t.Errorf("a cancelled seed left %d articles", len(c.Articles))
	}
}

func TestSeedWithoutRows(t *testing.T) {
	t.Parallel()
	c := readAll(t, seededDB(t, 0))
	if len(c.Articles) != 0 || len(c.Categories) == 0 || len(c.Tags) == 0 {
		t.Errorf("got %d articles, %d categories, %d tags", len(c.Articles), len(c.Categories), len(c.Tags))
	}
}

func TestSeededArticlesAreValid(t *testing.T) {
	t.Parallel()
	c := readAll(t, seededDB(t, 1000))
	if len(c.Articles) != 1000 {
		t.Fatalf("got %d articles, want 1000", len(c.Articles))
	}
	for _, a := range c.Articles {
		if a.Published && a.Status != statusPublished {
			t.Errorf("%q is shown although it is %s", a.Title, a.Status)
		}
		if (a.CategoryID == nil) != (a.Category == nil) {
			t.Errorf("%q refers to a category that does not exist", a.Title)
		}
		if a.CreatedAt.Before(seedEnd.Add(-seedSpan)) || !a.CreatedAt.Before(seedEnd) {
			t.Errorf("%q was created at %s", a.Title, a.CreatedAt)
		}
		if !a.CreatedAt.Equal(a.CreatedAt.Truncate(time.Microsecond)) {
			t.Errorf("%q: %s is finer than a microsecond", a.Title, a.CreatedAt)
		}
		if n := strings.Count(a.Body, ". "); n < 1 || n > 3 || !strings.HasSuffix(a.Body, ".") {
			t.Errorf("%q has a body of %d sentences: %s", a.Title, n+1, a.Body)
		}
		if a.Views < 0 || a.Priority != nil && (*a.Priority < 1 || *a.Priority > 5) {
			t.Errorf("%q: views %d, priority %v", a.Title, a.Views, a.Priority)
		}
	}
}

func TestSeededArticlesDiffer(t *testing.T) {
	t.Parallel()
	c := readAll(t, seededDB(t, 1000))
	statuses, titles, instants := map[string]int{}, map[string]int{}, map[time.Time]int{}
	unfiled, unranked := 0, 0
	for _, a := range c.Articles {
		statuses[a.Status]++
		titles[a.Title]++
		instants[a.CreatedAt]++
		if a.CategoryID == nil {
			unfiled++
		}
		if a.Priority == nil {
			unranked++
		}
	}
	if len(titles) != 1000 {
		t.Errorf("%d titles are repeated", 1000-len(titles))
	}
	if len(instants) == 1000 {
		t.Error("no two articles share their time")
	}
	if unfiled == 0 || unranked == 0 {
		t.Errorf("%d articles without a category, %d without a priority", unfiled, unranked)
	}
	for _, status := range []string{statusDraft, statusPublished, statusArchived} {
		if statuses[status] < 50 {
			t.Errorf("only %d articles are %s", statuses[status], status)
		}
	}
}
