package crud

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
)

// view reads a resource's rows in one shape.
type view[R any] struct {
	core

	read   reader[R]
	record record
}

func newView[R any](c core, read reader[R]) view[R] {
	return view[R]{core: c, read: read, record: newRecord(reflect.TypeFor[R]())}
}

// reader reads the rows of a plan.
type reader[R any] struct {
	// page reads them at once, and what stands beside each.
	page func(ctx context.Context, s store.Source, statement query.Rows) ([]R, store.Beside, error)
	// each reads them one by one, for as long as yield takes them.
	each func(ctx context.Context, s store.Source, p query.Plan, yield func(R) bool) error
	// only reads just the columns for some places in the struct; nil where a row
	// is made of all columns.
	only func(keep func(index []int) bool) reader[R]
}

func readShape[R any](shape *model.Shape) reader[R] {
	return reader[R]{
		page: func(ctx context.Context, s store.Source, statement query.Rows) ([]R, store.Beside, error) {
			return store.Rows[R](ctx, s, statement, shape)
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(R) bool) error {
			return store.Each(ctx, s, p, shape, yield)
		},
		only: func(keep func(index []int) bool) reader[R] { return readShape[R](shape.Only(keep)) },
	}
}

// readModels reads whole models where a hook looks at them.
func readModels[M any](c core) reader[M] {
	read := readShape[M](c.shape)
	if c.model.Schema.AfterFind {
		read.only = nil
	}
	return read
}

// View reads the rows of a factory in another shape. It has the factory's read
// methods.
type View[M, R any] struct {
	view[R]
}

// With is the view on another handle, such as a caller's transaction.
func (v *View[M, R]) With(tx *gorm.DB) *View[M, R] {
	other := v.view
	other.core = v.with(tx)
	return &View[M, R]{other}
}

// Scoped is a copy of the view that these scopes narrow as well.
func (v *View[M, R]) Scoped(scopes ...Scope) *View[M, R] {
	other := v.view
	other.core = v.scoped(scopes)
	return &View[M, R]{other}
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
	v := newView(c, readShape[R](shape))
	if reflect.TypeFor[R]() == c.model.Schema.ModelType {
		v.read = readModels[R](c)
		return v, nil
	}
	return v, c.clash(v.record, reflect.TypeFor[R]())
}

// clash reports a type of rows, other than the model, with a field of the name
// under which a relation is included.
func (c core) clash(r record, t reflect.Type) error {
	for _, include := range c.includes {
		if slices.Contains(r.names(), include.name) {
			return fmt.Errorf("%s: a field of %s is written as %q, and so is what include=%s answers: give it another name",
				c.resource.Name, t, include.name, include.key)
		}
	}
	return nil
}

// AsFunc reads whole models and maps each. A relation that is included takes the
// place of a field of its name.
func AsFunc[M, R any](f *CrudFactory[M], to func(M) R) *View[M, R] {
	return &View[M, R]{asFunc(f.core, to)}
}

func asFunc[M, R any](c core, to func(M) R) view[R] {
	models := readShape[M](c.shape)
	return newView(c, reader[R]{
		page: func(ctx context.Context, s store.Source, statement query.Rows) ([]R, store.Beside, error) {
			rows, beside, err := models.page(ctx, s, statement)
			mapped := make([]R, len(rows))
			for i, row := range rows {
				mapped[i] = to(row)
			}
			return mapped, beside, err
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(R) bool) error {
			return models.each(ctx, s, p, func(row M) bool { return yield(to(row)) })
		},
	})
}
