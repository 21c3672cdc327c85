package crud

import (
	"context"
	"errors"
	"time"

	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// seen is what a page tells of its list's length: at least so many rows, or
// just so many.
type seen struct {
	rows int
	all  bool
}

// total is a list's length with its relation to the truth; both nil without one.
type total struct {
	count    *int64
	relation *string
}

func newTotal(n int64, relation string) total { return total{&n, &relation} }

// pages is how many pages an exact total makes; nil for any other.
func (t total) pages(p pagination.Page) *int64 {
	if t.relation == nil || *t.relation != schemas.TotalExact {
		return nil
	}
	return new(p.Pages(*t.count))
}

// total finds the list's length as the client asked, unless the page has told
// it already, or the facets, which have counted for as long as they took.
func (l list) total(ctx context.Context, count pagination.Count, s seen, counted *int64) (total, error) {
	most := int64(l.in.limits.CountCap)
	switch {
	case count == pagination.CountNone:
		return total{}, nil
	case s.all:
		return newTotal(int64(s.rows), schemas.TotalExact), nil
	case count == pagination.CountEstimated:
		n, err := store.Estimate(ctx, l.source, l.plan)
		return newTotal(max(n, int64(s.rows)), schemas.TotalApproximate), err
	case counted != nil && count == pagination.CountCapped && *counted > most:
		return newTotal(most, schemas.TotalAtLeast), nil
	case counted != nil:
		return newTotal(*counted, schemas.TotalExact), nil
	case count == pagination.CountCapped:
		return l.cappedTotal(ctx, s)
	}
	return l.exactTotal(ctx, s)
}

// cappedTotal counts one row beyond the cap, to tell whether there is one, for as long
// as an exact one may: few rows can take long to find.
func (l list) cappedTotal(ctx context.Context, s seen) (total, error) {
	most := l.in.limits.CountCap
	plan := l.plan
	plan.Limit = most + 1
	source := l.until(l.in.limits.CountTime)
	n, err := store.Count(ctx, source, plan)
	if ranOut(ctx, source, err) {
		return newTotal(int64(min(s.rows, most)), schemas.TotalAtLeast), nil
	}
	if n > int64(most) {
		return newTotal(int64(most), schemas.TotalAtLeast), err
	}
	return newTotal(n, schemas.TotalExact), err
}

// exactTotal counts for as long as the resource allows; then the page tells how
// many rows there are at least. In a transaction, be it a snapshot, there is no such
// limit: a statement that is canceled would end it.
func (l list) exactTotal(ctx context.Context, s seen) (total, error) {
	source := l.until(l.in.limits.CountTime)
	n, err := store.Count(ctx, source, l.plan)
	if ranOut(ctx, source, err) {
		return newTotal(int64(s.rows), schemas.TotalAtLeast), nil
	}
	return newTotal(n, schemas.TotalExact), err
}

// until is the list's source with a time for what is told beside the page.
func (l list) until(limit time.Duration) store.Source {
	s := l.source
	if limit > 0 && !s.InTransaction() {
		s.Until = time.Now().Add(limit)
	}
	return s
}

// ranOut reports a statement beside a page that ran out of its own time, or waited
// too long for a connection; the request has some time left. One without such a
// time has failed: it may have ended a caller's transaction.
func ranOut(ctx context.Context, s store.Source, err error) bool {
	return !s.Until.IsZero() && ctx.Err() == nil && (errors.Is(err, ErrTimeout) || errors.Is(err, ErrNoConnection))
}
