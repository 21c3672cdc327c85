package explorer_test

import (
	"net/http"
	"testing"
)

// A part of a malformed query asks for more rows than the whole.
func TestMalformedQueriesAreRefused(t *testing.T) {
	t.Parallel()
	a := open(t)
	for _, path := range []string{
		"/explorer/list/books?filter_by[genre]=novel;x", "/explorer/list/books?download=csv&filter_by[genre]=novel;x",
		"/explorer/list/books?search=&filter_by[genre]=%zz", "/explorer/row/books/1?fields=id;x", "/explorer/row/books/1?done=saved&x=%zz",
		"/books?filter_by[genre]=novel;x", "/books?download=csv&filter_by[genre]=novel;x", "/books/1?fields=id;x",
	} {
		a.get(path, "Accept", "text/html").want(http.StatusBadRequest).has("Malformed query string")
	}
	p := a.get("/books/cursor?filter_by[genre]=novel;x", "Accept", "text/html").want(http.StatusSeeOther)
	equal(t, "of one mode", p.header.Get("Location"), "/books?filter_by[genre]=novel;x")
}
