package check_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestFixesSettleTheReport(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &shop{}, &tag{}, &item{}, &note{}, &profile{})
	recorded, statements := dbtest.Recorder(db)
	before := report(t, recorded, everything)
	for _, sql := range statements.SQL() {
		if !strings.HasPrefix(sql, "SELECT") && !strings.HasPrefix(sql, "WITH asked") {
			t.Errorf("it runs %s", sql)
		}
	}
	made := map[string]bool{}
	for _, f := range before.Findings {
		if name, _, _ := strings.Cut(f.Fix, " ON "); f.Fix != "" && made[name] {
			t.Errorf("proposed twice: %s", f.Fix)
		} else {
			made[name] = true
		}
	}
	fix(t, db, before)
	want := []string{"note nullable_order_key: weight: rows without a value are sought apart, in a second branch of each page"}
	if diff := cmp.Diff(want, of(report(t, db, everything))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if again := report(t, dbtest.Postgres(t, &shop{}, &tag{}, &item{}, &note{}, &profile{}), everything); !cmp.Equal(before.Findings, again.Findings) {
		t.Errorf("another database, other findings:\n%s", cmp.Diff(before.Findings, again.Findings))
	}
}

// TestBrokenIndexes: an index that failed to be built is no reason for another.
func TestBrokenIndexes(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &shop{})
	exec(t, db, "CREATE INDEX shops_by_name ON shops (name, id)",
		"UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'shops_by_name'::regclass")
	config := crud.Config[shop]{OrderFields: []string{"name"}}
	before := report(t, db, config)
	want := []string{
		"warning invalid_index: name: the index public.shops_by_name is not valid, because it is being built or that failed; " +
			"it is for the order by name: REINDEX INDEX CONCURRENTLY public.shops_by_name",
	}
	if diff := cmp.Diff(want, of(before)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	fix(t, db, before)
	if left := of(report(t, db, config)); left != nil {
		t.Errorf("left: %q", left)
	}
}

