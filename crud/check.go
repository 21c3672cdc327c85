package crud

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/check"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
)

// Check compares the declaration with the database as it is now: columns that differ
// from the model, indexes that orders, filters, facets and the search want, foreign
// keys that are not enforced or not unique, statistics that are missing, and settings that
// matter to requests. It is for start-up, or for a command of its own: it reads the
// catalog by SELECTs, changes nothing, and runs none of the statements that it
// proposes. Scopes are not looked at: a tenant's column is for the application to
// put in front of an index. With a ShardKey it looks at what is asked within one shard:
// there the key leads each index. An error is one of the database, or of ctx.
//
// On SQLite it looks at columns, and at indexes on plain columns.
func (f *CrudFactory[M]) Check(ctx context.Context) (Report, error) { return f.check(ctx) }

func (c core) check(ctx context.Context) (Report, error) {
	if c.sharded != nil { // a factory within a shard has it the same way
		c.declaration = c.sharded
	}
	db := store.Primary(c.db.Session(&gorm.Session{NewDB: true, Context: ctx}))
	report := Report{Resource: c.resource.Name, Database: db.Name(), FacetPlan: lines(c.facetPlan.String())}
	if safe, err := checkLine(ctx, db, &report); err != nil || !safe {
		return report, err
	}
	found, err := check.Run(c.subject(db))
	if err != nil {
		return report, err
	}
	for _, f := range found {
		report.Findings = append(report.Findings, Finding{severities[f.Severity], f.Code, f.Field, f.Detail, f.Fix})
	}
	settings, err := catalog.Settings(db)
	if err != nil {
		return report, err
	}
	for _, s := range settings {
		report.Settings = append(report.Settings, Setting(s))
	}
	report.Settings = append(report.Settings, c.settings()...)
	return report, nil
}

// checkLine tells of what stands between the handle and PostgreSQL. Where statements are
// not safe to send, the catalog cannot be read either.
func checkLine(ctx context.Context, db *gorm.DB, r *Report) (safe bool, err error) {
	line, err := store.Pooled(ctx, db)
	if err != nil || line.Mode == "" {
		return true, err
	}
	r.Settings = append(r.Settings,
		Setting{"pgx_default_query_exec_mode", line.Mode}, Setting{"pooler", strconv.FormatBool(line.Between)})
	how := line.Mode
	if line.Prepares {
		how += ", and gorm: PrepareStmt"
	}
	if line.Unsafe() {
		r.Findings = append(r.Findings, Finding{
			Severity: SeverityError, Code: "unsafe_exec_mode",
			Detail: "a pooler, such as PgBouncer, stands before PostgreSQL, and statements are prepared (pgx: " + how + "): in its " +
				"transaction mode they are not there on the next connection",
			Fix: "open the pool with default_query_exec_mode=cache_describe in the DSN, and gorm without PrepareStmt",
		})
	}
	return !line.Unsafe(), nil
}

var severities = map[check.Severity]Severity{
	check.Error: SeverityError, check.Warning: SeverityWarning, check.Note: SeverityNote,
}

// subject is what is compared with the database.
func (d *declaration) subject(db *gorm.DB) check.Subject {
	d.mu.Lock()
	defer d.mu.Unlock()
	return check.Subject{
		DB: db, Resource: d.resource, Order: d.order,
		Key: d.model.PrimaryKey(), Columns: d.model.Columns(), Relations: d.model.Relations(), Live: d.model.Live(),
	}
}

// settings are the resource's own.
func (d *declaration) settings() []Setting {
	l := d.limits
	cache := "none"
	if d.cache != nil {
		cache = d.caching.Age.String() + ", " + strconv.Itoa(cmp.Or(d.caching.Entries, 1000)) + " entries"
	}
	counts := make([]string, len(l.Page.Counts))
	for i, count := range l.Page.Counts {
		counts[i] = string(count)
	}
	settings := []Setting{
		{"shard_key", cmp.Or(query.ColumnOf(d.shardKey), "none")},
		{"order", spelt(d)},
		{"cursor", d.codec.String()},
		{"cache", cache},
		{"limits.counts", strings.Join(counts, " ")},
		{"limits.request_time", limitOf(l.RequestTime)},
		{"limits.count_time", limitOf(l.CountTime)},
		{"limits.facet_time", limitOf(l.FacetTime)},
		{"limits.stream_time", limitOf(l.StreamTime)},
		{"limits.clamp", strconv.FormatBool(l.Page.Clamp)},
	}
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"items_per_page", int64(l.Page.ItemsPerPage)},
		{"max_items_per_page", int64(l.Page.MaxItemsPerPage)},
		{"max_offset", int64(l.Page.MaxOffset)},
		{"count_cap", int64(l.CountCap)},
		{"body_bytes", l.BodyBytes},
		{"bulk_rows", int64(l.BulkRows)},
		{"facet_values", int64(l.FacetValues)},
		{"included_rows", int64(l.IncludedRows)},
		{"includes", int64(l.Includes)},
		{"streams", int64(l.Streams)},
		{"write_attempts", int64(l.WriteAttempts)},
		{"query_bytes", int64(l.QueryBytes)},
		{"parameters", int64(l.Parameters)},
		{"body_depth", int64(l.BodyDepth)},
		{"conditions", int64(l.Filter.Conditions)},
		{"list_values", int64(l.Filter.ListValues)},
		{"values", int64(l.Filter.Values)},
		{"value_length", int64(l.Filter.ValueLength)},
		{"expr_bytes", int64(l.Filter.ExprBytes)},
		{"expr_nodes", int64(l.Filter.ExprNodes)},
		{"expr_depth", int64(l.Filter.ExprDepth)},
		{"search_length", int64(l.Filter.SearchLength)},
		{"search_words", int64(l.Filter.SearchWords)},
	} {
		settings = append(settings, Setting{"limits." + n.name, strconv.FormatInt(n.value, 10)})
	}
	return settings
}

// spelt is the order of requests that name none, as order_by spells it.
func spelt(d *declaration) string {
	keys := make([]string, len(d.order.Keys))
	for i, key := range d.order.Keys {
		keys[i] = key.String()
	}
	return strings.Join(keys, ",")
}

func limitOf(d time.Duration) string {
	if d < 0 {
		return "none"
	}
	return d.String()
}

// lines are those of a text that ends each with a line break.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
