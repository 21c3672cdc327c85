package telemetry

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// Purpose is what a statement is for.
type Purpose string

// The purposes. Wait is the time until a connection was there, Transaction that of a
// whole write, with its statements and hooks.
const (
	Rows        Purpose = "rows"
	Count       Purpose = "count"
	Facets      Purpose = "facets"
	Write       Purpose = "write"
	Transaction Purpose = "transaction"
	Wait        Purpose = "wait"
)

// Request is what is known of one request. Its methods may be called from any
// goroutine, and do nothing after the end.
type Request struct {
	watch     *Watch
	operation string
	begun     time.Time
	client    Client
	where     [2]attribute.KeyValue // resource and operation
	span      trace.Span            // nil for none

	mu    sync.Mutex
	ended bool
	took  []phase
	mode  string
	count string
	code  string
	rows  int64
	known bool // rows was told
	hits  int
	asked int // lookups in the cache
}

// phase is the time that went into a purpose.
type phase struct {
	purpose Purpose
	took    time.Duration
}

// Page tells the mode and the count of a page, and how many rows it has.
func (r *Request) Page(mode, count string, rows int) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mode, r.count, r.rows, r.known = mode, count, int64(rows), true
}

// Moved tells how many rows were streamed, or written.
func (r *Request) Moved(rows int) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows, r.known = int64(rows), true
}

// Codes of what is no problem that is answered: a client that has gone, which is no
// failure, and a stream that was cut, which is.
const (
	Canceled = "canceled"
	Cut      = "stream_cut"
)

// Failed tells the code of the problem that is answered.
func (r *Request) Failed(code string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code = code
}

// Panicked tells of a panic, which is answered as internal_error; what was told before
// stands.
func (r *Request) Panicked() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code = cmp.Or(r.code, "internal_error")
}

// Cached tells whether an answer was in the cache.
func (r *Request) Cached(ctx context.Context, hit bool) {
	if r == nil {
		return
	}
	r.mu.Lock()
	ended := r.ended
	r.asked++
	if hit {
		r.hits++
	}
	r.mu.Unlock()
	if ended {
		return
	}
	if m := r.watch.meters; m != nil {
		m.cache.Add(ctx, 1, metric.WithAttributes(r.where[0], attribute.Bool("crudfactory.hit", hit)))
	}
}

// Began is a time to give to Ran; the zero time where nobody watches.
func (r *Request) Began() time.Time {
	if r == nil {
		return time.Time{}
	}
	return time.Now()
}

// Ran tells of a statement that has run since a time. The text is its SQL, with
// placeholders for what clients send.
func (r *Request) Ran(ctx context.Context, purpose Purpose, since time.Time, text string, rows int64, err error) {
	if r == nil {
		return
	}
	took := time.Since(since)
	if !r.add(purpose, took) {
		return
	}
	if m := r.watch.meters; m != nil {
		m.statements.Record(ctx, took.Seconds(), metric.WithAttributes(r.where[0],
			attribute.String("crudfactory.purpose", string(purpose))))
	}
	if slow := r.watch.slow; slow > 0 && took >= slow {
		attrs := append(r.attrs(), slog.String("purpose", string(purpose)), slog.Duration("took", took), slog.Int64("rows", rows))
		if text != "" {
			attrs = append(attrs, slog.String("sql", shortened(text)))
		}
		if err != nil {
			attrs = append(attrs, slog.Any("error", err))
		}
		r.Logger().LogAttrs(ctx, slog.LevelWarn, "crudfactory: slow statement", attrs...)
	}
}

// longestText is how much of a statement a log is told.
const longestText = 2000

func shortened(text string) string {
	if len(text) <= longestText {
		return text
	}
	return strings.ToValidUTF8(text[:longestText], "") + "…"
}

// add adds to the time of a purpose, unless the request has ended.
func (r *Request) add(purpose Purpose, took time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return false
	}
	for i := range r.took {
		if r.took[i].purpose == purpose {
			r.took[i].took += took
			return true
		}
	}
	r.took = append(r.took, phase{purpose, took})
	return true
}

// Logger is whom failures are told; slog.Default where nobody else is named.
func (r *Request) Logger() *slog.Logger {
	if r == nil || r.watch.logger == nil {
		return slog.Default()
	}
	return r.watch.logger
}

// attrs are what each line of the log tells of a request.
func (r *Request) attrs() []slog.Attr {
	return []slog.Attr{
		slog.String("resource", r.watch.resource), slog.String("operation", r.operation), slog.String("method", r.client.Method),
		slog.String("route", r.client.Route), slog.String("request_id", r.client.RequestID),
	}
}

// Fail logs what a client is not told.
func (r *Request) Fail(ctx context.Context, client Client, status int, code string, err error) {
	attrs := []slog.Attr{
		slog.Int("status", status), slog.String("code", code), slog.String("method", client.Method),
		slog.String("route", client.Route), slog.String("request_id", client.RequestID), slog.Any("error", err),
	}
	if r != nil {
		attrs = append(attrs, slog.String("resource", r.watch.resource), slog.String("operation", r.operation))
	}
	r.Logger().LogAttrs(ctx, slog.LevelError, "crudfactory: request failed", attrs...)
}

// Timing is the Server-Timing of what is known so far (W3C Server Timing):
// milliseconds by purpose, then of all; empty where the resource does not tell.
func (r *Request) Timing() string {
	if !r.Timed() {
		return ""
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var b []byte
	for _, p := range r.took {
		b = append(appendTiming(b, string(p.purpose), p.took), ", "...)
	}
	if r.asked > 0 {
		b = append(b, `cache;desc="`...)
		b = append(strconv.AppendInt(b, int64(r.hits), 10), " of "...)
		b = append(strconv.AppendInt(b, int64(r.asked), 10), `", `...)
	}
	return string(appendTiming(b, "total", time.Since(r.begun)))
}

// Timed reports whether the answer tells its times.
func (r *Request) Timed() bool { return r != nil && r.watch.timing }

func appendTiming(b []byte, name string, took time.Duration) []byte {
	b = append(append(b, name...), ";dur="...)
	return strconv.AppendFloat(b, float64(took.Microseconds())/1000, 'f', -1, 64)
}

// failed is the first status that is the server's fault (RFC 9110, section 15.6).
const failed = 500

// End tells what was answered.
func (r *Request) End(ctx context.Context, status int) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	attrs := append(r.where[:], attribute.Int("http.response.status_code", status))
	if r.mode != "" {
		attrs = append(attrs, attribute.String("crudfactory.mode", r.mode), attribute.String("crudfactory.count", r.count))
	}
	if r.code != "" {
		attrs = append(attrs, attribute.String("error.type", r.code))
	}
	if m := r.watch.meters; m != nil {
		m.open.Add(ctx, -1, metric.WithAttributes(r.where[:]...))
		m.requests.Record(ctx, time.Since(r.begun).Seconds(), metric.WithAttributes(attrs...))
		if r.known {
			m.rows.Record(ctx, r.rows, metric.WithAttributes(r.where[:]...))
		}
	}
	if r.span == nil {
		return
	}
	r.span.SetAttributes(attrs...)
	if r.known {
		r.span.SetAttributes(attribute.Int64("crudfactory.rows", r.rows))
	}
	if r.asked > 0 {
		r.span.SetAttributes(attribute.Int("crudfactory.cache.lookups", r.asked), attribute.Int("crudfactory.cache.hits", r.hits))
	}
	if r.code == Cut || status >= failed && r.code != Canceled {
		r.span.SetStatus(codes.Error, r.code)
	}
	r.span.End()
}
