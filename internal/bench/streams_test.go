package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"
)

// streamPath answers every row as NDJSON, newest first, from each contender.
const streamPath = "/stream"

// stream is what one run of a contender's stream has shown.
type stream struct {
	Name string `json:"name"`
	// RowsPerSecond is the median run's.
	RowsPerSecond float64 `json:"rows_per_second"`
	// Megabytes are the most resident memory of the process over the idle one,
	// in the run that had most. Server and client are in it.
	Megabytes float64 `json:"megabytes_over_idle"`
}

// streamRuns are how often each contender streams, in turn.
const streamRuns = 3

// BenchmarkStreams measures whole lists, and the memory that they take.
func BenchmarkStreams(b *testing.B) {
	d := newDataset(b, rowsFromEnv(b))
	engines := d.startAll(b, nil)
	var streams []stream
	for b.Loop() {
		streams = measureStreams(b, engines, d)
	}
	for _, s := range streams {
		b.ReportMetric(s.RowsPerSecond, s.Name+"-rows/s")
		b.ReportMetric(s.Megabytes, s.Name+"-MB")
	}
	table := streamTable(streams)
	fmt.Println(table)
	if os.Getenv("BENCH_WRITE") == "1" {
		page := fmt.Sprintf(streamPage, time.Now().UTC().Format(time.DateOnly), d.rows, table)
		path := filepath.Join("..", "..", "docs", "benchmarks", "streams.md")
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			b.Fatal(err)
		}
	}
}

const streamPage = `# Latest streams

Written by ` + "`make bench`" + ` on %s: each contender answers %d articles of about 700 bytes as
NDJSON over HTTP, three times in turn, in one process with the client that reads
them. Memory is the resident set of the process at its most, over what it was
idle.

%s
`

func measureStreams(b *testing.B, engines []engine, d dataset) []stream {
	b.Helper()
	streams := make([]stream, len(engines))
	rates := make([][]float64, len(engines))
	for range streamRuns {
		for i, e := range engines {
			debug.FreeOSMemory()
			idle := resident(b)
			watch := watchMemory(b)
			start := time.Now()
			if rows := countLines(b, e); rows != d.rows {
				b.Fatalf("%s streamed %d rows of %d", e.name, rows, d.rows)
			}
			rates[i] = append(rates[i], float64(d.rows)/time.Since(start).Seconds())
			over := float64(watch()-idle) / (1 << 20)
			streams[i] = stream{e.name, median(rates[i]), max(streams[i].Megabytes, over)}
		}
	}
	return streams
}

// countLines streams over HTTP and counts what arrives.
func countLines(tb testing.TB, e engine) (lines int) {
	tb.Helper()
	server := httptest.NewServer(e)
	defer server.Close()
	request, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, server.URL+streamPath, nil)
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Accept", ndjson)
	response, err := server.Client().Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it has been read
	buffer := make([]byte, 64<<10)
	for {
		n, err := response.Body.Read(buffer)
		lines += bytes.Count(buffer[:n], []byte{'\n'})
		if err == io.EOF {
			return lines
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}

// watchMemory looks at the resident memory until it is asked for the most.
func watchMemory(tb testing.TB) (most func() int) {
	tb.Helper()
	done, peak := make(chan struct{}), make(chan int)
	go func() {
		highest := 0
		for {
			highest = max(highest, resident(tb))
			select {
			case <-done:
				peak <- highest
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() int {
		close(done)
		return <-peak
	}
}

// resident is the process's resident memory in bytes: proc(5), statm.
func resident(tb testing.TB) int {
	tb.Helper()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		tb.Error(err)
		return 0
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		tb.Error(err)
	}
	return pages * os.Getpagesize()
}

func streamTable(streams []stream) string {
	lines := []string{"| NDJSON | rows/s | crudfactory is | MB over idle |", "| --- | ---: | ---: | ---: |"}
	for _, s := range streams {
		lines = append(lines, fmt.Sprintf("| %s | %.0f | **%.2f** × | %.0f |",
			s.Name, s.RowsPerSecond, streams[0].RowsPerSecond/s.RowsPerSecond, s.Megabytes))
	}
	return strings.Join(lines, "\n")
}

func TestStreamsAgree(t *testing.T) {
	t.Parallel()
	d := newDataset(t, smallest)
	for _, e := range d.startAll(t, nil) {
		if rows := countLines(t, e); rows != smallest {
			t.Errorf("%s: %d rows", e.name, rows)
		}
	}
}

const ndjson = "application/x-ndjson"

const allArticles = "SELECT id, created_at, title, body, status, published, category_id, priority, views " +
	"FROM articles ORDER BY created_at DESC, id DESC"

// stream is the list by hand, row by row.
func (by byPgx) stream(c *gin.Context) {
	rows, err := by.pool.Query(c.Request.Context(), allArticles)
	if err != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	defer rows.Close()
	c.Header("Content-Type", ndjson)
	encoder := json.NewEncoder(c.Writer)
	var a Article
	_, err = pgx.ForEachRow(rows, []any{
		&a.ID, &a.CreatedAt, &a.Title, &a.Body, &a.Status, &a.Published, &a.CategoryID, &a.Priority, &a.Views,
	}, func() error { return encoder.Encode(&a) })
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}

// stream is the list by gorm's Rows, row by row.
func (by byGorm) stream(c *gin.Context) {
	db := by.db.WithContext(c.Request.Context())
	rows, err := db.Model(&Article{}).Order("created_at DESC, id DESC").Rows()
	if err != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	defer rows.Close() //nolint:errcheck // its error is asked for below
	c.Header("Content-Type", ndjson)
	encoder := json.NewEncoder(c.Writer)
	for rows.Next() {
		var a Article
		if err := db.ScanRows(rows, &a); err != nil {
			panic(http.ErrAbortHandler)
		}
		if err := encoder.Encode(&a); err != nil {
			return
		}
	}
	if rows.Err() != nil {
		panic(http.ErrAbortHandler)
	}
}
