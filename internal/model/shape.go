package model

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// Shape is a Go struct with the columns that fill it: the model itself, or a
// read schema.
type Shape struct {
	// Type is the struct's type.
	Type reflect.Type
	// Columns are to be selected in this order.
	Columns []*schemas.Field

	targets []target
	// indexes are the places in the struct, as reflect counts them.
	indexes [][]int
}

// Only is the shape less the columns whose place in the struct is not kept; the
// first one stays in any case, since a row has to have one.
func (s *Shape) Only(keep func(index []int) bool) *Shape {
	only := &Shape{Type: s.Type}
	for i, field := range s.Columns {
		if keep(s.indexes[i]) {
			only.add(field, s.targets[i], s.indexes[i])
		}
	}
	if len(only.Columns) == 0 {
		only.add(s.Columns[0], s.targets[0], s.indexes[0])
	}
	return only
}

// target is a struct field that a column is scanned into.
type target struct {
	// scratch makes a place to scan into; NULL must be welcome there.
	scratch func() any
	// set moves what was scanned into the row.
	set func(ctx context.Context, row reflect.Value, scratch any) error
	// plain is the field's type, and place finds the field in a row, where nothing
	// but its type decides how it is read; else both are nil.
	plain reflect.Type
	place func(ctx context.Context, row reflect.Value) reflect.Value
}

// Shape is the model's own: every column that can be read.
func (m *Model) Shape() *Shape {
	shape := &Shape{Type: m.Schema.ModelType}
	for _, name := range m.Schema.DBNames {
		if f := m.Schema.FieldsByDBName[name]; f.Readable {
			shape.add(m.intern(nil, f), columnTarget(f), plainIndex(f.StructField.Index))
		}
	}
	return shape
}

func (s *Shape) add(field *schemas.Field, t target, index []int) {
	s.Columns = append(s.Columns, field)
	s.targets = append(s.targets, t)
	s.indexes = append(s.indexes, index)
}

// plainIndex undoes gorm's sign for a struct that is embedded by pointer.
func plainIndex(index []int) []int {
	plain := slices.Clone(index)
	for i, n := range plain {
		if n < 0 {
			plain[i] = -n - 1
		}
	}
	return plain
}

// columnTarget fills a field of the model. gorm's own setter is used where a
// serializer reads the column.
func columnTarget(f *schema.Field) target {
	if f.Serializer != nil {
		return target{
			scratch: func() any { return f.NewValuePool.Get() },
			set:     func(ctx context.Context, row reflect.Value, v any) error { return f.Set(ctx, row, v) },
		}
	}
	return newTarget(f.FieldType, func(ctx context.Context, row reflect.Value) reflect.Value {
		return f.ReflectValueOf(ctx, row)
	})
}

// newTarget fills a field of any type that database/sql can scan. The value is
// scanned through a pointer, so that NULL leaves the field, and a struct that is
// embedded by pointer, as they are.
func newTarget(t reflect.Type, place func(context.Context, reflect.Value) reflect.Value) target {
	if indirect(t) == reflect.TypeFor[time.Time]() {
		return timeTarget(t, place)
	}
	pointer := t
	if t.Kind() != reflect.Pointer {
		pointer = reflect.PointerTo(t)
	}
	scanned := pointer
	if isBytes(pointer.Elem()) && !pointer.Implements(scannerType) {
		scanned = reflect.TypeFor[*[]byte]() // database/sql copies a text into no other type of bytes
	}
	return target{
		plain: t, place: place,
		scratch: func() any { return reflect.New(scanned).Interface() },
		set: func(ctx context.Context, row reflect.Value, scratch any) error {
			p := reflect.ValueOf(scratch).Elem()
			if p.IsNil() {
				return nil
			}
			if scanned != pointer {
				p = p.Convert(pointer)
			}
			if pointer != t {
				p = p.Elem()
			}
			place(ctx, row).Set(p)
			return nil
		},
	}
}

// timeTarget reads what SQLite's driver leaves undecoded as well.
func timeTarget(t reflect.Type, place func(context.Context, reflect.Value) reflect.Value) target {
	return target{
		plain: t, place: place,
		scratch: func() any { return new(instant) },
		set: func(ctx context.Context, row reflect.Value, scratch any) error {
			got, _ := scratch.(*instant)
			if !got.valid {
				return nil
			}
			dst := place(ctx, row)
			for dst.Kind() == reflect.Pointer {
				dst.Set(reflect.New(dst.Type().Elem()))
				dst = dst.Elem()
			}
			dst.Set(reflect.ValueOf(got.time))
			return nil
		},
	}
}

// instant is a nullable time, from whatever the driver has for one.
type instant struct {
	time  time.Time
	valid bool
}

// Scan implements sql.Scanner.
func (i *instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = instant{}
	case time.Time:
		*i = instant{time: v.UTC(), valid: true} // not in the server's own zone
	case int64: // unixepoch_micro, where the column's type got lost
		*i = instant{time: time.UnixMicro(v).UTC(), valid: true}
	case string: // PostgreSQL's infinity
		endless, ok := schemas.Endless(v)
		if !ok {
			return fmt.Errorf("cannot read %q as a time", v)
		}
		*i = instant{time: endless, valid: true}
	default:
		return fmt.Errorf("cannot read %T as a time", src)
	}
	return nil
}

// Scanner scans rows of one statement. It is for one goroutine.
type Scanner struct {
	shape *Shape
	// Dest are the places of the shape's columns, for sql.Rows.Scan; the
	// caller may append its own.
	Dest []any
}

// NewScanner makes the places that a statement's rows are scanned into, with room
// for more.
func (s *Shape) NewScanner(more int) *Scanner {
	r := &Scanner{shape: s, Dest: make([]any, len(s.targets), len(s.targets)+more)}
	for i := range s.targets {
		r.Place(i)
	}
	return r
}

