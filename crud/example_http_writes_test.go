package crud_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/go-playground/validator/v10"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// bookWrite is what a client may set of a book.
type bookWrite struct {
	Title  string `json:"title" validate:"required,max=50"`
	Author string `json:"author" validate:"required"`
	Year   int    `json:"year" validate:"min=1450"`
}

// SetDefaults is for POST and PUT.
func (b *bookWrite) SetDefaults() { b.Author = "anonymous" }

// serveWrites mounts books for an example.
func serveWrites(options ...crud.MountOption) http.Handler {
	router := gin.New()
	crud.Install(router)
	if err := crud.Mount(router.Group("/books"), crud.Must(crud.New(openLibrary(), crud.Config[book]{})), options...); err != nil {
		panic(err)
	}
	return router
}

// send answers a request with a body.
func send(handler http.Handler, method, target, body string, header ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response
}

// printSend prints the answer: its status, and its body, or of a problem the code
// and the errors.
func printSend(handler http.Handler, method, target, body string, header ...string) {
	response := send(handler, method, target, body, header...)
	text := response.Body.Bytes()
	var problem struct {
		Code   string          `json:"code"`
		Errors json.RawMessage `json:"errors,omitempty"`
	}
	if response.Code >= http.StatusBadRequest && json.Unmarshal(text, &problem) == nil {
		text, _ = json.Marshal(problem)
	}
	var indented bytes.Buffer
	if len(text) > 0 {
		if err := json.Indent(&indented, text, "", "  "); err != nil {
			panic(err)
		}
	}
	fmt.Println(strings.TrimSpace(fmt.Sprint(response.Code, " ", indented.String())))
}

// A body is an object of the create schema; every mistake in it is told at once.
func ExampleCreate() {
	books := serveWrites(crud.Create[bookWrite]())

	printSend(books, http.MethodPost, "/books", `{"title":"Carmilla","year":1872}`)
	printSend(books, http.MethodPost, "/books", `{"id":7,"title":"","year":"1872"}`)
	// Output:
	// 201 {
	//   "id": 6,
	//   "title": "Carmilla",
	//   "author": "anonymous",
	//   "year": 1872
	// }
	// 422 {
	//   "code": "invalid_body",
	//   "errors": [
	//     {
	//       "pointer": "/id",
	//       "code": "read_only",
	//       "detail": "cannot be written"
	//     },
	//     {
	//       "pointer": "/year",
	//       "code": "invalid_value",
	//       "detail": "is a JSON string; expected integer of 64 bits"
	//     },
	//     {
	//       "pointer": "/title",
	//       "code": "required",
	//       "detail": "is required"
	//     }
	//   ]
	// }
}

// A validator of one's own has more tags, and rules over several fields.
func ExampleConfig_validator() {
	type BookWrite struct {
		Title  string `json:"title" validate:"titled"`
		Author string `json:"author"`
		Year   int    `json:"year"`
	}
	rules := schemas.NewValidator()
	if err := rules.RegisterValidation("titled", func(f validator.FieldLevel) bool {
		return strings.ToLower(f.Field().String()) != f.Field().String()
	}); err != nil {
		panic(err)
	}
	rules.RegisterStructValidation(func(level validator.StructLevel) {
		if b, ok := reflect.TypeAssert[BookWrite](level.Current()); ok && b.Author == "" && b.Year > 1900 {
			level.ReportError(b.Author, "author", "Author", "required", "")
		}
	}, BookWrite{})
	router := gin.New()
	books := crud.Must(crud.New(openLibrary(), crud.Config[book]{Validator: rules}))
	if err := crud.Mount(router.Group("/books"), books, crud.Create[BookWrite]()); err != nil {
		panic(err)
	}

	printSend(router, http.MethodPost, "/books", `{"title":"ulysses","year":1922}`)
	// Output:
	// 422 {
	//   "code": "invalid_body",
	//   "errors": [
	//     {
	//       "pointer": "/title",
	//       "code": "invalid_value",
	//       "detail": "fails the validation \"titled\""
	//     },
	//     {
	//       "pointer": "/author",
	//       "code": "required",
	//       "detail": "is required"
	//     }
	//   ]
	// }
}

