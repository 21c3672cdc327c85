package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/internal/wire"
)

// formats are those of wire, which are those of pgx's own driver for
// database/sql.
var formats = pgx.QueryResultFormatsByOID(wire.Formats)

// errNotPgx is answered where a pool's connections are another driver's.
var errNotPgx = errors.New("the connection is not pgx's")

// sending is how a statement is sent.
type sending struct {
	purpose telemetry.Purpose
	// route is where it goes, beyond what gorm's callbacks have chosen.
	route *Route
	// until is when the server has to be done; zero for as long as the context has.
	until time.Time
	// read takes the rows, and tells how many there were.
	read func(result) (int64, error)
}

// send runs a statement on the pool that gorm's callbacks have chosen, or the request's
// route, and hands its rows on.
func (s sending) send(stmt *gorm.Statement) (int64, error) {
	if s.route == nil || inTransaction(stmt.ConnPool) {
		return s.sendAfter(stmt, 0)
	}
	return s.route.along(stmt, func(after Position) (int64, error) { return s.sendAfter(stmt, after) })
}

// sendAfter sends a statement to a server that has replayed so much. A pool of pgx's is
// read without database/sql between (docs/adr/0013); a transaction, and any other
// driver, is not.
func (s sending) sendAfter(stmt *gorm.Statement, after Position) (int64, error) {
	ctx, text := stmt.Context, stmt.SQL.String()
	if db, ok := unprepared(stmt.ConnPool).(*sql.DB); ok && isPgx(db) { // pgx prepares by itself
		n, err := sendRaw(db, &rawQuery{sending: s, ctx: ctx, text: text, args: stmt.Vars, after: after})
		if !errors.Is(err, errNotPgx) {
			return n, err
		}
	}
	chosen := stmt.ConnPool
	pool, release, err := caughtUp(ctx, chosen, after)
	if err != nil {
		return 0, err
	}
	defer release()
	stmt.ConnPool = pool
	defer func() { stmt.ConnPool = chosen }()
	watched := telemetry.Of(ctx)
	began := watched.Began()
	n, err := s.ask(stmt, text)
	watched.Ran(ctx, s.purpose, began, text, n, err)
	return n, err
}

