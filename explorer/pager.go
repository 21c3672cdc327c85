package explorer

import "strconv"

// pager leads to the other pages.
type pager struct {
	First, Previous, Next string
	Numbers               []number
	Other                 *link
	// Hint is told where a list goes on further than page numbers do.
	Hint string
}

// number is a page by its number; a gap has none.
type number struct {
	Text, URL string
	Current   bool
}

func (v *visit) pager(e envelope) *pager {
	p := &pager{}
	if to, ok := v.otherMode(e.Type); ok {
		p.Other = &to
	}
	if e.Type == "cursor" {
		v.cursorPages(p, e.Pagination)
	} else {
		v.numberedPages(p, e.Pagination)
	}
	return p
}

// cursorPages leads to the neighbours by their cursors.
func (v *visit) cursorPages(p *pager, at pagination) {
	to := func(cursor *string) string {
		if cursor == nil {
			return ""
		}
		return v.query.with("pagination_type", "cursor").with("cursor", *cursor).url(v.listURL())
	}
	p.Previous, p.Next = to(at.PrevCursor), to(at.NextCursor)
	if v.query.Get("cursor") != "" {
		p.First = v.query.first().url(v.listURL())
	}
}

// numberedPages leads to pages by their numbers: the first, some around this one,
// and the last where it is known, as far as the resource lets a page skip rows.
func (v *visit) numberedPages(p *pager, at pagination) {
	last := at.Page
	switch {
	case at.Pages != nil:
		last = max(int(*at.Pages), 1)
	case at.HasMore:
		last++
	}
	reach := last
	if most := v.at.Pages.MaxOffset; most >= 0 && at.Size > 0 {
		reach = min(last, most/at.Size+1)
	}
	if at.Page > 1 {
		p.Previous = v.pageURL(min(at.Page-1, reach), at.Size)
	}
	switch {
	case at.Page < reach:
		p.Next = v.pageURL(at.Page+1, at.Size)
	case at.HasMore && at.NextCursor != nil && p.Other != nil:
		p.Next = v.query.with("pagination_type", "cursor").with("cursor", *at.NextCursor).url(v.listURL())
		p.Hint = "Page numbers end here; the next page goes on by cursor."
	}
	if reach > 1 {
		p.Numbers = v.numbers(at, reach)
	}
}

// numbers are the pages that have a link of their own, with gaps between.
func (v *visit) numbers(at pagination, reach int) (all []number) {
	before := 0
	for _, n := range []int{1, at.Page - 2, at.Page - 1, at.Page, at.Page + 1, at.Page + 2, reach} {
		if n <= before || n > reach {
			continue
		}
		if n-before > 1 {
			all = append(all, number{Text: "…"})
		}
		before = n
		all = append(all, number{grouped(int64(n)), v.pageURL(n, at.Size), n == at.Page})
	}
	return all
}

// pageURL is a page by its number, as the resource spells its place.
func (v *visit) pageURL(n, size int) string {
	if n == 1 {
		return v.query.first().url(v.listURL())
	}
	place := n
	if v.at.Pages.FirstPlace == 0 {
		place = (n - 1) * size
	}
	return v.query.with(v.at.Pages.Place, strconv.Itoa(place)).url(v.listURL())
}
