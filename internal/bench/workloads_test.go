package bench

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// workload is a request that every contender answers.
type workload struct {
	name string
	list string // the path of the list
	deep bool   // nine tenths down the list, by cursor
}

var workloads = []workload{
	{name: "cursor page 1", list: "/articles/cursor"},
	{name: "cursor page, deep", list: "/articles/cursor", deep: true},
	{name: "offset page 1, exact count", list: "/articles/offset"},
	{name: "cursor page 1, three facets", list: "/faceted/cursor"},
}

// skippedPages is how many pages come before that of the workload.
func (w workload) skippedPages(d dataset) int {
	if !w.deep {
		return 0
	}
	return d.rows / 10 * 9 / pageSize
}

// path is the workload's request to one contender: cursors are not the same
// for all. It leaves offset paging at the depth where the workload starts.
func (w workload) path(tb testing.TB, e engine, d dataset) string {
	tb.Helper()
	if !w.deep {
		return w.list
	}
	before := get(tb, e, "/articles/offset?count=none&page="+strconv.Itoa(w.skippedPages(d)))
	return w.behind(*before.Pagination.NextCursor)
}

func (w workload) behind(cursor string) string { return w.list + "?cursor=" + url.QueryEscape(cursor) }

// answer is what of an answer the contenders have to agree on.
type answer struct {
	Items      []item `json:"items"`
	Pagination struct {
		NextCursor   *string `json:"next_cursor"`
		ItemsPerPage int     `json:"items_per_page"`
		HasMore      bool    `json:"has_more"`
		TotalCount   *int64  `json:"total_count"`
	} `json:"pagination"`
	Facets map[string][]any `json:"filter_attributes"`
}

// item is a row as it was written, byte by byte.
type item string

// UnmarshalJSON keeps the text.
func (i *item) UnmarshalJSON(text []byte) error {
	*i = item(text)
	return nil
}

func get(tb testing.TB, e engine, path string) answer {
	tb.Helper()
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequestWithContext(tb.Context(), http.MethodGet, path, nil))
	var a answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusOK {
		tb.Fatalf("%s: GET %s: status %d, %v\n%s", e.name, path, w.Code, err, w.Body)
	}
	return a
}

// followed is how many pages the contenders must agree on.
const followed = 12

// pages are those of the workload and the ones behind it, to the end of the
// list if that is near.
func (w workload) pages(tb testing.TB, e engine, d dataset) []answer {
	tb.Helper()
	pages := []answer{get(tb, e, w.path(tb, e, d))}
	for len(pages) < followed && w.list != "/articles/offset" {
		next := pages[len(pages)-1].Pagination.NextCursor
		if next == nil {
			break
		}
		pages = append(pages, get(tb, e, w.behind(*next)))
	}
	for i := range pages { // each has cursors of its own
		pages[i].Pagination.NextCursor = nil
	}
	return pages
}

// agree fails unless all contenders give the right rows, byte by byte alike.
func (w workload) agree(tb testing.TB, engines []engine, d dataset) {
	tb.Helper()
	want := w.pages(tb, engines[0], d)
	w.checkRows(tb, want, d)
	for _, e := range engines[1:] {
		if diff := cmp.Diff(want, w.pages(tb, e, d), cmpopts.EquateEmpty()); diff != "" {
			tb.Fatalf("%s: %s (-) and %s (+) disagree:\n%s", w.name, engines[0].name, e.name, diff)
		}
	}
}

// checkRows holds pages against what the dataset is known to be.
func (w workload) checkRows(tb testing.TB, pages []answer, d dataset) {
	tb.Helper()
	want := int64(d.rows - w.skippedPages(d)*pageSize)
	for i, page := range pages {
		if len(page.Items) != min(pageSize, int(want)) || page.Pagination.HasMore != (want > pageSize) {
			tb.Fatalf("%s: %d rows on page %d where %d are left", w.name, len(page.Items), i, want)
		}
		for _, item := range page.Items {
			var row Article
			if err := json.Unmarshal([]byte(item), &row); err != nil {
				tb.Fatal(err)
			}
			if row.ID != want {
				tb.Fatalf("%s: article %d, want %d", w.name, row.ID, want)
			}
			want--
		}
	}
}
