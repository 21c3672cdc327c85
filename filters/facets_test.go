package filters_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestParseFacets(t *testing.T) {
	t.Parallel()
	all := []*schemas.Field{field("status"), field("category__name")}
	cases := []struct {
		query string
		want  []*schemas.Field
	}{
		{"", all},
		{"facets=true", all},
		{"facets=false", nil},
		{"facets=status", all[:1]},
		{"facets=category__name,status", all},
		{"facets=status,status", all[:1]},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			choice, errs := filters.ParseFacets(parseQuery(t, c.query), articles, filters.FacetChoice{})
			if diff := cmp.Diff([]string(nil), describeErrors(errs)); diff != "" {
				t.Errorf("errors (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.want, choice.Of(articles)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestParseFacetsRefuses(t *testing.T) {
	t.Parallel()
	const allowed = " (true false status category__name)"
	cases := []struct {
		query string
		want  []string
	}{
		{"facets=", []string{"facets empty_item: has an empty item"}},
		{"facets=status,", []string{"facets empty_item: has an empty item"}},
		{"facets=nope", []string{`facets unknown_field: there is no facet "nope"` + allowed}},
		{"facets=True", []string{`facets unknown_field: there is no facet "True"` + allowed}},
		{"facets=views", []string{`facets unknown_field: there is no facet "views"` + allowed}},
		{"facets=true,status", []string{`facets unknown_field: there is no facet "true"` + allowed}},
		{"facets=status&facets=status", []string{"facets repeated_parameter: is given more than once"}},
		{"facets=a,", []string{
			`facets unknown_field: there is no facet "a"` + allowed,
			"facets empty_item: has an empty item",
		}},
		{"facets=status,status,status", []string{"facets too_many: names 3 facets; there are 2"}},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			_, errs := filters.ParseFacets(parseQuery(t, c.query), articles, filters.FacetChoice{})
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// filter_attributes is {} where no facets are declared, and null where none
// were asked for.
func TestFacetsOfAResourceWithoutAny(t *testing.T) {
	t.Parallel()
	if got := (filters.FacetChoice{}).Of(&schemas.Resource{}); got == nil {
		t.Error("all of none is nil")
	}
	if got := (filters.FacetChoice{None: true}).Of(articles); got != nil {
		t.Errorf("none is %v", got)
	}
}

func TestFacetsOfLeavesTheResourceAlone(t *testing.T) {
	t.Parallel()
	got := (filters.FacetChoice{}).Of(articles)
	got[0] = nil
	if articles.Facets[0] == nil {
		t.Error("the resource's list was given away")
	}
}
