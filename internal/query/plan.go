package query

import (
	"slices"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// Plan is a checked request for rows of one resource.
type Plan struct {
	Resource *schemas.Resource
	// Shard is the value that the rows have in the resource's Shard, if it has one.
	Shard  any
	Filter filters.Filter
	// Keys are those of the rows, one list of values for each; nil means any.
	Keys [][]any
	// Order is the one in which rows are read: for a page before a position,
	// the reverse of the list's.
	Order ordering.Order
	// Seek starts behind a position of Order; nil starts at the beginning.
	Seek *Seek
	// Limit is the most rows; zero means all. Offset skips rows.
	Limit, Offset int
}

// isOne reports a filter that names the primary key, so that there is one row at
// most.
func (p Plan) isOne() bool {
	for _, key := range p.Resource.PrimaryKey {
		if !slices.ContainsFunc(p.Filter.Conditions, func(c filters.Condition) bool {
			return c.Field == key && c.Operator == schemas.In && len(c.Values) == 1 && !c.OrNull
		}) {
			return false
		}
	}
	return len(p.Resource.PrimaryKey) > 0
}

// Seek is a position in an order: one value for each key.
type Seek struct {
	Values []any
	// Inclusive starts at the position itself.
	Inclusive bool
}
