package main

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// What Article.Status may hold.
const (
	statusDraft     = "draft"
	statusPublished = "published"
	statusArchived  = "archived"
)

// Article is the resource the example serves. Every column it may be ordered
// by has an index that ends in the primary key, the last tie-break of every
// order. Published tells whether readers see it: a published article may
// still be held back, a draft or an archived one is never shown.
type Article struct {
	ID         uuid.UUID  `gorm:"type:uuid;primaryKey;index:idx_articles_created_at_id,priority:2;index:idx_articles_title_id,priority:2;index:idx_articles_priority_id,priority:2;index:idx_articles_views_id,priority:2;index:idx_articles_category_id_id,priority:2" json:"id"`
	CreatedAt  time.Time  `gorm:"not null;index:idx_articles_created_at_id,priority:1" json:"created_at"`
	Title      string     `gorm:"type:text;not null;index:idx_articles_title_id,priority:1" json:"title"`
	Body       string     `gorm:"type:text;not null" json:"body"`
	Status     string     `gorm:"type:text;not null;index:idx_articles_status" json:"status"`
	Published  bool       `gorm:"not null" json:"published"`
	CategoryID *uuid.UUID `gorm:"type:uuid;index:idx_articles_category_id_id,priority:1" json:"category_id"`
	Category   *Category  `json:"-"`
	Priority   *int       `gorm:"index:idx_articles_priority_id,priority:1" json:"priority"`
	Views      int64      `gorm:"not null;index:idx_articles_views_id,priority:1" json:"views"`
	Tags       []Tag      `gorm:"many2many:article_tags" json:"-"`
}

// Category is what an article is filed under, at most one each.
type Category struct {
	ID   uuid.UUID `gorm:"type:uuid;primaryKey" json:"id"`
	Name string    `gorm:"type:text;not null;unique" json:"name"`
}

// Tag is a keyword; an article carries any number of them.
type Tag struct {
	ID   uuid.UUID `gorm:"type:uuid;primaryKey" json:"id"`
	Name string    `gorm:"type:text;not null;unique" json:"name"`
}

// ArticleTag is a row of the join table. It goes when its article or its tag
// does; TagID is indexed for the way from a tag to its articles.
type ArticleTag struct {
	ArticleID uuid.UUID `gorm:"type:uuid;primaryKey"`
	TagID     uuid.UUID `gorm:"type:uuid;primaryKey;index"`
	Article   Article   `gorm:"constraint:OnDelete:CASCADE"`
	Tag       Tag       `gorm:"constraint:OnDelete:CASCADE"`
}

// migrate creates the tables. The join table needs its own model: the one
// gorm derives inherits the indexes declared on Article.ID, under the same
// names.
func migrate(ctx context.Context, db *gorm.DB) error {
	db = db.WithContext(ctx)
	if err := db.SetupJoinTable(&Article{}, "Tags", &ArticleTag{}); err != nil {
		return fmt.Errorf("declare article_tags: %w", err)
	}
	if err := db.AutoMigrate(&Category{}, &Tag{}, &Article{}, &ArticleTag{}); err != nil {
		return fmt.Errorf("create tables: %w", err)
	}
	return nil
}
