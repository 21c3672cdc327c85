package operating_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// secret is what no log, span or metric may have.
const secret = "s3cret-of-a-client"

// TestSpans: each request has a span that tells what it did, and no value of a client.
func TestSpans(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		spans := tracetest.NewInMemoryExporter()
		c := config()
		c.Observe.Tracer = sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
		c.Cache = crud.Cache{Age: time.Minute}
		notes := serve(t, openNotes(t, open, 30), c)
		type told struct {
			Name   string
			Failed bool
			Attrs  map[string]string
		}
		for _, test := range []struct {
			request string
			accept  string
			want    told
		}{
			{"GET /notes?items_per_page=7", "", told{"list notes", false, map[string]string{
				"operation": "list", "mode": "offset", "count": "exact", "rows": "7", "status": "200", "cache.lookups": "2", "cache.hits": "0",
			}}},
			{"GET /notes?items_per_page=6", "", told{"list notes", false, map[string]string{
				"operation": "list", "mode": "offset", "count": "exact", "rows": "6", "status": "200", "cache.lookups": "2", "cache.hits": "2",
			}}},
			{"GET /notes/cursor?facets=false&filter_by[title]=" + secret, "", told{"list notes", false, map[string]string{
				"operation": "list", "mode": "cursor", "count": "none", "rows": "0", "status": "200",
			}}},
			{"GET /notes?order_by=" + secret, "", told{"list notes", false, map[string]string{
				"operation": "list", "status": "422", "error.type": "invalid_parameter",
			}}},
			{"GET /notes", "application/x-ndjson", told{"stream notes", false, map[string]string{
				"operation": "stream", "rows": "30", "status": "200",
			}}},
			{"GET /notes/3", "", told{"get notes", false, map[string]string{"operation": "get", "status": "200"}}},
			{`POST /notes {"title":"` + secret + `"}`, "", told{"create notes", false, map[string]string{
				"operation": "create", "rows": "1", "status": "201",
			}}},
			{`PATCH /notes/3 {"views":8}`, "", told{"patch notes", false, map[string]string{
				"operation": "patch", "rows": "1", "status": "200",
			}}},
			{`POST /notes/bulk [{"title":"a"},{"title":"b"}]`, "", told{"bulk_create notes", false, map[string]string{
				"operation": "bulk_create", "rows": "2", "status": "201",
			}}},
			{"DELETE /notes/77777", "", told{"delete notes", false, map[string]string{
				"operation": "delete", "status": "404", "error.type": "not_found",
			}}},
		} {
			spans.Reset()
			notes.ask(test.request, "Accept", test.accept)
			var got []told
			for _, span := range spans.GetSpans() {
				one := told{span.Name, span.Status.Code == codes.Error, map[string]string{}}
				for _, a := range span.Attributes {
					key := strings.TrimPrefix(string(a.Key), "crudfactory.")
					if key == "http.response.status_code" {
						key = "status"
					}
					if key != "resource" {
						one.Attrs[key] = a.Value.String()
					}
					if strings.Contains(a.Value.String(), secret) {
						t.Errorf("%s: the span has a value of the client: %v", test.request, a)
					}
				}
				got = append(got, one)
			}
			if len(got) == 1 && got[0].Attrs["cache.lookups"] != "" { // how many statements facets take is the planner's
				for _, key := range []string{"cache.lookups", "cache.hits"} {
					if test.want.Attrs[key] != "0" {
						test.want.Attrs[key] = got[0].Attrs["cache.lookups"]
					}
				}
			}
			if diff := cmp.Diff([]told{test.want}, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.request, diff)
			}
		}
	})
}

// measured is what metrics tell: counts of requests by operation, status and code,
// rows by operation, and the purposes of statements.
type measured struct {
	Requests map[string]uint64
	Rows     map[string]int64
	Purposes map[string]bool
	Open     int64
	lookups  int64
}

// add takes what one instrument tells; none may have a value of a client.
func (m *measured) add(t *testing.T, one metricdata.Metrics) {
	t.Helper()
	switch data := one.Data.(type) {
	case metricdata.Histogram[float64]:
		for _, point := range data.DataPoints {
			of := attributesOf(t, one.Name, point.Attributes)
			if one.Name == "crudfactory.statement.duration" {
				m.Purposes[of["crudfactory.purpose"]] = true
				continue
			}
			m.Requests[of["crudfactory.operation"]+" "+of["http.response.status_code"]+" "+of["error.type"]] += point.Count
		}
	case metricdata.Histogram[int64]: // of rows
		for _, point := range data.DataPoints {
			m.Rows[attributesOf(t, one.Name, point.Attributes)["crudfactory.operation"]] += point.Sum
		}
	case metricdata.Sum[int64]:
		for _, point := range data.DataPoints {
			attributesOf(t, one.Name, point.Attributes)
			if one.Name == "crudfactory.request.open" {
				m.Open += point.Value
			} else {
				m.lookups += point.Value
			}
		}
	default:
		t.Errorf("%s: nobody looks at a %T", one.Name, data)
	}
}

