package operating_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// hiding is a writer as of a middleware that compresses: nothing leads from it to the
// connection.
type hiding struct{ gin.ResponseWriter }

// open asks for a stream, and leaves it to the caller to read.
func (a app) open(path string) *http.Response {
	a.tb.Helper()
	r, err := http.NewRequestWithContext(a.tb.Context(), http.MethodGet, a.server.URL+path, http.NoBody)
	if err != nil {
		a.tb.Fatal(err)
	}
	r.Header.Set("Accept", "application/x-ndjson")
	response, err := a.server.Client().Do(r)
	if err != nil {
		a.tb.Fatal(err)
	}
	return response
}

// openAll asks for as many streams as there may be at once, and for one more.
func (a app) openAll(n int) (all []*http.Response) {
	a.tb.Helper()
	for range n {
		one := a.open("/notes")                                      //nolint:bodyclose // the caller closes it
		if all = append(all, one); one.StatusCode != http.StatusOK { //nolint:bodyclose // as above
			a.tb.Errorf("stream %d of %d: %d", len(all), n, one.StatusCode)
		}
	}
	got := a.ask("GET /notes", "Accept", "application/x-ndjson")
	if got.String() != "503 too_many_streams" || got.header.Get("Retry-After") == "" {
		a.tb.Errorf("one past %d: %s", n, got)
	}
	return all
}

// openInOrder opens a database whose rows come one by one, along an index.
func openInOrder(t *testing.T, n int) *gorm.DB {
	t.Helper()
	db := openNotes(t, dbtest.Postgres, n)
	onlyOne(t, db)
	if err := db.Exec("SET enable_sort = off").Error; err != nil {
		t.Fatal(err)
	}
	return db
}

// TestCutStreamIsSeen: a stream that fails on its way does not look whole, whatever
// stands between the handler and the connection.
func TestCutStreamIsSeen(t *testing.T) {
	t.Parallel()
	db := openInOrder(t, 5000)
	c := config()
	c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where("1 / (notes.id - 4900) IS NOT NULL") }}
	for name, before := range map[string][]gin.HandlerFunc{
		"plain":           nil,
		"hidden":          {func(g *gin.Context) { g.Writer = hiding{g.Writer} }},
		"hidden, gin's":   {gin.CustomRecoveryWithWriter(io.Discard, nil), func(g *gin.Context) { g.Writer = hiding{g.Writer} }},
		"gin's, in front": {gin.CustomRecoveryWithWriter(io.Discard, nil)},
	} {
		response := serve(t, db, c, before...).open("/notes")
		read, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if lines := strings.Count(string(read), "\n"); err == nil || lines == 0 || lines > 4900 {
			t.Errorf("%s: %d lines, %v", name, lines, err)
		}
	}
}

// hurried gives the client half a second for each piece.
type hurried struct{ gin.ResponseWriter }

func (w hurried) SetWriteDeadline(at time.Time) error {
	if time.Until(at) > 0 {
		at = time.Now().Add(500 * time.Millisecond)
	}
	return http.NewResponseController(w.ResponseWriter).SetWriteDeadline(at)
}

// TestStreamWithPauses: the client has its time for what was sent, not for the rows that
// the database is still looking for.
func TestStreamWithPauses(t *testing.T) {
	t.Parallel()
	db := openInOrder(t, 5000)
	c := config()
	c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB {
		return db.Where("CASE WHEN notes.id IN (3000, 4990) THEN pg_sleep(1.2) IS NOT NULL ELSE true END")
	}}
	for _, protocol := range []int{1, 2} {
		notes := serveProtocol(t, db, c, protocol, func(g *gin.Context) { g.Writer = hurried{g.Writer} })
		response := notes.open("/notes")
		read, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if lines := strings.Count(string(read), "\n"); err != nil || lines != 5000 || response.ProtoMajor != protocol {
			t.Errorf("HTTP/%d: %d lines, %v", response.ProtoMajor, lines, err)
		}
	}
}

// TestStreamsAtOnce: as many as are declared are read at once, one more is told to
// come back, and when one ends there is room again, however it ended.
func TestStreamsAtOnce(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 50_000)
	if err := db.Exec("UPDATE notes SET title = repeat('x', 500)").Error; err != nil { // more than sockets take
		t.Fatal(err)
	}
	for _, open := range serve(t, db, config()).openAll(16) { //nolint:bodyclose // as many as there may be by default, closed here
		_ = open.Body.Close()
	}
	c := config()
	c.Limits.Streams = 2
	notes := serve(t, db, c)
	both := notes.openAll(2) //nolint:bodyclose // closed below
	first, second := both[0], both[1]
	if got := notes.ask("GET /notes/1"); got.status != http.StatusOK {
		t.Errorf("a row beside: %s", got)
	}
	var ends sync.WaitGroup
	ends.Go(func() { _ = first.Body.Close() }) // the client leaves
	ends.Go(func() {
		_, _ = io.Copy(io.Discard, second.Body)
		_ = second.Body.Close()
	})
	ends.Wait()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		third, fourth := notes.open("/notes"), notes.open("/notes")
		ok := third.StatusCode == http.StatusOK && fourth.StatusCode == http.StatusOK
		_, _ = third.Body.Close(), fourth.Body.Close()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("there is no room again: %d, %d", third.StatusCode, fourth.StatusCode)
		}
	}
}

// TestBegunStream: the time of a request is that until the first row; what comes behind
// it has the time of a stream.
func TestBegunStream(t *testing.T) {
	t.Parallel()
	db := openInOrder(t, 2000) // more than the server keeps until there is more
	c := config()
	c.Limits.RequestTime = 500 * time.Millisecond
	c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB {
		return db.Where("CASE WHEN notes.id = 1500 THEN pg_sleep(1) IS NOT NULL ELSE true END")
	}}
	notes := serve(t, db, c)
	if got := notes.ask("GET /notes", "Accept", "application/x-ndjson"); got.status != http.StatusOK || strings.Count(got.body, "\n") != 2000 {
		t.Errorf("%s: %d lines", got, strings.Count(got.body, "\n"))
	}
	if got := notes.ask("GET /notes?filter_by[id][gte]=1500", "Accept", "application/x-ndjson"); got.String() != "504 timeout" {
		t.Errorf("one that begins late: %s", got)
	}
}

// TestStreamTime: a stream that takes too long is cut.
func TestStreamTime(t *testing.T) {
	t.Parallel()
	db := openInOrder(t, 5000)
	c := config()
	c.Limits.StreamTime = 700 * time.Millisecond
	c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB {
		return db.Where("CASE WHEN notes.id > 4900 THEN pg_sleep(30) IS NOT NULL ELSE true END")
	}}
	response := serve(t, db, c).open("/notes")
	_, err := io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK || err == nil {
		t.Errorf("%d, %v", response.StatusCode, err)
	}
}
