package crud_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// planned is a handle with one connection, and the last statement that it sent.
type planned struct {
	t    *testing.T
	db   *gorm.DB
	sql  string
	args []any
}

func newPlanned(t *testing.T, db *gorm.DB) *planned {
	t.Helper()
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	p := &planned{t: t, db: db}
	err = db.Callback().Query().After("gorm:query").Register("test:last", func(tx *gorm.DB) {
		p.sql, p.args = tx.Statement.SQL.String(), tx.Statement.Vars
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// explain names what the plan of the last statement is made of, with its indexes. The
// statement has to be prepared; this counts as an execution.
func (p *planned) explain() (nodes []string) {
	p.t.Helper()
	statement := p.db.ToSQL(func(db *gorm.DB) *gorm.DB {
		return db.Raw("EXPLAIN (FORMAT JSON) EXECUTE "+p.prepared("name")+"(?)", p.args)
	})
	var text string
	if err := p.db.Raw(statement).Row().Scan(&text); err != nil {
		p.t.Fatalf("%v: %s", err, statement)
	}
	type node struct {
		Type  string `json:"Node Type"`
		Index string `json:"Index Name"`
		Plans []node
	}
	var plans []struct{ Plan node }
	if err := json.Unmarshal([]byte(text), &plans); err != nil {
		p.t.Fatal(err)
	}
	var walk func(node)
	walk = func(n node) {
		nodes = append(nodes, strings.TrimSpace(n.Type+" "+n.Index))
		for _, below := range n.Plans {
			walk(below)
		}
	}
	walk(plans[0].Plan)
	return nodes
}

// prepared is what PostgreSQL knows of the last statement: its name, or how often it
// was planned for all values (generic_plans) and for its own (custom_plans).
func (p *planned) prepared(column string) (value string) {
	p.t.Helper()
	known := "SELECT " + column + "::text FROM pg_prepared_statements WHERE statement = ?"
	if err := p.db.Raw(known, p.sql).Row().Scan(&value); err != nil {
		p.t.Fatalf("%v: %s", err, p.sql)
	}
	return value
}

// TestPlansOfPages asks for ten pages, one behind the other: the last of them are not
// planned any more, and read what the first did.
func TestPlansOfPages(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &topic{}, &post{})
	fillPosts(t, db)
	p := newPlanned(t, db)
	f := crud.Must(crud.New(db, crud.Config[post]{OrderFields: []string{"created_at", "priority"}}))
	for name, test := range map[string]struct {
		pairs []string
		index string
	}{
		"one direction": {[]string{"order_by", "-created_at"}, "Index Scan posts_created_at_id_idx"},
		"with NULLs":    {[]string{"order_by", "priority"}, "Index Scan posts_priority_id_idx"},
	} {
		token := ""
		next := func() {
			page, err := f.CursorPaginate(ctx, ask(t, f, append(test.pairs, "pagination_type", "cursor", "cursor", token)...))
			if err != nil {
				t.Fatal(err)
			}
			token = *page.Pagination.NextCursor
		}
		next()
		next()
		want := p.explain()
		for range 9 {
			next()
		}
		if got := [2]string{p.prepared("custom_plans"), p.prepared("generic_plans")}; got != [2]string{"5", "6"} {
			t.Errorf("%s: planned for its own values and for all: %v", name, got)
		}
		if diff := cmp.Diff(want, p.explain()); diff != "" || !slices.Contains(want, test.index) {
			t.Errorf("%s: %v (-first +last):\n%s", name, want, diff)
		}
	}
}

// TestPlansOfOneRow: a key is found by its index, whatever it is.
func TestPlansOfOneRow(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &topic{}, &post{})
	fillPosts(t, db)
	p := newPlanned(t, db)
	f := crud.Must(crud.New(db, crud.Config[post]{})).Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("title <> ?", "none") })
	for id := range 10 {
		if _, err := f.Get(ctx, id+1); err != nil {
			t.Fatal(err)
		}
	}
	if got := [2]string{p.prepared("custom_plans"), p.prepared("generic_plans")}; got != [2]string{"5", "5"} {
		t.Errorf("planned for its own value and for all: %v", got)
	}
	if diff := cmp.Diff([]string{"Limit", "Index Scan posts_pkey"}, p.explain()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPlansOfRareValues filters by a value that few rows have, of a column with few
// values: a plan for all values would look for it along the order, through the whole
// table.
func TestPlansOfRareValues(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &topic{}, &post{})
	fillPosts(t, db)
	searchExec(t, db, "UPDATE posts SET title = CASE WHEN id % 20000 = 7 THEN 'rare' WHEN id % 3 = 0 THEN 'a' ELSE 'b' END", "VACUUM ANALYZE posts")
	p := newPlanned(t, db)
	f := crud.Must(crud.New(db, crud.Config[post]{OrderFields: []string{"created_at"}, FilterFields: []string{"title"}}))
	for name, filtered := range map[string]func(title string) ([]string, []crud.Scope){
		"a filter": func(title string) ([]string, []crud.Scope) { return []string{"filter_by[title]", title}, nil },
		"a list": func(title string) ([]string, []crud.Scope) {
			return []string{"filter_by[title][in]", title + ",c"}, nil
		},
		"an expression": func(title string) ([]string, []crud.Scope) {
			return []string{"filter", `title = "` + title + `" OR title = "c"`}, nil
		},
		"a scope": func(title string) ([]string, []crud.Scope) {
			return nil, []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where("title = ?", title) }}
		},
	} {
		for _, title := range []string{"a", "rare"} {
			pairs, scopes := filtered(title)
			for range 10 {
				if _, err := f.List(ctx, ask(t, f, append(pairs, "pagination_type", "cursor", "order_by", "-created_at")...), scopes...); err != nil {
					t.Fatal(err)
				}
			}
		}
		nodes := p.explain()
		if index := nodes[len(nodes)-1]; !strings.Contains(index, "posts_title_created_at_priority_rank_id_idx") {
			t.Errorf("%s: %v", name, nodes)
		}
	}
}

