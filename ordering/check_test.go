package ordering_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	cases := []struct{ query, want string }{
		{"", "-created_at,-id"},
		{"page=2&sort=x", "-created_at,-id"},
		{"order_dir=desc", "-created_at,-id"},
		{"order_dir=asc", "created_at,id"},

		{"order_by=title", "title,id"},
		{"order_by=-title", "-title,-id"},
		{"order_by=title&order_dir=asc", "title,id"},
		{"order_by=title&order_dir=desc", "-title,-id"},
		{"order_by=-title&order_dir=asc", "-title,-id"},
		{"order_by=-title&order_dir=desc", "-title,-id"},
		{"order_by=-title,created_at", "-title,created_at,id"},
		{"order_by=title,-created_at", "title,-created_at,-id"},
		{"order_by=-title,created_at&order_dir=desc", "-title,-created_at,-id"},
		{"order_by=-title,created_at&order_dir=asc", "-title,created_at,id"},
		{"order_by=category__name", "category__name,id"},

		{"order_by=priority.nullsfirst", "priority.nullsfirst,id"},
		{"order_by=priority.nullslast", "priority,id"},
		{"order_by=-priority.nullslast", "-priority.nullslast,-id"},
		{"order_by=-priority.nullsfirst", "-priority,-id"},
		{"order_by=priority.nullsfirst&order_dir=desc", "-priority,-id"},
		{"order_by=priority.nullslast&order_dir=desc", "-priority.nullslast,-id"},

		{"order_by=id", "id"},
		{"order_by=-id", "-id"},
		{"order_by=id,title", "id"},
		{"order_by=-id,title", "-id"},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			order, errs := check(parseQuery(t, c.query), articles, latest)
			if diff := cmp.Diff([]string(nil), describeErrors(errs)); diff != "" {
				t.Fatalf("errors (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.want, describe(order)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	const (
		keys     = " (title created_at priority category__name id)"
		emptyKey = "order_by empty_item: has an empty item: write keys with one comma between them"
	)
	cases := []struct {
		query string
		want  []string
	}{
		{"order_by=nope", []string{`order_by unknown_field: cannot order by "nope"` + keys}},
		{"order_by=Title", []string{`order_by unknown_field: cannot order by "Title"` + keys}},
		{"order_by=--title", []string{`order_by unknown_field: cannot order by "-title"` + keys}},
		{"order_by=%2Btitle", []string{`order_by unknown_field: cannot order by "+title"` + keys}},
		{"order_by=title+desc", []string{`order_by unknown_field: cannot order by "title desc"` + keys}},
		{"order_by=title,+id", []string{`order_by unknown_field: cannot order by " id"` + keys}},
		{"order_by=category.name", []string{`order_by unknown_field: cannot order by "category.name"` + keys}},
		{"order_by=title.nulls", []string{`order_by unknown_field: cannot order by "title.nulls"` + keys}},
		{"order_by=title.NULLSLAST", []string{`order_by unknown_field: cannot order by "title.NULLSLAST"` + keys}},
		{"order_by=title.nullsfirst.nullslast", []string{`order_by unknown_field: cannot order by "title.nullsfirst"` + keys}},
		{"order_by=(select+1)", []string{`order_by unknown_field: cannot order by "(select 1)"` + keys}},
		{"order_by=title%00", []string{`order_by unknown_field: cannot order by "title\x00"` + keys}},

		{"order_by=title,title", []string{`order_by duplicate_key: names "title" twice`}},
		{"order_by=title,-title", []string{`order_by duplicate_key: names "title" twice`}},
		{"order_by=title,title.nullslast", []string{`order_by duplicate_key: names "title" twice`}},
		{"order_by=id,title,id", []string{`order_by duplicate_key: names "id" twice`}},

		{"order_by=", []string{emptyKey}},
		{"order_by=,", []string{emptyKey}},
		{"order_by=title,", []string{emptyKey}},
		{"order_by=title,,id", []string{emptyKey}},
		{"order_by=-", []string{emptyKey}},
		{"order_by=.nullsfirst", []string{emptyKey}},
		{"order_by=-.nullslast", []string{emptyKey}},

		{"order_by=title&order_by=id", []string{"order_by repeated_parameter: is given more than once"}},
		{"order_dir=asc&order_dir=asc", []string{"order_dir repeated_parameter: is given more than once"}},

		{"order_dir=", []string{`order_dir invalid_value: "" is not a direction (asc desc)`}},
		{"order_dir=DESC", []string{`order_dir invalid_value: "DESC" is not a direction (asc desc)`}},
		{"order_dir=descending", []string{`order_dir invalid_value: "descending" is not a direction (asc desc)`}},

		{
			"order_by=nope,title,-title,lost&order_dir=up",
			[]string{
				`order_dir invalid_value: "up" is not a direction (asc desc)`,
				`order_by unknown_field: cannot order by "nope"` + keys,
				`order_by duplicate_key: names "title" twice`,
				`order_by unknown_field: cannot order by "lost"` + keys,
			},
		},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			_, errs := check(parseQuery(t, c.query), articles, latest)
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestOrderDirDirectsTheWholeDefault(t *testing.T) {
	t.Parallel()
	mixed := ordering.Total(
		articles,
		ordering.Key{Field: createdAt, Desc: true, NullsFirst: true},
		ordering.Key{Field: priority},
		ordering.Key{Field: category, Desc: true, NullsFirst: true},
	)
	cases := []struct {
		query    string
		resource *schemas.Resource
		fallback ordering.Order
		want     string
	}{
		{"", articles, mixed, "-created_at,priority,-category__name,-id"},
		{"order_dir=asc", articles, mixed, "created_at,priority,category__name,id"},
		{"order_dir=desc", articles, mixed, "-created_at,-priority,-category__name,-id"},
		{"order_dir=asc", articles, ordering.Total(articles), "id"},
		{"order_dir=desc", articles, ordering.Total(articles), "-id"},
		{"order_dir=desc", invoices, ordering.Total(invoices), "-tenant_id,-number"},
	}
	for _, c := range cases {
		t.Run(c.query+" over "+describe(c.fallback), func(t *testing.T) {
			t.Parallel()
			before := describe(c.fallback)
			order, errs := check(parseQuery(t, c.query), c.resource, c.fallback)
			if diff := cmp.Diff(c.want, describe(order)); diff != "" || errs != nil {
				t.Errorf("%v (-want +got)\n%s", errs, diff)
			}
			if diff := cmp.Diff(before, describe(c.fallback)); diff != "" {
				t.Errorf("the default itself has changed (-want +got)\n%s", diff)
			}
		})
	}
}

func TestAResourceWithoutOrders(t *testing.T) {
	t.Parallel()
	_, errs := check(parseQuery(t, "order_by=title"), &schemas.Resource{}, ordering.Order{})
	want := []string{`order_by unknown_field: cannot order by "title"`}
	if diff := cmp.Diff(want, describeErrors(errs)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
