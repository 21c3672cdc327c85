package store

import (
	"context"
	"fmt"
	"reflect"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/wire"
)

// scanner reads the rows of a result: a shape's columns, then what is beside
// them.
type scanner struct {
	*model.Scanner

	cursor result
	shape  *Shape
	beside []cell
	// raw and setters are for results that come straight from the connection: a
	// column with a setter needs no place to be scanned into.
	raw     *raw
	setters []wire.Setter
}

func newScanner(cursor result, shape *Shape, beside int) *scanner {
	s := &scanner{cursor: cursor, shape: shape, beside: make([]cell, beside)}
	if s.raw, _ = cursor.(*raw); s.raw != nil {
		s.Scanner = shape.NewEmptyScanner(beside)
	} else {
		s.Scanner = shape.NewScanner(beside)
	}
	for i := range s.beside {
		s.Dest = append(s.Dest, &s.beside[i])
	}
	return s
}

// scan reads the current row into a struct that is zero, and what is beside it if
// wanted.
func (s *scanner) scan(ctx context.Context, row reflect.Value, wanted bool) ([]any, error) {
	var err error
	if s.raw != nil {
		err = s.scanRaw(ctx, row, wanted)
	} else if err = s.cursor.Scan(s.Dest...); err == nil {
		err = s.Set(ctx, row)
	}
	if err != nil || !wanted {
		return nil, err
	}
	return valuesOf(s.beside), nil
}

func (s *scanner) scanRaw(ctx context.Context, row reflect.Value, wanted bool) error {
	if s.setters == nil {
		s.setters = s.shape.settersFor(s.raw.Columns())
	}
	for i, src := range s.raw.RawValues() {
		if err := s.scanColumn(ctx, row, i, src, wanted); err != nil {
			return err
		}
	}
	return nil
}

func (s *scanner) scanColumn(ctx context.Context, row reflect.Value, i int, src []byte, wanted bool) error {
	switch {
	case i >= len(s.shape.Columns):
		if !wanted {
			return nil
		}
		return s.raw.scan(i, src, s.Dest[i])
	case s.setters[i] == nil:
		if err := s.raw.scan(i, src, s.Place(i)); err != nil {
			return fmt.Errorf("%s: %w", s.shape.Columns[i].Path, err)
		}
		return s.SetColumn(ctx, row, i)
	case src == nil: // the field stays as it is
		return nil
	}
	if err := s.setters[i](s.shape.Place(ctx, row, i), src); err != nil {
		return fmt.Errorf("%s: %w", s.shape.Columns[i].Path, err)
	}
	return nil
}
