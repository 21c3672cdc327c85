package query

import (
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Count counts the rows of a plan.
type Count struct {
	Plan Plan
}

// Build writes the statement.
func (c Count) Build(b clause.Builder) {
	w := newWriter(b, &c.Plan)
	w.selection(func() { w.sql("count(*)") })
	w.from()
	w.where()
}

// Exists looks for one row of a plan.
type Exists struct {
	Plan Plan
}

// Build writes the statement.
func (e Exists) Build(b clause.Builder) {
	w := newWriter(b, &e.Plan)
	w.selection(func() { w.sql("1") })
	w.from()
	w.where()
	w.limit(1, 0)
}

// Values lists the values of a field among the rows of a plan, ascending,
// without NULL, at most Plan.Limit.
type Values struct {
	Plan  Plan
	Field *schemas.Field
}

// Build writes the statement.
func (v Values) Build(b clause.Builder) {
	w := newWriter(b, &v.Plan, v.Field)
	w.selection(func() {
		w.sql("DISTINCT ")
		w.field(v.Field)
	})
	w.from()
	w.where(condition{write: func() {
		w.field(v.Field)
		w.sql(isNull(false))
	}})
	w.sql(" ORDER BY ")
	w.field(v.Field)
	w.limit(v.Plan.Limit, 0)
}
