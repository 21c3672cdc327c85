package faults

import (
	"runtime"
	"slices"
	"testing"
	"time"
)

// crowdSize is how many clients there are; the pool has fewer connections.
const crowdSize = 32

// TestServerFaults is not parallel, as none of this package is: goroutines are
// counted, and requests have to be answered in time.
//
//nolint:paralleltest // see above
func TestServerFaults(t *testing.T) {
	s := newServer(t)
	before := runtime.NumGoroutine()
	trial(t, s.app, s.admin, s.faults())
	leakless(t, before)
}

//nolint:paralleltest // goroutines are counted
func TestLineFaults(t *testing.T) {
	s := newServer(t)
	before := runtime.NumGoroutine()
	p := newProxy(t, s.app)
	trial(t, p.url, s.admin, p.faults())
	p.stop()
	leakless(t, before)
}

// trial has clients work while faults come and go.
func trial(t *testing.T, databaseURL, adminURL string, faults []fault) {
	t.Helper()
	app := start(t, databaseURL)
	c := gather(t, app, crowdSize)
	var after time.Duration
	c.during(func() {
		time.Sleep(moment)
		suffer(t, c.tally, faults)
		after = c.recovers()
	})
	c.audit(adminURL)
	c.leaves(adminURL)
	app.stop(t)
	t.Logf("the last failure was %s after the last fault; %s", after.Round(time.Millisecond), c.tally)
}

// suffer brings about each fault, and goes on with them in the long form.
func suffer(t *testing.T, y *tally, faults []fault) {
	t.Helper()
	begun, until := time.Now(), seconds(t, "FAULT_SECONDS")
	for round := 0; ; round++ {
		for _, f := range faults {
			if round > 0 && time.Since(begun) > until {
				return
			}
			if slices.Contains(spared, f.name) {
				time.Sleep(budget) // for the requests of earlier faults
			}
			failed, _ := y.failures()
			reads, total := y.failedReads(), y.total()
			heal := f.strike()
			time.Sleep(f.lasts)
			heal()
			time.Sleep(moment / 2)
			now, _ := y.failures()
			// One may be asked again on a connection that is cut a moment later.
			if failed := y.failedReads() - reads; failed > 1 && slices.Contains(spared, f.name) {
				t.Errorf("%s: %d reads were told to try again", f.name, failed)
			}
			t.Logf("%s: %d of %d requests were told to try again", f.name, now-failed, y.total()-total)
		}
	}
}
