package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written is an answer to a write.
type written struct {
	status int
	header http.Header
	body   string
}

// send makes a request with a body of JSON, and headers as name, value.
func (a *app) send(t *testing.T, method, target, body string, header ...string) written {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, a.url+target, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := a.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it is read to its end
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return written{response.StatusCode, response.Header, string(answer)}
}

// want checks the status, and decodes the body.
func (w written) want(t *testing.T, status int) (row struct {
	ID       string
	Title    string
	Status   any
	Priority *int
	Tags     []struct{ Name string }
	Items    []struct{ ID, Title string }
	Code     string
	Errors   []struct{ Pointer, Code string }
},
) {
	t.Helper()
	if w.status != status {
		t.Fatalf("%d %s", w.status, w.body)
	}
	if w.body != "" {
		if err := json.Unmarshal([]byte(w.body), &row); err != nil {
			t.Fatal(err)
		}
	}
	return row
}

// mistakes are the places and codes of a problem.
func (w written) mistakes(t *testing.T, status int) (list []string) {
	t.Helper()
	for _, e := range w.want(t, status).Errors {
		list = append(list, e.Pointer+" "+e.Code)
	}
	return list
}

// TestArticleLife creates, reads, changes and deletes an article.
func TestArticleLife(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		var tags []Tag
		if err := a.db.Order("name").Limit(3).Find(&tags).Error; err != nil {
			t.Fatal(err)
		}
		created := a.send(t, http.MethodPost, "/articles", `{"title":"Hello","tag_ids":["`+tags[0].ID.String()+`"]}`)
		row := created.want(t, http.StatusCreated)
		at := created.header.Get("Location")
		if diff := cmp.Diff("/articles/"+row.ID, at); diff != "" || row.Status != any(statusDraft) {
			t.Errorf("%v (-want +got):\n%s", row.Status, diff)
		}
		read := a.send(t, http.MethodGet, at, "")
		if read.want(t, http.StatusOK); read.header.Get("ETag") != created.header.Get("ETag") || read.body != created.body {
			t.Errorf("created %s, read %s", created.body, read.body)
		}
		tag := read.header.Get("ETag")
		a.send(t, http.MethodGet, at, "", "If-None-Match", tag).want(t, http.StatusNotModified)

		patched := a.send(t, http.MethodPatch, at, `{"priority":3}`, "If-Match", tag)
		if row := patched.want(t, http.StatusOK); row.Priority == nil || *row.Priority != 3 || row.Title != "Hello" {
			t.Errorf("patched %s", patched.body)
		}
		a.send(t, http.MethodPatch, at, `{"priority":4}`, "If-Match", tag).want(t, http.StatusPreconditionFailed)
		a.send(t, http.MethodPatch, at, `[{"op":"test","path":"/priority","value":3},{"op":"add","path":"/tag_ids/-","value":"`+tags[1].ID.String()+`"}]`,
			"Content-Type", "application/json-patch+json").want(t, http.StatusOK)
		var names []string
		for _, tag := range a.send(t, http.MethodGet, at+"?include=tags", "").want(t, http.StatusOK).Tags {
			names = append(names, tag.Name)
		}
		if diff := cmp.Diff([]string{tags[0].Name, tags[1].Name}, names); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}

		replaced := a.send(t, http.MethodPut, at, `{"title":"Again","tag_ids":[]}`).want(t, http.StatusOK)
		if replaced.Priority != nil || replaced.Title != "Again" {
			t.Errorf("replaced %+v", replaced)
		}
		a.send(t, http.MethodDelete, at, "").want(t, http.StatusNoContent)
		a.send(t, http.MethodDelete, at, "").want(t, http.StatusNotFound)
	})
}

