package bench

import (
	"errors"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"

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

func serveCrudfactory(tb testing.TB, config *pgxpool.Config) *gin.Engine {
	tb.Helper()
	db := openGorm(tb, config)
	declared := crud.Config[Article]{
		DefaultOrder: "-created_at,-id",
		Streams:      []crud.Format{crud.NDJSON},
		Limits:       crud.Limits{Page: pagination.Limits{MaxOffset: -1}},
	}
	plain, err := crud.New(db, declared)
	if err != nil {
		tb.Fatal(err)
	}
	declared.FacetFields = []string{"status", "published", "category.name"}
	faceted, err := crud.New(db, declared)
	if err != nil {
		tb.Fatal(err)
	}
	router := gin.New()
	crud.Install(router)
	err = errors.Join(
		crud.Mount(router.Group(streamPath), plain, crud.Read[ArticleRead]()),
		crud.Mount(router.Group("/articles"), plain, crud.Read[ArticleRead]()),
		crud.Mount(router.Group("/faceted"), faceted, crud.Read[ArticleRead]()),
	)
	if err != nil {
		tb.Fatal(err)
	}
	return router
}
