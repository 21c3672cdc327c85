package schemas

import (
	"encoding/binary"
	"errors"
	"math"
	"time"
)

// Tags of encoded values. Cursors in clients' hands hold them: never renumber.
const (
	tagNull = iota
	tagFalse
	tagTrue
	tagInt
	tagFloat
	tagText
	tagBytes
	tagTime
	tagFarTime
)

// ErrEncoding is answered to bytes that [AppendValue] has not written.
var ErrEncoding = errors.New("not an encoded value")

// AppendValue appends a field's value to b without loss: 64-bit integers,
// times to the microsecond, floats bit by bit, text with its length. Equal
// values have equal bytes, and no value's bytes begin another's.
func AppendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case bool:
		if v {
			return append(b, tagTrue)
		}
		return append(b, tagFalse)
	case int64:
		return binary.AppendVarint(append(b, tagInt), v)
	case float64:
		return binary.BigEndian.AppendUint64(append(b, tagFloat), math.Float64bits(v))
	case string:
		return AppendText(append(b, tagText), v)
	case []byte:
		return AppendText(append(b, tagBytes), string(v))
	case time.Time:
		if isFar(v) {
			b = binary.AppendVarint(append(b, tagFarTime), v.Unix())
			return binary.AppendUvarint(b, uint64(v.Nanosecond()/1000))
		}
		return binary.AppendVarint(append(b, tagTime), v.UnixMicro())
	}
	return append(b, tagNull)
}

// isFar reports a time that is written by its seconds: its microseconds may overflow.
func isFar(t time.Time) bool {
	const years = 290_000
	y := t.UTC().Year()
	return y < -years || y > years
}

// AppendText appends a string with its length before it.
func AppendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// ReadValue reads one value from the front of b and answers what is left.
func ReadValue(b []byte) (v any, rest []byte, err error) {
	if len(b) == 0 {
		return nil, nil, ErrEncoding
	}
	tag, b := b[0], b[1:]
	switch tag {
	case tagNull:
		return nil, b, nil
	case tagFalse, tagTrue:
		return tag == tagTrue, b, nil
	case tagInt, tagTime:
		n, size := binary.Varint(b)
		if !isShortest(b, size) {
			return nil, nil, ErrEncoding
		}
		if tag == tagInt {
			return n, b[size:], nil
		}
		return readTime(time.UnixMicro(n).UTC(), false, b[size:])
	case tagFarTime:
		return readFarTime(b)
	case tagFloat:
		if len(b) < 8 {
			return nil, nil, ErrEncoding
		}
		return math.Float64frombits(binary.BigEndian.Uint64(b)), b[8:], nil
	case tagText, tagBytes:
		n, size := binary.Uvarint(b)
		if !isShortest(b, size) || n > uint64(len(b)-size) {
			return nil, nil, ErrEncoding
		}
		text := b[size : size+int(n)]
		if tag == tagBytes {
			return append([]byte{}, text...), b[size+int(n):], nil
		}
		return string(text), b[size+int(n):], nil
	}
	return nil, nil, ErrEncoding
}

// readFarTime reads seconds and microseconds.
func readFarTime(b []byte) (v any, rest []byte, err error) {
	seconds, size := binary.Varint(b)
	if !isShortest(b, size) {
		return nil, nil, ErrEncoding
	}
	micros, more := binary.Uvarint(b[size:])
	if !isShortest(b[size:], more) || micros >= 1e6 {
		return nil, nil, ErrEncoding
	}
	return readTime(time.Unix(seconds, int64(micros)*1000).UTC(), true, b[size+more:])
}

// readTime refuses a time under the other tag: it would be a second spelling.
func readTime(t time.Time, far bool, rest []byte) (v any, left []byte, err error) {
	if isFar(t) != far {
		return nil, nil, ErrEncoding
	}
	return t, rest, nil
}

// isShortest reports whether the number that b begins with was read, in size
// bytes, and has no bytes to spare: one that does is a second spelling.
func isShortest(b []byte, size int) bool {
	return size == 1 || size > 1 && b[size-1] != 0
}
