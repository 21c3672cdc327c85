package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gorm.io/gorm"
)

// program is the example as a process of its own: the test binary, which
// TestMain turns into it.
type program struct {
	*app

	process *os.Process
	output  string // the name of a file with all that it says
	exited  chan error
}

// start runs the example with an environment, given as NAME=value, on a port
// that is free, and waits until it serves.
func start(t *testing.T, env ...string) *program {
	t.Helper()
	output, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = output.Close() })
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append([]string{asProgram + "=1", "ADDR=127.0.0.1:0"}, env...)
	cmd.Stdout, cmd.Stderr = output, output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &program{process: cmd.Process, output: output.Name(), exited: make(chan error, 1)}
	go func() { p.exited <- cmd.Wait() }()
	serving := regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)
	eventually(t, "the program serves", func() bool {
		select {
		case err := <-p.exited:
			t.Fatalf("the program ended: %v: %s", err, p.said(t))
		default:
		}
		p.app = &app{url: serving.FindString(p.said(t)), client: &http.Client{}}
		return p.url != ""
	})
	t.Cleanup(p.client.CloseIdleConnections)
	p.get(t, "/healthz") // it has said everything by now
	return p
}

// said is what the program has written so far.
func (p *program) said(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(p.output)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// dial opens a connection to the program.
func (p *program) dial() (net.Conn, error) {
	return net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
}

// stop ends the program as an operator would, and wants it to end well.
func (p *program) stop(t *testing.T) {
	t.Helper()
	if err := p.process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.wait(t)
}

func (p *program) wait(t *testing.T) {
	t.Helper()
	select {
	case err := <-p.exited:
		if err != nil {
			t.Errorf("the program ended with %v: %s", err, p.said(t))
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("the program does not end: %s", p.said(t))
	}
}

// With nothing set it fills a database in memory, and prints URLs that work.
func TestProgram(t *testing.T) {
	t.Parallel()
	p := start(t)
	page, _ := offset[article](t, p.app, "/articles")
	if total := *page.Pagination.TotalCount; total != 1000 {
		t.Errorf("%d articles, want 1000", total)
	}
	commands := regexp.MustCompile(`curl -g '(http://[^']+)'`).FindAllStringSubmatch(p.said(t), -1)
	if len(commands) == 0 {
		t.Errorf("no URLs to try: %s", p.said(t))
	}
	for _, command := range commands {
		target, ours := strings.CutPrefix(command[1], p.url)
		if !ours {
			t.Errorf("%s is not on %s", command[1], p.url)
		}
		got := p.get(t, target)
		if got.status != 200 {
			t.Errorf("GET %s: %d: %.300s", target, got.status, got.body)
		}
		if items, _ := decode[map[string]any](t, got)["items"].([]any); len(items) == 0 {
			t.Errorf("GET %s: shows nothing", target)
		}
	}
	p.stop(t)
	if conn, err := p.dial(); err == nil {
		_ = conn.Close()
		t.Error("the port still answers")
	}
}

func TestProgramOnADatabase(t *testing.T) {
	t.Parallel()
	eachURL(t, func(t *testing.T, databaseURL string) {
		p := start(t, "DATABASE_URL="+databaseURL, "SEED_ROWS=5000", "CURSOR_KEY="+strings.Repeat("k", 32))
		rows := sorted(theWorld.articles, "") // it was filled: nothing is added
		p.walk(t, "/articles/cursor", "facets=false", 50, rows)
		a := serveOn(t, databaseURL)
		p.problem(t, "/articles/cursor?cursor="+nextCursor(t, a, "/articles/cursor"), 400, "invalid_cursor")
		if got := p.get(t, "/readyz"); got.status > 299 {
			t.Errorf("GET /readyz: %d", got.status)
		}
		p.stop(t)
	})
}

func TestProgramSeedsAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new.db")
	var want []article
	for range 2 { // the second start finds rows
		p := start(t, "DATABASE_URL="+path, "SEED_ROWS=30")
		page, _ := offset[article](t, p.app, "/articles?items_per_page=100")
		if len(page.Items) != 30 {
			t.Errorf("%d articles, want 30", len(page.Items))
		}
		if want == nil {
			want = page.Items
		}
		if strings.Join(namesOf(page.Items), "\n") != strings.Join(namesOf(want), "\n") {
			t.Error("another start shows other rows")
		}
		p.stop(t)
	}
}

func TestProgramRefusesItsEnvironment(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	for _, test := range []struct {
		env  []string
		want string
	}{
		{[]string{"SEED_ROWS", "many"}, "SEED_ROWS"},
		{[]string{"DRAIN", "5"}, "DRAIN"},
		{[]string{"SEED_ROWS", "-1"}, "SEED_ROWS"},
		{[]string{"SEED_ROWS", "1.5"}, "SEED_ROWS"},
		{[]string{"CURSOR_KEY", "short"}, "CURSOR_KEY"},
		{[]string{"EXPLORER", "yes"}, "EXPLORER"},
		{[]string{"CURSOR_KEY", strings.Repeat("k", 31)}, "CURSOR_KEY"},
		{[]string{"DATABASE_URL", filepath.Join(t.TempDir(), "no", "such", "folder", "x.db")}, "database"},
		{[]string{"DATABASE_URL", "postgres://nobody@127.0.0.1:1/nowhere?connect_timeout=1"}, "database"},
		{[]string{"ADDR", taken.Addr().String(), "DATABASE_URL", filepath.Join(t.TempDir(), "x.db"), "SEED_ROWS", "0"}, "in use"},
		{[]string{"ADDR", "nonsense", "DATABASE_URL", filepath.Join(t.TempDir(), "y.db"), "SEED_ROWS", "0"}, "nonsense"},
	} {
		err := run(t.Context(), environment(test.env...))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: got %v, want an error about %s", test.env, err, test.want)
		}
	}
	s, err := readSettings(environment())
	if err != nil || s.addr != "127.0.0.1:8080" || s.databaseURL != "" || s.seedRows != 1000 {
		t.Errorf("by default: %+v, %v", s, err)
	}
}

