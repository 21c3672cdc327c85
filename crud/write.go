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
		if err := w.create([]*M{row}, func(_ int, column string) string { return pointerByColumn(column) }); err != nil {
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
		if err := w.update(&prev.row, &next, false, pointerByColumn); err != nil {
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

// tx is the transaction's handle for one statement.
func (w *writing[M]) tx() *gorm.DB { return w.source.DB.WithContext(w.ctx) }

// existing is a row that is locked, with its version.
type existing[M any] struct {
	row     M
	version string
}

// locked reads rows by their keys and locks them until the end. ErrNotFound where
// there is none within the scopes.
func (w *writing[M]) locked(id any) (existing[M], error) {
	conditions, err := w.factory.identify(id)
	if err != nil {
		return existing[M]{}, err
	}
	rows, versions, err := w.lock(conditions, 1)
	switch {
	case errors.Is(err, store.ErrValue):
		return existing[M]{}, errors.Join(ErrNotFound, err)
	case err != nil:
		return existing[M]{}, err
	case len(rows) == 0:
		return existing[M]{}, ErrNotFound
	}
	return existing[M]{rows[0], versions[0]}, nil
}

// lock reads and locks the rows of some conditions, in the order of their keys,
// so that two transactions never wait for each other.
func (w *writing[M]) lock(conditions []filters.Condition, limit int) ([]M, []string, error) {
	f := w.factory
	rows, beside, err := store.Rows[M](w.ctx, w.source, query.Rows{
		Plan: query.Plan{
			Resource: f.resource, Filter: filters.Filter{Conditions: conditions}, Order: ordering.Total(f.resource), Limit: limit,
		},
		Links: f.version, Lock: query.Lock{Strength: "UPDATE"},
	}, f.shape)
	if err != nil {
		return nil, nil, err
	}
	versions := make([]string, len(rows))
	for i := range rows {
		versions[i] = versionOf(beside.Last(i, len(f.version)))
	}
	return rows, versions, nil
}

// clone copies a row, so that a change of the copy is one.
func (w *writing[M]) clone(row M) M {
	var copied M
	w.factory.model.Copy(w.ctx, reflect.ValueOf(&row).Elem(), reflect.ValueOf(&copied).Elem())
	return copied
}

// create inserts rows in one statement; pointer finds the place of a row's column
// in what the client sent.
func (w *writing[M]) create(rows []*M, pointer func(i int, column string) string) error {
	hooks := w.factory.hooks
	for i, row := range rows {
		if err := run(w, hooks.BeforeCreate, row); err != nil {
			return err
		}
		if err := w.refers(nil, row, func(column string) string { return pointer(i, column) }); err != nil {
			return err
		}
	}
	if err := store.Create(w.ctx, w.source, rows); err != nil {
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

// update writes what differs between two states of a row. Where what belongs to
// it changes as well, it is a new version in any case.
func (w *writing[M]) update(prev, next *M, touched bool, pointer func(column string) string) error {
	hooks, m := w.factory.hooks, w.factory.model
	if err := runBoth(w, hooks.BeforeUpdate, prev, next); err != nil {
		return err
	}
	before, after := reflect.ValueOf(prev).Elem(), reflect.ValueOf(next).Elem()
	if !reflect.DeepEqual(m.KeyOf(w.ctx, before), m.KeyOf(w.ctx, after)) {
		return fmt.Errorf("%s: an update would change the primary key", w.factory.resource.Name)
	}
	if err := w.refers(prev, next, pointer); err != nil {
		return err
	}
	counter := w.factory.counter
	if columns := m.Changed(w.ctx, before, after); len(columns) > 0 || touched && counter != "" {
		if counter != "" {
			m.Bump(w.ctx, counter, after)
			columns = append(columns, counter)
		}
		if err := store.Update(w.ctx, w.source, next, columns); err != nil {
			return err
		}
	}
	if err := runBoth(w, hooks.AfterUpdate, prev, next); err != nil {
		return err
	}
	w.changes = append(w.changes, Change[M]{Op: OpUpdate, Prev: prev, Next: next})
	return nil
}

// delete deletes rows that are locked, in one statement.
func (w *writing[M]) delete(rows []*M) error {
	hooks := w.factory.hooks
	for _, row := range rows {
		if err := run(w, hooks.BeforeDelete, row); err != nil {
			return err
		}
	}
	if err := store.Delete(w.ctx, w.source, rows); err != nil {
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

// inScope refuses rows that the scopes do not show (SQL's WITH CHECK OPTION).
func (w *writing[M]) inScope(rows ...*M) error {
	if len(w.source.Scopes) == 0 {
		return nil
	}
	f := w.factory
	for _, row := range rows {
		conditions, err := f.identify(f.model.KeyOf(w.ctx, reflect.ValueOf(row).Elem()))
		if err != nil {
			return err
		}
		found, err := store.Exists(w.ctx, w.source, query.Plan{Resource: f.resource, Filter: filters.Filter{Conditions: conditions}})
		if err != nil {
			return err
		}
		if !found {
			return ErrOutsideScope
		}
	}
	return nil
}

// refers checks that the rows that a row refers to are there, and within their
// scopes; of an update those that change.
func (w *writing[M]) refers(prev, next *M, pointer func(column string) string) error {
	f := w.factory
	var errs schemas.InputErrors
	for _, reference := range f.references {
		key := f.keyIn(w.ctx, reference, next)
		if slices.Contains(key, nil) || prev != nil && reflect.DeepEqual(key, f.keyIn(w.ctx, reference, prev)) {
			continue
		}
		found, err := reference.has(w.ctx, w.source, key)
		if err != nil {
			return err
		}
		if !found {
			errs = append(errs, schemas.InvalidAt(pointer(reference.Columns[0]), schemas.UnknownReference,
				"there is no such row of %s", reference.Path))
		}
	}
	if errs != nil {
		return errs
	}
	return nil
}
