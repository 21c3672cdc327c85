package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	filterKeys = "status, published, category__name, priority, views, created_at, title, tags__name"
	orderKeys  = "title, created_at, priority, views, category__name"
	facetKeys  = "true, false, status, category__name"
	allOps     = "eq, ne, in, not_in, is_null"
	rangedOps  = allOps + ", gt, gte, lt, lte, between"
	textOps    = allOps + ", contains, starts_with, ends_with, icontains, istarts_with, iends_with"
	labels     = "draft, published, archived"
	directions = "asc, desc"
	modes      = "offset, cursor"
)

// brief is a mistake as "parameter: code (allowed)".
func brief(p problem) []string {
	var all []string
	for _, e := range p.Errors {
		text := e.Parameter + ": " + e.Code
		if e.Allowed != nil {
			text += " (" + strings.Join(e.Allowed, ", ") + ")"
		}
		all = append(all, text)
	}
	return all
}

// Every bad parameter of a request is reported, and nothing else.
func TestInvalidParameters(t *testing.T) {
	t.Parallel()
	page := func(code string) []string { return []string{"page: " + code} }
	size := func(code string) []string { return []string{"items_per_page: " + code} }
	order := func(code string) []string { return []string{"order_by: " + code} }
	filter := func(name, code string) []string { return []string{"filter_by" + name + ": " + code} }
	unknown := func(name string) []string { return []string{name + ": unknown_parameter"} }
	const isUnknown = "unknown_field (" + filterKeys + ")"
	const noOrder = "unknown_field (" + orderKeys + ")"
	const noLabel = "invalid_value (" + labels + ")"
	tests := []struct {
		query string
		want  []string
	}{
		{"page=0", page("out_of_range")},
		{"page=-1", page("out_of_range")},
		{"page=", page("invalid_value")},
		{"page", page("invalid_value")},
		{"page=abc", page("invalid_value")},
		{"page=1.0", page("invalid_value")},
		{"page=1e2", page("invalid_value")},
		{"page=%201", page("invalid_value")},
		{"page=1%00", page("invalid_value")},
		{"page=0x10", page("invalid_value")},
		{"page=1_0", page("invalid_value")},
		{"page=٣", page("invalid_value")},
		{"page=1&page=2", page("repeated_parameter")},
		{"page=1&page=1", page("repeated_parameter")},
		{"page=99999999999999999999", page("out_of_range")},
		{"items_per_page=0", size("out_of_range")},
		{"items_per_page=-1", size("out_of_range")},
		{"items_per_page=101", size("out_of_range")},
		{"items_per_page=99999999999999999999", size("out_of_range")},
		{"items_per_page=", size("invalid_value")},
		{"items_per_page=ten", size("invalid_value")},
		{"items_per_page=5&items_per_page=6", size("repeated_parameter")},
		{"pagination_type=", []string{"pagination_type: invalid_value (" + modes + ")"}},
		{"pagination_type=keyset", []string{"pagination_type: invalid_value (" + modes + ")"}},
		{"pagination_type=OFFSET", []string{"pagination_type: invalid_value (" + modes + ")"}},
		{"pagination_type=offset&pagination_type=cursor", []string{"pagination_type: repeated_parameter"}},
		{"pagination_type=cursor&page=1", page("conflicting_parameter")},
		{"pagination_type=offset&cursor=abc", []string{"cursor: conflicting_parameter"}},
		{"cursor=abc&page=2", page("conflicting_parameter")},
		{"cursor=abc&cursor=abc", []string{"cursor: repeated_parameter"}},
		{"count=", []string{"count: invalid_value"}},
		{"count=EXACT", []string{"count: invalid_value"}},
		{"count=true", []string{"count: invalid_value"}},
		{"count=exact&count=none", []string{"count: repeated_parameter"}},

		{"order_by=", order("empty_item")},
		{"order_by", order("empty_item")},
		{"order_by=title,", order("empty_item")},
		{"order_by=,title", order("empty_item")},
		{"order_by=title,,views", order("empty_item")},
		{"order_by=-", order("empty_item")},
		{"order_by=nope", order(noOrder)},
		{"order_by=nope,neither", []string{"order_by: " + noOrder, "order_by: " + noOrder}},
		{"order_by=id", order(noOrder)},
		{"order_by=body", order(noOrder)},
		{"order_by=category.name", order(noOrder)},
		{"order_by=Title", order(noOrder)},
		{"order_by=title.nullsmiddle", order(noOrder)},
		{"order_by=title.nullsfirst.nullslast", order(noOrder)},
		{"order_by=title desc", order(noOrder)},
		{"order_by=title, views", order(noOrder)},
		{"order_by=--title", order(noOrder)},
		{"order_by=title%3BDROP TABLE articles", order(noOrder)},
		{`order_by=(SELECT 1)`, order(noOrder)},
		{"order_by=title,title", order("duplicate_key")},
		{"order_by=title,-title", order("duplicate_key")},
		{"order_by=title,views,title.nullsfirst", order("duplicate_key")},
		{"order_by=title&order_by=views", order("repeated_parameter")},
		{"order_dir=", []string{"order_dir: invalid_value (" + directions + ")"}},
		{"order_dir=DESC", []string{"order_dir: invalid_value (" + directions + ")"}},
		{"order_dir=asc,desc&order_by=title,views", []string{"order_dir: invalid_value (" + directions + ")"}},
		{"order_dir=asc&order_dir=asc", []string{"order_dir: repeated_parameter"}},

		{"facets=", []string{"facets: empty_item"}},
		{"facets=status,", []string{"facets: empty_item"}},
		{"facets=1", []string{"facets: unknown_field (" + facetKeys + ")"}},
		{"facets=priority", []string{"facets: unknown_field (" + facetKeys + ")"}},
		{"facets=true,status", []string{"facets: unknown_field (" + facetKeys + ")"}},
		{"facets=category.name", []string{"facets: unknown_field (" + facetKeys + ")"}},
		{"facets=true&facets=false", []string{"facets: repeated_parameter"}},

		{"search=" + strings.Repeat("x", 201), []string{"search: too_long"}},
		{"search=" + strings.Repeat("ä", 201), []string{"search: too_long"}},
		{"search=" + strings.Repeat("x ", 17), []string{"search: too_many"}},
		{"search=a%00b", []string{"search: invalid_value"}},
		{"search=a%ffb", []string{"search: invalid_value"}},
		{"search=a&search=b", []string{"search: repeated_parameter"}},

		{"filter_by[nope]=1", filter("[nope]", isUnknown)},
		{"filter_by[id]=1", filter("[id]", isUnknown)},
		{"filter_by[body]=x", filter("[body]", isUnknown)},
		{"filter_by[category.name]=x", filter("[category.name]", isUnknown)},
		{"filter_by[Status]=draft", filter("[Status]", isUnknown)},
		{"filter_by[]=1", filter("[]", isUnknown)},
		{"filter_by[status) OR (1=1]=draft", filter("[status) OR (1", "unknown_parameter")},
		{"filter_by[status%3D1 OR 1]=draft", filter("[status=1 OR 1]", isUnknown)},
		{"filter_by[status][]=draft", filter("[status][]", "unknown_operator ("+allOps+")")},
		{"filter_by[status][like]=draft", filter("[status][like]", "unknown_operator ("+allOps+")")},
		{"filter_by[status][gt]=draft", filter("[status][gt]", "unknown_operator ("+allOps+")")},
		{"filter_by[status][contains]=draft", filter("[status][contains]", "unknown_operator ("+allOps+")")},
		{"filter_by[status][EQ]=draft", filter("[status][EQ]", "unknown_operator ("+allOps+")")},
		{"filter_by[published][lt]=true", filter("[published][lt]", "unknown_operator ("+allOps+")")},
		{"filter_by[priority][contains]=1", filter("[priority][contains]", "unknown_operator ("+rangedOps+")")},
		{"filter_by[views][has]=1", filter("[views][has]", "unknown_operator ("+rangedOps+")")},
		{"filter_by[created_at][starts_with]=2024", filter("[created_at][starts_with]", "unknown_operator ("+rangedOps+")")},
		{"filter_by[title][between]=a,b", filter("[title][between]", "unknown_operator ("+textOps+")")},
		{"filter_by[category__name][gte]=a", filter("[category__name][gte]", "unknown_operator ("+textOps+")")},
		{"filter_by[status][= 1 OR ]=draft", filter("[status][", "unknown_parameter")},

		{"filter_by[status]=", filter("[status]", noLabel)},
		{"filter_by[status]=Draft", filter("[status]", noLabel)},
		{"filter_by[status]=draft,published", filter("[status]", noLabel)},
		{"filter_by[status]=x&filter_by[status]=y", []string{"filter_by[status]: " + noLabel, "filter_by[status]: " + noLabel}},
		{"filter_by[status][in]=draft,deleted", filter("[status][in]", noLabel)},
		{"filter_by[status]=null", filter("[status]", noLabel)},
		{"filter_by[published]=", filter("[published]", "invalid_value")},
		{"filter_by[published]=maybe", filter("[published]", "invalid_value")},
		{"filter_by[published]=TRUE", filter("[published]", "invalid_value")},
		{"filter_by[published]=2", filter("[published]", "invalid_value")},
		{"filter_by[priority]=", filter("[priority]", "invalid_value")},
		{"filter_by[priority]=3.5", filter("[priority]", "invalid_value")},
		{"filter_by[priority]=3.0", filter("[priority]", "invalid_value")},
		{"filter_by[priority]=null", filter("[priority]", "invalid_value")},
		{"filter_by[priority]=1e3", filter("[priority]", "invalid_value")},
		{"filter_by[priority]=0x1F", filter("[priority]", "invalid_value")},
		{"filter_by[views]=9223372036854775808", filter("[views]", "invalid_value")},
		{"filter_by[views]=-9223372036854775809", filter("[views]", "invalid_value")},
		{"filter_by[views][in]=1,two,3", filter("[views][in]", "invalid_value")},
		{"filter_by[views][between]=1", filter("[views][between]", "invalid_value")},
		{"filter_by[views][between]=1,2,3", filter("[views][between]", "invalid_value")},
		{"filter_by[views][between]=1,", filter("[views][between]", "empty_item")},
		{"filter_by[views][between]=,1", filter("[views][between]", "empty_item")},
		{"filter_by[views][between]=", filter("[views][between]", "empty_item")},
		{"filter_by[views][between]=1&filter_by[views][between]=2", filter("[views][between]", "repeated_parameter")},
		{"filter_by[views][in]=", filter("[views][in]", "empty_item")},
		{"filter_by[views][in]=1,,2", filter("[views][in]", "empty_item")},
		{"filter_by[views][not_in]=1,", filter("[views][not_in]", "empty_item")},
		{"filter_by[title][in]=", filter("[title][in]", "empty_item")},
		{`filter_by[title][in]="open`, filter("[title][in]", "empty_item")},
		{`filter_by[title][in]="a"b`, filter("[title][in]", "empty_item")},
		{"filter_by[views][gt]=1&filter_by[views][gt]=2", filter("[views][gt]", "repeated_parameter")},
		{"filter_by[status][ne]=draft&filter_by[status][ne]=archived", filter("[status][ne]", "repeated_parameter")},
		{"filter_by[status][not_in]=draft&filter_by[status][not_in]=archived", filter("[status][not_in]", "repeated_parameter")},
		{"filter_by[title][contains]=a&filter_by[title][contains]=b", filter("[title][contains]", "repeated_parameter")},
		{"filter_by[priority][is_null]=true&filter_by[priority][is_null]=true", filter("[priority][is_null]", "repeated_parameter")},
		{"filter_by[priority][is_null]=", filter("[priority][is_null]", "invalid_value")},
		{"filter_by[priority][is_null]=yes", filter("[priority][is_null]", "invalid_value")},
		{"filter_by[created_at]=", filter("[created_at]", "invalid_value")},
		{"filter_by[created_at]=2024-05-17", filter("[created_at]", "invalid_value")},
		{"filter_by[created_at]=2024-05-17T09:30:00", filter("[created_at]", "invalid_value")},
		{"filter_by[created_at]=2024-02-30T09:30:00Z", filter("[created_at]", "invalid_value")},
		{"filter_by[created_at]=now", filter("[created_at]", "invalid_value")},
		{"filter_by[created_at]=1715938200", filter("[created_at]", "invalid_value")},
		{"filter_by[title]=a%00b", filter("[title]", "invalid_value")},
		{"filter_by[title]=%ff", filter("[title]", "invalid_value")},
		{"filter_by[title][contains]=a%00b", filter("[title][contains]", "invalid_value")},
		{"filter_by[title][icontains]=%c3%28", filter("[title][icontains]", "invalid_value")},
		{"filter_by[category__name]=%00", filter("[category__name]", "invalid_value")},

		// Names that look like a misspelt one (conformance 32 and more).
		{"filterby[status]=x", unknown("filterby[status]")},
		{"filter_by[status][eq][x]=1", unknown("filter_by[status][eq][x]")},
		{"filter_by=draft", unknown("filter_by")},
		{"filter_by[status]x=draft", unknown("filter_by[status]x")},
		{"filter_by[status][eq]x=draft", unknown("filter_by[status][eq]x")},
		{"filter_by[[status]]=draft", unknown("filter_by[[status]]")},
		{"filter_by [status]=draft", unknown("filter_by [status]")},
		{"filters[status]=draft", unknown("filters[status]")},
		{"filter_status=draft", unknown("filter_status")},
		{"where[status]=draft", unknown("where[status]")},
		{"status[]=draft", unknown("status[]")},
		{"order=title", unknown("order")},
		{"orderBy=title", unknown("orderBy")},
		{"order_by[]=title", unknown("order_by[]")},
		{"sort=title", unknown("sort")},
		{"sort_by=title", unknown("sort_by")},
		{"page_size=5", unknown("page_size")},
		{"pages=5", unknown("pages")},
		{"page[number]=5", unknown("page[number]")},
		{"cursors=abc", unknown("cursors")},
		{"cursor_id=abc", unknown("cursor_id")},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			for _, path := range []string{"/articles", "/public/articles"} {
				t.Run(path+"?"+test.query, func(t *testing.T) {
					got := a.problem(t, path+"?"+test.query, 422, "invalid_parameter")
					if strings.HasPrefix(test.want[0], "count: invalid_value") { // more ways will come
						got.Errors[0].Allowed = nil
					}
					if diff := cmp.Diff(test.want, brief(got)); diff != "" {
						t.Errorf("(-want +got):\n%s", diff)
					}
				})
			}
		}
	})
}

