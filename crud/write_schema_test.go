package crud_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// writeShop holds an address, and what no body reaches.
type writeShop struct {
	ID      int64         `gorm:"primaryKey" json:"id"`
	Name    string        `gorm:"not null" json:"name"`
	Owner   string        `gorm:"not null" json:"owner"`
	Size    float64       `gorm:"not null;type:numeric(3,0)" json:"size"`
	Address writeAddress  `gorm:"serializer:json" json:"address"`
	Branch  *writeAddress `gorm:"serializer:json" json:"branch"`
}

type writeAddress struct {
	City  string             `json:"city"`
	Zip   string             `json:"zip,omitempty"`
	Floor *int               `json:"floor"`
	Place struct{ X, Y int } `json:"place"`
}

type writeShopBody struct {
	Name    string        `json:"name"`
	Owner   string        `json:"-"`
	Size    float64       `json:"size"`
	Address writeAddress  `json:"address"`
	Branch  *writeAddress `json:"branch"`
}

// writeShops serves shop 1 of Ann.
func writeShops(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (db *gorm.DB, url string) {
	t.Helper()
	db = open(t, &writeShop{})
	row := writeShop{Name: "n", Owner: "Ann", Size: 1, Address: writeAddress{City: "Bern", Floor: new(1)}}
	if err := db.Create(&row).Error; err != nil {
		t.Fatal(err)
	}
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/shops"), crud.Must(crud.New(db, crud.Config[writeShop]{})),
		crud.Create[writeShopBody](), crud.Update[writeShopBody](), crud.Deletable()); err != nil {
		t.Fatal(err)
	}
	return db, mountServe(t, engine) + "/shops"
}

func writeShopOne(t *testing.T, db *gorm.DB) (row writeShop) {
	t.Helper()
	if err := db.First(&row, 1).Error; err != nil {
		t.Fatal(err)
	}
	return row
}

// TestWriteKeepsWhatHasNoKey writes a row whose schema has a field that no body
// can hold.
func TestWriteKeepsWhatHasNoKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeShops(t, open)
		for _, request := range []string{
			`PATCH /1 {"name":"a"}`, `PUT /1 {"name":"b"}`, `PATCH /bulk [{"id":1,"name":"c"}]`,
		} {
			if got := writeSend(t, url, request); got.Status != http.StatusOK {
				t.Errorf("%s: %d %s", request, got.Status, got.Body)
			}
			if row := writeShopOne(t, db); row.Owner != "Ann" {
				t.Errorf("%s: the owner is %q", request, row.Owner)
			}
		}
	})
}

// TestWriteNestedNull takes away what cannot be null, inside of an object.
func TestWriteNestedNull(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeShops(t, open)
		before := writeShopOne(t, db)
		for request, want := range map[string][]string{
			`PATCH /1 {"address":{"city":null}}`:                    {"/address/city null_value"},
			`PATCH /1 {"address":{"place":{"X":null}},"name":null}`: {"/name null_value", "/address/place/X null_value"},
			`PATCH /1 {"branch":{"city":null}}`:                     {"/branch/city null_value"},
			`PATCH /bulk [{"id":1,"address":{"city":null}}]`:        {"/0/address/city null_value"},
			`PUT /1 {"address":{"city":null}}`:                      {"/address/city null_value"},
		} {
			got := writeSend(t, url, request).refused(t)
			if diff := cmp.Diff(append([]string{"422 invalid_body"}, want...), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", request, diff)
			}
		}
		for patch, want := range map[string][]string{
			`[{"op":"remove","path":"/address/city"}]`:                                  {"/address/city null_value"},
			`[{"op":"replace","path":"/address","value":{"city":"x","place":{"Y":1}}}]`: {"/address/place/X null_value"},
		} {
			got := writeAsk(t, http.MethodPatch, url+"/1", patch, "Content-Type", "application/json-patch+json").refused(t)
			if diff := cmp.Diff(append([]string{"422 invalid_body"}, want...), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", patch, diff)
			}
		}
		if diff := cmp.Diff(before, writeShopOne(t, db)); diff != "" {
			t.Errorf("a refused patch has written (-want +got):\n%s", diff)
		}
	})
}

