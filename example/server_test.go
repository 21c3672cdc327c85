package main

import (
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A program that is told to stop says so for a while, and goes on answering.
func TestProgramDrains(t *testing.T) {
	t.Parallel()
	p := start(t, "DATABASE_URL="+sqliteFile(t), "DRAIN=3s")
	status := func(path string) int {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	if got := status("/readyz"); got != http.StatusNoContent {
		t.Fatal(got)
	}
	if err := p.process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it tells that it is not ready", func() bool { return status("/readyz") == http.StatusServiceUnavailable })
	for path, want := range map[string]int{"/healthz": http.StatusNoContent, "/articles": http.StatusOK} {
		if got := status(path); got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
	select {
	case err := <-p.exited:
		t.Errorf("it has ended: %v", err)
		return
	case <-time.After(100 * time.Millisecond):
	}
	p.wait(t)
}

// Each answer has an id, the client's own if it looks like one, and says how browsers
// are to take it; none is for pages of other origins.
func TestEveryAnswer(t *testing.T) {
	t.Parallel()
	a := serveOn(t, sqliteFile(t))
	for _, path := range []string{"/articles", "/articles/nosuch", "/nosuch", "/healthz", "/openapi.json"} {
		own, strange := a.get(t, path, requestID, "a-1.b_2"), a.get(t, path, requestID, "a b", "Origin", "https://other.example")
		if got := own.header.Get(requestID); got != "a-1.b_2" {
			t.Errorf("%s: the id is %q", path, got)
		}
		if got := strange.header.Get(requestID); len(got) != 36 {
			t.Errorf("%s: the id is %q", path, got)
		}
		if own.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", path, own.header)
		}
		for name := range strange.header {
			if strings.HasPrefix(name, "Access-Control-") {
				t.Errorf("%s: %s", path, name)
			}
		}
	}
}

// Headers are bounded.
func TestLongHeaders(t *testing.T) {
	t.Parallel()
	p := start(t, "DATABASE_URL="+sqliteFile(t))
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/articles", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Long", strings.Repeat("x", 256<<10))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d", response.StatusCode)
	}
	p.stop(t)
}
