package telemetry

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// scope is the name under which spans and metrics are found.
const scope = "github.com/crudfactory/crudfactory"

// Options are what a resource tells, and to whom; the zero value tells nothing.
type Options struct {
	Resource     string
	Logger       *slog.Logger
	Slow         time.Duration
	Tracer       trace.TracerProvider
	Meter        metric.MeterProvider
	ServerTiming bool
}

// Watch is what watches the requests of a resource. It is nil where nobody asks.
type Watch struct {
	resource string
	logger   *slog.Logger
	slow     time.Duration
	timing   bool
	tracer   trace.Tracer // nil for none
	meters   *meters      // nil for none
}

// meters are the instruments of all resources that share a provider.
type meters struct {
	requests, statements metric.Float64Histogram
	rows                 metric.Int64Histogram
	cache                metric.Int64Counter
	open                 metric.Int64UpDownCounter
}

// New makes what the options ask for; nil for nothing.
func New(o Options) (*Watch, error) {
	if o.Logger == nil && o.Slow <= 0 && o.Tracer == nil && o.Meter == nil && !o.ServerTiming {
		return nil, nil //nolint:nilnil // nothing is what is asked for
	}
	w := &Watch{resource: o.Resource, logger: o.Logger, slow: o.Slow, timing: o.ServerTiming}
	if o.Tracer != nil {
		w.tracer = o.Tracer.Tracer(scope)
	}
	if o.Meter == nil {
		return w, nil
	}
	var err error
	w.meters, err = newMeters(o.Meter.Meter(scope))
	return w, err
}

func newMeters(m metric.Meter) (*meters, error) {
	seconds := func(name, description string) (metric.Float64Histogram, error) {
		return m.Float64Histogram(name, metric.WithUnit("s"), metric.WithDescription(description),
			metric.WithExplicitBucketBoundaries(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30))
	}
	var is meters
	var errs [5]error
	is.requests, errs[0] = seconds("crudfactory.request.duration", "Time from a request's handler to the end of its answer")
	is.statements, errs[1] = seconds("crudfactory.statement.duration", "Time of a statement, or of the wait for a connection")
	is.rows, errs[2] = m.Int64Histogram("crudfactory.request.rows", metric.WithUnit("{row}"),
		metric.WithDescription("Rows that a request was answered with, or wrote"))
	is.cache, errs[3] = m.Int64Counter("crudfactory.cache.lookups", metric.WithUnit("{lookup}"),
		metric.WithDescription("Totals and facets that were looked up in the resource's cache"))
	is.open, errs[4] = m.Int64UpDownCounter("crudfactory.request.open", metric.WithUnit("{request}"),
		metric.WithDescription("Requests that are being answered"))
	return &is, errors.Join(errs[:]...)
}

// Begin starts to watch a request. The context carries it to those who tell more of
// it. A nil Request takes every call, and does nothing.
func (w *Watch) Begin(ctx context.Context, operation string, client Client) (context.Context, *Request) {
	r := &Request{watch: w, operation: operation, begun: time.Now(), client: client, where: [2]attribute.KeyValue{
		attribute.String("crudfactory.resource", w.resource), attribute.String("crudfactory.operation", operation),
	}}
	if w.tracer != nil {
		ctx, r.span = w.tracer.Start(ctx, operation+" "+w.resource, trace.WithAttributes(r.where[:]...)) //nolint:spancheck // End ends it
	}
	if w.meters != nil {
		w.meters.open.Add(ctx, 1, metric.WithAttributes(r.where[:]...))
	}
	return context.WithValue(ctx, requestKey{}, r), r
}

// Timed reports whether answers tell their times.
func (w *Watch) Timed() bool { return w != nil && w.timing }

// Client is what a log may tell of who asks.
type Client struct{ Method, Route, RequestID string }

type requestKey struct{}

// Of is the request that a context is of; nil for one that nobody watches.
func Of(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	return r
}
