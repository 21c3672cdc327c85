package crud_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
)

// post has an index for each shape of order.
type post struct {
	ID        int64     `gorm:"primaryKey"`
	CreatedAt time.Time `gorm:"not null"`
	Title     string    `gorm:"not null"`
	Body      string    `gorm:"not null"`
	Priority  *int
	Rank      *int
	TopicID   *int
	Topic     *topic
}

type topic struct {
	ID   int
	Name string `gorm:"not null"`
}

const (
	posts    = 100_000
	pageSize = 20
	// maxBuffers is what a page may read over own, indexed columns: a descent
	// and a few leaves and rows for each seek.
	maxBuffers = 30
)

// fillPosts makes posts whose rows lie in the order of their creation, a tenth
// of them without a topic, a priority or a rank.
func fillPosts(t *testing.T, db *gorm.DB) {
	t.Helper()
	for _, statement := range []string{
		`INSERT INTO topics SELECT n, 'topic ' || n FROM generate_series(1, 50) n`,
		`INSERT INTO posts (id, created_at, title, body, priority, rank, topic_id)
		 SELECT n, timestamptz '2024-01-01' + (n / 3) * interval '1 second', 'title ' || n / 100, repeat('text ', 20),
		   CASE WHEN n % 10 > 0 THEN n % 7 END, CASE WHEN n % 11 > 0 THEN n % 13 END, nullif(n % 50, 0)
		 FROM generate_series(1, ` + strconv.Itoa(posts) + `) n`,
		`CREATE INDEX ON posts (created_at, id)`,
		`CREATE INDEX ON posts (created_at DESC, title, id)`,
		`CREATE INDEX ON posts (priority, id)`,
		`CREATE INDEX ON posts (priority, rank, id)`,
		`CREATE INDEX ON posts (priority DESC, created_at, id)`,
		`CREATE INDEX ON posts (title, created_at DESC, priority, rank DESC, id DESC)`,
		`CREATE INDEX ON posts (topic_id, id)`,
		`CREATE INDEX ON topics (name)`,
		`VACUUM ANALYZE posts`,
		`VACUUM ANALYZE topics`,
	} {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
}

// pages asks for pages of posts and tells what they read.
type pages struct {
	t          *testing.T
	db         *gorm.DB
	factory    *crud.CrudFactory[post]
	statements *dbtest.Statements
}

// newPages asks with a recorder of its own.
func newPages(t *testing.T, db *gorm.DB) pages {
	t.Helper()
	recorded, statements := dbtest.Recorder(db)
	return pages{t, db, crud.Must(crud.New(recorded, crud.Config[post]{
		OrderFields: []string{"id", "created_at", "title", "priority", "rank", "topic.name"},
		Limits:      crud.Limits{Page: pagination.Limits{MaxOffset: -1}},
	})), statements}
}

// deep is the cursor behind so many of a hundred rows.
func (p pages) deep(order string, percent int) string {
	p.t.Helper()
	page, err := p.factory.OffsetPaginate(ctx, ask(p.t, p.factory, "order_by", order, "count", "none",
		"page", strconv.Itoa(posts*percent/100/pageSize)))
	if err != nil {
		p.t.Fatal(err)
	}
	return *page.Pagination.NextCursor
}

// read asks for a page and explains its first statement.
func (p pages) read(order, token string) (buffers int, prev *string) {
	p.t.Helper()
	p.statements.Reset()
	page, err := p.factory.CursorPaginate(ctx, ask(p.t, p.factory, "pagination_type", "cursor", "order_by", order, "cursor", token))
	if err != nil {
		p.t.Fatal(err)
	}
	if len(page.Items) != pageSize {
		p.t.Fatalf("order %s: %d rows", order, len(page.Items))
	}
	return explain(p.t, p.db, p.statements.SQL()[0]), page.Pagination.PrevCursor
}

// explain runs a statement and counts the buffers that it read.
func explain(t *testing.T, db *gorm.DB, sql string) int {
	t.Helper()
	var text string
	if err := db.Raw("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql).Row().Scan(&text); err != nil {
		t.Fatal(err)
	}
	var plans []struct {
		Plan struct {
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		}
	}
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&plans); err != nil {
		t.Fatal(err)
	}
	return plans[0].Plan.Hit + plans[0].Plan.Read
}

// TestBuffers reads what pages cost: over own, indexed columns every page is a
// few seeks, however deep; over a relation a deep page costs about the first.
func TestBuffers(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &topic{}, &post{})
	fillPosts(t, db)
	for _, order := range []string{
		"id", "-id", "created_at", "-created_at", "-created_at,title",
		"priority", "-priority", "priority.nullsfirst", "-priority.nullslast",
		"priority,rank", "-priority,-rank", "-priority,created_at",
		"title,-created_at,priority,-rank",
	} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			newPages(t, db).within(order, maxBuffers)
		})
	}
	for _, order := range []string{"topic__name", "-topic__name", "topic__name.nullsfirst"} {
		t.Run(order, func(t *testing.T) {
			t.Parallel()
			p := newPages(t, db)
			first, _ := p.read(order, "")
			t.Logf("first page: %d buffers", first)
			p.within(order, 2*first)
		})
	}
}

// within holds deep pages, forward and back, against a limit.
func (p pages) within(order string, limit int) {
	p.t.Helper()
	for _, percent := range []int{1, 40, 97} {
		forward, prev := p.read(order, p.deep(order, percent))
		backward, _ := p.read(order, *prev)
		if p.t.Logf("at %d %%: %d forward, %d backward", percent, forward, backward); max(forward, backward) > limit {
			p.t.Errorf("at %d %%: %d buffers forward, %d backward; at most %d are expected", percent, forward, backward, limit)
		}
	}
}
