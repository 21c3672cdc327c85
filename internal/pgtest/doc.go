// Package pgtest gives each test a fresh PostgreSQL database on a throw-away server.
//
// The first test that asks starts one private cluster for the whole test
// binary; every test then gets a database of its own. The server listens on a
// unix socket in a short-lived folder only, so binaries run side by side
// without ports to agree on. PGTEST_URL names a server to use instead.
//
// Nothing stays behind, however the binary ends: the cluster belongs to a
// guardian process (guard.sh) that waits for the end of a pipe which only the
// test binary holds. On a server of PGTEST_URL, where nobody can watch, the
// databases of a killed binary are dropped by the next one to start.
//
// The tests of this package start clusters even where PGTEST_URL is set, so
// they alone need the server programs in any case. The URL must lead to the
// server itself, not to a pooler: the claim on a database is a session's lock.
//
// Own starts another cluster, for one test that stops, kills or freezes it, and
// Pooler a PgBouncer before any server.
//
// PostgreSQL 13 is the oldest server that works (DROP DATABASE … WITH FORCE), and
// Unix the only kind of system.
package pgtest
