package explorer_test

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
)

// stock has a key of two columns.
type stock struct {
	Shop  int    `gorm:"primaryKey;autoIncrement:false" json:"shop"`
	Item  string `gorm:"primaryKey" json:"item"`
	Count int    `gorm:"not null" json:"count"`
}

// A resource at the root, with a composite key, rows to skip, and an end to them.
func TestOddResource(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &stock{})
	for i := range 9 {
		must(t, db.Create(&stock{Shop: 1, Item: fmt.Sprintf("a,b %d/%%", i), Count: i}).Error)
	}
	stocks, err := crud.New(db, crud.Config[stock]{
		Style: pagination.LimitOffset, OrderFields: []string{"count"}, DefaultOrder: "count", FacetFields: []string{"count"},
		FacetsOnRequest: true, Limits: crud.Limits{Page: pagination.Limits{ItemsPerPage: 2, MaxOffset: 4}},
	})
	must(t, err)
	a := serveOne(t, func(engine *gin.Engine, ex *explorer.Explorer) error {
		return crud.Mount(engine.Group("/"), stocks, crud.Describe(ex.Add), crud.Create[stock](), crud.Deletable())
	})
	p := a.get("/explorer/").click("Stocks").want(http.StatusOK).has("1–2 of 9 rows", "a,b 0/%", "0 1 rows")
	p = p.click("Page 3").has("5–6 of 9 rows", "Page numbers end here")
	equal(t, "the address", p.path, "/explorer/list/?offset=4")
	equal(t, "no page further", p.link("Page 4"), "")
	p.click("Next →").has("a,b 6/%", "a,b 7/%")
	p = a.get("/explorer/list/?offset=1").has("2–3 of 9 rows")
	equal(t, "rows to skip, on", p.link("Next →"), "/explorer/list/?offset=3")
	equal(t, "and back", p.link("← Previous"), "/explorer/list/")
	equal(t, "between pages", p.one("a", "aria-current", "page"), nil)
	p = a.get("/explorer/list/?limit=8&offset=1").has("2–9 of 9 rows")
	equal(t, "no page behind", p.link("Next →"), "")
	a.get("/explorer/list/?limit=20&offset=9").want(http.StatusUnprocessableEntity)
	equal(t, "a row", p.link("Open 1,a,b 5/%"), "/explorer/row/1,a%2Cb%205%2F%25")
}

// serveOne serves one resource behind an explorer that writes.
func serveOne(t *testing.T, mount func(engine *gin.Engine, ex *explorer.Explorer) error) *app {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	a := &app{t: t, engine: gin.New(), client: &http.Client{
		Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	a.engine.Use(a.record)
	crud.Install(a.engine)
	ex := explorer.New(explorer.Writable())
	must(t, mount(a.engine, ex))
	must(t, ex.Mount(a.engine.Group("/explorer"), a.engine))
	a.serve()
	return a
}

type label struct {
	ID   uuid.UUID `json:"id"`
	Name string    `gorm:"not null" json:"name"`
}

type poster struct {
	ID     int64      `json:"id"`
	Name   string     `gorm:"not null" json:"name"`
	Rating float64    `gorm:"not null" json:"rating"`
	LabelA *uuid.UUID `json:"label_a"`
	Labels []label    `gorm:"many2many:poster_labels" json:"-"`
}

type posterWrite struct {
	Name     string      `json:"name" validate:"required,oneof=big small"`
	Rating   float64     `json:"rating" validate:"gte=0,lt=6"`
	LabelA   *uuid.UUID  `json:"label_a"`
	LabelIDs []uuid.UUID `json:"label_ids"`
}

func (p *posterWrite) SetDefaults() { p.Name, p.Rating = "small", 2.5 }

// Keys of related rows are written one on each line; defaults are filled in.
func TestSetsAndDefaults(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &label{}, &poster{})
	one, two := label{uuid.New(), "one"}, label{uuid.New(), "two"}
	must(t, db.Create([]label{one, two}).Error)
	posters, err := crud.New(db, crud.Config[poster]{Includes: []crud.Include{{Relation: "labels"}}})
	must(t, err)
	a := serveOne(t, func(engine *gin.Engine, ex *explorer.Explorer) error {
		return crud.Mount(engine.Group("/posters"), posters, crud.Describe(ex.Add), crud.Create[posterWrite](), crud.Update[posterWrite]())
	})
	f := a.get("/explorer/new/posters").has("UUID", "One on each line", "Number, at least 0, less than 6").form("value.name")
	equal(t, "a default", f.values.Get("value.name"), "small")
	equal(t, "another", f.values.Get("value.rating"), "2.5")
	p := f.set("value.label_ids", one.ID.String()+"\r\nno key", "value.rating", "1e3").send().want(http.StatusUnprocessableEntity)
	p.has("Label IDs 1: ", "Rating")
	f = p.form("value.name").set("value.label_ids", one.ID.String()+"\r\n\r\n"+two.ID.String(), "value.rating", "3.25")
	shown := f.send().follow().has("small", "3.25").click("Show Labels").has(one.Name, two.Name)
	f = a.get("/explorer/edit/posters/1").has("leave it blank to keep it").form("value.label_ids")
	equal(t, "not shown", f.values.Get("value.label_ids"), "")
	p = f.set("value.name", "").send().want(http.StatusUnprocessableEntity).has("leave it blank to keep it")
	p.form("value.name").set("value.name", "big").send().follow()
	a.get("/explorer/row/posters/1?include=labels").has("big", one.Name, two.Name)
	a.get("/explorer/edit/posters/1").form("value.label_ids").set("value.label_ids", "[]").send().follow()
	a.get("/explorer/row/posters/1?include=labels").hasNot(one.ID.String())
	equal(t, "the path", shown.path, "/explorer/row/posters/1?include=labels")
}

// A list without a last page to skip to has pages of any number.
func TestPagesWithoutEnd(t *testing.T) {
	t.Parallel()
	authors, err := crud.New(dbtest.SQLite(t, &author{}), crud.Config[author]{
		Limits: crud.Limits{Page: pagination.Limits{MaxOffset: -1}},
	})
	must(t, err)
	a := serveOne(t, func(engine *gin.Engine, ex *explorer.Explorer) error {
		return crud.Mount(engine.Group("/authors"), authors, crud.Describe(ex.Add))
	})
	p := a.get("/explorer/list/authors?count=none&items_per_page=1&page=9007199254740992").want(http.StatusOK)
	equal(t, "before", p.link("← Previous"), "/explorer/list/authors?count=none&items_per_page=1&page=9007199254740991")
	equal(t, "gap", p.link("Page 3"), "")
	p.click("Page 1").want(http.StatusOK)
}
