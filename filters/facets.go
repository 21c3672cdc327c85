package filters

import (
	"net/url"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// FacetChoice says which facets a client wants. The zero value is all.
type FacetChoice struct {
	None bool
	// Counts asks for the number of rows beside each value.
	Counts bool
	// Only lists some, in declared order; nil means all.
	Only []*schemas.Field
}

// Of lists the chosen facets of a resource; nil means that none were asked for.
func (c FacetChoice) Of(r *schemas.Resource) []*schemas.Field {
	switch {
	case c.None:
		return nil
	case c.Only != nil:
		return c.Only
	}
	return slices.Clip(append([]*schemas.Field{}, r.Facets...))
}

// ParseFacets reads facets=true, false or a comma list of keys, and
// facet_counts=true or false. What is not given is as in usual.
func ParseFacets(values url.Values, r *schemas.Resource, usual FacetChoice) (FacetChoice, schemas.InputErrors) {
	choice := usual
	var errs schemas.InputErrors
	for _, name := range []string{"facets", "facet_counts"} {
		if len(values[name]) > 1 {
			errs = append(errs, schemas.Repeated(name))
		}
	}
	if len(values["facet_counts"]) > 0 {
		counts, err := parseSwitch("facet_counts", values.Get("facet_counts"))
		if err != nil {
			errs = append(errs, err)
		}
		choice.Counts = counts
	}
	switch text := values.Get("facets"); {
	case len(values["facets"]) == 0:
	case text == "true" || text == "false":
		choice.None = text == "false"
	default:
		only, mistakes := parseKeys(text, r)
		choice.None, choice.Only, errs = false, only, append(errs, mistakes...)
	}
	return choice, errs
}

func parseSwitch(name, text string) (bool, *schemas.InputError) {
	if text == "true" || text == "false" {
		return text == "true", nil
	}
	err := schemas.Invalid(name, schemas.InvalidValue, "%q is neither true nor false", text)
	err.Allowed = []string{"true", "false"}
	return false, err
}

// parseKeys reads a comma list of facets, which are answered in declared order.
func parseKeys(text string, r *schemas.Resource) (only []*schemas.Field, errs schemas.InputErrors) {
	if n := strings.Count(text, ",") + 1; n > max(1, len(r.Facets)) {
		return nil, schemas.InputErrors{schemas.Invalid("facets", schemas.TooMany,
			"names %d facets; there are %d", n, len(r.Facets))}
	}
	keys := strings.Split(text, ",")
	for _, key := range keys {
		if err := checkFacet(key, r); err != nil {
			errs = append(errs, err)
		}
	}
	only = []*schemas.Field{}
	for _, field := range r.Facets {
		if slices.Contains(keys, field.Key) {
			only = append(only, field)
		}
	}
	return only, errs
}

func checkFacet(key string, r *schemas.Resource) *schemas.InputError {
	if key == "" {
		return schemas.Invalid("facets", schemas.EmptyItem, "has an empty item")
	}
	if slices.ContainsFunc(r.Facets, func(f *schemas.Field) bool { return f.Key == key }) {
		return nil
	}
	err := schemas.Invalid("facets", schemas.UnknownField, "there is no facet %q", key)
	err.Allowed = []string{"true", "false"}
	for _, f := range r.Facets {
		err.Allowed = append(err.Allowed, f.Key)
	}
	return err
}
