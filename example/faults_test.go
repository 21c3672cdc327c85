package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// noDetail fails where a problem speaks of the database.
func noDetail(t *testing.T, got answer) {
	t.Helper()
	for _, secret := range []string{"SELECT", "relation", "no such table", "SQLSTATE", "pgx", "sql", "dial", "socket", "published", "category"} {
		if strings.Contains(strings.ReplaceAll(string(got.body), got.url.Path, ""), secret) {
			t.Errorf("GET %s: says %q: %s", got.url.RequestURI(), secret, got.body)
		}
	}
}

// A missing table is an error, never an empty success, and its words stay in
// the log.
func TestMissingTable(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		cursor := nextCursor(t, a, "/articles/cursor")
		a.exec(t, "DROP TABLE article_tags")
		a.exec(t, "DROP TABLE articles")
		for _, target := range []string{
			"/articles", "/articles/offset?count=none&facets=false", "/articles/cursor", "/articles/cursor?cursor=" + cursor,
			"/articles?search=e", "/public/articles", "/articles/" + theWorld.articles[0].ID.String(),
		} {
			got := a.get(t, target)
			problemOf(t, got, 500, "internal_error")
			noDetail(t, got)
		}
		if page, _ := offset[category](t, a, "/categories"); len(page.Items) == 0 {
			t.Error("the other table is gone, too")
		}
		// What needs no rows is judged as before.
		a.problem(t, "/articles?page=0", 422, "invalid_parameter")
		a.problem(t, "/articles/cursor?cursor=x", 400, "invalid_cursor")
		a.problem(t, "/articles/x", 404, "not_found")
	})
}

// So is a missing table of a relation.
func TestMissingRelation(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		if a.db.Name() == "sqlite" {
			a.exec(t, "PRAGMA foreign_keys = 0")
			a.exec(t, "DROP TABLE categories")
		} else {
			a.exec(t, "DROP TABLE categories CASCADE")
		}
		for _, target := range []string{"/articles", "/articles?facets=category__name", "/articles?order_by=category__name", "/categories"} {
			got := a.get(t, target)
			problemOf(t, got, 500, "internal_error")
			noDetail(t, got)
		}
	})
}

// A database that is out of reach is 503 with Retry-After, and comes back.
func TestUnreachableDatabase(t *testing.T) {
	t.Parallel()
	line := connectTo(t, postgresURL(t))
	a := serveOn(t, line.url)
	a.ready(t)
	line.cut()
	a.unavailable(t)
	line.open(t)
	a.ready(t)
}

