package store

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/schemas"
)

// Create inserts rows, pointers to the model, in one statement, and reads back
// what the database has set. Related rows are not saved along.
func Create[M any](ctx context.Context, s Source, rows []*M) error {
	made := slices.Clone(rows) // with RETURNING gorm replaces the slice's elements
	tx := s.DB.WithContext(ctx).Omit(clause.Associations).Clauses(clause.Returning{}).Create(&made)
	if tx.Error != nil {
		return WriteError(ctx, tx.Error)
	}
	for i := range made {
		*rows[i] = *made[i]
	}
	return nil
}

// Upsert inserts a row, or does what the conflict says. written is false where
// that was nothing.
func Upsert[M any](ctx context.Context, s Source, row *M, conflict clause.OnConflict) (written bool, err error) {
	tx := s.DB.WithContext(ctx).Omit(clause.Associations).Clauses(conflict, clause.Returning{}).Create(row)
	return tx.RowsAffected > 0, WriteError(ctx, tx.Error)
}

// Update writes some columns of a row, found by its primary key, and reads back
// what the database has set. A row that is gone is ErrNotFound.
func Update[M any](ctx context.Context, s Source, row *M, columns []string) error {
	tx := s.DB.WithContext(ctx).Unscoped().Model(row).Clauses(clause.Returning{}).Select(columns).Updates(row)
	if tx.Error == nil && tx.RowsAffected == 0 {
		return ErrNotFound
	}
	return WriteError(ctx, tx.Error)
}

// Delete deletes rows by their primary keys in one statement; softly where the
// model says so.
func Delete[M any](ctx context.Context, s Source, rows []*M) error {
	tx := s.DB.WithContext(ctx).Delete(&rows)
	if tx.Error == nil && tx.RowsAffected < int64(len(rows)) {
		return ErrNotFound
	}
	err := WriteError(ctx, tx.Error)
	if broken, ok := errors.AsType[*ConstraintError](err); ok && broken.Kind == ForeignKeyViolation {
		broken.Referred = true // SQLite does not tell which way
	}
	return err
}

// ReplaceSet makes the related rows of an owner, by a many-to-many relation,
// those with the given keys. owner are the values of the relation's links.
func ReplaceSet(ctx context.Context, s Source, relation *schemas.Relation, owner []any, keys []any) error {
	through := relation.Through
	far := through.Link[0].Owner
	table := func() *gorm.DB { return s.DB.Session(&gorm.Session{NewDB: true, Context: ctx}).Table(through.Table) }
	gone := table()
	for i, link := range relation.Link {
		gone = gone.Where(clause.Eq{Column: clause.Column{Name: link.Related}, Value: owner[i]})
	}
	if len(keys) > 0 {
		gone = gone.Where(clause.Not(clause.IN{Column: clause.Column{Name: far}, Values: keys}))
	}
	if err := gone.Delete(map[string]any{}).Error; err != nil {
		return WriteError(ctx, err)
	}
	if len(keys) == 0 {
		return nil
	}
	rows := make([]map[string]any, len(keys))
	for i, key := range keys {
		rows[i] = map[string]any{far: key}
		for l, link := range relation.Link {
			rows[i][link.Related] = owner[l]
		}
		for _, constant := range through.Where {
			if constant.Value != nil {
				rows[i][constant.Column] = constant.Value
			}
		}
	}
	return WriteError(ctx, table().Clauses(clause.OnConflict{DoNothing: true}).Create(rows).Error)
}