// PUT replaces a row, PATCH changes a part of it. A write with the ETag that was
// read fails where somebody else has written meanwhile.
func ExampleUpdate() {
	books := serveWrites(crud.Update[bookWrite]())
	tag := send(books, http.MethodGet, "/books/1", "").Header().Get("ETag")

	printSend(books, http.MethodPatch, "/books/1", `{"year":1816}`, "If-Match", tag)
	printSend(books, http.MethodPatch, "/books/1", `{"year":1817}`, "If-Match", tag)
	printSend(books, http.MethodPatch, "/books/1",
		`[{"op":"test","path":"/year","value":1816},{"op":"replace","path":"/title","value":"Emma, vol. 1"}]`,
		"Content-Type", "application/json-patch+json")
	printSend(books, http.MethodPut, "/books/1", `{"title":"Emma","year":1815}`, "Prefer", "return=minimal")
	printSend(books, http.MethodGet, "/books/1", "")
	// Output:
	// 200 {
	//   "id": 1,
	//   "title": "Emma",
	//   "author": "Jane Austen",
	//   "year": 1816
	// }
	// 412 {
	//   "code": "precondition_failed"
	// }
	// 200 {
	//   "id": 1,
	//   "title": "Emma, vol. 1",
	//   "author": "Jane Austen",
	//   "year": 1816
	// }
	// 204
	// 200 {
	//   "id": 1,
	//   "title": "Emma",
	//   "author": "anonymous",
	//   "year": 1815
	// }
}

// Bulk requests write all rows or none.
func ExampleMount_bulk() {
	books := serveWrites(crud.Create[bookWrite](), crud.Update[bookWrite](), crud.Deletable())

	printSend(books, http.MethodPost, "/books/bulk", `[{"title":"Carmilla","year":1872},{"title":"Beowulf","year":1000}]`)
	printSend(books, http.MethodPatch, "/books/bulk", `[{"id":5,"year":1929},{"id":4,"year":1898}]`)
	printSend(books, http.MethodPost, "/books/bulk/delete", `{"ids":[1,99]}`)
	printSend(books, http.MethodPost, "/books/bulk/delete", `{"ids":[2,3]}`)
	// Output:
	// 422 {
	//   "code": "invalid_body",
	//   "errors": [
	//     {
	//       "pointer": "/1/year",
	//       "code": "out_of_range",
	//       "detail": "is less than 1450",
	//       "min": "1450"
	//     }
	//   ]
	// }
	// 200 {
	//   "items": [
	//     {
	//       "id": 5,
	//       "title": "Orlando",
	//       "author": "Virginia Woolf",
	//       "year": 1929
	//     },
	//     {
	//       "id": 4,
	//       "title": "Dracula",
	//       "author": "Bram Stoker",
	//       "year": 1898
	//     }
	//   ]
	// }
	// 404 {
	//   "code": "not_found",
	//   "errors": [
	//     {
	//       "pointer": "/ids/1",
	//       "code": "not_found",
	//       "detail": "no such row"
	//     }
	//   ]
	// }
	// 204
}

// DELETE answers nothing; 404 where there is nothing to delete, and 409 where other
// rows refer to it.
func ExampleDeletable() {
	books := serveWrites(crud.Deletable())

	printSend(books, http.MethodDelete, "/books/2", "")
	printSend(books, http.MethodDelete, "/books/2", "")
	printSend(books, http.MethodDelete, "/books/1", "") // there is a review of it
	// Output:
	// 204
	// 404 {
	//   "code": "not_found"
	// }
	// 409 {
	//   "code": "foreign_key_violation"
	// }
}
