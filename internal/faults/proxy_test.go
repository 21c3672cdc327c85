package faults

import (
	"errors"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// proxy is the line between the application and its database, which can be bad.
type proxy struct {
	url      string
	listener net.Listener
	network  string
	address  string
	line     atomic.Pointer[line]
	group    sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool
}

// line is how bytes are passed on; an error ends the connection.
type line struct {
	pass func(to net.Conn, chunk []byte) error
	// healed is closed when the line is good again.
	healed chan struct{}
}

var errCut = errors.New("the line was cut")

func newProxy(t *testing.T, databaseURL string) *proxy {
	t.Helper()
	to, err := pgconn.ParseConfig(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u := url.URL{Scheme: "postgres", User: url.User(to.User), Host: listener.Addr().String(), Path: "/" + to.Database, RawQuery: "sslmode=disable"}
	p := &proxy{url: u.String(), listener: listener, conns: map[net.Conn]bool{}}
	p.network, p.address = pgconn.NetworkAddress(to.Host, to.Port)
	p.heal()
	p.group.Go(p.accept)
	return p
}

func (p *proxy) accept() {
	for {
		near, err := p.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial(p.network, p.address)
		if err != nil {
			_ = near.Close()
			continue
		}
		p.keep(near, far)
		p.group.Go(func() { p.forward(far, near) })
		p.group.Go(func() { p.forward(near, far) })
	}
}

func (p *proxy) keep(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range conns {
		p.conns[conn] = true
	}
}

// forward passes bytes on until one end has gone, which ends the other too.
func (p *proxy) forward(to, from net.Conn) {
	defer p.end(to, from)
	chunk := make([]byte, 4<<10)
	for {
		n, err := from.Read(chunk)
		if err != nil {
			return
		}
		if err := p.line.Load().pass(to, chunk[:n]); err != nil {
			return
		}
	}
}

func (p *proxy) end(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, conn := range conns {
		_ = conn.Close()
		delete(p.conns, conn)
	}
}

// cut ends all connections.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		_ = conn.Close()
	}
}

func (p *proxy) stop() {
	_ = p.listener.Close()
	p.heal()
	p.cut()
	p.group.Wait()
}

// becomes changes the line for all that is passed on from now.
func (p *proxy) becomes(pass func(l *line, to net.Conn, chunk []byte) error) {
	next := &line{healed: make(chan struct{})}
	next.pass = func(to net.Conn, chunk []byte) error { return pass(next, to, chunk) }
	if last := p.line.Swap(next); last != nil {
		close(last.healed)
	}
}

func (p *proxy) heal() { p.becomes(good) }

func good(_ *line, to net.Conn, chunk []byte) error {
	_, err := to.Write(chunk)
	return err
}

// slow passes everything on, late.
func slow(l *line, to net.Conn, chunk []byte) error {
	time.Sleep(time.Duration(5+rand.IntN(60)) * time.Millisecond)
	return good(l, to, chunk)
}

// torn ends a connection now and then, in the midst of what is passed on.
func torn(l *line, to net.Conn, chunk []byte) error {
	if rand.IntN(20) > 0 {
		return good(l, to, chunk)
	}
	_ = good(l, to, chunk[:rand.IntN(len(chunk))])
	return errCut
}

// stalled passes nothing on until the line is good again.
func stalled(l *line, to net.Conn, chunk []byte) error {
	<-l.healed
	return good(l, to, chunk)
}

// lost passes nothing on, and says nothing: the connection ends when the line is
// good again.
func lost(l *line, _ net.Conn, _ []byte) error {
	<-l.healed
	return errCut
}

func (p *proxy) faults() []fault {
	as := func(pass func(*line, net.Conn, []byte) error) func() func() {
		return func() func() {
			p.becomes(pass)
			return p.heal
		}
	}
	return []fault{
		{"cut connections", 0, func() func() { p.cut(); return func() {} }},
		{"a slow line", moment, as(slow)},
		{"a line that tears", 2 * moment, as(torn)},
		{"a line that stalls for a moment", moment, as(stalled)},
		{"a line that stalls", long, as(stalled)},
		{"a line that is lost", long, as(lost)},
	}
}
