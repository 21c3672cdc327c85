package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEveryWrite goes through all requests of one resource, then of the other.
func TestEveryWrite(t *testing.T) {
	t.Parallel()
	for path, name := range map[string]string{"/articles": "title", "/categories": "name"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, a *app) {
				body := func(text string) string { return `{"` + name + `":"` + text + `"}` }
				made := a.send(t, http.MethodPost, path, body("one"))
				id := made.want(t, http.StatusCreated).ID
				at := made.header.Get("Location")
				if at != path+"/"+id {
					t.Errorf("Location %q", at)
				}
				tag := made.header.Get("ETag")
				a.send(t, http.MethodGet, at, "", "If-None-Match", tag).want(t, http.StatusNotModified)
				put := a.send(t, http.MethodPut, at, body("two"), "If-Match", tag)
				put.want(t, http.StatusOK)
				a.send(t, http.MethodPut, at, body("three"), "If-Match", tag).want(t, http.StatusPreconditionFailed)
				a.send(t, http.MethodPatch, at, body("three"), "If-Match", "W/"+put.header.Get("ETag")).want(t, http.StatusPreconditionFailed)
				a.send(t, http.MethodPatch, at, body("three"), "If-Match", put.header.Get("ETag"),
					"Content-Type", "application/merge-patch+json").want(t, http.StatusOK)
				jsonPatch := `[{"op":"test","path":"/` + name + `","value":"three"},{"op":"replace","path":"/` + name + `","value":"four"}]`
				a.send(t, http.MethodPatch, at, jsonPatch, "Content-Type", "application/json-patch+json").want(t, http.StatusOK)
				failed := a.send(t, http.MethodPatch, at, jsonPatch, "Content-Type", "application/json-patch+json")
				if code := failed.want(t, http.StatusConflict).Code; code != "patch_test_failed" {
					t.Errorf("%s", failed.body)
				}
				if got := a.send(t, http.MethodGet, at, ""); !strings.Contains(got.body, `"`+name+`":"four"`) {
					t.Errorf("%s", got.body)
				}
				a.writeInBulk(t, path, name)
				for method, text := range map[string]string{http.MethodPut: body("x"), http.MethodPatch: body("x"), http.MethodDelete: ""} {
					for _, absent := range []string{"/6ce2c0cd-0000-554a-90e7-1b5099942266", "/x", "/%00"} {
						a.send(t, method, path+absent, text).want(t, http.StatusNotFound)
					}
				}
				a.send(t, http.MethodDelete, at, "", "If-Match", tag).want(t, http.StatusPreconditionFailed)
				a.send(t, http.MethodDelete, at, "", "If-Match", "*").want(t, http.StatusNoContent)
				a.send(t, http.MethodGet, at, "").want(t, http.StatusNotFound)
			})
		})
	}
}

// writeInBulk creates, patches and deletes two rows.
func (a *app) writeInBulk(t *testing.T, path, name string) {
	t.Helper()
	made := a.send(t, http.MethodPost, path+"/bulk", `[{"`+name+`":"five"},{"`+name+`":"six"}]`).want(t, http.StatusCreated)
	first, second := made.Items[0].ID, made.Items[1].ID
	a.send(t, http.MethodPatch, path+"/bulk", `[{"id":"`+second+`","`+name+`":"seven"},{"id":"`+first+`"}]`,
		"Prefer", "return=minimal").want(t, http.StatusNoContent)
	if got := a.send(t, http.MethodGet, path+"/"+second, ""); !strings.Contains(got.body, `"`+name+`":"seven"`) {
		t.Errorf("%s", got.body)
	}
	a.send(t, http.MethodPost, path+"/bulk/delete", `{"ids":["`+first+`","`+second+`"]}`).want(t, http.StatusNoContent)
	a.send(t, http.MethodPost, path+"/bulk/delete", `{"ids":["`+first+`"]}`).want(t, http.StatusNotFound)
}

// TestArticlesAtTheirLimits takes what is just allowed, and nothing beyond.
func TestArticlesAtTheirLimits(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for body, want := range map[string][]string{
			`{"title":"` + strings.Repeat("ü", 256) + `"}`: nil,
			`{"title":"` + strings.Repeat("u", 257) + `"}`: {"/title too_long"},
			`{"title":""}`:                                                     {"/title required"},
			`{"body":"x"}`:                                                     {"/title required"},
			`{"title":"x","status":"archived"}`:                                nil,
			`{"title":"x","status":"Draft"}`:                                   {"/status not_one_of"},
			`{"title":"x","status":""}`:                                        {"/status not_one_of"},
			`{"title":"x","status":null}`:                                      {"/status null_value"},
			`{"title":"x","priority":null}`:                                    nil,
			`{"title":"x","priority":-5}`:                                      nil,
			`{"title":"x","priority":1.5}`:                                     {"/priority out_of_range"},
			`{"title":"x","views":0}`:                                          nil,
			`{"title":"x","views":-1}`:                                         {"/views out_of_range"},
			`{"title":"x","category_id":null}`:                                 nil,
			`{"title":"x","category_name":"Go"}`:                               {"/category_name read_only"},
			`{"title":"x","created_at":null}`:                                  {"/created_at read_only"},
			`{"title":"x","tags":[]}`:                                          {"/tags unknown_field"},
			`{"title":"x","tag_ids":[]}`:                                       nil,
			`{"title":"x","Title":"y"}`:                                        {"/Title unknown_field"},
			`{"title":"x","title":"y"}`:                                        {"/title duplicate_key"},
			`{"title":"x","tag_ids":["6ce2c0cd-0000-554a-90e7-1b5099942266"]}`: {"/tag_ids/0 unknown_reference"},
		} {
			got := a.send(t, http.MethodPost, "/articles", body)
			if want == nil {
				got.want(t, http.StatusCreated)
				continue
			}
			if diff := cmp.Diff(want, got.mistakes(t, http.StatusUnprocessableEntity)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", body, diff)
			}
		}
	})
}

