package crud

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// declaration is what New decides once. It is immutable.
type declaration struct {
	resource *schemas.Resource
	// order is the one of requests that name none.
	order ordering.Order
	// whole identifies the list that such a request pages through if it has no
	// filters.
	whole  pagination.Digest
	modes  []pagination.Mode
	limits Limits
	// facetChoice is the one of requests that name none.
	facetChoice filters.FacetChoice
	// facetPlan is how facets are read.
	facetPlan query.FacetPlan
	codec     pagination.Codec
	streams   []Format
	customs   []CustomFilter
	includes  []*inclusion
	style     pagination.Style
	// keyset and bodyLinks are Config's KeysetParams and BodyLinks.
	keyset, bodyLinks bool
	// consistent and readYourWrites are Config's.
	consistent, readYourWrites bool
	shape                      *store.Shape
	// byColumn is set where rows can be sent by one array for each column.
	byColumn bool
	// watch is told of requests; nil where nobody asks.
	watch *telemetry.Watch
	// streaming has a place for each stream that may be read at once.
	streaming chan struct{}
	// cache has totals and facets; nil where the resource keeps none.
	cache *store.Cache
	// caching is Config's Cache.
	caching Cache
	// version are the columns that make a row's version; versionColumn is the one
	// that is declared, counter that one where updates count it up.
	version                []*schemas.Field
	versionColumn, counter string
	// references are the rows that a write can refer to, referenceScopes what
	// narrows them, by relation.
	references      []reference
	referenceScopes map[string][]Scope
	validator       *validator.Validate
	// zero is a pointer to a zero model, for gorm.
	zero any
	// shardKey is Config's ShardKey; nil for none. sharded is the declaration as it
	// holds within one shard, unsharded the one that such a declaration is made of: each
	// is nil where the other is not, and both without a ShardKey.
	shardKey           *schemas.Field
	sharded, unsharded *declaration

	mu    *sync.Mutex // guards model: looking up a field may add it
	model *model.Model
}

// readSchema matches a struct with the model's columns.
func (d *declaration) readSchema(t reflect.Type) (*model.Shape, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.model.ReadSchema(t)
}

// writeSchema matches a struct with the columns that it writes.
func (d *declaration) writeSchema(t reflect.Type) (*model.WriteShape, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.model.WriteSchema(t)
}

// declarer builds a declaration and collects every mistake on the way.
type declarer struct {
	db    *gorm.DB
	model *model.Model
	// shardKey is nil without one.
	shardKey *schemas.Field
	errs     []error
}

func (d *declarer) failf(format string, args ...any) {
	d.errs = append(d.errs, fmt.Errorf("%s: "+format, append([]any{d.model.Table}, args...)...))
}

// declare checks a configuration against its model. No statement but catalog
// look-ups is run.
func declare[M any](db *gorm.DB, c Config[M]) (*declaration, error) {
	if err := errors.Join(query.Supported(db), store.Usable(db)); err != nil {
		return nil, err
	}
	m, err := model.Read(db, new(M))
	if err != nil {
		return nil, err
	}
	// The handle can carry conditions, which are not for what is asked of the catalog. A
	// standby's may be of before the last migration.
	d := &declarer{db: store.Primary(db.Session(&gorm.Session{NewDB: true})), model: m}
	d.json(c.JSON)
	m.SetLabels(c.Enums)
	d.shardKey = d.shard(c.ShardKey)
	resource := d.resource(roles{c.SearchFields, c.FacetFields, c.FilterFields, c.OrderFields, c.Filters})
	declared := &declaration{
		resource: resource, model: m, mu: new(sync.Mutex), shape: store.NewShape(m.Shape()), zero: new(M), shardKey: d.shardKey,
		order: d.defaultOrder(resource, c.DefaultOrder, d.cursorColumn(c.CursorColumn)),
		modes: d.modes(c.PaginationType), limits: d.limits(c.Limits), codec: c.Cursor,
		facetChoice: filters.FacetChoice{None: c.FacetsOnRequest},
		streams:     d.streams(c.Streams),
		customs:     slices.Clone(c.CustomFilters), includes: d.includes(c.Includes),
		style: d.style(c.Style), keyset: c.KeysetParams, bodyLinks: c.BodyLinks, consistent: c.Consistent, readYourWrites: c.ReadYourWrites,
	}
	d.scannable(declared.shape)
	d.customs(resource, c.CustomFilters)
	declared.version, declared.counter = d.version(c.VersionColumn, declared.shape)
	if c.VersionColumn != "" && len(declared.version) == 1 {
		declared.versionColumn = declared.version[0].Column
	}
	declared.references, declared.referenceScopes = d.references(c.References), maps.Clone(c.References)
	if declared.validator = c.Validator; c.Validator == nil {
		declared.validator = schemas.NewValidator()
	}
	declared.cache, declared.watch = d.cache(c.Cache), d.watch(c.Observe)
	declared.streaming = make(chan struct{}, max(1, declared.limits.Streams))
	declared.caching = c.Cache
	d.search(resource, c.Search)
	if c.KeysetParams {
		d.keyset(resource, declared.order)
	}
	d.enums(c.Enums)
	if i := slices.IndexFunc(c.Scopes, func(s Scope) bool { return s == nil }); i >= 0 {
		d.failf("scope %d is nil", i)
	}
	declared.byColumn = m.ByColumn(query.ColumnTypes(d.db, m.Table))
	d.environment(c.Cursor, declared)
	for _, err := range m.Collisions() {
		d.failf("%w", err)
	}
	declared.sharded = d.inShard(declared)
	return declared, errors.Join(d.errs...)
}