// TestPlansOfSearches looks ten times for what all rows have, then for what few have:
// that is planned for itself, and found by its index.
func TestPlansOfSearches(t *testing.T) {
	t.Parallel()
	for mode, test := range map[string]struct {
		search crud.Search
		rows   string // those of another mode, with its index
	}{
		"trigram":  {bothModes["trigram"], "trigram"},
		"fulltext": {bothModes["column"], "column"},
		"usual":    {crud.Search{}, "trigram"},
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			db, index := fillSearchDocs(t, test.rows)
			config := crud.Config[searchDoc]{OrderFields: []string{"created_at"}, Search: test.search}
			if test.search.Column == "" {
				config.SearchFields = []string{"title", "body"}
			}
			if mode == "usual" {
				index = "by_title"
				searchExec(t, db, "CREATE INDEX by_title ON search_docs USING gin (title gin_trgm_ops)",
					"CREATE INDEX by_body ON search_docs USING gin (body gin_trgm_ops)", "VACUUM ANALYZE search_docs")
			}
			p := newPlanned(t, db)
			f := crud.Must(crud.New(db, config))
			look := func(word string, rows int) {
				page, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "order_by", "-created_at", "search", word))
				if err != nil || len(page.Items) != rows {
					t.Fatalf("%s: %d rows, %v", word, len(page.Items), err)
				}
			}
			for range 10 {
				look("common", pageSize)
			}
			common := p.sql
			for range 10 {
				look("scarce", 5)
			}
			if got := [2]string{p.prepared("custom_plans"), p.prepared("generic_plans")}; got != [2]string{"20", "0"} || p.sql != common {
				t.Errorf("planned for its own values and for all: %v", got)
			}
			if got := p.explain(); !slices.Contains(got, "Bitmap Index Scan "+index) {
				t.Errorf("%s is not used: %v", index, got)
			}
		})
	}
}
