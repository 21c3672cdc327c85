package faults

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// page is a list of either mode.
type page struct {
	Items      []Entry `json:"items"`
	Pagination struct {
		TotalCount    *int    `json:"total_count"`
		TotalRelation *string `json:"total_relation"`
		Pages         *int    `json:"pages"`
		HasMore       bool    `json:"has_more"`
		NextCursor    *string `json:"next_cursor"`
	} `json:"pagination"`
	FilterAttributes map[string][]any `json:"filter_attributes"`
	FilterCounts     map[string][]struct {
		Value any `json:"value"`
		Count int `json:"count"`
	} `json:"filter_counts"`
}

// orders are what lists are asked in, with what they mean.
var orders = []struct {
	by   string
	less func(a, b Entry) int
}{
	{"amount", func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.ID, b.ID)) }},
	{"kind,-amount", func(a, b Entry) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Amount, a.Amount), cmp.Compare(b.ID, a.ID))
	}},
	{"note", func(a, b Entry) int { // NULL comes last
		return cmp.Or(cmp.Compare(nulls(a), nulls(b)), cmp.Compare(text(a), text(b)), cmp.Compare(a.ID, b.ID))
	}},
}

// sizes are few: each is a statement of its own, which connections keep prepared.
var sizes = []int{5, 20, 40}

func (c *client) size() int { return sizes[c.random.IntN(len(sizes))] }

func nulls(e Entry) int {
	if e.Note == nil {
		return 1
	}
	return 0
}

func text(e Entry) string {
	if e.Note == nil {
		return ""
	}
	return *e.Note
}

// sound checks what holds for every page: whole rows, each once, in order.
func sound(rows []Entry, less func(a, b Entry) int) error {
	for i := 1; i < len(rows); i++ {
		if less(rows[i-1], rows[i]) >= 0 {
			return fmt.Errorf("out of order: %+v before %+v", rows[i-1], rows[i])
		}
	}
	return whole(rows)
}

// get reads a unit: by its key where it is one row that is known, or by a filter.
func (c *client) get(u *unit) {
	if u.size > 1 || u.ids == nil {
		c.find(u)
		return
	}
	var headers []string
	if u.tag != "" && c.random.IntN(3) == 0 {
		headers = []string{"If-None-Match", u.tag}
	}
	a := c.ask(http.MethodGet, u.path(), nil, headers...)
	statuses := []int{http.StatusOK}
	if headers != nil {
		statuses = append(statuses, http.StatusNotModified)
	}
	var row Entry
	switch {
	case !c.expect(a, u.gone(statuses...)...):
	case a.status == http.StatusOK && c.into(a, &row):
		c.check(a, u.check([]Entry{row}))
		if headers != nil && u.certain() {
			c.mistakef("an unchanged row was not 304: %s", a)
		}
	}
}

// find reads a unit by its name: all of it or nothing.
func (c *client) find(u *unit) {
	a := c.ask(http.MethodGet, fmt.Sprintf("/entries?filter_by[unit]=%s&items_per_page=100", u.name), nil)
	var p page
	if !c.expect(a, http.StatusOK) || !c.into(a, &p) || !c.check(a, u.check(p.Items)) {
		return
	}
	if total := p.Pagination.TotalCount; total == nil || u.certain() && *total != len(p.Items) {
		c.mistakef("a wrong total: %s", a)
	}
	if len(p.Items) > 0 {
		c.know(u, p.Items)
	}
}

// page reads a page of everybody's rows. Others write meanwhile, and the total is
// of another moment.
func (c *client) page() {
	order := orders[c.random.IntN(len(orders))]
	size := c.size()
	kind := kinds[c.random.IntN(len(kinds))]
	resource := []string{"entries", "cached"}[c.random.IntN(2)]
	path := fmt.Sprintf("/%s/offset?filter_by[kind]=%s&order_by=%s&items_per_page=%d&page=%d&facet_counts=true",
		resource, kind, order.by, size, 1+c.random.IntN(4))
	a := c.ask(http.MethodGet, path, nil)
	var p page
	if !c.expect(a, http.StatusOK) || !c.into(a, &p) || !c.check(a, sound(p.Items, order.less)) {
		return
	}
	switch {
	case len(p.Items) > size || slices.ContainsFunc(p.Items, func(e Entry) bool { return e.Kind != kind }):
		c.mistakef("rows that were not asked for: %s", a)
	case p.Pagination.TotalCount == nil || *p.Pagination.TotalCount < 0:
		c.mistakef("no total: %s", a)
	case len(p.FilterAttributes["kind"]) > len(kinds) || len(p.FilterCounts["kind"]) != len(p.FilterAttributes["kind"]):
		c.mistakef("wrong facets: %s", a)
	}
}

