package crud_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

var linksPattern = regexp.MustCompile(`<([^<>]*)>; rel="(\w+)"`)

// linksOf reads a Link header.
func linksOf(t *testing.T, header http.Header) *schemas.Links {
	t.Helper()
	found := map[string]*string{}
	for part := range strings.SplitSeq(header.Get("Link"), ", ") {
		match := linksPattern.FindStringSubmatch(part)
		if match == nil || match[0] != part || found[match[2]] != nil {
			t.Fatalf("a link that cannot be read, or is there twice: %q", header.Get("Link"))
		}
		found[match[2]] = &match[1]
	}
	links := &schemas.Links{First: found["first"], Prev: found["prev"], Next: found["next"], Last: found["last"]}
	for _, rel := range []string{"first", "prev", "next", "last"} {
		delete(found, rel)
	}
	if len(found) > 0 {
		t.Fatalf("links of no kind: %q", header.Get("Link"))
	}
	return links
}

// linksGet reads a page, whose body has the links of the header.
func linksGet(t *testing.T, address string) stylePage {
	t.Helper()
	answer := mountGet(t, address)
	page := stylePageOf(t, answer)
	if diff := cmp.Diff(linksOf(t, answer.Header), page.Links); diff != "" {
		t.Errorf("%s: the body's links (-header +body):\n%s", address, diff)
	}
	return page
}

// linksWalk follows a link from page to page; what it answers is in the order
// of the list.
func linksWalk(t *testing.T, address, target string, follow func(*schemas.Links) *string, backward bool) (all []int, last stylePage) {
	t.Helper()
	for range 100 {
		page := linksGet(t, address+target)
		if backward {
			all = append(page.ids(), all...)
		} else {
			all = append(all, page.ids()...)
		}
		next := follow(page.Links)
		if next == nil {
			return all, page
		}
		target = *next
	}
	t.Fatal("the walk does not end")
	return nil, stylePage{}
}

func linksNext(l *schemas.Links) *string { return l.Next }
func linksPrev(l *schemas.Links) *string { return l.Prev }

// Links lead through the list, to its end and back, past every row once.
func TestLinksWalk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 13)
		for _, style := range pagination.Styles() {
			for _, clamp := range []bool{false, true} {
				address := styleServe(t, db, crud.Config[styleRow]{
					Style: style, BodyLinks: true,
					Limits: crud.Limits{Page: pagination.Limits{ItemsPerPage: 3, MaxItemsPerPage: 20, Clamp: clamp}},
				})
				for _, path := range []string{
					"/rows?", "/rows/offset?", "/rows/cursor?", "/rows?pagination_type=cursor&", "/rows?count=none&", "/rows/cursor?count=exact&",
				} {
					for _, size := range []string{"", "1", "5", "12", "13", "14", "1000"} {
						start := path
						if size != "" {
							start += style.Size() + "=" + size
						}
						if size == "1000" && !clamp {
							continue
						}
						forward, end := linksWalk(t, address, start, linksNext, false)
						if diff := cmp.Diff(styleRange(1, 13), forward); diff != "" {
							t.Errorf("%s (-want +got):\n%s", start, diff)
						}
						if end.Links.Prev == nil {
							continue // one page is the whole list
						}
						back, first := linksWalk(t, address, *end.Links.Prev, linksPrev, true)
						if diff := cmp.Diff(styleRange(1, 13), append(back, end.ids()...)); diff != "" {
							t.Errorf("%s, back (-want +got):\n%s", start, diff)
						}
						again, _ := linksWalk(t, address, *first.Links.First, linksNext, false)
						if diff := cmp.Diff(styleRange(1, 13), again); diff != "" {
							t.Errorf("%s, from the first (-want +got):\n%s", start, diff)
						}
					}
				}
			}
		}
	})
}

