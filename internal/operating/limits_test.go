package operating_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

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
	// past is the answer to one past the limit.
	past string
}

// nested is a document of arrays in an object's member.
func nested(depth int) string {
	return `{"title":` + strings.Repeat("[", depth-1) + "1" + strings.Repeat("]", depth-1) + "}"
}

func joinedNumbers(n int, separator string) string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = strconv.Itoa(i)
	}
	return strings.Join(texts, separator)
}

var limitTests = []limitTest{
	{
		"query bytes", func(l *crud.Limits, n int) { l.QueryBytes = n }, 100,
		func(n int) string { return "GET /notes?x=" + strings.Repeat("y", n-2) }, "414 query_too_long",
	},
	{
		"query bytes", nil, 96 << 10,
		func(n int) string { return "GET /notes?x=" + strings.Repeat("y", n-2) }, "414 query_too_long",
	},
	{
		"parameters", func(l *crud.Limits, n int) { l.Parameters = n }, 5,
		func(n int) string { return "GET /notes?" + strings.Repeat("x=1&", n-1) + "x=1" }, "400 malformed_query",
	},
	{
		"parameters", nil, 200,
		func(n int) string { return "GET /notes?" + strings.Repeat("x=1&", n-1) + "x=1" }, "400 malformed_query",
	},
	{
		"conditions", func(l *crud.Limits, n int) { l.Filter.Conditions = n }, 2,
		func(n int) string {
			return "GET /notes?" + strings.Join([]string{"filter_by[views][gt]=1", "filter_by[id][gt]=1", "filter_by[title][ne]=x"}[:n], "&")
		}, "422 invalid_parameter too_many",
	},
	{
		"list values", func(l *crud.Limits, n int) { l.Filter.ListValues = n }, 3,
		func(n int) string { return "GET /notes?filter_by[views][in]=" + joinedNumbers(n, ",") }, "422 invalid_parameter too_many",
	},
	{
		"list values", nil, 100,
		func(n int) string { return "GET /notes?filter_by[views][in]=" + joinedNumbers(n, ",") }, "422 invalid_parameter too_many",
	},
	{
		"value length", func(l *crud.Limits, n int) { l.Filter.ValueLength = n }, 8,
		func(n int) string { return "GET /notes?filter_by[title]=" + strings.Repeat("x", n) }, "422 invalid_parameter too_long",
	},
	{
		"value length", nil, 4096,
		func(n int) string { return "GET /notes?filter_by[title]=" + strings.Repeat("x", n) }, "422 invalid_parameter too_long",
	},
	{
		"expression bytes", func(l *crud.Limits, n int) { l.Filter.ExprBytes = n }, 20,
		func(n int) string { return "GET /notes?filter=views%3D1" + strings.Repeat("+", n-7) }, "422 invalid_parameter too_long",
	},
	{
		"expression depth", func(l *crud.Limits, n int) { l.Filter.ExprDepth = n }, 3,
		func(n int) string { return "GET /notes?filter=" + strings.Repeat("NOT+", n) + "views%3D1" }, "422 invalid_parameter too_many",
	},
	{
		"expression depth", nil, 16,
		func(n int) string { return "GET /notes?filter=" + strings.Repeat("NOT+", n) + "views%3D1" }, "422 invalid_parameter too_many",
	},
	{
		"expression nodes", nil, 100,
		func(n int) string {
			return "GET /notes?filter=" + strings.Repeat("views%3D1+OR+", n-2) + "views%3D1"
		}, "422 invalid_parameter too_many",
	},
	{
		"search length", nil, 200,
		func(n int) string { return "GET /notes?search=" + strings.Repeat("x", n) }, "422 invalid_parameter too_long",
	},
	{
		"search words", nil, 16,
		func(n int) string { return "GET /notes?search=" + joinedNumbers(n, "+") }, "422 invalid_parameter too_many",
	},
	{
		"items per page", nil, 100,
		func(n int) string { return fmt.Sprintf("GET /notes?items_per_page=%d", n) }, "422 invalid_parameter out_of_range",
	},
	{
		"offset", func(l *crud.Limits, n int) { l.Page.MaxOffset = n * 10 }, 3,
		func(n int) string { return fmt.Sprintf("GET /notes/offset?items_per_page=10&page=%d", n+1) }, "422 invalid_parameter out_of_range",
	},
	{
		"includes", func(l *crud.Limits, n int) { l.Includes = n }, 1,
		func(n int) string { return "GET /notes?include=" + strings.Join([]string{"tags", "marks"}[:n], ",") }, "422 invalid_parameter too_many",
	},
	{
		"included rows", func(l *crud.Limits, n int) { l.IncludedRows = 2 * n }, 4,
		func(n int) string { return fmt.Sprintf("GET /notes?include=tags&items_per_page=%d", n) }, "422 invalid_parameter too_many",
	},
	{
		"body bytes", func(l *crud.Limits, n int) { l.BodyBytes = int64(n) }, 40,
		func(n int) string { return `POST /notes {"title":"x"}` + strings.Repeat("\n", n-13) }, "413 body_too_large",
	},
	{
		"body bytes", nil, 1 << 20,
		func(n int) string { return `POST /notes {"title":"x"}` + strings.Repeat("\n", n-13) }, "413 body_too_large",
	},
	{
		"body depth", func(l *crud.Limits, n int) { l.BodyDepth = n }, 4,
		func(n int) string { return "POST /notes " + nested(n) }, "400 malformed_body",
	},
	{
		"body depth", nil, 32,
		func(n int) string { return "POST /notes " + nested(n) }, "400 malformed_body",
	},
	{
		"bulk rows", func(l *crud.Limits, n int) { l.BulkRows = n }, 3,
		func(n int) string {
			return "POST /notes/bulk [" + strings.Repeat(`{"title":"x"},`, n-1) + `{"title":"x"}]`
		}, "422 invalid_body too_many",
	},
	{
		"bulk rows", nil, 1000,
		func(n int) string {
			return "POST /notes/bulk [" + strings.Repeat(`{"title":"x"},`, n-1) + `{"title":"x"}]`
		}, "422 invalid_body too_many",
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
			at, past := notes.ask(test.request(test.n)), notes.ask(test.request(test.n+1))
			if got := past.String(); got != test.past {
				t.Errorf("one past %d: %s, want %s", test.n, got, test.past)
			}
			if got := at.String(); got == test.past {
				t.Errorf("at %d: %s", test.n, got)
			}
		})
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