// roles are the paths of a configuration.
type roles struct {
	search, facets, filters, orders []string
	operators                       map[string]Operators
}

// resource looks up the fields in every role.
func (d *declarer) resource(of roles) *schemas.Resource {
	r := &schemas.Resource{Name: d.model.Table, PrimaryKey: d.model.PrimaryKey()}
	for _, field := range r.PrimaryKey {
		d.orderable("primary key", field)
	}
	r.Search = d.fields("search", of.search, func(f *schemas.Field) bool { return f.Kind.Searchable() })
	r.Facets = d.fields("facet", of.facets, func(f *schemas.Field) bool { return f.Kind.Facetable() })
	r.Orders = d.fields("order", of.orders, func(*schemas.Field) bool { return true })
	for _, field := range r.Orders {
		d.orderable("order field", field)
	}
	paths := append(slices.Clone(of.filters), slices.Sorted(maps.Keys(of.operators))...)
	for _, field := range d.fields("filter", paths, func(f *schemas.Field) bool { return f.Kind.Filterable() }) {
		operators := d.operators(field, of.operators)
		if slices.Contains(r.Facets, field) {
			operators = union(operators, schemas.ChoiceOperators())
		}
		r.Filters = append(r.Filters, schemas.Filterable{Field: field, Operators: operators})
	}
	for _, field := range r.Facets {
		if !slices.ContainsFunc(r.Filters, func(f schemas.Filterable) bool { return f.Field == field }) {
			r.Filters = append(r.Filters, schemas.Filterable{Field: field, Operators: schemas.ChoiceOperators()})
		}
	}
	return r
}

// operators are those that the declaration lists for a field, or all.
func (d *declarer) operators(field *schemas.Field, listed map[string]Operators) []schemas.Operator {
	all := query.Operators(d.db, field)
	var chosen []schemas.Operator
	for path, list := range listed {
		if same, err := d.model.Field(path); err != nil || same != field {
			continue
		}
		for name := range strings.SplitSeq(string(list), ",") {
			o := schemas.Operator(strings.TrimSpace(name))
			if !slices.Contains(all, o) {
				d.failf("filter field %q of kind %s has no operator %q: use %s", path, field.Kind, o, joined(all))
			}
			chosen = union(chosen, []schemas.Operator{o})
		}
	}
	if chosen == nil {
		return all
	}
	return chosen
}

// union is a list with what it misses of another.
func union(list, more []schemas.Operator) []schemas.Operator {
	for _, o := range more {
		if !slices.Contains(list, o) {
			list = append(list, o)
		}
	}
	return list
}

func joined(operators []schemas.Operator) string {
	names := make([]string, len(operators))
	for i, o := range operators {
		names[i] = string(o)
	}
	return strings.Join(names, ", ")
}

// json declares the values inside jsonb columns.
func (d *declarer) json(kinds map[string]schemas.Kind) {
	for _, path := range slices.Sorted(maps.Keys(kinds)) {
		if err := d.model.Inside(path, kinds[path]); err != nil {
			d.failf("json field %w", err)
		}
	}
}

// fields looks up the fields of one role.
func (d *declarer) fields(role string, paths []string, fits func(*schemas.Field) bool) []*schemas.Field {
	var fields []*schemas.Field
	for _, path := range paths {
		field, err := d.model.Field(path)
		switch {
		case err != nil:
			d.failf("%s field %w", role, err)
		case query.Unfilterable(d.db, field) != nil:
			d.failf("%s field %w", role, query.Unfilterable(d.db, field))
		case !fits(field):
			d.failf("%s field %q is of kind %s%s", role, path, field.Kind, hint(field.Kind))
		case slices.Contains(fields, field):
			d.failf("%s field %q is declared twice", role, path)
		default:
			fields = append(fields, field)
		}
	}
	return fields
}

