package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/schemas"
)

// Cache keeps for a short time what aggregates have answered. Its keys are the
// statements that gorm's chain has built, with their values: whatever scopes and
// plugins add is in them, so that no tenant sees another's (docs/adr/0014).
// Requests that ask the same at once wait for one answer.
type Cache struct {
	answers *otter.Cache[cacheKey, any]
	// writes counts the writes of this process: an answer that was on its way
	// during one is never found again.
	writes atomic.Uint64
}

// cacheKey is a statement with its values, and the pool that it is for.
type cacheKey struct {
	pool gorm.ConnPool
	text string
}

// NewCache keeps at most so many answers, each for the time.
func NewCache(age time.Duration, entries int) (*Cache, error) {
	answers, err := otter.New(&otter.Options[cacheKey, any]{
		MaximumSize: entries, ExpiryCalculator: otter.ExpiryWriting[cacheKey, any](age),
	})
	return &Cache{answers: answers}, err
}

// Forget drops all answers, after a write.
func (c *Cache) Forget() {
	if c != nil {
		c.writes.Add(1)
		c.answers.InvalidateAll()
	}
}

// answer is what an aggregate has answered, in so many rows.
type answer[T any] struct {
	value T
	rows  int64
}

// aggregate runs a statement whose answer the source's cache may have.
func aggregate[T any](ctx context.Context, s Source, statement clause.Expression, read func(result) (T, error)) (T, error) {
	ctx, cancel := s.within(ctx)
	defer cancel()
	ask := func(stmt *gorm.Statement) (a answer[T], err error) {
		how := s.sending(statement, func(cursor result) (int64, error) {
			counted := counting{result: cursor}
			a.value, err = read(&counted)
			return counted.rows, err
		})
		a.rows, err = how.send(stmt)
		return a, err
	}
	var a answer[T]
	err := s.run(ctx, s.none(), statement, func(stmt *gorm.Statement) (n int64, err error) {
		var key cacheKey
		ok := false
		if s.Cache != nil && !s.InTransaction() && positionIn(ctx) == 0 {
			key, ok = s.Cache.key(stmt)
		}
		if !ok {
			a, err = ask(stmt)
			return a.rows, err
		}
		hit := true
		kept, err := s.Cache.answers.Get(ctx, key, otter.LoaderFunc[cacheKey, any](func(context.Context, cacheKey) (any, error) {
			hit = false
			return ask(stmt)
		}))
		telemetry.Of(ctx).Cached(ctx, hit)
		if stmt.Context.Err() == nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
			// Who was asking for all has left, or had less time.
			a, err = ask(stmt)
			return a.rows, err
		}
		a, _ = kept.(answer[T])
		return a.rows, err
	})
	return a.value, err
}

// key is what a statement's answer is found by; not ok where a value has no
// spelling, pools cannot be told apart, or a single connection can have settings
// that narrow what it sees.
func (c *Cache) key(stmt *gorm.Statement) (key cacheKey, ok bool) {
	key.pool = unprepared(stmt.ConnPool)
	if _, one := key.pool.(*sql.Conn); one || !reflect.ValueOf(key.pool).Comparable() {
		return key, false
	}
	b := binary.AppendUvarint(nil, c.writes.Load())
	b = schemas.AppendText(b, stmt.SQL.String())
	for _, v := range stmt.Vars {
		plain, err := driver.DefaultParameterConverter.ConvertValue(v)
		if err != nil {
			return key, false
		}
		b = schemas.AppendValue(b, plain)
	}
	key.text = string(b)
	return key, true
}

// grace is how much longer the context of a statement lives than the time that the
// server gives it, so that it is the server that ends it: a context costs the
// connection.
const grace = 250 * time.Millisecond

// within is the context of an aggregate.
func (s Source) within(ctx context.Context) (context.Context, context.CancelFunc) {
	switch {
	case s.Until.IsZero():
		return ctx, func() {}
	case query.Isolates(s.DB):
		return context.WithDeadline(ctx, s.Until.Add(grace))
	}
	return context.WithDeadline(ctx, s.Until) // the server is this process
}
