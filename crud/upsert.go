package crud

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// Conflict says what Upsert does where a row is there already.
type Conflict struct {
	// Columns are those of a unique constraint; empty means the primary key. The
	// resource's ShardKey is added where it is not among them: a constraint of a table
	// that is partitioned or distributed by it has it.
	Columns []string
	// Update are the columns that the new row replaces; empty leaves the row that
	// is there as it is.
	Update []string
	// Where are conditions on the row that is there: {"articles.locked": false}.
	// Where they do not hold it stays as it is.
	Where []clause.Expression
}

// Upsert inserts a row, or updates the one that has its unique columns, by one
// statement (INSERT … ON CONFLICT). written is false where a row was left as it
// is; row then holds what was to be written. A row outside the scopes is not
// touched: ErrOutsideScope. Of the hooks just AfterCommit runs.
func (f *CrudFactory[M]) Upsert(ctx context.Context, row *M, on Conflict, scopes ...Scope) (written bool, err error) {
	columns, err := f.conflictColumns(on)
	if err != nil {
		return false, err
	}
	next := reflect.ValueOf(row).Elem()
	err = f.transact(ctx, f.hooks, scopes, func(w *writing) error {
		edits := []edit{{next: next, pointer: pointerByColumn}}
		if err := w.intoShard(next); err != nil {
			return err
		}
		if err := w.refers(edits); err != nil {
			return err
		}
		if err := w.mayReplace(next, columns); err != nil {
			return err
		}
		conflict := clause.OnConflict{DoNothing: len(on.Update) == 0, DoUpdates: clause.AssignmentColumns(on.Update)}
		for _, column := range columns {
			conflict.Columns = append(conflict.Columns, clause.Column{Name: column.Column})
		}
		conflict.DoUpdates = append(conflict.DoUpdates, f.newVersion(on.Update)...)
		if len(on.Where) > 0 {
			conflict.Where = clause.Where{Exprs: on.Where}
		}
		if written, err = store.Upsert(w.ctx, w.source, row, conflict); err != nil || !written {
			return w.refused(err, edits)
		}
		if err := w.placed(next); err != nil {
			return err
		}
		w.changes = append(w.changes, change{op: OpUpdate, next: next})
		return w.inScope(next)
	})
	return written, err
}

// conflictColumns looks the columns of a conflict up.
func (c core) conflictColumns(on Conflict) ([]*schemas.Field, error) {
	columns := c.resource.PrimaryKey
	if slices.Contains(on.Update, query.ColumnOf(c.shardKey)) {
		return nil, fmt.Errorf("%s: conflict: an update would change the shard key", c.resource.Name)
	}
	if len(on.Columns) > 0 {
		var err error
		if columns, err = c.conflictFields(on); err != nil {
			return nil, err
		}
	}
	if key := c.shardKey; key != nil && !slices.Contains(columns, key) {
		columns = append([]*schemas.Field{key}, columns...)
	}
	return columns, nil
}

func (c core) conflictFields(on Conflict) ([]*schemas.Field, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	columns := make([]*schemas.Field, len(on.Columns))
	for i, name := range on.Columns {
		field, err := c.model.Field(name)
		if err != nil {
			return nil, fmt.Errorf("%s: conflict column %w", c.resource.Name, err)
		}
		columns[i] = field
	}
	return columns, nil
}

// newVersion is what makes a row that an upsert updates a new version.
func (c core) newVersion(updated []string) clause.Set {
	switch {
	case len(updated) == 0 || c.versionColumn == "" || slices.Contains(updated, c.versionColumn):
		return nil
	case c.counter != "":
		return clause.Set{query.Increment(c.resource, c.counter)}
	}
	return clause.AssignmentColumns([]string{c.versionColumn})
}

// anywhere is where the write's rows are, whatever hides some of them.
func (w *writing) anywhere() store.Source {
	s := w.source.Unconditional()
	s.Scopes = []store.Scope{unscoped}
	return s
}

// mayReplace refuses a conflict with a row that the scopes do not show, or that is
// deleted.
func (w *writing) mayReplace(row reflect.Value, columns []*schemas.Field) error {
	if !w.source.Narrowed() && !w.model.SoftDeletes() {
		return nil
	}
	var conditions []filters.Condition
	for _, field := range columns {
		v, err := field.FromGo(w.model.Value(w.ctx, row, field.Column))
		if err != nil || v == nil {
			return err // NULL is in nobody's way
		}
		conditions = append(conditions, filters.Condition{Field: field, Operator: schemas.In, Values: []any{v}})
	}
	plan := w.rows()
	plan.Filter.Conditions = conditions
	there, err := store.Exists(w.ctx, w.anywhere(), plan)
	if err != nil || !there {
		return err
	}
	shown, err := store.Exists(w.ctx, w.source, plan)
	if err == nil && !shown {
		err = ErrOutsideScope
	}
	return err
}
