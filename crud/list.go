package crud

import (
	"context"
	"errors"
	"slices"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/pagination"
)

// list is one query on its way to an envelope.
type list[R any] struct {
	view   *view[R]
	query  Query
	plan   query.Plan
	source store.Source
	digest pagination.Digest
}

func (v *view[R]) list(q Query, scopes []Scope) (list[R], error) {
	plan, err := v.plan(q)
	return list[R]{view: v, query: q, plan: plan, source: v.source(q, scopes), digest: v.digest(q)}, err
}

// rows are a page's rows in the list's order.
type rows[R any] struct {
	items  []R
	beside store.Beside
	// backward is set where the keys are in the reverse order of the items.
	backward bool
	// more says whether rows remain in the direction travelled.
	more bool
}

// position is where a page begins; nil means the start.
func (l list[R]) position(page pagination.Page) (*pagination.Cursor, error) {
	switch {
	case page.Position != nil:
		return &page.Position.Cursor, nil
	case page.Token == "":
		return nil, nil //nolint:nilnil // the start is no position
	}
	cursor, err := l.view.codec.Decode(page.Token, l.digest)
	if err != nil {
		return nil, err
	}
	return &cursor, cursor.Check(l.plan.Order.Fields())
}

// fetch reads the rows from a position on, and some ahead to see whether there
// are more.
func (l list[R]) fetch(ctx context.Context, at *pagination.Cursor, size, ahead, skip int) (rows[R], error) {
	plan := l.plan
	plan.Limit, plan.Offset = size+ahead, skip
	if at != nil {
		plan.Seek = &query.Seek{Values: at.Values, Inclusive: at.Inclusive}
		if at.Backward {
			plan.Order = plan.Order.Reversed()
		}
	}
	lock, err := l.view.locking(l.source)
	if err != nil {
		return rows[R]{}, err
	}
	items, beside, err := l.view.read.page(ctx, l.source, query.Rows{Plan: plan, Peek: true, Lock: lock})
	if at != nil && errors.Is(err, store.ErrValue) {
		return rows[R]{}, errors.Join(ErrInvalidCursor, err)
	}
	if err != nil {
		return rows[R]{}, err
	}
	r := rows[R]{items: items, beside: beside, more: len(items) > size}
	r.items = r.items[:min(size, len(items))]
	if at != nil && at.Backward {
		r.backward = true
		slices.Reverse(r.items)
	}
	return r, nil
}

// seen is how many rows there are at least, with those that were skipped.
func (r rows[R]) seen(skipped int) int {
	n := skipped + len(r.items)
	if len(r.items) == 0 {
		return 0
	}
	if r.more {
		n++
	}
	return n
}

// key is the position of item i.
func (r rows[R]) key(i int) ([]any, error) {
	if r.backward {
		i = len(r.items) - 1 - i
	}
	return r.beside.Key(i)
}

// next is the cursor behind the last row, if wanted.
func (r rows[R]) next(l list[R], wanted bool) (*string, error) {
	if !wanted {
		return nil, nil //nolint:nilnil // no cursor is null on the wire
	}
	values, err := r.key(len(r.items) - 1)
	if err != nil {
		return nil, err
	}
	return l.token(pagination.Cursor{Values: values})
}

// prev is the cursor before the first row, if wanted.
func (r rows[R]) prev(l list[R], wanted bool) (*string, error) {
	if !wanted {
		return nil, nil //nolint:nilnil // no cursor is null on the wire
	}
	values, err := r.key(0)
	if err != nil {
		return nil, err
	}
	return l.token(pagination.Cursor{Values: values, Backward: true})
}

func (l list[R]) token(c pagination.Cursor) (*string, error) {
	token, err := l.view.codec.Encode(c, l.digest)
	return &token, err
}

// neighbours finds the cursors to both sides of a page.
func (l list[R]) neighbours(ctx context.Context, at *pagination.Cursor, r rows[R]) (next, prev *string, err error) {
	switch {
	case at == nil:
		next, err = r.next(l, r.more)
		return next, nil, err
	case len(r.items) == 0:
		return l.wayBack(ctx, *at)
	case !at.Backward:
		next, err = r.next(l, r.more)
		if err != nil {
			return nil, nil, err
		}
		prev, err = r.prev(l, true)
		return next, prev, err
	}
	if prev, err = r.prev(l, r.more); err != nil {
		return nil, nil, err
	}
	last, err := r.key(len(r.items) - 1)
	if err != nil {
		return nil, nil, err
	}
	next, err = l.ahead(ctx, pagination.Cursor{Values: last})
	return next, prev, err
}

// wayBack leads out of a page that came out empty, because its rows were
// deleted meanwhile: to a page that ends with the anchor's own place, or ahead
// to one that begins there.
func (l list[R]) wayBack(ctx context.Context, at pagination.Cursor) (next, prev *string, err error) {
	turned := pagination.Cursor{Values: at.Values, Backward: !at.Backward, Inclusive: true}
	if turned.Backward {
		prev, err = l.token(turned)
		return nil, prev, err
	}
	next, err = l.ahead(ctx, turned)
	return next, nil, err
}

// ahead is the cursor itself if rows follow it.
func (l list[R]) ahead(ctx context.Context, c pagination.Cursor) (*string, error) {
	plan := l.plan
	plan.Limit = 1
	plan.Seek = &query.Seek{Values: c.Values, Inclusive: c.Inclusive}
	found, err := store.Exists(ctx, l.source, plan)
	if err != nil || !found {
		return nil, err
	}
	return l.token(c)
}
