package operating_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// terminate ends all of a pool's connections on the server, from one of its own, and
// waits until they are gone.
func terminate(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	other, err := gorm.Open(postgres.Open(db.Dialector.(*postgres.Dialector).DSN), &gorm.Config{})
	if err != nil {
		tb.Fatal(err)
	}
	err = other.Exec("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity " +
		"WHERE datname = current_database() AND pid <> pg_backend_pid()").Error
	if err != nil {
		tb.Fatal(err)
	}
	pool, err := other.DB()
	if err == nil {
		err = pool.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// busyPool has a pool hold n connections that were used a moment ago, so that nothing
// looks whether they live before the next use.
func busyPool(tb testing.TB, db *gorm.DB, n int) {
	tb.Helper()
	pool, err := db.DB()
	if err != nil {
		tb.Fatal(err)
	}
	pool.SetMaxIdleConns(n)
	for range n {
		conn, err := pool.Conn(tb.Context())
		if err != nil {
			tb.Fatal(err)
		}
		if err := conn.PingContext(tb.Context()); err != nil {
			tb.Fatal(err)
		}
		defer conn.Close() //nolint:errcheck // all together, at the end
	}
}

// TestReadsOutliveDeadConnections: when all connections of the pool die between
// requests, no read and no write fails.
func TestReadsOutliveDeadConnections(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	c := config()
	consistent := config()
	consistent.Consistent = true
	notes, snapshots := serve(t, db, c), serve(t, db, consistent)
	for _, round := range []struct {
		app     app
		request string
		want    int
	}{
		{notes, "GET /notes", 200},
		{notes, "GET /notes/cursor?facets=false", 200},
		{notes, "GET /notes/7?include=tags", 200},
		{snapshots, "GET /notes", 200},
		{notes, `POST /notes {"title":"new"}`, 201},
		{notes, `PATCH /notes/3 {"title":"changed"}`, 200},
		{notes, "DELETE /notes/31", 204},
	} {
		busyPool(t, db, 8)
		terminate(t, db)
		if got := round.app.ask(round.request); got.status != round.want {
			t.Errorf("%s: %s %s", round.request, got, got.body)
		}
	}
}

// TestReadDiesAndIsAskedAgain: a connection that dies during a statement is replaced
// once; a statement that kills each one is not run for ever.
func TestReadDiesAndIsAskedAgain(t *testing.T) {
	t.Parallel()
	for kills, want := range map[int64]string{1: "200", 100: "503 unavailable"} { // either way it runs twice
		db := openNotes(t, dbtest.Postgres, 30)
		c := config()
		c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where("dies()") }}
		f := crud.Must(crud.New(db, c))
		// The function ends its own process as long as the sequence has not come far.
		for _, text := range []string{
			"CREATE SEQUENCE deaths",
			fmt.Sprintf(`CREATE FUNCTION dies() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
				IF nextval('deaths') <= %d THEN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); END IF;
				RETURN true; END $$`, kills),
		} {
			if err := db.Exec(text).Error; err != nil {
				t.Fatal(err)
			}
		}
		_, err := f.Get(context.Background(), 1)
		if got := fmt.Sprint(err); (err == nil) != (want == "200") || err != nil && !errors.Is(err, crud.ErrUnavailable) {
			t.Errorf("%d deaths: %s, want %s", kills, got, want)
		}
		var deaths int64
		if err := db.Raw("SELECT last_value FROM deaths").Scan(&deaths).Error; err != nil || deaths != 2 {
			t.Errorf("%d deaths: the statement ran %d times, %v", kills, deaths, err)
		}
	}
}

// TestReadsOutliveMigrations: a table that changes under prepared statements costs no
// request.
func TestReadsOutliveMigrations(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	onlyOne(t, db)
	notes := serve(t, db, config())
	requests := []string{"GET /notes", "GET /notes/7", `PATCH /notes/7 {"title":"again"}`}
	for _, change := range []string{
		"SELECT 1", "ALTER TABLE notes ADD COLUMN later int", "ALTER TABLE notes ALTER COLUMN views TYPE bigint",
		"ALTER TABLE notes ALTER COLUMN kind TYPE varchar(20)",
	} {
		if err := db.Exec(change).Error; err != nil {
			t.Fatal(err)
		}
		for _, request := range requests {
			if got := notes.ask(request); got.status != http.StatusOK {
				t.Errorf("after %s, %s: %s", change, request, got)
			}
		}
	}
}

// TestManyReadsOutliveAMigration: the same with many connections in use, each with
// plans of its own, and for pages that are transactions of several statements.
func TestManyReadsOutliveAMigration(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(6)
	pool.SetMaxIdleConns(6)
	consistent := config()
	consistent.Consistent = true
	apps := []app{serve(t, db, config()), serve(t, db, consistent)}
	requests := []string{
		"GET /notes", "GET /notes/7", "GET /notes/cursor?order_by=title", "GET /notes?search=note", "GET /notes?filter_by[kind]=a&facet_counts=true",
		`PATCH /notes/7 {"title":"again"}`,
	}
	for round, change := range []string{
		"SELECT 1", "ALTER TABLE notes ALTER COLUMN views TYPE bigint", "ALTER TABLE notes ALTER COLUMN kind TYPE varchar(20)",
		"ALTER TABLE notes ALTER COLUMN views TYPE int",
	} {
		if err := db.Exec(change).Error; err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for i := range 24 {
			group.Go(func() {
				for k := range requests {
					request := requests[(i+k)%len(requests)]
					if got := apps[i%2].ask(request); got.status != http.StatusOK {
						t.Errorf("round %d, %s: %s", round, request, got)
					}
				}
			})
		}
		group.Wait()
	}
}

