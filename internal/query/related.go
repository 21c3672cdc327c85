package query

import (
	"slices"

	"gorm.io/gorm"
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
	// Most is the most rows of all owners together; zero means no limit.
	Most int
}

// Build numbers the rows of each owner where it can have several.
func (r Related) Build(b clause.Builder) {
	w := newWriter(b, &r.Plan, slices.Concat(r.Plan.Order.Fields(), r.Columns, r.Links)...)
	if !r.Numbered() {
		r.rows(w, false)
		w.limit(r.Most, 0)
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
	w.limit(r.Most, 0)
}

// Numbered reports whether an owner can have several rows, which are numbered
// then: their number is behind all columns.
func (r Related) Numbered() bool { return !r.Relation.BelongsTo }

// MaxOwners is the most owners of one statement.
func (r Related) MaxOwners(db *gorm.DB) int { return maxTuples(db, len(r.Relation.Link)) }

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
	if len(r.Relation.Where) > 0 {
		conditions = append(conditions, condition{write: func() { w.equalities(clause.CurrentTable, r.Relation.Where) }})
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
		w.name(through(r.Relation), joinedColumn(r.Relation, link.Related))
		return
	}
	w.name(clause.CurrentTable, link.Related)
}

// through joins the join table with prefixed columns, which are not those that a
// scope of the related rows names.
func (r Related) through(w *writer) {
	if r.Relation.Through == nil {
		return
	}
	var columns []string
	for _, link := range r.Relation.Link {
		columns = append(columns, link.Related)
	}
	for _, link := range r.Relation.Through.Link {
		columns = append(columns, link.Owner)
	}
	inner := joinedColumn(r.Relation, "table")
	w.sql(" JOIN (SELECT ")
	each(w, ",", columns, func(column string) {
		w.name(inner, column)
		w.sql(" AS ")
		w.WriteQuoted(joinedColumn(r.Relation, column))
	})
	w.sql(" FROM ")
	w.table(r.Relation.Through.Table, inner)
	if len(throughWhere(r.Relation)) > 0 {
		w.sql(" WHERE ")
		w.equalities(inner, throughWhere(r.Relation))
	}
	w.sql(") AS ")
	w.WriteQuoted(through(r.Relation))
	w.sql(" ON ")
	each(w, " AND ", r.Relation.Through.Link, func(l schemas.Link) {
		w.name(through(r.Relation), joinedColumn(r.Relation, l.Owner))
		w.sql(" = ")
		w.name(clause.CurrentTable, l.Related)
	})
}

// owners writes whose rows are read.
func (r Related) owners(w *writer) {
	w.among(len(r.Relation.Link), r.Owners, func(i int) { r.owner(w, r.Relation.Link[i]) })
}
