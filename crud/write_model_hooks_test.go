package crud_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// writeNote has GORM's own hooks: each writes to a log, and one refuses.
type writeNote struct {
	ID      int64  `gorm:"primaryKey" json:"id"`
	Title   string `gorm:"not null" json:"title"`
	Slug    string `gorm:"not null" json:"slug"`
	Edits   int    `gorm:"not null" json:"edits"`
	Shouted string `gorm:"-" json:"-"`
}

type writeNoteLog struct {
	ID   int64 `gorm:"primaryKey"`
	Text string
}

type writeNoteBody struct {
	Title string `json:"title"`
}

var errKept = schemas.NewProblem(http.StatusConflict, "kept", "Kept", "this note stays")

func (n *writeNote) log(tx *gorm.DB, hook string) error {
	return tx.Session(&gorm.Session{NewDB: true}).Create(&writeNoteLog{Text: hook + " " + n.Title}).Error
}

func (n *writeNote) BeforeSave(tx *gorm.DB) error {
	tx.Statement.SetColumn("slug", strings.ToLower(n.Title))
	return n.log(tx, "BeforeSave")
}

func (n *writeNote) BeforeCreate(tx *gorm.DB) error { return n.log(tx, "BeforeCreate") }

func (n *writeNote) BeforeUpdate(tx *gorm.DB) error {
	n.Edits++
	return n.log(tx, "BeforeUpdate")
}

func (n *writeNote) AfterSave(tx *gorm.DB) error { return n.log(tx, "AfterSave") }

func (n *writeNote) BeforeDelete(tx *gorm.DB) error {
	if n.Title == "Kept" {
		return errKept
	}
	return n.log(tx, "BeforeDelete")
}

func (n *writeNote) AfterFind(*gorm.DB) error {
	n.Shouted = strings.ToUpper(n.Title)
	return nil
}

func writeNotes(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, string) {
	t.Helper()
	db := open(t, &writeNote{}, &writeNoteLog{})
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/notes"), crud.Must(crud.New(db, crud.Config[writeNote]{})),
		crud.Create[writeNoteBody](), crud.Update[writeNoteBody](), crud.Deletable()); err != nil {
		t.Fatal(err)
	}
	return db, mountServe(t, engine) + "/notes"
}

// takeNoteLog answers what the model's hooks have logged since.
func takeNoteLog(t *testing.T, db *gorm.DB) []string {
	t.Helper()
	texts := []string{}
	err := errors.Join(
		db.Model(&writeNoteLog{}).Order("id").Pluck("text", &texts).Error,
		db.Where("1 = 1").Delete(&writeNoteLog{}).Error,
	)
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// TestWriteModelHooksRun has the model's own hooks run once for each row.
func TestWriteModelHooksRun(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeNotes(t, open)
		for _, test := range []struct {
			request string
			want    []string
		}{
			{`POST - {"title":"One"}`, []string{"BeforeSave One", "BeforeCreate One", "AfterSave One"}},
			{
				`POST /bulk [{"title":"Two"},{"title":"Kept"}]`,
				[]string{"BeforeSave Two", "BeforeCreate Two", "BeforeSave Kept", "BeforeCreate Kept", "AfterSave Two", "AfterSave Kept"},
			},
			{`PUT /1 {"title":"Uno"}`, []string{"BeforeSave Uno", "BeforeUpdate Uno", "AfterSave Uno"}},
			{`PATCH /1 {"title":"Eins"}`, []string{"BeforeSave Eins", "BeforeUpdate Eins", "AfterSave Eins"}},
			{`PATCH /1 {"title":"Eins"}`, []string{}}, // nothing is written
			{`PATCH /bulk [{"id":2,"title":"Due"}]`, []string{"BeforeSave Due", "BeforeUpdate Due", "AfterSave Due"}},
			{`DELETE /1`, []string{"BeforeDelete Eins"}},
			{`POST /bulk/delete {"ids":[2]}`, []string{"BeforeDelete Due"}},
		} {
			if got := writeSend(t, url, test.request); got.Status/100 != 2 {
				t.Errorf("%s: %d %s", test.request, got.Status, got.Body)
			}
			if diff := cmp.Diff(test.want, takeNoteLog(t, db)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.request, diff)
			}
		}
	})
}

// TestWriteModelHooksRefuse answers a model's own problem, and leaves the row and
// what its hooks wrote before.
func TestWriteModelHooksRefuse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeNotes(t, open)
		writeSend(t, url, `POST /bulk [{"title":"One"},{"title":"Kept"}]`)
		takeNoteLog(t, db)
		for _, request := range []string{`DELETE /2`, `POST /bulk/delete {"ids":[1,2]}`} {
			if got := writeSend(t, url, request).refused(t); got[0] != "409 kept" {
				t.Errorf("%s: %v", request, got)
			}
		}
		if n := writeCount(t, db, &writeNote{}); n != 2 || len(takeNoteLog(t, db)) != 0 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestWriteModelHooksSetOnCreate keeps what BeforeSave sets in a new row.
func TestWriteModelHooksSetOnCreate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, url := writeNotes(t, open)
		if got := writeSend(t, url, `POST - {"title":"One"}`); got.Body != `{"id":1,"title":"One","slug":"one","edits":0}` {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		if got := writeSend(t, url, `POST /bulk [{"title":"Two"}]`); got.Body != `{"items":[{"id":2,"title":"Two","slug":"two","edits":0}]}` {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
}
