package crud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/gin-gonic/gin"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/unicode"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/ncruces/go-sqlite3/vfs/memdb"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

type book struct {
	ID     int64  `gorm:"primaryKey" json:"id"`
	Title  string `gorm:"not null" json:"title"`
	Author string `gorm:"not null" json:"author"`
	Year   int    `gorm:"not null" json:"year"`
}

type review struct {
	ID     int64  `gorm:"primaryKey" json:"id"`
	BookID int64  `gorm:"not null" json:"book_id"`
	Book   *book  `json:"-"`
	Reader string `gorm:"not null" json:"reader"`
	Stars  int    `gorm:"not null" json:"stars"`
}

// openLibrary opens a database in memory with books and reviews.
func openLibrary() *gorm.DB {
	gin.SetMode(gin.ReleaseMode) // else gin prints the routes among the output
	memdb.Create("library", nil)
	options := url.Values{"vfs": {"memdb"}, "_timefmt": {"unixepoch_micro"}, "_txlock": {"immediate"}}
	pool := crud.Must(driver.Open("file:/library?"+options.Encode(), unicode.Register))
	db := crud.Must(gorm.Open(gormlite.OpenDB(pool), &gorm.Config{Logger: logger.Discard}))
	err := errors.Join(
		db.AutoMigrate(&book{}, &review{}),
		db.Create([]book{
			{ID: 1, Title: "Emma", Author: "Jane Austen", Year: 1815},
			{ID: 2, Title: "Persuasion", Author: "Jane Austen", Year: 1817},
			{ID: 3, Title: "Middlemarch", Author: "George Eliot", Year: 1871},
			{ID: 4, Title: "Dracula", Author: "Bram Stoker", Year: 1897},
			{ID: 5, Title: "Orlando", Author: "Virginia Woolf", Year: 1928},
		}).Error,
		db.Create([]review{
			{ID: 1, BookID: 4, Reader: "mina", Stars: 5},
			{ID: 2, BookID: 1, Reader: "mina", Stars: 4},
			{ID: 3, BookID: 1, Reader: "john", Stars: 2},
		}).Error,
	)
	if err != nil {
		panic(err)
	}
	return db
}

// printGet prints the answer to a request.
func printGet(handler http.Handler, target string, header ...string) {
	request := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	var body bytes.Buffer
	if err := json.Indent(&body, response.Body.Bytes(), "", "  "); err != nil {
		panic(err)
	}
	fmt.Println(response.Code, body.String())
}

// One declaration serves lists with search, filters, facets and an order.
func Example() {
	books, err := crud.New(openLibrary(), crud.Config[book]{
		SearchFields: []string{"title", "author"},
		FacetFields:  []string{"author"},
		FilterFields: []string{"year"},
		OrderFields:  []string{"title", "year"},
	})
	if err != nil {
		panic(err)
	}
	router := gin.New()
	crud.Install(router)
	if err := crud.Mount(router.Group("/books"), books); err != nil {
		panic(err)
	}

	printGet(router, "/books?search=austen&filter_by[year][gte]=1800&order_by=-year&items_per_page=1")
	// Output:
	// 200 {
	//   "items": [
	//     {
	//       "id": 2,
	//       "title": "Persuasion",
	//       "author": "Jane Austen",
	//       "year": 1817
	//     }
	//   ],
	//   "pagination": {
	//     "total_count": 2,
	//     "total_relation": "eq",
	//     "items_per_page": 1,
	//     "page": 1,
	//     "pages": 2,
	//     "has_more": true,
	//     "next_cursor": "AQA8OYvqiQDdlBuSXFUmduZJA7IcAwQTLcQiTEUFfw"
	//   },
	//   "pagination_type": "offset",
	//   "filter_attributes": {
	//     "author": [
	//       "Jane Austen"
	//     ]
	//   }
	// }
}

// A scope of a factory holds for all that it reads.
func ExampleCrudFactory_Scoped() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{DefaultOrder: "year"}))
	modern := books.Scoped(func(db *gorm.DB) *gorm.DB {
		return db.Where("year >= ?", 1890)
	})

	rows, err := modern.List(context.Background(), crud.Query{})
	fmt.Println(rows, err)
	_, err = modern.Get(context.Background(), 1)
	fmt.Println(errors.Is(err, crud.ErrNotFound))
	// Output:
	// [{4 Dracula Bram Stoker 1897} {5 Orlando Virginia Woolf 1928}] <nil>
	// true
}

