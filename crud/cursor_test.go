package crud_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// mark is a row that cursors point at.
type mark struct {
	ID     int   `gorm:"primaryKey"`
	Value  int   `gorm:"not null"`
	Secret int   `gorm:"not null"`
	Big    int64 `gorm:"not null"`
	Label  string
}

// MarkRead leaves the sort column Secret out.
type MarkRead struct {
	ID int `json:"id"`
}

func openMarks(t *testing.T, open func(testing.TB, ...any) *gorm.DB, values ...int) (*gorm.DB, *crud.CrudFactory[mark]) {
	t.Helper()
	db := open(t, &mark{})
	for i, v := range values {
		if err := db.Create(&mark{ID: i + 1, Value: v, Secret: -i, Big: math.MaxInt64 - int64(i)}).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db, markFactory(t, db)
}

func markFactory(t *testing.T, db *gorm.DB) *crud.CrudFactory[mark] {
	t.Helper()
	return crud.Must(crud.New(db, crud.Config[mark]{
		CursorColumn: "value",
		OrderFields:  []string{"id", "value", "secret", "big", "label"},
		FilterFields: []string{"value"},
		SearchFields: []string{"label"},
	}))
}

// cursorPage is a cursor page of marks: ids and what surrounds them.
type cursorPage struct {
	IDs        []int
	Next, Prev string
	HasMore    bool
}

func markPage(t *testing.T, f *crud.CrudFactory[mark], pairs ...string) cursorPage {
	t.Helper()
	page, err := f.CursorPaginate(ctx, ask(t, f, append(pairs, "pagination_type", "cursor")...))
	if err != nil {
		t.Fatal(err)
	}
	got := cursorPage{HasMore: page.Pagination.HasMore}
	for _, m := range page.Items {
		got.IDs = append(got.IDs, m.ID)
	}
	if page.Pagination.NextCursor != nil {
		got.Next = *page.Pagination.NextCursor
	}
	if page.Pagination.PrevCursor != nil {
		got.Prev = *page.Pagination.PrevCursor
	}
	return got
}

func TestCursorNineRowsByFour(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := openMarks(t, open, 1, 2, 3, 4, 5, 6, 7, 8, 9)
		first := markPage(t, f, "items_per_page", "4")
		second := markPage(t, f, "items_per_page", "4", "cursor", first.Next)
		third := markPage(t, f, "items_per_page", "4", "cursor", second.Next)
		want := [][]int{{1, 2, 3, 4}, {5, 6, 7, 8}, {9}}
		if diff := cmp.Diff(want, [][]int{first.IDs, second.IDs, third.IDs}); diff != "" {
			t.Errorf("forward (-want +got):\n%s", diff)
		}
		if first.Prev != "" || !first.HasMore || third.Next != "" || third.HasMore {
			t.Errorf("the ends are not marked: %+v, %+v", first, third)
		}

		second = markPage(t, f, "items_per_page", "4", "cursor", third.Prev)
		first = markPage(t, f, "items_per_page", "4", "cursor", second.Prev)
		if diff := cmp.Diff([][]int{{5, 6, 7, 8}, {1, 2, 3, 4}}, [][]int{second.IDs, first.IDs}); diff != "" {
			t.Errorf("backward (-want +got):\n%s", diff)
		}
		if first.Prev != "" || first.HasMore || first.Next == "" {
			t.Errorf("the start of a walk back: %+v", first)
		}
	})
}

func TestCursorTies(t *testing.T) {
	t.Parallel()
	values := slices.Concat(slices.Repeat([]int{1}, 6), []int{2, 3}, slices.Repeat([]int{4}, 4), []int{5, 6},
		slices.Repeat([]int{7}, 9), []int{8}, slices.Repeat([]int{9}, 6))
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := openMarks(t, open, values...)
		var all []int
		for i := range values {
			all = append(all, i+1)
		}
		down := slices.Clone(all)
		slices.Reverse(down)
		for size := 1; size <= 11; size++ {
			for order, want := range map[string][]int{"value": all, "-value": down} {
				if diff := cmp.Diff(want, walkMarks(t, f, size, order)); diff != "" {
					t.Errorf("%s by %d (-want +got):\n%s", order, size, diff)
				}
			}
		}
	})
}

