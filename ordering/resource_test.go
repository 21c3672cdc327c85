package ordering_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

var (
	id        = &schemas.Field{Key: "id", Kind: schemas.UUID, NotNull: true}
	createdAt = &schemas.Field{Key: "created_at", Kind: schemas.Time, NotNull: true}
	title     = &schemas.Field{Key: "title", Kind: schemas.Text, NotNull: true}
	priority  = &schemas.Field{Key: "priority", Kind: schemas.Int}
	category  = &schemas.Field{Key: "category__name", Kind: schemas.Text, NotNull: true, Relation: &schemas.Relation{Path: "category"}}

	articles = &schemas.Resource{
		Name:       "articles",
		PrimaryKey: []*schemas.Field{id},
		Orders:     []*schemas.Field{title, createdAt, priority, category, id},
	}

	tenant = &schemas.Field{Key: "tenant_id", Kind: schemas.Int, NotNull: true}
	number = &schemas.Field{Key: "number", Kind: schemas.Int, NotNull: true}

	// invoices have a composite primary key.
	invoices = &schemas.Resource{
		Name:       "invoices",
		PrimaryKey: []*schemas.Field{tenant, number},
		Orders:     []*schemas.Field{tenant, number, title},
	}

	// ofOneTenant are the invoices within a shard.
	ofOneTenant = &schemas.Resource{
		Name:       "invoices",
		PrimaryKey: []*schemas.Field{number},
		Shard:      tenant,
		Orders:     []*schemas.Field{tenant, number, title},
	}
)

// latest is a default order: -created_at, made total.
var latest = ordering.Total(articles, ordering.Key{Field: createdAt, Desc: true, NullsFirst: true})

func parseQuery(tb testing.TB, query string) url.Values {
	tb.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		tb.Fatal(err)
	}
	return values
}

// check parses and checks the parameters of a request.
func check(values url.Values, r *schemas.Resource, fallback ordering.Order) (ordering.Order, schemas.InputErrors) {
	raw, errs := ordering.Parse(values)
	order, more := raw.Check(r, fallback)
	return order, append(errs, more...)
}

// spell writes an order as order_by does, every placement of NULLs spelt out.
func spell(o ordering.Order) string {
	var keys []string
	for _, key := range o.Keys {
		text := key.Field.Key + ".nullslast"
		if key.NullsFirst {
			text = key.Field.Key + ".nullsfirst"
		}
		if key.Desc {
			text = "-" + text
		}
		keys = append(keys, text)
	}
	return strings.Join(keys, ",")
}

// describe writes an order as order_by does, NULLs only where they are not in
// their usual place.
func describe(o ordering.Order) string {
	var keys []string
	for text := range strings.SplitSeq(spell(o), ",") {
		if strings.HasPrefix(text, "-") {
			text = strings.TrimSuffix(text, ".nullsfirst")
		} else {
			text = strings.TrimSuffix(text, ".nullslast")
		}
		keys = append(keys, text)
	}
	return strings.Join(keys, ",")
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
