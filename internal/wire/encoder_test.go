package wire_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/internal/wire"
)

type (
	encoderLabel string
	badge        uint16
	secret       struct{ hidden int }

	// plainRow has fields of every plain type.
	plainRow struct {
		Text    string       `json:"text"`
		Named   encoderLabel `json:"na-med"`
		Yes     bool         `json:"Yes"`
		Int     int          `json:"int"`
		Small   int8         `json:"small"`
		Badge   badge        `json:"badge"`
		Byte    byte         `json:"byte"`
		Float   float64      `json:"float"`
		Single  float32      `json:"single"`
		At      time.Time    `json:"at"`
		Note    *string      `json:"note"`
		Count   *int64       `json:"count"`
		Last    *time.Time   `json:"last"`
		Ratio   *float32     `json:"ratio"`
		Skipped string       `json:"-"`
		Unnamed string
		hidden  string
	}
)

// What the encoder writes by itself is what encoding/json writes, and so are its
// errors.
func TestEncoderWritesPlainRows(t *testing.T) {
	t.Parallel()
	var e wire.Encoder
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMicro(rapid.Int64Range(-1<<56, 1<<58).Draw(t, "at")).In(time.FixedZone("", rapid.IntRange(-100_000, 100_000).Draw(t, "zone")))
		row := plainRow{
			Text: rapid.String().Draw(t, "text"), Named: encoderLabel(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")),
			Yes: rapid.Bool().Draw(t, "yes"), Int: rapid.Int().Draw(t, "int"), Small: rapid.Int8().Draw(t, "small"),
			Badge: badge(rapid.Uint16().Draw(t, "badge")), Byte: rapid.Byte().Draw(t, "byte"),
			Float: rapid.Float64().Draw(t, "float"), Single: rapid.Float32().Draw(t, "single"), At: at,
			Unnamed: "<&>", hidden: "x",
		}
		if rapid.Bool().Draw(t, "set") {
			row.Note, row.Count, row.Last, row.Ratio = &row.Text, new(int64(row.Int)), &row.At, &row.Single
		}
		encoderAgrees(t, &e, &row)
	})
	for _, row := range []plainRow{{Float: math.NaN()}, {Single: float32(math.Inf(1))}, {At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}} {
		encoderAgrees(t, &e, &row)
	}
}

// reporter is a test, or a check of one.
type reporter interface {
	Helper()
	Fatalf(format string, args ...any)
}

func encoderAgrees[T any](t reporter, e *wire.Encoder, row *T) {
	t.Helper()
	want, wantErr := json.Marshal(row)
	got, err := e.Append([]byte("before"), reflect.ValueOf(row).Elem())
	if wantErr != nil {
		want = nil
	}
	if diff := cmp.Diff("before"+string(want), string(got)); diff != "" || (err == nil) != (wantErr == nil) ||
		err != nil && err.Error() != wantErr.Error() {
		t.Fatalf("%+v: %v, %v (-want +got)\n%s", row, wantErr, err, diff)
	}
}

type loud struct{ Text string }

func (l *loud) MarshalJSON() ([]byte, error) {
	if l.Text == "" {
		return nil, errors.New("nothing to shout")
	}
	return json.Marshal(l.Text + "!")
}

// Types with ways of their own are encoding/json's.
func TestEncoderLeavesTheRest(t *testing.T) {
	t.Parallel()
	var e wire.Encoder
	encoderAgrees(t, &e, &loud{"a"})
	encoderAgrees(t, &e, &loud{})
	encoderAgrees(t, &e, &secret{1})
	encoderAgrees(t, &e, &struct{ Loud loud }{loud{"b"}})
	encoderAgrees(t, &e, &struct{ Loud *loud }{})
	encoderAgrees(t, &e, &struct{ loud }{loud{"c"}})
	encoderAgrees(t, &e, &struct {
		A string `json:"a,omitempty"`
		B int    `json:",string"`
	}{B: 1})
	encoderAgrees(t, &e, &struct {
		A string `json:"a<"`
		B string `json:"b%"`
		C string `json:"ü"`
	}{})
	encoderAgrees(t, &e, &struct {
		Same  string
		Other string `json:"Same"` // which counts
	}{})
	encoderAgrees(t, &e, &struct {
		Raw    json.RawMessage
		Number json.Number
		Bytes  []byte
		List   []int
		Map    map[string]int
		Any    any
		Twice  **int
	}{json.RawMessage(`{"a": 1}`), "1.50", []byte("x"), []int{1}, nil, 2.5, nil})
	encoderAgrees(t, &e, &[]string{"a"})
	encoderAgrees(t, &e, &time.Time{})
	encoderAgrees(t, &e, &struct{}{})
}
