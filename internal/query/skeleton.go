package query

import (
	"strconv"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Skeletons keep the SQL of a shape's plain statements: those whose text depends
// on the declaration and on what kind of page is asked for, so that a request
// only fills in values (docs/adr/0013). The zero value is empty and ready; a nil
// one keeps none.
type Skeletons struct {
	mu   sync.RWMutex
	kept map[string]skeleton
}

// maxSkeletons bounds what clients can make a resource keep, by orders of their
// own.
const maxSkeletons = 256

// skeleton is a statement's text with the origins of its values.
type skeleton struct {
	sql   string
	slots []slot
}

// slot is where a value of a statement comes from.
type slot struct {
	of origin
	// i is which value of the position, or which condition.
	i int
	// constant is the value itself, for any other.
	constant any
}

type origin uint8

const (
	ofConstant origin = iota
	ofPosition
	ofCondition
	ofOffset
	ofShard
)

// value is what a plan has for the slot.
func (s slot) value(p *Plan) any {
	switch s.of {
	case ofPosition:
		return p.Seek.Values[s.i]
	case ofCondition:
		return p.Filter.Conditions[s.i].Values[0]
	case ofOffset:
		return p.Offset
	case ofShard:
		return p.Shard
	case ofConstant:
	}
	return s.constant
}

// write writes the statement for a plan.
func (s skeleton) write(stmt *gorm.Statement, p *Plan) {
	stmt.SQL.WriteString(s.sql)
	for _, slot := range s.slots {
		stmt.Vars = append(stmt.Vars, slot.value(p))
	}
}

func (k *Skeletons) find(key []byte) (skeleton, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	s, ok := k.kept[string(key)]
	return s, ok
}

func (k *Skeletons) keep(key []byte, s skeleton) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]skeleton{}
	}
	if len(k.kept) == maxSkeletons {
		clear(k.kept) // what is in use comes back
	}
	k.kept[string(key)] = s
}

// kept writes the statement from its skeleton, which is made where there is none
// yet. false where the statement is not a plain one.
func (r Rows) kept(stmt *gorm.Statement) bool {
	if r.Skeletons == nil || !r.plain(stmt) {
		return false
	}
	var room [256]byte
	key := r.appendKey(room[:0], stmt)
	if s, ok := r.Skeletons.find(key); ok {
		s.write(stmt, &r.Plan)
		return true
	}
	w := r.write(stmt)
	r.Skeletons.keep(key, skeleton{stmt.SQL.String(), w.slots})
	return true
}

// plain reports a statement of which all but its values can be told from the
// plan's order, position and conditions on one value each.
func (r Rows) plain(stmt *gorm.Statement) bool {
	f := r.Plan.Filter
	if stmt.Schema == nil || otherTable(stmt) {
		return false
	}
	if stmt.SQL.Len()+len(stmt.Vars) > 0 || r.Plan.Keys != nil || len(r.Plan.Order.Keys) == 0 {
		return false
	}
	if f.Expression != nil || len(f.Words) > 0 {
		return false
	}
	for _, c := range f.Conditions {
		if c.Operator != schemas.In || len(c.Values) != 1 || c.OrNull || c.Field.ToMany() {
			return false
		}
	}
	for name, c := range stmt.Clauses {
		if !plainClause(stmt, name, c) {
			return false
		}
	}
	return true
}

// plainClause reports a clause that every statement of the model has.
func plainClause(stmt *gorm.Statement, name string, c clause.Clause) bool {
	if c.BeforeExpression != nil || c.AfterNameExpression != nil || c.AfterExpression != nil || c.Builder != nil {
		return false
	}
	switch name {
	case "FROM":
		from, ok := c.Expression.(clause.From)
		return ok && len(from.Joins) == 0 && len(from.Tables) == 0
	case "WHERE":
		_, soft := stmt.Clauses["soft_delete_enabled"]
		where, ok := c.Expression.(clause.Where)
		return ok && soft && len(where.Exprs) == 1 && isLive(where.Exprs[0])
	case "SELECT", "soft_delete_enabled":
		return true
	}
	return c.Expression != nil && name == stmt.BuildClauses[0] // our own
}

// isLive recognizes the condition that gorm's soft delete adds.
func isLive(e clause.Expression) bool {
	eq, ok := e.(clause.Eq)
	if !ok || eq.Value != nil {
		return false
	}
	_, ok = eq.Column.(clause.Column)
	return ok
}

// appendKey tells plain statements of one shape apart.
func (r Rows) appendKey(b []byte, stmt *gorm.Statement) []byte {
	b = append(append(b, stmt.DB.Name()...), 0)
	b = append(append(b, stmt.Schema.Table...), 0)
	_, filtered := stmt.Clauses["WHERE"]
	b = strconv.AppendBool(b, filtered)
	b = strconv.AppendInt(append(b, 'l'), int64(r.Plan.Limit), 10)
	b = strconv.AppendBool(b, r.Plan.Offset > 0)
	b = append(append(append(b, r.Lock.Strength...), ' '), r.Lock.Wait...)
	if r.Plan.sharded() {
		b = append(append(append(b, '='), r.Plan.Resource.Shard.Path...), kindOf(r.Plan.Shard))
	}
	for _, c := range r.Plan.Filter.Conditions {
		b = append(append(append(b, '?'), c.Field.Path...), kindOf(c.Values[0]))
	}
	for i, key := range r.Plan.Order.Keys {
		b = append(append(b, '^'), key.Field.Path...)
		b = strconv.AppendBool(strconv.AppendBool(b, key.Desc), key.NullsFirst)
		if r.Plan.Seek != nil {
			b = append(b, kindOf(r.Plan.Seek.Values[i]))
		}
	}
	if r.Plan.Seek != nil {
		b = strconv.AppendBool(append(b, '>'), r.Plan.Seek.Inclusive)
	}
	for _, link := range r.Links {
		b = append(append(b, '+'), link.Path...)
	}
	return b
}

// kindOf tells apart the values that are written in different ways.
func kindOf(v any) byte {
	switch v.(type) {
	case nil:
		return '0'
	case int64:
		return 'i'
	}
	return 'v'
}

// written tells where the value comes from that is written next.
func (w *writer) written(s slot, write func()) {
	w.next = s
	write()
	w.next = slot{}
}

// at writes a value of the position.
func (w *writer) at(i int) {
	w.written(slot{of: ofPosition, i: i}, func() { w.value(w.plan.Seek.Values[i]) })
}
