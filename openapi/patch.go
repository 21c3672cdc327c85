package openapi

import (
	"reflect"
	"slices"
)

// patch is the schema of a merge patch (RFC 7396): a body whose keys may all be
// left out, and so at any depth, since objects are merged. The body's own schema
// stays as it is.
func patch(body object) object {
	p := deepCopy(reflect.ValueOf(body)).Interface().(object) //nolint:forcetypeassert // a copy has the type
	partial(p)
	return p
}

// wholeWords are those that ask something of an object with all its members, which
// a patch of it need not have.
var wholeWords = []string{
	"default", "required", "minProperties", "maxProperties", "dependencies", "dependentRequired", "dependentSchemas", "if", "then", "else",
}

// partial opens an object, and what its members hold. The elements of an array
// stay whole: a patch replaces an array by another.
func partial(s object) {
	for _, word := range wholeWords {
		delete(s, word)
	}
	if of, ok := s["oneOf"]; ok { // without required keys several can be right
		delete(s, "oneOf")
		anyOf(s, of)
	}
	if mentions(s["not"], memberWords) { // what an object lacks is not what a patch of it lacks
		delete(s, "not")
	}
	for _, word := range []string{"allOf", "anyOf"} {
		all, _ := s[word].([]any)
		for _, one := range all {
			if of, ok := one.(object); ok {
				partial(of)
			}
		}
	}
	properties, _ := s["properties"].(object)
	for name, property := range properties {
		if of, ok := property.(object); ok {
			properties[name] = member(of)
		}
	}
	patterns, _ := s["patternProperties"].(object)
	for pattern, property := range patterns {
		if of, ok := property.(object); ok {
			patterns[pattern] = member(of)
		}
	}
	if of, ok := s["additionalProperties"].(object); ok { // of a map: null takes any member away
		s["additionalProperties"] = removable(member(of))
	}
}

// anyOf asks for one of some schemas, beside what a schema asks for already.
func anyOf(s object, of any) {
	if _, taken := s["anyOf"]; !taken {
		s["anyOf"] = of
		return
	}
	all, _ := s["allOf"].([]any)
	s["allOf"] = append(all, object{"anyOf": of})
}

// memberWords are those that speak of the members of an object.
var memberWords = append([]string{"properties", "patternProperties", "additionalProperties", "propertyNames"}, wholeWords...)

// mentions reports a schema that has one of some words, at any depth.
func mentions(schema any, words []string) bool {
	switch s := schema.(type) {
	case object:
		for word, inner := range s {
			if slices.Contains(words, word) || mentions(inner, words) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(s, func(inner any) bool { return mentions(inner, words) })
	}
	return false
}

// member is a member's schema within a patch. One that can be null can be taken
// away by null, whatever values it is to have otherwise.
func member(s object) object {
	partial(s)
	if types, ok := s["type"].([]any); ok && slices.Contains(types, any("null")) {
		return removable(s)
	}
	return s
}

// removable is a schema that null is right for as well.
func removable(s object) object {
	for _, word := range []string{"const", "not", "allOf", "anyOf"} {
		if _, ok := s[word]; ok {
			return object{"anyOf": []any{s, object{"type": "null"}}}
		}
	}
	return nullable(s)
}
