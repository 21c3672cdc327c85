package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// For a facet the values are those of the rows that satisfy everything but the
// client's own choice there.
func TestFacets(t *testing.T) {
	t.Parallel()
	rows := theWorld.articles
	of := func(keep ...func(row) bool) []row { return where(rows, keep...) }
	ranked := func(r row) bool { return r.Priority != nil && *r.Priority > 3 }
	tests := []struct {
		query string
		want  string
	}{
		{"", facetsOf(rows, rows)},
		{"facets=true", facetsOf(rows, rows)},
		{"filter_by[status]=draft", facetsOf(rows, of(statusIn(statusDraft)))},
		{"filter_by[status][in]=draft,archived", facetsOf(rows, of(statusIn(statusDraft, statusArchived)))},
		{"filter_by[status][ne]=draft", facetsOf(rows, of(not(statusIn(statusDraft))))},
		{"filter_by[category__name]=Databases", facetsOf(of(filedUnder("Databases")), rows)},
		{"filter_by[category__name][is_null]=true", facetsOf(of(unfiled), rows)},
		{"filter_by[category__name][icontains]=o", facetsOf(of(func(r row) bool {
			return r.CategoryName != nil && contains(*r.CategoryName, "o")
		}), rows)},
		{
			"filter_by[category__name]=Databases&filter_by[status]=archived",
			facetsOf(of(filedUnder("Databases")), of(statusIn(statusArchived))),
		},
		{
			"filter_by[category__name]=Databases&filter_by[status]=archived&filter_by[priority][gt]=3",
			facetsOf(of(filedUnder("Databases"), ranked), of(statusIn(statusArchived), ranked), statusArchived, "Databases"),
		},
		{"filter_by[priority][gt]=3", facetsOf(of(ranked), of(ranked))},
		{"search=postgresql", facetsOf(of(matching("postgresql")), of(matching("postgresql")))},
		{"filter_by[tags__name]=postgresql", facetsOf(of(tagged("postgresql")), of(tagged("postgresql")))},
		{"search=postgresql&filter_by[status]=draft", facetsOf(of(matching("postgresql")), of(matching("postgresql"), statusIn(statusDraft)), statusDraft)},

		// A chosen value is listed even where no row has it.
		{"search=snake_case&filter_by[status]=draft", facetsOf(of(matching("snake_case")), nil, statusDraft)},
		{"search=snake_case&filter_by[status][in]=archived,draft", facetsOf(of(matching("snake_case")), of(matching("snake_case"), statusIn(statusDraft, statusArchived)), statusDraft, statusArchived)},
		{"search=nothing-has-this&filter_by[status]=published", facetsOf(nil, nil, statusPublished)},
		{"filter_by[category__name]=Nowhere", facetsOf(nil, rows, "Nowhere")},
		{"filter_by[category__name]=Nowhere&filter_by[category__name]=Go", facetsOf(of(filedUnder("Go")), rows, "Nowhere")},
		{"filter_by[category__name]=" + emptyCategory, facetsOf(nil, rows, emptyCategory)},
		{`filter_by[category__name][in]="C, ""C%2B%2B"" %26 friends"`, facetsOf(of(filedUnder(commaCategory)), rows, commaCategory)},
		{"search=nothing-has-this", facetsOf(nil, nil)},

		// Whatever page is shown.
		{"page=3&items_per_page=2", facetsOf(rows, rows)},
		{"page=500", facetsOf(rows, rows)},
		{"count=none&order_by=title", facetsOf(rows, rows)},
		{"pagination_type=cursor&items_per_page=1", facetsOf(rows, rows)},

		// A choice of facets, which keep the declared order.
		{"facets=false", "null"},
		{"facets=status", `{"status":["draft","published","archived"]}`},
		{"facets=category__name,status", facetsOf(rows, rows)},
		{"facets=status&filter_by[status]=draft", `{"status":["draft","published","archived"]}`},
		{"facets=category__name&filter_by[category__name]=Go", `{"category__name":` + list(categoriesOf(rows)) + `}`},
		{"facets=false&pagination_type=cursor", "null"},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			t.Run(test.query, func(t *testing.T) {
				got := a.get(t, "/articles?"+test.query)
				var page struct {
					FilterAttributes json.RawMessage `json:"filter_attributes"`
				}
				if err := json.Unmarshal(got.body, &page); err != nil || got.status != 200 {
					t.Fatalf("status %d: %s", got.status, got.body)
				}
				if diff := cmp.Diff(test.want, string(page.FilterAttributes)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	})
}

func categoriesOf(rows []row) []string {
	var names []string
	for _, r := range rows {
		if r.CategoryName != nil {
			names = append(names, *r.CategoryName)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// A scope is never lifted, not even for the facet that was chosen from.
func TestFacetsUnderAScope(t *testing.T) {
	t.Parallel()
	public := where(theWorld.articles, isPublic)
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct{ query, want string }{
			{"", facetsOf(public, public)},
			{"filter_by[status]=archived", facetsOf(public, where(public, statusIn(statusArchived)), statusArchived)},
			{"filter_by[category__name]=Security&filter_by[priority]=1", facetsOf(
				where(public, filedUnder("Security"), func(r row) bool { return r.Priority != nil && *r.Priority == 1 }),
				where(public, func(r row) bool { return r.Priority != nil && *r.Priority == 1 }), "Security")},
		} {
			for _, path := range []string{"/public/articles", "/public/articles/offset"} {
				page, _ := offset[article](t, a, path+"?"+test.query)
				if diff := cmp.Diff(test.want, string(page.FilterAttributes)); diff != "" {
					t.Errorf("GET %s?%s (-want +got):\n%s", path, test.query, diff)
				}
			}
		}
		// Without the rows outside, what they had is gone.
		a.exec(t, "UPDATE articles SET published = ? WHERE status <> ?", false, statusPublished)
		page, _ := offset[article](t, a, "/public/articles?facets=status")
		if got := string(page.FilterAttributes); got != `{"status":["published"]}` {
			t.Errorf("got %s", got)
		}
	})
}

// Without rows there are facets without values.
func TestFacetsOfAnEmptyTable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		a.remove(t, theWorld.articles)
		for _, path := range []string{"/articles", "/public/articles"} {
			page, _ := offset[article](t, a, path)
			if got := string(page.FilterAttributes); len(page.Items) != 0 || got != facetsOf(nil, nil) {
				t.Errorf("GET %s: %d articles, facets %s", path, len(page.Items), got)
			}
		}
		page, _ := keyset[article](t, a, "/articles/cursor?count=exact")
		if p := page.Pagination; len(page.Items) != 0 || p.HasMore || p.NextCursor != nil || *p.TotalCount != 0 {
			t.Errorf("GET /articles/cursor: %+v", page)
		}
	})
}

