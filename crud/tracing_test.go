package crud_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// tracingPlugin puts a span around each query, as gorm.io/plugin/opentelemetry does
// (docs/adr/0015).
type tracingPlugin struct{ trace.Tracer }

func (tracingPlugin) Name() string { return "test:tracing" }

func (p tracingPlugin) Initialize(db *gorm.DB) error {
	return errors.Join(
		db.Callback().Query().Before("gorm:query").Register("test:before", p.before),
		db.Callback().Query().After("gorm:query").Register("test:after", p.after),
	)
}

// tracingContext remembers the context that a statement had.
type tracingContext struct {
	context.Context

	parent context.Context
}

func (p tracingPlugin) before(db *gorm.DB) {
	ctx, _ := p.Start(db.Statement.Context, "query") //nolint:spancheck // after ends it
	db.Statement.Context = tracingContext{ctx, db.Statement.Context}
}

func (tracingPlugin) after(db *gorm.DB) {
	span := trace.SpanFromContext(db.Statement.Context)
	span.SetAttributes(attribute.String("sql", db.Statement.SQL.String()), attribute.Int64("rows", db.RowsAffected))
	if db.Error != nil {
		span.SetStatus(codes.Error, db.Error.Error())
	}
	span.End()
	db.Statement.Context = db.Statement.Context.(tracingContext).parent
}

// tracingWire is a tracer of pgx's: it keeps the statements that reach a connection by
// the spans of their contexts.
type tracingWire struct {
	mu   sync.Mutex
	sent map[trace.SpanID][]string
}

func (w *tracingWire) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := trace.SpanContextFromContext(ctx).SpanID()
	w.sent[id] = append(w.sent[id], data.SQL)
	return ctx
}

func (*tracingWire) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// Statements with a time of their own go in batches, behind that time.
func (*tracingWire) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (w *tracingWire) TraceBatchQuery(ctx context.Context, c *pgx.Conn, data pgx.TraceBatchQueryData) {
	if !strings.Contains(data.SQL, "set_config") {
		w.TraceQueryStart(ctx, c, pgx.TraceQueryStartData{SQL: data.SQL})
	}
}

func (*tracingWire) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// traced is a traced handle, and what is seen of it.
type traced struct {
	t      *testing.T
	db     *gorm.DB
	tracer trace.Tracer
	spans  *tracetest.InMemoryExporter
	wire   *tracingWire
}

func tracedOpen(t *testing.T) traced {
	t.Helper()
	config, err := pgx.ParseConfig(pgtest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	wire := &tracingWire{sent: map[trace.SpanID][]string{}}
	config.Tracer = wire
	pool := stdlib.OpenDB(*config)
	t.Cleanup(func() { _ = pool.Close() })
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	spans := tracetest.NewInMemoryExporter()
	tracer := sdk.NewTracerProvider(sdk.WithSyncer(spans)).Tracer("test")
	if err := errors.Join(db.AutoMigrate(&handleAuthor{}, &handleBook{}), db.Use(tracingPlugin{tracer})); err != nil {
		t.Fatal(err)
	}
	handleFill(t, db, "x", 12)
	return traced{t, db, tracer, spans, wire}
}

// check runs a read in a span. Each of its statements has a span of its own in there,
// whose context the connection has been given.
func (s traced) check(what string, statements int, status codes.Code, read func(context.Context)) (took time.Duration) {
	s.t.Helper()
	s.spans.Reset()
	clear(s.wire.sent)
	within, outer := s.tracer.Start(ctx, "outer")
	read(within)
	outer.End()
	all := s.spans.GetSpans()
	last, all := all[len(all)-1], all[:len(all)-1]
	if last.Name != "outer" || len(all) != statements {
		s.t.Fatalf("%s: %d spans of statements, want %d", what, len(all), statements)
	}
	want := map[trace.SpanID][]string{}
	for _, span := range all {
		about := map[attribute.Key]attribute.Value{}
		for _, a := range span.Attributes {
			about[a.Key] = a.Value
		}
		id, sql, rows := span.SpanContext.SpanID(), about["sql"].AsString(), about["rows"].AsInt64()
		want[id] = []string{sql}
		if span.Parent.SpanID() != outer.SpanContext().SpanID() || span.StartTime.Before(last.StartTime) || span.EndTime.After(last.EndTime) {
			s.t.Errorf("%s: the span of %s is not within the request's", what, sql)
		}
		if (rows > 0) != (status == codes.Unset) || span.Status.Code != status {
			s.t.Errorf("%s: %d rows, %v of %s", what, rows, span.Status, sql)
		}
		took += span.EndTime.Sub(span.StartTime)
	}
	if diff := cmp.Diff(want, s.wire.sent); diff != "" {
		s.t.Errorf("%s, by spans (-callbacks +connections):\n%s", what, diff)
	}
	return took
}

func TestTracedRequests(t *testing.T) {
	t.Parallel()
	s := tracedOpen(t)
	f := handleFactory(s.db)
	engine := gin.New()
	if err := crud.Mount(engine.Group("/books"), f); err != nil {
		t.Fatal(err)
	}
	for path, read := range handleReads {
		s.check(path, read.statements, codes.Unset, func(ctx context.Context) {
			request := httptest.NewRequestWithContext(ctx, http.MethodGet, "/books"+path, http.NoBody)
			request.Header.Set("Accept", read.accept)
			answer := httptest.NewRecorder()
			if engine.ServeHTTP(answer, request); answer.Code != http.StatusOK {
				t.Errorf("%s: %d %s", path, answer.Code, answer.Body)
			}
		})
	}
	handleSame(t, "traced", handleOther(t, s.db, gorm.Config{}), f)
}

func TestTracedReads(t *testing.T) {
	t.Parallel()
	s := tracedOpen(t)
	check := func(f *crud.CrudFactory[handleBook], status codes.Code, least time.Duration, scopes ...crud.Scope) {
		t.Helper()
		reads := handleMethods(f, scopes...)
		for _, name := range slices.Sorted(maps.Keys(reads)) {
			took := s.check(name, 1, status, func(ctx context.Context) {
				if _, err := reads[name](ctx); (err == nil) != (status == codes.Unset) {
					t.Errorf("%s: %v", name, err)
				}
			})
			if took < least {
				t.Errorf("%s: its span is of %s, want %s", name, took, least)
			}
		}
	}
	f := handleFactory(s.db)
	check(f, codes.Unset, 0)
	check(f, codes.Unset, 30*time.Millisecond, func(db *gorm.DB) *gorm.DB { return db.Where("id = 2 AND pg_sleep(0.03) IS NOT NULL") })
	check(f, codes.Error, 0, func(db *gorm.DB) *gorm.DB { return db.Where("no_such_column = 1") })
	err := s.db.Transaction(func(tx *gorm.DB) error { // which database/sql reads
		check(f.With(tx), codes.Unset, 0)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
