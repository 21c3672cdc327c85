package crud

import (
	"context"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// selection is what a client wants of each row. The zero value is the whole read
// schema, without relations.
type selection struct {
	// of is the type of row that the fields are of.
	of reflect.Type
	// fields are keys of the read schema; nil means all.
	fields []string
	// include are the relations to answer beside.
	include []*inclusion
}

func (s selection) isZero() bool { return s.fields == nil && s.include == nil }

// selectionNames are the parameters that choose.
var selectionNames = []string{"fields", "include"}

// parseSelection reads fields and include, comma lists of what the read schema
// has and the resource allows.
func (v *lists) parseSelection(values url.Values) (s selection, errs schemas.InputErrors) {
	fields, mistakes := parseNames("fields", values, v.record.names)
	errs = append(errs, mistakes...)
	allowed := v.relations()
	var known []string
	if len(values["include"]) > 0 {
		known = includeKeys(allowed)
	}
	include, mistakes := parseNames("include", values, known)
	if most := v.limits.Includes; most > 0 && len(include) > most {
		mistakes = append(mistakes, schemas.Invalid("include", schemas.TooMany, "names %d; at most %d can be included", len(include), most))
	}
	errs = append(errs, mistakes...)
	return selection{v.of, fields, chooseIncludes(allowed, include)}, errs
}

// isObject reports types that JSON can have as an object.
func isObject(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Map || t.Kind() == reflect.Interface
}

// parseNames reads a comma list of known names, each once.
func parseNames(parameter string, values url.Values, known []string) ([]string, schemas.InputErrors) {
	given := values[parameter]
	switch {
	case len(given) == 0:
		return nil, nil
	case len(given) > 1:
		return nil, schemas.InputErrors{schemas.Repeated(parameter)}
	case strings.Count(given[0], ",") > len(known):
		return nil, schemas.InputErrors{schemas.Invalid(parameter, schemas.TooMany,
			"names %d; there are %d", strings.Count(given[0], ",")+1, len(known))}
	}
	names := strings.Split(given[0], ",")
	var errs schemas.InputErrors
	for i, name := range names {
		switch {
		case name == "":
			errs = append(errs, schemas.Invalid(parameter, schemas.EmptyItem, "has an empty item"))
		case slices.Contains(names[:i], name):
			errs = append(errs, schemas.Invalid(parameter, schemas.DuplicateKey, "names %q twice", name))
		case !slices.Contains(known, name):
			err := schemas.Invalid(parameter, schemas.UnknownField, "there is no %q here", name)
			err.Allowed = known
			errs = append(errs, err)
		}
	}
	return names, errs
}

// chosen reads the rows as a selection wants them, each written already, into
// room.
func (v *lists) chosen(s selection, room *[]byte) pageReader {
	if s.isZero() {
		return func(ctx context.Context, src store.Source, statement query.Rows) (batch, store.Beside, error) {
			return v.objects.page(ctx, src, statement, room)
		}
	}
	base, record := v.narrowed(s.fields)
	included := make([]string, len(s.include))
	var links []*schemas.Field
	for i, include := range s.include {
		included[i] = include.name
		links = append(links, include.owners...)
	}
	record = record.without(included)
	read := base.objects(record, len(record.fields) == len(v.record.fields)).page
	return func(ctx context.Context, src store.Source, statement query.Rows) (batch, store.Beside, error) {
		statement.Links = slices.Concat(links, statement.Links)
		all, beside, err := read(ctx, src, statement, room)
		if err != nil {
			return nil, beside, err
		}
		rows := rowsIn[json.RawMessage](all)
		shown := len(rows)
		if statement.Peek && shown == statement.Plan.Limit {
			shown--
		}
		read := including{source: src, most: v.limits.IncludedRows, shard: v.shard}
		more, err := read.all(ctx, s.include, shown, func(row int) ([]any, error) { return beside.Links(row, len(links)) })
		if err != nil {
			return nil, beside, err
		}
		for i := range shown {
			if rows[i], err = extended(rows[i], more[i]); err != nil {
				return nil, beside, err
			}
		}
		return all, beside, nil
	}
}

// narrowed is a reader of the columns that some fields need, and the record that
// writes those; nil fields are all.
func (v *lists) narrowed(fields []string) (reader, record) {
	if fields == nil {
		return v.read, v.record
	}
	record := v.record.only(fields)
	if v.read.only == nil {
		return v.read, record
	}
	return v.read.only(record.has), record
}
