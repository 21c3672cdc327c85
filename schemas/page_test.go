package schemas_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

// item is a row of a page.
type item struct {
	Title string `json:"title"`
}

var filterAttributes = schemas.Facets{
	{Key: "status", Values: []any{"archived", "draft", "published"}},
	{Key: "category__name", Values: []any{"Architecture", "DevOps", "Python"}},
}

// The JSON is what the contract shows, key by key.
func TestEnvelopes(t *testing.T) {
	t.Parallel()
	offset := schemas.OffsetPage[item]{
		Items: []item{{"One"}, {"Two"}},
		Pagination: schemas.OffsetPagination{
			TotalCount: new(int64(47)), TotalRelation: new(schemas.TotalExact),
			ItemsPerPage: 2, Page: 1, Pages: new(int64(24)), HasMore: true, NextCursor: new("AQ"),
		},
		PaginationType:   "offset",
		FilterAttributes: filterAttributes,
	}
	cursor := schemas.CursorPage[item]{
		Items:            []item{{"One"}, {"Two"}},
		Pagination:       schemas.CursorPagination{NextCursor: new("AQ"), ItemsPerPage: 2, HasMore: true},
		PaginationType:   "cursor",
		FilterAttributes: filterAttributes,
	}
	counted := cursor
	counted.Pagination.PrevCursor = new("AB")
	counted.Pagination.TotalCount, counted.Pagination.TotalRelation = new(int64(0)), new(schemas.TotalAtLeast)
	cases := []struct {
		name string
		page any
		want string
	}{
		{
			"an offset page", offset,
			`{"items":[{"title":"One"},{"title":"Two"}],` +
				`"pagination":{"total_count":47,"total_relation":"eq","items_per_page":2,"page":1,"pages":24,"has_more":true,"next_cursor":"AQ"},` +
				`"pagination_type":"offset",` +
				`"filter_attributes":{"status":["archived","draft","published"],"category__name":["Architecture","DevOps","Python"]}}`,
		},
		{
			"an offset page without a total, facets and rows",
			schemas.OffsetPage[item]{
				Items: []item{}, PaginationType: "offset",
				Pagination: schemas.OffsetPagination{ItemsPerPage: 20, Page: 9},
			},
			`{"items":[],` +
				`"pagination":{"total_count":null,"total_relation":null,"items_per_page":20,"page":9,"pages":null,"has_more":false,"next_cursor":null},` +
				`"pagination_type":"offset","filter_attributes":null}`,
		},
		{
			"a cursor page", cursor,
			`{"items":[{"title":"One"},{"title":"Two"}],` +
				`"pagination":{"next_cursor":"AQ","prev_cursor":null,"items_per_page":2,"has_more":true},` +
				`"pagination_type":"cursor",` +
				`"filter_attributes":{"status":["archived","draft","published"],"category__name":["Architecture","DevOps","Python"]}}`,
		},
		{
			"a cursor page with a total", counted,
			`{"items":[{"title":"One"},{"title":"Two"}],` +
				`"pagination":{"next_cursor":"AQ","prev_cursor":"AB","items_per_page":2,"has_more":true,"total_count":0,"total_relation":"gte"},` +
				`"pagination_type":"cursor",` +
				`"filter_attributes":{"status":["archived","draft","published"],"category__name":["Architecture","DevOps","Python"]}}`,
		},
		{
			"facets with more values than are listed",
			schemas.CursorPage[item]{
				Items: []item{}, PaginationType: "cursor", FilterAttributes: schemas.Facets{}, Truncated: []string{"status"},
			},
			`{"items":[],"pagination":{"next_cursor":null,"prev_cursor":null,"items_per_page":0,"has_more":false},` +
				`"pagination_type":"cursor","filter_attributes":{},"filter_attributes_truncated":["status"]}`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, marshal(t, c.page)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPageIsTheEnvelopeThatIsSet(t *testing.T) {
	t.Parallel()
	offset := &schemas.OffsetPage[item]{Items: []item{{"One"}}, PaginationType: "offset"}
	cursor := &schemas.CursorPage[item]{Items: []item{{"One"}}, PaginationType: "cursor"}
	if diff := cmp.Diff(marshal(t, offset), marshal(t, schemas.Page[item]{Offset: offset})); diff != "" {
		t.Errorf("offset (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(marshal(t, cursor), marshal(t, &schemas.Page[item]{Cursor: cursor})); diff != "" {
		t.Errorf("cursor (-want +got)\n%s", diff)
	}
}

func TestFacets(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		facets schemas.Facets
		want   string
	}{
		{"facets that were not asked for are null", nil, `null`},
		{"no facets are an object", schemas.Facets{}, `{}`},
		{"no values are a list", schemas.Facets{{Key: "status"}}, `{"status":[]}`},
		{"no values of a list are a list", schemas.Facets{{Key: "status", Values: []any{}}}, `{"status":[]}`},
		{
			"keys keep their order",
			schemas.Facets{{Key: "z"}, {Key: "a"}, {Key: "m"}},
			`{"z":[],"a":[],"m":[]}`,
		},
		{
			"values keep their type",
			schemas.Facets{{Key: "mixed", Values: []any{false, true, int64(1<<53 + 1), json.Number("1.50"), "1"}}},
			`{"mixed":[false,true,9007199254740993,1.50,"1"]}`,
		},
		{
			"a key is quoted",
			schemas.Facets{{Key: `a"b`, Values: []any{`"`}}},
			`{"a\"b":["\""]}`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, marshal(t, c.facets)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestFacetsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	if b, err := json.Marshal(schemas.Facets{{Key: "a", Values: []any{func() {}}}}); err == nil {
		t.Errorf("gave %s", b)
	}
}

func TestTruncatedFacets(t *testing.T) {
	t.Parallel()
	facets := schemas.Facets{{Key: "a", Truncated: true}, {Key: "b"}, {Key: "c", Truncated: true}}
	if diff := cmp.Diff([]string{"a", "c"}, facets.Truncated()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string(nil), facets[1:2].Truncated()); diff != "" {
		t.Errorf("without any (-want +got)\n%s", diff)
	}
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
