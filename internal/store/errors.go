package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// What went wrong with a statement, as far as a caller can act on it. The
// database's own error is wrapped beside.
var (
	// ErrNotFound: there is no such row within the scopes.
	ErrNotFound = errors.New("no such row")
	// ErrTimeout: the statement ran out of its time.
	ErrTimeout = errors.New("the database took too long")
	// ErrUnavailable: the database cannot be reached or takes no more work for
	// now; the same request may succeed later.
	ErrUnavailable = errors.New("the database is not available")
	// ErrCanceled: the caller has gone.
	ErrCanceled = errors.New("the request was canceled")
	// ErrValue: the database could not take a value for a column's type.
	ErrValue = errors.New("the database refused a value")
)

// classify gives a driver's error its meaning.
func classify(ctx context.Context, err error) error {
	if meaning := meaningOf(ctx, err); meaning != nil {
		return fmt.Errorf("%w: %w", meaning, err)
	}
	return err
}

// meaningOf asks the context first: drivers report its end in words of their
// own ("interrupted", "canceling statement due to user request").
func meaningOf(ctx context.Context, err error) error {
	switch ended := ctx.Err(); {
	case errors.Is(ended, context.Canceled):
		return ErrCanceled
	case ended != nil || errors.Is(err, context.DeadlineExceeded):
		return ErrTimeout
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return ErrUnavailable // whatever the server said
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		return meaningOfState(pgErr.Code)
	}
	if isConnectionError(err) {
		return ErrUnavailable
	}
	return nil
}

// meaningOfState reads a SQLSTATE (PostgreSQL's manual, appendix A).
func meaningOfState(code string) error {
	switch {
	case code == "57014": // query_canceled: statement_timeout, since the context lives
		return ErrTimeout
	case slices.Contains([]string{
		"22003", // numeric_value_out_of_range
		"22007", // invalid_datetime_format
		"22008", // datetime_field_overflow
		"22P02", // invalid_text_representation
		"22021", // character_not_in_repertoire
		"22P05", // untranslatable_character
	}, code):
		return ErrValue
	case strings.HasPrefix(code, "08"), // connection exception
		strings.HasPrefix(code, "53"),    // insufficient resources
		strings.HasPrefix(code, "57P"),   // shutdown, crash, starting up
		code == "55P03",                  // lock_not_available
		code == "40001", code == "40P01": // serialization failure, deadlock
		return ErrUnavailable
	}
	return nil
}

func isConnectionError(err error) bool {
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	// SQLite: another connection holds the lock.
	if busy, ok := errors.AsType[interface {
		error
		Temporary() bool
	}](err); ok && busy.Temporary() {
		return true
	}
	for _, gone := range []error{driver.ErrBadConn, sql.ErrConnDone, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, gone) {
			return true
		}
	}
	return strings.HasSuffix(err.Error(), "conn closed")
}
