package query

import (
	"slices"
	"strconv"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// Facets counts the rows of a plan by the values of several fields, in one scan
// (docs/adr/0012). Of each facet the client's own conditions are lifted. Its rows
// are a number, of a facet from 1 on or 0 for the total; a column for each facet's
// value; how many rows have it; and the value's place in the facet.
type Facets struct {
	Plan Plan
	Of   []Facet
	// Total adds the number of rows that satisfy the whole filter.
	Total bool
}

// Facet is one field of a scan. Listed are its first Limit values, and beside
// them NULL and the chosen ones.
type Facet struct {
	Field *schemas.Field
	Limit int
}

// The names of a scan's common table and of the table of one facet's values.
const (
	scanned = "crud_g"
	listed  = "crud_v"
)

// scan writes the statement.
type scan struct {
	*writer

	facets []Facet
	// own are the lifted conditions of each facet.
	own [][]filters.Condition
	// keys are what the rows are grouped by: columns of the table. That of the shard is
	// among them where related rows are joined by it.
	keys  []*schemas.Field
	shard *schemas.Field
}

// Build writes the groups as a common table, then what each facet makes of them.
func (f Facets) Build(b clause.Builder) {
	plan := f.Plan
	s := scan{facets: f.Of, shard: plan.Resource.Shard}
	for _, facet := range f.Of {
		plan.Filter = plan.Filter.Without(facet.Field)
		s.own = append(s.own, f.Plan.Filter.On(facet.Field))
		s.key(facet.Field)
		if r := facet.Field.Relation; r != nil && r.Chain()[0].Carries(ColumnOf(s.shard)) != "" {
			s.key(s.shard)
		}
	}
	s.writer = newWriter(b, &plan)
	for _, c := range slices.Concat(s.lifted()...) {
		s.joins.needOne(c.Field)
	}
	s.sql("WITH ")
	s.WriteQuoted(scanned)
	s.sql(" AS MATERIALIZED (")
	s.values()
	s.sql(") ")
	s.shape()
	if f.Total {
		s.sql(" UNION ALL ")
		s.total()
	}
	for i := range s.facets {
		s.sql(" UNION ALL ")
		s.facet(i)
	}
}

// keyOf is the column of the resource's table that decides a field's value: the
// foreign key, for a field of a relation that begins with one; nil without. Within a
// shard its key decides nothing.
func keyOf(f, shard *schemas.Field) *schemas.Field {
	if f.Relation == nil {
		return f
	}
	first := f.Relation.Chain()[0]
	link, alone := first.Alone(ColumnOf(shard))
	if f.ToMany() || !first.BelongsTo || !alone {
		return nil
	}
	return &schemas.Field{Column: link.Owner}
}

func sameKey(a, b *schemas.Field) bool { return a.Column == b.Column && slices.Equal(a.JSON, b.JSON) }

// key finds the place of a field's key among the groups' columns, or makes one.
func (s *scan) key(f *schemas.Field) int {
	key := keyOf(f, s.shard)
	i := slices.IndexFunc(s.keys, func(other *schemas.Field) bool { return sameKey(key, other) })
	if i < 0 {
		i, s.keys = len(s.keys), append(s.keys, key)
	}
	return i
}

// grouped counts the rows by the keys. Rows that fail the conditions of two
// facets count for none.
func (s *scan) grouped() {
	s.selection(func() {
		for i, key := range s.keys {
			s.field(key)
			s.sql(" AS ")
			s.WriteQuoted(alias("k", i))
			s.sql(",")
		}
		s.sql("count(*) AS ")
		s.WriteQuoted("n")
	})
	s.from()
	s.where(s.failingOne()...)
	s.sql(" GROUP BY ")
	for i := range s.keys {
		if i > 0 {
			s.sql(",")
		}
		s.sql(strconv.Itoa(i + 1))
	}
}

// failingOne is the condition that a row fails at most one facet's own. With one
// such facet there is none.
func (s *scan) failingOne() []condition {
	lifted := s.lifted()
	if lifted == nil {
		return nil
	}
	return []condition{{write: func() {
		s.sql("(")
		for i := range lifted {
			if i > 0 {
				s.sql(" OR ")
			}
			others := slices.Concat(slices.Delete(slices.Clone(lifted), i, i+1)...)
			s.sql("(")
			each(s.writer, clause.AndWithSpace, others, s.condition)
			s.sql(")")
		}
		s.sql(")")
	}}}
}

// lifted are the conditions of each facet that has some, unless it is the only
// one.
func (s *scan) lifted() (lifted [][]filters.Condition) {
	for _, own := range s.own {
		if len(own) > 0 {
			lifted = append(lifted, own)
		}
	}
	if len(lifted) < 2 {
		return nil
	}
	return lifted
}

// values joins the related rows to the groups, whose columns become the facets'
// values.
func (s *scan) values() {
	var related joins
	for _, facet := range s.facets {
		related.need(facet.Field)
	}
	s.sql("SELECT ")
	for i, facet := range s.facets {
		s.value(facet.Field)
		s.sql(" AS ")
		s.WriteQuoted(alias("c", i))
		s.sql(",")
	}
	s.name(scanned, "n")
	s.sql(" FROM (")
	s.grouped()
	s.sql(") AS ")
	s.WriteQuoted(scanned)
	s.join(related, func(r *schemas.Relation) func(string) {
		if r.Parent != nil {
			return s.joinedOwner(r)
		}
		return func(column string) { s.groupedKey(&schemas.Field{Column: column}) }
	})
}

func (s *scan) value(f *schemas.Field) {
	if f.Relation != nil {
		s.field(f)
		return
	}
	s.groupedKey(f)
}

func (s *scan) groupedKey(f *schemas.Field) { s.name(scanned, alias("k", s.key(f))) }

// shape reads nothing: it gives the columns their types, which NULL has not.
func (s *scan) shape() {
	s.sql("SELECT 0,")
	for i := range s.facets {
		s.name(scanned, alias("c", i))
		s.sql(",")
	}
	s.name(scanned, "n")
	s.sql(",0 FROM ")
	s.WriteQuoted(scanned)
	s.sql(" WHERE 1 = 0")
}

func (s *scan) total() {
	s.sql("SELECT 0,")
	for range s.facets {
		s.sql("NULL,")
	}
	s.sql("CAST(COALESCE(sum(")
	s.name(scanned, "n")
	s.sql("),0) AS bigint),0 FROM ")
	s.WriteQuoted(scanned)
	s.satisfying(-1)
}

// facet lists the values of one facet, with their places in the database's order.
func (s *scan) facet(i int) {
	s.sql("SELECT ", strconv.Itoa(i+1), ",")
	for other := range s.facets {
		if other == i {
			s.name(listed, "c")
		} else {
			s.sql("NULL")
		}
		s.sql(",")
	}
	s.name(listed, "n")
	s.sql(",")
	s.name(listed, "place")
	s.sql(" FROM (")
	s.counted(i)
	s.sql(") AS ")
	s.WriteQuoted(listed)
	s.sql(" WHERE ")
	s.name(listed, "place")
	s.sql(" <= ")
	s.most(s.facets[i].Limit)
	s.sql(" OR ")
	choice, _ := filters.Filter{Conditions: s.own[i]}.Choice(s.facets[i].Field)
	choice.Operator, choice.OrNull = schemas.In, true
	s.compare(choice, func() { s.name(listed, "c") })
}

func (s *scan) counted(i int) {
	value := func() { s.name(scanned, alias("c", i)) }
	s.sql("SELECT ")
	value()
	s.sql(" AS ")
	s.WriteQuoted("c")
	s.sql(",CAST(sum(")
	s.name(scanned, "n")
	s.sql(") AS bigint) AS ")
	s.WriteQuoted("n")
	s.sql(",row_number() OVER (")
	s.orderBy([]term{{ordering.Key{}, value, true}})
	s.sql(") AS ")
	s.WriteQuoted("place")
	s.sql(" FROM ")
	s.WriteQuoted(scanned)
	s.satisfying(i)
	s.sql(" GROUP BY ")
	value()
}

// satisfying writes WHERE with the conditions of all facets but one. They hold
// or not for a group as for its rows, since they look at its value alone.
func (s *scan) satisfying(but int) {
	keyword := " WHERE "
	for i, own := range s.own {
		if i == but {
			continue
		}
		for _, c := range own {
			s.sql(keyword)
			s.compare(c, func() { s.name(scanned, alias("c", i)) })
			keyword = clause.AndWithSpace
		}
	}
}
