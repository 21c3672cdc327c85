package crud

import (
	"slices"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// version finds the columns that make a row's version.
func (d *declarer) version(path string, shape *store.Shape) (columns []*schemas.Field, counter string) {
	if path == "" {
		return shape.Columns, ""
	}
	field, err := d.model.Field(path)
	switch {
	case err != nil:
		d.failf("version column %w", err)
		return nil, ""
	case field.Relation != nil || field.Kind != schemas.Int && field.Kind != schemas.Time:
		d.failf("version column %q: use an integer or a time of the model's own table", path)
	case field == d.shardKey:
		d.failf("version column %q is the shard key, which no update changes", path)
	default:
		if err := d.model.TellsVersions(field.Column); err != nil {
			d.failf("version column %q: %w", path, err)
		}
	}
	if field.Kind == schemas.Int {
		counter = field.Column
	}
	return []*schemas.Field{field}, counter
}

func (d *declarer) limits(l Limits) Limits {
	l = l.defaults()
	counts := query.Counts(d.db)
	for _, count := range l.Page.Counts {
		if !slices.Contains(counts, count) {
			d.failf("limits: %s has no count %q", d.db.Name(), count)
		}
	}
	if len(l.Page.Counts) == 0 {
		l.Page.Counts = counts
	}
	if l.Page.ItemsPerPage < 1 || l.Page.ItemsPerPage > l.Page.MaxItemsPerPage {
		d.failf("limits: %d items per page, of at most %d", l.Page.ItemsPerPage, l.Page.MaxItemsPerPage)
	}
	for _, limit := range []struct {
		most int
		of   string
	}{
		{l.Filter.Conditions, "conditions"},
		{l.Filter.ListValues, "list values"},
		{l.Filter.Values, "values"},
		{l.Filter.ValueLength, "characters of a value"},
		{l.Filter.SearchLength, "characters of a search"},
		{l.Filter.SearchWords, "words of a search"},
		{l.FacetValues, "facet values"},
		{l.CountCap, "rows of a capped count"},
		{l.IncludedRows, "included rows"},
		{l.Includes, "included relations"},
		{l.Streams, "streams"},
		{l.WriteAttempts, "attempts of a write"},
		{l.QueryBytes, "bytes of a query string"},
		{l.Parameters, "parameters"},
		{l.BodyDepth, "levels of a body"},
	} {
		if limit.most < 0 {
			d.failf("limits: %d %s", limit.most, limit.of)
		}
	}
	return l
}

func (d *declarer) watch(o Observe) *telemetry.Watch {
	w, err := telemetry.New(telemetry.Options{
		Resource: d.model.Table, Logger: o.Logger, Slow: o.Slow, Tracer: o.Tracer, Meter: o.Meter, ServerTiming: o.ServerTiming,
	})
	if err != nil {
		d.failf("observe: %w", err)
	}
	return w
}

func (d *declarer) streams(formats []Format) []Format {
	for _, format := range formats {
		if format != NDJSON && format != CSV {
			d.failf("stream format %q: use %q or %q", format, NDJSON, CSV)
		}
	}
	return slices.Clone(formats)
}

// environment checks the key of cursors, and asks the database what it does
// with times and foreign keys.
func (d *declarer) environment(codec pagination.Codec, declared *declaration) {
	if err := codec.Validate(); err != nil {
		d.failf("cursor: %w", err)
	}
	if err := query.TimesSort(d.db); err != nil {
		d.failf("%w", err)
	}
	for _, key := range declared.order.Keys {
		d.enforce(key.Field)
	}
	for _, field := range declared.resource.Orders {
		d.enforce(field)
	}
	declared.resource.Ranged = query.Ranged(d.db, d.model.Table)
	declared.facetPlan = d.facetPlan(declared.resource)
}

func (d *declarer) facetPlan(r *schemas.Resource) query.FacetPlan {
	return query.PlanFacets(d.db, r, len(d.model.Schema.QueryClauses) > 0)
}

func (d *declarer) enforce(field *schemas.Field) {
	if r := field.Relation; r != nil && !r.Enforced {
		r.Enforced = query.Enforced(d.db, d.model.Table, r, d.shardKey)
	}
}
