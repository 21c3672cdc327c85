package crud_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// keysetBook has ties in every column but its id, and texts that a query string
// has to encode.
type keysetBook struct {
	ID        int64         `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Title     string        `gorm:"not null" json:"title"`
	CreatedAt time.Time     `gorm:"not null" json:"created_at"`
	Score     float64       `gorm:"not null" json:"score"`
	Token     uuid.UUID     `gorm:"type:uuid;not null" json:"token"`
	Rating    *int          `json:"rating"`
	Cover     []byte        `gorm:"not null" json:"-"`
	AuthorID  int64         `gorm:"not null" json:"-"`
	Author    *keysetAuthor `json:"-"`
}

type keysetAuthor struct {
	ID   int64
	Name string `gorm:"not null"`
}

func keysetOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	t.Helper()
	db := open(t, &keysetAuthor{}, &keysetBook{})
	titles := []string{"", "a,b", "a&b=c+d", "ß \U0001F600", `'"\%_`}
	books := make([]keysetBook, 17)
	for i := range books {
		books[i] = keysetBook{
			ID: int64(i*3 - 9), Title: titles[i*7%5], AuthorID: 1, Cover: []byte{},
			CreatedAt: time.UnixMicro(1_700_000_000_123_456 + int64(i*5%4)).In(time.FixedZone("", 7200)),
			Score:     []float64{-0.1, 0, 1e21, 1.0 / 3}[i*3%4], Token: uuid.UUID{15: byte(i * 11 % 3)},
		}
	}
	for _, rows := range []any{&[]keysetAuthor{{1, "Ann"}}, &books} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// keysetServe mounts the books at /books, and answers the server's address.
func keysetServe(t *testing.T, db *gorm.DB, c crud.Config[keysetBook]) string {
	t.Helper()
	c.OrderFields = []string{"id", "title", "created_at", "score", "token", "rating", "cover", "author.name"}
	c.FilterFields, c.Streams = []string{"id"}, []crud.Format{crud.NDJSON}
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/books"), crud.Must(crud.New(db, c))); err != nil {
		t.Fatal(err)
	}
	return mountServe(t, engine)
}

