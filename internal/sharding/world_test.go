package sharding_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	dbtest.Main(m)
}

var ctx = context.Background()

// ticket is of one tenant, and so are its queue and its comments. Two tenants can have
// tickets of the same id.
type ticket struct {
	TenantID  int64     `gorm:"primaryKey;autoIncrement:false;uniqueIndex:ticket_slug,priority:1" json:"tenant_id"`
	ID        int64     `gorm:"primaryKey;autoIncrement:false" json:"id"`
	CreatedAt time.Time `gorm:"not null" json:"created_at"`
	Slug      string    `gorm:"type:text;not null;uniqueIndex:ticket_slug,priority:2" json:"slug"`
	Title     string    `gorm:"type:text;not null" json:"title"`
	Status    string    `gorm:"type:text;not null" json:"status"`
	Priority  *int      `json:"priority"`
	QueueID   *int64    `json:"queue_id"`
	Queue     *queue    `gorm:"foreignKey:TenantID,QueueID;references:TenantID,ID" json:"-"`
	Comments  []comment `gorm:"foreignKey:TenantID,TicketID;references:TenantID,ID" json:"-"`
}

type queue struct {
	TenantID int64  `gorm:"primaryKey;autoIncrement:false" json:"tenant_id"`
	ID       int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Name     string `gorm:"type:text;not null" json:"name"`
}

type comment struct {
	TenantID int64  `gorm:"primaryKey;autoIncrement:false" json:"tenant_id"`
	ID       int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	TicketID int64  `gorm:"not null" json:"ticket_id"`
	Text     string `gorm:"type:text;not null" json:"text"`
}

// ticketCreate and ticketUpdate are what a client writes; it may say its tenant.
type ticketCreate struct {
	TenantID  int64     `json:"tenant_id"`
	ID        int64     `json:"id"`
	CreatedAt time.Time `json:"created_at"`
	Slug      string    `json:"slug"`
	Title     string    `json:"title"`
	Status    string    `json:"status"`
	Priority  *int      `json:"priority"`
	QueueID   *int64    `json:"queue_id"`
}

type ticketUpdate struct {
	Slug     string `json:"slug"`
	Title    string `json:"title"`
	Status   string `json:"status"`
	Priority *int   `json:"priority"`
	QueueID  *int64 `json:"queue_id"`
}

// ticketsConfig declares all that a client can ask of tickets.
func ticketsConfig() crud.Config[ticket] {
	return crud.Config[ticket]{
		ShardKey:     "tenant_id",
		CursorColumn: "created_at",
		FilterFields: []string{"tenant_id", "id", "slug", "title", "priority", "comments.text"},
		FacetFields:  []string{"status", "priority", "queue.name"},
		SearchFields: []string{"title", "queue.name"},
		OrderFields:  []string{"tenant_id", "id", "created_at", "title", "priority", "queue.name"},
		Includes:     []crud.Include{{Relation: "queue"}, {Relation: "comments"}},
		Streams:      []crud.Format{crud.NDJSON},
		Limits:       crud.Limits{Page: pagination.Limits{MaxOffset: -1}},
	}
}

// byTenant finds the shard that a header names, as a login would.
func byTenant(c *gin.Context) (any, error) {
	tenant := c.GetHeader("X-Tenant")
	if tenant == "" {
		return nil, schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Unauthorized", "say who you are")
	}
	return tenant, nil
}

// server serves tickets within shards, and without at /all.
type server struct {
	tb      testing.TB
	tickets *crud.CrudFactory[ticket]
	engine  *gin.Engine
	about   crud.Description
}

