package main

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// orders have ties, NULLs at both ends, mixed directions, a relation, and more
// keys than there are branches of a seek.
var orders = []string{
	"", "created_at", "title", "-title", "views", "-views",
	"priority", "-priority", "priority.nullsfirst", "-priority.nullslast",
	"category__name", "-category__name", "category__name.nullsfirst", "-category__name.nullslast",
	"priority,-title", "-priority,views", "category__name,-priority,title",
	"-category__name.nullslast,priority.nullsfirst,-created_at", "created_at,-category__name,priority",
	"priority,-category__name,views,-title,created_at", "-priority.nullslast,category__name.nullsfirst,-created_at,views,title",
}

// Walking next_cursor visits every row once and in order, walking back visits
// them in reverse.
func TestCursorWalk(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for i, orderBy := range orders {
			t.Run("order_by="+orderBy, func(t *testing.T) {
				t.Parallel()
				query := "facets=false"
				if orderBy != "" {
					query += "&order_by=" + orderBy
				}
				size := 31 + 6*(i%6) // pages that end elsewhere in each
				a.walk(t, "/articles/cursor", query, size, sorted(theWorld.articles, orderBy))
			})
		}
	})
}

func TestCursorDefaults(t *testing.T) {
	t.Parallel()
	rows := sorted(theWorld.articles, "")
	each(t, func(t *testing.T, a *app) {
		for _, target := range []string{
			"/articles/cursor", "/articles/cursor?cursor=", "/articles/cursor?cursor", "/articles/cursor?pagination_type=cursor",
			"/articles?pagination_type=cursor", "/articles?pagination_type=cursor&cursor=", "/articles/cursor?items_per_page=20&count=none",
			"/articles/cursor?order_by=-created_at&facets=true&search=&x=1",
		} {
			page, _ := keyset[article](t, a, target)
			sameRows(t, target, cut(rows, 1, 20), page.Items)
			want := cursorPagination{NextCursor: page.Pagination.NextCursor, ItemsPerPage: 20, HasMore: true}
			if diff := cmp.Diff(want, page.Pagination); diff != "" || want.NextCursor == nil {
				t.Errorf("GET %s (-want +got):\n%s", target, diff)
			}
			if got, want := string(page.FilterAttributes), facetsOf(theWorld.articles, theWorld.articles); got != want {
				t.Errorf("GET %s: filter_attributes %s, want %s", target, got, want)
			}
		}
	})
}

func TestCursorWalkOfSomeRows(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			query, orderBy string
			size           int
			keep           func(row) bool
		}{
			{"filter_by[status]=archived", "", 6, statusIn(statusArchived)},
			{"filter_by[views][lt]=0&order_by=priority", "priority", 2, func(r row) bool { return r.Views < 0 }},
			{"filter_by[category__name]=Databases&order_by=-category__name,title", "-category__name,title", 5, filedUnder("Databases")},
			{"filter_by[category__name][is_null]=true&order_by=category__name", "category__name", 9, unfiled},
			{"search=odd&order_by=-priority", "-priority", 7, matching("odd")},
			{"filter_by[title]=nothing", "", 1, none},
			{"filter_by[tags__name]=postgresql&order_by=views", "views", 3, tagged("postgresql")},
		} {
			rows := sorted(where(theWorld.articles, test.keep), test.orderBy)
			a.walk(t, "/articles", "pagination_type=cursor&"+test.query, test.size, rows)
		}
	})
}

func tagged(name string) func(row) bool {
	return func(r row) bool { return slices.Contains(r.tags, name) }
}

// walk goes to the end of a list and back to its start, by the cursors of the
// bodies, and compares every page.
func (a *app) walk(t *testing.T, path, query string, size int, rows []row) {
	t.Helper()
	base := path + "?items_per_page=" + strconv.Itoa(size) + "&" + query
	pages := max(1, (len(rows)+size-1)/size)
	target := base
	for number := 1; number <= pages; number++ {
		page, _ := keyset[article](t, a, target)
		sameRows(t, target, cut(rows, number, size), page.Items)
		p := page.Pagination
		if more := number < pages; p.HasMore != more || (p.NextCursor != nil) != more || (p.PrevCursor != nil) != (number > 1) {
			t.Fatalf("GET %s, page %d of %d: %+v", target, number, pages, p)
		}
		if p.ItemsPerPage != size || p.TotalCount != nil {
			t.Fatalf("GET %s: %+v", target, p)
		}
		if number < pages {
			target = base + "&cursor=" + *p.NextCursor
		} else if p.PrevCursor != nil {
			target = base + "&cursor=" + *p.PrevCursor
		}
	}
	for end := (pages - 1) * size; end > 0; end -= size {
		page, _ := keyset[article](t, a, target)
		sameRows(t, target, rows[max(0, end-size):end], page.Items)
		p := page.Pagination
		if more := end > size; p.HasMore != more || (p.PrevCursor != nil) != more || p.NextCursor == nil {
			t.Fatalf("GET %s, rows before %d: %+v", target, end, p)
		}
		forth := base + "&cursor=" + *p.NextCursor
		next, _ := keyset[article](t, a, forth)
		sameRows(t, forth, rows[end:min(end+size, len(rows))], next.Items)
		if p.PrevCursor != nil {
			target = base + "&cursor=" + *p.PrevCursor
		}
	}
}

