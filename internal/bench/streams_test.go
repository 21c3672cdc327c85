package bench

import (
	"bytes"
	"hash/maphash"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"
)

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

// measureStreams reads whole lists, which have to be the same, byte by byte.
func measureStreams(tb testing.TB, engines []engine, d dataset, runs int) []stream {
	tb.Helper()
	streams := make([]stream, len(engines))
	rates := make([][]float64, len(engines))
	var want content
	for range runs {
		for i, e := range engines {
			debug.FreeOSMemory()
			idle := resident(tb)
			watch := watchMemory(tb)
			start := time.Now()
			got := contentOf(tb, e)
			rates[i] = append(rates[i], float64(d.rows)/time.Since(start).Seconds())
			over := float64(watch()-idle) / (1 << 20)
			streams[i] = stream{e.name, median(rates[i]), max(streams[i].Megabytes, over)}
			if want.lines == 0 {
				want = got
			}
			if got != want || got.lines != d.rows {
				tb.Fatalf("%s streamed %d rows of %d, or others than %s", e.name, got.lines, d.rows, engines[0].name)
			}
		}
	}
	return streams
}

// content is what tells streams apart.
type content struct {
	lines int
	sum   uint64
}

var seed = maphash.MakeSeed()

// contentOf streams over HTTP.
func contentOf(tb testing.TB, e engine) (c content) {
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
	var hash maphash.Hash
	hash.SetSeed(seed)
	buffer := make([]byte, 64<<10)
	for {
		n, err := response.Body.Read(buffer)
		c.lines += bytes.Count(buffer[:n], []byte{'\n'})
		_, _ = hash.Write(buffer[:n]) // never fails
		if err == io.EOF {
			c.sum = hash.Sum64()
			return c
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

// judgeStreams holds streams against their targets.
func (r *report) judgeStreams() {
	byName := map[string]stream{}
	for _, s := range r.Streams {
		byName[s.Name] = s
	}
	for _, t := range streamTargets {
		v := byName[t.of].Megabytes
		if t.what == rowRate {
			v = byName[t.of].RowsPerSecond / byName[t.over].RowsPerSecond
		}
		r.Targets = append(r.Targets, t.judge("stream as NDJSON", v))
	}
}
