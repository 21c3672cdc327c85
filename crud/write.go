package crud

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// ErrOutsideScope is the error of a write that would create a row outside the
// scopes, or move one there.
var ErrOutsideScope = errors.New("the row would be outside the scope")

// ConstraintError is a write that the database refused: which constraint, of
// which columns, and no values.
type ConstraintError = store.ConstraintError

// Create inserts a row and reads back what the database has set in it.
// schemas.InputErrors where it refers to a row that is not there.
func (f *CrudFactory[M]) Create(ctx context.Context, row *M, scopes ...Scope) error {
	return f.transact(ctx, scopes, func(w *writing[M]) error {
		if err := w.create(edit[M]{next: row, pointer: pointerByColumn}); err != nil {
			return err
		}
		return w.inScope(row)
	})
}

// Update changes a row by its primary key, which stays: the row is read and
// locked, the function changes it, and the columns that differ are written.
// ErrNotFound where there is none within the scopes.
func (f *CrudFactory[M]) Update(ctx context.Context, id any, change func(*M) error, scopes ...Scope) (row M, err error) {
	err = f.transact(ctx, scopes, func(w *writing[M]) error {
		prev, err := w.locked(id)
		if err != nil {
			return err
		}
		next := w.clone(prev.row)
		if err := change(&next); err != nil {
			return err
		}
		if err := w.update(edit[M]{prev: &prev.row, next: &next, pointer: pointerByColumn}); err != nil {
			return err
		}
		row = next
		return w.inScope(&next)
	})
	return row, err
}

// Delete deletes a row by its primary key; softly where the model has a
// gorm.DeletedAt. ErrNotFound where there is none within the scopes.
func (f *CrudFactory[M]) Delete(ctx context.Context, id any, scopes ...Scope) error {
	return f.transact(ctx, scopes, func(w *writing[M]) error {
		prev, err := w.locked(id)
		if err != nil {
			return err
		}
		return w.delete([]*M{&prev.row})
	})
}

// pointerByColumn points at a column by its own name.
func pointerByColumn(column string) string { return "/" + column }

// writing is one transaction.
type writing[M any] struct {
	factory *CrudFactory[M]
	ctx     context.Context //nolint:containedctx // of this one call
	source  store.Source
	changes []Change[M]
}

// transact runs a write in a transaction and tells of it when it is committed.
func (f *CrudFactory[M]) transact(ctx context.Context, scopes []Scope, run func(*writing[M]) error) error {
	source := f.source(Query{}, scopes)
	own := !source.InTransaction()
	var w *writing[M]
	err := store.Transaction(ctx, source, func(s store.Source) error {
		w = &writing[M]{factory: f, ctx: ctx, source: s}
		return run(w)
	})
	if err != nil {
		return err
	}
	if own && f.hooks.AfterCommit != nil {
		for _, change := range w.changes {
			f.hooks.AfterCommit(ctx, change)
		}
	}
	return nil
}

// tx is the transaction for a hook, without the conditions of the factory's
// handle.
func (w *writing[M]) tx() *gorm.DB {
	return w.source.DB.Session(&gorm.Session{NewDB: true, Context: w.ctx})
}

// existing is a row that is locked, with its version.
type existing[M any] struct {
	row     M
	version string
}

// locked reads a row by its key and locks it until the end. ErrNotFound where
// there is none within the scopes.
func (w *writing[M]) locked(id any) (existing[M], error) {
	f := w.factory
	conditions, err := f.identify(id)
	if err != nil {
		return existing[M]{}, err
	}
	plan := query.Plan{Filter: filters.Filter{Conditions: conditions}, Limit: 1}
	rows, beside, err := w.lock(plan, f.version)
	switch {
	case errors.Is(err, store.ErrValue):
		return existing[M]{}, errors.Join(ErrNotFound, err)
	case err != nil:
		return existing[M]{}, err
	case len(rows) == 0:
		return existing[M]{}, ErrNotFound
	}
	version, err := f.belongings(w.ctx, w.source, conditions)
	return existing[M]{rows[0], versionOf(append(version, beside.Last(0, len(f.version))...))}, err
}

// lock reads and locks the rows of a plan, in the order of their keys, so that
// two transactions never wait for each other.
func (w *writing[M]) lock(plan query.Plan, version []*schemas.Field) ([]M, store.Beside, error) {
	f := w.factory
	plan.Resource, plan.Order = f.resource, ordering.Total(f.resource)
	statement := query.Rows{Plan: plan, Links: version, Lock: query.Lock{Strength: "UPDATE"}}
	return store.Rows[M](w.ctx, w.source, statement, f.shape, f.skeletons)
}

// clone copies a row, so that a change of the copy is one.
func (w *writing[M]) clone(row M) M {
	var copied M
	w.factory.model.Copy(w.ctx, reflect.ValueOf(&row).Elem(), reflect.ValueOf(&copied).Elem())
	return copied
}

// edit is one row of a write.
type edit[M any] struct {
	// prev is the row as it was, locked; nil for a new one. next is the row as it
	// is to be.
	prev, next *M
	// touched is set where what belongs to the row changes as well: it is a new
	// version in any case then.
	touched bool
	// pointer finds the place of a column in what the client sent.
	pointer func(column string) string
}

