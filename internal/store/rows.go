package store

import (
	"context"
	"database/sql"
	"reflect"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// Keys are the values of an order's keys for each row that was read.
type Keys struct {
	fields []*schemas.Field
	rows   [][]any
}

// At is the position of a row: its key values, typed by their fields' kinds.
func (k Keys) At(row int) ([]any, error) {
	values := make([]any, len(k.fields))
	for i, field := range k.fields {
		v, err := field.FromDriver(k.rows[row][i])
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

// Rows reads the rows of a plan into structs of the shape's type, which is R.
// withKeys asks for their positions as well.
func Rows[R any](ctx context.Context, s Source, plan query.Plan, shape *model.Shape, withKeys bool) ([]R, Keys, error) {
	keys := Keys{fields: plan.KeyFields()}
	rows := make([]R, 0, plan.Limit)
	dest := s.dest(&rows)
	statement := query.Rows{Plan: plan, Columns: shape.Columns, Keys: withKeys}
	err := s.query(ctx, dest, statement, func(cursor *sql.Rows) (int64, error) {
		scanner := newScanner(cursor, shape, len(keys.fields))
		for cursor.Next() {
			var row R
			values, err := scanner.scan(ctx, cursor, reflect.ValueOf(&row).Elem())
			if err != nil {
				return int64(len(rows)), err
			}
			rows = append(rows, row)
			if withKeys {
				keys.rows = append(keys.rows, values)
			}
		}
		return int64(len(rows)), nil
	})
	if err == nil {
		err = s.afterFind(ctx, dest)
	}
	if err != nil {
		return nil, Keys{}, err
	}
	return rows, keys, nil
}

// dest is what gorm and afterFind take for the result: rows of the model, or for
// another shape none.
func (s Source) dest(rows any) any {
	slice := reflect.SliceOf(reflect.TypeOf(s.Model).Elem())
	if reflect.TypeOf(rows).Elem() == slice {
		return rows
	}
	return reflect.New(slice).Interface()
}

// scanner scans a row's columns, then its keys if there are any.
type scanner struct {
	*model.Scanner

	columns int
}

func newScanner(cursor *sql.Rows, shape *model.Shape, keys int) scanner {
	s := scanner{Scanner: shape.NewScanner(), columns: len(shape.Columns)}
	if names, err := cursor.Columns(); err == nil && len(names) > s.columns {
		for range keys {
			s.Dest = append(s.Dest, nil)
		}
	}
	return s
}

func (s scanner) scan(ctx context.Context, cursor *sql.Rows, row reflect.Value) ([]any, error) {
	values := make([]any, len(s.Dest)-s.columns)
	for i := range values {
		s.Dest[s.columns+i] = &values[i]
	}
	if err := cursor.Scan(s.Dest...); err != nil {
		return nil, err
	}
	return values, s.Set(ctx, row)
}

// Count counts the rows of a plan.
func Count(ctx context.Context, s Source, plan query.Plan) (int64, error) {
	return scalar[int64](ctx, s, query.Count{Plan: plan})
}

// Exists reports whether a plan has a row.
func Exists(ctx context.Context, s Source, plan query.Plan) (bool, error) {
	n, err := scalar[int64](ctx, s, query.Exists{Plan: plan})
	return n == 1, err
}

// scalar runs a statement of one column and at most one row.
func scalar[T any](ctx context.Context, s Source, statement clause.Expression) (value T, err error) {
	err = s.query(ctx, s.dest(new([]struct{})), statement, func(cursor *sql.Rows) (n int64, err error) {
		for cursor.Next() {
			if err = cursor.Scan(&value); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	})
	return value, err
}

// Values lists the values of a field among a plan's rows, typed by its kind.
func Values(ctx context.Context, s Source, plan query.Plan, field *schemas.Field) ([]any, error) {
	var values []any
	statement := query.Values{Plan: plan, Field: field}
	err := s.query(ctx, s.dest(new([]struct{})), statement, func(cursor *sql.Rows) (int64, error) {
		for cursor.Next() {
			var raw any
			if err := cursor.Scan(&raw); err != nil {
				return int64(len(values)), err
			}
			v, err := field.FromDriver(raw)
			if err != nil {
				return int64(len(values)), err
			}
			values = append(values, v)
		}
		return int64(len(values)), nil
	})
	return values, err
}
