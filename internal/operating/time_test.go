package operating_test

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// sleeping makes every statement but the first n of a request wait for a minute.
func sleeping(n int64) crud.Scope {
	var statements atomic.Int64
	return func(db *gorm.DB) *gorm.DB {
		if statements.Add(1) <= n {
			return db
		}
		if db.Name() == "postgres" {
			return db.Where("(SELECT pg_sleep(60)) IS NOT NULL")
		}
		return db.Where("(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000) SELECT count(*) FROM n) > 0")
	}
}

// onlyOne leaves a pool one connection.
func onlyOne(tb testing.TB, db *gorm.DB) *sql.DB {
	tb.Helper()
	pool, err := db.DB()
	if err != nil {
		tb.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	return pool
}

// backend is the server's process behind the pool's one connection.
func backend(tb testing.TB, pool *sql.DB) (pid int) {
	tb.Helper()
	if err := pool.QueryRowContext(tb.Context(), "SELECT pg_backend_pid()").Scan(&pid); err != nil {
		tb.Fatal(err)
	}
	return pid
}

// TestRequestTime: a request that takes longer than its resource allows is answered
// 504, its statement ends, and the next is answered.
func TestRequestTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := openNotes(t, open, 30)
		onlyOne(t, db)
		c := config()
		c.Limits.RequestTime = time.Second
		slow := c
		slow.Scopes = []crud.Scope{sleeping(0)}
		patient, hurried := serve(t, db, c), serve(t, db, slow)
		for _, request := range []string{
			"GET /notes", "GET /notes/cursor", "GET /notes/1", `PATCH /notes/1 {"title":"x"}`, "DELETE /notes/1", "HEAD /notes/1",
		} {
			got := hurried.ask(request)
			if got.status != http.StatusGatewayTimeout || got.body != "" && got.code() != "timeout" {
				t.Errorf("%s: %s", request, got)
			}
		}
		if got := hurried.ask("GET /notes", "Accept", "application/x-ndjson"); got.String() != "504 timeout" {
			t.Errorf("a stream: %s", got)
		}
		if got := patient.ask("GET /notes/2"); got.status != http.StatusOK {
			t.Errorf("after them: %s", got)
		}
	})
}

// TestRequestTimeEnds: what a middleware does behind the handler has the time of the
// request, not of the resource.
func TestRequestTimeEnds(t *testing.T) {
	t.Parallel()
	var ended error
	var within bool
	c := config()
	c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB {
		_, within = db.Statement.Context.Deadline()
		return db
	}}
	notes := serve(t, openNotes(t, dbtest.SQLite, 3), c, func(g *gin.Context) {
		g.Next()
		ended = g.Request.Context().Err()
	})
	if got := notes.ask("GET /notes"); got.status != http.StatusOK || ended != nil || !within {
		t.Errorf("%s; the context has ended: %v; it had a deadline: %v", got, ended, within)
	}
}

// TestNoConnectionInTime: a pool whose connections are all taken is not a slow
// statement.
func TestNoConnectionInTime(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	pool := onlyOne(t, db)
	c := config()
	c.Limits.RequestTime = 150 * time.Millisecond
	notes := serve(t, db, c)
	conn, err := pool.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, request := range []string{"GET /notes", "GET /notes/1", `POST /notes {"title":"x"}`, `PATCH /notes/1 {"title":"x"}`, "DELETE /notes/1"} {
		if got := notes.ask(request); got.String() != "503 unavailable" || got.header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", request, got)
		}
	}
	if got := notes.ask("GET /notes", "Accept", "application/x-ndjson"); got.String() != "503 unavailable" {
		t.Errorf("a stream: %s", got)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if got := notes.ask("GET /notes/1"); got.status != http.StatusOK {
		t.Errorf("with a connection: %s", got)
	}
}

// TestFacetTime: a page is not lost because its facets take too long. They have no
// values but the chosen ones and are named as incomplete; the total that was to come
// with them is what the page tells; and the connection stays.
func TestFacetTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := openNotes(t, open, 30)
		c := config()
		c.Limits.FacetTime, c.Limits.CountTime = 80*time.Millisecond, 80*time.Millisecond
		f := crud.Must(crud.New(db, c))
		engine := gin.New()
		engine.GET("/notes", f.ListHandler(func(*gin.Context) (crud.Scope, error) { return sleeping(1), nil }))
		notes := serveHandler(t, engine)
		pool := onlyOne(t, db)
		var before int
		if db.Name() == "postgres" {
			before = backend(t, pool)
		}
		for query, want := range map[string][]string{
			"items_per_page=5": {
				`"total_count":6,"total_relation":"gte"`, `"filter_attributes":{"kind":[]}`, `"filter_attributes_truncated":["kind"]`,
			},
			"items_per_page=5&facet_counts=true": {
				`"total_count":6,"total_relation":"gte"`, `"filter_attributes":{"kind":[]}`, `"filter_attributes_truncated":["kind"]`,
			},
			"items_per_page=5&filter_by[kind]=b&facet_counts=true": {`"filter_attributes":{"kind":["b"]}`, `"filter_attributes_truncated":["kind"]`},
		} {
			got := notes.ask("GET /notes?" + query)
			for _, part := range want {
				if got.status != http.StatusOK || !strings.Contains(got.body, part) {
					t.Errorf("%s: %s without %s: %s", query, got, part, got.body)
				}
			}
			if strings.Contains(got.body, `"count":`) {
				t.Errorf("%s: it counts what it has not: %s", query, got.body)
			}
		}
		if db.Name() == "postgres" {
			if after := backend(t, pool); after != before {
				t.Errorf("the connection was given up: it was of process %d, now of %d", before, after)
			}
		}
	})
}

