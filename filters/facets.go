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

// ParseFacets reads facets=true, false, or a comma list of keys.
func ParseFacets(values url.Values, r *schemas.Resource) (FacetChoice, schemas.InputErrors) {
	given := values["facets"]
	switch {
	case len(given) == 0:
		return FacetChoice{}, nil
	case len(given) > 1:
		return FacetChoice{}, schemas.InputErrors{schemas.Repeated("facets")}
	case given[0] == "true" || given[0] == "false":
		return FacetChoice{None: given[0] == "false"}, nil
	}
	if n := strings.Count(given[0], ",") + 1; n > max(1, len(r.Facets)) {
		return FacetChoice{}, schemas.InputErrors{schemas.Invalid("facets", schemas.TooMany,
			"names %d facets; there are %d", n, len(r.Facets))}
	}
	var errs schemas.InputErrors
	keys := strings.Split(given[0], ",")
	for _, key := range keys {
		if err := checkFacet(key, r); err != nil {
			errs = append(errs, err)
		}
	}
	only := []*schemas.Field{}
	for _, field := range r.Facets {
		if slices.Contains(keys, field.Key) {
			only = append(only, field)
		}
	}
	return FacetChoice{Only: only}, errs
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
