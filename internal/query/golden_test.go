package query_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

var update = flag.Bool("update", false, "write the golden files anew")

type article struct {
	ID         string    `gorm:"type:uuid;primaryKey"`
	CreatedAt  time.Time `gorm:"not null"`
	Title      string    `gorm:"not null"`
	Priority   *int
	Rank       *float64
	CategoryID *int
	Category   *category
	Editor     *person `gorm:"foreignKey:EditorID"`
	EditorID   *int
	Tags       []tag  `gorm:"many2many:article_tags"`
	Labels     string `gorm:"type:varchar(20)[]"`
	Meta       string `gorm:"type:jsonb"`
	Notes      []note
}

type note struct {
	ID        int
	ArticleID string
	Meta      string `gorm:"type:jsonb"`
}

type category struct {
	ID        int
	Name      string `gorm:"not null"`
	DeletedAt gorm.DeletedAt
}

type person struct {
	ID   int
	Name string `gorm:"not null"`
	Home *place `gorm:"foreignKey:PersonID"`
}

type place struct {
	ID       int
	PersonID int
	City     string
}

type tag struct {
	ID   int
	Name string
}

// offline renders statements without a server.
func offline(t *testing.T, dialector gorm.Dialector) *gorm.DB {
	t.Helper()
	db, err := gorm.Open(dialector, &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// renderer renders statements over article.
type renderer struct {
	t     *testing.T
	db    *gorm.DB
	model *model.Model
	text  strings.Builder
}

func newRenderer(t *testing.T, dialector gorm.Dialector) *renderer {
	t.Helper()
	db := offline(t, dialector)
	m, err := model.Read(db, &article{})
	if err != nil {
		t.Fatal(err)
	}
	return &renderer{t: t, db: db, model: m}
}

func (r *renderer) field(path string) *schemas.Field {
	r.t.Helper()
	f, err := r.model.Field(path)
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

func (r *renderer) resource() *schemas.Resource {
	return &schemas.Resource{
		Name: "articles", PrimaryKey: r.model.PrimaryKey(),
		Search: []*schemas.Field{r.field("title"), r.field("category.name"), r.field("tags.name")},
	}
}

// order reads keys such as "-created_at,priority.nullsfirst".
func (r *renderer) order(text string) ordering.Order {
	r.t.Helper()
	if text == "" {
		return ordering.Total(r.resource())
	}
	raw, err := ordering.ParseKeys(text)
	if err != nil {
		r.t.Fatal(err)
	}
	var keys []ordering.Key
	for _, key := range raw {
		keys = append(keys, ordering.NewKey(r.field(key.Key), key))
	}
	return ordering.Total(r.resource(), keys...)
}

func (r *renderer) render(name string, e clause.Expression, prepare ...func(*gorm.Statement)) {
	r.t.Helper()
	stmt := &gorm.Statement{DB: r.db, Clauses: map[string]clause.Clause{}}
	if err := stmt.Parse(&article{}); err != nil {
		r.t.Fatal(err)
	}
	for _, p := range prepare {
		p(stmt)
	}
	e.Build(stmt)
	fmt.Fprintf(&r.text, "-- %s\n%s\n", name, breakLines(stmt.SQL.String()))
	for i, v := range stmt.Vars {
		fmt.Fprintf(&r.text, "--   %d: %v\n", i+1, v)
	}
	r.text.WriteString("\n")
}

// breakLines makes a statement readable.
func breakLines(sql string) string {
	for _, word := range []string{" FROM ", " LEFT JOIN (", " WHERE ", " ORDER BY ", " UNION ALL "} {
		sql = strings.ReplaceAll(sql, word, "\n  "+strings.TrimPrefix(word, " "))
	}
	return sql
}

func (r *renderer) compare(file string) {
	r.t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(r.text.String()), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		r.t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), r.text.String()); diff != "" {
		r.t.Errorf("%s (-want +got); run with -update if it is meant:\n%s", file, diff)
	}
}

// seeks are an order and a position in it for every shape of seek.
var seeks = []struct {
	name, order string
	at          []any
}{
	{"primary key", "", []any{"id"}},
	{"one direction, not null", "-created_at", []any{1, "id"}},
	{"three keys, one direction", "created_at,title", []any{1, "t", "id"}},
	{"mixed directions", "-created_at,title", []any{1, "t", "id"}},
	{"nullable, nulls last, at a value", "priority", []any{3, "id"}},
	{"nullable, nulls last, at null", "priority", []any{nil, "id"}},
	{"nullable, nulls first, at a value", "-priority", []any{3, "id"}},
	{"nullable, nulls first, at null", "-priority", []any{nil, "id"}},
	{"nulls at the other end, at a value", "priority.nullsfirst", []any{3, "id"}},
	{"nulls at the other end, at null", "-priority.nullslast", []any{nil, "id"}},
	{"two nullable keys, values", "priority,rank", []any{3, 0.5, "id"}},
	{"two nullable keys, second null", "priority,rank", []any{3, nil, "id"}},
	{"two nullable keys, mixed, both null", "-priority,rank.nullsfirst", []any{nil, nil, "id"}},
	{"relation, at a value", "category.name", []any{"Go", "id"}},
	{"relation, at null", "category.name", []any{nil, "id"}},
	{"relation before an own key", "category.name,-created_at", []any{"Go", 1, "id"}},
	{"enforced relation, at a value", "editor.name", []any{"Ann", "id"}},
	{"enforced relation, at null", "-editor.name", []any{nil, "id"}},
	{"two steps", "editor.home.city", []any{"Rome", "id"}},
	{"too many keys for branches", "title,-created_at,priority,-rank", []any{"t", 1, 2, 0.5, "id"}},
	{"too many keys, leading null", "priority,-created_at,title,-rank", []any{nil, 1, "t", 0.5, "id"}},
	{"five keys, one direction", "created_at,title,category_id,editor_id", []any{1, "t", 2, 3, "id"}},
}

func goldenSeeks(r *renderer) {
	r.field("editor.name").Relation.Enforced = true
	columns := []*schemas.Field{r.field("id"), r.field("title")}
	for _, tt := range seeks {
		order := r.order(tt.order)
		plan := query.Plan{Resource: r.resource(), Order: order, Limit: 21}
		r.render(tt.name+": first page", query.Rows{Plan: plan, Columns: columns})
		plan.Seek = &query.Seek{Values: tt.at}
		r.render(tt.name+": next page", query.Rows{Plan: plan, Columns: columns})
		plan.Order, plan.Seek.Inclusive = order.Reversed(), true
		r.render(tt.name+": page that ends here", query.Rows{Plan: plan, Columns: columns})
	}
}

func goldenFilters(r *renderer) {
	condition := func(path string, o schemas.Operator, values ...any) filters.Condition {
		return filters.Condition{Field: r.field(path), Operator: o, Values: values}
	}
	orNull := condition("priority", schemas.In, 1, 2)
	orNull.OrNull = true
	onlyNull := condition("priority", schemas.In)
	onlyNull.OrNull = true
	for _, tt := range []struct {
		name      string
		condition filters.Condition
	}{
		{"one value", condition("title", schemas.In, "a")},
		{"any of", condition("title", schemas.In, "a", "b")},
		{"any of or null", orNull},
		{"the null bucket", onlyNull},
		{"ne", condition("priority", schemas.Ne, 1)},
		{"not in", condition("priority", schemas.NotIn, 1, 2)},
		{"is null", condition("priority", schemas.IsNull, true)},
		{"is not null", condition("priority", schemas.IsNull, false)},
		{"gte", condition("priority", schemas.Gte, 1)},
		{"between", condition("priority", schemas.Between, 1, 2)},
		{"contains, wildcards literal", condition("title", schemas.Contains, `50%_\*?[x]`)},
		{"starts_with", condition("title", schemas.StartsWith, "a")},
		{"iends_with", condition("title", schemas.IEndsWith, "a")},
		{"to-one relation", condition("category.name", schemas.In, "Go")},
		{"to-many relation", condition("tags.name", schemas.In, "Go")},
		{"relation of a relation", condition("editor.home.city", schemas.Ne, "Rome")},
	} {
		plan := query.Plan{
			Resource: r.resource(), Order: r.order(""), Limit: 21,
			Filter: filters.Filter{Conditions: []filters.Condition{tt.condition}},
		}
		r.render(tt.name, query.Count{Plan: plan})
	}
	searched := query.Plan{
		Resource: r.resource(), Order: r.order("category.name"), Limit: 21,
		Filter: filters.Filter{Words: []string{"go", "50%"}},
	}
	r.render("search", query.Count{Plan: searched})
	r.render("search, a page: the limit is bound", query.Rows{Plan: searched, Columns: []*schemas.Field{r.field("id")}})
}

// goldenQuantifiers ask how many related rows meet a condition, beside an offset,
// too, where SQLite must not make a join of EXISTS.
func goldenQuantifiers(r *renderer) {
	for _, q := range schemas.Quantifiers() {
		for _, path := range []string{"tags.name", "notes.id"} {
			c := filters.Condition{Field: r.field(path), Quantifier: q, Operator: schemas.Ne, Values: []any{"a"}}
			plan := query.Plan{
				Resource: r.resource(), Order: r.order(""), Limit: 21,
				Filter: filters.Filter{Conditions: []filters.Condition{c}},
			}
			r.render(string(q)+" "+path, query.Count{Plan: plan})
			plan.Offset = 20
			r.render(string(q)+" "+path+", page 2", query.Rows{Plan: plan, Columns: []*schemas.Field{r.field("id")}})
			plan.Filter = filters.Filter{Expression: filters.Not{Term: c}}
			r.render("not "+string(q)+" "+path, query.Exists{Plan: plan})
			c.Operator, c.Values = schemas.Gte, []any{"a"}
			low := c
			c.Operator, c.Values, c.OrNull = schemas.In, []any{"b", "c"}, true
			plan.Filter = filters.Filter{Conditions: []filters.Condition{low, c}}
			r.render("twice "+string(q)+" "+path, query.Count{Plan: plan})
		}
	}
}

// goldenInside has what only PostgreSQL has: arrays, and values in documents.
func goldenInside(r *renderer) {
	kinds := map[string]schemas.Kind{
		"meta.color": schemas.Text, "meta.size.width": schemas.Int, "meta.price": schemas.Decimal, "meta.paid": schemas.Bool, "notes.meta.n": schemas.Int,
	}
	for path, kind := range kinds {
		if err := r.model.Inside(path, kind); err != nil {
			r.t.Fatal(err)
		}
	}
	filter := func(path string, o schemas.Operator, values ...any) query.Plan {
		c := filters.Condition{Field: r.field(path), Operator: o, Values: values}
		return query.Plan{
			Resource: r.resource(), Order: r.order(""), Limit: 21,
			Filter: filters.Filter{Conditions: []filters.Condition{c}},
		}
	}
	for _, o := range schemas.Array.Operators() {
		values := []any{"a", "b"}
		if o == schemas.IsNull {
			values = []any{true}
		}
		r.render("an array "+string(o), query.Count{Plan: filter("labels", o, values...)})
	}
	r.render("the empty array", query.Count{Plan: filter("labels", schemas.Eq)})
	r.render("a text in a document", query.Count{Plan: filter("meta.color", schemas.In, "red", "blue")})
	r.render("a part of a text in a document", query.Count{Plan: filter("meta.color", schemas.IContains, "re")})
	r.render("an integer in a document", query.Count{Plan: filter("meta.size.width", schemas.Gte, int64(3))})
	r.render("a decimal in a document", query.Count{Plan: filter("meta.price", schemas.Lt, "1.5")})
	r.render("a boolean in a document", query.Count{Plan: filter("meta.paid", schemas.Ne, true)})
	r.render("an integer in a document of many", query.Count{Plan: filter("notes.meta.n", schemas.In, int64(3))})
	all := query.Plan{Resource: r.resource(), Order: r.order("meta.size.width"), Limit: 21}
	r.render("counted facet of a document", query.Buckets{Plan: all, Field: r.field("meta.color")})
	r.render("an order by a document", query.Rows{Plan: all, Columns: []*schemas.Field{r.field("id")}})
	r.render("a scan by a document", query.Facets{Plan: all, Of: []query.Facet{{Field: r.field("meta.color"), Limit: 102}, {Field: r.field("meta.size.width"), Limit: 102}}})
	r.render("a walk along an index", query.Values{Plan: all, Field: r.field("title"), Walk: true})
	r.render("a walk past soft deletes", query.Values{Plan: all, Field: r.field("title"), Walk: true}, func(stmt *gorm.Statement) {
		stmt.AddClause(clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "soft_deleted"}}})
		stmt.Clauses["soft_delete_enabled"] = clause.Clause{}
	})
	r.render("no walk under a scope", query.Values{Plan: all, Field: r.field("title"), Walk: true}, func(stmt *gorm.Statement) {
		stmt.AddClause(clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "a"}}})
		query.Seal(stmt)
	})
	r.render("related rows that are referred to", query.Values{Plan: all, Field: r.field("category.name"), Walk: true})
	all.Seek = &query.Seek{Values: []any{int64(3), "id"}}
	r.render("and its next page", query.Rows{Plan: all, Columns: []*schemas.Field{r.field("id")}})
}