// TestCappedCountTime: few rows can take as long to find as many, so that a capped
// count has the time of an exact one; the page tells what it knows then.
func TestCappedCountTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		c := config()
		c.Limits.CountTime, c.Limits.CountCap = 80*time.Millisecond, 8
		f := crud.Must(crud.New(openNotes(t, open, 30), c))
		engine := gin.New()
		engine.GET("/notes", f.ListHandler(func(*gin.Context) (crud.Scope, error) { return sleeping(1), nil }))
		notes := serveHandler(t, engine)
		for query, want := range map[string]string{
			"":                        `"total_count":6,"total_relation":"gte"`,
			"&page=2":                 `"total_count":8,"total_relation":"gte"`, // never past the cap
			"&pagination_type=cursor": `"total_count":6,"total_relation":"gte"`,
			"&filter_by[id]=1":        `"total_count":1,"total_relation":"eq"`,
		} {
			got := notes.ask("GET /notes?items_per_page=5&count=capped&facets=false" + query)
			if got.status != http.StatusOK || !strings.Contains(got.body, want) {
				t.Errorf("%s: %s without %s: %s", query, got, want, got.body)
			}
		}
	})
}

// TestConsistentTime: within a snapshot a total or a facet has the time of the request,
// and fails it.
func TestConsistentTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		c := config()
		c.Consistent = true
		c.Limits.RequestTime, c.Limits.CountTime, c.Limits.FacetTime = time.Second, 50*time.Millisecond, 50*time.Millisecond
		f := crud.Must(crud.New(openNotes(t, open, 30), c))
		engine := gin.New()
		engine.GET("/notes", f.ListHandler(func(*gin.Context) (crud.Scope, error) { return sleeping(1), nil }))
		notes := serveHandler(t, engine)
		for _, query := range []string{"facets=false", "facets=false&count=capped", "count=none"} {
			if got := notes.ask("GET /notes?items_per_page=5&" + query); got.String() != "504 timeout" {
				t.Errorf("%s: %s", query, got)
			}
		}
	})
}

// TestStatementTimeoutStaysBehind: the time of a count is not that of the next
// statement on the same connection.
func TestStatementTimeoutStaysBehind(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	pool := onlyOne(t, db)
	c := config()
	c.Limits.CountTime, c.Limits.FacetTime = 1234*time.Millisecond, 1234*time.Millisecond
	f := crud.Must(crud.New(db, c))
	for range 3 {
		if _, err := f.OffsetPaginate(context.Background(), crud.Query{}); err != nil {
			t.Fatal(err)
		}
		var left string
		if err := pool.QueryRowContext(t.Context(), "SHOW statement_timeout").Scan(&left); err != nil || left != "0" {
			t.Errorf("statement_timeout is %s, %v", left, err)
		}
	}
}

// TestFacetsWaitForAConnection: a pool that is busy after the page was read costs the
// facets, not the page.
func TestFacetsWaitForAConnection(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	pool := onlyOne(t, db)
	c := config()
	c.Limits.FacetTime, c.Limits.CountTime = 50*time.Millisecond, 50*time.Millisecond
	f := crud.Must(crud.New(db, c))
	statements := 0
	var taken *sql.Conn
	page, err := f.OffsetPaginate(context.Background(), crud.Query{}, func(db *gorm.DB) *gorm.DB {
		if statements++; statements == 2 { // the page was read
			var err error
			if taken, err = pool.Conn(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		return db
	})
	if err != nil || len(page.Items) != 20 || len(page.Truncated) != 1 || *page.Pagination.TotalRelation != "gte" {
		t.Errorf("%+v, %v", page, err)
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestTighterTimeoutHolds: a statement_timeout of the session that is shorter than
// the time for facets stays, as does a shorter time of GORM's for each statement.
func TestTighterTimeoutHolds(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	onlyOne(t, db)
	c := config()
	f := crud.Must(crud.New(db, c))
	if err := db.Exec("SET statement_timeout = '200ms'").Error; err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	page, err := f.OffsetPaginate(context.Background(), crud.Query{}, sleeping(1))
	if err != nil || len(page.Truncated) != 1 || time.Since(began) > 3*time.Second {
		t.Errorf("%+v, %v after %s", page, err, time.Since(began))
	}
	if err := db.Exec("SET statement_timeout = 0").Error; err != nil {
		t.Fatal(err)
	}
	db.DefaultContextTimeout = 200 * time.Millisecond
	c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where("(SELECT pg_sleep(1.5)) IS NOT NULL") }}
	if got := serve(t, db, c).ask("GET /notes"); got.String() != "504 timeout" {
		t.Errorf("GORM's own time: %s", got)
	}
}

// TestEndlessTimes: a time that PostgreSQL cannot spell is as good as none.
func TestEndlessTimes(t *testing.T) {
	t.Parallel()
	c := config()
	c.Limits.CountTime, c.Limits.FacetTime = math.MaxInt64, 1000*time.Hour
	if got := serve(t, openNotes(t, dbtest.Postgres, 3), c).ask("GET /notes"); got.String() != "200" {
		t.Error(got)
	}
}

// TestTimeoutInTransaction: a count that the session's own time ends is an error in a
// caller's transaction, which it has ended as well.
func TestTimeoutInTransaction(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	f := crud.Must(crud.New(db, crud.Config[note]{}))
	err := db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Exec("SET LOCAL statement_timeout = '200ms'").Error; err != nil {
			return err
		}
		_, err := f.With(tx).OffsetPaginate(context.Background(), crud.Query{}, sleeping(1))
		return err
	})
	if !errors.Is(err, crud.ErrTimeout) {
		t.Errorf("%v", err)
	}
}
