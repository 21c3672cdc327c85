package schemas

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"
)

// FromGo turns a value that a Go program has for the field into the field's: a
// text as a client writes it, a number of any size, or whatever writes itself
// by [driver.Valuer]. It refuses what the column cannot hold.
func (f *Field) FromGo(v any) (any, error) {
	plain, err := driver.DefaultParameterConverter.ConvertValue(v)
	if err != nil {
		return nil, err
	}
	if text, ok := plain.(string); ok {
		return f.ParseValue(text)
	}
	value, err := f.FromDriver(plain)
	if err == nil && value != nil && !f.Accepts(value) {
		return nil, fmt.Errorf("%s: its column cannot hold %v", f.Path, value)
	}
	return value, err
}

// FromDriver turns what a database driver gave for the field into its value.
func (f *Field) FromDriver(src any) (any, error) {
	if src == nil {
		return nil, nil //nolint:nilnil // nil is the value of NULL
	}
	var v any
	switch f.Kind {
	case Bool:
		v = boolFromDriver(src)
	case Int:
		v = intFromDriver(src)
	case Float:
		v = floatFromDriver(src)
	case Time, Date:
		v = timeFromDriver(src)
	case Decimal:
		v = decimalFromDriver(src)
	case UUID, Text, Enum:
		v = textFromDriver(src)
	case Bytes:
		v = bytesFromDriver(src)
	case Opaque, Array:
	}
	if v == nil {
		return nil, fmt.Errorf("%s: cannot read %T as %s", f.Path, src, f.Kind.article())
	}
	return v, nil
}

func boolFromDriver(src any) any {
	switch v := src.(type) {
	case bool:
		return v
	case int64:
		return v != 0
	}
	return nil
}

func intFromDriver(src any) any {
	switch v := src.(type) {
	case int64:
		return v
	case string: // PostgreSQL's numeric
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return n
		}
	}
	return nil
}

func floatFromDriver(src any) any {
	switch v := src.(type) {
	case float64:
		return v
	case int64: // SQLite keeps whole numbers as integers
		return float64(v)
	case string:
		if n, err := strconv.ParseFloat(v, 64); err == nil {
			return exactFloat(n, v)
		}
		if digits, err := parseDecimal(v); err == nil { // of a numeric, beyond any float
			return digits
		}
	}
	return nil
}

func timeFromDriver(src any) any {
	switch v := src.(type) {
	case time.Time:
		return v.UTC()
	case int64: // SQLite's unixepoch_micro, where the column's type got lost
		return time.UnixMicro(v).UTC()
	case string:
		if isEndless(v) {
			return v
		}
	}
	return nil
}

// decimalFromDriver drops the zeros that a column's scale adds, so that equal
// numbers are equal values.
func decimalFromDriver(src any) any {
	v := textFromDriver(src)
	if text, ok := v.(string); ok {
		if canonical, err := parseDecimal(text); err == nil {
			return canonical
		}
	}
	return v // NaN, Infinity
}

func textFromDriver(src any) any {
	switch v := src.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return formatFloat(v)
	}
	return nil
}

func bytesFromDriver(src any) any {
	switch v := src.(type) {
	case []byte:
		return v
	case string:
		return []byte(v)
	}
	return nil
}
