package crud

import (
	"context"
	"errors"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/pagination"
)

// list is one query on its way to an envelope.
type list struct {
	in     core
	read   pageReader
	query  Query
	plan   query.Plan
	source store.Source
	digest pagination.Digest
}

func (c core) list(q Query, scopes []Scope, read pageReader) (list, error) {
	plan, err := c.plan(q)
	return list{in: c, read: read, query: q, plan: plan, source: c.source(q, scopes), digest: c.digest(q)}, err
}

// rows are a page's rows in the list's order.
type rows struct {
	items  batch
	beside store.Beside
	// backward is set where the keys are in the reverse order of the items.
	backward bool
	// more says whether rows remain in the direction travelled.
	more bool
}

// position is where a page begins; nil means the start.
func (l list) position(page pagination.Page) (*pagination.Cursor, error) {
	switch {
	case page.Position != nil:
		return &page.Position.Cursor, nil
	case page.Token == "":
		return nil, nil //nolint:nilnil // the start is no position
	}
	cursor, err := l.in.codec.Decode(page.Token, l.digest)
	if err != nil {
		return nil, err
	}
	return &cursor, cursor.Check(l.plan.Order.Fields())
}

// fetch reads the rows from a position on, and some ahead to see whether there
// are more.
func (l list) fetch(ctx context.Context, at *pagination.Cursor, size, ahead, skip int) (rows, error) {
	plan := l.plan
	plan.Limit, plan.Offset = size+ahead, skip
	if at != nil {
		plan.Seek = &query.Seek{Values: at.Values, Inclusive: at.Inclusive}
		if at.Backward {
			plan.Order = plan.Order.Reversed()
		}
	}
	lock, err := l.in.locking(l.source)
	if err != nil {
		return rows{}, err
	}
	items, beside, err := l.read(ctx, l.source, query.Rows{Plan: plan, Peek: ahead > 0, Lock: lock})
	if at != nil && errors.Is(err, store.ErrValue) {
		return rows{}, errors.Join(ErrInvalidCursor, err)
	}
	if err != nil {
		return rows{}, err
	}
	r := rows{items: items, beside: beside, more: items.len() > size}
	items.cut(size)
	if at != nil && at.Backward {
		r.backward = true
		items.reverse()
	}
	return r, nil
}

// seen is how many rows there are at least, with those that were skipped.
func (r rows) seen(skipped int) int {
	n := skipped + r.items.len()
	if r.items.len() == 0 {
		return 0
	}
	if r.more {
		n++
	}
	return n
}

// key is the position of item i.
func (r rows) key(i int) ([]any, error) {
	if r.backward {
		i = r.items.len() - 1 - i
	}
	return r.beside.Key(i)
}

// next is the cursor behind the last row, if wanted.
func (r rows) next(l list, wanted bool) (*string, error) {
	if !wanted {
		return nil, nil //nolint:nilnil // no cursor is null on the wire
	}
	values, err := r.key(r.items.len() - 1)
	if err != nil {
		return nil, err
	}
	return l.token(pagination.Cursor{Values: values})
}

// prev is the cursor before the first row, if wanted.
func (r rows) prev(l list, wanted bool) (*string, error) {
	if !wanted {
		return nil, nil //nolint:nilnil // no cursor is null on the wire
	}
	values, err := r.key(0)
	if err != nil {
		return nil, err
	}
	return l.token(pagination.Cursor{Values: values, Backward: true})
}

func (l list) token(c pagination.Cursor) (*string, error) {
	token, err := l.in.codec.Encode(c, l.digest)
	return &token, err
}

// neighbours finds the cursors to both sides of a page.
func (l list) neighbours(ctx context.Context, at *pagination.Cursor, r rows) (next, prev *string, err error) {
	switch {
	case at == nil:
		next, err = r.next(l, r.more)
		return next, nil, err
	case r.items.len() == 0:
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
	last, err := r.key(r.items.len() - 1)
	if err != nil {
		return nil, nil, err
	}
	next, err = l.ahead(ctx, pagination.Cursor{Values: last})
	return next, prev, err
}

// wayBack leads out of a page that came out empty, because its rows were
// deleted meanwhile: to a page that ends with the anchor's own place, or ahead
// to one that begins there.
func (l list) wayBack(ctx context.Context, at pagination.Cursor) (next, prev *string, err error) {
	turned := pagination.Cursor{Values: at.Values, Backward: !at.Backward, Inclusive: true}
	if turned.Backward {
		prev, err = l.token(turned)
		return nil, prev, err
	}
	next, err = l.ahead(ctx, turned)
	return next, nil, err
}

// ahead is the cursor itself if rows follow it.
func (l list) ahead(ctx context.Context, c pagination.Cursor) (*string, error) {
	plan := l.plan
	plan.Limit = 1
	plan.Seek = &query.Seek{Values: c.Values, Inclusive: c.Inclusive}
	found, err := store.Exists(ctx, l.source, plan)
	if err != nil || !found {
		return nil, err
	}
	return l.token(c)
}
