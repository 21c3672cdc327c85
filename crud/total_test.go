package crud_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

type totalRow struct {
	ID   int  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Even bool `gorm:"not null" json:"even"`
}

// totalOpen opens a database with n rows.
func totalOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB, n int) *gorm.DB {
	t.Helper()
	db := open(t, &totalRow{})
	rows := make([]totalRow, n)
	for i := range rows {
		rows[i] = totalRow{i + 1, i%2 == 1}
	}
	if err := db.CreateInBatches(&rows, 500).Error; err != nil {
		t.Fatal(err)
	}
	return db
}

func totalFactory(db *gorm.DB, limits crud.Limits) *crud.CrudFactory[totalRow] {
	return crud.Must(crud.New(db, crud.Config[totalRow]{FilterFields: []string{"id", "even"}, Limits: limits}))
}

// totalOf is what a page tells of the length of its list.
type totalOf struct {
	Count    int64 // -1 without one
	Relation string
	Pages    int64 // -1 without them
}

var totalNone = totalOf{-1, "", -1}

func newTotalOf(count *int64, relation *string, pages *int64) totalOf {
	got := totalNone
	if count != nil {
		got.Count = *count
	}
	if relation != nil {
		got.Relation = *relation
	}
	if pages != nil {
		got.Pages = *pages
	}
	return got
}

// totalAsk asks for a page of either mode; those of cursors have no number of
// pages.
func totalAsk(t *testing.T, f *crud.CrudFactory[totalRow], pairs ...string) totalOf {
	t.Helper()
	page, err := f.Paginate(ctx, ask(t, f, pairs...))
	if err != nil {
		t.Fatalf("%v: %v", pairs, err)
	}
	if page.Cursor != nil {
		p := page.Cursor.Pagination
		return newTotalOf(p.TotalCount, p.TotalRelation, nil)
	}
	p := page.Offset.Pagination
	return newTotalOf(p.TotalCount, p.TotalRelation, p.Pages)
}

func TestTotals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(totalOpen(t, open, 12))
		for _, tt := range []struct {
			name       string
			limits     crud.Limits
			pairs      []string
			want       totalOf
			statements int // of a page that is found by its number
		}{
			{"exact", crud.Limits{}, []string{"count", "exact"}, totalOf{12, "eq", 3}, 2},
			{"exact, filtered", crud.Limits{}, []string{"count", "exact", "filter_by[even]", "true"}, totalOf{6, "eq", 2}, 2},
			{"exact, a short first page", crud.Limits{}, []string{"count", "exact", "filter_by[id][lt]", "4"}, totalOf{3, "eq", 1}, 1},
			{"exact, a full first page that is the last", crud.Limits{}, []string{"count", "exact", "filter_by[id][lt]", "6"}, totalOf{5, "eq", 1}, 1},
			{"exact, nothing", crud.Limits{}, []string{"count", "exact", "filter_by[id]", "99"}, totalOf{0, "eq", 0}, 1},
			{"none", crud.Limits{}, []string{"count", "none"}, totalNone, 1},
			{"none, a short first page", crud.Limits{}, []string{"count", "none", "filter_by[id]", "1"}, totalNone, 1},
			{"capped, below", crud.Limits{CountCap: 13}, []string{"count", "capped"}, totalOf{12, "eq", 3}, 2},
			{"capped, at", crud.Limits{CountCap: 12}, []string{"count", "capped"}, totalOf{12, "eq", 3}, 2},
			{"capped, above", crud.Limits{CountCap: 11}, []string{"count", "capped"}, totalOf{11, "gte", -1}, 2},
			{"capped, filtered below", crud.Limits{CountCap: 11}, []string{"count", "capped", "filter_by[even]", "true"}, totalOf{6, "eq", 2}, 2},
			{"capped, a short first page", crud.Limits{CountCap: 2}, []string{"count", "capped", "filter_by[id][lt]", "4"}, totalOf{3, "eq", 1}, 1},
			{"capped, usually", crud.Limits{}, []string{"count", "capped"}, totalOf{12, "eq", 3}, 2},
		} {
			factory := totalFactory(db, tt.limits)
			request := append([]string{"items_per_page", "5"}, tt.pairs...)
			statements.Reset()
			if diff := cmp.Diff(tt.want, totalAsk(t, factory, request...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if statements.Len() != tt.statements {
				t.Errorf("%s: %d statements, want %d: %q", tt.name, statements.Len(), tt.statements, statements.SQL())
			}
			statements.Reset()
			tt.want.Pages = -1
			if diff := cmp.Diff(tt.want, totalAsk(t, factory, append(request, "pagination_type", "cursor")...)); diff != "" {
				t.Errorf("%s, by cursors (-want +got):\n%s", tt.name, diff)
			}
			if statements.Len() != tt.statements {
				t.Errorf("%s, by cursors: %d statements, want %d: %q", tt.name, statements.Len(), tt.statements, statements.SQL())
			}
		}
		factory := totalFactory(db, crud.Limits{CountCap: 3})
		for request, want := range map[string]totalOf{
			"":                                     {12, "eq", 1},
			"pagination_type=cursor":               totalNone,
			"items_per_page=5&page=2&count=capped": {3, "gte", -1},
			"items_per_page=5&page=3&count=capped": {12, "eq", 3}, // it shows where the list ends
			"items_per_page=5&page=9&count=exact":  {12, "eq", 3},
			"items_per_page=5&page=9&count=capped": {3, "gte", -1},
		} {
			var pairs []string
			values, _ := url.ParseQuery(request)
			for name := range values {
				pairs = append(pairs, name, values.Get(name))
			}
			if diff := cmp.Diff(want, totalAsk(t, factory, pairs...)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", request, diff)
			}
		}
	})
}

