package bench

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
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

// traced is every contender once more, with what it asks written down.
type traced struct {
	*tracer

	engines []engine
	conn    *pgx.Conn
}

func (d dataset) startTraced(tb testing.TB) traced {
	tb.Helper()
	t := &tracer{}
	return traced{t, d.startAll(tb, t), d.connect(tb)}
}

// buffers counts the pages of 8 KB that PostgreSQL looks at for one request to
// each contender. What writes is not asked for them.
func (t traced) buffers(tb testing.TB, w workload, d dataset) map[string]int {
	tb.Helper()
	touched := map[string]int{}
	for _, e := range w.contenders(t.engines) {
		call := w.calls(tb, e, d)()
		if call.method != http.MethodGet {
			return nil
		}
		send(tb, e, call)
		t.statements = nil
		send(tb, e, call)
		for _, s := range t.statements {
			if isRead(s.SQL) {
				touched[e.name] += buffersOf(tb, t.conn, s)
			}
		}
		if touched[e.name] == 0 {
			tb.Fatalf("%s: no statement was traced", e.name)
		}
	}
	return touched
}

// isRead reports whether a statement can be explained, and has not been.
func isRead(sql string) bool {
	return strings.HasPrefix(sql, "SELECT") || strings.HasPrefix(sql, "WITH") || strings.HasPrefix(sql, "(")
}

func buffersOf(tb testing.TB, conn *pgx.Conn, s pgx.TraceQueryStartData) int {
	tb.Helper()
	var text []byte
	for range 2 { // the first time a connection looks at an index it reads more
		err := conn.QueryRow(tb.Context(), "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "+s.SQL, s.Args...).Scan(&text)
		if err != nil {
			tb.Fatalf("EXPLAIN %s: %v", s.SQL, err)
		}
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
