package sharding_test

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/openapi"
)

// TestReads: of another shard nothing is seen, in rows, totals, facets and by keys, nor
// are its related rows.
func TestReads(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		for tenant, other := range map[string]string{"7": "8", "8": "7"} {
			page := s.want(200, tenant, "GET", "/tickets?items_per_page=100&facet_counts=true&include=queue,comments", "")
			if strings.Contains(page.Body.String(), "of "+other) || strings.Contains(page.Body.String(), "t"+other+"-") {
				t.Errorf("tenant %s sees rows of %s:\n%s", tenant, other, page.Body)
			}
			if n := len(page.items()); n != ticketsEach || page.in("pagination", "total_count") != float64(ticketsEach) {
				t.Errorf("tenant %s: %d rows, total %v", tenant, n, page.in("pagination", "total_count"))
			}
			want := map[string]any{
				"status": []any{"done", "open"}, "priority": []any{1., 2., 3.},
				"queue__name": []any{"first of " + tenant, "second of " + tenant},
			}
			if diff := cmp.Diff(any(want), page.in("filter_attributes")); diff != "" {
				t.Errorf("tenant %s: facets (-want +got):\n%s", tenant, diff)
			}
			one := s.want(200, tenant, "GET", "/tickets/1?include=comments", "")
			if one.in("slug") != "t"+tenant+"-1" || len(one.in("comments").([]any)) != 2 {
				t.Errorf("tenant %s: %s", tenant, one.Body)
			}
			s.want(404, tenant, "GET", "/tickets/999", "")
			s.want(404, tenant, "GET", "/tickets/"+other+",1", "")
			stream := s.want(200, tenant, "GET", "/tickets", "", "Accept", "application/x-ndjson")
			if n := strings.Count(stream.Body.String(), `"t`+tenant+`-`); n != ticketsEach {
				t.Errorf("tenant %s: a stream of %d rows", tenant, n)
			}
		}
		whole := s.want(200, "", "GET", "/all?items_per_page=100", "")
		if n := len(whole.items()); n != 2*ticketsEach {
			t.Errorf("without a shard: %d rows", n)
		}
		s.want(200, "", "GET", "/all/8,1", "")
	})
}

// TestWhoHasNoShard: the request is answered before anything of it is read.
func TestWhoHasNoShard(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		for _, ask := range [][3]string{
			{"GET", "/tickets?order_by=nonsense", ""},
			{"GET", "/tickets/1", ""},
			{"POST", "/tickets", "{}"},
			{"PATCH", "/tickets/1", "{}"},
			{"PATCH", "/tickets/bulk", "[]"},
			{"DELETE", "/tickets/1", ""},
		} {
			s.want(401, "", ask[0], ask[1], ask[2])
			if got := s.want(404, "a text", ask[0], ask[1], ask[2]); got.in("detail") != "there is no such shard" {
				t.Error(got.Body)
			}
		}
	})
}

// TestWalks: page by page each row comes once, in every order, whether or not the key is
// named in it.
func TestWalks(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		for _, order := range []string{
			"", "id", "-id", "-created_at", "created_at,-title", "priority", "-priority.nullslast", "queue__name", "-queue__name,title",
			"tenant_id", "-tenant_id", "tenant_id,-created_at", "title,tenant_id",
		} {
			forward, back := s.walkTickets(order)
			if n := len(slices.Compact(slices.Sorted(slices.Values(forward)))); n != ticketsEach || len(forward) != n {
				t.Errorf("order %q: %d rows, %d different ones", order, len(forward), n)
			}
			// Back from the last page, which has what is left over.
			slices.Reverse(back)
			if diff := cmp.Diff(forward[:len(forward)-ticketsEach%4], back); diff != "" {
				t.Errorf("order %q back (-forward +back):\n%s", order, diff)
			}
		}
	})
}

