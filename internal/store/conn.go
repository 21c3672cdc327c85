package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/telemetry"
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
	return sendWithin(stmt, 0, read)
}

// sendWithin is send for a statement that has a time of its own besides its
// context's, if that is not zero.
func sendWithin(stmt *gorm.Statement, limit time.Duration, read func(result) (int64, error)) (int64, error) {
	ctx, text := stmt.Context, stmt.SQL.String()
	if db, ok := unprepared(stmt.ConnPool).(*sql.DB); ok && isPgx(db) { // pgx prepares by itself
		n, err := sendRaw(ctx, db, rawQuery{ctx: ctx, text: text, args: stmt.Vars, read: read, limit: limit})
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

// sendRaw takes a connection of the pool and asks it for rows in wire format. A
// read that has given nothing yet is asked once more where the connection proved
// dead, of one that is alive.
func sendRaw(ctx context.Context, db *sql.DB, q rawQuery) (n int64, err error) {
	for attempt := range 2 {
		conn, err := takeConn(ctx, db, attempt > 0)
		if err != nil {
			return 0, err
		}
		q.n, q.err, q.again = 0, nil, false
		err = conn.Raw(q.run)
		_ = conn.Close() // gives it back; a broken one has been thrown away
		if q.again && attempt == 0 {
			continue
		}
		if q.err != nil {
			return q.n, q.err
		}
		return q.n, err
	}
	return q.n, q.err
}

// takeConn takes a connection of the pool, one that answers if it has to prove it.
func takeConn(ctx context.Context, db *sql.DB, proven bool) (*sql.Conn, error) {
	// Each that is dead is thrown away, until there is a new one.
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	watched := telemetry.Of(ctx)
	for dead := 0; ; dead++ {
		began := watched.Began()
		conn, err := db.Conn(ctx)
		watched.Ran(ctx, telemetry.Wait, began, "", 0, err)
		if err != nil {
			return nil, noConnection(ctx, err)
		}
		if !proven || dead > db.Stats().OpenConnections {
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
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%w: %w", ErrNoConnection, err)
	}
	return err
}

// rawQuery is one statement on a connection.
type rawQuery struct {
	ctx  context.Context //nolint:containedctx // of this one call
	text string
	args []any
	read func(result) (int64, error)
	// limit is the statement's own time; zero for that of the context.
	limit time.Duration

	n     int64
	err   error
	again bool // nothing was read, and the connection or the plan is no more
}

// run asks the connection. What it returns is for the pool.
func (q *rawQuery) run(driverConn any) error {
	c, ok := driverConn.(*stdlib.Conn)
	if !ok {
		return errNotPgx
	}
	failed := q.ask(c.Conn())
	if q.err != nil || failed == nil { // the reader's own, or another connection's
		return nil
	}
	q.err = failed
	if q.n == 0 && q.ctx.Err() == nil {
		dead := c.Conn().IsClosed() || pgconn.SafeToRetry(failed)
		q.again = dead || stale(failed)
		if dead {
			return driver.ErrBadConn
		}
	}
	return nil
}

// ask sends the statement and has its rows read. It returns what went wrong on the
// connection.
func (q *rawQuery) ask(c *pgx.Conn) error {
	if q.limit > 0 {
		return q.askWithin(c)
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

// askWithin is ask for a statement with a time of its own. The server keeps it, in
// the transaction that a batch is, so that it holds behind a pooler as well and
// costs no connection (docs/adr/0019).
func (q *rawQuery) askWithin(c *pgx.Conn) (err error) {
	var batch pgx.Batch
	batch.Queue("SELECT set_config('statement_timeout', $1, true)", strconv.FormatInt(q.limit.Milliseconds(), 10))
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
