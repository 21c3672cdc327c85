package crud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// TestWriteHandleConditions has the conditions of a handle hold as a scope does,
// and reach no other row.
func TestWriteHandleConditions(t *testing.T) {
	t.Parallel()
	for name, narrow := range map[string]func(*gorm.DB) *gorm.DB{
		"where": func(db *gorm.DB) *gorm.DB { return db.Where("tenant = 1") },
		"or":    func(db *gorm.DB) *gorm.DB { return db.Where("tenant = 1").Or("tenant = 9") },
		"join": func(db *gorm.DB) *gorm.DB {
			return db.Joins("JOIN write_authors w ON w.tenant = write_articles.tenant").Where("w.name = 'Ann'")
		},
		"scope": func(db *gorm.DB) *gorm.DB { return db.Scopes(tenantOnly(1)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open)
				f = f.With(narrow(db))
				url := writeServe(t, f, crud.Create[writeTenantBody](), crud.Update[writeTenantBody]())
				before := writeRow(t, db, 2)
				for request, want := range map[string]string{
					`POST / {"slug":"x","title":"X","tenant":2}`:              "403 outside_scope",
					`POST /bulk [{"slug":"x","title":"X","tenant":2}]`:        "403 outside_scope",
					`PUT /1 {"slug":"x","title":"X","tenant":2}`:              "403 outside_scope",
					`PATCH /1 {"tenant":2}`:                                   "403 outside_scope",
					`PATCH /bulk [{"id":1,"tenant":2},{"id":2,"tenant":2}]`:   "403 outside_scope",
					`PATCH /3 {"title":"X"}`:                                  "404 not_found",
					`PATCH /bulk [{"id":1,"title":"X"},{"id":3,"title":"X"}]`: "404 not_found",
					`DELETE /3 `:                    "404 not_found",
					`POST /bulk/delete {"ids":[3]}`: "404 not_found",
				} {
					if got := writeRequest(t, url, request).refused(t); got[0] != want {
						t.Errorf("%s: %v", request, got)
					}
				}
				if err := f.Create(ctx, &writeArticle{Slug: "x", Title: "X", Tenant: 2}); !errors.Is(err, crud.ErrOutsideScope) {
					t.Errorf("create: %v", err)
				}
				_, err := f.Upsert(ctx, &writeArticle{Slug: "three", Title: "Mine", Tenant: 1}, crud.Conflict{
					Columns: []string{"slug"}, Update: []string{"title"},
				})
				if !errors.Is(err, crud.ErrOutsideScope) || writeRow(t, db, 3).Title != "Three" {
					t.Errorf("upsert: %v", err)
				}
				writeAsk(t, http.MethodPatch, url+"/1", `{"title":"Mine"}`).view(t, http.StatusOK)
				if got := writeAsk(t, http.MethodDelete, url+"/1", ""); got.Status != http.StatusNoContent {
					t.Errorf("%d %s", got.Status, got.Body)
				}
				writeAsk(t, http.MethodPost, url+"/bulk", `[{"slug":"x","title":"X","tenant":1}]`).views(t, http.StatusCreated)
				if diff := cmp.Diff(before, writeRow(t, db, 2)); diff != "" || writeRow(t, db, 1).Title != "Mine" {
					t.Errorf("another row (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestWriteRestoreScopes has the scopes of the factory hold among deleted rows.
func TestWriteRestoreScopes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) { c.Scopes = []crud.Scope{tenantOnly(1)} })
		if err := db.Delete(&writeArticle{}, []int64{1, 2, 3}).Error; err != nil {
			t.Fatal(err)
		}
		url := writeServe(t, f)
		if got := writeAsk(t, http.MethodPost, url+"/3/restore", "").refused(t); got[0] != "404 not_found" {
			t.Errorf("%v", got)
		}
		writeAsk(t, http.MethodPost, url+"/1/restore", "").view(t, http.StatusOK)
		// A list of scopes is the caller's: what stands behind its end stays.
		scopes := []crud.Scope{tenantOnly(1), nil}
		if _, err := f.Restore(ctx, 2, scopes[:1]...); err != nil || scopes[1] != nil {
			t.Errorf("%v", err)
		}
		if _, err := f.Restore(ctx, 3); !errors.Is(err, crud.ErrNotFound) || !writeRow(t, db, 3).DeletedAt.Valid {
			t.Errorf("%v", err)
		}
	})
}

// TestWriteVersionOfSets has two clients change the tags that both have read.
func TestWriteVersionOfSets(t *testing.T) {
	t.Parallel()
	ways := versions()
	ways["a time"] = func(c *crud.Config[writeArticle]) { c.VersionColumn = "updated_at" }
	for name, version := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				_, f := writeOpen(t, open, version)
				url := writeServe(t, f) + "/1"
				read := mountGet(t, url).Header.Get("ETag")
				first := writeAsk(t, http.MethodPatch, url, `{"tag_ids":[1,3]}`, "If-Match", read)
				first.view(t, http.StatusOK)
				if got := writeAsk(t, http.MethodPatch, url, `{"tag_ids":[2]}`, "If-Match", read).refused(t); got[0] != "412 precondition_failed" {
					t.Errorf("the second client: %v", got)
				}
				if got := mountGet(t, url).Header.Get("ETag"); got != first.Header.Get("ETag") || got == read {
					t.Errorf("GET answers %s, PATCH %s after %s", got, first.Header.Get("ETag"), read)
				}
				writeAsk(t, http.MethodPatch, url, `{"tag_ids":[2]}`, "If-Match", mountGet(t, url+"?fields=title").Header.Get("ETag")).
					view(t, http.StatusOK)
			})
		})
	}
}