// A name that is cut short is never dropped.
func TestUnclosedFilter(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, query := range []string{"filter_by[status=draft", "filter_by[=draft", "filter_by[status][eq=draft", "filter_by]status[=draft"} {
			p := a.problem(t, "/articles?"+query, 422, "invalid_parameter")
			if len(p.Errors) != 1 || p.Errors[0].Code != "unknown_parameter" {
				t.Errorf("GET %s: %v", query, brief(p))
			}
		}
	})
}

func TestParametersOfOneMode(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for target, want := range map[string]string{
			"/articles/offset?pagination_type=cursor":       "pagination_type: conflicting_parameter",
			"/articles/cursor?pagination_type=offset":       "pagination_type: conflicting_parameter",
			"/articles/offset?pagination_type=x":            "pagination_type: invalid_value (" + modes + ")",
			"/articles/offset?cursor=abc":                   "cursor: conflicting_parameter",
			"/articles/cursor?page=1":                       "page: conflicting_parameter",
			"/articles/cursor?page=x":                       "page: conflicting_parameter",
			"/categories/cursor?page=1":                     "page: conflicting_parameter",
			"/public/articles/offset?cursor=abc":            "cursor: conflicting_parameter",
			"/public/articles/cursor?items_per_page=0":      "items_per_page: out_of_range",
			"/articles/cursor?cursor=abc&items_per_page=-5": "items_per_page: out_of_range",
		} {
			if diff := cmp.Diff([]string{want}, brief(a.problem(t, target, 422, "invalid_parameter"))); diff != "" {
				t.Errorf("GET %s (-want +got):\n%s", target, diff)
			}
		}
	})
}

