package isolation_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// serveWorld serves the rows of both tenants.
func serveWorld(t *testing.T, db *gorm.DB, options ...crud.MountOption) http.Handler {
	t.Helper()
	if err := refill(db, 1, tenants...); err != nil {
		t.Fatal(err)
	}
	h, err := handler(db, options...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestExistenceIsNotTold: another tenant's row, a deleted one of his, and none at all
// are answered alike by whatever names a row, but for the path that was asked.
func TestExistenceIsNotTold(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		h := serveWorld(t, openWorld(t, open))
		other, gone, none := idOf(beta, "paper s00 "+beta).String(), idOf(beta, "paper s01 "+beta).String(), random(3)
		mine := idOf(alpha, "paper s00 "+alpha).String()
		tag := ask(h, request{tenant: beta, method: http.MethodGet, target: "/papers/" + other}).header.Get("ETag")
		if got := ask(h, request{tenant: beta, method: http.MethodDelete, target: "/papers/" + gone}); got.status != http.StatusNoContent {
			t.Fatal(got)
		}
		const whole = `{"slug":"x","title":"x","kind":"x"}`
		for _, test := range []struct {
			status int
			r      request
		}{
			{404, request{method: "GET", target: "/papers/ID"}},
			{404, request{method: "GET", target: "/papers/ID?include=folder,labels,parts&fields=id"}},
			{404, request{method: "HEAD", target: "/papers/ID"}},
			{404, request{method: "GET", target: "/papers/ID", header: []string{"If-None-Match", tag}}},
			{404, request{method: "PUT", target: "/papers/ID", body: whole}},
			{404, request{method: "PUT", target: "/papers/ID", body: whole, header: []string{"If-Match", tag}}},
			{422, request{method: "PUT", target: "/papers/ID", body: `{"slug":1}`}},
			{404, request{method: "PATCH", target: "/papers/ID", body: `{"title":"x"}`}},
			{404, request{method: "PATCH", target: "/papers/ID", body: `{"title":7}`}},
			{404, request{method: "PATCH", target: "/papers/ID", body: `{"title":"x"}`, header: []string{"If-Match", `"x.y"`}}},
			{404, request{
				method: "PATCH", target: "/papers/ID", body: `[{"op":"test","path":"/kind","value":"memo"}]`,
				header: []string{"Content-Type", "application/json-patch+json"},
			}},
			{404, request{method: "DELETE", target: "/papers/ID"}},
			{404, request{method: "DELETE", target: "/papers/ID", header: []string{"If-Match", tag}}},
			{404, request{method: "POST", target: "/papers/ID/restore"}},
			{404, request{method: "PATCH", target: "/papers/bulk", body: `[{"id":"` + mine + `","size":9},{"id":"ID","size":9}]`}},
			{404, request{method: "POST", target: "/papers/bulk/delete", body: `{"ids":["` + mine + `","ID"]}`}},
			{200, request{method: "GET", target: "/papers?facet_counts=true&filter_by[id]=ID"}},
			{200, request{method: "GET", target: "/papers?filter=NOT+id+%3D+%22ID%22&count=exact"}},
		} {
			test.r.tenant = alpha
			want := test.r.with(none).answerOf(h)
			if want.status != test.status {
				t.Errorf("%v: %s", test.r, want)
			}
			for _, id := range []string{other, gone} {
				if diff := cmp.Diff(want.String(), test.r.with(id).answerOf(h).String()); diff != "" {
					t.Errorf("%v (-none +other):\n%s", test.r, diff)
				}
			}
		}
	})
}

// with is a request for one row.
func (r request) with(id string) named {
	r.target, r.body = strings.ReplaceAll(r.target, "ID", id), strings.ReplaceAll(r.body, "ID", id)
	return named{r, id}
}

// named is a request that names a row.
type named struct {
	request

	id string
}

// answerOf is the answer, without what the request has named.
func (n named) answerOf(h http.Handler) answer {
	a := ask(h, n.request)
	a.body = strings.ReplaceAll(a.body, n.id, "ID")
	for _, values := range a.header {
		for i := range values {
			values[i] = strings.ReplaceAll(values[i], n.id, "ID")
		}
	}
	return a
}

// TestReferencesOfOthersAreUnknown: a row cannot be made to refer to another tenant's,
// and the answer is that for no row.
func TestReferencesOfOthersAreUnknown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		h := serveWorld(t, openWorld(t, open))
		mine := "/papers/" + idOf(alpha, "paper s00 "+alpha).String()
		for key, of := range map[string]string{`"folder_id":"ID"`: "folder one ", `"label_ids":["ID"]`: "label red"} {
			other := idOf(beta, of+beta).String()
			if of == "label red" {
				other = labelID(beta, "red").String()
			}
			body := `{"slug":"x","title":"x","kind":"x",` + key + `}`
			for _, r := range []request{
				{method: "POST", target: "/papers", body: body},
				{method: "POST", target: "/papers/bulk", body: "[" + body + "]"},
				{method: "PUT", target: mine, body: body},
				{method: "PATCH", target: mine, body: "{" + key + "}"},
				{method: "PATCH", target: "/papers/bulk", body: `[{"id":"` + strings.TrimPrefix(mine, "/papers/") + `",` + key + `}]`},
			} {
				r.tenant = alpha
				got, want := r.with(other).answerOf(h), r.with(random(4)).answerOf(h)
				if p := got.problem(); got.status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Code != "unknown_reference" {
					t.Errorf("%v: %s", r, got)
				}
				if diff := cmp.Diff(want.String(), got.String()); diff != "" {
					t.Errorf("%v (-none +other):\n%s", r, diff)
				}
			}
		}
	})
}

