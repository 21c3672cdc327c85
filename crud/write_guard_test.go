package crud_test

import (
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// guardedNote is a row whose operations are guarded one by one.
type guardedNote struct {
	ID    int64  `gorm:"primaryKey" json:"id"`
	Title string `gorm:"not null" json:"title"`
}

type guardedWrite struct {
	Title string `json:"title"`
}

// TestWriteGuardsHoldHoweverRowsAreWritten guards an operation on the routes that
// do the same by other means: bulk requests, and PUT that creates.
func TestWriteGuardsHoldHoweverRowsAreWritten(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &guardedNote{})
		if err := db.Create(&[]guardedNote{{1, "one"}, {500, "hidden"}}).Error; err != nil {
			t.Fatal(err)
		}
		shown := func(db *gorm.DB) *gorm.DB { return db.Where("id < ?", 100) }
		f := crud.Must(crud.New(db, crud.Config[guardedNote]{Scopes: []crud.Scope{shown}}))
		refuse := func(c *gin.Context) {
			crud.Abort(c, schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Unauthorized", "log in first"))
		}
		engine := gin.New()
		usual := []crud.MountOption{crud.Create[guardedWrite](), crud.Update[guardedWrite](), crud.Deletable(), crud.PutCreates()}
		for path, more := range map[string]crud.MountOption{
			"/delete": crud.Use(crud.OpDelete, refuse), "/create": crud.Use(crud.OpCreate, refuse), "/patch": crud.Use(crud.OpPatch, refuse),
			"/kept": crud.Without(crud.OpDelete), "/open": crud.Use(0, refuse),
		} {
			if err := crud.Mount(engine.Group(path), f, append(usual[:len(usual):len(usual)], more)...); err != nil {
				t.Fatal(err)
			}
		}
		url := mountServe(t, engine)
		for _, test := range []struct {
			list, request string
			want          int
		}{
			{"/delete", `POST /bulk/delete {"ids":[1]}`, http.StatusUnauthorized},
			{"/create", `POST /bulk [{"title":"x"}]`, http.StatusUnauthorized},
			{"/create", `PUT /7 {"title":"x"}`, http.StatusUnauthorized},
			{"/patch", `PATCH /bulk [{"id":1,"title":"x"}]`, http.StatusUnauthorized},
			{"/kept", `POST /bulk/delete {"ids":[1]}`, http.StatusNotFound},
			{"/open", `PUT /7 {"title":"x"}`, http.StatusCreated},
			{"/open", `PUT /7 {"title":"y"}`, http.StatusOK},
			{"/open", `PUT /500 {"title":"x"}`, http.StatusNotFound}, // a row that is not shown
			{"/open", `POST /bulk/delete {"ids":[1,7]}`, http.StatusNoContent},
		} {
			if got := writeSend(t, url+test.list, test.request); got.Status != test.want {
				t.Errorf("%s %s: %d, want %d: %s", test.list, test.request, got.Status, test.want, got.Body)
			}
		}
	})
}
