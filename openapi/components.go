package openapi

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/swaggest/openapi-go/openapi31"
)

// object is a JSON Schema.
type object = map[string]any

// components are what several operations refer to.
type components struct {
	of *openapi31.Components
}

// schema puts a schema among the components under the first of some names that is
// free, or has the same schema already, and answers a reference to it.
func (c components) schema(s object, names ...string) object {
	if c.of.Schemas == nil {
		c.of.Schemas = map[string]map[string]any{}
	}
	return object{"$ref": "#/components/schemas/" + place(c.of.Schemas, s, names)}
}

// parameter is schema for a parameter.
func (c components) parameter(p openapi31.Parameter, names ...string) openapi31.ParameterOrReference {
	if c.of.Parameters == nil {
		c.of.Parameters = map[string]openapi31.ParameterOrReference{}
	}
	name := place(c.of.Parameters, openapi31.ParameterOrReference{Parameter: &p}, names)
	return openapi31.ParameterOrReference{Reference: &openapi31.Reference{Ref: "#/components/parameters/" + name}}
}

// header is schema for a header.
func (c components) header(name string, h openapi31.Header) openapi31.HeaderOrReference {
	if c.of.Headers == nil {
		c.of.Headers = map[string]openapi31.HeaderOrReference{}
	}
	at := place(c.of.Headers, openapi31.HeaderOrReference{Header: &h}, []string{name})
	return openapi31.HeaderOrReference{Reference: &openapi31.Reference{Ref: "#/components/headers/" + at}}
}

// response is schema for a response.
func (c components) response(one openapi31.Response, names ...string) openapi31.ResponseOrReference {
	if c.of.Responses == nil {
		c.of.Responses = map[string]openapi31.ResponseOrReference{}
	}
	name := place(c.of.Responses, openapi31.ResponseOrReference{Response: &one}, names)
	return openapi31.ResponseOrReference{Reference: &openapi31.Reference{Ref: "#/components/responses/" + name}}
}

// place finds the name of a component: the last one is numbered where all are
// taken by others.
func place[C any](all map[string]C, one C, names []string) string {
	for i := 0; ; i++ {
		name := names[min(i, len(names)-1)]
		if i >= len(names) {
			name += strconv.Itoa(i - len(names) + 2)
		}
		other, taken := all[name]
		if !taken {
			all[name] = one
		}
		if !taken || equal(one, other) {
			return name
		}
	}
}

// equal compares components by their JSON.
func equal(a, b any) bool {
	first, err := json.Marshal(a)
	second, other := json.Marshal(b)
	return err == nil && other == nil && bytes.Equal(first, second)
}
