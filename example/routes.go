package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
)

// resources are what is served.
type resources struct {
	articles   *crud.CrudFactory[Article]
	categories *crud.CrudFactory[Category]
}

// observed is what the log is told besides failures.
var observed = crud.Observe{Slow: time.Second}

// newResources declares them.
func newResources(db *gorm.DB, s settings) (resources, error) {
	articles, err := crud.New(db, crud.Config[Article]{
		CursorColumn: "created_at",
		SearchFields: []string{"title", "body", "category.name"},
		FacetFields:  []string{"status", "category.name"},
		FilterFields: []string{
			"status", "published", "category.name", "priority", "views", "created_at", "title", "tags.name",
		},
		OrderFields:  []string{"title", "created_at", "priority", "views", "category.name"},
		DefaultOrder: "-created_at",
		Enums:        map[string][]string{"status": {statusDraft, statusPublished, statusArchived}},
		Includes:     []crud.Include{{Relation: "category"}, {Relation: "tags", DefaultOrder: "name"}},
		Cursor:       s.cursor,
		Streams:      []crud.Format{crud.NDJSON, crud.CSV},
		Limits:       crud.Limits{Streams: 5}, // of 20 connections, under both paths together
		Observe:      observed,
		Hooks: crud.Hooks[Article]{BeforeCreate: func(_ context.Context, _ *gorm.DB, next *Article) error {
			next.ID = cmp.Or(next.ID, uuid.New())
			return nil
		}},
	})
	if err != nil {
		return resources{}, err
	}
	categories, err := crud.New(db, crud.Config[Category]{
		SearchFields: []string{"name"},
		FilterFields: []string{"name"},
		OrderFields:  []string{"name"},
		DefaultOrder: "name",
		Cursor:       s.cursor,
		Observe:      observed,
		Hooks: crud.Hooks[Category]{BeforeCreate: func(_ context.Context, _ *gorm.DB, next *Category) error {
			next.ID = cmp.Or(next.ID, uuid.New())
			return nil
		}},
	})
	return resources{articles, categories}, err
}

// newHandler mounts the resources.
func newHandler(db *gorm.DB, s settings, r resources) (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	engine := gin.New()
	engine.Use(identify, protect)
	crud.Install(engine)
	for path, handler := range map[string]gin.HandlerFunc{"/healthz": alive, "/readyz": ready(pool.PingContext, s.stopping)} {
		engine.GET(path, handler)
		engine.HEAD(path, handler)
	}
	doc, pages := newDocument(), newExplorer(s)
	own := crud.Use(crud.Reads, ownPaths(s, pages)...)
	all := []crud.MountOption{
		crud.Read[ArticleRead](), crud.Create[ArticleWrite](), crud.Update[ArticleWrite](), crud.Deletable(),
		crud.Describe(doc.Add), crud.Describe(pages.Add), own,
	}
	return engine, errors.Join(
		crud.Mount(engine.Group("/articles"), r.articles, all...),
		crud.Mount(engine.Group("/public/articles"), r.articles.Scoped(published), all...),
		crud.Mount(engine.Group("/categories"), r.categories, crud.Read[CategoryRead](),
			crud.Create[CategoryWrite](), crud.Update[CategoryWrite](), crud.Deletable(),
			crud.Describe(doc.Add), crud.Describe(pages.Add), own),
		doc.Mount(engine),
		pages.Mount(engine.Group("/explorer"), engine),
	)
}

// published is the scope of what everybody may read: writes under it can neither
// reach another article nor make one.
func published(db *gorm.DB) *gorm.DB { return db.Where("published = ?", true) }
