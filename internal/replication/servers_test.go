package replication_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/plugin/dbresolver"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	pgtest.Main(m)
}

// server is one of several, with the pool that the application has to it.
type server struct {
	tb      testing.TB
	cluster *pgtest.Cluster
	pool    *sql.DB

	mu   sync.Mutex
	sent []string // since the last forget
}

// servers are a primary and two standbys.
type servers struct {
	primary, one, two *server
	// db reads from the standbys by the resolver.
	db *gorm.DB
}

// start opens a database with tables for the models.
func start(tb testing.TB, models ...any) *servers {
	tb.Helper()
	primary := pgtest.Own(tb)
	s := &servers{primary: connect(tb, primary), one: connect(tb, primary.Standby("one")), two: connect(tb, primary.Standby("two"))}
	s.db = s.primary.handle(tb)
	if err := s.db.AutoMigrate(models...); err != nil {
		tb.Fatal(err)
	}
	return s
}

// resolve has the handle read from the standbys.
func (s *servers) resolve(tb testing.TB) {
	tb.Helper()
	s.followed(tb)
	s.db = s.resolved(tb, dbresolver.RandomPolicy{})
	s.forget()
}

// resolved is a handle that reads from the standbys.
func (s *servers) resolved(tb testing.TB, policy dbresolver.Policy) *gorm.DB {
	tb.Helper()
	db := s.primary.handle(tb)
	err := db.Use(dbresolver.Register(dbresolver.Config{
		Replicas: []gorm.Dialector{s.one.dialector(), s.two.dialector()}, Policy: policy,
	}))
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

// followed waits until the standbys have what the primary has.
func (s *servers) followed(tb testing.TB) {
	tb.Helper()
	position := s.primary.ask("SELECT pg_current_wal_insert_lsn()::text")
	for _, standby := range []*server{s.one, s.two} {
		standby.await("SELECT (pg_last_wal_replay_lsn() >= '" + position + "')::text")
	}
}

func (s *servers) forget() {
	for _, one := range []*server{s.primary, s.one, s.two} {
		one.mu.Lock()
		one.sent = nil
		one.mu.Unlock()
	}
}

// read counts the reads of the application's tables that each server was sent.
func (s *servers) read() (primary, one, two int) {
	return s.primary.reads(), s.one.reads(), s.two.reads()
}

func connect(tb testing.TB, cluster *pgtest.Cluster) *server {
	tb.Helper()
	s := &server{tb: tb, cluster: cluster}
	config, err := pgx.ParseConfig(cluster.URL())
	if err != nil {
		tb.Fatal(err)
	}
	config.Tracer = s
	s.pool = stdlib.OpenDB(*config)
	s.pool.SetMaxIdleConns(20)
	tb.Cleanup(func() {
		if err := s.pool.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func (s *server) dialector() gorm.Dialector { return postgres.New(postgres.Config{Conn: s.pool}) }

// handle knows of no other server.
func (s *server) handle(tb testing.TB) *gorm.DB {
	tb.Helper()
	db, err := gorm.Open(s.dialector(), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	return db
}

// TraceQueryStart notes what is sent.
func (s *server) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, data.SQL)
	return ctx
}

// TraceQueryEnd does nothing.
func (*server) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart does nothing.
func (*server) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery notes what is sent among others.
func (s *server) TraceBatchQuery(ctx context.Context, conn *pgx.Conn, data pgx.TraceBatchQueryData) {
	s.TraceQueryStart(ctx, conn, pgx.TraceQueryStartData{SQL: data.SQL})
}

// TraceBatchEnd does nothing.
func (*server) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// all is what the server was sent.
func (s *server) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}

func (s *server) reads() int {
	return len(slices.DeleteFunc(s.all(), func(text string) bool {
		return !strings.Contains(text, `FROM "letters"`) && !strings.Contains(text, `FROM "stamps"`) || strings.Contains(text, "FOR UPDATE")
	}))
}

// ask asks the server itself for a text.
func (s *server) ask(query string) (text string) {
	s.tb.Helper()
	conn := s.dial()
	defer conn.Close(context.Background()) //nolint:errcheck // the answer tells all
	if err := conn.QueryRow(s.tb.Context(), query).Scan(&text); err != nil {
		s.tb.Fatal(query, err)
	}
	return text
}

// tell has the server do something.
func (s *server) tell(statement string) {
	s.tb.Helper()
	conn := s.dial()
	defer conn.Close(context.Background()) //nolint:errcheck // the statement's error tells all
	if _, err := conn.Exec(s.tb.Context(), statement); err != nil {
		s.tb.Fatal(statement, err)
	}
}

func (s *server) dial() *pgx.Conn {
	s.tb.Helper()
	conn, err := pgx.Connect(s.tb.Context(), s.cluster.URL())
	if err != nil {
		s.tb.Fatal(err)
	}
	return conn
}

// await waits until a query answers true.
func (s *server) await(query string) {
	s.tb.Helper()
	for deadline := time.Now().Add(30 * time.Second); s.ask(query) != "true"; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.tb.Fatalf("%s: still not", query)
		}
	}
}

// pause has a standby replay nothing more, until resume.
func (s *server) pause() {
	s.tb.Helper()
	s.tell("SELECT pg_wal_replay_pause()")
	s.await("SELECT (pg_get_wal_replay_pause_state() = 'paused')::text")
}

func (s *server) resume() {
	s.tb.Helper()
	s.tell("SELECT pg_wal_replay_resume()")
}
