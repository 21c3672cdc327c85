package crud_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// folder belongs to a tenant.
type folder struct {
	ID       int    `gorm:"primaryKey"`
	TenantID int    `gorm:"not null"`
	Kind     string `gorm:"not null"`
	OwnerID  *int
	Owner    *keeper
	Deleted  gorm.DeletedAt
}

type keeper struct {
	ID   int
	Name string `gorm:"not null"`
}

func tenant(id int) crud.Scope {
	return func(db *gorm.DB) *gorm.DB { return db.Where("tenant_id = ?", id) }
}

// openFolders makes six folders for each of tenants 1 to 3, of kinds a, b, c;
// the second half belongs to a keeper.
func openFolders(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	t.Helper()
	db := open(t, &keeper{}, &folder{})
	if err := db.Create(&[]keeper{{1, "Ann"}, {2, "Bob"}}).Error; err != nil {
		t.Fatal(err)
	}
	for i := range 18 {
		f := folder{ID: i + 1, TenantID: i/6 + 1, Kind: string(rune('a' + i%3))}
		if i%6 >= 3 {
			f.OwnerID = new(i%2 + 1)
		}
		if err := db.Create(&f).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func folderConfig(scopes ...crud.Scope) crud.Config[folder] {
	return crud.Config[folder]{
		SearchFields: []string{"kind"},
		FilterFields: []string{"id", "tenant_id"},
		FacetFields:  []string{"kind", "owner.name"},
		OrderFields:  []string{"kind", "owner.name"},
		Scopes:       scopes,
	}
}

func folderIDs(t *testing.T, f *crud.CrudFactory[folder], scopes []crud.Scope, pairs ...string) []int {
	t.Helper()
	rows, err := f.List(ctx, ask(t, f, append(pairs, "items_per_page", "100")...), scopes...)
	if err != nil {
		t.Fatal(err)
	}
	var all []int
	for _, row := range rows {
		all = append(all, row.ID)
	}
	return all
}

// TestScopesAreGroups gives scopes that would leak through precedence, each
// beside a tenant's.
func TestScopesAreGroups(t *testing.T) {
	t.Parallel()
	or := func(db *gorm.DB) *gorm.DB { return db.Where("kind = 'a'").Or("kind = 'b'") }
	for name, scope := range map[string]crud.Scope{
		"where and or":     or,
		"or alone":         func(db *gorm.DB) *gorm.DB { return db.Or("kind <> 'c'") },
		"or in a string":   func(db *gorm.DB) *gorm.DB { return db.Where("kind = 'a'\nOR\nkind = 'b'") },
		"or in lower case": func(db *gorm.DB) *gorm.DB { return db.Where("kind = 'a' or\tkind = 'b'") },
		"or before where":  func(db *gorm.DB) *gorm.DB { return db.Or("kind = 'a'").Or("kind = 'b'") },
		"a nested scope":   func(db *gorm.DB) *gorm.DB { return db.Scopes(or) },
		"scopes five deep": nest(5, or),
		"a condition built": func(db *gorm.DB) *gorm.DB {
			return db.Where(db.Session(&gorm.Session{NewDB: true}).Where("kind = 'a'").Or("kind = 'b'"))
		},
		"not": func(db *gorm.DB) *gorm.DB { return db.Not("kind = 'c'") },
		"a subquery": func(db *gorm.DB) *gorm.DB {
			return db.Where("kind IN (?)", db.Session(&gorm.Session{NewDB: true}).Model(&folder{}).Select("kind").Where("kind <> 'c'"))
		},
		"a clause": func(db *gorm.DB) *gorm.DB {
			return db.Clauses(clause.Where{Exprs: []clause.Expression{clause.Neq{Column: "kind", Value: "c"}}})
		},
		"a join": func(db *gorm.DB) *gorm.DB {
			return db.Joins("JOIN keepers k ON true AND k.id = 1").Where("kind <> 'c'")
		},
		"an association's join": func(db *gorm.DB) *gorm.DB { return db.Joins("Owner").Where("kind <> 'c'") },
		"a session":             func(db *gorm.DB) *gorm.DB { return db.Session(&gorm.Session{}).Where("kind <> 'c'") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db := openFolders(t, open)
				want := []int{7, 8, 10, 11}
				for place, f := range map[string]*crud.CrudFactory[folder]{
					"before": crud.Must(crud.New(db, folderConfig(scope, tenant(2)))),
					"behind": crud.Must(crud.New(db, folderConfig(tenant(2), scope))),
					"copy":   crud.Must(crud.New(db, folderConfig(tenant(2)))).Scoped(scope),
					"handle": crud.Must(crud.New(db.Where("tenant_id = ?", 2).Session(&gorm.Session{}), folderConfig(scope))),
				} {
					if diff := cmp.Diff(want, folderIDs(t, f, nil)); diff != "" {
						t.Errorf("%s (-want +got):\n%s", place, diff)
					}
				}
				f := crud.Must(crud.New(db, folderConfig(tenant(2))))
				if diff := cmp.Diff(want, folderIDs(t, f, []crud.Scope{scope})); diff != "" {
					t.Errorf("per call (-want +got):\n%s", diff)
				}
				n, err := f.Count(ctx, crud.Query{}, scope)
				if err != nil || n != 4 {
					t.Errorf("count %d, %v", n, err)
				}
			})
		})
	}
}

