package pagination

import (
	"crypto/sha256"
	"errors"
	"slices"

	"github.com/crudfactory/crudfactory/schemas"
)

// ErrInvalidCursor is answered to every token that is not a cursor of the list
// at hand, whatever is wrong with it.
var ErrInvalidCursor = errors.New("the cursor is not one of this list: " +
	"it was altered, or made under another order, filter or search")

// Cursor is a position in an ordered list.
type Cursor struct {
	// Values are those of the order's keys at the row, typed as in
	// [schemas.Field.ParseValue].
	Values []any
	// Backward makes the page the one that ends at the row.
	Backward bool
	// Inclusive makes the row itself part of the page.
	Inclusive bool
}

// Digest identifies the list that a cursor belongs to: its table, order,
// filters and search.
type Digest [16]byte

// NewDigest hashes the canonical form of a list.
func NewDigest(canonical []byte) Digest {
	sum := sha256.Sum256(canonical)
	return Digest(sum[:16])
}

// version is the first byte of every token's payload.
const version = 1

const (
	flagBackward = 1 << iota
	flagInclusive
)

// marshal writes version, flags, digest and values.
func (c Cursor) marshal(digest Digest) []byte {
	var flags byte
	if c.Backward {
		flags |= flagBackward
	}
	if c.Inclusive {
		flags |= flagInclusive
	}
	b := append(append(make([]byte, 0, 96), version, flags), digest[:]...)
	for _, v := range c.Values {
		b = schemas.AppendValue(b, v)
	}
	return b
}

// unmarshal reads what marshal wrote for the same digest, and nothing else.
func unmarshal(b []byte, digest Digest) (Cursor, error) {
	head := 2 + len(digest)
	if len(b) < head || b[0] != version || !slices.Equal(b[2:head], digest[:]) {
		return Cursor{}, ErrInvalidCursor
	}
	c := Cursor{Backward: b[1]&flagBackward != 0, Inclusive: b[1]&flagInclusive != 0}
	for rest := b[head:]; len(rest) > 0; {
		v, left, err := schemas.ReadValue(rest)
		if err != nil {
			return Cursor{}, ErrInvalidCursor
		}
		c.Values, rest = append(c.Values, v), left
	}
	if !slices.Equal(c.marshal(digest), b) { // a second spelling of the same cursor
		return Cursor{}, ErrInvalidCursor
	}
	return c, nil
}

// Check holds the values of a decoded cursor against the fields that they are
// to be compared with: a client may have made it up.
func (c Cursor) Check(fields []*schemas.Field) error {
	if len(c.Values) != len(fields) {
		return ErrInvalidCursor
	}
	for i, field := range fields {
		if !field.Accepts(c.Values[i]) {
			return ErrInvalidCursor
		}
	}
	return nil
}