func goldenAggregates(r *renderer) {
	plan := query.Plan{Resource: r.resource(), Order: r.order(""), Limit: 101}
	r.render("exists", query.Exists{Plan: plan})
	r.render("facet", query.Values{Plan: plan, Field: r.field("title")})
	r.render("facet of a relation", query.Values{Plan: plan, Field: r.field("category.name")})
	r.render("facet of a to-many relation", query.Values{Plan: plan, Field: r.field("tags.name")})
	all := query.Plan{Resource: r.resource(), Order: r.order("")}
	r.render("count", query.Count{Plan: all})
	r.render("count up to a limit", query.Count{Plan: plan})
	r.render("estimate", query.Estimate{Plan: all})
	some := func(path string, orNull bool) *filters.Condition {
		return &filters.Condition{Field: r.field(path), Operator: schemas.In, Values: []any{"a", "b"}, OrNull: orNull}
	}
	r.render("counted facet", query.Buckets{Plan: plan, Field: r.field("title")})
	r.render("counted facet of a relation", query.Buckets{Plan: plan, Field: r.field("category.name")})
	r.render("counted facet of a to-many relation", query.Buckets{Plan: plan, Field: r.field("tags.name")})
	r.render("some values of a counted facet",
		query.Buckets{Plan: plan, Field: r.field("category.name"), Only: some("category.name", true)})
	r.render("some values of a counted to-many facet",
		query.Buckets{Plan: plan, Field: r.field("tags.name"), Only: some("tags.name", false)})
	r.render("offset page", query.Rows{
		Plan:    query.Plan{Resource: r.resource(), Order: r.order("category.name"), Limit: 21, Offset: 40},
		Columns: []*schemas.Field{r.field("id"), r.field("editor.name")},
	})
	r.render("scopes are groups", query.Count{Plan: plan}, func(stmt *gorm.Statement) {
		where := func(exprs ...clause.Expression) { stmt.AddClause(clause.Where{Exprs: exprs}) }
		where(clause.Expr{SQL: "a\nOR\nb"}, clause.Expr{SQL: "c"})
		query.Seal(stmt)
		where(clause.Or(clause.Expr{SQL: "d"}), clause.Expr{SQL: "e = ?", Vars: []any{1}})
		query.Seal(stmt)
		where(clause.Expr{SQL: "soft_deleted"})
	})
	r.render("hints stay at their clauses", query.Count{Plan: plan}, func(stmt *gorm.Statement) {
		stmt.Clauses["SELECT"] = clause.Clause{AfterNameExpression: clause.Expr{SQL: "/*+ hint */"}}
		stmt.Clauses["FROM"] = clause.Clause{
			Expression:      clause.From{Joins: []clause.Join{{Expression: clause.Expr{SQL: "JOIN tenants ON true"}}}},
			AfterExpression: clause.Expr{SQL: "/* after */"},
		}
	})
}

