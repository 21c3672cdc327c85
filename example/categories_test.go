package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCategories(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			query string
			keep  func(string) bool
			desc  bool
		}{
			{query: ""},
			{query: "order_by=name"},
			{query: "order_by=-name", desc: true},
			{query: "order_dir=desc", desc: true},
			{query: "order_by=name&order_dir=desc", desc: true},
			{query: "search=o", keep: func(s string) bool { return contains(s, "o") }},
			{query: "search=ÜNBENUTZT", keep: func(s string) bool { return s == emptyCategory }},
			{query: "filter_by[name]=Databases", keep: func(s string) bool { return s == "Databases" }},
			{query: "filter_by[name][ne]=Databases", keep: func(s string) bool { return s != "Databases" }},
			{query: "filter_by[name]=Go&filter_by[name]=Python", keep: func(s string) bool { return s == "Go" || s == "Python" }},
			{query: "filter_by[name][starts_with]=D&order_by=-name", keep: func(s string) bool { return strings.HasPrefix(s, "D") }, desc: true},
			{query: "filter_by[name][icontains]=%2B%2B", keep: func(s string) bool { return contains(s, "++") }},
			{query: "filter_by[name]=", keep: func(string) bool { return false }},
		} {
			want := []category{}
			for _, c := range theWorld.categories {
				if test.keep == nil || test.keep(c.Name) {
					want = append(want, c)
				}
			}
			slices.SortFunc(want, func(a, b category) int { return strings.Compare(a.Name, b.Name) })
			if test.desc {
				slices.Reverse(want)
			}
			for _, path := range []string{"/categories", "/categories/offset"} {
				target := path + "?items_per_page=100&" + test.query
				page, _ := offset[category](t, a, target)
				if diff := cmp.Diff(want, page.Items); diff != "" {
					t.Errorf("GET %s (-want +got):\n%s", target, diff)
				}
				if got := string(page.FilterAttributes); got != "{}" {
					t.Errorf("GET %s: filter_attributes %s, want {}: no facets are declared", target, got)
				}
			}
			a.walkCategories(t, test.query, want)
		}
	})
}

// walkCategories goes to the end by links, and back.
func (a *app) walkCategories(t *testing.T, query string, want []category) {
	t.Helper()
	target := "/categories/cursor?items_per_page=2&" + query
	forth, back := []category{}, []category{}
	for range len(want) + 1 {
		page, got := keyset[category](t, a, target)
		forth = append(forth, page.Items...)
		next := got.links(t)["next"]
		if next == nil {
			break
		}
		target = next.RequestURI()
	}
	if diff := cmp.Diff(want, forth); diff != "" {
		t.Errorf("%s, forth (-want +got):\n%s", query, diff)
	}
	for range len(want) + 1 {
		page, got := keyset[category](t, a, target)
		back = append(slices.Clone(page.Items), back...)
		prev := got.links(t)["prev"]
		if prev == nil {
			break
		}
		target = prev.RequestURI()
	}
	if diff := cmp.Diff(want, back); diff != "" {
		t.Errorf("%s, back (-want +got):\n%s", query, diff)
	}
}

func TestCategoriesWithoutFacets(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for query, want := range map[string]string{"facets=true": "{}", "facets=false": "null"} {
			page, _ := offset[category](t, a, "/categories?"+query)
			if got := string(page.FilterAttributes); got != want {
				t.Errorf("%s: filter_attributes %s, want %s", query, got, want)
			}
		}
		for query, want := range map[string]string{
			"facets=name":         "facets: unknown_field (true, false)",
			"order_by=id":         "order_by: unknown_field (name)",
			"filter_by[id]=1":     "filter_by[id]: unknown_field (name)",
			"filter_by[status]=x": "filter_by[status]: unknown_field (name)",
		} {
			if diff := cmp.Diff([]string{want}, brief(a.problem(t, "/categories?"+query, 422, "invalid_parameter"))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
	})
}

// The same resource under a scope: the rows of the scope, and no others.
func TestPublicArticles(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			query, orderBy string
			keep           func(row) bool
		}{
			{"", "", all},
			{"order_by=category__name,-created_at", "category__name,-created_at", all},
			{"filter_by[published]=false", "", none},
			{"filter_by[published]=false&filter_by[published]=true", "", all},
			{"filter_by[status]=draft&filter_by[status]=archived", "", statusIn(statusDraft, statusArchived)},
			{"search=odd&order_by=-priority", "-priority", matching("odd")},
			{"filter_by[priority]=3&filter_by[priority][is_null]=true", "", func(r row) bool { return r.Priority == nil || *r.Priority == 3 }},
			{"filter_by[tags__name]=postgresql", "", tagged("postgresql")},
		} {
			want := sorted(where(theWorld.articles, isPublic, test.keep), test.orderBy)
			target := "/public/articles/offset?items_per_page=100&" + test.query
			page, got := offset[article](t, a, target)
			sameRows(t, target, cut(want, 1, 100), page.Items)
			if total := strconv.Itoa(len(want)); got.header.Get("X-Total-Count") != total {
				t.Errorf("GET %s: X-Total-Count %s, want %s", target, got.header.Get("X-Total-Count"), total)
			}
			a.walk(t, "/public/articles/cursor", "facets=false&"+test.query, 25, want)
		}
	})
}
