package crud

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
)

// lists reads a resource's rows in one shape. It is what all types of rows share.
type lists struct {
	core

	// of is the type of a row.
	of     reflect.Type
	read   reader
	record record
	// objects reads whole rows as they are answered.
	objects objectReader
	// mirror fills a row of the shape out of one of the model; nil where it takes
	// more than that.
	mirror func(ctx context.Context, row, into reflect.Value)
}

// view reads a resource's rows as R.
type view[R any] struct{ lists }

func newView[R any](c core, read reader) view[R] {
	of := reflect.TypeFor[R]()
	l := lists{core: c, of: of, read: read, record: newRecord(of)}
	l.objects = read.objects(l.record, true)
	if read.shape != nil {
		l.mirror = c.model.Mirror(read.shape.Shape)
	}
	return view[R]{l}
}

// reader reads the rows of a plan.
type reader struct {
	// page reads them at once, and what stands beside each.
	page pageReader
	// each reads them one by one, for as long as yield takes them.
	each func(ctx context.Context, s store.Source, p query.Plan, yield func(row reflect.Value) bool) error
	// only reads just the columns for some places in the struct; nil where a row
	// is made of all columns.
	only func(keep func(index []int) bool) reader
	// shape is what the columns fill, where a row is nothing but that; nil where a
	// hook or a function has to see it.
	shape *store.Shape
}

type pageReader func(ctx context.Context, s store.Source, statement query.Rows) (batch, store.Beside, error)

// readShape reads the columns of a shape.
func readShape[R any](shape *store.Shape) reader {
	return reader{
		shape: shape,
		page: func(ctx context.Context, s store.Source, statement query.Rows) (batch, store.Beside, error) {
			return batched(store.Rows[R](ctx, s, statement, shape))
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(row reflect.Value) bool) error {
			return store.Each(ctx, s, p, shape, yield)
		},
		only: func(keep func(index []int) bool) reader { return readShape[R](shape.Only(keep)) },
	}
}

// readModels reads whole models where a hook looks at them.
func readModels[M any](c core) reader {
	read := readShape[M](c.shape)
	if c.model.Schema.AfterFind {
		read.only, read.shape = nil, nil
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
	if reflect.TypeFor[R]() == c.model.Schema.ModelType {
		return newView[R](c, readModels[R](c)), nil
	}
	v := newView[R](c, readShape[R](store.NewShape(shape)))
	return v, c.clash(v.record, reflect.TypeFor[R]())
}

// clash reports a type of rows, other than the model, with a field of the name
// under which a relation is included.
func (c core) clash(r record, t reflect.Type) error {
	for _, include := range c.includes {
		if slices.Contains(r.names, include.name) {
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
	return newView[R](c, reader{
		page: func(ctx context.Context, s store.Source, statement query.Rows) (batch, store.Beside, error) {
			rows, beside, err := store.Rows[M](ctx, s, statement, c.shape)
			mapped := make([]R, len(rows))
			for i, row := range rows {
				mapped[i] = to(row)
			}
			return batched(mapped, beside, err)
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(row reflect.Value) bool) error {
			return models.each(ctx, s, p, func(row reflect.Value) bool {
				mapped := to(*row.Addr().Interface().(*M)) //nolint:forcetypeassert // they are models
				return yield(reflect.ValueOf(&mapped).Elem())
			})
		},
	})
}
