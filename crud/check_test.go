package crud_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
)

// TestCheck: what a report has beside findings, which internal/check tests.
func TestCheck(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &book{})
		key := []byte(strings.Repeat("secret", 6))
		books := crud.Must(crud.New(db, crud.Config[book]{
			FacetFields: []string{"author"}, Cursor: pagination.Sealed(key), Cache: crud.Cache{Age: time.Minute},
		})).Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("1 = 0") })
		report, err := books.Check(ctx)
		if err != nil {
			t.Fatal(err)
		}
		settings := map[string]string{}
		for _, s := range report.Settings {
			settings[s.Name] = s.Value
		}
		for name, want := range map[string]string{
			"cursor": "sealed", "cache": "1m0s, 1000 entries", "order": "id", "limits.max_items_per_page": "100",
		} {
			if settings[name] != want {
				t.Errorf("%s: %q, want %q", name, settings[name], want)
			}
		}
		if mode := settings["pgx_default_query_exec_mode"]; (mode == "cache statement") != (db.Name() == "postgres") {
			t.Errorf("pgx's mode: %q", mode)
		}
		if len(report.FacetPlan) != 1 || !strings.HasPrefix(report.FacetPlan[0], "author: ") {
			t.Errorf("the plan of facets: %q", report.FacetPlan)
		}
		text, err := json.Marshal(report)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text)+report.String(), "secret") {
			t.Error("the report has a key")
		}
		var back crud.Report
		if err := json.Unmarshal(text, &back); err != nil || !gocmp.Equal(report, back) {
			t.Errorf("JSON: %v\n%s", err, gocmp.Diff(report, back))
		}
		if f := report.Findings; len(f) != 1 || f[0].Severity != crud.SeverityWarning || f[0].Code != "missing_index" || f[0].Field != "author" {
			t.Errorf("found: %v", f)
		}
		canceled, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := books.Check(canceled); err == nil {
			t.Error("the context is not heeded")
		}
	})
}

// TestCheckInATransaction: there is no pool to ask, and an answer all the same.
func TestCheckInATransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &book{})
		books := crud.Must(crud.New(db, crud.Config[book]{}))
		err := db.Transaction(func(tx *gorm.DB) error {
			report, err := books.With(tx).Check(ctx)
			if len(report.Settings) == 0 {
				t.Error("no settings")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
