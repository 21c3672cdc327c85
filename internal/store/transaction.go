package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
)

// staleAttempts is how often a transaction is tried again because of plans that are
// stale: each attempt refreshes one statement of one connection.
const staleAttempts = 20

// Transaction runs a function in a transaction, or behind a savepoint of the
// source's own. One that others get in the way of (40001, 40P01) is tried again, so
// often in all, but for a caller's.
func Transaction(ctx context.Context, s Source, attempts int, run func(Source) error) (err error) {
	if s.InTransaction() {
		return WriteError(ctx, behindSavepoint(ctx, s, run))
	}
	for attempt := 1; ; attempt++ {
		err = fresh(func() error { return begin(ctx, s, &sql.TxOptions{}, run) })
		if !serialization(err) || attempt >= attempts {
			return WriteError(ctx, err)
		}
		select {
		case <-ctx.Done():
			return WriteError(ctx, err)
		case <-time.After(time.Duration(attempt) * 5 * time.Millisecond):
		}
	}
}

// fresh runs a transaction, and anew for as long as its plans are stale.
func fresh(run func() error) (err error) {
	for range staleAttempts {
		if err = run(); !stale(err) {
			return err
		}
	}
	return err
}

// behindSavepoint runs a function in the source's own transaction.
func behindSavepoint(ctx context.Context, s Source, run func(Source) error) error {
	return s.DB.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		within := s
		within.DB = tx
		return run(within)
	})
}

// begin runs a function in a transaction.
func begin(ctx context.Context, s Source, options *sql.TxOptions, run func(Source) error) (err error) {
	tx, err := open(ctx, s, options)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // an error, or a panic
			tx.Rollback()
		}
	}()
	within := s
	within.DB = tx
	if err := run(within); err != nil {
		return err
	}
	done = true
	return tx.Commit().Error
}

// open opens a transaction. Where a dead connection took the BEGIN, nothing has happened
// yet, and another one is asked.
func open(ctx context.Context, s Source, options *sql.TxOptions) (*gorm.DB, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	most, broken := s.connections(), false
	for dead := 0; ; dead++ {
		tx := s.DB.WithContext(ctx).Begin(options)
		if tx.Error == nil {
			return tx, nil
		}
		again := lost(tx.Error) || brokenOff(tx.Error) && !broken
		broken = broken || brokenOff(tx.Error)
		if ctx.Err() != nil || !again || dead > most {
			return nil, noConnection(ctx, tx.Error)
		}
	}
}

// connections is how many the source's pool has.
func (s Source) connections() int {
	if db, err := s.DB.DB(); err == nil {
		return db.Stats().OpenConnections
	}
	return 0
}

// Snapshot runs reads that all see the database at one moment: in a transaction
// with repeatable read (PostgreSQL's manual, 13.2.2), or the caller's own. They are
// read once more where the connection is lost meanwhile.
func Snapshot(ctx context.Context, s Source, run func(Source) error) error {
	if s.InTransaction() {
		return run(s)
	}
	options := sql.TxOptions{ReadOnly: true}
	if query.Isolates(s.DB) {
		options.Isolation = sql.LevelRepeatableRead
	}
	err := s.onRoute(ctx, func(s Source) error {
		return fresh(func() error {
			err := begin(ctx, s, &options, run)
			if err != nil && ctx.Err() == nil && lost(err) {
				err = begin(ctx, s, &options, run)
			}
			return err
		})
	})
	if err != nil {
		err = classify(ctx, err)
	}
	return err
}

// onRoute has a transaction of reads begun where the request's route leads.
func (s Source) onRoute(ctx context.Context, begin func(Source) error) error {
	if s.Route == nil {
		return begin(s)
	}
	tx := s.DB.Session(&gorm.Session{Context: ctx}).Model(s.Model)
	resolver(tx)(tx)
	s.Route.choose(tx.Statement)
	_, err := s.Route.along(tx.Statement, func(after Position) (int64, error) {
		pool, release, err := caughtUp(ctx, tx.Statement.ConnPool, after)
		if err != nil {
			return 0, err
		}
		defer release()
		there := s
		there.DB = s.DB.Session(&gorm.Session{Context: ctx})
		there.DB.Statement.ConnPool = pool
		return 0, begin(there)
	})
	return err
}

// caughtUp is a pool whose server has replayed so much. Of several servers behind one
// pool that is true of one connection.
func caughtUp(ctx context.Context, pool gorm.ConnPool, after Position) (gorm.ConnPool, func(), error) {
	if after == 0 {
		return pool, func() {}, nil
	}
	release := func() {}
	if db, ok := unprepared(pool).(*sql.DB); ok {
		conn, err := takeConn(ctx, db, isPgx(db))
		if err != nil {
			return nil, nil, err
		}
		pool, release = conn, func() { _ = conn.Close() } // gives it back
	}
	if err := reached(pool.QueryRowContext(ctx, query.Reached, after.lsn())); err != nil {
		release()
		return nil, nil, err
	}
	return pool, release, nil
}

func serialization(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pgErr.Code == serializationFailure || pgErr.Code == deadlockDetected)
}

// WriteError gives the error of a write its meaning.
func WriteError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*ConstraintError](err); ok {
		return err
	}
	if constraint := constraintOf(err); constraint != nil {
		return constraint
	}
	return classify(ctx, err)
}
