package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/wire"
)

// formats are those of wire, which are those of pgx's own driver for
// database/sql.
var formats = pgx.QueryResultFormatsByOID(wire.Formats)

// errNotPgx is answered where a pool's connections are another driver's.
var errNotPgx = errors.New("the connection is not pgx's")

// send runs a statement on the connection that gorm's callbacks have chosen, and
// hands its rows on. A pool of pgx's is read without database/sql between
// (docs/adr/0013); a transaction, and any other driver, is not.
func send(stmt *gorm.Statement, read func(result) (int64, error)) (int64, error) {
	ctx, text := stmt.Context, stmt.SQL.String()
	if db, ok := unprepared(stmt.ConnPool).(*sql.DB); ok && isPgx(db) { // pgx prepares by itself
		n, err := sendRaw(ctx, db, text, stmt.Vars, read)
		if !errors.Is(err, errNotPgx) {
			return n, err
		}
	}
	rows, err := stmt.ConnPool.QueryContext(ctx, text, stmt.Vars...)
	if err != nil {
		return 0, err
	}
	return finish(rows, read)
}

// unprepared is the pool below gorm's own cache of prepared statements, of which a
// session has a copy of its own.
func unprepared(pool gorm.ConnPool) gorm.ConnPool {
	if prepared, ok := pool.(*gorm.PreparedStmtDB); ok {
		return prepared.ConnPool
	}
	return pool
}

// isPgx reports pools of pgx's driver, as far as can be told without taking a
// connection.
func isPgx(db *sql.DB) bool {
	_, ok := db.Driver().(*stdlib.Driver)
	return ok
}

// finish reads the rows of database/sql.
func finish(rows *sql.Rows, read func(result) (int64, error)) (n int64, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	if n, err = read(rows); err != nil {
		return n, err
	}
	return n, rows.Err()
}

// staleConns is how many connections may turn out to be dead before the
// statement was sent.
const staleConns = 2

// sendRaw takes a connection of the pool and asks it for rows in wire format.
func sendRaw(ctx context.Context, db *sql.DB, text string, args []any, read func(result) (int64, error)) (n int64, err error) {
	for attempt := 0; ; attempt++ {
		conn, err := db.Conn(ctx)
		if err != nil {
			return 0, err
		}
		q := rawQuery{ctx: ctx, text: text, args: args, read: read}
		err = conn.Raw(q.run)
		_ = conn.Close() // gives it back; a broken one has been thrown away
		if q.stale && attempt < staleConns {
			continue
		}
		if q.err != nil {
			return q.n, q.err
		}
		return q.n, err
	}
}

// rawQuery is one statement on a connection.
type rawQuery struct {
	ctx  context.Context //nolint:containedctx // of this one call
	text string
	args []any
	read func(result) (int64, error)

	n     int64
	err   error
	stale bool // the connection was dead before anything was sent
}

// run asks the connection. What it returns is for the pool.
func (q *rawQuery) run(driverConn any) error {
	c, ok := driverConn.(*stdlib.Conn)
	if !ok {
		return errNotPgx
	}
	args := make([]any, 1, 1+len(q.args))
	args[0] = formats
	rows, err := c.Conn().Query(q.ctx, q.text, append(args, q.args...)...)
	if err == nil {
		q.n, q.err = q.read(newRaw(rows))
		rows.Close()
		if q.err != nil { // the reader's own, or another connection's
			return nil //nolint:nilerr // what is returned is for the pool
		}
		err = rows.Err()
	}
	q.err = err
	if q.n == 0 && err != nil && pgconn.SafeToRetry(err) && q.ctx.Err() == nil {
		q.stale = true
		return driver.ErrBadConn
	}
	return nil
}
