package crud

import (
	"net/url"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// Query is a checked request: which rows, in which order, which page of them.
// The zero value is the first page of all rows in default order.
type Query struct {
	// of is the resource that it was checked against; nil for the zero Query.
	of     *schemas.Resource
	filter filters.Filter
	// scopes are those of custom filters.
	scopes []Scope
	facets filters.FacetChoice
	order  ordering.Order
	page   pagination.Page
	chosen selection
}

// Params are groups of parameters that a request may have.
type Params uint16

// The groups. WithOffset and WithCursor together let pagination_type choose.
const (
	// WithFilter takes filter_by, search and facets.
	WithFilter Params = 1 << iota
	// WithOrder takes order_by and order_dir.
	WithOrder
	// WithOffset takes page, items_per_page and count.
	WithOffset
	// WithCursor takes cursor, items_per_page and count.
	WithCursor
	// WithFields takes fields and include.
	WithFields
	// oneRow is not a list, where names that look like a misspelt one are refused.
	oneRow
	// withStream refuses the parameters of pages.
	withStream
	// Strict refuses parameters that are in none of the groups (Prefer:
	// handling=strict, RFC 7240). Without it only names that look like a
	// misspelt one are refused.
	Strict
)

// ParseQuery reads and checks parameters. The error is a schemas.InputErrors
// with every mistake, up to a hundred, in the order of the parameters' names.
func (v *lists) ParseQuery(values url.Values, p Params) (Query, error) {
	q, errs := v.parse(values, p)
	if p&WithFields != 0 {
		var mistakes schemas.InputErrors
		q.chosen, mistakes = v.parseSelection(values)
		errs = append(errs, mistakes...)
	}
	if len(errs) > 0 {
		slices.SortStableFunc(errs, func(a, b *schemas.InputError) int {
			return strings.Compare(a.Parameter, b.Parameter)
		})
		return Query{}, errs[:min(len(errs), schemas.MaxMistakes)]
	}
	return q, nil
}

func (c core) parse(values url.Values, p Params) (q Query, errs schemas.InputErrors) {
	q.of = c.resource
	collect := func(more schemas.InputErrors) { errs = append(errs, more...) }
	if p&WithFilter != 0 {
		raw, mistakes := filters.Parse(values)
		collect(mistakes)
		q.filter, mistakes = raw.Check(c.resource, c.limits.Filter)
		collect(mistakes)
		if len(mistakes) == 0 {
			q.scopes, mistakes = c.scopesOf(q.filter.Calls)
			collect(mistakes)
		}
		q.facets, mistakes = filters.ParseFacets(values, c.resource, c.facetChoice)
		collect(mistakes)
	}
	ordered := len(errs)
	if p&WithOrder != 0 {
		raw, mistakes := ordering.Parse(values)
		collect(mistakes)
		q.order, mistakes = raw.Check(c.resource, c.order)
		collect(mistakes)
		if len(errs) == 0 { // a search that is wrong is one
			collect(ranked(q.order, q.filter.Words))
		}
	}
	if modes := c.modesOf(p); len(modes) > 0 {
		raw, mistakes := c.style.Parse(values)
		collect(mistakes)
		if c.keyset && len(errs) == ordered {
			raw.Position, mistakes = pagination.ParseKeyset(values, c.orderOf(q).Fields())
			collect(mistakes)
		}
		q.page, mistakes = raw.Check(c.limits.Page, modes...)
		collect(mistakes)
	}
	if p&withStream != 0 {
		collect(c.paged(values))
	}
	collect(c.unknown(values, p))
	return q, errs
}

// paged refuses what a stream cannot answer: a page of it, and relations, which
// are read page by page.
func (c core) paged(values url.Values) (errs schemas.InputErrors) {
	for _, name := range schemas.Names(values) {
		if c.pages(name) || name == "include" {
			errs = append(errs, schemas.Invalid(name, schemas.ConflictingParameter,
				"does not go with a stream, which answers the whole list row by row"))
		}
	}
	return errs
}

// pages reports a parameter that asks for a page.
func (c core) pages(name string) bool {
	return c.style.Owns(name) || c.keyset && pagination.OwnsKeyset(name)
}

// modesOf lists the modes that a request may choose from, the default first.
func (c core) modesOf(p Params) []pagination.Mode {
	return slices.DeleteFunc(slices.Clone(c.modes), func(m pagination.Mode) bool {
		return m == pagination.Offset && p&WithOffset == 0 || m == pagination.Keyset && p&WithCursor == 0
	})
}

// suspects begin the names of parameters that are taken for misspelt ones: an
// unread filter would answer unfiltered rows.
var suspects = []string{"filter", "order", "sort", "page", "cursor"}

func (c core) unknown(values url.Values, p Params) (errs schemas.InputErrors) {
	for _, name := range schemas.Names(values) {
		known := p&WithFields != 0 && slices.Contains(selectionNames, name) ||
			p&WithFilter != 0 && filters.Owns(name) ||
			p&WithOrder != 0 && ordering.Owns(name) ||
			p&(WithOffset|WithCursor|withStream) != 0 && c.pages(name)
		suspect := p&Strict != 0 || strings.Contains(name, "[") ||
			slices.ContainsFunc(suspects, func(s string) bool { return strings.HasPrefix(strings.ToLower(name), s) })
		if !known && suspect && (p&oneRow == 0 || p&Strict != 0) {
			errs = append(errs, schemas.Invalid(name, schemas.UnknownParameter, "there is no parameter %q here", name))
		}
	}
	return errs
}

// orderOf is the query's order, or the default.
func (c core) orderOf(q Query) ordering.Order {
	switch {
	case len(q.order.Keys) == 0:
		return c.order
	case c.parsedWithout(q):
		return ordering.Total(c.resource, q.order.Keys...)
	}
	return q.order
}

// parsedWithout reports a query that was parsed without the shard in which it is read.
func (c core) parsedWithout(q Query) bool { return c.unsharded != nil && q.of == c.unsharded.resource }

// pageOf is the query's page in a mode; a query that names none gets the first.
func (c core) pageOf(q Query, mode pagination.Mode) (pagination.Page, error) {
	if q.page.Mode == "" {
		return pagination.First(mode, c.limits.Page), nil
	}
	if q.page.Mode == mode {
		return q.page, nil
	}
	return pagination.Page{}, schemas.InputErrors{schemas.Invalid("pagination_type", schemas.ConflictingParameter,
		"asks for %s pages where %s pages are read", q.page.Mode, mode)}
}

// digest identifies the list that a query pages through, whatever the page.
func (c core) digest(q Query) pagination.Digest {
	usual := len(q.order.Keys) == 0 || &q.order.Keys[0] == &c.order.Keys[0]
	if usual && q.filter.Empty() {
		return c.whole
	}
	return c.digestOf(q)
}

func (c core) digestOf(q Query) pagination.Digest {
	b := schemas.AppendText(nil, c.resource.Name)
	b = schemas.AppendText(b, string(c.orderOf(q).AppendCanonical(nil)))
	return pagination.NewDigest(q.filter.AppendCanonical(b))
}
