package operating_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
)

// limitTest is a limit on what a client sends: the most that is answered, and one
// past it.
type limitTest struct {
	name string
	// declare sets the limit to n; nil leaves its default, which is n.
	declare func(l *crud.Limits, n int)
	n       int
	// request is one of the given size.
	request func(n int) string
	// at is the answer to one of the limit, past that to one past it.
	at, past string
}

// deep is a row that takes a document of any depth.
type deep struct {
	ID    int64           `gorm:"primaryKey" json:"id"`
	Extra json.RawMessage `gorm:"type:json" json:"extra"`
}

type deepWrite struct {
	Extra json.RawMessage `json:"extra"`
}

// nested is a document of arrays in an object's member.
func nested(depth int) string {
	return `{"extra":` + strings.Repeat("[", depth-1) + "1" + strings.Repeat("]", depth-1) + "}"
}

func joinedNumbers(n int, separator string) string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = strconv.Itoa(i)
	}
	return strings.Join(texts, separator)
}

// spreadValues asks for n values in lists that are each shorter than one may be.
func spreadValues(n int) string {
	lists := []string{"filter_by[id][in]", "filter_by[title][in]", "filter_by[kind][in]", "filter_by[views][in]"}
	for _, list := range slices.Clone(lists) {
		lists = append(lists, strings.Replace(list, "[in]", "[not_in]", 1))
	}
	lists = append(lists, "id", "views", "views") // of an expression
	var query, expression []string
	for i, list := range lists {
		switch values := joinedNumbers((n+i)/len(lists), ","); {
		case values == "":
		case strings.HasPrefix(list, "filter_by"):
			query = append(query, list+"="+values)
		default:
			expression = append(expression, list+"+IN+("+values+")")
		}
	}
	return "GET /notes?" + strings.Join(append(query, "filter="+strings.Join(expression, "+AND+")), "&")
}

var limitTests = []limitTest{
	{
		"query bytes", func(l *crud.Limits, n int) { l.QueryBytes = n }, 100,
		func(n int) string { return "GET /notes?x=" + strings.Repeat("y", n-2) }, "200", "414 query_too_long",
	},
	{
		"query bytes", nil, 96 << 10,
		func(n int) string { return "GET /notes?x=" + strings.Repeat("y", n-2) }, "200", "414 query_too_long",
	},
	{
		"parameters", func(l *crud.Limits, n int) { l.Parameters = n }, 5,
		func(n int) string { return "GET /notes?" + strings.Repeat("x=1&", n-1) + "x=1" }, "200", "400 malformed_query",
	},
	{
		"parameters", nil, 200,
		func(n int) string { return "GET /notes?" + strings.Repeat("x=1&", n-1) + "x=1" }, "200", "400 malformed_query",
	},
	{
		"conditions", func(l *crud.Limits, n int) { l.Filter.Conditions = n }, 2,
		func(n int) string {
			return "GET /notes?" + strings.Join([]string{"filter_by[views][gt]=1", "filter_by[id][gt]=1", "filter_by[title][ne]=x"}[:n], "&")
		}, "200", "422 invalid_parameter too_many",
	},
	{
		"list values", func(l *crud.Limits, n int) { l.Filter.ListValues = n }, 3,
		func(n int) string { return "GET /notes?filter_by[views][in]=" + joinedNumbers(n, ",") }, "200", "422 invalid_parameter too_many",
	},
	{
		"list values", nil, 100,
		func(n int) string { return "GET /notes?filter_by[views][in]=" + joinedNumbers(n, ",") }, "200", "422 invalid_parameter too_many",
	},
	{
		"values", func(l *crud.Limits, n int) { l.Filter.Values = n }, 5, spreadValues, "200", "422 invalid_parameter too_many",
	},
	{"values", nil, 1000, spreadValues, "200", "422 invalid_parameter too_many"},
	{
		"value length", func(l *crud.Limits, n int) { l.Filter.ValueLength = n }, 8,
		func(n int) string { return "GET /notes?filter_by[title]=" + strings.Repeat("x", n) }, "200", "422 invalid_parameter too_long",
	},
	{
		"value length", nil, 4096,
		func(n int) string { return "GET /notes?filter_by[title]=" + strings.Repeat("x", n) }, "200", "422 invalid_parameter too_long",
	},
	{
		"expression bytes", func(l *crud.Limits, n int) { l.Filter.ExprBytes = n }, 20,
		func(n int) string { return "GET /notes?filter=views%3D1" + strings.Repeat("+", n-7) }, "200", "422 invalid_parameter too_long",
	},
	{
		"expression depth", func(l *crud.Limits, n int) { l.Filter.ExprDepth = n }, 3,
		func(n int) string { return "GET /notes?filter=" + strings.Repeat("NOT+", n) + "views%3D1" }, "200", "422 invalid_parameter too_many",
	},
	{
		"expression depth", nil, 16,
		func(n int) string { return "GET /notes?filter=" + strings.Repeat("NOT+", n) + "views%3D1" }, "200", "422 invalid_parameter too_many",
	},
	{
		"expression nodes", nil, 100,
		func(n int) string {
			return "GET /notes?filter=" + strings.Repeat("views%3D1+OR+", n-2) + "views%3D1"
		}, "200", "422 invalid_parameter too_many",
	},
	{
		"search length", nil, 200,
		func(n int) string { return "GET /notes?search=" + strings.Repeat("x", n) }, "200", "422 invalid_parameter too_long",
	},
	{
		"search words", nil, 16,
		func(n int) string { return "GET /notes?search=" + joinedNumbers(n, "+") }, "200", "422 invalid_parameter too_many",
	},
	{
		"items per page", nil, 100,
		func(n int) string { return fmt.Sprintf("GET /notes?items_per_page=%d", n) }, "200", "422 invalid_parameter out_of_range",
	},
	{
		"offset", func(l *crud.Limits, n int) { l.Page.MaxOffset = n * 10 }, 3,
		func(n int) string { return fmt.Sprintf("GET /notes/offset?items_per_page=10&page=%d", n+1) },
		"200", "422 invalid_parameter out_of_range",
	},
	{
		"includes", func(l *crud.Limits, n int) { l.Includes = n }, 1,
		func(n int) string { return "GET /notes?include=" + strings.Join([]string{"tags", "marks"}[:n], ",") },
		"200", "422 invalid_parameter too_many",
	},
	{
		"included rows", func(l *crud.Limits, n int) { l.IncludedRows = 2 * n }, 4,
		func(n int) string { return fmt.Sprintf("GET /notes?include=tags&items_per_page=%d", n) }, "200", "422 invalid_parameter too_many",
	},
	{
		"body bytes", func(l *crud.Limits, n int) { l.BodyBytes = int64(n) }, 40,
		func(n int) string { return `POST /notes {"title":"x"}` + strings.Repeat("\n", n-13) }, "201", "413 body_too_large",
	},
	{
		"body bytes", nil, 1 << 20,
		func(n int) string { return `POST /notes {"title":"x"}` + strings.Repeat("\n", n-13) }, "201", "413 body_too_large",
	},
	{
		"bulk rows", func(l *crud.Limits, n int) { l.BulkRows = n }, 3,
		func(n int) string {
			return "POST /notes/bulk [" + strings.Repeat(`{"title":"x"},`, n-1) + `{"title":"x"}]`
		}, "201", "422 invalid_body too_many",
	},
	{
		"bulk rows", nil, 1000,
		func(n int) string {
			return "POST /notes/bulk [" + strings.Repeat(`{"title":"x"},`, n-1) + `{"title":"x"}]`
		}, "201", "422 invalid_body too_many",
	},
}

