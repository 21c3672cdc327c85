package ordering_test

import (
	"fmt"
	"net/url"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// books are ordered by their key unless a request says otherwise.
var (
	isbn  = &schemas.Field{Key: "isbn", Kind: schemas.Text, NotNull: true}
	pages = &schemas.Field{Key: "pages", Kind: schemas.Int}
	books = &schemas.Resource{
		Name:       "books",
		PrimaryKey: []*schemas.Field{isbn},
		Orders:     []*schemas.Field{pages},
	}
)

func Example() {
	values := url.Values{"order_by": {"-pages.nullslast"}}
	raw, errs := ordering.Parse(values)                    // grammar
	order, more := raw.Check(books, ordering.Total(books)) // names
	errs = append(errs, more...)
	for _, key := range order.Keys {
		fmt.Printf("%s desc=%v nullsfirst=%v\n", key.Field.Key, key.Desc, key.NullsFirst)
	}
	fmt.Println(len(errs), "mistakes")
	// Output:
	// pages desc=true nullsfirst=false
	// isbn desc=true nullsfirst=true
	// 0 mistakes
}

func ExampleRaw_Check_mistakes() {
	raw, _ := ordering.Parse(url.Values{"order_by": {"pages,titel,pages"}})
	_, errs := raw.Check(books, ordering.Total(books))
	for _, e := range errs {
		fmt.Println(e.Code, e.Detail, e.Allowed)
	}
	// Output:
	// unknown_field cannot order by "titel" [pages]
	// duplicate_key names "pages" twice []
}
