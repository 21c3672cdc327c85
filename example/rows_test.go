package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func TestOneRow(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, r := range theWorld.articles[len(theWorld.articles)-25:] {
			for _, path := range []string{"/articles/" + r.ID.String(), "/articles/" + strings.ToUpper(r.ID.String())} {
				got := decode[article](t, a.get(t, path))
				if diff := cmp.Diff(r.article, got); diff != "" {
					t.Errorf("GET %s (-want +got):\n%s", path, diff)
				}
			}
		}
		for _, c := range theWorld.categories {
			path := "/categories/" + c.ID.String()
			if diff := cmp.Diff(c, decode[category](t, a.get(t, path))); diff != "" {
				t.Errorf("GET %s (-want +got):\n%s", path, diff)
			}
		}
	})
}

// Absent, outside the scope and impossible are the same answer.
func TestNoSuchRow(t *testing.T) {
	t.Parallel()
	hidden := where(theWorld.articles, not(isPublic))[0].ID.String()
	known := theWorld.articles[0].ID.String()
	each(t, func(t *testing.T, a *app) {
		var details []string
		for _, path := range []string{
			"/articles/" + uuid.Nil.String(), "/articles/" + uuid.NewString(), "/public/articles/" + hidden,
			"/public/articles/" + uuid.NewString(), "/articles/x", "/articles/1", "/articles/%00", "/articles/%ff", "/articles/%20",
			"/articles/" + known + "%20", "/articles/" + known[:35], "/articles/" + known + "0", "/articles/{" + known + "}",
			"/articles/urn:uuid:" + known, "/articles/" + strings.ReplaceAll(known, "-", ""), "/articles/" + known + "," + known,
			"/articles/null", "/articles/bulk", "/articles/' OR 1=1 --", "/articles/" + strings.Repeat("x", 10_000),
			"/categories/" + known, "/categories/x", "/public/articles/x",
		} {
			details = append(details, a.problem(t, path, 404, "not_found").Detail)
		}
		for _, detail := range details {
			if detail != details[0] {
				t.Errorf("two answers: %q and %q", details[0], detail)
			}
		}
		// The row outside the scope is there.
		if got := a.get(t, "/articles/"+hidden); got.status != 200 {
			t.Errorf("GET /articles/%s: %d", hidden, got.status)
		}
	})
}

// The rule of misspelt names holds on lists.
func TestOneRowIgnoresOtherParameters(t *testing.T) {
	t.Parallel()
	r := theWorld.articles[0]
	each(t, func(t *testing.T, a *app) {
		for _, query := range []string{"utm_source=mail", "page=2", "filterby[x]=1", "sort=title"} {
			got := decode[article](t, a.get(t, "/articles/"+r.ID.String()+"?"+query))
			if diff := cmp.Diff(r.article, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
	})
}
