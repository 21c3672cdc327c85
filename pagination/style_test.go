package pagination_test

import (
	"fmt"
	"math"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// checkStyle parses and checks a request in a style.
func checkStyle(s pagination.Style, values url.Values, l pagination.Limits, modes ...pagination.Mode) (pagination.Page, schemas.InputErrors) {
	raw, errs := s.Parse(values)
	page, more := raw.Check(l, modes...)
	return page, append(errs, more...)
}

func TestStyleNames(t *testing.T) {
	t.Parallel()
	for style, want := range map[pagination.Style][]string{
		"":                     {"page", "items_per_page"},
		pagination.PageItems:   {"page", "items_per_page"},
		pagination.PagePerPage: {"page", "per_page"},
		pagination.LimitOffset: {"offset", "limit"},
	} {
		if diff := cmp.Diff(want, []string{style.Place(), style.Size()}); diff != "" {
			t.Errorf("%q (-want +got)\n%s", style, diff)
		}
		for _, name := range []string{"page", "items_per_page", "per_page", "offset", "limit", "Limit", "limit[]", ""} {
			if got := style.Owns(name); got != (name == want[0] || name == want[1]) {
				t.Errorf("%q owns %q: %v", style, name, got)
			}
		}
		for _, name := range []string{"pagination_type", "cursor", "count"} {
			if !style.Owns(name) {
				t.Errorf("%q does not own %q", style, name)
			}
		}
	}
	want := []pagination.Style{pagination.PageItems, pagination.PagePerPage, pagination.LimitOffset}
	if diff := cmp.Diff(want, pagination.Styles()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A style takes its own parameters and leaves the others' alone.
func TestStylesParse(t *testing.T) {
	t.Parallel()
	query := "pagination_type=a&page=b&items_per_page=c&per_page=d&limit=e&offset=f&cursor=g&count=h"
	for style, own := range map[pagination.Style][2]string{
		pagination.PageItems: {"b", "c"}, pagination.PagePerPage: {"b", "d"}, pagination.LimitOffset: {"f", "e"},
	} {
		want := pagination.Raw{
			Style: style, Mode: new("a"), Place: new(own[0]), Size: new(own[1]), Cursor: new("g"), Count: new("h"),
		}
		got, errs := style.Parse(parseQuery(t, query))
		if diff := cmp.Diff(want, got); diff != "" || errs != nil {
			t.Errorf("%q: %v (-want +got)\n%s", style, errs, diff)
		}
	}
}

func TestStylesCheck(t *testing.T) {
	t.Parallel()
	const perPage, limit = pagination.PagePerPage, pagination.LimitOffset
	at := func(number, skip, size int) pagination.Page {
		return pagination.Page{Mode: pagination.Offset, Number: number, Skip: skip, Size: size, Count: pagination.CountExact}
	}
	start := func(size int, token string) pagination.Page {
		return pagination.Page{Mode: pagination.Keyset, Number: 1, Size: size, Token: token, Count: pagination.CountNone}
	}
	cases := []struct {
		style pagination.Style
		query string
		modes []pagination.Mode
		want  pagination.Page
	}{
		{perPage, "", both, at(1, 0, 20)},
		{perPage, "page=3&per_page=7", both, at(3, 14, 7)},
		{perPage, "per_page=100", both, at(1, 0, 100)},
		{perPage, "page=2&items_per_page=7&limit=7&offset=7", both, at(2, 20, 20)},
		{perPage, "per_page=7", cursorOnly, start(7, "")},
		{perPage, "per_page=7&cursor=abc", both, start(7, "abc")},

		{limit, "", both, at(1, 0, 20)},
		{limit, "offset=0", both, at(1, 0, 20)},
		{limit, "offset=00", both, at(1, 0, 20)},
		{limit, "limit=10&offset=20", both, at(3, 20, 10)},
		{limit, "offset=40", both, at(3, 40, 20)},
		{limit, "limit=10&offset=5", both, at(1, 5, 10)},
		{limit, "limit=10&offset=9", both, at(1, 9, 10)},
		{limit, "limit=10&offset=11", both, at(2, 11, 10)},
		{limit, "limit=100&offset=100000", both, at(1001, 100_000, 100)},
		{limit, "page=x&items_per_page=x&per_page=x", both, at(1, 0, 20)},
		{limit, "limit=7", cursorOnly, start(7, "")},
		{limit, "limit=7&cursor=abc", both, start(7, "abc")},

		{pagination.PageItems, "limit=7&offset=x&per_page=0", both, at(1, 0, 20)},
		{"", "page=3&items_per_page=7", both, at(3, 14, 7)},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.style, "?", c.query, c.modes), func(t *testing.T) {
			t.Parallel()
			page, errs := checkStyle(c.style, parseQuery(t, c.query), pagination.Limits{}, c.modes...)
			if diff := cmp.Diff([]string(nil), describeErrors(errs)); diff != "" {
				t.Errorf("errors (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.want, page); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestStylesRefuse(t *testing.T) {
	t.Parallel()
	const (
		perPage, limit = pagination.PagePerPage, pagination.LimitOffset
		noCursor       = "cursor conflicting_parameter: does not go with offset paging"
		noPlace        = " conflicting_parameter: does not go with cursor paging: follow next_cursor instead"
		tooDeep        = "; the most is 100000: go on from there with next_cursor"
	)
	cases := []struct {
		style pagination.Style
		query string
		want  []string
	}{
		{perPage, "per_page=0", []string{"per_page out_of_range: is 0; the least is 1"}},
		{perPage, "per_page=101", []string{"per_page out_of_range: is 101; the most is 100"}},
		{perPage, "per_page=99999999999999999999", []string{"per_page out_of_range: is 99999999999999999999; the most is 100"}},
		{perPage, "per_page=all", []string{`per_page invalid_value: "all" is not an integer`}},
		{perPage, "page=0", []string{"page out_of_range: is 0; the least is 1"}},
		{perPage, "page=2&cursor=abc", []string{"page" + noPlace}},
		{perPage, "per_page=5&per_page=5", []string{"per_page repeated_parameter: is given more than once"}},

		{limit, "limit=0", []string{"limit out_of_range: is 0; the least is 1"}},
		{limit, "limit=-1", []string{"limit out_of_range: is -1; the least is 1"}},
		{limit, "limit=101", []string{"limit out_of_range: is 101; the most is 100"}},
		{limit, "limit=", []string{`limit invalid_value: "" is not an integer`}},
		{limit, "offset=-1", []string{"offset out_of_range: is -1; the least is 0"}},
		{limit, "offset=-99999999999999999999", []string{"offset out_of_range: is -99999999999999999999; the least is 0"}},
		{limit, "offset=100001", []string{"offset out_of_range: is 100001" + tooDeep}},
		{limit, "offset=9223372036854775807", []string{"offset out_of_range: is 9223372036854775807" + tooDeep}},
		{limit, "offset=9223372036854775808", []string{"offset out_of_range: is 9223372036854775808" + tooDeep}},
		{limit, "offset=18446744073709551616", []string{"offset out_of_range: is 18446744073709551616" + tooDeep}},
		{limit, "offset=", []string{`offset invalid_value: "" is not an integer`}},
		{limit, "offset=1.5", []string{`offset invalid_value: "1.5" is not an integer`}},
		{limit, "offset=0x10", []string{`offset invalid_value: "0x10" is not an integer`}},
		{limit, "offset=0&cursor=abc", []string{"offset" + noPlace}},
		{limit, "offset=x&pagination_type=cursor", []string{"offset" + noPlace}},
		{limit, "cursor=abc&pagination_type=offset", []string{noCursor}},
		{limit, "offset=1&offset=2", []string{"offset repeated_parameter: is given more than once"}},
		{limit, "limit=1&limit=1", []string{"limit repeated_parameter: is given more than once"}},
		{limit, "limit=1&limit=1&offset=-1&cursor=a&cursor=b", []string{
			"limit repeated_parameter: is given more than once",
			"cursor repeated_parameter: is given more than once",
			"offset out_of_range: is -1; the least is 0",
		}},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.style, "?", c.query), func(t *testing.T) {
			t.Parallel()
			_, errs := checkStyle(c.style, parseQuery(t, c.query), pagination.Limits{}, both...)
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A place is served up to MaxOffset and refused by its own name behind it.
func TestStylesReachMaxOffset(t *testing.T) {
	t.Parallel()
	const perPage, limit = pagination.PagePerPage, pagination.LimitOffset
	cases := []struct {
		style     pagination.Style
		maxOffset int
		query     string
		skipped   int // -1: refused
	}{
		{limit, 100, "offset=100", 100},
		{limit, 100, "offset=101", -1},
		{limit, 100, "offset=100&limit=1", 100},
		{limit, 100, "offset=93&limit=7", 93},
		{limit, 0, "offset=100000", 100_000},
		{limit, 0, "offset=100001", -1},
		{limit, -1, "offset=9007199254740992", 1 << 53},
		{limit, -1, "offset=9007199254740993", -1},
		{limit, -1, "offset=9223372036854775807", -1},
		{limit, -1, "offset=18446744073709551616", -1},
		{limit, math.MaxInt, "offset=0&limit=1", 0},
		{limit, math.MaxInt, "offset=9007199254740992&limit=1", 1 << 53},
		{perPage, 100, "page=6&per_page=20", 100},
		{perPage, 100, "page=7&per_page=20", -1},
		{perPage, 0, "page=1001&per_page=100", 100_000},
		{perPage, 0, "page=1002&per_page=100", -1},
		{perPage, -1, "page=92233720368547760&per_page=100", -1}, // × 100 is over 2^63
		{perPage, math.MaxInt, "page=1&per_page=1", 0},
		{perPage, math.MaxInt, "page=2&per_page=1", 1},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.style, "?", c.query, " of ", c.maxOffset), func(t *testing.T) {
			t.Parallel()
			page, errs := checkStyle(c.style, parseQuery(t, c.query), pagination.Limits{MaxOffset: c.maxOffset}, both...)
			if c.skipped < 0 {
				if len(errs) != 1 || errs[0].Parameter != c.style.Place() || errs[0].Code != schemas.OutOfRange {
					t.Errorf("skips %d rows: %v", page.Skip, errs)
				}
				return
			}
			if diff := cmp.Diff(c.skipped, page.Skip); diff != "" || errs != nil {
				t.Errorf("%v (-want +got)\n%s", errs, diff)
			}
		})
	}
}

// Clamp makes of too large a size the largest, and of no other mistake a size.
func TestClamp(t *testing.T) {
	t.Parallel()
	cases := []struct {
		size string
		want int // 0: refused
	}{
		{"50", 50},
		{"51", 50},
		{"1000", 50},
		{"9223372036854775807", 50},
		{"9223372036854775808", 50},
		{"99999999999999999999999999", 50},
		{"007", 7},
		{"49", 49},
		{"0", 0},
		{"-1", 0},
		{"-99999999999999999999", 0},
		{"", 0},
		{"x", 0},
		{"1e3", 0},
		{"1000.0", 0},
	}
	limits := pagination.Limits{MaxItemsPerPage: 50, Clamp: true}
	for _, style := range pagination.Styles() {
		for _, mode := range both {
			for _, c := range cases {
				t.Run(fmt.Sprintf("%s=%s in %s mode", style.Size(), c.size, mode), func(t *testing.T) {
					t.Parallel()
					page, errs := checkStyle(style, url.Values{style.Size(): {c.size}}, limits, mode)
					if c.want == 0 {
						if len(errs) != 1 || errs[0].Parameter != style.Size() {
							t.Errorf("gives %d rows: %v", page.Size, errs)
						}
						return
					}
					if diff := cmp.Diff(c.want, page.Size); diff != "" || errs != nil {
						t.Errorf("%v (-want +got)\n%s", errs, diff)
					}
				})
			}
		}
	}
}

// Pages of a clamped size follow each other by that size.
func TestClampedPagesAreCountedBySize(t *testing.T) {
	t.Parallel()
	limits := pagination.Limits{MaxItemsPerPage: 50, MaxOffset: 100, Clamp: true}
	for query, skip := range map[string]int{
		"page=1&per_page=1000": 0, "page=2&per_page=1000": 50, "page=3&per_page=99999999999999999999": 100,
	} {
		page, errs := checkStyle(pagination.PagePerPage, parseQuery(t, query), limits, both...)
		if page.Skip != skip || page.Size != 50 || errs != nil {
			t.Errorf("%s: %+v %v", query, page, errs)
		}
	}
	if page, errs := checkStyle(pagination.PagePerPage, parseQuery(t, "page=4&per_page=1000"), limits, both...); errs == nil {
		t.Errorf("skips %d rows", page.Skip)
	}
}

// What passes in any style is a page that can be asked of a database.
func FuzzStyles(f *testing.F) {
	for _, seed := range []string{
		"", "page=3&per_page=7", "limit=10&offset=5", "offset=100001", "offset=9223372036854775808", "limit=1000",
		"offset=-1", "limit=0", "page=92233720368547760&per_page=100", "cursor=abc&limit=3", "cursor=abc&offset=0",
	} {
		for style := range uint8(3) {
			f.Add(seed, style, -1, false)
			f.Add(seed, style, 100, true)
			f.Add(seed, style, math.MaxInt, true)
		}
	}
	f.Fuzz(func(t *testing.T, query string, style uint8, maxOffset int, clamp bool) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		s := pagination.Styles()[style%3]
		limits := pagination.Limits{MaxOffset: maxOffset, Clamp: clamp}.Defaults()
		p, errs := checkStyle(s, values, limits, both...)
		for _, e := range errs {
			if !s.Owns(e.Parameter) || !values.Has(e.Parameter) || e.Code == "" || e.Detail == "" {
				t.Errorf("%q: an error of nothing: %+v", query, e)
			}
		}
		switch {
		case p.Size < 1, p.Size > limits.MaxItemsPerPage, p.Number < 1, p.Skip < 0, p.Skip+p.Size < 0:
			t.Errorf("%q: %+v", query, p)
		case errs == nil && p.Mode == pagination.Offset && (p.Number-1 != p.Skip/p.Size || !limits.Reaches(p.Skip)):
			t.Errorf("%q: out of place: %+v", query, p)
		case errs == nil && p.Mode == pagination.Keyset && values.Has(s.Place()):
			t.Errorf("%q: mixes modes: %+v", query, p)
		}
	})
}
