package store

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/wire"
)

// Layout is how rows of a shape are written as JSON objects. Where a row comes
// straight from the connection, members that are just what a column has are
// written without a struct between.
type Layout struct {
	Shape *Shape
	// Members are those of an object, in order.
	Members []Member
	// Row appends a row, addressable, that was read into a struct; nil where that is
	// what encoding/json makes of it.
	Row func(dst []byte, row reflect.Value) ([]byte, error)

	appenders wire.Fitted[wire.Appender]
}

// Member is one member of an object.
type Member struct {
	// Name is the encoded name with its colon.
	Name []byte
	// Columns are those of the shape that the member is made of, by their places.
	Columns []int
	// Type is the struct field's, where the member is what its one column has; nil
	// where Write decides.
	Type reflect.Type
	// Write writes the member as encoding/json does: its name and value, or
	// nothing.
	Write func(row reflect.Value) ([]byte, error)
	// Constant is what a member without a column has; nil where it has columns.
	Constant []byte
	// Null is what NULL is written as.
	Null []byte
}

// object is how a layout's rows are written from one result.
type object struct {
	*Layout

	cursor result
	// beside is how many values stand beside a row.
	beside int
	// raw is the cursor if members can be written from it.
	raw       *raw
	appenders []wire.Appender // by member; nil where a struct is needed
	// scanner and row are for members that need a struct; nil where none does.
	scanner *scanner
	row     reflect.Value
	encoder wire.Encoder
}

func (l *Layout) object(cursor result, beside int) *object {
	o := &object{Layout: l, cursor: cursor, beside: beside}
	o.raw, _ = cursor.(*raw)
	if o.raw == nil || len(l.Members) == 0 {
		o.raw = nil
		o.viaStruct()
	}
	return o
}

// viaStruct makes what rows are read into.
func (o *object) viaStruct() {
	o.scanner, o.row = newScanner(o.cursor, o.Shape, o.beside), reflect.New(o.Shape.Type).Elem()
}

// append appends the current row, and reads what is beside it if wanted.
func (o *object) append(ctx context.Context, dst []byte, wanted bool) ([]byte, []any, error) {
	if o.raw == nil {
		return o.appendStruct(ctx, dst, wanted)
	}
	if o.appenders == nil {
		o.fit(o.raw.Columns())
	}
	values := o.raw.RawValues()
	if err := o.fill(ctx, values); err != nil {
		return dst, nil, err
	}
	dst, err := o.appendMembers(append(dst, '{'), values)
	if err != nil || !wanted {
		return dst, nil, err
	}
	beside := make([]any, o.beside)
	for i := range beside {
		at := len(o.Shape.Columns) + i
		if beside[i], err = o.raw.value(o.raw.Columns()[at], values[at]); err != nil {
			return dst, nil, err
		}
	}
	return dst, beside, nil
}

// appendStruct reads the row into a struct first.
func (o *object) appendStruct(ctx context.Context, dst []byte, wanted bool) ([]byte, []any, error) {
	o.row.SetZero()
	beside, err := o.scanner.scan(ctx, o.row, wanted)
	if err != nil {
		return dst, nil, err
	}
	if o.Row != nil {
		dst, err = o.Row(dst, o.row)
	} else {
		dst, err = o.encoder.Append(dst, o.row)
	}
	return dst, beside, err
}

// appendersFor finds how each member is written from what the columns are sent
// as; nil where through a struct.
func (l *Layout) appendersFor(columns []wire.Column) []wire.Appender {
	return l.appenders.For(columns, func() []wire.Appender {
		found := make([]wire.Appender, len(l.Members))
		for i, m := range l.Members {
			if m.Type != nil {
				found[i] = columns[m.Columns[0]].AppenderFor(m.Type)
			}
		}
		return found
	})
}

// fit finds how the members of a result are written.
func (o *object) fit(columns []wire.Column) {
	o.appenders = o.appendersFor(columns)
	for i, m := range o.Members {
		if o.appenders[i] == nil && m.Constant == nil && o.scanner == nil {
			o.viaStruct()
			o.scanner.setters = o.Shape.settersFor(columns)
		}
	}
}

// fill reads the columns of the members that need a struct.
func (o *object) fill(ctx context.Context, values [][]byte) error {
	if o.scanner == nil {
		return nil
	}
	o.row.SetZero()
	for i, m := range o.Members {
		if o.appenders[i] != nil {
			continue
		}
		for _, column := range m.Columns {
			if err := o.scanner.scanColumn(ctx, o.row, column, values[column], true); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *object) appendMembers(dst []byte, values [][]byte) ([]byte, error) {
	for i := range o.Members {
		var err error
		switch m := &o.Members[i]; {
		case m.Constant != nil:
			dst = wire.AppendMember(dst, m.Constant)
		case o.appenders[i] != nil:
			dst, err = o.appendColumn(dst, m, values[m.Columns[0]], o.appenders[i])
		default:
			var written []byte
			written, err = m.Write(o.row)
			dst = wire.AppendMember(dst, written)
		}
		if err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// appendColumn appends a member that is just what its column has.
func (o *object) appendColumn(dst []byte, m *Member, src []byte, value wire.Appender) ([]byte, error) {
	dst = wire.AppendMember(dst, m.Name)
	if src == nil {
		return append(dst, m.Null...), nil
	}
	dst, err := value(dst, src)
	if err != nil {
		err = fmt.Errorf("%s: %w", o.Shape.Columns[m.Columns[0]].Path, err)
	}
	return dst, err
}

// Objects reads the rows of a plan as JSON objects, which lie behind each other
// in room and last as long as that does; nil makes one of their own.
func Objects(ctx context.Context, s Source, statement query.Rows, layout *Layout, room *[]byte) ([]json.RawMessage, Beside, error) {
	beside := newBeside(statement)
	statement.Columns, statement.Skeletons = layout.Shape.Columns, layout.Shape.skeletons
	w := wire.NewObjects(room, max(statement.Plan.Limit, len(statement.Plan.Keys)))
	for _, statement.Plan = range statement.Plan.Parts(s.DB) {
		err := s.query(ctx, s.none(), statement, func(cursor result) (n int64, err error) {
			o := layout.object(cursor, len(beside.keys)+len(beside.links))
			for ; cursor.Next(); n++ {
				written, values, err := o.append(ctx, w.Room(), keeps(int(n), statement))
				if err != nil {
					return n, err
				}
				w.Add(written)
				beside.rows = append(beside.rows, values)
			}
			return n, nil
		})
		if err != nil {
			return nil, beside, err
		}
	}
	return w.Split(), beside, nil
}

// EachObject reads the rows of a plan one by one as JSON objects, each in the
// place of the one before, for as long as yield takes them.
func EachObject(ctx context.Context, s Source, plan query.Plan, layout *Layout, yield func(object []byte) bool) error {
	statement := query.Rows{Plan: plan, Columns: layout.Shape.Columns}
	return s.each(ctx, statement, func(cursor result) func() (bool, error) {
		o := layout.object(cursor, len(plan.Order.Keys))
		var buffer []byte
		return func() (bool, error) {
			var err error
			buffer, _, err = o.append(ctx, buffer[:0], false)
			return err == nil && yield(buffer), err
		}
	})
}