// TestArticlesInBulk creates, changes and deletes several articles at once.
func TestArticlesInBulk(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		created := a.send(t, http.MethodPost, "/articles/bulk", `[{"title":"a"},{"title":"b"}]`).want(t, http.StatusCreated)
		first, second := created.Items[0].ID, created.Items[1].ID
		patched := a.send(t, http.MethodPatch, "/articles/bulk", `[{"id":"`+second+`","title":"c"},{"id":"`+first+`","views":1}]`).want(t, http.StatusOK)
		if patched.Items[0].Title != "c" || patched.Items[1].Title != "a" {
			t.Errorf("got %+v", patched.Items)
		}
		failed := a.send(t, http.MethodPost, "/articles/bulk", `[{"title":"a"},{"title":""}]`)
		if diff := cmp.Diff([]string{"/1/title required"}, failed.mistakes(t, http.StatusUnprocessableEntity)); diff != "" {
			t.Error(diff)
		}
		missing := a.send(t, http.MethodPost, "/articles/bulk/delete", `{"ids":["`+first+`","6ce2c0cd-0000-554a-90e7-1b5099942266"]}`)
		if diff := cmp.Diff([]string{"/ids/1 not_found"}, missing.mistakes(t, http.StatusNotFound)); diff != "" {
			t.Error(diff)
		}
		a.send(t, http.MethodPost, "/articles/bulk/delete", `{"ids":["`+first+`","`+second+`"]}`).want(t, http.StatusNoContent)
		a.send(t, http.MethodGet, "/articles/"+first, "").want(t, http.StatusNotFound)
	})
}

// TestBodiesAreChecked: every mistake of a body is told at its place.
func TestBodiesAreChecked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		bad := a.send(t, http.MethodPost, "/articles",
			`{"title":"","id":"x","created_at":null,"foo":1,"status":"no","views":-1,"priority":"a","published":null,"tag_ids":["x"]}`)
		want := []string{
			"/created_at read_only", "/foo unknown_field", "/id read_only", "/published null_value", "/priority invalid_value",
			"/tag_ids/0 invalid_value", "/title required", "/status not_one_of", "/views out_of_range",
		}
		if diff := cmp.Diff(want, bad.mistakes(t, http.StatusUnprocessableEntity)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		unknown := a.send(t, http.MethodPost, "/articles", `{"title":"x","category_id":"6ce2c0cd-0000-554a-90e7-1b5099942266"}`)
		if diff := cmp.Diff([]string{"/category_id unknown_reference"}, unknown.mistakes(t, http.StatusUnprocessableEntity)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		a.send(t, http.MethodPost, "/articles", `{"title":`).want(t, http.StatusBadRequest)
		a.send(t, http.MethodPost, "/articles", `title=x`, "Content-Type", "text/plain").want(t, http.StatusUnsupportedMediaType)
	})
}

// TestCategoryLife: categories have unique names, and stay while articles have
// them.
func TestCategoryLife(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		created := a.send(t, http.MethodPost, "/categories", `{"name":"New one"}`)
		created.want(t, http.StatusCreated)
		taken := a.send(t, http.MethodPost, "/categories", `{"name":"New one"}`)
		if diff := cmp.Diff([]string{"/name unique_violation"}, taken.mistakes(t, http.StatusConflict)); diff != "" {
			t.Error(diff)
		}
		if strings.Contains(taken.body, "New one") {
			t.Errorf("a value: %s", taken.body)
		}
		at := created.header.Get("Location")
		a.send(t, http.MethodPatch, at, `{"name":"Newer"}`).want(t, http.StatusOK)
		minimal := a.send(t, http.MethodPut, at, `{"name":"Newest"}`, "Prefer", "return=minimal")
		if minimal.want(t, http.StatusNoContent); minimal.header.Get("Preference-Applied") != "return=minimal" {
			t.Errorf("got %v", minimal.header)
		}
		a.send(t, http.MethodDelete, at, "").want(t, http.StatusNoContent)
		var used Article
		if err := a.db.Where("category_id IS NOT NULL").First(&used).Error; err != nil {
			t.Fatal(err)
		}
		referred := a.send(t, http.MethodDelete, "/categories/"+used.CategoryID.String(), "").want(t, http.StatusConflict)
		if referred.Code != "foreign_key_violation" {
			t.Errorf("got %+v", referred)
		}
	})
}
