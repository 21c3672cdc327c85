package openapi

import (
	"slices"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// decimalPattern is how a decimal is written where it must not pass through a
// float.
const decimalPattern = `^-?[0-9]+(\.[0-9]+)?$`

// asked is a value as a query string has it.
func asked(v crud.ValueDescription) object {
	switch v.Kind {
	case schemas.Bool:
		return object{"type": "boolean"}
	case schemas.Int:
		return object{"type": "integer", "format": "int64", "minimum": *v.Min, "maximum": *v.Max}
	case schemas.Float:
		return object{"type": "number", "format": "double"}
	case schemas.Decimal:
		return object{"type": "string", "format": "decimal", "pattern": decimalPattern, "examples": []any{"12.50"}}
	case schemas.Time:
		return object{
			"type": "string", "format": "date-time", "examples": []any{"2024-05-17T09:30:00Z"},
			"description": "An RFC 3339 time with a zone, at most to the microsecond.",
		}
	case schemas.Date:
		return object{"type": "string", "format": "date", "examples": []any{"2024-05-17"}}
	case schemas.UUID:
		return object{"type": "string", "format": "uuid"}
	case schemas.Enum:
		return object{"type": "string", "enum": anys(v.Labels)}
	case schemas.Array:
		return asked(*v.Element)
	case schemas.Text, schemas.Bytes, schemas.Opaque:
	}
	return object{"type": "string"}
}

// answered is a value as a facet lists it. Rows may have texts that are no
// declared label, and numbers that JSON has none for.
func answered(v crud.ValueDescription) object {
	switch v.Kind {
	case schemas.Bool, schemas.Time, schemas.Date, schemas.UUID, schemas.Text, schemas.Bytes, schemas.Opaque, schemas.Array:
	case schemas.Int:
		return object{"type": "integer", "format": "int64"}
	case schemas.Float, schemas.Decimal:
		return object{"type": []any{"number", "string"}}
	case schemas.Enum:
		return object{"type": "string", "examples": anys(v.Labels)}
	}
	return plain(asked(v))
}

// plain leaves out what is for requests.
func plain(s object) object {
	delete(s, "description")
	return s
}

// several is a list of values.
func several(of object, least, most int) object {
	return object{"type": "array", "items": of, "minItems": least, "maxItems": most}
}

// anys are texts for a schema.
func anys[T ~string](texts []T) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = string(text)
	}
	return all
}

// nullable is a schema of a value that may be null as well.
func nullable(s object) object {
	if _, ref := s["$ref"]; ref {
		return object{"anyOf": []any{s, object{"type": "null"}}}
	}
	switch t := s["type"].(type) {
	case string:
		s["type"] = []any{t, "null"}
	case []any:
		s["type"] = append(without(t, "null"), "null")
	}
	if values, ok := s["enum"].([]any); ok && !slices.Contains(values, nil) {
		s["enum"] = append(values, nil)
	}
	return s
}

// notNull is a schema of a value that cannot be null.
func notNull(s object) object {
	if types, ok := s["type"].([]any); ok {
		types = without(types, "null")
		s["type"] = types
		if len(types) == 1 {
			s["type"] = types[0]
		}
	}
	return s
}

func without(all []any, one any) (rest []any) {
	for _, v := range all {
		if v != one {
			rest = append(rest, v)
		}
	}
	return rest
}
