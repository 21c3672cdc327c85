package schemas

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Codes of mistakes in bodies, beside those that parameters have too.
const (
	// ReadOnly: the key is one of the resource that its schema cannot set.
	ReadOnly Code = "read_only"
	// NullValue: the value cannot be null.
	NullValue Code = "null_value"
	// Required: the value is missing.
	Required Code = "required"
	// UnknownReference: no row that may be referred to has the key.
	UnknownReference Code = "unknown_reference"
)

// ErrMalformedBody is answered to a body that is no JSON document (RFC 8259).
var ErrMalformedBody = errors.New("the body is not a JSON document")

// maxBodyDepth bounds how deep objects and arrays of a body are nested.
const maxBodyDepth = 32

// CheckBody reads a body from its first to its last byte: one JSON document,
// not too deep, with each key of an object once. The error wraps
// [ErrMalformedBody]; mistakes are told with JSON Pointers below the prefix.
func CheckBody(body []byte) (InputErrors, error) {
	if !utf8.Valid(body) {
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrMalformedBody)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	s := bodyScanner{decoder: d}
	if err := s.value("", 0); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformedBody, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows it", ErrMalformedBody)
	}
	return s.errs, nil
}

// bodyScanner walks a document token by token.
type bodyScanner struct {
	decoder *json.Decoder
	errs    InputErrors
}

func (s *bodyScanner) value(pointer string, depth int) error {
	if depth > maxBodyDepth {
		return fmt.Errorf("it is nested deeper than %d", maxBodyDepth)
	}
	token, err := s.decoder.Token()
	if err != nil {
		return err
	}
	if text, ok := token.(string); ok && strings.ContainsRune(text, 0) {
		s.errs = append(s.errs, InvalidAt(pointer, InvalidValue, "contains a NUL character"))
	}
	switch token {
	case json.Delim('{'):
		return s.object(pointer, depth)
	case json.Delim('['):
		for i := 0; s.decoder.More(); i++ {
			if err := s.value(fmt.Sprintf("%s/%d", pointer, i), depth+1); err != nil {
				return err
			}
		}
		_, err = s.decoder.Token()
	}
	return err
}

func (s *bodyScanner) object(pointer string, depth int) error {
	seen := map[string]bool{}
	for s.decoder.More() {
		token, err := s.decoder.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		at := pointer + "/" + PointerToken(key)
		if seen[key] {
			s.errs = append(s.errs, InvalidAt(at, DuplicateKey, "is given twice"))
		}
		seen[key] = true
		if err := s.value(at, depth+1); err != nil {
			return err
		}
	}
	_, err := s.decoder.Token()
	return err
}

// InvalidAt makes the error of a place in a body.
func InvalidAt(pointer string, code Code, format string, args ...any) *InputError {
	return &InputError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)}
}

// BodySchema is a struct that bodies are decoded into, key by key.
type BodySchema struct {
	// Keys are the names of its fields, in order.
	Keys   []string
	fields map[string]reflect.StructField
	// readOnly are keys of the resource that are no keys of the schema.
	readOnly []string
}

// NewBodySchema reads a struct's fields as encoding/json does. readOnly are keys
// that answers have, for messages.
func NewBodySchema(t reflect.Type, readOnly []string) (*BodySchema, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", t)
	}
	s := &BodySchema{fields: map[string]reflect.StructField{}, readOnly: readOnly}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && name == "" || !f.IsExported() || f.Tag.Get("json") == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if _, ok := s.fields[name]; ok {
			return nil, fmt.Errorf("%s has two fields for the key %q", t, name)
		}
		s.fields[name] = f
		s.Keys = append(s.Keys, name)
	}
	return s, nil
}

// Field is the struct field of a key.
func (s *BodySchema) Field(key string) reflect.StructField { return s.fields[key] }

// Nullable reports whether a key's value can be null.
func (s *BodySchema) Nullable(key string) bool { return nullable(s.fields[key].Type) }

// nullable is what encoding/json leaves more of than nothing when it reads null.
func nullable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	return reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) && !isPlainUnmarshaler(t)
}

// isPlainUnmarshaler reports types that read themselves from JSON but leave null
// unread, such as time.Time.
func isPlainUnmarshaler(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// Decode reads an object into a struct of the schema, addressable. It reports
// every key that is unknown or read-only, every null for what cannot be one, and
// every value of another type, below the prefix. given are the keys that were
// there.
func (s *BodySchema) Decode(body []byte, into reflect.Value, prefix string) (given []string, errs InputErrors) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil || members == nil {
		return nil, InputErrors{InvalidAt(prefix, InvalidValue, "is not an object")}
	}
	for key := range members {
		if _, ok := s.fields[key]; !ok {
			errs = append(errs, s.Unknown(prefix, key))
		}
	}
	slices.SortFunc(errs, func(a, b *InputError) int { return strings.Compare(a.Pointer, b.Pointer) })
	for _, key := range s.Keys {
		value, ok := members[key]
		if !ok {
			continue
		}
		given = append(given, key)
		if err := s.decodeKey(key, value, into, prefix); err != nil {
			errs = append(errs, err)
		}
	}
	return given, errs
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

func (s *BodySchema) decodeKey(key string, value json.RawMessage, into reflect.Value, prefix string) *InputError {
	at := prefix + "/" + PointerToken(key)
	field := s.fields[key]
	if string(value) == "null" && !nullable(field.Type) {
		return InvalidAt(at, NullValue, "cannot be null")
	}
	place, err := into.FieldByIndexErr(field.Index)
	if err != nil { // a struct embedded by pointer
		for i := 1; i < len(field.Index); i++ {
			if outer := into.FieldByIndex(field.Index[:i]); outer.Kind() == reflect.Pointer && outer.IsNil() {
				outer.Set(reflect.New(outer.Type().Elem()))
			}
		}
		place = into.FieldByIndex(field.Index)
	}
	d := json.NewDecoder(bytes.NewReader(value))
	d.DisallowUnknownFields()
	if err := d.Decode(place.Addr().Interface()); err != nil {
		return decodeError(at, err)
	}
	return nil
}

// decodeError says what a value should have been, and where in it.
func decodeError(at string, err error) *InputError {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		if wrong.Field != "" {
			at += "/" + strings.ReplaceAll(PointerToken(wrong.Field), ".", "/")
		}
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