// A client that follows links walks the list, with all that it asked for
// besides the cursor.
func TestCursorLinks(t *testing.T) {
	t.Parallel()
	const query = "order_by=priority,-title&search=e&filter_by[views][gte]=0&filter_by[status]=draft&filter_by[status]=published" +
		"&items_per_page=24&count=exact&facets=category__name"
	rows := sorted(where(theWorld.articles, matching("e"), statusIn(statusDraft, statusPublished),
		func(r row) bool { return r.Views >= 0 }), "priority,-title")
	each(t, func(t *testing.T, a *app) {
		target := "/articles?pagination_type=cursor&" + query
		var seen []article
		for range rows {
			page, got := keyset[article](t, a, target)
			seen = append(seen, page.Items...)
			links := got.links(t)
			for rel, link := range links {
				values := got.url.Query()
				values.Del("cursor")
				kept := link.Query()
				kept.Del("cursor")
				if diff := cmp.Diff(values, kept); diff != "" || link.Path != got.url.Path {
					t.Errorf("GET %s: link %s is %s (-want +got):\n%s", target, rel, link, diff)
				}
			}
			if links["first"] == nil || links["first"].Query().Has("cursor") {
				t.Errorf("GET %s: link first is %s", target, links["first"])
			}
			if page.Pagination.TotalCount == nil || *page.Pagination.TotalCount != int64(len(rows)) {
				t.Errorf("GET %s: total_count %v, want %d", target, page.Pagination.TotalCount, len(rows))
			}
			if links["next"] == nil {
				break
			}
			target = links["next"].RequestURI()
		}
		sameRows(t, target, rows, seen)
		for range rows {
			_, got := keyset[article](t, a, target)
			if got.links(t)["prev"] == nil {
				break
			}
			target = got.links(t)["prev"].RequestURI()
		}
		page, _ := keyset[article](t, a, target)
		sameRows(t, target, cut(rows, 1, 24), page.Items)
	})
}

func TestCursorCount(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		first, _ := keyset[article](t, a, "/articles/cursor?items_per_page=100")
		for _, target := range []string{
			"/articles/cursor?count=exact", "/articles?pagination_type=cursor&count=exact&items_per_page=100",
			"/articles/cursor?count=exact&items_per_page=100&cursor=" + *first.Pagination.NextCursor,
		} {
			page, _ := keyset[article](t, a, target)
			if p := page.Pagination; p.TotalCount == nil || *p.TotalCount != int64(len(theWorld.articles)) || *p.TotalRelation != "eq" {
				t.Errorf("GET %s: %+v", target, p)
			}
		}
		for _, target := range []string{"/articles/cursor", "/articles/cursor?count=none"} {
			page, _ := keyset[article](t, a, target)
			if p := page.Pagination; p.TotalCount != nil || p.TotalRelation != nil {
				t.Errorf("GET %s: %+v", target, p)
			}
		}
		short, _ := keyset[article](t, a, "/articles/cursor?count=exact&filter_by[title]=s")
		if p := short.Pagination; *p.TotalCount != 1 {
			t.Errorf("a short first page: %+v", p)
		}
	})
}

// Page two shows the facets of page one.
func TestCursorFacets(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		first, _ := keyset[article](t, a, "/articles/cursor?filter_by[status]=draft")
		second, _ := keyset[article](t, a, "/articles/cursor?filter_by[status]=draft&cursor="+*first.Pagination.NextCursor)
		want := facetsOf(theWorld.articles, where(theWorld.articles, statusIn(statusDraft)))
		for i, page := range []cursorPage[article]{first, second} {
			if got := string(page.FilterAttributes); got != want {
				t.Errorf("page %d: %s, want %s", i+1, got, want)
			}
		}
	})
}

