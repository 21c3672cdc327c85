package crud_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// facetScan is a request for several facets with the total, choices on each of
// them, and what is never lifted.
type facetScan struct {
	fields []filterField
	tests  filterTests
	words  []string
	limit  int
	counts bool
	scoped bool
	values url.Values
	// rows are those that what is never lifted leaves.
	rows []filterRow
}

func (w *filterWorld) drawScan(t *rapid.T) facetScan {
	one := slices.DeleteFunc(filterFields(), filterField.toMany)
	fields := rapid.Permutation(one).Draw(t, "facets")[:4]
	s := facetScan{
		limit: rapid.SampledFrom([]int{1, 100}).Draw(t, "limit"), counts: rapid.Bool().Draw(t, "counts"),
		scoped: rapid.Bool().Draw(t, "scoped"), values: url.Values{"items_per_page": {"1"}}, rows: w.rows,
	}
	for _, f := range fields {
		operators := []schemas.Operator{schemas.In, schemas.Eq, schemas.IsNull, schemas.Ne}
		if f.kind() == schemas.Text {
			operators = append(operators, schemas.IContains)
		}
		if o := rapid.SampledFrom(append(operators, "")).Draw(t, "operator"); o != "" {
			test := w.test(t, f, o)
			test.add(t, s.values)
			s.tests = append(s.tests, test)
		}
	}
	s.fields = fields[:3]
	slices.SortFunc(s.fields, func(a, b filterField) int { // in declared order
		return slices.Index(filterFields(), a) - slices.Index(filterFields(), b)
	})
	var keys []string
	for _, f := range s.fields {
		keys = append(keys, f.key())
	}
	s.values.Set("facets", strings.Join(keys, ","))
	if s.counts {
		s.values.Set("facet_counts", "true")
	}
	if rapid.IntRange(0, 3).Draw(t, "searches") == 0 {
		s.words = w.words(t)
		s.values.Set("search", searchText(s.words))
	}
	s.narrow(t)
	return s
}

// narrow adds an expression and a scope.
func (s *facetScan) narrow(t *rapid.T) {
	if rapid.Bool().Draw(t, "expression") {
		s.values.Set("filter", "NOT int = 0 OR owner__bool = true")
		s.rows = slices.DeleteFunc(slices.Clone(s.rows), func(r filterRow) bool {
			zero := r.Values.Int != nil && *r.Values.Int == 0
			return zero && (r.Owner == nil || r.Owner.Values.Bool == nil || !*r.Owner.Values.Bool)
		})
	}
	if s.scoped {
		s.rows = slices.DeleteFunc(slices.Clone(s.rows), func(r filterRow) bool { return r.ID == 2 })
	}
}

// TestFacetScans compares several facets and the total, read in as few scans as
// may be, with a recount: without indexes, and with one on every column.
func TestFacetScans(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		factories := map[int][]*crud.CrudFactory[filterRow]{1: {w.factory(1)}, 100: {w.factory(0)}}
		for _, column := range []string{"int", "float", "text", "bool", "time", "date", "uuid", "enum", "decimal", "owner_id"} {
			if err := w.db.Exec("CREATE INDEX filter_rows_" + column + ` ON filter_rows ("` + column + `")`).Error; err != nil {
				t.Fatal(err)
			}
		}
		factories[1], factories[100] = append(factories[1], w.factory(1)), append(factories[100], w.factory(0))
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			for range 3 {
				s := w.drawScan(t)
				for _, factory := range factories[s.limit] {
					w.checkScan(t, factory, s)
				}
			}
		})
	})
}

func (w *filterWorld) checkScan(t *rapid.T, factory *crud.CrudFactory[filterRow], s facetScan) {
	if s.scoped {
		factory = factory.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("filter_rows.id < 2").Or("filter_rows.id > 2") })
	}
	page, err := factory.OffsetPaginate(ctx, filterCheck(t, factory, s.values))
	if err != nil {
		t.Fatalf("%v: %v", s.values, err)
	}
	left := filterWorld{db: w.db, rows: s.rows, pools: w.pools}
	var facets schemas.Facets
	var counts schemas.FacetCounts
	for _, f := range s.fields {
		facets = append(facets, left.facet(f, s.tests, s.words, s.limit))
		if s.counts {
			counts = append(counts, left.counts(f, s.tests, s.words, s.limit))
		}
	}
	if diff := cmp.Diff(facets, page.FilterAttributes); diff != "" {
		t.Fatalf("%v, values (-want +got):\n%s", s.values, diff)
	}
	if diff := cmp.Diff(counts, page.FilterCounts); diff != "" {
		t.Fatalf("%v, counts (-want +got):\n%s", s.values, diff)
	}
	if want := int64(len(left.ids(s.tests, s.words...))); *page.Pagination.TotalCount != want || *page.Pagination.TotalRelation != schemas.TotalExact {
		t.Fatalf("%v: %d rows %s, want %d", s.values, *page.Pagination.TotalCount, *page.Pagination.TotalRelation, want)
	}
}

