package ordering_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/crudfactory/crudfactory/ordering"
)

func TestParse(t *testing.T) {
	t.Parallel()
	cases := []struct {
		query string
		want  ordering.Raw
	}{
		{"", ordering.Raw{}},
		{"page=1&filter_by[a]=1", ordering.Raw{}},
		{"order_dir=desc", ordering.Raw{Direction: "desc"}},
		{"order_by=title", ordering.Raw{Keys: []ordering.RawKey{{Key: "title"}}}},
		{
			"order_by=-a.nullslast,b.nullsfirst,c.d&order_dir=asc",
			ordering.Raw{
				Keys: []ordering.RawKey{
					{Key: "a", Desc: true, Nulls: "nullslast"}, {Key: "b", Nulls: "nullsfirst"}, {Key: "c.d"},
				},
				Direction: "asc",
			},
		},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			got, errs := ordering.Parse(parseQuery(t, c.query))
			if diff := cmp.Diff(c.want, got); diff != "" || errs != nil {
				t.Errorf("%v (-want +got)\n%s", errs, diff)
			}
		})
	}
}

func TestOwns(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"order_by": true, "order_dir": true, "order": false, "Order_by": false, "order_by[]": false, "sort": false, "": false,
	} {
		if got := ordering.Owns(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

// What passes is a total order of declared fields, and its spelling out in
// full is the same order.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "order_by=title", "order_by=-title,created_at&order_dir=desc", "order_dir=asc",
		"order_by=-priority.nullslast,category__name.nullsfirst", "order_by=id", "order_by=title,-title",
		"order_by=", "order_by=,", "order_by=-", "order_by=--title", "order_by=title.nullsfirst.nullslast",
		"order_by=a&order_by=b", "order_dir=up", "order_by=title;drop", "order_by=%ff%00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		order, errs := check(values, articles, latest)
		for _, e := range errs {
			if !values.Has(e.Parameter) || e.Code == "" || e.Detail == "" {
				t.Errorf("%q: an error of nothing: %+v", query, e)
			}
		}
		if errs != nil {
			return
		}
		if err := totality(order); err != nil {
			t.Errorf("%q: %v", query, err)
		}
		again, errs := check(url.Values{"order_by": {spell(order)}}, articles, latest)
		if diff := cmp.Diff(order, again, cmpopts.IgnoreFields(ordering.Key{}, "Placed")); diff != "" || errs != nil {
			t.Errorf("%q: is another order when spelt out: %v (-want +got)\n%s", query, errs, diff)
		}
	})
}

func BenchmarkParseAndCheck(b *testing.B) {
	for _, query := range []string{"page=2", "order_by=-created_at", "order_by=-priority.nullslast,category__name,title&order_dir=desc"} {
		b.Run(query, func(b *testing.B) {
			values := parseQuery(b, query)
			b.ReportAllocs()
			for b.Loop() {
				if _, errs := check(values, articles, latest); errs != nil {
					b.Fatal(errs)
				}
			}
		})
	}
}

func BenchmarkAppendCanonical(b *testing.B) {
	var buffer []byte
	b.ReportAllocs()
	for b.Loop() {
		buffer = latest.AppendCanonical(buffer[:0])
	}
}
