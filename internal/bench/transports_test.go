package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

// transport brings a request to a contender, again and again.
type transport struct {
	name string
	to   func(tb testing.TB, e engine, path string) (send func() error)
}

var handler = transport{"handler", toHandler}

var transports = []transport{handler, {"http", overHTTP}}

// toHandler calls the engine with what a server would have ready for it, so
// that only its own work is seen.
func toHandler(tb testing.TB, e engine, path string) func() error {
	tb.Helper()
	// A server's requests can be canceled; drivers do more for those.
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	request := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	w := &sink{header: http.Header{}}
	return func() error {
		clear(w.header)
		w.status = 0
		e.ServeHTTP(w, request)
		return check(path, w.status)
	}
}

// overHTTP goes through a server on the loopback interface, on one connection.
func overHTTP(tb testing.TB, e engine, path string) func() error {
	tb.Helper()
	server := httptest.NewServer(e)
	tb.Cleanup(server.Close)
	return func() error {
		response, err := server.Client().Get(server.URL + path)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, response.Body)
		return errors.Join(err, response.Body.Close(), check(path, response.StatusCode))
	}
}

func check(path string, status int) error {
	if status != http.StatusOK {
		return fmt.Errorf("GET %s: status %d", path, status)
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
