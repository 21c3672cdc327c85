package crud

import (
	"context"

	"gorm.io/gorm"
)

// Hooks run around writes of a resource, in the writing transaction, which an
// error rolls back: a *schemas.Problem is answered as it is. GORM's own hooks of
// the model run as well. Of a bulk request each hook runs for all rows before what
// follows it.
type Hooks[M any] struct {
	BeforeCreate, AfterCreate func(ctx context.Context, tx *gorm.DB, next *M) error
	// The row as it was, and as it will be; BeforeUpdate may change next.
	BeforeUpdate, AfterUpdate func(ctx context.Context, tx *gorm.DB, prev, next *M) error
	BeforeDelete, AfterDelete func(ctx context.Context, tx *gorm.DB, prev *M) error
	// AfterCommit runs once for each row when the transaction has been committed;
	// not in a caller's transaction, whose end nobody tells.
	AfterCommit func(ctx context.Context, c Change[M])
}

// Change is a committed write of one row.
type Change[M any] struct {
	// Op is OpCreate, OpUpdate or OpDelete.
	Op Op
	// Prev is nil for a new row, Next for a deleted one.
	Prev, Next *M
}