func hint(k schemas.Kind) string {
	if k == schemas.Opaque {
		return `: give its column a gorm:"type:…" tag that says what it holds`
	}
	return ""
}

// orderable refuses what cannot order a list.
func (d *declarer) orderable(role string, field *schemas.Field) {
	switch err := query.Unorderable(d.db, field); {
	case err != nil:
		d.failf("%s %w", role, err)
	case !field.Kind.Orderable():
		d.failf("%s %q is of kind %s%s", role, field.Path, field.Kind, hint(field.Kind))
	case field.ToMany():
		d.failf("%s %q has many values for one row", role, field.Path)
	}
}

func (d *declarer) cursorColumn(path string) *schemas.Field {
	if path == "" {
		return nil
	}
	field, err := d.model.Field(path)
	if err != nil {
		d.failf("cursor column %w", err)
		return nil
	}
	d.orderable("cursor column", field)
	return field
}

// defaultOrder reads the default order; any field can be in it.
func (d *declarer) defaultOrder(r *schemas.Resource, text string, cursor *schemas.Field) ordering.Order {
	switch {
	case text == "" && cursor == nil:
		return ordering.Total(r)
	case text == "":
		return ordering.Total(r, ordering.Key{Field: cursor})
	}
	raw, inputErr := ordering.ParseKeys(text)
	if inputErr != nil {
		d.failf("default order %q %s", text, inputErr.Detail)
	}
	var keys []ordering.Key
	for _, key := range raw {
		field, err := d.model.Field(key.Key)
		if err != nil {
			d.failf("default order field %w", err)
			continue
		}
		if slices.ContainsFunc(keys, func(k ordering.Key) bool { return k.Field == field }) {
			d.failf("default order field %q is named twice", key.Key)
			continue
		}
		d.orderable("default order field", field)
		keys = append(keys, ordering.NewKey(field, key))
	}
	if len(keys) > ordering.MaxKeys {
		d.failf("default order %q names %d keys; at most %d are allowed", text, len(keys), ordering.MaxKeys)
	}
	return ordering.Total(r, keys...)
}

func (d *declarer) modes(first pagination.Mode) []pagination.Mode {
	switch first {
	case "", pagination.Offset:
		return []pagination.Mode{pagination.Offset, pagination.Keyset}
	case pagination.Keyset:
		return []pagination.Mode{pagination.Keyset, pagination.Offset}
	}
	d.failf("pagination type %q: use %q or %q", first, pagination.Offset, pagination.Keyset)
	return nil
}

// scannable refuses arrays that no row could be read into.
func (d *declarer) scannable(shape *store.Shape) {
	for _, field := range shape.Columns {
		if t := d.model.Unscannable(field); t != nil {
			d.failf("column %q: %s cannot scan an array: use a type with Scan and Value", field.Path, t)
		}
	}
}

func (d *declarer) style(s pagination.Style) pagination.Style {
	s = cmp.Or(s, pagination.PageItems)
	if !slices.Contains(pagination.Styles(), s) {
		d.failf("style %q: use one of %q", s, pagination.Styles())
	}
	return s
}

// keyset holds the default order against what plain parameters can spell.
func (d *declarer) keyset(r *schemas.Resource, order ordering.Order) {
	others := 0
	for _, field := range order.Fields() {
		if field.Nullable() || !field.Kind.Spelt() {
			d.failf("keyset parameters: the default order has %q, which can be NULL or has no spelling", field.Path)
		}
		if !slices.Contains(r.PrimaryKey, field) {
			others++
		}
	}
	if others > 1 {
		d.failf("keyset parameters: the default order has %d keys before the primary key; at most 1 is allowed", others)
	}
}

func (d *declarer) enums(enums map[string][]string) {
	for _, path := range slices.Sorted(maps.Keys(enums)) {
		labels := enums[path]
		switch field, err := d.model.Field(path); {
		case err != nil:
			d.failf("enum %w", err)
		case field.Kind != schemas.Enum && (field.Element == nil || field.Element.Kind != schemas.Enum):
			d.failf("enum %q is of kind %s: labels are text", path, field.Kind)
		case len(labels) == 0:
			d.failf("enum %q has no labels", path)
		}
		for i, label := range labels {
			if slices.Contains(labels[:i], label) {
				d.failf("enum %q has the label %q twice", path, label)
			}
		}
	}
}
