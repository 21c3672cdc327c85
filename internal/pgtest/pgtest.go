package pgtest

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
)

// shared is the one server of this test binary: starting one takes about a
// second, so tests share it and each has a database.
var shared struct {
	once   sync.Once
	server *server
	err    error
}

func sharedServer() (*server, error) {
	shared.once.Do(func() { shared.server, shared.err = startServer() })
	return shared.server, shared.err
}

// Main runs the tests and stops the server, if one was started. It is all that
// a TestMain needs, and it ends the process:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
func Main(m *testing.M) {
	code := m.Run()
	if err := stopShared(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func stopShared() error {
	// No server is started from here on; this waits for one that is starting.
	shared.once.Do(func() {})
	if shared.server == nil {
		return nil
	}
	return shared.server.stop()
}

// New makes an empty database and returns its URL. The database is dropped at
// the end of the test, with whatever connections the test forgot. A missing
// server fails the test and says how to get one.
func New(tb testing.TB) string {
	tb.Helper()
	s := serverOf(tb)
	return newDatabase(tb, s, "")
}

// Template returns the URL of a copy of the database called name, dropped at
// the end of the test. fill makes the original once per test binary, in a
// database that is empty and whose URL it is given; connections it leaves open
// are closed. A later fill for the same name is not called, and the error of
// the first fails every test that asks for that name.
func Template(tb testing.TB, name string, fill func(url string) error) string {
	tb.Helper()
	s := serverOf(tb)
	t := s.template(name, fill)
	if t.err != nil {
		tb.Fatal("pgtest:", t.err)
	}
	return newDatabase(tb, s, t.database)
}

func serverOf(tb testing.TB) *server {
	tb.Helper()
	s, err := sharedServer()
	if err != nil {
		tb.Fatal("pgtest:", err)
	}
	return s
}

func newDatabase(tb testing.TB, s *server, from string) string {
	tb.Helper()
	name, err := s.create(tb.Context(), from)
	if err != nil {
		tb.Fatal("pgtest:", err)
	}
	tb.Cleanup(func() {
		// A test's own context has ended by the time of its cleanups.
		if err := s.drop(context.Background(), name); err != nil {
			tb.Error("pgtest:", err)
		}
	})
	return s.databaseURL(name)
}