// snapshot reads a page whose total and facets are of the same moment.
func (c *client) snapshot() {
	order := orders[c.random.IntN(len(orders))]
	size, number := c.size(), 1+c.random.IntN(4)
	a := c.ask(http.MethodGet, fmt.Sprintf("/snapshots/offset?filter_by[amount][gte]=%d&order_by=%s&items_per_page=%d&page=%d&facet_counts=true",
		c.random.IntN(1000), order.by, size, number), nil)
	var p page
	if !c.expect(a, http.StatusOK) || !c.into(a, &p) || !c.check(a, sound(p.Items, order.less)) {
		return
	}
	if p.Pagination.TotalCount == nil || p.Pagination.Pages == nil {
		c.mistakef("no total: %s", a)
		return
	}
	total := *p.Pagination.TotalCount
	for _, facet := range []string{"kind", "owner"} {
		sum := 0
		for _, bucket := range p.FilterCounts[facet] {
			sum += bucket.Count
		}
		if sum != total {
			c.mistakef("a facet is not of the total's moment: %s: %d in %s, %d in all", a, sum, facet, total)
		}
	}
	rows := min(max(total-(number-1)*size, 0), size)
	if len(p.Items) != rows || p.Pagination.HasMore != (number*size < total) || *p.Pagination.Pages != (total+size-1)/size {
		c.mistakef("a page is not of the total's moment: %s", a)
	}
}

// walk follows cursors through the client's own rows, which nobody changes
// meanwhile, and asks again where it is told to.
func (c *client) walk() {
	order := orders[c.random.IntN(len(orders))]
	start := fmt.Sprintf("/entries/cursor?filter_by[owner]=%d&order_by=%s&items_per_page=%d&facets=false", c.number, order.by, c.size())
	var rows []Entry
	cursor := ""
	for range 200 {
		a := c.insist(start + cursor)
		if a.unavailable() || a.err != nil {
			return
		}
		var p page
		if !c.expect(a, http.StatusOK) || !c.into(a, &p) {
			return
		}
		rows = append(rows, p.Items...)
		if p.Pagination.NextCursor == nil {
			c.check(a, sound(rows, order.less))
			c.complete(a, rows)
			c.tally.walked()
			return
		}
		cursor = "&cursor=" + *p.Pagination.NextCursor
	}
	c.mistakef("a walk: %v: %s", errNoEnd, start)
}

// insist asks until the service is there, within half a minute.
func (c *client) insist(path string) (a answer) {
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if a = c.ask(http.MethodGet, path, nil); !a.unavailable() {
			return a
		}
	}
	return a
}

// complete compares all of the client's rows with what its units may be. One that
// is not certain can have changed while it was read.
func (c *client) complete(a answer, rows []Entry) {
	byUnit := map[string][]Entry{}
	for _, row := range rows {
		if row.Owner != c.number {
			c.mistakef("rows that were not asked for: %s", a)
		}
		byUnit[row.Unit] = append(byUnit[row.Unit], row)
	}
	for _, u := range c.units {
		if u.certain() {
			c.check(answer{request: a.request, status: a.status}, u.check(byUnit[u.name]))
		}
		delete(byUnit, u.name)
	}
	for name := range byUnit {
		c.mistakef("rows that were deleted or never made: %s in %s", name, a.request)
	}
}

// stream reads all of the client's rows by one statement. What is cut is no
// answer, which is documented, and counted.
func (c *client) stream() {
	path := fmt.Sprintf("/entries?filter_by[owner]=%d&order_by=amount", c.number)
	a := c.send(http.MethodGet, path, nil, "Accept", "application/x-ndjson")
	if a.err != nil && a.status == http.StatusOK {
		c.tally.cut()
		return
	}
	c.tally.count(a)
	if a.err != nil {
		c.mistakef("no whole answer: %s", a)
		return
	}
	if !c.expect(a, http.StatusOK) {
		return
	}
	var rows []Entry
	for lines := bufio.NewScanner(bytes.NewReader(a.body)); lines.Scan(); {
		var row Entry
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			c.mistakef("a line that cannot be read: %v: %q of %s", err, lines.Bytes(), path)
			return
		}
		rows = append(rows, row)
	}
	c.check(answer{request: path, status: a.status}, sound(rows, orders[0].less))
	c.complete(answer{request: path, status: a.status}, rows)
}

// narrowed reads under a scope of the request.
func (c *client) narrowed() {
	owner := c.random.IntN(c.number + 1)
	a := c.ask(http.MethodGet, fmt.Sprintf("/owners/%d/entries?order_by=amount&filter_by[kind]=%s", owner, kinds[0]), nil)
	var p page
	if !c.expect(a, http.StatusOK) || !c.into(a, &p) || !c.check(a, sound(p.Items, orders[0].less)) {
		return
	}
	if slices.ContainsFunc(p.Items, func(e Entry) bool { return e.Owner != owner }) {
		c.mistakef("rows out of the scope: %s", a)
	}
}
