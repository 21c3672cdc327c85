package query

import (
	"slices"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// presence is what a branch knows of a key's NULLs.
type presence uint8

const (
	mixed   presence = iota // some rows may have NULL there
	present                 // none has
	absent                  // all have
)

// branch is a part of the list that one index seek reads in order. The branches
// of a position follow each other: all rows of one come before all of the next.
type branch struct {
	conditions []condition
	// keys holds the presence of each key of the order.
	keys []presence
	// fixed is how many leading keys equal the position.
	fixed int
}

// condition is one that a branch puts on columns of one table.
type condition struct {
	of    *schemas.Relation
	write func()
}

// seeker finds the branches of a plan.
type seeker struct {
	w        *writer
	keys     []ordering.Key
	values   []any
	branches []branch
	// prefix holds the keys before, which equal the position's.
	prefix branch
}

// branches splits the rows that follow the plan's position, or all rows, into
// parts that an index reads in order, nearest first (docs/adr/0002).
func (w *writer) branches() []branch {
	s := seeker{w: w, keys: w.plan.Order.Keys}
	s.prefix.keys = make([]presence, len(s.keys))
	for i, key := range s.keys {
		if !key.Field.Nullable() {
			s.prefix.keys[i] = present
		}
	}
	if w.plan.Seek == nil {
		s.start()
	} else {
		s.values = w.plan.Seek.Values
		s.follow(w.plan.Seek.Inclusive)
	}
	// Rows that equal the position in more keys are nearer.
	slices.Reverse(s.branches)
	return s.branches
}

// start parts the rows that have the leading key from those that have none,
// where an index has them in two places: a relation's column, or NULLs at the
// other end.
func (s *seeker) start() {
	key := s.keys[0]
	if s.w.plan.Offset > 0 || !key.Field.Nullable() || key.Field.Relation == nil && key.NullsFirst == key.Desc {
		s.branches = []branch{s.prefix}
		return
	}
	emits := []func(){
		func() { s.emit(0, absent, func() { s.w.null(key, true) }) },
		func() { s.emit(0, present, func() { s.w.null(key, false) }) },
	}
	if key.NullsFirst {
		slices.Reverse(emits)
	}
	for _, emit := range emits {
		emit()
	}
}

// follow walks the keys, run by run: a run is what one row comparison covers.
// What is emitted later is nearer to the position.
func (s *seeker) follow(inclusive bool) {
	for i := 0; i < len(s.keys); {
		if s.values[i] == nil {
			s.followNull(i)
			i++
			continue
		}
		end := s.runEnd(i)
		s.followRun(i, end, inclusive && end == len(s.keys))
		i = end
	}
}

// followNull handles a key that is NULL at the position: the rows that have a
// value follow where NULLs come first.
func (s *seeker) followNull(i int) {
	key := s.keys[i]
	if key.NullsFirst {
		s.emit(i, present, func() { s.w.null(key, false) })
	}
	s.fix(i, absent, func() { s.w.null(key, true) })
}

// runEnd finds the keys from i on that go one way, in one table, from values: a
// row comparison over two tables is no index condition. A key whose NULLs are
// still ahead begins a run of its own, since they come before the rows beyond
// the keys before it.
func (s *seeker) runEnd(i int) int {
	end := i + 1
	for end < len(s.keys) && s.values[end] != nil && s.keys[end].Desc == s.keys[i].Desc &&
		s.keys[end].Field.Relation == s.keys[i].Field.Relation && !s.nullsAhead(end) {
		end++
	}
	return end
}

// nullsAhead reports whether rows with NULL at a key follow those with a value.
func (s *seeker) nullsAhead(i int) bool {
	return s.keys[i].Field.Nullable() && !s.keys[i].NullsFirst
}

// followRun handles keys i to end: the rows that are NULL there, then before
// them the rows beyond the position.
func (s *seeker) followRun(i, end int, inclusive bool) {
	keys := s.keys[i:end]
	if s.nullsAhead(i) {
		s.emit(i, absent, func() { s.w.null(keys[0], true) })
	}
	s.emit(i, present, func() {
		s.w.rowCompare(keys, beyond(keys[0].Desc, inclusive), i)
		s.w.bound(keys, i)
	})
	for m := range keys {
		s.fix(i+m, present, func() { s.w.rowCompare(keys[m:m+1], " = ", i+m) })
	}
}

func beyond(desc, inclusive bool) string {
	operator := " >"
	if desc {
		operator = " <"
	}
	if inclusive {
		operator += "="
	}
	return operator + " "
}

// emit adds a branch: the prefix and a condition on key i.
func (s *seeker) emit(i int, p presence, write func()) {
	s.branches = append(s.branches, s.with(i, p, write))
}

// fix lengthens the prefix by key i.
func (s *seeker) fix(i int, p presence, write func()) {
	s.prefix = s.with(i, p, write)
	s.prefix.fixed = i + 1
}

func (s *seeker) with(i int, p presence, write func()) branch {
	b := s.prefix
	b.conditions = append(slices.Clip(b.conditions), condition{s.w.tableOf(s.keys[i].Field, p), write})
	b.keys = slices.Clone(b.keys)
	b.keys[i] = p
	return b
}

// rowCompare writes (a,b) > (x,y); PostgreSQL's manual, 9.25.5, calls it a row
// constructor comparison. first is the place of the first value in the position.
func (w *writer) rowCompare(keys []ordering.Key, operator string, first int) {
	if len(keys) == 1 {
		w.field(keys[0].Field)
		w.sql(operator)
		w.at(first)
		return
	}
	w.sql("(")
	each(w, ",", keys, func(k ordering.Key) { w.field(k.Field) })
	w.sql(")", operator, "(")
	for i := range keys {
		if i > 0 {
			w.sql(",")
		}
		w.at(first + i)
	}
	w.sql(")")
}

// bound repeats what a row comparison says of its first key, where the table is
// partitioned by that: PostgreSQL leaves partitions out by comparisons of one column.
func (w *writer) bound(keys []ordering.Key, first int) {
	f := keys[0].Field
	if len(keys) == 1 || f.Relation != nil || f.JSON != nil || f.Column != w.plan.Resource.Ranged {
		return
	}
	w.sql(clause.AndWithSpace)
	w.rowCompare(keys[:1], beyond(keys[0].Desc, true), first)
}

// null writes whether a key is NULL.
func (w *writer) null(key ordering.Key, yes bool) {
	if yes {
		w.absentKey(key)
	} else {
		w.field(key.Field)
	}
	w.sql(isNull(yes))
}

// absentKey writes what stands for a key in rows that have none there.
func (w *writer) absentKey(key ordering.Key) {
	if link, ok := w.standIn(key.Field); ok {
		w.name(clause.CurrentTable, link.Owner)
		return
	}
	w.field(key.Field)
}

// standIn is the foreign key that stands for a field where it is NULL: the database
// guarantees the related row and its column, and an index has the rows without it side
// by side. Within a shard it may have the shard's key beside.
func (w *writer) standIn(f *schemas.Field) (link schemas.Link, ok bool) {
	if f.Relation == nil || !f.Relation.Enforced || !f.NotNull {
		return link, false
	}
	return f.Relation.Alone(w.plan.shardColumn())
}

// tableOf is the relation that a key is read from; nil for the table itself.
func (w *writer) tableOf(f *schemas.Field, p presence) *schemas.Relation {
	if _, ok := w.standIn(f); ok && p == absent {
		return nil
	}
	return f.Relation
}
