package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/crudfactory/crudfactory/schemas"
)

// Column says how the values of a column are sent.
type Column struct {
	// OID is the type's, as in pg_type.
	OID uint32
	// Binary is set where they are not sent as text.
	Binary bool
}

// errLength is answered where a value has another length than its type.
var errLength = errors.New("the value has another length than its type")

// Value is what the driver gives database/sql for a value; nil is NULL. What is
// sent as text stays one.
func (c Column) Value(src []byte) (any, error) {
	if src == nil {
		return nil, nil //nolint:nilnil // nil is the value of NULL
	}
	if !c.Binary {
		if documents[c.OID] {
			return append([]byte{}, src...), nil
		}
		return string(src), nil
	}
	switch c.OID {
	case pgtype.BoolOID:
		return readBool(src)
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return readInt(src)
	case pgtype.Float4OID, pgtype.Float8OID:
		return readFloat(src)
	case pgtype.TimestampOID, pgtype.TimestamptzOID, pgtype.DateOID:
		v, endless, err := c.readTime(src)
		if endless != "" {
			return endless, nil
		}
		return v, err
	case pgtype.ByteaOID:
		return append([]byte{}, src...), nil
	case pgtype.OIDOID, pgtype.CIDOID, pgtype.XIDOID:
		n, err := readInt(src)
		return n & math.MaxUint32, err // they have no sign
	}
	return nil, fmt.Errorf("type %d is not read in its binary format", c.OID)
}

// documents are types whose text the driver gives as bytes.
var documents = map[uint32]bool{pgtype.JSONOID: true, pgtype.JSONBOID: true, pgtype.XMLOID: true}

// Formats asks for the formats that Column can read; other types come as text.
var Formats = map[uint32]int16{
	pgtype.BoolOID: 1, pgtype.ByteaOID: 1, pgtype.DateOID: 1, pgtype.Float4OID: 1, pgtype.Float8OID: 1,
	pgtype.Int2OID: 1, pgtype.Int4OID: 1, pgtype.Int8OID: 1, pgtype.TimestampOID: 1, pgtype.TimestamptzOID: 1,
	pgtype.OIDOID: 1, pgtype.CIDOID: 1, pgtype.XIDOID: 1,
}

func readBool(src []byte) (bool, error) {
	if len(src) != 1 {
		return false, errLength
	}
	return src[0] != 0, nil
}

func readInt(src []byte) (int64, error) {
	switch len(src) {
	case 2:
		return int64(int16(binary.BigEndian.Uint16(src))), nil
	case 4:
		return int64(int32(binary.BigEndian.Uint32(src))), nil
	case 8:
		return int64(binary.BigEndian.Uint64(src)), nil
	}
	return 0, errLength
}

func readFloat(src []byte) (float64, error) {
	switch len(src) {
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(src))), nil
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(src)), nil
	}
	return 0, errLength
}

// epoch is the origin of PostgreSQL's times and dates, in seconds of Unix.
const (
	epoch      = 946684800
	daySeconds = 24 * 60 * 60
)

// readTime reads microseconds, or of a date days, from the year 2000 on. endless
// is what PostgreSQL calls a time that is none.
func (c Column) readTime(src []byte) (v time.Time, endless string, err error) {
	n, err := readInt(src)
	if err != nil {
		return v, "", err
	}
	date := c.OID == pgtype.DateOID
	latest, earliest := int64(math.MaxInt64), int64(math.MinInt64)
	if date {
		latest, earliest = math.MaxInt32, math.MinInt32
	}
	switch n {
	case latest:
		return v, "infinity", nil
	case earliest:
		return v, "-infinity", nil
	}
	if date {
		return time.Unix(epoch+n*daySeconds, 0).UTC(), "", nil
	}
	return time.Unix(epoch+n/1e6, n%1e6*1000).UTC(), "", nil
}

// readTimeOrEnd is readTime with the time that stands for an endless one.
func (c Column) readTimeOrEnd(src []byte) (time.Time, error) {
	v, endless, err := c.readTime(src)
	if endless != "" {
		v, _ = schemas.Endless(endless)
	}
	return v, err
}
