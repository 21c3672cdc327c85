package faults

import (
	"cmp"
	"runtime"
	"testing"
	"time"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// TestSoak has many clients work for long, and looks whether the heap grows and
// goroutines stay. Nothing is the matter, so nothing may fail. Within its first half
// minute caches still fill, and the heap is not compared.
//
//nolint:paralleltest // goroutines are counted
func TestSoak(t *testing.T) {
	lasts := seconds(t, "SOAK_SECONDS")
	direct := pgtest.New(t)
	before := runtime.NumGoroutine()
	app := start(t, direct)
	c := gather(t, app, 2*crowdSize)
	for _, client := range c.clients {
		client.forget = true
	}
	first := cmp.Or(lasts/5, 3*moment)
	c.during(func() { time.Sleep(first) })
	early := heap(c)
	c.during(func() { time.Sleep(max(lasts-first, moment)) })
	late := heap(c)
	t.Logf("heap in use: %d KiB after %s, %d KiB at the end; %s", early>>10, first, late>>10, c.tally)
	if first >= moment*30 && late > early+early/10 {
		t.Errorf("the heap grew from %d to %d KiB", early>>10, late>>10)
	}
	c.tally.unfailing(t)
	c.audit(direct)
	c.transport.CloseIdleConnections()
	app.stop(t)
	leakless(t, before)
}

// heap is what is in use when nobody works.
func heap(c *crowd) uint64 {
	c.transport.CloseIdleConnections()
	time.Sleep(moment) // the server's side of them ends, too
	runtime.GC()
	runtime.GC() // what pools hold goes by the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
