package bench

import (
	"errors"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/pagination"
)

// ArticleRead is an article as clients see it.
type ArticleRead struct {
	ID         int64     `json:"id"`
	CreatedAt  time.Time `json:"created_at"`
	Title      string    `json:"title"`
	Body       string    `json:"body"`
	Status     string    `json:"status"`
	Published  bool      `json:"published"`
	CategoryID *int64    `json:"category_id"`
	Priority   *int32    `json:"priority"`
	Views      int64     `json:"views"`
}

// serveCrudfactory answers rows as their read schema.
func serveCrudfactory(tb testing.TB, config *pgxpool.Config) *gin.Engine {
	tb.Helper()
	return serveLibrary(tb, config, crud.Read[ArticleRead]())
}

// serveStructs answers what a function makes of each row, which so has to be one.
func serveStructs(tb testing.TB, config *pgxpool.Config) *gin.Engine {
	tb.Helper()
	return serveLibrary(tb, config, crud.ReadFunc(func(a Article) Article { return a }))
}

func serveLibrary(tb testing.TB, config *pgxpool.Config, read crud.MountOption) *gin.Engine {
	tb.Helper()
	db := openGorm(tb, config)
	router := gin.New()
	crud.Install(router)
	newestFirst := declare("-created_at,-id")
	faceted := newestFirst
	faceted.FacetFields = []string{"status", "published", "category.name"}
	faceted.FilterFields = []string{"views"}
	faceted.SearchFields = []string{"title"}
	cached := faceted
	cached.Cache.Age = time.Minute // only hits are measured
	err := errors.Join(
		mount(router.Group(streamPath), db, newestFirst, read),
		mount(router.Group("/articles"), db, newestFirst, read),
		mount(router.Group("/mixed"), db, declare("-created_at,title"), read),
		mount(router.Group("/nullable"), db, declare("priority"), read),
		mount(router.Group("/faceted"), db, faceted, read),
		mount(router.Group("/cached"), db, cached, read),
		mount(router.Group("/drafts"), db,
			crud.Config[Draft]{Limits: crud.Limits{BodyBytes: maxBody}},
			crud.Read[ArticleRead](), crud.Create[draftWrite](), crud.Update[draftWrite](),
		),
	)
	if err != nil {
		tb.Fatal(err)
	}
	return router
}

// declare makes a list of articles whose pages may lie at any depth.
func declare(order string) crud.Config[Article] {
	return crud.Config[Article]{
		DefaultOrder: order,
		Streams:      []crud.Format{crud.NDJSON},
		Limits:       crud.Limits{Page: pagination.Limits{MaxOffset: -1}, CountTime: time.Minute},
	}
}

func mount[M any](router gin.IRouter, db *gorm.DB, declared crud.Config[M], options ...crud.MountOption) error {
	factory, err := crud.New(db, declared)
	if err != nil {
		return err
	}
	return crud.Mount(router, factory, options...)
}
