package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"
)

// page is the task to answer a page of articles.
type page struct {
	list list
	path string // with its parameters
	// depth is the share of the list that comes before the page.
	depth float64
	where string // what the parameters filter, as SQL
}

func first(l list) page { return page{list: l, path: string(l) + "/cursor"} }

func deep(l list, depth float64) page {
	return page{list: l, path: string(l) + "/cursor", depth: depth}
}

func numbered(count string) page { return page{list: newest, path: "/articles/offset?count=" + count} }

// narrowed is a list that parameters filter.
type narrowed struct{ parameters, where string }

var (
	unfiltered = narrowed{}
	hundredth  = narrowed{"&filter_by[views][lt]=1000", "views < 1000"}
	quarter    = narrowed{"&filter_by[views][lt]=25000", "views < 25000"}
	searched   = narrowed{"&search=trigram", "title ILIKE '%trigram%'"}
)

var cached = page{list: newest, path: "/cached/cursor?count=exact&facet_counts=true"}

func faceted(n narrowed, counts bool) page {
	path := "/faceted/cursor?count=exact" + n.parameters
	if counts {
		path += "&facet_counts=true"
	}
	return page{list: newest, path: path, where: n.where}
}

// calls ask for the page behind a cursor if it is deep; cursors are not the same
// for all.
func (p page) calls(tb testing.TB, e engine, d dataset) func() call {
	tb.Helper()
	return always(p.begin(tb, e, d))
}

// begin leaves offset paging at the depth where the page begins.
func (p page) begin(tb testing.TB, e engine, d dataset) string {
	tb.Helper()
	before := p.skippedPages(d)
	if before == 0 {
		return p.path
	}
	numbered := fmt.Sprintf("%s/offset?count=none&page=%d", p.list, before)
	cursor, ok := d.begins.Load(e.name + numbered)
	if !ok {
		cursor = *get(tb, e, numbered).Pagination.NextCursor
		d.begins.Store(e.name+numbered, cursor)
	}
	return p.behind(cursor.(string))
}

func (p page) skippedPages(d dataset) int { return int(float64(d.rows)*p.depth) / pageSize }

func (p page) behind(cursor string) string {
	if strings.Contains(p.path, "?") {
		return p.path + "&cursor=" + url.QueryEscape(cursor)
	}
	return p.path + "?cursor=" + url.QueryEscape(cursor)
}

// answer is what of a page the contenders have to agree on.
type answer struct {
	Items      []item `json:"items"`
	Pagination struct {
		NextCursor    *string `json:"next_cursor"`
		ItemsPerPage  int     `json:"items_per_page"`
		HasMore       bool    `json:"has_more"`
		TotalCount    *int64  `json:"total_count"`
		TotalRelation *string `json:"total_relation"`
	} `json:"pagination"`
	Facets map[string][]any         `json:"filter_attributes"`
	Counts map[string][]bucket[any] `json:"filter_counts"`
}

// item is a row as it was written, byte by byte.
type item string

// UnmarshalJSON keeps the text.
func (i *item) UnmarshalJSON(text []byte) error {
	*i = item(text)
	return nil
}

func get(tb testing.TB, e engine, path string) (a answer) {
	tb.Helper()
	text := send(tb, e, always(path)())
	if err := json.Unmarshal(text, &a); err != nil {
		tb.Fatalf("%s: GET %s: %v\n%s", e.name, path, err, text)
	}
	return a
}

