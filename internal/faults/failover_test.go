package faults

import (
	"net/url"
	"runtime"
	"testing"
	"time"
)

// TestFailover kills a primary under load and promotes its standby. The application
// knows both (a DSN with two hosts, target_session_attrs=read-write), and is not
// restarted: writes go on, and with synchronous replication the standby has each one
// that was acknowledged.
//
//nolint:paralleltest // goroutines are counted
func TestFailover(t *testing.T) {
	old := newServer(t)
	standby := &server{t: t, cluster: old.cluster.Standby("standby")}
	standby.admin = standby.url("postgres")
	execute(t, old.admin, "ALTER SYSTEM SET synchronous_standby_names = 'standby'", "SELECT pg_reload_conf()")
	before := runtime.NumGoroutine()
	promotion(t, old, standby)
	leakless(t, before)
}

// promotion has clients work while the one server takes the place of the other.
func promotion(t *testing.T, old, standby *server) {
	t.Helper()
	app := start(t, eitherOf(t, old, standby))
	c := gather(t, app, crowdSize)
	var promoted, after time.Duration
	c.during(func() {
		time.Sleep(2 * moment)
		killed := time.Now()
		old.cluster.Kill()
		standby.cluster.Promote()
		promoted = time.Since(killed)
		after = c.recovers()
	})
	c.audit(standby.admin)
	c.leaves(standby.admin)
	app.stop(t)
	t.Logf("the standby was promoted in %s, the last failure was %s later; %s",
		promoted.Round(time.Millisecond), after.Round(time.Millisecond), c.tally)
}

// eitherOf is the application's URL of the one that takes writes.
func eitherOf(t *testing.T, servers ...*server) string {
	t.Helper()
	var hosts, ports string
	for i, s := range servers {
		u, err := url.Parse(s.url("app"))
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			hosts, ports = hosts+",", ports+","
		}
		hosts, ports = hosts+u.Query().Get("host"), ports+u.Query().Get("port")
	}
	return "postgres://app@/app?" + url.Values{
		"host": {hosts}, "port": {ports}, "sslmode": {"disable"}, "target_session_attrs": {"read-write"},
	}.Encode()
}