// More values than a facet lists are told of, and a chosen one is listed still.
func TestFacetWithTooManyValues(t *testing.T) {
	t.Parallel()
	type page struct {
		offsetPage[article]

		Truncated []string `json:"filter_attributes_truncated,omitempty"`
	}
	each(t, func(t *testing.T, a *app) {
		names := categoriesOf(theWorld.articles)
		var categories []Category
		var articles []Article
		for i := len(names); i < 101; i++ {
			c := Category{ID: uuid.New(), Name: fmt.Sprintf("~%03d", i)}
			categories, names = append(categories, c), append(names, c.Name)
			articles = append(articles, Article{ID: uuid.New(), CreatedAt: time.Now(), Title: "One more", Status: statusDraft, CategoryID: &c.ID})
		}
		last := len(articles) - 1
		a.create(t, categories)
		a.create(t, articles[:last])
		full := decode[page](t, a.get(t, "/articles?facets=category__name"))
		if want := `{"category__name":` + list(names[:100]) + `}`; string(full.FilterAttributes) != want || full.Truncated != nil {
			t.Errorf("100 values: %s, truncated %v", full.FilterAttributes, full.Truncated)
		}
		a.create(t, articles[last:])
		cutOff := decode[page](t, a.get(t, "/articles"))
		want := `{"status":["draft","published","archived"],"category__name":` + list(names[:100]) + `}`
		if diff := cmp.Diff(want, string(cutOff.FilterAttributes)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"category__name"}, cutOff.Truncated); diff != "" {
			t.Errorf("filter_attributes_truncated (-want +got):\n%s", diff)
		}
		chosen := decode[page](t, a.get(t, "/articles?facets=category__name&filter_by[category__name]="+names[100]))
		var listed map[string][]string
		if err := json.Unmarshal(chosen.FilterAttributes, &listed); err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(listed["category__name"], names[100]) || chosen.Truncated == nil {
			t.Errorf("chosen, but not listed: %s, truncated %v", chosen.FilterAttributes, chosen.Truncated)
		}
	})
}
