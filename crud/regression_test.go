package crud_test

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// TestFloatsInNumericColumns walks a Go float without a type tag: gorm keeps it
// in a numeric column of PostgreSQL, which holds digits that no float has.
func TestFloatsInNumericColumns(t *testing.T) {
	t.Parallel()
	type third struct {
		ID    int
		Price float64 `gorm:"not null"`
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &third{})
		for i := range 9 {
			if err := db.Create(&third{ID: i + 1, Price: float64(i + 1)}).Error; err != nil {
				t.Fatal(err)
			}
		}
		if err := db.Exec("UPDATE thirds SET price = price / 3").Error; err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, crud.Config[third]{OrderFields: []string{"price"}, FacetFields: []string{"price"}}))
		for order, want := range map[string][]int{"price": {1, 2, 3, 4, 5, 6, 7, 8, 9}, "-price": {9, 8, 7, 6, 5, 4, 3, 2, 1}} {
			var got []int
			token := ""
			for range 9 {
				page, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "items_per_page", "2", "order_by", order, "cursor", token))
				if err != nil {
					t.Fatal(err)
				}
				for _, row := range page.Items {
					got = append(got, row.ID)
				}
				if page.Pagination.NextCursor == nil {
					break
				}
				token = *page.Pagination.NextCursor
			}
			if !slices.Equal(want, got) {
				t.Errorf("%s: got %v", order, got)
			}
		}
		page, err := f.OffsetPaginate(ctx, crud.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.FilterAttributes[0].Values {
			text := strings.TrimSpace(strings.Trim(formatValue(v), `"`))
			if n, err := f.Count(ctx, ask(t, f, "filter_by[price]", text)); err != nil || n != 1 {
				t.Errorf("the facet's value %s finds %d rows, %v", text, n, err)
			}
		}
	})
}

func formatValue(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	if s, ok := v.(interface{ String() string }); ok {
		return s.String()
	}
	return ""
}

// TestKeysBehindThePrimaryKey order nothing: the way back from an empty page
// finds its anchor whatever they hold.
func TestKeysBehindThePrimaryKey(t *testing.T) {
	t.Parallel()
	type item struct {
		ID       int
		Priority *int
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &item{})
		if err := db.Create(&[]item{{ID: 1}, {ID: 2}, {ID: 3}, {ID: 4}}).Error; err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, crud.Config[item]{OrderFields: []string{"id", "priority"}}))
		page := func(token string) (ids []int, next, prev *string) {
			p, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "items_per_page", "2", "order_by", "id,priority", "cursor", token))
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range p.Items {
				ids = append(ids, row.ID)
			}
			return ids, p.Pagination.NextCursor, p.Pagination.PrevCursor
		}
		_, next, _ := page("")
		if err := db.Delete(&item{}, []int{3, 4}).Error; err != nil {
			t.Fatal(err)
		}
		_, _, prev := page(*next)
		if got, _, _ := page(*prev); !slices.Equal(got, []int{1, 2}) {
			t.Errorf("got %v", got)
		}
	})
}

// TestLongListsOfNames has a request line full of names: one mistake, not two
// hundred thousand.
func TestLongListsOfNames(t *testing.T) {
	t.Parallel()
	_, f := openMarks(t, dbtest.SQLite, 1)
	long := strings.Repeat("a,", 200_000) + "a"
	for _, name := range []string{"order_by", "facets"} {
		_, err := f.ParseQuery(url.Values{name: {long}}, allParams)
		mistakes, ok := errors.AsType[schemas.InputErrors](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Code != schemas.TooMany {
			t.Errorf("%s: %.200v", name, err)
		}
	}
}

// TestManyValuesUnderManyKeys is the largest statement that a request can make.
func TestManyValuesUnderManyKeys(t *testing.T) {
	t.Parallel()
	type wide struct {
		ID                     int
		A, B, C, D, E, F, G, H *int
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &wide{})
		one := new(1)
		if err := db.Create(&[]wide{{1, one, one, one, one, one, one, one, one}, {2, one, one, one, one, one, one, one, one}}).Error; err != nil {
			t.Fatal(err)
		}
		fields := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		f := crud.Must(crud.New(db, crud.Config[wide]{OrderFields: fields, FilterFields: append(fields, "id")}))
		pairs := []string{"pagination_type", "cursor", "items_per_page", "1", "order_by", "a,-b,c,-d,e,-f,g,-h"}
		for _, field := range fields {
			var list []string
			for i := range 100 {
				list = append(list, strconv.Itoa(i+1))
			}
			pairs = append(pairs, "filter_by["+field+"][in]", strings.Join(list, ","))
		}
		page, err := f.CursorPaginate(ctx, ask(t, f, pairs...))
		if err != nil {
			t.Fatal(err)
		}
		page, err = f.CursorPaginate(ctx, ask(t, f, append(pairs, "cursor", *page.Pagination.NextCursor)...))
		if err != nil || len(page.Items) != 1 {
			t.Errorf("got %v, %v", page, err)
		}
	})
}

// TestTextKeysOverUUIDColumns is a model whose key is any text, over a column
// that takes only some.
func TestTextKeysOverUUIDColumns(t *testing.T) {
	t.Parallel()
	type loose struct {
		ID   string `gorm:"primaryKey"`
		Name string
	}
	db := dbtest.Postgres(t)
	if err := db.Exec("CREATE TABLE looses (id uuid PRIMARY KEY, name text)").Error; err != nil {
		t.Fatal(err)
	}
	f := crud.Must(crud.New(db, crud.Config[loose]{}))
	if _, err := f.Get(ctx, "abc"); err == nil || !strings.Contains(err.Error(), crud.ErrNotFound.Error()) {
		t.Errorf("got %v", err)
	}
}

// TestOffsetPageOfLongKeys has sort values that no cursor holds: pages by
// number need none.
func TestOffsetPageOfLongKeys(t *testing.T) {
	t.Parallel()
	db, f := openMarks(t, dbtest.SQLite, 1, 2)
	if err := db.Exec("UPDATE marks SET label = ?", strings.Repeat("x", pagination.MaxTokenLength)).Error; err != nil {
		t.Fatal(err)
	}
	page, err := f.OffsetPaginate(ctx, ask(t, f, "order_by", "label", "items_per_page", "1"))
	if err != nil || len(page.Items) != 1 || !page.Pagination.HasMore || page.Pagination.NextCursor != nil {
		t.Errorf("got %+v, %v", page, err)
	}
}

// TestDefaultOrderKeepsItsNulls: order_dir turns the keys, not what was spelt
// out for their NULLs.
func TestDefaultOrderKeepsItsNulls(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &town{}, &quarry{}, &stone{})
	rows := []stone{{ID: 1, Weight: new(1), FoundAt: time.Unix(0, 0)}, {ID: 2, FoundAt: time.Unix(0, 0)}, {ID: 3, Weight: new(3), FoundAt: time.Unix(0, 0)}}
	if err := db.Create(&rows).Error; err != nil {
		t.Fatal(err)
	}
	byWeight := crud.Must(crud.New(db, crud.Config[stone]{DefaultOrder: "weight.nullslast"}))
	for direction, want := range map[string][]int64{"asc": {1, 3, 2}, "desc": {3, 1, 2}} {
		got, err := byWeight.List(ctx, ask(t, byWeight, "order_dir", direction))
		if err != nil || !slices.Equal(ids(got), want) {
			t.Errorf("%s: got %v, %v", direction, ids(got), err)
		}
	}
}
