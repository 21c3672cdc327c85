package faults

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/pgtest"
	"github.com/crudfactory/crudfactory/internal/store"
)

// safeModes are the ways to send statements that work behind a pooler which changes
// the server's connection with each transaction.
var safeModes = []string{"cache_describe", "exec", "simple_protocol"}

// TestPooler has clients work through PgBouncer in transaction mode, by the ways
// to send statements that are safe there.
//
//nolint:paralleltest // each mode has the machine's time
func TestPooler(t *testing.T) {
	for _, mode := range safeModes {
		t.Run(mode, func(t *testing.T) {
			direct := pgtest.New(t)
			app := start(t, pgtest.Pooler(t, direct)+"&default_query_exec_mode="+mode)
			c := gather(t, app, 12)
			c.during(func() { time.Sleep(moment) })
			for _, client := range c.clients { // each of what they do, whatever they have drawn
				client.all()
			}
			c.audit(direct)
			c.transport.CloseIdleConnections()
			app.stop(t)
			t.Log(c.tally)
			c.tally.unfailing(t)
		})
	}
}

// all does everything once.
func (c *client) all() {
	c.create(1)
	one := c.units[len(c.units)-1]
	c.create(7)
	several := c.units[len(c.units)-1]
	for _, u := range []*unit{one, several} {
		c.get(u)
		c.refused(u)
	}
	for range 2 { // the second time an older version is known
		c.patch(one)
	}
	c.outdated(one)
	c.patchAll(several)
	c.countUp()
	for range orders {
		c.page()
		c.snapshot()
		c.walk()
	}
	c.stream()
	c.narrowed()
	for _, u := range []*unit{one, several} {
		next := c.some()
		if u.size == 1 {
			c.changed(u, next, c.ask(http.MethodPut, u.path(), u.rows(next)[0]))
			c.remove(u, c.ask(http.MethodDelete, u.path(), nil))
		} else {
			c.remove(u, c.ask(http.MethodPost, "/entries/bulk/delete", map[string]any{"ids": u.ids}))
		}
	}
}

// TestPooledKinds compares what is answered through PgBouncer with what is without,
// for columns of each kind.
//
//nolint:paralleltest // as above
func TestPooledKinds(t *testing.T) {
	requests := sampleRequests(t)
	want := answersOf(t, pgtest.New(t), requests)
	for i, r := range requests {
		if strings.HasPrefix(want[i], "500") {
			t.Errorf("%s: %s", r, want[i])
		}
	}
	for _, mode := range safeModes {
		t.Run(mode, func(t *testing.T) {
			got := answersOf(t, pgtest.Pooler(t, pgtest.New(t))+"&default_query_exec_mode="+mode, requests)
			for i, r := range requests {
				if diff := cmp.Diff(want[i], got[i]); diff != "" {
					t.Errorf("%s %s (-want +got):\n%s", r, r.body, diff)
				}
			}
		})
	}
}

// answersOf asks one thing after the other, and follows cursors to the end.
func answersOf(t *testing.T, url string, requests []request) (answers []string) {
	t.Helper()
	db, err := gorm.Open(postgres.Open(url), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer closeHandle(t, db)
	handler, err := samples(db)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	c := &client{t: t, url: server.URL, http: server.Client()}
	for _, r := range requests {
		var all strings.Builder
		for target := r.target; target != ""; {
			var body any
			if r.body != "" {
				body = json.RawMessage(r.body)
			}
			a := c.send(r.method, target, body, "Accept", r.accept)
			fmt.Fprintf(&all, "%d %v %s %s\n", a.status, a.err, a.header.Get("ETag"), a.body)
			target = ""
			if next := a.header.Get("X-Next-Cursor"); next != "" {
				target = r.target + "&cursor=" + next
			}
		}
		answers = append(answers, all.String())
	}
	return answers
}

// TestUnsafePooler: the usual way to send statements fails behind PgBouncer, and
// the handle tells that it will, and Check.
//
//nolint:paralleltest // as above
func TestUnsafePooler(t *testing.T) {
	direct := pgtest.New(t)
	db, err := gorm.Open(postgres.Open(pgtest.Pooler(t, direct)), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.Pooled(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	if want := (store.Pooler{Between: true, Mode: pgx.QueryExecModeCacheStatement.String()}); got != want || !got.Unsafe() {
		t.Errorf("got %+v, want %+v, unsafe", got, want)
	}
	straight, err := gorm.Open(postgres.Open(direct), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := straight.AutoMigrate(&counter{}); err != nil {
		t.Fatal(err)
	}
	preparing, err := gorm.Open(postgres.Open(pgtest.Pooler(t, direct)+"&default_query_exec_mode=cache_describe"), &gorm.Config{PrepareStmt: true})
	if err != nil {
		t.Fatal(err)
	}
	counters := crud.Must(crud.New(straight, crud.Config[counter]{}))
	for handle, want := range map[*gorm.DB]bool{straight: false, db: true, preparing: true} {
		report, err := counters.With(handle).Check(t.Context())
		if found := strings.Contains(report.String(), "unsafe_exec_mode"); err != nil || found != want || (report.Err() != nil) != want {
			t.Errorf("%v, %s", err, report)
		}
	}
	for _, handle := range []*gorm.DB{straight, db, preparing} {
		closeHandle(t, handle)
	}
}

func closeHandle(t *testing.T, db *gorm.DB) {
	t.Helper()
	pool, err := db.DB()
	if err == nil {
		err = pool.Close()
	}
	if err != nil {
		t.Error(err)
	}
}
