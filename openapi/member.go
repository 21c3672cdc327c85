package openapi

import (
	"reflect"
	"slices"
	"strings"

	"github.com/swaggest/jsonschema-go"
)

// candidate is a field that a key of an object may stand for.
type candidate struct {
	field reflect.StructField
	depth int
	// tagged is set where the key is a tag's, shared where another field has an
	// equal right to it: then none has it.
	tagged, shared bool
}

// keyed are the fields behind the keys of a struct's object, by the rules of
// encoding/json: of several for one key the outermost counts, then one with a tag.
func keyed(t reflect.Type) map[string]candidate {
	all := map[string]candidate{}
	gather(all, t, nil)
	return all
}

func gather(all map[string]candidate, t reflect.Type, around []reflect.Type) {
	if slices.Contains(around, t) {
		return
	}
	for field := range t.Fields() {
		tag := field.Tag.Get("json")
		key, _, _ := strings.Cut(tag, ",")
		of := field.Type
		if of.Kind() == reflect.Pointer {
			of = of.Elem()
		}
		embedded := field.Anonymous && of.Kind() == reflect.Struct
		switch {
		case tag == "-", !embedded && !field.IsExported():
		case embedded && key == "":
			gather(all, of, append(slices.Clip(around), t))
		default:
			add(all, candidate{field: field, depth: len(around), tagged: key != ""}, key)
		}
	}
}

func add(all map[string]candidate, one candidate, key string) {
	if key == "" {
		key = one.field.Name
	}
	other, taken := all[key]
	switch {
	case !taken, one.depth < other.depth, one.depth == other.depth && one.tagged && !other.tagged:
		all[key] = one
	case one.depth == other.depth && one.tagged == other.tagged:
		other.shared = true
		all[key] = other
	}
}

// shadowed leaves out the fields that another one of their key hides.
func shadowed(p jsonschema.InterceptPropParams) error {
	t := p.ParentSchema.ReflectType
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if p.Processed || t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	if _, twice := p.ParentSchema.Properties[p.Name]; twice {
		return jsonschema.ErrSkipProperty
	}
	one, known := keyed(t)[p.Name]
	same := one.field.Name == p.Field.Name && one.field.Type == p.Field.Type && one.field.Tag == p.Field.Tag
	if known && (one.shared || !same) {
		return jsonschema.ErrSkipProperty
	}
	return nil
}

// quoted reports a field that the option string of its json tag makes a text: one
// of a boolean, a number or a text, or a pointer to it, that does not write itself.
func quoted(f reflect.StructField) bool {
	_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	t := f.Type
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	k := t.Kind()
	plain := k == reflect.Bool || k == reflect.String || k >= reflect.Int && k <= reflect.Float64
	return plain && slices.Contains(strings.Split(options, ","), "string") && !writesText(t) && !writesItself(t)
}

// asText makes the schema of a quoted field that of a text. What tags say of its
// value is about the value within.
func asText(p jsonschema.InterceptPropParams) error {
	if !p.Processed || !quoted(p.Field) {
		return nil
	}
	s := p.PropertySchema
	text := jsonschema.Schema{
		Title: s.Title, Description: s.Description, Deprecated: s.Deprecated, ReflectType: s.ReflectType, Parent: s.Parent,
	}
	text.AddType(jsonschema.String)
	switch {
	case s.HasType(jsonschema.Boolean):
		text.WithEnum("true", "false")
	case s.HasType(jsonschema.Integer):
		text.WithPattern(`^-?[0-9]+$`)
	case s.HasType(jsonschema.Number):
		text.WithPattern(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
	default:
		text.WithPattern(`^".*"$`)
	}
	if s.HasType(jsonschema.Null) {
		text.AddType(jsonschema.Null)
		if text.Enum != nil {
			text.Enum = append(text.Enum, nil)
		}
	}
	*s = text
	return nil
}
