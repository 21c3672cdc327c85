package bench

import "fmt"

// target is a bound that the library is to keep: at most so much, or for a rate
// at least. None is ever tested: reports say which are met.
type target struct {
	of    string // a contender
	what  measure
	bound float64
	over  string // the contender that it is measured against
}

// measure is what a target bounds.
type measure int

const (
	timeRatio   measure = iota // time over another's, at the handler
	rateRatio                  // requests for a second over another's, on 32 connections
	depthRatio                 // time over that of the same contender's page one, at the handler
	allocations                // of one request at the handler
	buffers                    // of one request
	micros                     // time at the handler
	rowRate                    // rows for a second over another's, in streams
	megabytes                  // of memory over idle, in streams
)

// atMost bounds the times over another contender.
func atMost(bound float64, over string) []target {
	return []target{{library, timeRatio, bound, over}}
}

// naive bounds the times over one statement for each total and facet by hand.
func naive(bound float64) []target {
	return append(atMost(bound, pgxHand), atMost(bound, gorms)...)
}

var (
	pageTargets = []target{
		{structs, timeRatio, 0.80, pgxHand},
		{structs, timeRatio, 0.60, gorms},
		{structs, allocations, 200, ""},
		{library, timeRatio, 0.70, pgxHand},
		{library, timeRatio, 0.50, gorms},
		{library, allocations, 45, ""},
	}
	deepTargets = append(pageTargets[:len(pageTargets):len(pageTargets)],
		target{structs, depthRatio, 2, ""}, target{structs, buffers, 30, ""},
		target{library, depthRatio, 2, ""}, target{library, buffers, 30, ""},
	)
	manyConnections = target{library, rateRatio, 1.3, pgxHand}
	valuesAtOnce    = target{library, micros, 2000, ""}
	streamTargets   = []target{
		{structs, rowRate, 2, gorms},
		{structs, megabytes, 50, ""},
		{library, rowRate, 2, gorms},
		{library, megabytes, 50, ""},
	}
)

// String says what the bound is on.
func (t target) String() string {
	switch t.what {
	case timeRatio:
		return "time ÷ " + t.over
	case rateRatio:
		return "requests/s ÷ " + t.over + ", 32 connections"
	case depthRatio:
		return "time ÷ page 1"
	case allocations:
		return "allocations"
	case buffers:
		return "buffers"
	case micros:
		return "µs"
	case rowRate:
		return "rows/s ÷ " + t.over
	case megabytes:
		return "MB over idle"
	}
	panic("no such measure")
}

// least reports whether the bound is the least, not the most.
func (t target) least() bool { return t.what == rateRatio || t.what == rowRate }

// verdict is a target with what was measured.
type verdict struct {
	Workload  string  `json:"workload"`
	Contender string  `json:"contender"`
	Measure   string  `json:"measure"`
	Bound     float64 `json:"bound"`
	AtLeast   bool    `json:"at_least"`
	Measured  float64 `json:"measured"`
	Met       bool    `json:"met"`
}

func (t target) judge(workload string, measured float64) verdict {
	met := measured <= t.bound
	if t.least() {
		met = measured >= t.bound
	}
	return verdict{workload, t.of, t.String(), t.bound, t.least(), measured, met}
}

func (v verdict) cells() []string {
	bound, met := "≤ ", "**no**"
	if v.AtLeast {
		bound = "≥ "
	}
	if v.Met {
		met = "yes"
	}
	return []string{v.Workload, v.Contender, v.Measure, bound + number(v.Bound), number(v.Measured), met}
}

// number has as many places behind the point as its size asks for.
func number(v float64) string {
	switch {
	case v >= 30:
		return fmt.Sprintf("%.0f", v)
	case v >= 0.1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.4f", v)
}

// measured finds what a target bounds among the results of its workload; false
// where that was not measured.
func (t target) measured(results []result) (float64, bool) {
	through := handler.name
	if t.what == rateRatio {
		through = many.name
	}
	for _, r := range results {
		f := r.figure(t.of)
		if r.Transport != through || f == nil {
			continue
		}
		switch t.what {
		case timeRatio:
			return f.Ratios[t.over].Median, true
		case rateRatio:
			return 1 / f.Ratios[t.over].Median, true
		case depthRatio:
			return f.OverPageOne.Median, true
		case allocations:
			return float64(f.Allocations), true
		case buffers:
			return float64(f.Buffers), true
		case micros:
			return f.Microseconds, true
		case rowRate, megabytes:
			return 0, false
		}
	}
	return 0, false
}