// TestCategoryNamesAreUnique, by every request that can set one.
func TestCategoryNamesAreUnique(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		taken := theWorld.categories[0].Name
		id := theWorld.categories[1].ID.String()
		for _, request := range []struct{ method, path, body string }{
			{http.MethodPost, "/categories", `{"name":"` + taken + `"}`},
			{http.MethodPut, "/categories/" + id, `{"name":"` + taken + `"}`},
			{http.MethodPatch, "/categories/" + id, `{"name":"` + taken + `"}`},
			{http.MethodPost, "/categories/bulk", `[{"name":"fresh"},{"name":"` + taken + `"}]`},
			{http.MethodPatch, "/categories/bulk", `[{"id":"` + id + `","name":"` + taken + `"}]`},
		} {
			got := a.send(t, request.method, request.path, request.body)
			if got.want(t, http.StatusConflict).Code != "unique_violation" || strings.Contains(got.body, taken) {
				t.Errorf("%v: %s", request, got.body)
			}
		}
		for body, want := range map[string]string{
			`{}`: "/name required", `{"name":""}`: "/name required", `{"name":null}`: "/name null_value",
			`{"name":"` + strings.Repeat("x", 101) + `"}`: "/name too_long",
		} {
			if diff := cmp.Diff(want, strings.Join(a.send(t, http.MethodPost, "/categories", body).mistakes(t, 422)[:1], "")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", body, diff)
			}
		}
	})
}

// TestWritesUnderAScope neither reach an article that the public does not see,
// nor make one.
func TestWritesUnderAScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		const path = "/public/articles"
		hidden := where(theWorld.articles, func(r row) bool { return !isPublic(r) })[0].ID.String()
		shown := where(theWorld.articles, isPublic)[0].ID.String()
		before := a.send(t, http.MethodGet, "/articles/"+hidden, "").body
		for _, test := range []struct {
			method, path, body string
			status             int
		}{
			{http.MethodPut, "/" + hidden, `{"title":"x","published":true}`, http.StatusNotFound},
			{http.MethodPatch, "/" + hidden, `{"published":true}`, http.StatusNotFound},
			{http.MethodDelete, "/" + hidden, "", http.StatusNotFound},
			{http.MethodPatch, "/bulk", `[{"id":"` + shown + `","title":"x"},{"id":"` + hidden + `","title":"x"}]`, http.StatusNotFound},
			{http.MethodPost, "/bulk/delete", `{"ids":["` + shown + `","` + hidden + `"]}`, http.StatusNotFound},
			{http.MethodPost, "", `{"title":"x"}`, http.StatusForbidden},
			{http.MethodPut, "/" + shown, `{"title":"x"}`, http.StatusForbidden},
			{http.MethodPatch, "/" + shown, `{"published":false}`, http.StatusForbidden},
			{http.MethodPost, "/bulk", `[{"title":"x","published":true},{"title":"y"}]`, http.StatusForbidden},
			{http.MethodPatch, "/bulk", `[{"id":"` + shown + `","published":false}]`, http.StatusForbidden},
		} {
			got := a.send(t, test.method, path+test.path, test.body)
			code := map[int]string{http.StatusNotFound: "not_found", http.StatusForbidden: "outside_scope"}[test.status]
			if got.want(t, test.status).Code != code {
				t.Errorf("%v: %s", test, got.body)
			}
		}
		if diff := cmp.Diff(before, a.send(t, http.MethodGet, "/articles/"+hidden, "").body); diff != "" {
			t.Errorf("the hidden article (-before +after):\n%s", diff)
		}
		if page, _ := offset[article](t, a, "/articles"); *page.Pagination.TotalCount != int64(len(theWorld.articles)) {
			t.Errorf("%d articles", *page.Pagination.TotalCount)
		}
		made := a.send(t, http.MethodPost, path, `{"title":"x","published":true}`)
		if at := made.header.Get("Location"); at != path+"/"+made.want(t, http.StatusCreated).ID {
			t.Errorf("Location %q", at)
		}
		a.send(t, http.MethodPatch, path+"/"+shown, `{"title":"y"}`).want(t, http.StatusOK)
		a.send(t, http.MethodDelete, path+"/"+shown, "").want(t, http.StatusNoContent)
	})
}
