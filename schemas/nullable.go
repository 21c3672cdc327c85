package schemas

import (
	"encoding/json"
	"reflect"
	"time"
)

// isNullable reports types that JSON's null means something to: those that have
// a nil, those that change when they read null, and those whose value is nil for
// the database when they have read nothing. The latter are sql.Null and its kin.
func isNullable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	for _, depth := range []int{0, maxFill} {
		before, after := reflect.New(t), reflect.New(t)
		fill(before.Elem(), depth)
		fill(after.Elem(), depth)
		if json.Unmarshal([]byte("null"), after.Interface()) == nil && !reflect.DeepEqual(before.Interface(), after.Interface()) {
			return true
		}
	}
	return hasNilValue(reflect.New(t))
}

// hasNilValue asks a driver.Valuer, by its method's shape: a schema imports
// nothing of a database.
func hasNilValue(v reflect.Value) bool {
	method := v.MethodByName("Value")
	if !method.IsValid() {
		return false
	}
	t := method.Type()
	if t.NumIn() != 0 || t.NumOut() != 2 || t.Out(0).Kind() != reflect.Interface || t.Out(1) != reflect.TypeFor[error]() {
		return false
	}
	results := method.Call(nil)
	return results[0].IsNil() && results[1].IsNil()
}

// maxFill is how deep fill goes into structs.
const maxFill = 4

// fill makes a value another than zero, where its fields can be set.
func fill(v reflect.Value, depth int) {
	if depth == 0 || !v.CanSet() {
		return
	}
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Unix(1, 0)))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(1)
	case v.CanUint():
		v.SetUint(1)
	case v.CanFloat():
		v.SetFloat(1)
	case v.Kind() == reflect.String:
		v.SetString("1")
	case v.Kind() == reflect.Struct:
		for _, field := range v.Fields() {
			fill(field, depth-1)
		}
	case v.Kind() == reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), depth-1)
		}
	}
}
