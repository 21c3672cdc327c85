package crud_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
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

// readPoem is a row that the Go methods read.
type readPoem struct {
	ID      int64  `gorm:"primaryKey"`
	Title   string `gorm:"not null"`
	Lines   int    `gorm:"not null"`
	Text    string
	Rating  *int
	PoetID  *int64
	Poet    *readPoet
	Removed gorm.DeletedAt
}

type readPoet struct {
	ID   int64
	Name string `gorm:"not null"`
	Born *int
}

// readPoems are numbered from 1; every third has no poet, every other no rating.
func readPoems(t *testing.T, open func(testing.TB, ...any) *gorm.DB, n int) *gorm.DB {
	t.Helper()
	db := open(t, &readPoet{}, &readPoem{})
	if err := db.Create(&[]readPoet{{1, "Ann", new(1900)}, {2, "Bob", nil}}).Error; err != nil {
		t.Fatal(err)
	}
	for i := range n {
		p := readPoem{ID: int64(i + 1), Title: fmt.Sprintf("poem %02d", i+1), Lines: 10 * (n - i), Text: "text"}
		if i%2 == 0 {
			p.Rating = new(i)
		}
		if i%3 != 2 {
			p.PoetID = new(int64(i%3 + 1))
		}
		if err := db.Create(&p).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func readFactory(t *testing.T, db *gorm.DB) *crud.CrudFactory[readPoem] {
	t.Helper()
	f, err := crud.New(db, crud.Config[readPoem]{
		CursorColumn: "lines",
		SearchFields: []string{"title"},
		FacetFields:  []string{"poet.name"},
		FilterFields: []string{"id", "lines", "rating"},
		OrderFields:  []string{"id", "title", "rating", "poet.name"},
		Limits:       crud.Limits{Page: pagination.Limits{ItemsPerPage: 4}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func readIDs(poems []readPoem) []int64 {
	var ids []int64
	for _, p := range poems {
		ids = append(ids, p.ID)
	}
	return ids
}

type (
	readNumber int16
	readName   string
)

// TestGetByID gives keys as Go programs have them.
func TestReadByID(t *testing.T) {
	t.Parallel()
	type readBox struct {
		ID   uuid.UUID `gorm:"type:uuid;primaryKey"`
		Name string
	}
	type readTerm struct {
		Word string `gorm:"primaryKey"`
	}
	type readSeat struct {
		Row  string    `gorm:"primaryKey"`
		Seat int16     `gorm:"primaryKey;autoIncrement:false"`
		Day  time.Time `gorm:"type:date;primaryKey"`
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &readPoet{}, &readPoem{}, &readBox{}, &readTerm{}, &readSeat{})
		id := uuid.MustParse("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f")
		leapDay := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
		for _, row := range []any{
			&readPoem{ID: 7, Title: "t"},
			&readBox{ID: id},
			&[]readTerm{{"a/b,c"}, {"7"}, {""}},
			&readSeat{"A,B", 3, leapDay},
		} {
			if err := db.Create(row).Error; err != nil {
				t.Fatal(err)
			}
		}
		poems, boxes := readGet(t, crud.Config[readPoem]{}, db), readGet(t, crud.Config[readBox]{}, db)
		terms, seats := readGet(t, crud.Config[readTerm]{}, db), readGet(t, crud.Config[readSeat]{}, db)
		for _, found := range []struct {
			get func(any) error
			ids []any
		}{
			{poems, []any{7, int8(7), int64(7), uint(7), uint8(7), readNumber(7), "7", "007", new(7), []any{7}, []any{"7"}}},
			{boxes, []any{id, &id, id.String(), strings.ToUpper(id.String()), uuid.NullUUID{UUID: id, Valid: true}, []any{id}}},
			{terms, []any{"a/b,c", readName("a/b,c"), []any{"7"}, 7, ""}},
			{seats, []any{
				[]any{"A,B", 3, leapDay}, []any{readName("A,B"), "3", "2024-02-29"}, []any{"A,B", readNumber(3), leapDay},
			}},
		} {
			for _, id := range found.ids {
				if err := found.get(id); err != nil {
					t.Errorf("%T %v: %v", id, id, err)
				}
			}
		}
		for _, missing := range []struct {
			get func(any) error
			ids []any
		}{
			{poems, []any{
				8, "8", "x", "", " 7", "7.0", "7 OR 1=1", 7.5, true, nil, (*int)(nil),
				[]any{},
				[]any{7, 7},
				[]any{nil},
				[]int{7},
				uint64(1 << 63), "9223372036854775808",
				struct{}{},
				id, time.Now(),
			}},
			{boxes, []any{uuid.Nil, "x", "", id.String()[1:], "{" + id.String() + "}", "urn:uuid:" + id.String(), 7, uuid.NullUUID{}}},
			{terms, []any{"A/B,C", "a/b", "a\x00b", "\xff", nil, true}},
			{seats, []any{
				"A,B",
				[]any{"A,B", 3},
				[]any{"A,B", 3, leapDay, 1},
				[]any{"A,B", 40000, leapDay},
				[]any{"A,B", 3, "2024-02-30"},
				[]any{3, "A,B", leapDay},
				[]any{"A,B", nil, leapDay},
			}},
		} {
			for _, id := range missing.ids {
				if err := missing.get(id); !errors.Is(err, crud.ErrNotFound) {
					t.Errorf("%T %v: %v", id, id, err)
				}
			}
		}
	})
}

func readGet[M any](t *testing.T, c crud.Config[M], db *gorm.DB) func(any) error {
	t.Helper()
	f, err := crud.New(db, c)
	if err != nil {
		t.Fatal(err)
	}
	return func(id any) error {
		_, err := f.Get(ctx, id)
		return err
	}
}

func TestReadWholeRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := readFactory(t, readPoems(t, open, 3))
		got, err := f.Get(ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		want := readPoem{ID: 1, Title: "poem 01", Lines: 30, Text: "text", Rating: new(0), PoetID: new(int64(1))}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		within := func(db *gorm.DB) *gorm.DB { return db.Where("lines > 10") }
		if _, err := f.Get(ctx, 3, within); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("out of scope: %v", err)
		}
	})
}

func TestReadOfAQuery(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := readFactory(t, readPoems(t, open, 10)) // by lines: 10, 9 … 1
		type answer struct {
			First  int64
			List   []int64
			Count  int64
			Exists bool
		}
		for name, test := range map[string]struct {
			query []string
			want  answer
		}{
			"zero":        {nil, answer{10, []int64{10, 9, 8, 7}, 10, true}},
			"a size":      {[]string{"items_per_page", "2"}, answer{10, []int64{10, 9}, 10, true}},
			"a page":      {[]string{"page", "3"}, answer{10, []int64{2, 1}, 10, true}},
			"past it all": {[]string{"page", "9"}, answer{10, nil, 10, true}},
			"an order":    {[]string{"order_by", "-title"}, answer{10, []int64{10, 9, 8, 7}, 10, true}},
			"a filter":    {[]string{"filter_by[id][lt]", "3"}, answer{2, []int64{2, 1}, 2, true}},
			"a search":    {[]string{"search", "0 1", "order_by", "id"}, answer{1, []int64{1, 10}, 2, true}},
			"nothing":     {[]string{"filter_by[id]", "99"}, answer{0, nil, 0, false}},
			"by relation": {[]string{"filter_by[poet__name]", "Bob", "order_by", "id"}, answer{2, []int64{2, 5, 8}, 3, true}},
			"by cursor":   {[]string{"pagination_type", "cursor", "order_by", "poet__name"}, answer{1, []int64{1, 4, 7, 10}, 10, true}},
			"no facets":   {[]string{"facets", "false", "count", "none"}, answer{10, []int64{10, 9, 8, 7}, 10, true}},
		} {
			q := crud.Query{}
			if test.query != nil {
				q = ask(t, f, test.query...)
			}
			var got answer
			first, err := f.First(ctx, q)
			if test.want.First == 0 && !errors.Is(err, crud.ErrNotFound) || test.want.First > 0 && err != nil {
				t.Errorf("%s: first: %v", name, err)
			}
			got.First = first.ID
			list, err := f.List(ctx, q)
			if err != nil || list == nil {
				t.Errorf("%s: list: %v, %v", name, list, err)
			}
			got.List = readIDs(list)
			if got.Count, err = f.Count(ctx, q); err != nil {
				t.Errorf("%s: count: %v", name, err)
			}
			if got.Exists, err = f.Exists(ctx, q); err != nil {
				t.Errorf("%s: exists: %v", name, err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestEachReadIsOneStatement counts what the reads ask without need.
func TestReadIsOneStatement(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(readPoems(t, open, 10))
		f := readFactory(t, db)
		for name, read := range map[string]func() error{
			"Get":    func() error { return declError(f.Get(ctx, 1)) },
			"First":  func() error { return declError(f.First(ctx, crud.Query{})) },
			"List":   func() error { return declError(f.List(ctx, crud.Query{})) },
			"Count":  func() error { return declError(f.Count(ctx, crud.Query{})) },
			"Exists": func() error { return declError(f.Exists(ctx, crud.Query{})) },
			"a bare page": func() error {
				return declError(f.OffsetPaginate(ctx, ask(t, f, "count", "none", "facets", "false")))
			},
			"a bare cursor page": func() error {
				return declError(f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "facets", "false")))
			},
		} {
			statements.Reset()
			if err := read(); err != nil || statements.Len() != 1 {
				t.Errorf("%s: %v after %q", name, err, statements.SQL())
			}
		}
	})
}

func TestReadChoosesTheMode(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := readPoems(t, open, 5)
		offset := readFactory(t, db)
		cursor := crud.Must(crud.New(db, crud.Config[readPoem]{PaginationType: pagination.Keyset}))
		for name, test := range map[string]struct {
			factory *crud.CrudFactory[readPoem]
			query   crud.Query
			want    string
		}{
			"the usual":                {offset, crud.Query{}, "offset"},
			"the resource's own":       {cursor, crud.Query{}, "cursor"},
			"asked for":                {offset, ask(t, offset, "pagination_type", "cursor"), "cursor"},
			"asked for the other":      {cursor, ask(t, cursor, "pagination_type", "offset"), "offset"},
			"implied by the resource":  {cursor, ask(t, cursor), "cursor"},
			"implied by an empty page": {offset, ask(t, offset, "filter_by[id]", "99"), "offset"},
		} {
			page, err := test.factory.Paginate(ctx, test.query)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if page.Offset != nil {
				got += page.Offset.PaginationType
			}
			if page.Cursor != nil {
				got += page.Cursor.PaginationType
			}
			if got != test.want {
				t.Errorf("%s: got %q, want %q", name, got, test.want)
			}
		}
	})
}

