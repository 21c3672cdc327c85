package crud

import (
	"context"
	"reflect"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
)

// view reads a resource's rows in one shape.
type view[R any] struct {
	core

	read reader[R]
}

// reader reads the rows of a plan.
type reader[R any] struct {
	// page reads them at once, and their positions if asked.
	page func(ctx context.Context, s store.Source, p query.Plan, keys bool) ([]R, store.Keys, error)
	// each reads them one by one, for as long as yield takes them.
	each func(ctx context.Context, s store.Source, p query.Plan, yield func(R) bool) error
}

func readShape[R any](shape *model.Shape) reader[R] {
	return reader[R]{
		page: func(ctx context.Context, s store.Source, p query.Plan, keys bool) ([]R, store.Keys, error) {
			return store.Rows[R](ctx, s, p, shape, keys)
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(R) bool) error {
			return store.Each(ctx, s, p, shape, yield)
		},
	}
}

// View reads the rows of a factory in another shape. It has the factory's read
// methods.
type View[M, R any] struct {
	view[R]
}

// With is the view on another handle, such as a caller's transaction.
func (v *View[M, R]) With(tx *gorm.DB) *View[M, R] {
	return &View[M, R]{view[R]{core: v.with(tx), read: v.read}}
}

// Scoped is a copy of the view that these scopes narrow as well.
func (v *View[M, R]) Scoped(scopes ...Scope) *View[M, R] {
	return &View[M, R]{view[R]{core: v.scoped(scopes), read: v.read}}
}

// As reads only the columns that fill a struct's fields: each is matched by its
// crud: tag, then by the model's field name, then by column. A field without a
// match is an error; crud:"-" skips one. A NULL reads as a zero value where the
// field is no pointer; a struct embedded by pointer is nil where all its columns
// are NULL. Hooks of the model do not run.
func As[R, M any](f *CrudFactory[M]) (*View[M, R], error) {
	v, err := as[R](f.core)
	return &View[M, R]{v}, err
}

func as[R any](c core) (view[R], error) {
	shape, err := c.readSchema(reflect.TypeFor[R]())
	if err != nil {
		return view[R]{}, err
	}
	return view[R]{core: c, read: readShape[R](shape)}, nil
}

// AsFunc reads whole models and maps each.
func AsFunc[M, R any](f *CrudFactory[M], to func(M) R) *View[M, R] {
	return &View[M, R]{asFunc(f.core, to)}
}

func asFunc[M, R any](c core, to func(M) R) view[R] {
	models := readShape[M](c.shape)
	return view[R]{core: c, read: reader[R]{
		page: func(ctx context.Context, s store.Source, p query.Plan, keys bool) ([]R, store.Keys, error) {
			rows, positions, err := models.page(ctx, s, p, keys)
			mapped := make([]R, len(rows))
			for i, row := range rows {
				mapped[i] = to(row)
			}
			return mapped, positions, err
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(R) bool) error {
			return models.each(ctx, s, p, func(row M) bool { return yield(to(row)) })
		},
	}}
}
