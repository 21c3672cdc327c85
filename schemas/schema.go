package schemas

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// BodySchema is a struct that bodies are decoded into, key by key.
type BodySchema struct {
	// Keys are the names of its fields, in order.
	Keys   []string
	fields map[string]bodyField
	// readOnly are keys of the resource that are no keys of the schema.
	readOnly []string
	// nested are the structs that its fields hold, at any depth, and nulls tells
	// which types can be null; both are shared with the nested.
	nested map[reflect.Type]*BodySchema
	nulls  map[reflect.Type]bool
}

// bodyField is a struct's field under its key.
type bodyField struct {
	reflect.StructField

	tagged bool
	// place is the key's among those of the schema, token is it in a JSON Pointer.
	place int
	token string
	// quoted is set by the option string of the json tag.
	quoted bool
}

// NewBodySchema reads a struct's fields as encoding/json does, and those of the
// structs within; two for one key are refused. readOnly are keys that answers
// have, for messages.
func NewBodySchema(t reflect.Type, readOnly []string) (*BodySchema, error) {
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("%s is not a struct", t)
	}
	s := &BodySchema{readOnly: readOnly, nested: map[reflect.Type]*BodySchema{}, nulls: map[reflect.Type]bool{}}
	return s, s.read(t)
}

// read takes a struct's fields for the schema's.
func (s *BodySchema) read(t reflect.Type) error {
	s.fields = map[string]bodyField{}
	for _, f := range reflect.VisibleFields(t) {
		name, inlined := jsonName(f)
		if inlined || !f.IsExported() || f.Tag.Get("json") == "-" {
			continue
		}
		skipped, err := withinKey(t, f.Index)
		if err != nil {
			return fmt.Errorf("%s.%s %w", t, f.Name, err)
		}
		if skipped {
			continue
		}
		if err := s.add(t, name, f); err != nil {
			return err
		}
		if err := s.readWithin(f.Type); err != nil {
			return err
		}
	}
	for _, f := range reflect.VisibleFields(t) {
		name, _ := jsonName(f)
		if field := s.fields[name]; slices.Equal(field.Index, f.Index) {
			field.place = len(s.Keys)
			s.fields[name], s.Keys = field, append(s.Keys, name)
		}
	}
	return nil
}

// add takes the field of a key. Of two, the outer one counts, then the one with
// a tag, as encoding/json has it.
func (s *BodySchema) add(t reflect.Type, name string, f reflect.StructField) error {
	tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	field := bodyField{
		StructField: f, tagged: tag != "", token: "/" + PointerToken(name),
		quoted: slices.Contains(strings.Split(options, ","), "string"),
	}
	other, twice := s.fields[name]
	switch {
	case !twice, len(f.Index) < len(other.Index):
	case len(f.Index) > len(other.Index):
		return nil
	case field.tagged == other.tagged:
		return fmt.Errorf("%s has two fields for the key %q", t, name)
	case other.tagged:
		return nil
	}
	s.fields[name] = field
	return nil
}

// withinKey looks at the embedded structs that a field stands in: one under a
// key of its own, or skipped, keeps its fields to itself; a pointer to an
// unexported one cannot be set.
func withinKey(t reflect.Type, index []int) (skipped bool, err error) {
	for depth := 1; depth < len(index); depth++ {
		outer := t.FieldByIndex(index[:depth])
		if _, inlined := jsonName(outer); !inlined {
			return true, nil
		}
		if !outer.IsExported() && outer.Type.Kind() == reflect.Pointer {
			return false, fmt.Errorf("stands in the unexported %s, which cannot be set: embed it without the pointer", outer.Type)
		}
	}
	return false, nil
}

// readWithin reads the structs that a type holds, once each.
func (s *BodySchema) readWithin(t reflect.Type) error {
	if _, known := s.nulls[t]; known {
		return nil
	}
	s.nulls[t] = isNullable(t)
	switch {
	case readsItself(t):
	case t.Kind() == reflect.Pointer, t.Kind() == reflect.Map, isList(t):
		return s.readWithin(t.Elem())
	case t.Kind() == reflect.Struct:
		nested := &BodySchema{nested: s.nested, nulls: s.nulls}
		s.nested[t] = nested
		return nested.read(t)
	}
	return nil
}

// Field is the struct field of a key.
func (s *BodySchema) Field(key string) reflect.StructField { return s.fields[key].StructField }

// ReadOnly are keys of the resource that the schema has not.
func (s *BodySchema) ReadOnly() []string {
	return slices.DeleteFunc(slices.Clone(s.readOnly), func(key string) bool { return slices.Contains(s.Keys, key) })
}

// Nullable reports whether a key's value can be null.
func (s *BodySchema) Nullable(key string) bool { return s.nulls[s.fields[key].Type] }
