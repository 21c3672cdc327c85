package wire

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
)

// memberAppender is how one field of a struct is written.
type memberAppender struct {
	field int
	// name is the encoded name with its colon.
	name []byte
	// pointer is set where the field is nil for null.
	pointer bool
	value   func(dst []byte, v reflect.Value) ([]byte, error)
}

var memberAppenders sync.Map // of reflect.Type to []memberAppender

// membersOf says how a struct is written that is no more than fields of plain
// types, each under its name; nil for any other type.
func membersOf(t reflect.Type) []memberAppender {
	if known, ok := memberAppenders.Load(t); ok {
		members, _ := known.([]memberAppender)
		return members
	}
	members := compile(t)
	memberAppenders.Store(t, members)
	return members
}

func compile(t reflect.Type) (members []memberAppender) {
	if t.Kind() != reflect.Struct || custom(t) || t == timeType {
		return nil
	}
	names := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Tag.Get("json") == "-":
			continue
		case f.Anonymous, options != "", name != "" && !plainName(name):
			return nil
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		m := memberAppender{field: i, name: append(AppendString(nil, name), ':'), pointer: f.Type.Kind() == reflect.Pointer}
		of := f.Type
		if m.pointer {
			of = of.Elem()
		}
		if m.value = valueAppender(of); m.value == nil || names[name] {
			return nil
		}
		names[name] = true
		members = append(members, m)
	}
	return members
}

// plainName reports names that encoding/json takes as they are, of the many that it
// does.
func plainName(name string) bool {
	return strings.IndexFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-'
	}) < 0
}

var timeType = reflect.TypeFor[time.Time]()

// valueAppender writes values of a plain type; nil for any other.
func valueAppender(t reflect.Type) func(dst []byte, v reflect.Value) ([]byte, error) {
	switch {
	case t == timeType:
		return func(dst []byte, v reflect.Value) ([]byte, error) {
			at, _ := reflect.TypeAssert[time.Time](v)
			return appendTime(dst, at)
		}
	case custom(t) || t == reflect.TypeFor[json.RawMessage]():
		return nil
	}
	switch t.Kind() {
	case reflect.String:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return AppendString(dst, v.String()), nil }
	case reflect.Bool:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return strconv.AppendBool(dst, v.Bool()), nil }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return strconv.AppendInt(dst, v.Int(), 10), nil }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return strconv.AppendUint(dst, v.Uint(), 10), nil }
	case reflect.Float32, reflect.Float64:
		return func(dst []byte, v reflect.Value) ([]byte, error) { return appendFloat(dst, v.Float(), t.Bits()) }
	}
	return nil
}

// appendObject writes a struct; false where it has what cannot be written.
func appendObject(dst []byte, v reflect.Value, members []memberAppender) ([]byte, bool) {
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, m.name...)
		field := v.Field(m.field)
		if m.pointer {
			if field.IsNil() {
				dst = append(dst, "null"...)
				continue
			}
			field = field.Elem()
		}
		var err error
		if dst, err = m.value(dst, field); err != nil {
			return dst, false
		}
	}
	return append(dst, '}'), true
}