// walkTickets reads all pages of four tickets, and back from the last.
func (s *server) walkTickets(order string) (forward, back []string) {
	s.tb.Helper()
	target := "/tickets/cursor?items_per_page=4&facets=false"
	if order != "" {
		target += "&order_by=" + url.QueryEscape(order)
	}
	var page reply
	for next := ""; ; {
		page = s.want(200, "7", "GET", target+next, "")
		for _, row := range page.items() {
			forward = append(forward, row["slug"].(string))
		}
		cursor, ok := page.in("pagination", "next_cursor").(string)
		if !ok || len(forward) > 2*ticketsEach {
			break
		}
		next = "&cursor=" + cursor
	}
	for {
		cursor, ok := page.in("pagination", "prev_cursor").(string)
		if !ok || len(back) > 2*ticketsEach {
			return forward, back
		}
		page = s.want(200, "7", "GET", target+"&cursor="+cursor, "")
		for _, row := range slices.Backward(page.items()) {
			back = append(back, row["slug"].(string))
		}
	}
}

// TestCursorsOfOtherLists: a cursor from without the shard has the key in it, and is one
// of another list.
func TestCursorsOfOtherLists(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		whole := s.want(200, "", "GET", "/all/cursor?items_per_page=4", "")
		cursor := whole.in("pagination", "next_cursor").(string)
		if got := s.want(400, "7", "GET", "/tickets/cursor?cursor="+cursor, ""); got.in("code") != "invalid_cursor" {
			t.Errorf("%s", got.Body)
		}
		own := s.want(200, "7", "GET", "/tickets/cursor?items_per_page=4", "").in("pagination", "next_cursor").(string)
		s.want(400, "", "GET", "/all/cursor?cursor="+own, "")
		// It is a position, and no permission: in another shard it leads on among that one's rows.
		for _, row := range s.want(200, "8", "GET", "/tickets/cursor?cursor="+own, "").items() {
			if row["tenant_id"] != float64(eight) {
				t.Errorf("a cursor of tenant 7 shows tenant 8 %v", row)
			}
		}
	})
}

const newTicket = `{"id":100,"created_at":"2025-02-01T00:00:00Z","slug":"new","title":"New","status":"open"`

// TestCreates: a new row is in the shard, at a path without its key.
func TestCreates(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		made := s.want(201, "7", "POST", "/tickets", newTicket+`}`)
		if made.in("tenant_id") != float64(seven) || made.Header().Get("Location") != "/tickets/100" {
			t.Errorf("%s at %s", made.Body, made.Header().Get("Location"))
		}
		s.want(200, "7", "GET", made.Header().Get("Location"), "")
		s.want(404, "8", "GET", made.Header().Get("Location"), "")
		s.want(201, "8", "POST", "/tickets", newTicket+`,"tenant_id":8}`) // the same id and slug, in its own shard
		if got := s.want(403, "7", "POST", "/tickets", strings.Replace(newTicket, "100", "101", 1)+`,"tenant_id":8}`); got.in("code") != "outside_scope" {
			t.Errorf("%s", got.Body)
		}
		bulk := s.want(201, "7", "POST", "/tickets/bulk", `[{"id":110,"slug":"a","title":"A","status":"open","created_at":"2025-02-01T00:00:00Z"},
			{"id":111,"slug":"b","title":"B","status":"open","created_at":"2025-02-01T00:00:00Z"}]`)
		for _, row := range bulk.items() {
			if row["tenant_id"] != float64(seven) {
				t.Errorf("made in shard 7: %v", row)
			}
		}
		s.want(403, "7", "POST", "/tickets/bulk", `[{"id":112,"slug":"c","title":"C","status":"open"},{"id":113,"slug":"d","tenant_id":8}]`)
		put := s.want(201, "7", "PUT", "/tickets/120", `{"slug":"put","title":"Put","status":"open"}`)
		if put.in("tenant_id") != float64(seven) || put.in("id") != 120. {
			t.Errorf("%s", put.Body)
		}
		s.want(200, "7", "PUT", "/tickets/120", `{"slug":"put","title":"Put again","status":"open"}`)
	})
}

