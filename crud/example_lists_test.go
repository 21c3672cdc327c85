package crud_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// serve mounts a resource for an example.
func serve[M any](path string, config crud.Config[M]) http.Handler {
	router := gin.New()
	crud.Install(router)
	if err := crud.Mount(router.Group(path), crud.Must(crud.New(openLibrary(), config))); err != nil {
		panic(err)
	}
	return router
}

// Just some fields of each row, with a related row beside.
func ExampleInclude() {
	reviews := serve("/reviews", crud.Config[review]{
		Includes: []crud.Include{{Relation: "book"}},
	})

	printGet(reviews, "/reviews/1?fields=reader,stars&include=book")
	// Output:
	// 200 {
	//   "reader": "mina",
	//   "stars": 5,
	//   "book": {
	//     "id": 4,
	//     "title": "Dracula",
	//     "author": "Bram Stoker",
	//     "year": 1897
	//   }
	// }
}

// A custom filter is a scope with typed parameters.
func ExampleFilterFunc() {
	type span struct {
		From int
		To   *int // may be left out
	}
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{
		CustomFilters: []crud.CustomFilter{
			crud.FilterFunc("published", func(s span) (crud.Scope, error) {
				if s.To != nil && *s.To < s.From {
					return nil, errors.New("to is before from")
				}
				return func(db *gorm.DB) *gorm.DB {
					if db = db.Where("year >= ?", s.From); s.To != nil {
						db = db.Where("year <= ?", *s.To)
					}
					return db
				}, nil
			}),
		},
	}))

	for _, text := range []string{
		"filter_by[published][from]=1815&filter_by[published][to]=1875",
		"filter_by[published][from]=1900&filter_by[published][to]=1800",
		"filter_by[published][to]=long+ago",
	} {
		values := crud.Must(url.ParseQuery(text))
		query, err := books.ParseQuery(values, crud.WithFilter)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(books.Count(ctx, query))
	}
	// Output:
	// 3 <nil>
	// filter_by[published]: to is before from
	// filter_by[published][from]: is missing: published takes from, to; filter_by[published][to]: "long ago" is not an integer
}

// An operator of one's own stands beside those of the field's kind.
func ExampleOperatorFunc() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{
		Filters: map[string]crud.Operators{"title": "eq"},
		CustomFilters: []crud.CustomFilter{
			crud.OperatorFunc("title", "longer_than", func(letters uint) (crud.Scope, error) {
				return func(db *gorm.DB) *gorm.DB { return db.Where("length(title) > ?", letters) }, nil
			}),
		},
	}))

	query, err := books.ParseQuery(url.Values{"filter_by[title][longer_than]": {"9"}}, crud.WithFilter)
	fmt.Println(crud.Must(books.List(ctx, query)), err)
	_, err = books.ParseQuery(url.Values{"filter_by[title][longer]": {"9"}}, crud.WithFilter)
	if mistakes, ok := errors.AsType[schemas.InputErrors](err); ok {
		fmt.Println(mistakes[0], mistakes[0].Allowed)
	}
	// Output:
	// [{2 Persuasion Jane Austen 1817} {3 Middlemarch George Eliot 1871}] <nil>
	// filter_by[title][longer]: title has no operator "longer" [eq longer_than]
}

// Pages by limit and offset, with their links in the body.
func ExampleConfig_style() {
	books := serve("/books", crud.Config[book]{
		Style:     pagination.LimitOffset,
		BodyLinks: true,
	})

	printGet(books, "/books?limit=1&offset=3&fields=title")
	// Output:
	// 200 {
	//   "items": [
	//     {
	//       "title": "Dracula"
	//     }
	//   ],
	//   "pagination": {
	//     "total_count": 5,
	//     "total_relation": "eq",
	//     "items_per_page": 1,
	//     "page": 4,
	//     "pages": 5,
	//     "has_more": true,
	//     "next_cursor": "AQBCT3VvxWx1H6B-MBXBUWY-Awjaca2cb0QB-w"
	//   },
	//   "pagination_type": "offset",
	//   "filter_attributes": {},
	//   "links": {
	//     "first": "/books?fields=title\u0026limit=1\u0026offset=0",
	//     "prev": "/books?fields=title\u0026limit=1\u0026offset=2",
	//     "next": "/books?fields=title\u0026limit=1\u0026offset=4",
	//     "last": "/books?fields=title\u0026limit=1\u0026offset=4"
	//   }
	// }
}

