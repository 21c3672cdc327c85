package model

import (
	"database/sql/driver"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/schemas"
)

// ByColumn reports whether rows of the model can be written by one array of texts
// for each column: every value has to be the same there as it would be by itself.
// types are those of the table's columns, as PostgreSQL names its own.
func (m *Model) ByColumn(types map[string]string) bool {
	for _, name := range m.Schema.DBNames {
		f := m.Schema.FieldsByDBName[name]
		written := f.Creatable || f.Updatable || f.PrimaryKey
		if written && (f.Serializer != nil || !slices.Contains(arrayColumns(plain(f.FieldType)), types[name])) {
			return false
		}
	}
	return true
}

// arrayColumns are the types of columns in which values of a Go type are the same
// by an array.
func arrayColumns(t reflect.Type) []string {
	writes := t.Implements(reflect.TypeFor[driver.Valuer]())
	switch {
	case t == reflect.TypeFor[time.Time](), t == reflect.TypeFor[gorm.DeletedAt]():
		return []string{"timestamptz"} // others drop the zone, each mode of pgx in its way
	case writes && kindOfGo(t) == schemas.UUID:
		return []string{"uuid"}
	case writes && kindOfGo(t) == schemas.Decimal:
		return []string{"numeric"}
	case spellsItself(t):
		return nil
	}
	switch t.Kind() {
	case reflect.Bool:
		return []string{"bool"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return []string{"int2", "int4", "int8", "numeric"}
	case reflect.Float32, reflect.Float64:
		return []string{"float4", "float8", "numeric"}
	case reflect.String:
		return []string{"text", "varchar", "bpchar", "uuid", "enum", "numeric"}
	}
	return nil
}

// spellsItself reports types with a method that pgx may ask for their value:
// driver.Valuer's and pgtype's, all of which end so, and those of encoders.
func spellsItself(t reflect.Type) bool {
	for method := range reflect.PointerTo(t).Methods() {
		if strings.HasSuffix(method.Name, "Value") || slices.Contains([]string{"String", "MarshalJSON", "MarshalText"}, method.Name) {
			return true
		}
	}
	return false
}
