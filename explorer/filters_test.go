package explorer_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// hall and stall: a relation to many, for quantifiers.
type hall struct {
	ID     int64   `json:"id"`
	Name   string  `gorm:"not null" json:"name"`
	Built  int     `gorm:"not null" json:"built"`
	Stalls []stall `json:"-"`
}

type stall struct {
	ID     int64  `json:"id"`
	HallID int64  `gorm:"not null" json:"hall_id"`
	Sells  string `gorm:"not null" json:"sells"`
}

// between are the parameters of a filter of its own.
type between struct {
	From  int
	To    *int
	Since *time.Time
}

func openHalls(t *testing.T, db *gorm.DB) *app {
	t.Helper()
	must(t, db.Create([]hall{
		{Name: "East", Built: 1900, Stalls: []stall{{Sells: "bread"}, {Sells: "fish"}}},
		{Name: "West", Built: 1950, Stalls: []stall{{Sells: "bread"}}},
		{Name: "South", Built: 2000},
	}).Error)
	halls, err := crud.New(db, crud.Config[hall]{
		FilterFields: []string{"name", "stalls.sells"}, DefaultOrder: "id",
		CustomFilters: []crud.CustomFilter{
			crud.OperatorFunc("name", "longer_than", func(n int) (crud.Scope, error) {
				return func(db *gorm.DB) *gorm.DB { return db.Where("length(name) > ?", n) }, nil
			}),
			crud.FilterFunc("old", func(old bool) (crud.Scope, error) {
				return func(db *gorm.DB) *gorm.DB { return db.Where("(built < 1960) = ?", old) }, nil
			}),
			crud.FilterFunc("years", func(years between) (crud.Scope, error) {
				return func(db *gorm.DB) *gorm.DB {
					if years.To != nil {
						db = db.Where("built <= ?", *years.To)
					}
					return db.Where("built >= ?", years.From)
				}, nil
			}),
		},
	})
	must(t, err)
	return serveOne(t, func(engine *gin.Engine, ex *explorer.Explorer) error {
		return crud.Mount(engine.Group("/halls"), halls, crud.Describe(ex.Add))
	})
}

func TestQuantifiers(t *testing.T) {
	t.Parallel()
	a := openHalls(t, dbtest.SQLite(t, &hall{}, &stall{}))
	for _, test := range []struct{ quantifier, address, chip, rows string }{
		{"any", "filter_by[stalls__sells]=bread", "Stalls › sells is bread", "1–2 of 2 rows"},
		{"none", "filter_by[stalls__sells][none]=bread", "Stalls › sells of none is bread", "1–1 of 1 row"},
		{"all", "filter_by[stalls__sells][all]=bread", "Stalls › sells of every one is bread", "1–2 of 2 rows"},
	} {
		f := a.get("/explorer/list/halls").form("quantifier")
		p := f.set("field", "stalls__sells", "quantifier", test.quantifier, "operator", "eq", "value", "bread").send().follow()
		equal(t, test.quantifier, p.path, "/explorer/list/halls?"+test.address)
		p.want(http.StatusOK).has(test.chip, test.rows)
	}
	f := a.get("/explorer/list/halls").form("quantifier")
	p := f.set("field", "stalls__sells", "quantifier", "none", "operator", "starts_with", "value", "f").send().follow()
	p.has("Stalls › sells of none begins with f", "1–2 of 2 rows").click("Remove the filter Stalls › sells of none begins with f").has("of 3 rows")
	a.get("/explorer/list/halls?filter_by[stalls__sells][none][is_null]=false").has("of none is not null")
	// One of a field that has one value is refused, not forgotten.
	p = f.set("field", "name", "operator", "eq").send().follow().want(http.StatusUnprocessableEntity).has("is for relations to many")
	p = p.form("quantifier").set("field", "", "quantifier", "all", "value", "x").send().want(http.StatusUnprocessableEntity)
	equal(t, "kept", p.form("quantifier").values.Get("quantifier"), "all")
	equal(t, "no relation to many", open(t).get("/explorer/list/books").one("select", "name", "quantifier"), nil)
}

func TestCustomFilters(t *testing.T) {
	t.Parallel()
	a := openHalls(t, dbtest.SQLite(t, &hall{}, &stall{}))
	p := a.get("/explorer/list/halls").has("A number, may be left out", "Such as 2024-05-17T09:30:00Z, may be left out")
	p = p.form("field").set("field", "name", "operator", "longer_than", "value", "4").send().follow()
	equal(t, "an operator", p.path, "/explorer/list/halls?filter_by[name][longer_than]=4")
	p.has("Name longer than 4", "1–1 of 1 row")
	p = a.get("/explorer/list/halls").form("filter_by[old]").set("filter_by[old]", "true").send().follow()
	equal(t, "one parameter", p.path, "/explorer/list/halls?filter_by[old]=true")
	p = p.has("1–2 of 2 rows").form("filter_by[years][from]").set("filter_by[years][from]", "1910", "filter_by[years][to]", "1960").send().follow()
	equal(t, "several", p.path, "/explorer/list/halls?filter_by[old]=true&filter_by[years][from]=1910&filter_by[years][to]=1960")
	p.has("West", "1–1 of 1 row", "Years from 1910", "Old is true")
	f := p.form("filter_by[years][from]")
	equal(t, "filled in", f.values.Get("filter_by[years][from]")+f.values.Get("filter_by[old]"), "1910true")
	equal(t, "they go together", p.link("Remove the filter Years to 1960"), "/explorer/list/halls?filter_by[old]=true")
	p = f.set("filter_by[years][from]", "", "filter_by[old]", "").send().follow().want(http.StatusUnprocessableEntity)
	equal(t, "a part", p.path, "/explorer/list/halls?filter_by[years][to]=1960")
	equal(t, "another spelling", a.get("/explorer/list/halls?filter_by[old][eq]=false").form("filter_by[old]").values.Get("filter_by[old]"), "false")
	equal(t, "a wrong value", a.get("/explorer/list/halls?filter_by[old]=maybe").form("filter_by[old]").values.Get("filter_by[old]"), "maybe")
	equal(t, "beside a filter", a.get("/explorer/list/halls?filter_by[old]=true").form("field").set("field", "name", "operator", "eq", "value", "West").send().
		follow().path, "/explorer/list/halls?filter_by[name]=West&filter_by[old]=true")
}
