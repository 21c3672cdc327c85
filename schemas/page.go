package schemas

import (
	"bytes"
	"encoding/json"
)

// Relations of a total to the truth, as Elasticsearch's hits.total has them.
const (
	TotalExact       = "eq"
	TotalAtLeast     = "gte"
	TotalApproximate = "approx"
)

// OffsetPage is the envelope of offset paging.
type OffsetPage[T any] struct {
	// Items are the page's rows; never null.
	Items            []T              `json:"items"`
	Pagination       OffsetPagination `json:"pagination"`
	PaginationType   string           `json:"pagination_type"`
	FilterAttributes Facets           `json:"filter_attributes"`
	// FilterCounts are there when counts were asked for.
	FilterCounts FacetCounts `json:"filter_counts,omitempty"`
	// Truncated names the facets that have more values than were listed.
	Truncated []string `json:"filter_attributes_truncated,omitempty"`
	// Links are there where the resource puts them into the body.
	Links *Links `json:"links,omitempty"`
}

// Links are the URLs of a page and its neighbours: relative references (RFC
// 3986, section 4.2), which stay right behind any proxy. nil where there is none.
type Links struct {
	First *string `json:"first"`
	Prev  *string `json:"prev"`
	Next  *string `json:"next"`
	// Last is known in offset mode with an exact total.
	Last *string `json:"last"`
}

// OffsetPagination says where an offset page stands.
type OffsetPagination struct {
	// TotalCount and TotalRelation are null when no total was asked for.
	TotalCount    *int64  `json:"total_count"`
	TotalRelation *string `json:"total_relation"`
	ItemsPerPage  int     `json:"items_per_page"`
	// Page starts at 1.
	Page int `json:"page"`
	// Pages is null unless the total is exact.
	Pages   *int64 `json:"pages"`
	HasMore bool   `json:"has_more"`
	// NextCursor lets a client leave offset paging at any depth.
	NextCursor *string `json:"next_cursor"`
}

// CursorPage is the envelope of cursor paging.
type CursorPage[T any] struct {
	// Items are the page's rows; never null.
	Items            []T              `json:"items"`
	Pagination       CursorPagination `json:"pagination"`
	PaginationType   string           `json:"pagination_type"`
	FilterAttributes Facets           `json:"filter_attributes"`
	// FilterCounts are there when counts were asked for.
	FilterCounts FacetCounts `json:"filter_counts,omitempty"`
	// Truncated names the facets that have more values than were listed.
	Truncated []string `json:"filter_attributes_truncated,omitempty"`
	// Links are there where the resource puts them into the body.
	Links *Links `json:"links,omitempty"`
}

// CursorPagination says where a cursor page stands.
type CursorPagination struct {
	// NextCursor is null exactly when no rows follow.
	NextCursor *string `json:"next_cursor"`
	// PrevCursor is null at the start of the list.
	PrevCursor   *string `json:"prev_cursor"`
	ItemsPerPage int     `json:"items_per_page"`
	// HasMore says whether rows remain in the direction travelled.
	HasMore bool `json:"has_more"`
	// TotalCount and TotalRelation are there when a total was asked for.
	TotalCount    *int64  `json:"total_count,omitempty"`
	TotalRelation *string `json:"total_relation,omitempty"`
}

// Facet is a field with the values that a client can choose from.
type Facet struct {
	Key string
	// Values are typed (a boolean is a bool), ascending, without null.
	Values []any
	// Truncated is set when there are more values than were listed.
	Truncated bool
}

// FacetCount is a value of a facet with the number of rows that have it.
type FacetCount struct {
	// Value is null for the rows without one.
	Value any   `json:"value"`
	Count int64 `json:"count"`
	// Selected is set for what the client has chosen.
	Selected bool `json:"selected"`
}

// FacetCounts are a page's facets with counts in declared order: a JSON object
// of lists.
type FacetCounts []FacetBuckets

// FacetBuckets is a field with the counts of its values.
type FacetBuckets struct {
	Key    string
	Counts []FacetCount
}

// MarshalJSON writes an object whose keys keep their order.
func (f FacetCounts) MarshalJSON() ([]byte, error) {
	return marshalOrdered(len(f), func(i int) (string, any, bool) { return f[i].Key, f[i].Counts, len(f[i].Counts) == 0 })
}

// Facets are a page's facets in declared order: a JSON object of lists. A nil
// value is null, for facets that were not asked for.
type Facets []Facet

// Truncated lists the keys of the facets that have more values.
func (f Facets) Truncated() []string {
	var keys []string
	for _, facet := range f {
		if facet.Truncated {
			keys = append(keys, facet.Key)
		}
	}
	return keys
}

// MarshalJSON writes an object whose keys keep their order.
func (f Facets) MarshalJSON() ([]byte, error) {
	if f == nil {
		return []byte("null"), nil
	}
	return marshalOrdered(len(f), func(i int) (string, any, bool) { return f[i].Key, f[i].Values, len(f[i].Values) == 0 })
}

// marshalOrdered writes an object of lists; an empty one is never null.
func marshalOrdered(n int, member func(i int) (key string, list any, empty bool)) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		name, list, empty := member(i)
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		values := []byte("[]")
		if !empty {
			if values, err = json.Marshal(list); err != nil {
				return nil, err
			}
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(values)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Page is the envelope of a list that offers both ways to page: exactly one of
// the two is set, and is what its JSON is.
type Page[T any] struct {
	Offset *OffsetPage[T]
	Cursor *CursorPage[T]
}

// SetLinks puts links into whichever is set.
func (p Page[T]) SetLinks(links *Links) {
	if p.Cursor != nil {
		p.Cursor.Links = links
		return
	}
	p.Offset.Links = links
}

// MarshalJSON writes whichever envelope is set. encoding/json scans what it
// answers once more: where speed counts, use AppendJSON.
func (p Page[T]) MarshalJSON() ([]byte, error) { return p.AppendJSON(nil) }

// AppendJSON appends what encoding/json makes of whichever envelope is set. Items
// that are JSON already are not looked at.
func (p Page[T]) AppendJSON(b []byte) ([]byte, error) {
	if p.Cursor != nil {
		return appendEnvelope(b, p.Cursor.Items, func(b []byte) []byte { return p.Cursor.Pagination.append(b) },
			p.Cursor.PaginationType, after{p.Cursor.FilterAttributes, p.Cursor.FilterCounts, p.Cursor.Truncated, p.Cursor.Links})
	}
	if p.Offset == nil {
		return append(b, "null"...), nil
	}
	return appendEnvelope(b, p.Offset.Items, func(b []byte) []byte { return p.Offset.Pagination.append(b) },
		p.Offset.PaginationType, after{p.Offset.FilterAttributes, p.Offset.FilterCounts, p.Offset.Truncated, p.Offset.Links})
}
