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

// TestWriteBodyLimit takes a body of exactly the limit, and none longer.
func TestWriteBodyLimit(t *testing.T) {
	t.Parallel()
	const limit = 100
	_, f := writeOpen(t, dbtest.SQLite, func(c *crud.Config[writeArticle]) { c.Limits.BodyBytes = limit })
	url := writeServe(t, f)
	for _, request := range []string{
		`POST - {"slug":"x","title":"X"}`, `PUT /1 {"slug":"one","title":"X"}`, `PATCH /1 {"title":"Y"}`,
		`POST /bulk [{"slug":"y","title":"X"}]`, `PATCH /bulk [{"id":1,"title":"Y"}]`, `POST /bulk/delete {"ids":[2]}`,
	} {
		_, rest, _ := strings.Cut(request, " ")
		_, body, _ := strings.Cut(rest, " ")
		padded := request + strings.Repeat(" ", limit-len(body))
		if got := writeSend(t, url, padded+" ").refused(t); got[0] != "413 body_too_large" {
			t.Errorf("%s: %v", request, got)
		}
		if got := writeSend(t, url, padded); got.Status/100 != 2 {
			t.Errorf("%s: %d %s", request, got.Status, got.Body)
		}
	}
}

// TestWriteDefaultBodyLimit is a mebibyte.
func TestWriteDefaultBodyLimit(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	url := writeServe(t, f)
	body := `{"title":"X"}`
	body += strings.Repeat(" ", 1<<20-len(body))
	writeAsk(t, http.MethodPatch, url+"/1", body).view(t, http.StatusOK)
	if got := writeAsk(t, http.MethodPatch, url+"/1", body+" ").refused(t); got[0] != "413 body_too_large" {
		t.Errorf("%v", got)
	}
}

// TestWriteBulkLimit takes exactly as many rows as a bulk request may have.
func TestWriteBulkLimit(t *testing.T) {
	t.Parallel()
	const most = 3
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) { c.Limits.BulkRows = most })
		url := writeServe(t, f)
		list := func(element string, n int) string {
			elements := make([]string, n)
			for i := range elements {
				elements[i] = strings.ReplaceAll(element, "#", strconv.Itoa(i+1))
			}
			return strings.Join(elements, ",")
		}
		for _, test := range []struct{ request, element, end, pointer string }{
			{`POST /bulk [`, `{"slug":"s#","title":"X"}`, `]`, ""},
			{`PATCH /bulk [`, `{"id":#,"title":"Y"}`, `]`, ""},
			{`POST /bulk/delete {"ids":[`, `#`, `]}`, "/ids"},
		} {
			for n, want := range map[int]string{0: "too_short", most + 1: "too_many"} {
				got := writeSend(t, url, test.request+list(test.element, n)+test.end).refused(t)
				if diff := cmp.Diff([]string{"422 invalid_body", test.pointer + " " + want}, got); diff != "" {
					t.Errorf("%s with %d (-want +got):\n%s", test.request, n, diff)
				}
			}
			if got := writeSend(t, url, test.request+list(test.element, most)+test.end); got.Status/100 != 2 {
				t.Errorf("%s: %d %s", test.request, got.Status, got.Body)
			}
		}
	})
}

// TestWriteBodyDepth refuses what is nested too deep before it looks at keys.
func TestWriteBodyDepth(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	url := writeServe(t, f)
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	for depth, want := range map[int]string{31: "422 invalid_body", 40: "400 malformed_body", 100_000: "400 malformed_body"} {
		for _, request := range []string{`POST - {"slug":"x","title":%s}`, `PUT /1 {"slug":"x","title":%s}`, `PATCH /1 {"title":%s}`} {
			if got := writeSend(t, url, fmt.Sprintf(request, nested(depth))).refused(t); got[0] != want {
				t.Errorf("%d deep, %s: %v", depth, request, got)
			}
		}
	}
}

