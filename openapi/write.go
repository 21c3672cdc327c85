package openapi

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/crud"
)

// descriptionType is what OPTIONS answers.
var descriptionType = reflect.TypeFor[crud.Description]()

func statusText(status int) string { return strconv.Itoa(status) }

// takes adds a body, by media type, and what can be wrong with one.
func (w written) takes(content map[string]object) {
	of := map[string]openapi31.MediaType{}
	for mediaType, schema := range content {
		of[mediaType] = openapi31.MediaType{Schema: schema}
	}
	w.o.RequestBody = &openapi31.RequestBodyOrReference{RequestBody: &openapi31.RequestBody{
		Content: of, Required: new(true),
		Description: new("At most " + strconv.FormatInt(w.Limits.BodyBytes, 10) + " bytes."),
	}}
	w.problems[http.StatusBadRequest] = []string{"malformed_body"}
	w.problems[http.StatusRequestEntityTooLarge] = []string{"body_too_large"}
	w.problems[http.StatusUnsupportedMediaType] = []string{"unsupported_media_type"}
	w.writes("invalid_body")
}

// writes adds what the database can refuse.
func (w written) writes(invalid string) {
	w.problems[http.StatusConflict] = []string{"unique_violation", "exclusion_violation", "foreign_key_violation"}
	w.problems[http.StatusUnprocessableEntity] = []string{invalid, "unknown_reference", "check_violation", "null_value", "too_long"}
}

// minimal adds the preference for an answer without a body.
func (w written) minimal(noContent bool) {
	w.header(preferMinimal, false)
	if noContent {
		headers := []sent{always("Preference-Applied")}
		if w.route.Op&crud.OpBulk == 0 {
			headers = append(headers, always("ETag"))
		}
		w.answer(http.StatusNoContent, "It was written; the client wants no body (Prefer: return=minimal).", nil, headers...)
	}
}

// one adds what a write of one row by its key can find.
func (w written) one() {
	required := w.RequiresIfMatch && (!w.PutCreates || w.route.Op != crud.OpReplace)
	w.header(ifMatch, required)
	w.header(ifAbsent, false)
	w.problems[http.StatusNotFound] = []string{"not_found"}
	w.problems[http.StatusPreconditionFailed] = []string{"precondition_failed"}
	if w.RequiresIfMatch {
		w.problems[http.StatusPreconditionRequired] = []string{"precondition_required"}
	}
}

// inScope adds the refusal of rows outside the scopes.
func (w written) inScope() { w.problems[http.StatusForbidden] = []string{"outside_scope"} }

// creates and updates are references to the bodies.
func (w written) creates() object { return w.bodyOf(*w.Create, "Create") }

func (w written) updates() object { return w.bodyOf(*w.Update, "Update") }

func (w written) bodyOf(s crud.SchemaDescription, suffix string) object {
	schema, err := body(s)
	w.fail(err)
	return w.components.schema(schema, append(exactNames(s.Type, ""), w.names(suffix)...)...)
}

// patches is a reference to a merge patch; with key, to one that carries the
// primary key.
func (w written) patches(key bool) object {
	whole, err := body(*w.Update)
	w.fail(err)
	p, suffix := patch(whole), "Patch"
	if key {
		suffix = "BulkPatch"
		required := []any{}
		properties := p["properties"].(object) //nolint:forcetypeassert // patch has made it
		for _, field := range w.PrimaryKey {
			value := plain(asked(field.ValueDescription))
			properties[field.Key] = value
			required = append(required, field.Key)
		}
		p["required"] = required
	}
	return w.components.schema(p, append(exactNames(w.Update.Type, suffix), w.names(suffix)...)...)
}

func (w written) create() {
	w.takes(map[string]object{jsonType: w.creates()})
	w.minimal(false)
	w.answer(http.StatusCreated, "The row; no body with Prefer: return=minimal.", asJSON(w.row),
		always("Location"), always("ETag"), sometimes("Preference-Applied"))
	w.inScope()
}

func (w written) replace() {
	w.takes(map[string]object{jsonType: w.updates()})
	w.minimal(true)
	w.answer(http.StatusOK, "The row.", asJSON(w.row), always("ETag"))
	if w.PutCreates {
		w.answer(http.StatusCreated, "The new row; no body with Prefer: return=minimal.", asJSON(w.row),
			always("ETag"), sometimes("Preference-Applied"))
	}
	w.one()
	w.inScope()
}

func (w written) patch() {
	merge := w.patches(false)
	operations := w.components.schema(jsonPatchSchema, "JSONPatch")
	w.takes(map[string]object{jsonType: merge, mergePatch: merge, jsonPatch: operations})
	w.minimal(true)
	w.answer(http.StatusOK, "The row.", asJSON(w.row), always("ETag"))
	w.one()
	w.inScope()
	w.problems[http.StatusConflict] = append(w.problems[http.StatusConflict], "patch_test_failed")
}

// jsonPatchSchema is RFC 6902.
var jsonPatchSchema = object{
	"type": "array", "description": "Operations of a JSON patch (RFC 6902), all or none.",
	"items": object{"oneOf": []any{
		operationSchema("value", "add", "replace", "test"), operationSchema("from", "move", "copy"), operationSchema("", "remove"),
	}},
}

// operationSchema is an operation of a JSON patch with its operand.
func operationSchema(operand string, names ...string) object {
	pointer := object{"type": "string", "description": "A JSON Pointer (RFC 6901)."}
	properties := object{"op": object{"type": "string", "enum": anys(names)}, "path": pointer}
	required := []any{"op", "path"}
	switch operand {
	case "value":
		properties[operand], required = object{}, append(required, operand)
	case "from":
		properties[operand], required = pointer, append(required, operand)
	}
	return object{"type": "object", "properties": properties, "required": required}
}

func (w written) remove() {
	w.answer(http.StatusNoContent, "It is deleted.", nil)
	w.writes("invalid_parameter")
	w.one()
}

func (w written) restore() {
	w.minimal(true)
	w.answer(http.StatusOK, "The row.", asJSON(w.row), always("ETag"))
	w.writes("invalid_parameter")
	w.problems[http.StatusNotFound] = []string{"not_found"}
	w.inScope()
}

// bulk is an array of bodies, and its answer.
func (w written) bulk(status int, of object) {
	w.takes(map[string]object{jsonType: several(of, 1, w.Limits.BulkRows)})
	w.minimal(status == http.StatusOK)
	w.answer(status, "The rows, in the order of the request; no body with Prefer: return=minimal.", asJSON(object{
		"type": "object", "required": []any{"items"}, "properties": object{"items": object{"type": "array", "items": w.row}},
	}), sometimes("Preference-Applied"))
	w.inScope()
}

func (w written) bulkCreate() { w.bulk(http.StatusCreated, w.creates()) }

func (w written) bulkPatch() {
	w.bulk(http.StatusOK, w.patches(true))
	w.problems[http.StatusNotFound] = []string{"not_found"}
}

func (w written) bulkDelete() {
	w.takes(map[string]object{jsonType: {
		"type": "object", "required": []any{"ids"}, "additionalProperties": false,
		"properties": object{"ids": several(w.keyInBody(), 1, w.Limits.BulkRows)},
	}})
	w.answer(http.StatusNoContent, "They are deleted.", nil)
	w.problems[http.StatusNotFound] = []string{"not_found"}
}