// TestAQueryIsForOneMode gives a method the page of the other mode.
func TestReadOfTheOtherMode(t *testing.T) {
	t.Parallel()
	db, statements := dbtest.Recorder(readPoems(t, dbtest.SQLite, 2))
	f := readFactory(t, db)
	statements.Reset()
	_, offsetErr := f.OffsetPaginate(ctx, ask(t, f, "pagination_type", "cursor"))
	_, cursorErr := f.CursorPaginate(ctx, ask(t, f, "page", "1"))
	want := []string{
		"pagination_type: asks for cursor pages where offset pages are read",
		"pagination_type: asks for offset pages where cursor pages are read",
	}
	got := append(declInputMistakes(offsetErr), declInputMistakes(cursorErr)...)
	if diff := cmp.Diff(want, got); diff != "" || statements.Len() > 0 {
		t.Errorf("after %d statements (-want +got):\n%s", statements.Len(), diff)
	}
	// One that another factory has parsed fits none.
	other := readFactory(t, db)
	if _, err := other.List(ctx, ask(t, f)); err == nil || err.Error() != "the query was parsed for read_poems by another factory" {
		t.Errorf("got %v", err)
	}
	if _, err := f.Scoped().List(ctx, ask(t, f)); err != nil {
		t.Errorf("a copy is the same resource: %v", err)
	}
	// A query that names no page fits both.
	q, err := f.ParseQuery(map[string][]string{"filter_by[id]": {"1"}}, crud.WithFilter)
	if err != nil {
		t.Fatal(err)
	}
	offset, err := f.OffsetPaginate(ctx, q)
	if err != nil || len(offset.Items) != 1 {
		t.Errorf("got %+v, %v", offset, err)
	}
	cursor, err := f.CursorPaginate(ctx, q)
	if err != nil || len(cursor.Items) != 1 {
		t.Errorf("got %+v, %v", cursor, err)
	}
}

