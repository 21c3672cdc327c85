package crud_test

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// cachePoem is a poem of a tenant.
type cachePoem struct {
	ID     int64  `gorm:"primaryKey"`
	Tenant int64  `gorm:"not null"`
	Form   string `gorm:"not null"`
}

// cacheOpen is a resource that keeps totals and facets for an hour.
func cacheOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, *crud.CrudFactory[cachePoem]) {
	t.Helper()
	db := open(t, &cachePoem{})
	poems := []cachePoem{{1, 1, "haiku"}, {2, 1, "ode"}, {3, 1, "haiku"}, {4, 2, "sonnet"}}
	if err := db.Create(&poems).Error; err != nil {
		t.Fatal(err)
	}
	return db, cacheFactory(t, db)
}

func cacheFactory(tb testing.TB, db *gorm.DB) *crud.CrudFactory[cachePoem] {
	tb.Helper()
	f, err := crud.New(db, crud.Config[cachePoem]{
		FacetFields: []string{"form"}, FilterFields: []string{"id"}, Cache: crud.Cache{Age: time.Hour, Entries: 100},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// cacheAsk is the total of a list of one row a page, and its facet.
func cacheAsk(tb testing.TB, f *crud.CrudFactory[cachePoem], scopes ...crud.Scope) (int64, schemas.FacetBuckets) {
	tb.Helper()
	q, err := f.ParseQuery(url.Values{"items_per_page": {"1"}, "facet_counts": {"true"}}, crud.WithFilter|crud.WithOffset)
	if err != nil {
		tb.Fatal(err)
	}
	page, err := f.OffsetPaginate(ctx, q, scopes...)
	if err != nil {
		tb.Fatal(err)
	}
	return *page.Pagination.TotalCount, page.FilterCounts[0]
}

func cacheTenant(n int64) crud.Scope {
	return func(db *gorm.DB) *gorm.DB { return db.Where("tenant = ?", n) }
}

func TestCacheKeepsUntilAWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := cacheOpen(t, open)
		want := func(what string, n int64) {
			t.Helper()
			if total, _ := cacheAsk(t, f); total != n {
				t.Errorf("%s: %d, want %d", what, total, n)
			}
		}
		want("at first", 4)
		if err := db.Create(&cachePoem{5, 1, "ode"}).Error; err != nil {
			t.Fatal(err)
		}
		want("behind a write of another process", 4)
		if err := f.Create(ctx, &cachePoem{6, 2, "ode"}); err != nil {
			t.Fatal(err)
		}
		want("behind a write of this one", 6)
		if n, err := f.Count(ctx, crud.Query{}); n != 6 || err != nil {
			t.Errorf("counted: %d, %v", n, err)
		}
		if err := db.Delete(&cachePoem{ID: 6}).Error; err != nil {
			t.Fatal(err)
		}
		if n, err := f.Count(ctx, crud.Query{}); n != 5 || err != nil {
			t.Errorf("counted, which is not kept: %d, %v", n, err)
		}
		for what, run := range map[string]func(func(*gorm.DB) error) error{
			"in a transaction":             func(run func(*gorm.DB) error) error { return db.Transaction(run) },
			"on a connection of one's own": db.Connection,
		} {
			err := run(func(tx *gorm.DB) error {
				if total, _ := cacheAsk(t, f.With(tx)); total != 5 {
					t.Errorf("%s: %d", what, total)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestCacheKeepsTenantsApart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := cacheOpen(t, open)
		want := map[int64][]schemas.FacetCount{
			1: {{Value: "haiku", Count: 2}, {Value: "ode", Count: 1}},
			2: {{Value: "sonnet", Count: 1}},
			3: nil,
		}
		var asking sync.WaitGroup
		for i := range 60 {
			asking.Go(func() {
				tenant := int64(i%3 + 1)
				_, facet := cacheAsk(t, f, cacheTenant(tenant))
				if diff := cmp.Diff(want[tenant], facet.Counts); diff != "" {
					t.Errorf("tenant %d (-want +got):\n%s", tenant, diff)
				}
			})
		}
		asking.Wait()
	})
}

// TestCacheKeepsPoolsApart has a resolver, which gives each statement of a prepared
// handle a wrapper of its own around the pool that it chooses.
func TestCacheKeepsPoolsApart(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]bool{"usual": false, "prepared": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, _ := cacheOpen(t, dbtest.Postgres)
			replica, _ := cacheOpen(t, dbtest.Postgres)
			db := handleOther(t, source, gorm.Config{PrepareStmt: prepare})
			if err := db.Use(dbresolver.Register(dbresolver.Config{Replicas: []gorm.Dialector{handleDialector(replica)}})); err != nil {
				t.Fatal(err)
			}
			f := cacheFactory(t, db)
			want := map[*crud.CrudFactory[cachePoem]]int64{f: 4, f.With(db.Clauses(dbresolver.Write)): 3}
			if err := source.Delete(&cachePoem{ID: 4}).Error; err != nil {
				t.Fatal(err)
			}
			for i := range int64(20) {
				for of, n := range want {
					if total, _ := cacheAsk(t, of); total != n {
						t.Errorf("%d, want %d", total, n)
					}
				}
				runtime.GC() // or addresses would not be used again
				if err := errors.Join(source.Create(&cachePoem{ID: i + 10}).Error, replica.Create(&cachePoem{ID: i + 10}).Error); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// A request that leaves does not take the others' answer with it.
func TestCacheOfARequestThatLeaves(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := cacheOpen(t, open)
		gone, leave := context.WithCancel(ctx)
		leave()
		if _, err := f.OffsetPaginate(gone, crud.Query{}); err == nil {
			t.Error("a request that had left was answered")
		}
		if total, _ := cacheAsk(t, f); total != 4 {
			t.Errorf("behind it: %d", total)
		}
	})
}

func TestCacheIsDeclaredWhole(t *testing.T) {
	t.Parallel()
	_, err := crud.New(dbtest.SQLite(t, &cachePoem{}), crud.Config[cachePoem]{Cache: crud.Cache{Age: -time.Second}})
	want := "cache_poems: cache: an age of -1s and 0 entries"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
