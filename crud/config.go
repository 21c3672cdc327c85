package crud

import (
	"cmp"
	"log/slog"
	"time"

	"github.com/go-playground/validator/v10"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Scope narrows rows. It may add Where, Joins, Unscoped and hints; what it adds
// to WHERE becomes one group, ANDed with everything else. It runs once for each
// statement.
type Scope = func(*gorm.DB) *gorm.DB

// Config declares a resource. Fields are named by column ("created_at") or, of
// a relation, by its name and a column ("category.name"), to any depth. On the
// wire the dot is "__". The foreign key of a has-one relation must be unique in
// the database, or a row with two related ones appears twice. The zero value gives pages in the order of the primary
// key, without filters, search or facets.
type Config[M any] struct {
	// CursorColumn orders lists that name no order, ascending; empty means the
	// primary key.
	CursorColumn string
	// SearchFields are where search looks; text or labels.
	SearchFields []string
	// Search is how it looks; the zero value is for each word in each field.
	Search Search
	// FacetFields answer their distinct values beside each page, and can be
	// filtered by them.
	FacetFields []string
	// FacetsOnRequest leaves facets out of answers unless the request names
	// them: facets=true, or a list.
	FacetsOnRequest bool
	// FilterFields can be filtered, by all operators of their kinds.
	FilterFields []string
	// Filters can be filtered by just these operators, facets by those of a choice
	// as well (eq, in, is_null):
	//
	//	{"views": crud.Range, "title": "eq,istarts_with"}
	Filters map[string]Operators
	// Includes are the relations that a client may have answered beside the
	// fields of a row.
	Includes []Include
	// CustomFilters are filters and operators of the resource's own, made by
	// FilterFunc and OperatorFunc.
	CustomFilters []CustomFilter
	// JSON declares values inside jsonb columns (PostgreSQL) as fields, each with
	// its kind: a text, an integer, a decimal or a boolean. What a row has there of
	// another kind is NULL.
	//
	//	{"meta.color": schemas.Text, "meta.size.width": schemas.Int}
	JSON map[string]schemas.Kind
	// OrderFields are the keys that order_by may name. A field of a to-many
	// relation cannot order a list.
	OrderFields []string
	// DefaultOrder is the order of requests that name none, spelt as order_by
	// with field names: "-created_at,title". Empty means the CursorColumn.
	DefaultOrder string
	// Enums declares the labels of columns, in order; others are refused in
	// filters, and facets list them in this order. Of an array they are the
	// labels of its elements.
	Enums map[string][]string
	// PaginationType is the mode of a request that names none on a list with
	// both modes; empty means offset.
	PaginationType pagination.Mode
	// Style is how requests name the place and the size of a page; empty means
	// page and items_per_page.
	Style pagination.Style
	// KeysetParams lets a client spell a position instead of a cursor, by
	// after_KEY or before_KEY for each key of the order: after_id=42, or
	// after_created_at=…&after_id=…. No key of the order may be NULL; the default
	// order must be the primary key, or one other key before it.
	KeysetParams bool
	// Consistent reads a page with its total and facets in one snapshot of the
	// database (PostgreSQL: a read-only transaction with repeatable read), so that
	// they agree under writes. It costs two round trips. Totals, exact and capped, and
	// facets have no time of their own then, since a statement that is canceled ends
	// the transaction: one that runs out of Limits.RequestTime fails the request, with
	// 504, where without it the page would have come with less beside it.
	Consistent bool
	// ReadYourWrites answers each write with a token (ConsistencyHeader), and has
	// requests that bring one see what it stands for, on whatever replica they would
	// have been read. It costs a write one statement more, and a read that brings a
	// token one for each of its statements; such a read takes nothing from the Cache.
	// "primary" is a token, too. It is for replicas of one primary, behind
	// gorm.io/plugin/dbresolver; without them it changes nothing but headers.
	ReadYourWrites bool
	// Cache keeps totals and facets for a short time; the zero value keeps none.
	Cache Cache
	// BodyLinks puts the links of the Link header into the body as well.
	BodyLinks bool
	// ShardKey is the column by which the table is partitioned or distributed, such as
	// that of a tenant: NOT NULL, of the model's own table. Within one shard (ShardBy,
	// CrudFactory.InShard) every statement says so by an equality of its own, whatever
	// else it says, and the key orders nothing and names no row; the rows that are made
	// get it, and none leaves it. Empty means none.
	ShardKey string
	// Streams are the formats in which a list can be read whole, chosen by
	// Accept; none without.
	Streams []Format
	// Scopes hold for everything that is read.
	Scopes []Scope
	// Hooks run around writes.
	Hooks Hooks[M]
	// VersionColumn makes the version of a row's ETag: an integer, which each
	// update counts up, or a time that GORM sets. Empty means all columns.
	VersionColumn string
	// References narrow the rows that a write may refer to, by relation:
	// {"category": {visible}}. Others count as unknown.
	References map[string][]Scope
	// Validator holds bodies against their validate tags; nil means
	// schemas.NewValidator().
	Validator *validator.Validate
	// Limits bound what a client can ask.
	Limits Limits
	// Observe is what operators are told of requests.
	Observe Observe
	// Cursor makes tokens; the zero value is pagination.Plain().
	Cursor pagination.Codec
}

// Observe is what operators are told of requests to mounted routes. The zero value
// costs nothing, and tells slog.Default of each answer from 500 on, with the request's
// X-Request-Id. What clients send is in none of it.
type Observe struct {
	// Logger takes failures and slow statements; nil means slog.Default.
	Logger *slog.Logger
	// Slow is from when on a statement is logged, or the wait for a connection, with
	// its SQL; zero logs none.
	Slow time.Duration
	// Tracer gets a span for each request, with resource, operation, mode, count, rows,
	// lookups in the cache and the problem's code; nil means none. For a span of each
	// statement use GORM's tracing plugin.
	Tracer trace.TracerProvider
	// Meter gets the metrics that docs/operating.md lists; nil means none.
	Meter metric.MeterProvider
	// ServerTiming tells clients how many milliseconds went into rows, counts, facets,
	// writes and waiting for a connection (the header Server-Timing).
	ServerTiming bool
}

// Search declares how a search finds rows. The two modes beside the usual one
// need PostgreSQL, an index (see CrudFactory.SearchIndex), and search fields of
// the model's own table.
type Search struct {
	// Mode is schemas.SearchContains, SearchTrigram or SearchFullText.
	Mode schemas.SearchMode
	// Column is the tsvector column of a full-text search, such as a generated
	// one; empty means that it is computed from the SearchFields.
	Column string
	// Language is the text search configuration of a full-text search, the same
	// that a Column was made with; empty means "simple", which knows no language.
	Language string
	// RankKey is the key by which a full-text search can be ordered by how well
	// rows match, best first: order_by=-rank. Empty means none.
	RankKey string
}

// Operators is a comma list of what a field can be filtered by.
type Operators string

// Usual lists of operators.
const (
	Equality Operators = "eq,ne,in,not_in,is_null"
	Range    Operators = "gt,gte,lt,lte,between"
)

// Limits bound what one request may ask; zero fields mean their defaults.
type Limits struct {
	// Page bounds pages: their size and how deep an offset may go.
	Page pagination.Limits
	// Filter bounds filters and searches.
	Filter filters.Limits
	// CountCap is how far count=capped counts; zero means 10,000.
	CountCap int
	// RequestTime is how long a request may take that is no stream: reading it, its
	// statements with the wait for a connection, and hooks. Then its statement is
	// canceled, and the answer is 504, or 503 where it waited for a connection. A
	// stream has as long until its first row. Zero means 30 seconds, a negative time
	// no limit but the context's. Go methods have the time of their context.
	RequestTime time.Duration
	// CountTime is how long an exact or a capped count may take beside a page; then
	// the answer says how many rows there are at least. FacetTime is how long all facets
	// together may take; then those that are missing have no values but the chosen
	// ones, no counts, and are named in filter_attributes_truncated. A total that comes
	// with the facets takes the time that they take. Zero means 5 seconds, a negative
	// time no limit. In a transaction there is none, nor with Config.Consistent, whose
	// snapshot is one.
	CountTime, FacetTime time.Duration
	// StreamTime is how long a stream may take; then it is cut. Zero means 30
	// minutes, a negative time no limit. Streams is how many may be read at once;
	// more are answered 503. Zero means 16.
	StreamTime time.Duration
	Streams    int
	// WriteAttempts is how often a write is tried that other transactions get in the
	// way of (serialization failure, deadlock), its hooks as well; zero means 3.
	WriteAttempts int
	// QueryBytes is the most bytes of a query string, 414 beyond; zero means 98,304,
	// which leaves room beside the longest cursor (pagination.MaxTokenLength).
	// Parameters is the most parameters in it, 400 beyond; zero means 200.
	QueryBytes, Parameters int
	// BodyBytes is the most bytes of a body; zero means 1 MiB. BodyDepth is how deep
	// its objects and arrays may be nested; zero means 32.
	BodyBytes int64
	BodyDepth int
	// BulkRows is the most rows of a bulk request; zero means 1,000.
	BulkRows int
	// FacetValues is the most values that one facet lists; zero means 100.
	FacetValues int
	// Includes is the most relations that one request may have answered; zero means
	// all that are declared.
	Includes int
	// IncludedRows is the most related rows that one request may have answered,
	// those of all its relations together; one that leads to more is refused.
	// Zero means 10,000.
	IncludedRows int
}

func (l Limits) defaults() Limits {
	counts := l.Page.Counts // the database decides what there is
	l.Page, l.Filter = l.Page.Defaults(), l.Filter.Defaults()
	l.Page.Counts = counts
	l.CountCap = cmp.Or(l.CountCap, 10_000)
	l.RequestTime = cmp.Or(l.RequestTime, 30*time.Second)
	l.CountTime = cmp.Or(l.CountTime, 5*time.Second)
	l.FacetTime = cmp.Or(l.FacetTime, 5*time.Second)
	l.StreamTime = cmp.Or(l.StreamTime, 30*time.Minute)
	l.Streams = cmp.Or(l.Streams, 16)
	l.WriteAttempts = cmp.Or(l.WriteAttempts, 3)
	l.QueryBytes = cmp.Or(l.QueryBytes, pagination.MaxTokenLength+(32<<10))
	l.Parameters = cmp.Or(l.Parameters, 200)
	l.BodyBytes = cmp.Or(l.BodyBytes, 1<<20)
	l.BodyDepth = cmp.Or(l.BodyDepth, schemas.BodyDepth)
	l.BulkRows = cmp.Or(l.BulkRows, 1000)
	l.FacetValues = cmp.Or(l.FacetValues, 100)
	l.IncludedRows = cmp.Or(l.IncludedRows, 10_000)
	return l
}

// Cache says how long totals and facets may be kept in the process, for lists that
// are asked more often than they change. What is kept is found by the statement
// itself, with the SQL and the values of all scopes; a write of this process
// forgets everything, one of another is seen when the time is over. In a
// transaction nothing is kept.
type Cache struct {
	// Age is how old an answer may be; zero keeps none.
	Age time.Duration
	// Entries is how many answers are kept at most; zero means 1,000.
	Entries int
}
