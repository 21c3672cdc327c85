package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds one statement to the server; making a database takes a
// fraction of a second, unless the machine is very busy.
const patience = time.Minute

// server is where databases are made: our own cluster, or that of PGTEST_URL.
type server struct {
	url      *url.URL // of a database to stay connected to, never one of a test
	guardian *guardian
	claim    *claim
	prefix   string // of the name of every database made here
	made     atomic.Int64

	mu        sync.Mutex
	templates map[string]*template
}

// startServer connects to PGTEST_URL, or starts a cluster where there is none.
func startServer() (*server, error) {
	if given := os.Getenv("PGTEST_URL"); given != "" {
		return foreignServer(given)
	}
	g, err := startGuardian("")
	if err != nil {
		return nil, err
	}
	s, err := newServer(g.url(), "t")
	if err != nil {
		return nil, errors.Join(err, g.stop())
	}
	s.guardian = g
	return s, nil
}

// foreignServer shares a server with others: its databases carry a claim.
func foreignServer(given string) (*server, error) {
	s, err := newServer(given, "")
	if err != nil {
		return nil, fmt.Errorf("PGTEST_URL: %w", err)
	}
	s.claim, err = stakeClaim(s)
	if err != nil {
		return nil, fmt.Errorf("PGTEST_URL: %w", err)
	}
	s.prefix = s.claim.prefix()
	return s, nil
}

func newServer(rawURL, prefix string) (*server, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("want a URL that starts with postgres://")
	}
	return &server{url: u, prefix: prefix, templates: map[string]*template{}}, nil
}

// create makes a database, a copy of the template unless that is empty, and
// returns its name.
func (s *server) create(ctx context.Context, from string) (string, error) {
	name := fmt.Sprintf("%s%d", s.prefix, s.made.Add(1))
	statement := "CREATE DATABASE " + quote(name)
	if from != "" {
		statement += " TEMPLATE " + quote(from)
	}
	return name, s.exec(ctx, statement)
}

// drop removes a database, and throws out who is still connected to it.
func (s *server) drop(ctx context.Context, name string) error {
	return s.exec(ctx, "DROP DATABASE IF EXISTS "+quote(name)+" WITH (FORCE)")
}

// exec runs statements on a connection of their own: none is idle on the
// server between tests.
func (s *server) exec(ctx context.Context, statements ...string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return err
	}
	defer conn.Close(ctx) //nolint:errcheck // the statements' errors tell all
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

// databaseURL is the URL of one of the server's databases.
func (s *server) databaseURL(name string) string {
	u := *s.url
	u.Path = "/" + name
	return u.String()
}

// stop leaves the server as it was found; a cluster of our own ends.
func (s *server) stop() error {
	if s.guardian != nil {
		return s.guardian.stop()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var failed error
	for _, t := range s.templates {
		if t.database != "" {
			failed = errors.Join(failed, s.drop(context.Background(), t.database))
		}
	}
	return errors.Join(failed, s.claim.release())
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }
