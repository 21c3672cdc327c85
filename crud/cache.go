package crud

import (
	"cmp"

	"github.com/crudfactory/crudfactory/internal/store"
)

// cache makes what a configuration keeps of totals and facets; nil for nothing.
func (d *declarer) cache(c Cache) *store.Cache {
	if c.Age < 0 || c.Entries < 0 {
		d.failf("cache: an age of %s and %d entries", c.Age, c.Entries)
		return nil
	}
	if c.Age == 0 {
		return nil
	}
	kept, err := store.NewCache(c.Age, cmp.Or(c.Entries, 1000))
	if err != nil {
		d.failf("cache: %w", err)
	}
	return kept
}