type scanShop struct {
	ID        int    `gorm:"primaryKey"`
	Title     string `gorm:"type:varchar(20) COLLATE \"en-x-icu\";not null;index"`
	Status    string `gorm:"not null;index"`
	TownID    *int   `gorm:"index"`
	Town      *scanTown
	DeletedAt gorm.DeletedAt
}

type scanTown struct {
	ID        int    `gorm:"primaryKey"`
	Name      string `gorm:"not null"`
	DeletedAt gorm.DeletedAt
}

// scanShops has two towns of one name, one that is deleted, one without a shop,
// and a deleted shop with values of its own.
func scanShops(t *testing.T, db *gorm.DB) {
	t.Helper()
	for _, rows := range []any{
		&[]scanTown{{ID: 1, Name: "Rome"}, {ID: 2, Name: "Rome"}, {ID: 3, Name: "Gone"}, {ID: 4, Name: "Empty"}, {ID: 5, Name: "Bonn"}, {ID: 6, Name: "Ghost"}},
		&[]scanShop{
			{ID: 1, Title: "apple", Status: "a", TownID: new(1)},
			{ID: 2, Title: "Banana", Status: "a", TownID: new(2)},
			{ID: 3, Title: "cherry", Status: "b", TownID: new(3)},
			{ID: 4, Title: "cherry", Status: "b"},
			{ID: 5, Title: "apple", Status: "c", TownID: new(5)},
			{ID: 6, Title: "ghost", Status: "z", TownID: new(6)},
		},
	} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Delete(&scanTown{}, 3).Error; err != nil {
		t.Fatal(err)
	}
	if err := db.Delete(&scanShop{}, 6).Error; err != nil {
		t.Fatal(err)
	}
}

// TestFacetWalks: values from indexes are those that a scan finds, in the order
// of their collation, without those of deleted rows.
func TestFacetWalks(t *testing.T) {
	t.Parallel()
	plain := dbtest.Postgres(t, &scanTown{}, &scanShop{})
	scanShops(t, plain)
	db, statements := dbtest.Recorder(plain)
	factory := crud.Must(crud.New(db, crud.Config[scanShop]{FacetFields: []string{"title", "status", "town.name"}}))
	for _, tt := range []struct {
		name  string
		pairs []string
		scope crud.Scope
		walks bool
		want  string
	}{
		{"of all rows", nil, nil, true, `[{"title":["apple","Banana","cherry"]},{"status":["a","b","c"]},{"town__name":["Bonn","Rome"]}]`},
		{"a choice is lifted", []string{"facets", "status", "filter_by[status]", "b"}, nil, true, `[{"status":["a","b","c"]}]`},
		{"of some rows", []string{"facets", "status", "filter_by[town__name]", "Rome"}, nil, false, `[{"status":["a"]}]`},
		{"in a scope", []string{"facets", "status"}, func(db *gorm.DB) *gorm.DB { return db.Where("id > 3") }, false, `[{"status":["b","c"]}]`},
		{"with the deleted", []string{"facets", "title,status"}, func(db *gorm.DB) *gorm.DB { return db.Unscoped() }, false, `[{"title":["apple","Banana","cherry","ghost"]},{"status":["a","b","c","z"]}]`},
	} {
		statements.Reset()
		var scopes []crud.Scope
		if tt.scope != nil {
			scopes = append(scopes, tt.scope)
		}
		page, err := factory.OffsetPaginate(ctx, ask(t, factory, append(tt.pairs, "count", "none")...), scopes...)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		var parts []string
		for _, facet := range page.FilterAttributes {
			text, err := schemas.Facets{facet}.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, string(text))
		}
		if diff := cmp.Diff(tt.want, "["+strings.Join(parts, ",")+"]"); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		walks := slices.ContainsFunc(statements.SQL(), func(s string) bool { return strings.Contains(s, "WITH RECURSIVE") })
		if walks != tt.walks {
			t.Errorf("%s: walks along an index: %v: %q", tt.name, walks, statements.SQL())
		}
	}
	unscoped := factory.With(db.Unscoped())
	page, err := unscoped.OffsetPaginate(ctx, ask(t, unscoped, "facets", "town__name", "facet_counts", "true"))
	if err != nil {
		t.Fatal(err)
	}
	want := schemas.FacetCounts{{Key: "town__name", Counts: []schemas.FacetCount{
		{Value: "Bonn", Count: 1}, {Value: "Ghost", Count: 1}, {Value: "Rome", Count: 2}, {Count: 2},
	}}}
	if diff := cmp.Diff(want, page.FilterCounts); diff != "" {
		t.Errorf("towns of one name are one value, a deleted and a missing one are NULL (-want +got):\n%s", diff)
	}
}