// The last page is the one that next ends at.
func TestLinksLast(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 13)
		for _, style := range pagination.Styles() {
			address := styleServe(t, db, crud.Config[styleRow]{
				Style: style, BodyLinks: true, Limits: crud.Limits{CountCap: 12, Page: pagination.Limits{Clamp: true}},
			})
			for size, want := range map[int][]int{
				1: {13}, 5: styleRange(11, 13), 12: {13}, 13: styleRange(1, 13), 14: styleRange(1, 13), 1000: styleRange(1, 13),
			} {
				page := linksGet(t, address+"/rows?"+style.Size()+"="+strconv.Itoa(size))
				last := linksGet(t, address+*page.Links.Last)
				if diff := cmp.Diff(want, last.ids()); diff != "" || last.Links.Next != nil {
					t.Errorf("%s of %d (-want +got):\n%s", style, size, diff)
				}
			}
			for query, there := range map[string]bool{
				"": true, "&count=exact": true, "&count=none": false,
				"&count=capped": false, "&count=capped&filter_by[id][gt]=1": true,
				"&filter_by[id]=99": true, "&pagination_type=cursor": false, "&pagination_type=cursor&count=exact": false,
			} {
				page := linksGet(t, address+"/rows?"+style.Size()+"=5"+query)
				if (page.Links.Last != nil) != there || page.Links.First == nil {
					t.Errorf("%s %q: %+v", style, query, page.Links)
				}
			}
		}
	})
}

// Every parameter but the place is kept as it was, whatever is in it.
func TestLinksKeepParameters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 13)
		for _, style := range pagination.Styles() {
			address := styleServe(t, db, crud.Config[styleRow]{Style: style, BodyLinks: true})
			kept := url.Values{
				"filter_by[kind][in]": {"a", `"b,c",ä`}, "filter_by[id][gt]": {"0"}, "order_by": {"-id"}, "utm": {"a b&c=d+e", ""},
				style.Size(): {"5"}, "after_id": {"3"}, // spells nothing here
			}
			for _, mode := range []string{"offset", "cursor"} {
				asked := maps.Clone(kept)
				asked.Set("pagination_type", mode)
				page := linksGet(t, address+"/rows?"+asked.Encode())
				page = linksGet(t, address+*page.Links.Next)
				for _, target := range []*string{page.Links.First, page.Links.Prev, page.Links.Next, page.Links.Last} {
					if target == nil { // the last of a cursor page
						continue
					}
					path, query, _ := strings.Cut(*target, "?")
					values, err := url.ParseQuery(query)
					if err != nil {
						t.Fatal(err)
					}
					values.Del(style.Place())
					values.Del("cursor")
					if diff := cmp.Diff(asked, values); diff != "" || path != "/rows" {
						t.Errorf("%s: %s (-want +got):\n%s", style, path, diff)
					}
				}
				if diff := cmp.Diff([]int{8, 7, 6, 5, 4}, page.ids()); diff != "" {
					t.Errorf("%s (-want +got):\n%s", style, diff)
				}
			}
		}
	})
}

// Links of a page that a cursor alone has led to name the mode, for the first
// page has no cursor to choose it.
func TestLinksOfACursorNameTheMode(t *testing.T) {
	t.Parallel()
	address := styleServe(t, styleOpen(t, dbtest.SQLite, 13), crud.Config[styleRow]{Style: pagination.LimitOffset, BodyLinks: true})
	token := *linksGet(t, address+"/rows?limit=5").Pagination.NextCursor
	for path, want := range map[string]string{
		"/rows?limit=5&cursor=" + token:        "/rows?limit=5&pagination_type=cursor",
		"/rows/cursor?limit=5&cursor=" + token: "/rows/cursor?limit=5",
	} {
		page := linksGet(t, address+path)
		if diff := cmp.Diff(want, *page.Links.First); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		if page = linksGet(t, address+*page.Links.First); page.PaginationType != "cursor" || page.Pagination.PrevCursor != nil {
			t.Errorf("%s: %+v", path, page)
		}
	}
}