// ReadPoemLine is a view of readPoem.
type ReadPoemLine struct {
	Title string
	Poet  *string `crud:"poet.name"`
	Born  int     `crud:"poet.born"`
	Words string  `crud:"-"`
}

func TestReadViewReadsItsColumnsOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(readPoems(t, open, 4))
		f := readFactory(t, db)
		view := crud.Must(crud.As[ReadPoemLine](f))
		statements.Reset()
		got, err := view.List(ctx, ask(t, view, "order_by", "id"))
		if err != nil {
			t.Fatal(err)
		}
		want := []ReadPoemLine{
			{Title: "poem 01", Poet: new("Ann"), Born: 1900},
			{Title: "poem 02", Poet: new("Bob")},
			{Title: "poem 03"}, // without a poet
			{Title: "poem 04", Poet: new("Ann"), Born: 1900},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		first, err := view.First(ctx, crud.Query{})
		if diff := cmp.Diff(ReadPoemLine{Title: "poem 04", Poet: new("Ann"), Born: 1900}, first); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if _, err := view.Get(ctx, 9); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("got %v", err)
		}
		columns := [][]string{
			// The keys of the order are read as well.
			{"read_poems.title", "name", "born", "read_poems.id"},
			{"read_poems.title", "name", "born", "read_poems.lines", "read_poems.id"},
			{"read_poems.title", "name", "born", "read_poems.id"},
		}
		var selected [][]string
		for _, sql := range statements.SQL() {
			selected = append(selected, readSelected(sql))
		}
		if diff := cmp.Diff(columns, selected); diff != "" {
			t.Errorf("selected (-want +got):\n%s", diff)
		}
	})
}

var (
	readSelect = regexp.MustCompile(`^SELECT (.*?) FROM `)
	readAlias  = regexp.MustCompile(`\w*r\d+\.\w*r\d+_`)
)

// readSelected lists the columns that a statement selects; those of a relation
// by their names alone.
func readSelected(sql string) []string {
	list := readSelect.FindStringSubmatch(sql)
	if list == nil {
		return []string{sql}
	}
	columns := strings.NewReplacer(`"`, "", "`", "").Replace(list[1])
	return strings.Split(readAlias.ReplaceAllString(columns, ""), ",")
}

func TestReadViewWithoutARelationJoinsNothing(t *testing.T) {
	t.Parallel()
	type readTitle struct{ Title string }
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(readPoems(t, open, 2))
		view := crud.Must(crud.As[readTitle](readFactory(t, db)))
		statements.Reset()
		page, err := view.OffsetPaginate(ctx, ask(t, view, "count", "none", "facets", "false", "order_by", "title"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]readTitle{{"poem 01"}, {"poem 02"}}, page.Items); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if sql := statements.SQL()[0]; strings.Contains(sql, "JOIN") || strings.Contains(sql, "text") {
			t.Errorf("got %s", sql)
		}
	})
}

