package bench

import (
	"context"
	"errors"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5/pgxpool"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// byGorm asks through gorm.
type byGorm struct{ db *gorm.DB }

func serveGorm(tb testing.TB, config *pgxpool.Config) *gin.Engine {
	tb.Helper()
	return serveByHand(byGorm{openGorm(tb, config)})
}

// articles are those that a request's filters leave.
func (by byGorm) articles(ctx context.Context, r pageRequest) *gorm.DB {
	db := by.db.WithContext(ctx).Model(&Article{})
	if r.below != nil {
		db = db.Where("views < ?", *r.below)
	}
	if r.search != "" {
		db = db.Where("title ILIKE ?", contains(r.search))
	}
	return db
}

// behind begins a page behind a position.
func behind(db *gorm.DB, l list, p position) *gorm.DB {
	switch {
	case l == newest:
		return db.Where("(created_at, id) < (?, ?)", p.createdAt, p.id)
	case l == mixed:
		return db.Where("created_at <= ? AND (created_at < ? OR (title, id) > (?, ?))", p.createdAt, p.createdAt, p.title, p.id)
	case p.priority != nil:
		return db.Where("(priority, id) > (?, ?) OR priority IS NULL", *p.priority, p.id)
	}
	return db.Where("priority IS NULL AND id > ?", p.id)
}

func (by byGorm) rows(ctx context.Context, l list, r pageRequest) ([]Article, error) {
	db := by.articles(ctx, r).Order(orders[l]).Limit(r.size + 1)
	if r.after != nil {
		db = behind(db, l, *r.after)
	}
	if r.number > 1 {
		db = db.Offset(r.skipped())
	}
	var rows []Article
	err := db.Find(&rows).Error
	return rows, err
}

func (by byGorm) exact(ctx context.Context, r pageRequest) (n int64, err error) {
	err = by.articles(ctx, r).Count(&n).Error
	return n, err
}

func (by byGorm) capped(ctx context.Context, r pageRequest) (n int64, err error) {
	some := by.articles(ctx, r).Select("1").Limit(countCap + 1)
	err = by.db.WithContext(ctx).Table("(?) AS t", some).Count(&n).Error
	return n, err
}

func (by byGorm) plan(ctx context.Context, r pageRequest) (text string, err error) {
	err = by.db.WithContext(ctx).Raw("EXPLAIN (FORMAT JSON) (?)", by.articles(ctx, r).Select("1")).Row().Scan(&text)
	return text, err
}

func (by byGorm) values(ctx context.Context, r pageRequest) (f facetValues, err error) {
	if err := by.articles(ctx, r).Distinct().Order("status").Pluck("status", &f.Status).Error; err != nil {
		return f, err
	}
	if err := by.articles(ctx, r).Distinct().Order("published").Pluck("published", &f.Published).Error; err != nil {
		return f, err
	}
	err = by.articles(ctx, r).Joins("JOIN categories c ON c.id = articles.category_id").
		Distinct().Order("c.name").Pluck("c.name", &f.Category).Error
	return f, err
}

func (by byGorm) counts(ctx context.Context, r pageRequest) (f facetCounts, err error) {
	grouped := func(column string) *gorm.DB {
		return by.articles(ctx, r).Joins("LEFT JOIN categories c ON c.id = articles.category_id").
			Select(column + " AS value, count(*) AS count").Group(column).Order(column)
	}
	if err := grouped("articles.status").Scan(&f.Status).Error; err != nil {
		return f, err
	}
	if err := grouped("articles.published").Scan(&f.Published).Error; err != nil {
		return f, err
	}
	return f, grouped("c.name").Scan(&f.Category).Error
}

func (by byGorm) get(ctx context.Context, id int64) (a Article, err error) {
	err = by.db.WithContext(ctx).Take(&a, id).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = errNoRow
	}
	return a, err
}

func (by byGorm) each(ctx context.Context, do func(*Article) error) error {
	db := by.db.WithContext(ctx)
	rows, err := db.Model(&Article{}).Order(orders[newest]).Rows()
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // its error is asked for below
	for rows.Next() {
		var a Article
		if err := db.ScanRows(rows, &a); err != nil {
			return err
		}
		if err := do(&a); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (by byGorm) create(ctx context.Context, row *Draft) error {
	return by.db.WithContext(ctx).Create(row).Error
}

// batch is how many rows gorm writes at once: of 100, 500 and 1,000 among the
// fastest.
const batch = 500

// createAll is one transaction: gorm's own, around all batches.
func (by byGorm) createAll(ctx context.Context, rows []Draft) error {
	return by.db.WithContext(ctx).CreateInBatches(rows, batch).Error
}

func (by byGorm) change(ctx context.Context, id int64, changes map[string]any) (Draft, error) {
	row := Draft{ID: id}
	written := by.db.WithContext(ctx).Model(&row).Clauses(clause.Returning{}).Updates(changes)
	if written.Error == nil && written.RowsAffected == 0 {
		return row, errNoRow
	}
	return row, written.Error
}
