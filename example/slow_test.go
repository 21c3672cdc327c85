package main

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// overPool is more than the pool has connections.
const overPool = 21

// heavy starts the example with articles that fill any socket's buffers.
func heavy(t *testing.T) *program {
	t.Helper()
	databaseURL := postgresURL(t)
	filler := &app{db: openPostgres(t, databaseURL)}
	filler.exec(t, `INSERT INTO articles (id, created_at, title, body, status, published, views)
		SELECT gen_random_uuid(), now(), 'Title ' || i, repeat(md5(i::text), 200), 'draft', false, i FROM generate_series(1, 2000) AS i`)
	return start(t, "DATABASE_URL="+databaseURL)
}

// open makes a connection that is closed at the end of the test, and sends the
// beginning of a request. Little of the answer fits into it.
func (p *program) open(t *testing.T, words string) net.Conn {
	t.Helper()
	conn, err := p.dial()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte(words)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// serves has other clients read and write, each of whose requests has to be
// answered in time.
func (p *program) serves(t *testing.T) {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 3 {
				for _, target := range []string{"/articles/cursor?facets=false", "/articles/offset", "/categories"} {
					response, err := client.Get(p.url + target)
					answered(t, response, err, http.StatusOK)
				}
				response, err := client.Post(p.url+"/articles", "application/json", strings.NewReader(`{"title":"Meanwhile"}`))
				answered(t, response, err, http.StatusCreated)
			}
		})
	}
	group.Wait()
}

func answered(t *testing.T, response *http.Response, err error, status int) {
	t.Helper()
	if err != nil {
		t.Error(err)
		return
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != status {
		t.Errorf("%s: %d %v", response.Request.URL, response.StatusCode, err)
	}
}

// Bodies that come a byte a second hold no connection to the database.
func TestSlowBodies(t *testing.T) {
	t.Parallel()
	p := start(t, "DATABASE_URL="+postgresURL(t))
	const body = `{"title":"Slow"}`
	head := fmt.Sprintf("POST /articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body))
	done := make(chan struct{})
	var group sync.WaitGroup
	for range overPool {
		conn := p.open(t, head)
		group.Go(func() {
			for i := range len(body) - 1 { // it never comes to an end
				select {
				case <-done:
					return
				case <-time.After(time.Second):
				}
				if _, err := conn.Write([]byte(body[i : i+1])); err != nil {
					return // it took too long
				}
			}
		})
	}
	time.Sleep(time.Second)
	p.serves(t)
	close(done)
	group.Wait()
}

// Nor do pages that nobody reads.
func TestUnreadPages(t *testing.T) {
	t.Parallel()
	p := heavy(t)
	for range overPool {
		p.open(t, strings.Repeat("GET /articles/cursor?items_per_page=100&facets=false HTTP/1.1\r\nHost: x\r\n\r\n", 40))
	}
	time.Sleep(time.Second)
	p.serves(t)
}

// A stream that nobody reads holds one.
func TestUnreadStream(t *testing.T) {
	t.Parallel()
	p := heavy(t)
	p.open(t, "GET /articles HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\n\r\n")
	time.Sleep(time.Second)
	p.serves(t)
}

// A thousand connections, of which half have begun to ask.
func TestThousandConnections(t *testing.T) {
	t.Parallel()
	p := start(t, "DATABASE_URL="+postgresURL(t))
	for i := range 1000 {
		p.open(t, []string{"", "GET /articles HTTP/1.1\r\nHost: x\r\n"}[i%2])
	}
	p.serves(t)
}

// Nor may many of them hold all that there are, whether they are answered or not.
func TestUnreadStreams(t *testing.T) {
	t.Parallel()
	p := heavy(t)
	for range overPool {
		p.open(t, "GET /articles HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\n\r\n")
	}
	time.Sleep(time.Second)
	p.serves(t)
}