// A link's path is the one that was asked for, encoded as it was.
func TestLinksKeepThePath(t *testing.T) {
	t.Parallel()
	f := crud.Must(crud.New(styleOpen(t, dbtest.SQLite, 3), crud.Config[styleRow]{BodyLinks: true}))
	engine := mountEngine()
	engine.GET("/of/:who/rows", f.ListHandler())
	page := linksGet(t, mountServe(t, engine)+"/of/a%2Cb%20%C3%A4%3F/rows?items_per_page=2")
	want := &schemas.Links{
		First: new("/of/a%2Cb%20%C3%A4%3F/rows?items_per_page=2&page=1"),
		Next:  new("/of/a%2Cb%20%C3%A4%3F/rows?items_per_page=2&page=2"),
		Last:  new("/of/a%2Cb%20%C3%A4%3F/rows?items_per_page=2&page=2"),
	}
	if diff := cmp.Diff(want, page.Links); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// linksMembers are the names in a JSON object, and in one of its members.
func linksMembers(t *testing.T, body, member string) (outer, inner []string) {
	t.Helper()
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &object); err != nil {
		t.Fatal(err)
	}
	var within map[string]json.RawMessage
	if raw, there := object[member]; there {
		if err := json.Unmarshal(raw, &within); err != nil {
			t.Fatal(err)
		}
	}
	return slices.Sorted(maps.Keys(object)), slices.Sorted(maps.Keys(within))
}

// Links are in the body where the resource puts them there, each of them, and
// change nothing else.
func TestLinksInTheEnvelope(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := styleOpen(t, open, 3)
		with := styleServe(t, db, crud.Config[styleRow]{BodyLinks: true})
		without := styleServe(t, db, crud.Config[styleRow]{})
		envelope := []string{"filter_attributes", "items", "pagination", "pagination_type"}
		for path, counts := range map[string][]string{
			"/rows":        {"has_more", "items_per_page", "next_cursor", "page", "pages", "total_count", "total_relation"},
			"/rows/offset": {"has_more", "items_per_page", "next_cursor", "page", "pages", "total_count", "total_relation"},
			"/rows/cursor": {"has_more", "items_per_page", "next_cursor", "prev_cursor"},
		} {
			linked, plain := mountGet(t, with+path), mountGet(t, without+path)
			outer, inner := linksMembers(t, plain.Body, "pagination")
			if diff := cmp.Diff(envelope, outer) + cmp.Diff(counts, inner); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
			outer, inner = linksMembers(t, linked.Body, "links")
			if diff := cmp.Diff(slices.Insert(slices.Clone(envelope), 2, "links"), outer); diff != "" {
				t.Errorf("%s with links (-want +got):\n%s", path, diff)
			}
			if diff := cmp.Diff([]string{"first", "last", "next", "prev"}, inner); diff != "" {
				t.Errorf("links of %s (-want +got):\n%s", path, diff)
			}
			if !strings.Contains(linked.Body, `"prev":null,"next":null`) {
				t.Errorf("%s: %s", path, linked.Body)
			}
			before, _, _ := strings.Cut(linked.Body, `,"links":`)
			if diff := cmp.Diff(plain.Body, before+"}"); diff != "" || plain.Header.Get("Link") != linked.Header.Get("Link") {
				t.Errorf("%s without links (-want +got):\n%s", path, diff)
			}
			if head := mountAsk(t, http.MethodHead, with+path); head.Header.Get("Link") != linked.Header.Get("Link") {
				t.Errorf("HEAD %s: %q", path, head.Header.Get("Link"))
			}
		}
	})
}

// Pages that read another shape have links all the same; Go callers have none.
func TestLinksOfViews(t *testing.T) {
	t.Parallel()
	type linksRead struct {
		ID int `json:"id"`
	}
	f := crud.Must(crud.New(styleOpen(t, dbtest.SQLite, 3), crud.Config[styleRow]{BodyLinks: true}))
	view := crud.Must(crud.As[linksRead](f))
	engine := mountEngine()
	engine.GET("/rows", view.ListHandler())
	if page := linksGet(t, mountServe(t, engine)+"/rows?items_per_page=2"); page.Links.Next == nil {
		t.Errorf("%+v", page.Links)
	}
	page, err := view.Paginate(ctx, ask(t, view, "items_per_page", "2"))
	if err != nil || page.Offset.Links != nil {
		t.Errorf("%+v, %v", page.Offset, err)
	}
}
