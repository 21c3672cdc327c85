package sharding_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// script writes what each of some steps runs.
type script struct {
	t          *testing.T
	statements *dbtest.Statements
	text       strings.Builder
}

// step runs a part and writes its statements.
func (s *script) step(name string, run func()) {
	s.t.Helper()
	s.statements.Reset()
	run()
	s.text.WriteString("-- " + name + "\n")
	for _, statement := range s.statements.All() {
		if statement.Err != nil {
			s.t.Errorf("%s: %s: %v", name, statement.SQL, statement.Err)
		}
		s.text.WriteString(breakLines(statement.SQL) + ";\n")
		if !keyed(statement.SQL) {
			s.t.Errorf("%s: does not say which shard it is of:\n%s", name, statement.SQL)
		}
	}
	s.text.WriteString("\n")
}

var (
	// The key of each table by an equality of its own, as often as the table is read, or with
	// the rows around an EXISTS; rows that are inserted have it.
	table    = regexp.MustCompile(`(?:FROM|JOIN|UPDATE) "(tickets|comments|queues|notes)"(?: AS "(\w+?)(?:_table)?")?`)
	equality = regexp.MustCompile(`"(\w+)"\."(?:crud_r\d_)?tenant_id" = 7\b|"(crud_r\d)"\."tenant_id" = "tickets"\."tenant_id"`)
	inserted = regexp.MustCompile(`^INSERT INTO "(tickets|notes)" \([^)]*"tenant_id"`)
)

func keyed(sql string) bool {
	if inserted.MatchString(sql) {
		return true
	}
	missing := map[string]int{}
	for _, m := range table.FindAllStringSubmatch(sql, -1) {
		missing[alias(m)]++
	}
	tables := len(missing)
	for _, m := range equality.FindAllStringSubmatch(sql, -1) {
		missing[alias(m)]--
	}
	for _, n := range missing {
		if n > 0 {
			return false
		}
	}
	return tables > 0
}

// alias is under which name a match has a table.
func alias(match []string) string {
	if match[2] != "" {
		return match[2]
	}
	return match[1]
}

// breakLines makes a statement readable.
func breakLines(sql string) string {
	for _, word := range []string{" FROM ", " LEFT JOIN (", " WHERE ", " ORDER BY ", " UNION ALL ", " SET ", " ON CONFLICT ", " RETURNING "} {
		sql = strings.ReplaceAll(sql, word, "\n  "+strings.TrimPrefix(word, " "))
	}
	return sql
}

func (s *script) compare(file string) {
	s.t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(s.text.String()), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), s.text.String()); diff != "" {
		s.t.Errorf("%s (-want +got); run with -update if it is meant:\n%s", file, diff)
	}
}

