package pagination

import (
	"math"
	"slices"

	"github.com/crudfactory/crudfactory/schemas"
)

// Limits bound pages.
type Limits struct {
	// ItemsPerPage is the size of a page that names none; zero means 20.
	ItemsPerPage int
	// MaxItemsPerPage is the largest size of a page; zero means 100. A larger
	// request is refused (FastAPI's le=100) unless Clamp is set.
	MaxItemsPerPage int
	// Clamp answers a larger request with MaxItemsPerPage rows (AIP-158); the
	// envelope says how many it were.
	Clamp bool
	// MaxOffset is how many rows an offset page may skip; zero means 100,000,
	// a negative number any. Deeper lists are for cursors.
	MaxOffset int
	// Counts are the ways to count that a client may ask for; nil means all
	// that the database has.
	Counts []Count
}

// Defaults fills in what is zero.
func (l Limits) Defaults() Limits {
	if l.MaxItemsPerPage == 0 {
		l.MaxItemsPerPage = max(100, l.ItemsPerPage)
	}
	if l.ItemsPerPage == 0 {
		l.ItemsPerPage = min(20, l.MaxItemsPerPage)
	}
	if l.Counts == nil {
		l.Counts = []Count{CountExact, CountNone, CountEstimated, CountCapped}
	}
	if l.MaxOffset == 0 {
		l.MaxOffset = 100_000
	}
	return l
}

// Page is a checked request for one page.
type Page struct {
	Mode Mode
	// Number starts at 1; it is 1 in cursor mode. Skip is how many rows come
	// before the page.
	Number, Skip int
	Size         int
	// Position is the one that plain parameters spell; nil without.
	Position *Position
	// Token is the cursor as it came; empty means the start.
	Token string
	Count Count
}

// First is the first page of a mode, with the mode's usual count.
func First(mode Mode, limits Limits) Page {
	p := Page{Mode: mode, Number: 1, Size: limits.ItemsPerPage, Count: CountExact}
	if mode == Keyset {
		p.Count = CountNone
	}
	if !slices.Contains(limits.Counts, p.Count) {
		p.Count = limits.Counts[0]
	}
	return p
}

// Check holds the page against the modes that the route serves, the first of
// them being what a request without pagination_type and cursor gets.
func (raw Raw) Check(limits Limits, modes ...Mode) (Page, schemas.InputErrors) {
	c := checker{raw: raw, limits: limits.Defaults()}
	p := First(c.mode(modes), c.limits)
	c.size(&p)
	c.place(&p)
	c.count(&p)
	return p, c.errs
}

type checker struct {
	raw    Raw
	limits Limits
	errs   schemas.InputErrors
}

func (c *checker) failf(parameter string, code schemas.Code, format string, args ...any) {
	c.errs = append(c.errs, schemas.Invalid(parameter, code, format, args...))
}

func (c *checker) mode(modes []Mode) Mode {
	implied := modes[0]
	if (c.raw.Cursor != nil || c.raw.Position != nil) && slices.Contains(modes, Keyset) {
		implied = Keyset
	}
	if c.raw.Mode == nil {
		return implied
	}
	switch mode := Mode(*c.raw.Mode); {
	case slices.Contains(modes, mode):
		return mode
	case mode == Offset || mode == Keyset:
		c.failf("pagination_type", schemas.ConflictingParameter, "is %s, but this list has only %s pages", mode, modes[0])
	default:
		c.failf("pagination_type", schemas.InvalidValue, "%q is no way to page", string(mode))
		c.errs[len(c.errs)-1].Allowed = []string{string(Offset), string(Keyset)}
	}
	return implied
}

func (c *checker) size(p *Page) {
	if c.raw.Size == nil {
		return
	}
	name := c.raw.Style.Size()
	n, err := parseNumber(name, *c.raw.Size, 1)
	switch {
	case err != nil:
		c.errs = append(c.errs, err)
	case n > c.limits.MaxItemsPerPage && c.limits.Clamp:
		p.Size = c.limits.MaxItemsPerPage
	case n > c.limits.MaxItemsPerPage:
		c.failf(name, schemas.OutOfRange, "is %s; the most is %d", *c.raw.Size, c.limits.MaxItemsPerPage)
	default:
		p.Size = n
	}
}

// place reads where the page begins, by whichever its mode goes.
func (c *checker) place(p *Page) {
	switch {
	case p.Mode == Keyset:
		c.position(p)
	case c.raw.Cursor != nil:
		c.failf("cursor", schemas.ConflictingParameter, "does not go with offset paging")
	case c.raw.Position != nil:
		c.failf(c.raw.Position.Parameter, schemas.ConflictingParameter, "does not go with offset paging")
	}
	if p.Mode == Offset && c.raw.Place != nil {
		c.offset(p)
	}
}

// position takes the cursor, or the position that was spelt instead.
func (c *checker) position(p *Page) {
	if c.raw.Place != nil {
		c.failf(c.raw.Style.Place(), schemas.ConflictingParameter, "does not go with cursor paging: follow next_cursor instead")
	}
	if c.raw.Position != nil && c.raw.Cursor != nil {
		c.failf(c.raw.Position.Parameter, schemas.ConflictingParameter, "does not go with a cursor")
	}
	p.Position = c.raw.Position
	if c.raw.Cursor != nil {
		p.Token = *c.raw.Cursor
	}
}

// offset reads the page's number, or how many rows come before it.
func (c *checker) offset(p *Page) {
	name := c.raw.Style.Place()
	n, err := parseNumber(name, *c.raw.Place, c.raw.Style.First())
	most := c.limits.most()
	switch {
	case err != nil:
		c.errs = append(c.errs, err)
	case c.raw.Style == LimitOffset && n > most:
		c.failf(name, schemas.OutOfRange, "is %s; the most is %d: go on from there with next_cursor", *c.raw.Place, most)
	case c.raw.Style == LimitOffset:
		p.Number, p.Skip = n/p.Size+1, n
	case n > most/p.Size+1:
		c.failf(name, schemas.OutOfRange,
			"is %s; the deepest page of %d items is %d: go on from there with next_cursor", *c.raw.Place, p.Size, most/p.Size+1)
	default:
		p.Number, p.Skip = n, (n-1)*p.Size
	}
}

// most is how many rows a page may skip.
func (l Limits) most() int {
	if l.MaxOffset < 0 {
		return maxSkipped
	}
	return min(l.MaxOffset, maxSkipped)
}

// Reaches reports whether a page may skip so many rows.
func (l Limits) Reaches(skip int) bool { return skip <= l.most() }

// maxSkipped keeps offset arithmetic away from overflow, on 32 bits too.
const maxSkipped = min(1<<53, math.MaxInt/2)

func (c *checker) count(p *Page) {
	if c.raw.Count == nil {
		return
	}
	if count := Count(*c.raw.Count); slices.Contains(c.limits.Counts, count) {
		p.Count = count
		return
	}
	c.failf("count", schemas.InvalidValue, "%q is no way to count here", *c.raw.Count)
	for _, count := range c.limits.Counts {
		c.errs[len(c.errs)-1].Allowed = append(c.errs[len(c.errs)-1].Allowed, string(count))
	}
}

// Pages is how many pages a list of so many rows has.
func (p Page) Pages(rows int64) int64 {
	size := int64(p.Size)
	return (rows + size - 1) / size
}