// TestWriteMediaTypes tells which media types a request takes.
func TestWriteMediaTypes(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	url := writeServe(t, f)
	const all = "application/json, application/merge-patch+json, application/json-patch+json"
	for _, test := range []struct{ request, kind, post, patch string }{
		{`POST - {"slug":"x","title":"X"}`, "text/plain", "application/json", ""},
		{`POST - {"slug":"x","title":"X"}`, "application/x-www-form-urlencoded", "application/json", ""},
		{`POST - {"slug":"x","title":"X"}`, "application/merge-patch+json", "application/json", ""},
		{`POST /bulk [{"slug":"x","title":"X"}]`, "text/plain", "application/json", ""},
		{`POST /bulk/delete {"ids":[1]}`, "text/plain", "application/json", ""},
		{`PUT /1 {"slug":"x","title":"X"}`, "application/merge-patch+json", "", ""},
		{`PATCH /1 {"title":"X"}`, "text/plain", "", all},
		{`PATCH /1 {"title":"X"}`, "application/json; charset=latin1", "", all},
		{`PATCH /bulk [{"id":1,"title":"X"}]`, "application/json-patch+json", "", "application/json"},
	} {
		method, rest, _ := strings.Cut(test.request, " ")
		path, body, _ := strings.Cut(rest, " ")
		got := writeAsk(t, method, url+strings.TrimPrefix(path, "-"), body, "Content-Type", test.kind)
		if got.refused(t)[0] != "415 unsupported_media_type" {
			t.Errorf("%s of %s: %s", test.request, test.kind, got.Body)
		}
		if diff := cmp.Diff([]string{test.post, test.patch}, []string{got.Header.Get("Accept-Post"), got.Header.Get("Accept-Patch")}); diff != "" {
			t.Errorf("%s of %s (-want +got):\n%s", test.request, test.kind, diff)
		}
	}
	for _, kind := range []string{"application/json", "Application/JSON", `application/json; charset="UTF-8"`, "application/merge-patch+json", ""} {
		writeAsk(t, http.MethodPatch, url+"/1", `{"title":"X"}`, "Content-Type", kind).view(t, http.StatusOK)
	}
}

// TestWritePrefer answers no body to who wants none, and the row to all others.
func TestWritePrefer(t *testing.T) {
	t.Parallel()
	requests := []struct {
		request       string
		full, minimal int
	}{
		{`POST - {"slug":"x%d","title":"X"}`, http.StatusCreated, http.StatusCreated},
		{`PUT /1 {"slug":"one","title":"T%d"}`, http.StatusOK, http.StatusNoContent},
		{`PUT /9%d {"slug":"p%[1]d","title":"X"}`, http.StatusCreated, http.StatusCreated},
		{`PATCH /1 {"views":%d}`, http.StatusOK, http.StatusNoContent},
		{`POST /bulk [{"slug":"y%d","title":"X"}]`, http.StatusCreated, http.StatusCreated},
		{`PATCH /bulk [{"id":1,"views":%d}]`, http.StatusOK, http.StatusNoContent},
		{`POST /2/restore {"n":%d}`, http.StatusOK, http.StatusNoContent},
	}
	_, f := writeOpen(t, dbtest.SQLite)
	url := writeServe(t, f, crud.PutCreates())
	for i, test := range requests {
		for j, prefer := range []string{"return=minimal", `respond-async, Return="minimal"; foo=bar`, "return=representation", ""} {
			method, rest, _ := strings.Cut(fmt.Sprintf(test.request, 10*i+j), " ")
			path, body, _ := strings.Cut(rest, " ")
			got := writeAsk(t, method, url+strings.TrimPrefix(path, "-"), body, "Prefer", prefer)
			minimal := j < 2
			want := map[bool]int{true: test.minimal, false: test.full}[minimal]
			applied := got.Header.Get("Preference-Applied") == "return=minimal"
			if got.Status != want || (got.Body == "") != minimal || applied != minimal {
				t.Errorf("%s %s with %q: %d %v %s", method, path, prefer, got.Status, got.Header, got.Body)
			}
			if bulk := strings.HasPrefix(path, "/bulk"); bulk == (got.Header.Get("ETag") != "") {
				t.Errorf("%s %s: ETag %q", method, path, got.Header.Get("ETag"))
			}
		}
	}
	for _, request := range []string{`DELETE /1`, `POST /bulk/delete {"ids":[2]}`} {
		method, rest, _ := strings.Cut(request, " ")
		path, body, _ := strings.Cut(rest, " ")
		got := writeAsk(t, method, url+path, body, "Prefer", "return=representation")
		if got.Status != http.StatusNoContent || got.Body != "" {
			t.Errorf("%s: %d %s", request, got.Status, got.Body)
		}
	}
}