// A position can be spelt instead of given as a cursor.
func ExampleConfig_keysetParams() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{DefaultOrder: "-year", KeysetParams: true}))

	query, err := books.ParseQuery(url.Values{"after_year": {"1897"}, "after_id": {"4"}}, crud.WithCursor)
	if err != nil {
		panic(err)
	}
	page, err := books.CursorPaginate(ctx, query)
	if err != nil {
		panic(err)
	}
	for _, book := range page.Items {
		fmt.Println(book.Year, book.Title)
	}
	// Output:
	// 1871 Middlemarch
	// 1817 Persuasion
	// 1815 Emma
}

// The SQL of the index that a full-text search uses, for a migration.
func ExampleCrudFactory_SearchIndex() {
	db := crud.Must(gorm.Open(postgres.Open("postgres://"), &gorm.Config{DryRun: true, DisableAutomaticPing: true}))
	books := crud.Must(crud.New(db, crud.Config[book]{
		SearchFields: []string{"title", "author"},
		Search:       crud.Search{Mode: schemas.SearchFullText, Language: "english", RankKey: "rank"},
	}))

	fmt.Println(books.SearchIndex())
	// Output:
	// CREATE INDEX ON "books" USING gin ((to_tsvector('english', (coalesce("books"."title", '') || ' ' || coalesce("books"."author", '')))))
}

// A stream reads every row of a query, in constant memory.
func ExampleCrudFactory_Stream() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{OrderFields: []string{"year"}}))

	query, err := books.ParseQuery(url.Values{"order_by": {"-year"}}, crud.WithOrder)
	if err != nil {
		panic(err)
	}
	for book, err := range books.Stream(ctx, query) {
		if err != nil {
			panic(err)
		}
		fmt.Println(book.Year, book.Title)
	}
	// Output:
	// 1928 Orlando
	// 1897 Dracula
	// 1871 Middlemarch
	// 1817 Persuasion
	// 1815 Emma
}

// Totals can be capped, and facets counted.
func ExampleLimits() {
	books := serve("/books", crud.Config[book]{
		FacetFields: []string{"author"},
		Limits:      crud.Limits{CountCap: 3},
	})

	printGet(books, "/books?count=capped&facet_counts=true&items_per_page=1&fields=title&filter_by[author]=Jane+Austen")
	printGet(books, "/books?count=capped&items_per_page=1&fields=title&facets=false")
	// Output:
	// 200 {
	//   "items": [
	//     {
	//       "title": "Emma"
	//     }
	//   ],
	//   "pagination": {
	//     "total_count": 2,
	//     "total_relation": "eq",
	//     "items_per_page": 1,
	//     "page": 1,
	//     "pages": 2,
	//     "has_more": true,
	//     "next_cursor": "AQDXqa4j-2Gc-rIkC7kMOAsdAwJspzceG_vS0g"
	//   },
	//   "pagination_type": "offset",
	//   "filter_attributes": {
	//     "author": [
	//       "Bram Stoker",
	//       "George Eliot",
	//       "Jane Austen",
	//       "Virginia Woolf"
	//     ]
	//   },
	//   "filter_counts": {
	//     "author": [
	//       {
	//         "value": "Bram Stoker",
	//         "count": 1,
	//         "selected": false
	//       },
	//       {
	//         "value": "George Eliot",
	//         "count": 1,
	//         "selected": false
	//       },
	//       {
	//         "value": "Jane Austen",
	//         "count": 2,
	//         "selected": true
	//       },
	//       {
	//         "value": "Virginia Woolf",
	//         "count": 1,
	//         "selected": false
	//       }
	//     ]
	//   }
	// }
	// 200 {
	//   "items": [
	//     {
	//       "title": "Emma"
	//     }
	//   ],
	//   "pagination": {
	//     "total_count": 3,
	//     "total_relation": "gte",
	//     "items_per_page": 1,
	//     "page": 1,
	//     "pages": null,
	//     "has_more": true,
	//     "next_cursor": "AQBCT3VvxWx1H6B-MBXBUWY-AwJE9498Yot64A"
	//   },
	//   "pagination_type": "offset",
	//   "filter_attributes": null
	// }
}
