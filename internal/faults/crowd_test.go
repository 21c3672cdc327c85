package faults

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"
)

// crowd are clients that work at the same time, and what they have counted.
type crowd struct {
	t         *testing.T
	app       *application
	tally     *tally
	transport *http.Transport
	clients   []*client
}

func gather(t *testing.T, app *application, size int) *crowd {
	t.Helper()
	c := &crowd{
		t: t, app: app, tally: newTally(),
		transport: &http.Transport{MaxIdleConnsPerHost: size, DisableCompression: true},
	}
	for i := range size {
		c.clients = append(c.clients, &client{
			t: t, number: i, url: app.url, tally: c.tally, random: rand.New(rand.NewPCG(uint64(i), 7)),
			http: &http.Client{Transport: c.transport, Timeout: patience},
		})
	}
	return c
}

// during has all clients work until something has been done, and finish what they
// are at.
func (c *crowd) during(do func()) {
	done := make(chan struct{})
	var group sync.WaitGroup
	for _, client := range c.clients {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					client.step()
				}
			}
		})
	}
	do()
	close(done)
	group.Wait()
}

const (
	// recovery is how soon after the last fault everything has to work again.
	recovery = 10 * time.Second
	// calm is for how long it has to, then.
	calm = 2 * time.Second
)

// recovers waits until nothing fails any more and no stream is cut, and returns how long after the
// last fault something did.
func (c *crowd) recovers() time.Duration {
	c.t.Helper()
	healed := time.Now()
	last := healed
	for {
		if _, at := c.tally.failures(); at.After(last) {
			last = at
		}
		switch {
		case last.Sub(healed) > recovery:
			c.t.Errorf("requests still fail %s after the last fault", last.Sub(healed))
			return last.Sub(healed)
		case time.Since(last) > calm:
			return last.Sub(healed)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
