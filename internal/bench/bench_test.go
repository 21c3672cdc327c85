package bench

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestContendersAgree(t *testing.T) {
	t.Parallel()
	d := newDataset(t, 2000)
	engines := d.startAll(t, nil)
	for _, w := range workloads {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			w.agree(t, w.contenders(engines), d)
		})
	}
	t.Run("streams", func(t *testing.T) {
		t.Parallel()
		measureStreams(t, engines, d, 1)
	})
}

func TestDeepPagesSeek(t *testing.T) {
	t.Parallel()
	d := newDataset(t, 2000)
	traced := d.startTraced(t)
	for _, w := range workloads {
		if w.from == nil {
			continue
		}
		if touched := traced.buffers(t, w, d); touched[library] > 30 {
			t.Errorf("%s: %d buffers", w.name, touched[library])
		}
	}
}

// TestTransports sends requests on many connections.
func TestTransports(t *testing.T) {
	t.Parallel()
	d := newDataset(t, smallest)
	engines := d.startAll(t, nil)
	for _, w := range workloads {
		if !w.load {
			continue
		}
		for _, through := range w.transports(false) {
			for _, e := range w.contenders(engines) {
				r := through.runner(t, e, w.calls(t, e, d))
				if took, err := r.run(r.requests); err != nil || took <= 0 {
					t.Errorf("%s, %s, %s: %v, %v", w.name, through.name, e.name, took, err)
				}
			}
		}
	}
}

func TestTakeTurns(t *testing.T) {
	t.Parallel()
	var order string
	say := func(name string) *runner {
		return &runner{name, []func() error{func() error { order += name; return nil }}, 2}
	}
	times, err := takeTurns([]*runner{say("a"), say("b"), say("c")}, 4)
	if err != nil || len(times) != 3 || len(times[0]) != 4 {
		t.Errorf("got %v, %v", times, err)
	}
	if diff := cmp.Diff("aabbcc"+"bbccaa"+"ccaabb"+"aabbcc", order); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	// A slow round slows all: the ratio does not see it.
	times := [][]time.Duration{{100_000, 900_000, 120_000}, {200_000, 1_800_000, 240_000}, {50_000, 450_000, 60_000}}
	got := figuresOf([]*runner{{name: library}, {name: pgxHand}, {name: library + pageOne}}, times)
	want := []figure{
		{
			Name: library, Microseconds: 120, Ratios: map[string]ratio{pgxHand: {0.5, 0.5, 0.5}},
			OverPageOne: &ratio{2, 2, 2},
		},
		{Name: pgxHand, Microseconds: 240},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTargets(t *testing.T) {
	t.Parallel()
	results := []result{
		{Transport: handler.name, Contenders: []figure{
			{Name: library, Microseconds: 2500, Allocations: 45, Ratios: map[string]ratio{gorms: {Median: 0.5}}},
		}},
		{Transport: many.name, Contenders: []figure{{Name: library, Ratios: map[string]ratio{pgxHand: {Median: 0.8}}}}},
	}
	var r report
	r.judge(workload{name: "work", targets: []target{
		{library, timeRatio, 0.5, gorms},
		{library, allocations, 45, ""},
		valuesAtOnce,
		manyConnections,
		{structs, allocations, 200, ""}, // was not measured
	}}, results)
	var got [][]string
	for _, v := range r.Targets {
		got = append(got, v.cells())
	}
	want := [][]string{
		{"work", library, "time ÷ gorm", "≤ 0.50", "0.50", "yes"},
		{"work", library, "allocations", "≤ 45", "45", "yes"},
		{"work", library, "µs", "≤ 2000", "2500", "**no**"},
		{"work", library, "requests/s ÷ pgx, 32 connections", "≥ 1.30", "1.25", "**no**"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// BenchmarkRequests measures every workload through its transports, then
// streams, and prints tables of them.
func BenchmarkRequests(b *testing.B) {
	s := newSession(b)
	for _, w := range workloads {
		var results []result
		agreed := false // asked where the pattern of -bench takes part of the work
		for _, through := range w.transports(os.Getenv("BENCH_QUICK") == "1") {
			b.Run(w.name+"/"+through.name, func(b *testing.B) {
				if !agreed {
					w.agree(b, w.contenders(s.engines), s.dataset)
					agreed = true
					b.ResetTimer()
				}
				for b.Loop() {
					results = append(results, s.measure(b, w, through))
				}
				results[len(results)-1].metrics(b)
			})
		}
		s.report.Results = append(s.report.Results, results...)
		s.report.judge(w, results)
	}
	b.Run("stream", func(b *testing.B) {
		for b.Loop() {
			s.report.Streams = measureStreams(b, s.engines, s.dataset, streamRuns)
		}
		s.report.judgeStreams()
	})
	fmt.Println(s.report.tables())
	if os.Getenv("BENCH_WRITE") == "1" {
		if err := s.report.write(); err != nil {
			b.Fatal(err)
		}
	}
}

// session is one run of the benchmark.
type session struct {
	dataset dataset
	engines []engine
	traced  traced
	report  *report
	// patience is how long one workload may take through one transport.
	patience time.Duration
}

func newSession(b *testing.B) session {
	b.Helper()
	d := newDataset(b, rowsFromEnv(b))
	return session{d, d.startAll(b, nil), d.startTraced(b), newReport(b, d), patienceFromEnv(b)}
}

// measure lets the contenders take turns at one workload.
func (s session) measure(b *testing.B, w workload, through transport) result {
	b.Helper()
	var runners []*runner
	for _, e := range w.contenders(s.engines) {
		runners = append(runners, through.runner(b, e, w.calls(b, e, s.dataset)))
		if w.from != nil && through == handler {
			r := through.runner(b, e, w.from.calls(b, e, s.dataset))
			r.name += pageOne
			runners = append(runners, r)
		}
	}
	rounds, err := paceOf(runners, s.patience)
	if err != nil {
		b.Fatal(err)
	}
	times, err := takeTurns(runners, rounds)
	if err != nil {
		b.Fatal(err)
	}
	measured := result{Workload: w.name, Transport: through.name, Rounds: rounds, Contenders: figuresOf(runners, times)}
	if through == handler {
		s.count(b, w, runners, &measured)
	}
	return measured
}

// count adds the allocations and the buffers of one request.
func (s session) count(b *testing.B, w workload, runners []*runner, to *result) {
	b.Helper()
	touched := s.traced.buffers(b, w, s.dataset)
	for _, r := range runners {
		f := to.figure(r.name)
		if f == nil {
			continue
		}
		f.Buffers = touched[r.name]
		var err error
		if f.Allocations, err = r.allocations(); err != nil {
			b.Fatal(err)
		}
	}
}
