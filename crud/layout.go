package crud

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/internal/wire"
)

// newLayout says how a shape's rows are written by the fields of a record; whole
// is set where those are all that the type has.
func newLayout(shape *store.Shape, r record, whole bool) *store.Layout {
	l := &store.Layout{Shape: shape}
	if !whole {
		l.Row = func(dst []byte, row reflect.Value) ([]byte, error) { return r.appendObject(dst, row, nil) }
	}
	for _, f := range r.fields {
		l.Members = append(l.Members, f.layout(shape))
	}
	return l
}

// layout is how a field is written from its columns.
func (f recordField) layout(shape *store.Shape) store.Member {
	m := store.Member{Write: f.member}
	for i := range shape.Columns {
		if index := shape.Index(i); len(index) >= len(f.reads) && slices.Equal(index[:len(f.reads)], f.reads) {
			m.Columns = append(m.Columns, i)
		}
	}
	field := shape.Type.FieldByIndex(f.index)
	_, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	switch {
	case len(m.Columns) == 0:
		constant, err := f.member(reflect.New(shape.Type).Elem())
		if err == nil {
			m.Constant = append([]byte{}, constant...)
		}
	case options == "" && len(m.Columns) == 1 && f.isColumn(shape, m.Columns[0]):
		null := wire.Null(field.Type)
		empty, err := f.member(reflect.New(shape.Type).Elem())
		if name, ok := bytes.CutSuffix(empty, null); ok && err == nil && len(null) > 0 {
			m.Name, m.Type, m.Null = name, field.Type, null
		}
	}
	return m
}

// isColumn reports a field that is just what one column has: nothing around it can
// be left out, and nothing but its type decides how it is read.
func (f recordField) isColumn(shape *store.Shape, i int) bool {
	return len(f.reads) == len(f.index) && slices.Equal(shape.Index(i), f.index) && shape.Plain(i) != nil
}

// objectReader reads the rows of a plan as JSON objects.
type objectReader struct {
	// page reads them at once; the objects last as long as room does, or have
	// their own where it is nil.
	page func(ctx context.Context, s store.Source, statement query.Rows, room *[]byte) (batch, store.Beside, error)
	// each reads them one by one, each in the place of the one before.
	each func(ctx context.Context, s store.Source, p query.Plan, yield func(object []byte) bool) error
}

// objects reads rows as JSON objects of a record, which is whole or has some
// fields of them.
func (r reader) objects(of record, whole bool) objectReader {
	if r.shape == nil {
		return r.written(func(dst []byte, e *wire.Encoder, row reflect.Value) ([]byte, error) {
			if whole {
				return e.Append(dst, row)
			}
			return of.appendObject(dst, row, nil)
		})
	}
	layout := newLayout(r.shape, of, whole)
	return objectReader{
		page: func(ctx context.Context, s store.Source, statement query.Rows, room *[]byte) (batch, store.Beside, error) {
			return batched(store.Objects(ctx, s, statement, layout, room))
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(object []byte) bool) error {
			return store.EachObject(ctx, s, p, layout, yield)
		},
	}
}

// written reads rows of any kind, and writes each.
func (r reader) written(write func(dst []byte, e *wire.Encoder, row reflect.Value) ([]byte, error)) objectReader {
	return objectReader{
		page: func(ctx context.Context, s store.Source, statement query.Rows, room *[]byte) (batch, store.Beside, error) {
			rows, beside, err := r.page(ctx, s, statement)
			if err != nil {
				return nil, beside, err
			}
			var e wire.Encoder
			all := wire.NewObjects(room, rows.len())
			for i := range rows.len() {
				one, err := write(all.Room(), &e, rows.at(i))
				if err != nil {
					return nil, beside, err
				}
				all.Add(one)
			}
			return &objects{all.Split()}, beside, nil
		},
		each: func(ctx context.Context, s store.Source, p query.Plan, yield func(object []byte) bool) error {
			var e wire.Encoder
			var object []byte
			var failed error
			err := r.each(ctx, s, p, func(row reflect.Value) bool {
				object, failed = write(object[:0], &e, row)
				return failed == nil && yield(object)
			})
			return errors.Join(err, failed)
		},
	}
}
