package model

import (
	"cmp"
	"database/sql"
	"reflect"
	"strings"
	"time"

	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// source is what gorm knows of a field's column.
func (m *Model) source(field *schemas.Field) *schema.Field {
	owner := m.Schema
	for _, step := range field.Relation.Chain() {
		name := step.Path[strings.LastIndexByte(step.Path, '.')+1:]
		owner = m.relation(owner, name).FieldSchema
	}
	return owner.FieldsByDBName[field.Column]
}

// fits reports whether a Go type can hold the values of a field. The model's
// own type always can, and so can whatever scans itself.
func (m *Model) fits(field *schemas.Field, t reflect.Type) bool {
	if field.JSON != nil {
		return false // a struct has the whole column
	}
	f := m.source(field)
	if f.Serializer != nil {
		return t == f.FieldType // only the model's own type can take what it makes
	}
	t = indirect(t)
	switch {
	case t == indirect(f.FieldType):
		return true
	case reflect.PointerTo(t).Implements(scannerType):
		return true
	}
	text := t.Kind() == reflect.String
	switch field.Kind {
	case schemas.Bool:
		return t.Kind() == reflect.Bool
	case schemas.Int:
		return holdsInt(field, t)
	case schemas.Float:
		return t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64
	case schemas.Decimal:
		return text || t.Kind() == reflect.Float64
	case schemas.Time, schemas.Date:
		return t == reflect.TypeFor[time.Time]()
	case schemas.UUID, schemas.Enum:
		return text
	case schemas.Text, schemas.Bytes, schemas.Opaque:
		return text || isBytes(t)
	case schemas.Array: // only the model's own type knows how to scan one
	}
	return false
}

// holdsInt reports whether an integer type has room for a column's values.
func holdsInt(field *schemas.Field, t reflect.Type) bool {
	bits := cmp.Or(field.Bits, 64)
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return t.Bits() > bits || t.Bits() == bits && (!field.Unsigned || bits == 64)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return field.Unsigned && t.Bits() >= bits
	}
	return false
}

var scannerType = reflect.TypeFor[sql.Scanner]()

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}
