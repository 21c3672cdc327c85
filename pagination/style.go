package pagination

import (
	"net/url"
	"slices"

	"github.com/crudfactory/crudfactory/schemas"
)

// Style is how a request names the place and the size of its page. The zero
// Style is [PageItems].
type Style string

// The styles.
const (
	// PageItems takes page and items_per_page (fastapi-toolsets).
	PageItems Style = "page,items_per_page"
	// PagePerPage takes page and per_page (GitHub, RFC 8288's examples).
	PagePerPage Style = "page,per_page"
	// LimitOffset takes limit and offset (PostgREST, SQL).
	LimitOffset Style = "limit,offset"
)

// Styles lists them all.
func Styles() []Style { return []Style{PageItems, PagePerPage, LimitOffset} }

// Size is the parameter for the rows on a page.
func (s Style) Size() string {
	switch s {
	case PagePerPage:
		return "per_page"
	case LimitOffset:
		return "limit"
	case PageItems:
	}
	return "items_per_page"
}

// Place is the parameter for where an offset page begins: its number, or how
// many rows come before it.
func (s Style) Place() string {
	if s == LimitOffset {
		return "offset"
	}
	return "page"
}

// First is the place of the first page.
func (s Style) First() int {
	if s == LimitOffset {
		return 0
	}
	return 1
}

// names are the parameters of this package, in the order of Raw's fields.
func (s Style) names() []string {
	return []string{"pagination_type", s.Place(), s.Size(), "cursor", "count"}
}

// Owns reports whether a parameter of that name belongs to this package.
func (s Style) Owns(name string) bool { return slices.Contains(s.names(), name) }

// Parse picks the parameters of this package out of a query string.
func (s Style) Parse(values url.Values) (Raw, schemas.InputErrors) {
	raw := Raw{Style: s}
	var errs schemas.InputErrors
	for i, place := range []**string{&raw.Mode, &raw.Place, &raw.Size, &raw.Cursor, &raw.Count} {
		name := s.names()[i]
		switch given := values[name]; len(given) {
		case 0:
		case 1:
			*place = &given[0]
		default:
			errs = append(errs, schemas.Repeated(name))
		}
	}
	if raw.Cursor != nil && *raw.Cursor == "" {
		raw.Cursor = nil
	}
	return raw, errs
}
