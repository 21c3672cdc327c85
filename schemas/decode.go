package schemas

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/internal/rawjson"
)

// Decode reads an object, of a body that [CheckBody] has found to be JSON, into a
// struct of the schema, addressable. It reports every key that is unknown or
// read-only, every null for what cannot be one, and every value of another type, at
// any depth, below the prefix; about the first [MaxMistakes] of them, behind which
// nothing is read. Keys match exactly. given are the keys that were there.
func (s *BodySchema) Decode(body []byte, into reflect.Value, prefix string) (given []string, errs InputErrors) {
	values := make([]json.RawMessage, len(s.Keys))
	ok := rawjson.EachMember(body, func(key []byte, value json.RawMessage) {
		if f, known := s.fieldOf(key); known {
			values[f.place] = value
			return
		}
		if len(errs) < MaxMistakes {
			errs = append(errs, s.Unknown(prefix, rawjson.Text(key)))
		}
	})
	if !ok {
		return nil, InputErrors{InvalidAt(prefix, InvalidValue, "is not an object")}
	}
	errs = sorted(errs)
	given = make([]string, 0, len(s.Keys))
	for i, key := range s.Keys {
		value := values[i]
		if value == nil || len(errs) >= MaxMistakes {
			continue
		}
		given = append(given, key)
		f := s.fields[key]
		if f.quoted {
			value = unquoted(value)
		}
		errs = append(errs, s.decodeValue(value, reach(into, f.Index), prefix+f.token)...)
	}
	return given, errs
}

// UnknownKeys reports every key of an object that the schema has not, at any
// depth: in a merge patch, null would make it vanish.
func (s *BodySchema) UnknownKeys(body []byte, prefix string) (errs InputErrors) {
	members, ok := rawjson.Object(body)
	if !ok {
		return nil
	}
	errs = s.unknown(members, prefix)
	for _, key := range s.Keys {
		errs = append(errs, s.unknownWithin(members[key], s.fields[key].Type, prefix+"/"+PointerToken(key))...)
	}
	return errs
}

// unknownWithin goes where a merge patch merges: into objects, not into arrays.
func (s *BodySchema) unknownWithin(value json.RawMessage, t reflect.Type, at string) (errs InputErrors) {
	for t.Kind() == reflect.Pointer && !readsItself(t) {
		t = t.Elem()
	}
	if nested := s.nested[t]; nested != nil {
		return nested.UnknownKeys(value, at)
	}
	if t.Kind() != reflect.Map || readsItself(t) {
		return nil
	}
	members, ok := rawjson.Object(value)
	if !ok {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		errs = append(errs, s.unknownWithin(members[name], t.Elem(), at+"/"+PointerToken(name))...)
	}
	return errs
}

func (s *BodySchema) unknown(members map[string]json.RawMessage, prefix string) (errs InputErrors) {
	for key := range members {
		if _, ok := s.fields[key]; !ok {
			errs = append(errs, s.Unknown(prefix, key))
		}
	}
	return sorted(errs)
}

// fieldOf is the field of a key, quoted.
func (s *BodySchema) fieldOf(key []byte) (f bodyField, known bool) {
	if rawjson.IsPlain(key) {
		f, known = s.fields[string(key[1:len(key)-1])]
		return f, known
	}
	f, known = s.fields[rawjson.Text(key)]
	return f, known
}

// sorted puts the mistakes of keys in order.
func sorted(errs InputErrors) InputErrors {
	slices.SortFunc(errs, func(a, b *InputError) int { return strings.Compare(a.Pointer, b.Pointer) })
	return errs
}

// Unknown is the error of a key that the schema has not.
func (s *BodySchema) Unknown(prefix, key string) *InputError {
	at := prefix + "/" + PointerToken(key)
	if slices.Contains(s.readOnly, key) {
		return InvalidAt(at, ReadOnly, "cannot be written")
	}
	err := InvalidAt(at, UnknownField, "there is no such key")
	err.Allowed = s.Keys
	return err
}

// reach finds a field, and makes the structs that are embedded by pointer on the
// way.
func reach(v reflect.Value, index []int) reflect.Value {
	for i, n := range index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v
}

// unquoted undoes the option string of a json tag.
func unquoted(value json.RawMessage) json.RawMessage {
	var text string
	if json.Unmarshal(value, &text) == nil && json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	return value
}

// decodeValue goes into structs, arrays and maps, so that what encoding/json is
// lenient about is refused in them too; it leaves to it what reads itself.
func (s *BodySchema) decodeValue(value json.RawMessage, into reflect.Value, at string) InputErrors {
	t := into.Type()
	if string(value) == "null" {
		if !s.nulls[t] {
			return InputErrors{InvalidAt(at, NullValue, "cannot be null")}
		}
		into.SetZero() // encoding/json leaves some types as they are
		return decodeLeaf(value, into, at)
	}
	nested := s.nested[t]
	switch {
	case t.Kind() == reflect.Pointer && !readsItself(t):
		fresh := reflect.New(t.Elem())
		if !into.IsNil() {
			fresh.Elem().Set(into.Elem())
		}
		errs := s.decodeValue(value, fresh.Elem(), at)
		into.Set(fresh.Convert(t))
		return errs
	case nested != nil && value[0] == '{':
		_, errs := nested.Decode(value, into, at)
		return errs
	case isList(t) && value[0] == '[':
		return s.decodeList(value, into, at)
	case t.Kind() == reflect.Map && !readsItself(t) && value[0] == '{':
		return s.decodeMap(value, into, at)
	}
	return decodeLeaf(value, into, at)
}

