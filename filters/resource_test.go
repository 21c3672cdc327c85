package filters_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// articles has a field of every kind; facets are status and category__name.
var articles = newArticles()

func newArticles() *schemas.Resource {
	category := &schemas.Relation{Path: "category", BelongsTo: true, Enforced: true}
	fields := []*schemas.Field{
		{Path: "published", Key: "published", Kind: schemas.Bool, NotNull: true},
		{Path: "views", Key: "views", Kind: schemas.Int, Bits: 64, NotNull: true},
		{Path: "priority", Key: "priority", Kind: schemas.Int, Bits: 32},
		{Path: "rating", Key: "rating", Kind: schemas.Float, Bits: 64},
		{Path: "price", Key: "price", Kind: schemas.Decimal},
		{Path: "created_at", Key: "created_at", Kind: schemas.Time, NotNull: true},
		{Path: "day", Key: "day", Kind: schemas.Date},
		{Path: "id", Key: "id", Kind: schemas.UUID, NotNull: true},
		{Path: "title", Key: "title", Kind: schemas.Text, NotNull: true},
		{Path: "status", Key: "status", Kind: schemas.Enum, Labels: []string{"draft", "published", "archived"}},
		{Path: "category.name", Key: "category__name", Kind: schemas.Text, NotNull: true, Relation: category},
	}
	r := &schemas.Resource{
		Name:   "articles",
		Search: []*schemas.Field{fields[8], fields[10]},
		Facets: []*schemas.Field{fields[9], fields[10]},
	}
	for _, f := range fields {
		r.Filters = append(r.Filters, schemas.Filterable{Field: f, Operators: f.Kind.Operators()})
	}
	return r
}

// field finds a field of articles.
func field(key string) *schemas.Field {
	for _, f := range articles.Filters {
		if f.Key == key {
			return f.Field
		}
	}
	panic(key)
}

// parseQuery reads a query string as net/http does.
func parseQuery(tb testing.TB, query string) url.Values {
	tb.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		tb.Fatal(err)
	}
	return values
}

// check parses and checks the parameters of a request.
func check(values url.Values, limits filters.Limits) (filters.Filter, schemas.InputErrors) {
	raw, errs := filters.Parse(values)
	filter, more := raw.Check(articles, limits)
	return filter, append(errs, more...)
}

// describe writes a filter line by line: status in ["draft"] or null.
func describe(f filters.Filter) (lines []string) {
	for _, c := range f.Conditions {
		values, err := json.Marshal(append([]any{}, c.Values...))
		if err != nil {
			panic(err)
		}
		line := fmt.Sprintf("%s %s %s", c.Field.Key, c.Operator, values)
		if c.OrNull {
			line += " or null"
		}
		lines = append(lines, line)
	}
	for _, word := range f.Words {
		lines = append(lines, "search "+word)
	}
	return lines
}

// describeErrors writes errors line by line, with what they allow.
func describeErrors(errs schemas.InputErrors) (lines []string) {
	for _, e := range errs {
		line := fmt.Sprintf("%s %s: %s", e.Parameter, e.Code, e.Detail)
		if len(e.Allowed) > 0 {
			line += " (" + strings.Join(e.Allowed, " ") + ")"
		}
		lines = append(lines, line)
	}
	return lines
}
