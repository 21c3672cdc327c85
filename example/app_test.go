package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// asProgram makes the test binary the example itself: see start.
const asProgram = "EXAMPLE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", lines)
	pgtest.Main(m)
}

// app is the example behind a real HTTP server, on a database of its own that
// holds the rows of the world.
type app struct {
	db     *gorm.DB
	url    string
	client *http.Client
}

// each runs a test on both databases, in parallel subtests of those names.
func each(t *testing.T, run func(t *testing.T, a *app)) {
	t.Helper()
	eachURL(t, func(t *testing.T, databaseURL string) { run(t, serveOn(t, databaseURL)) })
}

// eachURL runs a test with the URL of a filled database of both kinds.
func eachURL(t *testing.T, run func(t *testing.T, databaseURL string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		run(t, sqliteFile(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		run(t, postgresURL(t))
	})
}

func postgresURL(t *testing.T) string {
	t.Helper()
	return pgtest.Template(t, "example", fillDatabase)
}

// pristine is a filled SQLite database, byte by byte.
var pristine = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "pristine.db")
	err = fillDatabase(path)
	content, readErr := os.ReadFile(path)
	return content, errors.Join(err, readErr, os.RemoveAll(dir))
})

func sqliteFile(t *testing.T) string {
	t.Helper()
	content, err := pristine()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "example.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// serveOn opens a database as the program does and serves it.
func serveOn(t *testing.T, databaseURL string) *app {
	t.Helper()
	db, err := openDatabase(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeDatabase(db) })
	return (&app{db: db}).with(t)
}

// with serves the same database under other settings, given as NAME, value.
func (a *app) with(t *testing.T, env ...string) *app {
	t.Helper()
	s, err := readSettings(environment(env...))
	if err != nil {
		t.Fatal(err)
	}
	declared, err := newResources(a.db, s)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(a.db, s, declared)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	served := &app{db: a.db, url: server.URL, client: server.Client()}
	served.conform(t)
	return served
}

func environment(env ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(env); i += 2 {
			if env[i] == name {
				return env[i+1]
			}
		}
		return ""
	}
}

// exec changes the rows behind the app's back.
func (a *app) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if err := a.db.WithContext(t.Context()).Exec(sql, args...).Error; err != nil {
		t.Fatal(err)
	}
}

// create adds a row behind the app's back.
func (a *app) create(t *testing.T, model any) {
	t.Helper()
	if err := a.db.WithContext(t.Context()).Create(model).Error; err != nil {
		t.Fatal(err)
	}
}
