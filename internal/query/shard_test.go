package query_test

import (
	"strings"
	"testing"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// sharded is the resource as it is within one shard. The category's id equals its key,
// so that categories stay within the shard, too.
func (r *renderer) sharded() *schemas.Resource {
	resource := r.resource()
	resource.Shard = r.field("category_id")
	return resource
}

// goldenShards have the key in each part that reads the table, whatever else it says.
func goldenShards(r *renderer) {
	resource := r.sharded()
	columns := []*schemas.Field{r.field("id"), r.field("title")}
	plan := func(order string) query.Plan {
		keys := r.order(order).Keys
		return query.Plan{Resource: resource, Shard: int64(7), Order: ordering.Total(resource, keys...), Limit: 21}
	}
	for _, tt := range []struct {
		name, order string
		at          []any
	}{
		{"one direction", "-created_at", []any{1, "id"}},
		{"the key itself is no key of an order", "category_id,-created_at", []any{1, "id"}},
		{"branches", "-created_at,priority.nullsfirst", []any{1, 2, "id"}},
		{"a relation within the shard", "category.name", []any{"Go", "id"}},
		{"a relation across shards", "editor.name", []any{"Ann", "id"}},
	} {
		p := plan(tt.order)
		r.render(tt.name+": first page", query.Rows{Plan: p, Columns: columns})
		p.Seek = &query.Seek{Values: tt.at}
		r.render(tt.name+": next page", query.Rows{Plan: p, Columns: columns})
	}
	months := *r.resource()
	months.Ranged = "created_at"
	for _, order := range []string{"-created_at", "created_at,-title"} {
		r.render("partitions by "+order, query.Rows{Plan: query.Plan{
			Resource: &months, Order: r.order(order), Limit: 21, Seek: &query.Seek{Values: []any{1, "t", "id"}[:len(r.order(order).Keys)]},
		}, Columns: columns})
	}
	p := plan("")
	r.render("one row: the limit is literal", query.Rows{Plan: query.Plan{
		Resource: resource, Shard: int64(7), Order: p.Order, Limit: 1,
		Filter: filters.Filter{Conditions: []filters.Condition{{Field: r.field("id"), Operator: schemas.In, Values: []any{"a"}}}},
	}, Columns: columns})
	p.Filter = filters.Filter{Conditions: []filters.Condition{{Field: r.field("title"), Operator: schemas.In, Values: []any{"a"}}}}
	r.render("count", query.Count{Plan: p})
	r.render("exists", query.Exists{Plan: p})
	r.render("a facet lifts its own condition", query.Facets{
		Plan: p, Total: true, Of: []query.Facet{{Field: r.field("title"), Limit: 102}, {Field: r.field("priority"), Limit: 102}},
	})
	r.render("values", query.Values{Plan: p, Field: r.field("title")})
	r.render("values of many", query.Buckets{Plan: p, Field: r.field("tags.name")})
	r.render("values along an index", query.Values{Plan: plan(""), Field: r.field("title"), Walk: true})
	r.render("behind a scope", query.Count{Plan: plan("")}, func(stmt *gorm.Statement) {
		stmt.AddClause(clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "a = 1 OR b = 2"}}})
		query.Seal(stmt)
	})
	searched := *resource
	searched.TextSearch, searched.Search = schemas.TextSearch{Mode: schemas.SearchTrigram}, []*schemas.Field{r.field("title")}
	p = plan("")
	p.Resource, p.Filter = &searched, filters.Filter{Words: []string{"go"}}
	r.render("a search", query.Rows{Plan: p, Columns: columns})
	update := query.Update{
		Key: []string{"id"}, Columns: []string{"title"}, Rows: [][]any{{"a", "A"}, {"b", "B"}}, Returning: columns,
		Shard: "category_id", Shards: []any{7},
	}
	r.render("update in one shard", update)
	update.Shards = []any{7, 8}
	r.render("update in several", update)
}

// TestShardWithoutValue: such a statement would read all shards by the keys of one.
func TestShardWithoutValue(t *testing.T) {
	t.Parallel()
	r := newRenderer(t, postgres.Open("host=nowhere"))
	stmt := &gorm.Statement{DB: r.db.Session(&gorm.Session{}), Clauses: map[string]clause.Clause{}}
	if err := stmt.Parse(&article{}); err != nil {
		t.Fatal(err)
	}
	resource := r.sharded()
	query.Count{Plan: query.Plan{Resource: resource, Order: ordering.Total(resource)}}.Build(stmt)
	if err := stmt.DB.Error; err == nil || !strings.Contains(err.Error(), "without its value") {
		t.Errorf("got %v", err)
	}
}

// TestShardSkeletons: what is kept of a statement has another value each time.
func TestShardSkeletons(t *testing.T) {
	t.Parallel()
	r := newRenderer(t, postgres.Open("host=nowhere"))
	resource, kept := r.sharded(), new(query.Skeletons)
	for _, shard := range []int64{7, 8} {
		stmt := &gorm.Statement{DB: r.db, Clauses: map[string]clause.Clause{}, BuildClauses: []string{"crud:run"}}
		if err := stmt.Parse(&article{}); err != nil {
			t.Fatal(err)
		}
		query.Rows{
			Plan:    query.Plan{Resource: resource, Shard: shard, Order: ordering.Total(resource), Limit: 2},
			Columns: []*schemas.Field{r.field("id")}, Skeletons: kept,
		}.Build(stmt)
		if stmt.Vars[0] != shard {
			t.Errorf("shard %d: %s of %v", shard, stmt.SQL.String(), stmt.Vars)
		}
	}
}