func TestReadAsFunc(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		view := crud.AsFunc(readFactory(t, readPoems(t, open, 5)), func(p readPoem) string {
			return fmt.Sprint(p.Title, ": ", p.Lines)
		})
		page, err := view.CursorPaginate(ctx, ask(t, view, "pagination_type", "cursor", "items_per_page", "2"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"poem 05: 10", "poem 04: 20"}, page.Items); diff != "" || page.Pagination.NextCursor == nil {
			t.Errorf("(-want +got):\n%s", diff)
		}
		got, err := view.Get(ctx, 1)
		if got != "poem 01: 50" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// TestViewMistakes has As report every mistake, and leave the factory as it was.
func TestReadViewMistakes(t *testing.T) {
	t.Parallel()
	type readWrong struct {
		Titel string
		Lines string
		Poet  string `crud:"poet.nam"`
	}
	f := readFactory(t, readPoems(t, dbtest.SQLite, 1))
	_, err := crud.As[readWrong](f)
	want := []string{
		`read_poems: crud_test.readWrong.Titel: "titel": no such column (did you mean "title"?)`,
		`read_poems: crud_test.readWrong.Lines: string cannot hold lines, which is integer`,
		`read_poems: crud_test.readWrong.Poet: "poet.nam": no such column (did you mean "poet.name"?)`,
	}
	if err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := crud.As[ReadPoemLine](f); err != nil {
		t.Errorf("a good one afterwards: %v", err)
	}
}

// TestReadViewOfAColumnAndARelation has a read schema name a relation's field
// whose key a column has: only filters and orders go by keys.
func TestReadViewOfAColumnAndARelation(t *testing.T) {
	t.Parallel()
	type readClash struct {
		ID       int64
		PoetName string `gorm:"column:poet__name"`
		PoetID   *int64
		Poet     *readPoet
	}
	type readBoth struct {
		Own  string `crud:"poet__name"`
		Poet string `crud:"poet.name"`
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &readPoet{}, &readClash{})
		if err := db.Create(&readClash{ID: 1, PoetName: "own", Poet: &readPoet{ID: 1, Name: "related"}}).Error; err != nil {
			t.Fatal(err)
		}
		got, err := crud.Must(crud.As[readBoth](crud.Must(crud.New(db, crud.Config[readClash]{})))).Get(ctx, 1)
		if diff := cmp.Diff(readBoth{"own", "related"}, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestReadWithATransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := readPoems(t, open, 2)
		f := readFactory(t, db)
		rollback := errors.New("rollback")
		err := db.Transaction(func(tx *gorm.DB) error {
			if err := tx.Create(&readPoem{ID: 99, Title: "uncommitted", Lines: 1}).Error; err != nil {
				return err
			}
			inside := f.With(tx)
			if _, err := inside.Get(ctx, 99); err != nil {
				t.Errorf("the transaction does not see its own row: %v", err)
			}
			if n, err := inside.Count(ctx, crud.Query{}); n != 3 || err != nil {
				t.Errorf("count %d, %v", n, err)
			}
			view := crud.Must(crud.As[ReadPoemLine](inside))
			page, err := view.CursorPaginate(ctx, ask(t, view, "pagination_type", "cursor", "items_per_page", "1"))
			if err != nil || page.Items[0].Title != "uncommitted" || len(page.FilterAttributes) != 1 {
				t.Errorf("got %+v, %v", page, err)
			}
			before := crud.Must(crud.As[ReadPoemLine](f)).With(tx)
			if row, err := before.Get(ctx, 99); row.Title != "uncommitted" || err != nil {
				t.Errorf("a view from before: %+v, %v", row, err)
			}
			if db.Name() == "postgres" { // SQLite's only writer would be waited for
				if _, err := f.Get(ctx, 99); !errors.Is(err, crud.ErrNotFound) {
					t.Errorf("the factory itself sees the row: %v", err)
				}
			}
			return rollback
		})
		if !errors.Is(err, rollback) {
			t.Fatal(err)
		}
		if _, err := f.Get(ctx, 99); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("the row was rolled back: %v", err)
		}
	})
}

func TestReadScopedIsACopy(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := readPoems(t, open, 6)
		f := readFactory(t, db)
		above := func(n int) crud.Scope {
			return func(db *gorm.DB) *gorm.DB { return db.Where("read_poems.id > ?", n) }
		}
		two := f.Scoped(above(2))
		four, three := two.Scoped(above(4)), two.Scoped(above(3))
		view := crud.Must(crud.As[ReadPoemLine](four))
		mapped := crud.AsFunc(three, func(p readPoem) string { return p.Title })
		for name, test := range map[string]struct {
			count func(context.Context, crud.Query, ...crud.Scope) (int64, error)
			want  int64
		}{
			"the factory":      {f.Count, 6},
			"one scope":        {two.Count, 4},
			"two scopes":       {four.Count, 2},
			"another second":   {three.Count, 3},
			"a view of a copy": {view.Count, 2},
			"a copy of a view": {mapped.Scoped(above(4)).Count, 2},
			"the view copied":  {mapped.Count, 3},
			"no scope at all":  {f.Scoped().Count, 6},
			"a copy elsewhere": {three.With(db.Session(&gorm.Session{PrepareStmt: true})).Count, 3},
		} {
			n, err := test.count(ctx, crud.Query{})
			if err != nil || n != test.want {
				t.Errorf("%s: %d, %v; want %d", name, n, err, test.want)
			}
			n, err = test.count(ctx, crud.Query{}, above(5))
			if err != nil || n != 1 {
				t.Errorf("%s with one for the call: %d, %v", name, n, err)
			}
		}
	})
}

