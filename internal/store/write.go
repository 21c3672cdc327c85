package store

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// Create inserts rows, pointers to the model, by as few statements as the
// database can, and reads back what it has set. Related rows are not saved along.
func Create(ctx context.Context, s Source, t Table, rows []reflect.Value) error {
	for _, part := range defaulted(ctx, s, t.Model, rows) {
		for some := range slices.Chunk(part, query.MaxRows(len(t.Model.Schema.DBNames))) {
			if err := create(ctx, s, t, some); err != nil {
				return err
			}
		}
	}
	return nil
}

func create(ctx context.Context, s Source, t Table, rows []reflect.Value) error {
	made := pointersTo(rows) // with RETURNING gorm replaces the slice's elements
	tx := s.bare(ctx).Omit(clause.Associations).Clauses(clause.Returning{})
	if len(rows) > 1 && t.ByColumn {
		tx = tx.Clauses(query.ByColumn{})
	}
	tx = tx.Create(made.Interface())
	if tx.Error != nil {
		return WriteError(ctx, tx.Error)
	}
	for i, row := range rows {
		row.Set(made.Elem().Index(i).Elem())
	}
	return nil
}

// pointersTo is a pointer to a slice of pointers to rows of one model.
func pointersTo(rows []reflect.Value) reflect.Value {
	list := reflect.New(reflect.SliceOf(reflect.PointerTo(rows[0].Type())))
	for _, row := range rows {
		list.Elem().Set(reflect.Append(list.Elem(), row.Addr()))
	}
	return list
}

// defaulted parts rows by the columns that they leave to the database, where one
// statement cannot leave some of a column to it.
func defaulted(ctx context.Context, s Source, m *model.Model, rows []reflect.Value) (parts [][]reflect.Value) {
	if len(m.Schema.FieldsWithDefaultDBValue) == 0 || query.Defaults(s.DB) {
		return [][]reflect.Value{rows}
	}
	return alike(rows, func(row reflect.Value) string { return m.Defaulted(ctx, row) })
}

// alike parts a list by a key of its items, in the order in which they come.
func alike[T any](list []T, key func(T) string) (parts [][]T) {
	at := map[string]int{}
	for _, item := range list {
		i, ok := at[key(item)]
		if !ok {
			i = len(parts)
			at[key(item)], parts = i, append(parts, nil)
		}
		parts[i] = append(parts[i], item)
	}
	return parts
}

// Upsert inserts a row, or does what the conflict says. written is false where
// that was nothing.
func Upsert[M any](ctx context.Context, s Source, row *M, conflict clause.OnConflict) (written bool, err error) {
	tx := s.bare(ctx).Omit(clause.Associations).Clauses(conflict, clause.Returning{}).Create(row)
	return tx.RowsAffected > 0, WriteError(ctx, tx.Error)
}

// Table is a model as its rows are written.
type Table struct {
	Model *model.Model
	// Shape is all of the model, Key its primary key.
	Shape *Shape
	Key   []*schemas.Field
	// Shard is the column by which the table is partitioned or distributed; nil for
	// none. Each row that is written is named by it as well.
	Shard *schemas.Field
	// ByColumn is set where rows can be sent by one array for each column.
	ByColumn bool
}

// Edit is a row with the columns of it that are to be written.
type Edit struct {
	Row     reflect.Value
	Columns []string
}

// Update writes columns of rows, found by their primary keys, and reads back what
// the database has set: rows with the same columns by one statement. A row that
// is gone is ErrNotFound.
func Update(ctx context.Context, s Source, t Table, edits []Edit) error {
	for _, part := range alike(edits, func(e Edit) string { return strings.Join(e.Columns, ",") }) {
		var err error
		if len(part) == 1 || !t.Model.Batches() {
			err = updateEach(ctx, s, t, part)
		} else {
			err = updateMany(ctx, s, t, part)
		}
		if err != nil {
			return WriteError(ctx, err)
		}
	}
	return nil
}

func updateEach(ctx context.Context, s Source, t Table, edits []Edit) error {
	m := t.Model
	for _, e := range edits {
		row, columns := e.Row.Addr().Interface(), e.Columns
		if m.HooksBeforeUpdate() { // which can set any column but what names the row
			columns = slices.DeleteFunc(m.Updatable(), func(column string) bool { return slices.Contains(t.names(), column) })
		}
		tx := s.bare(ctx).Unscoped().Clauses(named(ctx, t, e.Row), clause.Returning{}).Model(row).Select(columns).Updates(row)
		switch {
		case tx.Error != nil:
			return tx.Error
		case tx.RowsAffected == 0:
			return ErrNotFound
		}
	}
	return nil
}

// named is the condition on a row's whole primary key, and on its shard. gorm's own
// leaves out what is zero, and would write other rows than this.
func named(ctx context.Context, t Table, row reflect.Value) clause.Where {
	var where clause.Where
	for _, name := range t.names() {
		column := clause.Column{Table: clause.CurrentTable, Name: name}
		where.Exprs = append(where.Exprs, clause.Eq{Column: column, Value: t.Model.Value(ctx, row, name)})
	}
	return where
}

