package wire

import (
	"slices"
	"sync/atomic"
)

// Fitted keeps what was found for the columns of the last result. Those of the
// next are mostly the same: they change with a table, or a connection's mode. The
// zero value is ready.
type Fitted[T any] struct{ kept atomic.Pointer[fitting[T]] }

type fitting[T any] struct {
	columns []Column
	found   []T
}

// For is what find has found for the columns, now or before.
func (f *Fitted[T]) For(columns []Column, find func() []T) []T {
	if kept := f.kept.Load(); kept != nil && slices.Equal(kept.columns, columns) {
		return kept.found
	}
	found := find()
	f.kept.Store(&fitting[T]{columns, found})
	return found
}
