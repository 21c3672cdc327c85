package openapi

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/crudfactory/crudfactory/crud"
)

// body is the schema of a body of POST or PUT.
func body(s crud.SchemaDescription) (object, error) {
	all, err := (&reflection{constrained: true}).of(s.Type)
	if err != nil {
		return nil, err
	}
	defaults := defaultsOf(s.Type)
	properties, required := object{}, []any{}
	for _, key := range s.Keys {
		property := propertyOf(all, key.Name)
		if key.Nullable && !ruled(key.Field) {
			property = nullable(property)
		} else {
			property = notNull(property)
		}
		preset, given := defaults[key.Name]
		if given {
			property["default"] = preset
		}
		if needed, ok := all["required"].([]any); ok && slices.Contains(needed, any(key.Name)) && !given {
			required = append(required, key.Name)
		}
		properties[key.Name] = closed(property)
	}
	whole := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		whole["required"] = required
	}
	return described(whole, all), nil
}

// defaultsOf are the values, other than zero, that a body's absent keys have.
func defaultsOf(t reflect.Type) map[string]any {
	preset, zero := reflect.New(t), reflect.New(t)
	d, ok := reflect.TypeAssert[crud.Defaulter](preset)
	if !ok {
		return nil
	}
	d.SetDefaults()
	values := membersOf(preset.Interface())
	for name, value := range membersOf(zero.Interface()) {
		if reflect.DeepEqual(values[name], value) {
			delete(values, name)
		}
	}
	return values
}

func membersOf(v any) (values map[string]any) {
	written, err := json.Marshal(v)
	if err != nil || json.Unmarshal(written, &values) != nil {
		return nil
	}
	return values
}

// closed refuses unknown keys in the objects that a value holds.
func closed(s object) object {
	if properties, ok := s["properties"].(object); ok {
		if _, told := s["additionalProperties"]; !told {
			s["additionalProperties"] = false
		}
		for _, property := range properties {
			if nested, ok := property.(object); ok {
				closed(nested)
			}
		}
	}
	for _, word := range []string{"items", "additionalProperties"} {
		if nested, ok := s[word].(object); ok {
			closed(nested)
		}
	}
	return s
}

// copied is a copy of the outermost level; never nil.
func copied(s object) object {
	other := object{}
	maps.Copy(other, s)
	return other
}
