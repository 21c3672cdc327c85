package store

import (
	"context"
	"reflect"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// Beside are the values that were read beside each row: the order's keys, and
// the columns that link included relations.
type Beside struct {
	keys, links []*schemas.Field
	rows        [][]any
}

// Key is the position of a row: its key values, typed by their fields' kinds.
func (b Beside) Key(row int) ([]any, error) { return typed(b.keys, b.rows[row]) }

// Links are the values of a row's first n links.
func (b Beside) Links(row, n int) ([]any, error) {
	return typed(b.links[:n], b.rows[row][len(b.keys):])
}

// Last are the last n links of a row, as the driver gave them.
func (b Beside) Last(row, n int) []any { return b.rows[row][len(b.rows[row])-n:] }

func typed(fields []*schemas.Field, raw []any) ([]any, error) {
	values := make([]any, len(fields))
	for i, field := range fields {
		if blob, ok := raw[i].([]byte); ok && field.Accepts(blob) { // SQLite has them among texts, behind which they sort
			values[i] = blob
			continue
		}
		v, err := field.FromDriver(raw[i])
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

func newBeside(statement query.Rows) Beside {
	return Beside{
		keys: statement.Plan.Order.Fields(), links: statement.Links,
		rows: make([][]any, 0, max(statement.Plan.Limit, len(statement.Plan.Keys))),
	}
}

// keeps tells which rows' values are wanted beside: of a page that has no links
// those of its first and its last row, for cursors.
func keeps(row int, r query.Rows) bool {
	return !r.Peek || len(r.Links) > 0 || row == 0 || row == r.Plan.Limit-2
}

// Rows reads the rows of a plan into structs of the shape's type, which is R.
func Rows[R any](
	ctx context.Context, s Source, statement query.Rows, shape *Shape,
) ([]R, Beside, error) {
	rows := make([]R, 0, max(statement.Plan.Limit, len(statement.Plan.Keys)))
	statement.Columns, statement.Skeletons = shape.Columns, shape.skeletons
	beside, err := s.rows(ctx, statement, shape, &rows, func() reflect.Value {
		var none R
		rows = append(rows, none)
		return reflect.ValueOf(&rows[len(rows)-1]).Elem()
	})
	if err != nil {
		return nil, Beside{}, err
	}
	return rows, beside, nil
}

// Keys lists the primary keys of a plan's rows, in the plan's order, which is the
// total one.
func Keys(ctx context.Context, s Source, plan query.Plan) (keys [][]any, err error) {
	fields := plan.Order.Fields()
	for _, part := range plan.Parts(s.DB) {
		err := s.query(ctx, s.none(), query.Rows{Plan: part}, func(cursor result) (n int64, err error) {
			raw, dest := make([]cell, len(fields)), make([]any, len(fields))
			for i := range raw {
				dest[i] = &raw[i]
			}
			for ; cursor.Next(); n++ {
				if err := cursor.Scan(dest...); err != nil {
					return n, err
				}
				key, err := typed(fields, valuesOf(raw))
				if err != nil {
					return n, err
				}
				keys = append(keys, key)
			}
			return n, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// Models is Rows for code that does not know the type of the shape. The rows are
// addressable.
func Models(
	ctx context.Context, s Source, statement query.Rows, shape *Shape,
) (rows []reflect.Value, beside Beside, err error) {
	statement.Columns, statement.Skeletons = shape.Columns, shape.skeletons
	read := reflect.New(reflect.SliceOf(shape.Type))
	beside, err = s.rows(ctx, statement, shape, read.Interface(), func() reflect.Value {
		read.Elem().Set(reflect.Append(read.Elem(), reflect.Zero(shape.Type)))
		return read.Elem().Index(read.Elem().Len() - 1)
	})
	for i := range read.Elem().Len() {
		rows = append(rows, read.Elem().Index(i))
	}
	return rows, beside, err
}

// rows reads rows into the places that grow makes in into, a pointer to a slice.
func (s Source) rows(ctx context.Context, statement query.Rows, shape *Shape, into any, grow func() reflect.Value) (Beside, error) {
	beside := newBeside(statement)
	dest := s.dest(into)
	for _, statement.Plan = range statement.Plan.Parts(s.DB) {
		err := s.query(ctx, dest, statement, func(cursor result) (n int64, err error) {
			scanner := newScanner(cursor, shape, len(beside.keys)+len(beside.links))
			for ; cursor.Next(); n++ {
				values, err := scanner.scan(ctx, grow(), keeps(int(n), statement))
				if err != nil {
					return n, err
				}
				beside.rows = append(beside.rows, values)
			}
			return n, nil
		})
		if err != nil {
			return beside, err
		}
	}
	return beside, s.afterFind(ctx, dest)
}

// Each reads the rows of a plan one by one into the same struct of the shape's
// type, for as long as yield takes them; the statement is canceled then, since a
// driver would read what is left of it. Not so in a transaction, which would end
// with it.
func Each(ctx context.Context, s Source, plan query.Plan, shape *Shape, yield func(row reflect.Value) bool) error {
	one := reflect.New(reflect.SliceOf(shape.Type))
	one.Elem().Set(reflect.MakeSlice(one.Type().Elem(), 1, 1))
	row, dest := one.Elem().Index(0), s.dest(one.Interface())
	return s.each(ctx, query.Rows{Plan: plan, Columns: shape.Columns}, func(cursor result) func() (bool, error) {
		scanner := newScanner(cursor, shape, len(plan.Order.Keys))
		return func() (bool, error) {
			row.SetZero()
			_, err := scanner.scan(ctx, row, false)
			if err == nil {
				err = s.afterFind(ctx, dest)
			}
			return err == nil && yield(row), err
		}
	})
}

// each reads the rows of a statement one by one; the function that reading makes
// takes the current row, and tells whether more are wanted.
func (s Source) each(ctx context.Context, statement query.Rows, reading func(result) func() (bool, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stopped := false
	var failed error
	err := s.run(ctx, s.none(), statement, func(stmt *gorm.Statement) (int64, error) {
		n, err := s.sending(statement, func(cursor result) (n int64, err error) {
			read := reading(cursor)
			for ; !stopped && cursor.Next(); n++ {
				var more bool
				more, failed = read()
				if stopped = !more; stopped && failed == nil && !s.InTransaction() {
					cancel()
				}
			}
			return n, nil
		}).send(stmt)
		if stopped { // by us, which is no error
			err = failed
		}
		return n, err
	})
	if stopped {
		return failed
	}
	return err
}

// dest is what gorm and afterFind take for the result: rows of the model, or for
// another shape none.
func (s Source) dest(rows any) any {
	if reflect.TypeOf(rows).Elem() == reflect.SliceOf(reflect.TypeOf(s.Model).Elem()) {
		return rows
	}
	return s.none()
}

// none is an empty result of the model.
func (s Source) none() any {
	return reflect.New(reflect.SliceOf(reflect.TypeOf(s.Model).Elem())).Interface()
}

// InTransaction reports whether statements of the source share a transaction,
// which one that is canceled would end.
func (s Source) InTransaction() bool {
	return inTransaction(s.DB.Statement.ConnPool)
}

// Exists reports whether a plan has a row.
func Exists(ctx context.Context, s Source, plan query.Plan) (found bool, err error) {
	err = s.query(ctx, s.none(), query.Exists{Plan: plan}, func(cursor result) (int64, error) {
		if found = cursor.Next(); found {
			return 1, nil
		}
		return 0, nil
	})
	return found, err
}
