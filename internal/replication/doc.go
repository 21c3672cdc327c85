// Package replication has the tests of several servers: a primary with hot standbys that
// follow it by streaming, reads on them, reads behind a write, and a promotion.
package replication
