package crud_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// mwTask is what routes of the user's own list.
type mwTask struct {
	ID    int64  `gorm:"primaryKey" json:"id"`
	Name  string `gorm:"not null" json:"name"`
	State string `gorm:"not null" json:"state"`
	Hours int    `gorm:"not null" json:"hours"`
}

func mwFactory(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *crud.CrudFactory[mwTask] {
	t.Helper()
	db := open(t, &mwTask{})
	tasks := []mwTask{{1, "wash", "open", 3}, {2, "cook", "done", 1}, {3, "sweep", "open", 2}, {4, "iron", "done", 2}, {5, "rest", "open", 9}}
	if err := db.Create(&tasks).Error; err != nil {
		t.Fatal(err)
	}
	return crud.Must(crud.New(db, crud.Config[mwTask]{
		SearchFields: []string{"name"}, FacetFields: []string{"state"}, FilterFields: []string{"hours"},
		OrderFields: []string{"name", "hours"},
	}))
}

// mwRoutes has a route for each choice of groups. Each answers with what the
// query has found.
func mwRoutes(t *testing.T, f *crud.CrudFactory[mwTask]) string {
	t.Helper()
	engine := mountEngine()
	answer := func(c *gin.Context) {
		q, ok := f.Query(c)
		if !ok {
			return
		}
		page, err := f.Paginate(c.Request.Context(), q)
		if err != nil {
			crud.Abort(c, err)
			return
		}
		c.JSON(http.StatusOK, page)
	}
	for path, groups := range map[string][]gin.HandlerFunc{
		"/none":    nil,
		"/filter":  {f.FilterParams()},
		"/order":   {f.OrderParams()},
		"/offset":  {f.OffsetParams()},
		"/cursor":  {f.CursorParams()},
		"/page":    {f.PageParams()},
		"/two":     {f.OffsetParams(), f.CursorParams()},
		"/all":     {f.FilterParams(), f.OrderParams(), f.PageParams()},
		"/reverse": {f.PageParams(), f.OrderParams(), f.FilterParams(), f.FilterParams()},
	} {
		engine.GET(path, append(groups, answer)...)
	}
	engine.Group("/group", f.FilterParams()).Group("/inner", f.OrderParams()).GET("", f.OffsetParams(), answer)
	return mountServe(t, engine)
}

// names lists the names on a page, and what kind of page it is.
func (a mountAnswer) names(t *testing.T) string {
	t.Helper()
	var page struct {
		Items          []mwTask
		PaginationType string `json:"pagination_type"`
	}
	if err := json.Unmarshal([]byte(a.Body), &page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	names := []string{page.PaginationType + ":"}
	for _, task := range page.Items {
		names = append(names, task.Name)
	}
	return strings.Join(names, " ")
}

func TestMiddlewarePieceByPiece(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		url := mwRoutes(t, mwFactory(t, open))
		for path, want := range map[string]string{
			"/none":                                  "offset: wash cook sweep iron rest",
			"/filter":                                "offset: wash cook sweep iron rest",
			"/filter?filter_by[state]=done&search=o": "offset: cook iron",
			"/filter?filter_by[hours][gt]=2":         "offset: wash rest",
			"/order?order_by=-name":                  "offset: wash sweep rest iron cook",
			"/order?order_dir=desc":                  "offset: rest iron sweep cook wash",
			"/offset?page=2&items_per_page=2":        "offset: sweep iron",
			"/cursor?items_per_page=2":               "cursor: wash cook",
			"/page":                                  "offset: wash cook sweep iron rest",
			"/page?items_per_page=1&pagination_type=cursor":        "cursor: wash",
			"/two?items_per_page=1&pagination_type=cursor":         "cursor: wash",
			"/two?items_per_page=2&page=3":                         "offset: rest",
			"/all?filter_by[state]=open&order_by=hours&page=1":     "offset: sweep wash rest",
			"/reverse?filter_by[state]=open&order_by=hours&page=1": "offset: sweep wash rest",
			"/group/inner?filter_by[state]=open&order_by=hours":    "offset: sweep wash rest",
			// What belongs to no mounted group and does not look like it is left alone.
			"/none?search=x&facets=no&count=no&items_per_page=no&q=1&utm_source=x&pagination_type=no": "offset: wash cook sweep iron rest",
			"/order?search=x&order_by=name&items_per_page=1":                                          "offset: cook iron rest sweep wash",
		} {
			if got := mountGet(t, url+path).names(t); got != want {
				t.Errorf("%s: got %s, want %s", path, got, want)
			}
		}
	})
}

// TestMiddlewareFollowsCursors walks a route of the user's own.
func TestMiddlewareFollowsCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		url := mwRoutes(t, mwFactory(t, open))
		for _, path := range []string{"/all", "/two", "/cursor", "/page"} {
			var got []string
			token := ""
			for range 5 {
				var page schemas.CursorPage[mwTask]
				answer := mountGet(t, url+path+"?items_per_page=2&pagination_type=cursor&cursor="+token)
				if err := json.Unmarshal([]byte(strings.Replace(answer.Body, `"filter_attributes"`, `"-"`, 1)), &page); err != nil {
					t.Fatal(err)
				}
				for _, task := range page.Items {
					got = append(got, task.Name)
				}
				if page.Pagination.NextCursor == nil {
					break
				}
				token = *page.Pagination.NextCursor
			}
			if diff := cmp.Diff([]string{"wash", "cook", "sweep", "iron", "rest"}, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
	})
}