func walkMarks(t *testing.T, f *crud.CrudFactory[mark], size int, order string) (all []int) {
	t.Helper()
	token := ""
	for range 100 {
		page := markPage(t, f, "items_per_page", strconv.Itoa(size), "order_by", order, "cursor", token)
		all = append(all, page.IDs...)
		if token = page.Next; token == "" {
			return all
		}
	}
	t.Fatal("the walk does not end")
	return nil
}

// TestCursorAroundDeletedRows deletes what lies behind and before an anchor:
// the page that comes out empty leads back to the anchor's own place.
func TestCursorAroundDeletedRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		remove := func(db *gorm.DB, condition string) {
			if err := db.Where(condition).Delete(&mark{}).Error; err != nil {
				t.Fatal(err)
			}
		}
		db, f := openMarks(t, open, 1, 2, 3, 4, 5, 6)
		first := markPage(t, f, "items_per_page", "3")
		remove(db, "value > 3")
		empty := markPage(t, f, "items_per_page", "3", "cursor", first.Next)
		back := markPage(t, f, "items_per_page", "2", "cursor", empty.Prev)
		if diff := cmp.Diff(cursorPage{IDs: []int{2, 3}, HasMore: true}, back, ignoreTokens); diff != "" || empty.Next != "" {
			t.Errorf("the way back from the end (-want +got):\n%s\n%+v", diff, empty)
		}
		if back.Next != "" {
			t.Errorf("no rows follow, but there is a next cursor")
		}

		db, f = openMarks(t, open, 1, 2, 3, 4, 5, 6)
		second := markPage(t, f, "items_per_page", "3", "cursor", markPage(t, f, "items_per_page", "3").Next)
		remove(db, "value < 4")
		empty = markPage(t, f, "items_per_page", "3", "cursor", second.Prev)
		ahead := markPage(t, f, "items_per_page", "3", "cursor", empty.Next)
		if diff := cmp.Diff(cursorPage{IDs: []int{4, 5, 6}}, ahead, ignoreTokens); diff != "" || empty.Prev != "" {
			t.Errorf("the way ahead from the start (-want +got):\n%s\n%+v", diff, empty)
		}
		remove(db, "true")
		empty = markPage(t, f, "cursor", second.Prev)
		if empty.Prev != "" || empty.Next != "" || empty.HasMore {
			t.Errorf("an empty list leads nowhere: %+v", empty)
		}
	})
}

var ignoreTokens = cmp.FilterPath(func(p cmp.Path) bool {
	return p.String() == "Next" || p.String() == "Prev"
}, cmp.Ignore())

// TestCursorOfAnother replays a cursor where it does not belong: no SQL runs.
func TestCursorOfAnother(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, _ := openMarks(t, open, 1, 2, 3, 4)
		recorded, statements := dbtest.Recorder(db)
		f := markFactory(t, recorded)
		token := markPage(t, f, "items_per_page", "2").Next
		for name, params := range map[string][]string{
			"order":     {"order_by", "-value"},
			"direction": {"order_dir", "desc"},
			"key":       {"order_by", "big"},
			"filter":    {"filter_by[value]", "1"},
			"search":    {"search", "x"},
			"cut":       {"cursor", token[:len(token)-2]},
			"padded":    {"cursor", token + "=="},
			"1 MB":      {"cursor", strings.Repeat(token, 1<<20/len(token))},
			"random":    {"cursor", "abcdefgh"},
			"flipped":   {"cursor", flip(t, token)},
		} {
			statements.Reset()
			if !slices.Contains(params, "cursor") {
				params = append(params, "cursor", token)
			}
			_, err := f.CursorPaginate(ctx, ask(t, f, append(params, "pagination_type", "cursor")...))
			if !errors.Is(err, crud.ErrInvalidCursor) || statements.Len() > 0 {
				t.Errorf("%s: got %v after %d statements", name, err, statements.Len())
			}
		}
		for name, params := range map[string][]string{
			"the default order spelt out": {"order_by", "value"},
			"another page size":           {"items_per_page", "1"},
			"a count":                     {"count", "exact"},
			"no facets":                   {"facets", "false"},
			"a blank search":              {"search", "  "},
		} {
			if got := markPage(t, f, append(params, "cursor", token)...); !slices.Equal(got.IDs[:1], []int{3}) {
				t.Errorf("%s: got %+v", name, got)
			}
		}
	})
}

