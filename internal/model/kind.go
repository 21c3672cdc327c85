package model

import (
	"database/sql/driver"
	"reflect"
	"regexp"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// setKind finds what a column's values are: its type: tag first, then a table
// of Go types. gorm's own data type misleads (a uuid is a string to it, a
// driver.Valuer the type of its zero value), so it is not asked.
func (m *Model) setKind(field *schemas.Field, f *schema.Field) {
	if tag := strings.ToLower(strings.TrimSpace(f.TagSettings["TYPE"])); tag != "" {
		field.Kind, field.Bits = kindOfSQL(tag)
		setElement(field, tag)
	} else if f.Serializer == nil {
		field.Kind = kindOfGo(f.FieldType)
	}
	if field.Kind == schemas.Decimal && f.TagSettings["TYPE"] == "" && f.DataType == schema.String {
		field.Kind = schemas.Opaque // gorm makes a text column, which has no numeric order
	}
	if m.db.Name() == "sqlite" {
		field.Bits = 0 // its numbers have 64 bits, whatever their column's type
		field.AnyText = true
	}
	switch t := plain(f.FieldType); t.Kind() {
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		field.Unsigned = true
		fallthrough
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float32, reflect.Float64:
		if field.Bits == 0 || t.Bits() < field.Bits {
			field.Bits = t.Bits()
		}
	}
}

// sqlKinds are the kinds of SQL types, with the size of the numeric ones.
var sqlKinds = map[string]struct {
	kind schemas.Kind
	bits int
}{
	"bool": {schemas.Bool, 0}, "boolean": {schemas.Bool, 0},
	"smallint": {schemas.Int, 16}, "int2": {schemas.Int, 16}, "smallserial": {schemas.Int, 16},
	"integer": {schemas.Int, 32}, "int": {schemas.Int, 32}, "int4": {schemas.Int, 32}, "serial": {schemas.Int, 32},
	"bigint": {schemas.Int, 64}, "int8": {schemas.Int, 64}, "bigserial": {schemas.Int, 64},
	"real": {schemas.Float, 32}, "float4": {schemas.Float, 32},
	"float": {schemas.Float, 64}, "double": {schemas.Float, 64}, "float8": {schemas.Float, 64},
	"numeric": {schemas.Decimal, 0}, "decimal": {schemas.Decimal, 0},
	"timestamptz": {schemas.Time, 0}, "timestamp": {schemas.Time, 0}, "datetime": {schemas.Time, 0},
	"date": {schemas.Date, 0},
	"uuid": {schemas.UUID, 0},
	"text": {schemas.Text, 0}, "varchar": {schemas.Text, 0}, "citext": {schemas.Text, 0},
	"character": {schemas.Text, 0}, "char": {schemas.Text, 0}, "bpchar": {schemas.Text, 0},
	"bytea": {schemas.Bytes, 0}, "blob": {schemas.Bytes, 0},
}

// setElement makes an array of a type such as text[] or varchar(20) array,
// where its elements have a kind that filters can name.
func setElement(field *schemas.Field, tag string) {
	base, isArray := strings.CutSuffix(tag, "[]")
	if !isArray {
		base, isArray = strings.CutSuffix(tag, " array")
	}
	base = strings.TrimSpace(modifiers.ReplaceAllString(base, ""))
	element := &schemas.Field{Path: field.Path, Key: field.Key, NotNull: true}
	element.Kind, element.Bits = kindOfSQL(base)
	if !isArray || element.Kind == schemas.Bytes || !typeName.MatchString(base) {
		return
	}
	if base == "char" || base == "character" {
		base = "bpchar" // which has no length, where char has the length 1
	}
	field.Element, field.ElementType = element, base
	if element.Kind != schemas.Opaque { // else its labels may be declared
		field.Kind = schemas.Array
	}
}

// typeName is a type that can stand in a cast.
var typeName = regexp.MustCompile(`^[a-z_][a-z0-9_ .]*$`)

// modifiers are the length or precision of a type.
var modifiers = regexp.MustCompile(`\([0-9, ]*\)`)

// kindOfSQL reads a type: tag such as numeric(12,2) or timestamp with time
// zone. A type that is not in the table is opaque, an array too.
func kindOfSQL(tag string) (schemas.Kind, int) {
	if strings.HasSuffix(tag, "]") || strings.HasSuffix(tag, " array") {
		return schemas.Opaque, 0
	}
	name := tag[:len(tag)-len(strings.TrimLeft(tag, "abcdefghijklmnopqrstuvwxyz0123456789_"))]
	entry := sqlKinds[name]
	return entry.kind, entry.bits
}

var goKinds = map[reflect.Type]schemas.Kind{
	reflect.TypeFor[time.Time]():      schemas.Time,
	reflect.TypeFor[gorm.DeletedAt](): schemas.Time,
	reflect.TypeFor[[]byte]():         schemas.Bytes,
}

// kindOfGo is the kind of a Go type. A type that writes itself by driver.Valuer
// has an unknown meaning, unless its name is one that the field agrees on.
func kindOfGo(t reflect.Type) schemas.Kind {
	t = plain(t)
	if kind, ok := goKinds[t]; ok {
		return kind
	}
	switch {
	case t.Name() == "UUID" && t.Kind() == reflect.Array && t.Len() == 16:
		return schemas.UUID
	case t.Name() == "Decimal" || t.Name() == "NullDecimal":
		return schemas.Decimal
	case t.Implements(valuer) || reflect.PointerTo(t).Implements(valuer):
		return schemas.Opaque
	}
	return kindOfBasic(t.Kind())
}

var valuer = reflect.TypeFor[driver.Valuer]()

func kindOfBasic(k reflect.Kind) schemas.Kind {
	switch {
	case k == reflect.Bool:
		return schemas.Bool
	case k >= reflect.Int && k <= reflect.Uint64:
		return schemas.Int
	case k == reflect.Float32 || k == reflect.Float64:
		return schemas.Float
	case k == reflect.String:
		return schemas.Text
	}
	return schemas.Opaque
}

// plain is the type of the values behind pointers, sql.Null[T] and its kin.
func plain(t reflect.Type) reflect.Type {
	t = indirect(t)
	if t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null") {
		return plain(t.Field(0).Type)
	}
	return t
}

func indirect(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
