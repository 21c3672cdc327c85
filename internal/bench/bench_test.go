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
			w.agree(t, engines, d)
		})
	}
}

func TestDeepPageSeeks(t *testing.T) {
	t.Parallel()
	d := newDataset(t, 2000)
	deep := workloads[1]
	if touched := deep.buffers(t, d); touched["crudfactory"] > 30 {
		t.Errorf("%s: %d buffers", deep.name, touched["crudfactory"])
	}
}

func TestTakeTurns(t *testing.T) {
	t.Parallel()
	var order string
	say := func(name string) runner {
		return runner{name, func() error { order += name; return nil }}
	}
	times, err := takeTurns([]runner{say("a"), say("b"), say("c")}, pace{Rounds: 4, Requests: 2})
	if err != nil || len(times) != 3 || len(times[0]) != 4 {
		t.Errorf("got %v, %v", times, err)
	}
	if diff := cmp.Diff("aabbcc"+"bbccaa"+"ccaabb"+"aabbcc", order); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	// A slow round slows both: the ratio does not see it.
	times := [][]time.Duration{{100_000, 900_000, 120_000}, {200_000, 1_800_000, 240_000}}
	got := figuresOf([]runner{{name: "a"}, {name: "b"}}, times)
	want := []figure{
		{Name: "a", Microseconds: 120, Ratio: ratio{1, 1, 1}},
		{Name: "b", Microseconds: 240, Ratio: ratio{0.5, 0.5, 0.5}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// BenchmarkRequests measures every workload through every transport, and
// prints a table of them.
func BenchmarkRequests(b *testing.B) {
	d := newDataset(b, rowsFromEnv(b))
	engines := d.startAll(b, nil)
	r := newReport(b, d)
	for _, w := range workloads {
		w.agree(b, engines, d)
		for _, through := range transports {
			b.Run(w.name+"/"+through.name, func(b *testing.B) {
				for b.Loop() {
					r.Results = append(r.Results, w.measure(b, engines, d, through))
				}
				r.Results[len(r.Results)-1].metrics(b)
			})
		}
	}
	fmt.Println(r.tables())
	if os.Getenv("BENCH_WRITE") == "1" {
		if err := r.write(); err != nil {
			b.Fatal(err)
		}
	}
}

// measure lets the contenders take turns at one workload.
func (w workload) measure(b *testing.B, engines []engine, d dataset, through transport) result {
	b.Helper()
	runners := make([]runner, len(engines))
	for i, e := range engines {
		runners[i] = runner{e.name, through.to(b, e, w.path(b, e, d))}
	}
	pace, err := paceFor(runners)
	if err != nil {
		b.Fatal(err)
	}
	times, err := takeTurns(runners, pace)
	if err != nil {
		b.Fatal(err)
	}
	figures, touched := figuresOf(runners, times), w.buffers(b, d)
	for i, r := range runners {
		figures[i].Buffers = touched[r.name]
		if figures[i].Allocations, err = r.allocations(); err != nil {
			b.Fatal(err)
		}
	}
	return result{Workload: w.name, Transport: through.name, Pace: pace, Contenders: figures}
}