// TestBrokenConstraints: of a constraint with the key in it the other columns are named,
// which the client has sent.
func TestBrokenConstraints(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		for _, tt := range []struct {
			status               int
			method, target, body string
			code                 string
			want                 []string
		}{
			{409, "POST", "/tickets", strings.Replace(newTicket, `"new"`, `"t7-1"`, 1) + `}`, "unique_violation", []string{"/slug"}},
			{409, "POST", "/tickets", strings.Replace(newTicket, "100", "1", 1) + `}`, "unique_violation", []string{"/id"}},
			{409, "PATCH", "/tickets/2", `{"slug":"t7-1"}`, "unique_violation", []string{"/slug"}},
			{422, "POST", "/tickets", newTicket + `,"queue_id":99}`, "invalid_body", []string{"/queue_id"}},
			{422, "PATCH", "/tickets/2", `{"queue_id":99}`, "invalid_body", []string{"/queue_id"}},
			{422, "PATCH", "/tickets/bulk", `[{"id":2,"queue_id":1},{"id":1,"queue_id":99}]`, "invalid_body", []string{"/1/queue_id"}},
		} {
			got := s.want(tt.status, "7", tt.method, tt.target, tt.body)
			if diff := cmp.Diff(tt.want, got.pointers()); diff != "" || got.in("code") != tt.code {
				t.Errorf("%s %s: %s (-want +got):\n%s", tt.method, tt.body, got.Body, diff)
			}
		}
		s.want(201, "8", "POST", "/tickets", strings.Replace(newTicket, `"new"`, `"t7-1"`, 1)+`}`) // taken in the other shard only
	})
}

// TestChanges: rows of the other shard with the same id stay as they are.
func TestChanges(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		before := s.want(200, "8", "GET", "/tickets?items_per_page=100", "").Body.String()
		one := s.want(200, "7", "GET", "/tickets/1", "")
		patched := s.want(200, "7", "PATCH", "/tickets/1", `{"title":"patched"}`, "If-Match", one.Header().Get("ETag"))
		s.want(412, "7", "PATCH", "/tickets/1", `{"title":"too late"}`, "If-Match", one.Header().Get("ETag"))
		if patched.in("title") != "patched" || patched.in("tenant_id") != float64(seven) {
			t.Errorf("%s", patched.Body)
		}
		s.want(422, "7", "PATCH", "/tickets/1", `{"tenant_id":8}`)
		s.want(422, "7", "PATCH", "/tickets/bulk", `[{"id":1,"tenant_id":8}]`)
		s.want(200, "7", "PUT", "/tickets/2", `{"slug":"two","title":"put","status":"done"}`)
		bulk := s.want(200, "7", "PATCH", "/tickets/bulk", `[{"id":5,"title":"five"},{"id":4,"title":"four"},{"id":6,"status":"new"}]`)
		var titles []any
		for _, row := range bulk.items() {
			titles = append(titles, row["title"])
		}
		if diff := cmp.Diff([]any{"five", "four", "Ticket 1 of 7"}, titles); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := s.want(404, "7", "PATCH", "/tickets/bulk", `[{"id":5,"title":"x"},{"id":999,"title":"y"}]`); !slices.Equal(got.pointers(), []string{"/1/id"}) {
			t.Errorf("%s", got.Body)
		}
		s.want(204, "7", "DELETE", "/tickets/20", "")
		s.want(404, "7", "DELETE", "/tickets/20", "")
		s.want(204, "7", "POST", "/tickets/bulk/delete", `{"ids":[21,22]}`)
		s.want(404, "7", "GET", "/tickets/21", "")
		if after := s.want(200, "8", "GET", "/tickets?items_per_page=100", "").Body.String(); after != before {
			t.Errorf("the other shard (-before +after):\n%s", cmp.Diff(before, after))
		}
		s.want(200, "", "PATCH", "/all/8,1", `{"title":"from without"}`)
		if got := s.want(200, "7", "GET", "/tickets/1", ""); got.in("title") != "patched" {
			t.Errorf("%s", got.Body)
		}
	})
}

