package crud

import (
	"context"
	"reflect"
	"slices"

	"gorm.io/gorm"
)

// Hooks run around writes of a resource, in the writing transaction, which an
// error rolls back: a *schemas.Problem is answered as it is. GORM's own hooks of
// the model run as well. Where PostgreSQL breaks a transaction off because of
// others, it is tried again, and its hooks run anew. Of a bulk request each hook runs for all rows before what
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

// hooks are those of a model whose type is not known any more.
type hooks struct {
	beforeCreate, afterCreate, beforeUpdate, afterUpdate, beforeDelete, afterDelete hook

	afterCommit func(ctx context.Context, c change)
}

// any reports whether there is a hook that can refuse a write.
func (h hooks) any() bool {
	return slices.ContainsFunc([]hook{
		h.beforeCreate, h.afterCreate, h.beforeUpdate, h.afterUpdate, h.beforeDelete, h.afterDelete,
	}, func(one hook) bool { return one != nil })
}

// hook takes the row as it was and as it will be; one of them can be invalid.
type hook func(ctx context.Context, tx *gorm.DB, prev, next reflect.Value) error

// change is a Change of a model whose type is not known.
type change struct {
	op         Op
	prev, next reflect.Value
}

// erased are the hooks as code that does not know M calls them.
func (h Hooks[M]) erased() hooks {
	row := func(v reflect.Value) *M {
		if !v.IsValid() {
			return nil
		}
		return v.Addr().Interface().(*M) //nolint:forcetypeassert // rows are of the model
	}
	next := func(of func(context.Context, *gorm.DB, *M) error) hook {
		if of == nil {
			return nil
		}
		return func(ctx context.Context, tx *gorm.DB, _, next reflect.Value) error { return of(ctx, tx, row(next)) }
	}
	prev := func(of func(context.Context, *gorm.DB, *M) error) hook {
		if of == nil {
			return nil
		}
		return func(ctx context.Context, tx *gorm.DB, prev, _ reflect.Value) error { return of(ctx, tx, row(prev)) }
	}
	both := func(of func(ctx context.Context, tx *gorm.DB, prev, next *M) error) hook {
		if of == nil {
			return nil
		}
		return func(ctx context.Context, tx *gorm.DB, prev, next reflect.Value) error {
			return of(ctx, tx, row(prev), row(next))
		}
	}
	e := hooks{
		beforeCreate: next(h.BeforeCreate), afterCreate: next(h.AfterCreate),
		beforeUpdate: both(h.BeforeUpdate), afterUpdate: both(h.AfterUpdate),
		beforeDelete: prev(h.BeforeDelete), afterDelete: prev(h.AfterDelete),
	}
	if h.AfterCommit != nil {
		e.afterCommit = func(ctx context.Context, c change) { h.AfterCommit(ctx, Change[M]{c.op, row(c.prev), row(c.next)}) }
	}
	return e
}
