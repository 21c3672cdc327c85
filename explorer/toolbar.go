package explorer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// toolbar is the form over the table: search, order, and what a page is.
type toolbar struct {
	Hidden []link
	Search *search
	Orders []choice
	Size   string // the parameter
	Sizes  []choice
	Counts []choice
}

// search is its text, and how long that may be.
type search struct {
	Text   string
	Length int
	Fields []string
}

func (v *visit) toolbar() toolbar {
	own := []string{"search", "order_by", "order_dir", v.at.Pages.Size, "count"}
	t := toolbar{
		Hidden: v.query.first().hidden(func(name string) bool { return slices.Contains(own, name) }),
		Orders: v.orders(), Size: v.at.Pages.Size, Sizes: v.sizes(), Counts: v.counts(),
	}
	if v.query.hasPlace() {
		t.Hidden = append(t.Hidden, link{seen, v.asSent().String()})
	}
	if s := v.at.Search; s != nil {
		t.Search = &search{Text: v.query.Get("search"), Length: s.Length}
		for _, key := range s.Fields {
			t.Search.Fields = append(t.Search.Fields, label(key))
		}
	}
	return t
}

// asSent is the page's query as its form spells it: without the usual size, and in
// the words of order_by. An order that these cannot say stays as it is: the form
// sends another one.
func (v *visit) asSent() query {
	next := v.query.clone()
	if next.Get(v.at.Pages.Size) == strconv.Itoa(v.at.Pages.Usual) {
		next.Del(v.at.Pages.Size)
	}
	if order := v.orderBy(); next.Has("order_dir") && v.isWhole(order) {
		next.Del("order_dir")
		next.Set("order_by", order)
	}
	return next
}

// isWhole reports an order_by of all keys of the order but the tie-break: that of
// the primary key goes the way of the key before it by itself.
func (v *visit) isWhole(order string) bool {
	all, said := v.order(), strings.Count(order, ",")+1
	var tieBreak []string
	for _, field := range v.at.PrimaryKey {
		if !slices.ContainsFunc(all[:said], func(o ordered) bool { return o.key == field.Key }) {
			tieBreak = append(tieBreak, field.Key)
		}
	}
	rest := all[said:]
	same := func(o ordered, key string) bool { return o.key == key }
	return order != "" && (len(rest) == 0 || slices.EqualFunc(rest, tieBreak, same))
}

// orders are every key in both directions, and whatever the query has.
func (v *visit) orders() []choice {
	given := v.orderBy()
	all := []choice{{"", "Usual order", given == ""}}
	known := given == ""
	for _, key := range v.at.Order.Keys {
		if key == v.at.Order.Rank {
			known = known || given == key
			all = append(all, choice{key, "Best match first", given == key})
			continue
		}
		for _, o := range []struct{ value, text string }{{key, " ↑"}, {"-" + key, " ↓"}} {
			known = known || given == o.value
			all = append(all, choice{o.value, label(key) + o.text, given == o.value})
		}
	}
	if !known {
		all = append(all, choice{given, given, true})
	}
	return all
}

// sizes are some between the least and the most, and whatever the query has.
func (v *visit) sizes() (all []choice) {
	pages, given := v.at.Pages, v.query.Get(v.at.Pages.Size)
	sizes := []int{10, 20, 50, 100, pages.Usual, pages.Most}
	if n, err := strconv.Atoi(given); err == nil && n > 0 && n <= pages.Most {
		sizes = append(sizes, n)
	}
	slices.Sort(sizes)
	for _, n := range slices.Compact(sizes) {
		if n > pages.Most {
			break
		}
		value := strconv.Itoa(n)
		c := choice{value, value, value == given || given == "" && n == pages.Usual}
		if n == pages.Usual {
			c.Value = "" // what an address need not say
		}
		all = append(all, c)
	}
	return all
}

// countTexts are what a client may want to know of the total.
var countTexts = map[string]string{
	"exact": "Count every row", "capped": "Count up to a limit", "estimated": "Estimate", "none": "Do not count",
}

// counts are the ways to count, where there are several.
func (v *visit) counts() []choice {
	if len(v.at.Pages.Counts) < 2 {
		return nil
	}
	given := v.query.Get("count")
	all := []choice{{"", "As usual", given == ""}}
	for _, count := range v.at.Pages.Counts {
		all = append(all, choice{string(count), countTexts[string(count)], given == string(count)})
	}
	return all
}

// total tells how many rows there are.
type total struct {
	Text string
	// Count is the list with a total, where it has none.
	Count string
}

func (v *visit) total(e envelope, shown int) total {
	p := e.Pagination
	if p.TotalCount == nil || p.TotalRelation == nil {
		t := total{Text: rows(int64(shown)) + " on this page"}
		for _, count := range v.at.Pages.Counts {
			if string(count) == "exact" && v.query.Get("count") != "none" {
				t.Count = v.query.here("count", "exact").url(v.listURL())
			}
		}
		return t
	}
	text := rows(*p.TotalCount)
	switch *p.TotalRelation {
	case "gte":
		text = "at least " + text
	case "approx":
		text = "about " + text
	}
	if e.Type != "cursor" && shown > 0 && p.Page > 0 {
		before := int64(v.before(p))
		text = grouped(before+1) + "–" + grouped(before+int64(shown)) + " of " + text
	}
	return total{Text: text}
}

func rows(n int64) string { return counted(n, "row") }

// counted is a number of things.
func counted(n int64, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return grouped(n) + " " + thing
}

// grouped is a number with its digits in threes.
func grouped(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// otherMode is the list in the other way to page; not ok where there is but one.
func (v *visit) otherMode(current string) (to link, ok bool) {
	if len(v.at.Pages.Modes) < 2 {
		return link{}, false
	}
	text, mode := "Page by cursor", "cursor"
	if current == "cursor" {
		text, mode = "Page by number", "offset"
	}
	known := slices.ContainsFunc(v.at.Pages.Modes, func(m crud.ModeDescription) bool { return string(m.Mode) == mode })
	return link{text, v.query.with("pagination_type", mode).url(v.listURL())}, known
}