// TestReadEndsWithItsContext ends the context while a statement runs.
func TestReadEndsWithItsContext(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := readPoems(t, open, 1)
		long := "pg_sleep(30) IS NOT NULL"
		if db.Name() == "sqlite" {
			long = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0"
		}
		f := readFactory(t, db).Scoped(func(db *gorm.DB) *gorm.DB { return db.Where(long) })
		for want, end := range map[error]func() (context.Context, context.CancelFunc){
			crud.ErrTimeout: func() (context.Context, context.CancelFunc) {
				return context.WithTimeout(ctx, 100*time.Millisecond)
			},
			crud.ErrCanceled: func() (context.Context, context.CancelFunc) {
				canceled, cancel := context.WithCancel(ctx)
				time.AfterFunc(100*time.Millisecond, cancel)
				return canceled, cancel
			},
		} {
			ending, cancel := end()
			begin := time.Now()
			_, err := f.List(ending, crud.Query{})
			cancel()
			if took := time.Since(begin); !errors.Is(err, want) || took > 10*time.Second {
				t.Errorf("got %v after %s, want %v", err, took, want)
			}
		}
	})
}

// readLeaf has a hook that runs after it is read, and itself reads.
type readLeaf struct {
	ID    int64
	Name  string
	Found string `gorm:"-"`
}

func (l *readLeaf) AfterFind(tx *gorm.DB) error {
	if l.Name == "refused" {
		return errReadLeaf
	}
	var siblings int64
	err := tx.Model(&readLeaf{}).Where("id <> ?", l.ID).Count(&siblings).Error
	l.Found = fmt.Sprint(l.Name, " beside ", siblings)
	return err
}

var errReadLeaf = errors.New("the hook refuses this row")

func TestReadHooks(t *testing.T) {
	t.Parallel()
	type leafRead struct {
		Name  string
		Found string `crud:"-"`
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &readLeaf{})
		if err := db.Create(&[]readLeaf{{ID: 1, Name: "a"}, {ID: 2, Name: "b"}}).Error; err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, crud.Config[readLeaf]{}))
		page, err := f.OffsetPaginate(ctx, crud.Query{})
		if err != nil {
			t.Fatal(err)
		}
		want := []readLeaf{{1, "a", "a beside 1"}, {2, "b", "b beside 1"}}
		if diff := cmp.Diff(want, page.Items); diff != "" {
			t.Errorf("models (-want +got):\n%s", diff)
		}
		one, err := f.Get(ctx, 2)
		if diff := cmp.Diff(want[1], one); diff != "" || err != nil {
			t.Errorf("one, %v (-want +got):\n%s", err, diff)
		}
		mapped, err := crud.AsFunc(f, func(l readLeaf) string { return l.Found }).List(ctx, crud.Query{})
		if diff := cmp.Diff([]string{"a beside 1", "b beside 1"}, mapped); diff != "" || err != nil {
			t.Errorf("mapped models, %v (-want +got):\n%s", err, diff)
		}
		views, err := crud.Must(crud.As[leafRead](f)).List(ctx, crud.Query{})
		if diff := cmp.Diff([]leafRead{{Name: "a"}, {Name: "b"}}, views); diff != "" || err != nil {
			t.Errorf("views, %v (-want +got):\n%s", err, diff)
		}
		skipping := f.With(db.Session(&gorm.Session{SkipHooks: true}))
		plain, err := skipping.List(ctx, crud.Query{})
		if diff := cmp.Diff([]readLeaf{{ID: 1, Name: "a"}, {ID: 2, Name: "b"}}, plain); diff != "" || err != nil {
			t.Errorf("a session without hooks, %v (-want +got):\n%s", err, diff)
		}

		err = db.Transaction(func(tx *gorm.DB) error {
			if err := tx.Create(&readLeaf{ID: 3, Name: "c"}).Error; err != nil {
				return err
			}
			got, err := f.With(tx).Get(ctx, 3)
			if diff := cmp.Diff(readLeaf{3, "c", "c beside 2"}, got); diff != "" {
				t.Errorf("inside a transaction (-want +got):\n%s", diff)
			}
			return errors.Join(err, tx.Delete(&readLeaf{}, 3).Error)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Create(&readLeaf{ID: 3, Name: "refused"}).Error; err != nil {
			t.Fatal(err)
		}
		if _, err := f.List(ctx, crud.Query{}); !errors.Is(err, errReadLeaf) {
			t.Errorf("the hook's error: %v", err)
		}
		if n, err := f.Count(ctx, crud.Query{}); n != 3 || err != nil {
			t.Errorf("a count runs no hook: %d, %v", n, err)
		}
	})
}

