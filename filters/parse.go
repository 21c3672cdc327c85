package filters

import (
	"maps"
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

// RawCondition is one parameter filter_by[KEY] or filter_by[KEY][OP] with all
// values that it was given.
type RawCondition struct {
	// Parameter is the whole name, for messages.
	Parameter string
	Key       string
	Operator  string
	Values    []string
}

// Parse picks the parameters of this package out of a query string.
func Parse(values url.Values) (Raw, schemas.InputErrors) {
	var raw Raw
	var errs schemas.InputErrors
	for _, name := range slices.Sorted(maps.Keys(values)) {
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

// parseName reads filter_by[KEY] and filter_by[KEY][OP].
func parseName(name string) (RawCondition, *schemas.InputError) {
	c := RawCondition{Parameter: name, Operator: string(schemas.Eq)}
	rest := strings.TrimPrefix(name, prefix)
	key, rest, closed := strings.Cut(rest, "]")
	if closed && rest != "" && rest[0] == '[' && rest[len(rest)-1] == ']' {
		c.Operator, rest = rest[1:len(rest)-1], ""
	}
	if c.Key = key; !closed || rest != "" || strings.ContainsAny(key+c.Operator, "[]") {
		return c, schemas.Invalid(name, schemas.UnknownParameter,
			"%q is not a filter: write filter_by[KEY]=VALUE or filter_by[KEY][OPERATOR]=VALUE", name)
	}
	return c, nil
}
