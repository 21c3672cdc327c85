package pagination

import (
	"net/url"
	"slices"
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

// names are the parameters of this package.
var names = []string{"pagination_type", "page", "items_per_page", "cursor", "count"}

// Owns reports whether a parameter of that name belongs to this package.
func Owns(name string) bool { return slices.Contains(names, name) }

// Raw holds the parameters as they came; absent ones are nil.
type Raw struct {
	Mode, Page, Size, Cursor, Count *string
}

// Parse picks the parameters of this package out of a query string.
func Parse(values url.Values) (Raw, schemas.InputErrors) {
	var raw Raw
	var errs schemas.InputErrors
	for i, place := range []**string{&raw.Mode, &raw.Page, &raw.Size, &raw.Cursor, &raw.Count} {
		switch given := values[names[i]]; len(given) {
		case 0:
		case 1:
			*place = &given[0]
		default:
			errs = append(errs, schemas.Repeated(names[i]))
		}
	}
	if raw.Cursor != nil && *raw.Cursor == "" {
		raw.Cursor = nil
	}
	return raw, errs
}

// parseNumber reads a whole number of at least 1. A number too large for an
// int is the largest int, to be refused or clamped as any other.
func parseNumber(name, text string) (int, *schemas.InputError) {
	n, err := strconv.Atoi(text)
	if digits := strings.TrimPrefix(text, "-"); digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, schemas.Invalid(name, schemas.InvalidValue, "%q is not an integer", text)
	}
	if err == nil && n < 1 || strings.HasPrefix(text, "-") {
		return 0, schemas.Invalid(name, schemas.OutOfRange, "is %s; the least is 1", text)
	}
	return n, nil
}
