package faults

import (
	"net/url"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// server is a PostgreSQL of the test's own, with a database of the application's
// user.
type server struct {
	t       *testing.T
	cluster *pgtest.Cluster
	admin   string // URLs, of the superuser and of the application
	app     string
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, cluster: pgtest.Own(t, "max_connections = 40")}
	s.admin = s.url("postgres")
	execute(t, s.cluster.URL(), "CREATE ROLE app LOGIN", "CREATE DATABASE app OWNER app")
	s.app = s.url("app")
	return s
}

// url is that of the application's database.
func (s *server) url(user string) string {
	s.t.Helper()
	u, err := url.Parse(s.cluster.URL())
	if err != nil {
		s.t.Fatal(err)
	}
	u.User, u.Path = url.User(user), "/app"
	return u.String()
}

// fault is something that goes wrong for a while.
type fault struct {
	name   string
	lasts  time.Duration
	strike func() (heal func())
}

// spared are faults that only writes can fail of: a read is asked again where its
// connection proved dead.
var spared = []string{"ended sessions", "cut connections"}

const (
	moment = time.Second
	// long is more than a request may take.
	long = budget + time.Second
)

const sessions = "FROM pg_stat_activity WHERE usename = 'app' AND application_name <> 'others'"

func (s *server) faults() []fault {
	c := s.cluster
	return []fault{
		{"a restart", 0, func() func() { c.Stop("fast"); return c.Start }},
		{"a crash", 0, func() func() { c.Stop("immediate"); return c.Start }},
		{"a kill", 0, func() func() { c.Kill(); return c.Start }},
		{"a server that is down", moment, func() func() { c.Stop("fast"); return c.Start }},
		{"a frozen moment", moment, c.Freeze},
		{"a frozen server", long, c.Freeze},
		{"ended sessions", 0, s.statement("SELECT pg_terminate_backend(pid) " + sessions)},
		{"canceled statements", 0, s.statement("SELECT pg_cancel_backend(pid) " + sessions)},
		{"a user that may not log in", moment, s.altered("NOLOGIN", "LOGIN")},
		{"no connections left", moment, s.crowded},
		{"a locked table", moment, s.locked},
		{"a table that is locked for long", long, s.locked},
		{"a server that is read-only", moment, s.altered("SET default_transaction_read_only = on", "RESET default_transaction_read_only")},
	}
}

func (s *server) statement(text string) func() func() {
	return func() func() {
		execute(s.t, s.admin, text)
		return func() {}
	}
}

// altered changes the application's user, whose sessions have to begin anew.
func (s *server) altered(to, back string) func() func() {
	alter := func(how string) {
		execute(s.t, s.admin, "ALTER ROLE app "+how, "SELECT pg_terminate_backend(pid) "+sessions)
	}
	return func() func() {
		alter(to)
		return func() { alter(back) }
	}
}

// crowded gives the application's connections to others.
func (s *server) crowded() func() {
	var others []*pgx.Conn
	for range 3 {
		execute(s.t, s.admin, "SELECT pg_terminate_backend(pid) "+sessions)
		for {
			conn, err := pgx.Connect(s.t.Context(), s.app+"&application_name=others")
			if err != nil {
				break // there are no more
			}
			others = append(others, conn)
		}
	}
	return func() {
		for _, conn := range others {
			_ = conn.Close(s.t.Context())
		}
	}
}

// locked keeps everybody from the rows.
func (s *server) locked() func() {
	conn := connect(s.t, s.admin)
	if _, err := conn.Exec(s.t.Context(), "BEGIN; LOCK TABLE entries IN ACCESS EXCLUSIVE MODE"); err != nil {
		s.t.Fatal(err)
	}
	return func() { _ = conn.Close(s.t.Context()) }
}
