package crud_test

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// offsetItem has ties, and a relation that may be missing.
type offsetItem struct {
	ID      int `gorm:"primaryKey;autoIncrement:false"`
	Rank    int `gorm:"not null"`
	GroupID *int
	Group   *offsetGroup
	Tags    []offsetTag  `gorm:"many2many:offset_item_tags"`
	Notes   []offsetNote `gorm:"foreignKey:ItemID"`
}

type offsetGroup struct {
	ID   int
	Name string `gorm:"not null"`
}

type offsetTag struct {
	ID   int
	Name string `gorm:"not null"`
}

type offsetNote struct {
	ID     int
	ItemID int    `gorm:"not null"`
	Text   string `gorm:"not null"`
}

// offsetItems opens a database with n items of one rank: each has three tags,
// two notes, and one group, but for every third, which has none.
func offsetItems(t *testing.T, open func(testing.TB, ...any) *gorm.DB, n int) (*gorm.DB, *crud.CrudFactory[offsetItem]) {
	t.Helper()
	db := open(t, &offsetGroup{}, &offsetTag{}, &offsetItem{}, &offsetNote{})
	tags := []offsetTag{{1, "red"}, {2, "redder"}, {3, "reddest"}}
	items := make([]offsetItem, n)
	for i := range items {
		items[i] = offsetItem{ID: i + 1, Rank: 1, GroupID: new(1), Tags: tags, Notes: []offsetNote{{Text: "a"}, {Text: "b"}}}
		if i%3 == 2 {
			items[i].GroupID = nil
		}
	}
	for _, rows := range []any{&[]offsetGroup{{1, "only"}}, &tags, &items} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db, offsetFactory(db)
}

func offsetFactory(db *gorm.DB) *crud.CrudFactory[offsetItem] {
	return crud.Must(crud.New(db, crud.Config[offsetItem]{
		OrderFields:  []string{"rank", "group.name"},
		SearchFields: []string{"group.name", "tags.name"},
		FilterFields: []string{"tags.name", "notes.text", "id"},
	}))
}

// offsetPage is what a page says of itself.
type offsetPage struct {
	IDs     []int
	Total   *int64
	Pages   *int64
	HasMore bool
}

func askOffset(t *testing.T, f *crud.CrudFactory[offsetItem], pairs ...string) offsetPage {
	t.Helper()
	page, err := f.OffsetPaginate(ctx, ask(t, f, pairs...))
	if err != nil {
		t.Fatalf("%v: %v", pairs, err)
	}
	if page.Items == nil {
		t.Errorf("%v: the items are null", pairs)
	}
	if hasNext := page.Pagination.NextCursor != nil; hasNext != page.Pagination.HasMore {
		t.Errorf("%v: has_more is %t, but a next cursor is there: %t", pairs, page.Pagination.HasMore, hasNext)
	}
	got := offsetPage{Total: page.Pagination.TotalCount, Pages: page.Pagination.Pages, HasMore: page.Pagination.HasMore}
	for _, item := range page.Items {
		got.IDs = append(got.IDs, item.ID)
	}
	return got
}

func TestOffsetPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := offsetItems(t, open, 12)
		all, three := new(int64(12)), new(int64(3))
		for _, tt := range []struct {
			name  string
			pairs []string
			want  offsetPage
		}{
			{"page 1", []string{"page", "1"}, offsetPage{[]int{1, 2, 3, 4, 5}, all, three, true}},
			{"page 3 is short", []string{"page", "3"}, offsetPage{[]int{11, 12}, all, three, false}},
			{"page 9 is past the end", []string{"page", "9"}, offsetPage{nil, all, three, false}},
			{"page 1 of nothing", []string{"filter_by[id]", "99"}, offsetPage{nil, new(int64(0)), new(int64(0)), false}},
			{"page 2 of nothing", []string{"filter_by[id]", "99", "page", "2"}, offsetPage{nil, new(int64(0)), new(int64(0)), false}},
			{"without a count", []string{"count", "none"}, offsetPage{[]int{1, 2, 3, 4, 5}, nil, nil, true}},
			{"past the end without a count", []string{"count", "none", "page", "9"}, offsetPage{nil, nil, nil, false}},
		} {
			got := askOffset(t, factory, append(tt.pairs, "items_per_page", "5")...)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
		if diff := cmp.Diff(offsetPage{[]int{11, 12}, all, new(int64(2)), false}, askOffset(t, factory, "items_per_page", "10", "page", "2")); diff != "" {
			t.Errorf("another size (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(offsetPage{[]int{7, 8, 9, 10, 11, 12}, all, new(int64(2)), false}, askOffset(t, factory, "items_per_page", "6", "page", "2")); diff != "" {
			t.Errorf("a full last page (-want +got):\n%s", diff)
		}
	})
}

func TestOffsetWithoutCount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		for rows, hasMore := range map[int]bool{5: false, 10: false, 15: true} {
			_, factory := offsetItems(t, open, rows)
			got := askOffset(t, factory, "items_per_page", "10", "count", "none")
			want := offsetPage{HasMore: hasMore}
			for id := range min(rows, 10) {
				want.IDs = append(want.IDs, id+1)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d rows (-want +got):\n%s", rows, diff)
			}
		}
	})
}

// TestOffsetStatements: a page that shows where the list ends has counted it.
func TestOffsetStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		plain, _ := offsetItems(t, open, 12)
		db, statements := dbtest.Recorder(plain)
		factory := offsetFactory(db)
		for _, tt := range []struct {
			name  string
			pairs []string
			want  int
		}{
			{"a short first page", []string{"items_per_page", "20"}, 1},
			{"a full first page that is the last", []string{"items_per_page", "12"}, 1},
			{"an empty first page", []string{"filter_by[id]", "99"}, 1},
			{"a short last page", []string{"items_per_page", "5", "page", "3"}, 1},
			{"a first page of several", []string{"items_per_page", "5"}, 2},
			{"the same without a count", []string{"items_per_page", "5", "count", "none"}, 1},
			{"a page past the end", []string{"items_per_page", "5", "page", "9"}, 2},
			{"an order over a relation", []string{"items_per_page", "20", "order_by", "group__name"}, 1},
		} {
			statements.Reset()
			askOffset(t, factory, tt.pairs...)
			if statements.Len() != tt.want {
				t.Errorf("%s: %d statements, want %d: %q", tt.name, statements.Len(), tt.want, statements.SQL())
			}
		}
	})
}