// nest calls Scopes within scopes.
func nest(depth int, scope crud.Scope) crud.Scope {
	for range depth {
		inner := scope
		scope = func(db *gorm.DB) *gorm.DB { return db.Scopes(inner) }
	}
	return scope
}

// TestScopesNestedSideBySide has one scope's late condition meet another's Or.
func TestScopesNestedSideBySide(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := openFolders(t, open)
		or := func(db *gorm.DB) *gorm.DB { return db.Where("kind = 'a'").Or("kind = 'b'") }
		for deep := range 12 {
			f := crud.Must(crud.New(db, folderConfig(nest(deep, tenant(2)), nest(11-deep, or))))
			if diff := cmp.Diff([]int{7, 8, 10, 11}, folderIDs(t, f, nil)); diff != "" {
				t.Errorf("depth %d (-want +got):\n%s", deep, diff)
			}
		}
	})
}

func TestScopesRefused(t *testing.T) {
	t.Parallel()
	for what, scope := range map[string]crud.Scope{
		"ORDER BY": func(db *gorm.DB) *gorm.DB { return db.Order("id") },
		"LIMIT":    func(db *gorm.DB) *gorm.DB { return db.Limit(1) },
		"Select":   func(db *gorm.DB) *gorm.DB { return db.Select("id") },
		"GROUP BY": func(db *gorm.DB) *gorm.DB { return db.Group("id") },
		"Distinct": func(db *gorm.DB) *gorm.DB { return db.Distinct() },
		"Preload":  func(db *gorm.DB) *gorm.DB { return db.Preload("Owner") },
		"FOR":      func(db *gorm.DB) *gorm.DB { return db.Clauses(clause.Locking{Strength: "UPDATE"}) },
		"Omit":     func(db *gorm.DB) *gorm.DB { return db.Omit("id") },
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			f := crud.Must(crud.New(openFolders(t, dbtest.SQLite), folderConfig(tenant(1), scope)))
			_, err := f.List(ctx, crud.Query{})
			if err == nil || !strings.Contains(err.Error(), "TestScopesRefused") || !strings.Contains(err.Error(), what) {
				t.Errorf("the error does not name the scope and %s: %v", what, err)
			}
		})
	}
}