// A signal ends the program only after the requests in flight, which end as
// if nothing had happened; new ones are not taken.
func TestProgramFinishesRequestsInFlight(t *testing.T) {
	t.Parallel()
	eachURL(t, func(t *testing.T, databaseURL string) {
		p := start(t, "DATABASE_URL="+databaseURL)
		unlock := lockDatabase(t, databaseURL)
		defer unlock()
		conn, err := p.dial()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		// Where the first of two requests is answered, the second is there.
		const slow = "/articles?order_by=title"
		if _, err := fmt.Fprintf(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET %s HTTP/1.1\r\nHost: x\r\n\r\n", slow); err != nil {
			t.Fatal(err)
		}
		answers := bufio.NewReader(conn)
		readAnswer(t, answers, "/healthz")
		time.Sleep(50 * time.Millisecond)

		if err := p.process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the port is closed", func() bool {
			other, err := p.dial()
			if err == nil {
				_ = other.Close()
			}
			return err != nil
		})
		if err := conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if b, err := answers.Peek(1); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("the request did not wait: %q, %v", b, err)
		}
		select {
		case err := <-p.exited:
			t.Fatalf("the program ended before the request: %v: %s", err, p.said(t))
		default:
		}
		unlock()
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		page := decode[offsetPage[article]](t, readAnswer(t, answers, slow))
		sameRows(t, slow, cut(sorted(theWorld.articles, "title"), 1, 20), page.Items)
		p.wait(t)
	})
}

func readAnswer(t *testing.T, r *bufio.Reader, target string) answer {
	t.Helper()
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer{url: &url.URL{Path: target}, status: response.StatusCode, header: response.Header, body: body}
}

// lockDatabase keeps everybody else from reading articles until it is called.
func lockDatabase(t *testing.T, databaseURL string) (unlock func()) {
	t.Helper()
	if strings.HasPrefix(databaseURL, "postgres") {
		return lockArticles(t, databaseURL)
	}
	db, err := openDatabase(t.Context(), databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeDatabase(db) })
	release, released := make(chan struct{}), make(chan error)
	locked := make(chan error)
	go func() {
		released <- db.Connection(func(tx *gorm.DB) error {
			err := tx.Exec("BEGIN EXCLUSIVE").Error
			locked <- err
			if err != nil {
				return err
			}
			<-release
			return tx.Exec("ROLLBACK").Error
		})
	}()
	if err := <-locked; err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	return func() {
		once.Do(func() {
			close(release)
			if err := <-released; err != nil {
				t.Error(err)
			}
		})
	}
}

// A context that has ended before there is anything to serve is an error.
func TestRunWithoutTime(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := run(ctx, environment("DATABASE_URL", filepath.Join(t.TempDir(), "x.db"), "ADDR", "127.0.0.1:0"))
	if err == nil {
		t.Error("got no error")
	}
}
