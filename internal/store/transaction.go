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

// attempts is how often a transaction is tried that others get in the way of.
const attempts = 3

// Transaction runs a function in a transaction, or behind a savepoint of the
// source's own. One that PostgreSQL breaks off because of others (40001, 40P01)
// is tried again, but for a caller's.
func Transaction(ctx context.Context, s Source, run func(Source) error) (err error) {
	inside := s.InTransaction()
	for attempt := range attempts {
		err = s.DB.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			within := s
			within.DB = tx
			return run(within)
		}, &sql.TxOptions{})
		if inside || !serialization(err) || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(attempt+1) * 5 * time.Millisecond):
		}
	}
	return WriteError(ctx, err)
}

// Snapshot runs reads that all see the database at one moment: in a transaction
// with repeatable read (PostgreSQL's manual, 13.2.2), or the caller's own.
func Snapshot(ctx context.Context, s Source, run func(Source) error) error {
	if s.InTransaction() {
		return run(s)
	}
	options := sql.TxOptions{ReadOnly: true}
	if query.Isolates(s.DB) {
		options.Isolation = sql.LevelRepeatableRead
	}
	return s.DB.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		within := s
		within.DB = tx
		return run(within)
	}, &options)
}

func serialization(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pgErr.Code == "40001" || pgErr.Code == "40P01")
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
	for _, known := range []error{ErrNotFound, ErrTimeout, ErrUnavailable, ErrCanceled, ErrValue} {
		if errors.Is(err, known) {
			return err
		}
	}
	return classify(ctx, err)
}
