package bench

import (
	"context"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// byPgx is the endpoints written by hand with gin and a pgx pool.
type byPgx struct{ pool *pgxpool.Pool }

func servePgx(tb testing.TB, config *pgxpool.Config) *gin.Engine {
	tb.Helper()
	pool, err := pgxpool.NewWithConfig(tb.Context(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	router := gin.New()
	router.Use(gin.Recovery())
	by := byPgx{pool}
	router.GET(streamPath, by.stream)
	router.GET("/articles/cursor", answerWith(by.cursorPage))
	router.GET("/articles/offset", answerWith(by.offsetPage))
	router.GET("/faceted/cursor", answerWith(by.facetedPage))
	return router
}

const (
	selectArticles = `SELECT id, created_at, title, body, status, published, category_id, priority, views FROM articles `
	selectFirst    = selectArticles + `ORDER BY created_at DESC, id DESC LIMIT $1`
	selectAfter    = selectArticles + `WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3`
	selectNumbered = selectArticles + `ORDER BY created_at DESC, id DESC LIMIT $1 OFFSET $2`
	countArticles  = `SELECT count(*) FROM articles`

	selectStatuses   = `SELECT DISTINCT status FROM articles ORDER BY status`
	selectPublished  = `SELECT DISTINCT published FROM articles ORDER BY published`
	selectCategories = `SELECT DISTINCT c.name FROM articles a JOIN categories c ON c.id = a.category_id ORDER BY c.name`
)

func (by byPgx) cursorPage(c *gin.Context, r pageRequest) (*pageAnswer[ArticleRead], error) {
	if r.after == nil {
		return by.page(c.Request.Context(), r.size, selectFirst, r.size+1)
	}
	return by.page(c.Request.Context(), r.size, selectAfter, r.after.createdAt, r.after.id, r.size+1)
}

func (by byPgx) offsetPage(c *gin.Context, r pageRequest) (*pageAnswer[ArticleRead], error) {
	ctx := c.Request.Context()
	answer, err := by.page(ctx, r.size, selectNumbered, r.size+1, r.skipped())
	if err != nil || !r.count {
		return answer, err
	}
	var total int64
	err = by.pool.QueryRow(ctx, countArticles).Scan(&total)
	answer.Pagination.TotalCount = &total
	return answer, err
}

func (by byPgx) facetedPage(c *gin.Context, r pageRequest) (*pageAnswer[ArticleRead], error) {
	answer, err := by.cursorPage(c, r)
	if err != nil {
		return nil, err
	}
	ctx := c.Request.Context()
	var facets facetsAnswer
	if facets.Status, err = valuesOf[string](ctx, by.pool, selectStatuses); err != nil {
		return nil, err
	}
	if facets.Published, err = valuesOf[bool](ctx, by.pool, selectPublished); err != nil {
		return nil, err
	}
	if facets.Category, err = valuesOf[string](ctx, by.pool, selectCategories); err != nil {
		return nil, err
	}
	answer.Facets = &facets
	return answer, nil
}

func valuesOf[T any](ctx context.Context, pool *pgxpool.Pool, statement string) ([]T, error) {
	rows, _ := pool.Query(ctx, statement) // CollectRows answers the error
	return pgx.CollectRows(rows, pgx.RowTo[T])
}

func (by byPgx) page(ctx context.Context, size int, statement string, args ...any) (*pageAnswer[ArticleRead], error) {
	rows, err := by.pool.Query(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	items := make([]ArticleRead, 0, size+1)
	for rows.Next() {
		var a ArticleRead
		err := rows.Scan(&a.ID, &a.CreatedAt, &a.Title, &a.Body, &a.Status, &a.Published, &a.CategoryID, &a.Priority, &a.Views)
		if err != nil {
			return nil, err
		}
		items = append(items, a)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return newAnswer(items, size, func(a ArticleRead) position { return position{a.CreatedAt, a.ID} }), nil
}
