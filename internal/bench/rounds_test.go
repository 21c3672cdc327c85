package bench

import (
	"math"
	"runtime"
	"slices"
	"time"
)

// runner is a contender with a request to repeat.
type runner struct {
	name string
	send func() error
}

const (
	maxRounds = 100
	minRounds = 5
	// turn is about how long a contender is at work in a round: long beside
	// the noise of one request, short beside the drifts of a machine.
	turn = 20 * time.Millisecond
	// patience bounds the rounds of one workload.
	patience = 45 * time.Second
	// warmUp is more than the five executions after which PostgreSQL chooses
	// between custom and generic plans.
	warmUp = 20
)

// pace is how often the contenders take turns, and how many requests a turn has.
type pace struct {
	Rounds   int `json:"rounds"`
	Requests int `json:"requests"`
}

// warm repeats the request until plans and caches have settled, and tells how
// long one takes.
func (r runner) warm() (time.Duration, error) {
	fastest := time.Duration(math.MaxInt64)
	for begin, n := time.Now(), 0; n < 2 || n < warmUp && time.Since(begin) < time.Second; n++ {
		took, err := r.run(1)
		if err != nil {
			return 0, err
		}
		fastest = min(fastest, took)
	}
	return fastest, nil
}

// run sends n requests, one after the other, and tells how long one took.
func (r runner) run(n int) (time.Duration, error) {
	begin := time.Now()
	for range n {
		if err := r.send(); err != nil {
			return 0, err
		}
	}
	return time.Since(begin) / time.Duration(n), nil
}

// allocations counts how many a request makes, on all goroutines.
func (r runner) allocations() (int, error) {
	const n = 20
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := r.run(n); err != nil {
		return 0, err
	}
	runtime.ReadMemStats(&after)
	return int(after.Mallocs-before.Mallocs) / n, nil
}

// paceFor warms all runners up and fits the rounds to their speed.
func paceFor(runners []runner) (pace, error) {
	var slowest, round time.Duration
	for _, r := range runners {
		took, err := r.warm()
		if err != nil {
			return pace{}, err
		}
		slowest, round = max(slowest, took), round+took
	}
	requests := max(1, int(turn/slowest))
	rounds := int(patience / (round * time.Duration(requests)))
	return pace{Rounds: min(max(rounds, minRounds), maxRounds), Requests: requests}, nil
}

// takeTurns lets every runner send its requests in every round, each round
// starting with another one. The times of one request are by runner and round.
func takeTurns(runners []runner, p pace) ([][]time.Duration, error) {
	times := make([][]time.Duration, len(runners))
	for round := range p.Rounds {
		for turn := range runners {
			i := (round + turn) % len(runners)
			took, err := runners[i].run(p.Requests)
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
