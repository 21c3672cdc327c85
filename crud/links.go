package crud

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// linker makes the links of a page, with every other parameter kept.
type linker struct {
	path   string
	values url.Values
	style  pagination.Style
}

func newLinker(u *url.URL, style pagination.Style) linker {
	values, _ := url.ParseQuery(u.RawQuery) // has been refused if malformed
	return linker{path: u.EscapedPath(), values: values, style: style}
}

// to is the link with one parameter changed; "" removes it.
func (l linker) to(name, value string) *string {
	before, had := l.values[name]
	if l.values.Set(name, value); value == "" {
		l.values.Del(name)
	}
	target := l.path
	if query := l.values.Encode(); query != "" {
		target += "?" + query
	}
	if l.values.Del(name); had {
		l.values[name] = before
	}
	return &target
}

// offset links pages by where they begin. The next page is left out where it is
// deeper than the resource allows.
func (l linker) offset(p schemas.OffsetPagination, at pagination.Page, limits pagination.Limits) (links schemas.Links) {
	page := func(skip int) *string {
		if l.style == pagination.LimitOffset {
			return l.to(l.style.Place(), strconv.Itoa(skip))
		}
		return l.to(l.style.Place(), strconv.Itoa(skip/at.Size+1))
	}
	links.First = page(0)
	if at.Skip > 0 {
		links.Prev = page(max(0, at.Skip-at.Size))
	}
	if next := at.Skip + at.Size; p.HasMore && limits.Reaches(next) {
		links.Next = page(next)
	}
	if p.Pages != nil {
		if last := max(0, int(*p.Pages)-1) * at.Size; limits.Reaches(last) {
			links.Last = page(last)
		}
	}
	return links
}

// cursor links the neighbours of a page. Where the cursor alone has chosen the
// mode, the first page, which has none, names it.
func (l linker) cursor(p schemas.CursorPagination, chosen bool) (links schemas.Links) {
	if chosen && !l.values.Has("pagination_type") {
		l.values.Set("pagination_type", string(pagination.Keyset))
	}
	links.First = l.to("cursor", "")
	if p.PrevCursor != nil {
		links.Prev = l.to("cursor", *p.PrevCursor)
	}
	if p.NextCursor != nil {
		links.Next = l.to("cursor", *p.NextCursor)
	}
	return links
}

// withoutPosition drops the parameters that spell a position, which the links'
// cursors take the place of.
func (l linker) withoutPosition() {
	for name := range l.values {
		if pagination.OwnsKeyset(name) {
			l.values.Del(name)
		}
	}
}

// header is the value of a Link header (RFC 8288).
func header(links schemas.Links) string {
	var all []string
	for _, link := range []struct {
		rel    string
		target *string
	}{{"first", links.First}, {"prev", links.Prev}, {"next", links.Next}, {"last", links.Last}} {
		if link.target != nil {
			all = append(all, "<"+*link.target+`>; rel="`+link.rel+`"`)
		}
	}
	return strings.Join(all, ", ")
}
