package faults

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// audit compares the tables with the ledgers, once nobody works any more.
func (c *crowd) audit(adminURL string) {
	c.t.Helper()
	rows := tableOf(c.t, adminURL)
	byUnit := map[string][]Entry{}
	for _, row := range rows {
		byUnit[row.Unit] = append(byUnit[row.Unit], row)
	}
	var counted, perhaps int64
	for _, client := range c.clients {
		counted, perhaps = counted+client.counted, perhaps+client.perhaps
		for _, u := range client.units {
			if err := u.check(byUnit[u.name]); err != nil {
				c.tally.mistakef(c.t, "a table that is not the ledger: %v", err)
			}
			delete(byUnit, u.name)
		}
	}
	for name := range byUnit {
		c.tally.mistakef(c.t, "rows that were deleted or never made: %s in the table", name)
	}
	if got := sumOfCounters(c.t, adminURL); got < counted || got > counted+perhaps {
		c.t.Errorf("counters: %d, acknowledged were %d and perhaps %d more", got, counted, perhaps)
	}
	c.totals(rows)
}

// totals compares what the application counts with the table.
func (c *crowd) totals(rows []Entry) {
	c.t.Helper()
	want := map[string]int{}
	for _, row := range rows {
		want[row.Kind]++
	}
	one := c.clients[0]
	a := one.ask(http.MethodGet, "/entries?facet_counts=true", nil)
	var p page
	if !one.expect(a, http.StatusOK) || !one.into(a, &p) {
		c.t.Errorf("it does not work again: %s", a)
		return
	}
	if total := p.Pagination.TotalCount; total == nil || *total != len(rows) {
		c.t.Errorf("%d rows, and %s", len(rows), a)
	}
	for _, bucket := range p.FilterCounts["kind"] {
		if kind, _ := bucket.Value.(string); bucket.Count != want[kind] {
			c.t.Errorf("%d of kind %s, want %d", bucket.Count, kind, want[kind])
		}
	}
}

func tableOf(t *testing.T, url string) []Entry {
	t.Helper()
	conn := connect(t, url)
	defer conn.Close(t.Context()) //nolint:errcheck // the rows tell all
	rows, err := conn.Query(t.Context(), "SELECT id, name, unit, owner, kind, amount, note, sum, version FROM entries ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Entry])
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func sumOfCounters(t *testing.T, url string) (sum int64) {
	t.Helper()
	conn := connect(t, url)
	defer conn.Close(t.Context()) //nolint:errcheck // the rows tell all
	if err := conn.QueryRow(t.Context(), "SELECT sum(count) FROM counters").Scan(&sum); err != nil {
		t.Fatal(err)
	}
	return sum
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// leaves waits until the clients' connections, and those that the server has for
// the application but its pool does not know, have gone.
func (c *crowd) leaves(adminURL string) {
	c.t.Helper()
	c.transport.CloseIdleConnections()
	conn := connect(c.t, adminURL)
	defer conn.Close(context.WithoutCancel(c.t.Context())) //nolint:errcheck // the rows tell all
	var there int
	fits := func() bool {
		const query = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' AND backend_type = 'client backend'"
		if err := conn.QueryRow(c.t.Context(), query).Scan(&there); err != nil {
			c.t.Fatal(err)
		}
		s := c.app.pool.Stats()
		return s.InUse == 0 && s.OpenConnections == there
	}
	if !eventually(fits) {
		c.t.Errorf("the server has %d connections, and the pool %+v", there, c.app.pool.Stats())
	}
}

// leakless waits until there are no more goroutines than before. That of a cache
// ends when the cache is collected.
func leakless(t *testing.T, before int) {
	t.Helper()
	if eventually(func() bool {
		runtime.GC()
		return runtime.NumGoroutine() <= before
	}) {
		return
	}
	var stacks strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&stacks, 1); err != nil {
		t.Error(err)
	}
	t.Errorf("%d goroutines, %d before:\n%.20000s", runtime.NumGoroutine(), before, stacks.String())
}

// eventually waits for what takes its time: a canceled statement's connection is
// closed in the background, within 15 seconds (pgx).
func eventually(is func() bool) bool {
	for deadline := time.Now().Add(40 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

// execute runs statements as the administrator.
func execute(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn := connect(t, url)
	defer conn.Close(t.Context()) //nolint:errcheck // the statements' errors tell all
	for _, statement := range statements {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", statement, err))
		}
	}
}
