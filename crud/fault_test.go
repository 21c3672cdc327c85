package crud_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// everyRead calls each read of a factory; each has to fail.
func everyRead(t *testing.T, ctx context.Context, f *crud.CrudFactory[mark], want error) { //nolint:revive // t comes first in tests
	t.Helper()
	check := func(name string, err error) {
		t.Helper()
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
	}
	_, err := f.Get(ctx, 1)
	check("Get", err)
	_, err = f.First(ctx, crud.Query{})
	check("First", err)
	_, err = f.List(ctx, crud.Query{})
	check("List", err)
	_, err = f.Count(ctx, crud.Query{})
	check("Count", err)
	_, err = f.Exists(ctx, crud.Query{})
	check("Exists", err)
	_, err = f.OffsetPaginate(ctx, crud.Query{})
	check("OffsetPaginate", err)
	_, err = f.CursorPaginate(ctx, crud.Query{})
	check("CursorPaginate", err)
}

func TestMissingTableIsAnError(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := openMarks(t, open, 1, 2)
		if err := db.Migrator().DropTable(&mark{}); err != nil {
			t.Fatal(err)
		}
		everyRead(t, ctx, f, nil)
		if status, body := getMarks(t, f); status != http.StatusInternalServerError || strings.Contains(body, "marks\"") {
			t.Errorf("got %d %s", status, body)
		}
	})
}

func getMarks(t *testing.T, f *crud.CrudFactory[mark]) (status int, body string) {
	t.Helper()
	engine := gin.New()
	if err := crud.Mount(engine.Group("/things"), f); err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	engine.ServeHTTP(recorder, httptest.NewRequestWithContext(ctx, http.MethodGet, "/things/offset", http.NoBody))
	if got := recorder.Header().Get("Content-Type"); got != schemas.ProblemType {
		t.Errorf("content type %q", got)
	}
	return recorder.Code, recorder.Body.String()
}

func TestCanceledContextIsAnError(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := openMarks(t, open, 1, 2)
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		everyRead(t, canceled, f, crud.ErrCanceled)
		late, cancel := context.WithDeadline(ctx, time.Now().Add(-time.Second))
		defer cancel()
		everyRead(t, late, f, crud.ErrTimeout)
	})
}

func TestStatementTimeoutIsATimeout(t *testing.T) {
	t.Parallel()
	_, f := openMarks(t, dbtest.Postgres, 1, 2)
	slow := f.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("pg_sleep(5) IS NOT NULL") })
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if _, err := slow.List(short, crud.Query{}); !errors.Is(err, crud.ErrTimeout) {
		t.Errorf("got %v", err)
	}
}

// TestKilledConnectionIsUnavailable ends the server's side of a connection in
// the middle of a statement.
func TestKilledConnectionIsUnavailable(t *testing.T) {
	t.Parallel()
	_, f := openMarks(t, dbtest.Postgres, 1, 2)
	f = f.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("pg_terminate_backend(pg_backend_pid())") })
	everyRead(t, ctx, f, crud.ErrUnavailable)
	if status, body := getMarks(t, f); status != http.StatusServiceUnavailable || strings.Contains(body, "terminat") {
		t.Errorf("got %d %s", status, body)
	}
}

func TestNoServerIsUnavailable(t *testing.T) {
	t.Parallel()
	db, err := gorm.Open(postgres.Open("host=127.0.0.1 port=1 connect_timeout=2"), &gorm.Config{
		DisableAutomaticPing: true, Logger: logger.Discard,
	})
	if err != nil {
		t.Fatal(err)
	}
	everyRead(t, ctx, markFactory(t, db), crud.ErrUnavailable)
}

// TestReplacedQueryCallbackIsAnError has a plugin run its own statement: ours
// would never be built, and the page be empty.
func TestReplacedQueryCallbackIsAnError(t *testing.T) {
	t.Parallel()
	db, _ := openMarks(t, dbtest.SQLite, 1, 2)
	if err := db.Callback().Query().Replace("gorm:query", func(*gorm.DB) {}); err != nil {
		t.Fatal(err)
	}
	everyRead(t, ctx, markFactory(t, db), nil)
}

// TestPluginsNarrowReads has a plugin add a condition to every query, as
// tenancy plugins do.
func TestPluginsNarrowReads(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := openMarks(t, open, 1, 2, 3, 4)
		err := db.Callback().Query().Before("gorm:query").Register("test:narrow", func(db *gorm.DB) {
			db.Where("value = 1").Or("value = 3")
		})
		if err != nil {
			t.Fatal(err)
		}
		odd := f.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("id > 1") })
		page, err := odd.OffsetPaginate(ctx, crud.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) != 1 || page.Items[0].ID != 3 {
			t.Errorf("got %+v", page.Items)
		}
	})
}
