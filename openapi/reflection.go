package openapi

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"github.com/swaggest/jsonschema-go"

	"github.com/crudfactory/crudfactory/crud"
)

// reflection reads the schemas of Go types.
type reflection struct {
	// constrained is set for bodies: validate tags are held.
	constrained bool
	// within are the types around the one at hand, by their depth, so that one that
	// holds itself ends.
	within []reflected
}

type reflected struct {
	depth int
	t     reflect.Type
}

// of is the schema of a type, with all that it holds in it.
func (r *reflection) of(t reflect.Type) (object, error) {
	var reflector jsonschema.Reflector
	options := []func(*jsonschema.ReflectContext){
		jsonschema.InlineRefs, jsonschema.ProcessWithoutTags, jsonschema.InterceptSchema(r.schema),
		jsonschema.InterceptProp(shadowed), jsonschema.InterceptProp(asText),
	}
	if r.constrained {
		options = append(options, jsonschema.InterceptProp(property))
	}
	found, err := reflector.Reflect(reflect.Zero(t).Interface(), options...)
	if err != nil {
		return nil, err
	}
	all, err := found.ToSchemaOrBool().ToSimpleMap()
	opened(all)
	return all, err
}

// opened lets pointers to what is left open be anything, too, not just null.
func opened(v any) {
	switch v := v.(type) {
	case object:
		if v["type"] == "null" {
			delete(v, "type")
		}
		for _, inner := range v {
			opened(inner)
		}
	case []any:
		for _, inner := range v {
			opened(inner)
		}
	}
}

// schema leaves open what writes itself, unless it tells its schema, and breaks
// circles.
func (r *reflection) schema(p jsonschema.InterceptSchemaParams) (stop bool, err error) {
	if !p.Value.IsValid() {
		return false, nil
	}
	t := p.Value.Type()
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if p.Processed {
		whole(t, p.Schema)
		return false, nil
	}
	depth := len(p.Context.Path)
	r.within = slices.DeleteFunc(r.within, func(o reflected) bool { return o.depth >= depth })
	circle := t.Kind() == reflect.Struct && slices.ContainsFunc(r.within, func(o reflected) bool { return o.t == t })
	r.within = append(r.within, reflected{depth, t})
	switch {
	case circle || writesItself(t) && !tellsItself(t):
		p.Schema.Type = nil
		return true, nil
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) && t != reflect.TypeFor[time.Time]() && !tellsItself(t):
		text(t, p.Schema)
		return true, nil
	}
	return false, nil
}

// writesItself reports types whose JSON their fields do not tell. What is written
// as a text is known to be one.
func writesItself(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	if t == reflect.TypeFor[time.Time]() {
		return false
	}
	return pointer.Implements(reflect.TypeFor[json.Marshaler]()) ||
		!writesText(t) && pointer.Implements(reflect.TypeFor[json.Unmarshaler]())
}

// writesText reports types that are written as a text of their own.
func writesText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// tellsItself reports types that tell their schema.
func tellsItself(t reflect.Type) bool {
	return slices.ContainsFunc([]reflect.Type{
		reflect.TypeFor[jsonschema.Exposer](), reflect.TypeFor[jsonschema.RawExposer](), reflect.TypeFor[jsonschema.Preparer](),
	}, reflect.PointerTo(t).Implements)
}

// row is the schema of a whole row.
func row(s crud.SchemaDescription) (object, error) {
	all, err := new(reflection).of(s.Type)
	if err != nil || len(s.Keys) == 0 {
		return all, err
	}
	properties, required := object{}, []any{}
	for _, key := range s.Keys {
		properties[key.Name] = propertyOf(all, key.Name)
		if !key.Optional {
			required = append(required, key.Name)
		}
	}
	whole := object{"type": "object", "properties": properties}
	if len(required) > 0 {
		whole["required"] = required
	}
	return described(whole, all), nil
}

// propertyOf is the schema of a member; that of anything for one that is not
// told.
func propertyOf(all object, name string) object {
	properties, _ := all["properties"].(object)
	if property, ok := properties[name].(object); ok {
		return property
	}
	return object{}
}

// described takes over what a type says of itself.
func described(s, from object) object {
	for _, word := range []string{"title", "description"} {
		if text, ok := from[word]; ok {
			s[word] = text
		}
	}
	return s
}

// text writes the schema of a type that is written as a text.
func text(t reflect.Type, s *jsonschema.Schema) {
	s.AddType(jsonschema.String)
	if t.Name() == "UUID" {
		s.WithFormat("uuid")
	}
}

// whole writes the size of an integer.
func whole(t reflect.Type, s *jsonschema.Schema) {
	if !s.HasType(jsonschema.Integer) {
		return
	}
	format := "int64"
	if t.Bits() <= 32 && t.Kind() != reflect.Uint32 {
		format = "int32"
	}
	s.WithFormat(format)
	if t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64 && s.Minimum == nil {
		s.WithMinimum(0)
	}
}
