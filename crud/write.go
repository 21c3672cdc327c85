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
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// ErrOutsideScope is the error of a write that would create a row outside the shard or the
// scopes, or move one there.
var ErrOutsideScope = errors.New("the row would be outside the scope")

// ConstraintError is a write that the database refused: which constraint, of
// which columns, and no values.
type ConstraintError = store.ConstraintError

// Create inserts a row and reads back what the database has set in it.
// schemas.InputErrors where it refers to a row that is not there.
func (f *CrudFactory[M]) Create(ctx context.Context, row *M, scopes ...Scope) error {
	return f.transact(ctx, f.hooks, scopes, func(w *writing) error {
		next := reflect.ValueOf(row).Elem()
		if err := w.create([]edit{{next: next, pointer: pointerByColumn}}, nil); err != nil {
			return err
		}
		return w.inScope(next)
	})
}

// Update changes a row by its primary key, which stays: the row is read and
// locked, the function changes it, and the columns that differ are written.
// ErrNotFound where there is none within the scopes.
func (f *CrudFactory[M]) Update(ctx context.Context, id any, change func(*M) error, scopes ...Scope) (row M, err error) {
	err = f.transact(ctx, f.hooks, scopes, func(w *writing) error {
		next, err := w.updated(id, func(next reflect.Value) error {
			return change(next.Addr().Interface().(*M)) //nolint:forcetypeassert // it is the model
		})
		if err != nil {
			return err
		}
		row = next.Interface().(M) //nolint:forcetypeassert // as above
		return w.inScope(next)
	})
	return row, err
}

// updated locks a row and changes it.
func (w *writing) updated(id any, change func(next reflect.Value) error) (next reflect.Value, err error) {
	prev, err := w.locked(id)
	if err != nil {
		return next, err
	}
	next = w.clone(prev.row)
	if err := change(next); err != nil {
		return next, err
	}
	return next, w.update([]edit{{prev: prev.row, next: next, pointer: pointerByColumn}}, nil)
}

// Delete deletes a row by its primary key; softly where the model has a
// gorm.DeletedAt. ErrNotFound where there is none within the scopes.
func (f *CrudFactory[M]) Delete(ctx context.Context, id any, scopes ...Scope) error {
	return f.transact(ctx, f.hooks, scopes, func(w *writing) error {
		prev, err := w.locked(id)
		if err != nil {
			return err
		}
		return w.delete([]reflect.Value{prev.row})
	})
}

// pointerByColumn points at a column by its own name.
func pointerByColumn(column string) string { return "/" + column }

// writing is one transaction. Rows are structs of the model, addressable.
type writing struct {
	core

	hooks   hooks
	ctx     context.Context //nolint:containedctx // of this one call
	source  store.Source
	changes []change
}

// transact runs a write in a transaction and tells of it when it is committed.
func (c core) transact(ctx context.Context, h hooks, scopes []Scope, run func(*writing) error) error {
	source := c.source(Query{}, scopes)
	own := !source.InTransaction()
	var w *writing
	watched := telemetry.Of(ctx)
	began := watched.Began()
	err := store.Transaction(ctx, source, c.limits.WriteAttempts, func(s store.Source) error {
		w = &writing{core: c, hooks: h, ctx: ctx, source: s}
		return run(w)
	})
	watched.Ran(ctx, telemetry.Transaction, began, "", 0, err)
	if err != nil {
		return err
	}
	watched.Moved(len(w.changes))
	c.cache.Forget()
	if own && h.afterCommit != nil {
		for _, change := range w.changes {
			h.afterCommit(ctx, change)
		}
	}
	return nil
}

// tx is the transaction for a hook, without the conditions of the factory's
// handle.
func (w *writing) tx() *gorm.DB {
	return w.source.DB.Session(&gorm.Session{NewDB: true, Context: w.ctx})
}

// existing is a row that is locked, with its version.
type existing struct {
	row     reflect.Value
	version string
}

// locked reads a row by its key and locks it until the end. ErrNotFound where
// there is none within the scopes.
func (w *writing) locked(id any) (existing, error) {
	f := w.core
	conditions, err := f.identify(id)
	if err != nil {
		return existing{}, err
	}
	plan := query.Plan{Filter: filters.Filter{Conditions: conditions}, Limit: 1}
	if f.ambiguous() {
		plan.Limit = 2
	}
	rows, beside, err := w.lock(plan, f.version)
	switch {
	case errors.Is(err, store.ErrValue):
		return existing{}, errors.Join(ErrNotFound, err)
	case err != nil:
		return existing{}, err
	case len(rows) == 0:
		return existing{}, ErrNotFound
	case len(rows) > 1:
		return existing{}, f.severalRows()
	}
	version, err := f.belongings(w.ctx, w.source, conditions)
	return existing{rows[0], f.versionOf(version, beside.Last(0, len(f.version)))}, err
}

// lock reads and locks the rows of a plan, in the order of their keys, so that
// two transactions never wait for each other.
func (w *writing) lock(plan query.Plan, version []*schemas.Field) ([]reflect.Value, store.Beside, error) {
	f := w.core
	plan.Resource, plan.Shard, plan.Order = f.resource, f.shard, ordering.Total(f.resource)
	statement := query.Rows{Plan: plan, Links: version, Lock: query.Lock{Strength: "UPDATE"}}
	return store.Models(w.ctx, w.source, statement, f.shape)
}

