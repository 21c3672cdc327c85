package model

import (
	"context"
	"reflect"
	"slices"

	"gorm.io/gorm/schema"
)

// Copy copies a row of the model with what its columns point to, at any depth,
// and the structs that are embedded by pointer: a change to the copy leaves the
// original as it is. Relations are shared.
func (m *Model) Copy(_ context.Context, from, to reflect.Value) {
	to.Set(from)
	var fresh []reflect.Value // pointers to embedded structs of the copy's own
	for _, name := range m.Schema.DBNames {
		place, ok := ownPlace(m.Schema.FieldsByDBName[name], to, &fresh)
		if ok {
			place.Set(clone(place))
		}
	}
}

// ownPlace finds a column's place in a copy, and gives the copy its own of each
// struct on the way that is embedded by pointer; false where one is nil.
func ownPlace(f *schema.Field, row reflect.Value, fresh *[]reflect.Value) (place reflect.Value, ok bool) {
	for i, n := range plainIndex(f.StructField.Index) {
		if i > 0 && row.Kind() == reflect.Pointer {
			if row.IsNil() {
				return row, false
			}
			if !slices.ContainsFunc(*fresh, func(p reflect.Value) bool { return p.Pointer() == row.Pointer() }) {
				own := reflect.New(row.Type().Elem())
				own.Elem().Set(row.Elem())
				row.Set(own)
				*fresh = append(*fresh, own)
			}
			row = row.Elem()
		}
		row = row.Field(n)
	}
	return row, true
}

// clone copies a value with all that it refers to, but for fields that are not
// exported.
func clone(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(clone(v.Elem()))
			return own.Convert(v.Type())
		}
	case reflect.Interface:
		if !v.IsNil() {
			return clone(v.Elem())
		}
	case reflect.Slice:
		if !v.IsNil() {
			own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(own, v)
			cloneElements(own)
			return own
		}
	case reflect.Map:
		if !v.IsNil() {
			own := reflect.MakeMapWithSize(v.Type(), v.Len())
			for key, value := range v.Seq2() {
				own.SetMapIndex(key, clone(value))
			}
			return own
		}
	case reflect.Array:
		own := reflect.New(v.Type()).Elem()
		own.Set(v)
		cloneElements(own)
		return own
	case reflect.Struct:
		own := reflect.New(v.Type()).Elem()
		own.Set(v)
		for _, field := range own.Fields() {
			if field.CanSet() {
				field.Set(clone(field))
			}
		}
		return own
	}
	return v
}

// cloneElements clones in place what an array or a slice holds.
func cloneElements(list reflect.Value) {
	if !hasReferences(list.Type().Elem().Kind()) {
		return
	}
	for i := range list.Len() {
		list.Index(i).Set(clone(list.Index(i)))
	}
}

// hasReferences reports kinds that may refer to what a copy would share.
func hasReferences(k reflect.Kind) bool { return k >= reflect.Array && k != reflect.String }