// TestWriteSetsOfOthers leaves links alone that a request does not change: to a
// row that may not be referred to any more, say.
func TestWriteSetsOfOthers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) {
			c.References = map[string][]crud.Scope{"tags": {func(db *gorm.DB) *gorm.DB { return db.Where("name <> 'b'") }}}
		})
		url := writeServe(t, f)
		writeAsk(t, http.MethodPatch, url+"/1", `{"title":"X"}`).view(t, http.StatusOK)
		writeAsk(t, http.MethodPatch, url+"/1", `{"tag_ids":[2,3]}`).view(t, http.StatusOK)
		row := writeRow(t, db, 1)
		if diff := cmp.Diff([]int64{2, 3}, row.tagIDs()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := writeAsk(t, http.MethodPatch, url+"/2", `{"tag_ids":[2]}`).refused(t); got[0] != "422 invalid_body" {
			t.Errorf("%v", got)
		}
	})
}

// writeHook is a model with hooks of gorm's.
type writeHook struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Name string `gorm:"not null" json:"name"`
	Made string `gorm:"not null;default:(lower('MADE'))" json:"made"`
}

func (h *writeHook) BeforeUpdate(*gorm.DB) error {
	if h.Name == "refused" {
		return errors.New("refused")
	}
	h.Name = strings.ToUpper(h.Name)
	return nil
}

type writeHookBody struct {
	Name string  `json:"name"`
	Made *string `json:"made"`
}

// TestWriteGormHooks runs the hooks of the model for each row of a bulk request;
// and rows that leave a column to the database stand beside rows that do not.
func TestWriteGormHooks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &writeHook{})
		f := crud.Must(crud.New(db, crud.Config[writeHook]{}))
		engine := mountEngine()
		if err := crud.Mount(engine.Group("/hooks"), f, crud.Create[writeHookBody](), crud.Update[writeHookBody]()); err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine) + "/hooks/bulk"
		made := writeAsk(t, http.MethodPost, url, `[{"name":"a"},{"name":"b","made":"own"},{"name":"c"}]`)
		var all struct{ Items []writeHook }
		if err := json.Unmarshal([]byte(made.Body), &all); err != nil || len(all.Items) != 3 {
			t.Fatalf("%v: %d %s", err, made.Status, made.Body)
		}
		patch := func(names ...string) mountAnswer {
			return writeAsk(t, http.MethodPatch, url, jsonList(len(names), func(i int) string {
				return fmt.Sprintf(`{"id":%d,"name":%q}`, all.Items[i].ID, names[i])
			}))
		}
		if got := patch("x", "y"); got.Status != http.StatusOK {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		if got := patch("z", "refused"); got.Status != http.StatusInternalServerError {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		var rows []writeHook
		if err := db.Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(rows, func(a, b writeHook) int { return strings.Compare(a.Name, b.Name) })
		for i := range rows {
			rows[i].ID = 0
		}
		want := []writeHook{{Name: "X", Made: "made"}, {Name: "Y", Made: "own"}, {Name: "c", Made: "made"}}
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestWriteConnectionLost ends the connection between the statements of a bulk
// request: nothing of it stays.
func TestWriteConnectionLost(t *testing.T) {
	t.Parallel()
	for _, prefer := range []string{"return=minimal", "return=representation"} {
		t.Run(prefer, func(t *testing.T) {
			t.Parallel()
			var other *gorm.DB
			kill := func(_ context.Context, tx *gorm.DB, a *writeArticle) error {
				if a.Title != "T9" {
					return nil
				}
				var id int
				if err := tx.Raw("SELECT pg_backend_pid()").Scan(&id).Error; err != nil {
					return err
				}
				return other.Exec("SELECT pg_terminate_backend(?, 5000)", id).Error
			}
			db, f := writeOpen(t, dbtest.Postgres, func(c *crud.Config[writeArticle]) { c.Hooks.AfterCreate = kill })
			other = db
			got := writeAsk(t, http.MethodPost, writeServe(t, f)+"/bulk", writeMany(10, ""), "Prefer", prefer)
			if got.Status != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
				t.Errorf("%d %s", got.Status, got.Body)
			}
			if n := writeCount(t, db, &writeArticle{}); n != 3 {
				t.Errorf("%d rows", n)
			}
		})
	}
}

// TestWriteBulkPatchIsAtomic fails at the last of many rows.
func TestWriteBulkPatchIsAtomic(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		writeAsk(t, http.MethodPost, url+"/bulk", writeMany(997, "")).views(t, http.StatusCreated)
		for last, want := range map[string]string{`"slug":"one","views":1`: "409 unique_violation", `"slug":"y","views":-1`: "422 check_violation"} {
			body := jsonList(999, func(i int) string {
				if i < 998 {
					return fmt.Sprintf(`{"id":%d,"slug":"x%d","views":1}`, i+2, i)
				}
				return fmt.Sprintf(`{"id":%d,%s}`, i+2, last)
			})
			if got := writeAsk(t, http.MethodPatch, url+"/bulk", body).refused(t); got[0] != want {
				t.Errorf("%s: %v", last, got)
			}
			var n int64
			if err := db.Model(&writeArticle{}).Where("views = 1 OR slug LIKE 'x%'").Count(&n).Error; err != nil || n != 0 {
				t.Errorf("%s: %v, %d rows", last, err, n)
			}
		}
	})
}
