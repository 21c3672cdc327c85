package openapi

import (
	"fmt"
	"slices"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// query are the parameters that a query string may have.
func (r *resource) query(p crud.Params) (all []openapi31.ParameterOrReference) {
	var list []openapi31.Parameter
	if p&(crud.WithOffset|crud.WithCursor) != 0 {
		list = append(list, r.pageParameters(p)...)
	}
	if p&crud.WithOrder != 0 {
		list = append(list, r.orderParameters()...)
	}
	if p&crud.WithFilter != 0 {
		list = append(list, r.filterParameters()...)
	}
	if p&crud.WithFields != 0 {
		list = append(list, r.fieldParameters()...)
	}
	both := p&crud.WithOffset != 0 && p&crud.WithCursor != 0
	for _, one := range list {
		if both || p&(crud.WithOffset|crud.WithCursor) != 0 && len(r.Formats) > 1 {
			one = withoutDefault(one)
		}
		all = append(all, r.components.parameter(one, r.names(pascal(one.Name))...))
	}
	return all
}

// withoutDefault says a default in the description: a client that sends each
// default would send parameters that do not go together, of both modes or with a
// stream.
func withoutDefault(p openapi31.Parameter) openapi31.Parameter {
	preset, ok := p.Schema["default"]
	if !ok {
		return p
	}
	p.Schema = copied(p.Schema)
	delete(p.Schema, "default")
	p.Description = new(fmt.Sprintf("%s Without it %v.", *p.Description, preset))
	return p
}

// parameter is one of the query string.
func parameter(name string, schema object, description string) openapi31.Parameter {
	return openapi31.Parameter{Name: name, In: openapi31.ParameterInQuery, Schema: schema, Description: optional(description)}
}

// commaList is a parameter whose value is a comma list.
func commaList(name string, schema object, description string) openapi31.Parameter {
	p := parameter(name, schema, description)
	p.Style, p.Explode = new(openapi31.ParameterStyleForm), new(false)
	return p
}

// pageParameters choose a page. On a list of one mode, pagination_type may only
// repeat it.
func (r *resource) pageParameters(p crud.Params) (list []openapi31.Parameter) {
	modes, types := r.modes(p), []string{}
	for _, mode := range modes {
		types = append(types, string(mode.Mode))
	}
	mode := object{"type": "string", "enum": anys(types), "default": types[0]}
	list = append(list, parameter("pagination_type", mode, "How the list is paged; cursor where a cursor is given."))
	size := object{"type": "integer", "minimum": 1, "maximum": r.Pages.Most, "default": r.Pages.Usual}
	if r.Pages.Clamp {
		delete(size, "maximum")
	}
	if p&crud.WithOffset != 0 {
		list = append(list, r.place())
	}
	list = append(list, parameter(r.Pages.Size, size, "The rows on a page."))
	if p&crud.WithCursor != 0 {
		list = append(list, parameter("cursor", object{"type": "string"}, "A next_cursor or prev_cursor; empty is the start."))
		for _, position := range r.Pages.Positions {
			list = append(list,
				parameter(position.After, asked(position.ValueDescription), "The page behind these values, in the place of a cursor."),
				parameter(position.Before, asked(position.ValueDescription), "The page before these values, in the place of a cursor."))
		}
	}
	count := object{"type": "string", "enum": anys(r.Pages.Counts)}
	if len(modes) == 1 {
		count["default"] = string(modes[0].Count)
	}
	return append(list, parameter("count", count, "How the total is found."))
}

// modes are those of a list.
func (r *resource) modes(p crud.Params) []crud.ModeDescription {
	return slices.DeleteFunc(slices.Clone(r.Pages.Modes), func(m crud.ModeDescription) bool {
		return m.Mode == "offset" && p&crud.WithOffset == 0 || m.Mode == "cursor" && p&crud.WithCursor == 0
	})
}

// place is the parameter for where an offset page begins.
func (r *resource) place() openapi31.Parameter {
	place := object{"type": "integer", "minimum": r.Pages.FirstPlace, "default": r.Pages.FirstPlace}
	description := "The page's number."
	if r.Pages.FirstPlace == 0 {
		description = "How many rows come before the page."
	}
	if most := r.Pages.MaxOffset; most >= 0 {
		place["maximum"] = most + r.Pages.FirstPlace
		description += fmt.Sprintf(" A page may skip %d rows; deeper ones are for cursors.", most)
	}
	return parameter(r.Pages.Place, place, description)
}

func (r *resource) orderParameters() (list []openapi31.Parameter) {
	direction := parameter("order_dir", object{"type": "string", "enum": []any{"asc", "desc"}},
		"The direction of the keys without a dash; without order_by of every key of the default order.")
	if len(r.Order.Keys) == 0 {
		return []openapi31.Parameter{direction}
	}
	keys := []any{}
	for _, key := range r.Order.Keys {
		for _, dash := range []string{"", "-"} {
			keys = append(keys, dash+key)
			for _, suffix := range r.Order.Suffixes {
				keys = append(keys, dash+key+"."+suffix)
			}
		}
	}
	key := r.components.schema(object{
		"type": "string", "enum": keys, "description": "A key of the order: a dash descends, a suffix places what is null.",
	}, r.names("OrderKey")...)
	description := "The order, each key once; without it " + r.Order.Default + "."
	if r.Order.Rank != "" {
		description += " " + r.Order.Rank + " needs a search."
	}
	return []openapi31.Parameter{commaList("order_by", several(key, 1, r.Order.Most), description), direction}
}

func (r *resource) filterParameters() (list []openapi31.Parameter) {
	for _, field := range r.Fields {
		quantifiers := []string{""}
		if field.ToMany && len(field.Operators) > 0 {
			for _, q := range schemas.Quantifiers() {
				quantifiers = append(quantifiers, "["+string(q)+"]")
			}
		}
		for _, quantifier := range quantifiers {
			for _, operator := range field.Operators {
				if operator == schemas.Eq {
					list = append(list, r.condition("filter_by["+field.Key+"]"+quantifier, field.ValueDescription, operator))
				}
				name := "filter_by[" + field.Key + "]" + quantifier + "[" + string(operator) + "]"
				list = append(list, r.condition(name, field.ValueDescription, operator))
			}
		}
	}
	list = append(list, r.customParameters()...)
	list = append(list, parameter("filter", object{"type": "string", "maxLength": r.Limits.ExpressionBytes},
		`A boolean expression over the same keys, such as status = "draft" AND NOT views >= 10, ANDed with the other filters.`))
	if r.Search != nil {
		list = append(list, parameter("search", object{"type": "string", "maxLength": r.Search.Length},
			fmt.Sprintf("At most %d words.", r.Search.Words)))
	}
	facets := append([]any{"true", "false"}, anys(r.Facets.Keys)...)
	usual := "true"
	if r.Facets.OnRequest {
		usual = "false"
	}
	return append(list,
		commaList("facets", several(object{"type": "string", "enum": facets}, 1, max(1, len(r.Facets.Keys))),
			"Which facets are answered: keys, or true or false alone; without it "+usual+"."),
		parameter("facet_counts", object{"type": "boolean", "default": false}, "How many rows have each value of a facet."))
}

// sentences say what an operator does with a field.
var sentences = map[schemas.Operator]string{
	schemas.Eq: "Equals one of the values.", schemas.In: "Equals one of the values.",
	schemas.Ne: "Equals not; null counts as different.", schemas.NotIn: "Equals none of the values; null counts as different.",
	schemas.IsNull: "Is null, or is not.",
	schemas.Gt:     "Is more.", schemas.Gte: "Is more, or equal.", schemas.Lt: "Is less.", schemas.Lte: "Is less, or equal.",
	schemas.Between:  "Is between two values, both included.",
	schemas.Contains: "Contains the text.", schemas.StartsWith: "Starts with the text.", schemas.EndsWith: "Ends with the text.",
	schemas.IContains: "Contains the text, in any case.", schemas.IStartsWith: "Starts with the text, in any case.",
	schemas.IEndsWith: "Ends with the text, in any case.",
	schemas.Has:       "Has the value.", schemas.HasAny: "Has one of the values.", schemas.HasAll: "Has all of the values.",
}

// condition is a parameter of a filter.
func (r *resource) condition(name string, v crud.ValueDescription, operator schemas.Operator) openapi31.Parameter {
	value := r.bounded(v)
	sentence := sentences[operator]
	most := r.Limits.ListValues
	switch whole := v.Kind == schemas.Array && (operator == schemas.Eq || operator == schemas.Ne); {
	case operator == schemas.IsNull:
		return parameter(name, object{"type": "boolean"}, sentence)
	case whole:
		return commaList(name, several(value, 0, most), "The whole array in its order. "+sentence)
	case operator == schemas.Between:
		return commaList(name, several(value, 2, 2), sentence)
	case operator.TakesList():
		return commaList(name, several(value, 1, most), sentence+" A value with a comma stands in double quotes.")
	case operator == schemas.Eq:
		p := parameter(name, several(value, 1, most), sentence)
		p.Style, p.Explode = new(openapi31.ParameterStyleForm), new(true)
		return p
	}
	return parameter(name, value, sentence)
}

// bounded is a value of a filter, whose length is limited.
func (r *resource) bounded(v crud.ValueDescription) object {
	value := asked(v)
	if _, told := value["format"]; value["type"] == "string" && value["enum"] == nil && !told {
		value["maxLength"] = r.Limits.ValueLength
	}
	return value
}

func (r *resource) customParameters() (list []openapi31.Parameter) {
	for _, custom := range r.CustomFilters {
		for _, p := range custom.Params {
			description := "A filter of the resource's own."
			if len(custom.Params) > 1 && !p.Optional {
				description += " It goes with its other parameters."
			}
			names := []string{"filter_by[" + custom.Key + "][" + p.Name + "]"}
			if p.Name == string(schemas.Eq) {
				names = append(names, "filter_by["+custom.Key+"]")
			}
			for _, name := range names {
				one := parameter(name, r.bounded(p.ValueDescription), description)
				if p.List {
					one = commaList(name, several(r.bounded(p.ValueDescription), 1, r.Limits.ListValues), description)
				}
				list = append(list, one)
			}
		}
	}
	return list
}

func (r *resource) fieldParameters() (list []openapi31.Parameter) {
	keys := []any{}
	for _, key := range r.Read.Keys {
		keys = append(keys, key.Name)
	}
	choice := func(of []any) object {
		s := several(object{"type": "string", "enum": of}, 1, len(of))
		s["uniqueItems"] = true
		return s
	}
	if len(keys) > 0 {
		list = append(list, commaList("fields", choice(keys), "The keys of a row that are answered; all without it."))
	}
	if relations := includeKeys(r.Includes); len(relations) > 0 {
		list = append(list, commaList("include", choice(relations), "The relations that are answered beside the fields of a row."))
	}
	return list
}

func includeKeys(all []crud.IncludeDescription) (keys []any) {
	for _, include := range all {
		keys = append(append(keys, include.Key), includeKeys(include.Includes)...)
	}
	return keys
}

// askedHeader is a header of requests.
type askedHeader struct{ component, name, description string }

var (
	preferStrict  = askedHeader{"PreferStrict", "Prefer", "handling=strict refuses every unknown parameter."}
	preferMinimal = askedHeader{"PreferMinimal", "Prefer", "return=minimal leaves rows out of the answer."}
	ifMatch       = askedHeader{"IfMatch", "If-Match", "The ETag of the row that is to be changed; 412 where it has changed since."}
	ifAbsent      = askedHeader{"IfAbsent", "If-None-Match", "* where no row may be there; 412 where there is one."}
	consistency   = askedHeader{
		"ConsistencyToken", crud.ConsistencyHeader, "What a write has answered there, or \"primary\": the answer is of a state behind it.",
	}
	ifNoneMatch = askedHeader{"IfNoneMatch", "If-None-Match", "The ETag of what the client has; 304 where that is still right."}
)

// askedHeader is a reference to a header of requests.
func (c components) askedHeader(h askedHeader, required bool) openapi31.ParameterOrReference {
	p := openapi31.Parameter{
		Name: h.name, In: openapi31.ParameterInHeader, Schema: object{"type": "string"}, Description: &h.description,
	}
	if required {
		p.Required = &required
		h.component += "Required"
	}
	return c.parameter(p, h.component)
}
