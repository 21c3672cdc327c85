package crud

import (
	"cmp"
	"context"
	"errors"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Paginate answers the query's page in the mode that it asks for, or in the
// resource's own.
func (v *view[R]) Paginate(ctx context.Context, q Query, scopes ...Scope) (schemas.Page[R], error) {
	mode := cmp.Or(q.page.Mode, v.modes[0])
	var page schemas.Page[R]
	var err error
	if mode == pagination.Keyset {
		page.Cursor, err = v.CursorPaginate(ctx, q, scopes...)
	} else {
		page.Offset, err = v.OffsetPaginate(ctx, q, scopes...)
	}
	return page, err
}

// OffsetPaginate answers a page by its number.
func (v *view[R]) OffsetPaginate(ctx context.Context, q Query, scopes ...Scope) (*schemas.OffsetPage[R], error) {
	page, err := v.pageOf(q, pagination.Offset)
	if err != nil {
		return nil, err
	}
	l, err := v.list(q, scopes)
	if err != nil {
		return nil, err
	}
	rows, err := l.fetch(ctx, nil, page.Size, 1, page.Skip)
	if err != nil {
		return nil, err
	}
	total, err := l.total(ctx, page.Count, seen{
		rows: rows.seen(page.Skip),
		all:  !rows.more && (len(rows.items) > 0 || page.Skip == 0),
	})
	if err != nil {
		return nil, err
	}
	next, err := rows.next(l, rows.more)
	if errors.Is(err, pagination.ErrTooLong) { // the next page has a number, too
		next, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	facets, counts, err := l.facets(ctx)
	if err != nil {
		return nil, err
	}
	return &schemas.OffsetPage[R]{
		Items: rows.items,
		Pagination: schemas.OffsetPagination{
			TotalCount: total.count, TotalRelation: total.relation, ItemsPerPage: page.Size, Page: page.Number,
			Pages: total.pages(page), HasMore: rows.more, NextCursor: next,
		},
		PaginationType: string(pagination.Offset), FilterAttributes: facets, Truncated: facets.Truncated(),
		FilterCounts: counts,
	}, nil
}

// CursorPaginate answers the page behind or before a cursor; without a cursor
// the first. ErrInvalidCursor where the cursor is not one of this list.
func (v *view[R]) CursorPaginate(ctx context.Context, q Query, scopes ...Scope) (*schemas.CursorPage[R], error) {
	page, err := v.pageOf(q, pagination.Keyset)
	if err != nil {
		return nil, err
	}
	l, err := v.list(q, scopes)
	if err != nil {
		return nil, err
	}
	at, err := l.position(page)
	if err != nil {
		return nil, err
	}
	rows, err := l.fetch(ctx, at, page.Size, 1, 0)
	if err != nil {
		return nil, err
	}
	next, prev, err := l.neighbours(ctx, at, rows)
	if err != nil {
		return nil, err
	}
	total, err := l.total(ctx, page.Count, seen{rows: rows.seen(0), all: at == nil && !rows.more})
	if err != nil {
		return nil, err
	}
	facets, counts, err := l.facets(ctx)
	if err != nil {
		return nil, err
	}
	return &schemas.CursorPage[R]{
		Items: rows.items,
		Pagination: schemas.CursorPagination{
			NextCursor: next, PrevCursor: prev, ItemsPerPage: page.Size, HasMore: rows.more,
			TotalCount: total.count, TotalRelation: total.relation,
		},
		PaginationType: string(pagination.Keyset), FilterAttributes: facets, Truncated: facets.Truncated(),
		FilterCounts: counts,
	}, nil
}