// TestOffsetTies: rows that are equal in the order are in that of their primary
// key, which goes the way of the last key.
func TestOffsetTies(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := offsetItems(t, open, 6)
		for _, tt := range []struct {
			name  string
			pairs []string
			want  []int
		}{
			{"one rank", []string{"order_by", "rank"}, []int{1, 2, 3, 4, 5, 6}},
			{"descending", []string{"order_by", "-rank"}, []int{6, 5, 4, 3, 2, 1}},
			{"one related row", []string{"order_by", "group__name"}, []int{1, 2, 4, 5, 3, 6}},
			{"its absence at the other end", []string{"order_by", "group__name.nullsfirst"}, []int{3, 6, 1, 2, 4, 5}},
			{"descending over a relation", []string{"order_by", "-group__name"}, []int{6, 3, 5, 4, 2, 1}},
			{"two keys", []string{"order_by", "-group__name.nullslast,rank"}, []int{1, 2, 4, 5, 3, 6}},
			{"beside a search over joins", []string{"order_by", "rank", "search", "red"}, []int{1, 2, 3, 4, 5, 6}},
			{"beside a filter over joins", []string{"order_by", "-group__name,-rank", "filter_by[tags__name][starts_with]", "red"}, []int{6, 3, 5, 4, 2, 1}},
		} {
			var got []int
			for number := 1; ; number++ {
				page := askOffset(t, factory, append(tt.pairs, "items_per_page", "1", "page", strconv.Itoa(number))...)
				if got = append(got, page.IDs...); *page.Total != 6 {
					t.Errorf("%s: the total is %d", tt.name, *page.Total)
				}
				if !page.HasMore {
					break
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
	})
}

// TestOffsetToMany: several related rows that match make a row no more than one
// row, on any page.
func TestOffsetToMany(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, factory := offsetItems(t, open, 10)
		total, pages := new(int64(10)), new(int64(2))
		for number, want := range map[string]offsetPage{
			"1":  {[]int{1, 2, 3, 4, 5}, total, pages, true},
			"2":  {[]int{6, 7, 8, 9, 10}, total, pages, false},
			"99": {nil, total, pages, false},
		} {
			for name, pairs := range map[string][]string{
				"search":               {"search", "red"},
				"filter, many to many": {"filter_by[tags__name][in]", "red,redder,reddest"},
				"filter, one to many":  {"filter_by[notes__text][in]", "a,b"},
				"filters and a search": {"filter_by[notes__text][ne]", "c", "filter_by[tags__name][ne]", "blue", "search", "red e"},
			} {
				got := askOffset(t, factory, append(pairs, "items_per_page", "5", "page", number)...)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s, page %s (-want +got):\n%s", name, number, diff)
				}
			}
		}
	})
}

// TestOffsetFarAway: no page number leads back to page 1.
func TestOffsetFarAway(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, _ := offsetItems(t, open, 3)
		limited := func(rows int) *crud.CrudFactory[offsetItem] {
			return crud.Must(crud.New(db, crud.Config[offsetItem]{Limits: crud.Limits{Page: pagination.Limits{MaxOffset: rows}}}))
		}
		for _, tt := range []struct {
			name       string
			maxOffset  int
			page, size string
			refused    bool
		}{
			{"an offset of MaxOffset", 10, "6", "2", false},
			{"one row deeper", 9, "6", "2", true},
			{"the usual limit", 0, "1001", "100", false},
			{"behind the usual limit", 0, "1002", "100", true},
			{"far away without a limit", -1, "90071992547409", "100", false},
			{"too far for 53 bits", -1, "90071992547411", "100", true},
			{"the largest integer", -1, strconv.Itoa(math.MaxInt), "100", true},
			{"2^64", -1, "18446744073709551616", "1", true},
			{"2^64+1 with an offset of 2^64", -1, "18446744073709551617", "1", true},
			{"2^31 pages of 2", -1, "2147483649", "2", false},
			{"2^63 rows by multiplication", -1, "92233720368547760", "100", true},
			{"negative", -1, "-1", "1", true},
			{"zero", -1, "0", "1", true},
		} {
			factory := limited(tt.maxOffset)
			q, err := factory.ParseQuery(url.Values{"page": {tt.page}, "items_per_page": {tt.size}}, allParams)
			if refused := err != nil; refused != tt.refused {
				t.Errorf("%s: %v", tt.name, err)
			}
			if err != nil {
				continue
			}
			page, err := factory.OffsetPaginate(ctx, q)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			if len(page.Items) != 0 || *page.Pagination.TotalCount != 3 {
				t.Errorf("%s: %d rows, total %d", tt.name, len(page.Items), *page.Pagination.TotalCount)
			}
		}
	})
}

// offsetLetter has two relations to one table.
type offsetLetter struct {
	ID         int `gorm:"primaryKey;autoIncrement:false"`
	SenderID   *int
	Sender     *offsetPerson
	ReceiverID *int
	Receiver   *offsetPerson
}

type offsetPerson struct {
	ID      int
	Name    string `gorm:"not null"`
	ChiefID *int
	Chief   *offsetPerson
}