// flip changes one bit of a token's payload.
func flip(t *testing.T, token string) string {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	return base64.RawURLEncoding.EncodeToString(b)
}

// forgery makes cursors as a client could that knows the code.
type forgery struct{}

// TestForgedCursors brings tokens whose checksum is right and whose values are
// not what the keys hold.
func TestForgedCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := openMarks(t, open, 1, 2, 3)
		for name, values := range map[string][]any{
			"too few":       {int64(1)},
			"too many":      {int64(1), int64(1), int64(1)},
			"text":          {"1", int64(1)},
			"null":          {nil, int64(1)},
			"bool":          {true, int64(1)},
			"time":          {time.Unix(0, 0), int64(1)},
			"none":          {},
			"float for key": {int64(1), 1.5},
		} {
			token := forgery{}.token(t, values)
			_, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "cursor", token))
			if !errors.Is(err, crud.ErrInvalidCursor) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func (forgery) token(t *testing.T, values []any) string {
	t.Helper()
	// The digest of the list of marks in default order.
	b := schemas.AppendText(nil, "marks")
	var order []byte
	for _, key := range []string{"value", "id"} {
		order = schemas.AppendText(order, key)
		order = schemas.AppendValue(order, false)
		order = schemas.AppendValue(order, false)
	}
	b = schemas.AppendText(b, string(order))
	b = append(b, 0) // no conditions
	token, err := pagination.Plain().Encode(pagination.Cursor{Values: values}, pagination.NewDigest(b))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestForgeryIsReal makes sure that the forged tokens above fail for their
// values and not for their digest.
func TestForgeryIsReal(t *testing.T) {
	t.Parallel()
	_, f := openMarks(t, dbtest.SQLite, 1, 2, 3)
	token := forgery{}.token(t, []any{int64(1), int64(1)})
	if got := markPage(t, f, "cursor", token); !slices.Equal(got.IDs, []int{2, 3}) {
		t.Errorf("got %+v", got)
	}
}

func TestCursorOverHiddenColumn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := openMarks(t, open, 5, 5, 5)
		view := crud.Must(crud.As[MarkRead](f))
		var got []MarkRead
		token := ""
		for range 4 {
			page, err := view.CursorPaginate(ctx, ask(t, view,
				"pagination_type", "cursor", "order_by", "secret", "items_per_page", "1", "cursor", token))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, page.Items...)
			if page.Pagination.NextCursor == nil {
				break
			}
			token = *page.Pagination.NextCursor
		}
		if diff := cmp.Diff([]MarkRead{{3}, {2}, {1}}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// exact has a column of every kind that a cursor carries.
type exact struct {
	ID    uuid.UUID `gorm:"type:uuid;primaryKey"`
	Int   int64     `gorm:"not null"`
	Float float64   `gorm:"not null"`
	At    time.Time `gorm:"not null"`
	Day   time.Time `gorm:"type:date;not null"`
	Text  string    `gorm:"not null"`
	Bytes []byte    `gorm:"not null"`
	Bool  bool      `gorm:"not null"`
	Maybe *string
	Price string `gorm:"type:numeric(40,20);not null"`
}

var exacts = []exact{
	{
		Int: math.MinInt64, Float: -math.MaxFloat64, At: time.UnixMicro(-1), Day: day(-400),
		Bytes: []byte{}, Price: "-12345678901234567890.12345678901234567890",
	},
	{Int: math.MinInt64 + 1, Float: math.Copysign(0, -1), At: time.UnixMicro(0), Day: day(-1), Text: "", Bytes: []byte{0}, Price: "0.1"},
	{
		Int: 1 << 53, Float: 0, At: time.UnixMicro(1), Day: day(0), Text: "a'\"\\\n\u2028", Bytes: []byte{0, 255},
		Maybe: new(""), Price: "0.10000000000000000001",
	},
	{Int: 1<<53 + 1, Float: math.SmallestNonzeroFloat64, At: day(1), Day: day(1), Text: "é", Bytes: []byte{1}, Maybe: new("x"), Price: "9007199254740993"},
	{Int: math.MaxInt64 - 1, Float: 0.1, At: day(9000), Day: day(2), Text: "\U0001F600", Bytes: []byte("a"), Bool: true, Price: "9007199254740994"},
	{Int: math.MaxInt64, Float: math.MaxFloat64, At: day(20000), Day: day(3), Text: "\U0001F601", Bytes: []byte("b"), Bool: true, Price: "99999999999999999999"},
}

func day(n int) time.Time { return time.Unix(int64(n)*86400, 0).UTC() }

// TestCursorCarriesValuesExactly walks one row at a time over every kind, both
// ways: a value that lost a bit would repeat or skip its row.
func TestCursorCarriesValuesExactly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &exact{})
		rows := slices.Clone(exacts)
		for i := range rows {
			rows[i].ID = uuid.MustParse(fmt.Sprintf("00000000-0000-4000-8000-00000000000%d", i))
		}
		if err := db.Create(&rows).Error; err != nil {
			t.Fatal(err)
		}
		fields := []string{"id", "int", "float", "at", "day", "text", "bytes", "bool", "maybe"}
		if db.Name() == "postgres" {
			fields = append(fields, "price")
		}
		f := crud.Must(crud.New(db, crud.Config[exact]{OrderFields: fields}))
		for _, field := range fields {
			for _, order := range []string{field, "-" + field} {
				want := exactOrder(t, f, order)
				if got := walkExact(t, f, order); !slices.Equal(want, got) || len(got) != len(rows) {
					t.Errorf("%s: got %v, want %v", order, got, want)
				}
			}
		}
	})
}