// mwMistakes lists the mistakes of a problem as "parameter: code".
func mwMistakes(t *testing.T, a mountAnswer) []string {
	t.Helper()
	var all []string
	for _, e := range a.problem(t).Errors {
		all = append(all, e.Parameter+": "+string(e.Code))
	}
	return all
}

func TestMiddlewareReportsEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := mwFactory(t, open)
		url := mwRoutes(t, f)
		got := mountGet(t, url+"/all?page=0&items_per_page=x&order_by=id,nam&order_dir=up&filter_by[state][like]=a"+
			"&filter_by[stat]=a&filter_by[hours]=many&filter_by[hours][gt]=&facets=hours&count=some&sort=name&page=2&search="+strings.Repeat("a", 201))
		want := []string{
			"count: invalid_value", "facets: unknown_field", "filter_by[hours]: invalid_value", "filter_by[hours][gt]: invalid_value",
			"filter_by[stat]: unknown_field", "filter_by[state][like]: unknown_operator", "items_per_page: invalid_value",
			"order_by: unknown_field", "order_by: unknown_field", "order_dir: invalid_value", "page: repeated_parameter",
			"search: too_long", "sort: unknown_parameter",
		}
		if diff := cmp.Diff(want, mwMistakes(t, got)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		p := got.problem(t)
		if p.Status != http.StatusUnprocessableEntity || p.Code != "invalid_parameter" || p.Instance != "/all" ||
			p.Detail != "13 parameters are invalid" {
			t.Errorf("got %s", got.Body)
		}
		for _, e := range p.Errors {
			if e.Parameter == "order_by" && !slices.Equal(e.Allowed, []string{"name", "hours"}) ||
				e.Parameter == "filter_by[stat]" && !slices.Equal(e.Allowed, []string{"hours", "state"}) {
				t.Errorf("%s allows %q", e.Parameter, e.Allowed)
			}
		}
	})
}