// TestGoMethods: a factory within a shard, and its views.
func TestGoMethods(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		within := crud.Must(s.tickets.InShard(seven))
		row, err := within.Get(ctx, 3)
		if err != nil || row.Slug != "t7-3" {
			t.Errorf("%v, %v", row.Slug, err)
		}
		if _, err := within.Get(ctx, []any{8, 3}); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("by the whole key: %v", err)
		}
		if n, err := within.Count(ctx, crud.Query{}); err != nil || n != ticketsEach {
			t.Errorf("%d rows, %v", n, err)
		}
		titles := crud.Must(crud.As[struct{ Title string }](within))
		if rows, err := crud.Must(crud.Must(crud.As[struct{ Title string }](s.tickets)).InShard("8")).List(ctx, crud.Query{}); err != nil || !strings.HasSuffix(rows[0].Title, "of 8") {
			t.Errorf("%v, %v", rows, err)
		}
		if rows, err := titles.List(ctx, crud.Query{}); err != nil || !strings.HasSuffix(rows[0].Title, "of 7") {
			t.Errorf("%v, %v", rows, err)
		}
		// A query that was parsed without a shard is read within one, its order less the key.
		q := parse(t, s.tickets, "order_by", "-priority", "pagination_type", "cursor", "items_per_page", "4")
		page, err := within.CursorPaginate(ctx, q)
		if err != nil || len(page.Items) != 4 {
			t.Fatalf("%v, %v", page, err)
		}
		next := parse(t, within, "order_by", "-priority", "pagination_type", "cursor", "cursor", *page.Pagination.NextCursor)
		if rows, err := within.List(ctx, next); err != nil || len(rows) != ticketsEach-4 {
			t.Errorf("%d rows follow, %v", len(rows), err)
		}
		if _, err := s.tickets.List(ctx, next); err == nil {
			t.Error("a query of a shard is read without one")
		}
		_, err = within.Update(ctx, 3, func(row *ticket) error {
			row.TenantID = eight
			return nil
		})
		if !errors.Is(err, crud.ErrOutsideScope) {
			t.Errorf("a row is moved: %v", err)
		}
		other := ticketOf(eight, 300)
		if err := within.Create(ctx, &other); !errors.Is(err, crud.ErrOutsideScope) {
			t.Errorf("a row of another shard is made: %v", err)
		}
		for row, err := range within.Stream(ctx, crud.Query{}) {
			if err != nil || row.TenantID != seven {
				t.Errorf("a stream of shard 7 has %v, %v", row, err)
			}
		}
	})
}

// TestUpserts: the conflict is looked for within the shard, by a constraint that has its
// key.
func TestUpserts(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		within := crud.Must(s.tickets.InShard(seven))
		row := ticketOf(0, 500) // which has no tenant yet
		row.Slug, row.Title = "t7-3", "upserted"
		written, err := within.Upsert(ctx, &row, crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}})
		if err != nil || !written || row.TenantID != seven || row.ID != 3 {
			t.Errorf("%v %d,%d: %v", written, row.TenantID, row.ID, err)
		}
		fresh := ticketOf(0, 3)
		fresh.Title = "by its key"
		if written, err = within.Upsert(ctx, &fresh, crud.Conflict{Update: []string{"title"}}); err != nil || !written {
			t.Errorf("%v, %v", written, err)
		}
		for tenant, want := range map[int64]string{seven: "by its key", eight: ticketOf(eight, 3).Title} {
			got, err := crud.Must(s.tickets.InShard(tenant)).Get(ctx, 3)
			if err != nil || got.Title != want {
				t.Errorf("tenant %d: %q, want %q; %v", tenant, got.Title, want, err)
			}
		}
		whole := ticketOf(eight, 600)
		whole.Slug, whole.Title = "t8-4", "without a shard"
		if written, err = s.tickets.Upsert(ctx, &whole, crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}}); err != nil || !written || whole.ID != 4 {
			t.Errorf("%v %d: %v", written, whole.ID, err)
		}
		wrong := ticketOf(eight, 601)
		if _, err = within.Upsert(ctx, &wrong, crud.Conflict{}); !errors.Is(err, crud.ErrOutsideScope) {
			t.Errorf("into another shard: %v", err)
		}
	})
}

// TestDescription: what clients are told of a mount within shards does without the key.
func TestDescription(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		if got := len(s.about.PrimaryKey); got != 1 || s.about.PrimaryKey[0].Key != "id" || s.about.Order.Default != "created_at,id" {
			t.Errorf("%d keys, order %s", got, s.about.Order.Default)
		}
		if !s.about.ScopedByRequest {
			t.Error("nobody is told that requests can be refused")
		}
		got := s.want(200, "", "OPTIONS", "/tickets", "")
		key, _ := got.in("primary_key").([]any)
		if len(key) != 1 {
			t.Errorf("OPTIONS: %v", key)
		}
		whole := s.want(200, "", "OPTIONS", "/all", "").in("primary_key").([]any)
		if len(whole) != 2 {
			t.Errorf("OPTIONS without shards: %v", whole)
		}
	})
}

