package schemas_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/schemas"
)

var (
	boolean  = &schemas.Field{Path: "published", Kind: schemas.Bool}
	int16s   = &schemas.Field{Path: "rank", Kind: schemas.Int, Bits: 16}
	int32s   = &schemas.Field{Path: "rank", Kind: schemas.Int, Bits: 32}
	int64s   = &schemas.Field{Path: "views", Kind: schemas.Int, Bits: 64}
	uint16s  = &schemas.Field{Path: "rank", Kind: schemas.Int, Bits: 16, Unsigned: true}
	uint32s  = &schemas.Field{Path: "rank", Kind: schemas.Int, Bits: 32, Unsigned: true}
	uint64s  = &schemas.Field{Path: "views", Kind: schemas.Int, Bits: 64, Unsigned: true}
	anyInt   = &schemas.Field{Path: "views", Kind: schemas.Int}
	float32s = &schemas.Field{Path: "rating", Kind: schemas.Float, Bits: 32}
	float64s = &schemas.Field{Path: "rating", Kind: schemas.Float, Bits: 64}
	decimal  = &schemas.Field{Path: "price", Kind: schemas.Decimal}
	instant  = &schemas.Field{Path: "created_at", Kind: schemas.Time}
	date     = &schemas.Field{Path: "day", Kind: schemas.Date}
	uuid     = &schemas.Field{Path: "id", Kind: schemas.UUID}
	text     = &schemas.Field{Path: "title", Kind: schemas.Text}
	enum     = &schemas.Field{Path: "status", Kind: schemas.Enum, Labels: []string{"draft", "published"}}
	binary   = &schemas.Field{Path: "hash", Kind: schemas.Bytes}
	opaque   = &schemas.Field{Path: "payload", Kind: schemas.Opaque}
)

func TestParseValue(t *testing.T) {
	t.Parallel()
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	digits40 := strings.Repeat("1234567890", 4)
	cases := []struct {
		field *schemas.Field
		text  string
		want  any
	}{
		{boolean, "true", true},
		{boolean, "1", true},
		{boolean, "false", false},
		{boolean, "0", false},

		{int16s, "32767", int64(math.MaxInt16)},
		{int16s, "-32768", int64(math.MinInt16)},
		{int32s, "2147483647", int64(math.MaxInt32)},
		{int32s, "-2147483648", int64(math.MinInt32)},
		{int64s, "9223372036854775807", int64(math.MaxInt64)},
		{int64s, "-9223372036854775808", int64(math.MinInt64)},
		{int64s, "9007199254740993", int64(1<<53 + 1)},
		{int64s, "-0", int64(0)},
		{int64s, "007", int64(7)},
		{uint16s, "65535", int64(math.MaxUint16)},
		{uint32s, "4294967295", int64(math.MaxUint32)},
		{uint64s, "9223372036854775807", int64(math.MaxInt64)},
		{uint64s, "0", int64(0)},
		{anyInt, "-9223372036854775808", int64(math.MinInt64)},

		{float64s, "1.5", 1.5},
		{float64s, "-1e3", -1000.0},
		{float64s, "+.5E-1", 0.05},
		{float64s, "5.", 5.0},
		{float64s, "-0", 0.0},
		{float64s, "1e-400", 0.0},
		{float64s, "1.7976931348623157e308", math.MaxFloat64},
		{float32s, "0.1", float64(float32(0.1))},
		{float32s, "3.4028235e38", float64(math.MaxFloat32)},

		{decimal, "12.50", "12.5"},
		{decimal, "0012", "12"},
		{decimal, "-0.10", "-0.1"},
		{decimal, "-0.00", "0"},
		{decimal, "1000", "1000"},
		{decimal, "100.000", "100"},
		{decimal, digits40 + "." + digits40, digits40 + "." + strings.TrimSuffix(digits40, "0")},

		{instant, "2024-05-17T12:00:00Z", noon},
		{instant, "2024-05-17T14:00:00+02:00", noon},
		{instant, "2024-05-17T14:00:00 02:00", noon},
		{instant, "2024-05-16T12:01:00-23:59", noon},
		{instant, "2024-05-17T12:00:00-00:00", noon},
		{instant, "2024-05-17T12:00:00.000001Z", noon.Add(time.Microsecond)},
		{instant, "2024-05-17T12:00:00.0000010000000Z", noon.Add(time.Microsecond)},
		{instant, "1969-12-31T23:59:59.999999Z", time.UnixMicro(-1).UTC()},
		{instant, "0000-01-01T00:00:00Z", time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)},
		{instant, "9999-12-31T23:59:59Z", time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)},

		{date, "2024-02-29", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
		{date, "0001-01-01", time.Time{}},

		{uuid, "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"},
		{uuid, "0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F", "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"},

		{text, "", ""},
		{text, " a, \"b\"\n%_\\ ", " a, \"b\"\n%_\\ "},
		{text, "né🙂", "né🙂"},
		{enum, "draft", "draft"},
	}
	for _, c := range cases {
		t.Run(c.field.Kind.String()+" "+c.text, func(t *testing.T) {
			t.Parallel()
			got, err := c.field.ParseValue(c.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if v, ok := got.(float64); ok && math.Signbit(v) && v == 0 {
				t.Error("-0 is a second spelling of 0")
			}
		})
	}
}

