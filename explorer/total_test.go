package explorer_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// Totals are told as what they are. The application answers what the test says.
func TestTotals(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &author{})
	for name, test := range map[string]struct{ answer, want string }{
		"exact": {
			`{"items":[{"id":1,"name":"A"}],"pagination_type":"offset","pagination":{"total_count":1,"total_relation":"eq","items_per_page":20,"page":1,"pages":1}}`,
			"1–1 of 1 row",
		},
		"at least": {
			`{"items":[{"id":1,"name":"A"}],"pagination_type":"offset","pagination":{"total_count":10000,"total_relation":"gte","items_per_page":20,"page":3,"pages":null,"has_more":true}}`,
			"41–41 of at least 10,000 rows",
		},
		"about": {
			`{"items":[{"id":1,"name":"A"}],"pagination_type":"cursor","pagination":{"total_count":1234567,"total_relation":"approx","items_per_page":20}}`,
			"about 1,234,567 rows",
		},
		"none": {
			`{"items":[{"id":1,"name":"A"}],"pagination_type":"cursor","pagination":{"items_per_page":20}}`,
			"1 row on this page Count all",
		},
		"keys that nobody has told":   {`{"items":[{"other":1}],"pagination":{"items_per_page":20}}`, "1 row on this page"},
		"numbers beyond those of Go":  {`{"items":[{"id":123456789012345678901234567890,"name":1e400}],"pagination":{}}`, "123456789012345678901234567890"},
		"an answer that is something": {`[]`, "The answer cannot be shown"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			authors, err := crud.New(db, crud.Config[author]{})
			must(t, err)
			a := &app{t: t, engine: gin.New(), client: http.DefaultClient}
			ex := explorer.New()
			must(t, crud.Mount(a.engine.Group("/authors"), authors, crud.Describe(ex.Add)))
			must(t, ex.Mount(a.engine.Group("/explorer"), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_, _ = io.WriteString(w, test.answer)
			})))
			a.serve()
			a.get("/explorer/list/authors").has(test.want)
		})
	}
}
