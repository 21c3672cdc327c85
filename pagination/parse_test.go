package pagination_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/pagination"
)

func TestParse(t *testing.T) {
	t.Parallel()
	cases := []struct {
		query string
		want  pagination.Raw
	}{
		{"", pagination.Raw{Style: pagination.PageItems}},
		{"order_by=a&per_page=1&limit=1&offset=1", pagination.Raw{Style: pagination.PageItems}},
		{"page=", pagination.Raw{Style: pagination.PageItems, Place: new("")}},
		{"cursor=", pagination.Raw{Style: pagination.PageItems}},
		{
			"pagination_type=a&page=b&items_per_page=c&cursor=d&count=e",
			pagination.Raw{Style: pagination.PageItems, Mode: new("a"), Place: new("b"), Size: new("c"), Cursor: new("d"), Count: new("e")},
		},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			got, errs := pagination.PageItems.Parse(parseQuery(t, c.query))
			if diff := cmp.Diff(c.want, got); diff != "" || errs != nil {
				t.Errorf("%v (-want +got)\n%s", errs, diff)
			}
		})
	}
}

func TestOwns(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"pagination_type": true, "page": true, "items_per_page": true, "cursor": true, "count": true,
		"Page": false, "page[]": false, "cursors": false, "order_by": false, "": false,
	} {
		if got := pagination.PageItems.Owns(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// What passes is a page that can be asked of a database.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "page=3&items_per_page=7", "page=5001", "page=922337203685477581", "page=-0", "page=007",
		"cursor=abc&count=exact", "cursor=", "pagination_type=cursor&page=1", "pagination_type=offset&cursor=x",
		"page=1&page=2", "items_per_page=101", "count=estimated", "pagination_type=",
		"page=99999999999999999999999&items_per_page=100",
	} {
		for i := range uint8(4) {
			f.Add(seed, i, -1)
			f.Add(seed, i, 100)
		}
	}
	f.Fuzz(func(t *testing.T, query string, route uint8, maxOffset int) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		modes := [][]pagination.Mode{both, cursors, offsetOnly, cursorOnly}[route%4]
		limits := pagination.Limits{MaxOffset: maxOffset}.Defaults()
		p, errs := check(values, limits, modes...)
		for _, e := range errs {
			if !values.Has(e.Parameter) || e.Code == "" || e.Detail == "" {
				t.Errorf("%q: an error of nothing: %+v", query, e)
			}
		}
		switch {
		case !slices.Contains(modes, p.Mode), p.Size < 1, p.Size > limits.MaxItemsPerPage, p.Number < 1, p.Skip < 0:
			t.Errorf("%q: %+v", query, p)
		case limits.MaxOffset >= 0 && p.Skip > limits.MaxOffset:
			t.Errorf("%q: skips %d rows", query, p.Skip)
		case p.Mode == pagination.Keyset && p.Number != 1, p.Mode == pagination.Offset && p.Token != "":
			t.Errorf("%q: mixes modes: %+v", query, p)
		case errs == nil && p.Token != values.Get("cursor"):
			t.Errorf("%q: the cursor was dropped", query)
		}
	})
}

func BenchmarkParseAndCheck(b *testing.B) {
	for _, query := range []string{"order_by=title", "page=3&items_per_page=50&count=none", "cursor=AQAB&items_per_page=50"} {
		b.Run(query, func(b *testing.B) {
			values := parseQuery(b, query)
			limits := pagination.Limits{}.Defaults()
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := check(values, limits, both...); errs != nil {
					b.Fatal(errs)
				}
			}
		})
	}
}
