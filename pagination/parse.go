package pagination

import (
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// Mode is how a list is paged.
type Mode string

// The modes, as pagination_type spells them.
const (
	Offset Mode = "offset"
	Keyset Mode = "cursor"
)

// Count is how a list's total is found.
type Count string

// The ways to count, as the parameter count spells them.
const (
	// CountExact counts every row.
	CountExact Count = "exact"
	// CountNone counts none.
	CountNone Count = "none"
	// CountEstimated asks PostgreSQL's planner.
	CountEstimated Count = "estimated"
	// CountCapped counts up to a limit of the resource.
	CountCapped Count = "capped"
)

// Raw holds the parameters as they came; absent ones are nil.
type Raw struct {
	// Style is the one that they were read in.
	Style                            Style
	Mode, Place, Size, Cursor, Count *string
	// Position is the one that plain parameters spell, if a resource takes them.
	Position *Position
}

// parseNumber reads a whole number of at least so many. A number too large for
// an int is the largest int, to be refused or clamped as any other.
func parseNumber(name, text string, least int) (int, *schemas.InputError) {
	n, err := strconv.Atoi(text)
	if digits := strings.TrimPrefix(text, "-"); digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, schemas.Invalid(name, schemas.InvalidValue, "%q is not an integer", text)
	}
	if err == nil && n < least || strings.HasPrefix(text, "-") {
		return 0, schemas.Invalid(name, schemas.OutOfRange, "is %s; the least is %d", text, least)
	}
	return n, nil
}
