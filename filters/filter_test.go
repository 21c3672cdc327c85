package filters_test

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

func checked(tb testing.TB, query string) filters.Filter {
	tb.Helper()
	filter, errs := check(parseQuery(tb, query), filters.Limits{})
	if errs != nil {
		tb.Fatal(errs)
	}
	return filter
}

func TestChoice(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, query string
		want        []string
	}{
		{"nothing is chosen", "filter_by[views]=1", nil},
		{"one value", "filter_by[status]=draft", []string{`status in ["draft"]`}},
		{"values and null", "filter_by[status]=draft&filter_by[status][is_null]=true", []string{`status in ["draft"] or null`}},
		{"null alone", "filter_by[status][is_null]=true", []string{`status in [] or null`}},
		{"no null is no choice", "filter_by[status][is_null]=false", nil},
		{"what is left out is no choice", "filter_by[status][ne]=draft&filter_by[status][not_in]=draft,published", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got filters.Filter
			if choice, ok := checked(t, c.query).Choice(field("status")); ok {
				got.Conditions = append(got.Conditions, choice)
			}
			if diff := cmp.Diff(c.want, describe(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWithout(t *testing.T) {
	t.Parallel()
	const query = "filter_by[status]=draft&filter_by[status][is_null]=false&filter_by[views][gt]=1&search=go"
	filter := checked(t, query)
	if diff := cmp.Diff([]string{`views gt [1]`, "search go"}, describe(filter.Without(field("status")))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(describe(checked(t, query)), describe(filter)); diff != "" {
		t.Errorf("the filter itself has changed (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(describe(filter), describe(filter.Without(field("title")))); diff != "" {
		t.Errorf("another field's conditions are gone (-want +got)\n%s", diff)
	}
}

func TestMatchesText(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]bool{
		"":                               false,
		"filter_by[title]=a":             false,
		"filter_by[title][ne]=a":         false,
		"search=":                        false,
		"search=a":                       true,
		"filter_by[title][contains]=a":   true,
		"filter_by[title][iends_with]=a": true,
	} {
		if got := checked(t, query).MatchesText(); got != want {
			t.Errorf("%q: %v", query, got)
		}
	}
}

func TestSpellingsOfTheSameFilter(t *testing.T) {
	t.Parallel()
	cases := []struct{ one, other string }{
		{"filter_by[published]=0", "filter_by[published]=false"},
		{"filter_by[status]=draft", "filter_by[status][eq]=draft"},
		{"filter_by[status]=draft", "filter_by[status][in]=draft,draft"},
		{"filter_by[status]=draft&filter_by[status]=published", "filter_by[status][in]=published&filter_by[status]=draft"},
		{"filter_by[status]=draft&filter_by[views]=1", "filter_by[views]=1&filter_by[status]=draft"},
		{"filter_by[created_at][gt]=2024-05-17T12:00:00Z", "filter_by[created_at][gt]=2024-05-17T14:00:00.000+02:00"},
		{"filter_by[price]=1.5", "filter_by[price]=01.50"},
		{"filter_by[rating]=0", "filter_by[rating]=-0e9"},
		{"filter_by[views]=7", "filter_by[views]=007"},
		{"filter_by[id]=0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "filter_by[id]=0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F"},
		{"filter_by[title][ne]=a", "filter_by[title][not_in]=a"},
		{"filter_by[title][not_in]=a,b", `filter_by[title][not_in]="b",a,b`},
		{"filter_by[priority][is_null]=true", "filter_by[priority][is_null]=1"},
		{"search=go+build", "search=+build++go+build"},
		{`search=go`, `search="go"`},
		{"search=", ""},
	}
	for _, c := range cases {
		t.Run(c.one, func(t *testing.T) {
			t.Parallel()
			want := checked(t, c.one).AppendCanonical(nil)
			if diff := cmp.Diff(want, checked(t, c.other).AppendCanonical(nil)); diff != "" {
				t.Errorf("%s (-want +got)\n%s", c.other, diff)
			}
		})
	}
}

func TestDifferentFilters(t *testing.T) {
	t.Parallel()
	queries := []string{
		"",
		"filter_by[status]=draft",
		"filter_by[status]=published",
		"filter_by[status]=draft&filter_by[status]=published",
		"filter_by[status]=draft&filter_by[status][is_null]=true",
		"filter_by[status][is_null]=true",
		"filter_by[status][is_null]=false",
		"filter_by[status][ne]=draft",
		"filter_by[status][not_in]=draft,published",
		"filter_by[title]=draft",
		"filter_by[title]=",
		"filter_by[title][contains]=draft",
		"filter_by[title][icontains]=draft",
		"filter_by[category__name]=draft",
		"filter_by[views]=1",
		"filter_by[priority]=1",
		"filter_by[views][gt]=1",
		"filter_by[views][gte]=1",
		"filter_by[views][gt]=1&filter_by[views][lt]=2",
		"filter_by[views][between]=1,2",
		"filter_by[views][between]=2,1",
		"filter_by[views][in]=1,2",
		"search=draft",
		"search=dra+ft",
		`search="dra+ft"`,
		"search=draft&filter_by[views]=1",
	}
	seen := map[string]string{}
	for _, query := range queries {
		canonical := string(checked(t, query).AppendCanonical(nil))
		if other, ok := seen[canonical]; ok {
			t.Errorf("%q and %q are taken for the same", query, other)
		}
		seen[canonical] = query
	}
}

// spellings lists values of fields, each with texts that mean it.
var spellings = map[string][][]string{
	"published":  {{"true", "1"}, {"false", "0"}},
	"views":      {{"7", "007"}, {"-7", "-07"}, {"0", "-0", "00"}, {"9007199254740993"}, {"9007199254740992"}},
	"priority":   {{"7"}, {"0"}},
	"rating":     {{"1000", "1e3", "+1000.0"}, {"0", "-0", "0e5"}, {"0.1", ".1"}},
	"price":      {{"1.5", "1.50", "01.5"}, {"0", "-0.00"}, {"12345678901234567890.1"}, {"12345678901234567890.2"}},
	"created_at": {{"2024-05-17T12:00:00Z", "2024-05-17T14:00:00+02:00", "2024-05-17T14:00:00.000 02:00"}, {"2024-05-17T12:00:00.000001Z"}},
	"day":        {{"2024-05-17"}, {"2024-05-18"}},
	"id":         {{"0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F"}, {"00000000-0000-0000-0000-000000000000"}},
	"title":      {{"a"}, {"a,b"}, {`"`}, {""}, {"7"}},
	"status":     {{"draft"}, {"published"}, {"archived"}},
}

// wish is what a client wants of one field, apart from how it spells it.
type wish struct {
	key, operator string
	// chosen are indices into spellings[key], ascending.
	chosen []int
	null   bool
}

func wishes() *rapid.Generator[[]wish] {
	one := rapid.Custom(func(t *rapid.T) wish {
		keys := slices.Sorted(func(yield func(string) bool) {
			for key := range spellings {
				if !yield(key) {
					return
				}
			}
		})
		w := wish{key: rapid.SampledFrom(keys).Draw(t, "key")}
		w.operator = rapid.SampledFrom([]string{"any of", "none of"}).Draw(t, "operator")
		indices := rapid.IntRange(0, len(spellings[w.key])-1)
		w.chosen = rapid.SliceOfNDistinct(indices, 1, 3, rapid.ID).Filter(func(s []int) bool { return len(s) > 0 }).Draw(t, "chosen")
		slices.Sort(w.chosen)
		w.null = w.operator == "any of" && rapid.Bool().Draw(t, "null")
		return w
	})
	return rapid.Map(rapid.SliceOfNDistinct(one, 0, 3, func(w wish) string { return w.key }), func(all []wish) []wish {
		slices.SortFunc(all, func(a, b wish) int { return strings.Compare(a.key, b.key) })
		return all
	})
}

// spell writes wishes as parameters, in one of many ways.
func spell(t *rapid.T, all []wish) url.Values {
	values := url.Values{}
	for _, w := range all {
		var texts []string
		for _, i := range w.chosen {
			again := rapid.IntRange(1, 2).Draw(t, "times")
			texts = append(texts, rapid.SliceOfN(rapid.SampledFrom(spellings[w.key][i]), again, again).Draw(t, "texts")...)
		}
		texts = rapid.Permutation(texts).Draw(t, "order")
		if w.operator == "none of" {
			values.Set("filter_by["+w.key+"][not_in]", list(texts))
			continue
		}
		split := rapid.IntRange(0, len(texts)).Draw(t, "split")
		for _, text := range texts[:split] {
			name := rapid.SampledFrom([]string{"filter_by[" + w.key + "]", "filter_by[" + w.key + "][eq]"}).Draw(t, "name")
			values.Add(name, text)
		}
		if split < len(texts) {
			values.Add("filter_by["+w.key+"][in]", list(texts[split:]))
		}
		if w.null {
			values.Set("filter_by["+w.key+"][is_null]", rapid.SampledFrom([]string{"true", "1"}).Draw(t, "yes"))
		}
	}
	return values
}

// list writes a comma list with every item quoted.
func list(texts []string) string {
	var quoted []string
	for _, text := range texts {
		quoted = append(quoted, `"`+strings.ReplaceAll(text, `"`, `""`)+`"`)
	}
	return strings.Join(quoted, ",")
}

func canonical(t *rapid.T, values url.Values) []byte {
	filter, errs := check(values, filters.Limits{})
	if errs != nil {
		t.Fatalf("%v: %v", values, errs)
	}
	return filter.AppendCanonical(nil)
}

func TestCanonicalIsAboutMeaning(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one := wishes().Draw(t, "one")
		other := wishes().Draw(t, "other")
		first, second := spell(t, one), spell(t, one)
		a, b := canonical(t, first), canonical(t, second)
		if !bytes.Equal(a, b) {
			t.Fatalf("the same filter differs\n%v\n%v", first, second)
		}
		third := spell(t, other)
		if same := fmt.Sprint(one) == fmt.Sprint(other); bytes.Equal(a, canonical(t, third)) != same {
			t.Fatalf("different filters are the same\n%v\n%v", first, third)
		}
	})
}

// A filter's canonical form ends the digest's input, and appends only.
func TestAppendCanonicalAppends(t *testing.T) {
	t.Parallel()
	filter := checked(t, "filter_by[status]=draft&search=go")
	want := append([]byte("before"), filter.AppendCanonical(nil)...)
	if diff := cmp.Diff(want, filter.AppendCanonical([]byte("before"))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{`status in ["draft"]`, "search go"}, describe(filter)); diff != "" {
		t.Errorf("the filter has changed (-want +got)\n%s", diff)
	}
}

// A filter that Check has passed holds values that its columns can be compared
// with, whatever the client wrote.
func assertTyped(t *testing.T, f filters.Filter) {
	t.Helper()
	for _, c := range f.Conditions {
		if len(c.Values) == 0 && !c.OrNull {
			t.Errorf("%s %s: no values", c.Field.Key, c.Operator)
		}
		for _, v := range c.Values {
			if _, isBool := v.(bool); c.Operator == schemas.IsNull && isBool {
				continue
			}
			if v == nil || !c.Field.Accepts(v) {
				t.Errorf("%s %s: %v is not a value of its column", c.Field.Key, c.Operator, v)
			}
		}
	}
}