// goldenWrites find rows by their keys, and write many at once.
func goldenWrites(r *renderer) {
	id, title := r.field("id"), r.field("title")
	composite := &schemas.Resource{Name: "articles", PrimaryKey: []*schemas.Field{title, r.field("category_id")}}
	for _, tt := range []struct {
		name     string
		resource *schemas.Resource
		keys     [][]any
	}{
		{"rows by their keys", r.resource(), [][]any{{"a"}, {`b"\,`}}},
		{"rows by a composite key", composite, [][]any{{"a", int64(1)}, {"b", int64(2)}}},
		{"rows by an integer", &schemas.Resource{Name: "articles", PrimaryKey: []*schemas.Field{r.field("category_id")}}, [][]any{{int64(1)}, {int64(2)}}},
	} {
		plan := query.Plan{Resource: tt.resource, Order: ordering.Total(tt.resource), Keys: tt.keys}
		r.render(tt.name, query.Rows{Plan: plan, Columns: []*schemas.Field{title}, Lock: query.Lock{Strength: "UPDATE"}})
		r.render(tt.name+": which of them are shown", query.Rows{Plan: plan}, func(stmt *gorm.Statement) {
			stmt.AddClause(clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "a = 1 OR b = 2"}}})
			query.Seal(stmt)
		})
	}
	r.render("update", query.Update{
		Key: []string{"id"}, Columns: []string{"title", "priority"}, Rows: [][]any{{"a", "A", 1}, {"b", "B", nil}},
		Returning: []*schemas.Field{id, title},
	})
	for _, tt := range []struct {
		name  string
		value any
	}{
		{"update by column", nil},
		{"update by column, with an expression", clause.Expr{SQL: "1"}},
	} {
		r.render(tt.name, query.Update{
			Key: []string{"id"}, Columns: []string{"title", "priority"}, Rows: [][]any{{"a", "A", 1}, {"b", "B", tt.value}},
			ByColumn: true, Returning: []*schemas.Field{id, title},
		})
	}
	r.render("update by a composite key, with an expression", query.Update{
		Key: []string{"title", "category_id"}, Columns: []string{"rank"}, Rows: [][]any{{"a", 1, clause.Expr{SQL: "random() * ?", Vars: []any{2}}}},
		Returning: []*schemas.Field{id},
	}, func(stmt *gorm.Statement) { stmt.Table = "blog.articles" })
}