func serve(tb testing.TB, db *gorm.DB) *server {
	tb.Helper()
	s := &server{tb: tb, tickets: crud.Must(crud.New(db, ticketsConfig())), engine: gin.New()}
	crud.Install(s.engine)
	err := errors.Join(
		crud.Mount(s.engine.Group("/tickets"), s.tickets, crud.ShardBy(byTenant), crud.Create[ticketCreate](),
			crud.Update[ticketUpdate](), crud.PutCreates(), crud.Deletable(),
			crud.Describe(func(d crud.Description) { s.about = d })),
		crud.Mount(s.engine.Group("/all"), s.tickets, crud.Update[ticketUpdate](), crud.Deletable()),
	)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// reply is an answer with its body read as JSON.
type reply struct {
	*httptest.ResponseRecorder

	body map[string]any
}

// ask sends a request in the name of a tenant; "" is nobody.
func (s *server) ask(tenant, method, target, body string, headers ...string) reply {
	s.tb.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if tenant != "" {
		r.Header.Set("X-Tenant", tenant)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got := reply{ResponseRecorder: httptest.NewRecorder()}
	s.engine.ServeHTTP(got, r)
	_ = json.Unmarshal(got.Body.Bytes(), &got.body) // streams are none
	return got
}

// want is ask for an answer that has to have a status.
func (s *server) want(status int, tenant, method, target, body string, headers ...string) reply {
	s.tb.Helper()
	got := s.ask(tenant, method, target, body, headers...)
	if got.Code != status {
		s.tb.Errorf("tenant %s: %s %s: %d, want %d\n%s", tenant, method, target, got.Code, status, got.Body)
	}
	return got
}

// items are the rows of a page.
func (r reply) items() (rows []map[string]any) {
	list, _ := r.body["items"].([]any)
	for _, item := range list {
		rows = append(rows, item.(map[string]any))
	}
	return rows
}

// in is a member of a member of the body.
func (r reply) in(names ...string) any {
	var v any = r.body
	for _, name := range names {
		members, _ := v.(map[string]any)
		v = members[name]
	}
	return v
}

// pointers are the places of a problem's errors.
func (r reply) pointers() (pointers []string) {
	list, _ := r.body["errors"].([]any)
	for _, e := range list {
		pointer, _ := e.(map[string]any)["pointer"].(string)
		pointers = append(pointers, pointer)
	}
	return pointers
}

// parse reads parameters for a factory.
func parse(tb testing.TB, f *crud.CrudFactory[ticket], pairs ...string) crud.Query {
	tb.Helper()
	values := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	q, err := f.ParseQuery(values, crud.WithFilter|crud.WithOrder|crud.WithOffset|crud.WithCursor|crud.WithFields)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// The tenants of small worlds, with the same ids in both.
const (
	seven = 7
	eight = 8
)

const ticketsEach = 23

// midnight is when the first ticket was made.
var midnight = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// ticketOf makes the same ticket each time.
func ticketOf(tenant, n int64) ticket {
	row := ticket{
		TenantID: tenant, ID: n, CreatedAt: midnight.Add(time.Duration(n/3) * time.Hour),
		Slug: fmt.Sprintf("t%d-%d", tenant, n), Title: fmt.Sprintf("Ticket %d of %d", n%5, tenant),
		Status: []string{"open", "done"}[n%2],
	}
	if n%4 > 0 {
		row.Priority = new(int(n % 4))
	}
	if n%3 > 0 {
		row.QueueID = new(n % 3)
	}
	return row
}

// fill makes the tickets of two tenants.
func fill(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	for _, tenant := range []int64{seven, eight} {
		name := strconv.FormatInt(tenant, 10)
		insert(tb, db, []queue{{tenant, 1, "first of " + name}, {tenant, 2, "second of " + name}})
		var rows []ticket
		for n := range int64(ticketsEach) {
			rows = append(rows, ticketOf(tenant, n+1))
		}
		insert(tb, db, rows)
		insert(tb, db, []comment{{tenant, 1, 1, "one of " + name}, {tenant, 2, 1, "two of " + name}, {tenant, 3, 2, "three of " + name}})
	}
}

func insert(tb testing.TB, db *gorm.DB, rows any) {
	tb.Helper()
	if err := db.Omit("Queue", "Comments").Create(rows).Error; err != nil {
		tb.Fatal(err)
	}
}

func exec(tb testing.TB, db *gorm.DB, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if err := db.Exec(statement).Error; err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

// partitions is how many each table has that is partitioned by tenants.
const partitions = 64

// partitioned opens PostgreSQL with tickets and comments in partitions.
func partitioned(tb testing.TB) *gorm.DB {
	tb.Helper()
	db := dbtest.Postgres(tb, &queue{})
	exec(tb, db,
		`CREATE TABLE tickets (tenant_id bigint NOT NULL, id bigint NOT NULL, created_at timestamptz NOT NULL, slug text NOT NULL,
			title text NOT NULL, status text NOT NULL, priority bigint, queue_id bigint, PRIMARY KEY (tenant_id, id),
			UNIQUE (tenant_id, slug), FOREIGN KEY (tenant_id, queue_id) REFERENCES queues (tenant_id, id)) PARTITION BY HASH (tenant_id)`,
		`CREATE TABLE comments (tenant_id bigint NOT NULL, id bigint NOT NULL, ticket_id bigint NOT NULL, "text" varchar NOT NULL,
			PRIMARY KEY (tenant_id, id)) PARTITION BY HASH (tenant_id)`,
		`DO $$ BEGIN FOR n IN 0..`+strconv.Itoa(partitions-1)+` LOOP
			EXECUTE format('CREATE TABLE tickets_p%s PARTITION OF tickets FOR VALUES WITH (MODULUS `+strconv.Itoa(partitions)+`, REMAINDER %s)', n, n);
			EXECUTE format('CREATE TABLE comments_p%s PARTITION OF comments FOR VALUES WITH (MODULUS `+strconv.Itoa(partitions)+`, REMAINDER %s)', n, n);
			END LOOP; END $$`,
		`CREATE INDEX ON tickets (tenant_id, created_at, id)`,
		`CREATE INDEX ON tickets (created_at, tenant_id, id)`,
		`CREATE INDEX ON tickets (tenant_id, status)`,
		`CREATE INDEX ON tickets (tenant_id, queue_id, id)`,
		`CREATE INDEX ON comments (tenant_id, ticket_id)`,
		`CREATE INDEX ON queues (tenant_id, name)`)
	return db
}

// eachWorld runs on ordinary tables of both databases, and on partitioned ones.
func eachWorld(t *testing.T, run func(t *testing.T, s *server)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &queue{}, &ticket{}, &comment{})
		fill(t, db)
		run(t, serve(t, db))
	})
	t.Run("partitioned", func(t *testing.T) {
		t.Parallel()
		db := partitioned(t)
		fill(t, db)
		run(t, serve(t, db))
	})
}
