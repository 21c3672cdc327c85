package query_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/postgres"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// TestFacetPlan: what shares a scan where the database tells nothing.
func TestFacetPlan(t *testing.T) {
	t.Parallel()
	r := newRenderer(t, postgres.Open("host=nowhere"))
	resource := r.resource()
	for _, path := range []string{"title", "priority", "category.name", "rank", "tags.name", "editor.home.city"} {
		resource.Facets = append(resource.Facets, r.field(path))
	}
	resource.Facets[0].Labels = []string{"a", "b", "c"}
	plan := query.PlanFacets(r.db, resource, false)
	choice := func(path string, o schemas.Operator) filters.Condition {
		return filters.Condition{Field: r.field(path), Operator: o, Values: []any{"a"}}
	}
	for _, tt := range []struct {
		name   string
		filter []filters.Condition
		facets string
		total  bool
		want   string
	}{
		{"all but what has several values", nil, "title,priority,category.name,tags.name", false, "scan title priority category.name; tags.name"},
		{"the total comes along", nil, "title,priority", true, "scan title priority total"},
		{"also with one", nil, "title", true, "scan title total"},
		{"one by itself", nil, "title", false, "title"},
		{"but for a relation's, grouped by its key", nil, "category.name", false, "scan category.name"},
		{"no total with many", nil, "tags.name", true, "tags.name"},
		{"those with the most values leave", nil, "title,priority,category.name,rank,editor.home.city", false, "scan title rank editor.home.city; priority; scan category.name"},
		{"a pattern", []filters.Condition{choice("title", schemas.Contains)}, "title,priority,rank", true, "scan priority rank total; title"},
		{"a choice", []filters.Condition{choice("title", schemas.In)}, "title,priority", true, "scan title priority total"},
		{"two choices", []filters.Condition{choice("title", schemas.In), choice("priority", schemas.Gt)}, "title,priority", true, "scan title priority total"},
		{"two, of them a relation", []filters.Condition{choice("title", schemas.In), choice("category.name", schemas.In)}, "title,priority,category.name", true, "scan title priority total; scan category.name"},
		{"no facets", nil, "", true, ""},
	} {
		request := query.FacetRequest{Filter: filters.Filter{Conditions: tt.filter}, Counts: true, Total: tt.total}
		for path := range strings.SplitSeq(tt.facets, ",") {
			if path != "" {
				request.Fields = append(request.Fields, r.field(path))
			}
		}
		var parts []string
		for _, part := range plan.Parts(request) {
			var words []string
			if part.Scan {
				words = append(words, "scan")
			}
			for _, field := range part.Fields {
				words = append(words, field.Path)
			}
			if part.Total {
				words = append(words, "total")
			}
			parts = append(parts, strings.Join(words, " "))
		}
		if diff := cmp.Diff(tt.want, strings.Join(parts, "; ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	want := `title: in one scan with others, grouped by title (about 4 values)
priority: in one scan with others, grouped by priority (about 20 values)
category.name: in one scan with others, grouped by category_id (about 20 values)
rank: in one scan with others, grouped by rank (about 20 values)
tags.name: a statement of its own (no column decides its value)
editor.home.city: in one scan with others, grouped by editor_id (about 20 values)
`
	if diff := cmp.Diff(want, fmt.Sprint(plan)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