// clone copies a row, so that a change of the copy is one.
func (w *writing) clone(row reflect.Value) reflect.Value {
	copied := w.newRow()
	w.model.Copy(w.ctx, row, copied)
	return copied
}

// table is the model as its rows are written.
func (c core) table() store.Table {
	return store.Table{
		Model: c.model, Shape: c.shape, Key: c.resource.PrimaryKey, Shard: c.shardKey, ByColumn: c.byColumn,
	}
}

// newRow is a zero row of the model.
func (c core) newRow() reflect.Value { return reflect.New(c.model.Schema.ModelType).Elem() }

// edit is one row of a write.
type edit struct {
	// prev is the row as it was, locked; invalid for a new one. next is the row as
	// it is to be.
	prev, next reflect.Value
	// touched is set where what belongs to the row changes as well: it is a new
	// version in any case then.
	touched bool
	// pointer finds the place of a column in what the client sent.
	pointer func(column string) string
}

// create inserts rows, then what belongs to them, if anything does.
func (w *writing) create(edits []edit, belongings func() error) error {
	rows := make([]reflect.Value, len(edits))
	for i, e := range edits {
		rows[i] = e.next
		if err := w.intoShard(e.next); err != nil { // before the hook, which may want to know it
			return err
		}
		if err := w.run(w.hooks.beforeCreate, e.prev, e.next); err != nil {
			return err
		}
		if err := w.intoShard(e.next); err != nil {
			return err
		}
	}
	if err := w.refers(edits); err != nil {
		return err
	}
	if err := store.Create(w.ctx, w.source, w.table(), rows); err != nil {
		return w.refused(err, edits)
	}
	if err := w.placed(rows...); err != nil {
		return err
	}
	if belongings != nil {
		if err := belongings(); err != nil {
			return err
		}
	}
	for _, row := range rows {
		if err := w.run(w.hooks.afterCreate, reflect.Value{}, row); err != nil {
			return err
		}
		w.changes = append(w.changes, change{op: OpCreate, next: row})
	}
	return nil
}

// run calls a hook if there is one.
func (w *writing) run(h hook, prev, next reflect.Value) error {
	if h == nil {
		return nil
	}
	return h(w.ctx, w.tx(), prev, next)
}

// update writes what differs between rows as they were and are to be, then what
// belongs to them, if anything does.
func (w *writing) update(edits []edit, belongings func() error) error {
	m := w.model
	for _, e := range edits {
		if err := w.run(w.hooks.beforeUpdate, e.prev, e.next); err != nil {
			return err
		}
		before, after := e.prev, e.next
		if err := w.keepShard(before, after); err != nil {
			return err
		}
		if !reflect.DeepEqual(m.KeyOf(w.ctx, before), m.KeyOf(w.ctx, after)) {
			return fmt.Errorf("%s: an update would change the primary key", w.resource.Name)
		}
	}
	if err := w.refers(edits); err != nil {
		return err
	}
	var changed []store.Edit
	for _, e := range edits {
		if columns := w.changed(e); len(columns) > 0 {
			changed = append(changed, store.Edit{Row: e.next, Columns: columns})
		}
	}
	if err := store.Update(w.ctx, w.source, w.table(), changed); err != nil {
		return w.refused(err, edits)
	}
	if err := w.keepShards(edits); err != nil { // a trigger can have moved a row
		return err
	}
	if belongings != nil {
		if err := belongings(); err != nil {
			return err
		}
	}
	for _, e := range edits {
		if err := w.run(w.hooks.afterUpdate, e.prev, e.next); err != nil {
			return err
		}
		w.changes = append(w.changes, change{op: OpUpdate, prev: e.prev, next: e.next})
	}
	return nil
}

// changed are the columns of a row that an update writes, its version among them.
func (w *writing) changed(e edit) []string {
	f := w.core
	next := e.next
	columns := f.model.Changed(w.ctx, e.prev, next)
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
func (w *writing) delete(rows []reflect.Value) error {
	for _, row := range rows {
		if err := w.run(w.hooks.beforeDelete, row, reflect.Value{}); err != nil {
			return err
		}
	}
	if err := store.Delete(w.ctx, w.source, w.table(), rows); err != nil {
		return err
	}
	for _, row := range rows {
		if err := w.run(w.hooks.afterDelete, row, reflect.Value{}); err != nil {
			return err
		}
		w.changes = append(w.changes, change{op: OpDelete, prev: row})
	}
	return nil
}

// inScope refuses a row that the scopes do not show (SQL's WITH CHECK OPTION).
func (w *writing) inScope(row reflect.Value) error {
	missing, err := w.outside([]reflect.Value{row})
	if err == nil && len(missing) > 0 {
		err = ErrOutsideScope
	}
	return err
}

// outside are the places of the rows that the scopes, and the conditions of the
// handle, do not show.
func (w *writing) outside(rows []reflect.Value) (missing []int, err error) {
	if !w.source.Narrowed() {
		return nil, nil
	}
	keys, err := w.keys(rows)
	if err != nil {
		return nil, err
	}
	plan := w.rows()
	plan.Order, plan.Keys = ordering.Total(w.resource), keys
	shown, err := store.Keys(w.ctx, w.source, plan)
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
func (w *writing) keys(rows []reflect.Value) ([][]any, error) {
	keys := make([][]any, len(rows))
	for i, row := range rows {
		keys[i] = w.key(row)
		for k, field := range w.resource.PrimaryKey {
			var err error
			if keys[i][k], err = field.FromGo(keys[i][k]); err != nil {
				return nil, err
			}
		}
	}
	return keys, nil
}
