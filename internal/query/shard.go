package query

import (
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// sharded reports a plan of the rows of one shard (docs/adr/0023).
func (p Plan) sharded() bool { return p.Resource != nil && p.Resource.Shard != nil }

// shardColumn is the column of the key of the plan's shard; empty for none.
func (p Plan) shardColumn() string {
	if !p.sharded() {
		return ""
	}
	return p.Resource.Shard.Column
}

// shard writes which shard the rows are of. A plan that has lost the value would read
// the rows of all of them, in an order and by keys that are those of one.
func (w *writer) shard() {
	if w.plan.Shard == nil {
		_ = w.AddError(fmt.Errorf("%s: a statement within a shard without its value", w.plan.Resource.Name))
	}
	w.inShard(clause.CurrentTable, w.plan.Resource.Shard.Column)
}

// inShard writes that a column has the shard's value.
func (w *writer) inShard(table, column string) {
	w.name(table, column)
	w.sql(" = ")
	w.written(slot{of: ofShard}, func() { w.value(w.plan.Shard) })
}

// shardIn is the column by which related rows are known to be of the same shard.
func (w *writer) shardIn(r *schemas.Relation) string {
	return r.Carries(w.plan.shardColumn())
}

// carriesShard reports related rows that are of the same shard, if there is one: those
// of all shards would be read in vain.
func (w *writer) carriesShard(r *schemas.Relation) bool {
	return !w.plan.sharded() || w.shardIn(r) != ""
}
