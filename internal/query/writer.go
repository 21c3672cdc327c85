package query

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// writer writes one statement of a plan.
type writer struct {
	*gorm.Statement

	dialect *dialect
	plan    *Plan
	// joins are the relations that the statement reads beside the table.
	joins joins
	// slots are the origins of the values that were written, next that of the
	// value to come.
	slots []slot
	next  slot
	// narrowed is set where a value decides which rows there are, and so how they
	// are best found.
	narrowed bool
}

// newWriter begins a statement that reads the fields of the plan's filter and
// search, and more.
func newWriter(b clause.Builder, plan *Plan, more ...*schemas.Field) *writer {
	stmt := b.(*gorm.Statement) //nolint:forcetypeassert // gorm builds clauses on nothing else
	w := &writer{Statement: stmt, dialect: dialectOf(stmt.DB), plan: plan}
	for c := range plan.Filter.All() {
		w.joins.needOne(c.Field)
	}
	if len(plan.Filter.Words) > 0 {
		for _, field := range plan.Resource.Search {
			w.joins.needOne(field)
		}
	}
	for _, field := range more {
		w.joins.need(field)
	}
	return w
}

// sql writes text of ours.
func (w *writer) sql(parts ...string) {
	for _, part := range parts {
		w.SQL.WriteString(part)
	}
}

// name writes a quoted column of a table or alias.
func (w *writer) name(table, column string) {
	w.WriteQuoted(clause.Column{Table: table, Name: column})
}

// field writes the column of a field, as joined.
func (w *writer) field(f *schemas.Field) {
	if f.Rank {
		w.rank()
		return
	}
	w.inside(f, func() {
		if f.Relation == nil {
			w.name(clause.CurrentTable, f.Column)
			return
		}
		w.name(f.Relation.Alias, joinedColumn(f.Relation, f.Column))
	})
}

// value writes a placeholder. An integer says how wide it is: the database
// would take the column's width for it, and a table that was not made from its
// model can have a narrower one.
func (w *writer) value(v any) {
	if w.next.of == ofConstant {
		w.next.constant = v
	}
	w.slots = append(w.slots, w.next)
	w.AddVar(&w.SQL, v)
	if _, ok := v.(int64); ok {
		w.sql(w.dialect.wide)
	}
}

// each writes a list with a separator.
func each[T any](w *writer, separator string, list []T, write func(T)) {
	for i, item := range list {
		if i > 0 {
			w.sql(separator)
		}
		write(item)
	}
}

// selection writes SELECT with what hints the chain has for it.
func (w *writer) selection(list func()) {
	w.keyword("SELECT", list)
}

// from writes FROM with the table, the scopes' joins and ours.
func (w *writer) from() {
	w.sql(" ")
	w.keyword("FROM", func() {
		from, _ := w.Clauses["FROM"].Expression.(clause.From)
		from.Build(w.Statement)
		w.writeJoins()
	})
}

// keyword writes a clause of gorm's with our expression in it, so that hints
// which were put around the clause stay.
func (w *writer) keyword(name string, write func()) {
	c := w.Clauses[name]
	c.Name, c.Expression = name, expression(write)
	c.Build(w.Statement)
}

// expression makes a function a clause.Expression.
type expression func()

// Build calls the function, which has its own builder.
func (e expression) Build(clause.Builder) { e() }