// keysetRows are a page's rows, each value as the text that JSON has for it.
func keysetRows(t *testing.T, a mountAnswer) (rows []map[string]string) {
	t.Helper()
	var page struct{ Items []map[string]any }
	decoder := json.NewDecoder(strings.NewReader(a.Body))
	decoder.UseNumber()
	if err := decoder.Decode(&page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	for _, item := range page.Items {
		row := map[string]string{}
		for name, v := range item {
			row[name] = fmt.Sprint(v)
		}
		rows = append(rows, row)
	}
	return rows
}

// keysetCursors are the cursors to both sides of a page.
func keysetCursors(t *testing.T, a mountAnswer) (next, prev *string) {
	t.Helper()
	var envelope struct{ Pagination schemas.CursorPagination }
	if err := json.Unmarshal([]byte(a.Body), &envelope); err != nil {
		t.Fatal(err)
	}
	return envelope.Pagination.NextCursor, envelope.Pagination.PrevCursor
}

// keysetBeside spells the position of a row.
func keysetBeside(prefix string, keys []string, row map[string]string) string {
	values := url.Values{}
	for _, key := range keys {
		values.Set(prefix+key, row[key])
	}
	return "&" + values.Encode()
}

// keysetColumn are the values of a column.
func keysetColumn(rows []map[string]string, key string) (values []string) {
	for _, row := range rows {
		values = append(values, row[key])
	}
	return values
}

// keysetWalk goes from page to page by the rows at their ends, and compares
// each page with the one that the cursor leads to, to the byte.
func keysetWalk(t *testing.T, address string, keys []string, key string) (all, back []string) {
	t.Helper()
	const query = "&items_per_page=3"
	answer := mountGet(t, address+query)
	rows := keysetRows(t, answer)
	next, prev := keysetCursors(t, answer)
	step := func(position string, token *string) {
		byCursor := mountGet(t, address+query+"&cursor="+*token)
		answer = mountGet(t, address+query+position)
		if diff := cmp.Diff(byCursor.Body, answer.Body) + cmp.Diff(byCursor.Header["Link"], answer.Header["Link"]); diff != "" {
			t.Fatalf("%s (-cursor +position):\n%s", position, diff)
		}
		rows = keysetRows(t, answer)
		next, prev = keysetCursors(t, answer)
	}
	for all = keysetColumn(rows, key); next != nil; all = append(all, keysetColumn(rows, key)...) {
		step(keysetBeside("after_", keys, rows[len(rows)-1]), next)
	}
	for back = keysetColumn(rows, key); prev != nil; back = append(keysetColumn(rows, key), back...) {
		step(keysetBeside("before_", keys, rows[0]), prev)
	}
	return all, back
}

// keysetCheck holds a walk against the whole list.
func keysetCheck(t *testing.T, address string, keys []string, key string) {
	t.Helper()
	want := keysetColumn(keysetRows(t, mountGet(t, address+"&items_per_page=100")), key)
	forward, back := keysetWalk(t, address, keys, key)
	if diff := cmp.Diff(want, forward); diff != "" || len(want) < 9 {
		t.Errorf("%s forward (-want +got):\n%s", address, diff)
	}
	if diff := cmp.Diff(want, back); diff != "" {
		t.Errorf("%s back (-want +got):\n%s", address, diff)
	}
}

func TestKeysetWalk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := keysetOpen(t, open)
		address := keysetServe(t, db, crud.Config[keysetBook]{KeysetParams: true})
		for order, keys := range map[string]string{
			"": "id", "id": "id", "-id": "id", "created_at": "created_at,id", "-created_at": "created_at,id", "title": "title,id",
			"-title": "title,id", "score": "score,id", "-token": "token,id", "-created_at,id": "created_at,id",
			"title,-created_at": "title,created_at,id", "-score,token,title": "score,token,title,id",
		} {
			path := "/books/cursor?"
			if order != "" {
				path += "order_by=" + order
			}
			keysetCheck(t, address+path, strings.Split(keys, ","), "id")
		}
		for order, keys := range map[string]string{"-id": "id", "-created_at": "created_at,id", "title,-id": "title,id"} {
			address := keysetServe(t, db, crud.Config[keysetBook]{KeysetParams: true, DefaultOrder: order, BodyLinks: true})
			keysetCheck(t, address+"/books/cursor?", strings.Split(keys, ","), "id")
			keysetCheck(t, address+"/books?pagination_type=cursor&filter_by[id][gt]=0", strings.Split(keys, ","), "id")
			keysetCheck(t, address+"/books/cursor?order_dir=desc", strings.Split(keys, ","), "id")
		}
		address = keysetServe(t, db, crud.Config[keysetBook]{KeysetParams: true, CursorColumn: "created_at"})
		keysetCheck(t, address+"/books/cursor?", []string{"created_at", "id"}, "id")
	})
}

