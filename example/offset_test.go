package main

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOffsetPages(t *testing.T) {
	t.Parallel()
	rows := sorted(theWorld.articles, "")
	each(t, func(t *testing.T, a *app) {
		for _, size := range []int{1, 7, 40, 100} {
			pages := (len(rows) + size - 1) / size
			for _, number := range []int{1, 2, pages - 1, pages, pages + 1, pages + 5} {
				if number < 1 {
					continue
				}
				target := "/articles/offset?items_per_page=" + strconv.Itoa(size) + "&page=" + strconv.Itoa(number)
				page, _ := offset[article](t, a, target)
				sameRows(t, target, cut(rows, number, size), page.Items)
				want := offsetPagination{
					TotalCount: new(int64(len(rows))), TotalRelation: new("eq"), ItemsPerPage: size,
					Page: number, Pages: new(int64(pages)), HasMore: number < pages,
					NextCursor: page.Pagination.NextCursor,
				}
				if diff := cmp.Diff(want, page.Pagination); diff != "" {
					t.Errorf("GET %s (-want +got):\n%s", target, diff)
				}
			}
		}
	})
}

func TestOffsetDefaults(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, target := range []string{
			"/articles", "/articles/offset", "/articles?pagination_type=offset", "/articles/offset?pagination_type=offset",
			"/articles?cursor=", "/articles/offset?cursor=", "/articles?page=1&items_per_page=20", "/articles?order_by=-created_at",
			"/articles?count=exact&facets=true", "/articles?utm_source=mail&x=1", "/articles?search=", "/articles?search=%20%20",
			"/articles?", "/articles?&&",
		} {
			page, _ := offset[article](t, a, target)
			sameRows(t, target, cut(sorted(theWorld.articles, ""), 1, 20), page.Items)
			if got, want := string(page.FilterAttributes), facetsOf(theWorld.articles, theWorld.articles); got != want {
				t.Errorf("GET %s: filter_attributes %s, want %s", target, got, want)
			}
			if page.Pagination.TotalCount == nil || *page.Pagination.TotalCount != int64(len(theWorld.articles)) {
				t.Errorf("GET %s: total_count %v", target, page.Pagination.TotalCount)
			}
		}
	})
}

func TestOffsetOfNoRows(t *testing.T) {
	t.Parallel()
	const query = "filter_by[title]=there%20is%20no%20such%20title"
	each(t, func(t *testing.T, a *app) {
		for _, number := range []int{1, 2, 50} {
			target := "/articles?page=" + strconv.Itoa(number) + "&" + query
			page, _ := offset[article](t, a, target)
			want := offsetPagination{
				TotalCount: new(int64(0)), TotalRelation: new("eq"), ItemsPerPage: 20, Page: number, Pages: new(int64(0)),
			}
			if diff := cmp.Diff(want, page.Pagination); diff != "" {
				t.Errorf("GET %s (-want +got):\n%s", target, diff)
			}
		}
	})
}

func TestOffsetWithoutCount(t *testing.T) {
	t.Parallel()
	kept := where(theWorld.articles, statusIn(statusArchived))
	each(t, func(t *testing.T, a *app) {
		for _, size := range []int{1, len(kept) - 1, len(kept), len(kept) + 1} {
			target := "/articles?count=none&filter_by[status]=archived&items_per_page=" + strconv.Itoa(size)
			page, _ := offset[article](t, a, target)
			sameRows(t, target, cut(sorted(kept, ""), 1, size), page.Items)
			want := offsetPagination{
				ItemsPerPage: size, Page: 1, HasMore: size < len(kept), NextCursor: page.Pagination.NextCursor,
			}
			if diff := cmp.Diff(want, page.Pagination); diff != "" {
				t.Errorf("GET %s (-want +got):\n%s", target, diff)
			}
		}
	})
}

