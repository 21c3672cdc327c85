package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// routes are all that the app answers to GET.
func routes() []string {
	id := theWorld.articles[0].ID.String()
	return []string{
		"/articles", "/articles/offset", "/articles/cursor", "/articles/" + id, "/articles?pagination_type=cursor",
		"/public/articles", "/public/articles/offset", "/public/articles/cursor",
		"/public/articles/" + where(theWorld.articles, isPublic)[0].ID.String(),
		"/categories", "/categories/offset", "/categories/cursor", "/categories/" + theWorld.categories[0].ID.String(),
		"/healthz", "/readyz",
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, path := range []string{"/healthz", "/readyz"} {
			if got := a.get(t, path); got.status < 200 || got.status > 299 {
				t.Errorf("GET %s: %d: %s", path, got.status, got.body)
			}
		}
	})
}

// Every GET answers HEAD: the same head, and no body.
func TestHead(t *testing.T) {
	t.Parallel()
	more := []string{"/articles?page=x", "/articles/x", "/nowhere", "/articles?a=%zz", "/articles/cursor?cursor=x", "/articles?count=none"}
	each(t, func(t *testing.T, a *app) {
		for _, target := range append(routes(), more...) {
			t.Run(target, func(t *testing.T) {
				get, head := a.get(t, target), a.request(t, http.MethodHead, target)
				if head.status != get.status || len(head.body) > 0 {
					t.Errorf("HEAD %s: status %d with %d bytes, GET has %d", target, head.status, len(head.body), get.status)
				}
				for _, header := range []http.Header{get.header, head.header} {
					header.Del("Date")
					header.Del(requestID)
				}
				if diff := cmp.Diff(get.header, head.header); diff != "" {
					t.Errorf("HEAD %s (-GET +HEAD):\n%s", target, diff)
				}
			})
		}
	})
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, target := range []string{
			"/", "/nowhere", "/article", "/articles/offset/2", "/articles/x/y", "/public", "/public/categories", "/healthz/x", "/articles/a%2Fb",
		} {
			a.problem(t, target, 404, "not_found")
		}
		for _, method := range []string{http.MethodPost, http.MethodDelete, http.MethodPatch} {
			problemOf(t, a.request(t, method, "/nowhere"), 404, "not_found")
		}
	})
}

// A route that exists takes no other method, and says which it takes.
func TestOtherMethods(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, target := range []string{"/articles", "/public/articles", "/categories", "/healthz", "/readyz"} {
			for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodTrace, "PROPFIND"} {
				t.Run(method+" "+target, func(t *testing.T) {
					got := a.request(t, method, target)
					problemOf(t, got, 405, "method_not_allowed")
					var allowed []string
					for one := range strings.SplitSeq(strings.Join(got.header.Values("Allow"), ","), ",") {
						allowed = append(allowed, strings.TrimSpace(one))
					}
					if !slices.Contains(allowed, http.MethodGet) {
						t.Errorf("Allow: %v misses GET (RFC 9110, section 15.5.6)", allowed)
					}
				})
			}
		}
	})
}

func TestAccept(t *testing.T) {
	t.Parallel()
	tests := []struct {
		accept []string
		ok     bool
	}{
		{nil, true},
		{[]string{""}, true}, // an empty list asks for nothing
		{[]string{"text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"}, true},
		{[]string{"*/*"}, true},
		{[]string{"application/*"}, true},
		{[]string{"application/json"}, true},
		{[]string{"Application/JSON"}, true},
		{[]string{"application/json;q=0.1"}, true},
		{[]string{"application/json; charset=utf-8"}, true},
		{[]string{"image/png, */*;q=0.1"}, true},
		{[]string{"image/png,application/json"}, true},
		{[]string{"image/png", "application/json"}, true}, // two lines are one list
		{[]string{"image/png"}, false},
		{[]string{"image/*"}, false},
		{[]string{"image/png, image/webp;q=0.5"}, false},
		{[]string{"application/json;q=0"}, false},
		{[]string{"image/png, application/json;q=0.0"}, false},
		{[]string{"application/json;q=0, application/x-ndjson;q=0, text/*;q=0, */*"}, false}, // the more specific range counts
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			t.Run(fmt.Sprintf("%q", test.accept), func(t *testing.T) {
				var header []string
				for _, line := range test.accept {
					header = append(header, "Accept", line)
				}
				for _, target := range []string{"/articles", "/categories/cursor", "/articles/" + theWorld.articles[0].ID.String()} {
					got := a.get(t, target, header...)
					if test.ok {
						if got.status != 200 {
							t.Errorf("GET %s: status %d: %.300s", target, got.status, got.body)
						}
						continue
					}
					problemOf(t, got, 406, "not_acceptable")
				}
			})
		}
	})
}

// Requests that run at once share nothing: each has its scope's rows.
func TestRequestsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		done := make(chan func())
		targets := map[string][]row{
			"/articles?order_by=title&items_per_page=30":                  sorted(theWorld.articles, "title"),
			"/public/articles?order_by=-title&items_per_page=30":          sorted(where(theWorld.articles, isPublic), "-title"),
			"/articles?filter_by[status]=draft&items_per_page=30":         sorted(where(theWorld.articles, statusIn(statusDraft)), ""),
			"/public/articles?filter_by[status]=draft&items_per_page=30":  sorted(where(theWorld.articles, isPublic, statusIn(statusDraft)), ""),
			"/articles?search=e&order_by=category__name&items_per_page=5": sorted(where(theWorld.articles, matching("e")), "category__name"),
		}
		for range 4 {
			for target, rows := range targets {
				go func() {
					got := a.get(t, target)
					done <- func() {
						page := decode[offsetPage[article]](t, got)
						sameRows(t, target, cut(rows, 1, page.Pagination.ItemsPerPage), page.Items)
					}
				}()
			}
		}
		for range 4 * len(targets) {
			(<-done)()
		}
	})
}
