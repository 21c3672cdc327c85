package query

import (
	"slices"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Related reads the rows that a relation leads to from some owners, in one
// statement: the columns, the keys of the order, the links of relations beyond,
// and the owner's columns.
type Related struct {
	// Plan is of the related resource. Its Limit is the most rows of one owner.
	Plan     Plan
	Columns  []*schemas.Field
	Links    []*schemas.Field
	Relation *schemas.Relation
	// Owners are the values of the relation's links, one list for each owner.
	Owners [][]any
}

// Build numbers the rows of each owner where it can have several.
func (r Related) Build(b clause.Builder) {
	w := newWriter(b, &r.Plan, slices.Concat(r.Plan.Order.Fields(), r.Columns, r.Links)...)
	if !r.Relation.Many {
		r.rows(w, false)
		return
	}
	w.sql("SELECT * FROM (")
	r.rows(w, true)
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
	w.sql(" WHERE ")
	w.WriteQuoted(rowNumber)
	w.sql(" <= ")
	w.value(int64(r.Plan.Limit))
	w.sql(" ORDER BY ")
	w.WriteQuoted(rowNumber)
}

// rowNumber counts the rows of an owner.
const rowNumber = "crud_n"

func (r Related) rows(w *writer, numbered bool) {
	w.selection(func() {
		w.selected(numbered, r.Columns, r.Plan.Order.Fields(), r.Links)
		for i, link := range r.Relation.Link {
			w.sql(",")
			r.owner(w, link)
			if numbered {
				w.sql(" AS ")
				w.WriteQuoted(alias("o", i))
			}
		}
		if numbered {
			r.number(w)
		}
	})
	w.sql(" ")
	w.keyword("FROM", func() {
		from, _ := w.Clauses["FROM"].Expression.(clause.From)
		from.Build(w.Statement)
		r.through(w)
		w.writeJoins()
	})
	conditions := []condition{{write: func() { r.owners(w) }}}
	if len(r.Relation.Where)+len(throughWhere(r.Relation)) > 0 {
		conditions = append(conditions, condition{write: func() { w.constants(r.Relation, clause.CurrentTable) }})
	}
	w.where(conditions...)
}

// number writes the window that the rows of one owner are counted in.
func (r Related) number(w *writer) {
	w.sql(",row_number() OVER (PARTITION BY ")
	each(w, ",", r.Relation.Link, func(link schemas.Link) { r.owner(w, link) })
	terms := make([]term, len(r.Plan.Order.Keys))
	for i, key := range r.Plan.Order.Keys {
		terms[i] = term{key, func() { w.field(key.Field) }, key.Field.Nullable()}
	}
	w.orderBy(terms)
	w.sql(") AS ")
	w.WriteQuoted(rowNumber)
}

// owner writes the column that names the owner: of the related table, or of the
// join table before it.
func (r Related) owner(w *writer, link schemas.Link) {
	if r.Relation.Through != nil {
		w.name(through(r.Relation), link.Related)
		return
	}
	w.name(clause.CurrentTable, link.Related)
}

func (r Related) through(w *writer) {
	if r.Relation.Through == nil {
		return
	}
	w.sql(" JOIN ")
	w.table(r.Relation.Through.Table, through(r.Relation))
	w.sql(" ON ")
	each(w, " AND ", r.Relation.Through.Link, func(l schemas.Link) {
		w.name(through(r.Relation), l.Owner)
		w.sql(" = ")
		w.name(clause.CurrentTable, l.Related)
	})
}

// owners writes whose rows are read.
func (r Related) owners(w *writer) {
	tuple := func(n int, write func(i int)) {
		if n > 1 {
			w.sql("(")
		}
		for i := range n {
			if i > 0 {
				w.sql(",")
			}
			write(i)
		}
		if n > 1 {
			w.sql(")")
		}
	}
	links := r.Relation.Link
	tuple(len(links), func(i int) { r.owner(w, links[i]) })
	w.sql(" IN (")
	each(w, ",", r.Owners, func(owner []any) {
		tuple(len(owner), func(i int) { w.value(owner[i]) })
	})
	w.sql(")")
}
