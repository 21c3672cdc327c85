package crud_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

func retitle(title string) func(*writeArticle) error {
	return func(a *writeArticle) error {
		a.Title = title
		return nil
	}
}

func TestWriteGoMethods(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		row, err := f.Update(ctx, 1, retitle("Uno"), tenantOnly(1))
		if err != nil || row.Title != "Uno" || writeRow(t, db, 1).Title != "Uno" {
			t.Errorf("update: %v, %+v", err, row)
		}
		if err := f.Delete(ctx, "1"); err != nil || !writeRow(t, db, 1).DeletedAt.Valid {
			t.Errorf("delete: %v", err)
		}
		if row, err := f.Restore(ctx, 1); err != nil || row.Title != "Uno" || writeRow(t, db, 1).DeletedAt.Valid {
			t.Errorf("restore: %v, %+v", err, row)
		}
	})
}

func TestWriteGoErrors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		_, updateErr := f.Update(ctx, 3, retitle("X"), tenantOnly(1))
		_, restoreErr := f.Restore(ctx, 3, tenantOnly(1))
		_, absentErr := f.Update(ctx, "abc", retitle("X"))
		for what, err := range map[string]error{
			"update": updateErr, "restore": restoreErr, "absent": absentErr, "delete": f.Delete(ctx, 3, tenantOnly(1)),
		} {
			if !errors.Is(err, crud.ErrNotFound) {
				t.Errorf("%s: %v", what, err)
			}
		}
		_, moveErr := f.Update(ctx, 1, func(a *writeArticle) error { a.Tenant = 2; return nil }, tenantOnly(1))
		for what, err := range map[string]error{
			"move": moveErr, "create": f.Create(ctx, &writeArticle{Slug: "x", Title: "X", Tenant: 2}, tenantOnly(1)),
		} {
			if !errors.Is(err, crud.ErrOutsideScope) {
				t.Errorf("%s: %v", what, err)
			}
		}
		var broken *crud.ConstraintError
		err := f.Create(ctx, &writeArticle{Slug: "one", Title: "X"})
		if !errors.As(err, &broken) || cmp.Diff([]string{"slug"}, broken.Columns) != "" {
			t.Errorf("constraint: %v", err)
		}
		if _, err := f.Update(ctx, 1, func(a *writeArticle) error { a.ID = 9; return nil }); err == nil {
			t.Error("the key has changed")
		}
		if n := writeCount(t, db, &writeArticle{}); n != 3 || writeRow(t, db, 1).Tenant != 1 {
			t.Errorf("a refused write left something: %d rows", n)
		}
	})
}

func TestWriteUpsert(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		bySlug := crud.Conflict{Columns: []string{"slug"}, Update: []string{"title", "views"}}
		where := bySlug
		where.Where = []clause.Expression{clause.Lt{Column: clause.Column{Table: "write_articles", Name: "views"}, Value: 5}}
		for _, test := range []struct {
			name    string
			row     writeArticle
			on      crud.Conflict
			written bool
			id      int64
			title   string
		}{
			{"insert", writeArticle{Slug: "x", Title: "X"}, bySlug, true, 4, "X"},
			{"update", writeArticle{Slug: "one", Title: "Uno", Views: 3}, bySlug, true, 1, "Uno"},
			{"where it holds", writeArticle{Slug: "one", Title: "Eins", Views: 9}, where, true, 1, "Eins"},
			{"where it does not", writeArticle{Slug: "one", Title: "Un"}, where, false, 1, "Eins"},
			{"nothing", writeArticle{Slug: "two", Title: "Dos"}, crud.Conflict{Columns: []string{"slug"}}, false, 2, "Two"},
			{"by key", writeArticle{ID: 2, Slug: "dos", Title: "Dos"}, crud.Conflict{Update: []string{"slug"}}, true, 2, "Two"},
		} {
			written, err := f.Upsert(ctx, &test.row, test.on)
			if err != nil || written != test.written || written && test.row.ID != test.id || writeRow(t, db, test.id).Title != test.title {
				t.Errorf("%s: %v, %v, %+v", test.name, written, err, test.row)
			}
		}
		_, err := f.Upsert(ctx, &writeArticle{Slug: "three", Title: "Mine", Tenant: 1}, bySlug, tenantOnly(1))
		if !errors.Is(err, crud.ErrOutsideScope) || writeRow(t, db, 3).Title != "Three" {
			t.Errorf("another tenant's row: %v", err)
		}
	})
}

func TestWriteLocked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		if _, err := f.Locked(crud.ForUpdate).Get(ctx, 1); err == nil {
			t.Error("a lock outside a transaction")
		}
		recorded, statements := dbtest.Recorder(db)
		err := recorded.Transaction(func(tx *gorm.DB) error {
			_, err := f.With(tx).Locked(crud.ForUpdate).Get(ctx, 1)
			return err
		})
		postgres := db.Name() == "postgres"
		if locks := strings.Contains(strings.Join(statements.SQL(), ""), "FOR UPDATE"); err != nil || locks != postgres {
			t.Errorf("%v: %q", err, statements.SQL())
		}
	})
}

// TestWriteLockedNoWait meets a lock of another transaction.
func TestWriteLockedNoWait(t *testing.T) {
	t.Parallel()
	db, f := writeOpen(t, dbtest.Postgres)
	err := db.Transaction(func(tx *gorm.DB) error {
		if _, err := f.With(tx).Locked(crud.ForUpdate).Get(ctx, 1); err != nil {
			return err
		}
		return db.Transaction(func(other *gorm.DB) error {
			in := f.With(other)
			if _, err := in.Locked(crud.ForUpdateSkipLocked).Get(ctx, 1); !errors.Is(err, crud.ErrNotFound) {
				t.Errorf("skip: %v", err)
			}
			_, err := in.Locked(crud.ForUpdateNoWait).Get(ctx, 1)
			return err
		})
	})
	if !errors.Is(err, crud.ErrUnavailable) {
		t.Errorf("no wait: %v", err)
	}
}
