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

func (a *app) pageOf(t *testing.T, path string) (status int, body string) {
	t.Helper()
	answer, err := a.client.Get(a.url + path)
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
