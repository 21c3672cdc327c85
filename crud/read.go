package crud

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Errors that the Go methods wrap; use errors.Is.
var (
	// ErrNotFound: there is no such row within the scopes.
	ErrNotFound = store.ErrNotFound
	// ErrTimeout: a statement ran out of its time.
	ErrTimeout = store.ErrTimeout
	// ErrUnavailable: the database cannot be reached, or not now. The four below are
	// kinds of it.
	ErrUnavailable = store.ErrUnavailable
	// ErrNoConnection: no connection of the pool was free, and none could be made, in
	// time.
	ErrNoConnection = store.ErrNoConnection
	// ErrTooManyConnections: the server takes no more of them.
	ErrTooManyConnections = store.ErrTooManyConnections
	// ErrReadOnly: a write reached a server that only reads, such as a standby.
	ErrReadOnly = store.ErrReadOnly
	// ErrConflict: other transactions got in the way at each attempt.
	ErrConflict = store.ErrConflict
	// ErrCanceled: the context was canceled.
	ErrCanceled = store.ErrCanceled
	// ErrInvalidCursor: the token is not a cursor of this list.
	ErrInvalidCursor = pagination.ErrInvalidCursor
)

// rows is a plan of all rows, or of those of the shard. Whatever is read of the resource
// begins with it.
func (c core) rows() query.Plan { return query.Plan{Resource: c.resource, Shard: c.shard} }

// plan is a query's rows, all of them. One that was parsed without a shard can be read
// within one, but for a position in an order that the shard has not.
func (c core) plan(q Query) (query.Plan, error) {
	if q.of != nil && q.of != c.resource && (!c.parsedWithout(q) || q.page.Position != nil) {
		return query.Plan{}, fmt.Errorf("the query was parsed for %s by another factory", q.of.Name)
	}
	p := c.rows()
	p.Filter, p.Order = q.filter, c.orderOf(q)
	return p, nil
}

// Get reads one row by its primary key: a value of its Go type, its text, or
// for a composite key a []any in declared order. ErrNotFound where there is
// none within the scopes, or the id cannot be one.
func (v *view[R]) Get(ctx context.Context, id any, scopes ...Scope) (R, error) {
	conditions, err := v.identify(id)
	if err != nil {
		var none R
		return none, err
	}
	q := Query{filter: filters.Filter{Conditions: conditions}, order: ordering.Total(v.resource)}
	row, err := v.First(ctx, q, scopes...)
	if errors.Is(err, store.ErrValue) { // a text that the key's column cannot be
		err = errors.Join(ErrNotFound, err)
	}
	return row, err
}

// First reads the first row of a query, ErrNotFound where there is none.
func (v *view[R]) First(ctx context.Context, q Query, scopes ...Scope) (R, error) {
	var none R
	plan, err := v.plan(q)
	if err != nil {
		return none, err
	}
	plan.Limit = 1
	source := v.source(q, scopes)
	lock, err := v.locking(source)
	if err != nil {
		return none, err
	}
	rows, _, err := v.read.page(ctx, source, query.Rows{Plan: plan, Lock: lock})
	switch {
	case err != nil:
		return none, err
	case rows.len() == 0:
		return none, ErrNotFound
	}
	return rowsIn[R](rows)[0], nil
}

// List reads the rows of a query's page, without an envelope.
func (v *view[R]) List(ctx context.Context, q Query, scopes ...Scope) ([]R, error) {
	page, err := v.pageOf(q, cmp.Or(q.page.Mode, v.modes[0]))
	if err != nil {
		return nil, err
	}
	l, err := v.list(q, scopes, v.read.page)
	if err != nil {
		return nil, err
	}
	at, err := l.position(page)
	if err != nil {
		return nil, err
	}
	rows, err := l.fetch(ctx, at, page.Size, 0, page.Skip) // none ahead, which Locked would lock
	if err != nil {
		return nil, err
	}
	return rowsIn[R](rows.items), nil
}

// Count counts the rows of a query on all its pages.
func (c core) Count(ctx context.Context, q Query, scopes ...Scope) (int64, error) {
	plan, err := c.plan(q)
	if err != nil {
		return 0, err
	}
	return store.Count(ctx, c.source(q, scopes), plan)
}

// Exists reports whether a query has a row on any page.
func (c core) Exists(ctx context.Context, q Query, scopes ...Scope) (bool, error) {
	plan, err := c.plan(q)
	if err != nil {
		return false, err
	}
	return store.Exists(ctx, c.source(q, scopes), plan)
}

// identify makes conditions of a primary key's values.
func (c core) identify(id any) ([]filters.Condition, error) {
	values, composite := id.([]any)
	if !composite {
		values = []any{id}
	}
	if len(values) != len(c.resource.PrimaryKey) {
		return nil, ErrNotFound
	}
	conditions := make([]filters.Condition, len(values))
	for i, field := range c.resource.PrimaryKey {
		v, err := field.FromGo(values[i])
		if err != nil || v == nil {
			return nil, ErrNotFound
		}
		conditions[i] = filters.Condition{Field: field, Operator: schemas.In, Values: []any{v}}
	}
	return conditions, nil
}
