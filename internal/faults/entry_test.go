package faults

import (
	"errors"
	"fmt"
	"hash/crc32"
	"strings"
)

// Entry is a row with a checksum of its own fields, which tells the whole from the
// torn.
type Entry struct {
	ID      int64   `gorm:"primaryKey"            json:"id"`
	Name    string  `gorm:"not null;uniqueIndex"  json:"name"`
	Unit    string  `gorm:"not null;index"        json:"unit"`
	Owner   int     `gorm:"not null;index"        json:"owner"`
	Kind    string  `gorm:"not null;index"        json:"kind"`
	Amount  int64   `gorm:"not null;index"        json:"amount"`
	Note    *string `json:"note"`
	Sum     string  `gorm:"not null"              json:"sum"`
	Version int64   `gorm:"not null"              json:"version"`
}

// entryBody is what a client sends.
type entryBody struct {
	Name   string  `json:"name"   validate:"required"`
	Unit   string  `json:"unit"   validate:"required"`
	Owner  int     `json:"owner"`
	Kind   string  `json:"kind"   validate:"required"`
	Amount int64   `json:"amount"`
	Note   *string `json:"note"`
	Sum    string  `json:"sum"    validate:"required"`
}

// counter is a row that several clients count up.
type counter struct {
	ID    int64 `gorm:"primaryKey" json:"id"`
	Count int64 `gorm:"not null"   json:"count"`
}

type counterBody struct {
	Count int64 `json:"count"`
}

var kinds = []string{"apple", "pear", "plum"}

// body is a row of a unit in a state.
func body(name, unit string, owner int, s state) entryBody {
	b := entryBody{Name: name, Unit: unit, Owner: owner, Kind: s.kind, Amount: s.amount}
	if s.amount%5 != 0 { // some are NULL, which orders have to place
		note := strings.Repeat(fmt.Sprint(s.amount, " "), 30)
		b.Note = &note
	}
	b.Sum = b.checksum()
	return b
}

func (b entryBody) checksum() string {
	note := "null"
	if b.Note != nil {
		note = "=" + *b.Note
	}
	text := fmt.Sprintf("%q %q %d %q %d %q", b.Name, b.Unit, b.Owner, b.Kind, b.Amount, note)
	return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(text)))
}

// sent is the row as a client has sent it.
func (e Entry) sent() entryBody {
	return entryBody{Name: e.Name, Unit: e.Unit, Owner: e.Owner, Kind: e.Kind, Amount: e.Amount, Note: e.Note, Sum: e.Sum}
}

func (e Entry) state() state { return state{there: true, kind: e.Kind, amount: e.Amount} }

// whole fails for rows that nobody has sent.
func whole(rows []Entry) error {
	var torn error
	for _, row := range rows {
		if row.ID == 0 || row.sent().checksum() != row.Sum {
			torn = errors.Join(torn, fmt.Errorf("a torn row: %+v", row))
		}
	}
	return torn
}