// attributesOf are a point's, of which none has the secret.
func attributesOf(t *testing.T, name string, set attribute.Set) map[string]string {
	t.Helper()
	of := map[string]string{}
	for _, a := range set.ToSlice() {
		of[string(a.Key)] = a.Value.String()
		if strings.Contains(string(a.Key)+a.Value.String(), secret) {
			t.Errorf("%s has a value of the client: %v", name, a)
		}
	}
	return of
}

// TestMetrics: requests, statements, rows and lookups are counted by resource and
// operation, a failure by its code, and none by a value of a client.
func TestMetrics(t *testing.T) {
	t.Parallel()
	reader := sdkmetric.NewManualReader()
	c := config()
	c.Observe.Meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	c.Cache = crud.Cache{Age: time.Minute}
	notes := serve(t, openNotes(t, dbtest.Postgres, 30), c)
	for _, request := range []string{
		"GET /notes", "GET /notes", "GET /notes/1", "GET /notes/99", `POST /notes {"title":"` + secret + `"}`, `POST /notes {"` + secret + `":1}`,
		"GET /notes?filter_by[title]=" + secret, "GET /notes?order_by=" + secret, "GET /notes/" + secret, "PATCH /notes/" + secret + " {}",
	} {
		notes.ask(request, "X-Request-Id", secret)
	}
	var all metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	got := measured{Requests: map[string]uint64{}, Rows: map[string]int64{}, Purposes: map[string]bool{}}
	for _, m := range all.ScopeMetrics[0].Metrics {
		got.add(t, m)
	}
	want := measured{
		Requests: map[string]uint64{
			"list 200 ": 3, "list 422 invalid_parameter": 1, "get 200 ": 1, "get 404 not_found": 2,
			"create 201 ": 1, "create 422 invalid_body": 1, "patch 404 not_found": 1,
		},
		Rows: map[string]int64{"list": 41, "create": 1},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(measured{}), cmpopts.IgnoreFields(measured{}, "Purposes")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.lookups < 2 {
		t.Errorf("%d lookups were made", got.lookups)
	}
	for _, purpose := range []string{"rows", "facets", "transaction", "wait"} {
		if !got.Purposes[purpose] {
			t.Errorf("no statement was for %s", purpose)
		}
	}
}

// lines are what a log was told.
func lines(t *testing.T, log *bytes.Buffer) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(log.String()) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}

// TestFailuresAreLogged: each answer from 500 on is a line with the request's id, its
// resource and its cause, without a value of the client; nothing else is one.
func TestFailuresAreLogged(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 3)
	var log bytes.Buffer
	c := config()
	c.Observe.Logger = slog.New(slog.NewJSONHandler(&log, nil))
	notes := serve(t, db, c)
	notes.ask("GET /notes?order_by=" + secret)
	notes.ask("GET /notes/44?x=" + secret)
	if log.Len() > 0 {
		t.Errorf("mistakes of clients are logged: %s", &log)
	}
	if err := db.Migrator().DropTable(&note{}); err != nil {
		t.Fatal(err)
	}
	notes.ask("GET /notes/1?fields=title", "X-Request-Id", "abc-1"+strings.Repeat("x", 1000))
	for _, request := range []string{
		"GET /notes?filter_by[title]=" + secret, "GET /notes?search=" + secret, `POST /notes {"title":"` + secret + `"}`,
		`PATCH /notes/1 {"title":"` + secret + `"}`,
	} {
		before := log.Len()
		if got := notes.ask(request, "Authorization", secret, "If-None-Match", `"`+secret+`"`); got.status != 500 || log.Len() == before {
			t.Errorf("%s: %s, and no line of the log", request, got)
		}
	}
	if strings.Contains(log.String(), secret) {
		t.Errorf("the log has a value of the client: %s", &log)
	}
	got := lines(t, &log)
	if len(got) != 5 {
		t.Fatalf("the log has %d lines: %s", len(got), &log)
	}
	delete(got[0], "time")
	cause, _ := got[0]["error"].(string)
	delete(got[0], "error")
	if diff := cmp.Diff(map[string]any{
		"level": "ERROR", "msg": "crudfactory: request failed", "status": 500.0, "code": "internal_error", "method": "GET",
		"route": "/notes/:id", "request_id": ("abc-1" + strings.Repeat("x", 1000))[:128], "resource": "notes", "operation": "get",
	}, got[0]); diff != "" || !strings.Contains(cause, "42P01") {
		t.Errorf("because of %q (-want +got):\n%s", cause, diff)
	}
}

