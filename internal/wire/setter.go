package wire

import (
	"reflect"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Setter puts a value, which is not NULL, into a struct field that can be set.
type Setter func(field reflect.Value, src []byte) error

// SetterFor finds how a column is read into a struct field of type t; nil means
// that database/sql's ways are needed.
func (c Column) SetterFor(t reflect.Type) Setter {
	if t.Kind() != reflect.Pointer {
		return c.setterFor(t)
	}
	set := c.setterFor(t.Elem())
	if set == nil {
		return nil
	}
	return func(field reflect.Value, src []byte) error {
		fresh := reflect.New(t.Elem())
		field.Set(fresh)
		return set(fresh.Elem(), src)
	}
}

func (c Column) setterFor(t reflect.Type) Setter {
	switch {
	case c.AppenderFor(t) == nil || t.Kind() == reflect.Pointer:
		return nil // it is the same types that fit
	case t == reflect.TypeFor[time.Time]():
		return c.setTime
	}
	switch t.Kind() {
	case reflect.String:
		return func(field reflect.Value, src []byte) error {
			field.SetString(string(src))
			return nil
		}
	case reflect.Bool:
		return func(field reflect.Value, src []byte) error {
			v, err := readBool(src)
			field.SetBool(v)
			return err
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(field reflect.Value, src []byte) error {
			v, err := readInt(src)
			field.SetInt(v)
			return err
		}
	case reflect.Slice:
		return func(field reflect.Value, src []byte) error {
			field.SetBytes(append([]byte{}, src...))
			return nil
		}
	case reflect.Array:
		return func(field reflect.Value, src []byte) error {
			s, _ := reflect.TypeAssert[scanner](field.Addr()) // AppenderFor has asked
			return s.Scan(string(src))
		}
	case reflect.Float32, reflect.Float64:
		if c.OID != pgtype.NumericOID {
			return func(field reflect.Value, src []byte) error {
				v, err := readFloat(src)
				field.SetFloat(v)
				return err
			}
		}
	}
	return nil
}

func (c Column) setTime(field reflect.Value, src []byte) error {
	v, err := c.readTimeOrEnd(src)
	if p, ok := reflect.TypeAssert[*time.Time](field.Addr()); ok && err == nil {
		*p = v
	}
	return err
}
