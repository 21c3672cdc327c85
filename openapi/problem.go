package openapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/schemas"
)

// inputCodes are the codes of single mistakes.
var inputCodes = []schemas.Code{
	schemas.UnknownField, schemas.UnknownOperator, schemas.UnknownParameter, schemas.ConflictingParameter,
	schemas.RepeatedParameter, schemas.DuplicateKey, schemas.InvalidValue, schemas.OutOfRange, schemas.TooLong,
	schemas.TooMany, schemas.EmptyItem, schemas.Required, schemas.ReadOnly, schemas.NullValue, schemas.TooShort,
	schemas.NotOneOf, schemas.InvalidFormat, schemas.Excluded, schemas.DuplicateItem, schemas.UnknownReference,
	"not_found", "outside_scope", "unique_violation", "exclusion_violation", "foreign_key_violation", "check_violation",
}

// problemSchema is RFC 9457's document.
func (c components) problemSchema() object {
	text := object{"type": "string"}
	mistake := c.schema(object{
		"type": "object", "required": []any{"code", "detail"},
		"properties": object{
			"parameter": object{"type": "string", "description": "The name in the query string, as the client wrote it."},
			"pointer":   object{"type": "string", "description": "A JSON Pointer (RFC 6901) into the body."},
			"offset":    object{"type": "integer", "minimum": 0, "description": "Bytes from the start of the parameter's value."},
			"code":      object{"type": "string", "enum": anys(inputCodes)}, "detail": text,
			"min": text, "max": text, "allowed": object{"type": "array", "items": text},
		},
	}, "Mistake")
	return c.schema(object{
		"type": "object", "required": []any{"type", "title", "status", "code"}, "description": "A problem document (RFC 9457).",
		"properties": object{
			"type":  object{"type": "string", "format": "uri", "examples": []any{"urn:problem:crudfactory:not-found"}},
			"title": text, "status": object{"type": "integer", "minimum": 400, "maximum": 599}, "detail": text,
			"instance":   object{"type": "string", "format": "uri-reference", "description": "The path that was asked for."},
			"code":       object{"type": "string", "description": "It is stable, for programs."},
			"constraint": object{"type": "string", "description": "The database's constraint that a write has broken."},
			"errors":     object{"type": "array", "items": mistake, "description": "The mistakes of the request."},
		},
	}, "Problem")
}

// problem is a response with a problem of one of some codes. Where the
// application's own handlers answer as well, the codes are no closed list.
func (r *resource) problem(status int, open bool, headers map[string]openapi31.HeaderOrReference, codes ...string) openapi31.Response {
	code := object{"type": "string", "enum": anys(codes)}
	if open {
		code = object{"type": "string", "examples": anys(codes)}
	}
	example := any(object{
		"type": "urn:problem:crudfactory:" + strings.ReplaceAll(codes[0], "_", "-"), "title": http.StatusText(status),
		"status": status, "code": codes[0],
	})
	return openapi31.Response{
		Description: http.StatusText(status) + ": " + strings.Join(codes, ", ") + ".", Headers: headers,
		Content: map[string]openapi31.MediaType{schemas.ProblemType: {
			Schema: object{
				"allOf": []any{r.components.problemSchema(), object{
					"type": "object", "properties": object{"status": object{"type": "integer", "const": status}, "code": code},
				}},
			},
			Example: &example,
		}},
	}
}

// problems adds the responses of failures.
func (r *resource) problems(to *openapi31.Responses, open bool, of map[int][]string) {
	for status, codes := range of {
		headers := map[string]openapi31.HeaderOrReference{}
		switch status {
		case http.StatusServiceUnavailable:
			headers["Retry-After"] = r.components.answeredHeader("Retry-After")
		case http.StatusUnsupportedMediaType:
			headers["Accept-Post"] = r.components.answeredHeader("Accept-Post")
			headers["Accept-Patch"] = r.components.answeredHeader("Accept-Patch")
		}
		response := r.problem(status, open, headers, codes...)
		to.MapOfResponseOrReferenceValues[strconv.Itoa(status)] = r.components.response(response, responseNames(status, open, codes)...)
	}
	if open {
		to.Default = new(r.components.response(openapi31.Response{
			Description: "What the application's own handlers answer.",
			Content:     map[string]openapi31.MediaType{schemas.ProblemType: {Schema: r.components.problemSchema()}},
		}, "Own"))
	}
}

// responseNames are names for a response with a problem.
func responseNames(status int, open bool, codes []string) []string {
	name := pascal(http.StatusText(status))
	names := []string{name}
	if len(codes) == 1 {
		names = []string{pascal(codes[0]), name}
	}
	if open {
		for i := range names {
			names[i] += "OrOwn"
		}
	}
	return names
}
