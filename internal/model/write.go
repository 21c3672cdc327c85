package model

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// WriteShape is a struct that sets columns of the model.
type WriteShape struct {
	// Type is the struct's type.
	Type reflect.Type
	// Sets are relations to many whose keys the struct holds.
	Sets []KeySet

	fields []writeField
}

// IsSet reports whether a place in the struct holds the keys of related rows.
func (s *WriteShape) IsSet(index []int) bool {
	return slices.ContainsFunc(s.Sets, func(set KeySet) bool { return slices.Equal(set.Index, index) })
}

// writeField is a struct field with the model's field that it sets.
type writeField struct {
	name  string // of the struct's field
	index []int
	to    *schema.Field
}

// KeySet is a struct field with the keys of related rows, such as TagIDs.
type KeySet struct {
	// Name is the struct field's; Index its place.
	Name  string
	Index []int
	// Relation leads to the rows, from the values of Owners.
	Relation *schemas.Relation
	Owners   []*schemas.Field
	// Related is the related model, Key its primary key.
	Related *Model
	Key     *schemas.Field
	// Keys is the related model with its primary key only.
	Keys *Shape
}

// WriteSchema matches the fields of a struct with columns that can be written:
// by the crud: tag, then by the model's field name, then by column. A slice may
// hold the keys of a many-to-many relation, named by its tag or as tag_ids is
// for tags. Every field without a match is reported, and two for
// one column; crud:"-" skips one, and so does json:"-": what no body can hold
// would clear its column.
func (m *Model) WriteSchema(t reflect.Type) (*WriteShape, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s: %s is not a struct", m.Table, t)
	}
	shape := &WriteShape{Type: t}
	var errs []error
	for _, sf := range reflect.VisibleFields(t) {
		tag, tagged := sf.Tag.Lookup("crud")
		embedded := sf.Anonymous && !tagged && indirect(sf.Type).Kind() == reflect.Struct
		if !sf.IsExported() || embedded || tag == "-" || keyless(t, sf.Index) {
			continue
		}
		skipped, err := within(t, sf.Index)
		if err == nil && !skipped {
			err = m.matchWrite(shape, sf, tag)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %s.%s: %w", m.Table, t, sf.Name, err))
		}
	}
	return shape, errors.Join(errs...)
}

// keyless reports a field that has no key in JSON, or stands in a struct that has
// none.
func keyless(t reflect.Type, index []int) bool {
	for depth := 1; depth <= len(index); depth++ {
		if t.FieldByIndex(index[:depth]).Tag.Get("json") == "-" {
			return true
		}
	}
	return false
}

func (m *Model) matchWrite(shape *WriteShape, sf reflect.StructField, path string) error {
	if rel := m.keySet(sf, path); rel != nil {
		return m.addSet(shape, sf, rel)
	}
	if path == "" {
		var err error
		if path, err = m.column(sf.Name); err != nil {
			return err
		}
	}
	f := m.Schema.LookUpField(path)
	switch {
	case f == nil || f.DBName == "":
		return m.unknown(path, path, "no such column", m.writable())
	case !f.Creatable && !f.Updatable:
		return fmt.Errorf("%q cannot be written", path)
	case !assignable(f.FieldType, sf.Type) || !assignable(sf.Type, f.FieldType):
		return fmt.Errorf("%s cannot set %s, which is %s", sf.Type, path, f.FieldType)
	}
	if other := shape.FieldOf(f.DBName); other != "" {
		return fmt.Errorf("sets the column %q, which %s sets too: leave one out, or skip it with crud:\"-\"", f.DBName, other)
	}
	shape.fields = append(shape.fields, writeField{sf.Name, sf.Index, f})
	return nil
}

func (m *Model) writable() (names []string) {
	for _, name := range m.Schema.DBNames {
		if f := m.Schema.FieldsByDBName[name]; f.Creatable || f.Updatable {
			names = append(names, name)
		}
	}
	return names
}

// keySet is the many-to-many relation that a field holds the keys of.
func (m *Model) keySet(sf reflect.StructField, tag string) *schema.Relationship {
	if sf.Type.Kind() != reflect.Slice {
		return nil
	}
	for _, rel := range m.Schema.Relationships.Many2Many {
		name := m.snake(rel.Name)
		if tag == name || tag == "" && m.snake(sf.Name) == strings.TrimSuffix(name, "s")+"_ids" {
			return rel
		}
	}
	return nil
}

