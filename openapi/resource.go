package openapi

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/crud"
)

// resource makes the operations of one resource.
type resource struct {
	crud.Description

	doc        *Document
	components components
	// noun is what its rows are called, prefix and plural what the path is.
	noun, prefix, plural, tag string
	// row is a reference to a whole row, item to what fields and include have left
	// and added.
	row, item object
	errs      []error
}

func newResource(d *Document, of crud.Description) *resource {
	r := &resource{
		Description: of, doc: d, components: d.components,
		noun: cmp.Or(typeName(of.Model), pascal(of.Name)), plural: pascal(of.Name),
	}
	r.tag = cmp.Or(strings.Trim(r.path(of.Path), "/"), of.Name)
	if parts := words(of.Path); len(parts) > 0 {
		r.plural, r.prefix = parts[len(parts)-1], strings.Join(parts[:len(parts)-1], "")
	}
	r.rows()
	return r
}

// fail collects a mistake.
func (r *resource) fail(err error) {
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("openapi: %s: %w", r.Path, err))
	}
}

// names are names for a component of the resource's own.
func (r *resource) names(suffix string) []string {
	return []string{r.noun + suffix, r.prefix + r.noun + suffix, r.prefix + r.plural + suffix}
}

// path is a path of gin's as OpenAPI spells it.
func (r *resource) path(of string) string {
	parts := strings.Split(of, "/")
	for i, part := range parts {
		if before, name := parameterOf(part); name != "" {
			parts[i] = before + "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// rows makes the schemas of rows.
func (r *resource) rows() {
	whole, err := row(r.Read)
	r.fail(err)
	r.row = r.components.schema(whole, namesOf(r.Read.Type, "")...)
	r.item = r.row
	if len(r.Read.Keys) == 0 && len(r.Includes) == 0 {
		return
	}
	selection := copied(whole)
	delete(selection, "required")
	properties := object{}
	if own, ok := whole["properties"].(object); ok {
		properties = copied(own)
	}
	r.include(properties, r.Includes)
	selection["properties"] = properties
	selection["description"] = "A row with the keys that fields has chosen, all without it, and the relations of include."
	r.item = r.components.schema(selection, namesOf(r.Read.Type, "Selection")...)
}

// include adds relations to the members of a row.
func (r *resource) include(properties object, all []crud.IncludeDescription) {
	for _, include := range all {
		related, err := row(include.Read)
		r.fail(err)
		names := namesOf(include.Read.Type, "")
		if len(include.Includes) > 0 {
			names = namesOf(include.Read.Type, "Related")
			own, _ := related["properties"].(object)
			within := copied(own)
			r.include(within, include.Includes)
			related["properties"] = within
		}
		ref := r.components.schema(related, names...)
		if !include.Many {
			properties[include.Name] = nullable(ref)
			continue
		}
		properties[include.Name] = object{"type": "array", "items": ref, "maxItems": include.Limit}
		properties[include.Name+"_truncated"] = object{
			"type": "boolean", "const": true, "description": fmt.Sprintf("There are more than %d.", include.Limit),
		}
	}
}

// pathParameters are those of a path.
func (r *resource) pathParameters(path string) (all []openapi31.ParameterOrReference) {
	for part := range strings.SplitSeq(path, "/") {
		_, name := parameterOf(part)
		if name == "" {
			continue
		}
		p := openapi31.Parameter{
			Name: name, In: openapi31.ParameterInPath, Required: new(true), Schema: object{"type": "string"},
		}
		if p.Name == r.Param {
			p.Schema, p.Description = r.key()
		}
		all = append(all, openapi31.ParameterOrReference{Parameter: &p})
	}
	return all
}

// key is the primary key as a path has it.
func (r *resource) key() (schema object, description *string) {
	if len(r.PrimaryKey) == 1 {
		return plain(asked(r.PrimaryKey[0].ValueDescription)), nil
	}
	keys := make([]string, len(r.PrimaryKey))
	for i, field := range r.PrimaryKey {
		keys[i] = field.Key
	}
	return object{"type": "string"}, new("The values of " + strings.Join(keys, ", ") +
		" in this order, each percent-encoded, joined by commas.")
}

// keyInBody is the primary key as an element of ids.
func (r *resource) keyInBody() object {
	one := func(f crud.FieldDescription) object {
		value := plain(asked(f.ValueDescription))
		delete(value, "examples")
		return value
	}
	if len(r.PrimaryKey) == 1 {
		return one(r.PrimaryKey[0])
	}
	parts := []any{}
	for _, field := range r.PrimaryKey {
		parts = append(parts, one(field))
	}
	return object{"type": "array", "prefixItems": parts, "items": object{}, "minItems": len(parts), "maxItems": len(parts)}
}