// ask runs a statement by database/sql.
func (s sending) ask(stmt *gorm.Statement, text string) (n int64, err error) {
	rows, err := stmt.ConnPool.QueryContext(stmt.Context, text, stmt.Vars...)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if n, err = s.read(rows); err != nil {
		return n, err
	}
	return n, rows.Err()
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

// sendRaw takes a connection of the pool and asks it for rows in wire format. A
// read that has given nothing yet is asked once more where the connection proved
// dead, of one that is alive.
func sendRaw(db *sql.DB, q *rawQuery) (n int64, err error) {
	for attempt := range 2 {
		conn, err := takeConn(q.ctx, db, attempt > 0)
		if err != nil {
			return 0, err
		}
		watched := telemetry.Of(q.ctx)
		began := watched.Began()
		q.n, q.err, q.dead = 0, nil, false
		err = conn.Raw(q.run)
		_ = conn.Close() // gives it back; a broken one has been thrown away
		if q.err == nil {
			q.err = err
		}
		watched.Ran(q.ctx, q.purpose, began, q.text, q.n, q.err)
		if !q.dead {
			break
		}
	}
	return q.n, q.err
}

// takeConn takes a connection of the pool, one that answers if it has to prove it. One
// that breaks off while it is made is made once more.
func takeConn(ctx context.Context, db *sql.DB, proven bool) (*sql.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	watched := telemetry.Of(ctx)
	// Each that is dead is thrown away, so that at last there is a new one.
	open := db.Stats().OpenConnections
	broken := false
	for dead := 0; ; dead++ {
		began := watched.Began()
		conn, err := db.Conn(ctx)
		watched.Ran(ctx, telemetry.Wait, began, "", 0, err)
		switch {
		case errors.Is(err, driver.ErrBadConn) && dead <= open: // from who gave it back, to whoever waits for one
			continue
		case brokenOff(err) && !broken && ctx.Err() == nil:
			broken = true
			continue
		}
		if err != nil {
			return nil, noConnection(ctx, err)
		}
		if !proven || dead > open {
			return conn, nil
		}
		alive := conn.Raw(func(driverConn any) error {
			c, ok := driverConn.(*stdlib.Conn)
			if ok && c.Conn().Ping(ctx) != nil {
				return driver.ErrBadConn
			}
			return nil
		})
		if alive == nil {
			return conn, nil
		}
		_ = conn.Close()
	}
}

// noConnection tells the time that was spent waiting for a connection from that of
// a statement.
func noConnection(ctx context.Context, err error) error {
	if outOfTime(ctx) {
		return fmt.Errorf("%w: %w", ErrNoConnection, err)
	}
	return err
}

// rawQuery is one statement on a connection.
type rawQuery struct {
	sending

	ctx  context.Context //nolint:containedctx // of this one call
	text string
	args []any
	// after is what the server has to have replayed.
	after Position

	n    int64
	err  error
	dead bool // nothing was read, and the connection is no more
}

// run asks the connection, and once more where its plan was stale. What it returns is
// for the pool.
func (q *rawQuery) run(driverConn any) error {
	c, ok := driverConn.(*stdlib.Conn)
	if !ok {
		return errNotPgx
	}
	failed := q.query(c.Conn())
	if q.err == nil && q.n == 0 && stale(failed) {
		failed = q.query(c.Conn())
	}
	if q.err != nil || failed == nil { // the reader's own, or another connection's
		return nil //nolint:nilerr // the connection is well
	}
	q.err = failed
	q.dead = q.n == 0 && q.ctx.Err() == nil && (c.Conn().IsClosed() || pgconn.SafeToRetry(failed))
	if q.dead {
		return driver.ErrBadConn
	}
	return nil
}

// query sends the statement and has its rows read. It returns what went wrong on the
// connection.
func (q *rawQuery) query(c *pgx.Conn) error {
	if q.after > 0 {
		if err := reached(c.QueryRow(q.ctx, query.Reached, q.after.lsn())); err != nil {
			return err
		}
	}
	if !q.until.IsZero() {
		return q.queryWithin(c)
	}
	args := make([]any, 1, 1+len(q.args))
	args[0] = formats
	rows, err := c.Query(q.ctx, q.text, append(args, q.args...)...)
	if err != nil {
		return err
	}
	q.n, q.err = q.read(newRaw(rows))
	rows.Close()
	return rows.Err()
}

// reached reads a server's answer to query.Reached; errBehind where that is no.
func reached(answer interface{ Scan(dest ...any) error }) error {
	var yes bool
	if err := answer.Scan(&yes); err != nil {
		return err
	}
	if !yes {
		return errBehind
	}
	return nil
}

// shorten gives the rest of a transaction so many milliseconds a statement, unless the
// session gives less.
const shorten = "SELECT set_config('statement_timeout', CASE" +
	" WHEN current_setting('statement_timeout')::interval BETWEEN '1ms' AND $1::bigint * interval '1ms'" +
	" THEN current_setting('statement_timeout') ELSE $1::bigint::text END, true)"

// queryWithin is query for a statement with a time of its own. The server keeps it,
// in the transaction that a batch is, so that it holds behind a pooler as well and
// costs no connection (docs/adr/0019).
func (q *rawQuery) queryWithin(c *pgx.Conn) (err error) {
	left := time.Until(q.until).Milliseconds()
	if left < 1 {
		return context.DeadlineExceeded
	}
	var batch pgx.Batch
	batch.Queue(shorten, min(left, math.MaxInt32))
	batch.Queue(q.text, q.args...)
	results := c.SendBatch(q.ctx, &batch)
	defer func() {
		if closed := results.Close(); err == nil {
			err = closed
		}
	}()
	if _, err := results.Exec(); err != nil {
		return err
	}
	rows, err := results.Query()
	if err != nil {
		return err
	}
	q.n, q.err = q.read(newRaw(rows))
	rows.Close()
	return rows.Err()
}