func (s *BodySchema) decodeList(value json.RawMessage, into reflect.Value, at string) (errs InputErrors) {
	elements, _ := rawjson.Array(value)
	switch {
	case into.Kind() == reflect.Slice:
		into.Set(reflect.MakeSlice(into.Type(), len(elements), len(elements)))
	case len(elements) > into.Len():
		return InputErrors{InvalidAt(at, TooMany, "has %d items; there is room for %d", len(elements), into.Len())}
	default:
		into.SetZero()
	}
	for i, element := range elements {
		if errs = append(errs, s.decodeValue(element, into.Index(i), at+"/"+strconv.Itoa(i))...); len(errs) >= MaxMistakes {
			break
		}
	}
	return errs
}

func (s *BodySchema) decodeMap(value json.RawMessage, into reflect.Value, at string) (errs InputErrors) {
	members, ok := rawjson.Object(value)
	if !ok {
		return InputErrors{InvalidAt(at, InvalidValue, "is not an object")}
	}
	t := into.Type()
	into.Set(reflect.MakeMapWithSize(t, len(members)))
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if len(errs) >= MaxMistakes {
			break
		}
		within := at + "/" + PointerToken(name)
		key, err := mapKey(t.Key(), name)
		if err != nil {
			reason := strings.TrimPrefix(err.Error(), "json: ")
			errs = append(errs, InvalidAt(within, InvalidValue, "is a key that cannot be read: %s", reason))
			continue
		}
		element := reflect.New(t.Elem()).Elem()
		errs = append(errs, s.decodeValue(members[name], element, within)...)
		into.SetMapIndex(key, element)
	}
	return errs
}

// mapKey has encoding/json read a key that is more than a string.
func mapKey(t reflect.Type, name string) (reflect.Value, error) {
	if t.Kind() == reflect.String && !reflect.PointerTo(t).Implements(textUnmarshaler) {
		return reflect.ValueOf(name).Convert(t), nil
	}
	one, err := json.Marshal(map[string]bool{name: true})
	if err != nil {
		return reflect.Value{}, err
	}
	keys := reflect.New(reflect.MapOf(t, reflect.TypeFor[bool]()))
	if err := json.Unmarshal(one, keys.Interface()); err != nil {
		return reflect.Value{}, err
	}
	return keys.Elem().MapKeys()[0], nil
}

var (
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonNumber      = reflect.TypeFor[json.Number]()
)

// readsItself reports types with a form of their own.
func readsItself(t reflect.Type) bool {
	if t.Kind() != reflect.Pointer {
		t = reflect.PointerTo(t)
	}
	return t.Implements(jsonUnmarshaler) || t.Implements(textUnmarshaler)
}

// isList reports arrays of JSON, which bytes are none of.
func isList(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice:
		return !readsItself(t) && t.Elem().Kind() != reflect.Uint8
	case reflect.Array:
		return !readsItself(t)
	}
	return false
}

// decodeLeaf has encoding/json read a value; but for what is plain enough not to be
// looked at twice.
func decodeLeaf(value json.RawMessage, into reflect.Value, at string) InputErrors {
	if readsItself(into.Type()) {
		if reader, ok := reflect.TypeAssert[json.Unmarshaler](into.Addr()); ok && string(value) != "null" {
			if err := reader.UnmarshalJSON(value); err != nil {
				return InputErrors{decodeError(at, err)}
			}
			return nil
		}
	} else if decodePlain(value, into) {
		return nil
	}
	if err := json.Unmarshal(value, into.Addr().Interface()); err != nil {
		return InputErrors{decodeError(at, err)}
	}
	return nil
}

// decodePlain reads strings without escapes, booleans and integers; false for
// anything else, and for what does not fit.
func decodePlain(value json.RawMessage, into reflect.Value) bool {
	switch into.Kind() {
	case reflect.String:
		if into.Type() == jsonNumber || !rawjson.IsPlain(value) {
			return false
		}
		into.SetString(rawjson.Text(value))
		return true
	case reflect.Bool:
		is := string(value) == "true"
		into.SetBool(is)
		return is || string(value) == "false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(string(value), 10, into.Type().Bits())
		if err == nil {
			into.SetInt(n)
		}
		return err == nil
	}
	return false
}

// decodeError says what a value should have been.
func decodeError(at string, err error) *InputError {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if number, ok := strings.CutPrefix(wrong.Value, "number "); ok {
			return InvalidAt(at, OutOfRange, "%s is no %s", number, typeName(wrong.Type))
		}
		return InvalidAt(at, InvalidValue, "is a JSON %s; expected %s", wrong.Value, typeName(wrong.Type))
	}
	return InvalidAt(at, InvalidValue, "cannot be read: %s", strings.TrimPrefix(err.Error(), "json: "))
}

// typeName names a type as JSON has it.
func typeName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return fmt.Sprintf("integer of %d bits", t.Bits())
	}
	return "object"
}