// NewEmptyScanner makes no place before it is asked for.
func (s *Shape) NewEmptyScanner(more int) *Scanner {
	return &Scanner{shape: s, Dest: make([]any, len(s.targets), len(s.targets)+more)}
}

// Place is where column i is scanned.
func (s *Scanner) Place(i int) any {
	if s.Dest[i] == nil {
		s.Dest[i] = s.shape.targets[i].scratch()
	}
	return s.Dest[i]
}

// Set moves a scanned row into a struct of the shape's type, which is zero.
func (s *Scanner) Set(ctx context.Context, row reflect.Value) error {
	for i := range s.shape.targets {
		if err := s.SetColumn(ctx, row, i); err != nil {
			return err
		}
	}
	return nil
}

// SetColumn moves what was scanned of one column.
func (s *Scanner) SetColumn(ctx context.Context, row reflect.Value, i int) error {
	if err := s.shape.targets[i].set(ctx, row, s.Dest[i]); err != nil {
		return fmt.Errorf("%s: %w", s.shape.Columns[i].Path, err)
	}
	return nil
}

// Plain is the type of the struct field that column i fills, where nothing else
// decides how it is read; nil where a serializer does.
func (s *Shape) Plain(i int) reflect.Type { return s.targets[i].plain }

// Place is the field of a row that a plain column fills. The structs embedded by
// pointer on the way are made.
func (s *Shape) Place(ctx context.Context, row reflect.Value, i int) reflect.Value {
	return s.targets[i].place(ctx, row)
}

// Index is the place in the struct that column i fills, as reflect counts them.
func (s *Shape) Index(i int) []int { return s.indexes[i] }

// ReadSchema matches the fields of a struct with the model's columns: by the
// crud: tag, then by the model's field name, then by column. Every field
// without a match is reported; crud:"-" skips one.
func (m *Model) ReadSchema(t reflect.Type) (*Shape, error) {
	if t == m.Schema.ModelType {
		return m.Shape(), nil
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s: %s is not a struct", m.Table, t)
	}
	shape := &Shape{Type: t}
	var errs []error
	for _, sf := range reflect.VisibleFields(t) {
		tag, tagged := sf.Tag.Lookup("crud")
		embedded := sf.Anonymous && !tagged && indirect(sf.Type).Kind() == reflect.Struct
		if !sf.IsExported() || embedded || tag == "-" {
			continue
		}
		skipped, err := within(t, sf.Index)
		if err == nil && !skipped {
			err = m.match(shape, sf, tag)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %s.%s: %w", m.Table, t, sf.Name, err))
		}
	}
	if len(shape.Columns) == 0 && errs == nil {
		errs = append(errs, fmt.Errorf("%s: %s has no field that a column fills", m.Table, t))
	}
	return shape, errors.Join(errs...)
}

// within looks at the embedded structs that a field stands in. One with a tag is
// skipped or a column's as a whole; a pointer to an unexported one cannot be set.
func within(t reflect.Type, index []int) (skipped bool, err error) {
	for depth := 1; depth < len(index); depth++ {
		outer := t.FieldByIndex(index[:depth])
		if _, tagged := outer.Tag.Lookup("crud"); tagged {
			return true, nil
		}
		if !outer.IsExported() && outer.Type.Kind() == reflect.Pointer {
			return false, fmt.Errorf("stands in the unexported %s, which cannot be set: embed it without the pointer", outer.Type)
		}
	}
	return false, nil
}

func (m *Model) match(shape *Shape, sf reflect.StructField, path string) error {
	if path == "" {
		var err error
		if path, err = m.column(sf.Name); err != nil {
			return err
		}
	}
	field, err := m.Field(path)
	switch {
	case err != nil:
		return err
	case field.ToMany():
		return fmt.Errorf("%q has many values for one row", path)
	case !m.fits(field, sf.Type):
		return fmt.Errorf("%s cannot hold %s, which is %s", sf.Type, path, field.Kind)
	}
	shape.add(field, m.targetOf(field, sf), sf.Index)
	return nil
}

// column finds the model's column for a field's name.
func (m *Model) column(name string) (string, error) {
	byName := m.Schema.FieldsByName[name]
	byColumn := m.Schema.FieldsByDBName[m.snake(name)]
	switch {
	case byName != nil && byName.DBName != "" && byColumn != nil && byName != byColumn:
		return "", fmt.Errorf("matches both the field %s (column %q) and the column %q: say which with a crud: tag",
			name, byName.DBName, byColumn.DBName)
	case byName != nil && byName.DBName != "":
		return byName.DBName, nil
	}
	return m.snake(name), nil
}

// targetOf prefers the model's own way to read a column, where the types agree.
func (m *Model) targetOf(field *schemas.Field, sf reflect.StructField) target {
	place := func(_ context.Context, row reflect.Value) reflect.Value {
		for i, index := range sf.Index {
			if i > 0 && row.Kind() == reflect.Pointer {
				if row.IsNil() {
					row.Set(reflect.New(row.Type().Elem()))
				}
				row = row.Elem()
			}
			row = row.Field(index)
		}
		return row
	}
	f := m.source(field)
	if f.Serializer == nil {
		return newTarget(sf.Type, place)
	}
	// The serializer writes into a model of its own, from where it is copied.
	return target{
		scratch: func() any { return f.NewValuePool.Get() },
		set: func(ctx context.Context, row reflect.Value, scratch any) error {
			owner := reflect.New(f.Schema.ModelType).Elem()
			if err := f.Set(ctx, owner, scratch); err != nil {
				return err
			}
			place(ctx, row).Set(f.ReflectValueOf(ctx, owner))
			return nil
		},
	}
}
