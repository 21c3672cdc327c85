package crud_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// TestWriteIfNoneMatch creates a row by PUT only where there is none (RFC 9110,
// section 13.1.2).
func TestWriteIfNoneMatch(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]crud.MountOption{
		"allowed": {crud.PutCreates()}, "required": {crud.PutCreates(), crud.RequireIfMatch()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open)
				url := writeServe(t, f, options...)
				before := writeRow(t, db, 1)
				body := `{"slug":"x","title":"X"}`
				if got := writeAsk(t, http.MethodPut, url+"/1", body, "If-None-Match", "*").refused(t); got[0] != "412 precondition_failed" {
					t.Errorf("a row that is there: %v", got)
				}
				tag := mountGet(t, url+"/1").Header.Get("ETag")
				for _, list := range []string{tag, "W/" + tag, `"x.y", ` + tag} {
					if got := writeAsk(t, http.MethodPut, url+"/1", body, "If-None-Match", list, "If-Match", "*").refused(t); got[0] != "412 precondition_failed" {
						t.Errorf("the row's own tag %s: %v", list, got)
					}
				}
				if diff := cmp.Diff(before, writeRow(t, db, 1)); diff != "" {
					t.Errorf("(-before +after):\n%s", diff)
				}
				writeAsk(t, http.MethodPut, url+"/9", body, "If-None-Match", "*").view(t, http.StatusCreated)
				if got := writeAsk(t, http.MethodPut, url+"/9", body, "If-None-Match", "*").refused(t); got[0] != "412 precondition_failed" {
					t.Errorf("again: %v", got)
				}
				writeAsk(t, http.MethodPut, url+"/9", body, "If-None-Match", `"x.y"`, "If-Match", "*").view(t, http.StatusOK)
			})
		})
	}
}

// TestWriteRequiredIfMatchHasToBeThere refuses PUT without a condition also
// where it would create.
func TestWriteRequiredIfMatchHasToBeThere(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	url := writeServe(t, f, crud.PutCreates(), crud.RequireIfMatch())
	for _, id := range []string{"/1", "/9"} {
		if got := writeAsk(t, http.MethodPut, url+id, `{"slug":"x","title":"X"}`).refused(t); got[0] != "428 precondition_required" {
			t.Errorf("%s: %v", id, got)
		}
	}
}

// TestWriteIfMatchOfAnAbsentRow answers 404 and creates nothing.
func TestWriteIfMatchOfAnAbsentRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f, crud.PutCreates())
		for _, tag := range []string{"*", `"x.y"`, `W/"x.y"`} {
			for method, body := range map[string]string{
				http.MethodPut: `{"slug":"x","title":"X"}`, http.MethodPatch: `{"title":"X"}`, http.MethodDelete: "",
			} {
				if got := writeAsk(t, method, url+"/9", body, "If-Match", tag).refused(t); got[0] != "404 not_found" {
					t.Errorf("%s %s: %v", method, tag, got)
				}
			}
		}
		if n := writeCount(t, db, &writeArticle{}); n != 3 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestWriteIfMatchIsStrong never takes a weak tag, a part of one or another
// row's.
func TestWriteIfMatchIsStrong(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := writeOpen(t, open)
		url := writeServe(t, f)
		tag := mountGet(t, url+"/1").Header.Get("ETag")
		version, _, _ := strings.Cut(strings.Trim(tag, `"`), ".")
		for _, wrong := range []string{
			"W/" + tag, "w/" + tag, `"` + version + `"`, "W/*", "", `""`, `"."`, mountGet(t, url+"/2").Header.Get("ETag"),
			`"x` + version + `.y"`, "W/" + tag + `, "x.y"`,
		} {
			if got := writeAsk(t, http.MethodPatch, url+"/1", `{"title":"X"}`, "If-Match", wrong).refused(t); got[0] != "412 precondition_failed" {
				t.Errorf("%s: %v", wrong, got)
			}
		}
		patched := writeAsk(t, http.MethodPatch, url+"/1", `{"title":"X"}`, "If-Match", `"x.y",W/"z", `+tag)
		if patched.view(t, http.StatusOK); patched.Header.Get("ETag") == tag {
			t.Error("the tag has not changed with the row")
		}
		if got := mountGet(t, url+"/1").Header.Get("ETag"); got != patched.Header.Get("ETag") {
			t.Errorf("PATCH answers %s, GET %s", patched.Header.Get("ETag"), got)
		}
	})
}

// TestWriteTagsChangeWithTheRow follows a row's tag from write to write: each
// that changes the row changes it, a write of what is there does not.
func TestWriteTagsChangeWithTheRow(t *testing.T) {
	t.Parallel()
	all := versions()
	all["a time"] = byTime
	for name, version := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				_, f := writeOpen(t, open, version)
				url := writeServe(t, f)
				at := url + "/1"
				tag := mountGet(t, at).Header.Get("ETag")
				for _, step := range []struct {
					name, request string
					same          bool
				}{
					{"a value", `PATCH /1 {"title":"X"}`, false},
					{"the same value", `PATCH /1 {"title":"X"}`, true},
					{"what is there", `PUT /1 {"slug":"one","title":"X","views":0,"note":"first","author_id":1}`, true},
					{"what the read schema has not", `PATCH /bulk [{"id":1,"note":"n"}]`, false},
					{"another row", `PATCH /2 {"title":"X"}`, true},
				} {
					writeSend(t, url, step.request)
					next := mountGet(t, at).Header.Get("ETag")
					if (next == tag) != step.same {
						t.Errorf("%s: %s, then %s", step.name, tag, next)
					}
					tag = next
				}
			})
		})
	}
}

// TestWriteSetsMakeAVersion has a change of the tags alone make a new version,
// whatever tells versions: else a client overwrites tags that it has not seen.
func TestWriteSetsMakeAVersion(t *testing.T) {
	t.Parallel()
	all := versions()
	all["a time"] = byTime
	for name, version := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				_, f := writeOpen(t, open, version)
				url := writeServe(t, f) + "/1"
				tag := mountGet(t, url).Header.Get("ETag")
				writeAsk(t, http.MethodPatch, url, `{"tag_ids":[1,3]}`, "If-Match", tag).view(t, http.StatusOK)
				if got := writeAsk(t, http.MethodPatch, url, `{"tag_ids":[2]}`, "If-Match", tag); got.Status != http.StatusPreconditionFailed {
					t.Errorf("%d %s", got.Status, got.Body)
				}
			})
		})
	}
}