// TestScopeOverRelationOrder has unqualified names in a scope beside a joined
// relation with columns of the same names.
func TestScopeOverRelationOrder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := crud.Must(crud.New(openFolders(t, open), folderConfig(func(db *gorm.DB) *gorm.DB {
			return db.Where("id > 1 AND tenant_id = 1")
		})))
		// Folders 4 and 6 are Bob's, 5 is Ann's, 2 and 3 nobody's.
		if diff := cmp.Diff([]int{5, 4, 6, 2, 3}, folderIDs(t, f, nil, "order_by", "owner__name")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestSharedFactory has a hundred goroutines read as different tenants.
func TestSharedFactory(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := crud.Must(crud.New(openFolders(t, open), folderConfig()))
		var group sync.WaitGroup
		for i := range 100 {
			group.Go(func() {
				id := i%3 + 1
				q := ask(t, f, "items_per_page", "4", "pagination_type", "cursor", "count", "exact",
					"order_by", []string{"kind", "-kind", "owner__name"}[i%3])
				if err := checkTenant(f, q, id); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	})
}

func checkTenant(f *crud.CrudFactory[folder], q crud.Query, id int) error {
	page, err := f.CursorPaginate(ctx, q, tenant(id))
	if err != nil {
		return err
	}
	if n := *page.Pagination.TotalCount; n != 6 || len(page.Items) != 4 {
		return fmt.Errorf("tenant %d: %d of %d rows", id, len(page.Items), n)
	}
	for _, row := range page.Items {
		if row.TenantID != id {
			return fmt.Errorf("tenant %d sees folder %d of tenant %d", id, row.ID, row.TenantID)
		}
	}
	return nil
}

// TestTenantsAreApart looks for another tenant in everything that a page shows.
func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := openFolders(t, open)
		if err := db.Create(&folder{ID: 99, TenantID: 2, Kind: "secret", OwnerID: new(2)}).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Exec("UPDATE folders SET owner_id = 1 WHERE tenant_id = 1").Error; err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, folderConfig()))
		one, two := f.Scoped(tenant(1)), f.Scoped(tenant(2))
		page, err := one.OffsetPaginate(ctx, ask(t, f, "items_per_page", "3"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string][]any{"kind": {"a", "b", "c"}, "owner__name": {"Ann"}}, facetMap(page.FilterAttributes)); diff != "" {
			t.Errorf("facets (-want +got):\n%s", diff)
		}
		if *page.Pagination.TotalCount != 6 {
			t.Errorf("total %d", *page.Pagination.TotalCount)
		}
		if got := folderIDs(t, one, nil, "filter_by[id]", "99"); len(got) > 0 {
			t.Errorf("a filter finds %v", got)
		}
		if _, err := one.Get(ctx, 99); err == nil {
			t.Error("a key finds another tenant's row")
		}
		// A cursor is a position, no permission: it leads on among one's own.
		other := ask(t, f, "pagination_type", "cursor", "cursor", *page.Pagination.NextCursor)
		rows, err := two.List(ctx, other)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row.TenantID != 2 {
				t.Errorf("a cursor of tenant 1 shows tenant 2 folder %d of tenant %d", row.ID, row.TenantID)
			}
		}
	})
}

func TestSoftDeletedRowsAreHidden(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := openFolders(t, open)
		if err := db.Delete(&folder{}, []int{1, 2, 3, 4}).Error; err != nil {
			t.Fatal(err)
		}
		or := func(db *gorm.DB) *gorm.DB { return db.Where("id = 5").Or("id < 4") }
		f := crud.Must(crud.New(db, folderConfig(or, tenant(1))))
		if diff := cmp.Diff([]int{5}, folderIDs(t, f, nil)); diff != "" {
			t.Errorf("hidden (-want +got):\n%s", diff)
		}
		all := f.Scoped(func(db *gorm.DB) *gorm.DB { return db.Unscoped() })
		for _, order := range []string{"kind", "owner__name"} {
			if got := folderIDs(t, all, nil, "order_by", order); len(got) != 4 {
				t.Errorf("unscoped, by %s: got %v", order, got)
			}
		}
	})
}
