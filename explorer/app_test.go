package explorer_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	dbtest.Main(m)
}

type author struct {
	ID   int64  `json:"id"`
	Name string `gorm:"not null" json:"name"`
}

type book struct {
	ID       int64          `json:"id"`
	Added    time.Time      `gorm:"not null" json:"added"`
	Title    string         `gorm:"not null;unique" json:"title"`
	Subtitle *string        `json:"subtitle"`
	Notes    string         `gorm:"not null" json:"notes"`
	Genre    *string        `json:"genre"`
	InPrint  bool           `gorm:"not null" json:"in_print"`
	Reviewed *bool          `json:"reviewed"`
	Pages    *int64         `json:"pages"`
	Extra    map[string]any `gorm:"serializer:json" json:"extra"`
	Shop     string         `gorm:"not null" json:"shop"`
	AuthorID *int64         `json:"author_id"`
	Author   *author        `json:"-"`
}

type bookRead struct {
	ID         int64          `json:"id"`
	Title      string         `json:"title"`
	Subtitle   *string        `json:"subtitle"`
	Notes      string         `json:"notes"`
	Genre      *string        `json:"genre"`
	InPrint    bool           `json:"in_print"`
	Reviewed   *bool          `json:"reviewed"`
	Pages      *int64         `json:"pages"`
	Added      time.Time      `json:"added"`
	Extra      map[string]any `json:"extra"`
	AuthorID   *int64         `json:"author_id"`
	AuthorName *string        `crud:"author.name" json:"author_name"`
}

type bookWrite struct {
	Title    string         `json:"title" validate:"required,max=80"`
	Subtitle *string        `json:"subtitle" validate:"omitempty,max=80"`
	Notes    string         `json:"notes"`
	Genre    *string        `json:"genre"`
	InPrint  bool           `json:"in_print"`
	Reviewed *bool          `json:"reviewed"`
	Pages    *int64         `json:"pages" validate:"omitempty,min=1"`
	Added    time.Time      `json:"added" validate:"required"`
	Extra    map[string]any `json:"extra"`
	AuthorID *int64         `json:"author_id"`
}

// app is books behind an explorer, on a server of their own.
type app struct {
	t      *testing.T
	db     *gorm.DB
	url    string
	client *http.Client
	engine *gin.Engine
	// asked are the requests that reached the resource, as the application saw them.
	asked []*http.Request
	lock  sync.Mutex
}

// genres are the labels of an enumeration.
var genres = []string{"novel", "poetry", "essay"}

// serve serves books; before are handlers in front of each resource.
func serve(t *testing.T, db *gorm.DB, before []gin.HandlerFunc, options ...explorer.Option) *app {
	t.Helper()
	a := &app{t: t, db: db, engine: gin.New()}
	a.engine.Use(a.record)
	crud.Install(a.engine)
	books, err := crud.New(db, crud.Config[book]{
		SearchFields: []string{"title", "notes"},
		FacetFields:  []string{"genre", "in_print", "author.name"},
		FilterFields: []string{"title", "pages", "added", "genre", "in_print"},
		OrderFields:  []string{"title", "pages", "added"},
		DefaultOrder: "title",
		Enums:        map[string][]string{"genre": genres},
		Includes:     []crud.Include{{Relation: "author"}},

		ReadYourWrites: true,
		Streams:        []crud.Format{crud.CSV, crud.NDJSON},
	})
	must(t, err)
	authors, err := crud.New(db, crud.Config[author]{})
	must(t, err)
	ex := explorer.New(options...)
	all := []crud.MountOption{
		crud.Use(crud.Reads|crud.Writes, before...), crud.Use(crud.Reads, ex.HTML()), crud.Describe(ex.Add),
		crud.Read[bookRead](), crud.Create[bookWrite](), crud.Update[bookWrite](), crud.Deletable(), crud.RequireIfMatch(),
	}
	must(t, crud.Mount(a.engine.Group("/books"), books, all...))
	must(t, crud.Mount(a.engine.Group("/shops/:shop/books"), books, append(all, crud.ScopeBy(byShop))...))
	must(t, crud.Mount(a.engine.Group("/authors"), authors, crud.Describe(ex.Add)))
	must(t, ex.Mount(a.engine.Group("/explorer"), a.engine))
	a.serve()
	jar, err := cookiejar.New(nil)
	must(t, err)
	a.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return a
}

func (a *app) record(c *gin.Context) {
	a.lock.Lock()
	defer a.lock.Unlock()
	a.asked = append(a.asked, c.Request)
}

func (a *app) serve() {
	server := httptest.NewServer(a.engine)
	a.t.Cleanup(server.Close)
	a.url = server.URL
}

func byShop(c *gin.Context) (crud.Scope, error) {
	shop := c.Param("shop")
	if shop == "closed" {
		return nil, schemas.NewProblem(http.StatusForbidden, "closed", "Closed", "this shop is closed")
	}
	return func(db *gorm.DB) *gorm.DB { return db.Where("shop = ?", shop) }, nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open is an application with books on SQLite.
func open(t *testing.T, options ...explorer.Option) *app {
	t.Helper()
	return serve(t, shelf(t, dbtest.SQLite(t, &author{}, &book{})), nil, options...)
}

// shelf fills a database: 25 books, of which every fifth has no genre.
func shelf(t *testing.T, db *gorm.DB) *gorm.DB {
	t.Helper()
	jane := author{Name: "Jane Austen"}
	must(t, db.Create(&jane).Error)
	for i := range 25 {
		b := book{
			Title: fmt.Sprintf("Book %02d", i+1), Notes: "Of paper.", InPrint: i%2 == 0, Pages: new(int64(100 + i)), Shop: "north",
			Added: time.Date(2024, 5, 1+i, 9, 30, 0, 0, time.UTC), Extra: map[string]any{"shelf": i, "room": "a"},
		}
		if i%5 != 0 {
			b.Genre = new(genres[i%3])
		}
		if i%4 == 0 {
			b.AuthorID, b.Shop = &jane.ID, "south"
		}
		must(t, db.Create(&b).Error)
	}
	return db
}

// get is a page of the explorer, or of anything else.
func (a *app) get(path string, headers ...string) *page {
	a.t.Helper()
	return a.do(http.MethodGet, path, nil, headers...)
}

// lastAsked is the last request to a path.
func (a *app) lastAsked(path string) *http.Request {
	a.t.Helper()
	a.lock.Lock()
	defer a.lock.Unlock()
	for _, r := range slices.Backward(a.asked) {
		if r.URL.Path == path {
			return r
		}
	}
	a.t.Fatalf("nobody has asked for %s", path)
	return nil
}

// paths are those that were asked for since the last call.
func (a *app) paths() (all []string) {
	a.lock.Lock()
	defer a.lock.Unlock()
	for _, r := range a.asked {
		all = append(all, r.URL.Path)
	}
	a.asked = nil
	return all
}

// book reads a row behind everything's back.
func (a *app) book(id int64) (b book) {
	a.t.Helper()
	must(a.t, a.db.WithContext(context.Background()).First(&b, id).Error)
	return b
}

type opener = func(tb testing.TB, models ...any) *gorm.DB

var writable = explorer.Writable()