// send makes one call and answers the body.
func send(tb testing.TB, e engine, c call) []byte {
	tb.Helper()
	w := httptest.NewRecorder()
	e.ServeHTTP(w, c.request(tb.Context()))
	if w.Code != c.status {
		tb.Fatalf("%s: %s %s: status %d\n%s", e.name, c.method, c.path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// followed is how many pages the contenders must agree on; of those with facets,
// which are slow and the same each time, just two.
const followed = 12

func (p page) followed() int {
	if strings.HasPrefix(p.path, "/faceted") || strings.HasPrefix(p.path, "/cached") {
		return 2
	}
	return followed
}

// pages are the task's own and those behind it, to the end of the list if that
// is near.
func (p page) pages(tb testing.TB, e engine, d dataset) []answer {
	tb.Helper()
	pages := []answer{get(tb, e, p.begin(tb, e, d))}
	for len(pages) < p.followed() && !strings.Contains(p.path, "/offset") {
		next := pages[len(pages)-1].Pagination.NextCursor
		if next == nil {
			break
		}
		pages = append(pages, get(tb, e, p.behind(*next)))
	}
	for i := range pages { // each has cursors of its own
		pages[i].Pagination.NextCursor = nil
	}
	return pages
}

// agree fails unless all contenders give the right rows, byte by byte alike, and
// the same totals and facets.
func (p page) agree(tb testing.TB, engines []engine, d dataset) {
	tb.Helper()
	want := p.pages(tb, engines[0], d)
	p.checkRows(tb, want, d)
	for _, e := range engines[1:] {
		if diff := cmp.Diff(want, p.pages(tb, e, d), cmpopts.EquateEmpty()); diff != "" {
			tb.Fatalf("%s: %s (-) and %s (+) disagree:\n%s", p.path, engines[0].name, e.name, diff)
		}
	}
}

// checkRows holds pages against what the database says by OFFSET.
func (p page) checkRows(tb testing.TB, pages []answer, d dataset) {
	tb.Helper()
	filter := ""
	if p.where != "" {
		filter = " WHERE " + p.where
	}
	skipped := p.skippedPages(d) * pageSize
	statement := "SELECT id FROM articles" + filter + " ORDER BY " + orders[p.list] +
		" LIMIT " + strconv.Itoa(followed*pageSize+1) + " OFFSET " + strconv.Itoa(skipped)
	want := idsOf(tb, d, statement)
	for i, page := range pages {
		if page.Pagination.HasMore != (len(want) > pageSize) {
			tb.Fatalf("%s: has_more is %v on page %d", p.path, page.Pagination.HasMore, i)
		}
		var got []int64
		for _, item := range page.Items {
			var row Article
			if err := json.Unmarshal([]byte(item), &row); err != nil {
				tb.Fatal(err)
			}
			got = append(got, row.ID)
		}
		size := min(pageSize, len(want))
		if diff := cmp.Diff(want[:size], got, cmpopts.EquateEmpty()); diff != "" {
			tb.Fatalf("%s, page %d: rows (-want +got):\n%s", p.path, i, diff)
		}
		want = want[size:]
	}
}

func idsOf(tb testing.TB, d dataset, statement string) []int64 {
	tb.Helper()
	rows, _ := d.connect(tb).Query(tb.Context(), statement) // CollectRows answers the error
	ids, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		tb.Fatal(err)
	}
	return ids
}

// row is the task to answer one article, here and there in the table.
type row struct{}

// spread is how many rows requests are spread over; it has no divisor in common
// with the number of rows of a benchmark.
const spread = 997

func (row) calls(tb testing.TB, _ engine, d dataset) func() call {
	tb.Helper()
	paths := make([]string, min(spread, d.rows))
	for i := range paths {
		paths[i] = fmt.Sprintf("/articles/%d", 1+i*(d.rows/len(paths)))
	}
	next := turns(len(paths))
	return func() call { return call{method: http.MethodGet, path: paths[next()], status: http.StatusOK} }
}

func (r row) agree(tb testing.TB, engines []engine, d dataset) {
	tb.Helper()
	calls := make([]func() call, len(engines))
	for i, e := range engines {
		calls[i] = r.calls(tb, e, d)
	}
	for range followed {
		want := string(send(tb, engines[0], calls[0]()))
		for i, e := range engines[1:] {
			if diff := cmp.Diff(want, string(send(tb, e, calls[i+1]()))); diff != "" {
				tb.Fatalf("one row: %s (-) and %s (+) disagree:\n%s", engines[0].name, e.name, diff)
			}
		}
	}
}