func (m *Model) addSet(shape *WriteShape, sf reflect.StructField, rel *schema.Relationship) error {
	relation, related, err := m.Step(rel.Name)
	if err != nil {
		return err
	}
	set := KeySet{Name: sf.Name, Index: sf.Index, Relation: relation, Related: related, Keys: related.KeyShape()}
	for _, link := range relation.Link {
		owner, err := m.Field(link.Owner)
		if err != nil {
			return err
		}
		set.Owners = append(set.Owners, owner)
	}
	key := related.PrimaryKey()
	if len(key) != 1 {
		return fmt.Errorf("%s has a key of %d columns", related.Table, len(key))
	}
	if f := related.source(key[0]); sf.Type.Elem() != f.FieldType {
		return fmt.Errorf("%s does not hold keys of %s, which are %s", sf.Type, related.Table, f.FieldType)
	}
	for _, other := range shape.Sets {
		if other.Relation.Path == relation.Path {
			return fmt.Errorf("holds the keys of %q, as %s does too: leave one out, or skip it with crud:\"-\"", relation.Path, other.Name)
		}
	}
	set.Key = key[0]
	shape.Sets = append(shape.Sets, set)
	return nil
}

// Apply sets the model's columns from a struct of the shape.
func (s *WriteShape) Apply(ctx context.Context, from, model reflect.Value) {
	for _, f := range s.fields {
		if v, err := from.FieldByIndexErr(f.index); err == nil {
			assign(f.to.ReflectValueOf(ctx, model), v)
		}
	}
}

// Fill is Apply the other way round.
func (s *WriteShape) Fill(ctx context.Context, model, to reflect.Value) {
	for _, f := range s.fields {
		place := reach(to, f.index)
		assign(place, f.to.ReflectValueOf(ctx, model))
	}
}

// reach makes the structs that are embedded by pointer on the way to a field.
func reach(row reflect.Value, index []int) reflect.Value {
	for i, n := range index {
		if i > 0 && row.Kind() == reflect.Pointer {
			if row.IsNil() {
				row.Set(reflect.New(row.Type().Elem()))
			}
			row = row.Elem()
		}
		row = row.Field(n)
	}
	return row
}

// FieldOf is the name of the struct field that sets a column; "" for none.
func (s *WriteShape) FieldOf(column string) string {
	for _, f := range s.fields {
		if f.to.DBName == column {
			return f.name
		}
	}
	return ""
}

// assignable reports whether assign can put a value of one type into another.
func assignable(to, from reflect.Type) bool {
	to, from = indirect(to), indirect(from)
	switch {
	case to == from:
		return true
	case to.Kind() != from.Kind() || to.Kind() == reflect.Struct:
		return isInt(to) && isInt(from) && to.Bits() == from.Bits()
	}
	return from.ConvertibleTo(to)
}

func isInt(t reflect.Type) bool { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64 }

// assign puts a value into a place, through pointers on both sides; nil becomes
// a zero value.
func assign(to, from reflect.Value) {
	for from.Kind() == reflect.Pointer && from.Type() != to.Type() {
		if from.IsNil() {
			to.SetZero()
			return
		}
		from = from.Elem()
	}
	if from.Type() == to.Type() {
		to.Set(from)
		return
	}
	if to.Kind() == reflect.Pointer {
		to.Set(reflect.New(to.Type().Elem()))
		assign(to.Elem(), from)
		return
	}
	to.Set(from.Convert(to.Type()))
}

// Changed names the columns whose values differ between two rows of the model.
func (m *Model) Changed(ctx context.Context, before, after reflect.Value) (columns []string) {
	for _, name := range m.Schema.DBNames {
		f := m.Schema.FieldsByDBName[name]
		if f.Updatable && !f.PrimaryKey && !same(f.ReflectValueOf(ctx, before).Interface(), f.ReflectValueOf(ctx, after).Interface()) {
			columns = append(columns, name)
		}
	}
	return columns
}

// same compares two values of one column: times by their instants.
func same(a, b any) bool {
	x, ok := timeOf(a)
	y, both := timeOf(b)
	if ok && both {
		return x.Equal(y)
	}
	return reflect.DeepEqual(a, b)
}

// timeOf is the time that a value holds; false for none.
func timeOf(v any) (time.Time, bool) {
	switch v := v.(type) {
	case time.Time:
		return v, true
	case *time.Time:
		if v != nil {
			return *v, true
		}
	case sql.NullTime:
		return v.Time, v.Valid
	case gorm.DeletedAt:
		return v.Time, v.Valid
	case sql.Null[time.Time]:
		return v.V, v.Valid
	}
	return time.Time{}, false
}

