package crud_test

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// customShop is a row that custom filters look for.
type customShop struct {
	ID   int     `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Name string  `gorm:"not null" json:"name"`
	Kind string  `gorm:"not null" json:"kind"`
	Open bool    `gorm:"not null" json:"open"`
	Lat  float64 `gorm:"not null" json:"lat"`
}

// customOpen opens a database with shops 1 to 12: a, b and c by turns, every
// other one open.
func customOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	t.Helper()
	db := open(t, &customShop{})
	var shops []customShop
	for id := 1; id <= 12; id++ {
		shops = append(shops, customShop{id, fmt.Sprintf("Shop %02d", id), string(rune('a' + id%3)), id%2 == 0, float64(id)})
	}
	if err := db.Create(&shops).Error; err != nil {
		t.Fatal(err)
	}
	return db
}

// customNear are the parameters of a filter that takes several.
type customNear struct {
	Lat   float64
	Range *float64 `form:"within,omitempty"`
}

// customFilters are filters of every shape.
func customFilters() []crud.CustomFilter {
	where := func(query string, args ...any) (crud.Scope, error) {
		return func(db *gorm.DB) *gorm.DB { return db.Where(query, args...) }, nil
	}
	return []crud.CustomFilter{
		crud.FilterFunc("is_open", func(open bool) (crud.Scope, error) { return where("open = ?", open) }),
		crud.FilterFunc("either", func(ids []int) (crud.Scope, error) {
			return func(db *gorm.DB) *gorm.DB {
				for _, id := range ids {
					db = db.Or("id = ?", id)
				}
				return db
			}, nil
		}),
		crud.FilterFunc("near", func(near customNear) (crud.Scope, error) {
			within := 1.0
			if near.Range != nil {
				within = *near.Range
			}
			if within < 0 {
				return nil, errors.New("no shop is nearer than here")
			}
			return where("lat BETWEEN ? AND ?", near.Lat-within, near.Lat+within)
		}),
		crud.FilterFunc("any_shop", func(string) (crud.Scope, error) { return nil, nil }),
		crud.OperatorFunc("name", "ends", func(end string) (crud.Scope, error) {
			if end == "" {
				return nil, errors.New("every name ends so")
			}
			return where("name LIKE ?", "%"+end)
		}),
		crud.OperatorFunc("kind", "one_of", func(kinds []string) (crud.Scope, error) { return where("kind IN ?", kinds) }),
	}
}

func customFactory(db *gorm.DB) *crud.CrudFactory[customShop] {
	return crud.Must(crud.New(db, crud.Config[customShop]{
		FilterFields: []string{"id"}, Filters: map[string]crud.Operators{"name": "eq,starts_with"}, FacetFields: []string{"kind"},
		SearchFields: []string{"name"}, OrderFields: []string{"kind"}, CustomFilters: customFilters(),
		Streams: []crud.Format{crud.NDJSON}, Limits: crud.Limits{Filter: filters.Limits{ListValues: 3, Values: 4, ValueLength: 8}},
	}))
}

// customServe mounts the shops at /shops, those up to a header's id if there
// is one, and answers the server's address.
func customServe(t *testing.T, db *gorm.DB) string {
	t.Helper()
	engine := mountEngine()
	err := crud.Mount(engine.Group("/shops"), customFactory(db), crud.ScopeBy(func(c *gin.Context) (crud.Scope, error) {
		return func(db *gorm.DB) *gorm.DB {
			if most := c.GetHeader("Most"); most != "" {
				db = db.Where("id <= ?", len(most))
			}
			return db
		}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	return mountServe(t, engine)
}

func TestCustomFilters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := customServe(t, customOpen(t, open))
		for query, want := range map[string][]int{
			"filter_by[is_open]=true": {2, 4, 6, 8, 10, 12}, "filter_by[is_open][eq]=0": {1, 3, 5, 7, 9, 11},
			"filter_by[either]=5,2,9": {2, 5, 9}, "filter_by[either]=2&filter_by[either]=5": {2, 5},
			"filter_by[either]=5,2,9&filter_by[is_open]=1": {2}, "filter_by[either]=5,2,9&filter_by[kind]=c": {2, 5},
			"filter_by[either]=5,2,9&search=shop+05": {5}, "filter_by[either]=5,2,9&filter=id>4": {5, 9},
			"filter_by[near][lat]=4": {3, 4, 5}, "filter_by[near][lat]=4&filter_by[near][within]=0": {4},
			"filter_by[near][lat]=4e0&filter_by[near][within]=2.5": {2, 3, 4, 5, 6},
			"filter_by[any_shop]=":                                 styleRange(1, 12), "filter_by[any_shop]=x&filter_by[id]=3": {3},
			"filter_by[name][ends]=2": {2, 12}, "filter_by[name][ends]=2&filter_by[name][starts_with]=Shop+1": {12},
			"filter_by[kind][one_of]=a,c&filter_by[kind]=a": {3, 6, 9, 12}, "filter_by[kind][one_of]=b&filter_by[kind]=a": {},
		} {
			query = strings.ReplaceAll(query, " ", "+")
			for _, path := range []string{"/shops?", "/shops/offset?", "/shops/cursor?count=exact&", "/shops?items_per_page=1&page=1&"} {
				answer := mountGet(t, address+path+query)
				page := stylePageOf(t, answer)
				rows := want
				if strings.Contains(path, "items_per_page") {
					rows = want[:min(1, len(want))]
				}
				if diff := cmp.Diff(rows, page.ids()); diff != "" || *page.Pagination.TotalCount != int64(len(want)) {
					t.Errorf("%s%s: %d in all (-want +got):\n%s", path, query, *page.Pagination.TotalCount, diff)
				}
			}
			stream := mountGet(t, address+"/shops?"+query, "Accept", string(crud.NDJSON))
			if n := strings.Count(stream.Body, "\n"); n != len(want) || stream.Status != http.StatusOK {
				t.Errorf("%s: a stream of %d rows: %s", query, n, stream.Body)
			}
		}
	})
}

// What a filter ORs does not reach around what narrows besides: the request's
// own scopes above all.
func TestCustomFiltersStayInsideTheirGroup(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := customServe(t, customOpen(t, open))
		const most5 = "....."
		for query, want := range map[string][]int{
			"?filter_by[either]=4,5,6": {4, 5}, "/cursor?filter_by[either]=4,5,6": {4, 5}, "?filter_by[either]=7,8": {},
			"?filter_by[either]=4,5,6&filter_by[near][lat]=6": {5}, "?filter_by[any_shop]=x": {1, 2, 3, 4, 5},
		} {
			answer := mountGet(t, address+"/shops"+query, "Most", most5)
			if diff := cmp.Diff(want, stylePageOf(t, answer).ids()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
	})
}

func TestCustomFiltersHoldInFacets(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := customServe(t, customOpen(t, open))
		for query, want := range map[string]string{
			"filter_by[either]=1,4,5": `"filter_attributes":{"kind":["b","c"]},` +
				`"filter_counts":{"kind":[{"value":"b","count":2,"selected":false},{"value":"c","count":1,"selected":false}]}`,
			"filter_by[either]=1,4,5&filter_by[kind]=c": `"filter_attributes":{"kind":["b","c"]},` +
				`"filter_counts":{"kind":[{"value":"b","count":2,"selected":false},{"value":"c","count":1,"selected":true}]}`,
			"filter_by[near][lat]=3&filter_by[near][within]=0": `"filter_attributes":{"kind":["a"]},` +
				`"filter_counts":{"kind":[{"value":"a","count":1,"selected":false}]}`,
		} {
			for _, path := range []string{"/shops", "/shops/cursor"} {
				if got := mountGet(t, address+path+"?facet_counts=true&"+query); !strings.Contains(got.Body, want) {
					t.Errorf("%s?%s: %s", path, query, got.Body)
				}
			}
		}
	})
}

func TestCustomFiltersHoldInGo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := customFactory(customOpen(t, open))
		few, none := ask(t, f, "filter_by[either]", "7,5"), ask(t, f, "filter_by[near][lat]", "99")
		var got []int
		for shop, err := range f.Stream(ctx, few) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, shop.ID)
		}
		if diff := cmp.Diff([]int{5, 7}, got); diff != "" {
			t.Errorf("Stream (-want +got):\n%s", diff)
		}
		if list, err := f.List(ctx, few); err != nil || len(list) != 2 {
			t.Errorf("List: %v, %v", list, err)
		}
		if first, err := f.First(ctx, few); err != nil || first.ID != 5 {
			t.Errorf("First: %v, %v", first, err)
		}
		if first, err := f.First(ctx, none); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("First of none: %v, %v", first, err)
		}
		for q, want := range map[*crud.Query]int64{&few: 2, &none: 0} {
			if n, err := f.Count(ctx, *q); n != want || err != nil {
				t.Errorf("Count: %d, %v", n, err)
			}
			if there, err := f.Exists(ctx, *q); there != (want > 0) || err != nil {
				t.Errorf("Exists: %v, %v", there, err)
			}
		}
		view := crud.AsFunc(f.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("id > 5") }), func(s customShop) int { return s.ID })
		if list, err := view.List(ctx, few); err != nil || !cmp.Equal(list, []int{7}) {
			t.Errorf("a view, scoped: %v, %v", list, err)
		}
	})
}

// A cursor is of the list that the filter's value makes, however it was spelt.
func TestCustomFiltersBindCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := customServe(t, customOpen(t, open)) + "/shops/cursor?items_per_page=1&"
		for query, others := range map[string]map[string]int{
			"filter_by[is_open]=1": {
				"filter_by[is_open]=true": 200, "filter_by[is_open][eq]=1": 200, "filter_by[is_open]=0": 400, "": 400,
				"filter_by[is_open]=1&filter_by[any_shop]=x": 400,
			},
			"filter_by[either]=1,2": {
				"filter_by[either]=1&filter_by[either]=2": 200, "filter_by[either]=01,2": 200, `filter_by[either]="1",2`: 200,
				"filter_by[either]=1,2,3": 400, "filter_by[either]=1": 400, "filter_by[id][in]=1,2": 400,
			},
			"filter_by[near][lat]=4&filter_by[near][within]=2": {
				"filter_by[near][within]=2.0&filter_by[near][lat]=4e0": 200, "filter_by[near][lat]=4": 400,
				"filter_by[near][lat]=2&filter_by[near][within]=4": 400,
			},
			"filter_by[name][ends]=2": {"filter_by[name][ends]=2": 200, "filter_by[name][ends]=12": 400, "filter_by[any_shop]=2": 400},
			"":                        {"filter_by[any_shop]=": 400},
		} {
			token := *stylePageOf(t, mountGet(t, address+query)).Pagination.NextCursor
			for other, want := range others {
				got := mountGet(t, address+other+"&cursor="+token)
				if got.Status != want || want == http.StatusBadRequest && got.problem(t).Code != "invalid_cursor" {
					t.Errorf("%s after %s: %s", other, query, got.Body)
				}
			}
		}
	})
}

func TestCustomFiltersAreRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		recorded, statements := dbtest.Recorder(customOpen(t, open))
		address := customServe(t, recorded)
		statements.Reset()
		for query, want := range map[string]string{
			"filter_by[is_open]=yes":                            `filter_by[is_open] invalid_value: "yes" is not a boolean: expected true, false, 1 or 0 []`,
			"filter_by[is_open]=1&filter_by[is_open]=1":         "filter_by[is_open] repeated_parameter: is given more than once []",
			"filter_by[is_opened]=1":                            `filter_by[is_opened] unknown_field: there is no filter "is_opened" [id name kind is_open either near any_shop]`,
			"filter_by[near]=1":                                 "filter_by[near] unknown_operator: the filter near has no such parameter [lat within]",
			"filter_by[near][within]=1":                         "filter_by[near][lat] invalid_value: is missing: near takes lat, within []",
			"filter_by[near][lat]=1&filter_by[near][within]=-1": "filter_by[near] invalid_value: no shop is nearer than here []",
			"filter_by[name][ends]=":                            "filter_by[name][ends] invalid_value: every name ends so []",
			"filter_by[name][ne]=x":                             `filter_by[name][ne] unknown_operator: name has no operator "ne" [eq starts_with ends]`,
			"filter_by[kind][like]=x":                           `filter_by[kind][like] unknown_operator: kind has no operator "like" [eq in is_null one_of]`,
			"filter_by[either]=1,2,3,4":                         "filter_by[either] too_many: 4 values; at most 3 are allowed []",
			"filter_by[either]=1,2,3&filter_by[id][in]=1,2":     "filter_by[either] too_many: 5 values in all conditions together; at most 4 are allowed []",
			"filter_by[any_shop]=123456789":                     "filter_by[any_shop] too_long: a value of 9 characters; at most 8 are allowed []",
			"filter=is_open=true":                               `filter unknown_field: there is no filter "is_open" [id name kind]`,
		} {
			got := mountGet(t, address+"/shops?"+strings.ReplaceAll(query, " ", "+"))
			var lines []string
			for _, e := range got.problem(t).Errors {
				lines = append(lines, fmt.Sprintf("%s %s: %s %v", e.Parameter, e.Code, e.Detail, e.Allowed))
			}
			if diff := cmp.Diff([]string{want}, lines); diff != "" || got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d (-want +got):\n%s", query, got.Status, diff)
			}
		}
		if statements.Len() > 0 {
			t.Errorf("ran %q", statements.SQL())
		}
	})
}

// customNamed is a text with a name of its own.
type customNamed string

// customWhole has a parameter of every shape.
type customWhole struct {
	MinStars int8
	Kinds    []customNamed
	Until    *time.Time `form:"until"`
	Token    *uuid.UUID `form:"id"`
	Tags     *[]string  `form:"tags"`
	Weights  []float32  `form:"w"`
}

// customCase is a query with what the function of a filter x is called with,
// or with the mistakes in it, at which it is not called.
type customCase struct {
	query    string
	mistakes []string
	ask      func(t *testing.T, db *gorm.DB, query string) (called bool, diff string, err error)
}

func customTakes[V any](query string, want V) customCase {
	return customCase{query, nil, func(t *testing.T, db *gorm.DB, query string) (called bool, diff string, _ error) {
		t.Helper()
		f := crud.Must(crud.New(db, crud.Config[customShop]{CustomFilters: []crud.CustomFilter{
			crud.FilterFunc("x", func(v V) (crud.Scope, error) {
				called, diff = true, cmp.Diff(want, v, cmp.Comparer(func(a, b netip.Addr) bool { return a == b }))
				return nil, nil
			}),
		}}))
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.ParseQuery(values, allParams)
		return called, diff, err
	}}
}

func customRefuses[V any](query string, mistakes ...string) customCase {
	var none V
	c := customTakes(query, none)
	c.mistakes = mistakes
	return c
}

// customCatch makes a panic a failure of one test, and not of all.
func customCatch(t *testing.T) {
	t.Helper()
	if cause := recover(); cause != nil {
		t.Errorf("panics: %v", cause)
	}
}

func TestCustomValues(t *testing.T) {
	t.Parallel()
	db := customOpen(t, dbtest.SQLite)
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	id := uuid.MustParse("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f")
	const missing = " is missing: x takes min_stars, kinds, until, id, tags, w"
	const whole = "filter_by[x][min_stars]=-128&filter_by[x][kinds]=a&filter_by[x][w]=1"
	for _, c := range []customCase{
		customTakes("filter_by[x]=1", true), customTakes("filter_by[x]=false", false),
		customTakes("filter_by[x]=-9223372036854775808", math.MinInt), customTakes[int8]("filter_by[x]=-128", -128),
		customTakes[int16]("filter_by[x]=32767", 32767), customTakes[int32]("filter_by[x]=-2147483648", math.MinInt32),
		customTakes[int64]("filter_by[x]=9223372036854775807", math.MaxInt64), customTakes[uint]("filter_by[x]=007", 7),
		customTakes[uint8]("filter_by[x]=255", 255), customTakes[uint16]("filter_by[x]=65535", 65535),
		customTakes[uint32]("filter_by[x]=4294967295", math.MaxUint32), customTakes[uint64]("filter_by[x]=9223372036854775807", math.MaxInt64),
		customTakes[float32]("filter_by[x]=0.1", 0.1), customTakes("filter_by[x]=-1e300", -1e300),
		customTakes("filter_by[x]=0.1000000000000000055", 0.1), customTakes("filter_by[x]=9007199254740993", float64(1<<53)),
		customTakes("filter_by[x]=", ""), customTakes("filter_by[x]=a,%22b%27%25", `a,"b'%`), customTakes[customNamed]("filter_by[x]=n", "n"),
		customTakes("filter_by[x]=2024-05-17T14:00:00%2B02:00", noon), customTakes[time.Duration]("filter_by[x]=7", 7),
		customTakes("filter_by[x]=0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F", id), customTakes("filter_by[x]=::1", netip.IPv6Loopback()),
		customTakes("filter_by[x]=3,1,3", []int{3, 1, 3}), customTakes("filter_by[x]=1&filter_by[x]=0,1", []bool{true, false, true}),
		customTakes(`filter_by[x]="a,b",""`, []customNamed{"a,b", ""}), customTakes("filter_by[x]=0,255", []uint8{0, 255}),
		customTakes("filter_by[x]="+id.String(), []uuid.UUID{id}), customTakes("filter_by[x]=2024-05-17T12:00:00Z", []time.Time{noon}),
		customTakes("filter_by[x]=5", new(5)), customTakes("filter_by[x]=a,b", &[]string{"a", "b"}),
		customTakes(whole, customWhole{MinStars: -128, Kinds: []customNamed{"a"}, Weights: []float32{1}}),
		customTakes(whole+"&filter_by[x][until]=2024-05-17T12:00:00Z&filter_by[x][id]="+id.String()+"&filter_by[x][tags]=a,b", customWhole{
			MinStars: -128, Kinds: []customNamed{"a"}, Weights: []float32{1}, Until: &noon, Token: &id, Tags: &[]string{"a", "b"},
		}),

		customRefuses[bool]("filter_by[x]=yes", `filter_by[x]: "yes" is not a boolean: expected true, false, 1 or 0`),
		customRefuses[int]("filter_by[x]=1.0", `filter_by[x]: "1.0" is not an integer`),
		customRefuses[int]("filter_by[x]=", "filter_by[x]: is empty; expected an integer"),
		customRefuses[int8]("filter_by[x]=128", "filter_by[x]: 128 is out of range: expected -128 to 127"),
		customRefuses[uint8]("filter_by[x]=256", "filter_by[x]: 256 is out of range: expected 0 to 255"),
		customRefuses[uint]("filter_by[x]=-1", "filter_by[x]: -1 is out of range: expected 0 to 9223372036854775807"),
		customRefuses[uint64]("filter_by[x]=9223372036854775808", "filter_by[x]: 9223372036854775808 is out of range: expected 0 to 9223372036854775807"),
		customRefuses[float32]("filter_by[x]=1e39", "filter_by[x]: 1e39 is out of range of a 32-bit float"),
		customRefuses[float64]("filter_by[x]=NaN", `filter_by[x]: "NaN" is not a number`),
		customRefuses[string]("filter_by[x]=%00", "filter_by[x]: contains a NUL byte"),
		customRefuses[customNamed]("filter_by[x]=%ff", "filter_by[x]: is not valid UTF-8"),
		customRefuses[time.Time]("filter_by[x]=today", `filter_by[x]: "today" is not an RFC 3339 time with a zone, such as 2024-05-17T09:30:00Z`),
		customRefuses[uuid.UUID]("filter_by[x]=", "filter_by[x]: invalid UUID length: 0"),
		customRefuses[[]uuid.UUID]("filter_by[x]="+id.String()+",1", "filter_by[x]: invalid UUID length: 1"),
		customRefuses[[]int]("filter_by[x]=1,a,b", `filter_by[x]: "a" is not an integer`, `filter_by[x]: "b" is not an integer`),
		customRefuses[string]("filter_by[x]=a&filter_by[x]=a", "filter_by[x]: is given more than once"),
		customRefuses[customWhole]("filter_by[x][min_stars]=1&filter_by[x][w]=1e39",
			"filter_by[x][kinds]:"+missing, "filter_by[x][w]: 1e39 is out of range of a 32-bit float"),
		customRefuses[customWhole](whole+"&filter_by[x][id]=1", "filter_by[x][id]: invalid UUID length: 1"),
		// The function is not called beside other mistakes.
		customRefuses[int]("filter_by[x]=1&filter_by[y]=1", `filter_by[y]: there is no filter "y"`),
	} {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			defer customCatch(t)
			called, diff, err := c.ask(t, db, c.query)
			if mistakes := cmp.Diff(c.mistakes, declInputMistakes(err)); mistakes != "" || called != (c.mistakes == nil) {
				t.Errorf("called: %v (-want +got):\n%s", called, mistakes)
			}
			if called && diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Structs whose fields cannot be told apart, or reached.
type (
	customTwice struct {
		A, B int `form:"a"`
	}
	customBracket struct {
		A int `form:"a]["`
	}
	customMany struct {
		A int `form:"any"`
	}
)

func customOf[V any](name string) crud.CustomFilter {
	return crud.FilterFunc(name, func(V) (crud.Scope, error) { return nil, nil })
}

func customOn[V any](path, name string) crud.CustomFilter {
	return crud.OperatorFunc(path, name, func(V) (crud.Scope, error) { return nil, nil })
}

// customMistakes are those of a declaration, which does not panic.
func customMistakes(t *testing.T, db *gorm.DB, custom []crud.CustomFilter) (mistakes []string) {
	t.Helper()
	defer customCatch(t)
	return declMistakes(t, db, crud.Config[customShop]{
		FilterFields: []string{"id"}, Filters: map[string]crud.Operators{"name": "eq"}, FacetFields: []string{"kind"}, CustomFilters: custom,
	})
}

func TestCustomDeclaration(t *testing.T) {
	t.Parallel()
	db := customOpen(t, dbtest.SQLite)
	for name, test := range map[string]struct {
		filters []crud.CustomFilter
		want    []string // each is a part of a mistake
	}{
		"all is well":                   {[]crud.CustomFilter{customOf[int]("x"), customOf[int]("open"), customOn[int]("name", "x"), customOn[int]("name", "ne"), customOn[string]("kind", "x")}, nil},
		"a name of a field":             {[]crud.CustomFilter{customOf[int]("name")}, []string{`custom filter "name": there is a filter "name" already`}},
		"a name of a facet":             {[]crud.CustomFilter{customOf[customNear]("kind")}, []string{`custom filter "kind": there is a filter "kind" already`}},
		"a name of another":             {[]crud.CustomFilter{customOf[int]("x"), customOf[bool]("x")}, []string{`custom filter "x": there is a filter "x" already`}},
		"an operator that is there":     {[]crud.CustomFilter{customOn[string]("name", "eq")}, []string{`custom filter "name": there is a filter "name" already`}},
		"an operator of another":        {[]crud.CustomFilter{customOn[int]("name", "x"), customOn[int]("name", "x")}, []string{`custom filter "name": there is a filter "name" already`}},
		"an operator of no field":       {[]crud.CustomFilter{customOn[int]("nam", "x")}, []string{`custom operator field "nam": no such column (did you mean "name"?)`}},
		"an operator of another field":  {[]crud.CustomFilter{customOn[int]("lat", "x")}, []string{`custom operator field "lat" is not among the filter fields`}},
		"an operator like a quantifier": {[]crud.CustomFilter{customOn[int]("name", "none")}, []string{`custom filter "name": "none" cannot name a parameter`}},
		"an operator without a name":    {[]crud.CustomFilter{customOn[int]("name", "")}, []string{`custom filter "name": "" cannot name a parameter`}},
		"an operator with brackets":     {[]crud.CustomFilter{customOn[int]("name", "a]")}, []string{`custom filter "name": "a]" cannot name a parameter`}},
		"an operator of a struct":       {[]crud.CustomFilter{customOn[customNear]("name", "x")}, []string{`custom filter "name": its parameter "x" cannot be read into crud_test.customNear`}},
		"a name with brackets":          {[]crud.CustomFilter{customOf[int]("a][b")}, []string{`custom filter "a][b" cannot be a parameter`}},
		"no name":                       {[]crud.CustomFilter{customOf[int]("")}, []string{"cannot be a parameter"}},
		"a map":                         {[]crud.CustomFilter{customOf[map[string]int]("x")}, []string{`custom filter "x": its parameter "eq" cannot be read into map[string]int`}},
		"any value":                     {[]crud.CustomFilter{customOf[any]("x")}, []string{`custom filter "x": its parameter "eq" cannot be read into interface {}`}},
		"lists of lists":                {[]crud.CustomFilter{customOf[[][]int]("x")}, []string{`cannot be read into []int`}},
		"a complex number":              {[]crud.CustomFilter{customOf[complex128]("x")}, []string{`cannot be read into complex128`}},
		"a channel within a struct":     {[]crud.CustomFilter{customOf[struct{ C chan int }]("x")}, []string{`its parameter "c" cannot be read into chan int`}},
		"a struct of nothing":           {[]crud.CustomFilter{customOf[struct{}]("x")}, []string{`custom filter "x": it has no parameter`}},
		"two fields of one name":        {[]crud.CustomFilter{customOf[customTwice]("x")}, []string{`custom filter "x": two parameters are named "a"`}},
		"a field with brackets":         {[]crud.CustomFilter{customOf[customBracket]("x")}, []string{`custom filter "x": "a][" cannot name a parameter`}},
		"a field like a quantifier":     {[]crud.CustomFilter{customOf[customMany]("x")}, []string{`custom filter "x": "any" cannot name a parameter`}},
		"a field that cannot be set":    {[]crud.CustomFilter{customOf[struct{ A, hidden int }]("x")}, []string{`custom filter "x": its field hidden is not exported`}},
		"no function":                   {[]crud.CustomFilter{crud.FilterFunc[int]("x", nil)}, []string{`custom filter "x": it has no function`}},
		"nothing at all":                {[]crud.CustomFilter{{}}, []string{`custom filter ""`}},
		"all mistakes at once":          {[]crud.CustomFilter{customOf[int]("id"), customOf[any]("x")}, []string{`"id"`, `"x"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := customMistakes(t, db, test.filters)
			if len(got) != len(test.want) {
				t.Fatalf("got %q", got)
			}
			for i, want := range test.want {
				if !strings.HasPrefix(got[i], "custom_shops: ") || !strings.Contains(got[i], want) {
					t.Errorf("got %q, want %q", got[i], want)
				}
			}
		})
	}
}
