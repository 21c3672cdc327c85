package crud

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Describe has a function told what Mount has registered, once it has. A
// document and a page of the resource are made of it:
//
//	crud.Mount(router.Group("/articles"), articles, crud.Describe(doc.Add))
func Describe(to func(Description)) MountOption {
	return func(m *mounting) { m.observers = append(m.observers, to) }
}

// describe makes a description that shares nothing with the declaration.
func (m *mounting) describe(w *writer) Description {
	c := m.core
	d := Description{
		Name: c.resource.Name, Path: m.base, Param: m.param,
		Fields: c.describeFields(), CustomFilters: c.describeCustoms(),
		Order: c.describeOrder(), Search: c.describeSearch(), Facets: c.describeFacets(), Pages: c.describePages(),
		Includes: describeIncludes(m.handlers.relations()), Formats: append([]Format{JSON}, c.streams...),
		Model: c.model.Schema.ModelType, Read: m.handlers.schema(),
		RequiresIfMatch: m.mustMatch, PutCreates: m.putCreates, BodyLinks: c.bodyLinks,
		Limits: c.describeLimits(), ReadYourWrites: c.readYourWrites, ServerTiming: c.watch.Timed(),
		ScopedByRequest: len(m.scopes) > 0 || m.shardBy != nil, Hooked: w.hooks.any(),
	}
	for _, route := range m.routes {
		d.Routes = append(d.Routes, route.Route)
	}
	for _, field := range c.resource.PrimaryKey {
		d.PrimaryKey = append(d.PrimaryKey, describeField(field))
	}
	if w.create != nil {
		d.Create = w.create.describe()
	}
	if w.update != nil {
		d.Update = w.update.describe()
	}
	return d
}

// describeFields gathers the roles of each field.
func (c core) describeFields() []FieldDescription {
	fields, at := []FieldDescription{}, map[*schemas.Field]int{}
	of := func(field *schemas.Field) *FieldDescription {
		i, known := at[field]
		if !known {
			i, fields = len(fields), append(fields, describeField(field))
			at[field] = i
		}
		return &fields[i]
	}
	for _, field := range c.resource.Filters {
		of(field.Field).Operators = slices.Clone(field.Operators)
	}
	for _, field := range c.resource.Orders {
		of(field).Orderable = true
	}
	for _, field := range c.resource.Facets {
		of(field).Facet = true
	}
	for _, field := range c.resource.Search {
		of(field).Searched = true
	}
	return fields
}

func describeField(field *schemas.Field) FieldDescription {
	return FieldDescription{
		Key: field.Key, ValueDescription: describeValue(field), Nullable: field.Nullable(), ToMany: field.ToMany(),
	}
}

func describeValue(field *schemas.Field) ValueDescription {
	v := ValueDescription{Kind: field.Kind, Labels: slices.Clone(field.Labels)}
	if field.Kind == schemas.Int {
		low, high := field.IntRange()
		v.Min, v.Max = &low, &high
	}
	if field.Kind == schemas.Array {
		v.Element = new(describeValue(field.Element))
	}
	return v
}

func (c core) describeCustoms() (all []CustomFilterDescription) {
	for _, custom := range c.resource.Customs {
		d := CustomFilterDescription{Key: custom.Key}
		for _, p := range custom.Params {
			d.Params = append(d.Params, ParamDescription{
				Name: string(p.Name), ValueDescription: describeValue(p.Field), List: p.List, Optional: p.Optional,
			})
		}
		all = append(all, d)
	}
	return all
}

func (c core) describeOrder() OrderDescription {
	d := OrderDescription{Keys: keysOf(c.resource.Orders), Suffixes: ordering.Suffixes(), Most: ordering.MaxKeys}
	for _, field := range c.resource.Orders {
		if field.Rank {
			d.Rank = field.Key
		}
	}
	keys := make([]string, len(c.order.Keys))
	for i, key := range c.order.Keys {
		keys[i] = key.String()
	}
	d.Default = strings.Join(keys, ",")
	return d
}

