package pgtest

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// claim marks databases on a shared server as those of a living process: it
// holds the advisory lock whose key is in their names for as long as its
// connection lives. The server frees the lock when the process dies.
type claim struct {
	key  int64
	conn *pgx.Conn
}

const claimPrefix = "pgtest_"

// stakeClaim takes a lock of our own, and drops what the dead left behind.
func stakeClaim(s *server) (*claim, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.url.String())
	if err != nil {
		return nil, err
	}
	c := &claim{key: randomKey(), conn: conn}
	if _, err := c.lock(ctx, c.key); err != nil { // nobody else drew this key
		return nil, err
	}
	return c, c.sweep(ctx, s)
}

// randomKey is positive, so that its hexadecimal digits carry no sign.
func randomKey() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the process first
	return int64(binary.BigEndian.Uint64(b[:]) >> 1)
}

func (c *claim) prefix() string { return fmt.Sprintf("%s%x_", claimPrefix, c.key) }

func (c *claim) release() error { return c.conn.Close(context.Background()) }

func (c *claim) lock(ctx context.Context, key int64) (locked bool, err error) {
	err = c.conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&locked)
	return locked, err
}

// sweep drops the databases whose lock nobody holds. Their owner took the lock
// before it made the first of them, so a free lock means that it is gone.
func (c *claim) sweep(ctx context.Context, s *server) error {
	rows, _ := c.conn.Query(ctx, "SELECT datname FROM pg_database WHERE starts_with(datname, $1)", claimPrefix)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, name := range names {
		key, ok := keyOf(name)
		if !ok {
			continue
		}
		if free, err := c.lock(ctx, key); err != nil || !free {
			continue
		}
		_ = s.drop(ctx, name) // fails when another role made it; its own next run will do it
	}
	return nil
}

// keyOf reads the lock's key from a database's name.
func keyOf(name string) (int64, bool) {
	var key int64
	hex, _, found := strings.Cut(strings.TrimPrefix(name, claimPrefix), "_")
	_, err := fmt.Sscanf(hex, "%x", &key)
	return key, found && err == nil
}
