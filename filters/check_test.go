package filters_test

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	cases := []struct {
		query string
		want  []string
	}{
		{"", nil},
		{"page=2&filters=1&unknown=1", nil},

		{"filter_by[status]=draft", []string{`status in ["draft"]`}},
		{"filter_by[status][eq]=draft", []string{`status in ["draft"]`}},
		{"filter_by%5Bstatus%5D=draft", []string{`status in ["draft"]`}},
		{"filter_by[status]=published&filter_by[status]=draft&filter_by[status]=published", []string{`status in ["draft","published"]`}},
		{"filter_by[category__name]=DevOps", []string{`category__name in ["DevOps"]`}},
		{"filter_by[title]=", []string{`title in [""]`}},
		{"filter_by[title]=a,b", []string{`title in ["a,b"]`}},
		{"filter_by[title]=%25_%5C", []string{`title in ["%_\\"]`}},
		{"filter_by[published]=1", []string{`published in [true]`}},
		{"filter_by[views]=9007199254740993", []string{`views in [9007199254740993]`}},
		{"filter_by[created_at]=2024-05-17T14:00:00+02:00", []string{`created_at in ["2024-05-17T12:00:00Z"]`}},
		{"filter_by[price]=1.50", []string{`price in ["1.5"]`}},

		{"filter_by[status]=draft&filter_by[published]=true", []string{`published in [true]`, `status in ["draft"]`}},
		{"filter_by[views][gte]=1&filter_by[views][lt]=9", []string{`views gte [1]`, `views lt [9]`}},
		{"filter_by[views][gt]=1&filter_by[views][lte]=9&filter_by[views]=5", []string{`views in [5]`, `views gt [1]`, `views lte [9]`}},
		{"filter_by[views][between]=1,9", []string{`views between [1,9]`}},
		{"filter_by[views][between]=9,1", []string{`views between [9,1]`}},
		{"filter_by[title][icontains]=a,b", []string{`title icontains ["a,b"]`}},
		{"filter_by[title][starts_with]=", []string{`title starts_with [""]`}},

		{"filter_by[title][in]=b,a,b", []string{`title in ["a","b"]`}},
		{`filter_by[title][in]="a,b",c`, []string{`title in ["c","a,b"]`}},
		{`filter_by[title][in]=""`, []string{`title in [""]`}},
		{`filter_by[title][in]="say ""hi"""`, []string{`title in ["say \"hi\""]`}},
		{"filter_by[title][in]=a&filter_by[title][in]=b,c", []string{`title in ["a","b","c"]`}},
		{"filter_by[title][not_in]=b,a,b", []string{`title not_in ["a","b"]`}},
		{"filter_by[title][not_in]=a", []string{`title ne ["a"]`}},
		{"filter_by[title][ne]=a", []string{`title ne ["a"]`}},

		{"filter_by[views]=3&filter_by[views][in]=1,2", []string{`views in [1,2,3]`}},
		{"filter_by[priority][is_null]=true", []string{`priority in [] or null`}},
		{"filter_by[priority][is_null]=1", []string{`priority in [] or null`}},
		{"filter_by[priority][is_null]=false", []string{`priority is_null [false]`}},
		{"filter_by[priority]=1&filter_by[priority][is_null]=true", []string{`priority in [1] or null`}},
		{"filter_by[priority][in]=1,2&filter_by[priority][is_null]=true&filter_by[priority]=3", []string{`priority in [1,2,3] or null`}},
		{"filter_by[priority]=1&filter_by[priority][is_null]=false", []string{`priority in [1]`, `priority is_null [false]`}},
		{"filter_by[priority][ne]=1&filter_by[priority][is_null]=true", []string{`priority in [] or null`, `priority ne [1]`}},
		{"filter_by[priority][is_null]=true&filter_by[status]=draft", []string{`priority in [] or null`, `status in ["draft"]`}},

		{"search=", nil},
		{"search=%20%09", nil},
		{"search=go+build", []string{"search go", "search build"}},
		{`search="build+time"+go`, []string{"search build time", "search go"}},
		{`search="build+time`, []string{`search "build`, "search time"}},
		{`search=5"+disk`, []string{`search 5"`, "search disk"}},
		{`search=""`, nil},
		{"search=100%25", []string{"search 100%"}},
		{"search=go&filter_by[status]=draft", []string{`status in ["draft"]`, "search go"}},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			filter, errs := check(parseQuery(t, c.query), filters.Limits{})
			if diff := cmp.Diff([]string(nil), describeErrors(errs)); diff != "" {
				t.Fatalf("errors (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.want, describe(filter)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	const (
		filterKeys = " (published views priority rating price created_at day id title status category__name)"
		aName      = " is not a filter: write filter_by[KEY]=VALUE or filter_by[KEY][OPERATOR]=VALUE"
		badList    = "has an empty or badly quoted item: separate items with one comma, " +
			`quote an item that holds a comma, and write "" for the empty string`
		labels = " (draft published archived)"
	)
	cases := []struct {
		query string
		want  []string
	}{
		{"filter_by[nope]=x", []string{`filter_by[nope] unknown_field: there is no filter "nope"` + filterKeys}},
		{"filter_by[]=x", []string{`filter_by[] unknown_field: there is no filter ""` + filterKeys}},
		{"filter_by[Status]=draft", []string{`filter_by[Status] unknown_field: there is no filter "Status"` + filterKeys}},
		{"filter_by[status ]=draft", []string{`filter_by[status ] unknown_field: there is no filter "status "` + filterKeys}},
		{"filter_by[category.name]=x", []string{`filter_by[category.name] unknown_field: there is no filter "category.name"` + filterKeys}},
		{"filter_by[1)+OR+(1]=1", []string{`filter_by[1) OR (1] unknown_field: there is no filter "1) OR (1"` + filterKeys}},

		{"filter_by[published][gt]=1", []string{`filter_by[published][gt] unknown_operator: published has no operator "gt" (eq ne in not_in is_null)`}},
		{"filter_by[status][]=draft", []string{`filter_by[status][] unknown_operator: status has no operator "" (eq ne in not_in is_null)`}},
		{"filter_by[status][EQ]=draft", []string{`filter_by[status][EQ] unknown_operator: status has no operator "EQ" (eq ne in not_in is_null)`}},

		{"filter_by[status=draft", []string{`filter_by[status unknown_parameter: "filter_by[status"` + aName}},
		{"filter_by[=draft", []string{`filter_by[ unknown_parameter: "filter_by["` + aName}},
		{"filter_by[status]x=draft", []string{`filter_by[status]x unknown_parameter: "filter_by[status]x"` + aName}},
		{"filter_by[status]]=draft", []string{`filter_by[status]] unknown_parameter: "filter_by[status]]"` + aName}},
		{"filter_by[status][=draft", []string{`filter_by[status][ unknown_parameter: "filter_by[status]["` + aName}},
		{"filter_by[status][eq=draft", []string{`filter_by[status][eq unknown_parameter: "filter_by[status][eq"` + aName}},
		{"filter_by[status][eq][x]=1", []string{`filter_by[status][eq][x] unknown_parameter: "filter_by[status][eq][x]"` + aName}},
		{"filter_by[status][[eq]]=1", []string{`filter_by[status][[eq]] unknown_parameter: "filter_by[status][[eq]]"` + aName}},
		{"filter_by[[status]]=1", []string{`filter_by[[status]] unknown_parameter: "filter_by[[status]]"` + aName}},

		{"filter_by[published]=maybe", []string{`filter_by[published] invalid_value: "maybe" is not a boolean: expected true, false, 1 or 0`}},
		{"filter_by[views]=", []string{"filter_by[views] invalid_value: is empty; expected an integer"}},
		{"filter_by[views]=3.5", []string{`filter_by[views] invalid_value: "3.5" is not an integer`}},
		{"filter_by[priority]=2147483648", []string{"filter_by[priority] invalid_value: 2147483648 is out of range: expected -2147483648 to 2147483647"}},
		{"filter_by[id]=x", []string{`filter_by[id] invalid_value: "x" is not a uuid such as 0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f`}},
		{"filter_by[created_at]=2024-05-17T12:00:00", []string{`filter_by[created_at] invalid_value: "2024-05-17T12:00:00" is not an RFC 3339 time with a zone, such as 2024-05-17T09:30:00Z`}},
		{"filter_by[status]=gone", []string{`filter_by[status] invalid_value: "gone" is not one of draft, published, archived` + labels}},
		{"filter_by[title]=a%00b", []string{"filter_by[title] invalid_value: contains a NUL byte"}},
		{"filter_by[title]=%ff", []string{"filter_by[title] invalid_value: is not valid UTF-8"}},
		{"filter_by[title][icontains]=%00", []string{"filter_by[title][icontains] invalid_value: contains a NUL byte"}},
		{"filter_by[priority][is_null]=maybe", []string{`filter_by[priority][is_null] invalid_value: "maybe" is not a boolean: expected true, false, 1 or 0`}},
		{"filter_by[priority][is_null]=", []string{"filter_by[priority][is_null] invalid_value: is empty; expected a boolean"}},
		{
			"filter_by[status]=gone&filter_by[status]=draft&filter_by[status]=lost",
			[]string{
				`filter_by[status] invalid_value: "gone" is not one of draft, published, archived` + labels,
				`filter_by[status] invalid_value: "lost" is not one of draft, published, archived` + labels,
			},
		},

		{"filter_by[views][gt]=1&filter_by[views][gt]=2", []string{"filter_by[views][gt] repeated_parameter: is given more than once"}},
		{"filter_by[views][ne]=1&filter_by[views][ne]=1", []string{"filter_by[views][ne] repeated_parameter: is given more than once"}},
		{"filter_by[views][not_in]=1&filter_by[views][not_in]=2", []string{"filter_by[views][not_in] repeated_parameter: is given more than once"}},
		{"filter_by[views][between]=1,2&filter_by[views][between]=1,2", []string{"filter_by[views][between] repeated_parameter: is given more than once"}},
		{"filter_by[priority][is_null]=true&filter_by[priority][is_null]=true", []string{"filter_by[priority][is_null] repeated_parameter: is given more than once"}},
		{"filter_by[title][icontains]=a&filter_by[title][icontains]=b", []string{"filter_by[title][icontains] repeated_parameter: is given more than once"}},

		{"filter_by[title][in]=", []string{"filter_by[title][in] empty_item: " + badList}},
		{"filter_by[title][in]=a,,b", []string{"filter_by[title][in] empty_item: " + badList}},
		{"filter_by[title][not_in]=a,", []string{"filter_by[title][not_in] empty_item: " + badList}},
		{`filter_by[title][in]="a`, []string{"filter_by[title][in] empty_item: " + badList}},
		{`filter_by[title][in]=a&filter_by[title][in]=`, []string{"filter_by[title][in] empty_item: " + badList}},
		{`filter_by[views][in]=""`, []string{"filter_by[views][in] invalid_value: is empty; expected an integer"}},
		{"filter_by[views][between]=1", []string{"filter_by[views][between] invalid_value: between takes two values, low and high: 1 given"}},
		{"filter_by[views][between]=1,2,3", []string{"filter_by[views][between] invalid_value: between takes two values, low and high: 3 given"}},
		{"filter_by[views][between]=1,", []string{"filter_by[views][between] empty_item: " + badList}},

		{"search=a&search=b", []string{"search repeated_parameter: is given more than once"}},
		{"search=a%00", []string{"search invalid_value: contains a NUL byte"}},
		{"search=%ff", []string{"search invalid_value: is not valid UTF-8"}},

		{
			"filter_by[nope]=x&filter_by[views]=y&search=%00&filter_by[=z",
			[]string{
				`filter_by[ unknown_parameter: "filter_by["` + aName,
				`filter_by[nope] unknown_field: there is no filter "nope"` + filterKeys,
				`filter_by[views] invalid_value: "y" is not an integer`,
				"search invalid_value: contains a NUL byte",
			},
		},
	}
	for _, c := range cases {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			_, errs := check(parseQuery(t, c.query), filters.Limits{})
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// Every operator on every kind: allowed where the contract says so, refused
// with the list of what is allowed elsewhere.
func TestOperatorsByKind(t *testing.T) {
	t.Parallel()
	values := map[string]string{
		"published": "true", "views": "1", "rating": "1.5", "price": "1.5", "created_at": "2024-05-17T12:00:00Z",
		"day": "2024-05-17", "id": "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "title": "a", "status": "draft",
	}
	kinds := map[string][]string{
		"eq ne in not_in is_null": {"published", "views", "rating", "price", "created_at", "day", "id", "title", "status"},
		"gt gte lt lte between":   {"views", "rating", "price", "created_at", "day"},
		"contains starts_with ends_with icontains istarts_with iends_with": {"title"},
		"has like regex": {},
	}
	for operators, allowed := range kinds {
		for operator := range strings.FieldsSeq(operators) {
			for key, value := range values {
				t.Run(key+" "+operator, func(t *testing.T) {
					t.Parallel()
					switch operator {
					case "between":
						value += "," + value
					case "is_null":
						value = "true"
					}
					name := fmt.Sprintf("filter_by[%s][%s]", key, operator)
					_, errs := check(url.Values{name: {value}}, filters.Limits{})
					var want []string
					if !slices.Contains(allowed, key) {
						want = []string{"unknown_operator"}
					}
					if diff := cmp.Diff(want, codes(errs)); diff != "" {
						t.Errorf("(-want +got)\n%s", diff)
					}
				})
			}
		}
	}
}

func codes(errs schemas.InputErrors) (codes []string) {
	for _, e := range errs {
		codes = append(codes, string(e.Code))
	}
	return codes
}

func TestAFacetTakesChoicesOnly(t *testing.T) {
	t.Parallel()
	r := &schemas.Resource{Filters: []schemas.Filterable{{Field: field("title"), Operators: schemas.ChoiceOperators()}}}
	raw, _ := filters.Parse(url.Values{"filter_by[title]": {"a"}, "filter_by[title][contains]": {"a"}})
	_, errs := raw.Check(r, filters.Limits{})
	want := []string{`filter_by[title][contains] unknown_operator: title has no operator "contains" (eq in is_null)`}
	if diff := cmp.Diff(want, describeErrors(errs)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// numbers lists 0, 1, … with a separator.
func numbers(n int, separator string) string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = strconv.Itoa(i)
	}
	return strings.Join(texts, separator)
}

func TestLimits(t *testing.T) {
	t.Parallel()
	wide := &schemas.Resource{Search: articles.Search}
	conditions := url.Values{}
	for i := range 51 {
		key := fmt.Sprintf("n%02d", i)
		wide.Filters = append(wide.Filters, schemas.Filterable{
			Field: &schemas.Field{Key: key, Kind: schemas.Int}, Operators: schemas.Int.Operators(),
		})
		conditions.Set("filter_by["+key+"]", "1")
	}
	fewer := maps.Clone(conditions)
	fewer.Del("filter_by[n50]")
	searched := maps.Clone(conditions)
	searched.Set("search", "\x00")
	tight := filters.Limits{Conditions: 1, ListValues: 2, SearchLength: 3, SearchWords: 1}
	cases := []struct {
		name   string
		values url.Values
		limits filters.Limits
		want   []string
	}{
		{"50 conditions", fewer, filters.Limits{}, nil},
		{"51 conditions", conditions, filters.Limits{}, []string{"filter_by[n50] too_many: 51 conditions; at most 50 are allowed"}},
		{
			"51 conditions hide no mistake of the search", searched,
			filters.Limits{},
			[]string{"filter_by[n50] too_many: 51 conditions; at most 50 are allowed", "search invalid_value: contains a NUL byte"},
		},
		{"a repeated parameter is one condition", url.Values{"filter_by[n00]": {"1", "2"}}, tight, nil},
		{
			"2 conditions of 1",
			url.Values{"filter_by[n00]": {"1"}, "filter_by[n01]": {"1"}},
			tight,
			[]string{"filter_by[n01] too_many: 2 conditions; at most 1 are allowed"},
		},

		{"100 values in a list", url.Values{"filter_by[n00][in]": {numbers(100, ",")}}, filters.Limits{}, nil},
		{
			"101 values in a list",
			url.Values{"filter_by[n00][in]": {numbers(101, ",")}},
			filters.Limits{},
			[]string{"filter_by[n00][in] too_many: 101 values; at most 100 are allowed"},
		},
		{
			"101 values in two lists",
			url.Values{"filter_by[n00][in]": {"1", numbers(100, ",")}},
			filters.Limits{},
			[]string{"filter_by[n00][in] too_many: 101 values; at most 100 are allowed"},
		},
		{"100 values repeated", url.Values{"filter_by[n00]": strings.Split(numbers(100, ","), ",")}, filters.Limits{}, nil},
		{
			"101 values repeated",
			url.Values{"filter_by[n00]": strings.Split(numbers(101, ","), ",")},
			filters.Limits{},
			[]string{"filter_by[n00] too_many: 101 values; at most 100 are allowed"},
		},
		{
			"3 values of 2",
			url.Values{"filter_by[n00][not_in]": {"1,2,3"}},
			tight,
			[]string{"filter_by[n00][not_in] too_many: 3 values; at most 2 are allowed"},
		},

		{"200 characters of search", url.Values{"search": {strings.Repeat("é", 200)}}, filters.Limits{}, nil},
		{
			"201 characters of search",
			url.Values{"search": {strings.Repeat("é", 201)}},
			filters.Limits{},
			[]string{"search too_long: 201 characters; at most 200 are allowed"},
		},
		{"16 words of search", url.Values{"search": {numbers(16, " ")}}, filters.Limits{}, nil},
		{
			"17 words of search",
			url.Values{"search": {numbers(17, " ")}},
			filters.Limits{},
			[]string{"search too_many: 17 words; at most 16 are allowed"},
		},
		{"17 words in one phrase", url.Values{"search": {`"` + numbers(17, " ") + `"`}}, filters.Limits{}, nil},
		{"4 characters of 3", url.Values{"search": {"abcd"}}, tight, []string{"search too_long: 4 characters; at most 3 are allowed"}},
		{"2 words of 1", url.Values{"search": {"a b"}}, tight, []string{"search too_many: 2 words; at most 1 are allowed"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			raw, errs := filters.Parse(c.values)
			_, more := raw.Check(wide, c.limits)
			if diff := cmp.Diff(c.want, describeErrors(append(errs, more...))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestValueLimits has conditions at the limits of their values, and one past.
func TestValueLimits(t *testing.T) {
	t.Parallel()
	limits := filters.Limits{Values: 3, ValueLength: 4}
	for query, want := range map[string]int{
		"filter_by[title]=éééé&filter_by[views][in]=1,2":   0,
		"filter_by[title]=ééééé&filter_by[views][in]=1,2":  1,
		"filter_by[title]=a&filter_by[views][in]=1,2,3":    1,
		"filter_by[title]=aaaaa&filter_by[views][in]=1,-2": 1,
	} {
		if _, errs := check(parseQuery(t, query), limits); len(errs) != want {
			t.Errorf("%s: %v", query, errs)
		}
	}
}

func TestDefaultLimits(t *testing.T) {
	t.Parallel()
	want := filters.Limits{
		Conditions: 50, ListValues: 100, Values: 1000, ValueLength: 4096,
		ExprBytes: 4096, ExprNodes: 100, ExprDepth: 16, SearchLength: 200, SearchWords: 16,
	}
	if diff := cmp.Diff(want, filters.Limits{}.Defaults()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	own := filters.Limits{Conditions: 1, ListValues: 2, Values: 5, ValueLength: 6, ExprBytes: 7, ExprNodes: 8, ExprDepth: 9, SearchLength: 3, SearchWords: 4}
	if diff := cmp.Diff(own, own.Defaults()); diff != "" {
		t.Errorf("own (-want +got)\n%s", diff)
	}
}

func TestAResourceWithoutSearch(t *testing.T) {
	t.Parallel()
	for search, want := range map[string][]string{
		"go": {"search unknown_parameter: this resource has no search"},
		" ":  nil,
	} {
		raw, _ := filters.Parse(url.Values{"search": {search}})
		_, errs := raw.Check(&schemas.Resource{}, filters.Limits{})
		if diff := cmp.Diff(want, describeErrors(errs)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", search, diff)
		}
	}
}
