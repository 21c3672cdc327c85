package openapi

import (
	"fmt"
	"net/http"
	"slices"
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
	w.describe()
	w.consistent()
	w.refusals()
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
	id                   string
	many                 bool
	summary, description string
	write                func(written)
}

var sorts = map[crud.Op]sort{
	crud.OpGet: {
		"get", false, "Read one row of %s", "The row within the scopes. HEAD answers the same without the body.", written.get,
	},
	crud.OpCreate: {
		"create", false, "Create a row of %s", "Keys that the body leaves out get their defaults.", written.create,
	},
	crud.OpReplace: {
		"replace", false, "Replace a row of %s", "Keys that the body leaves out get their defaults.", written.replace,
	},
	crud.OpPatch: {
		"update", false, "Change a part of a row of %s",
		"A merge patch (RFC 7396) or a JSON patch (RFC 6902), applied to the row in the shape of PUT's body; the whole is validated.",
		written.patch,
	},
	crud.OpDelete: {
		"delete", false, "Delete a row of %s", "With If-Match only if nobody else has changed it since.", written.remove,
	},
	crud.OpRestore: {
		"restore", false, "Restore a deleted row of %s", "One that is not deleted stays as it is.", written.restore,
	},
	crud.OpBulk | crud.OpCreate: {
		"bulkCreate", true, "Create rows of %s", "One transaction: all rows are created, or none.", written.bulkCreate,
	},
	crud.OpBulk | crud.OpPatch: {
		"bulkUpdate", true, "Change rows of %s",
		"Merge patches that carry the primary key. One transaction: all rows are changed, or none.", written.bulkPatch,
	},
	crud.OpBulk | crud.OpDelete: {
		"bulkDelete", true, "Delete rows of %s", "One transaction: all rows are deleted, or none.", written.bulkDelete,
	},
}

// describe writes what an operation takes and answers.
func (w written) describe() {
	s, ok := sorts[w.route.Op]
	switch {
	case w.route.Op == crud.OpList:
		w.list()
		return
	case !ok:
		w.options()
		return
	}
	s.write(w)
	name := w.prefix + w.noun
	if s.many {
		name = w.prefix + w.plural
	}
	w.name(s.id+name, fmt.Sprintf(s.summary, w.Name), s.description)
}

// name says what an operation is.
func (w written) name(id, summary, description string) {
	w.o.ID, w.o.Summary, w.o.Description = new(w.doc.operationID(id)), &summary, &description
}

// answer adds a response.
func (w written) answer(status int, description string, content map[string]openapi31.MediaType, headers ...sent) {
	if w.ServerTiming && w.route.Op != crud.OpDescribe {
		headers = append(headers, sometimes("Server-Timing"))
	}
	if w.ReadYourWrites && w.route.Op&crud.Writes != 0 {
		headers = append(headers, sometimes(crud.ConsistencyHeader))
	}
	response := &openapi31.Response{Description: description, Content: content, Headers: w.headers(w.route.Guarded, headers)}
	w.o.Responses.MapOfResponseOrReferenceValues[statusText(status)] = openapi31.ResponseOrReference{Response: response}
}

// headers are those of an answer. Handlers of the application's own before a route
// may choose by a header of the request, as explorer.HTML does, and say so in Vary.
func (w written) headers(open bool, all []sent) map[string]openapi31.HeaderOrReference {
	if w.route.Guarded && !slices.ContainsFunc(all, func(one sent) bool { return one.name == "Vary" }) {
		all = append(all, sometimes("Vary"))
	}
	return w.components.answeredHeaders(open, all)
}

// consistent adds the token of a write that is to be seen.
func (w written) consistent() {
	if w.ReadYourWrites && w.route.Op != crud.OpDescribe {
		w.header(consistency, false)
		w.problems[http.StatusBadRequest] = append(w.problems[http.StatusBadRequest], "invalid_consistency_token")
	}
}

// asJSON is content of one schema.
func asJSON(schema object) map[string]openapi31.MediaType {
	return map[string]openapi31.MediaType{jsonType: {Schema: schema}}
}

// header adds a request header.
func (w written) header(h askedHeader, required bool) {
	w.o.Parameters = append(w.o.Parameters, w.components.askedHeader(h, required))
}

func (w written) list() {
	id, summary := "list"+w.prefix+w.plural, "List "+w.Name
	offset, cursor := w.route.Params&crud.WithOffset != 0, w.route.Params&crud.WithCursor != 0
	w.header(preferStrict, false)
	content := asJSON(w.page(w.route.Params))
	headers := []sent{{"Link", len(w.Formats) == 1}, sometimes("X-Total-Count")}
	if cursor {
		headers = append(headers, sometimes("X-Next-Cursor"))
	}
	if w.varies() {
		headers = append(headers, always("Vary"))
	}
	for _, format := range w.Formats[1:] {
		content[string(format)] = openapi31.MediaType{Schema: object{
			"type": "string", "description": "The whole list, a line for each row. Parameters of pages, and include, do not go with it.",
		}}
	}
	w.answer(http.StatusOK, "A page of rows; in the other formats all of them.", content, headers...)
	w.problems[http.StatusRequestURITooLong] = []string{"query_too_long"}
	if len(w.Formats) > 1 {
		w.problems[http.StatusServiceUnavailable] = []string{"unavailable", "too_many_streams"}
	}
	w.problems[http.StatusBadRequest] = []string{"malformed_query"}
	if cursor {
		w.problems[http.StatusBadRequest] = []string{"malformed_query", "invalid_cursor"}
	}
	w.problems[http.StatusUnprocessableEntity] = []string{"invalid_parameter"}
	switch {
	case offset && cursor:
	case cursor:
		id, summary = id+"ByCursor", summary+" by cursor"
	default:
		id, summary = id+"ByOffset", summary+" by page"
	}
	w.name(id, summary, "Every bad parameter of a request is reported at once. HEAD answers the same without the body.")
}

// varies reports a list that the Accept header chooses the format of.
func (w written) varies() bool { return w.route.Op == crud.OpList && len(w.Formats) > 1 }

func (w written) get() {
	w.header(ifNoneMatch, false)
	w.header(preferStrict, false)
	w.answer(http.StatusOK, "The row.", asJSON(w.item), always("ETag"))
	w.answer(http.StatusNotModified, "The client has it already.", nil, always("ETag"))
	w.problems[http.StatusBadRequest] = []string{"malformed_query"}
	w.problems[http.StatusNotFound] = []string{"not_found"}
	w.problems[http.StatusRequestURITooLong] = []string{"query_too_long"}
	w.problems[http.StatusUnprocessableEntity] = []string{"invalid_parameter"}
}

// options describes OPTIONS, whose identifier is that of its path.
func (w written) options() {
	described, err := new(reflection).of(descriptionType)
	w.fail(err)
	w.answer(http.StatusOK, "What the resource takes and answers.",
		asJSON(w.components.schema(described, "ResourceDescription")), always("Allow"))
	id := "describe" + w.prefix + w.plural + strings.Join(words(w.route.Path)[len(words(w.Path)):], "")
	if strings.HasSuffix(w.route.Path, "/:"+w.Param) {
		id += "Row"
	}
	w.name(id, "Describe "+w.Name, "The declaration: fields with their operators, orders, facets, sizes and limits. No row is read.")
}
