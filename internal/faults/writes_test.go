package faults

import (
	"fmt"
	"net/http"
	"slices"
)

// most is how many units a client keeps.
const most = 10

// list is what bulk requests answer.
type list struct {
	Items []Entry `json:"items"`
}

// create makes a unit, of one row or of many.
func (c *client) create(size int) {
	c.made++
	u := &unit{name: fmt.Sprintf("u%d-%d", c.number, c.made), owner: c.number, size: size, may: []state{{}}}
	c.units = append(c.units, u)
	next := c.some()
	rows := u.rows(next)
	var a answer
	if size == 1 {
		a = c.ask(http.MethodPost, "/entries", rows[0])
	} else {
		a = c.ask(http.MethodPost, "/entries/bulk", rows)
	}
	if !c.expect(a, http.StatusCreated) {
		u.mayBe(next)
		return
	}
	u.is(next)
	c.written(u, a)
}

// written reads the rows that a write has answered.
func (c *client) written(u *unit, a answer) {
	var l list
	if u.size == 1 {
		l.Items = make([]Entry, 1)
		if !c.into(a, &l.Items[0]) {
			return
		}
		if tag := a.header.Get("ETag"); tag != u.tag { // a write may change nothing
			u.stale, u.tag = u.tag, tag
		}
	} else if !c.into(a, &l) {
		return
	}
	if c.check(a, u.check(l.Items)) {
		c.know(u, l.Items)
	}
}

// know keeps the keys of a unit's rows.
func (c *client) know(u *unit, rows []Entry) {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	slices.Sort(ids)
	if u.ids != nil && !slices.Equal(u.ids, ids) {
		c.mistakef("rows have other keys: %s had %v, has %v", u.name, u.ids, ids)
	}
	u.ids = ids
}

// write changes or deletes a unit.
func (c *client) write(u *unit) {
	if u.ids == nil {
		c.get(u) // was it made?
		return
	}
	deletes := c.random.IntN(100) < 10 || len(c.units) > most && c.random.IntN(2) == 0
	switch {
	case deletes && u.size == 1:
		c.remove(u, c.ask(http.MethodDelete, u.path(), nil))
	case deletes:
		c.remove(u, c.ask(http.MethodPost, "/entries/bulk/delete", map[string]any{"ids": u.ids}))
	case u.size > 1:
		c.patchAll(u)
	case c.random.IntN(4) == 0:
		next := c.some()
		c.changed(u, next, c.ask(http.MethodPut, u.path(), u.rows(next)[0]))
	case c.random.IntN(4) == 0 && u.stale != "":
		c.outdated(u)
	default:
		c.patch(u)
	}
}

func (u *unit) path() string { return fmt.Sprintf("/entries/%d", u.ids[0]) }

// gone are the statuses of a unit that need not be there.
func (u *unit) gone(statuses ...int) []int {
	if u.mayBeGone() {
		return append(statuses, http.StatusNotFound)
	}
	return statuses
}

func (c *client) remove(u *unit, a answer) {
	switch {
	case !c.expect(a, u.gone(http.StatusNoContent)...):
		u.mayBe(state{})
	case a.status == http.StatusNoContent:
		u.is(state{})
		if c.forget {
			c.units = slices.DeleteFunc(c.units, func(other *unit) bool { return other == u })
		}
	}
}

// changed records the answer to a write of a unit.
func (c *client) changed(u *unit, next state, a answer, also ...int) {
	switch {
	case !c.expect(a, u.gone(append(also, http.StatusOK)...)...):
		u.mayBe(next)
	case a.status == http.StatusOK:
		u.is(next)
		c.written(u, a)
	}
}

// patch changes the version that it has just read.
func (c *client) patch(u *unit) {
	read := c.ask(http.MethodGet, u.path(), nil)
	if !c.expect(read, u.gone(http.StatusOK)...) || read.status != http.StatusOK {
		return
	}
	next := c.some()
	a := c.ask(http.MethodPatch, u.path(), change(u.rows(next)[0]), "If-Match", read.header.Get("ETag"))
	if u.certain() {
		c.changed(u, next, a)
	} else { // what was not acknowledged may have come between
		c.changed(u, next, a, http.StatusPreconditionFailed)
	}
}

// outdated tries to change a version that another has taken the place of.
func (c *client) outdated(u *unit) {
	a := c.ask(http.MethodPatch, u.path(), change(u.rows(c.some())[0]), "If-Match", u.stale)
	c.expect(a, u.gone(http.StatusPreconditionFailed)...)
}

// change is what differs between states.
func change(row entryBody) map[string]any {
	return map[string]any{"kind": row.Kind, "amount": row.Amount, "note": row.Note, "sum": row.Sum}
}

// patchAll changes all rows of a unit. The order of their keys need not be that of
// their names.
func (c *client) patchAll(u *unit) {
	a := c.ask(http.MethodGet, fmt.Sprintf("/entries?filter_by[unit]=%s&items_per_page=100&facets=false", u.name), nil)
	var p page
	if !c.expect(a, http.StatusOK) || !c.into(a, &p) || !c.check(a, u.check(p.Items)) || len(p.Items) == 0 {
		return
	}
	c.know(u, p.Items)
	next := c.some()
	changes := make([]map[string]any, len(p.Items))
	for i, row := range p.Items {
		changes[i] = change(body(row.Name, u.name, u.owner, next))
		changes[i]["id"] = row.ID
	}
	c.changed(u, next, c.ask(http.MethodPatch, "/entries/bulk", changes))
}

// countUp increments a row that others increment too.
func (c *client) countUp() {
	path := fmt.Sprintf("/counters/%d", 1+c.random.IntN(counters))
	read := c.ask(http.MethodGet, path, nil)
	var row counter
	if !c.expect(read, http.StatusOK) || !c.into(read, &row) {
		return
	}
	a := c.ask(http.MethodPatch, path, counterBody{Count: row.Count + 1}, "If-Match", read.header.Get("ETag"))
	switch {
	case !c.expect(a, http.StatusOK, http.StatusPreconditionFailed):
		c.perhaps++
	case a.status == http.StatusOK:
		c.counted++
	}
}

// refused sends what no state of the database makes right.
func (c *client) refused(u *unit) {
	if a := c.ask(http.MethodGet, "/entries?page=0", nil); a.status != http.StatusUnprocessableEntity {
		c.mistakef("a bad page was not refused: %s", a)
	}
	if !u.certainlyThere() {
		return
	}
	row := u.rows(c.some())[0]
	c.expect(c.ask(http.MethodPost, "/entries", row), http.StatusConflict)
}
