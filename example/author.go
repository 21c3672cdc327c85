package main

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// seedNamespace is the UUID namespace of everything that seed writes.
var seedNamespace = uuid.MustParse("6f1c1d0e-5f0b-4d3a-9a52-0f6a3c1b7e24")

// seedEnd is after the last article; the first is seedSpan before it.
var seedEnd = time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)

const (
	seedSpan  = 3 * 365 * 24 * time.Hour
	seedKey   = 20250101 // the generator's key: another one gives other articles
	maxDrafts = 12       // tries for a new title, of a story not told lately
	lately    = 15       // articles before a story may come again
)

// seedID derives the id of a row from its table and its name there.
func seedID(table, name string) uuid.UUID {
	return uuid.NewSHA1(seedNamespace, []byte(table+"/"+name))
}

// categoryNames lists the categories of all topics, ascending.
func categoryNames() []string {
	names := map[string]bool{}
	for _, t := range topics {
		if t.category != "" {
			names[t.category] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// tagNames lists the tags of all stories, ascending.
func tagNames() []string {
	names := map[string]bool{}
	for _, t := range topics {
		for _, s := range t.stories {
			for tag := range strings.SplitSeq(s.tags, "|") {
				names[tag] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// author writes articles, oldest first.
type author struct {
	rows       int // how many it will write in all
	written    int
	last       time.Time
	titles     map[string]bool // taken
	told       map[*story]int  // the number of the article that told it last
	categories map[string]uuid.UUID
	tags       map[string]uuid.UUID
}

func newAuthor(rows int, categories, tags map[string]uuid.UUID) *author {
	return &author{
		rows:       rows,
		titles:     map[string]bool{},
		told:       map[*story]int{},
		categories: categories,
		tags:       tags,
	}
}

// write answers the next n articles and the links to their tags.
func (a *author) write(n int) ([]Article, []ArticleTag) {
	articles := make([]Article, 0, n)
	links := make([]ArticleTag, 0, 2*n)
	for range n {
		article, tags := a.article()
		articles = append(articles, article)
		for _, name := range tags {
			links = append(links, ArticleTag{ArticleID: article.ID, TagID: a.tags[name]})
		}
	}
	return articles, links
}

// article writes the next article and names its tags.
func (a *author) article() (Article, []string) {
	i := a.written
	a.written++
	rng := rand.New(rand.NewPCG(seedKey, uint64(i)))
	d, title := a.draft(rng, i)
	status := pickStatus(rng)
	return Article{
		ID:         seedID("article", strconv.Itoa(i)),
		CreatedAt:  a.createdAt(rng, i),
		Title:      title,
		Body:       d.body(),
		Status:     status,
		Published:  status == statusPublished && !oneIn(rng, 20),
		CategoryID: a.category(rng, d.topic),
		Priority:   pickPriority(rng),
		Views:      pickViews(rng, status),
	}, d.tags()
}

// draft starts an article: if it can, under a title that is not taken and with
// a story that was not told lately.
func (a *author) draft(rng *rand.Rand, i int) (*draft, string) {
	var d *draft
	var title string
	for range maxDrafts {
		d = newDraft(rng)
		title = d.title()
		last, told := a.told[d.story]
		if !a.titles[title] && (!told || i-last > lately) {
			break
		}
	}
	a.titles[title] = true
	a.told[d.story] = i
	return d, title
}

// createdAt spreads the articles over seedSpan in ascending order. About one
// in twelve has the time of the one before it, as an import leaves them.
func (a *author) createdAt(rng *rand.Rand, i int) time.Time {
	slot := seedSpan / time.Duration(a.rows)
	at := seedEnd.Add(-seedSpan + time.Duration(i)*slot + time.Duration(rng.Int64N(int64(slot))))
	if i == 0 || !oneIn(rng, 12) {
		a.last = at.Truncate(time.Microsecond)
	}
	return a.last
}

// category answers the id of the topic's category, or nil: for a topic that
// has none, and for the odd article that nobody has filed.
func (a *author) category(rng *rand.Rand, t *topic) *uuid.UUID {
	if t.category == "" || oneIn(rng, 25) {
		return nil
	}
	id := a.categories[t.category]
	return &id
}

func pickStatus(rng *rand.Rand) string {
	switch n := rng.IntN(100); {
	case n < 64:
		return statusPublished
	case n < 88:
		return statusDraft
	}
	return statusArchived
}

// pickPriority answers 1 to 5, or nil for two articles in five.
func pickPriority(rng *rand.Rand) *int {
	if rng.IntN(5) < 2 {
		return nil
	}
	priority := 1 + rng.IntN(5)
	return &priority
}

// pickViews answers a long-tailed number: half of the articles stay near a
// hundred views, one in a thousand nears a hundred thousand. Drafts have only
// their reviewers.
func pickViews(rng *rand.Rand, status string) int64 {
	if status == statusDraft {
		return rng.Int64N(12)
	}
	return 8_000_000/(1+rng.Int64N(80_000)) - 80
}

// oneIn is true once in n times.
func oneIn(rng *rand.Rand, n int) bool {
	return rng.IntN(n) == 0
}
