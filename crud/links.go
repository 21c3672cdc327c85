package crud

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// links are the values of a Link header (RFC 8288): relative references, which
// stay right behind any proxy, with every other parameter kept.
type links struct {
	path   string
	values url.Values
	all    []string
}

func newLinks(u *url.URL) *links {
	values, _ := url.ParseQuery(u.RawQuery) // has been refused if malformed
	return &links{path: u.EscapedPath(), values: values}
}

// add links to the list with one parameter changed; "" removes it.
func (l *links) add(rel, name, value string) {
	before, had := l.values[name]
	if l.values.Set(name, value); value == "" {
		l.values.Del(name)
	}
	target := l.path
	if query := l.values.Encode(); query != "" {
		target += "?" + query
	}
	l.all = append(l.all, "<"+target+`>; rel="`+rel+`"`)
	if l.values.Del(name); had {
		l.values[name] = before
	}
}

func (l *links) String() string { return strings.Join(l.all, ", ") }

// offset links a page by its number. The next page is left out where it is
// deeper than the resource allows.
func (l *links) offset(p schemas.OffsetPagination, limits pagination.Limits) {
	page := func(rel string, n int) { l.add(rel, "page", strconv.Itoa(n)) }
	page("first", 1)
	if p.Page > 1 {
		page("prev", p.Page-1)
	}
	if p.HasMore && limits.Reaches(p.Page+1, p.ItemsPerPage) {
		page("next", p.Page+1)
	}
	if p.Pages != nil {
		if last := max(1, int(*p.Pages)); limits.Reaches(last, p.ItemsPerPage) {
			page("last", last)
		}
	}
}

// cursor links the neighbours of a page. Where the cursor alone has chosen the
// mode, the first page, which has none, names it.
func (l *links) cursor(p schemas.CursorPagination, chosen bool) {
	if chosen && !l.values.Has("pagination_type") {
		l.values.Set("pagination_type", string(pagination.Keyset))
	}
	l.add("first", "cursor", "")
	if p.PrevCursor != nil {
		l.add("prev", "cursor", *p.PrevCursor)
	}
	if p.NextCursor != nil {
		l.add("next", "cursor", *p.NextCursor)
	}
}