// The columns of a composite key are a position together.
func TestKeysetOfACompositeKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &mountSeat{})
		var seats []mountSeat
		for i := range 12 {
			seats = append(seats, mountSeat{string(rune('a' + i%2)), i % 3, uuid.UUID{15: byte(i)}})
		}
		if err := db.Create(&seats).Error; err != nil {
			t.Fatal(err)
		}
		engine := mountEngine()
		if err := crud.Mount(engine.Group("/seats"), crud.Must(crud.New(db, crud.Config[mountSeat]{KeysetParams: true}))); err != nil {
			t.Fatal(err)
		}
		address := mountServe(t, engine)
		keysetCheck(t, address+"/seats/cursor?", []string{"hall", "row", "id"}, "id")
		got := mwMistakes(t, mountGet(t, address+"/seats?after_hall=a&after_row=1"))
		if diff := cmp.Diff([]string{"after_id: conflicting_parameter"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// A position need not be a row's: the page is what lies behind it.
func TestKeysetBetweenRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := keysetOpen(t, open)
		address := keysetServe(t, db, crud.Config[keysetBook]{KeysetParams: true, BodyLinks: true}) + "/books?items_per_page=2&"
		for query, want := range map[string][]int{
			"after_id=-100": {-9, -6}, "after_id=-7": {-6, -3}, "before_id=-7": {-9}, "before_id=100": {36, 39},
			"after_id=39": {}, "after_id=9223372036854775807": {}, "before_id=-9": {}, "before_id=-9223372036854775808": {},
			"after_id=-9&filter_by[id][gt]=30": {33, 36}, "after_id=30&order_by=-id": {27, 24}, "before_id=30&order_dir=desc": {36, 33},
			"after_id=0&cursor=": {3, 6}, "after_id=0&pagination_type=cursor": {3, 6}, "after_id=000": {3, 6},
		} {
			answer := mountGet(t, address+query)
			page := stylePageOf(t, answer)
			if diff := cmp.Diff(want, page.ids()); diff != "" || page.PaginationType != "cursor" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
			// A position is one page's: the links go on by cursor.
			if links := answer.Header.Get("Link"); strings.Contains(links, "after_") || strings.Contains(links, "before_") ||
				strings.Contains(*page.Links.First, "cursor=") || !strings.Contains(*page.Links.First, "pagination_type=cursor") {
				t.Errorf("%s: %s", query, links)
			}
			for _, neighbour := range []*string{page.Links.Next, page.Links.Prev} {
				if neighbour != nil && !strings.Contains(*neighbour, "cursor=") {
					t.Errorf("%s: %s", query, *neighbour)
				}
			}
		}
	})
}

// What the rows of a position say of a total is the whole list's.
func TestKeysetTotals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := keysetServe(t, keysetOpen(t, open), crud.Config[keysetBook]{KeysetParams: true})
		for _, query := range []string{"after_id=30", "before_id=0", "after_id=39", "after_id=-100&items_per_page=100"} {
			page := stylePageOf(t, mountGet(t, address+"/books?count=exact&"+query))
			if total := page.Pagination.TotalCount; total == nil || *total != 17 {
				t.Errorf("%s: %+v", query, page.Pagination)
			}
		}
	})
}

func TestKeysetRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := keysetServe(t, keysetOpen(t, open), crud.Config[keysetBook]{KeysetParams: true})
		token := *stylePageOf(t, mountGet(t, address+"/books?items_per_page=2")).Pagination.NextCursor
		for query, want := range map[string][]string{
			"?after_id=1&before_id=9":                                {"before_id: conflicting_parameter"},
			"?after_title=a":                                         {"after_title: conflicting_parameter"},
			"?after_id=1&order_by=title":                             {"after_title: conflicting_parameter"},
			"?after_created_at=2024-01-01T00:00:00Z":                 {"after_created_at: conflicting_parameter"},
			"?before_title=a&order_by=title":                         {"before_id: conflicting_parameter"},
			"?after_id=1&after_nope=1":                               {"after_nope: conflicting_parameter"},
			"?after_=1":                                              {"after_: conflicting_parameter"},
			"?after_id=1&after_id=1":                                 {"after_id: repeated_parameter"},
			"?after_id=x":                                            {"after_id: invalid_value"},
			"?after_id=":                                             {"after_id: invalid_value"},
			"?after_id=9223372036854775808":                          {"after_id: invalid_value"},
			"?after_id=1&after_created_at=x&order_by=created_at":     {"after_created_at: invalid_value"},
			"?after_id=1&after_token=x&order_by=token":               {"after_token: invalid_value"},
			"?after_id=1&after_score=NaN&order_by=score":             {"after_score: invalid_value"},
			"?after_id=x&after_title=%ff&order_by=title":             {"after_id: invalid_value", "after_title: invalid_value"},
			"?after_id=1&cursor=" + token:                            {"after_id: conflicting_parameter"},
			"?after_id=1&page=2":                                     {"page: conflicting_parameter"},
			"?after_id=1&pagination_type=offset":                     {"after_id: conflicting_parameter"},
			"/offset?before_id=1":                                    {"before_id: conflicting_parameter"},
			"/cursor?after_id=1&items_per_page=0":                    {"items_per_page: out_of_range"},
			"?after_rating=1&after_id=1&order_by=rating":             {"after_id: conflicting_parameter"},
			"?after_cover=1&order_by=cover":                          {"after_cover: conflicting_parameter"},
			"?after_author__name=a&after_id=1&order_by=author__name": {"after_author__name: conflicting_parameter"},
			"?after_id=1&order_by=nope":                              {"order_by: unknown_field"},
		} {
			got := mountGet(t, address+"/books"+query)
			if diff := cmp.Diff(want, mwMistakes(t, got)); diff != "" || got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d (-want +got):\n%s", query, got.Status, diff)
			}
		}
		got := mwMistakes(t, mountGet(t, address+"/books?after_id=1", "Accept", string(crud.NDJSON)))
		if diff := cmp.Diff([]string{"after_id: conflicting_parameter"}, got); diff != "" {
			t.Errorf("a stream (-want +got):\n%s", diff)
		}
		if got := mountGet(t, address+"/books?after_id=0", "Prefer", "handling=strict"); got.Status != http.StatusOK {
			t.Errorf("strictly: %s", got.Body)
		}
	})
}

