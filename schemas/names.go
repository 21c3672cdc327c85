package schemas

import (
	"maps"
	"net/url"
	"slices"
)

// Names are the names of parameters, sorted, so that mistakes are found in an
// order.
func Names(values url.Values) []string {
	if len(values) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(values))
}
