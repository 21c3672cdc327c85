package crud_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// styleRow is a row of a list that is paged in every style.
type styleRow struct {
	ID   int    `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Kind string `gorm:"not null" json:"kind"`
}

// styleOpen opens a database with rows 1 to n.
func styleOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB, n int) *gorm.DB {
	t.Helper()
	db := open(t, &styleRow{})
	rows := make([]styleRow, n)
	for i := range rows {
		rows[i] = styleRow{i + 1, "a"}
	}
	if err := db.Create(&rows).Error; err != nil {
		t.Fatal(err)
	}
	return db
}

// styleServe mounts the rows at /rows, and answers the server's address.
func styleServe(t *testing.T, db *gorm.DB, c crud.Config[styleRow]) string {
	t.Helper()
	c.FilterFields, c.OrderFields = []string{"id", "kind"}, []string{"id", "kind"}
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/rows"), crud.Must(crud.New(db, c))); err != nil {
		t.Fatal(err)
	}
	return mountServe(t, engine)
}

// stylePage is what a page says, of either mode.
type stylePage struct {
	Items []struct {
		ID int `json:"id"`
	} `json:"items"`
	Pagination struct {
		TotalCount    *int64  `json:"total_count"`
		TotalRelation *string `json:"total_relation"`
		ItemsPerPage  int     `json:"items_per_page"`
		Page          int     `json:"page"`
		Pages         *int64  `json:"pages"`
		HasMore       bool    `json:"has_more"`
		NextCursor    *string `json:"next_cursor"`
		PrevCursor    *string `json:"prev_cursor"`
	} `json:"pagination"`
	PaginationType string         `json:"pagination_type"`
	Links          *schemas.Links `json:"links"`
}

// stylePageOf reads a page; anything else fails the test.
func stylePageOf(t *testing.T, a mountAnswer) (page stylePage) {
	t.Helper()
	if err := json.Unmarshal([]byte(a.Body), &page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	return page
}

func (p stylePage) ids() []int {
	ids := []int{}
	for _, item := range p.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

// styleRange is from, …, to.
func styleRange(from, to int) []int {
	ids := []int{}
	for id := from; id <= to; id++ {
		ids = append(ids, id)
	}
	return ids
}

// styleQuery asks for so many rows behind so many others, which must be a
// multiple where pages are numbered.
func styleQuery(s pagination.Style, skip, size int) string {
	place := skip
	if s != pagination.LimitOffset {
		place = skip/size + 1
	}
	return url.Values{s.Place(): {strconv.Itoa(place)}, s.Size(): {strconv.Itoa(size)}}.Encode()
}

func TestStylesAnswerTheSameRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 25)
		for _, style := range pagination.Styles() {
			address := styleServe(t, db, crud.Config[styleRow]{Style: style})
			for _, place := range []struct{ skip, size, number, pages int }{
				{0, 1, 1, 25}, {0, 10, 1, 3}, {10, 10, 2, 3}, {20, 10, 3, 3}, {20, 5, 5, 5}, {24, 1, 25, 25}, {30, 10, 4, 3}, {0, 100, 1, 1},
			} {
				query := styleQuery(style, place.skip, place.size)
				page := stylePageOf(t, mountGet(t, address+"/rows?"+query))
				last := min(place.skip+place.size, 25)
				if diff := cmp.Diff(styleRange(place.skip+1, last), page.ids()); diff != "" {
					t.Errorf("%s (-want +got):\n%s", query, diff)
				}
				p := page.Pagination
				hasMore := place.skip+place.size < 25
				if p.Page != place.number || *p.Pages != int64(place.pages) || *p.TotalCount != 25 || *p.TotalRelation != "eq" ||
					p.ItemsPerPage != place.size || p.HasMore != hasMore || (p.NextCursor != nil) != hasMore {
					t.Errorf("%s: %+v", query, p)
				}
			}
			if page := stylePageOf(t, mountGet(t, address+"/rows")); len(page.Items) != 20 || page.Pagination.Page != 1 {
				t.Errorf("%s without parameters: %+v", style, page)
			}
		}
	})
}

func TestStylesRefuse(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 25)
		token := *stylePageOf(t, mountGet(t, styleServe(t, db, crud.Config[styleRow]{})+"/rows")).Pagination.NextCursor
		for style, queries := range map[pagination.Style]map[string][]string{
			pagination.PageItems: {
				"page=0": {"page: out_of_range"}, "items_per_page=0": {"items_per_page: out_of_range"},
				"items_per_page=101": {"items_per_page: out_of_range"}, "page=5002": {"page: out_of_range"},
				"page=1&page=2": {"page: repeated_parameter"}, "page=2&cursor=" + token: {"page: conflicting_parameter"},
			},
			pagination.PagePerPage: {
				"per_page=0": {"per_page: out_of_range"}, "per_page=-1": {"per_page: out_of_range"},
				"per_page=101": {"per_page: out_of_range"}, "per_page=x": {"per_page: invalid_value"},
				"page=99999999999999999999": {"page: out_of_range"}, "page=2&cursor=" + token: {"page: conflicting_parameter"},
				"per_page=1&per_page=1": {"per_page: repeated_parameter"},
				"per_page=0&page=0":     {"page: out_of_range", "per_page: out_of_range"},
			},
			pagination.LimitOffset: {
				"limit=0": {"limit: out_of_range"}, "limit=101": {"limit: out_of_range"}, "limit=": {"limit: invalid_value"},
				"offset=-1": {"offset: out_of_range"}, "offset=100001": {"offset: out_of_range"},
				"offset=18446744073709551616": {"offset: out_of_range"}, "offset=1.5": {"offset: invalid_value"},
				"offset=0&cursor=" + token:                 {"offset: conflicting_parameter"},
				"cursor=x&pagination_type=offset&offset=0": {"cursor: conflicting_parameter"},
				"limit=1&limit=2&offset=1&offset=1":        {"limit: repeated_parameter", "offset: repeated_parameter"},
				// A page that is not read would be the first, again and again.
				"page=2": {"page: unknown_parameter"}, "Page=2": {"Page: unknown_parameter"}, "limit[]=2": {"limit[]: unknown_parameter"},
			},
		} {
			address := styleServe(t, db, crud.Config[styleRow]{Style: style})
			for query, want := range queries {
				got := mountGet(t, address+"/rows?"+query)
				if diff := cmp.Diff(want, mwMistakes(t, got)); diff != "" || got.Status != http.StatusUnprocessableEntity {
					t.Errorf("%s?%s: %d (-want +got):\n%s", style, query, got.Status, diff)
				}
			}
		}
	})
}

// Parameters of another style are other parameters: ignored, or refused where
// the client wants that.
func TestStylesIgnoreEachOther(t *testing.T) {
	t.Parallel()
	db := styleOpen(t, dbtest.SQLite, 25)
	for style, query := range map[pagination.Style]string{
		pagination.PageItems:   "limit=1&offset=x&per_page=0",
		pagination.PagePerPage: "items_per_page=1&limit=x&offset=0",
		pagination.LimitOffset: "items_per_page=0&per_page=x",
	} {
		address := styleServe(t, db, crud.Config[styleRow]{Style: style, Streams: []crud.Format{crud.NDJSON}})
		if page := stylePageOf(t, mountGet(t, address+"/rows?"+query)); len(page.Items) != 20 {
			t.Errorf("%s?%s: %d rows", style, query, len(page.Items))
		}
		if got := mountGet(t, address+"/rows?"+query, "Accept", string(crud.NDJSON)); got.Status != http.StatusOK {
			t.Errorf("%s?%s as a stream: %s", style, query, got.Body)
		}
		strict := mwMistakes(t, mountGet(t, address+"/rows?"+query, "Prefer", "handling=strict"))
		var want []string
		for _, name := range []string{"items_per_page", "limit", "offset", "per_page"} {
			if values, _ := url.ParseQuery(query); values.Has(name) {
				want = append(want, name+": unknown_parameter")
			}
		}
		if diff := cmp.Diff(want, strict); diff != "" {
			t.Errorf("%s?%s (-want +got):\n%s", style, query, diff)
		}
		own := styleQuery(style, 0, 5)
		if got := mountGet(t, address+"/rows?"+own, "Prefer", "handling=strict"); got.Status != http.StatusOK {
			t.Errorf("%s?%s, strictly: %s", style, own, got.Body)
		}
		want = []string{style.Place() + ": conflicting_parameter", style.Size() + ": conflicting_parameter"}
		slices.Sort(want)
		got := mwMistakes(t, mountGet(t, address+"/rows?"+own, "Accept", string(crud.NDJSON)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s?%s as a stream (-want +got):\n%s", style, own, diff)
		}
	}
}

// An offset between pages is answered as it is.
func TestStyleUnalignedOffset(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := styleServe(t, styleOpen(t, open, 25), crud.Config[styleRow]{Style: pagination.LimitOffset, BodyLinks: true})
		at := func(offset string) *string { return new("/rows?limit=10&offset=" + offset) }
		for offset, want := range map[string]struct {
			ids        []int
			number     int
			prev, next *string
		}{
			"1":  {styleRange(2, 11), 1, at("0"), at("11")},
			"5":  {styleRange(6, 15), 1, at("0"), at("15")},
			"14": {styleRange(15, 24), 2, at("4"), at("24")},
			"15": {styleRange(16, 25), 2, at("5"), nil},
			"19": {styleRange(20, 25), 2, at("9"), nil},
			"25": {[]int{}, 3, at("15"), nil},
			"99": {[]int{}, 10, at("89"), nil},
		} {
			answer := mountGet(t, address+"/rows?limit=10&offset="+offset)
			page := stylePageOf(t, answer)
			links := &schemas.Links{First: at("0"), Prev: want.prev, Next: want.next, Last: at("20")}
			if diff := cmp.Diff(want.ids, page.ids()) + cmp.Diff(links, page.Links); diff != "" {
				t.Errorf("%s (-want +got):\n%s", offset, diff)
			}
			p := page.Pagination
			if p.Page != want.number || *p.Pages != 3 || *p.TotalCount != 25 || p.HasMore != (want.next != nil) || p.ItemsPerPage != 10 {
				t.Errorf("%s: %+v", offset, p)
			}
			if answer.Header.Get("X-Total-Count") != "25" || (p.NextCursor != nil) != p.HasMore {
				t.Errorf("%s: %v, %v", offset, answer.Header, p.NextCursor)
			}
			if p.NextCursor == nil {
				continue
			}
			behind := stylePageOf(t, mountGet(t, address+"/rows?limit=10&cursor="+*p.NextCursor)).ids()
			from := want.ids[9] + 1
			if diff := cmp.Diff(styleRange(from, min(from+9, 25)), behind); diff != "" {
				t.Errorf("behind %s (-want +got):\n%s", offset, diff)
			}
		}
	})
}

// Exactly MaxOffset is served; behind it there is a cursor, and no link.
func TestStylesMaxOffset(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 25)
		for _, style := range pagination.Styles() {
			address := styleServe(t, db, crud.Config[styleRow]{
				Style: style, BodyLinks: true, Limits: crud.Limits{Page: pagination.Limits{MaxOffset: 10}},
			})
			page := stylePageOf(t, mountGet(t, address+"/rows?"+styleQuery(style, 10, 5)))
			if diff := cmp.Diff(styleRange(11, 15), page.ids()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", style, diff)
			}
			if page.Links.Next != nil || page.Links.Last != nil || page.Links.Prev == nil || page.Pagination.NextCursor == nil {
				t.Errorf("%s: %+v", style, page)
			}
			if page = stylePageOf(t, mountGet(t, address+"/rows?"+styleQuery(style, 5, 5))); page.Links.Next == nil {
				t.Errorf("%s: no link to what is served", style)
			}
			for _, query := range []string{styleQuery(style, 15, 5), styleQuery(style, 11, 1)} {
				got := mwMistakes(t, mountGet(t, address+"/rows?"+query))
				if diff := cmp.Diff([]string{style.Place() + ": out_of_range"}, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", query, diff)
				}
			}
		}
	})
}

func TestStylesFarAway(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 3)
		for _, maxOffset := range []int{-1, math.MaxInt} {
			for style, queries := range map[pagination.Style]map[string]int{
				pagination.PagePerPage: {
					"page=1&per_page=1": 200, "page=2147483649&per_page=2": 200, "page=92233720368547760&per_page=100": 422,
					"page=18446744073709551617&per_page=1": 422,
				},
				pagination.LimitOffset: {
					"offset=0&limit=1": 200, "offset=4294967296": 200, "offset=9007199254740992": 200, "offset=9223372036854775808": 422,
					"offset=18446744073709551616&limit=1": 422,
				},
			} {
				address := styleServe(t, db, crud.Config[styleRow]{
					Style: style, Limits: crud.Limits{Page: pagination.Limits{MaxOffset: maxOffset}},
				})
				for query, want := range queries {
					if got := mountGet(t, address+"/rows?"+query); got.Status != want {
						t.Errorf("MaxOffset %d, %s: %d %s", maxOffset, query, got.Status, got.Body)
					}
				}
			}
		}
	})
}

// A cursor page takes its size in the style's words, and no place.
func TestStylesOfCursorPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 25)
		for _, style := range pagination.Styles() {
			address := styleServe(t, db, crud.Config[styleRow]{Style: style})
			var all []int
			for query := "?"; ; {
				page := stylePageOf(t, mountGet(t, address+"/rows/cursor"+query+"&"+style.Size()+"=7"))
				if all = append(all, page.ids()...); page.Pagination.ItemsPerPage != 7 || page.PaginationType != "cursor" {
					t.Errorf("%s: %+v", style, page.Pagination)
				}
				if page.Pagination.NextCursor == nil {
					break
				}
				query = "?cursor=" + *page.Pagination.NextCursor
			}
			if diff := cmp.Diff(styleRange(1, 25), all); diff != "" {
				t.Errorf("%s (-want +got):\n%s", style, diff)
			}
			got := mwMistakes(t, mountGet(t, address+"/rows/cursor?"+style.Size()+"=101&"+style.Place()+"=1"))
			want := []string{style.Place() + ": conflicting_parameter", style.Size() + ": out_of_range"}
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", style, diff)
			}
		}
	})
}

// Clamp answers the most rows, says so, and refuses what is no size.
func TestClampedPages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 25)
		for _, style := range pagination.Styles() {
			address := styleServe(t, db, crud.Config[styleRow]{
				Style: style, Limits: crud.Limits{Page: pagination.Limits{ItemsPerPage: 5, MaxItemsPerPage: 10, Clamp: true}},
			})
			for _, path := range []string{"/rows?", "/rows/offset?", "/rows/cursor?"} {
				for size, want := range map[string]int{"9": 9, "10": 10, "11": 10, "1000": 10, "99999999999999999999": 10} {
					page := stylePageOf(t, mountGet(t, address+path+style.Size()+"="+size))
					if len(page.Items) != want || page.Pagination.ItemsPerPage != want || !page.Pagination.HasMore {
						t.Errorf("%s%s=%s: %d rows, %+v", path, style.Size(), size, len(page.Items), page.Pagination)
					}
				}
				for _, size := range []string{"0", "-1", "", "x", "-99999999999999999999"} {
					got := mountGet(t, address+path+style.Size()+"="+size)
					if p := got.problem(t); p.Status != http.StatusUnprocessableEntity || p.Errors[0].Parameter != style.Size() {
						t.Errorf("%s%s=%s: %s", path, style.Size(), size, got.Body)
					}
				}
			}
		}
	})
}

func TestStyleDeclaration(t *testing.T) {
	t.Parallel()
	got := declMistakes(t, styleOpen(t, dbtest.SQLite, 1), crud.Config[styleRow]{Style: "limit"})
	want := []string{`style_rows: style "limit": use one of ["page,items_per_page" "page,per_page" "limit,offset"]`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
