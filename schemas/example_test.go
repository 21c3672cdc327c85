package schemas_test

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/crudfactory/crudfactory/schemas"
)

func ExampleField_ParseValue() {
	created := &schemas.Field{Key: "created_at", Kind: schemas.Time}
	fmt.Println(created.ParseValue("2024-05-17T14:00:00+02:00"))

	rank := &schemas.Field{Key: "rank", Kind: schemas.Int, Bits: 16}
	fmt.Println(rank.ParseValue("40000"))

	status := &schemas.Field{Key: "status", Kind: schemas.Enum, Labels: []string{"draft", "published"}}
	fmt.Println(status.ParseValue("archived"))
	// Output:
	// 2024-05-17 12:00:00 +0000 UTC <nil>
	// <nil> 40000 is out of range: expected -32768 to 32767
	// <nil> "archived" is not one of draft, published
}

func ExampleAppendValue() {
	b := schemas.AppendValue(nil, int64(1<<53+1))
	b = schemas.AppendValue(b, "Python")
	for len(b) > 0 {
		var v any
		v, b, _ = schemas.ReadValue(b)
		fmt.Println(v)
	}
	// Output:
	// 9007199254740993
	// Python
}

func ExampleCursorPage() {
	page := schemas.CursorPage[string]{
		Items:          []string{"one", "two"},
		Pagination:     schemas.CursorPagination{NextCursor: new("AQAB"), ItemsPerPage: 2, HasMore: true},
		PaginationType: "cursor",
		FilterAttributes: schemas.Facets{
			{Key: "status", Values: []any{"draft", "published"}},
			{Key: "published", Values: []any{false, true}},
		},
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", "  ")
	if err := enc.Encode(page.Pagination); err != nil {
		fmt.Println(err)
	}
	if err := enc.Encode(page.FilterAttributes); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "next_cursor": "AQAB",
	//   "prev_cursor": null,
	//   "items_per_page": 2,
	//   "has_more": true
	// }
	// {
	//   "status": [
	//     "draft",
	//     "published"
	//   ],
	//   "published": [
	//     false,
	//     true
	//   ]
	// }
}

func ExampleNewProblem() {
	problem := schemas.NewProblem(422, "invalid_parameter", "Invalid request parameter", "1 parameter is invalid")
	problem.Errors = schemas.InputErrors{schemas.Invalid("page", schemas.OutOfRange, "is %d; the least is 1", 0)}
	fmt.Println(problem.Type)
	fmt.Println(problem)
	fmt.Println(problem.Errors)
	// Output:
	// urn:problem:crudfactory:invalid-parameter
	// Invalid request parameter: 1 parameter is invalid
	// page: is 0; the least is 1
}