// KeyOf are the values of a row's primary key.
func (m *Model) KeyOf(ctx context.Context, row reflect.Value) []any {
	values := make([]any, len(m.Schema.PrimaryFields))
	for i, f := range m.Schema.PrimaryFields {
		values[i] = f.ReflectValueOf(ctx, row).Interface()
	}
	return values
}

// SetKey sets the columns that name a row to values as identify takes them: of their
// Go types, or texts.
func (m *Model) SetKey(ctx context.Context, row reflect.Value, key []*schemas.Field, id any) error {
	values, composite := id.([]any)
	if !composite {
		values = []any{id}
	}
	if len(values) != len(key) {
		return errors.New("the key has another number of values")
	}
	for i, field := range key {
		v, err := field.FromGo(values[i])
		if err != nil {
			return err
		}
		if err := m.Schema.FieldsByDBName[field.Column].Set(ctx, row, v); err != nil {
			return err
		}
	}
	return nil
}

// IsZero reports a row that has no value in a column.
func (m *Model) IsZero(ctx context.Context, row reflect.Value, column string) bool {
	_, zero := m.Schema.FieldsByDBName[column].ValueOf(ctx, row)
	return zero
}

// Set gives a row a value in a column.
func (m *Model) Set(ctx context.Context, row reflect.Value, column string, value any) error {
	return m.Schema.FieldsByDBName[column].Set(ctx, row, value)
}

// Value is what a row has in a column, as a value of Go.
func (m *Model) Value(ctx context.Context, row reflect.Value, column string) any {
	return m.Schema.FieldsByDBName[column].ReflectValueOf(ctx, row).Interface()
}

// Undelete clears the mark of a soft delete; false where the model has none.
func (m *Model) Undelete(ctx context.Context, row reflect.Value) bool {
	for _, f := range m.Schema.Fields {
		if f.FieldType == reflect.TypeFor[gorm.DeletedAt]() {
			f.ReflectValueOf(ctx, row).SetZero()
			return true
		}
	}
	return false
}

// SoftDeletes reports a model whose rows are marked rather than deleted.
func (m *Model) SoftDeletes() bool {
	return slices.ContainsFunc(m.Schema.Fields, func(f *schema.Field) bool { return f.FieldType == reflect.TypeFor[gorm.DeletedAt]() })
}

// Keeps refuses a column in which gorm or the database writes what no row was given.
func (m *Model) Keeps(column string) error {
	switch f := m.Schema.FieldsByDBName[column]; {
	case f.AutoUpdateTime > 0:
		return errors.New("gorm sets it anew on each update, and would move the row")
	case padded(f):
		return errors.New("its type pads texts with blanks: use text, or varchar")
	case f.DefaultValueInterface != nil:
		return fmt.Errorf("gorm writes its default %s for a zero value: leave the default out of the tag", f.DefaultValue)
	}
	return nil
}

// TellsVersions refuses a column in which two updates can leave the same: a time
// that gorm does not set, or not to the microsecond, and an integer that it sets.
func (m *Model) TellsVersions(column string) error {
	f := m.Schema.FieldsByDBName[column]
	isTime := indirect(f.FieldType) == reflect.TypeFor[time.Time]()
	switch {
	case isTime && f.AutoUpdateTime == 0:
		return errors.New("gorm does not set it on updates: call the field UpdatedAt, or add gorm:\"autoUpdateTime\"")
	case isTime && coarse.MatchString(f.TagSettings["TYPE"]):
		return errors.New("its type does not keep microseconds")
	case !isTime && f.AutoUpdateTime != 0:
		return errors.New("gorm sets it to a time in whole units: use a time.Time, or a counter that gorm leaves alone")
	}
	return nil
}

// coarse is a type of times with less than microseconds: timestamp(0).
var coarse = regexp.MustCompile(`\([0-5]\)`)

// Bump counts a version column up, of the row that is to be written.
func (m *Model) Bump(ctx context.Context, column string, row reflect.Value) {
	v := m.Schema.FieldsByDBName[column].ReflectValueOf(ctx, row)
	if v.CanInt() {
		v.SetInt(v.Int() + 1)
	} else if v.CanUint() {
		v.SetUint(v.Uint() + 1)
	}
}
