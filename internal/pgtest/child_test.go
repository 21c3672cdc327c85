package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// childDeed names, in the environment, how a child test binary shall end.
const childDeed = "PGTEST_CHILD_DEED"

// child is what a test binary does that these tests start and watch: it makes
// databases, says where, and ends.
func child(deed string) {
	s, err := sharedServer()
	if err != nil {
		panic(err)
	}
	name, err := s.create(context.Background(), "")
	if err != nil {
		panic(err)
	}
	if t := s.template("shelf", func(string) error { return nil }); t.err != nil {
		panic(t.err)
	}
	fmt.Println(s.databaseURL(name))
	if s.guardian != nil {
		fmt.Println(s.guardian.root)
	}
	switch deed {
	case "panic":
		panic("a test panicked")
	case "stop":
		if err := errors.Join(s.drop(context.Background(), name), stopShared()); err != nil {
			panic(err)
		}
	default:
		time.Sleep(time.Hour) // until it is killed
	}
}

func TestNothingStaysBehind(t *testing.T) {
	t.Parallel()
	for _, deed := range []string{"killed", "panic", "stop"} {
		t.Run(deed, func(t *testing.T) {
			t.Parallel()
			c := startChild(t, deed, "PGTEST_URL=")
			c.readLine(t)
			root := c.readLine(t)
			postmaster := postmasterOf(t, root, deed)
			c.end(t, deed)
			waitFor(t, root+" is gone", func() bool { return !exists(root) })
			waitFor(t, "the server is gone", func() bool { return !alive(postmaster) })
		})
	}
}

// TestEarlyDeath lets go of the guardian while the cluster is still being made,
// which is all that the guardian can see of our death.
func TestEarlyDeath(t *testing.T) {
	t.Parallel()
	for _, delay := range []time.Duration{0, 50 * time.Millisecond, 300 * time.Millisecond, time.Second} {
		t.Run(delay.String(), func(t *testing.T) {
			t.Parallel()
			g := launchOne(t)
			time.Sleep(delay)
			if err := errors.Join(g.lifeline.Close(), g.words.Close(), g.cmd.Wait()); err != nil {
				t.Error(err)
			}
			if exists(g.root) {
				t.Errorf("%s is still there", g.root)
			}
		})
	}
}

func TestBrokenServerSaysWhy(t *testing.T) {
	t.Parallel()
	g := launchOne(t, "max_connections = none")
	err := g.awaitReady()
	if err == nil || !strings.Contains(err.Error(), "max_connections") {
		t.Errorf("got %v, want the server's own words", err)
	}
	if exists(g.root) {
		t.Errorf("%s is still there", g.root)
	}
}

// launchOne starts a guardian that the test itself must end.
func launchOne(t *testing.T, extra ...string) *guardian {
	t.Helper()
	bin, err := findPrograms()
	if err != nil {
		t.Fatal(err)
	}
	acc, err := serverAccount()
	if err != nil {
		t.Fatal(err)
	}
	root, err := makeRoot(acc, func(root string) string { return settings(root, extra) })
	if err != nil {
		t.Fatal(err)
	}
	g, err := launch(guardScript, acc, root, bin, root)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGivenServer(t *testing.T) {
	t.Parallel()
	given := New(t)
	// left reports whether databases of the child that made url are there.
	left := func(url string) bool {
		mark := strings.TrimRight(nameOf(url), "0123456789")
		return value(t, given, "SELECT count(*)::text FROM pg_database WHERE starts_with(datname, '"+mark+"')") != "0"
	}
	start := func(deed string) (*process, string) {
		c := startChild(t, deed, "PGTEST_URL="+given)
		return c, c.readLine(t)
	}
	living, ofLiving := start("killed")
	killed, ofKilled := start("killed")
	killed.end(t, "killed")

	stopped, ofStopped := start("stop")
	stopped.end(t, "stop")
	if left(ofStopped) {
		t.Error("a child that stopped left databases behind")
	}
	if !left(ofLiving) {
		t.Error("a living child lost its databases to the sweep of another")
	}

	living.end(t, "killed")
	waitFor(t, "the next to start sweeps what the killed left", func() bool {
		next, _ := start("stop")
		next.end(t, "stop")
		return !left(ofKilled) && !left(ofLiving)
	})
}

// process is a child test binary.
type process struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
}

func startChild(t *testing.T, deed string, env ...string) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childDeed+"="+deed), env...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // an error means that it ended
	return &process{cmd: cmd, lines: bufio.NewScanner(out)}
}

func (p *process) readLine(t *testing.T) string {
	t.Helper()
	if !p.lines.Scan() {
		t.Fatalf("the child ended early: %v", p.lines.Err())
	}
	return p.lines.Text()
}

// end waits for the child, after killing the one that would not end by itself.
func (p *process) end(t *testing.T, deed string) {
	t.Helper()
	if deed == "killed" {
		if err := p.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
	}
	err := p.cmd.Wait()
	if (err == nil) != (deed == "stop") {
		t.Fatalf("%s: the child ended with %v", deed, err)
	}
}

// postmasterOf reads the server's process id; a child that ends at once may
// have taken it away already.
func postmasterOf(t *testing.T, root, deed string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "data", "postmaster.pid"))
	if err != nil {
		if deed == "killed" {
			t.Fatal(err)
		}
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// alive does not count a zombie: a container's first process may never reap.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err == nil && strings.Contains(string(stat), ") Z ") {
		return false
	}
	return pid != 0 && !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func nameOf(url string) string {
	path, _, _ := strings.Cut(url, "?")
	return path[strings.LastIndex(path, "/")+1:]
}

func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute: %s", what)
		}
	}
}