type blogPost struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"type:text;not null"`
}

func (blogPost) TableName() string { return "blog.posts" }

// TestTables: whatever stands behind a model's name.
func TestTables(t *testing.T) {
	t.Parallel()
	config := crud.Config[blogPost]{OrderFields: []string{"name"}}
	for _, tt := range []struct {
		name  string
		setup []string
		want  []string
	}{
		{
			"a table of a schema",
			[]string{"CREATE TABLE blog.posts (id bigint PRIMARY KEY, name text NOT NULL)"},
			[]string{"warning missing_index: name: no index of blog.posts serves the order by name: " +
				`CREATE INDEX CONCURRENTLY "idx_posts_name_id" ON "blog"."posts" ("name", "id")`},
		},
		{
			"a partitioned table",
			[]string{
				"CREATE TABLE blog.posts (id bigint PRIMARY KEY, name text NOT NULL) PARTITION BY RANGE (id)",
				"CREATE TABLE blog.some PARTITION OF blog.posts FOR VALUES FROM (0) TO (10)",
			},
			[]string{"warning missing_index: name: no index of blog.posts serves the order by name: " +
				`CREATE INDEX "idx_posts_name_id" ON "blog"."posts" ("name", "id")`},
		},
		{
			"a view",
			[]string{"CREATE VIEW blog.posts AS SELECT 1::bigint AS id, 'x'::text AS name"},
			[]string{"note not_a_table: blog.posts is a view: whether its rows are found by an index is not looked at"},
		},
		{
			"a materialized view",
			[]string{"CREATE MATERIALIZED VIEW blog.posts AS SELECT 1::bigint AS id, 'x'::text AS name", "ANALYZE"},
			[]string{
				"warning missing_index: name: no index of blog.posts serves the order by name: " +
					`CREATE INDEX CONCURRENTLY "idx_posts_name_id" ON "blog"."posts" ("name", "id")`,
				"warning missing_index: id: no index of blog.posts serves the order by id: " +
					`CREATE INDEX CONCURRENTLY "idx_posts_id" ON "blog"."posts" ("id")`,
			},
		},
		{
			"a foreign table",
			[]string{
				"CREATE FOREIGN DATA WRAPPER w", "CREATE SERVER s FOREIGN DATA WRAPPER w",
				"CREATE FOREIGN TABLE blog.posts (id bigint, name text) SERVER s",
			},
			[]string{"note not_a_table: blog.posts is a foreign table: whether its rows are found by an index is not looked at"},
		},
		{"nothing", nil, []string{"error missing_table: there is no table blog.posts, nor one in the search_path"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.Postgres(t)
			exec(t, db, slices.Concat([]string{"CREATE SCHEMA blog"}, tt.setup)...)
			got := report(t, db, config)
			gotLines, want := of(got), slices.Clone(tt.want)
			slices.Sort(gotLines)
			slices.Sort(want)
			if diff := cmp.Diff(want, gotLines); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if failed := got.Err() != nil; failed != (tt.setup == nil) {
				t.Errorf("Err: %v", got.Err())
			}
		})
	}
}

// TestRelations: foreign keys that nothing enforces, and a has-one of several.
func TestRelations(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &shop{}, &tag{}, &item{}, &note{}, &profile{})
	exec(t, db, "ALTER TABLE items DROP CONSTRAINT fk_items_shop", "CREATE INDEX ON items (shop_id, id)", "CREATE INDEX ON shops (name)",
		"CREATE INDEX ON profiles (slogan)")
	config := crud.Config[item]{OrderFields: []string{"shop.name", "profile.slogan"}}
	want := []string{
		"warning has_one_not_unique: profile: the relation has one row, but its foreign key is not unique in the table profiles: " +
			`a row with two related ones appears twice: CREATE UNIQUE INDEX CONCURRENTLY "uni_profiles_item_id" ON "profiles" ("item_id")`,
		"note unenforced_foreign_key: shop: no foreign key constraint says that related rows exist: pages with rows that have none are " +
			`slower, not wrong: ALTER TABLE "items" ADD FOREIGN KEY ("shop_id") REFERENCES "shops" ("id")`,
	}
	before := report(t, db, config)
	if diff := cmp.Diff(want, of(before)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	fix(t, db, before)
	if left := of(report(t, db, config)); left != nil {
		t.Errorf("left: %q", left)
	}
	exec(t, db, "ALTER TABLE items DROP CONSTRAINT items_shop_id_fkey",
		"ALTER TABLE items ADD CONSTRAINT later FOREIGN KEY (shop_id) REFERENCES shops NOT VALID")
	want = []string{
		"note unenforced_foreign_key: shop: the constraint later was not checked for all rows (NOT VALID): pages with rows that have no " +
			`related one are slower: ALTER TABLE "items" VALIDATE CONSTRAINT later`,
	}
	before = report(t, db, config)
	if diff := cmp.Diff(want, of(before)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	fix(t, db, before)
	if left := of(report(t, db, config)); left != nil {
		t.Errorf("left: %q", left)
	}
}

// TestIndexesThatAreThere serve whatever their names are.
func TestIndexesThatAreThere(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &shop{}, &tag{}, &item{}, &note{}, &profile{})
	exec(t, db, "CREATE EXTENSION pg_trgm",
		"CREATE INDEX ON items (created_at DESC, id DESC) WHERE deleted_at IS NULL",
		"CREATE UNIQUE INDEX ON items (price)",
		"CREATE INDEX ON items USING gist (title gist_trgm_ops)",
		"CREATE INDEX ON items USING gin (to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(code, '')))",
		"CREATE INDEX ON items ((CASE jsonb_typeof(meta -> 'color') WHEN 'string' THEN meta ->> 'color' ELSE NULL END) DESC, id DESC) INCLUDE (title)")
	config := crud.Config[item]{
		DefaultOrder: "created_at", OrderFields: []string{"price", "meta.color"},
		Filters:      map[string]crud.Operators{"title": "icontains,starts_with", "price": "between", "meta.color": "eq"},
		SearchFields: []string{"title", "code"}, Search: crud.Search{Mode: schemas.SearchFullText},
		JSON: map[string]schemas.Kind{"meta.color": schemas.Text},
	}
	if found := of(report(t, db, config)); found != nil {
		t.Errorf("found: %q", found)
	}
}

// TestNamesDiffer: columns a_b and a, b make one name.
func TestNamesDiffer(t *testing.T) {
	t.Parallel()
	type pair struct {
		ID  int64 `gorm:"primaryKey"`
		A   int64 `gorm:"not null"`
		AID int64 `gorm:"column:a_id;not null"`
	}
	db := dbtest.Postgres(t, &pair{})
	config := crud.Config[pair]{OrderFields: []string{"a"}, FilterFields: []string{"a_id"}}
	fix(t, db, report(t, db, config))
	if found := of(report(t, db, config)); found != nil {
		t.Errorf("found: %q", found)
	}
}
