package isolation_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// TestTenantsAreIsolated draws requests of two tenants. Each is answered by a server
// that has the rows of both, and by one where the other tenant has never been: the two
// answers are the same, byte for byte, headers and mistakes and cursors included. So
// are the rows of a tenant, and what is counted of them, those that an oracle knows
// of that tenant alone.
func TestTenantsAreIsolated(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		both := openWorld(t, open)
		alone := map[string]*gorm.DB{alpha: openWorld(t, open), beta: openWorld(t, open)}
		rapid.Check(t, func(t *rapid.T) {
			w := newWorlds(t, both, alone, rapid.Uint64().Draw(t, "rows"))
			for range rapid.IntRange(3, 12).Draw(t, "requests") {
				w.play(t, w.game.request())
			}
			for _, tenant := range tenants {
				w.compare(t, tenant)
			}
		})
	})
}

// worlds are the servers of a run: that with all rows, and those of one tenant each.
type worlds struct {
	game  *game
	both  http.Handler
	alone map[string]http.Handler
}

func newWorlds(t *rapid.T, both *gorm.DB, alone map[string]*gorm.DB, rows uint64) *worlds {
	w := &worlds{
		game: &game{t: t, oracles: map[string]*oracle{}}, both: handlerOf(t, both, rows, tenants...), alone: map[string]http.Handler{},
	}
	for _, tenant := range tenants {
		w.alone[tenant] = handlerOf(t, alone[tenant], rows, tenant)
		w.game.oracles[tenant] = newOracle(tenant, firstPapers(tenant, rows))
	}
	return w
}

// handlerOf serves a database anew: what is cached goes with the rows.
func handlerOf(t *rapid.T, db *gorm.DB, rows uint64, of ...string) http.Handler {
	if err := refill(db, rows, of...); err != nil {
		t.Fatal(err)
	}
	h, err := handler(db)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// ask has both servers answer, and holds the answers against each other and against
// the marks of the other tenant.
func (w *worlds) ask(t *rapid.T, r request) answer {
	got, want := ask(w.both, r), ask(w.alone[r.tenant], r)
	if diff := cmp.Diff(want.String(), got.String()); diff != "" {
		t.Fatalf("%s\nanswers differ with the rows of the other tenant there (-without +with):\n%s", r, diff)
	}
	if got.status >= http.StatusInternalServerError {
		t.Fatalf("%s\n%s", r, got)
	}
	said, told := r.said(), got.told()
	for _, tenant := range tenants {
		for _, mark := range w.marks(tenant) {
			if tenant != r.tenant && strings.Contains(told, mark) && !strings.Contains(said, mark) {
				t.Fatalf("%s\n%q of the other tenant is in the answer:\n%s", r, mark, told)
			}
		}
	}
	return got
}

// marks are texts that only rows of a tenant have.
func (w *worlds) marks(tenant string) []string {
	return append(slices.Collect(maps.Keys(w.game.oracles[tenant].rows)), tenant)
}

// play asks, and keeps what later requests may be made of.
func (w *worlds) play(t *rapid.T, d drawn) {
	got := w.ask(t, d.request)
	if tag := got.header.Get("ETag"); tag != "" {
		w.game.etags = append(w.game.etags, tag)
	}
	w.game.keepCursors(d.request, got)
	if d.then == nil || got.status >= http.StatusBadRequest {
		return
	}
	o := w.game.oracles[d.tenant]
	for _, id := range d.touched {
		if o.rows[id] == nil {
			t.Fatalf("%s\na row of another tenant, or none, was written: %s", d.request, got)
		}
	}
	d.then(o)
}

// keepCursors keeps the links of a page, for either tenant to follow.
func (g *game) keepCursors(r request, a answer) {
	var page struct {
		Pagination struct {
			Next *string `json:"next_cursor"`
			Prev *string `json:"prev_cursor"`
		}
	}
	target, err := url.Parse(r.target)
	if json.Unmarshal([]byte(a.body), &page) != nil || err != nil {
		return
	}
	for _, cursor := range []*string{page.Pagination.Next, page.Pagination.Prev} {
		if cursor == nil {
			continue
		}
		values := target.Query()
		values.Set("cursor", *cursor)
		values.Del("count")
		g.lists = append(g.lists, "/papers/cursor?"+values.Encode())
	}
}

// compare asks for all rows of a tenant that a drawn condition keeps.
func (w *worlds) compare(t *rapid.T, tenant string) {
	query, keep := w.game.condition(tenant)
	o := w.game.oracles[tenant]
	want := o.live(keep)
	got := w.ask(t, request{tenant: tenant, method: http.MethodGet, target: "/papers?items_per_page=100&order_by=slug&facet_counts=true&" + query})
	if diff := cmp.Diff(overviewOf(want, len(want)), overviewIn(t, got)); diff != "" {
		t.Fatalf("%s %s (-want +got):\n%s", tenant, query, diff)
	}
}

// condition draws one that the oracle can hold, too.
func (g *game) condition(tenant string) (query string, keep func(*row) bool) {
	n := rapid.IntRange(0, 4).Draw(g.t, "n")
	red := labelID(tenant, "red").String()
	o := g.oracles[tenant]
	switch pick(g, "condition", "none", "size", "label", "or", "search") {
	case "size":
		return "filter_by[size][gte]=" + strconv.Itoa(n), func(r *row) bool { return r.size >= n }
	case "label":
		return "filter_by[labels__name][starts_with]=red", func(r *row) bool { return slices.Contains(r.labels, red) }
	case "or":
		return "filter=" + url.QueryEscape(fmt.Sprintf(`size = %d OR kind = "memo" OR kind = "list" AND NOT size < 9`, n)),
			func(r *row) bool { return r.size == n || r.kind == "memo" }
	case "search":
		word := pick(g, "word", append(tenants, "red", "TWO", "title 1")...)
		return "search=" + url.QueryEscape(`"`+word+`"`), func(r *row) bool { return o.matches(r, word) }
	}
	return "", func(*row) bool { return true }
}

// overview is what a page tells of its rows.
type overview struct {
	Rows  []string
	Total int
	Kinds map[string]int
}

func overviewOf(rows []*row, total int) overview {
	o := overview{Rows: []string{}, Total: total, Kinds: map[string]int{}}
	for _, r := range rows {
		o.Rows = append(o.Rows, strings.Join([]string{r.id, r.slug, r.title, r.kind, strconv.Itoa(r.size), r.folder}, "|"))
		o.Kinds[r.kind]++
	}
	return o
}

func overviewIn(t *rapid.T, a answer) overview {
	var page struct {
		Items []struct {
			ID, Slug, Title, Kind string
			Size                  int
			Folder                *string `json:"folder_id"`
		}
		Pagination struct {
			Total int `json:"total_count"`
		}
		Counts map[string][]struct {
			Value any
			Count int
		} `json:"filter_counts"`
	}
	if err := json.Unmarshal([]byte(a.body), &page); err != nil {
		t.Fatalf("%s: %v", a, err)
	}
	rows := make([]*row, len(page.Items))
	for i, item := range page.Items {
		rows[i] = &row{id: item.ID, slug: item.Slug, title: item.Title, kind: item.Kind, size: item.Size}
		if item.Folder != nil {
			rows[i].folder = *item.Folder
		}
	}
	o := overviewOf(rows, page.Pagination.Total)
	o.Kinds = map[string]int{}
	for _, bucket := range page.Counts["kind"] {
		o.Kinds[fmt.Sprint(bucket.Value)] = bucket.Count
	}
	return o
}