// TestPanicsAreWatched: a panic is told as any other failure is, to the same log, and
// the span and the metric have its code.
func TestPanicsAreWatched(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	spans, reader := tracetest.NewInMemoryExporter(), sdkmetric.NewManualReader()
	c := config()
	c.Observe = crud.Observe{
		Logger: slog.New(slog.NewJSONHandler(&log, nil)),
		Tracer: sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)),
		Meter:  sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)),
	}
	c.Scopes = []crud.Scope{func(*gorm.DB) *gorm.DB { panic("out of paper") }}
	notes := serve(t, openNotes(t, dbtest.SQLite, 0), c)
	if got := notes.ask("GET /notes/1"); got.String() != "500 internal_error" {
		t.Errorf("the answer is %s", got)
	}
	got := lines(t, &log)
	if len(got) != 1 || got[0]["resource"] != "notes" || got[0]["operation"] != "get" || got[0]["code"] != "internal_error" {
		t.Fatalf("the log is %s", &log)
	}
	for _, part := range []string{"panic: out of paper", "TestPanicsAreWatched"} { // the stack, too
		if !strings.Contains(got[0]["error"].(string), part) {
			t.Errorf("the cause is without %s: %v", part, got[0]["error"])
		}
	}
	told := spans.GetSpans()
	if len(told) != 1 || told[0].Status.Code != codes.Error || told[0].Status.Description != "internal_error" {
		t.Errorf("the spans are %+v", told)
	}
	var all metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	for _, m := range all.ScopeMetrics[0].Metrics {
		if data, ok := m.Data.(metricdata.Histogram[float64]); ok && m.Name == "crudfactory.request.duration" {
			code, _ := data.DataPoints[0].Attributes.Value("error.type")
			status, _ := data.DataPoints[0].Attributes.Value("http.response.status_code")
			if code.AsString() != "internal_error" || status.AsInt64() != 500 {
				t.Errorf("the metric has %v", data.DataPoints[0].Attributes)
			}
		}
	}
}

// TestSlowStatementsAreLogged: with their SQL, which has no value of a client.
func TestSlowStatementsAreLogged(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 3)
	var log bytes.Buffer
	c := config()
	c.Observe = crud.Observe{Logger: slog.New(slog.NewJSONHandler(&log, nil)), Slow: 40 * time.Millisecond}
	c.Scopes = []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where("(SELECT pg_sleep(0.05)) IS NOT NULL") }}
	notes := serve(t, db, c, func(g *gin.Context) { g.Header("X-Request-Id", "of-the-server") })
	if got := notes.ask("GET /notes/cursor?facets=false&filter_by[title]="+secret, "X-Request-Id", "of-the-client"); got.status != 200 {
		t.Fatal(got)
	}
	got := lines(t, &log)
	if len(got) != 1 || got[0]["level"] != "WARN" || got[0]["purpose"] != "rows" || got[0]["request_id"] != "of-the-server" ||
		got[0]["operation"] != "list" || !strings.Contains(got[0]["sql"].(string), "pg_sleep") {
		t.Errorf("the log is %s", &log)
	}
	if strings.Contains(log.String(), secret) {
		t.Errorf("the log has a value of the client: %s", &log)
	}
}

// TestServerTiming: an answer tells what its time went into, an error too; without the
// option none does.
func TestServerTiming(t *testing.T) {
	t.Parallel()
	db := openNotes(t, dbtest.Postgres, 30)
	c := config()
	if got := serve(t, db, c).ask("GET /notes").header.Get("Server-Timing"); got != "" {
		t.Errorf("without the option: %s", got)
	}
	c.Observe.ServerTiming = true
	c.Cache = crud.Cache{Age: time.Minute}
	notes := serve(t, db, c)
	number := regexp.MustCompile(`\d+(\.\d+)?`)
	for request, want := range map[string]string{
		"GET /notes":                  `^wait;dur=N, rows;dur=N, facets;dur=N, (count;dur=N, )?cache;desc="N of N", total;dur=N$`,
		"GET /notes/cursor?facets=no": `^total;dur=N$`,
		"GET /notes/1":                `^wait;dur=N, rows;dur=N, total;dur=N$`,
		`POST /notes {"title":"x"}`:   `^transaction;dur=N, total;dur=N$`,
		"DELETE /notes/1":             `^rows;dur=N, transaction;dur=N, total;dur=N$`,
	} {
		got := number.ReplaceAllString(notes.ask(request).header.Get("Server-Timing"), "N")
		if !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%s: %s", request, got)
		}
	}
	stream := notes.ask("GET /notes", "Accept", "application/x-ndjson")
	if stream.header.Get("Server-Timing") == "" || strings.Count(stream.body, "\n") < 29 {
		t.Errorf("a stream: %v with %d lines", stream.header, strings.Count(stream.body, "\n"))
	}
}