// TestTotalEstimated asks the planner, which knows the table once it has been
// analyzed.
func TestTotalEstimated(t *testing.T) {
	t.Parallel()
	plain := totalOpen(t, dbtest.Postgres, 2000)
	if err := plain.Exec("ANALYZE total_rows").Error; err != nil {
		t.Fatal(err)
	}
	db, statements := dbtest.Recorder(plain)
	factory := totalFactory(db, crud.Limits{})
	for _, mode := range []string{"offset", "cursor"} {
		for _, tt := range []struct {
			name  string
			pairs []string
			want  totalOf
		}{
			{"a whole table", nil, totalOf{2000, "approx", -1}},
			{"a short first page is exact", []string{"filter_by[id][lt]", "4"}, totalOf{3, "eq", 1}},
		} {
			if mode == "cursor" {
				tt.want.Pages = -1
			}
			if diff := cmp.Diff(tt.want, totalAsk(t, factory, append(tt.pairs, "pagination_type", mode, "count", "estimated")...)); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", tt.name, mode, diff)
			}
		}
	}
	if texts := statements.SQL(); slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, "count(") }) {
		t.Errorf("rows were counted: %q", texts)
	}
	// The planner takes one row for what this finds: the page has seen more.
	scoped := factory.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("id % 1000 = id - id / 1000 * 1000 AND even = even") })
	if got := totalAsk(t, scoped, "count", "estimated", "page", "10"); got.Relation != "approx" || got.Count < 201 || got.Pages != -1 {
		t.Errorf("behind 200 rows: %+v", got)
	}
}

func TestTotalRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := totalOpen(t, open, 3)
		all := []string{"exact", "none", "capped"}
		if db.Name() == "postgres" {
			all = append(all, "estimated")
		}
		for _, tt := range []struct {
			name    string
			counts  []pagination.Count
			count   string
			allowed []string // nil where it is taken
		}{
			{"a way that nobody knows", nil, "some", all},
			{"nothing", nil, "", all},
			{"every way of the database", nil, "capped", nil},
			{"an empty list is none", []pagination.Count{}, "exact", nil},
			{"a declared way", []pagination.Count{pagination.CountNone, pagination.CountCapped}, "capped", nil},
			{"another", []pagination.Count{pagination.CountNone, pagination.CountCapped}, "exact", []string{"none", "capped"}},
		} {
			factory := totalFactory(db, crud.Limits{Page: pagination.Limits{Counts: tt.counts}})
			for _, mode := range []string{"offset", "cursor"} {
				totalCheckRefused(t, factory, url.Values{"count": {tt.count}, "pagination_type": {mode}}, tt.allowed)
			}
		}
		refused := all
		if db.Name() == "postgres" {
			refused = nil
		}
		totalCheckRefused(t, totalFactory(db, crud.Limits{}), url.Values{"count": {"estimated"}}, refused)
	})
}

// totalCheckRefused checks what a request is told that may not count so; it may
// where allowed is nil.
func totalCheckRefused(t *testing.T, f parser, values url.Values, allowed []string) {
	t.Helper()
	_, err := f.ParseQuery(values, allParams)
	if allowed == nil {
		if err != nil {
			t.Errorf("%v: %v", values, err)
		}
		return
	}
	var errs schemas.InputErrors
	if !errors.As(err, &errs) || len(errs) != 1 {
		t.Errorf("%v: %v", values, err)
		return
	}
	if errs[0].Parameter != "count" || errs[0].Code != schemas.InvalidValue || !slices.Equal(errs[0].Allowed, allowed) {
		t.Errorf("%v: %+v", values, errs[0])
	}
}

