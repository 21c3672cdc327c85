package schemas

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// place is where a validator's namespace leads in the value that was validated.
type place struct {
	// tokens are those of a JSON Pointer.
	tokens []string
	// owner is the type of the struct that the last field on the way stands in.
	owner reflect.Type
}

// placeOf follows the names of struct fields, such as Order.Lines[3].Name. The
// value says which of its readings is right: a type's name and a map's key can
// hold dots and brackets, too.
func placeOf(value reflect.Value, namespace string) (place, bool) {
	value = behind(value)
	if name := value.Type().Name(); name != "" {
		namespace = strings.TrimPrefix(namespace, name+".")
	}
	return place{}.follow(value, "."+namespace)
}

// follow reads the next step of a namespace: .Field or [key].
func (p place) follow(v reflect.Value, rest string) (place, bool) {
	if rest == "" {
		return p, true
	}
	v = behind(v)
	name, field := strings.CutPrefix(rest, ".")
	switch {
	case !v.IsValid():
	case field && v.Kind() == reflect.Struct:
		return p.followField(v, name)
	case field:
	case v.Kind() == reflect.Map:
		return p.followKey(v, rest)
	case v.Kind() == reflect.Slice || v.Kind() == reflect.Array:
		digits, after, _ := strings.Cut(rest[1:], "]")
		if i, err := strconv.Atoi(digits); err == nil && i >= 0 && i < v.Len() {
			return p.with(digits).follow(v.Index(i), after)
		}
	}
	return p, false
}

func (p place) followField(v reflect.Value, rest string) (place, bool) {
	for field, value := range v.Fields() {
		after, ok := strings.CutPrefix(rest, field.Name)
		if !ok || after != "" && after[0] != '.' && after[0] != '[' {
			continue
		}
		next := p
		if name, inlined := jsonName(field); !inlined {
			next = p.with(name)
		}
		next.owner = v.Type()
		if found, ok := next.follow(value, after); ok {
			return found, true
		}
	}
	return p, false
}

func (p place) followKey(v reflect.Value, rest string) (place, bool) {
	for key, value := range v.Seq2() {
		after, ok := strings.CutPrefix(rest, fmt.Sprintf("[%v]", key))
		if !ok || after != "" && after[0] != '.' && after[0] != '[' {
			continue
		}
		if found, ok := p.with(jsonKey(key)).follow(value, after); ok {
			return found, true
		}
	}
	return p, false
}

func (p place) with(token string) place {
	p.tokens = append(p.tokens[:len(p.tokens):len(p.tokens)], token)
	return p
}

// behind is the value that pointers and interfaces lead to; invalid for nil.
func behind(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// jsonName is a field's key; a struct that is embedded without a name has none,
// since its own keys stand in its place.
func jsonName(f reflect.StructField) (name string, inlined bool) {
	tag := f.Tag.Get("json")
	name, _, _ = strings.Cut(tag, ",")
	if name != "" && tag != "-" {
		return name, false
	}
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return f.Name, f.Anonymous && t.Kind() == reflect.Struct && tag != "-"
}

// jsonKey is a map's key as encoding/json writes it.
func jsonKey(key reflect.Value) string {
	if text, ok := reflect.TypeAssert[encoding.TextMarshaler](key); ok && key.Kind() != reflect.String {
		if b, err := text.MarshalText(); err == nil {
			return string(b)
		}
	}
	return fmt.Sprint(key)
}

// keyOf names another field of a struct, such as Inner.Name, as JSON has it.
func keyOf(t reflect.Type, path string) string {
	var names []string
	for part := range strings.SplitSeq(path, ".") {
		for t != nil && t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t == nil || t.Kind() != reflect.Struct {
			return strconv.Quote(path)
		}
		field, ok := t.FieldByName(part)
		if !ok {
			return strconv.Quote(path)
		}
		if name, inlined := jsonName(field); !inlined {
			names = append(names, name)
		}
		t = field.Type
	}
	return strconv.Quote(strings.Join(names, "/"))
}
