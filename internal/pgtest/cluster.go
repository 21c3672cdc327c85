package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Cluster is a server of one test's own, which the test may stop, kill and
// freeze. What it has acknowledged outlives that: a commit waits for the log to
// be written, though not for the disk, which a process does not take with it.
// PGTEST_URL does not count here.
type Cluster struct {
	tb       testing.TB
	guardian *guardian
	answers  *bufio.Scanner
}

// Own starts a cluster, with lines of settings beside the usual ones. It is gone
// at the end of the test.
func Own(tb testing.TB, settings ...string) *Cluster {
	tb.Helper()
	durable := []string{
		"synchronous_commit = on", "full_page_writes = on",
		"dynamic_shared_memory_type = mmap", // a file in its folder, which a killed server cannot leave elsewhere
		"wal_keep_size = 512MB",             // for a standby that was away for a while
	}
	return own(tb, "", append(durable, settings...))
}

// Standby starts a hot standby of the cluster, which it follows by streaming under a
// name (synchronous_standby_names). What was committed before is there.
func (c *Cluster) Standby(name string, settings ...string) *Cluster {
	c.tb.Helper()
	const words = "host='%s' port=5432 user=postgres application_name='%s'"
	return own(c.tb, fmt.Sprintf(words, c.guardian.root, name), settings)
}

func own(tb testing.TB, primary string, settings []string) *Cluster {
	tb.Helper()
	g, err := startGuardian(primary, settings...)
	if err != nil {
		tb.Fatal("pgtest:", err)
	}
	tb.Cleanup(func() {
		if err := g.stop(); err != nil {
			tb.Error("pgtest:", err)
		}
	})
	return &Cluster{tb: tb, guardian: g, answers: bufio.NewScanner(g.words)}
}

// URL is that of the superuser, to the first database.
func (c *Cluster) URL() string { return c.guardian.url() }

// Stop ends the server: "fast" ends its sessions first, "immediate" leaves a crash
// to recover from.
func (c *Cluster) Stop(mode string) {
	c.tb.Helper()
	c.order("stop " + mode)
}

// Start starts the server that was stopped or killed, and returns when it takes
// connections.
func (c *Cluster) Start() {
	c.tb.Helper()
	c.order("start fast") // pg_ctl takes a mode with any order, and heeds it where it ends a server
}

// Promote makes a standby a primary of its own, and returns when it takes writes.
func (c *Cluster) Promote() {
	c.tb.Helper()
	c.order("promote fast")
}

// order has the guardian do it: it owns the server at every moment.
func (c *Cluster) order(words string) {
	c.tb.Helper()
	if _, err := fmt.Fprintln(c.guardian.lifeline, words); err != nil {
		c.tb.Fatal("pgtest:", err)
	}
	var said []string
	for c.answers.Scan() {
		switch line := c.answers.Text(); line {
		case "done":
			return
		case "failed":
			c.tb.Fatalf("pgtest: %s:\n%s", words, strings.Join(said, "\n"))
		default:
			said = append(said, line)
		}
	}
	c.tb.Fatalf("pgtest: %s: the guardian has gone: %v", words, c.answers.Err())
}

// Kill takes all processes of the server away at once, as a machine does that
// has run out of memory.
func (c *Cluster) Kill() {
	c.tb.Helper()
	pids := c.freeze() // or it would have another child before it dies
	c.signal(pids, syscall.SIGKILL)
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		running := c.running()
		if len(among(pids, running)) == 0 {
			break
		}
		if time.Now().After(deadline) {
			c.tb.Fatal("pgtest: the killed server is still there")
		}
	}
	// Where nobody reaps the dead, the next server would take this one for alive.
	if err := errors.Join(os.Remove(c.pidFile()), os.Remove(filepath.Join(c.guardian.root, ".s.PGSQL.5432.lock"))); err != nil {
		c.tb.Fatal("pgtest:", err)
	}
}

// Freeze halts all processes of the server, whose connections stay open; thaw
// has them go on.
func (c *Cluster) Freeze() (thaw func()) {
	c.tb.Helper()
	pids := c.freeze()
	return func() {
		c.tb.Helper()
		c.signal(pids, syscall.SIGCONT)
	}
}

// freeze halts the postmaster first, so that the list of its children is whole.
func (c *Cluster) freeze() []int {
	c.tb.Helper()
	text, err := os.ReadFile(c.pidFile())
	if err != nil {
		c.tb.Fatal("pgtest:", err)
	}
	postmaster := numbers(string(text))[0]
	c.signal([]int{postmaster}, syscall.SIGSTOP)
	var children []int
	for pid, parent := range c.running() {
		if parent == postmaster {
			children = append(children, pid)
		}
	}
	c.signal(children, syscall.SIGSTOP)
	return append(children, postmaster)
}

func (c *Cluster) pidFile() string { return filepath.Join(c.guardian.root, "data", "postmaster.pid") }

// signal leaves those alone that have ended by themselves.
func (c *Cluster) signal(pids []int, signal syscall.Signal) {
	c.tb.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			c.tb.Fatalf("pgtest: signal %s to %d: %v", signal, pid, err)
		}
	}
}

// running lists the machine's processes with their parents, but for the dead that
// nobody has reaped.
func (c *Cluster) running() map[int]int {
	c.tb.Helper()
	out, err := exec.CommandContext(context.Background(), "ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "stat=").Output()
	if err != nil {
		c.tb.Fatal("pgtest: ps (Debian: apt-get install -y procps):", err)
	}
	parents := map[int]int{}
	for line := range strings.Lines(string(out)) {
		var pid, parent int
		var state string
		if _, err := fmt.Sscan(line, &pid, &parent, &state); err == nil && state[0] != 'Z' {
			parents[pid] = parent
		}
	}
	return parents
}

func among(pids []int, running map[int]int) (found []int) {
	for _, pid := range pids {
		if _, ok := running[pid]; ok {
			found = append(found, pid)
		}
	}
	return found
}
