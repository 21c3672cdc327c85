package bench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// report is what a run has found.
type report struct {
	Date       string   `json:"date"`
	Go         string   `json:"go"`
	PostgreSQL string   `json:"postgresql"`
	CPUs       int      `json:"cpus"`
	Rows       int      `json:"rows"`
	Results    []result `json:"results"`
}

// result is one workload through one transport.
type result struct {
	Workload   string   `json:"workload"`
	Transport  string   `json:"transport"`
	Pace       pace     `json:"pace"`
	Contenders []figure `json:"contenders"`
}

// figure is what one contender achieved.
type figure struct {
	Name string `json:"name"`
	// Microseconds is the median round's time for a request.
	Microseconds float64 `json:"microseconds"`
	// Ratio is crudfactory's time over this contender's: the median of the
	// rounds' ratios, between their quartiles.
	Ratio ratio `json:"crudfactory_ratio"`
	// Allocations are those of one request in the whole process: over HTTP,
	// the client's and the server's too.
	Allocations int `json:"allocations"`
	// Buffers are the pages of 8 KB that PostgreSQL looked at.
	Buffers int `json:"buffers"`
}

type ratio struct {
	Low    float64 `json:"low"`
	Median float64 `json:"median"`
	High   float64 `json:"high"`
}

func newReport(tb testing.TB, d dataset) *report {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), d.url)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(tb.Context()) //nolint:errcheck // it has told what it was asked
	r := &report{
		Date: time.Now().UTC().Format(time.DateOnly), Go: runtime.Version(), CPUs: runtime.NumCPU(), Rows: d.rows,
	}
	if err := conn.QueryRow(tb.Context(), "SHOW server_version").Scan(&r.PostgreSQL); err != nil {
		tb.Fatal(err)
	}
	r.PostgreSQL, _, _ = strings.Cut(r.PostgreSQL, " ") // what follows names the packager
	return r
}

// figuresOf reads the rounds' times; the first contender is the library.
func figuresOf(runners []runner, times [][]time.Duration) []figure {
	figures := make([]figure, len(runners))
	for i, r := range runners {
		var took, ratios []float64
		for round, t := range times[i] {
			took = append(took, float64(t.Nanoseconds())/1000)
			ratios = append(ratios, float64(times[0][round])/float64(t))
		}
		figures[i] = figure{
			Name: r.name, Microseconds: median(took),
			Ratio: ratio{quantile(ratios, 0.25), median(ratios), quantile(ratios, 0.75)},
		}
	}
	return figures
}

// metrics are crudfactory's time and its ratio to each of the others.
func (r result) metrics(b *testing.B) {
	b.Helper()
	b.ReportMetric(r.Contenders[0].Microseconds*1000, "ns/op")
	for _, f := range r.Contenders[1:] {
		b.ReportMetric(f.Ratio.Median, "x-"+f.Name)
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
	return fmt.Sprintf(`# Latest benchmarks

Written by `+"`make bench`"+` on %s: %s, PostgreSQL %s, %d CPUs that client, server and
database share, %d articles of about 700 bytes, read before and so in memory.

Three contenders serve the same endpoints in one process: crudfactory, gin with
pgx by hand, gin with gorm by hand (`+"`internal/bench`"+`). They gave the same rows,
byte by byte, before they were measured. They take turns in short rounds; a time
is the median round's, a ratio the median of the rounds' ratios, with their
quartiles. Times change from run to run, ratios are what to compare: below 1,
crudfactory is the faster one.

Pages have 20 rows, newest first. The deep page is nine tenths down the list.
The facets are the values of a status, a flag and a related name; by hand each
is a SELECT DISTINCT. Through "handler" the engine is called without a network;
"http" is a server on the loopback interface and its client.

%s
`, r.Date, r.Go, r.PostgreSQL, r.CPUs, r.Rows, r.tables())
}

// tables are the times, then what a request costs at the handler.
func (r *report) tables() string {
	var b bytes.Buffer
	row := func(cells ...string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	times, counts := []string{"µs for a request", "through"}, []string{"for a request"}
	for _, c := range contenders {
		times = append(times, c.name)
		counts = append(counts, c.name+" allocations", "buffers")
	}
	for _, c := range contenders[1:] {
		times = append(times, contenders[0].name+" ÷ "+c.name)
	}
	row(times...)
	row(rulers(len(times), 2)...)
	for _, result := range r.Results {
		row(result.times()...)
	}
	b.WriteByte('\n')
	row(counts...)
	row(rulers(len(counts), 1)...)
	for _, result := range r.Results {
		if result.Transport == handler.name {
			row(result.counts()...)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// rulers separate a table's head: texts stand left, numbers right.
func rulers(columns, texts int) []string {
	cells := make([]string, columns)
	for i := range cells {
		cells[i] = "---:"
		if i < texts {
			cells[i] = "---"
		}
	}
	return cells
}

func (r result) times() []string {
	cells := []string{r.Workload, r.Transport}
	for _, f := range r.Contenders {
		cells = append(cells, fmt.Sprintf("%.0f", f.Microseconds))
	}
	for _, f := range r.Contenders[1:] {
		cells = append(cells, fmt.Sprintf("**%.2f** (%.2f–%.2f)", f.Ratio.Median, f.Ratio.Low, f.Ratio.High))
	}
	return cells
}

func (r result) counts() []string {
	cells := []string{r.Workload}
	for _, f := range r.Contenders {
		cells = append(cells, strconv.Itoa(f.Allocations), strconv.Itoa(f.Buffers))
	}
	return cells
}