// keysOf are the keys of fields; never nil, which JSON would have as null.
func keysOf(fields []*schemas.Field) []string {
	keys := make([]string, len(fields))
	for i, field := range fields {
		keys[i] = field.Key
	}
	return keys
}

func (c core) describeSearch() *SearchDescription {
	if !c.resource.Searches() {
		return nil
	}
	return &SearchDescription{
		Mode:   string(cmp.Or(c.resource.TextSearch.Mode, "contains")),
		Fields: keysOf(c.resource.Search),
		Length: c.limits.Filter.SearchLength, Words: c.limits.Filter.SearchWords,
	}
}

func (c core) describeFacets() FacetsDescription {
	return FacetsDescription{Keys: keysOf(c.resource.Facets), OnRequest: c.facetChoice.None, Values: c.limits.FacetValues}
}

func (c core) describePages() PagesDescription {
	limits := c.limits.Page
	d := PagesDescription{
		Place: c.style.Place(), FirstPlace: c.style.First(), Size: c.style.Size(),
		Usual: limits.ItemsPerPage, Most: limits.MaxItemsPerPage, Clamp: limits.Clamp, MaxOffset: limits.MaxOffset,
		Counts: slices.Clone(limits.Counts), CountCap: c.limits.CountCap,
	}
	for _, mode := range c.modes {
		d.Modes = append(d.Modes, ModeDescription{mode, pagination.First(mode, limits).Count})
	}
	if !c.keyset {
		return d
	}
	fields := append(slices.Clone(c.resource.Orders), c.order.Fields()...)
	for i, field := range fields {
		if !field.Nullable() && field.Kind.Spelt() && !slices.Contains(fields[:i], field) {
			after, before := pagination.KeysetNames(field.Key)
			d.Positions = append(d.Positions, PositionDescription{describeValue(field), after, before})
		}
	}
	return d
}

func (c core) describeLimits() RequestDescription {
	l := c.limits
	return RequestDescription{
		Conditions: l.Filter.Conditions, ListValues: l.Filter.ListValues, Values: l.Filter.Values,
		ValueLength: l.Filter.ValueLength, ExpressionBytes: l.Filter.ExprBytes,
		BodyBytes: l.BodyBytes, BulkRows: l.BulkRows, IncludedRows: l.IncludedRows,
	}
}

func describeIncludes(all []*inclusion) (list []IncludeDescription) {
	for _, i := range all {
		list = append(list, IncludeDescription{
			Key: i.key, Name: i.name, Many: i.relation.Many, Limit: i.limit,
			Read: i.record.describe(i.shape.Type), Includes: describeIncludes(i.children),
		})
	}
	return list
}

// relations are those that rows can be answered with.
func (v *lists) relations() []*inclusion {
	if !isObject(v.of) {
		return nil // there is nothing to put a relation beside
	}
	return v.includes
}

// schema is what the rows look like.
func (v *lists) schema() SchemaDescription { return v.record.describe(v.of) }

// describe tells the keys of a type of rows.
func (r record) describe(t reflect.Type) SchemaDescription {
	s := SchemaDescription{Type: t, Keys: make([]KeyDescription, len(r.fields))}
	for i, f := range r.fields {
		field := t.FieldByIndex(f.index)
		_, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		omitted := slices.ContainsFunc(strings.Split(options, ","), func(o string) bool { return o == "omitempty" || o == "omitzero" })
		s.Keys[i] = KeyDescription{Name: f.name, Field: field, Optional: omitted || !slices.Equal(f.reads, f.index)}
	}
	return s
}

// describe tells the keys of a body.
func (in *input) describe() *SchemaDescription {
	s := &SchemaDescription{Type: in.t, Keys: []KeyDescription{}, ReadOnly: in.body.ReadOnly()}
	for _, key := range in.body.Keys {
		field := in.body.Field(key)
		s.Keys = append(s.Keys, KeyDescription{
			Name: key, Field: field, Nullable: in.body.Nullable(key), Optional: true,
			Set: in.columns.IsSet(field.Index),
		})
	}
	return s
}
