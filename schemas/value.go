package schemas

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Values of a field have one Go type for each kind, in checked filters, in
// cursors and in facets: bool, int64, float64, time.Time (Time and Date, in
// UTC), []byte, and string for the rest, and for what is no number or time
// ("NaN", "infinity"). nil is NULL.

// What PostgreSQL's numeric holds before and after the point (its manual, 8.1).
const maxWholeDigits, maxFractionDigits = 131072, 16383

// The years that PostgreSQL's timestamptz and date hold (its manual, 8.5).
const minYear, maxYear, maxDateYear = -4713, 294276, 5874897

// ParseValue reads a value as a client writes it: integers in range, RFC 3339
// times with a zone and at most microseconds, dates as 2006-01-02, booleans as
// true, false, 1 or 0. The error's text says what would be right.
func (f *Field) ParseValue(text string) (any, error) {
	if err := plainText(text); err != nil {
		return nil, err
	}
	if text == "" && f.Kind != Text {
		return nil, fmt.Errorf("is empty; expected %s", f.Kind.article())
	}
	switch f.Kind {
	case Bool:
		return parseBool(text)
	case Int:
		return f.parseInt(text)
	case Float:
		return f.parseFloat(text)
	case Decimal:
		return parseDecimal(text)
	case Time:
		return parseTime(text)
	case Date:
		return parseDate(text)
	case UUID:
		return parseUUID(text)
	case Text:
		return text, nil
	case Enum:
		if !slices.Contains(f.Labels, text) {
			return nil, fmt.Errorf("%q is not one of %s", text, strings.Join(f.Labels, ", "))
		}
		return text, nil
	case Opaque, Bytes, Array:
	}
	return nil, errors.New("takes no values")
}

func (k Kind) article() string {
	if k == Bytes {
		return "bytes"
	}
	if strings.ContainsRune("aeio", rune(k.String()[0])) {
		return "an " + k.String()
	}
	return "a " + k.String()
}

// plainText refuses what no text column of PostgreSQL can hold.
func plainText(text string) error {
	if !utf8.ValidString(text) {
		return errors.New("is not valid UTF-8")
	}
	if strings.ContainsRune(text, 0) {
		return errors.New("contains a NUL byte")
	}
	return nil
}

