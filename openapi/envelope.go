package openapi

import (
	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// page is what a list of some modes answers.
func (r *resource) page(p crud.Params) object {
	envelopes := map[string]object{}
	for _, mode := range r.modes(p) {
		envelopes[string(mode.Mode)] = r.envelope(string(mode.Mode))
	}
	if len(envelopes) == 1 {
		for _, only := range envelopes {
			return only
		}
	}
	offset, cursor := envelopes["offset"], envelopes["cursor"]
	return object{
		"oneOf": []any{offset, cursor},
		"discriminator": object{
			"propertyName": "pagination_type", "mapping": object{"offset": offset["$ref"], "cursor": cursor["$ref"]},
		},
	}
}

// envelope is a reference to the page of a mode.
func (r *resource) envelope(mode string) object {
	properties := object{
		"items":             object{"type": "array", "items": r.item},
		"pagination_type":   object{"type": "string", "const": mode},
		"filter_attributes": r.facets(answered, "The values to choose from, by facet; null where none were asked for."),
	}
	required := []any{"items", "pagination", "pagination_type", "filter_attributes"}
	if len(r.Facets.Keys) > 0 {
		properties["filter_counts"] = r.facets(r.bucket, "How many rows have each value, with facet_counts=true.")
		notNull(properties["filter_counts"].(object)) //nolint:forcetypeassert // facets has made it
		properties["filter_attributes_truncated"] = object{
			"type": "array", "items": object{"type": "string", "enum": anys(r.Facets.Keys)},
			"description": "The facets whose lists are not whole: there are more values, or there was no time.",
		}
	}
	prefix := "OffsetPage"
	if mode == "cursor" {
		prefix = "CursorPage"
	}
	properties["pagination"] = r.components.schema(paginations[mode], prefix[:6]+"Pagination")
	if r.BodyLinks {
		properties["links"] = r.components.schema(links, "Links")
		required = append(required, "links")
	}
	var names []string
	for _, name := range append(namesOf(r.Read.Type, ""), r.names("")...) {
		names = append(names, prefix+"Of"+name)
	}
	return r.components.schema(object{"type": "object", "properties": properties, "required": required}, names...)
}

// facets is an object with a list for each facet.
func (r *resource) facets(of func(crud.ValueDescription) object, description string) object {
	properties := object{}
	for _, field := range r.Fields {
		if field.Facet {
			properties[field.Key] = object{"type": "array", "items": of(field.ValueDescription)}
		}
	}
	return object{
		"type": []any{"object", "null"}, "properties": properties, "additionalProperties": false, "description": description,
	}
}

// bucket is a value of a facet with its count.
func (r *resource) bucket(v crud.ValueDescription) object {
	return object{
		"type": "object", "required": []any{"value", "count", "selected"},
		"properties": object{
			"value": nullable(answered(v)), "count": object{"type": "integer", "format": "int64", "minimum": 0},
			"selected": object{"type": "boolean", "description": "The client has chosen it."},
		},
	}
}

var (
	total    = object{"type": []any{"integer", "null"}, "format": "int64", "minimum": 0}
	relation = object{
		"type": []any{"string", "null"}, "enum": []any{schemas.TotalExact, schemas.TotalAtLeast, schemas.TotalApproximate, nil},
		"description": "Whether there are exactly so many rows, at least, or about.",
	}
	token = object{"type": []any{"string", "null"}}
	size  = object{"type": "integer", "minimum": 1}
	more  = object{"type": "boolean", "description": "Rows remain in the direction travelled."}
)

// paginations say where a page stands.
var paginations = map[string]object{
	"offset": {
		"type": "object", "required": []any{"total_count", "total_relation", "items_per_page", "page", "pages", "has_more", "next_cursor"},
		"properties": object{
			"total_count": total, "total_relation": relation, "items_per_page": size, "page": object{"type": "integer", "minimum": 1},
			"pages": object{
				"type": []any{"integer", "null"}, "format": "int64", "minimum": 0, "description": "null unless the total is exact.",
			},
			"has_more": more, "next_cursor": token,
		},
	},
	"cursor": {
		"type": "object", "required": []any{"next_cursor", "prev_cursor", "items_per_page", "has_more"},
		"properties": object{
			"next_cursor": token, "prev_cursor": token, "items_per_page": size, "has_more": more,
			"total_count": total, "total_relation": relation,
		},
	},
}

// links are those of Config.BodyLinks.
var links = object{
	"type": "object", "required": []any{"first", "prev", "next", "last"},
	"properties": object{"first": token, "prev": token, "next": token, "last": token},
}