// What may change between pages: the size, the facets, the count, the mount,
// and everything that spells the same list in another way.
func TestCursorsAreInterchangeable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, test := range []struct {
			name, from, to string
			orderBy        string
			keep           func(row) bool
		}{
			{"size, facets, count", "items_per_page=5", "items_per_page=9&facets=false&count=exact", "", all},
			{"the default order spelt out", "", "order_by=-created_at", "", all},
			{"order_dir for a minus", "order_by=-title", "order_by=title&order_dir=desc", "-title", all},
			{"order_dir that says nothing new", "", "order_dir=desc", "", all},
			{"order_dir=asc is the default's", "order_by=title", "order_by=title&order_dir=asc", "title", all},
			{"usual place of NULLs", "order_by=priority", "order_by=priority.nullslast", "priority", all},
			{"usual place of NULLs, descending", "order_by=-priority", "order_by=-priority.nullsfirst", "-priority", all},
			{"no NULLs to place", "order_by=views", "order_by=views.nullsfirst", "views", all},
			{"0 and false", "filter_by[published]=0", "filter_by[published]=false", "", not(isPublic)},
			{"eq and nothing", "filter_by[published]=1", "filter_by[published][eq]=true", "", isPublic},
			{"in and repeats", "filter_by[status]=draft&filter_by[status]=archived", "filter_by[status][in]=archived,draft", "", statusIn(statusDraft, statusArchived)},
			{"a value twice", "filter_by[status]=draft", "filter_by[status]=draft&filter_by[status][in]=draft,draft", "", statusIn(statusDraft)},
			{
				"another zone", "filter_by[created_at][gte]=2023-01-01T00:00:00Z", "filter_by[created_at][gte]=2023-01-01T05:30:00%2B05:30", "",
				func(r row) bool { return !r.CreatedAt.Before(time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)) },
			},
			{"a blank for a plus", "filter_by[created_at][gte]=1970-01-01T02:00:00%2B02:00", "filter_by[created_at][gte]=1970-01-01T02:00:00+02:00", "", func(r row) bool { return !r.CreatedAt.Before(time.Unix(0, 0)) }},
			{"the order of filters", "filter_by[published]=1&filter_by[views][gt]=5", "filter_by[views][gt]=5&filter_by[published]=1", "", func(r row) bool { return r.Published && r.Views > 5 }},
			{"an empty search", "", "search=", "", all},
			{"other parameters", "", "utm_source=mail", "", all},
		} {
			t.Run(test.name, func(t *testing.T) {
				rows := sorted(where(theWorld.articles, test.keep), test.orderBy)
				for _, way := range [][2]string{{test.from, test.to}, {test.to, test.from}} {
					first, _ := keyset[article](t, a, "/articles/cursor?"+way[0])
					n := len(first.Items)
					target := "/articles/cursor?" + way[1] + "&cursor=" + *first.Pagination.NextCursor
					second, _ := keyset[article](t, a, target)
					sameRows(t, target, rows[n:min(len(rows), n+len(second.Items))], second.Items)
				}
			})
		}
	})
}

// A cursor grants nothing: under a scope it shows the scope's rows only.
func TestCursorUnderAScope(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		rows := sorted(theWorld.articles, "")
		public := where(rows, isPublic)
		first, _ := keyset[article](t, a, "/articles/cursor?items_per_page=10")
		for _, path := range []string{"/public/articles", "/public/articles/cursor"} {
			target := path + "?items_per_page=10&cursor=" + *first.Pagination.NextCursor
			page, _ := keyset[article](t, a, target)
			sameRows(t, target, cut(where(rows[10:], isPublic), 1, 10), page.Items)
		}
		scoped, _ := keyset[article](t, a, "/public/articles/cursor?items_per_page=10")
		sameRows(t, "/public/articles/cursor", public[:10], scoped.Items)
		target := "/articles/cursor?items_per_page=10&cursor=" + *scoped.Pagination.NextCursor
		page, _ := keyset[article](t, a, target)
		at := slices.IndexFunc(rows, func(r row) bool { return r.ID == public[9].ID })
		sameRows(t, target, rows[at+1:at+11], page.Items)
	})
}