func TestManyMistakesAtOnce(t *testing.T) {
	t.Parallel()
	const query = "?order_by=nope,title,title&page=0&items_per_page=101&filter_by[nope]=1&filter_by[status]=x&filter_by[views][gt]=y" +
		"&filter_by[status][like]=z&facets=nope&count=maybe&order_dir=up&search=%00&sort=title&pagination_type=maybe"
	want := []string{
		"count: invalid_value", "facets: unknown_field", "filter_by[nope]: unknown_field", "filter_by[status]: invalid_value",
		"filter_by[status][like]: unknown_operator", "filter_by[views][gt]: invalid_value", "items_per_page: out_of_range",
		"order_by: duplicate_key", "order_by: unknown_field", "order_dir: invalid_value", "page: out_of_range",
		"pagination_type: invalid_value", "search: invalid_value", "sort: unknown_parameter",
	}
	each(t, func(t *testing.T, a *app) {
		p := a.problem(t, "/articles"+query, 422, "invalid_parameter")
		var got []string
		for _, e := range p.Errors {
			got = append(got, e.Parameter+": "+e.Code)
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if p.Detail != "14 parameters are invalid" {
			t.Errorf("detail %q", p.Detail)
		}
	})
}

// One mistake hides no other.
func TestMistakesBesideEachOther(t *testing.T) {
	t.Parallel()
	var many []string
	for _, key := range []string{"title", "category__name", "tags__name", "views", "priority", "created_at"} {
		for _, operator := range []string{"eq", "ne", "in", "not_in", "is_null", "contains", "starts_with", "ends_with", "gt"} {
			many = append(many, "filter_by["+key+"]["+operator+"]=true")
		}
	}
	tests := []struct {
		name, query string
		want        []string
	}{
		{"a direction, a key", "order_dir=up&order_by=nope", []string{"order_by: unknown_field", "order_dir: invalid_value"}},
		{"a repeated direction, a key", "order_dir=asc&order_dir=asc&order_by=nope", []string{"order_by: unknown_field", "order_dir: repeated_parameter"}},
		{"an empty item, a direction", "order_by=&order_dir=up", []string{"order_by: empty_item", "order_dir: invalid_value"}},
		{"a repeated search, a filter", "search=a&search=b&filter_by[views]=x", []string{"filter_by[views]: invalid_value", "search: repeated_parameter"}},
		{"a misspelt filter, a filter", "filter_by[views&filter_by[views]=x", []string{"filter_by[views: unknown_parameter", "filter_by[views]: invalid_value"}},
		{"facets, each", "facets=a,b", []string{"facets: unknown_field", "facets: unknown_field"}},
		{"values, each", "filter_by[views][in]=a,1,b", []string{"filter_by[views][in]: invalid_value", "filter_by[views][in]: invalid_value"}},
		{"two operators of a key", "filter_by[views][gt]=a&filter_by[views][lt]=b", []string{"filter_by[views][gt]: invalid_value", "filter_by[views][lt]: invalid_value"}},
		{"a cursor, a page", "pagination_type=cursor&page=0&items_per_page=0", []string{"items_per_page: out_of_range", "page: conflicting_parameter"}},
		{"a count, a search", "count=x&search=" + strings.Repeat("x", 201), []string{"count: invalid_value", "search: too_long"}},
		{
			"too many filters, a search, a page", strings.Join(many, "&") + "&page=0&search=" + strings.Repeat("x", 201),
			[]string{"filter_by: too_many", "page: out_of_range", "search: too_long"},
		},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				var got []string
				for _, e := range a.problem(t, "/articles?"+test.query, 422, "invalid_parameter").Errors {
					name := e.Parameter
					if e.Code == "too_many" {
						name = "filter_by" // whichever
					}
					got = append(got, name+": "+e.Code)
				}
				slices.Sort(got)
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	})
}

