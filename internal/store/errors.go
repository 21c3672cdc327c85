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
	"syscall"

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
	// ErrNoConnection is an ErrUnavailable: the pool had no connection free, and
	// none could be made, in the time that there was.
	ErrNoConnection = fmt.Errorf("%w: no connection in time", ErrUnavailable)
	// ErrTooManyConnections is an ErrUnavailable: the server takes no more of them.
	ErrTooManyConnections = fmt.Errorf("%w: too many connections", ErrUnavailable)
	// ErrReadOnly is an ErrUnavailable: a write reached a server that only reads,
	// such as a standby.
	ErrReadOnly = fmt.Errorf("%w: it takes no writes", ErrUnavailable)
	// ErrConflict is an ErrUnavailable: other transactions got in the way of this
	// one each time that it was tried.
	ErrConflict = fmt.Errorf("%w: other transactions got in the way", ErrUnavailable)
	// ErrCanceled: the caller has gone.
	ErrCanceled = errors.New("the request was canceled")
	// ErrValue: the database could not take a value for a column's type.
	ErrValue = errors.New("the database refused a value")
)

// classify gives a driver's error its meaning.
func classify(ctx context.Context, err error) error {
	for _, known := range []error{ErrNotFound, ErrTimeout, ErrUnavailable, ErrCanceled, ErrValue} {
		if errors.Is(err, known) {
			return err
		}
	}
	if meaning := meaningOf(ctx, err); meaning != nil {
		return fmt.Errorf("%w: %w", meaning, err)
	}
	return err
}

// meaningOf asks the context first: drivers report its end in words of their
// own ("interrupted", "canceling statement due to user request").
func meaningOf(ctx context.Context, err error) error {
	switch ended := ctx.Err(); {
	case errors.Is(ended, context.Canceled) && !outOfTime(ctx):
		return ErrCanceled
	case ended != nil:
		return ErrTimeout
	}
	pgErr, answered := errors.AsType[*pgconn.PgError](err)
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok && (!answered || pgErr.Code != tooManyConnections) {
		return ErrUnavailable // whatever the server said, or when it said nothing
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return ErrTimeout
	}
	if answered {
		return meaningOfState(pgErr.Code)
	}
	if isConnectionError(err) || busy(err) {
		return ErrUnavailable
	}
	return nil
}

// outOfTime reports a context that its time has ended, by a deadline, or by a cancellation
// for that cause.
func outOfTime(ctx context.Context) bool {
	return errors.Is(ctx.Err(), context.DeadlineExceeded) || errors.Is(context.Cause(ctx), context.DeadlineExceeded)
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
	case code == tooManyConnections:
		return ErrTooManyConnections
	case code == "25006": // read_only_sql_transaction
		return ErrReadOnly
	case code == serializationFailure, code == deadlockDetected:
		return ErrConflict
	case strings.HasPrefix(code, "08"), // connection exception
		strings.HasPrefix(code, "53"),    // insufficient resources
		strings.HasPrefix(code, "57P"),   // shutdown, crash, starting up
		code == "25P03", code == "25P04", // the transaction was idle, or lasted, too long
		code == "55P03": // lock_not_available
		return ErrUnavailable
	}
	return nil
}

// States that something is done about.
const (
	tooManyConnections   = "53300"
	serializationFailure = "40001"
	deadlockDetected     = "40P01"
)

// stale reports a statement that was prepared for a table that has changed since,
// or on another server connection, behind a pooler. pgx forgets it then.
func stale(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pgErr.Code == "26000" || // invalid_sql_statement_name
		pgErr.Code == "0A000" && pgErr.Routine == "RevalidateCachedQuery") // "cached plan must not change result type"
}

// lost reports a connection that is no more: its server ended it, or the network.
func lost(err error) bool {
	if _, connecting := errors.AsType[*pgconn.ConnectError](err); connecting {
		return false // there was none
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(pgErr.Code, "57P0") && pgErr.SeverityUnlocalized != "ERROR"
	}
	return isConnectionError(err)
}

// brokenOff reports a connection that ended while it was made, by whatever is between:
// a server that is not there refuses it.
func brokenOff(err error) bool {
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	return connecting && (errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET))
}

func isConnectionError(err error) bool {
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	for _, gone := range []error{driver.ErrBadConn, sql.ErrConnDone, io.ErrUnexpectedEOF, net.ErrClosed} {
		if errors.Is(err, gone) {
			return true
		}
	}
	return strings.HasSuffix(err.Error(), "conn closed") || pgconn.SafeToRetry(err)
}

// busy reports SQLite's lock, which another connection holds.
func busy(err error) bool {
	locked, ok := errors.AsType[interface {
		error
		Temporary() bool
	}](err)
	return ok && locked.Temporary()
}
