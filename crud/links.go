package crud

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// linker makes the links of a page, with every other parameter kept.
type linker struct {
	path   string
	values url.Values
	// names are those of the values, sorted.
	names []string
	style pagination.Style
}

// newLinker keeps the parameters for which keep says so.
func newLinker(u *url.URL, style pagination.Style, keep func(name string) bool) linker {
	l := linker{path: u.EscapedPath(), style: style}
	if u.RawQuery == "" {
		return l
	}
	l.values, _ = url.ParseQuery(u.RawQuery) // has been refused if malformed
	l.names = slices.DeleteFunc(schemas.Names(l.values), func(name string) bool { return !keep(name) })
	return l
}

// to is the link with one parameter changed; "" removes it. Parameters are in the
// order of their names, as url.Values has them.
func (l linker) to(name, value string) *string {
	var room [256]byte
	b := append(room[:0], l.path...)
	start, placed := len(b), value == ""
	add := func(name, value string) {
		b = append(append(b, '&'), url.QueryEscape(name)...)
		b = append(append(b, '='), url.QueryEscape(value)...)
	}
	for _, other := range l.names {
		if !placed && other >= name {
			add(name, value)
			placed = true
		}
		if other == name {
			continue
		}
		for _, v := range l.values[other] {
			add(other, v)
		}
	}
	if !placed {
		add(name, value)
	}
	if len(b) > start {
		b[start] = '?'
	}
	return new(string(b))
}

// with has a parameter, which there is not yet, in every link.
func (l linker) with(name, value string) linker {
	l.values = maps.Clone(l.values)
	if l.values == nil {
		l.values = url.Values{}
	}
	l.values.Set(name, value)
	at, _ := slices.BinarySearch(l.names, name)
	l.names = slices.Insert(l.names, at, name)
	return l
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
		l = l.with("pagination_type", string(pagination.Keyset))
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

// header is the value of a Link header (RFC 8288).
func header(links schemas.Links) string {
	b := make([]byte, 0, 256)
	for _, link := range [...]struct {
		rel    string
		target *string
	}{{"first", links.First}, {"prev", links.Prev}, {"next", links.Next}, {"last", links.Last}} {
		if link.target == nil {
			continue
		}
		if len(b) > 0 {
			b = append(b, ", "...)
		}
		b = append(append(append(b, '<'), *link.target...), `>; rel="`...)
		b = append(append(b, link.rel...), '"')
	}
	return string(b)
}