// TestMiddlewareRefuses has requests that would else answer what was not asked.
func TestMiddlewareRefuses(t *testing.T) {
	t.Parallel()
	url := mwRoutes(t, mwFactory(t, dbtest.SQLite))
	for path, want := range map[string][]string{
		// A parameter of a group that is not mounted, where it looks like one.
		"/none?filter_by[state]=open":      {"filter_by[state]: unknown_parameter"},
		"/none?filter=state":               {"filter: unknown_parameter"},
		"/filter?order_by=name":            {"order_by: unknown_parameter"},
		"/filter?order_dir=desc":           {"order_dir: unknown_parameter"},
		"/order?filter_by[state]=open":     {"filter_by[state]: unknown_parameter"},
		"/order?page=2":                    {"page: unknown_parameter"},
		"/filter?cursor=abc&page=1":        {"cursor: unknown_parameter", "page: unknown_parameter"},
		"/offset?cursor=abc":               {"cursor: conflicting_parameter"},
		"/offset?pagination_type=cursor":   {"pagination_type: conflicting_parameter"},
		"/cursor?page=1":                   {"page: conflicting_parameter"},
		"/cursor?pagination_type=offset":   {"pagination_type: conflicting_parameter"},
		"/page?cursor=a&page=1":            {"page: conflicting_parameter"},
		"/page?pagination_type=pages":      {"pagination_type: invalid_value"},
		"/all?filterby[state]=open":        {"filterby[state]: unknown_parameter"},
		"/all?filter_by=open":              {"filter_by: unknown_parameter"},
		"/all?filter_by[state][eq][x]=1":   {"filter_by[state][eq][x]: unknown_parameter"},
		"/all?filter_by[state=1":           {"filter_by[state: unknown_parameter"},
		"/all?where[state]=open":           {"where[state]: unknown_parameter"},
		"/all?orderby=name":                {"orderby: unknown_parameter"},
		"/all?Order_By=name":               {"Order_By: unknown_parameter"},
		"/all?sort=name&sort_by=name":      {"sort: unknown_parameter", "sort_by: unknown_parameter"},
		"/all?page_size=3&pageSize=3":      {"pageSize: unknown_parameter", "page_size: unknown_parameter"},
		"/all?cursors=x":                   {"cursors: unknown_parameter"},
		"/all?order_by=name&order_by=name": {"order_by: repeated_parameter"},
		"/all?order_by=name,-name":         {"order_by: duplicate_key"},
		"/all?order_by=":                   {"order_by: empty_item"},
	} {
		if diff := cmp.Diff(want, mwMistakes(t, mountGet(t, url+path))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	for _, path := range []string{
		"/none?x=%zz", "/all?filter_by[state]=%zz", "/all?a=1;b=2", "/filter?%", "/filter?search=%f", "/order?;",
	} {
		if p := mountGet(t, url+path).problem(t); p.Status != http.StatusBadRequest || p.Code != "malformed_query" {
			t.Errorf("%s: got %+v", path, p)
		}
	}
}

// TestMiddlewareStrict has a client that prefers strict handling (RFC 7240).
func TestMiddlewareStrict(t *testing.T) {
	t.Parallel()
	url := mwRoutes(t, mwFactory(t, dbtest.SQLite))
	query := "?q=1&count=none&search=o&utm=x"
	for _, test := range []struct {
		path   string
		prefer []string
		want   []string
	}{
		{"/all", nil, nil},
		{"/all", []string{"handling=lenient"}, nil},
		{"/all", []string{"return=minimal"}, nil},
		{"/all", []string{"xhandling=strict"}, nil},
		{"/all", []string{"handling=strict"}, []string{"q: unknown_parameter", "utm: unknown_parameter"}},
		{"/all", []string{"Handling=Strict"}, []string{"q: unknown_parameter", "utm: unknown_parameter"}},
		{"/all", []string{`handling="strict"`}, []string{"q: unknown_parameter", "utm: unknown_parameter"}},
		{"/all", []string{"respond-async,  handling=strict"}, []string{"q: unknown_parameter", "utm: unknown_parameter"}},
		{"/all", []string{"return=minimal", "handling=strict; foo=bar"}, []string{"q: unknown_parameter", "utm: unknown_parameter"}},
		{"/none", []string{"handling=strict"}, []string{
			"count: unknown_parameter", "q: unknown_parameter", "search: unknown_parameter", "utm: unknown_parameter",
		}},
		{"/filter", []string{"handling=strict"}, []string{"count: unknown_parameter", "q: unknown_parameter", "utm: unknown_parameter"}},
		{"/offset", []string{"handling=strict"}, []string{"q: unknown_parameter", "search: unknown_parameter", "utm: unknown_parameter"}},
	} {
		var headers []string
		for _, prefer := range test.prefer {
			headers = append(headers, "Prefer", prefer)
		}
		got := mountGet(t, url+test.path+query, headers...)
		if test.want == nil {
			if got.Status != http.StatusOK {
				t.Errorf("%s, %q: %s", test.path, test.prefer, got.Body)
			}
			continue
		}
		if diff := cmp.Diff(test.want, mwMistakes(t, got)); diff != "" {
			t.Errorf("%s, %q (-want +got):\n%s", test.path, test.prefer, diff)
		}
	}
	// The whole grammar is known to a strict client's request.
	all := "?filter_by[state]=open&search=s&facets=state&order_by=name&order_dir=desc&pagination_type=offset&page=1&items_per_page=1&count=none"
	if got := mountGet(t, url+"/all"+all, "Prefer", "handling=strict"); got.Status != http.StatusOK {
		t.Errorf("got %s", got.Body)
	}
}

// TestMiddlewareStopsTheChain has handlers behind a refused query not run.
func TestMiddlewareStopsTheChain(t *testing.T) {
	t.Parallel()
	f := mwFactory(t, dbtest.SQLite)
	engine := mountEngine()
	var ran []string
	engine.GET("/", f.PageParams(), func(c *gin.Context) {
		if q, ok := f.Query(c); !ok {
			if !reflect.ValueOf(q).IsZero() {
				t.Errorf("the query of a refused request: %+v", q)
			}
		}
	}, func(*gin.Context) { ran = append(ran, "next") })
	if got := mountGet(t, mountServe(t, engine)+"?page=x"); got.problem(t).Status != http.StatusUnprocessableEntity || ran != nil {
		t.Errorf("got %s, ran %q", got.Body, ran)
	}
}

// TestMiddlewareOfAView has a view's middlewares and methods, and the factory's
// beside them.
func TestMiddlewareOfAView(t *testing.T) {
	t.Parallel()
	type mwTaskRead struct {
		Name string `json:"name"`
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := mwFactory(t, open)
		view := crud.Must(crud.As[mwTaskRead](f))
		engine := mountEngine()
		short := func(db *gorm.DB) *gorm.DB { return db.Where("hours < 3") }
		engine.GET("/", view.FilterParams(), f.OrderParams(), view.OffsetParams(), func(c *gin.Context) {
			q, ok := f.Query(c)
			if !ok {
				return
			}
			page, err := view.OffsetPaginate(c.Request.Context(), q, short)
			if err != nil {
				crud.Abort(c, err)
				return
			}
			c.JSON(http.StatusOK, page)
		})
		got := mountGet(t, mountServe(t, engine)+"?filter_by[state]=done&order_by=-name&items_per_page=1")
		want := `{"items":[{"name":"iron"}],"pagination":{"total_count":2,"total_relation":"eq","items_per_page":1,"page":1,"pages":2,"has_more":true,"next_cursor":`
		if !strings.HasPrefix(got.Body, want) || !strings.HasSuffix(got.Body, `"pagination_type":"offset","filter_attributes":{"state":["done","open"]}}`) {
			t.Errorf("got %s", got.Body)
		}
	})
}
