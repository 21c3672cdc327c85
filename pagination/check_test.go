package pagination_test

import (
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Modes that a route serves, the default first.
var (
	both       = []pagination.Mode{pagination.Offset, pagination.Keyset}
	cursors    = []pagination.Mode{pagination.Keyset, pagination.Offset}
	offsetOnly = []pagination.Mode{pagination.Offset}
	cursorOnly = []pagination.Mode{pagination.Keyset}
)

func parseQuery(tb testing.TB, query string) url.Values {
	tb.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		tb.Fatal(err)
	}
	return values
}

// check parses and checks the parameters of a request.
func check(values url.Values, limits pagination.Limits, modes ...pagination.Mode) (pagination.Page, schemas.InputErrors) {
	raw, errs := pagination.PageItems.Parse(values)
	page, more := raw.Check(limits, modes...)
	return page, append(errs, more...)
}

// describeErrors writes errors line by line, with what they allow.
func describeErrors(errs schemas.InputErrors) (lines []string) {
	for _, e := range errs {
		line := fmt.Sprintf("%s %s: %s", e.Parameter, e.Code, e.Detail)
		if len(e.Allowed) > 0 {
			line += " (" + strings.Join(e.Allowed, " ") + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestCheck(t *testing.T) {
	t.Parallel()
	first := pagination.Page{Mode: pagination.Offset, Number: 1, Size: 20, Count: pagination.CountExact}
	start := pagination.Page{Mode: pagination.Keyset, Number: 1, Size: 20, Count: pagination.CountNone}
	with := func(p pagination.Page, change func(*pagination.Page)) pagination.Page {
		change(&p)
		return p
	}
	cases := []struct {
		query string
		modes []pagination.Mode
		want  pagination.Page
	}{
		{"", both, first},
		{"", cursors, start},
		{"", offsetOnly, first},
		{"", cursorOnly, start},
		{"order_by=a&unknown=1", both, first},

		{"pagination_type=offset", both, first},
		{"pagination_type=cursor", both, start},
		{"pagination_type=offset", cursors, first},
		{"pagination_type=offset", offsetOnly, first},
		{"pagination_type=cursor", cursorOnly, start},

		{"page=1", both, first},
		{"page=3", both, with(first, func(p *pagination.Page) { p.Number, p.Skip = 3, 40 })},
		{"page=03", both, with(first, func(p *pagination.Page) { p.Number, p.Skip = 3, 40 })},
		{"page=2&pagination_type=offset", cursors, with(first, func(p *pagination.Page) { p.Number, p.Skip = 2, 20 })},

		{"items_per_page=1", both, with(first, func(p *pagination.Page) { p.Size = 1 })},
		{"items_per_page=100", both, with(first, func(p *pagination.Page) { p.Size = 100 })},
		{"items_per_page=7", cursorOnly, with(start, func(p *pagination.Page) { p.Size = 7 })},

		{"cursor=abc", both, with(start, func(p *pagination.Page) { p.Token = "abc" })},
		{"cursor=abc", cursorOnly, with(start, func(p *pagination.Page) { p.Token = "abc" })},
		{"cursor=abc&pagination_type=cursor", both, with(start, func(p *pagination.Page) { p.Token = "abc" })},
		{"cursor=", both, first},
		{"cursor=", cursorOnly, start},
		{"cursor=", offsetOnly, first},
		{"cursor=&page=2", both, with(first, func(p *pagination.Page) { p.Number, p.Skip = 2, 20 })},
		{"cursor=&pagination_type=offset", both, first},

		{"count=none", both, with(first, func(p *pagination.Page) { p.Count = pagination.CountNone })},
		{"count=exact", both, first},
		{"count=exact&pagination_type=cursor", both, with(start, func(p *pagination.Page) { p.Count = pagination.CountExact })},
		{"count=none", cursorOnly, start},

		{"page=5001&items_per_page=20", both, with(first, func(p *pagination.Page) { p.Number, p.Skip = 5001, 100_000 })},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.query, c.modes), func(t *testing.T) {
			t.Parallel()
			page, errs := check(parseQuery(t, c.query), pagination.Limits{}, c.modes...)
			if diff := cmp.Diff([]string(nil), describeErrors(errs)); diff != "" {
				t.Errorf("errors (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.want, page); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	const (
		noPage   = "page conflicting_parameter: does not go with cursor paging: follow next_cursor instead"
		noCursor = "cursor conflicting_parameter: does not go with offset paging"
		tooDeep  = "; the deepest page of 20 items is 5001: go on from there with next_cursor"
	)
	cases := []struct {
		query string
		modes []pagination.Mode
		want  []string
	}{
		{"pagination_type=keyset", both, []string{`pagination_type invalid_value: "keyset" is no way to page (offset cursor)`}},
		{"pagination_type=Offset", both, []string{`pagination_type invalid_value: "Offset" is no way to page (offset cursor)`}},
		{"pagination_type=", both, []string{`pagination_type invalid_value: "" is no way to page (offset cursor)`}},
		{"pagination_type=cursor", offsetOnly, []string{"pagination_type conflicting_parameter: is cursor, but this list has only offset pages"}},
		{"pagination_type=offset", cursorOnly, []string{"pagination_type conflicting_parameter: is offset, but this list has only cursor pages"}},
		{"pagination_type=keyset&cursor=abc", both, []string{`pagination_type invalid_value: "keyset" is no way to page (offset cursor)`}},

		{"page=0", both, []string{"page out_of_range: is 0; the least is 1"}},
		{"page=-1", both, []string{"page out_of_range: is -1; the least is 1"}},
		{"page=-99999999999999999999", both, []string{"page out_of_range: is -99999999999999999999; the least is 1"}},
		{"page=", both, []string{`page invalid_value: "" is not an integer`}},
		{"page=x", both, []string{`page invalid_value: "x" is not an integer`}},
		{"page=1.5", both, []string{`page invalid_value: "1.5" is not an integer`}},
		{"page=1e3", both, []string{`page invalid_value: "1e3" is not an integer`}},
		{"page=%2B1", both, []string{`page invalid_value: "+1" is not an integer`}},
		{"page=--1", both, []string{`page invalid_value: "--1" is not an integer`}},
		{"page=-", both, []string{`page invalid_value: "-" is not an integer`}},
		{"page=0x10", both, []string{`page invalid_value: "0x10" is not an integer`}},
		{"page=1_000", both, []string{`page invalid_value: "1_000" is not an integer`}},
		{"page=+1", both, []string{`page invalid_value: " 1" is not an integer`}},
		{"page=5002", both, []string{"page out_of_range: is 5002" + tooDeep}},
		{"page=9223372036854775807", both, []string{"page out_of_range: is 9223372036854775807" + tooDeep}},
		{"page=9223372036854775808", both, []string{"page out_of_range: is 9223372036854775808" + tooDeep}},
		{"page=922337203685477581", both, []string{"page out_of_range: is 922337203685477581" + tooDeep}}, // × 20 is 4 in 64 bits
		{"page=99999999999999999999999", both, []string{"page out_of_range: is 99999999999999999999999" + tooDeep}},

		{"items_per_page=0", both, []string{"items_per_page out_of_range: is 0; the least is 1"}},
		{"items_per_page=-1", cursorOnly, []string{"items_per_page out_of_range: is -1; the least is 1"}},
		{"items_per_page=101", both, []string{"items_per_page out_of_range: is 101; the most is 100"}},
		{"items_per_page=99999999999999999999", both, []string{"items_per_page out_of_range: is 99999999999999999999; the most is 100"}},
		{"items_per_page=", both, []string{`items_per_page invalid_value: "" is not an integer`}},
		{"items_per_page=all", both, []string{`items_per_page invalid_value: "all" is not an integer`}},

		{"page=1&pagination_type=cursor", both, []string{noPage}},
		{"page=1", cursorOnly, []string{noPage}},
		{"page=x", cursorOnly, []string{noPage}},
		{"page=1", cursors, []string{noPage}},
		{"page=1&cursor=abc", both, []string{noPage}},
		{"cursor=abc&pagination_type=offset", both, []string{noCursor}},
		{"cursor=abc", offsetOnly, []string{noCursor}},

		{"count=", both, []string{`count invalid_value: "" is no way to count here (exact none estimated capped)`}},
		{"count=true", both, []string{`count invalid_value: "true" is no way to count here (exact none estimated capped)`}},
		{"count=Exact", cursorOnly, []string{`count invalid_value: "Exact" is no way to count here (exact none estimated capped)`}},

		{"page=1&page=2", both, []string{"page repeated_parameter: is given more than once"}},
		{"items_per_page=1&items_per_page=1", both, []string{"items_per_page repeated_parameter: is given more than once"}},
		{"count=none&count=none", both, []string{"count repeated_parameter: is given more than once"}},
		{"cursor=a&cursor=b", both, []string{"cursor repeated_parameter: is given more than once"}},
		{"cursor=&cursor=", both, []string{"cursor repeated_parameter: is given more than once"}},
		{"pagination_type=offset&pagination_type=offset", both, []string{"pagination_type repeated_parameter: is given more than once"}},

		{
			"pagination_type=offset&page=0&items_per_page=0&cursor=abc&count=x&count=y", both,
			[]string{
				"count repeated_parameter: is given more than once",
				"items_per_page out_of_range: is 0; the least is 1",
				noCursor,
				"page out_of_range: is 0; the least is 1",
			},
		},
	}
	for _, c := range cases {
		t.Run(fmt.Sprint(c.query, c.modes), func(t *testing.T) {
			t.Parallel()
			_, errs := check(parseQuery(t, c.query), pagination.Limits{}, c.modes...)
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestMaxOffset(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name    string
		limits  pagination.Limits
		query   string
		skipped int // -1: refused
	}{
		{"exactly MaxOffset", pagination.Limits{MaxOffset: 100}, "page=6&items_per_page=20", 100},
		{"one page deeper", pagination.Limits{MaxOffset: 100}, "page=7&items_per_page=20", -1},
		{"exactly MaxOffset row by row", pagination.Limits{MaxOffset: 100}, "page=101&items_per_page=1", 100},
		{"one row deeper", pagination.Limits{MaxOffset: 100}, "page=102&items_per_page=1", -1},
		{"the last page before MaxOffset", pagination.Limits{MaxOffset: 100}, "page=15&items_per_page=7", 98},
		{"a page across MaxOffset", pagination.Limits{MaxOffset: 100}, "page=16&items_per_page=7", -1},
		{"the default size", pagination.Limits{MaxOffset: 100, ItemsPerPage: 50}, "page=3", 100},
		{"the first page always", pagination.Limits{MaxOffset: 1}, "page=1", 0},
		{"the default of 100,000", pagination.Limits{}, "page=1001&items_per_page=100", 100_000},
		{"beyond the default", pagination.Limits{}, "page=1002&items_per_page=100", -1},
		{"no limit", pagination.Limits{MaxOffset: -1}, "page=10000001&items_per_page=100", 1_000_000_000},
		{"no limit but that of arithmetic", pagination.Limits{MaxOffset: -1}, "page=90071992547411&items_per_page=100", -1},
		{"a huge page without a limit", pagination.Limits{MaxOffset: -1}, "page=9223372036854775807&items_per_page=100", -1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			page, errs := check(parseQuery(t, c.query), c.limits, both...)
			if c.skipped < 0 {
				if len(errs) != 1 || errs[0].Parameter != "page" || errs[0].Code != schemas.OutOfRange {
					t.Errorf("skips %d rows: %v", page.Skip, errs)
				}
				return
			}
			if diff := cmp.Diff(c.skipped, page.Skip); diff != "" || errs != nil {
				t.Errorf("%v (-want +got)\n%s", errs, diff)
			}
			if !c.limits.Defaults().Reaches(page.Skip) {
				t.Error("is served and not reached")
			}
		})
	}
}

func TestReaches(t *testing.T) {
	t.Parallel()
	limits := pagination.Limits{MaxOffset: 100}
	for skip, want := range map[int]bool{0: true, 100: true, 101: false, math.MaxInt: false} {
		if got := limits.Reaches(skip); got != want {
			t.Errorf("%d: %v", skip, got)
		}
	}
}

func TestDefaultLimits(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name         string
		limits, want pagination.Limits
	}{
		{"none", pagination.Limits{}, pagination.Limits{ItemsPerPage: 20, MaxItemsPerPage: 100, MaxOffset: 100_000}},
		{"large pages", pagination.Limits{ItemsPerPage: 200}, pagination.Limits{ItemsPerPage: 200, MaxItemsPerPage: 200, MaxOffset: 100_000}},
		{"small pages", pagination.Limits{MaxItemsPerPage: 10}, pagination.Limits{ItemsPerPage: 10, MaxItemsPerPage: 10, MaxOffset: 100_000}},
		{
			"all",
			pagination.Limits{ItemsPerPage: 1, MaxItemsPerPage: 2, MaxOffset: -1},
			pagination.Limits{ItemsPerPage: 1, MaxItemsPerPage: 2, MaxOffset: -1},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.want.Counts = []pagination.Count{
				pagination.CountExact, pagination.CountNone, pagination.CountEstimated, pagination.CountCapped,
			}
			if diff := cmp.Diff(c.want, c.limits.Defaults()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name        string
		total, want int64
	}{
		{"no rows", 0, 0},
		{"one row", 1, 1},
		{"a full page", 20, 1},
		{"one row more", 21, 2},
		{"many rows", 1 << 53, 450359962737050},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, pagination.First(pagination.Offset, pagination.Limits{}.Defaults()).Pages(c.total)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
