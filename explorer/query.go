package explorer

import (
	"net/url"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// query is what an address asks of a list, in the API's own parameters: pages
// have no other state.
type query struct {
	url.Values

	of *resource
}

// control are parameters of pages, which the API never sees.
var control = []string{"download", "done", "undo"}

// helpers are controls of forms that stand for a parameter: see canonical.
var helpers = []string{"field", "quantifier", "operator", "value", "column", seen}

// seen is the query of the page that a form was on, in the form's own spelling,
// where that has a place.
const seen = "seen"

// readQuery reads an address. A malformed one is the application's to refuse, as
// it is: what could be read of it asks for something else.
func (v *visit) readQuery() {
	raw := v.c.Request.URL.RawQuery
	values, err := url.ParseQuery(raw)
	for _, name := range control {
		values.Del(name)
	}
	v.query = query{values, v.at.resource}
	if err != nil {
		v.malformed = raw
	}
}

// String spells the parameters in the order of their names. What is safe in a
// query string stays as people write it.
func (q query) String() string { return readable.Replace(q.Encode()) }

var readable = strings.NewReplacer("%5B", "[", "%5D", "]", "%2C", ",", "%3A", ":", "%2F", "/")

// with is the query with one parameter set to values, or without it; on the first
// page, for what changes which rows there are, or their order.
func (q query) with(name string, values ...string) query { return q.first().here(name, values...) }

// here is as with, on the same page: for what changes how rows are shown, and not
// which they are.
func (q query) here(name string, values ...string) query {
	next := q.clone()
	next.Del(name)
	if len(values) > 0 {
		next.Values[name] = values
	}
	return next
}

// without is the query with one of a parameter's values left out.
func (q query) without(name, value string) query {
	return q.with(name, slices.DeleteFunc(slices.Clone(q.Values[name]), func(v string) bool { return v == value })...)
}

// first is the query of the first page.
func (q query) first() query {
	next := q.clone()
	for name := range next.Values {
		if q.isPlace(name) {
			next.Del(name)
		}
	}
	return next
}

// hasPlace reports a query that says where in the list a page is.
func (q query) hasPlace() bool { return len(q.first().Values) < len(q.Values) }

func (q query) clone() query {
	next := query{url.Values{}, q.of}
	for name, values := range q.Values {
		next.Values[name] = slices.Clone(values)
	}
	return next
}

// isPlace reports parameters that say where in the list a page is.
func (q query) isPlace(name string) bool {
	return name == "cursor" || name == q.of.Pages.Place ||
		slices.ContainsFunc(q.of.Pages.Positions, func(p crud.PositionDescription) bool { return name == p.After || name == p.Before })
}

// url is the page of the query on a path.
func (q query) url(path string) string {
	if text := q.String(); text != "" {
		return path + "?" + text
	}
	return path
}

// hidden are the parameters that a form keeps as they are: all but what it has
// controls for.
func (q query) hidden(own func(name string) bool) (inputs []link) {
	for _, name := range schemas.Names(q.Values) {
		for _, value := range q.Values[name] {
			if !own(name) {
				inputs = append(inputs, link{name, value})
			}
		}
	}
	return inputs
}

// blanks are parameters that a form sends although they say nothing.
var blanks = []string{"search", "order_by", "order_dir", "filter", "count", "fields", "include", "pagination_type", "cursor"}

// canonical is the query as the API spells it, where an address has controls of
// forms in it: a filter as field, operator and value, columns one by one, and
// blanks.
func (q query) canonical() (next query, changed bool) {
	next = q.clone()
	custom := slices.Concat(q.of.customParams()...)
	for _, name := range slices.Concat(blanks, custom, []string{q.of.Pages.Size, q.of.Pages.Place}) {
		if values, ok := next.Values[name]; ok && !slices.ContainsFunc(values, isFilled) {
			next.Del(name)
			changed = true
		}
	}
	if !slices.ContainsFunc(helpers, next.Has) {
		return next, changed
	}
	if next.Get("field") != "" {
		next.takeFilter()
		next = next.first()
	}
	if columns := next.Values["column"]; len(columns) > 0 {
		next.Set("fields", strings.Join(columns, ","))
	}
	page := next.Get(seen)
	for _, name := range helpers {
		next.Del(name)
	}
	return next.backTo(page), true
}

// backTo is the query at the place of the page that its form was on, unless more
// than the count has changed since: then the place is one of another list.
func (q query) backTo(page string) query {
	values, err := url.ParseQuery(page)
	before := query{values, q.of}
	if err != nil || page == "" || before.with("count").Encode() != q.with("count").Encode() {
		return q
	}
	return before.here("count", q.Values["count"]...)
}

func isFilled(value string) bool { return strings.TrimSpace(value) != "" }

// takeFilter makes a parameter of the controls for one filter. One that can be
// given several times is added, any other takes the place of the one before.
func (q query) takeFilter() {
	field, operator, value := q.Get("field"), schemas.Operator(q.Get("operator")), q.Get("value")
	name := "filter_by[" + field + "]"
	if quantifier := q.Get("quantifier"); quantifier != "" && quantifier != string(schemas.Any) {
		name += "[" + quantifier + "]"
	}
	switch {
	case operator == "" || operator == schemas.Eq:
		q.Add(name, value)
	case operator == schemas.In:
		q.Add(name+"[in]", value)
	case operator == schemas.IsNull && !isFilled(value):
		q.Set(name+"[is_null]", "true")
	default:
		q.Set(name+"["+string(operator)+"]", value)
	}
}