// create inserts rows.
func (w *writing[M]) create(edits ...edit[M]) error {
	hooks := w.factory.hooks
	rows := make([]*M, len(edits))
	for i, e := range edits {
		rows[i] = e.next
		if err := run(w, hooks.BeforeCreate, e.next); err != nil {
			return err
		}
	}
	if err := w.refers(edits); err != nil {
		return err
	}
	if err := store.Create(w.ctx, w.source, w.factory.model, rows); err != nil {
		return err
	}
	for _, row := range rows {
		if err := run(w, hooks.AfterCreate, row); err != nil {
			return err
		}
		w.changes = append(w.changes, Change[M]{Op: OpCreate, Next: row})
	}
	return nil
}

// run calls a hook if there is one.
func run[M any](w *writing[M], hook func(context.Context, *gorm.DB, *M) error, row *M) error {
	if hook == nil {
		return nil
	}
	return hook(w.ctx, w.tx(), row)
}

func runBoth[M any](w *writing[M], hook func(ctx context.Context, tx *gorm.DB, prev, next *M) error, prev, next *M) error {
	if hook == nil {
		return nil
	}
	return hook(w.ctx, w.tx(), prev, next)
}

// update writes what differs between rows as they were and are to be.
func (w *writing[M]) update(edits ...edit[M]) error {
	hooks, m := w.factory.hooks, w.factory.model
	for _, e := range edits {
		if err := runBoth(w, hooks.BeforeUpdate, e.prev, e.next); err != nil {
			return err
		}
		before, after := reflect.ValueOf(e.prev).Elem(), reflect.ValueOf(e.next).Elem()
		if !reflect.DeepEqual(m.KeyOf(w.ctx, before), m.KeyOf(w.ctx, after)) {
			return fmt.Errorf("%s: an update would change the primary key", w.factory.resource.Name)
		}
	}
	if err := w.refers(edits); err != nil {
		return err
	}
	var changed []store.Edit[M]
	for _, e := range edits {
		if columns := w.changed(e); len(columns) > 0 {
			changed = append(changed, store.Edit[M]{Row: e.next, Columns: columns})
		}
	}
	table := store.Table{Model: m, Shape: w.factory.shape, Key: w.factory.resource.PrimaryKey}
	if err := store.Update(w.ctx, w.source, table, changed); err != nil {
		return err
	}
	for _, e := range edits {
		if err := runBoth(w, hooks.AfterUpdate, e.prev, e.next); err != nil {
			return err
		}
		w.changes = append(w.changes, Change[M]{Op: OpUpdate, Prev: e.prev, Next: e.next})
	}
	return nil
}

// changed are the columns of a row that an update writes, its version among them.
func (w *writing[M]) changed(e edit[M]) []string {
	f := w.factory
	next := reflect.ValueOf(e.next).Elem()
	columns := f.model.Changed(w.ctx, reflect.ValueOf(e.prev).Elem(), next)
	if f.versionColumn == "" || len(columns) == 0 && !e.touched {
		return columns
	}
	if f.counter != "" {
		f.model.Bump(w.ctx, f.counter, next)
	}
	if !slices.Contains(columns, f.versionColumn) {
		columns = append(columns, f.versionColumn)
	}
	return columns
}

// delete deletes rows that are locked.
func (w *writing[M]) delete(rows []*M) error {
	hooks := w.factory.hooks
	for _, row := range rows {
		if err := run(w, hooks.BeforeDelete, row); err != nil {
			return err
		}
	}
	if err := store.Delete(w.ctx, w.source, w.factory.model, rows); err != nil {
		return err
	}
	for _, row := range rows {
		if err := run(w, hooks.AfterDelete, row); err != nil {
			return err
		}
		w.changes = append(w.changes, Change[M]{Op: OpDelete, Prev: row})
	}
	return nil
}

// inScope refuses a row that the scopes do not show (SQL's WITH CHECK OPTION).
func (w *writing[M]) inScope(row *M) error {
	missing, err := w.outside([]*M{row})
	if err == nil && len(missing) > 0 {
		err = ErrOutsideScope
	}
	return err
}

// outside are the places of the rows that the scopes, and the conditions of the
// handle, do not show.
func (w *writing[M]) outside(rows []*M) (missing []int, err error) {
	if !w.source.Narrowed() {
		return nil, nil
	}
	keys, err := w.keys(rows)
	if err != nil {
		return nil, err
	}
	r := w.factory.resource
	shown, err := store.Keys(w.ctx, w.source, query.Plan{Resource: r, Order: ordering.Total(r), Keys: keys})
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, key := range shown {
		found[ownerKey(key)] = true
	}
	for i, key := range keys {
		if !found[ownerKey(key)] {
			missing = append(missing, i)
		}
	}
	return missing, nil
}

// keys are the primary keys of rows, typed by their fields' kinds.
func (w *writing[M]) keys(rows []*M) ([][]any, error) {
	keys := make([][]any, len(rows))
	for i, row := range rows {
		keys[i] = w.key(row)
		for k, field := range w.factory.resource.PrimaryKey {
			var err error
			if keys[i][k], err = field.FromGo(keys[i][k]); err != nil {
				return nil, err
			}
		}
	}
	return keys, nil
}