// A scope that is found from the request narrows every route of the mount.
func ExampleScopeBy() {
	reviews := crud.Must(crud.New(openLibrary(), crud.Config[review]{FacetFields: []string{"stars"}}))
	ownReviews := func(c *gin.Context) (crud.Scope, error) {
		reader := c.GetHeader("X-Reader")
		if reader == "" {
			return nil, schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Unauthorized", "who are you?")
		}
		return func(db *gorm.DB) *gorm.DB { return db.Where("reader = ?", reader) }, nil
	}
	router := gin.New()
	if err := crud.Mount(router.Group("/reviews"), reviews, crud.ScopeBy(ownReviews)); err != nil {
		panic(err)
	}

	printGet(router, "/reviews/3", "X-Reader", "john")
	printGet(router, "/reviews/3", "X-Reader", "mina")
	printGet(router, "/reviews/3")
	// Output:
	// 200 {
	//   "id": 3,
	//   "book_id": 1,
	//   "reader": "john",
	//   "stars": 2
	// }
	// 404 {
	//   "type": "urn:problem:crudfactory:not-found",
	//   "title": "Not found",
	//   "status": 404,
	//   "detail": "no such row",
	//   "instance": "/reviews/3",
	//   "code": "not_found"
	// }
	// 401 {
	//   "type": "urn:problem:crudfactory:unauthorized",
	//   "title": "Unauthorized",
	//   "status": 401,
	//   "detail": "who are you?",
	//   "instance": "/reviews/3",
	//   "code": "unauthorized"
	// }
}

// A read schema selects the columns that fill it, from related tables too.
func ExampleAs() {
	type ReviewRead struct {
		Reader string `json:"reader"`
		Title  string `json:"title" crud:"book.title"`
		Author string `json:"author" crud:"book.author"`
	}
	reviews := crud.Must(crud.New(openLibrary(), crud.Config[review]{DefaultOrder: "book.title,reader"}))
	rows := crud.Must(crud.As[ReviewRead](reviews))

	list, err := rows.List(context.Background(), crud.Query{})
	for _, row := range list {
		fmt.Printf("%+v\n", row)
	}
	fmt.Println(err)
	// Output:
	// {Reader:mina Title:Dracula Author:Bram Stoker}
	// {Reader:john Title:Emma Author:Jane Austen}
	// {Reader:mina Title:Emma Author:Jane Austen}
	// <nil>
}

// A walk from page to page, in Go.
func ExampleCrudFactory_CursorPaginate() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{OrderFields: []string{"author", "year"}}))
	values := url.Values{"order_by": {"author,-year"}, "items_per_page": {"2"}}
	for {
		query, err := books.ParseQuery(values, crud.WithOrder|crud.WithCursor)
		if err != nil {
			panic(err)
		}
		page, err := books.CursorPaginate(context.Background(), query)
		if err != nil {
			panic(err)
		}
		fmt.Println(page.Items)
		if page.Pagination.NextCursor == nil {
			return
		}
		values.Set("cursor", *page.Pagination.NextCursor)
	}
	// Output:
	// [{4 Dracula Bram Stoker 1897} {3 Middlemarch George Eliot 1871}]
	// [{2 Persuasion Jane Austen 1817} {1 Emma Jane Austen 1815}]
	// [{5 Orlando Virginia Woolf 1928}]
}

// Middlewares say which parameters a route of your own takes; Query reads them,
// and answers every mistake in one problem.
func ExampleCrudFactory_Query() {
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{FilterFields: []string{"author", "year"}}))
	router := gin.New()
	router.GET("/statistics", books.FilterParams(), func(c *gin.Context) {
		query, ok := books.Query(c)
		if !ok {
			return
		}
		n, err := books.Count(c.Request.Context(), query)
		if err != nil {
			crud.Abort(c, err)
			return
		}
		c.JSON(http.StatusOK, gin.H{"books": n})
	})

	printGet(router, "/statistics?filter_by[author][icontains]=austen")
	printGet(router, "/statistics?filter_by[year]=soon&page=2")
	// Output:
	// 200 {
	//   "books": 2
	// }
	// 422 {
	//   "type": "urn:problem:crudfactory:invalid-parameter",
	//   "title": "Invalid request parameter",
	//   "status": 422,
	//   "detail": "2 parameters are invalid",
	//   "instance": "/statistics",
	//   "code": "invalid_parameter",
	//   "errors": [
	//     {
	//       "parameter": "filter_by[year]",
	//       "code": "invalid_value",
	//       "detail": "\"soon\" is not an integer"
	//     },
	//     {
	//       "parameter": "page",
	//       "code": "unknown_parameter",
	//       "detail": "there is no parameter \"page\" here"
	//     }
	//   ]
	// }
}

// With reads in a transaction of the caller's, and so sees what it has written.
func ExampleCrudFactory_With() {
	db := openLibrary()
	books := crud.Must(crud.New(db, crud.Config[book]{}))
	err := db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(&book{ID: 6, Title: "Carmilla", Author: "Sheridan Le Fanu", Year: 1872}).Error; err != nil {
			return err
		}
		added, err := books.With(tx).Get(context.Background(), 6)
		if err != nil {
			return err
		}
		fmt.Println(added.Title)
		return errors.New("changed my mind")
	})
	fmt.Println(err)
	n, err := books.Count(context.Background(), crud.Query{})
	fmt.Println(n, err)
	// Output:
	// Carmilla
	// changed my mind
	// 5 <nil>
}

// New reports every mistake of a declaration at once.
func ExampleNew() {
	_, err := crud.New(openLibrary(), crud.Config[review]{
		OrderFields:  []string{"stras", "book.titel"},
		SearchFields: []string{"stars"},
	})
	fmt.Println(err)
	// Output:
	// reviews: search field "stars" is of kind integer
	// reviews: order field "stras": no such column (did you mean "stars"?)
	// reviews: order field "book.titel": no such column (did you mean "book.title"?)
}
