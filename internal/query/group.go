package query

import (
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Group is a list of conditions, joined as gorm joins them, in parentheses of
// its own: an OR inside cannot reach what stands beside the group. (gorm writes
// parentheses around some conditions only; see docs/adr/0003.)
type Group []clause.Expression

// Build writes the group.
func (g Group) Build(b clause.Builder) {
	b.WriteByte('(')
	for i, expr := range g.ordered() {
		if i > 0 {
			b.WriteString(connector(expr))
		}
		b.WriteByte('(')
		expr.Build(b)
		b.WriteByte(')')
	}
	b.WriteByte(')')
}

func connector(expr clause.Expression) string {
	if isOr(expr) {
		return clause.OrWithSpace
	}
	return clause.AndWithSpace
}

// isOr recognizes what db.Or adds.
func isOr(expr clause.Expression) bool {
	or, ok := expr.(clause.OrConditions)
	return ok && len(or.Exprs) == 1
}

// ordered puts the first condition that is no Or in front, as gorm does. It
// works on a copy: the group is built once for every branch of a statement.
func (g Group) ordered() []clause.Expression {
	exprs := slices.Clone(g)
	if i := slices.IndexFunc(exprs, func(e clause.Expression) bool { return !isOr(e) }); i > 0 {
		exprs[0], exprs[i] = exprs[i], exprs[0]
	}
	return exprs
}

// groupOf makes a group of a WHERE clause; ok is false where there is none.
func groupOf(c clause.Clause) (g Group, ok bool) {
	where, ok := c.Expression.(clause.Where)
	if !ok || len(where.Exprs) == 0 {
		return nil, false
	}
	return Group(where.Exprs), true
}

// sealed is the name under which a statement keeps the groups that are closed.
const sealed = "crud:groups"

// groups are ANDed.
type groups []Group

// Build writes nothing: a statement's where does.
func (groups) Build(clause.Builder) {}

// Seal closes what has been added to WHERE since the last call: it becomes one
// group, which no later condition can reach.
func Seal(stmt *gorm.Statement) {
	g, ok := groupOf(stmt.Clauses["WHERE"])
	if !ok {
		return
	}
	delete(stmt.Clauses, "WHERE")
	before := groupsOf(stmt)
	stmt.Clauses[sealed] = clause.Clause{Expression: append(before[:len(before):len(before)], g)}
}

func groupsOf(stmt *gorm.Statement) groups {
	g, _ := stmt.Clauses[sealed].Expression.(groups)
	return g
}

// Narrowed reports a statement to which something was added that narrows its
// rows, but for the absence of a soft delete, as gorm names it.
func Narrowed(stmt *gorm.Statement) bool {
	from, _ := stmt.Clauses["FROM"].Expression.(clause.From)
	if otherTable(stmt) || len(groupsOf(stmt)) > 0 || len(stmt.Joins) > 0 || len(from.Joins) > 0 {
		return true
	}
	g, ok := groupOf(stmt.Clauses["WHERE"])
	_, soft := stmt.Clauses["soft_delete_enabled"]
	return ok && (!soft || len(g) > 1)
}

// otherTable reports a statement that is told to read another table than the
// model's, such as a tenant's own.
func otherTable(stmt *gorm.Statement) bool {
	return stmt.TableExpr != nil &&
		(stmt.Schema == nil || len(stmt.TableExpr.Vars) > 0 || stmt.TableExpr.SQL != stmt.Quote(stmt.Schema.Table))
}
