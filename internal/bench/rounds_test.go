package bench

import (
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// runner is a contender with requests to send.
type runner struct {
	name string
	// senders send at the same time, each its requests one after the other.
	senders []func() error
	// requests is how many a turn has, of all senders.
	requests int
}

const (
	maxRounds = 100
	minRounds = 5
	// turn is about how long a contender is at work in a round: long beside
	// the noise of one request, short beside the drifts of a machine.
	turn = 20 * time.Millisecond
	// share is how many requests each of many senders has in a turn, at least: one
	// after the other, so that all are at work for most of it.
	share = 8
	// warmUp is more than the five executions after which PostgreSQL chooses
	// between custom and generic plans, on each connection of a pool.
	warmUp = 20
)

// patienceFromEnv reads BENCH_SECONDS: how long one workload may take through
// one transport, if five rounds fit.
func patienceFromEnv(tb testing.TB) time.Duration {
	tb.Helper()
	text := os.Getenv("BENCH_SECONDS")
	if text == "" {
		return 2 * time.Second
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || seconds <= 0 {
		tb.Fatalf("BENCH_SECONDS=%s: want a positive number", text)
	}
	return time.Duration(seconds * float64(time.Second))
}

// warm repeats the requests until plans and caches have settled, and tells how
// long one takes.
func (r *runner) warm(patience time.Duration) (time.Duration, error) {
	fastest := time.Duration(math.MaxInt64)
	for begin, n := time.Now(), 0; n < 2 || n < warmUp && time.Since(begin) < patience; n++ {
		took, err := r.run(len(r.senders))
		if err != nil {
			return 0, err
		}
		fastest = min(fastest, took)
	}
	return fastest, nil
}

// run sends n requests and tells how long it took for each: with many senders,
// how long between two answers.
func (r *runner) run(n int) (time.Duration, error) {
	begin := time.Now()
	if len(r.senders) == 1 {
		err := repeat(n, r.senders[0])
		return time.Since(begin) / time.Duration(n), err
	}
	var group sync.WaitGroup
	errs := make([]error, len(r.senders))
	each := max(1, n/len(r.senders))
	for i, send := range r.senders {
		group.Go(func() { errs[i] = repeat(each, send) })
	}
	group.Wait()
	took := time.Since(begin) / time.Duration(each*len(r.senders))
	for _, err := range errs {
		if err != nil {
			return took, err
		}
	}
	return took, nil
}

func repeat(n int, do func() error) error {
	for range n {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// allocations counts how many a request makes, on all goroutines.
func (r *runner) allocations() (int, error) {
	n := min(max(2, r.requests), 20)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := r.run(n); err != nil {
		return 0, err
	}
	runtime.ReadMemStats(&after)
	return int(after.Mallocs-before.Mallocs) / n, nil
}

// paceOf warms all runners up and fits turns and rounds to their speed.
func paceOf(runners []*runner, patience time.Duration) (rounds int, err error) {
	var round time.Duration
	for _, r := range runners {
		took, err := r.warm(min(time.Second, patience/4))
		if err != nil {
			return 0, err
		}
		r.requests = max(1, int(turn/took))
		if n := len(r.senders); n > 1 {
			r.requests = max(share, r.requests/n) * n
		}
		round += took * time.Duration(r.requests)
	}
	return min(max(int(patience/round), minRounds), maxRounds), nil
}

// takeTurns lets every runner send its requests in every round, each round
// starting with another one. The times of one request are by runner and round.
func takeTurns(runners []*runner, rounds int) ([][]time.Duration, error) {
	times := make([][]time.Duration, len(runners))
	for round := range rounds {
		for turn := range runners {
			i := (round + turn) % len(runners)
			took, err := runners[i].run(runners[i].requests)
			if err != nil {
				return nil, err
			}
			times[i] = append(times[i], took)
		}
	}
	return times, nil
}

// quantile is the value below which a share of the values lies.
func quantile(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	place := share * float64(len(sorted)-1)
	low, high := int(math.Floor(place)), int(math.Ceil(place))
	return sorted[low] + (sorted[high]-sorted[low])*(place-math.Floor(place))
}

func median(values []float64) float64 { return quantile(values, 0.5) }
