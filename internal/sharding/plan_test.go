package sharding_test

import (
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// fillMany makes 250 tickets of each of 400 tenants, whose times lie between each other,
// and queues and comments to them.
func fillMany(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	exec(tb, db,
		`INSERT INTO queues SELECT t, q, 'queue ' || q FROM generate_series(1, 400) t, generate_series(1, 3) q`,
		`INSERT INTO tickets SELECT t, n, timestamptz '2025-01-01' + n * interval '1 hour' + t * interval '1 second', 'slug ' || n, 'title ' || n % 50,
			(ARRAY['open', 'done', 'new'])[n % 3 + 1], nullif(n % 7, 0), nullif(n % 4, 0)
			FROM generate_series(1, 250) n, generate_series(1, 400) t`,
		`INSERT INTO comments SELECT t, n, n AS ticket, 'text ' || n FROM generate_series(1, 20) n, generate_series(1, 400) t`,
		`ANALYZE`)
}

// node is a part of a plan.
type node struct {
	Type     string `json:"Node Type"`
	Relation string `json:"Relation Name"`
	Hit      int    `json:"Shared Hit Blocks"`
	Read     int    `json:"Shared Read Blocks"`
	Plans    []node `json:"Plans"`
}

// explain has PostgreSQL plan a statement with its values, or run it as well.
func explain(tb testing.TB, db *gorm.DB, sql, options string) node {
	tb.Helper()
	var text string
	if err := db.Raw("EXPLAIN (FORMAT JSON" + options + ") " + sql).Row().Scan(&text); err != nil {
		tb.Fatalf("%s: %v", sql, err)
	}
	var plans []struct{ Plan node }
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&plans); err != nil {
		tb.Fatal(err)
	}
	return plans[0].Plan
}

// walk visits all parts of a plan.
func (n node) walk(visit func(node)) {
	visit(n)
	for _, child := range n.Plans {
		child.walk(visit)
	}
}

var partition = regexp.MustCompile(`^(tickets|comments|events)_p`)

// partitionsOf are the partitions that a plan reads, or writes.
func (n node) partitionsOf() []string {
	found := map[string]bool{}
	n.walk(func(n node) {
		if partition.MatchString(n.Relation) {
			found[n.Relation] = true
		}
	})
	return slices.Sorted(maps.Keys(found))
}

// types are the kinds of a plan's parts, each once.
func (n node) types() []string {
	found := map[string]bool{}
	n.walk(func(n node) { found[n.Type] = true })
	return slices.Sorted(maps.Keys(found))
}

