package crud_test

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// writeTwo runs a function in two transactions at once, both of which roll back.
// PostgreSQL locks rows; on SQLite the second would wait for the first.
func writeTwo(t *testing.T, run func(f *crud.CrudFactory[writeArticle], one, other *gorm.DB)) {
	t.Helper()
	db, f := writeOpen(t, dbtest.Postgres)
	one, other := db.Begin(), db.Begin()
	defer one.Rollback()
	defer other.Rollback()
	run(f, one, other)
}

// writeIDs are the keys of rows.
func writeIDs(rows []writeArticle) []int64 {
	list := []int64{}
	for _, row := range rows {
		list = append(list, row.ID)
	}
	return list
}

func TestWriteLockIsMet(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name         string
		first, other crud.Lock
		met          bool
	}{
		{"by an update", crud.ForUpdate, crud.ForUpdateNoWait, true},
		{"by one without a wait", crud.ForUpdateNoWait, crud.ForUpdateNoWait, true},
		{"by one that skips", crud.ForUpdateSkipLocked, crud.ForUpdateNoWait, true},
		{"by a share", crud.ForShare, crud.ForUpdateNoWait, true},
		{"two shares do not meet", crud.ForShare, crud.ForShare, false},
		{"reads do not meet a lock", crud.ForUpdate, "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			writeTwo(t, func(f *crud.CrudFactory[writeArticle], one, other *gorm.DB) {
				if _, err := f.With(one).Locked(test.first).Get(ctx, 1); err != nil {
					t.Fatal(err)
				}
				if _, err := f.With(other).Locked(test.other).Get(ctx, 2); err != nil {
					t.Errorf("another row: %v", err)
				}
				if _, err := f.With(other).Locked(test.other).Get(ctx, 1); errors.Is(err, crud.ErrUnavailable) != test.met || !test.met && err != nil {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

// TestWriteSkipLockedTakesTheNext has two workers take rows of one queue.
func TestWriteSkipLockedTakesTheNext(t *testing.T) {
	t.Parallel()
	writeTwo(t, func(f *crud.CrudFactory[writeArticle], one, other *gorm.DB) {
		query := ask(t, f, "items_per_page", "2")
		for _, worker := range []struct {
			tx   *gorm.DB
			want []int64
		}{{one, []int64{1, 2}}, {other, []int64{3}}} {
			rows, err := f.With(worker.tx).Locked(crud.ForUpdateSkipLocked).List(ctx, query)
			if diff := cmp.Diff(worker.want, writeIDs(rows)); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		in := f.With(other).Locked(crud.ForUpdateSkipLocked)
		if _, err := in.Get(ctx, 1); !errors.Is(err, crud.ErrNotFound) {
			t.Errorf("get: %v", err)
		}
		if row, err := in.First(ctx, crud.Query{}); err != nil || row.ID != 3 {
			t.Errorf("first: %v, %d", err, row.ID)
		}
		if rows, err := f.With(other).List(ctx, crud.Query{}); err != nil || len(rows) != 3 {
			t.Errorf("without a lock: %v, %d rows", err, len(rows))
		}
		if _, err := f.With(other).Locked(crud.ForUpdateNoWait).List(ctx, crud.Query{}); !errors.Is(err, crud.ErrUnavailable) {
			t.Errorf("no wait: %v", err)
		}
	})
}

// TestWriteLockWaits sees what the transaction that it waits for has written.
func TestWriteLockWaits(t *testing.T) {
	t.Parallel()
	db, f := writeOpen(t, dbtest.Postgres)
	one := db.Begin()
	defer one.Rollback()
	if _, err := f.With(one).Locked(crud.ForUpdate).Get(ctx, 1); err != nil {
		t.Fatal(err)
	}
	titles := make(chan string)
	go func() {
		defer close(titles)
		err := db.Transaction(func(tx *gorm.DB) error {
			row, err := f.With(tx).Locked(crud.ForUpdate).Get(ctx, 1)
			titles <- row.Title
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}()
	if _, err := f.With(one).Update(ctx, 1, retitle("Uno")); err != nil {
		t.Error(err)
	}
	select {
	case title := <-titles:
		t.Errorf("did not wait, and saw %q", title)
	case <-time.After(100 * time.Millisecond):
	}
	if err := one.Commit().Error; err != nil {
		t.Error(err)
	}
	if title := <-titles; title != "Uno" {
		t.Errorf("saw %q", title)
	}
	<-titles // it has committed
}

// TestWriteLocksStayWithScopes locks the rows that scopes and filters show, and
// not those that they join.
func TestWriteLocksStayWithScopes(t *testing.T) {
	t.Parallel()
	writeTwo(t, func(f *crud.CrudFactory[writeArticle], one, other *gorm.DB) {
		for name, scope := range tenantScopes() {
			rows, err := f.With(one).Scoped(scope).Locked(crud.ForUpdate).List(ctx, crud.Query{})
			if diff := cmp.Diff([]int64{1, 2}, writeIDs(rows)); err != nil || diff != "" {
				t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
			}
		}
		if _, err := f.With(other).Locked(crud.ForUpdateNoWait).Get(ctx, 3); err != nil {
			t.Errorf("the other tenant's row: %v", err)
		}
		if err := other.Exec("SELECT 1 FROM write_authors FOR UPDATE NOWAIT").Error; err != nil {
			t.Errorf("the joined rows: %v", err)
		}
	})
}

// TestWriteLockNeedsATransaction refuses a lock that would end with its
// statement, in each method that reads.
func TestWriteLockNeedsATransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		for _, lock := range []crud.Lock{crud.ForUpdate, crud.ForUpdateNoWait, crud.ForUpdateSkipLocked, crud.ForShare} {
			locked := f.Locked(lock)
			_, get := locked.Get(ctx, 1)
			_, list := locked.List(ctx, crud.Query{})
			_, first := locked.First(ctx, crud.Query{})
			for what, err := range map[string]error{"get": get, "list": list, "first": first} {
				if err == nil {
					t.Errorf("%s %s outside a transaction", lock, what)
				}
			}
			if err := db.Transaction(func(tx *gorm.DB) error {
				row, err := locked.With(tx).Get(ctx, 1)
				if row.Title != "One" {
					t.Errorf("%s: %+v", lock, row)
				}
				return err
			}); err != nil {
				t.Errorf("%s: %v", lock, err)
			}
		}
		if _, err := f.ParseQuery(url.Values{"lock": {"UPDATE"}, "filter_by[for]": {"update"}}, allParams); err == nil {
			t.Error("a request can lock")
		}
	})
}
