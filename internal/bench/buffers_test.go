package bench

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/jackc/pgx/v5"
)

// tracer remembers the statements of the contenders that were started with it.
type tracer struct{ statements []pgx.TraceQueryStartData }

// TraceQueryStart implements pgx.QueryTracer.
func (t *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	t.statements = append(t.statements, data)
	return ctx
}

// TraceQueryEnd implements pgx.QueryTracer.
func (*tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// buffers counts the pages of 8 KB that PostgreSQL looks at for one request to
// each contender.
func (w workload) buffers(tb testing.TB, d dataset) map[string]int {
	tb.Helper()
	t := &tracer{}
	touched := map[string]int{}
	conn, err := pgx.Connect(tb.Context(), d.url)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(tb.Context()) //nolint:errcheck // it has told what it was asked
	for _, e := range d.startAll(tb, t) {
		path := w.path(tb, e, d)
		t.statements = nil
		get(tb, e, path)
		if len(t.statements) == 0 {
			tb.Fatalf("%s: no statement was traced", e.name)
		}
		for _, s := range t.statements {
			touched[e.name] += buffersOf(tb, conn, s)
		}
	}
	return touched
}

func buffersOf(tb testing.TB, conn *pgx.Conn, s pgx.TraceQueryStartData) int {
	tb.Helper()
	var text []byte
	err := conn.QueryRow(tb.Context(), "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "+s.SQL, s.Args...).Scan(&text)
	if err != nil {
		tb.Fatalf("EXPLAIN %s: %v", s.SQL, err)
	}
	var explained []struct {
		Plan struct {
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		}
	}
	if err := json.Unmarshal(text, &explained); err != nil {
		tb.Fatal(err)
	}
	return explained[0].Plan.Hit + explained[0].Plan.Read
}
