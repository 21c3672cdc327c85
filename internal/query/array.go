package query

import (
	"encoding/hex"
	"strconv"
	"time"
)

// array is a list that PostgreSQL reads as an array of the type that it is
// compared with, or cast to.
type array []any

// text is the array as PostgreSQL's manual, 8.15.6, writes it. As a string a driver
// sends it as it is; of a driver.Valuer pgx would read it to write it anew.
func (a array) text() string {
	b := []byte{'{'}
	for i, v := range a {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendItem(b, v)
	}
	return string(append(b, '}'))
}

func appendItem(b []byte, v any) []byte {
	switch v := v.(type) {
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	case bool:
		return strconv.AppendBool(b, v)
	case []byte:
		return append(hex.AppendEncode(append(b, `"\\x`...), v), '"')
	case time.Time:
		return v.AppendFormat(b, `"2006-01-02 15:04:05.999999Z07:00"`)
	case string:
		return appendQuoted(b, v)
	}
	return append(b, "NULL"...)
}

func appendQuoted(b []byte, text string) []byte {
	b = append(b, '"')
	start := 0
	for i := range len(text) {
		if text[i] == '"' || text[i] == '\\' {
			b = append(append(b, text[start:i]...), '\\')
			start = i
		}
	}
	return append(append(b, text[start:]...), '"')
}
