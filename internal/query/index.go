package query

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// Access is how statements use an index.
type Access uint8

// The ways to use an index.
const (
	// Sorted is by the order of its keys: for orders, =, IN and ranges.
	Sorted Access = iota
	// Prefixed is by how texts begin: LIKE 'a%'.
	Prefixed
	// Trigrams is by parts of texts: LIKE and ILIKE '%a%', by pg_trgm (PostgreSQL's
	// manual, F.35).
	Trigrams
	// Elements is by what arrays hold (9.19).
	Elements
	// Lexemes is by the words of a tsvector (12.9).
	Lexemes
)

// Use is what an index is for.
type Use string

// The uses of an index.
const (
	ForOrder    Use = "order"
	ForFilter   Use = "filter"
	ForFacet    Use = "facet"
	ForSearch   Use = "search"
	ForRelation Use = "relation"
)

// IndexPart is a key of an index.
type IndexPart struct {
	// Column is empty for an expression, whose names are qualified.
	Column, Expression string
	// Of are the columns of an expression.
	Of []string
	// Desc and NullsFirst are the direction and where NULLs are. A btree is read
	// both ways, so that only whether parts differ counts.
	Desc, NullsFirst bool
}

// Index is one that statements of a resource read, or would read.
type Index struct {
	Table  string
	Access Access
	Parts  []IndexPart
	// Fixed is how many leading parts have one value each: their direction does not
	// count.
	Fixed int
	// Shard is set where the first part is the key of a shard.
	Shard bool
	// Live holds what is true of all rows that are read: a partial index of these
	// serves. Not where all rows of an index are walked (Whole).
	Live  []schemas.Constant
	Whole bool
	// Use and Field tell what for, Advised that statements do without in many cases.
	Use     Use
	Field   *schemas.Field
	Advised bool
}

// Unserved is a part of a declaration that no index serves.
type Unserved struct {
	Use    Use
	Path   string
	Detail string
}

// Indexes are those that the statements of a resource want.
type Indexes struct {
	Wanted   []Index
	Unserved []Unserved
}

// indexer collects them.
type indexer struct {
	Indexes

	db       *gorm.DB
	resource *schemas.Resource
	live     []schemas.Constant
}

// IndexesOf derives the indexes of a resource from its roles, and from the order of
// requests that name none. Live is what holds for each row that is not deleted.
func IndexesOf(db *gorm.DB, r *schemas.Resource, order ordering.Order, live []schemas.Constant) Indexes {
	x := &indexer{db: db, resource: r, live: live}
	x.order(ordering.Total(r), r.PrimaryKey[0])
	x.order(order, order.Keys[0].Field)
	for _, field := range r.Orders {
		if !field.Rank {
			x.order(ordering.Total(r, ordering.Key{Field: field}), field)
		}
	}
	for _, f := range r.Filters {
		x.filter(f)
	}
	for _, field := range r.Facets {
		x.facet(field)
	}
	x.search()
	return x.Indexes
}

func (x *indexer) add(i Index) {
	x.Wanted = append(x.Wanted, i)
}

func (x *indexer) unserved(use Use, path, detail string) {
	x.Unserved = append(x.Unserved, Unserved{use, path, detail})
}

// tableOf is where a field's column is, and what holds for the rows there.
func (x *indexer) tableOf(f *schemas.Field) (string, []schemas.Constant) {
	if f.Relation == nil {
		return x.resource.Name, x.live
	}
	return f.Relation.Table, slices.Concat(f.Relation.Live, f.Relation.Where)
}

// part is a field as a key. As a text it is what patterns are matched with.
func (x *indexer) part(f *schemas.Field, asText bool) IndexPart {
	if f.JSON == nil && (!asText || f.Kind != schemas.Enum) {
		return IndexPart{Column: f.Column}
	}
	own := *f
	own.Relation = nil
	table, _ := x.tableOf(f)
	return IndexPart{Of: []string{f.Column}, Expression: expressionOf(x.db, table, x.resource, func(w *writer) {
		column := func() { w.field(&own) }
		if asText {
			column = w.textOf(&own, column)
		}
		column()
	})}
}

// expressionOf writes an expression over columns of one table.
func expressionOf(db *gorm.DB, table string, r *schemas.Resource, write func(*writer)) string {
	stmt := &gorm.Statement{DB: db, Table: table, Clauses: map[string]clause.Clause{}}
	write(&writer{Statement: stmt, dialect: dialectOf(db), plan: &Plan{Resource: r}})
	return stmt.SQL.String()
}

