package model_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/schemas"
)

// goTypes has a column of every Go type that a model may use.
type goTypes struct {
	Bool    bool
	Int     int
	Int8    int8
	Int16   int16
	Int32   int32
	Int64   int64 `gorm:"primaryKey"`
	Uint    uint
	Uint8   uint8
	Uint16  uint16
	Uint32  uint32
	Uint64  uint64
	Float32 float32
	Float64 float64
	String  string
	Bytes   []byte
	Time    time.Time
	UUID    uuid.UUID
	Price   Decimal

	PInt    *int16
	PUint   *uint32
	PTime   *time.Time
	PUUID   *uuid.UUID
	PString *string
	PPInt   **int8

	NullBool    sql.NullBool
	NullByte    sql.NullByte
	NullInt16   sql.NullInt16
	NullInt32   sql.NullInt32
	NullInt64   sql.NullInt64
	NullFloat64 sql.NullFloat64
	NullString  sql.NullString
	NullTime    sql.NullTime
	NullPrice   NullDecimal
	DeletedAt   gorm.DeletedAt
	GenericInt  sql.Null[int32]
	GenericUint sql.Null[uint16]
	GenericText sql.Null[string]
	GenericTime sql.Null[time.Time]
	GenericUUID sql.Null[uuid.UUID]
	PNullInt16  *sql.NullInt16

	Duration  time.Duration
	Named     status
	NamedInt  rank
	Mood      mood
	Raw       json.RawMessage
	Tags      []string          `gorm:"serializer:json"`
	Settings  map[string]string `gorm:"serializer:json"`
	UnixTime  int64             `gorm:"serializer:unixtime"`
	Generated string            `gorm:"->"`
}

type status string

type rank int16

// mood writes itself, so that its meaning is unknown.
type mood int

func (m mood) Value() (driver.Value, error) { return strconv.Itoa(int(m)), nil }

// Decimal has the name on which the field's packages agree.
type Decimal struct{ text string } //nolint:recvcheck // a value writes itself, a pointer reads

func (d Decimal) Value() (driver.Value, error) { return d.text, nil }

func (d *Decimal) Scan(src any) error {
	d.text = fmt.Sprint(src)
	return nil
}

// NullDecimal is a Decimal that can be NULL.
type NullDecimal struct {
	Decimal Decimal
	Valid   bool
}

func (d NullDecimal) Value() (driver.Value, error) { return d.Decimal.text, nil }

// describe says what a field's values are, with the bits of a number.
func describe(f *schemas.Field) string {
	text := f.Kind.String()
	if f.Kind != schemas.Int && f.Kind != schemas.Float {
		return text
	}
	text = fmt.Sprint(text, " of ", f.Bits, " bits")
	if f.Unsigned {
		text = "unsigned " + text
	}
	return text
}

// kinds describes every column of a model.
func kinds(m *model.Model) map[string]string {
	all := map[string]string{}
	for _, f := range m.Shape().Columns {
		all[f.Path] = describe(f)
	}
	return all
}