// A server that is there and refuses connections is out of reach as well.
func TestRefusingDatabase(t *testing.T) {
	t.Parallel()
	databaseURL := postgresURL(t)
	a := serveOn(t, databaseURL)
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	admin := &app{db: openPostgres(t, u.String())}
	a.ready(t)
	admin.exec(t, `ALTER DATABASE "`+name+`" WITH ALLOW_CONNECTIONS false`)
	admin.exec(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", name)
	a.unavailable(t)
	admin.exec(t, `ALTER DATABASE "`+name+`" WITH ALLOW_CONNECTIONS true`)
	a.ready(t)
}

func (a *app) ready(t *testing.T) {
	t.Helper()
	if got := a.get(t, "/readyz"); got.status > 299 {
		t.Errorf("GET /readyz: %d: %s", got.status, got.body)
	}
	page, _ := offset[article](t, a, "/articles")
	sameRows(t, "/articles", cut(sorted(theWorld.articles, ""), 1, 20), page.Items)
}

// unavailable asks everything twice: a pool has old connections at first.
func (a *app) unavailable(t *testing.T) {
	t.Helper()
	for range 2 {
		for _, target := range []string{
			"/articles", "/articles/cursor", "/categories", "/public/articles?search=e", "/articles/" + theWorld.articles[0].ID.String(), "/readyz",
		} {
			got := a.get(t, target)
			if got.status != 503 {
				t.Errorf("GET %s: status %d, want 503: %.300s", target, got.status, got.body)
				continue
			}
			problemOf(t, got, 503, "unavailable")
			noDetail(t, got)
			if got.header.Get("Retry-After") == "" {
				t.Errorf("GET %s: no Retry-After", target)
			}
		}
	}
	if got := a.get(t, "/healthz"); got.status > 299 {
		t.Errorf("GET /healthz: the process is fine, but: %d", got.status)
	}
}

// line is a connection to a database that can be cut.
type line struct {
	url      string
	address  string
	to       pgconn.Config
	listener net.Listener

	mu    sync.Mutex
	conns []net.Conn
}

func connectTo(t *testing.T, databaseURL string) *line {
	t.Helper()
	to, err := pgconn.ParseConfig(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{to: *to, address: "127.0.0.1:0"}
	l.open(t)
	l.address = l.listener.Addr().String()
	u := url.URL{Scheme: "postgres", User: url.UserPassword(to.User, to.Password), Host: l.address, Path: "/" + to.Database}
	l.url = u.String() + "?sslmode=disable"
	t.Cleanup(l.cut)
	return l
}

func (l *line) open(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", l.address)
	if err != nil {
		t.Fatal(err)
	}
	l.listener = listener
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			network, address := pgconn.NetworkAddress(l.to.Host, l.to.Port)
			far, err := net.Dial(network, address)
			if err != nil {
				_ = near.Close()
				continue
			}
			l.mu.Lock()
			l.conns = append(l.conns, near, far)
			l.mu.Unlock()
			go io.Copy(near, far) //nolint:errcheck // it is to be cut
			go io.Copy(far, near) //nolint:errcheck // it is to be cut
		}
	}()
}

func (l *line) cut() {
	_ = l.listener.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, conn := range l.conns {
		_ = conn.Close()
	}
	l.conns = nil
}

func openPostgres(t *testing.T, databaseURL string) *gorm.DB {
	t.Helper()
	dialector, err := dialectorOf(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	db, err := gorm.Open(dialector)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeDatabase(db) })
	return db
}

// lockArticles keeps everybody else from reading articles until it is called.
func lockArticles(t *testing.T, databaseURL string) (unlock func()) {
	t.Helper()
	tx := openPostgres(t, databaseURL).Begin()
	if err := tx.Exec("LOCK TABLE articles IN ACCESS EXCLUSIVE MODE").Error; err != nil {
		t.Fatal(err)
	}
	return func() { tx.Rollback() }
}

func TestStatementTimeout(t *testing.T) {
	t.Parallel()
	databaseURL := postgresURL(t)
	a := serveOn(t, databaseURL)
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	a.exec(t, `ALTER DATABASE "`+strings.TrimPrefix(u.Path, "/")+`" SET statement_timeout = '150ms'`)
	pool, err := a.db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxIdleConns(0) // the setting is for new connections
	defer lockArticles(t, databaseURL)()
	for _, target := range []string{"/articles", "/articles/" + theWorld.articles[0].ID.String()} {
		got := a.get(t, target)
		problemOf(t, got, 504, "timeout")
		noDetail(t, got)
	}
}

// A client that hangs up cancels its query.
func TestHangingUp(t *testing.T) {
	t.Parallel()
	databaseURL := postgresURL(t)
	a := serveOn(t, databaseURL)
	unlock := lockArticles(t, databaseURL)
	defer unlock()
	waiting := func() bool {
		var n int64
		err := a.db.Raw("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&n).Error
		if err != nil {
			t.Fatal(err)
		}
		return n > 0
	}
	ctx, hangUp := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+"/articles", nil)
		if err == nil {
			var response *http.Response
			if response, err = a.client.Do(r); err == nil {
				err = response.Body.Close()
			}
		}
		ended <- err
	}()
	eventually(t, "the query waits", waiting)
	hangUp()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	eventually(t, "the query has ended", func() bool { return !waiting() })
	unlock()
	if got := a.get(t, "/articles"); got.status != 200 {
		t.Errorf("afterwards: %d: %.300s", got.status, got.body)
	}
}

// eventually waits for something that others bring about.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within half a minute: %s", what)
		}
	}
}
