package query

import (
	"slices"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// joins are the related tables of a statement, each once, with the columns that
// it reads of them.
type joins []*join

type join struct {
	relation *schemas.Relation
	columns  []string
}

// need adds the way to a field.
func (j *joins) need(f *schemas.Field) {
	if f.Relation == nil {
		return
	}
	for _, step := range f.Relation.Chain() {
		for _, link := range step.Link {
			j.column(step, link.Related)
			if step.Parent != nil {
				j.column(step.Parent, link.Owner)
			}
		}
	}
	j.column(f.Relation, f.Column)
}

// of finds a relation among the joins.
func (j *joins) of(r *schemas.Relation) *join {
	i := slices.IndexFunc(*j, func(one *join) bool { return one.relation == r })
	if i < 0 {
		return nil
	}
	return (*j)[i]
}

// needOne adds the way to a field that has one value for each row; the others
// are looked up by EXISTS.
func (j *joins) needOne(f *schemas.Field) {
	if !f.ToMany() {
		j.need(f)
	}
}

func (j *joins) column(r *schemas.Relation, column string) {
	one := j.of(r)
	if one == nil {
		one = &join{relation: r}
		*j = append(*j, one)
	}
	if !slices.Contains(one.columns, column) {
		one.columns = append(one.columns, column)
	}
}

// joinedColumn is the name of a column in a joined table. The prefix keeps
// unqualified names in a user's scope unambiguous.
func joinedColumn(r *schemas.Relation, column string) string { return r.Alias + "_" + column }

// writeJoins writes each relation as a derived table. Databases pull it up: it
// costs nothing.
func (w *writer) writeJoins() { w.join(w.joins, w.joinedOwner) }

// join writes relations whose owners are named by a function.
func (w *writer) join(list joins, owner func(*schemas.Relation) func(column string)) {
	for _, j := range list {
		w.sql(" LEFT JOIN (")
		w.derived(j)
		w.sql(") AS ")
		w.WriteQuoted(j.relation.Alias)
		w.sql(" ON ")
		w.links(j.relation, func(column string) {
			w.name(j.relation.Alias, joinedColumn(j.relation, column))
		}, owner(j.relation))
		if column := w.shardIn(j.relation); column != "" { // groups have lost that it is one value
			w.sql(" AND ")
			w.inShard(j.relation.Alias, joinedColumn(j.relation, column))
		}
	}
}

// derived writes the related rows with prefixed columns.
func (w *writer) derived(j *join) {
	r := j.relation
	inner := joinedColumn(r, "table")
	w.sql("SELECT ")
	each(w, ",", j.columns, func(column string) {
		w.name(w.holder(r, column, inner), column)
		w.sql(" AS ")
		w.WriteQuoted(joinedColumn(r, column))
	})
	w.sql(" FROM ")
	w.related(r, inner)
	if len(r.Where)+len(r.Live)+len(throughWhere(r)) > 0 {
		w.sql(" WHERE ")
		w.constants(r, inner)
	}
}

// holder is the alias that a column of a relation stands under: links of a
// many-to-many relation stand in its join table.
func (w *writer) holder(r *schemas.Relation, column, related string) string {
	if r.Through != nil && slices.ContainsFunc(r.Link, func(l schemas.Link) bool { return l.Related == column }) {
		return through(r)
	}
	return related
}

func through(r *schemas.Relation) string { return joinedColumn(r, "through") }

func throughWhere(r *schemas.Relation) []schemas.Constant {
	if r.Through == nil {
		return nil
	}
	return r.Through.Where
}

// related writes the table of a relation, behind its join table if it has one.
func (w *writer) related(r *schemas.Relation, alias string) {
	if r.Through == nil {
		w.table(r.Table, alias)
		return
	}
	w.table(r.Through.Table, through(r))
	w.sql(" JOIN ")
	w.table(r.Table, alias)
	w.sql(" ON ")
	each(w, " AND ", r.Through.Link, func(l schemas.Link) {
		w.name(through(r), l.Owner)
		w.sql(" = ")
		w.name(alias, l.Related)
	})
}

func (w *writer) table(name, alias string) {
	w.WriteQuoted(name)
	w.sql(" AS ")
	w.WriteQuoted(alias)
}

// constants writes what every related row must satisfy, and its row of a join
// table.
func (w *writer) constants(r *schemas.Relation, alias string) {
	related := slices.Concat(r.Live, r.Where)
	w.equalities(alias, related)
	if len(related) > 0 && len(throughWhere(r)) > 0 {
		w.sql(" AND ")
	}
	w.equalities(through(r), throughWhere(r))
}

func (w *writer) equalities(alias string, list []schemas.Constant) {
	each(w, " AND ", list, func(c schemas.Constant) {
		w.name(alias, c.Column)
		if c.Value == nil {
			w.sql(" IS NULL")
			return
		}
		w.sql(" = ")
		w.value(c.Value)
	})
}

// links writes the equalities between a relation and its owner.
func (w *writer) links(r *schemas.Relation, related, owner func(column string)) {
	each(w, " AND ", r.Link, func(l schemas.Link) {
		related(l.Related)
		w.sql(" = ")
		owner(l.Owner)
	})
}

// joinedOwner writes columns of a relation's owner: the table, or the relation
// before.
func (w *writer) joinedOwner(r *schemas.Relation) func(column string) {
	return func(column string) {
		if r.Parent == nil {
			w.name(clause.CurrentTable, column)
			return
		}
		w.name(r.Parent.Alias, joinedColumn(r.Parent, column))
	}
}

// exists writes that some related row satisfies a condition on a column.
func (w *writer) exists(f *schemas.Field, condition func(column func())) {
	chain := f.Relation.Chain()
	if w.plan.Offset > 0 {
		w.sql(w.dialect.unjoined)
	}
	w.sql("EXISTS (SELECT 1 FROM ")
	w.related(chain[0], chain[0].Alias)
	for _, r := range chain[1:] {
		w.sql(" JOIN ")
		w.nested(r)
		w.sql(" ON ")
		w.existsLinks(r)
	}
	w.sql(" WHERE ")
	w.existsLinks(chain[0])
	for _, r := range chain {
		if len(r.Where)+len(r.Live)+len(throughWhere(r)) > 0 {
			w.sql(" AND ")
			w.constants(r, r.Alias)
		}
	}
	w.sql(" AND ")
	condition(func() {
		w.inside(f, func() { w.name(f.Relation.Alias, f.Column) })
	})
	w.sql(")")
}

// nested writes a further step inside EXISTS; a join with a join table of its
// own needs parentheses.
func (w *writer) nested(r *schemas.Relation) {
	if r.Through == nil {
		w.related(r, r.Alias)
		return
	}
	w.sql("(")
	w.related(r, r.Alias)
	w.sql(")")
}

func (w *writer) existsLinks(r *schemas.Relation) {
	w.links(r, func(column string) {
		w.name(w.holder(r, column, r.Alias), column)
	}, func(column string) {
		if r.Parent == nil {
			w.name(clause.CurrentTable, column)
			return
		}
		w.name(r.Parent.Alias, column)
	})
}
