package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
)

// Position is a place in the log of a primary (docs/adr/0022). Zero is before
// everything.
type Position uint64

// Unreached is a position that only the primary itself has reached.
const Unreached Position = math.MaxUint64

// PrimaryText spells Unreached.
const PrimaryText = "primary"

// String is how clients see a position: 16 hexadecimal digits, or "primary".
func (p Position) String() string {
	if p == Unreached {
		return PrimaryText
	}
	return fmt.Sprintf("%016x", uint64(p))
}

// lsn is how PostgreSQL spells a position (its manual, 8.20).
func (p Position) lsn() string { return fmt.Sprintf("%X/%X", uint64(p)>>32, uint32(p)) }

var errPosition = errors.New(`a position is 16 hexadecimal digits, or "primary"`)

// ParsePosition reads what String has written.
func ParsePosition(text string) (Position, error) {
	if text == PrimaryText {
		return Unreached, nil
	}
	n, err := strconv.ParseUint(text, 16, 64)
	if err != nil || len(text) != 16 {
		return 0, errPosition
	}
	return Position(n), nil
}

// PositionOf is where the log of a handle's primary ends, behind everything that has
// been committed.
func PositionOf(ctx context.Context, db *gorm.DB) (Position, error) {
	text, err := query.Position(Primary(db.WithContext(ctx)))
	if err != nil {
		return 0, classify(ctx, err)
	}
	var high, low uint32
	if _, err := fmt.Sscanf(text, "%X/%X", &high, &low); err != nil {
		return 0, fmt.Errorf("a position of the log is not what PostgreSQL spells: %q", text)
	}
	return Position(high)<<32 | Position(low), nil
}

type positionKey struct{}

// After has the reads of a context see what was committed before a position.
func After(ctx context.Context, p Position) context.Context {
	return context.WithValue(ctx, positionKey{}, max(p, positionIn(ctx)))
}

// positionIn is the position that the reads of a context have to be behind.
func positionIn(ctx context.Context) Position {
	p, _ := ctx.Value(positionKey{}).(Position)
	return p
}