func TestKindOfGoType(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"bool": "boolean", "int": "integer of 64 bits",
		"int8": "integer of 8 bits", "int16": "integer of 16 bits", "int32": "integer of 32 bits", "int64": "integer of 64 bits",
		"uint": "unsigned integer of 64 bits", "uint8": "unsigned integer of 8 bits", "uint16": "unsigned integer of 16 bits",
		"uint32": "unsigned integer of 32 bits", "uint64": "unsigned integer of 64 bits",
		"float32": "number of 32 bits", "float64": "number of 64 bits",
		"string": "text", "bytes": "bytes", "time": "time", "uuid": "uuid", "price": "opaque value",

		"p_int": "integer of 16 bits", "p_uint": "unsigned integer of 32 bits", "p_time": "time", "p_uuid": "uuid",
		"p_string": "text", "pp_int": "integer of 8 bits",

		"null_bool": "boolean", "null_byte": "unsigned integer of 8 bits",
		"null_int16": "integer of 16 bits", "null_int32": "integer of 32 bits", "null_int64": "integer of 64 bits",
		"null_float64": "number of 64 bits", "null_string": "text", "null_time": "time", "null_price": "opaque value",
		"deleted_at": "time", "generic_int": "integer of 32 bits", "generic_uint": "unsigned integer of 16 bits",
		"generic_text": "text", "generic_time": "time", "generic_uuid": "uuid", "p_null_int16": "integer of 16 bits",

		"duration": "integer of 64 bits", "named": "text", "named_int": "integer of 16 bits", "generated": "text",
		// What writes itself, and what a serializer writes, can be anything.
		"mood": "opaque value", "raw": "opaque value", "tags": "opaque value", "settings": "opaque value",
		"unix_time": "opaque value",
	}
	if diff := cmp.Diff(want, kinds(read(t, &goTypes{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// sqlTypes has a tag for every SQL type that has a kind, and for some of those
// that have none. A tag says more than the Go type.
type sqlTypes struct {
	ID        string `gorm:"type:uuid;primaryKey"`
	Bool      int    `gorm:"type:boolean"`
	Small     int64  `gorm:"type:smallint"`
	Int4      int64  `gorm:"type:int4"`
	Integer   int64  `gorm:"type:integer"`
	Big       int64  `gorm:"type:bigint"`
	Narrow    int8   `gorm:"type:bigint"`
	Serial    uint   `gorm:"type:bigserial"`
	Real      float64
	Float4    float64           `gorm:"type:real"`
	Double    float64           `gorm:"type:double precision"`
	Numeric   string            `gorm:"type:numeric(40,20)"`
	Decimal   float64           `gorm:"type:DECIMAL(10, 2)"`
	Stamp     string            `gorm:"type:timestamp"`
	StampTZ   time.Time         `gorm:"type:timestamp(3) with time zone"`
	StampTZ6  time.Time         `gorm:"type:timestamptz(6)"`
	Date      time.Time         `gorm:"type:date"`
	Text      string            `gorm:"type:text"`
	Varchar   string            `gorm:"type:varchar(20)"`
	Character string            `gorm:"type:character varying(20)"`
	Citext    string            `gorm:"type:citext"`
	Bytea     string            `gorm:"type:bytea"`
	Mood      mood              `gorm:"type:integer"`
	Logged    []string          `gorm:"type:text;serializer:json"`
	Seen      int64             `gorm:"type:timestamptz;serializer:unixtime"`
	JSON      string            `gorm:"type:jsonb"`
	Inet      string            `gorm:"type:inet"`
	Interval  string            `gorm:"type:interval"`
	Clock     string            `gorm:"type:time"`
	State     string            `gorm:"type:order_state"`
	Array     string            `gorm:"type:text[]"`
	Matrix    string            `gorm:"type:numeric(4,2)[][]"`
	Sized     string            `gorm:"type:integer [3]"`
	Standard  string            `gorm:"type:integer array"`
	Upper     string            `gorm:"type:INT8 ARRAY[4]"`
	Range     string            `gorm:"type:int4range"`
	Empty     map[string]string `gorm:"type:hstore"`
}

func TestKindOfTypeTag(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"id": "uuid", "bool": "boolean",
		"small": "integer of 16 bits", "int4": "integer of 32 bits", "integer": "integer of 32 bits",
		"big": "integer of 64 bits", "narrow": "integer of 8 bits", "serial": "unsigned integer of 64 bits",
		"real": "number of 64 bits", "float4": "number of 32 bits", "double": "number of 64 bits",
		"numeric": "decimal", "decimal": "decimal",
		"stamp": "time", "stamp_tz": "time", "stamp_tz6": "time", "date": "date",
		"text": "text", "varchar": "text", "character": "text", "citext": "text", "bytea": "bytes",
		"mood": "integer of 32 bits", "logged": "text", "seen": "time",
		"json": "opaque value", "inet": "opaque value", "interval": "opaque value", "clock": "opaque value",
		"state": "opaque value", "array": "array", "matrix": "opaque value", "sized": "opaque value",
		"standard": "array", "upper": "opaque value", "range": "opaque value", "empty": "opaque value",
	}
	if diff := cmp.Diff(want, kinds(read(t, &sqlTypes{}))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestKindOnSQLite has the same tag mean another range: every integer of
// SQLite's is of 64 bits.
func TestKindOnSQLite(t *testing.T) {
	t.Parallel()
	type counter struct {
		ID    int64 `gorm:"type:integer;primaryKey"`
		Views int64 `gorm:"type:int"`
		Small int16 `gorm:"type:integer"`
	}
	m, err := model.Read(offlineSQLite(t), &counter{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"id": "integer of 64 bits", "views": "integer of 64 bits", "small": "integer of 16 bits"}
	if diff := cmp.Diff(want, kinds(m)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestEnumIsItsLabels(t *testing.T) {
	t.Parallel()
	type topic struct {
		ID   int
		Mood string
	}
	type post struct {
		ID      int
		Status  string
		State   string `gorm:"type:post_state"`
		TopicID int
		Topic   *topic
	}
	m, err := model.Read(offlinePostgres(t), &post{})
	if err != nil {
		t.Fatal(err)
	}
	m.SetLabels(map[string][]string{
		"status": {"draft", "live"}, "state": {"b", "a"}, "topic.mood": {"glad", "sad"},
	})
	got := map[string][]string{}
	for _, path := range []string{"status", "Status", "state", "topic.mood", "Topic.Mood"} {
		if f := field(t, m, path); f.Kind == schemas.Enum {
			got[path] = f.Labels
		}
	}
	want := map[string][]string{
		"status": {"draft", "live"}, "Status": {"draft", "live"}, "state": {"b", "a"},
		"topic.mood": {"glad", "sad"}, "Topic.Mood": {"glad", "sad"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
