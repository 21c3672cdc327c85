package schemas_test

import (
	"bytes"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/schemas"
)

func TestValuesSurviveEncoding(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		value any
	}{
		{"null", nil},
		{"false", false},
		{"true", true},
		{"0", int64(0)},
		{"-1", int64(-1)},
		{"2^53+1", int64(1<<53 + 1)},
		{"2^63-1", int64(math.MaxInt64)},
		{"2^63-2", int64(math.MaxInt64 - 1)},
		{"-2^63", int64(math.MinInt64)},
		{"-2^63+1", int64(math.MinInt64 + 1)},
		{"0.1", 0.1},
		{"negative zero", math.Copysign(0, -1)},
		{"infinity", math.Inf(1)},
		{"negative infinity", math.Inf(-1)},
		{"not a number", math.NaN()},
		{"the smallest float", math.SmallestNonzeroFloat64},
		{"the empty text", ""},
		{"quotes and newlines", "\"it's\"\r\n\t"},
		{"an emoji", "🙂"},
		{"a long text", string(make([]byte, 300))},
		{"a text that is not UTF-8", "\xff"},
		{"a decimal of 40 digits", "1234567890123456789.012345678901234567891"},
		{"no bytes", []byte{}},
		{"bytes", []byte{0, 255, '"'}},
		{"a microsecond before 1970", time.UnixMicro(-1).UTC()},
		{"a microsecond after 1970", time.UnixMicro(1).UTC()},
		{"the year -4712", time.Date(-4712, 1, 1, 0, 0, 0, 1000, time.UTC)},
		{"the year 9999", time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)},
		{"the first time", time.UnixMicro(math.MinInt64).UTC()},
		{"the last time", time.UnixMicro(math.MaxInt64).UTC()},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, rest, err := schemas.ReadValue(append(schemas.AppendValue(nil, c.value), "rest"...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.value, got, cmpopts.EquateNaNs()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if v, ok := c.value.(float64); ok && math.Signbit(v) != math.Signbit(got.(float64)) {
				t.Error("lost its sign")
			}
			if diff := cmp.Diff("rest", string(rest)); diff != "" {
				t.Errorf("rest (-want +got)\n%s", diff)
			}
		})
	}
}

func TestReadValueRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		b    []byte
	}{
		{"nothing", nil},
		{"an unknown tag", []byte{8}},
		{"an integer without a number", []byte{3}},
		{"an integer that is cut", []byte{3, 0x80}},
		{"an integer of more than 64 bits", append([]byte{3}, bytes.Repeat([]byte{0xff}, 10)...)},
		{"an integer with a byte to spare", []byte{3, 0x80, 0}},
		{"a float of seven bytes", append([]byte{4}, make([]byte, 7)...)},
		{"a text without a length", []byte{5}},
		{"a text longer than what follows", []byte{5, 2, 'a'}},
		{"a text with a length of 2^64-1", []byte{5, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 'a'}},
		{"a length with a byte to spare", []byte{5, 0x81, 0, 'a'}},
		{"bytes longer than what follows", []byte{6, 1}},
		{"a time without a number", []byte{7}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, rest, err := schemas.ReadValue(c.b)
			if diff := cmp.Diff(schemas.ErrEncoding, err, cmpopts.EquateErrors()); diff != "" || v != nil || rest != nil {
				t.Errorf("gave %v and %v (-want +got)\n%s", v, rest, diff)
			}
		})
	}
}

// value draws one value of any field.
func value() *rapid.Generator[any] {
	return rapid.OneOf(
		rapid.Just(any(nil)),
		rapid.Bool().AsAny(),
		rapid.Int64().AsAny(),
		rapid.Map(rapid.Uint64(), math.Float64frombits).AsAny(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }).AsAny(),
		rapid.SliceOf(rapid.Byte()).AsAny(),
		rapid.Map(rapid.Int64(), func(n int64) time.Time { return time.UnixMicro(n).UTC() }).AsAny(),
	)
}

func TestRowsSurviveEncoding(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOf(value()).Draw(t, "row")
		var b []byte
		for _, v := range row {
			b = schemas.AppendValue(b, v)
		}
		var got []any
		for rest := b; len(rest) > 0; {
			v, left, err := schemas.ReadValue(rest)
			if err != nil {
				t.Fatal(err)
			}
			got, rest = append(got, v), left
		}
		if diff := cmp.Diff(row, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestNoEncodingBeginsAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := schemas.AppendValue(nil, value().Draw(t, "a"))
		b := schemas.AppendValue(nil, value().Draw(t, "b"))
		if bytes.HasPrefix(a, b) && !bytes.Equal(a, b) {
			t.Errorf("%x begins %x", b, a)
		}
	})
}

func TestEqualTimesHaveEqualBytes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMicro(rapid.Int64().Draw(t, "microseconds"))
		zone := time.FixedZone("", rapid.IntRange(-86399, 86399).Draw(t, "offset"))
		want := schemas.AppendValue(nil, at.UTC())
		if diff := cmp.Diff(want, schemas.AppendValue(nil, at.In(zone))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// TestTimesHaveOneSpelling: near times are written by microseconds, far ones by
// seconds, wherever the clock of their zone stands; the other way is refused.
func TestTimesHaveOneSpelling(t *testing.T) {
	t.Parallel()
	for _, b := range [][]byte{
		{8, 2, 0}, // 1970-01-01T00:00:01Z by seconds
		{7, 254, 255, 255, 255, 255, 255, 255, 255, 255, 1}, // the year 294247 by microseconds
	} {
		if v, _, err := schemas.ReadValue(b); !errors.Is(err, schemas.ErrEncoding) {
			t.Errorf("%v is read as %v, %v", b, v, err)
		}
	}
	border := time.Date(290_001, 1, 1, 0, 30, 0, 0, time.UTC)
	west := border.In(time.FixedZone("", -3600))
	if diff := cmp.Diff(schemas.AppendValue(nil, border), schemas.AppendValue(nil, west)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func FuzzReadValue(f *testing.F) {
	for _, v := range []any{
		nil, false, true, int64(math.MinInt64), int64(-1), int64(300), math.NaN(), math.Copysign(0, -1),
		"", "a🙂",
		[]byte{},
		[]byte{0, 255},
		time.UnixMicro(-1), time.UnixMicro(math.MaxInt64),
	} {
		f.Add(schemas.AppendValue(nil, v))
	}
	f.Add([]byte{3, 0x80, 0})
	f.Add([]byte{5, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		v, rest, err := schemas.ReadValue(b)
		if err != nil {
			return
		}
		if diff := cmp.Diff(b, append(schemas.AppendValue(nil, v), rest...)); diff != "" {
			t.Errorf("%v is written otherwise (-want +got)\n%s", v, diff)
		}
	})
}

// row is a position of a typical order: time, text, number, uuid.
var row = []any{
	time.Date(2024, 5, 17, 12, 0, 0, 123456000, time.UTC), "How we halved our build time",
	int64(1234), "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f",
}

func BenchmarkAppendValue(b *testing.B) {
	b.ReportAllocs()
	var buffer []byte
	for b.Loop() {
		buffer = buffer[:0]
		for _, v := range row {
			buffer = schemas.AppendValue(buffer, v)
		}
	}
}

func BenchmarkReadValue(b *testing.B) {
	var encoded []byte
	for _, v := range row {
		encoded = schemas.AppendValue(encoded, v)
	}
	b.ReportAllocs()
	for b.Loop() {
		for rest := encoded; len(rest) > 0; {
			var err error
			if _, rest, err = schemas.ReadValue(rest); err != nil {
				b.Fatal(err)
			}
		}
	}
}