// TestShards: what a shard can be.
func TestShards(t *testing.T) {
	t.Parallel()
	eachWorld(t, func(t *testing.T, s *server) {
		for _, value := range []any{7, int64(7), uint8(7), "7", new(7)} {
			if _, err := s.tickets.InShard(value); err != nil {
				t.Errorf("%T: %v", value, err)
			}
		}
		for _, value := range []any{nil, 7.5, true, []int{7}, (*int)(nil)} {
			if f, err := s.tickets.InShard(value); err == nil || f != nil || errors.Is(err, crud.ErrNotFound) {
				t.Errorf("%T: %v, %v", value, f, err)
			}
		}
		if _, err := s.tickets.InShard("x"); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("a text that is no tenant: %v", err)
		}
		if _, err := crud.Must(s.tickets.InShard(7)).InShard(8); err == nil {
			t.Error("a shard within a shard")
		}
	})
}

// TestSharedFactory has many goroutines read within different shards: what is kept of a
// statement, and of what totals were, is no other shard's.
func TestSharedFactory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &queue{}, &ticket{}, &comment{})
		fill(t, db)
		if err := db.Delete(&ticket{}, "tenant_id = ? AND id > 20", eight).Error; err != nil {
			t.Fatal(err)
		}
		config := ticketsConfig()
		config.Cache = crud.Cache{Age: time.Hour}
		tickets := crud.Must(crud.New(db, config))
		var all sync.WaitGroup
		for i := range 60 {
			all.Go(func() {
				tenant, want := int64(seven), int64(ticketsEach)
				if i%2 == 0 {
					tenant, want = eight, 20
				}
				within := crud.Must(tickets.InShard(tenant))
				page, err := within.CursorPaginate(ctx, parse(t, within, "pagination_type", "cursor", "count", "exact",
					"order_by", []string{"id", "-created_at", "priority"}[i%3]))
				if err != nil || *page.Pagination.TotalCount != want {
					t.Errorf("tenant %d: total %v, %v", tenant, page, err)
					return
				}
				for _, row := range page.Items {
					if row.TenantID != tenant {
						t.Errorf("tenant %d reads ticket %d of %d", tenant, row.ID, row.TenantID)
					}
				}
			})
		}
		all.Wait()
	})
}

// TestDocument: the paths of an OpenAPI document and the links of pages have no key of
// the shard.
func TestDocument(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &queue{}, &ticket{}, &comment{})
		fill(t, db)
		s := &server{tb: t, engine: gin.New()}
		crud.Install(s.engine)
		doc, pages := openapi.New(openapi.Info{Title: "Tickets", Version: "1"}), explorer.New(explorer.Writable())
		err := errors.Join(
			crud.Mount(s.engine.Group("/tickets"), crud.Must(crud.New(db, ticketsConfig())), crud.ShardBy(byTenant),
				crud.Create[ticketCreate](), crud.Update[ticketUpdate](), crud.Deletable(), crud.Describe(doc.Add), crud.Describe(pages.Add)),
			doc.Mount(s.engine), pages.Mount(s.engine.Group("/explorer"), s.engine))
		if err != nil {
			t.Fatal(err)
		}
		spec := s.want(200, "", "GET", "/openapi.json", "")
		parameters, _ := spec.in("paths", "/tickets/{id}", "get", "parameters").([]any)
		if len(parameters) == 0 || !strings.Contains(fmt.Sprint(parameters[0]), "integer") {
			t.Errorf("the path's parameter is %v", parameters)
		}
		list := s.want(200, "7", "GET", "/explorer/list/tickets", "", "Accept", "text/html")
		if !strings.Contains(list.Body.String(), `tickets/3"`) || strings.Contains(list.Body.String(), "tickets/7,") {
			t.Errorf("links of\n%s", list.Body)
		}
		one := s.want(200, "7", "GET", "/explorer/row/tickets/3", "", "Accept", "text/html")
		if !strings.Contains(one.Body.String(), "t7-3") {
			t.Errorf("a row is\n%s", one.Body)
		}
	})
}
