package bench

import (
	"context"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
)

// byGorm is the endpoints written by hand with gin and gorm.
type byGorm struct{ db *gorm.DB }

func serveGorm(tb testing.TB, config *pgxpool.Config) *gin.Engine {
	tb.Helper()
	router := gin.New()
	router.Use(gin.Recovery())
	by := byGorm{openGorm(tb, config)}
	router.GET(streamPath, by.stream)
	router.GET("/articles/cursor", answerWith(by.cursorPage))
	router.GET("/articles/offset", answerWith(by.offsetPage))
	router.GET("/faceted/cursor", answerWith(by.facetedPage))
	return router
}

func (by byGorm) cursorPage(c *gin.Context, r pageRequest) (*pageAnswer[Article], error) {
	db := by.newest(c.Request.Context(), r)
	if r.after != nil {
		db = db.Where("(created_at, id) < (?, ?)", r.after.createdAt, r.after.id)
	}
	return pageOf(db, r)
}

func (by byGorm) offsetPage(c *gin.Context, r pageRequest) (*pageAnswer[Article], error) {
	answer, err := pageOf(by.newest(c.Request.Context(), r).Offset(r.skipped()), r)
	if err != nil || !r.count {
		return answer, err
	}
	var total int64
	err = by.db.WithContext(c.Request.Context()).Model(&Article{}).Count(&total).Error
	answer.Pagination.TotalCount = &total
	return answer, err
}

func (by byGorm) facetedPage(c *gin.Context, r pageRequest) (*pageAnswer[Article], error) {
	answer, err := by.cursorPage(c, r)
	if err != nil {
		return nil, err
	}
	var facets facetsAnswer
	db := by.db.WithContext(c.Request.Context()).Model(&Article{})
	db = db.Session(&gorm.Session{}) // to start three statements from
	if err := db.Distinct().Order("status").Pluck("status", &facets.Status).Error; err != nil {
		return nil, err
	}
	if err := db.Distinct().Order("published").Pluck("published", &facets.Published).Error; err != nil {
		return nil, err
	}
	db = db.Joins("JOIN categories ON categories.id = articles.category_id")
	if err := db.Distinct().Order("categories.name").Pluck("categories.name", &facets.Category).Error; err != nil {
		return nil, err
	}
	answer.Facets = &facets
	return answer, nil
}

// newest is the list in its order, a page and one row of it.
func (by byGorm) newest(ctx context.Context, r pageRequest) *gorm.DB {
	return by.db.WithContext(ctx).Order("created_at DESC, id DESC").Limit(r.size + 1)
}

func pageOf(db *gorm.DB, r pageRequest) (*pageAnswer[Article], error) {
	var rows []Article
	if err := db.Find(&rows).Error; err != nil {
		return nil, err
	}
	return newAnswer(rows, r.size, func(a Article) position { return position{a.CreatedAt, a.ID} }), nil
}