// TestAnswersHideTheDatabase: what a statement fails with is no part of an answer: no
// SQL, no value of it, no name that only the database has, no word of the driver.
func TestAnswersHideTheDatabase(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 3)
	for fails, cause := range map[string]string{
		"no_such_column = '" + secret + "'":                 "42703",
		"CAST('" + secret + "' AS no_such_type) IS NULL":    "42704",
		"no_such_function('" + secret + "', notes.id)":      "42883",
		"EXISTS (SELECT FROM hidden_table WHERE no = 'it')": "42P01",
	} {
		var log bytes.Buffer
		c := config()
		c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where(fails) }}
		c.Observe.Logger = slog.New(slog.NewJSONHandler(&log, nil))
		notes := serve(t, db, c)
		for _, request := range []string{
			"GET /notes", "GET /notes/cursor?search=note&include=tags", "GET /notes/1", `PATCH /notes/1 {"title":"x"}`, "DELETE /notes/1",
		} {
			log.Reset()
			got := notes.ask(request)
			if got.String() != "500 internal_error" || !strings.Contains(log.String(), cause) {
				t.Errorf("%s: %s, logged %s", request, got, &log)
			}
			said := strings.ToLower(fmt.Sprint(got.header, got.body))
			for _, word := range []string{secret, cause, "no_such", "hidden_table", "select", "sqlstate", "relation", "column", "pgx", "gorm"} {
				if strings.Contains(said, strings.ToLower(word)) {
					t.Errorf("%s tells %q: %s", request, word, said)
				}
			}
		}
	}
}

// TestReadOnlyServer: a standby takes no writes for now, which is not the client's
// mistake.
func TestReadOnlyServer(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 3)
	onlyOne(t, db)
	if err := db.Exec("SET default_transaction_read_only = on").Error; err != nil {
		t.Fatal(err)
	}
	notes := serve(t, db, config())
	for _, request := range []string{`POST /notes {"title":"x"}`, `PATCH /notes/1 {"title":"x"}`, "DELETE /notes/1"} {
		if got := notes.ask(request); got.String() != "503 unavailable" || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", request, got)
		}
	}
	if got := notes.ask("GET /notes/1"); got.status != http.StatusOK {
		t.Errorf("a read: %s", got)
	}
	f := crud.Must(crud.New(db, config()))
	if err := f.Delete(context.Background(), 1); !errors.Is(err, crud.ErrReadOnly) || !errors.Is(err, crud.ErrUnavailable) {
		t.Errorf("in Go: %v", err)
	}
}

// TestWriteAttempts: a write that others get in the way of is tried as often as is
// declared, with its hooks; any other error ends it at once.
func TestWriteAttempts(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 3)
	for _, test := range []struct {
		state    string
		declared int
		fails    int
		want     string
		tries    int
	}{
		{"40001", 0, 2, "200", 3},
		{"40P01", 0, 2, "200", 3},
		{"40001", 0, 3, "503 unavailable", 3},
		{"40001", 5, 4, "200", 5},
		{"40P01", 1, 1, "503 unavailable", 1},
		{"55P03", 0, 1, "503 unavailable", 1},
		{"XX000", 0, 1, "500 internal_error", 1},
	} {
		c := config()
		c.Limits.WriteAttempts = test.declared
		tries := 0
		c.Hooks.BeforeUpdate = func(_ context.Context, _ *gorm.DB, _, _ *note) error {
			if tries++; tries <= test.fails {
				return &pgconn.PgError{Code: test.state, Severity: "ERROR", Message: "made by the test"}
			}
			return nil
		}
		got := serve(t, db, c).ask(`PATCH /notes/1 {"title":"x"}`)
		if got.String() != test.want || tries != test.tries {
			t.Errorf("%+v: %s after %d tries", test, got, tries)
		}
	}
}

// TestConflictsAreTyped: two transactions that wait for each other are told apart
// from a server that is gone.
func TestConflictsAreTyped(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 3)
	c := config()
	c.Limits.WriteAttempts = 1
	c.Hooks.BeforeDelete = func(_ context.Context, _ *gorm.DB, _ *note) error {
		return &pgconn.PgError{Code: "40P01", Severity: "ERROR"}
	}
	f := crud.Must(crud.New(db, c))
	short, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := f.Delete(short, 1); !errors.Is(err, crud.ErrConflict) || !errors.Is(err, crud.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}

// TestSilentServer: a server that accepts connections and says nothing is not a slow
// statement.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	db := openNotes(t, dbtest.Postgres, 3)
	f := crud.Must(crud.New(db, config()))
	silent, err := gorm.Open(postgres.Open(fmt.Sprintf("postgres://x@%s/x?sslmode=disable&connect_timeout=1", listener.Addr())),
		&gorm.Config{Logger: logger.Discard, DisableAutomaticPing: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.With(silent).Get(context.Background(), 1); !errors.Is(err, crud.ErrUnavailable) {
		t.Errorf("%v", err)
	}
}
