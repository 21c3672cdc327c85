package schemas_test

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/crudfactory/crudfactory/schemas"
)

func TestFromDriver(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("", 2*60*60)
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	cases := []struct {
		name  string
		field *schemas.Field
		src   any
		want  any
	}{
		{"NULL", int64s, nil, nil},
		{"a boolean of PostgreSQL", boolean, false, false},
		{"a boolean of SQLite", boolean, int64(1), true},
		{"an integer", int64s, int64(math.MinInt64), int64(math.MinInt64)},
		{"an integer in a numeric column", int64s, "9223372036854775807", int64(math.MaxInt64)},
		{"a float", float64s, math.Copysign(0, -1), math.Copysign(0, -1)},
		{"a float that is no number", float64s, math.NaN(), math.NaN()},
		{"a whole number of SQLite in a float column", float64s, int64(3), 3.0},
		{"a float in a numeric column", float64s, "2.5", 2.5},
		{"a numeric with the zeros of its scale", decimal, "12.50", "12.5"},
		{"a numeric zero", decimal, "0.00", "0"},
		{"a numeric that is no number", decimal, "NaN", "NaN"},
		{"an infinite numeric", decimal, "-Infinity", "-Infinity"},
		{"a decimal of SQLite", decimal, 12.5, "12.5"},
		{"a large decimal of SQLite", decimal, 1e21, "1000000000000000000000"},
		{"an infinite decimal of SQLite", decimal, math.Inf(1), "Infinity"},
		{"a whole decimal of SQLite", decimal, int64(12), "12"},
		{"a time in another zone", instant, noon.In(berlin), noon},
		{"microseconds of SQLite", instant, noon.UnixMicro(), noon},
		{"microseconds before 1970", instant, int64(-1), time.UnixMicro(-1).UTC()},
		{"a date", date, noon, noon},
		{"infinity", instant, "infinity", "infinity"},
		{"a date before all", date, "-infinity", "-infinity"},
		{"a uuid", uuid, "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"},
		{"a text", text, "a\x00🙂", "a\x00🙂"},
		{"a text as bytes", text, []byte("a"), "a"},
		{"a number in a text column of SQLite", text, int64(7), "7"},
		{"a label", enum, "retired", "retired"},
		{"bytes", binary, []byte{0, 255}, []byte{0, 255}},
		{"bytes as a text", binary, "\x00\xff", []byte{0, 255}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.field.FromDriver(c.src)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if at, ok := got.(time.Time); ok && at.Location() != time.UTC {
				t.Errorf("in %v", at.Location())
			}
		})
	}
}

func TestFromDriverRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		field *schemas.Field
		src   any
		want  string
	}{
		{boolean, "t", "published: cannot read string as a boolean"},
		{int64s, 1.5, "views: cannot read float64 as an integer"},
		{int64s, "1.5", "views: cannot read string as an integer"},
		{float64s, "x", "rating: cannot read string as a number"},
		{float64s, true, "rating: cannot read bool as a number"},
		{decimal, true, "price: cannot read bool as a decimal"},
		{instant, "2024-05-17", "created_at: cannot read string as a time"},
		{uuid, [16]byte{}, "id: cannot read [16]uint8 as a uuid"},
		{binary, int64(1), "hash: cannot read int64 as bytes"},
		{opaque, "x", "payload: cannot read string as an opaque value"},
	}
	for _, c := range cases {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			got, err := c.field.FromDriver(c.src)
			if err == nil {
				t.Fatalf("gave %v", got)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// label is an enum of Go.
type label string

// valuer writes itself.
type valuer struct {
	value any
	err   error
}

func (v valuer) Value() (driver.Value, error) { return v.value, v.err }

func TestFromGo(t *testing.T) {
	t.Parallel()
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	cases := []struct {
		name  string
		field *schemas.Field
		value any
		want  any
	}{
		{"nil", int64s, nil, nil},
		{"a nil pointer", int64s, (*int)(nil), nil},
		{"a nil pointer to what writes itself", uuid, (*valuer)(nil), nil},
		{"a pointer", int64s, new(7), int64(7)},
		{"an int", int64s, 7, int64(7)},
		{"an int8", int16s, int8(-7), int64(-7)},
		{"a uint32", int64s, uint32(math.MaxUint32), int64(math.MaxUint32)},
		{"a uint64", uint64s, uint64(math.MaxInt64), int64(math.MaxInt64)},
		{"a float32", float32s, float32(0.1), float64(float32(0.1))},
		{"an int for a float", float64s, 3, 3.0},
		{"a boolean", boolean, true, true},
		{"a time", instant, noon.In(time.FixedZone("", 3600)), noon},
		{"a text of an integer", int64s, "7", int64(7)},
		{"a text of a uuid", uuid, "0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F", "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"},
		{"a text of a decimal", decimal, "1.50", "1.5"},
		{"a named string", enum, label("draft"), "draft"},
		{"bytes", binary, []byte{0}, []byte{0}},
		{"what writes itself as a text", decimal, valuer{value: "1.50"}, "1.5"},
		{"what writes itself as NULL", decimal, sql.NullString{}, nil},
		{"a pointer to what writes itself", int64s, &sql.NullInt64{Int64: 7, Valid: true}, int64(7)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.field.FromGo(c.value)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestFromGoRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		field *schemas.Field
		value any
		want  string
	}{
		{"a number beyond the column", int16s, 32768, "rank: its column cannot hold 32768"},
		{"a negative number for unsigned", uint32s, -1, "rank: its column cannot hold -1"},
		{"a number beyond every column", int64s, uint64(math.MaxUint64), "uint64 values with high bit set are not supported"},
		{"a float for an integer", int64s, 3.0, "views: cannot read float64 as an integer"},
		{"a text that is no integer", int64s, "x", `"x" is not an integer`},
		{"a label that is not declared", enum, label("x"), `"x" is not one of draft, published`},
		{"bytes that are no text", text, []byte{0}, "title: its column cannot hold \x00"},
		{"a structure", text, struct{}{}, "unsupported type struct {}, a struct"},
		{"what cannot write itself", decimal, valuer{err: errors.New("no value")}, "no value"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := c.field.FromGo(c.value)
			if err == nil {
				t.Fatalf("gave %v", got)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