// goldenInserts write rows by column, or as gorm does where one of the values
// cannot stand in an array.
func goldenInserts(r *renderer) {
	for _, tt := range []struct {
		name string
		last any
	}{
		{"by column", `a "b" \c`},
		{"with an expression", clause.Expr{SQL: "DEFAULT"}},
		{"with bytes", []byte("{}")},
		{"with a time whose zone has seconds", time.Date(1800, 1, 1, 0, 0, 0, 0, time.FixedZone("", 75))},
	} {
		values := clause.Values{
			Columns: []clause.Column{{Name: "priority"}, {Name: "title"}},
			Values:  [][]any{{int32(3), "é"}, {nil, tt.last}},
		}
		r.render("insert "+tt.name, byColumn{values})
	}
}

// byColumn builds the clause of an INSERT that ByColumn has taken over.
type byColumn struct{ values clause.Values }

// Build implements clause.Expression.
func (b byColumn) Build(builder clause.Builder) {
	var c clause.Clause
	query.ByColumn{}.MergeClause(&c)
	b.values.MergeClause(&c)
	c.Build(builder)
}

// goldenFacets count several facets in one scan.
func goldenFacets(r *renderer) {
	choice := func(path string, orNull bool, values ...any) filters.Condition {
		return filters.Condition{Field: r.field(path), Operator: schemas.In, Values: values, OrNull: orNull}
	}
	all := []string{"title", "priority", "category.name"}
	for _, tt := range []struct {
		name   string
		filter filters.Filter
		facets []string
		total  bool
	}{
		{"no facet is chosen from", filters.Filter{}, all, true},
		{"one is", filters.Filter{Conditions: []filters.Condition{choice("category.name", false, "Go")}}, all, true},
		{
			"two are, one of them NULL, beside a filter",
			filters.Filter{Conditions: []filters.Condition{choice("title", false, "a", "b"), choice("priority", true), choice("rank", false, 0.5)}},
			all, true,
		},
		{
			"three are",
			filters.Filter{Conditions: []filters.Condition{choice("title", false, "a"), choice("priority", true, int64(1)), choice("rank", false, 0.5)}},
			[]string{"title", "priority", "rank"},
			false,
		},
		{
			"a search and an expression stay: limits are bound",
			filters.Filter{Words: []string{"go"}, Expression: filters.Not{Term: choice("category.name", false, "Go")}},
			[]string{"category.name", "category_id"},
			true,
		},
		{"a relation of a relation", filters.Filter{}, []string{"editor.home.city", "editor.name"}, false},
	} {
		statement := query.Facets{Plan: query.Plan{Resource: r.resource(), Order: r.order(""), Filter: tt.filter}, Total: tt.total}
		for _, path := range tt.facets {
			statement.Of = append(statement.Of, query.Facet{Field: r.field(path), Limit: 102})
		}
		r.render(tt.name, statement)
	}
}

// TestGolden shows every statement as text: PostgreSQL's and SQLite's.
func TestGolden(t *testing.T) {
	t.Parallel()
	dialectors := map[string]gorm.Dialector{
		"postgres": postgres.Open("host=nowhere"),
		"sqlite":   gormlite.Open(":memory:"),
	}
	for name, dialector := range dialectors {
		parts := map[string]func(*renderer){
			"seeks": goldenSeeks, "filters": goldenFilters, "aggregates": goldenAggregates, "quantifiers": goldenQuantifiers,
			"writes": goldenWrites,
			"facets": goldenFacets,
			"shards": goldenShards,
		}
		if name == "postgres" {
			parts["inside"], parts["inserts"] = goldenInside, goldenInserts
		}
		for part, write := range parts {
			r := newRenderer(t, dialector)
			write(r)
			r.compare("testdata/" + name + "_" + part + ".sql")
		}
	}
}
