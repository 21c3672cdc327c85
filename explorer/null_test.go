package explorer_test

import (
	"net/http"
	"slices"
	"strconv"
	"testing"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// parcel has columns whose empty value is another than null.
type parcel struct {
	ID    int64   `json:"id"`
	Name  string  `gorm:"not null" json:"name"`
	Seal  []byte  `json:"seal"`
	Size  *string `json:"size"`
	Marks []int64 `gorm:"serializer:json" json:"marks"`
}

type parcelWrite struct {
	Name  string  `json:"name"`
	Seal  []byte  `json:"seal"`
	Size  *string `json:"size" validate:"omitempty,oneof=big small"`
	Marks []int64 `json:"marks"`
}

// openParcels is an application with the parcel, and what it is sent.
func openParcels(t *testing.T, p parcel) (*app, *recorded) {
	t.Helper()
	db, sent := dbtest.SQLite(t, &parcel{}), &recorded{}
	must(t, db.Create(&p).Error)
	parcels, err := crud.New(db, crud.Config[parcel]{})
	must(t, err)
	a := serveOne(t, func(engine *gin.Engine, ex *explorer.Explorer) error {
		return crud.Mount(engine.Group("/parcels"), parcels, crud.Describe(ex.Add), crud.Update[parcelWrite](),
			crud.Use(crud.Writes, sent.handler))
	})
	a.db = db
	return a, sent
}

// Null and a text without characters are told from the texts that are spelt like
// the words for them, not by their looks alone.
func TestWordsForNothing(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &author{}, &book{})
	for i, genre := range []*string{nil, new("null"), new(""), new("empty")} {
		must(t, db.Create(&book{Title: "null", Notes: "empty", Subtitle: genre, Genre: genre, Pages: new(int64(i))}).Error)
		must(t, db.Model(&book{}).Where("title = ?", "null").Update("title", i).Error)
	}
	a := serve(t, db, nil, writable)
	p := a.get("/explorer/list/books").want(http.StatusOK)
	want := []string{"null (no value)", "null", "empty (a text of no characters)", "empty"}
	for i, text := range p.column("Subtitle") {
		equal(t, "in the table", text, want[i])
	}
	for i, text := range want {
		p.has(text + " 1 rows")
		row := a.get("/explorer/row/books/" + strconv.Itoa(i+1)).want(http.StatusOK)
		equal(t, text, slices.ContainsFunc(row.all("td"), func(n *html.Node) bool { return textOf(n) == text }), true)
	}
	f := a.get("/explorer/edit/books/2").form("value.title").set("value.subtitle", "mine", "value.genre", "novel")
	must(t, db.Model(&book{}).Where("id = 2").Updates(map[string]any{"subtitle": nil, "genre": ""}).Error)
	f.send().want(http.StatusPreconditionFailed).has("Meanwhile it has become: null (no value)", "Meanwhile it has become: empty (a text of no characters)")
}

// What has become of a list is told in the words for one.
func TestAnEmptiedListIsNoText(t *testing.T) {
	t.Parallel()
	a, _ := openParcels(t, parcel{Name: "p", Seal: []byte{1}, Marks: []int64{1, 2}})
	f := a.get("/explorer/edit/parcels/1").form("value.name").set("value.marks", "3", "value.name", "q")
	must(t, a.db.Model(&parcel{}).Where("id = 1").Updates(map[string]any{"marks": "[]", "name": ""}).Error)
	p := f.send().want(http.StatusPreconditionFailed)
	p.has("Meanwhile it has become: empty (a list of no items)", "Meanwhile it has become: empty (a text of no characters)")
}

// A form sends no null for a blank control that nobody has touched.
func TestEmptyValuesStayWhatTheyAre(t *testing.T) {
	t.Parallel()
	for _, p := range []parcel{{Name: "p", Seal: []byte{}, Marks: []int64{}}, {Name: "p"}} {
		a, sent := openParcels(t, p)
		form := func() *form { return a.get("/explorer/edit/parcels/1").want(http.StatusOK).form("value.name") }
		form().send().follow().has("There was nothing to save")
		form().set("value.name", "q").send().follow()
		equal(t, "one member", sent.last(), `{"name":"q"}`)
		form().set("value.seal", "AA==", "value.size", "big", "value.marks", "1").send().follow()
		form().set("value.seal", "", "value.size", "").send().follow()
		equal(t, "null by a blank", sent.last(), `{"seal":null,"size":null}`)
	}
	a, _ := openParcels(t, parcel{Size: new("")}) // which its rule would refuse, were it sent
	a.get("/explorer/edit/parcels/1").form("value.name").send().follow().has("There was nothing to save")
}
