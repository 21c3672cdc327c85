package query

import (
	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// Plan is a checked request for rows of one resource.
type Plan struct {
	Resource *schemas.Resource
	Filter   filters.Filter
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

// Seek is a position in an order: one value for each key.
type Seek struct {
	Values []any
	// Inclusive starts at the position itself.
	Inclusive bool
}