// TestWriteNestedMerge changes parts of objects, also of one that was not there.
func TestWriteNestedMerge(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeShops(t, open)
		for _, patch := range []string{
			`{"address":{"zip":"3000","floor":null}}`, `{"branch":{"city":"Thun"}}`, `{"address":{"place":{"Y":2}}}`,
		} {
			if got := writeAsk(t, http.MethodPatch, url+"/1", patch); got.Status != http.StatusOK {
				t.Errorf("%s: %d %s", patch, got.Status, got.Body)
			}
		}
		want := writeShop{
			ID: 1, Name: "n", Owner: "Ann", Size: 1, Address: writeAddress{City: "Bern", Zip: "3000"}, Branch: &writeAddress{City: "Thun"},
		}
		want.Address.Place.Y = 2
		if diff := cmp.Diff(want, writeShopOne(t, db)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestWriteRefusedValue sends what a column of PostgreSQL cannot hold.
func TestWriteRefusedValue(t *testing.T) {
	t.Parallel()
	db, url := writeShops(t, dbtest.Postgres)
	for _, request := range []string{
		`POST - {"size":474747}`, `PUT /1 {"size":474747}`, `PATCH /1 {"size":474747}`, `POST /bulk [{"size":474747}]`,
		`PATCH /bulk [{"id":1,"size":474747}]`,
	} {
		got := writeSend(t, url, request)
		if diff := cmp.Diff([]string{"422 invalid_body"}, got.refused(t)); diff != "" || strings.Contains(got.Body, "474747") {
			t.Errorf("%s: %s (-want +got):\n%s", request, got.Body, diff)
		}
	}
	if row := writeShopOne(t, db); row.Size != 1 {
		t.Errorf("the size is %v", row.Size)
	}
}

type (
	writeKeyBody struct {
		ID    int64  `json:"id"`
		Title string `json:"title"`
	}
	writeNoKeyBody struct {
		ID    int64  `json:"-"`
		Title string `json:"title"`
	}
)

// TestWriteUpdateHasNoKey mounts update schemas with a primary key.
func TestWriteUpdateHasNoKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := writeOpen(t, open)
		for name, c := range map[string]struct {
			option crud.MountOption
			want   string
		}{
			"update": {crud.Update[writeKeyBody](), `crud_test.writeKeyBody.ID sets "id" of the primary key, which no update can change`},
			"create": {crud.Create[writeKeyBody](), "<nil>"},
			"no key": {crud.Update[writeNoKeyBody](), "<nil>"},
		} {
			err := crud.Mount(mountEngine(), f, c.option)
			if got := fmt.Sprint(err); !strings.Contains(got, c.want) {
				t.Errorf("%s: %s", name, got)
			}
		}
	})
}

// TestWriteIDs refuses what is no list of keys.
func TestWriteIDs(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := writeOpen(t, open)
		_, words := writeWords(t, open)
		url := writeServe(t, f)
		for _, test := range []struct {
			url, body string
			want      []string
		}{
			{url, `{"ids":[1],"x/y":2,"a":0}`, []string{"/a unknown_field", "/x~1y unknown_field"}},
			{url, `{"ids":["x"],"a":0}`, []string{"/a unknown_field", "/ids/0 invalid_value"}},
			{url, `{"ids":null}`, []string{"/ids too_short"}},
			{url, `{"x":1}`, []string{"/ids required"}},
			{words, `{"ids":[true,{"a":1},["a"],null]}`, []string{
				"/ids/0 invalid_value", "/ids/1 invalid_value", "/ids/2 invalid_value", "/ids/3 invalid_value",
			}},
		} {
			got := writeAsk(t, http.MethodPost, test.url+"/bulk/delete", test.body).refused(t)
			if diff := cmp.Diff(append([]string{"422 invalid_body"}, test.want...), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.body, diff)
			}
		}
		many := make([]string, 999)
		for i := range many {
			many[i] = strconv.Itoa(i + 1000)
		}
		p := writeAsk(t, http.MethodPost, url+"/bulk/delete", `{"ids":[`+strings.Join(many, ",")+`]}`).problem(t)
		if p.Status != http.StatusNotFound || len(p.Errors) != 100 {
			t.Errorf("%d, %d errors", p.Status, len(p.Errors))
		}
	})
}
