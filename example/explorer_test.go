package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// The pages at /explorer show every resource, and write only where the
// environment says so.
func TestExplorer(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, env := range []struct {
			settings []string
			writes   bool
		}{{nil, false}, {[]string{"EXPLORER", "read"}, false}, {[]string{"EXPLORER", "write"}, true}} {
			b := a.with(t, env.settings...)
			for path, text := range map[string]string{
				"/explorer/":                     "/public/articles",
				"/explorer/list/articles":        "Category name",
				"/explorer/list/public/articles": "Category name",
				"/explorer/list/categories":      "Databases",
			} {
				status, body := b.pageOf(t, path)
				if status != http.StatusOK || !strings.Contains(body, text) {
					t.Errorf("%v %s: %d without %q", env.settings, path, status, text)
				}
			}
			if status, _ := b.pageOf(t, "/explorer/new/articles"); (status == http.StatusOK) != env.writes {
				t.Errorf("%v: the form to create answers %d", env.settings, status)
			}
		}
	})
}

// A path answers browsers with a page only where the environment says so.
func TestPagesAtOwnPaths(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for env, isPage := range map[string]bool{"read": false, "write": false, "html": true} {
			b := a.with(t, "EXPLORER", env)
			for _, path := range []string{"/articles", "/public/articles", "/categories"} {
				if _, body := b.pageOf(t, path, "Accept", "*/*"); !strings.HasPrefix(body, "{") {
					t.Errorf("EXPLORER=%s %s: %.40s", env, path, body)
				}
				page := &app{url: b.url, client: &http.Client{}} // the document has no pages
				status, body := page.pageOf(t, path, "Accept", "text/html,*/*;q=0.8")
				if status != http.StatusOK || strings.HasPrefix(body, "<!DOCTYPE html>") != isPage {
					t.Errorf("EXPLORER=%s %s: %d %.40s", env, path, status, body)
				}
			}
		}
	})
}

func (a *app) pageOf(t *testing.T, path string, headers ...string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := a.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(content)
}
