package main

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	priority := func(is func(int64) bool) func(row) bool {
		return func(r row) bool { return r.Priority != nil && is(*r.Priority) }
	}
	views := func(is func(int64) bool) func(row) bool { return func(r row) bool { return is(r.Views) } }
	title := func(is func(string) bool) func(row) bool { return func(r row) bool { return is(r.Title) } }
	filed := func(is func(string) bool) func(row) bool {
		return func(r row) bool { return r.CategoryName != nil && is(*r.CategoryName) }
	}
	tag := func(is func(string) bool) func(row) bool {
		return func(r row) bool { return slices.ContainsFunc(r.tags, is) }
	}
	created := func(is func(time.Time) bool) func(row) bool { return func(r row) bool { return is(r.CreatedAt) } }
	unranked := func(r row) bool { return r.Priority == nil }
	y2023 := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)
	y2024 := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	first := time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC)

	tests := []struct {
		query string
		keep  func(row) bool
	}{
		// A label.
		{"filter_by[status]=draft", statusIn(statusDraft)},
		{"filter_by[status][eq]=draft", statusIn(statusDraft)},
		{"filter_by[status]=draft&filter_by[status]=published", statusIn(statusDraft, statusPublished)},
		{"filter_by[status]=draft&filter_by[status]=draft", statusIn(statusDraft)},
		{"filter_by[status][in]=archived,draft", statusIn(statusArchived, statusDraft)},
		{"filter_by[status][in]=archived&filter_by[status][in]=draft", statusIn(statusArchived, statusDraft)},
		{`filter_by[status][in]="archived","draft"`, statusIn(statusArchived, statusDraft)},
		{"filter_by[status]=draft&filter_by[status][in]=archived", statusIn(statusArchived, statusDraft)},
		{"filter_by[status][ne]=draft", not(statusIn(statusDraft))},
		{"filter_by[status][not_in]=draft,archived", statusIn(statusPublished)},
		{"filter_by[status]=draft&filter_by[status][ne]=draft", none},
		{"filter_by[status][is_null]=false", all},
		{"filter_by[status][is_null]=true", none},

		// A boolean.
		{"filter_by[published]=true", isPublic},
		{"filter_by[published]=1", isPublic},
		{"filter_by[published]=false", not(isPublic)},
		{"filter_by[published]=0", not(isPublic)},
		{"filter_by[published]=0&filter_by[published]=1", all},
		{"filter_by[published][in]=true,false", all},
		{"filter_by[published][ne]=true", not(isPublic)},
		{"filter_by[published][not_in]=0", isPublic},
		{"filter_by[published]=true&filter_by[status]=draft", func(r row) bool { return r.Published && r.Status == statusDraft }},

		// An integer that can be NULL.
		{"filter_by[priority]=3", priority(func(p int64) bool { return p == 3 })},
		{"filter_by[priority]=-1", priority(func(p int64) bool { return p == -1 })},
		{"filter_by[priority]=0", priority(func(p int64) bool { return p == 0 })},
		{"filter_by[priority][ne]=3", not(priority(func(p int64) bool { return p == 3 }))},
		{"filter_by[priority][in]=1,2,2", priority(func(p int64) bool { return p == 1 || p == 2 })},
		{"filter_by[priority][not_in]=1,2", not(priority(func(p int64) bool { return p == 1 || p == 2 }))},
		{"filter_by[priority][gt]=3", priority(func(p int64) bool { return p > 3 })},
		{"filter_by[priority][gte]=3", priority(func(p int64) bool { return p >= 3 })},
		{"filter_by[priority][lt]=3", priority(func(p int64) bool { return p < 3 })},
		{"filter_by[priority][lte]=3", priority(func(p int64) bool { return p <= 3 })},
		{"filter_by[priority][between]=2,4", priority(func(p int64) bool { return p >= 2 && p <= 4 })},
		{"filter_by[priority][between]=4,2", none},
		{"filter_by[priority][gte]=2&filter_by[priority][lt]=4", priority(func(p int64) bool { return p == 2 || p == 3 })},
		{"filter_by[priority][is_null]=true", unranked},
		{"filter_by[priority][is_null]=1", unranked},
		{"filter_by[priority][is_null]=false", not(unranked)},
		{"filter_by[priority]=3&filter_by[priority][is_null]=true", func(r row) bool { return r.Priority == nil || *r.Priority == 3 }},
		{"filter_by[priority][in]=3,4&filter_by[priority][is_null]=true", func(r row) bool { return r.Priority == nil || *r.Priority == 3 || *r.Priority == 4 }},
		{"filter_by[priority]=3&filter_by[priority][is_null]=false", priority(func(p int64) bool { return p == 3 })},
		{"filter_by[priority][gt]=3&filter_by[priority][is_null]=true", none},
		{"filter_by[priority][ne]=3&filter_by[priority][is_null]=true", unranked},

		// An integer of 64 bits.
		{"filter_by[views]=9007199254740993", views(func(v int64) bool { return v == 1<<53+1 })},
		{"filter_by[views]=9007199254740992", views(func(v int64) bool { return v == 1<<53 })},
		{"filter_by[views][gt]=9007199254740992", views(func(v int64) bool { return v > 1<<53 })},
		{"filter_by[views]=9223372036854775807", views(func(v int64) bool { return v == math.MaxInt64 })},
		{"filter_by[views]=-9223372036854775808", views(func(v int64) bool { return v == math.MinInt64 })},
		{"filter_by[views][gte]=-9223372036854775808", all},
		{"filter_by[views][lt]=-9223372036854775808", none},
		{"filter_by[views][between]=-1,0", views(func(v int64) bool { return v == -1 || v == 0 })},

		// An instant.
		{"filter_by[created_at]=1969-12-31T23:59:59.999999Z", created(first.Equal)},
		{"filter_by[created_at]=1970-01-01T00:00:00Z", created(time.Unix(0, 0).Equal)},
		{"filter_by[created_at]=1970-01-01T05:30:00%2B05:30", created(time.Unix(0, 0).Equal)},
		{"filter_by[created_at]=1970-01-01T05:30:00+05:30", created(time.Unix(0, 0).Equal)},
		{"filter_by[created_at]=1969-12-31T19:00:00.000-05:00", created(time.Unix(0, 0).Equal)},
		{"filter_by[created_at][ne]=1970-01-01T00:00:00Z", not(created(time.Unix(0, 0).Equal))},
		{"filter_by[created_at][in]=1970-01-01T00:00:00Z,1969-12-31T23:59:59.999999Z", func(r row) bool { return r.CreatedAt.Equal(first) || r.CreatedAt.Equal(time.Unix(0, 0)) }},
		{"filter_by[created_at][lt]=1970-01-01T00:00:00Z", created(time.Unix(0, 0).After)},
		{"filter_by[created_at][lte]=1970-01-01T00:00:00Z", created(func(c time.Time) bool { return !c.After(time.Unix(0, 0)) })},
		{"filter_by[created_at][gt]=1970-01-01T00:00:00Z", created(time.Unix(0, 0).Before)},
		{"filter_by[created_at][gte]=2023-01-01T00:00:00Z", created(func(c time.Time) bool { return !c.Before(y2023) })},
		{"filter_by[created_at][between]=2023-01-01T00:00:00Z,2024-01-01T00:00:00Z", created(func(c time.Time) bool { return !c.Before(y2023) && !c.After(y2024) })},
		{"filter_by[created_at][between]=2023-01-01T02:00:00+02:00,2024-01-01T02:00:00+02:00", created(func(c time.Time) bool { return !c.Before(y2023) && !c.After(y2024) })},
		{"filter_by[created_at][gte]=9999-12-31T23:59:59Z", none},
		{"filter_by[created_at][gte]=0001-01-01T00:00:00Z", all},

		// Text: wildcards of LIKE and GLOB are literal.
		{"filter_by[title]=s", title(func(s string) bool { return s == "s" })},
		{"filter_by[title]=S", none},
		{"filter_by[title]=", title(func(s string) bool { return s == "" })},
		{"filter_by[title][ne]=", title(func(s string) bool { return s != "" })},
		{`filter_by[title][in]=""`, title(func(s string) bool { return s == "" })},
		{`filter_by[title][in]=s,""`, title(func(s string) bool { return s == "" || s == "s" })},
		{`filter_by[title][in]="one, two and ""three""",s`, title(func(s string) bool { return s == "s" || strings.HasPrefix(s, "one, two") })},
		{`filter_by[title]=one, two and "three"`, title(func(s string) bool { return strings.HasPrefix(s, "one, two") })},
		{"filter_by[title]=two%0Alines", title(func(s string) bool { return s == "two\nlines" })},
		{"filter_by[title]=a%3Bb%26c=d%2Be%23f", title(func(s string) bool { return s == "a;b&c=d+e#f" })},
		{"filter_by[title]=' OR 1=1 --", title(func(s string) bool { return s == "' OR 1=1 --" })},
		{"filter_by[title]=🦊 fox", title(func(s string) bool { return s == "🦊 fox" })},
		{"filter_by[title][contains]=100%25", title(func(s string) bool { return strings.Contains(s, "100%") })},
		{"filter_by[title][contains]=e_c", title(func(s string) bool { return strings.Contains(s, "e_c") })},
		{`filter_by[title][contains]=\`, title(func(s string) bool { return strings.Contains(s, `\`) })},
		{`filter_by[title][contains]=\\`, title(func(s string) bool { return strings.Contains(s, `\\`) })},
		{"filter_by[title][contains]=*", title(func(s string) bool { return strings.Contains(s, "*") })},
		{"filter_by[title][contains]=?", title(func(s string) bool { return strings.Contains(s, "?") })},
		{"filter_by[title][contains]=[s", title(func(s string) bool { return strings.Contains(s, "[s") })},
		{"filter_by[title][contains]=et]", title(func(s string) bool { return strings.Contains(s, "et]") })},
		{"filter_by[title][contains]=the", title(func(s string) bool { return strings.Contains(s, "the") })},
		{"filter_by[title][contains]=The", title(func(s string) bool { return strings.Contains(s, "The") })},
		{"filter_by[title][contains]=", all},
		{"filter_by[title][starts_with]=snake_", title(func(s string) bool { return strings.HasPrefix(s, "snake_") })},
		{"filter_by[title][starts_with]=100%25", title(func(s string) bool { return strings.HasPrefix(s, "100%") })},
		{"filter_by[title][starts_with]=star*", title(func(s string) bool { return strings.HasPrefix(s, "star*") })},
		{"filter_by[title][ends_with]=sure", title(func(s string) bool { return strings.HasSuffix(s, "sure") })},
		{"filter_by[title][ends_with]=Sure", none},
		{"filter_by[title][ends_with]=ines", title(func(s string) bool { return strings.HasSuffix(s, "ines") })},
		{"filter_by[title][icontains]=THE", title(func(s string) bool { return contains(s, "the") })},
		{"filter_by[title][icontains]=Århus", title(func(s string) bool { return contains(s, "århus") })},
		{"filter_by[title][icontains]=E_C", title(func(s string) bool { return contains(s, "e_c") })},
		{"filter_by[title][icontains]=0%25", title(func(s string) bool { return contains(s, "0%") })},
		{`filter_by[title][icontains]=K\s`, title(func(s string) bool { return contains(s, `k\s`) })},
		{"filter_by[title][icontains]=R*", title(func(s string) bool { return contains(s, "r*") })},
		{"filter_by[title][istarts_with]=GRÜSSE", title(func(s string) bool { return strings.HasPrefix(strings.ToLower(s), "grüsse") })},
		{"filter_by[title][istarts_with]=SNAKE_", title(func(s string) bool { return strings.HasPrefix(strings.ToLower(s), "snake_") })},
		{"filter_by[title][iends_with]=SURE", title(func(s string) bool { return strings.HasSuffix(strings.ToLower(s), "sure") })},
		{"filter_by[title][starts_with]=1&filter_by[title][ends_with]=e&filter_by[title][ne]=100%25 sure", title(func(s string) bool { return s == "100 percent sure" })},

		// Text of a relation that may be missing.
		{"filter_by[category__name]=Databases", filedUnder("Databases")},
		{"filter_by[category__name]=Databases&filter_by[category__name]=DevOps", filedUnder("Databases", "DevOps")},
		{"filter_by[category__name]=Nowhere", none},
		{"filter_by[category__name]=", none},
		{`filter_by[category__name][in]="C, ""C%2B%2B"" %26 friends",DevOps`, filedUnder(commaCategory, "DevOps")},
		{"filter_by[category__name][ne]=Databases", not(filedUnder("Databases"))},
		{"filter_by[category__name][not_in]=Databases,DevOps", not(filedUnder("Databases", "DevOps"))},
		{"filter_by[category__name][is_null]=true", unfiled},
		{"filter_by[category__name][is_null]=false", not(unfiled)},
		{"filter_by[category__name]=Go&filter_by[category__name][is_null]=true", func(r row) bool { return unfiled(r) || filedUnder("Go")(r) }},
		{"filter_by[category__name][starts_with]=D", filed(func(s string) bool { return strings.HasPrefix(s, "D") })},
		{"filter_by[category__name][icontains]=devops", filed(func(s string) bool { return s == "DevOps" })},

		// Text of related rows: some of them.
		{"filter_by[tags__name]=postgresql", tagged("postgresql")},
		{"filter_by[tags__name]=postgresql&filter_by[tags__name]=performance", tag(func(s string) bool { return s == "postgresql" || s == "performance" })},
		{"filter_by[tags__name][in]=postgresql,performance", tag(func(s string) bool { return s == "postgresql" || s == "performance" })},
		{"filter_by[tags__name][icontains]=PERF", tag(func(s string) bool { return strings.Contains(s, "perf") })},
		{"filter_by[tags__name][ne]=postgresql", tag(func(s string) bool { return s != "postgresql" })},
		{"filter_by[tags__name]=postgresql&filter_by[status]=published", func(r row) bool { return tagged("postgresql")(r) && r.Status == statusPublished }},

		// Different keys.
		{
			"filter_by[status]=published&filter_by[category__name]=Databases&filter_by[category__name]=Go&filter_by[priority][is_null]=true" +
				"&filter_by[views][gt]=10&search=e",
			func(r row) bool {
				return r.Status == statusPublished && filedUnder("Databases", "Go")(r) && r.Priority == nil && r.Views > 10 && matching("e")(r)
			},
		},
		// Percent-encoded names are the same names.
		{"filter_by%5Bstatus%5D%5Bne%5D=draft", not(statusIn(statusDraft))},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			t.Run(test.query, func(t *testing.T) { a.sameSet(t, test.query, test.keep) })
		}
	})
}

// A value that was answered finds its row again.
func TestAnsweredValuesAreFilters(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		got := decode[map[string]any](t, a.get(t, "/articles?items_per_page=3&page=7"))
		for _, item := range got["items"].([]any) {
			item := item.(map[string]any)
			created := item["created_at"].(string)
			id := item["id"].(string)
			for _, spelling := range []string{created, strings.ReplaceAll(created, "+", "%2B")} {
				page, _ := offset[article](t, a, "/articles?filter_by[created_at]="+spelling)
				if !slices.ContainsFunc(page.Items, func(i article) bool { return i.ID.String() == id }) {
					t.Errorf("created_at=%s does not find %s", spelling, id)
				}
			}
		}
	})
}

func TestLimitsOfFilters(t *testing.T) {
	t.Parallel()
	numbers := func(n int) []string {
		var texts []string
		for i := range n {
			texts = append(texts, strconv.Itoa(i))
		}
		return texts
	}
	// Ten operators of each of five keys.
	var conditions []string
	for _, key := range []string{"priority", "views"} {
		for operator, value := range map[string]string{
			"eq": "1", "ne": "1", "in": "1", "not_in": "2", "is_null": "false", "gt": "0", "gte": "1", "lt": "9", "lte": "9", "between": "0,9",
		} {
			conditions = append(conditions, "filter_by["+key+"]["+operator+"]="+value)
		}
	}
	for _, key := range []string{"title", "category__name", "tags__name"} {
		for _, operator := range []string{
			"eq", "ne", "in", "not_in", "contains", "starts_with", "ends_with", "icontains", "istarts_with", "iends_with",
		} {
			conditions = append(conditions, "filter_by["+key+"]["+operator+"]=a")
		}
	}
	each(t, func(t *testing.T, a *app) {
		for _, query := range []string{
			"filter_by[priority][in]=" + strings.Join(numbers(100), ","),
			"filter_by[priority]=" + strings.Join(numbers(100), "&filter_by[priority]="),
			strings.Join(conditions, "&"),
		} {
			if got := a.get(t, "/articles?facets=false&count=none&"+query); got.status != 200 {
				t.Errorf("GET %s: %d: %s", query, got.status, got.body)
			}
		}
		for _, test := range []struct{ query, parameter string }{
			{"filter_by[priority][in]=" + strings.Join(numbers(101), ","), "filter_by[priority][in]"},
			{"filter_by[priority][not_in]=" + strings.Join(numbers(101), ","), "filter_by[priority][not_in]"},
			{"filter_by[priority]=" + strings.Join(numbers(101), "&filter_by[priority]="), "filter_by[priority]"},
			{"filter_by[priority][in]=" + strings.Join(numbers(60), ",") + "&filter_by[priority][in]=" + strings.Join(numbers(60), ","), "filter_by[priority][in]"},
			{strings.Join(conditions, "&") + "&filter_by[status]=draft", ""},
		} {
			p := a.problem(t, "/articles?"+test.query, 422, "invalid_parameter")
			if len(p.Errors) != 1 || p.Errors[0].Code != "too_many" || test.parameter != "" && p.Errors[0].Parameter != test.parameter {
				t.Errorf("GET %s: %+v", test.query, p.Errors)
			}
		}
	})
}
