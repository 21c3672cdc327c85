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
	if most := v.at.Pages.MaxOffset; most >= 0 && at.ItemsPerPage > 0 {
		reach = min(last, most/at.ItemsPerPage+1)
	}
	before := v.before(at)
	if before > 0 {
		p.Previous = v.skipURL(min(before-at.ItemsPerPage, (reach-1)*at.ItemsPerPage), at.ItemsPerPage)
	}
	switch most := v.at.Pages.MaxOffset; {
	case at.HasMore && (most < 0 || before+at.ItemsPerPage <= most):
		p.Next = v.skipURL(before+at.ItemsPerPage, at.ItemsPerPage)
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
	before, skipped := 0, v.before(at)
	for _, n := range []int{1, at.Page - 2, at.Page - 1, at.Page, at.Page + 1, at.Page + 2, reach} {
		if n <= before || n > reach {
			continue
		}
		if n-before > 1 {
			all = append(all, number{Text: "…"})
		}
		before = n
		skips := (n - 1) * at.ItemsPerPage
		all = append(all, number{grouped(int64(n)), v.skipURL(skips, at.ItemsPerPage), skips == skipped})
	}
	return all
}

// before is how many rows come before a page. One that is asked for by them may
// begin anywhere.
func (v *visit) before(at pagination) int {
	if v.at.Pages.FirstPlace == 0 {
		skipped, _ := strconv.Atoi(v.query.Get(v.at.Pages.Place)) // the application has taken it
		return skipped
	}
	return (at.Page - 1) * at.ItemsPerPage
}

// skipURL is the page behind some rows, as the resource spells its place.
func (v *visit) skipURL(skipped, size int) string {
	if skipped <= 0 {
		return v.query.first().url(v.listURL())
	}
	place := skipped
	if first := v.at.Pages.FirstPlace; first != 0 {
		place = skipped/size + first
	}
	return v.query.with(v.at.Pages.Place, strconv.Itoa(place)).url(v.listURL())
}