// TestTotalUsual: a request that names no count gets the first that is declared,
// where the mode's own is not.
func TestTotalUsual(t *testing.T) {
	t.Parallel()
	db := totalOpen(t, dbtest.SQLite, 12)
	factory := totalFactory(db, crud.Limits{CountCap: 3, Page: pagination.Limits{Counts: []pagination.Count{pagination.CountCapped}}})
	want := totalOf{3, "gte", -1}
	for _, mode := range []string{"offset", "cursor"} {
		if diff := cmp.Diff(want, totalAsk(t, factory, "items_per_page", "5", "pagination_type", mode)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", mode, diff)
		}
	}
}

func TestTotalDeclarationMistakes(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &totalRow{})
	for want, limits := range map[string]crud.Limits{
		`total_rows: limits: sqlite has no count "estimated"`: {Page: pagination.Limits{Counts: []pagination.Count{pagination.CountExact, pagination.CountEstimated}}},
		`total_rows: limits: sqlite has no count "many"`:      {Page: pagination.Limits{Counts: []pagination.Count{"many"}}},
		`total_rows: limits: -1 rows of a capped count`:       {CountCap: -1},
	} {
		if _, err := crud.New(db, crud.Config[totalRow]{Limits: limits}); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// totalSlow is a scope that lets its first statement, the page, pass, and has
// the others wait for seconds before the first row.
func totalSlow() crud.Scope {
	first := true
	return func(db *gorm.DB) *gorm.DB {
		if first {
			first = false
			return db
		}
		if db.Name() == "postgres" {
			return db.Where("(SELECT pg_sleep(60)) IS NOT NULL")
		}
		return db.Where("(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000) SELECT count(*) FROM n) > 0")
	}
}

// TestTotalOutOfTime: a page is not lost because its total takes too long.
func TestTotalOutOfTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := totalOpen(t, open, 12)
		factory := totalFactory(db, crud.Limits{CountTime: 50 * time.Millisecond})
		engine := mountEngine()
		engine.GET("/rows", factory.ListHandler(func(*gin.Context) (crud.Scope, error) { return totalSlow(), nil }))
		address := mountServe(t, engine)
		for query, want := range map[string]string{
			"items_per_page=5":        `"pagination":{"total_count":6,"total_relation":"gte","items_per_page":5,"page":1,"pages":null,"has_more":true,`,
			"items_per_page=5&page=2": `"pagination":{"total_count":11,"total_relation":"gte","items_per_page":5,"page":2,"pages":null,"has_more":true,`,
		} {
			answer := mountGet(t, address+"/rows?"+query)
			if answer.Status != http.StatusOK || !strings.Contains(answer.Body, want) {
				t.Errorf("%s: %d %s", query, answer.Status, answer.Body)
			}
			if link := answer.Header.Get("Link"); strings.Contains(link, `rel="last"`) || !strings.Contains(link, `rel="next"`) {
				t.Errorf("%s: the links are %s", query, link)
			}
		}
		q := ask(t, factory, "pagination_type", "cursor", "count", "exact", "items_per_page", "5")
		page, err := factory.Paginate(ctx, q, totalSlow())
		if err != nil {
			t.Fatal(err)
		}
		p := page.Cursor.Pagination
		if diff := cmp.Diff(totalOf{6, "gte", -1}, newTotalOf(p.TotalCount, p.TotalRelation, nil)); diff != "" {
			t.Errorf("by cursors (-want +got):\n%s", diff)
		}
		// The request's own time is another matter.
		patient := totalFactory(db, crud.Limits{CountTime: -1})
		short, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
		defer cancel()
		if _, err := patient.Paginate(short, ask(t, patient, "items_per_page", "5"), totalSlow()); !errors.Is(err, crud.ErrTimeout) {
			t.Errorf("a request out of its time: %v", err)
		}
	})
}

// TestTotalInTransaction: a count that is canceled would end a caller's
// transaction, so it has all the time there.
func TestTotalInTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := totalOpen(t, open, 12)
		factory := totalFactory(db, crud.Limits{CountTime: time.Nanosecond})
		if diff := cmp.Diff(totalOf{6, "gte", -1}, totalAsk(t, factory, "items_per_page", "5")); diff != "" {
			t.Errorf("without a transaction (-want +got):\n%s", diff)
		}
		err := db.Transaction(func(tx *gorm.DB) error {
			if diff := cmp.Diff(totalOf{12, "eq", 3}, totalAsk(t, factory.With(tx), "items_per_page", "5")); diff != "" {
				t.Errorf("in a transaction (-want +got):\n%s", diff)
			}
			return tx.Create(&totalRow{ID: 13}).Error
		})
		if err != nil {
			t.Errorf("the transaction ended: %v", err)
		}
	})
}
