package pgtest

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestCluster: what was acknowledged is there after each way to end a server.
func TestCluster(t *testing.T) {
	t.Parallel()
	c := Own(t, "max_connections = 20")
	run(t, c.URL(), "CREATE TABLE books (title text)")
	for _, end := range []struct {
		name string
		end  func()
	}{
		{"stopped", func() { c.Stop("fast") }},
		{"stopped at once", func() { c.Stop("immediate") }},
		{"killed", c.Kill},
	} {
		run(t, c.URL(), "INSERT INTO books VALUES ('"+end.name+"')")
		end.end()
		if conn, err := pgx.Connect(t.Context(), c.URL()); err == nil {
			_ = conn.Close(t.Context())
			t.Errorf("%s: it still takes connections", end.name)
		}
		c.Start()
		if got := value(t, c.URL(), "SELECT title FROM books WHERE title = '"+end.name+"'"); got != end.name {
			t.Errorf("%s: a committed row is lost", end.name)
		}
	}
	if got := value(t, c.URL(), "SHOW max_connections"); got != "20" {
		t.Errorf("max_connections: %s", got)
	}
}

func TestFreeze(t *testing.T) {
	t.Parallel()
	c := Own(t)
	conn := connect(t, c.URL())
	defer conn.Close(t.Context()) //nolint:errcheck // the answers tell all
	answers := make(chan error, 1)
	thaw := c.Freeze()
	go func() {
		_, err := conn.Exec(context.WithoutCancel(t.Context()), "SELECT 1")
		answers <- err
	}()
	select {
	case err := <-answers:
		t.Errorf("a frozen server answers: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	thaw()
	if err := <-answers; err != nil {
		t.Error(err)
	}
}

// TestFrozenEnd ends a cluster that is frozen.
//
//nolint:tparallel // the subtest's end is what is looked at
func TestFrozenEnd(t *testing.T) {
	t.Parallel()
	var root string
	t.Run("frozen", func(t *testing.T) {
		c := Own(t)
		root = c.guardian.root
		c.Freeze()
	})
	if exists(root) {
		t.Errorf("%s is still there", root)
	}
}

// TestStandby: a standby has what its primary has acknowledged, takes no writes, and
// takes them once it is promoted.
func TestStandby(t *testing.T) {
	t.Parallel()
	primary := Own(t)
	run(t, primary.URL(), "CREATE TABLE books (title text)")
	standby := primary.Standby("copy")
	for _, statement := range []string{
		"ALTER SYSTEM SET synchronous_standby_names = 'copy'", "SELECT pg_reload_conf()", "SELECT pg_sleep(0.2)",
		"SET synchronous_commit = remote_apply; INSERT INTO books VALUES ('streamed')",
	} {
		run(t, primary.URL(), statement)
	}
	const titles = "SELECT string_agg(title, ' ') FROM books"
	if got := value(t, standby.URL(), titles); got != "streamed" {
		t.Errorf("the standby has %q", got)
	}
	if got := value(t, standby.URL(), "SHOW transaction_read_only"); got != "on" {
		t.Errorf("transaction_read_only: %s", got)
	}
	primary.Kill()
	standby.Promote()
	run(t, standby.URL(), "INSERT INTO books VALUES ('written')")
	if got := value(t, standby.URL(), titles); got != "streamed written" {
		t.Errorf("the new primary has %q", got)
	}
}
