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
	f := crud.Must(crud.New(db, crud.Config[post]{
		OrderFields: []string{"id", "created_at", "priority"}, FilterFields: []string{"topic_id"},
	}))
	for name, test := range map[string]struct {
		pairs []string
		index string
	}{
		"one direction": {[]string{"order_by", "-created_at"}, "Index Scan posts_created_at_id_idx"},
		"with NULLs":    {[]string{"order_by", "priority"}, "Index Scan posts_priority_id_idx"},
		"filtered":      {[]string{"order_by", "id", "filter_by[topic_id]", "3"}, "Index Scan posts_pkey"},
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
