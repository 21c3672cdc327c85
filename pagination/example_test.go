package pagination_test

import (
	"fmt"
	"net/url"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

func Example() {
	values := url.Values{"page": {"3"}, "items_per_page": {"50"}}
	raw, errs := pagination.PageItems.Parse(values)                                                   // grammar
	page, more := raw.Check(pagination.Limits{MaxOffset: 1000}, pagination.Offset, pagination.Keyset) // modes, limits
	errs = append(errs, more...)
	fmt.Println(page.Mode, page.Size, "rows after", page.Skip, "with", len(errs), "mistakes")

	_, errs = pagination.Raw{Place: new("99")}.Check(pagination.Limits{MaxOffset: 1000}, pagination.Offset)
	fmt.Println(errs)
	// Output:
	// offset 50 rows after 100 with 0 mistakes
	// page: is 99; the deepest page of 20 items is 51: go on from there with next_cursor
}

func ExampleCodec() {
	key := []byte("at least 32 random bytes, not words") // from a secret store
	codec := pagination.Signed(key)
	list := pagination.NewDigest([]byte("articles ordered by views"))

	token, err := codec.Encode(pagination.Cursor{Values: []any{int64(1234), "a"}}, list)
	if err != nil {
		fmt.Println(err)
	}
	cursor, err := codec.Decode(token, list)
	fmt.Println(cursor.Values, err)
	fmt.Println(cursor.Check([]*schemas.Field{{Kind: schemas.Int}, {Kind: schemas.Text}}))

	_, err = codec.Decode(token, pagination.NewDigest([]byte("articles ordered by title")))
	fmt.Println(err)
	// Output:
	// [1234 a] <nil>
	// <nil>
	// the cursor is not one of this list: it was altered, or made under another order, filter or search
}

// A sealed cursor hides its values, and its keys can be rotated: the first seals,
// every one opens.
func ExampleSealed() {
	oldKey, newKey := []byte("32 random bytes of last year, or more"), []byte("32 random bytes of this year, or more")
	list := pagination.NewDigest([]byte("people ordered by salary"))

	token, err := pagination.Sealed(oldKey).Encode(pagination.Cursor{Values: []any{int64(1234)}}, list)
	if err != nil {
		fmt.Println(err)
	}
	cursor, err := pagination.Sealed(newKey, oldKey).Decode(token, list)
	fmt.Println(cursor.Values, err)

	_, err = pagination.Sealed(newKey).Decode(token, list)
	fmt.Println(err)
	// Output:
	// [1234] <nil>
	// the cursor is not one of this list: it was altered, or made under another order, filter or search
}

// A style gives the parameters of a page their names.
func ExampleStyle() {
	values := url.Values{"limit": {"10"}, "offset": {"25"}}
	raw, _ := pagination.LimitOffset.Parse(values)
	page, errs := raw.Check(pagination.Limits{}, pagination.Offset)
	fmt.Println(page.Size, "rows after", page.Skip, "with", len(errs), "mistakes")
	// Output:
	// 10 rows after 25 with 0 mistakes
}

// A position is spelt by a value for each key of the order.
func ExampleParseKeyset() {
	keys := []*schemas.Field{
		{Key: "created_at", Kind: schemas.Time, NotNull: true},
		{Key: "id", Kind: schemas.Int, NotNull: true},
	}
	position, _ := pagination.ParseKeyset(url.Values{"before_created_at": {"2024-05-17T09:30:00Z"}, "before_id": {"42"}}, keys)
	fmt.Println(position.Cursor.Values, position.Cursor.Backward)
	_, errs := pagination.ParseKeyset(url.Values{"after_id": {"42"}}, keys)
	fmt.Println(errs)
	// Output:
	// [2024-05-17 09:30:00 +0000 UTC 42] true
	// after_created_at: is missing beside after_id: a position has a value for each key of the order
}

// A size that is asked too large is refused, or clamped where the resource says so.
// The database tells which ways to count there are; the planner's is an estimate.
func ExampleLimits() {
	values := url.Values{"items_per_page": {"5000"}, "count": {"estimated"}}
	raw, _ := pagination.PageItems.Parse(values)

	_, errs := raw.Check(pagination.Limits{}, pagination.Offset)
	fmt.Println(errs)

	page, errs := raw.Check(pagination.Limits{Clamp: true}, pagination.Offset)
	fmt.Println(page.Size, page.Count, len(errs))
	// Output:
	// items_per_page: is 5000; the most is 100
	// 100 estimated 0
}
