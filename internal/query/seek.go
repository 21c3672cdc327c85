package query

import (
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/ordering"
)

// presence is what a branch knows of a key's NULLs.
type presence uint8

const (
	mixed   presence = iota // some rows may have NULL there
	present                 // none has
	absent                  // all have
)

// branch is a part of the list that one index seek reads in order: all its
// rows follow the position, and the branches of a position do not overlap.
type branch struct {
	conditions []func()
	// keys holds the presence of each key of the order.
	keys []presence
}

// maxSeekKeys is the most keys for which a branch each is worth its cost.
const maxSeekKeys = 4

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
// parts that an index reads in order (docs/adr/0002).
func (w *writer) branches() []branch {
	s := seeker{w: w, keys: w.plan.Order.Keys}
	s.prefix.keys = make([]presence, len(s.keys))
	for i, key := range s.keys {
		if !key.Field.Nullable() {
			s.prefix.keys[i] = present
		}
	}
	if w.plan.Seek == nil {
		return s.start()
	}
	s.values = w.plan.Seek.Values
	s.follow(w.plan.Seek.Inclusive)
	if len(s.keys) > maxSeekKeys && len(s.branches) > 1 {
		return []branch{s.bounded()}
	}
	return s.branches
}

// start parts the rows that have a key from those that have none, where an
// index has them in two places: a relation's column, or NULLs at the other end.
func (s *seeker) start() []branch {
	for i, key := range s.keys {
		if s.w.plan.Offset > 0 || !key.Field.Nullable() || key.Field.Relation == nil && key.NullsFirst == key.Desc {
			continue
		}
		s.emit(i, present, func() { s.w.null(key, false) })
		s.emit(i, absent, func() { s.w.null(key, true) })
		return s.branches
	}
	return []branch{s.prefix}
}

// follow walks the keys, run by run: a run is what one row comparison covers.
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
// row comparison over two tables is no index condition.
func (s *seeker) runEnd(i int) int {
	end := i + 1
	for end < len(s.keys) && s.values[end] != nil && s.keys[end].Desc == s.keys[i].Desc &&
		s.keys[end].Field.Relation == s.keys[i].Field.Relation {
		end++
	}
	return end
}

// followRun handles keys i to end: the rows beyond them, and for each key whose
// NULLs are still ahead the rows that equal the position up to it.
func (s *seeker) followRun(i, end int, inclusive bool) {
	operator := beyond(s.keys[i].Desc, inclusive)
	s.emit(i, present, func() { s.w.rowCompare(s.keys[i:end], operator, s.values[i:end]) })
	for m := i; m < end; m++ {
		key := s.keys[m]
		if key.Field.Nullable() && !key.NullsFirst {
			s.emit(m, absent, func() { s.w.null(key, true) })
		}
		s.fix(m, present, func() { s.w.rowCompare(s.keys[m:m+1], " = ", s.values[m:m+1]) })
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
func (s *seeker) emit(i int, p presence, condition func()) {
	s.branches = append(s.branches, s.prefix.with(i, p, condition))
}

// fix lengthens the prefix by key i.
func (s *seeker) fix(i int, p presence, condition func()) {
	s.prefix = s.prefix.with(i, p, condition)
}

func (b branch) with(i int, p presence, condition func()) branch {
	b.conditions = append(b.conditions[:len(b.conditions):len(b.conditions)], condition)
	b.keys = append([]presence(nil), b.keys...)
	b.keys[i] = p
	return b
}

// bounded makes one branch of many: their disjunction, behind a bound on the
// leading key that an index can seek to. Plain OR would scan from the start.
func (s *seeker) bounded() branch {
	b := branch{keys: make([]presence, len(s.keys))}
	b.conditions = append(b.conditions, s.bound, func() {
		s.w.sql("(")
		each(s.w, clause.OrWithSpace, s.branches, func(one branch) {
			s.w.sql("(")
			s.w.all(one.conditions)
			s.w.sql(")")
		})
		s.w.sql(")")
	})
	return b
}

// bound writes what all branches have in common at the leading key.
func (s *seeker) bound() {
	key, value := s.keys[0], s.values[0]
	switch {
	case value == nil && key.NullsFirst:
		s.w.sql("1 = 1")
	case value == nil:
		s.w.null(key, true)
	case key.Field.Nullable() && !key.NullsFirst:
		s.w.sql("(")
		s.w.rowCompare(s.keys[:1], beyond(key.Desc, true), s.values[:1])
		s.w.sql(clause.OrWithSpace)
		s.w.null(key, true)
		s.w.sql(")")
	default:
		s.w.rowCompare(s.keys[:1], beyond(key.Desc, true), s.values[:1])
	}
}

// rowCompare writes (a,b) > (x,y); PostgreSQL's manual, 9.25.5, calls it a row
// constructor comparison.
func (w *writer) rowCompare(keys []ordering.Key, operator string, values []any) {
	if len(keys) == 1 {
		w.field(keys[0].Field)
		w.sql(operator)
		w.value(values[0])
		return
	}
	w.sql("(")
	each(w, ",", keys, func(k ordering.Key) { w.field(k.Field) })
	w.sql(")", operator)
	w.list(values)
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

// absentKey writes what stands for a key in rows that have none there: the
// foreign key where the database guarantees the related row and its column,
// since an index has the rows without it side by side.
func (w *writer) absentKey(key ordering.Key) {
	f := key.Field
	if r := f.Relation; r != nil && r.Enforced && f.NotNull {
		w.name(clause.CurrentTable, r.Link[0].Owner)
		return
	}
	w.field(f)
}
