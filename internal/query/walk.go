package query

import (
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// The names of a walk's common table and of its columns.
const (
	walked = "crud_w"
	step   = "place"
)

// walks reports whether the values can be read from an index that the catalog
// knows: within a shard from one that leads with its key. Under conditions other than the absence of a soft delete it could lead
// past any number of rows that satisfy none.
func (v Values) walks(w *writer) bool {
	return v.Walk && v.Plan.Filter.Empty() && !Narrowed(w.Statement)
}

// walk reads the values from one index entry each: PostgreSQL's wiki, "Loose
// indexscan". Of a relation it looks for a row of each related one.
func (v Values) walk(w *writer) {
	if v.Field.Relation != nil {
		v.referred(w)
		return
	}
	w.sql("WITH RECURSIVE ")
	w.WriteQuoted(walked)
	w.sql("(")
	w.WriteQuoted("c")
	w.sql(",")
	w.WriteQuoted(step)
	w.sql(") AS ((SELECT ")
	v.next(w, func() { w.sql(isNull(false)) }, func() { w.sql(",1") })
	w.sql(") UNION ALL SELECT (SELECT ")
	v.next(w, func() {
		w.sql(" > ")
		w.name(walked, "c")
	}, func() {})
	w.sql("),")
	w.name(walked, step)
	w.sql(" + 1 FROM ")
	w.WriteQuoted(walked)
	w.sql(" WHERE ")
	w.name(walked, "c")
	w.sql(isNull(false), " AND ")
	w.name(walked, step)
	w.sql(" < ")
	w.most(v.Plan.Limit)
	w.sql(") SELECT ")
	w.name(walked, "c")
	w.sql(" FROM ")
	w.WriteQuoted(walked)
	w.sql(" WHERE ")
	w.name(walked, "c")
	w.sql(isNull(false), " ORDER BY ")
	w.name(walked, step)
}

// next writes the first value that satisfies a condition, with a further column.
func (v Values) next(w *writer, holds, further func()) {
	w.field(v.Field)
	further()
	w.from()
	w.where(condition{write: func() {
		w.field(v.Field)
		holds()
	}})
	w.sql(" ORDER BY ")
	w.field(v.Field)
	w.sql(" LIMIT 1")
}

// referred lists values of related rows to which a row refers.
func (v Values) referred(w *writer) {
	r := v.Field.Relation
	of := join{relation: r, columns: []string{r.Link[0].Related}}
	if v.Field.Column != r.Link[0].Related {
		of.columns = append(of.columns, v.Field.Column)
	}
	w.joins = nil
	w.sql("SELECT DISTINCT ")
	w.field(v.Field)
	w.sql(" FROM (")
	w.derived(&of)
	w.sql(") AS ")
	w.WriteQuoted(r.Alias)
	w.sql(" WHERE ")
	w.field(v.Field)
	w.sql(isNull(false), " AND EXISTS (SELECT 1")
	w.from()
	w.where(condition{write: func() {
		w.links(r, func(column string) { w.name(r.Alias, joinedColumn(r, column)) }, w.joinedOwner(r))
	}})
	w.sql(")")
	w.orderBy([]term{{ordering.Key{}, func() { w.field(v.Field) }, false}})
	w.limit(v.Plan.Limit, 0)
}

// walkable reports fields whose values a walk finds: columns of the table, and
// of relations that the table's own foreign key leads to.
func walkable(f, shard *schemas.Field) bool {
	return f.JSON == nil && keyOf(f, shard) != nil && (f.Relation == nil || f.Relation.Parent == nil)
}
