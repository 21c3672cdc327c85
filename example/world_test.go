package main

import (
	"context"
	"math"
	"strconv"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// seededRows is how many articles of the world are the seed's; the rest are odd.
const seededRows = 100

// What odd articles are filed under besides; nothing is filed under the last.
const (
	commaCategory = `C, "C++" & friends`
	emptyCategory = "Ünbenutzt"
)

// world is all rows that the app serves, made without a database: what every
// answer is compared with.
type world struct {
	articles   []row
	categories []category
}

// row is an article with the names of its tags.
type row struct {
	article

	tags []string
}

// article is an article as the contract spells it. It is written down here
// once more, so that a change of ArticleRead is a change of a test.
type article struct {
	ID           uuid.UUID  `json:"id"`
	CreatedAt    time.Time  `json:"created_at"`
	Title        string     `json:"title"`
	Body         string     `json:"body"`
	Status       string     `json:"status"`
	Published    bool       `json:"published"`
	CategoryID   *uuid.UUID `json:"category_id"`
	CategoryName *string    `json:"category_name"`
	Priority     *int64     `json:"priority"`
	Views        int64      `json:"views"`
}

// category is a category as the contract spells it.
type category struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// theWorld is immutable.
var theWorld = newWorld()

func newWorld() world {
	names := map[uuid.UUID]string{}
	var w world
	for _, c := range worldCategories() {
		names[c.ID] = c.Name
		w.categories = append(w.categories, category(c))
	}
	articles, links := seededArticles()
	odd := oddArticles()
	tags := map[uuid.UUID][]string{}
	byID := map[uuid.UUID]string{}
	for _, name := range tagNames() {
		byID[seedID("tag", name)] = name
	}
	for _, link := range links {
		tags[link.ArticleID] = append(tags[link.ArticleID], byID[link.TagID])
	}
	for _, a := range append(articles, odd...) {
		w.articles = append(w.articles, row{article: readAs(a, names), tags: tags[a.ID]})
	}
	return w
}

func readAs(a Article, names map[uuid.UUID]string) article {
	read := article{
		ID: a.ID, CreatedAt: a.CreatedAt, Title: a.Title, Body: a.Body, Status: a.Status,
		Published: a.Published, CategoryID: a.CategoryID, Views: a.Views,
	}
	if a.CategoryID != nil {
		read.CategoryName = new(names[*a.CategoryID])
	}
	if a.Priority != nil {
		read.Priority = new(int64(*a.Priority))
	}
	return read
}

func worldCategories() []Category {
	var all []Category
	for _, name := range append(categoryNames(), commaCategory, emptyCategory) {
		all = append(all, Category{ID: seedID("category", name), Name: name})
	}
	return all
}

// seededArticles are what seed writes.
func seededArticles() ([]Article, []ArticleTag) {
	ids := func(table string, names []string) map[string]uuid.UUID {
		ids := map[string]uuid.UUID{}
		for _, name := range names {
			ids[name] = seedID(table, name)
		}
		return ids
	}
	return newAuthor(seededRows, ids("category", categoryNames()), ids("tag", tagNames())).write(seededRows)
}

// oddArticles hold what the seed's do not: wildcards, quotes, letters beyond
// ASCII, the ends of ranges, ties, and times before 1970.
func oddArticles() []Article {
	oddTitles := []string{
		"100% sure", "100 percent sure", "snake_case", "snakeXcase", `back\slash`, `back\\slash`,
		"star*", "starry", "what?", "what!", "[set]", "s", "",
		`one, two and "three"`, "two\nlines", "🦊 fox", "GRÜSSE AUS ÅRHUS", "grüsse aus århus", "a;b&c=d+e#f",
		"' OR 1=1 --",
	}
	views := []int64{math.MaxInt64, math.MinInt64, 1<<53 + 1, 1 << 53, -1, 0}
	priorities := []*int{nil, new(0), new(-1), new(math.MaxInt32), new(3)}
	filed := []*uuid.UUID{nil, new(seedID("category", commaCategory)), new(seedID("category", "Databases"))}
	statuses := []string{statusDraft, statusPublished, statusArchived}
	var all []Article
	for i, title := range oddTitles {
		all = append(all, Article{
			ID:    seedID("article", "odd/"+strconv.Itoa(i)),
			Title: title, Body: "An odd one, number " + strconv.Itoa(i) + ".", Status: statuses[i%3],
			Published: i%4 == 0, CategoryID: filed[i%3], Priority: priorities[i%5], Views: views[i%6],
			// Three at a time share their instant.
			CreatedAt: time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC).Add(time.Duration(i/3) * time.Microsecond),
		})
	}
	return all
}

// fillDatabase makes the world in an empty database.
func fillDatabase(databaseURL string) error {
	ctx := context.Background()
	db, err := openDatabase(ctx, databaseURL)
	if err != nil {
		return err
	}
	defer closeDatabase(db)
	if err := seed(ctx, db, seededRows); err != nil {
		return err
	}
	return db.Transaction(func(tx *gorm.DB) error {
		if err := insert(tx, worldCategories()); err != nil {
			return err
		}
		return insert(tx, oddArticles())
	})
}
