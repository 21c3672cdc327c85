package query

import (
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Rows reads a page: the columns, then the keys of the order, then the columns
// that link included relations.
type Rows struct {
	Plan    Plan
	Columns []*schemas.Field
	Links   []*schemas.Field
	// Peek says that the last row of a full page only tells of more.
	Peek bool
	// Lock holds the rows until the transaction ends.
	Lock Lock
	// Skeletons keep the SQL of such statements; they belong to the Columns.
	Skeletons *Skeletons
}

// Lock is how a statement locks the rows that it reads: PostgreSQL's manual,
// 13.3.2. The zero value does not. SQLite, which has no such locks, locks the
// database when a transaction writes or, with _txlock=immediate, begins.
type Lock struct {
	// Strength is UPDATE or SHARE; empty locks nothing.
	Strength string
	// Wait is empty, NOWAIT or SKIP LOCKED.
	Wait string
}

// lock writes the clause. Related tables are not locked: what is joined may be
// missing, which PostgreSQL refuses to lock.
func (w *writer) lock(l Lock) {
	if l.Strength == "" || !w.dialect.locks {
		return
	}
	w.sql(" FOR ", l.Strength, " OF ")
	w.WriteQuoted(w.Table[strings.LastIndexByte(w.Table, '.')+1:])
	if l.Wait != "" {
		w.sql(" ", l.Wait)
	}
}

// Build writes one SELECT, or the branches of a position in a chain.
func (r Rows) Build(b clause.Builder) {
	stmt := b.(*gorm.Statement) //nolint:forcetypeassert // gorm builds clauses on nothing else
	if !r.kept(stmt) {
		r.write(stmt)
	}
}

func (r Rows) write(stmt *gorm.Statement) *writer {
	w := newWriter(stmt, &r.Plan, slices.Concat(r.Plan.Order.Fields(), r.Columns, r.Links)...)
	r.writeTo(w)
	return w
}

func (r Rows) writeTo(w *writer) {
	branches := w.branches()
	switch {
	case w.matchesFirst():
		r.chain(w, w.bothWays(branches))
		return
	case len(branches) > 1 && w.dialect.chained:
		r.chain(w, branches)
		return
	case len(branches) > 1:
		r.union(w, branches)
		return
	}
	w.selection(func() { r.list(w, false) })
	w.from()
	w.where(branches[0].conditions...)
	w.orderBy(w.terms(branches[0]))
	w.limit(r.Plan.Limit, r.Plan.Offset)
	w.lock(r.Lock)
}

// list writes the columns, then the keys, then the links.
func (r Rows) list(w *writer, aliased bool) {
	w.selected(aliased, r.Columns, r.Plan.Order.Fields(), r.Links)
}

// selected writes columns, keys and links; an order has a key at least.
func (w *writer) selected(aliased bool, columns, keys, links []*schemas.Field) {
	first := true
	write := func(prefix string, fields []*schemas.Field) {
		for i, field := range fields {
			if !first {
				w.sql(",")
			}
			first = false
			w.field(field)
			if aliased {
				w.sql(" AS ")
				w.WriteQuoted(alias(prefix, i))
			}
		}
	}
	write("c", columns)
	write("k", keys)
	write("l", links)
}

// branch writes the SELECT of one branch of a chain. A page by its number has one
// branch, or that one both ways, so that each can skip the rows before it.
func (r Rows) branch(w *writer, b branch) {
	if j := w.driving(b); j != nil {
		r.lateral(w, b, j)
		return
	}
	w.selection(func() { r.list(w, true) })
	w.from()
	w.where(b.conditions...)
	w.orderBy(w.terms(b))
	w.limit(r.Plan.Limit, r.Plan.Offset)
	w.lock(r.Lock)
}

// chain reads the branches one after the other: each only as many rows as those
// before it have left. A branch behind a full page is not read at all, since a
// LIMIT of zero asks for no row. The inner LIMIT is the one that the planner
// sees; the outer table has the resource's name, as in other statements.
func (r Rows) chain(w *writer, branches []branch) {
	w.sql("WITH ")
	if w.matchesFirst() {
		w.matchedTable()
		w.sql(", ")
	}
	for i, b := range branches {
		if i > 0 {
			w.sql(", ")
		}
		w.WriteQuoted(alias("crud_b", i))
		w.sql(" AS MATERIALIZED (SELECT * FROM (")
		r.branch(w, b)
		w.sql(") AS ")
		w.WriteQuoted(alias("crud_b", i))
		if i > 0 && r.Plan.Limit > 0 {
			r.remaining(w, i)
		}
		w.sql(")")
	}
	w.sql(" SELECT * FROM (")
	for i := range branches {
		if i > 0 {
			w.sql(" UNION ALL ")
		}
		w.sql("SELECT * FROM ")
		w.WriteQuoted(alias("crud_b", i))
	}
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
	w.orderBy(w.aliasedTerms(w.Table))
}

// union reads the first rows of every branch, and of those the first.
func (r Rows) union(w *writer, branches []branch) {
	w.sql("SELECT * FROM (")
	for i, b := range branches {
		if i > 0 {
			w.sql(" UNION ALL ")
		}
		w.sql("SELECT * FROM (")
		r.branch(w, b)
		w.sql(") AS ")
		w.WriteQuoted(alias("crud_b", i))
	}
	w.sql(") AS ")
	w.WriteQuoted(w.Table)
	w.orderBy(w.aliasedTerms(w.Table))
	w.limit(r.Plan.Limit, 0)
}

// remaining writes LIMIT with what the branches before i have left.
func (r Rows) remaining(w *writer, i int) {
	w.limit(r.Plan.Limit, 0)
	for before := range i {
		w.sql(" - (SELECT count(*) FROM ")
		w.WriteQuoted(alias("crud_b", before))
		w.sql(")")
	}
}