// order wants what the branches of a keyset seek read (docs/adr/0002): an index with
// the keys in their directions. Over a relation these are the related rows in order,
// and for each its own rows in the order of the other keys.
func (x *indexer) order(order ordering.Order, field *schemas.Field) {
	own := x.own(Index{Live: x.live, Use: ForOrder, Field: field})
	lead := order.Keys[0].Field.Relation
	rest := order.Keys
	if lead != nil {
		x.lookups(field, lead)
		rest = x.related(order.Keys, field)
		if lead.Parent != nil || lead.Through != nil {
			x.unserved(ForOrder, field.Path, "the list is sorted whole for each page, since no index spans two steps of relations")
			return
		}
		for _, link := range lead.Link {
			if !own.has(link.Owner) {
				own.Parts = append(own.Parts, IndexPart{Column: link.Owner})
			}
		}
		own.Fixed = len(own.Parts)
	}
	for i, key := range rest {
		if key.Field.Relation != nil {
			x.lookups(field, key.Field.Relation)
			break
		}
		part := x.part(key.Field, false)
		if part.Column != "" && own.has(part.Column) {
			continue // it has one value already
		}
		part.Desc, part.NullsFirst = key.Desc, placed(key, i == 0 && lead == nil)
		own.Parts = append(own.Parts, part)
	}
	x.add(own)
}

// own makes an index of the resource's own table: within a shard its key comes first.
func (x *indexer) own(i Index) Index {
	i.Table = x.resource.Name
	if s := x.resource.Shard; s != nil {
		i.Parts, i.Fixed, i.Shard = []IndexPart{{Column: s.Column}}, 1, true
	}
	return i
}

// has reports a column among the parts.
func (i Index) has(column string) bool {
	return slices.ContainsFunc(i.Parts, func(p IndexPart) bool { return p.Column == column })
}

// placed is where an index has a key's NULLs: where the statement asks for them. Those
// of the first key at the other end are in a branch of their own.
func placed(key ordering.Key, first bool) bool {
	if first || !key.Field.Nullable() {
		return key.Desc
	}
	return key.NullsFirst
}

// related wants the leading keys in their table, and gives the others back.
func (x *indexer) related(keys []ordering.Key, field *schemas.Field) []ordering.Key {
	table, live := x.tableOf(keys[0].Field)
	i := Index{Table: table, Live: live, Use: ForOrder, Field: field}
	if s := x.resource.Shard; s != nil {
		if column := keys[0].Field.Relation.Carries(s.Column); column != "" {
			i.Parts, i.Fixed, i.Shard = []IndexPart{{Column: column}}, 1, true
		}
	}
	n := 0
	for n < len(keys) && keys[n].Field.Relation == keys[0].Field.Relation {
		part := x.part(keys[n].Field, false)
		part.Desc, part.NullsFirst = keys[n].Desc, placed(keys[n], n == 0)
		i.Parts, n = append(i.Parts, part), n+1
	}
	if keys[0].Field.Relation.Parent == nil {
		x.add(i)
	}
	return keys[n:]
}

// lookups wants what finds the related rows of a row, step by step.
func (x *indexer) lookups(field *schemas.Field, r *schemas.Relation) {
	for _, step := range r.Chain() {
		far := Index{Table: step.Table, Live: slices.Concat(step.Live, step.Where), Use: ForRelation, Field: field}
		if t := step.Through; t != nil {
			near := Index{Table: t.Table, Live: t.Where, Use: ForRelation, Field: field}
			x.links(near, step.Link, func(l schemas.Link) string { return l.Related })
			x.links(far, t.Link, func(l schemas.Link) string { return l.Related })
			continue
		}
		x.links(far, step.Link, func(l schemas.Link) string { return l.Related })
	}
}

// backs wants what finds the rows that a related row belongs to.
func (x *indexer) backs(field *schemas.Field, r *schemas.Relation) {
	for _, step := range r.Chain() {
		owner := x.own(Index{Live: x.live, Use: ForRelation, Field: field})
		if step.Parent != nil {
			owner = Index{
				Table: step.Parent.Table, Live: slices.Concat(step.Parent.Live, step.Parent.Where), Use: ForRelation, Field: field,
			}
		}
		x.links(owner, step.Link, func(l schemas.Link) string { return l.Owner })
		if t := step.Through; t != nil {
			x.links(Index{Table: t.Table, Live: t.Where, Use: ForRelation, Field: field}, t.Link,
				func(l schemas.Link) string { return l.Owner })
		}
	}
}

func (x *indexer) links(i Index, links []schemas.Link, column func(schemas.Link) string) {
	for _, link := range links {
		if name := column(link); !i.has(name) {
			i.Parts = append(i.Parts, IndexPart{Column: name})
		}
	}
	i.Fixed = len(i.Parts)
	x.add(i)
}