func TestOffsetTwoRelationsToOneTable(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &offsetPerson{}, &offsetLetter{})
		for _, rows := range []any{
			&[]offsetPerson{{ID: 1, Name: "Ann"}, {ID: 2, Name: "Bob", ChiefID: new(1)}, {ID: 3, Name: "Cid", ChiefID: new(2)}},
			&[]offsetLetter{
				{ID: 1, SenderID: new(1), ReceiverID: new(2)},
				{ID: 2, SenderID: new(2), ReceiverID: new(1)},
				{ID: 3, SenderID: new(3), ReceiverID: new(3)},
				{ID: 4, ReceiverID: new(3)},
				{ID: 5, SenderID: new(1)},
			},
		} {
			if err := db.Create(rows).Error; err != nil {
				t.Fatal(err)
			}
		}
		fields := []string{"sender.name", "receiver.name", "sender.chief.name"}
		factory := crud.Must(crud.New(db, crud.Config[offsetLetter]{
			OrderFields: fields, FilterFields: fields, FacetFields: fields, SearchFields: fields,
		}))
		for _, tt := range []struct {
			name  string
			pairs []string
			want  []int
		}{
			{"ordered by both", []string{"order_by", "sender__name,-receiver__name"}, []int{5, 1, 2, 3, 4}},
			{"ordered by one, filtered by the other", []string{"order_by", "-sender__name", "filter_by[receiver__name]", "Cid"}, []int{4, 3}},
			{"both filtered", []string{"filter_by[sender__name]", "Ann", "filter_by[receiver__name]", "Bob"}, []int{1}},
			{"both absent", []string{"filter_by[sender__name][is_null]", "true", "filter_by[receiver__name][is_null]", "true"}, nil},
			{"both searched", []string{"search", "ann bob"}, []int{1, 2}},
			{"the same table again, one step on", []string{"filter_by[sender__chief__name]", "Bob", "filter_by[sender__name]", "Cid"}, []int{3}},
			{"found one step on", []string{"search", "bob", "order_by", "-sender__chief__name.nullslast"}, []int{3, 2, 1}},
		} {
			page, err := factory.OffsetPaginate(ctx, ask(t, factory, append(tt.pairs, "items_per_page", "50")...))
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			var got []int
			for _, letter := range page.Items {
				got = append(got, letter.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if n, err := factory.Count(ctx, ask(t, factory, tt.pairs...)); err != nil || n != int64(len(tt.want)) {
				t.Errorf("%s: counted %d, %v", tt.name, n, err)
			}
		}
		page, err := factory.OffsetPaginate(ctx, ask(t, factory, "filter_by[sender__name]", "Ann"))
		if err != nil {
			t.Fatal(err)
		}
		want := schemas.Facets{
			{Key: "sender__name", Values: []any{"Ann", "Bob", "Cid"}},
			{Key: "receiver__name", Values: []any{"Bob"}},
			{Key: "sender__chief__name"},
		}
		if diff := cmp.Diff(want, page.FilterAttributes); diff != "" {
			t.Errorf("facets (-want +got):\n%s", diff)
		}
	})
}

// offsetSeat is named by two columns, the second of which alone names nothing.
type offsetSeat struct {
	Hall   string `gorm:"primaryKey"`
	Number int    `gorm:"primaryKey;autoIncrement:false"`
	Price  int    `gorm:"not null"`
}

func TestOffsetCompositePrimaryKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &offsetSeat{})
		seats := []offsetSeat{{"a", 1, 5}, {"a", 2, 5}, {"b", 1, 5}, {"b", 2, 4}, {"c", 1, 5}}
		shuffled := []offsetSeat{seats[3], seats[1], seats[4], seats[0], seats[2]}
		if err := db.Create(&shuffled).Error; err != nil {
			t.Fatal(err)
		}
		factory := crud.Must(crud.New(db, crud.Config[offsetSeat]{OrderFields: []string{"price", "number"}}))
		backwards := slices.Clone(seats)
		slices.Reverse(backwards)
		for order, want := range map[string][]offsetSeat{
			"":               seats,
			"price":          {seats[3], seats[0], seats[1], seats[2], seats[4]},
			"-price":         {seats[4], seats[2], seats[1], seats[0], seats[3]},
			"price,-number":  {seats[3], seats[1], seats[4], seats[2], seats[0]},
			"-number,-price": {seats[1], seats[3], seats[4], seats[2], seats[0]},
		} {
			var pairs []string
			if order != "" {
				pairs = []string{"order_by", order}
			}
			pairs = append(pairs, "items_per_page", "2")
			var numbered, followed []offsetSeat
			for number := 1; number <= 3; number++ {
				page, err := factory.OffsetPaginate(ctx, ask(t, factory, append(pairs, "page", strconv.Itoa(number))...))
				if err != nil {
					t.Fatal(err)
				}
				numbered = append(numbered, page.Items...)
				if *page.Pagination.TotalCount != 5 {
					t.Errorf("order %q, page %d: the total is %d", order, number, *page.Pagination.TotalCount)
				}
			}
			for token := new(""); token != nil; {
				page, err := factory.CursorPaginate(ctx, ask(t, factory, append(pairs, "pagination_type", "cursor", "cursor", *token)...))
				if err != nil {
					t.Fatal(err)
				}
				followed, token = append(followed, page.Items...), page.Pagination.NextCursor
			}
			if diff := cmp.Diff(want, numbered); diff != "" {
				t.Errorf("order %q, by numbers (-want +got):\n%s", order, diff)
			}
			if diff := cmp.Diff(want, followed); diff != "" {
				t.Errorf("order %q, by cursors (-want +got):\n%s", order, diff)
			}
		}
		seat, err := factory.Get(ctx, []any{"b", 2})
		if diff := cmp.Diff(seats[3], seat); diff != "" || err != nil {
			t.Errorf("one seat: %v (-want +got):\n%s", err, diff)
		}
	})
}

// TestOffsetWalk compares pages of random orders and sizes with an oracle, and
// the cursor of each with the page behind it.
func TestOffsetWalk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, factory := openStones(t, open)
		rapid.Check(t, func(t *rapid.T) {
			stones := drawStones(t)
			replaceStones(t, db, stones)
			keys := drawKeys(t)
			w := newWalker(t, factory, keys)
			want := oracle(stones, keys)
			size, _ := strconv.Atoi(w.params["items_per_page"])
			for number := 1; number <= len(want)/size+2; number++ {
				from, to := min((number-1)*size, len(want)), min(number*size, len(want))
				page := w.numbered(number)
				if diff := cmp.Diff(want[from:to], ids(page.Items), equateEmpty); diff != "" {
					t.Fatalf("page %d (-want +got):\n%s", number, diff)
				}
				if total := *page.Pagination.TotalCount; total != int64(len(want)) {
					t.Fatalf("page %d: the total is %d, want %d", number, total, len(want))
				}
				next := page.Pagination.NextCursor
				if more := to < len(want); (next != nil) != more || page.Pagination.HasMore != more {
					t.Fatalf("page %d: next cursor %v, has_more %t", number, next, page.Pagination.HasMore)
				}
				if next == nil {
					continue
				}
				got, _, _ := w.page(next)
				if diff := cmp.Diff(want[to:min(to+size, len(want))], got); diff != "" {
					t.Fatalf("behind page %d (-want +got):\n%s", number, diff)
				}
			}
		})
	})
}

// numbered answers a page by its number.
func (w walker) numbered(number int) *schemas.OffsetPage[stone] {
	values := url.Values{"page": {strconv.Itoa(number)}}
	for name, value := range w.params {
		values.Set(name, value)
	}
	q, err := w.factory.ParseQuery(values, allParams)
	if err != nil {
		w.t.Fatalf("parse: %v", err)
	}
	page, err := w.factory.OffsetPaginate(ctx, q)
	if err != nil {
		w.t.Fatalf("page %v: %v", values, err)
	}
	return page
}
