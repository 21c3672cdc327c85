package openapi

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/crud"
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
			"code":      known(anys(inputCodes)), "detail": text,
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

// known is a code. It is no closed enumeration: hooks, functions and handlers of
// the application's own have codes of theirs. x-extensible-enum is the word of
// those who met this before (Zalando's guidelines, rule 112), and generators make
// a text of it.
func known(codes []any) object {
	return object{"type": "string", "x-extensible-enum": codes, "examples": codes}
}

// problem is a response with a problem of one of some codes, or another.
func (r *resource) problem(status int, headers map[string]openapi31.HeaderOrReference, codes ...string) openapi31.Response {
	example := any(object{
		"type": "urn:problem:crudfactory:" + strings.ReplaceAll(codes[0], "_", "-"), "title": http.StatusText(status),
		"status": status, "code": codes[0],
	})
	return openapi31.Response{
		Description: http.StatusText(status) + ": " + strings.Join(codes, ", ") + ".", Headers: headers,
		Content: map[string]openapi31.MediaType{schemas.ProblemType: {
			Schema: object{
				"allOf": []any{r.components.problemSchema(), object{
					"type": "object", "properties": object{
						"status": object{"type": "integer", "const": status}, "code": known(anys(codes)),
					},
				}},
			},
			Example: &example,
		}},
	}
}

// refusals adds the responses of failures.
func (w written) refusals() {
	open := w.route.Guarded || w.ScopedByRequest || w.Hooked && w.route.Op&crud.Writes != 0
	to := w.o.Responses
	w.secured()
	for status, codes := range w.problems {
		headers := w.headers(open, w.refusalHeaders(status))
		response := w.problem(status, headers, codes...)
		_, varies := headers["Vary"]
		names := responseNames(status, codes, varies, open && len(headers) > 0)
		to.MapOfResponseOrReferenceValues[strconv.Itoa(status)] = w.components.response(response, names...)
	}
	if open {
		headers := w.headers(open, w.refusalHeaders(0))
		_, varies := headers["Vary"]
		to.Default = new(w.components.response(openapi31.Response{
			Description: "What the application's own handlers answer.", Headers: headers,
			Content: map[string]openapi31.MediaType{schemas.ProblemType: {Schema: w.components.problemSchema()}},
		}, suffixed([]string{"Own"}, varies, "ByAccept")...))
	}
}

// secured adds what stands before the resource answers where the document has a
// security scheme.
func (w written) secured() {
	if len(w.doc.spec.Security) == 0 {
		return
	}
	w.problems[http.StatusUnauthorized] = append(w.problems[http.StatusUnauthorized], "unauthorized")
	w.problems[http.StatusForbidden] = append(w.problems[http.StatusForbidden], "forbidden")
}

// refusalHeaders are those of a failure. A list that varies says so before it
// looks at anything else of a request; what asks for credentials may stand before
// that.
func (w written) refusalHeaders(status int) (headers []sent) {
	if w.varies() {
		headers = append(headers, sent{"Vary", status != http.StatusUnauthorized && status != http.StatusForbidden})
	}
	if w.ServerTiming && w.route.Op != crud.OpDescribe {
		headers = append(headers, sometimes("Server-Timing"))
	}
	switch {
	case status == http.StatusUnauthorized:
		headers = append(headers, sometimes("WWW-Authenticate"))
	case status == http.StatusServiceUnavailable:
		headers = append(headers, always("Retry-After"))
	case status == http.StatusUnsupportedMediaType && w.route.Method == http.MethodPost:
		headers = append(headers, always("Accept-Post"))
	case status == http.StatusUnsupportedMediaType && w.route.Method == http.MethodPatch:
		headers = append(headers, always("Accept-Patch"))
	}
	return headers
}

// responseNames are names for a response with a problem.
func responseNames(status int, codes []string, varies, open bool) []string {
	name := pascal(http.StatusText(status))
	names := []string{name}
	if len(codes) == 1 {
		names = []string{pascal(codes[0]), name}
	}
	return suffixed(suffixed(names, varies, "ByAccept"), open, "OrOwn")
}

// suffixed are names with a suffix, if there is reason for it.
func suffixed(names []string, reason bool, suffix string) []string {
	if !reason {
		return names
	}
	for i := range names {
		names[i] += suffix
	}
	return names
}