// TestGolden shows each statement of requests within a shard, and that each has the key.
func TestGolden(t *testing.T) {
	t.Parallel()
	plain := dbtest.Postgres(t, &queue{}, &ticket{}, &comment{})
	fill(t, plain)
	// The index is there before the factory looks for it.
	exec(t, plain, `CREATE INDEX by_status ON tickets (tenant_id, status)`)
	db, statements := dbtest.Recorder(plain)
	s := serve(t, db)
	deep := func(order string) string {
		page := s.want(200, "7", "GET", "/tickets/cursor?items_per_page=4&facets=false&count=none&order_by="+order, "")
		return "/tickets/cursor?items_per_page=4&facets=false&count=none&order_by=" + order +
			"&cursor=" + page.in("pagination", "next_cursor").(string)
	}
	byTitle, byPriority, byQueue := deep("title"), deep("-priority"), deep("queue__name")
	g := &script{t: t, statements: statements}
	get := func(name, target string, headers ...string) {
		g.step(name, func() { s.want(200, "7", "GET", target, "", headers...) })
	}
	get("a list", "/tickets?items_per_page=4&facets=false&count=none")
	get("a page by its number, counted", "/tickets?items_per_page=4&page=3&facets=false&count=exact")
	get("a seek, and whether rows follow", byTitle)
	get("a seek in branches", byPriority)
	get("a first page by related rows", "/tickets/cursor?items_per_page=4&facets=false&order_by=queue__name")
	get("a seek by related rows", byQueue)
	get("counted up to a limit", "/tickets?items_per_page=4&facets=false&count=capped")
	get("estimated", "/tickets?items_per_page=4&facets=false&count=estimated")
	get("facets along an index, and by themselves", "/tickets?items_per_page=4&count=none")
	get("facets in one scan, one of them chosen", "/tickets?items_per_page=4&facet_counts=true&filter_by[priority]=1")
	get("a search", "/tickets?items_per_page=4&facets=false&search=ticket&count=exact")
	get("a filter by related rows", "/tickets?items_per_page=4&facets=false&count=none&filter_by[comments__text][contains]=one")
	get("included rows", "/tickets?items_per_page=4&facets=false&count=none&include=queue,comments")
	get("a stream", "/tickets", "Accept", "application/x-ndjson")
	get("one row", "/tickets/1")
	g.step("create", func() { s.want(201, "7", "POST", "/tickets", newTicket+`,"queue_id":1}`) })
	g.step("create in bulk", func() {
		s.want(201, "7", "POST", "/tickets/bulk",
			`[{"id":101,"created_at":"2025-02-01T00:00:00Z","slug":"x","title":"X","status":"open","queue_id":1},
			{"id":102,"created_at":"2025-02-01T00:00:00Z","slug":"y","title":"Y","status":"open","queue_id":2}]`)
	})
	g.step("patch", func() { s.want(200, "7", "PATCH", "/tickets/1", `{"title":"patched","queue_id":2}`) })
	g.step("patch in bulk", func() { s.want(200, "7", "PATCH", "/tickets/bulk", `[{"id":1,"title":"a"},{"id":2,"title":"b"}]`) })
	g.step("delete", func() { s.want(204, "7", "DELETE", "/tickets/100", "") })
	g.step("delete in bulk", func() { s.want(204, "7", "POST", "/tickets/bulk/delete", `{"ids":[101,102]}`) })
	within := crud.Must(s.tickets.InShard(seven))
	g.step("upsert", func() {
		row := ticketOf(0, 500)
		row.Slug, row.QueueID = "t7-3", nil
		if _, err := within.Upsert(ctx, &row, crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}}); err != nil {
			t.Error(err)
		}
	})
	g.step("exists", func() {
		if _, err := within.Exists(ctx, crud.Query{}); err != nil {
			t.Error(err)
		}
	})
	g.compare("testdata/composite_key.sql")
}

// note has a primary key without the key of its shard.
type note struct {
	ID        int64  `gorm:"primaryKey" json:"id"`
	TenantID  int64  `gorm:"not null" json:"tenant_id"`
	Title     string `gorm:"type:text;not null" json:"title"`
	DeletedAt gorm.DeletedAt
}

// TestGoldenOfPlainKeys: rows that are named by a key of their own are named by their
// shard as well, whether or not the request has one.
func TestGoldenOfPlainKeys(t *testing.T) {
	t.Parallel()
	plain := dbtest.Postgres(t, &note{})
	insert(t, plain, []note{{1, seven, "a", gorm.DeletedAt{}}, {2, seven, "b", gorm.DeletedAt{}}, {3, seven, "c", gorm.DeletedAt{}}, {4, seven, "d", gorm.DeletedAt{}}})
	db, statements := dbtest.Recorder(plain.Session(&gorm.Session{NowFunc: func() time.Time { return midnight }}))
	notes := crud.Must(crud.New(db, crud.Config[note]{ShardKey: "tenant_id"}))
	g := &script{t: t, statements: statements}
	change := func(row *note) error {
		row.Title += "!"
		return nil
	}
	within := crud.Must(notes.InShard(seven))
	g.step("update", func() {
		if _, err := within.Update(ctx, 1, change); err != nil {
			t.Error(err)
		}
	})
	g.step("delete", func() {
		if err := within.Delete(ctx, 2); err != nil {
			t.Error(err)
		}
	})
	g.step("restore", func() {
		if _, err := within.Restore(ctx, 2); err != nil {
			t.Error(err)
		}
	})
	g.compare("testdata/plain_key.sql")
	statements.Reset()
	if _, err := notes.Update(ctx, 3, change); err != nil {
		t.Error(err)
	}
	if err := notes.Delete(ctx, 4); err != nil {
		t.Error(err)
	}
	for _, sql := range statements.SQL() {
		if strings.HasPrefix(sql, "UPDATE") && !keyed(sql) {
			t.Errorf("without a shard: %s", sql)
		}
	}
	_, err := within.Update(ctx, 1, func(row *note) error {
		row.TenantID = eight
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "would change the shard key") {
		t.Errorf("a row is moved: %v", err)
	}
}
