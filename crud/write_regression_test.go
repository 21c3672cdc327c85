package crud_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// TestWriteModelHooksSetOnUpdate keeps what the model's BeforeSave and
// BeforeUpdate set in columns that the request does not change.
func TestWriteModelHooksSetOnUpdate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, url := writeNotes(t, open)
		writeSend(t, url, `POST - {"title":"One"}`)
		for _, test := range [][2]string{
			{`PATCH /1 {"title":"Uno"}`, `{"id":1,"title":"Uno","slug":"uno","edits":1}`},
			{`PUT /1 {"title":"Eins"}`, `{"id":1,"title":"Eins","slug":"eins","edits":2}`},
			{`PATCH /bulk [{"id":1,"title":"Un"}]`, `{"items":[{"id":1,"title":"Un","slug":"un","edits":3}]}`},
		} {
			if got := writeSend(t, url, test[0]); got.Body != test[1] {
				t.Errorf("%s: %d %s", test[0], got.Status, got.Body)
			}
		}
	})
}

// TestWriteUpsertMakesAVersion has an upsert move the time that tells versions,
// as an update does.
func TestWriteUpsertMakesAVersion(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, byTime)
		before := writeRow(t, db, 1)
		row := writeArticle{Slug: "one", Title: "Uno"}
		if _, err := f.Upsert(ctx, &row, crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}}); err != nil {
			t.Fatal(err)
		}
		if after := writeRow(t, db, 1); !after.UpdatedAt.After(before.UpdatedAt) {
			t.Errorf("updated at %v, then %v", before.UpdatedAt, after.UpdatedAt)
		}
	})
}

// TestWriteUpsertLeavesADeletedRow does not write into a row that is deleted:
// nobody would see it.
func TestWriteUpsertLeavesADeletedRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		if err := f.Delete(ctx, 1); err != nil {
			t.Fatal(err)
		}
		row := writeArticle{Slug: "one", Title: "Uno"}
		written, err := f.Upsert(ctx, &row, crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}})
		if got := writeRow(t, db, 1); got.Title != "One" || written || err == nil {
			t.Errorf("%v, %v: %+v", written, err, got)
		}
	})
}

// TestWriteZeroInAKey changes just the row whose key has a zero in it: gorm takes
// a zero for a value that is not there.
func TestWriteZeroInAKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeSeats(t, open)
		if err := db.Create(&[]writeSeat{{Hall: "c", Number: 0, Guest: "Nil"}, {Hall: "", Number: 1, Guest: "Nobody"}}).Error; err != nil {
			t.Fatal(err)
		}
		for _, request := range []string{
			`PATCH /c,0 {"guest":"X"}`, `PUT /,1 {"guest":"Y"}`, `PATCH /bulk [{"hall":"c","number":0,"guest":"Z"}]`,
		} {
			if got := writeSend(t, url, request); got.Status != http.StatusOK {
				t.Errorf("%s: %d %s", request, got.Status, got.Body)
			}
		}
		want := []writeSeat{seat("", 1, "Y"), seat("a,b", 1, "Ann"), seat("a,b", 2, "Bob"), seat("c", 0, "Z"), seat("c", 1, "Cid")}
		if diff := cmp.Diff(want, mountGet(t, url).seats(t)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for _, request := range []string{`DELETE /c,0`, `POST /c,0/restore`, `POST /bulk/delete {"ids":[["c",0],["",1]]}`} {
			if got := writeSend(t, url, request); got.Status/100 != 2 {
				t.Errorf("%s: %d %s", request, got.Status, got.Body)
			}
		}
		if diff := cmp.Diff([]writeSeat{want[1], want[2], want[4]}, mountGet(t, url).seats(t)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestWriteZeroIsAKey changes and deletes rows whose whole key is zero.
func TestWriteZeroIsAKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeWords(t, open)
		if err := db.Create(&writeWord{"", "nothing"}).Error; err != nil {
			t.Fatal(err)
		}
		for _, request := range []string{`PATCH /bulk [{"word":"","meaning":"x"}]`, `POST /bulk/delete {"ids":[""]}`} {
			if got := writeSend(t, url, request); got.Status/100 != 2 {
				t.Errorf("%s: %d %s", request, got.Status, got.Body)
			}
		}
		if n := writeCount(t, db, &writeWord{}); n != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestWriteNoKeyIsNull refuses null where a key is asked for; it is no empty
// text.
func TestWriteNoKeyIsNull(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeWords(t, open)
		if err := db.Create(&writeWord{"", "nothing"}).Error; err != nil {
			t.Fatal(err)
		}
		for _, request := range []string{`POST /bulk/delete {"ids":[null]}`, `PATCH /bulk [{"word":null,"meaning":"x"}]`} {
			if got := writeSend(t, url, request); got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d %s", request, got.Status, got.Body)
			}
		}
	})
}