// TestOnePartition: whatever is asked of one shard, each statement touches one partition
// of each table, and so do statements of a factory without a shard on a filter by one
// value of the key.
func TestOnePartition(t *testing.T) {
	t.Parallel()
	plain := partitioned(t)
	fillMany(t, plain)
	db, statements := dbtest.Recorder(plain)
	s := serve(t, db)
	whole := s.want(200, "7", "GET", "/tickets?items_per_page=100", "")
	deep, _ := whole.in("pagination", "next_cursor").(string)
	for _, ask := range []struct{ tenant, method, target, body string }{
		{"7", "GET", "/tickets/cursor", ""},
		{"7", "GET", "/tickets/cursor?count=exact&cursor=" + deep, ""},
		{"7", "GET", "/tickets?page=5", ""},
		{"7", "GET", "/tickets/cursor?order_by=-priority", ""},
		{"7", "GET", "/tickets/cursor?order_by=queue__name", ""},
		{"7", "GET", "/tickets?count=capped&facets=false", ""},
		{"7", "GET", "/tickets?count=estimated&facets=false", ""},
		{"7", "GET", "/tickets?facets=status", ""},
		{"7", "GET", "/tickets?facets=status&facet_counts=true", ""},
		{"7", "GET", "/tickets?facet_counts=true&filter_by[status]=open&filter_by[queue__name]=queue%201", ""},
		{"7", "GET", "/tickets?search=title&filter_by[comments__text]=text%201", ""},
		{"7", "GET", "/tickets?filter_by[id][lt]=20&include=queue,comments", ""},
		{"7", "GET", "/tickets/3?include=comments", ""},
		{"7", "PATCH", "/tickets/3", `{"title":"changed"}`},
		{"7", "PATCH", "/tickets/bulk", `[{"id":4,"title":"a"},{"id":5,"title":"b"}]`},
		{"7", "POST", "/tickets/bulk/delete", `{"ids":[200,201]}`},
		{"7", "DELETE", "/tickets/202", ""},
		{"", "GET", "/all/cursor?filter_by[tenant_id]=7&count=exact&facets=true&facet_counts=true", ""},
		{"", "PATCH", "/all/7,3", `{"title":"changed again"}`},
		{"", "DELETE", "/all/7,203", ""},
	} {
		statements.Reset()
		s.ask(ask.tenant, ask.method, ask.target, ask.body)
		if statements.Len() == 0 {
			t.Errorf("%s %s runs nothing", ask.method, ask.target)
		}
		for _, statement := range statements.All() {
			if statement.Err != nil {
				t.Errorf("%s: %v", statement.SQL, statement.Err)
				continue
			}
			touched := explain(t, plain, strings.TrimPrefix(statement.SQL, "EXPLAIN (FORMAT JSON) "), "").partitionsOf()
			for _, table := range []string{"tickets", "comments"} {
				of := slices.DeleteFunc(slices.Clone(touched), func(name string) bool { return !strings.HasPrefix(name, table) })
				if len(of) > 1 {
					t.Errorf("%s %s touches %d partitions of %s:\n%s", ask.method, ask.target, len(of), table, statement.SQL)
				}
			}
			if len(touched) == 0 && !strings.HasPrefix(statement.SQL, "INSERT") && strings.Contains(statement.SQL, `FROM "tickets"`) {
				t.Errorf("%s %s touches no partition:\n%s", ask.method, ask.target, statement.SQL)
			}
		}
	}
}

// TestIntegerKeys: a value that is sent as a bigint finds the partition of a narrower key.
func TestIntegerKeys(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	exec(t, db, `CREATE TABLE events (tenant_id integer NOT NULL) PARTITION BY HASH (tenant_id)`,
		`CREATE TABLE events_p0 PARTITION OF events FOR VALUES WITH (MODULUS 2, REMAINDER 0)`,
		`CREATE TABLE events_p1 PARTITION OF events FOR VALUES WITH (MODULUS 2, REMAINDER 1)`)
	if got := explain(t, db, `SELECT 1 FROM events WHERE tenant_id = 7::bigint`, "").partitionsOf(); len(got) != 1 {
		t.Errorf("it reads %q", got)
	}
}

// deepCursor is the cursor behind so many rows.
func deepCursor(tb testing.TB, f *crud.CrudFactory[ticket], behind string) string {
	tb.Helper()
	page, err := f.OffsetPaginate(ctx, parse(tb, f, "page", behind, "count", "none", "facets", "false"))
	if err != nil {
		tb.Fatal(err)
	}
	return *page.Pagination.NextCursor
}

