package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) {
	if deed := os.Getenv(childDeed); deed != "" {
		child(deed)
		return
	}
	Main(m)
}

func TestNew(t *testing.T) {
	t.Parallel()

	t.Run("a database is empty and its own", func(t *testing.T) {
		t.Parallel()
		one, two := New(t), New(t)
		run(t, one, "CREATE TABLE books (id int)")
		run(t, two, "CREATE TABLE books (id int)")
		if one == two {
			t.Errorf("both are %s", one)
		}
	})

	t.Run("it speaks UTF-8, folds case beyond ASCII and sorts by code point", func(t *testing.T) {
		t.Parallel()
		url := New(t)
		const want = "UTF8 é true"
		got := value(t, url, "SELECT concat_ws(' ', current_setting('server_encoding'), lower('É'), "+
			"CASE WHEN 'Z' < 'a' THEN 'true' ELSE 'false' END)")
		if os.Getenv("PGTEST_URL") == "" && got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})

	t.Run("it is dropped with the connections that a test forgot", func(t *testing.T) {
		t.Parallel()
		var url string
		t.Run("forgetful", func(t *testing.T) { // not parallel: its end is what is looked at
			url = New(t)
			if _, err := pgx.Connect(t.Context(), url); err != nil {
				t.Fatal(err)
			}
		})
		conn, err := pgx.Connect(t.Context(), url)
		if err == nil {
			_ = conn.Close(t.Context())
			t.Errorf("%s still accepts connections", url)
		}
	})
}

func TestTemplate(t *testing.T) {
	t.Parallel()

	t.Run("copies are filled, and apart", func(t *testing.T) {
		t.Parallel()
		var fills atomic.Int32
		shelf := func(url string) error {
			fills.Add(1)
			// The connection stays open: that is no reason to refuse copies.
			conn, err := pgx.Connect(context.Background(), url)
			if err != nil {
				return err
			}
			_, err = conn.Exec(context.Background(), "CREATE TABLE books AS SELECT 'Emma' AS title")
			return err
		}
		name := rand.Text()
		one, two := Template(t, name, shelf), Template(t, name, shelf)
		run(t, one, "INSERT INTO books VALUES ('Persuasion')")
		count := "SELECT count(*)::text FROM books"
		if a, b := value(t, one, count), value(t, two, count); a != "2" || b != "1" {
			t.Errorf("rows: got %s and %s, want 2 and 1", a, b)
		}
		if fills.Load() != 1 {
			t.Errorf("fill ran %d times", fills.Load())
		}
	})

	t.Run("many at once", func(t *testing.T) {
		t.Parallel()
		var fills atomic.Int32
		done, name := make(chan string), rand.Text()
		const many = 8
		for range many {
			go func() {
				done <- Template(t, name, func(url string) error {
					fills.Add(1)
					run(t, url, "CREATE TABLE books (id int)")
					return nil
				})
			}()
		}
		for range many {
			run(t, <-done, "SELECT id FROM books")
		}
		if fills.Load() != 1 {
			t.Errorf("fill ran %d times", fills.Load())
		}
	})

	t.Run("a failed fill fails whoever asks", func(t *testing.T) {
		t.Parallel()
		s, err := sharedServer()
		if err != nil {
			t.Fatal(err)
		}
		broken, name := errors.New("no paper"), rand.Text()
		for range 2 {
			made := s.template(name, func(string) error { return broken })
			if !errors.Is(made.err, broken) {
				t.Errorf("got %v, want %v", made.err, broken)
			}
		}
	})

	t.Run("a fill that ends its test is no template", func(t *testing.T) {
		t.Parallel()
		s, err := sharedServer()
		if err != nil {
			t.Fatal(err)
		}
		name := rand.Text()
		func() {
			defer func() { _ = recover() }()
			s.template(name, func(string) error { panic("torn") })
		}()
		if s.template(name, nil).err == nil {
			t.Error("a half-filled database passes for a template")
		}
	})
}

func run(tb testing.TB, url, statement string) {
	tb.Helper()
	conn := connect(tb, url)
	defer conn.Close(tb.Context()) //nolint:errcheck // the statement's error tells all
	if _, err := conn.Exec(tb.Context(), statement); err != nil {
		tb.Error(err)
	}
}

func value(tb testing.TB, url, query string) string {
	tb.Helper()
	conn := connect(tb, url)
	defer conn.Close(tb.Context()) //nolint:errcheck // the query's error tells all
	var text string
	if err := conn.QueryRow(tb.Context(), query).Scan(&text); err != nil {
		tb.Error(err)
	}
	return text
}

func connect(tb testing.TB, url string) *pgx.Conn {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), url)
	if err != nil {
		tb.Fatal(err)
	}
	return conn
}