// TestSessions reads through the kinds of handles that an application may have.
func TestReadSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := readPoems(t, open, 9)
		for name, session := range map[string]*gorm.DB{
			"prepared":               db.Session(&gorm.Session{PrepareStmt: true}),
			"without transactions":   db.Session(&gorm.Session{SkipDefaultTransaction: true}),
			"prepared and without":   db.Session(&gorm.Session{PrepareStmt: true, SkipDefaultTransaction: true}),
			"with all fields quoted": db.Session(&gorm.Session{QueryFields: true}),
			"with a context":         db.WithContext(ctx),
			"debugged":               db.Session(&gorm.Session{NewDB: true}),
			"narrowed":               db.Where("lines > 0"),
			"narrowed with a model":  db.Model(&readPoem{}).Where("lines > 0"),
		} {
			f := readFactory(t, session)
			for range 3 { // prepared once, run thrice
				page, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "order_by", "-rating", "items_per_page", "3"))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				next, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "order_by", "-rating", "count", "exact",
					"cursor", *page.Pagination.NextCursor))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				got := append(readIDs(page.Items), readIDs(next.Items)...)
				if diff := cmp.Diff([]int64{8, 6, 4, 2, 9, 7, 5}, got); diff != "" || *next.Pagination.TotalCount != 9 {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		}
		err := db.Session(&gorm.Session{PrepareStmt: true}).Transaction(func(tx *gorm.DB) error {
			return declError(readFactory(t, db).With(tx).Get(ctx, 1))
		})
		if err != nil {
			t.Errorf("a prepared transaction: %v", err)
		}
	})
}

func TestReadSoftDeleted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := readPoems(t, open, 4)
		if err := db.Delete(&readPoem{}, []int64{1, 2}).Error; err != nil {
			t.Fatal(err)
		}
		f := readFactory(t, db)
		unscoped := func(db *gorm.DB) *gorm.DB { return db.Unscoped() }
		removed := func(db *gorm.DB) *gorm.DB { return db.Unscoped().Where("removed IS NOT NULL") }
		for name, test := range map[string]struct {
			scopes []crud.Scope
			want   []int64
		}{
			"without a scope": {nil, []int64{3, 4}},
			"unscoped":        {[]crud.Scope{unscoped}, []int64{1, 2, 3, 4}},
			"the deleted":     {[]crud.Scope{removed}, []int64{1, 2}},
		} {
			q := ask(t, f, "order_by", "id")
			list, err := f.List(ctx, q, test.scopes...)
			if diff := cmp.Diff(test.want, readIDs(list)); diff != "" || err != nil {
				t.Errorf("%s, %v (-want +got):\n%s", name, err, diff)
			}
			n, err := f.Count(ctx, q, test.scopes...)
			if err != nil || n != int64(len(test.want)) {
				t.Errorf("%s: count %d, %v", name, n, err)
			}
			row, err := f.Get(ctx, 1, test.scopes...)
			if found := err == nil; found != (test.scopes != nil) || found != row.Removed.Valid {
				t.Errorf("%s: got %+v, %v", name, row, err)
			}
			page, err := f.OffsetPaginate(ctx, q, test.scopes...)
			if err != nil || (len(page.FilterAttributes[0].Values) == 2) != (test.scopes != nil) {
				t.Errorf("%s: facets %v, %v", name, page.FilterAttributes, err)
			}
		}
	})
}

// readOrder has names that SQL reserves or folds.
type readOrder struct {
	Key       string  `gorm:"column:user;primaryKey"`
	CreatedOn int     `gorm:"column:createdOn;not null"`
	Group     *string `gorm:"column:group"`
	Words     string  `gorm:"column:two words"`
	Quoted    string  `gorm:"column:SELECT"`
	BuyerID   *int64  `gorm:"column:BuyerId"`
	Buyer     *readUser
	Items     []readItem `gorm:"foreignKey:order"`
}

func (readOrder) TableName() string { return "order" }

type readUser struct {
	ID   int64
	From *string `gorm:"column:from"`
}

func (readUser) TableName() string { return "user" }

type readItem struct {
	ID    int64
	Order string `gorm:"column:order"`
	Table string `gorm:"column:table"`
}

func (readItem) TableName() string { return "Item" }

// TestNames finds and quotes reserved, mixed-case and spaced names in every
// part of a statement.
func TestReadNames(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &readUser{}, &readOrder{}, &readItem{})
		for _, row := range []any{
			&[]readUser{{1, new("Oslo")}, {2, nil}},
			&[]readOrder{
				{Key: "a", CreatedOn: 2, Group: new("g"), Words: "one two", Quoted: "x", BuyerID: new(int64(1))},
				{Key: "b", CreatedOn: 1, Words: "three", Quoted: "y", BuyerID: new(int64(2))},
				{Key: "c", CreatedOn: 1, Group: new("h"), Words: "one", Quoted: "x"},
			},
			&[]readItem{{1, "a", "oak"}, {2, "a", "elm"}, {3, "c", "oak"}},
		} {
			if err := db.Create(row).Error; err != nil {
				t.Fatal(err)
			}
		}
		readNames(t, crud.Must(crud.New(db, readOrderConfig())))
	})
}