// Without the option they are parameters of somebody else's.
func TestKeysetWithoutTheOption(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := keysetServe(t, keysetOpen(t, open), crud.Config[keysetBook]{DefaultOrder: "rating,title"}) + "/books"
		want := mountGet(t, address)
		for _, query := range []string{"?after_id=3", "?before_id=x&after_=1", "?after_id=1&after_id=2"} {
			if got := mountGet(t, address+query); got.Body != want.Body {
				t.Errorf("%s: %s", query, got.Body)
			}
			if got := mountGet(t, address+query, "Accept", string(crud.NDJSON)); got.Status != http.StatusOK {
				t.Errorf("%s as a stream: %s", query, got.Body)
			}
		}
		got := mwMistakes(t, mountGet(t, address+"?after_id=3&before_id=1", "Prefer", "handling=strict"))
		if diff := cmp.Diff([]string{"after_id: unknown_parameter", "before_id: unknown_parameter"}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// Go programs that parse a query have its position as well.
func TestKeysetInGo(t *testing.T) {
	t.Parallel()
	f := crud.Must(crud.New(keysetOpen(t, dbtest.SQLite), crud.Config[keysetBook]{KeysetParams: true}))
	q := ask(t, f, "after_id", "33")
	rows, err := f.List(ctx, q)
	if err != nil || len(rows) != 2 || rows[0].ID != 36 {
		t.Errorf("%+v, %v", rows, err)
	}
	if page, err := f.Paginate(ctx, q); err != nil || page.Cursor == nil || len(page.Cursor.Items) != 2 {
		t.Errorf("%+v, %v", page, err)
	}
	if n, err := f.Count(ctx, q); n != 17 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	_, err = f.ParseQuery(url.Values{"after_id": {"x"}}, crud.WithCursor)
	if diff := cmp.Diff([]string{`after_id: "x" is not an integer`}, declInputMistakes(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestKeysetDeclaration(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := keysetOpen(t, open)
		const prefix = "keyset_books: keyset parameters: the default order has "
		unspelt := func(path string) string { return prefix + `"` + path + `", which can be NULL or has no spelling` }
		for order, want := range map[string][]string{
			"": nil, "-id": nil, "title": nil, "-title,id": nil, "id,title,created_at": nil,
			"rating": {unspelt("rating")}, "-cover": {unspelt("cover")}, "author.name": {unspelt("author.name")},
			"title,-created_at": {prefix + "2 keys before the primary key; at most 1 is allowed"},
			"title,rating":      {unspelt("rating"), prefix + "2 keys before the primary key; at most 1 is allowed"},
		} {
			got := declMistakes(t, db, crud.Config[keysetBook]{KeysetParams: true, DefaultOrder: order})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", order, diff)
			}
		}
		got := declMistakes(t, db, crud.Config[keysetBook]{KeysetParams: true, CursorColumn: "rating"})
		if diff := cmp.Diff([]string{unspelt("rating")}, got); diff != "" {
			t.Errorf("a cursor column (-want +got):\n%s", diff)
		}
	})
}
