package model

import (
	"context"
	"reflect"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// Batches reports whether several rows can be updated by one statement: nothing
// of the model's own runs around each.
func (m *Model) Batches() bool {
	s := m.Schema
	if s.BeforeSave || s.BeforeUpdate || s.AfterUpdate || s.AfterSave {
		return false
	}
	return !slices.ContainsFunc(s.UpdateClauses, func(c clause.Interface) bool {
		_, soft := c.(gorm.SoftDeleteUpdateClause)
		return !soft
	})
}

// Stamp sets the columns of a row that keep the time of an update, as gorm does.
func (m *Model) Stamp(ctx context.Context, row reflect.Value, now time.Time) error {
	for _, f := range m.stamps() {
		var value any = now
		switch f.AutoUpdateTime {
		case schema.UnixNanosecond:
			value = now.UnixNano()
		case schema.UnixMillisecond:
			value = now.UnixMilli()
		case schema.UnixSecond:
			value = now.Unix()
		case schema.UnixTime:
		}
		if err := f.Set(ctx, row, value); err != nil {
			return err
		}
	}
	return nil
}

// WithStamps are columns to write and those that Stamp sets.
func (m *Model) WithStamps(columns []string) []string {
	columns = slices.Clone(columns)
	for _, f := range m.stamps() {
		if !slices.Contains(columns, f.DBName) {
			columns = append(columns, f.DBName)
		}
	}
	return columns
}

func (m *Model) stamps() (fields []*schema.Field) {
	for _, name := range m.Schema.DBNames {
		if f := m.Schema.FieldsByDBName[name]; f.AutoUpdateTime > 0 && f.Updatable {
			fields = append(fields, f)
		}
	}
	return fields
}

// Values are what a row has in columns, as gorm writes them.
func (m *Model) Values(ctx context.Context, row reflect.Value, columns ...string) []any {
	values := make([]any, len(columns))
	for i, column := range columns {
		values[i], _ = m.Schema.FieldsByDBName[column].ValueOf(ctx, row)
	}
	return values
}

// Identity is a row's primary key, of the given fields, as a key of maps.
func (m *Model) Identity(ctx context.Context, row reflect.Value, key []*schemas.Field) (string, error) {
	var b []byte
	for _, field := range key {
		v, err := field.FromGo(m.Value(ctx, row, field.Column))
		if err != nil {
			return "", err
		}
		b = schemas.AppendValue(b, v)
	}
	return string(b), nil
}

// Refresh sets the columns of a row that can be read from another.
func (m *Model) Refresh(ctx context.Context, from, to reflect.Value) {
	for _, name := range m.Schema.DBNames {
		if f := m.Schema.FieldsByDBName[name]; f.Readable {
			f.ReflectValueOf(ctx, to).Set(f.ReflectValueOf(ctx, from))
		}
	}
}

// Defaulted tells which columns of a row are left to the database, as a key of
// maps.
func (m *Model) Defaulted(ctx context.Context, row reflect.Value) string {
	var b []byte
	for _, f := range m.Schema.FieldsWithDefaultDBValue {
		if f.AutoIncrement {
			continue
		}
		_, zero := f.ValueOf(ctx, row)
		b = schemas.AppendValue(b, zero)
	}
	return string(b)
}

// KeyShape is the model with its primary key only.
func (m *Model) KeyShape() *Shape {
	shape := &Shape{Type: m.Schema.ModelType}
	for _, f := range m.Schema.PrimaryFields {
		shape.add(m.intern(nil, f), columnTarget(f), plainIndex(f.StructField.Index))
	}
	return shape
}

// HooksBeforeUpdate reports a model with hooks that can change a row that is to be
// updated.
func (m *Model) HooksBeforeUpdate() bool { return m.Schema.BeforeSave || m.Schema.BeforeUpdate }

// Updatable names the columns that an update can write.
func (m *Model) Updatable() (columns []string) {
	for _, name := range m.Schema.DBNames {
		if f := m.Schema.FieldsByDBName[name]; f.Updatable && !f.PrimaryKey {
			columns = append(columns, name)
		}
	}
	return columns
}

// IsZeroKey reports a row whose whole primary key is zero.
func (m *Model) IsZeroKey(ctx context.Context, row reflect.Value) bool {
	return !slices.ContainsFunc(m.Schema.PrimaryFields, func(f *schema.Field) bool {
		_, zero := f.ValueOf(ctx, row)
		return !zero
	})
}
