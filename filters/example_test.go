package filters_test

import (
	"fmt"
	"net/url"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// books declares what a client may filter and search.
var books = func() *schemas.Resource {
	title := &schemas.Field{Key: "title", Kind: schemas.Text}
	pages := &schemas.Field{Key: "pages", Kind: schemas.Int, Bits: 32}
	return &schemas.Resource{
		Name:   "books",
		Search: []*schemas.Field{title},
		Facets: []*schemas.Field{pages},
		Filters: []schemas.Filterable{
			{Field: title, Operators: title.Kind.Operators()},
			{Field: pages, Operators: pages.Kind.Operators()},
		},
	}
}()

func Example() {
	values, err := url.ParseQuery(`filter_by[pages][between]=100,300&filter_by[title][istarts_with]=the&search="old man"+sea`)
	if err != nil {
		fmt.Println(err)
	}
	raw, errs := filters.Parse(values)                 // grammar
	filter, more := raw.Check(books, filters.Limits{}) // names, kinds, limits
	errs = append(errs, more...)
	for _, c := range filter.Conditions {
		fmt.Printf("%s %s %v\n", c.Field.Key, c.Operator, c.Values)
	}
	fmt.Printf("%q, %d mistakes\n", filter.Words, len(errs))
	// Output:
	// pages between [100 300]
	// title istarts_with [the]
	// ["old man" "sea"], 0 mistakes
}

func ExampleRaw_Check_mistakes() {
	raw, errs := filters.Parse(url.Values{"filter_by[pages]": {"many"}, "filter_by[titel]": {"x"}, "filter_by[pages": {"9"}})
	_, more := raw.Check(books, filters.Limits{})
	for _, e := range append(errs, more...) {
		fmt.Println(e.Parameter, e.Code, e.Detail, e.Allowed)
	}
	// Output:
	// filter_by[pages unknown_parameter "filter_by[pages" is not a filter: write filter_by[KEY]=VALUE or filter_by[KEY][OPERATOR]=VALUE []
	// filter_by[pages] invalid_value "many" is not an integer []
	// filter_by[titel] unknown_field there is no filter "titel" [title pages]
}

func ExampleParseFacets() {
	choice, errs := filters.ParseFacets(url.Values{"facets": {"pages"}}, books, filters.FacetChoice{})
	for _, field := range choice.Of(books) {
		fmt.Println(field.Key)
	}
	fmt.Println(len(errs), "mistakes")
	// Output:
	// pages
	// 0 mistakes
}

// A quantifier says how many related rows have to meet a condition; an array is
// asked for what it has.
func ExampleRaw_Check_quantifiers() {
	tag := &schemas.Field{Key: "tags__name", Kind: schemas.Text, Relation: &schemas.Relation{Path: "tags", Many: true}}
	labels := &schemas.Field{
		Key: "labels", Kind: schemas.Array, Element: &schemas.Field{Kind: schemas.Text}, ElementType: "text",
	}
	articles := &schemas.Resource{Name: "articles", Filters: []schemas.Filterable{
		{Field: tag, Operators: tag.Kind.Operators()},
		{Field: labels, Operators: labels.Kind.Operators()},
	}}
	raw, errs := filters.Parse(url.Values{
		"filter_by[tags__name][none]":           {"draft"},
		"filter_by[tags__name][all][icontains]": {"go"},
		"filter_by[labels][has_any]":            {"new,urgent"},
		"filter_by[labels][none][has]":          {"old"},
	})
	filter, more := raw.Check(articles, filters.Limits{})
	for _, c := range filter.Conditions {
		fmt.Println(c.Quantifier, c.Field.Key, c.Operator, c.Values)
	}
	fmt.Println(append(errs, more...))
	// Output:
	// any labels has_any [new urgent]
	// all tags__name icontains [go]
	// none tags__name in [draft]
	// filter_by[labels][none][has]: labels has one value for each row: "none" is for relations to many
}