// filter wants an index for each way in which the field's operators find rows.
func (x *indexer) filter(f schemas.Filterable) {
	table, live := x.tableOf(f.Field)
	accesses := accessesOf(dialectOf(x.db), f)
	for _, access := range accesses {
		i := Index{
			Table: table, Access: access, Live: live, Use: ForFilter, Field: f.Field,
			// Half the rows are found no sooner by an index.
			Advised: f.Kind == schemas.Bool,
		}
		if access == Sorted && f.Relation == nil {
			i = x.own(i)
		}
		if part := x.part(f.Field, access == Prefixed || access == Trigrams); part.Column == "" || !i.has(part.Column) {
			i.Parts = append(i.Parts, part)
		}
		if !i.Shard {
			i.Fixed = 1
		}
		x.add(i)
	}
	if f.Relation != nil && len(accesses) > 0 {
		x.lookups(f.Field, f.Relation)
		x.backs(f.Field, f.Relation)
	}
}

// accessesOf are the ways in which an index serves operators; ne and not_in have
// none.
func accessesOf(d *dialect, f schemas.Filterable) (accesses []Access) {
	allows := func(some ...schemas.Operator) bool {
		return slices.ContainsFunc(some, func(o schemas.Operator) bool { return slices.Contains(f.Operators, o) })
	}
	if f.Kind == schemas.Array {
		if allows(schemas.Eq, schemas.Has, schemas.HasAll, schemas.HasAny) {
			return []Access{Elements}
		}
		return nil
	}
	if allows(schemas.Eq, schemas.In, schemas.IsNull) || slices.ContainsFunc(f.Operators, schemas.Operator.Ranges) {
		accesses = append(accesses, Sorted)
	}
	switch {
	case !d.trigrams:
	case allows(schemas.Contains, schemas.EndsWith, schemas.IContains, schemas.IStartsWith, schemas.IEndsWith):
		accesses = append(accesses, Trigrams)
	case allows(schemas.StartsWith):
		accesses = append(accesses, Prefixed)
	}
	return accesses
}

// facet wants the index that values are walked along, and counted by
// (docs/adr/0012): of all rows.
func (x *indexer) facet(f *schemas.Field) {
	key := keyOf(f, x.resource.Shard)
	if key == nil || key.JSON != nil {
		return
	}
	i := x.own(Index{Whole: true, Use: ForFacet, Field: f, Advised: true})
	if i.has(key.Column) {
		return // all rows of a shard have the same
	}
	i.Parts = append(i.Parts, IndexPart{Column: key.Column})
	x.add(i)
}

// search wants the index of the search's mode. In the usual one each field has its
// own, of which PostgreSQL puts together what they find; not over several tables.
func (x *indexer) search() {
	switch mode := x.resource.TextSearch.Mode; mode {
	case schemas.SearchTrigram:
		x.add(Index{Table: x.resource.Name, Access: Trigrams, Live: x.live, Parts: []IndexPart{x.searched()}, Use: ForSearch})
	case schemas.SearchFullText:
		x.add(Index{Table: x.resource.Name, Access: Lexemes, Live: x.live, Parts: []IndexPart{x.searched()}, Use: ForSearch})
	case schemas.SearchContains:
		x.contains()
	}
}

func (x *indexer) contains() {
	fields := x.resource.Search
	related := slices.IndexFunc(fields, func(f *schemas.Field) bool { return f.Relation != nil })
	switch {
	case len(fields) == 0:
	case !dialectOf(x.db).trigrams:
		x.unserved(ForSearch, "", "a search reads every row: SQLite has no index for parts of texts")
	case related >= 0:
		x.unserved(ForSearch, fields[related].Path, "a search reads every row: no index spans the tables of its fields")
	default:
		for _, f := range fields {
			x.add(Index{
				Table: x.resource.Name, Access: Trigrams, Live: x.live, Parts: []IndexPart{x.part(f, true)},
				Use: ForSearch, Field: f, Advised: true,
			})
		}
	}
}

// searched is what the search's own index is on.
func (x *indexer) searched() IndexPart {
	if vector := x.resource.TextSearch.Vector; vector != "" {
		return IndexPart{Column: vector}
	}
	part := IndexPart{Expression: searchedBy(x.db, x.resource)}
	for _, f := range x.resource.Search {
		part.Of = append(part.Of, f.Column)
	}
	return part
}

// searchedBy writes what a search's own index is on.
func searchedBy(db *gorm.DB, r *schemas.Resource) string {
	return expressionOf(db, r.Name, r, (*writer).searched)
}