// TestWhoHasNoTenantLearnsNothing: a scope that refuses is asked before anything else
// is read, of each route.
func TestWhoHasNoTenantLearnsNothing(t *testing.T) {
	t.Parallel()
	h := serveWorld(t, openWorld(t, dbtest.SQLite))
	id := idOf(alpha, "paper s00 "+alpha).String()
	for _, r := range []request{
		{method: "GET", target: "/papers?order_by=nothing"},
		{method: "GET", target: "/papers/cursor"},
		{method: "GET", target: "/papers/" + id},
		{method: "GET", target: "/papers", header: []string{"Accept", "text/csv"}},
		{method: "OPTIONS", target: "/papers"},
		{method: "POST", target: "/papers", body: "{"},
		{method: "PUT", target: "/papers/" + id, body: "{"},
		{method: "PATCH", target: "/papers/" + id, body: "{"},
		{method: "DELETE", target: "/papers/" + id},
		{method: "POST", target: "/papers/" + id + "/restore"},
		{method: "POST", target: "/papers/bulk", body: "{"},
		{method: "PATCH", target: "/papers/bulk", body: "{"},
		{method: "POST", target: "/papers/bulk/delete", body: "{"},
	} {
		if got := ask(h, r); got.status != http.StatusUnauthorized || got.problem().Code != "unauthorized" || len(got.problem().Errors) > 0 {
			t.Errorf("%v: %s", r, got)
		}
	}
}

// page is a row whose name and key are unique among all tenants, which SECURITY.md
// warns of.
type page struct {
	ID     int64  `gorm:"primaryKey" json:"id"`
	Tenant string `gorm:"not null" json:"-"`
	Name   string `gorm:"not null;uniqueIndex" json:"name"`
}

type pageWrite struct {
	ID   *int64 `json:"id"`
	Name string `json:"name"`
}

type pageChange struct {
	Name string `json:"name"`
}

// TestUniqueViolationsTellExistence shows the one place where a tenant learns that
// another has a value: a constraint that holds among all tenants. The answer names the
// constraint and the field, and not one value of the row.
func TestUniqueViolationsTellExistence(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &page{})
		rows := []page{{ID: 101, Tenant: alpha, Name: "mine"}, {ID: 102, Tenant: beta, Name: "taken"}}
		if err := db.Create(&rows).Error; err != nil {
			t.Fatal(err)
		}
		h := servePages(t, db)
		for _, test := range []struct {
			r    request
			want string
		}{
			{request{method: "POST", target: "/pages", body: `{"name":"taken"}`}, "409 unique_violation /name"},
			{request{method: "POST", target: "/pages", body: `{"id":102,"name":"x"}`}, "409 unique_violation /id"},
			{request{method: "PATCH", target: "/pages/101", body: `{"name":"taken"}`}, "409 unique_violation /name"},
			{request{method: "PUT", target: "/pages/101", body: `{"name":"taken"}`}, "409 unique_violation /name"},
			{request{method: "PATCH", target: "/pages/bulk", body: `[{"id":101,"name":"taken"}]`}, "409 unique_violation /0/name"},
			{request{method: "POST", target: "/pages/bulk", body: `[{"name":"y"},{"name":"taken"}]`}, "409 unique_violation /name"},
			// Where PUT creates, a key that is taken is none that can be made, and a free one is.
			{request{method: "PUT", target: "/pages/102", body: `{"name":"z"}`}, "404 not_found"},
			{request{method: "PUT", target: "/pages/103", body: `{"name":"z"}`}, "201"},
		} {
			test.r.tenant = alpha
			got := ask(h, test.r)
			if brief := got.brief(); brief != test.want {
				t.Errorf("%v: %s, want %s", test.r, got, test.want)
			}
			if strings.Contains(got.told(), "taken") || strings.Contains(got.told(), beta) {
				t.Errorf("%v: a value is told: %s", test.r, got)
			}
		}
	})
}

// servePages serves them, with PUT that creates.
func servePages(t *testing.T, db *gorm.DB) http.Handler {
	t.Helper()
	c := crud.Config[page]{}
	c.Hooks.BeforeCreate = func(ctx context.Context, _ *gorm.DB, next *page) error {
		next.Tenant = tenantOf(ctx)
		return nil
	}
	engine := gin.New()
	crud.Install(engine)
	engine.Use(identity)
	if err := crud.Mount(engine.Group("/pages"), crud.Must(crud.New(db, c)), crud.ScopeBy(byTenant),
		crud.Create[pageWrite](), crud.Update[pageChange](), crud.PutCreates()); err != nil {
		t.Fatal(err)
	}
	return engine
}

// TestEstimatesKnowTheWholeTable: PostgreSQL estimates a total from statistics of all
// tenants' rows, so that papersConfig does not allow it.
func TestEstimatesKnowTheWholeTable(t *testing.T) {
	t.Parallel()
	h := serveWorld(t, openWorld(t, dbtest.Postgres))
	got := ask(h, request{tenant: alpha, method: "GET", target: "/papers?count=estimated"})
	if brief := got.brief(); brief != "422 invalid_parameter count" {
		t.Error(got)
	}
}