// The documents to the letter: the details are for people and may change, but
// not by accident.
func TestProblemDocuments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		target string
		status int
		want   string
	}{
		{
			"/articles/offset?order_by=nope&page=0", 422,
			`{"type":"urn:problem:crudfactory:invalid-parameter","title":"Invalid request parameter","status":422,` +
				`"detail":"2 parameters are invalid","instance":"/articles/offset","code":"invalid_parameter",` +
				`"errors":[{"parameter":"order_by","code":"unknown_field","detail":"cannot order by \"nope\"",` +
				`"allowed":["title","created_at","priority","views","category__name"]},` +
				`{"parameter":"page","code":"out_of_range","detail":"is 0; the least is 1"}]}`,
		},
		{
			"/categories?filter_by[name]=%00", 422,
			`{"type":"urn:problem:crudfactory:invalid-parameter","title":"Invalid request parameter","status":422,` +
				`"detail":"1 parameter is invalid","instance":"/categories","code":"invalid_parameter",` +
				`"errors":[{"parameter":"filter_by[name]","code":"invalid_value","detail":"contains a NUL byte"}]}`,
		},
		{
			"/articles?cursor=abc", 400,
			`{"type":"urn:problem:crudfactory:invalid-cursor","title":"Invalid cursor","status":400,` +
				`"detail":"the cursor is not one of this list: it was altered, or made under another order, filter or search",` +
				`"instance":"/articles","code":"invalid_cursor"}`,
		},
		{
			"/articles/x", 404,
			`{"type":"urn:problem:crudfactory:not-found","title":"Not found","status":404,` +
				`"detail":"no such row","instance":"/articles/x","code":"not_found"}`,
		},
		{
			"/nowhere?a=1", 404,
			`{"type":"urn:problem:crudfactory:not-found","title":"Not found","status":404,` +
				`"detail":"there is no such route","instance":"/nowhere","code":"not_found"}`,
		},
		{
			"/articles?a=1;b=2", 400,
			`{"type":"urn:problem:crudfactory:malformed-query","title":"Malformed query string","status":400,` +
				`"detail":"invalid semicolon separator in query","instance":"/articles","code":"malformed_query"}`,
		},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			got := a.get(t, test.target)
			if got.status != test.status {
				t.Errorf("GET %s: status %d, want %d", test.target, got.status, test.status)
			}
			if diff := cmp.Diff(test.want, string(got.body)); diff != "" {
				t.Errorf("GET %s (-want +got):\n%s", test.target, diff)
			}
		}
	})
}

