package check

import (
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// columns compares the model with its table, both ways.
func (r *run) columns() {
	table := r.own()
	known := map[string]bool{}
	for _, want := range r.Columns {
		known[want.Column] = true
		have, ok := table.Column(want.Column)
		if !ok {
			r.add(Error, MissingColumn, want.Path, "the table "+table.Name+" has no column "+want.Column, "")
			continue
		}
		r.column(table, want, have)
	}
	for _, have := range table.Columns {
		if !known[have.Name] && have.NotNull && !have.Filled && table.Kind != catalog.View {
			r.add(Warning, UnknownRequired, have.Name, "the model has no column "+have.Name+
				", which takes no NULL and has no default: no row can be inserted", "")
		}
	}
}

// column compares one column.
func (r *run) column(table catalog.Table, want model.Column, have catalog.Column) {
	if !fits(want.Field, have.Type, r.DB.Name()) {
		r.add(Error, WrongType, want.Path, "the column is "+have.Type+" in the table "+table.Name+", the model takes it for "+
			aKind(want.Field), "")
	}
	exact := constrained(table.Kind)
	switch {
	case want.NotNull && !have.NotNull && exact:
		severity, detail := Warning, "the model says not null, the table takes NULL"
		if r.orders(want.Column) {
			severity, detail = Error, detail+": pages in an order by it lose the rows that have it"
		}
		r.add(severity, NullableColumn, want.Path, detail, r.notNull(table, want.Column))
	case !want.NotNull && have.NotNull && want.WritesNull && !have.Filled:
		r.add(Warning, RequiredColumn, want.Path,
			"the table takes no NULL, which the model writes for a field without a value: tag it not null", "")
	case !want.NotNull && r.orders(want.Column):
		detail := "rows without a value are sought apart, in a second branch of each page"
		if have.NotNull {
			detail += "; the table takes no NULL: tag the field not null"
		}
		r.add(Note, NullableOrder, want.Path, detail, "")
	}
}

// constrained reports tables that say which columns take NULL; others never do.
func constrained(kind catalog.TableKind) bool {
	return kind == catalog.Ordinary || kind == catalog.Partitioned
}

// notNull is the statement that refuses NULL; SQLite has none.
func (r *run) notNull(table catalog.Table, column string) string {
	if r.DB.Name() == query.SQLite {
		return ""
	}
	return query.SetNotNull(r.DB, table.Name, column)
}

// orders reports a column of the table that can be a key of an order.
func (r *run) orders(column string) bool {
	return slices.ContainsFunc(slices.Concat(r.Order.Fields(), r.Resource.Orders, r.Key), func(f *schemas.Field) bool {
		return f.Relation == nil && f.JSON == nil && f.Column == column
	})
}

// fields are those of the resource's roles, each once.
func (r *run) fields() (fields []*schemas.Field) {
	all := slices.Concat(r.Key, r.Order.Fields(), r.Resource.Orders, r.Resource.Facets, r.Resource.Search)
	for _, f := range r.Resource.Filters {
		all = append(all, f.Field)
	}
	for _, field := range all {
		if !field.Rank && !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields
}

// relatedColumns compares the fields of other tables, and those inside jsonb.
func (r *run) relatedColumns() {
	for _, field := range r.fields() {
		if field.Relation == nil && field.JSON == nil {
			continue
		}
		table := r.own()
		if field.Relation != nil {
			table = r.catalog.Table(field.Relation.Table)
		}
		have, ok := table.Column(field.Column)
		switch {
		case !ok && field.Relation != nil:
			r.add(Error, MissingColumn, field.Path, "the table "+table.Name+" has no column "+field.Column, "")
		case !ok: // the model's own, which is missed already
		case field.JSON != nil && have.Type != "jsonb":
			r.add(Error, WrongType, field.Path, "the column is "+have.Type+" in the table "+table.Name+", not jsonb", "")
		case field.JSON == nil && !fits(*field, have.Type, r.DB.Name()):
			r.add(Error, WrongType, field.Path, "the column is "+have.Type+" in the table "+table.Name+", the model takes it for "+
				aKind(*field), "")
		case field.JSON == nil && field.NotNull && !have.NotNull && constrained(table.Kind):
			r.add(Warning, NullableColumn, field.Path, "the model says not null, the table "+table.Name+" takes NULL",
				r.notNull(table, field.Column))
		}
	}
}

// aKind names what a model takes a column for.
func aKind(f schemas.Field) string {
	name := f.Kind.String()
	if f.Element != nil {
		name += " of " + f.Element.Kind.String()
	}
	if strings.ContainsRune("aeiou", rune(name[0])) && name != "uuid" {
		return "an " + name
	}
	return "a " + name
}

// families are the kinds that PostgreSQL's types can be read and compared as. Any
// other type fits whatever the model says.
var families = map[string][]schemas.Kind{
	"bool": {schemas.Bool},
	"int2": {schemas.Int}, "int4": {schemas.Int}, "int8": {schemas.Int}, "oid": {schemas.Int},
	"float4": {schemas.Float}, "float8": {schemas.Float},
	"numeric":   {schemas.Decimal, schemas.Int, schemas.Float},
	"timestamp": {schemas.Time}, "timestamptz": {schemas.Time},
	"date": {schemas.Date, schemas.Time},
	"uuid": {schemas.UUID, schemas.Text},
	"text": {schemas.Text, schemas.Enum}, "varchar": {schemas.Text, schemas.Enum}, "bpchar": {schemas.Text, schemas.Enum},
	"citext": {schemas.Text, schemas.Enum}, "enum": {schemas.Enum, schemas.Text},
	"bytea": {schemas.Bytes},
	"json":  {}, "jsonb": {}, "tsvector": {},
}

// fits reports a type of a column that a field can have.
func fits(f schemas.Field, name, dialect string) bool {
	switch {
	case f.Kind == schemas.Opaque:
		return true
	case dialect == query.SQLite:
		return fitsAffinity(f.Kind, name)
	}
	element, isArray := strings.CutPrefix(name, "_")
	if isArray != (f.Kind == schemas.Array) {
		return false
	}
	kind := f.Kind
	if isArray {
		kind = f.Element.Kind
	}
	family, known := families[element]
	return !known || slices.Contains(family, kind) || kind == schemas.Bytes
}

// fitsAffinity reports a declared type whose affinity keeps values as they are:
// https://sqlite.org/datatype3.html, 3.1.
func fitsAffinity(kind schemas.Kind, declared string) bool {
	declared = strings.ToUpper(declared)
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(declared, part) })
	}
	switch kind { //nolint:exhaustive // the others are kept in several ways
	case schemas.Int, schemas.Float, schemas.Bool:
		return !has("CHAR", "CLOB", "TEXT", "BLOB") || has("INT")
	case schemas.Text, schemas.Enum:
		return has("CHAR", "CLOB", "TEXT") || declared == "" || !has("INT", "REAL", "FLOAT", "DOUBLE", "NUMERIC", "DECIMAL", "BOOL", "DATE")
	}
	return true
}