// names are the columns that name a row, that of its shard among them.
func (t Table) names() []string {
	names := t.Model.Schema.PrimaryFieldDBNames
	if t.Shard != nil && !slices.Contains(names, t.Shard.Column) {
		names = append(slices.Clip(names), t.Shard.Column)
	}
	return names
}

// within is the column of the rows' shards, with the values that they have in it, each
// once; empty for a table without. It names partitions where a list of keys may not.
func (t Table) within(ctx context.Context, rows []reflect.Value) (column string, values []any, err error) {
	if t.Shard == nil {
		return "", nil, nil
	}
	column = t.Shard.Column
	seen := map[string]bool{}
	for _, row := range rows {
		key, err := t.Model.Identity(ctx, row, []*schemas.Field{t.Shard})
		if err != nil {
			return column, nil, err
		}
		if !seen[key] {
			seen[key] = true
			values = append(values, t.Model.Values(ctx, row, column)...)
		}
	}
	return column, values, nil
}

// rowsOf are the rows of edits.
func rowsOf(edits []Edit) []reflect.Value {
	rows := make([]reflect.Value, len(edits))
	for i, e := range edits {
		rows[i] = e.Row
	}
	return rows
}

// updateMany does for rows with the same columns what gorm does for each.
func updateMany(ctx context.Context, s Source, t Table, edits []Edit) error {
	m, key := t.Model, t.names()
	columns := m.WithStamps(edits[0].Columns)
	now := s.DB.NowFunc()
	for some := range slices.Chunk(edits, query.MaxRows(len(key)+len(columns)+1)) { // one more names its shard
		statement := query.Update{Key: key, Columns: columns, ByColumn: t.ByColumn, Returning: t.Shape.Columns}
		written := map[string]reflect.Value{}
		var err error
		if statement.Shard, statement.Shards, err = t.within(ctx, rowsOf(some)); err != nil {
			return err
		}
		for _, e := range some {
			row := e.Row
			if err := m.Stamp(ctx, row, now); err != nil {
				return err
			}
			id, err := m.Identity(ctx, row, t.Key)
			if err != nil {
				return err
			}
			written[id] = row
			statement.Rows = append(statement.Rows, m.Values(ctx, row, slices.Concat(key, columns)...))
		}
		if err := s.updated(ctx, statement, t, written); err != nil {
			return err
		}
	}
	return nil
}

// updated runs an update and refreshes the rows that it has written.
func (s Source) updated(ctx context.Context, statement query.Update, t Table, written map[string]reflect.Value) error {
	return s.update(ctx, statement, func(cursor result) (n int64, err error) {
		scanner := newScanner(cursor, t.Shape, 0)
		for ; cursor.Next(); n++ {
			read := reflect.New(t.Shape.Type).Elem()
			if _, err := scanner.scan(ctx, read, false); err != nil {
				return n, err
			}
			id, err := t.Model.Identity(ctx, read, t.Key)
			if err != nil {
				return n, err
			}
			row, ok := written[id]
			if !ok {
				return n, errors.New("an UPDATE has changed a primary key")
			}
			t.Model.Refresh(ctx, read, row)
		}
		if err = cursor.Err(); err == nil && n < int64(len(written)) {
			err = ErrNotFound
		}
		return n, err
	})
}

// Delete deletes rows by their primary keys, by as few statements as the database
// can; softly where the model says so.
func Delete(ctx context.Context, s Source, t Table, rows []reflect.Value) error {
	err := WriteError(ctx, deleteAll(ctx, s, t, rows))
	if broken, ok := errors.AsType[*ConstraintError](err); ok && broken.Kind == ForeignKeyViolation {
		broken.Referred = true // SQLite does not tell which way
	}
	return err
}

func deleteAll(ctx context.Context, s Source, t Table, rows []reflect.Value) error {
	m := t.Model
	deleted := func(tx *gorm.DB, n int) error {
		if tx.Error == nil && tx.RowsAffected < int64(n) {
			return ErrNotFound
		}
		return tx.Error
	}
	rows = slices.Clone(rows)
	if i := slices.IndexFunc(rows, func(row reflect.Value) bool { return m.IsZeroKey(ctx, row) }); i >= 0 {
		// gorm takes it for a row without a key.
		if err := deleted(s.bare(ctx).Clauses(named(ctx, t, rows[i])).Delete(rows[i].Addr().Interface()), 1); err != nil {
			return err
		}
		rows = slices.Delete(rows, i, i+1)
	}
	for some := range slices.Chunk(rows, query.MaxRows(len(m.Schema.PrimaryFields)+1)) {
		tx := s.bare(ctx)
		column, shards, err := t.within(ctx, some)
		if err != nil {
			return err
		}
		if len(shards) > 0 {
			tx = tx.Clauses(clause.Where{Exprs: []clause.Expression{
				clause.IN{Column: clause.Column{Table: clause.CurrentTable, Name: column}, Values: shards},
			}})
		}
		if err := deleted(tx.Delete(pointersTo(some).Interface()), len(some)); err != nil {
			return err
		}
	}
	return nil
}
