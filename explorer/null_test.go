package explorer_test

import (
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"

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
