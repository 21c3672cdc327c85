package store

import (
	"bytes"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/crudfactory/crudfactory/internal/wire"
)

// result is what a statement answers, row by row: *sql.Rows, or pgx's own.
type result interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
}

// counting counts the rows of a result.
type counting struct {
	result

	rows int64
}

// Next counts a row that there is.
func (c *counting) Next() bool {
	more := c.result.Next()
	if more {
		c.rows++
	}
	return more
}

// cell is a place for a value as the driver gives it to database/sql, however
// the row was read.
type cell struct{ value any }

// Scan implements sql.Scanner. The driver keeps its bytes.
func (c *cell) Scan(src any) error {
	if b, ok := src.([]byte); ok {
		src = bytes.Clone(b)
	}
	c.value = src
	return nil
}

// valuesOf are what was scanned into cells.
func valuesOf(cells []cell) []any {
	values := make([]any, len(cells))
	for i := range cells {
		values[i] = cells[i].value
	}
	return values
}

// raw is a result straight from the connection (docs/adr/0013). Places are
// scanned as database/sql would, so that nobody sees which way a row took.
type raw struct {
	pgx.Rows

	columns []wire.Column
	types   *pgtype.Map
}

func newRaw(rows pgx.Rows) *raw { return &raw{Rows: rows, types: rows.Conn().TypeMap()} }

// Columns are how the values are sent; known with the first row.
func (r *raw) Columns() []wire.Column {
	if r.columns == nil {
		fields := r.FieldDescriptions()
		r.columns = make([]wire.Column, len(fields))
		for i := range fields {
			r.columns[i] = wire.Column{OID: fields[i].DataTypeOID, Binary: fields[i].Format == pgx.BinaryFormatCode}
		}
	}
	return r.columns
}

// Scan reads the current row.
func (r *raw) Scan(dest ...any) error {
	for i, src := range r.RawValues() {
		if err := r.scan(i, src, dest[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *raw) scan(i int, src []byte, dest any) (err error) {
	column := r.Columns()[i]
	switch to := dest.(type) {
	case *cell:
		to.value, err = r.value(column, src)
		return err
	case sql.Scanner:
		v, err := r.value(column, src)
		if err != nil {
			return err
		}
		return to.Scan(v)
	}
	format := int16(pgx.TextFormatCode)
	if column.Binary {
		format = pgx.BinaryFormatCode
	}
	return r.types.Scan(column.OID, format, src, dest)
}

// value is what the driver gives database/sql for a value. In the modes of pgx
// that do not describe statements everything comes as text, and its type says what
// of.
func (r *raw) value(column wire.Column, src []byte) (v any, err error) {
	_, typed := wire.Formats[column.OID]
	switch {
	case src != nil && column.Binary && !typed:
		return r.converted(column, src)
	case src == nil, column.Binary, !typed:
		return column.Value(src)
	}
	switch column.OID {
	case pgtype.BoolOID:
		v, err = scanned[bool](r, column, src)
	case pgtype.Float4OID, pgtype.Float8OID:
		v, err = scanned[float64](r, column, src)
	case pgtype.ByteaOID:
		v, err = scanned[[]byte](r, column, src)
	case pgtype.DateOID, pgtype.TimestampOID, pgtype.TimestamptzOID:
		if text := string(src); text == "infinity" || text == "-infinity" {
			return text, nil
		}
		v, err = scanned[time.Time](r, column, src)
	default:
		v, err = scanned[int64](r, column, src)
	}
	return v, err
}

// converted is the value of a type that Formats asks for as text. In a batch it
// comes as pgx likes it best.
func (r *raw) converted(column wire.Column, src []byte) (any, error) {
	known, ok := r.types.TypeForOID(column.OID)
	if !ok {
		return column.Value(src)
	}
	return known.Codec.DecodeDatabaseSQLValue(r.types, column.OID, pgx.BinaryFormatCode, src)
}

func scanned[T any](r *raw, column wire.Column, src []byte) (v T, err error) {
	err = r.types.Scan(column.OID, pgx.TextFormatCode, src, &v)
	return v, err
}
