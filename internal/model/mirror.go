package model

import (
	"context"
	"reflect"
	"time"

	"gorm.io/gorm/schema"
)

// Mirror fills a struct of a shape, zero before, out of a row of the model, without
// the database; nil where the shape has something that the row has not, or reads it in
// another way.
func (m *Model) Mirror(s *Shape) func(ctx context.Context, row, into reflect.Value) {
	fields := make([]*schema.Field, len(s.Columns))
	for i, column := range s.Columns {
		f := m.Schema.FieldsByDBName[column.Column]
		if column.Relation != nil || column.JSON != nil || f == nil || f.FieldType != s.Plain(i) || s.embedsPointer(i) {
			return nil
		}
		fields[i] = f
	}
	return func(ctx context.Context, row, into reflect.Value) {
		for i, f := range fields {
			place := s.Place(ctx, into, i)
			place.Set(f.ReflectValueOf(ctx, row))
			inUTC(place)
		}
	}
}

// inUTC turns a time into the zone that reads have it in.
func inUTC(place reflect.Value) {
	switch v := place.Addr().Interface().(type) {
	case *time.Time:
		*v = v.UTC()
	case **time.Time:
		if *v != nil {
			utc := (*v).UTC()
			*v = &utc
		}
	}
}

// embedsPointer reports a column whose place is in a struct embedded by pointer,
// which is nil where all its columns are NULL.
func (s *Shape) embedsPointer(i int) bool {
	for depth := 1; depth < len(s.indexes[i]); depth++ {
		if s.Type.FieldByIndex(s.indexes[i][:depth]).Type.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

// AnswersAsWritten reports a model whose rows are, when a statement has written
// them, what a read would find: no hook of gorm's changes them behind it.
func (m *Model) AnswersAsWritten() bool {
	return !m.Schema.AfterCreate && !m.Schema.AfterUpdate && !m.Schema.AfterSave
}