// The instance is a URI reference (RFC 9457, section 3.1.5), also where the
// path has what a URI writes in percent.
func TestInstance(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, path := range []string{
			"/articles/x", "/articles/100%25", "/articles/a%20b", "/articles/%00", "/articles/%ff", "/articles/a%3Fb", "/articles/a%23b", "/%5B",
		} {
			p := a.problem(t, path, 404, "not_found")
			instance, err := url.Parse(p.Instance)
			if err != nil {
				t.Errorf("GET %s: instance %q: %v", path, p.Instance, err)
			} else if want, err := url.PathUnescape(path); err != nil || instance.Path != want {
				t.Errorf("GET %s: instance %q leads to the path %q", path, p.Instance, instance.Path)
			}
		}
	})
}

// What cannot be read is refused: dropped, it would answer unfiltered rows.
func TestMalformedQueries(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, query := range []string{
			"filter_by[status]=%zz", "a=1;b=2", "filter_by[status]=draft;page=2", ";", "%", "a=%", "a=%2", "%zz=1", "x=%u0041",
			"filter_by[status]=draft&x=%gg", "order_by=title;drop", "filter_by[status;drop]=1", "filter_by[priority]=1;2",
		} {
			for _, path := range []string{"/articles", "/articles/offset", "/articles/cursor", "/categories", "/public/articles/cursor"} {
				a.problem(t, path+"?"+query, 400, "malformed_query")
			}
		}
	})
}

