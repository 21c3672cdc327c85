package faults

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// tally counts answers, and keeps the mistakes.
type tally struct {
	mu       sync.Mutex
	statuses map[int]int
	failed   int // 503 and 504
	reads    int // of them, answers to GET
	last     time.Time
	slowest  answer
	walks    int // cursor walks that came to their end
	cuts     int // streams that broke off behind a 200
	kinds    map[string]int
	mistakes int
}

func newTally() *tally { return &tally{statuses: map[int]int{}, kinds: map[string]int{}} }

func (y *tally) count(a answer) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.statuses[a.status]++
	if a.took > y.slowest.took {
		y.slowest = answer{request: a.request, status: a.status, took: a.took}
	}
	if a.unavailable() {
		y.failed++
		if strings.HasPrefix(a.request, http.MethodGet) {
			y.reads++
		}
		y.last = time.Now()
	}
}

// mistakef reports what is wrong: three times for each sort of mistake, which is
// the words before the first colon.
func (y *tally) mistakef(t *testing.T, format string, args ...any) {
	t.Helper()
	text := fmt.Sprintf(format, args...)
	sort, _, _ := strings.Cut(format, ":")
	y.mu.Lock()
	defer y.mu.Unlock()
	y.mistakes++
	if y.kinds[sort]++; y.kinds[sort] <= 3 {
		t.Errorf("%s %s", time.Now().Format("15:04:05.000"), text)
	}
}

// cut counts a stream that broke off. It is a failure of that moment, as 503 is.
func (y *tally) cut() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.cuts++
	y.last = time.Now()
}

func (y *tally) walked() {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.walks++
}

// failures are how many answers were 503 or 504, and when the last was, or the last
// stream that was cut.
func (y *tally) failures() (int, time.Time) {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.failed, y.last
}

// failedReads are those of failures that were to reads.
func (y *tally) failedReads() int {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.reads
}

// unfailing reports what has failed where nothing is the matter: answers that tell to
// try again, and streams that were cut.
func (y *tally) unfailing(t *testing.T) {
	t.Helper()
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.failed > 0 || y.cuts > 0 {
		t.Errorf("%d requests were told to try again, %d streams were cut", y.failed, y.cuts)
	}
}

func (y *tally) total() (n int) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, count := range y.statuses {
		n += count
	}
	return n
}

func (y *tally) String() string {
	y.mu.Lock()
	defer y.mu.Unlock()
	var b strings.Builder
	for _, status := range slices.Sorted(maps.Keys(y.statuses)) {
		fmt.Fprintf(&b, "%d: %d, ", status, y.statuses[status])
	}
	fmt.Fprintf(&b, "whole walks: %d, cut streams: %d, slowest: %s (%s, %d)",
		y.walks, y.cuts, y.slowest.took.Round(time.Millisecond), shape(y.slowest.request), y.slowest.status)
	for _, sort := range slices.Sorted(maps.Keys(y.kinds)) {
		fmt.Fprintf(&b, "\n%d mistakes like %q", y.kinds[sort], sort)
	}
	return b.String()
}
