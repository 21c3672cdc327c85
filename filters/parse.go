package filters

import (
	"net/url"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

const prefix = "filter_by["

// Owns reports whether a parameter of that name belongs to this package.
func Owns(name string) bool {
	return name == "search" || name == "facets" || name == "facet_counts" || name == exprParameter || strings.HasPrefix(name, prefix)
}

// Raw is a parsed and still unchecked filter.
type Raw struct {
	// Conditions are in the order of their parameters' names.
	Conditions []RawCondition
	// Expression is the text of filter=.
	Expression string
	// Search is the free text; Searched is set when there was one at all.
	Search   string
	Searched bool
}

// RawCondition is one parameter filter_by[KEY], filter_by[KEY][OP],
// filter_by[KEY][QUANTIFIER] or filter_by[KEY][QUANTIFIER][OP] with all values
// that it was given.
type RawCondition struct {
	// Parameter is the whole name, for messages.
	Parameter string
	Key       string
	// Quantifier is empty where none was written.
	Quantifier schemas.Quantifier
	Operator   string
	Values     []string
}

// Parse picks the parameters of this package out of a query string.
func Parse(values url.Values) (Raw, schemas.InputErrors) {
	var raw Raw
	var errs schemas.InputErrors
	for _, name := range schemas.Names(values) {
		switch {
		case len(values[name]) == 0: // nothing was given; only a Go program can say so
		case strings.HasPrefix(name, prefix):
			condition, err := parseName(name)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			condition.Values = values[name]
			raw.Conditions = append(raw.Conditions, condition)
		case name == "search" || name == exprParameter:
			if len(values[name]) > 1 {
				errs = append(errs, schemas.Repeated(name))
			}
			if name == exprParameter {
				raw.Expression = values.Get(name)
			} else {
				raw.Search, raw.Searched = values.Get(name), true
			}
		}
	}
	return raw, errs
}

// parseName reads what stands in the brackets of a parameter.
func parseName(name string) (RawCondition, *schemas.InputError) {
	c := RawCondition{Parameter: name, Operator: string(schemas.Eq)}
	inner, closed := strings.CutSuffix(strings.TrimPrefix(name, prefix), "]")
	parts := strings.Split(inner, "][")
	c.Key = parts[0]
	if q := schemas.Quantifier(parts[min(1, len(parts)-1)]); len(parts) > 1 && slices.Contains(schemas.Quantifiers(), q) {
		c.Quantifier = q
		parts = slices.Delete(parts, 1, 2)
	}
	if len(parts) > 1 {
		c.Operator = parts[1]
	}
	if !closed || len(parts) > 2 || strings.ContainsAny(c.Key+c.Operator, "[]") {
		return c, schemas.Invalid(name, schemas.UnknownParameter,
			"%q is not a filter: write filter_by[KEY]=VALUE or filter_by[KEY][OPERATOR]=VALUE", name)
	}
	return c, nil
}