// Other parameters are ignored, unless the client prefers otherwise.
func TestStrictHandling(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		const target = "/articles?utm_source=mail&q=1&status=draft&order_by=title&Search=x"
		page, _ := offset[article](t, a, target)
		sameRows(t, target, cut(sorted(theWorld.articles, "title"), 1, 20), page.Items)
		for _, prefer := range [][]string{
			{"Prefer", "handling=strict"},
			{"Prefer", "Handling=strict"},
			{"Prefer", "respond-async, handling=strict"},
			{"Prefer", "respond-async", "Prefer", "handling=strict"},
			{"Prefer", "handling=strict, wait=10"},
		} {
			p := problemOf(t, a.get(t, target, prefer...), 422, "invalid_parameter")
			want := []string{"Search: unknown_parameter", "q: unknown_parameter", "status: unknown_parameter", "utm_source: unknown_parameter"}
			if diff := cmp.Diff(want, brief(p)); diff != "" {
				t.Errorf("%v (-want +got):\n%s", prefer, diff)
			}
			if got := a.get(t, "/articles?order_by=title&page=2&items_per_page=5&search=e&facets=false&count=none", prefer...); got.status != 200 {
				t.Errorf("%v: %d: %s", prefer, got.status, got.body)
			}
		}
		if got := a.get(t, target, "Prefer", "handling=lenient"); got.status != 200 {
			t.Errorf("handling=lenient: %d", got.status)
		}
	})
}
