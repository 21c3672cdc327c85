package crud_test

import (
	"context"
	"net/url"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	dbtest.Main(m)
}

const allParams = crud.WithFilter | crud.WithOrder | crud.WithOffset | crud.WithCursor

// parser is what factories and views have in common.
type parser interface {
	ParseQuery(values url.Values, p crud.Params) (crud.Query, error)
}

// ask parses pairs of parameter names and values; a test that expects a mistake
// calls ParseQuery itself.
func ask(tb testing.TB, f parser, pairs ...string) crud.Query {
	tb.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	q, err := f.ParseQuery(values, allParams)
	if err != nil {
		tb.Fatalf("parse %v: %v", values, err)
	}
	return q
}

var ctx = context.Background()

// equateEmpty takes nil and [] for the same.
var equateEmpty = cmpopts.EquateEmpty()

// facetMap gives facets by their keys.
func facetMap(facets schemas.Facets) map[string][]any {
	values := map[string][]any{}
	for _, facet := range facets {
		values[facet.Key] = facet.Values
	}
	return values
}
