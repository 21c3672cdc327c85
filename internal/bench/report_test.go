package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// report is what a run has found.
type report struct {
	Date       string    `json:"date"`
	Go         string    `json:"go"`
	PostgreSQL string    `json:"postgresql"`
	CPUs       int       `json:"cpus"`
	Rows       int       `json:"rows"`
	Trigrams   bool      `json:"pg_trgm"`
	Targets    []verdict `json:"targets"`
	Results    []result  `json:"results"`
	Streams    []stream  `json:"streams"`
}

// result is one workload through one transport.
type result struct {
	Workload   string   `json:"workload"`
	Transport  string   `json:"transport"`
	Rounds     int      `json:"rounds"`
	Contenders []figure `json:"contenders"`
}

// figure is what one contender achieved.
type figure struct {
	Name string `json:"name"`
	// Requests is how many a round had.
	Requests int `json:"requests"`
	// Microseconds is the median round's time for a request; on many connections,
	// between two answers.
	Microseconds float64 `json:"microseconds"`
	// Ratios are the library's time over each of the others: the median of the
	// rounds' ratios, between their quartiles.
	Ratios map[string]ratio `json:"time_over,omitempty"`
	// OverPageOne is the time of a deep page over that of page one, in the same
	// rounds.
	OverPageOne *ratio `json:"time_over_page_one,omitempty"`
	// Allocations are those of one request in the whole process, counted at the
	// handler.
	Allocations int `json:"allocations,omitempty"`
	// Buffers are the pages of 8 KB that PostgreSQL looked at, but for writes.
	Buffers int `json:"buffers,omitempty"`
}

type ratio struct {
	Low    float64 `json:"low"`
	Median float64 `json:"median"`
	High   float64 `json:"high"`
}

func newReport(tb testing.TB, d dataset) *report {
	tb.Helper()
	conn := d.connect(tb)
	r := &report{
		Date: time.Now().UTC().Format(time.DateOnly), Go: runtime.Version(), CPUs: runtime.NumCPU(), Rows: d.rows,
		Trigrams: d.has(tb, conn, "pg_trgm"),
	}
	if err := conn.QueryRow(tb.Context(), "SHOW server_version").Scan(&r.PostgreSQL); err != nil {
		tb.Fatal(err)
	}
	r.PostgreSQL, _, _ = strings.Cut(r.PostgreSQL, " ") // what follows names the packager
	return r
}

// pageOne marks a runner that asks for page one beside a deep one.
const pageOne = ", page 1"

// figuresOf reads the rounds' times.
func figuresOf(runners []*runner, times [][]time.Duration) []figure {
	byName := map[string][]time.Duration{}
	for i, r := range runners {
		byName[r.name] = times[i]
	}
	var figures []figure
	for i, r := range runners {
		if strings.HasSuffix(r.name, pageOne) {
			continue
		}
		var took []float64
		for _, t := range times[i] {
			took = append(took, float64(t.Nanoseconds())/1000)
		}
		f := figure{Name: r.name, Requests: r.requests, Microseconds: median(took)}
		for _, other := range []string{pgxHand, gorms} {
			if slow := byName[other]; slow != nil && strings.HasPrefix(r.name, library) {
				if f.Ratios == nil {
					f.Ratios = map[string]ratio{}
				}
				f.Ratios[other] = ratioOf(times[i], slow)
			}
		}
		if first := byName[r.name+pageOne]; first != nil {
			f.OverPageOne = new(ratioOf(times[i], first))
		}
		figures = append(figures, f)
	}
	return figures
}

// ratioOf compares two runners round by round.
func ratioOf(times, over []time.Duration) ratio {
	ratios := make([]float64, len(times))
	for round, t := range times {
		ratios[round] = float64(t) / float64(over[round])
	}
	return ratio{quantile(ratios, 0.25), median(ratios), quantile(ratios, 0.75)}
}

// figure is a contender's, nil where it took no part.
func (r result) figure(name string) *figure {
	for i := range r.Contenders {
		if r.Contenders[i].Name == name {
			return &r.Contenders[i]
		}
	}
	return nil
}

// metrics are crudfactory's time and its ratio to each of the others.
func (r result) metrics(b *testing.B) {
	b.Helper()
	first := r.figure(library)
	b.ReportMetric(first.Microseconds*1000, "ns/op")
	for over, ratio := range first.Ratios {
		b.ReportMetric(ratio.Median, "x-"+over)
	}
}

// judge holds a workload's results against its targets.
func (r *report) judge(w workload, results []result) {
	for _, t := range w.targets {
		if v, ok := t.measured(results); ok {
			r.Targets = append(r.Targets, t.judge(w.name, v))
		}
	}
}

// write puts the report where the documentation links to it.
func (r *report) write() error {
	dir := filepath.Join("..", "..", "docs", "benchmarks")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "latest.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "latest.md"), []byte(r.page()), 0o644)
}

// page is the report as a document.
func (r *report) page() string {
	search := "an index of pg_trgm serves the search"
	if !r.Trigrams {
		search = "pg_trgm is not installed, so a search reads every row"
	}
	command := "`make bench`"
	if os.Getenv("BENCH_QUICK") == "1" {
		command += " with BENCH_QUICK=1, through fewer transports,"
	}
	return fmt.Sprintf(`# Latest benchmarks

Written by `+command+` on %s: %s, PostgreSQL %s, %d CPUs that client, server and
database share, %d articles of about 700 bytes, read before and so in memory as far
as it reaches. PostgreSQL runs with fsync off: what writes waits for no disk.

Four contenders serve the same endpoints in one process (`+"`internal/bench`"+`): crudfactory
with a read schema; crudfactory with rows made by a function, which takes structs;
gin with pgx by hand; gin with gorm by hand. Each has %d connections. They gave the
same rows, totals and facets, byte by byte, and wrote the same rows, before they were
measured. They take turns in short rounds; a time is the median round's, a ratio the
median of the rounds' ratios, with their quartiles. Times change from run to run,
ratios are what to compare: below 1, crudfactory is the faster one.

Pages have 20 rows. Deep pages are nine tenths down the list, or half where the NULLs
are still ahead. The facets are a status, a flag and a related name; by hand there is
one statement for the total and one for each facet. %s.

Through "handler" the engine is called without a network; "http" is a server on the loopback interface with one
client on one kept connection, the others are as many clients at once. Streams are
the whole list as NDJSON over HTTP; memory is the process's at its most over what it
was idle, the client's included.

%s
`, r.Date, r.Go, r.PostgreSQL, r.CPUs, r.Rows, poolSize, capital(search), r.tables())
}

func capital(sentence string) string { return strings.ToUpper(sentence[:1]) + sentence[1:] }
