package openapi

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/crud"
)

// The media types of bodies.
const (
	jsonType   = "application/json"
	mergePatch = "application/merge-patch+json"
	jsonPatch  = "application/json-patch+json"
)

// operation describes a route; nil for HEAD, which answers as GET does, without a
// body.
func (r *resource) operation(route crud.Route) *openapi31.Operation {
	if route.Method == http.MethodHead {
		return nil
	}
	o := &openapi31.Operation{Tags: []string{r.tag}, Responses: &openapi31.Responses{
		MapOfResponseOrReferenceValues: map[string]openapi31.ResponseOrReference{},
	}}
	o.Parameters = append(r.pathParameters(route.Path), r.query(route.Params)...)
	w := written{resource: r, route: route, o: o, problems: map[int][]string{
		http.StatusNotAcceptable:       {"not_acceptable"},
		http.StatusInternalServerError: {"internal_error"},
		http.StatusServiceUnavailable:  {"unavailable"},
		http.StatusGatewayTimeout:      {"timeout"},
	}}
	id, summary := w.describe()
	o.ID, o.Summary = new(r.doc.operationID(id)), &summary
	open := route.Guarded || r.ScopedByRequest || r.Hooked && route.Op&crud.Writes != 0
	r.problems(o.Responses, open, w.problems)
	return o
}

// written is an operation in the making.
type written struct {
	*resource

	route    crud.Route
	o        *openapi31.Operation
	problems map[int][]string
}

// sort is what the operations of one kind have in common.
type sort struct {
	// id begins their identifiers, before the name of a row or of many.
	id      string
	many    bool
	summary string
	write   func(written)
}

var sorts = map[crud.Op]sort{
	crud.OpGet:                  {"get", false, "Read one row of %s", written.get},
	crud.OpCreate:               {"create", false, "Create a row of %s", written.create},
	crud.OpReplace:              {"replace", false, "Replace a row of %s", written.replace},
	crud.OpPatch:                {"update", false, "Change a part of a row of %s", written.patch},
	crud.OpDelete:               {"delete", false, "Delete a row of %s", written.remove},
	crud.OpRestore:              {"restore", false, "Restore a deleted row of %s", written.restore},
	crud.OpBulk | crud.OpCreate: {"bulkCreate", true, "Create rows of %s, all or none", written.bulkCreate},
	crud.OpBulk | crud.OpPatch:  {"bulkUpdate", true, "Change rows of %s, all or none", written.bulkPatch},
	crud.OpBulk | crud.OpDelete: {"bulkDelete", true, "Delete rows of %s, all or none", written.bulkDelete},
}

// describe writes what an operation takes and answers.
func (w written) describe() (id, summary string) {
	s, ok := sorts[w.route.Op]
	switch {
	case w.route.Op == crud.OpList:
		return w.list()
	case !ok:
		return w.options()
	}
	s.write(w)
	name := w.prefix + w.noun
	if s.many {
		name = w.prefix + w.plural
	}
	return s.id + name, fmt.Sprintf(s.summary, w.Name)
}

// answer adds a response.
func (w written) answer(status int, description string, content map[string]openapi31.MediaType, headers ...string) {
	response := &openapi31.Response{Description: description, Content: content}
	for _, name := range headers {
		if response.Headers == nil {
			response.Headers = map[string]openapi31.HeaderOrReference{}
		}
		response.Headers[name] = w.components.answeredHeader(name)
	}
	w.o.Responses.MapOfResponseOrReferenceValues[statusText(status)] = openapi31.ResponseOrReference{Response: response}
}

// asJSON is content of one schema.
func asJSON(schema object) map[string]openapi31.MediaType {
	return map[string]openapi31.MediaType{jsonType: {Schema: schema}}
}

// header adds a request header.
func (w written) header(h askedHeader, required bool) {
	w.o.Parameters = append(w.o.Parameters, w.components.askedHeader(h, required))
}

func (w written) list() (id, summary string) {
	id, summary = "list"+w.prefix+w.plural, "List "+w.Name
	offset, cursor := w.route.Params&crud.WithOffset != 0, w.route.Params&crud.WithCursor != 0
	w.header(preferStrict, false)
	content := asJSON(w.page(w.route.Params))
	headers := []string{"Link", "X-Total-Count"}
	if cursor {
		headers = append(headers, "X-Next-Cursor")
	}
	if len(w.Formats) > 1 {
		headers = append(headers, "Vary")
	}
	for _, format := range w.Formats[1:] {
		content[string(format)] = openapi31.MediaType{Schema: object{
			"type": "string", "description": "The whole list, a line for each row. Parameters of pages, and include, do not go with it.",
		}}
	}
	w.answer(http.StatusOK, "A page of rows; in the other formats all of them.", content, headers...)
	w.problems[http.StatusBadRequest] = []string{"malformed_query"}
	if cursor {
		w.problems[http.StatusBadRequest] = []string{"malformed_query", "invalid_cursor"}
	}
	w.problems[http.StatusUnprocessableEntity] = []string{"invalid_parameter"}
	switch {
	case offset && cursor:
		return id, summary
	case cursor:
		return id + "ByCursor", summary + " by cursor"
	}
	return id + "ByOffset", summary + " by page"
}

func (w written) get() {
	w.header(ifNoneMatch, false)
	w.header(preferStrict, false)
	w.answer(http.StatusOK, "The row.", asJSON(w.item), "ETag")
	w.answer(http.StatusNotModified, "The client has it already.", nil, "ETag")
	w.problems[http.StatusBadRequest] = []string{"malformed_query"}
	w.problems[http.StatusNotFound] = []string{"not_found"}
	w.problems[http.StatusUnprocessableEntity] = []string{"invalid_parameter"}
}

// options describes OPTIONS, whose identifier is that of its path.
func (w written) options() (id, summary string) {
	described, err := new(reflection).of(descriptionType)
	w.fail(err)
	w.answer(http.StatusOK, "What the resource takes and answers.",
		asJSON(w.components.schema(described, "ResourceDescription")), "Allow")
	id = "describe" + w.prefix + w.plural + strings.Join(words(w.route.Path)[len(words(w.Path)):], "")
	if strings.HasSuffix(w.route.Path, "/:"+w.Param) {
		id += "Row"
	}
	return id, "Describe " + w.Name
}