func parseBool(text string) (any, error) {
	switch text {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return nil, fmt.Errorf("%q is not a boolean: expected true, false, 1 or 0", text)
}

func (f *Field) parseInt(text string) (any, error) {
	if !isDigits(strings.TrimPrefix(text, "-")) {
		return nil, fmt.Errorf("%q is not an integer", text)
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if low, high := f.IntRange(); err != nil || n < low || n > high {
		return nil, fmt.Errorf("%s is out of range: expected %d to %d", text, low, high)
	}
	return n, nil
}

// IntRange is what the column of an Int holds; no database here holds more than a
// signed 64-bit integer.
func (f *Field) IntRange() (low, high int64) {
	bits := f.Bits
	if bits == 0 {
		bits = 64
	}
	switch {
	case !f.Unsigned:
		return math.MinInt64 >> (64 - bits), math.MaxInt64 >> (64 - bits)
	case bits == 64:
		return 0, math.MaxInt64
	default:
		return 0, 1<<bits - 1
	}
}

func (f *Field) parseFloat(text string) (any, error) {
	bits := 64
	if f.Bits == 32 {
		bits = 32
	}
	n, err := strconv.ParseFloat(text, bits)
	switch {
	case strings.Trim(text, "0123456789+-.eE") != "" || errors.Is(err, strconv.ErrSyntax):
		return nil, fmt.Errorf("%q is not a number", text)
	case err != nil:
		return nil, fmt.Errorf("%s is out of range of a %d-bit float", text, bits)
	case n == 0:
		return 0.0, nil // -0 is the same number
	}
	if bits == 32 {
		return n, nil // the column has what the number is as a float
	}
	return exactFloat(n, text), nil
}

// exactFloat is the number itself, or its digits where a float would change
// them: gorm keeps a Go float in a numeric column of PostgreSQL, which holds
// more of them.
func exactFloat(n float64, text string) any {
	digits, err := parseDecimal(text)
	if err != nil || digits == formatFloat(n) {
		return n
	}
	return digits
}

func parseDecimal(text string) (any, error) {
	whole, fraction, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if !isDigits(whole) || point && !isDigits(fraction) {
		return nil, fmt.Errorf("%q is not a decimal such as 12.50", text)
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if len(whole) > maxWholeDigits || len(fraction) > maxFractionDigits {
		return nil, errors.New("has too many digits")
	}
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if text[0] == '-' && whole != "0" {
		whole = "-" + whole
	}
	return whole, nil
}

// rfc3339 is stricter than [time.Parse], which takes hours of one digit, a
// comma before the fraction and zones of a day and more (go.dev/issue/54580).
var rfc3339 = regexp.MustCompile(
	`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$`)

func parseTime(text string) (any, error) {
	// A + that was not percent-encoded arrives as a blank.
	plus := strings.Replace(text, " ", "+", 1)
	parts := rfc3339.FindStringSubmatch(plus)
	t, err := time.Parse(time.RFC3339Nano, plus)
	if parts == nil || err != nil {
		return nil, fmt.Errorf("%q is not an RFC 3339 time with a zone, such as 2024-05-17T09:30:00Z", text)
	}
	if len(strings.TrimRight(parts[1], "0")) > len(".123456") {
		return nil, fmt.Errorf("%q is finer than a microsecond", text)
	}
	return t.UTC(), nil
}

func parseDate(text string) (any, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil, fmt.Errorf("%q is not a date such as 2024-05-17", text)
	}
	return t, nil
}

func parseUUID(text string) (any, error) {
	lower := strings.ToLower(text)
	if !isUUID(lower) {
		return nil, fmt.Errorf("%q is not a uuid such as 0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", text)
	}
	return lower, nil
}

func isUUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i, c := range []byte(text) {
		switch {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return false
			}
		case (c < '0' || c > '9') && (c < 'a' || c > 'f'):
			return false
		}
	}
	return true
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// Accepts reports whether v, out of a cursor that a client may have made up,
// is a value that the field's column can be compared with.
func (f *Field) Accepts(v any) bool {
	switch v := v.(type) {
	case nil:
		return f.Nullable()
	case bool:
		return f.Kind == Bool
	case int64:
		low, high := f.IntRange()
		return f.Kind == Int && low <= v && v <= high
	case float64:
		return f.Kind == Float
	case []byte:
		return f.Kind == Bytes || f.AnyText && (f.Kind == Text || f.Kind == Enum || f.Kind == UUID)
	case time.Time:
		return f.Kind == Time && minYear <= v.Year() && v.Year() <= maxYear ||
			f.Kind == Date && minYear <= v.Year() && v.Year() <= maxDateYear
	case string:
		return f.acceptsText(v)
	}
	return false
}

func (f *Field) acceptsText(v string) bool {
	switch f.Kind {
	case Text, Enum:
		return f.AnyText || plainText(v) == nil
	case UUID:
		return f.AnyText || isUUID(strings.ToLower(v))
	case Time, Date:
		return isEndless(v) && !f.AnyText
	case Decimal, Float:
		_, err := parseDecimal(v)
		return err == nil || v == "NaN" || v == "Infinity" || v == "-Infinity"
	case Opaque, Bool, Int, Bytes, Array:
	}
	return false
}

// What PostgreSQL's timestamps and dates hold beside times (its manual, 8.5).
const afterAll, beforeAll = "infinity", "-infinity"

func isEndless(v string) bool { return v == afterAll || v == beforeAll }

// Endless is the time that stands for a text which PostgreSQL has in the place
// of one: of those that JSON has, the last for infinity, the first for -infinity.
func Endless(v string) (t time.Time, ok bool) {
	switch v {
	case afterAll:
		return time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC), true
	case beforeAll:
		return time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), true
	}
	return time.Time{}, false
}

// ForJSON gives a value the shape that it has in a JSON answer: a decimal is a
// number to the last digit, a date has no time of day. What JSON has no number
// for (NaN, Infinity), and a time that encoding/json refuses, is a text.
func (f *Field) ForJSON(v any) any {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return formatFloat(v)
		}
		if f.Bits == 32 {
			return float32(v) // 0.1, and not 0.10000000149011612
		}
	case string:
		if (f.Kind == Decimal || f.Kind == Float) && f.acceptsText(v) && strings.Trim(v, "-.0123456789") == "" {
			return json.Number(v)
		}
	case time.Time:
		switch {
		case f.Kind == Date:
			return v.Format(time.DateOnly)
		case v.Year() < 0 || v.Year() > 9999:
			return v.Format(time.RFC3339Nano)
		}
	}
	return v
}

// formatFloat writes a float without an exponent, and as PostgreSQL does what
// is no number.
func formatFloat(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
