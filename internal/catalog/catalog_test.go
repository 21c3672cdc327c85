package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

func exec(t *testing.T, db *gorm.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func read(t *testing.T, db *gorm.DB, names ...string) catalog.Catalog {
	t.Helper()
	c, err := catalog.Read(db, names...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestPostgresColumns(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	exec(t, db,
		`CREATE TYPE mood AS ENUM ('sad')`, `CREATE DOMAIN nick AS varchar(20) DEFAULT 'x' NOT NULL`,
		`CREATE TABLE "Odd ""names""" (id bigserial PRIMARY KEY, own bigint GENERATED ALWAYS AS IDENTITY, mood mood,
			name nick, tags text[] NOT NULL, twice bigint GENERATED ALWAYS AS (id * 2) STORED, gone int)`,
		`ALTER TABLE "Odd ""names""" DROP COLUMN gone`)
	got := read(t, db, `Odd "names"`).Table(`Odd "names"`)
	want := []catalog.Column{
		{Name: "id", Type: "int8", NotNull: true, Filled: true},
		{Name: "own", Type: "int8", NotNull: true, Filled: true},
		{Name: "mood", Type: "enum"},
		{Name: "name", Type: "varchar", NotNull: true, Filled: true},
		{Name: "tags", Type: "_text", NotNull: true},
		{Name: "twice", Type: "int8", Filled: true},
	}
	if diff := cmp.Diff(want, got.Columns); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPostgresKinds: whatever has a table's name, in whatever schema.
func TestPostgresKinds(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	exec(t, db, `CREATE SCHEMA blog`, `CREATE TABLE blog.posts (id int PRIMARY KEY)`, `CREATE VIEW v AS SELECT 1 AS id`,
		`CREATE MATERIALIZED VIEW m AS SELECT 1 AS id`, `CREATE TABLE p (id int) PARTITION BY RANGE (id)`, `CREATE TABLE empty ()`,
		`CREATE FOREIGN DATA WRAPPER w`, `CREATE SERVER s FOREIGN DATA WRAPPER w`, `CREATE FOREIGN TABLE f (id int) SERVER s`)
	names := []string{"blog.posts", "posts", "v", "m", "p", "f", "empty", "nowhere.at_all"}
	c := read(t, db, names...)
	var got []catalog.TableKind
	for _, name := range names {
		got = append(got, c.Table(name).Kind)
	}
	want := []catalog.TableKind{
		catalog.Ordinary, catalog.Missing, catalog.View, catalog.MaterializedView, catalog.Partitioned, catalog.Foreign,
		catalog.Ordinary, catalog.Missing,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	err := db.Connection(func(tx *gorm.DB) error {
		exec(t, tx, "SET search_path = blog")
		if kind := read(t, tx, "posts").Table("posts").Kind; kind != catalog.Ordinary {
			t.Errorf("in the search_path: %q", kind)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestPostgresPartitions: by what a table is partitioned, and whether its partitions
// have rows that nobody has analyzed.
func TestPostgresPartitions(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	exec(t, db, `CREATE TABLE hashed (a int, b int, c text) PARTITION BY HASH (b, a)`,
		`CREATE TABLE listed (a int, c text) PARTITION BY LIST (lower(c))`,
		`CREATE TABLE ranged (a int, c text) PARTITION BY RANGE (a)`,
		`CREATE TABLE ranged_1 PARTITION OF ranged FOR VALUES FROM (1) TO (9) PARTITION BY LIST (c)`,
		`CREATE TABLE singly (a int, c text) PARTITION BY LIST (c)`,
		`CREATE TABLE singly_1 PARTITION OF singly FOR VALUES IN ('a, ''b'', c')`,
		`CREATE TABLE singly_2 PARTITION OF singly FOR VALUES IN (NULL)`,
		`CREATE TABLE pairs (a int) PARTITION BY LIST (a)`, `CREATE TABLE pairs_1 PARTITION OF pairs FOR VALUES IN (1, 2)`,
		`CREATE TABLE others (a int) PARTITION BY LIST (a)`, `CREATE TABLE others_1 PARTITION OF others DEFAULT`,
		`CREATE TABLE ranged_2 PARTITION OF ranged_1 DEFAULT`, `INSERT INTO ranged VALUES (1, 'x')`)
	c := read(t, db, "hashed", "listed", "ranged", "ranged_2", "singly", "pairs", "others")
	want := []catalog.Table{
		{Name: "hashed", Kind: catalog.Partitioned, Strategy: "hash", PartitionedBy: []string{"b", "a"}},
		{Name: "listed", Kind: catalog.Partitioned, Strategy: "list", PartitionedBy: []string{""}, Alone: true},
		{Name: "singly", Kind: catalog.Partitioned, Strategy: "list", PartitionedBy: []string{"c"}, Alone: true},
		{Name: "pairs", Kind: catalog.Partitioned, Strategy: "list", PartitionedBy: []string{"a"}},
		{Name: "others", Kind: catalog.Partitioned, Strategy: "list", PartitionedBy: []string{"a"}},
		{Name: "ranged", Kind: catalog.Partitioned, Strategy: "range", PartitionedBy: []string{"a"}, Unanalyzed: true},
		{Name: "ranged_2", Kind: catalog.Ordinary, Unanalyzed: true},
	}
	for _, table := range want {
		got := c.Table(table.Name)
		if got.Columns = nil; !cmp.Equal(table, got) {
			t.Errorf("(-want +got):\n%s", cmp.Diff(table, got))
		}
	}
	exec(t, db, `ANALYZE ranged`)
	if read(t, db, "ranged").Table("ranged").Unanalyzed {
		t.Error("not analyzed")
	}
}

func TestPostgresIndexes(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	exec(t, db, `CREATE EXTENSION pg_trgm`,
		`CREATE TABLE posts (id int PRIMARY KEY, title text, code varchar(9), "Odd" int, gone timestamptz)`,
		`CREATE INDEX a_mixed ON posts ("Odd" DESC, id) INCLUDE (code)`,
		`CREATE INDEX b_nulls ON posts (title NULLS FIRST) WHERE gone IS NULL`,
		`CREATE INDEX c_lower ON posts (lower(title), title COLLATE "C")`,
		`CREATE UNIQUE INDEX d_code ON posts (code varchar_pattern_ops)`,
		`CREATE INDEX e_trgm ON posts USING gin (title gin_trgm_ops)`,
		`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'e_trgm'::regclass`)
	want := []catalog.Index{
		{Name: "public.a_mixed", Method: "btree", Valid: true, Keys: []catalog.Key{
			{Column: "Odd", Class: "int4_ops", Default: true, Desc: true, NullsFirst: true},
			{Column: "id", Class: "int4_ops", Default: true},
		}},
		{Name: "public.b_nulls", Method: "btree", Valid: true, Predicate: "(gone IS NULL)", Keys: []catalog.Key{
			{Column: "title", Class: "text_ops", Default: true, NullsFirst: true},
		}},
		{Name: "public.c_lower", Method: "btree", Valid: true, Keys: []catalog.Key{
			{Expression: "lower(title)", Class: "text_ops", Default: true},
			{Column: "title", Class: "text_ops", Default: true, Foreign: true, Bytewise: true},
		}},
		{Name: "public.d_code", Method: "btree", Unique: true, Valid: true, Keys: []catalog.Key{
			{Column: "code", Class: "varchar_pattern_ops"},
		}},
		{Name: "public.e_trgm", Method: "gin", Keys: []catalog.Key{{Column: "title", Class: "gin_trgm_ops"}}},
		{Name: "public.posts_pkey", Method: "btree", Unique: true, Primary: true, Valid: true, Keys: []catalog.Key{
			{Column: "id", Class: "int4_ops", Default: true},
		}},
	}
	c := read(t, db, "posts")
	if diff := cmp.Diff(want, c.Table("posts").Indexes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.Trigrams != "gin_trgm_ops" {
		t.Errorf("trigrams: %q", c.Trigrams)
	}
}

func TestPostgresForeignKeysAndStatistics(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	exec(t, db, `CREATE SCHEMA "Tools"`, `CREATE EXTENSION pg_trgm SCHEMA "Tools"`,
		`CREATE TABLE a (x int, y int, PRIMARY KEY (x, y))`, `CREATE TABLE b (id int PRIMARY KEY, y int, x int)`,
		`ALTER TABLE b ADD CONSTRAINT own FOREIGN KEY (id) REFERENCES b NOT VALID`,
		`ALTER TABLE b ADD CONSTRAINT "to A" FOREIGN KEY (y, x) REFERENCES a (y, x)`,
		`INSERT INTO a VALUES (1, 2)`, `INSERT INTO b VALUES (1, 2, 1)`, `ANALYZE a`)
	c := read(t, db, "b", "a")
	want := []catalog.ForeignKey{
		{Name: `"to A"`, Columns: []string{"y", "x"}, Refers: "a", Valid: true},
		{Name: "own", Columns: []string{"id"}, Refers: "b"},
	}
	got := c.Table("b").ForeignKeys
	slices.SortFunc(got, func(a, b catalog.ForeignKey) int { return strings.Compare(a.Name, b.Name) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.Table("a").Unanalyzed || !c.Table("b").Unanalyzed {
		t.Errorf("not analyzed: a %v, b %v", c.Table("a").Unanalyzed, c.Table("b").Unanalyzed)
	}
	if want := `"Tools".gin_trgm_ops`; c.Trigrams != want {
		t.Errorf("trigrams: %q, want %q", c.Trigrams, want)
	}
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	exec(t, db,
		`CREATE TABLE posts (id integer PRIMARY KEY, title text NOT NULL UNIQUE, n int DEFAULT 1, gone datetime)`,
		`CREATE INDEX by_n ON posts (n DESC, title)`, `CREATE INDEX live ON posts (n) WHERE gone IS NULL`,
		`CREATE INDEX low ON posts (lower(title))`,
		`CREATE TABLE keyed (a text, b text, PRIMARY KEY (a, b))`, `CREATE INDEX by_b ON keyed (b)`,
		`CREATE VIEW v AS SELECT 1 AS id`)
	c := read(t, db, "posts", "keyed", "v", "nowhere", "main.posts")
	want := catalog.Table{
		Name: "posts", Kind: catalog.Ordinary,
		Columns: []catalog.Column{
			{Name: "id", Type: "INTEGER", NotNull: true, Filled: true},
			{Name: "title", Type: "TEXT", NotNull: true},
			{Name: "n", Type: "INT", Filled: true},
			{Name: "gone", Type: "datetime"},
		},
		Indexes: []catalog.Index{
			{Name: "low", Method: "btree", Valid: true, Keys: []catalog.Key{{Expression: "?", Default: true}, {Column: "id", Default: true}}},
			{
				Name: "live", Method: "btree", Valid: true, Predicate: "gone IS NULL",
				Keys: []catalog.Key{{Column: "n", Default: true}, {Column: "id", Default: true}},
			},
			{Name: "by_n", Method: "btree", Valid: true, Keys: []catalog.Key{
				{Column: "n", Default: true, Desc: true, NullsFirst: true}, {Column: "title", Default: true}, {Column: "id", Default: true},
			}},
			{
				Name: "sqlite_autoindex_posts_1", Method: "btree", Unique: true, Valid: true,
				Keys: []catalog.Key{{Column: "title", Default: true}},
			},
			{Method: "btree", Unique: true, Primary: true, Valid: true, Keys: []catalog.Key{{Column: "id", Default: true}}},
		},
	}
	if diff := cmp.Diff(want, c.Table("posts")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := c.Table("keyed").Indexes; len(got) != 2 || !cmp.Equal(got[0].Names(), []string{"b"}) || !cmp.Equal(got[1].Names(), []string{"a", "b"}) {
		t.Errorf("keyed: %+v", got)
	}
	if got := c.Table("v").Kind; got != catalog.View {
		t.Errorf("v is a %q", got)
	}
	if got := c.Table("nowhere").Kind; got != catalog.Missing {
		t.Errorf("nowhere is a %q", got)
	}
	if got := c.Table("main.posts"); len(got.Indexes) != 5 || len(got.Columns) != 4 {
		t.Errorf("main.posts: %+v", got)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"postgres": {
			"server_version", "max_connections", "statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout", "timezone",
			"server_encoding", "collation", "default_transaction_isolation", "in_recovery", "pool_max_open_connections",
		},
		"sqlite": {"sqlite_version", "journal_mode", "foreign_keys", "busy_timeout", "encoding", "pool_max_open_connections"},
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t)
		settings, err := catalog.Settings(db)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, s := range settings {
			if names = append(names, s.Name); s.Value == "" {
				t.Errorf("%s is empty", s.Name)
			}
		}
		if diff := cmp.Diff(want[db.Name()], names); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if _, err := catalog.Settings(db.Session(&gorm.Session{DryRun: true})); err == nil {
			t.Error("settings of a handle that runs nothing")
		}
		if _, err := catalog.Read(db.Session(&gorm.Session{DryRun: true}), "posts"); err == nil {
			t.Error("a catalog of a handle that runs nothing")
		}
	})
}