// TestPagesAreSeeks: within a shard a page costs the same however deep; without one a
// few buffers for each partition, and no partition is read whole.
func TestPagesAreSeeks(t *testing.T) {
	t.Parallel()
	plain := partitioned(t)
	fillMany(t, plain)
	exec(t, plain, `VACUUM ANALYZE tickets`)
	for _, tt := range []struct {
		name           string
		sharded        bool
		page           string
		buffers, parts int
	}{
		{"within a shard", true, "10", 30, 1},
		{"without one", false, "2000", 8 * partitions, partitions},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db, statements := dbtest.Recorder(plain)
			tickets := crud.Must(crud.New(db, ticketsConfig()))
			if tt.sharded {
				tickets = crud.Must(tickets.InShard(seven))
			}
			for _, token := range []string{"", deepCursor(t, tickets, tt.page)} {
				statements.Reset()
				page, err := tickets.CursorPaginate(ctx, parse(t, tickets, "pagination_type", "cursor", "cursor", token,
					"facets", "false", "count", "none"))
				if err != nil || len(page.Items) != 20 {
					t.Fatalf("%d rows, %v", len(page.Items), err)
				}
				plan := explain(t, plain, statements.SQL()[0], ", ANALYZE, BUFFERS")
				t.Logf("%d buffers in %d partitions: %v", plan.Hit+plan.Read, len(plan.partitionsOf()), plan.types())
				if n := plan.Hit + plan.Read; n > tt.buffers {
					t.Errorf("%d buffers, more than %d", n, tt.buffers)
				}
				if n := len(plan.partitionsOf()); n != tt.parts {
					t.Errorf("%d partitions, want %d", n, tt.parts)
				}
				for _, whole := range []string{"Seq Scan", "Sort"} {
					if slices.Contains(plan.types(), whole) {
						t.Errorf("there is a %s:\n%s", whole, statements.SQL()[0])
					}
				}
			}
		})
	}
}

// event lies in a partition of its month.
type event struct {
	CreatedAt time.Time `gorm:"primaryKey"`
	ID        int64     `gorm:"primaryKey;autoIncrement:false"`
	Name      string    `gorm:"type:text;not null"`
}

func parseEvents(tb testing.TB, f *crud.CrudFactory[event], pairs ...string) crud.Query {
	tb.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	q, err := f.ParseQuery(values, crud.WithFilter|crud.WithOffset|crud.WithCursor)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// TestMonths: an order that begins with the column of the partitions is bounded by its
// position, and a filter by its range; neither needs a ShardKey.
func TestMonths(t *testing.T) {
	t.Parallel()
	plain := dbtest.Postgres(t)
	exec(t, plain,
		`CREATE TABLE events (created_at timestamptz NOT NULL, id bigint NOT NULL, name text NOT NULL, PRIMARY KEY (created_at, id))
			PARTITION BY RANGE (created_at)`,
		`DO $$ BEGIN FOR n IN 0..11 LOOP EXECUTE format('CREATE TABLE events_p%s PARTITION OF events FOR VALUES FROM (%L) TO (%L)',
			n, timestamptz '2025-01-01 00:00+00' + n * interval '1 month', timestamptz '2025-01-01 00:00+00' + (n + 1) * interval '1 month');
			END LOOP; END $$`,
		`INSERT INTO events SELECT timestamptz '2025-01-01 00:00+00' + n * interval '30 minutes', n, 'event ' || n FROM generate_series(0, 17000) n`,
		`ANALYZE events`)
	db, statements := dbtest.Recorder(plain)
	events := crud.Must(crud.New(db, crud.Config[event]{FilterFields: []string{"created_at"}}))
	partitionsOf := func(pairs ...string) []string {
		statements.Reset()
		if _, err := events.List(ctx, parseEvents(t, events, pairs...)); err != nil {
			t.Fatal(err)
		}
		return explain(t, plain, statements.SQL()[0], "").partitionsOf()
	}
	page, err := events.OffsetPaginate(ctx, parseEvents(t, events, "page", "760", "count", "none"))
	if err != nil {
		t.Fatal(err)
	}
	if got := partitionsOf("pagination_type", "cursor", "cursor", *page.Pagination.NextCursor); len(got) == 0 || len(got) > 3 {
		t.Errorf("behind ten months a page reads %q", got)
	}
	far := event{CreatedAt: time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC), ID: 1, Name: "of no partition"}
	if broken, ok := errors.AsType[*crud.ConstraintError](events.Create(ctx, &far)); !ok || broken.Kind != "check_violation" {
		t.Errorf("a row of no partition: %v", broken)
	}
	want := []string{"events_p2"}
	if diff := cmp.Diff(want, partitionsOf("filter_by[created_at][between]", "2025-03-02T00:00:00Z,2025-03-30T00:00:00Z")); diff != "" {
		t.Errorf("a month (-want +got):\n%s", diff)
	}
}