// TestLimits: what is within a limit is read, one past it is refused with a problem
// that tells which.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, test := range limitTests {
		name := test.name
		if test.declare == nil {
			name += " by default"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := config()
			if test.declare != nil {
				test.declare(&c.Limits, test.n)
			}
			notes := serve(t, openNotes(t, dbtest.SQLite, 60), c)
			for n, want := range map[int]string{test.n: test.at, test.n + 1: test.past} {
				if got := notes.ask(test.request(n)).String(); got != want {
					t.Errorf("%d of %d: %s, want %s", n, test.n, got, want)
				}
			}
		})
	}
}

// TestBodyDepthIsLimited: what is as deep as it may be is written.
func TestBodyDepthIsLimited(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &deep{})
	for declared, most := range map[int]int{4: 4, 0: 32} {
		engine := gin.New()
		f := crud.Must(crud.New(db, crud.Config[deep]{Limits: crud.Limits{BodyDepth: declared}}))
		if err := crud.Mount(engine.Group("/deep"), f, crud.Create[deepWrite]()); err != nil {
			t.Fatal(err)
		}
		app := serveHandler(t, engine)
		for depth, want := range map[int]string{most: "201", most + 1: "400 malformed_body"} {
			if got := app.ask("POST /deep " + nested(depth)); got.String() != want {
				t.Errorf("%d of %d: %s %s, want %s", depth, most, got, got.body, want)
			}
		}
	}
}

// TestIncludedRowsByDefault: 10,000 related rows are answered, one more is refused.
func TestIncludedRowsByDefault(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.SQLite, 0)
	for id, want := range map[int64]string{10_000: "200", 10_001: "422 invalid_parameter too_many"} {
		rows := []note{{ID: id, Title: "x", Kind: "a", Tags: slices.Repeat([]tag{{Name: "x"}}, int(id))}}
		if err := db.Session(&gorm.Session{CreateBatchSize: 500}).Create(&rows).Error; err != nil {
			t.Fatal(err)
		}
		c := config()
		c.Includes = []crud.Include{{Relation: "tags", Limit: 20_000}}
		if got := serve(t, db, c).ask(fmt.Sprintf("GET /notes/%d?include=tags", id)); got.String() != want {
			t.Errorf("%d: %s, want %s", id, got, want)
		}
	}
}

// TestLimitsAreDeclared: a limit that cannot be one is a mistake of the declaration.
func TestLimitsAreDeclared(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.SQLite, 0)
	for want, limits := range map[string]crud.Limits{
		"-1 bytes of a query string": {QueryBytes: -1},
		"-1 parameters":              {Parameters: -1},
		"-1 streams":                 {Streams: -1},
		"-1 attempts of a write":     {WriteAttempts: -1},
		"-1 levels of a body":        {BodyDepth: -1},
		"-1 included relations":      {Includes: -1},
		"-1 list values":             {Filter: filters.Limits{ListValues: -1}},
		"101 items per page":         {Page: pagination.Limits{ItemsPerPage: 101, MaxItemsPerPage: 100}},
	} {
		c := config()
		c.Limits = limits
		if _, err := crud.New(db, c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not tell of %s", err, want)
		}
	}
}
