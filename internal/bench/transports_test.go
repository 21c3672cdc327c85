package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// transport brings requests to a contender.
type transport struct {
	name string
	// connections are how many send at once; zero calls the engine itself.
	connections int
}

// The transports.
var (
	handler   = transport{name: "handler"}
	oneClient = transport{"http", 1}
	few       = transport{"8 connections", 8}
	many      = transport{"32 connections", 32}
)

// transports are all for work with load, else the first two; where it has to be
// quick, only those that targets ask for.
func (w workload) transports(quick bool) []transport {
	switch {
	case w.load && quick:
		return []transport{handler, many}
	case w.load:
		return []transport{handler, oneClient, few, many}
	case quick:
		return []transport{handler}
	}
	return []transport{handler, oneClient}
}

// runner prepares a contender to be asked through a transport.
func (t transport) runner(tb testing.TB, e engine, next func() call) *runner {
	tb.Helper()
	r := &runner{name: e.name, requests: max(1, t.connections)}
	if t.connections == 0 {
		r.senders = []func() error{toHandler(tb, e, next)}
		return r
	}
	server := httptest.NewServer(e)
	tb.Cleanup(server.Close)
	for range t.connections {
		r.senders = append(r.senders, overHTTP(tb, server.URL, next))
	}
	return r
}

// toHandler calls the engine with what a server would have ready for it, so
// that only its own work is seen.
func toHandler(tb testing.TB, e engine, next func() call) func() error {
	tb.Helper()
	// A server's requests can be canceled; drivers do more for those.
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	same := next()
	request := same.request(ctx)
	w := &sink{header: http.Header{}}
	return func() error {
		c := next()
		if c.path != same.path {
			same, request = c, c.request(ctx)
		}
		if c.body != nil {
			request.Body = io.NopCloser(bytes.NewReader(c.body))
		}
		clear(w.header)
		w.status = 0
		e.ServeHTTP(w, request)
		return c.check(w.status)
	}
}

// overHTTP goes through a server on the loopback interface, on a connection of
// its own that is kept.
func overHTTP(tb testing.TB, server string, next func() call) func() error {
	tb.Helper()
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	tb.Cleanup(client.CloseIdleConnections)
	return func() error {
		c := next()
		request, err := http.NewRequest(c.method, server+c.path, bytes.NewReader(c.body))
		if err != nil {
			return err
		}
		c.describe(request)
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, response.Body)
		return errors.Join(err, response.Body.Close(), c.check(response.StatusCode))
	}
}

// request is what a server makes of a call.
func (c call) request(ctx context.Context) *http.Request {
	request := httptest.NewRequestWithContext(ctx, c.method, c.path, bytes.NewReader(c.body))
	c.describe(request)
	return request
}

func (c call) describe(request *http.Request) {
	if c.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
}

func (c call) check(status int) error {
	if status != c.status {
		return fmt.Errorf("%s %s: status %d", c.method, c.path, status)
	}
	return nil
}

// sink is a response that nobody reads.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(status int) { s.status = status }

func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