func readOrderConfig() crud.Config[readOrder] {
	return crud.Config[readOrder]{
		CursorColumn: "createdOn",
		SearchFields: []string{"two words", "buyer.from", "items.table"},
		FacetFields:  []string{"SELECT", "buyer.from", "items.table"},
		FilterFields: []string{"user", "group", "createdOn"},
		OrderFields:  []string{"user", "createdOn", "group", "two words", "buyer.from"},
	}
}

func readNames(t *testing.T, f *crud.CrudFactory[readOrder]) {
	t.Helper()
	for order, want := range map[string]string{
		"": "bca", "createdOn": "bca", "-user": "cba", "group": "acb", "group.nullsfirst,createdOn": "bac", "two words": "cab",
		"buyer__from": "abc", "-buyer__from,-createdOn": "cba",
	} {
		if got := readWalk(t, f, order); got != want {
			t.Errorf("order %q: got %s, want %s", order, got, want)
		}
	}
	for name, test := range map[string]struct {
		query []string
		want  string
	}{
		"filter":                {[]string{"filter_by[user][gt]", "a"}, ""},
		"filter by mixed case":  {[]string{"filter_by[createdOn][lte]", "1"}, "bc"},
		"filter by a to-many":   {[]string{"filter_by[items__table]", "oak"}, "ca"},
		"filter by a relation":  {[]string{"filter_by[buyer__from]", "Oslo"}, "a"},
		"null":                  {[]string{"filter_by[group][is_null]", "true"}, "b"},
		"search":                {[]string{"search", "one"}, "ca"},
		"search in a relation":  {[]string{"search", "osl"}, "a"},
		"search in the to-many": {[]string{"search", "elm"}, "a"},
	} {
		values := map[string][]string{}
		for i := 0; i < len(test.query); i += 2 {
			values[test.query[i]] = []string{test.query[i+1]}
		}
		q, err := f.ParseQuery(values, allParams)
		if test.want == "" {
			if err == nil {
				t.Errorf("%s: text takes no ranges", name)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		list, err := f.List(ctx, q)
		if got := readKeys(list); got != test.want || err != nil {
			t.Errorf("%s: got %s, want %s, %v", name, got, test.want, err)
		}
	}
	page, err := f.OffsetPaginate(ctx, crud.Query{})
	if err != nil {
		t.Fatal(err)
	}
	facets := map[string][]any{"SELECT": {"x", "y"}, "buyer__from": {"Oslo"}, "items__table": {"elm", "oak"}}
	if diff := cmp.Diff(facets, facetMap(page.FilterAttributes)); diff != "" || *page.Pagination.TotalCount != 3 {
		t.Errorf("facets (-want +got):\n%s", diff)
	}
	one, err := f.Get(ctx, "b")
	if diff := cmp.Diff(readOrder{Key: "b", CreatedOn: 1, Words: "three", Quoted: "y", BuyerID: new(int64(2))}, one); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// readKeys joins the keys of orders.
func readKeys(orders []readOrder) string {
	var keys strings.Builder
	for _, row := range orders {
		keys.WriteString(row.Key)
	}
	return keys.String()
}

// readWalk follows cursors one row at a time, there and back, and answers the
// keys in the list's order.
func readWalk(t *testing.T, f *crud.CrudFactory[readOrder], order string) string {
	t.Helper()
	query := []string{"pagination_type", "cursor", "items_per_page", "1"}
	if order != "" {
		query = append(query, "order_by", order)
	}
	page := func(token *string) *schemas.CursorPage[readOrder] {
		t.Helper()
		cursor := ""
		if token != nil {
			cursor = *token
		}
		page, err := f.CursorPaginate(ctx, ask(t, f, append(query, "cursor", cursor)...))
		if err != nil {
			t.Fatalf("order %q: %v", order, err)
		}
		return page
	}
	at := page(nil)
	there := at.Items
	for range 10 {
		if at.Pagination.NextCursor == nil {
			break
		}
		at = page(at.Pagination.NextCursor)
		there = append(there, at.Items...)
	}
	back := at.Items
	for range 10 {
		if at.Pagination.PrevCursor == nil {
			break
		}
		at = page(at.Pagination.PrevCursor)
		back = append(slices.Clone(at.Items), back...)
	}
	if readKeys(there) != readKeys(back) {
		t.Errorf("order %q: %s there, %s back", order, readKeys(there), readKeys(back))
	}
	return readKeys(there)
}

// readParcel lies in a schema of its own, and so does what it is related to.
type readParcel struct {
	ID       int64
	Weight   *int
	DepotID  *int64
	Depot    *readDepot
	Stamps   []readStamp `gorm:"foreignKey:ParcelID"`
	Arrived  gorm.DeletedAt
	DepotsOn []readDepot `gorm:"many2many:post.parcel_depots;joinForeignKey:parcel_id;joinReferences:depot_id"`
}

func (readParcel) TableName() string { return "post.Parcels" }

type readDepot struct {
	ID   int64
	City string `gorm:"not null"`
}

func (readDepot) TableName() string { return "post.depots" }

type readStamp struct {
	ID       int64
	ParcelID int64
	Country  string
}

func (readStamp) TableName() string { return "mint.stamps" }

func TestReadQualifiedTables(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	for _, statement := range []string{
		`CREATE SCHEMA post`,
		`CREATE SCHEMA mint`,
		`CREATE TABLE post.depots (id bigint PRIMARY KEY, city text NOT NULL)`,
		`CREATE TABLE post."Parcels" (id bigint PRIMARY KEY, weight bigint, depot_id bigint REFERENCES post.depots, arrived timestamptz)`,
		`CREATE TABLE post.parcel_depots (parcel_id bigint, depot_id bigint)`,
		`CREATE TABLE mint.stamps (id bigint PRIMARY KEY, parcel_id bigint, country text)`,
		`INSERT INTO post.depots VALUES (1, 'Oslo'), (2, 'Bergen')`,
		`INSERT INTO post."Parcels" SELECT n, nullif(n, 3), nullif(n % 3, 0), CASE WHEN n > 5 THEN now() END FROM generate_series(1, 6) n`,
		`INSERT INTO mint.stamps SELECT n, n AS parcel_id, CASE WHEN n > 3 THEN 'SE' ELSE 'NO' END FROM generate_series(1, 6) n`,
		`INSERT INTO post.parcel_depots VALUES (1, 2), (2, 1), (4, 2)`,
	} {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	f, err := crud.New(db, crud.Config[readParcel]{
		FacetFields:  []string{"depot.city", "stamps.country"},
		FilterFields: []string{"depots_on.city"},
		OrderFields:  []string{"id", "weight", "depot.city"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for order, want := range map[string][]int64{
		"id": {1, 2, 3, 4, 5}, "-weight": {3, 5, 4, 2, 1}, "weight.nullsfirst": {3, 1, 2, 4, 5},
		"depot__city": {2, 5, 1, 4, 3}, "-depot__city": {3, 4, 1, 5, 2}, "depot__city.nullsfirst,-weight": {3, 5, 2, 4, 1},
	} {
		var got []int64
		token := ""
		for range 10 {
			page, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "order_by", order, "items_per_page", "2", "cursor", token))
			if err != nil {
				t.Fatalf("order %s: %v", order, err)
			}
			for _, row := range page.Items {
				got = append(got, row.ID)
			}
			if page.Pagination.NextCursor == nil {
				break
			}
			token = *page.Pagination.NextCursor
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order %s (-want +got):\n%s", order, diff)
		}
	}
	page, err := f.OffsetPaginate(ctx, ask(t, f, "filter_by[depots_on__city]", "Bergen", "filter_by[stamps__country]", "NO"))
	if err != nil {
		t.Fatal(err)
	}
	facets := map[string][]any{"depot__city": {"Oslo"}, "stamps__country": {"NO", "SE"}}
	if diff := cmp.Diff(facets, facetMap(page.FilterAttributes)); diff != "" || len(page.Items) != 1 || *page.Pagination.TotalCount != 1 {
		t.Errorf("%+v (-want +got):\n%s", page.Items, diff)
	}
}

// ReadSize is embedded in a model, by value and by pointer.
type ReadSize struct {
	Width  int `gorm:"not null"`
	Height *int
}

type readFrame struct {
	Inner ReadSize  `gorm:"embedded;embeddedPrefix:inner_"`
	Outer *ReadSize `gorm:"embedded;embeddedPrefix:outer_"`
	ID    int64
}

func TestReadEmbedded(t *testing.T) {
	t.Parallel()
	type frameRead struct {
		ID         int64
		InnerWidth int
		Tall       *int `crud:"outer_height"`
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &readFrame{})
		frames := []readFrame{
			{ID: 1, Inner: ReadSize{3, new(4)}, Outer: &ReadSize{5, new(6)}},
			{ID: 2, Inner: ReadSize{1, nil}, Outer: &ReadSize{7, nil}},
			{ID: 3, Inner: ReadSize{3, nil}, Outer: &ReadSize{1, new(2)}},
		}
		if err := db.Create(&frames).Error; err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, crud.Config[readFrame]{
			FacetFields: []string{"inner_width"}, FilterFields: []string{"outer_height"}, OrderFields: []string{"inner_width", "outer_height"},
		}))
		list, err := f.List(ctx, ask(t, f, "order_by", "-inner_width,outer_height"))
		if diff := cmp.Diff([]readFrame{frames[2], frames[0], frames[1]}, list); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		view := crud.Must(crud.As[frameRead](f))
		read, err := view.List(ctx, ask(t, view, "filter_by[outer_height][gte]", "2", "order_by", "-outer_height"))
		if diff := cmp.Diff([]frameRead{{1, 3, new(6)}, {3, 3, new(2)}}, read); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		page, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "order_by", "outer_height", "items_per_page", "2"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]any{int64(1), int64(3)}, page.FilterAttributes[0].Values); diff != "" {
			t.Errorf("facet (-want +got):\n%s", diff)
		}
		rest, err := f.List(ctx, ask(t, f, "pagination_type", "cursor", "order_by", "outer_height", "cursor", *page.Pagination.NextCursor))
		if diff := cmp.Diff([]readFrame{frames[1]}, rest); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}