// Rows that come and go beside a walk neither repeat nor hide others.
func TestCursorWhileRowsChange(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, backward := range []bool{false, true} {
			orderBy := "title"
			rows := sorted(theWorld.articles, orderBy)[40:80]
			query := "order_by=title&items_per_page=10&facets=false"
			a.exec(t, "DELETE FROM articles")
			for _, r := range rows {
				a.create(t, modelOf(r))
			}
			first, _ := keyset[article](t, a, "/articles/cursor?"+query)
			cursor := *first.Pagination.NextCursor
			left, done := rows[10:], first.Items
			if backward {
				for range 3 { // to the last page, where the way back begins
					page, _ := keyset[article](t, a, "/articles/cursor?"+query+"&cursor="+cursor)
					done = page.Items
					if next := page.Pagination.NextCursor; next != nil {
						cursor = *next
					} else {
						cursor = *page.Pagination.PrevCursor
					}
				}
				left = rows[:30]
			}
			// The page's own ends, its inside, and places still ahead.
			gone := []row{left[0], left[5], left[len(left)-1]}
			for _, item := range []article{done[0], done[4], done[9]} {
				a.remove(t, []row{{article: item}})
			}
			a.remove(t, gone)
			for _, title := range []string{"", left[3].Title, left[12].Title + " ", "~~~"} {
				a.create(t, &Article{ID: uuid.New(), CreatedAt: time.Now(), Title: title, Status: statusDraft})
			}
			seen := map[uuid.UUID]int{}
			for cursor != "" {
				page, _ := keyset[article](t, a, "/articles/cursor?"+query+"&cursor="+cursor)
				for _, item := range page.Items {
					seen[item.ID]++
				}
				next := page.Pagination.NextCursor
				if backward {
					next = page.Pagination.PrevCursor
				}
				if cursor = ""; next != nil {
					cursor = *next
				}
			}
			for id, n := range seen {
				if n > 1 {
					t.Errorf("backward %t: %s was seen %d times", backward, id, n)
				}
			}
			for _, r := range left {
				if deleted := slices.ContainsFunc(gone, func(g row) bool { return g.ID == r.ID }); seen[r.ID] == 0 != deleted {
					t.Errorf("backward %t: %q was seen %d times", backward, r.Title, seen[r.ID])
				}
			}
			for _, item := range done {
				if seen[item.ID] > 0 {
					t.Errorf("backward %t: %q was seen again", backward, item.Title)
				}
			}
		}
	})
}

// modelOf is the row to write for an article, unfiled.
func modelOf(r row) *Article {
	m := &Article{
		ID: r.ID, CreatedAt: r.CreatedAt, Title: r.Title, Body: r.Body, Status: r.Status, Published: r.Published, Views: r.Views,
	}
	if r.Priority != nil {
		m.Priority = new(int(*r.Priority))
	}
	return m
}

// A page that came out empty offers the way back, to a page that ends with the
// anchor's own place.
func TestCursorToAnEmptyPage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		rows := sorted(theWorld.articles, "views")
		const query = "/articles/cursor?order_by=views&items_per_page=5&facets=false"
		first, _ := keyset[article](t, a, query)
		second, _ := keyset[article](t, a, query+"&cursor="+*first.Pagination.NextCursor)

		// Everything before the second page is gone.
		a.remove(t, rows[:5])
		target := query + "&cursor=" + *second.Pagination.PrevCursor
		empty, _ := keyset[article](t, a, target)
		if p := empty.Pagination; len(empty.Items) != 0 || p.HasMore || p.PrevCursor != nil || p.NextCursor == nil {
			t.Fatalf("GET %s: %d items, %+v", target, len(empty.Items), p)
		}
		target = query + "&cursor=" + *empty.Pagination.NextCursor
		page, _ := keyset[article](t, a, target)
		sameRows(t, target, rows[5:10], page.Items)

		// Everything behind it is gone.
		page, _ = keyset[article](t, a, query)
		a.remove(t, rows[10:])
		target = query + "&cursor=" + *page.Pagination.NextCursor
		empty, _ = keyset[article](t, a, target)
		if p := empty.Pagination; len(empty.Items) != 0 || p.HasMore || p.NextCursor != nil || p.PrevCursor == nil {
			t.Fatalf("GET %s: %d items, %+v", target, len(empty.Items), p)
		}
		target = query + "&cursor=" + *empty.Pagination.PrevCursor
		page, _ = keyset[article](t, a, target)
		sameRows(t, target, rows[5:10], page.Items)

		// Nothing is left at all: both ways are safe to go, and end.
		a.remove(t, rows)
		for _, cursor := range []string{*empty.Pagination.PrevCursor, *first.Pagination.NextCursor, *second.Pagination.PrevCursor} {
			page, _ := keyset[article](t, a, query+"&cursor="+cursor)
			if len(page.Items) != 0 || page.Pagination.HasMore || page.Pagination.NextCursor != nil {
				t.Errorf("in an empty table: %+v", page)
			}
		}
	})
}

// remove deletes rows behind the app's back.
func (a *app) remove(t *testing.T, rows []row) {
	t.Helper()
	ids := make([]uuid.UUID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	a.exec(t, "DELETE FROM articles WHERE id IN ?", ids)
}