func TestParseValueRefuses(t *testing.T) {
	t.Parallel()
	const aTime = " is not an RFC 3339 time with a zone, such as 2024-05-17T09:30:00Z"
	const aUUID = " is not a uuid such as 0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"
	cases := []struct {
		field *schemas.Field
		text  string
		want  string
	}{
		{boolean, "maybe", `"maybe" is not a boolean: expected true, false, 1 or 0`},
		{boolean, "True", `"True" is not a boolean: expected true, false, 1 or 0`},
		{boolean, "", "is empty; expected a boolean"},

		{int16s, "32768", "32768 is out of range: expected -32768 to 32767"},
		{int16s, "-32769", "-32769 is out of range: expected -32768 to 32767"},
		{int32s, "2147483648", "2147483648 is out of range: expected -2147483648 to 2147483647"},
		{int64s, "9223372036854775808", "9223372036854775808 is out of range: expected -9223372036854775808 to 9223372036854775807"},
		{int64s, "-9223372036854775809", "-9223372036854775809 is out of range: expected -9223372036854775808 to 9223372036854775807"},
		{uint16s, "65536", "65536 is out of range: expected 0 to 65535"},
		{uint32s, "-1", "-1 is out of range: expected 0 to 4294967295"},
		{uint32s, "4294967296", "4294967296 is out of range: expected 0 to 4294967295"},
		{uint64s, "9223372036854775808", "9223372036854775808 is out of range: expected 0 to 9223372036854775807"},
		{int64s, "3.5", `"3.5" is not an integer`},
		{int64s, "1e3", `"1e3" is not an integer`},
		{int64s, "+1", `"+1" is not an integer`},
		{int64s, "--1", `"--1" is not an integer`},
		{int64s, "-", `"-" is not an integer`},
		{int64s, "1_000", `"1_000" is not an integer`},
		{int64s, "0x10", `"0x10" is not an integer`},
		{int64s, " 1", `" 1" is not an integer`},
		{int64s, "٣", `"٣" is not an integer`},
		{int64s, "", "is empty; expected an integer"},

		{float64s, "0x1p-2", `"0x1p-2" is not a number`},
		{float64s, "inf", `"inf" is not a number`},
		{float64s, "-Infinity", `"-Infinity" is not a number`},
		{float64s, "NaN", `"NaN" is not a number`},
		{float64s, "1_000", `"1_000" is not a number`},
		{float64s, "1e", `"1e" is not a number`},
		{float64s, "e", `"e" is not a number`},
		{float64s, ".", `"." is not a number`},
		{float64s, "1,5", `"1,5" is not a number`},
		{float64s, "1e309", "1e309 is out of range of a 64-bit float"},
		{float32s, "3.5e38", "3.5e38 is out of range of a 32-bit float"},
		{float64s, "", "is empty; expected a number"},

		{decimal, "1e5", `"1e5" is not a decimal such as 12.50`},
		{decimal, "NaN", `"NaN" is not a decimal such as 12.50`},
		{decimal, "+1", `"+1" is not a decimal such as 12.50`},
		{decimal, ".5", `".5" is not a decimal such as 12.50`},
		{decimal, "5.", `"5." is not a decimal such as 12.50`},
		{decimal, "1.2.3", `"1.2.3" is not a decimal such as 12.50`},
		{decimal, "-", `"-" is not a decimal such as 12.50`},
		{decimal, "", "is empty; expected a decimal"},

		{instant, "2024-05-17T12:00:00", `"2024-05-17T12:00:00"` + aTime},
		{instant, "2024-05-17", `"2024-05-17"` + aTime},
		{instant, "2024-05-17 12:00:00Z", `"2024-05-17 12:00:00Z"` + aTime},
		{instant, "2024-05-17T9:30:00Z", `"2024-05-17T9:30:00Z"` + aTime},
		{instant, "2024-05-17T09:30:00,5Z", `"2024-05-17T09:30:00,5Z"` + aTime},
		{instant, "2024-05-17T09:30:00+24:00", `"2024-05-17T09:30:00+24:00"` + aTime},
		{instant, "2024-05-17T09:30:00+02:60", `"2024-05-17T09:30:00+02:60"` + aTime},
		{instant, "2024-05-17T09:30:00+0200", `"2024-05-17T09:30:00+0200"` + aTime},
		{instant, "2024-02-30T09:30:00Z", `"2024-02-30T09:30:00Z"` + aTime},
		{instant, "2024-05-17T24:00:00Z", `"2024-05-17T24:00:00Z"` + aTime},
		{instant, "12024-05-17T09:30:00Z", `"12024-05-17T09:30:00Z"` + aTime},
		{instant, "1715945400", `"1715945400"` + aTime},
		{instant, "2024-05-17T09:30:00.0000001Z", `"2024-05-17T09:30:00.0000001Z" is finer than a microsecond`},
		{instant, "2024-05-17T09:30:00.0000000001Z", `"2024-05-17T09:30:00.0000000001Z" is finer than a microsecond`},
		{instant, "", "is empty; expected a time"},

		{date, "2024-02-30", `"2024-02-30" is not a date such as 2024-05-17`},
		{date, "2024-5-17", `"2024-5-17" is not a date such as 2024-05-17`},
		{date, "2024-05-17T00:00:00Z", `"2024-05-17T00:00:00Z" is not a date such as 2024-05-17`},
		{date, "", "is empty; expected a date"},

		{uuid, "x", `"x"` + aUUID},
		{uuid, "0190d6a27c3e7b1a9f003a5d1c2b4e6f", `"0190d6a27c3e7b1a9f003a5d1c2b4e6f"` + aUUID},
		{uuid, "{0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f}", `"{0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f}"` + aUUID},
		{uuid, "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6g", `"0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6g"` + aUUID},
		{uuid, "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6İ", `"0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6İ"` + aUUID},
		{uuid, "0190d6a2-7c3e-7b1a-9f00_3a5d1c2b4e6f", `"0190d6a2-7c3e-7b1a-9f00_3a5d1c2b4e6f"` + aUUID},
		{uuid, "", "is empty; expected a uuid"},

		{enum, "archived", `"archived" is not one of draft, published`},
		{enum, "Draft", `"Draft" is not one of draft, published`},
		{enum, "", "is empty; expected a label"},

		{text, "a\x00b", "contains a NUL byte"},
		{text, "a\xffb", "is not valid UTF-8"},
		{enum, "draft\x00", "contains a NUL byte"},
		{int64s, "1\xc3", "is not valid UTF-8"},

		{binary, "x", "takes no values"},
		{opaque, "x", "takes no values"},
	}
	for _, c := range cases {
		t.Run(c.field.Kind.String()+" "+c.text, func(t *testing.T) {
			t.Parallel()
			got, err := c.field.ParseValue(c.text)
			if err == nil {
				t.Fatalf("gave %v", got)
			}
			if diff := cmp.Diff(c.want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A number that PostgreSQL's numeric cannot hold would be an error of the
// database: digits before and after the point are bounded each.
func TestDecimalHoldsWhatNumericHolds(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name            string
		whole, fraction int
		fits            bool
	}{
		{"131072 digits before the point", 131072, 0, true},
		{"one digit more before the point", 131073, 0, false},
		{"16383 digits after the point", 1, 16383, true},
		{"one digit more after the point", 1, 16384, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			number := strings.Repeat("9", c.whole)
			if c.fraction > 0 {
				number += "." + strings.Repeat("9", c.fraction)
			}
			got, err := decimal.ParseValue("-00" + number)
			if (err == nil) != c.fits {
				t.Fatalf("error: %v", err)
			}
			if c.fits && got != "-"+number {
				t.Errorf("gave another number")
			}
			if !c.fits && err.Error() != "has too many digits" {
				t.Errorf("error: %v", err)
			}
		})
	}
}

// spelt draws a field with a text that a client may write for it.
func spelt(t *rapid.T) (*schemas.Field, string) {
	pattern := map[*schemas.Field]string{
		boolean: `true|false|1|0`, int16s: `-?[0-9]{1,5}`, int32s: `-?[0-9]{1,10}`, int64s: `-?[0-9]{1,19}`,
		uint16s: `[0-9]{1,5}`, uint32s: `[0-9]{1,10}`, uint64s: `[0-9]{1,19}`, anyInt: `-?[0-9]{1,19}`,
		float32s: `[+-]?[0-9]{1,3}(\.[0-9]{0,9})?(e-?[0-9]{1,2})?`,
		float64s: `[+-]?[0-9]{1,3}(\.[0-9]{0,9})?(e-?[0-9]{1,3})?`,
		decimal:  `-?[0-9]{1,40}(\.[0-9]{1,40})?`,
		instant:  `[0-9]{4}-[01][0-9]-[0-2][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+ -][0-2][0-9]:[0-5][0-9])`,
		date:     `[0-9]{4}-[01][0-9]-[0-3][0-9]`,
		uuid:     `[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`,
		text:     `.*`, enum: `draft|published|archived`,
	}
	field := rapid.SampledFrom([]*schemas.Field{
		boolean, int16s, int32s, int64s, uint16s, uint32s, uint64s, anyInt,
		float32s, float64s, decimal, instant, date, uuid, text, enum,
	}).Draw(t, "field")
	return field, rapid.StringMatching(pattern[field]).Draw(t, "text")
}

func TestParsedValuesAreAcceptedAndCanonical(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		field, spelling := spelt(t)
		v, err := field.ParseValue(spelling)
		if err != nil {
			return
		}
		if !field.Accepts(v) {
			t.Fatalf("%v is parsed and not accepted", v)
		}
		again, err := field.FromDriver(v)
		if diff := cmp.Diff(v, again); diff != "" || err != nil {
			t.Fatalf("changes on the way through the database: %v (-want +got)\n%s", err, diff)
		}
		if s, ok := v.(string); ok {
			again, err = field.ParseValue(s)
			if diff := cmp.Diff(v, again); diff != "" || err != nil {
				t.Fatalf("is not canonical: %v (-want +got)\n%s", err, diff)
			}
		}
	})
}

func TestAccepts(t *testing.T) {
	t.Parallel()
	notNull := &schemas.Field{Kind: schemas.Text, NotNull: true}
	anyText := &schemas.Field{Kind: schemas.Text, AnyText: true}
	anyUUID := &schemas.Field{Kind: schemas.UUID, AnyText: true}
	anyTime := &schemas.Field{Kind: schemas.Time, AnyText: true}
	related := &schemas.Field{Kind: schemas.Text, NotNull: true, Relation: &schemas.Relation{Path: "category"}}
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	cases := []struct {
		name  string
		field *schemas.Field
		value any
		want  bool
	}{
		{"null in a nullable column", text, nil, true},
		{"null in a column that is not null", notNull, nil, false},
		{"null where the related row may be missing", related, nil, true},

		{"a boolean", boolean, true, true},
		{"a boolean for an integer", int64s, true, false},
		{"an integer for a boolean", boolean, int64(1), false},
		{"the largest of 16 bits", int16s, int64(32767), true},
		{"one more than 16 bits hold", int16s, int64(32768), false},
		{"one less than 16 bits hold", int16s, int64(-32769), false},
		{"the largest of 32 bits unsigned", uint32s, int64(math.MaxUint32), true},
		{"a negative number for unsigned", uint64s, int64(-1), false},
		{"a Go int, which no codec gives", int64s, 1, false},
		{"an integer for a float", float64s, int64(1), false},
		{"negative zero", float64s, math.Copysign(0, -1), true},
		{"not a number", float64s, math.NaN(), true},
		{"a float for a decimal", decimal, 1.5, false},
		{"a decimal", decimal, "-12.50", true},
		{"a decimal that is not a number", decimal, "NaN", true},
		{"an infinite decimal", decimal, "-Infinity", true},
		{"an exponent in a decimal", decimal, "1e5", false},
		{"SQL for a decimal", decimal, "0); --", false},
		{"a time", instant, noon, true},
		{"a time for a date", date, noon, true},
		{"a time for a text", text, noon, false},
		{"a text for a time", instant, "2024-05-17T12:00:00Z", false},
		{"infinity for a time", instant, "infinity", true},
		{"infinity for a date", date, "-infinity", true},
		{"infinity as numbers spell it", instant, "Infinity", false},
		{"infinity where SQLite has none", anyTime, "infinity", false},
		{"the first year of timestamptz", instant, time.Date(-4713, 12, 1, 0, 0, 0, 0, time.UTC), true},
		{"a year before it", instant, time.Date(-4714, 12, 31, 0, 0, 0, 0, time.UTC), false},
		{"the last time of 64 bits", instant, time.UnixMicro(math.MaxInt64), true},
		{"the first time of 64 bits", instant, time.UnixMicro(math.MinInt64), false},
		{"a uuid", uuid, "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", true},
		{"a uuid as SQLite may keep it", uuid, "0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F", true},
		{"a text for a uuid", uuid, "x", false},
		{"the empty text", text, "", true},
		{"an emoji", text, "🙂", true},
		{"a NUL byte", text, "\x00", false},
		{"invalid UTF-8", text, "\xff", false},
		{"a label that is no longer declared", enum, "retired", true},
		{"bytes", binary, []byte{0, 255}, true},
		{"bytes for a text", text, []byte("a"), false},
		{"a NUL byte of SQLite", anyText, "a\x00", true},
		{"invalid UTF-8 of SQLite", anyText, "\xff", true},
		{"bytes in a text column of SQLite", anyText, []byte("a"), true},
		{"a text in a uuid column of SQLite", anyUUID, "x", true},
		{"an integer in a text column of SQLite", anyText, int64(1), false},
		{"a text for bytes", binary, "a", false},
		{"anything for an opaque column", opaque, "a", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.field.Accepts(c.value); got != c.want {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestForJSON(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		field *schemas.Field
		value any
		want  string
	}{
		{"null", text, nil, `null`},
		{"a boolean", boolean, true, `true`},
		{"an integer beyond 2^53", int64s, int64(1<<53 + 1), `9007199254740993`},
		{"a float", float64s, 1.5, `1.5`},
		{"a float that is no number", float64s, math.NaN(), `"NaN"`},
		{"an infinite float", float64s, math.Inf(1), `"Infinity"`},
		{"a float of negative infinity", float64s, math.Inf(-1), `"-Infinity"`},
		{"a decimal to the last digit", decimal, "0.1234567890123456789012345678901234567891", `0.1234567890123456789012345678901234567891`},
		{"a negative decimal", decimal, "-12", `-12`},
		{"a decimal that is no number", decimal, "NaN", `"NaN"`},
		{"an infinite decimal", decimal, "Infinity", `"Infinity"`},
		{"digits in a text", text, "12.5", `"12.5"`},
		{"a time", instant, time.UnixMicro(1).UTC(), `"1970-01-01T00:00:00.000001Z"`},
		{"a time after the year 9999", instant, time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC), `"20000-01-01T00:00:00Z"`},
		{"a time before the year 0", instant, time.Date(-44, 3, 15, 0, 0, 0, 0, time.UTC), `"-0044-03-15T00:00:00Z"`},
		{"a date", date, time.Date(2024, 5, 17, 0, 0, 0, 0, time.UTC), `"2024-05-17"`},
		{"a label", enum, "draft", `"draft"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(c.field.ForJSON(c.value))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func FuzzParseValue(f *testing.F) {
	fields := []*schemas.Field{
		boolean, int16s, int32s, int64s, uint16s, uint32s, uint64s, anyInt,
		float32s, float64s, decimal, instant, date, uuid, text, enum, binary, opaque,
	}
	for i, seed := range []string{
		"true", "-32768", "2147483648", "9223372036854775808", "65535", "-0", "9007199254740993", "٣",
		"0x1p-2", "1e-400", "-00.00", "2024-05-17T14:00:00.1234567 02:00", "2024-02-30",
		"0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F", "a\x00", "draft", "\xff", "",
	} {
		f.Add(uint8(i), seed)
	}
	f.Fuzz(func(t *testing.T, i uint8, spelling string) {
		field := fields[int(i)%len(fields)]
		v, err := field.ParseValue(spelling)
		if err != nil {
			return
		}
		if !field.Accepts(v) {
			t.Errorf("%s %q: %v is parsed and not accepted", field.Kind, spelling, v)
		}
		b := schemas.AppendValue(nil, v)
		read, rest, err := schemas.ReadValue(b)
		if diff := cmp.Diff(v, read, cmpopts.EquateNaNs()); diff != "" || len(rest) > 0 || err != nil {
			t.Errorf("%s %q: changes in a cursor: %v (-want +got)\n%s", field.Kind, spelling, err, diff)
		}
		if _, err := json.Marshal(field.ForJSON(v)); err != nil {
			t.Errorf("%s %q: %v", field.Kind, spelling, err)
		}
	})
}

func BenchmarkParseValue(b *testing.B) {
	for _, c := range []struct {
		field *schemas.Field
		text  string
	}{
		{boolean, "true"},
		{int64s, "9007199254740993"},
		{float64s, "1234.5678"},
		{decimal, "1234.56780"},
		{instant, "2024-05-17T12:00:00.123456+02:00"},
		{date, "2024-05-17"},
		{uuid, "0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F"},
		{text, "Python"},
		{enum, "published"},
	} {
		b.Run(c.field.Kind.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.field.ParseValue(c.text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
