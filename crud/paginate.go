package crud

import (
	"cmp"
	"context"
	"errors"

	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Paginate answers the query's page in the mode that it asks for, or in the
// resource's own.
func (v *view[R]) Paginate(ctx context.Context, q Query, scopes ...Scope) (page schemas.Page[R], err error) {
	return paginate[R](ctx, v.core, q, scopes, v.read.page)
}

// OffsetPaginate answers a page by its number.
func (v *view[R]) OffsetPaginate(ctx context.Context, q Query, scopes ...Scope) (*schemas.OffsetPage[R], error) {
	return paginateOffset[R](ctx, v.core, q, scopes, v.read.page)
}

// CursorPaginate answers the page behind or before a cursor; without a cursor
// the first. ErrInvalidCursor where the cursor is not one of this list.
func (v *view[R]) CursorPaginate(ctx context.Context, q Query, scopes ...Scope) (*schemas.CursorPage[R], error) {
	return paginateCursor[R](ctx, v.core, q, scopes, v.read.page)
}

// paginate answers a page of rows that read gives out as R.
func paginate[R any](ctx context.Context, c core, q Query, scopes []Scope, read pageReader) (page schemas.Page[R], err error) {
	if cmp.Or(q.page.Mode, c.modes[0]) == pagination.Keyset {
		page.Cursor, err = paginateCursor[R](ctx, c, q, scopes, read)
	} else {
		page.Offset, err = paginateOffset[R](ctx, c, q, scopes, read)
	}
	return page, err
}

func paginateOffset[R any](ctx context.Context, c core, q Query, scopes []Scope, read pageReader) (*schemas.OffsetPage[R], error) {
	items, page, err := c.offsetPage(ctx, q, scopes, read)
	if err != nil {
		return nil, err
	}
	return &schemas.OffsetPage[R]{
		Items: rowsIn[R](items), Pagination: page.Pagination, PaginationType: page.PaginationType,
		FilterAttributes: page.FilterAttributes, FilterCounts: page.FilterCounts, Truncated: page.Truncated,
	}, nil
}

func paginateCursor[R any](ctx context.Context, c core, q Query, scopes []Scope, read pageReader) (*schemas.CursorPage[R], error) {
	items, page, err := c.cursorPage(ctx, q, scopes, read)
	if err != nil {
		return nil, err
	}
	return &schemas.CursorPage[R]{
		Items: rowsIn[R](items), Pagination: page.Pagination, PaginationType: page.PaginationType,
		FilterAttributes: page.FilterAttributes, FilterCounts: page.FilterCounts, Truncated: page.Truncated,
	}, nil
}

// offsetPage makes a page by its number, whose rows are beside.
func (c core) offsetPage(ctx context.Context, q Query, scopes []Scope, read pageReader) (batch, schemas.OffsetPage[struct{}], error) {
	var answer schemas.OffsetPage[struct{}]
	page, err := c.pageOf(q, pagination.Offset)
	if err != nil {
		return nil, answer, err
	}
	l, err := c.list(q, scopes, read)
	if err != nil {
		return nil, answer, err
	}
	var items batch
	err = l.together(ctx, page.Count, func(l list) error {
		items, answer, err = l.offset(ctx, page)
		return err
	})
	return items, answer, err
}

func (l list) offset(ctx context.Context, page pagination.Page) (batch, schemas.OffsetPage[struct{}], error) {
	var none schemas.OffsetPage[struct{}]
	rows, err := l.fetch(ctx, nil, page.Size, 1, page.Skip)
	if err != nil {
		return nil, none, err
	}
	telemetry.Of(ctx).Page(string(pagination.Offset), string(page.Count), rows.items.len())
	next, err := rows.next(l, rows.more)
	if errors.Is(err, pagination.ErrTooLong) { // the next page has a number, too
		next, err = nil, nil
	}
	if err != nil {
		return nil, none, err
	}
	about, err := l.about(ctx, page.Count, seen{
		rows: rows.seen(page.Skip),
		all:  !rows.more && (rows.items.len() > 0 || page.Skip == 0),
	})
	return rows.items, schemas.OffsetPage[struct{}]{
		Pagination: schemas.OffsetPagination{
			TotalCount: about.total.count, TotalRelation: about.total.relation, ItemsPerPage: page.Size, Page: page.Number,
			Pages: about.total.pages(page), HasMore: rows.more, NextCursor: next,
		},
		PaginationType: string(pagination.Offset), FilterAttributes: about.facets, Truncated: about.facets.Truncated(),
		FilterCounts: about.counts,
	}, err
}

// cursorPage makes a page beside a cursor, whose rows are beside.
func (c core) cursorPage(ctx context.Context, q Query, scopes []Scope, read pageReader) (batch, schemas.CursorPage[struct{}], error) {
	var answer schemas.CursorPage[struct{}]
	page, err := c.pageOf(q, pagination.Keyset)
	if err != nil {
		return nil, answer, err
	}
	l, err := c.list(q, scopes, read)
	if err != nil {
		return nil, answer, err
	}
	at, err := l.position(page)
	if err != nil {
		return nil, answer, err
	}
	var items batch
	err = l.together(ctx, page.Count, func(l list) error {
		items, answer, err = l.beside(ctx, page, at)
		return err
	})
	return items, answer, err
}

func (l list) beside(ctx context.Context, page pagination.Page, at *pagination.Cursor) (batch, schemas.CursorPage[struct{}], error) {
	var none schemas.CursorPage[struct{}]
	rows, err := l.fetch(ctx, at, page.Size, 1, 0)
	if err != nil {
		return nil, none, err
	}
	telemetry.Of(ctx).Page(string(pagination.Keyset), string(page.Count), rows.items.len())
	next, prev, err := l.neighbours(ctx, at, rows)
	if err != nil {
		return nil, none, err
	}
	about, err := l.about(ctx, page.Count, seen{rows: rows.seen(0), all: at == nil && !rows.more})
	return rows.items, schemas.CursorPage[struct{}]{
		Pagination: schemas.CursorPagination{
			NextCursor: next, PrevCursor: prev, ItemsPerPage: page.Size, HasMore: rows.more,
			TotalCount: about.total.count, TotalRelation: about.total.relation,
		},
		PaginationType: string(pagination.Keyset), FilterAttributes: about.facets, Truncated: about.facets.Truncated(),
		FilterCounts: about.counts,
	}, err
}

// together reads a page and what is told beside it; in one snapshot where the
// resource wants them to agree.
func (l list) together(ctx context.Context, count pagination.Count, read func(list) error) error {
	alone := count == pagination.CountNone && len(l.query.facets.Of(l.plan.Resource)) == 0
	if alone || !l.in.consistent {
		return read(l)
	}
	return store.Snapshot(ctx, l.source, func(s store.Source) error {
		l.source = s
		return read(l)
	})
}
