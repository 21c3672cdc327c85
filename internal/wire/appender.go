package wire

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Appender appends a value, which is not NULL, to JSON.
type Appender func(dst, src []byte) ([]byte, error)

// Null is what a struct field has as JSON where its column is NULL: a field
// that is no pointer keeps its zero value then.
func Null(t reflect.Type) []byte {
	zero, err := json.Marshal(reflect.New(t).Interface())
	if err != nil {
		return nil
	}
	return zero
}

// AppenderFor finds how a column is written that would be read into a struct
// field of type t. nil means that the value has to go through one: its type has
// ways of its own, or the two do not fit without a conversion.
func (c Column) AppenderFor(t reflect.Type) Appender {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return c.times()
	case custom(t):
		return c.uuids(t)
	}
	switch t.Kind() {
	case reflect.String:
		return c.texts()
	case reflect.Bool:
		return c.bools()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return c.ints(t)
	case reflect.Float64, reflect.Float32:
		return c.floats(t)
	case reflect.Slice:
		return c.bytes(t)
	}
	return nil
}

// custom reports types that write or read themselves.
func custom(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t == reflect.TypeFor[json.Number]() || p.Implements(reflect.TypeFor[scanner]()) ||
		p.Implements(reflect.TypeFor[json.Marshaler]()) || p.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}

// scanner is sql.Scanner.
type scanner interface{ Scan(src any) error }

func (c Column) texts() Appender {
	if c.Binary {
		return nil
	}
	return func(dst, src []byte) ([]byte, error) { return AppendString(dst, src), nil }
}

func (c Column) bools() Appender {
	if !c.Binary || c.OID != pgtype.BoolOID {
		return nil
	}
	return func(dst, src []byte) ([]byte, error) {
		v, err := readBool(src)
		return strconv.AppendBool(dst, v), err
	}
}

// intSizes are the bits of PostgreSQL's integers.
var intSizes = map[uint32]int{pgtype.Int2OID: 16, pgtype.Int4OID: 32, pgtype.Int8OID: 64}

func (c Column) ints(t reflect.Type) Appender {
	bits, ok := intSizes[c.OID]
	if !ok || !c.Binary || bits > t.Bits() {
		return nil
	}
	return func(dst, src []byte) ([]byte, error) {
		v, err := readInt(src)
		return strconv.AppendInt(dst, v, 10), err
	}
}

func (c Column) floats(t reflect.Type) Appender {
	bits := t.Bits()
	switch {
	case c.Binary && (c.OID == pgtype.Float8OID && bits == 64 || c.OID == pgtype.Float4OID && bits == 32):
		return func(dst, src []byte) ([]byte, error) {
			v, err := readFloat(src)
			if err != nil {
				return dst, err
			}
			return appendFloat(dst, v, bits)
		}
	case !c.Binary && c.OID == pgtype.NumericOID:
		return func(dst, src []byte) ([]byte, error) {
			v, err := strconv.ParseFloat(string(src), bits)
			if err != nil {
				return dst, fmt.Errorf("%s is no number of %d bits", src, bits)
			}
			return appendFloat(dst, v, bits)
		}
	}
	return nil
}

func (c Column) bytes(t reflect.Type) Appender {
	if !c.Binary || c.OID != pgtype.ByteaOID || t.Elem().Kind() != reflect.Uint8 || custom(t.Elem()) {
		return nil
	}
	return func(dst, src []byte) ([]byte, error) { return appendBytes(dst, src), nil }
}

func (c Column) times() Appender {
	if !c.Binary || c.OID != pgtype.TimestamptzOID && c.OID != pgtype.TimestampOID && c.OID != pgtype.DateOID {
		return nil
	}
	return func(dst, src []byte) ([]byte, error) {
		v, err := c.readTimeOrEnd(src)
		if err != nil {
			return dst, err
		}
		return appendTime(dst, v)
	}
}

// uuids writes the type's text as it is, where the Go type does as well.
func (c Column) uuids(t reflect.Type) Appender {
	if c.Binary || c.OID != pgtype.UUIDOID || !writesUUID(t) {
		return nil
	}
	return func(dst, src []byte) ([]byte, error) {
		dst = append(append(dst, '"'), src...)
		return append(dst, '"'), nil
	}
}

var uuidTypes sync.Map // of reflect.Type to bool

// writesUUID asks a type of 16 bytes what it makes of a uuid.
func writesUUID(t reflect.Type) bool {
	if known, ok := uuidTypes.Load(t); ok {
		return known == true
	}
	writes := t.Kind() == reflect.Array && t.Len() == 16 && echoes(t, "01234567-89ab-cdef-fedc-ba9876543210") &&
		echoes(t, "00000000-0000-0000-0000-000000000000")
	uuidTypes.Store(t, writes)
	return writes
}

func echoes(t reflect.Type, text string) bool {
	v := reflect.New(t)
	s, ok := reflect.TypeAssert[scanner](v)
	if !ok || s.Scan(text) != nil {
		return false
	}
	written, err := json.Marshal(v.Interface())
	return err == nil && string(written) == `"`+text+`"`
}