// exactOrder is the whole list at once.
func exactOrder(t *testing.T, f *crud.CrudFactory[exact], order string) (all []byte) {
	t.Helper()
	rows, err := f.List(ctx, ask(t, f, "order_by", order))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		all = append(all, row.ID[15])
	}
	return all
}

func walkExact(t *testing.T, f *crud.CrudFactory[exact], order string) (all []byte) {
	t.Helper()
	token := ""
	for range 2 * len(exacts) {
		page, err := f.CursorPaginate(ctx, ask(t, f,
			"pagination_type", "cursor", "order_by", order, "items_per_page", "1", "cursor", token))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Items {
			all = append(all, row.ID[15])
		}
		if page.Pagination.NextCursor == nil {
			return all
		}
		token = *page.Pagination.NextCursor
	}
	return all
}

// TestNullTimeIsWalked has a plain time.Time without not null, whose column
// holds NULLs.
func TestNullTimeIsWalked(t *testing.T) {
	t.Parallel()
	type moment struct {
		ID int
		At time.Time
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &moment{})
		for i := range 10 {
			if err := db.Exec("INSERT INTO moments (id, at) VALUES (?, ?)", i, sometimes(i)).Error; err != nil {
				t.Fatal(err)
			}
		}
		f := crud.Must(crud.New(db, crud.Config[moment]{CursorColumn: "at"}))
		var got []int
		token := ""
		for range 20 {
			page, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "items_per_page", "3", "cursor", token))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range page.Items {
				got = append(got, m.ID)
			}
			if page.Pagination.NextCursor == nil {
				break
			}
			token = *page.Pagination.NextCursor
		}
		if diff := cmp.Diff([]int{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// sometimes is a time for even numbers, NULL for odd ones.
func sometimes(i int) any {
	if i%2 == 1 {
		return nil
	}
	return day(i)
}
