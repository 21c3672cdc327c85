package query

import (
	"slices"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// driving finds the relation whose rows a branch is read by: for each related
// row in order, its own rows from an index on the foreign key. A plain join
// would read and sort all rows of a related row for one page (2,000 buffers
// against 40). It pays where the related rows are few, because they equal the
// position, or where nothing filters, so that the first of them fill the page;
// else the planner chooses.
func (w *writer) driving(b branch) *join {
	lead := w.plan.Order.Keys[0].Field.Relation
	if lead == nil || lead.Parent != nil || lead.Through != nil || b.keys[0] != present || !w.dialect.lateral {
		return nil
	}
	if b.fixed == 0 && (!w.unfiltered() || !w.carriesShard(lead)) {
		return nil
	}
	return w.joins.of(lead)
}

// unfiltered reports a statement whose only conditions are those of its seek.
func (w *writer) unfiltered() bool {
	_, filtered := groupOf(w.Clauses["WHERE"])
	from, _ := w.Clauses["FROM"].Expression.(clause.From)
	return !filtered && len(from.Joins) == 0 && len(groupsOf(w.Statement)) == 0 && w.plan.Filter.Empty()
}

// lateral writes a branch as the related rows in order, each with the first of
// its own rows.
func (r Rows) lateral(w *writer, b branch, j *join) {
	ofDriver := func(c condition) bool { return c.of == j.relation }
	outer := slices.DeleteFunc(slices.Clone(b.conditions), func(c condition) bool { return !ofDriver(c) })
	inner := slices.DeleteFunc(slices.Clone(b.conditions), ofDriver)
	if column := w.shardIn(j.relation); column != "" {
		outer = append([]condition{{write: func() { w.inShard(j.relation.Alias, joinedColumn(j.relation, column)) }}}, outer...)
	}

	w.sql("SELECT ")
	w.WriteQuoted(ownRows)
	w.sql(".* FROM (")
	w.derived(j)
	w.sql(") AS ")
	w.WriteQuoted(j.relation.Alias)
	w.sql(" CROSS JOIN LATERAL (")
	r.ownRows(w, b, j, inner)
	w.sql(") AS ")
	w.WriteQuoted(ownRows)
	w.sql(" WHERE ")
	w.all(outer)
	w.orderBy(w.lateralTerms(b, j.relation))
	w.limit(r.Plan.Limit, 0)
}

// ownRows is the alias of a related row's own rows.
const ownRows = "crud_own"

// ownRows writes the first rows of the table that belong to the related row at
// hand. Its columns are visible here, so that it is not joined again.
func (r Rows) ownRows(w *writer, b branch, j *join, conditions []condition) {
	joined := w.joins
	defer func() { w.joins = joined }()
	w.joins = slices.DeleteFunc(slices.Clone(joined), func(other *join) bool { return other == j })

	w.selection(func() { r.list(w, true) })
	w.from()
	w.where(append(conditions, condition{write: func() {
		w.links(j.relation, func(column string) {
			w.name(j.relation.Alias, joinedColumn(j.relation, column))
		}, func(column string) { w.name(clause.CurrentTable, column) })
	}})...)
	var own []term
	for i, t := range w.terms(b) {
		if w.tableOf(t.key.Field, b.keys[i]) != j.relation {
			own = append(own, t)
		}
	}
	w.orderBy(own)
	w.limit(r.Plan.Limit, 0)
}

// lateralTerms are the keys outside: the driving relation's as joined, the
// others by their aliases.
func (w *writer) lateralTerms(b branch, driving *schemas.Relation) []term {
	terms := w.aliasedTerms(ownRows)
	for i, t := range w.terms(b) {
		if w.tableOf(t.key.Field, b.keys[i]) == driving {
			terms[i] = t
		}
	}
	return terms
}