// A client that follows links sees the list, page by page, in both directions,
// with all that it asked for besides the page.
func TestOffsetLinks(t *testing.T) {
	t.Parallel()
	const query = "filter_by[status][in]=draft,published&filter_by[views][gte]=0&order_by=category__name,-views&search=e&search_more=%26" +
		"&filter_by[priority]=1&filter_by[priority]=2&filter_by[priority]=3&items_per_page=4&count=exact&facets=status"
	some := func(r row) bool { return r.Priority != nil && *r.Priority >= 1 && *r.Priority <= 3 && r.Views >= 0 }
	rows := sorted(where(theWorld.articles, statusIn(statusDraft, statusPublished), some, matching("e")), "category__name,-views")
	if len(rows) < 9 {
		t.Fatalf("%d rows make no walk", len(rows))
	}
	pages := (len(rows) + 3) / 4
	each(t, func(t *testing.T, a *app) {
		for _, path := range []string{"/articles", "/articles/offset"} {
			target := path + "?" + query
			for number := 1; number <= pages; number++ {
				page, got := offset[article](t, a, target)
				sameRows(t, target, cut(rows, number, 4), page.Items)
				links := got.links(t)
				checkLinks(t, got, links, map[string]int{"first": 1, "prev": number - 1, "next": number + 1, "last": pages}, pages)
				if number < pages {
					target = links["next"].RequestURI()
				}
			}
			for number := pages; number > 1; number-- {
				_, got := offset[article](t, a, target)
				target = got.links(t)["prev"].RequestURI()
			}
			page, got := offset[article](t, a, target)
			sameRows(t, target, cut(rows, 1, 4), page.Items)
			last := got.links(t)["last"].RequestURI()
			page, _ = offset[article](t, a, last)
			sameRows(t, last, cut(rows, pages, 4), page.Items)
		}
	})
}

// checkLinks wants links to these pages, where they are between 1 and the last.
func checkLinks(t *testing.T, got answer, links map[string]*url.URL, want map[string]int, pages int) {
	t.Helper()
	for rel, number := range want {
		link := links[rel]
		if number < 1 || number > pages {
			if link != nil {
				t.Errorf("GET %s: link %s to %s", got.url.RequestURI(), rel, link)
			}
			continue
		}
		if link == nil {
			t.Errorf("GET %s: no link %s", got.url.RequestURI(), rel)
			continue
		}
		values := got.url.Query()
		values.Set("page", strconv.Itoa(number))
		if diff := cmp.Diff(values, link.Query()); diff != "" || link.Path != got.url.Path {
			t.Errorf("GET %s: link %s is %s (-want +got):\n%s", got.url.RequestURI(), rel, link, diff)
		}
	}
}

func TestOffsetLinksWithoutCount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		target, seen := "/articles?count=none&items_per_page=50", 0
		for range 10 {
			page, got := offset[article](t, a, target)
			seen += len(page.Items)
			next := got.links(t)["next"]
			if next == nil {
				break
			}
			target = next.RequestURI()
		}
		if seen != len(theWorld.articles) {
			t.Errorf("saw %d rows of %d", seen, len(theWorld.articles))
		}
	})
}

// An offset of exactly 100,000 rows is served, one row deeper is not.
func TestOffsetDepth(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, target := range []string{
			"/articles?items_per_page=1&page=100001", "/articles?items_per_page=100&page=1001", "/articles?page=5001",
			"/articles?items_per_page=3&page=33334", // 99,999 rows
		} {
			page, _ := offset[article](t, a, target)
			if len(page.Items) != 0 || *page.Pagination.TotalCount != int64(len(theWorld.articles)) {
				t.Errorf("GET %s: %d items, total %d", target, len(page.Items), *page.Pagination.TotalCount)
			}
		}
		for _, target := range []string{
			"/articles?items_per_page=1&page=100002", "/articles?items_per_page=100&page=1002", "/articles?page=5002",
			"/articles?items_per_page=3&page=33335", // 100,002 rows
			"/articles?page=9223372036854775807", "/articles?page=18446744073709551617",
			"/articles?items_per_page=100&page=184467440737095517", // wraps around to page one
		} {
			p := a.problem(t, target, 422, "invalid_parameter")
			if len(p.Errors) != 1 || p.Errors[0].Parameter != "page" || p.Errors[0].Code != "out_of_range" {
				t.Errorf("GET %s: %+v", target, p.Errors)
			} else if !strings.Contains(p.Errors[0].Detail, "cursor") {
				t.Errorf("GET %s: %q does not speak of a cursor", target, p.Errors[0].Detail)
			}
		}
	})
}

// next_cursor leads out of offset paging, at any page.
func TestOffsetGoesOnByCursor(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, orderBy := range []string{"", "priority,-title", "-category__name"} {
			rows := sorted(theWorld.articles, orderBy)
			query := "facets=false"
			if orderBy != "" {
				query += "&order_by=" + orderBy
			}
			for _, number := range []int{1, 3, 11} {
				page, _ := offset[article](t, a, "/articles?items_per_page=10&page="+strconv.Itoa(number)+"&"+query)
				for _, path := range []string{"/articles", "/articles/cursor"} {
					target := path + "?items_per_page=10&cursor=" + *page.Pagination.NextCursor + "&" + query
					next, _ := keyset[article](t, a, target)
					sameRows(t, target, cut(rows, number+1, 10), next.Items)
				}
			}
		}
	})
}
