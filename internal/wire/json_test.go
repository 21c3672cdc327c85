package wire_test

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/internal/wire"
)

func FuzzAppendString(f *testing.F) {
	for _, text := range []string{
		"", "plain", `"quoted" and \`, "<b>&amp;</b>", "\x00\x01\b\f\n\r\t\x1f\x7f", "\u2028\u2029", "é€😀", "\xff\xc3", "a\xe2\x80", "\xed\xa0\x80",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(wire.AppendString(nil, text))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
		if diff := cmp.Diff(string(want), string(wire.AppendString(nil, []byte(text)))); diff != "" {
			t.Errorf("bytes of %q (-want +got):\n%s", text, diff)
		}
	})
}

// label is a text of a type of its own.
type label string

// sent is a value with the way in which PostgreSQL sends it.
type sent struct {
	column wire.Column
	value  any
	bytes  []byte
}

func big16(n int16) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }

func big32(n int32) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }

func big64(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// micros is a time with the microseconds that PostgreSQL counts from 2000 on.
func micros(t time.Time) []byte {
	return big64(t.UnixMicro() - time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro())
}

// draws make a value of each kind that is written without a struct.
var draws = map[string]func(*rapid.T) sent{
	"text": func(t *rapid.T) sent {
		text := rapid.String().Draw(t, "text")
		return sent{wire.Column{OID: pgtype.TextOID}, text, []byte(text)}
	},
	"label": func(t *rapid.T) sent {
		text := rapid.String().Draw(t, "label")
		return sent{wire.Column{OID: 99999}, label(text), []byte(text)}
	},
	"boolean": func(t *rapid.T) sent {
		v := rapid.Bool().Draw(t, "bool")
		return sent{wire.Column{OID: pgtype.BoolOID, Binary: true}, v, map[bool][]byte{true: {1}, false: {0}}[v]}
	},
	"smallint": func(t *rapid.T) sent {
		n := rapid.Int16().Draw(t, "n")
		return sent{wire.Column{OID: pgtype.Int2OID, Binary: true}, int64(n), big16(n)}
	},
	"integer": func(t *rapid.T) sent {
		n := rapid.Int32().Draw(t, "n")
		return sent{wire.Column{OID: pgtype.Int4OID, Binary: true}, n, big32(n)}
	},
	"bigint": func(t *rapid.T) sent {
		n := rapid.Int64().Draw(t, "n")
		return sent{wire.Column{OID: pgtype.Int8OID, Binary: true}, n, big64(n)}
	},
	"double precision": func(t *rapid.T) sent {
		n := rapid.Float64().Filter(finite).Draw(t, "n")
		return sent{wire.Column{OID: pgtype.Float8OID, Binary: true}, n, big64(int64(math.Float64bits(n)))}
	},
	"real": func(t *rapid.T) sent {
		n := rapid.Float32().Filter(func(n float32) bool { return finite(float64(n)) }).Draw(t, "n")
		return sent{wire.Column{OID: pgtype.Float4OID, Binary: true}, n, big32(int32(math.Float32bits(n)))}
	},
	"numeric": func(t *rapid.T) sent {
		text := rapid.StringMatching(`-?[0-9]{1,20}(\.[0-9]{1,20})?`).Draw(t, "digits")
		n, err := json.Number(text).Float64()
		if err != nil {
			t.Fatal(err)
		}
		return sent{wire.Column{OID: pgtype.NumericOID}, n, []byte(text)}
	},
	"timestamptz": func(t *rapid.T) sent {
		v := time.UnixMicro(rapid.Int64Range(-62135596800_000000, 253402300799_999999).Draw(t, "micros")).UTC()
		return sent{wire.Column{OID: pgtype.TimestamptzOID, Binary: true}, v, micros(v)}
	},
	"date": func(t *rapid.T) sent {
		days := rapid.Int32Range(-700_000, 2_900_000).Draw(t, "days")
		v := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(days))
		return sent{wire.Column{OID: pgtype.DateOID, Binary: true}, v, big32(days)}
	},
	"uuid": func(t *rapid.T) sent {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		return sent{wire.Column{OID: pgtype.UUIDOID}, id, []byte(id.String())}
	},
	"bytea": func(t *rapid.T) sent {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		return sent{wire.Column{OID: pgtype.ByteaOID, Binary: true}, b, b}
	},
}

func finite(n float64) bool { return !math.IsNaN(n) && !math.IsInf(n, 0) }

// What is appended and what is set is what encoding/json and database/sql make
// of the same value.
func TestAppendersAndSetters(t *testing.T) {
	t.Parallel()
	for name, draw := range draws {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				s := draw(t)
				want, err := json.Marshal(s.value)
				if err != nil {
					t.Fatal(err)
				}
				plain := reflect.TypeOf(s.value)
				for _, fieldType := range []reflect.Type{plain, reflect.PointerTo(plain)} {
					got, err := s.column.AppenderFor(fieldType)(nil, s.bytes)
					if diff := cmp.Diff(string(want), string(got)); err != nil || diff != "" {
						t.Fatalf("%s: %v (-want +got):\n%s", fieldType, err, diff)
					}
					set := s.column.SetterFor(fieldType)
					if set == nil {
						continue // numeric goes through a place
					}
					field := reflect.New(fieldType).Elem()
					if err := set(field, s.bytes); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(s.value, reflect.Indirect(field).Interface()); diff != "" {
						t.Fatalf("%s (-want +got):\n%s", fieldType, diff)
					}
				}
			})
		})
	}
}

// custom has a way of its own to be written.
type custom string

// MarshalText implements encoding.TextMarshaler.
func (c custom) MarshalText() ([]byte, error) { return []byte("custom " + c), nil }

func TestTypesThatNeedAStruct(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		column wire.Column
		field  any
	}{
		"a type that writes itself":        {wire.Column{OID: pgtype.TextOID}, custom("")},
		"a number as text":                 {wire.Column{OID: pgtype.TextOID}, json.Number("")},
		"raw JSON, which is compacted":     {wire.Column{OID: pgtype.JSONBOID}, json.RawMessage{}},
		"a bigint in a narrower field":     {wire.Column{OID: pgtype.Int8OID, Binary: true}, int32(0)},
		"a bigint without a sign":          {wire.Column{OID: pgtype.Int8OID, Binary: true}, uint64(0)},
		"a double in a narrower field":     {wire.Column{OID: pgtype.Float8OID, Binary: true}, float32(0)},
		"a time in a text":                 {wire.Column{OID: pgtype.TimestamptzOID, Binary: true}, ""},
		"a uuid that may be NULL":          {wire.Column{OID: pgtype.UUIDOID}, uuid.NullUUID{}},
		"16 bytes that know of no uuid":    {wire.Column{OID: pgtype.UUIDOID}, [16]byte{}},
		"a list of numbers that are bytes": {wire.Column{OID: pgtype.TextOID}, []byte{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.column.AppenderFor(reflect.TypeOf(c.field)) != nil || c.column.SetterFor(reflect.TypeOf(c.field)) != nil {
				t.Error("it is written, or set, from the wire")
			}
		})
	}
}

func TestMalformedValues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		column wire.Column
		field  any
		src    []byte
	}{
		"an integer of three bytes":          {wire.Column{OID: pgtype.Int4OID, Binary: true}, int64(0), []byte{1, 2, 3}},
		"a boolean of two":                   {wire.Column{OID: pgtype.BoolOID, Binary: true}, false, []byte{1, 2}},
		"a float of one":                     {wire.Column{OID: pgtype.Float8OID, Binary: true}, 0.0, []byte{1}},
		"a year that JSON has not":           {wire.Column{OID: pgtype.TimestamptzOID, Binary: true}, time.Time{}, micros(time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC))},
		"NaN":                                {wire.Column{OID: pgtype.Float8OID, Binary: true}, 0.0, big64(int64(math.Float64bits(math.NaN())))},
		"a numeric that is larger than any":  {wire.Column{OID: pgtype.NumericOID}, 0.0, []byte("1e400")},
		"a numeric that is none, as NaN may": {wire.Column{OID: pgtype.NumericOID}, 0.0, []byte("NaN")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := c.column.AppenderFor(reflect.TypeOf(c.field))(nil, c.src); err == nil {
				t.Errorf("got %s", got)
			}
		})
	}
}

func TestValueIsTheDriversOwn(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 5, 17, 9, 30, 0, 123456000, time.UTC)
	for name, c := range map[string]struct {
		column wire.Column
		src    []byte
		want   any
	}{
		"NULL":      {wire.Column{OID: pgtype.Int8OID, Binary: true}, nil, nil},
		"bigint":    {wire.Column{OID: pgtype.Int8OID, Binary: true}, big64(-7), int64(-7)},
		"boolean":   {wire.Column{OID: pgtype.BoolOID, Binary: true}, []byte{1}, true},
		"real":      {wire.Column{OID: pgtype.Float4OID, Binary: true}, big32(int32(math.Float32bits(1.5))), 1.5},
		"timestamp": {wire.Column{OID: pgtype.TimestampOID, Binary: true}, micros(now), now},
		"infinity":  {wire.Column{OID: pgtype.TimestamptzOID, Binary: true}, big64(math.MaxInt64), "infinity"},
		"no date":   {wire.Column{OID: pgtype.DateOID, Binary: true}, big32(math.MinInt32), "-infinity"},
		"bytea":     {wire.Column{OID: pgtype.ByteaOID, Binary: true}, []byte{}, []byte{}},
		"uuid":      {wire.Column{OID: pgtype.UUIDOID}, []byte("x"), "x"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := c.column.Value(c.src)
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}
