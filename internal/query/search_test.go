package query_test

import (
	"testing"

	"gorm.io/driver/postgres"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// searched are the ways to search that an index serves.
var searched = []struct {
	name   string
	fields []string
	by     schemas.TextSearch
	words  []string
}{
	{
		"full text in a column", nil,
		schemas.TextSearch{Mode: schemas.SearchFullText, Language: "english", Vector: "search"},
		[]string{`go -"50%" or rust`},
	},
	{
		"full text, computed",
		[]string{"title", "id"},
		schemas.TextSearch{Mode: schemas.SearchFullText, Language: "simple"},
		[]string{"go"},
	},
	{
		"trigram",
		[]string{"title", "id"},
		schemas.TextSearch{Mode: schemas.SearchTrigram, Language: "simple"},
		[]string{"go", "50%"},
	},
}

// rank is the key that a declaration adds.
var rank = &schemas.Field{Path: "rank", Key: "rank", Kind: schemas.Float, Bits: 32, NotNull: true, Rank: true}

// TestGoldenSearch shows the statements of searches with an index, which only
// PostgreSQL has.
func TestGoldenSearch(t *testing.T) {
	t.Parallel()
	r := newRenderer(t, postgres.Open("host=nowhere"))
	for _, tt := range searched {
		resource := r.resource()
		resource.TextSearch, resource.Search = tt.by, nil
		for _, path := range tt.fields {
			resource.Search = append(resource.Search, r.field(path))
		}
		r.text.WriteString("-- " + tt.name + ": index\n" + query.SearchIndex(r.db, resource) + "\n\n")
		goldenSearchPages(r, tt.name, query.Plan{
			Resource: resource, Order: r.order("-created_at"), Limit: 21, Filter: filters.Filter{Words: tt.words},
		})
	}
	r.compare("testdata/postgres_search.sql")
}

func goldenSearchPages(r *renderer, name string, plan query.Plan) {
	columns := []*schemas.Field{r.field("id"), r.field("title")}
	render := func(part string, p query.Plan) {
		r.render(name+": "+part, query.Rows{Plan: p, Columns: columns})
	}
	render("page", plan)
	next := plan
	next.Seek = &query.Seek{Values: []any{1, "id"}}
	render("next page", next)
	here := next
	here.Order, here.Seek = plan.Order.Reversed(), &query.Seek{Values: []any{1, "id"}, Inclusive: true}
	render("page that ends here", here)
	offset := plan
	offset.Offset = 40
	render("offset page", offset)
	related := plan
	related.Order, related.Seek = r.order("category.name"), &query.Seek{Values: []any{"Go", "id"}}
	render("next page over a relation", related)
	if plan.Resource.TextSearch.Mode == schemas.SearchFullText {
		ranked := plan
		ranked.Order = ordering.Total(plan.Resource, ordering.Key{Field: rank, Desc: true}, ordering.Key{Field: r.field("created_at")})
		ranked.Seek = &query.Seek{Values: []any{0.0607927, 1, "id"}}
		render("next page by rank", ranked)
	}
	all := plan
	all.Limit = 0
	render("all rows", all)
	composite := *plan.Resource
	composite.PrimaryKey = []*schemas.Field{r.field("id"), r.field("created_at")}
	plan.Resource = &composite
	render("page of a composite key", plan)
	r.render(name+": count", query.Count{Plan: all})
	capped := all
	capped.Limit = 101
	r.render(name+": count up to a limit", query.Count{Plan: capped})
	r.render(name+": exists", query.Exists{Plan: all})
	r.render(name+": facet", query.Values{Plan: capped, Field: r.field("title")})
}

// TestSearchIndexOfContains: the usual search has no index of its own.
func TestSearchIndexOfContains(t *testing.T) {
	t.Parallel()
	r := newRenderer(t, postgres.Open("host=nowhere"))
	if sql := query.SearchIndex(r.db, r.resource()); sql != "" {
		t.Error(sql)
	}
}
