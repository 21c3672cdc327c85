package schemas

import (
	"encoding/json"
	"strconv"
	"strings"
)

// after is what stands behind the items and the pagination of either envelope.
type after struct {
	FilterAttributes Facets      `json:"filter_attributes"`
	FilterCounts     FacetCounts `json:"filter_counts,omitempty"`
	Truncated        []string    `json:"filter_attributes_truncated,omitempty"`
	Links            *Links      `json:"links,omitempty"`
}

func appendEnvelope[T any](b []byte, items []T, pagination func([]byte) []byte, mode string, rest after) ([]byte, error) {
	b, err := appendItems(append(b, `{"items":`...), items)
	if err != nil {
		return nil, err
	}
	b = pagination(append(b, `,"pagination":`...))
	b = appendText(append(b, `,"pagination_type":`...), &mode)
	if rest.FilterAttributes == nil && len(rest.FilterCounts)+len(rest.Truncated) == 0 && rest.Links == nil {
		return append(b, `,"filter_attributes":null}`...), nil
	}
	if rest.FilterAttributes != nil && len(rest.FilterAttributes)+len(rest.FilterCounts)+len(rest.Truncated) == 0 && rest.Links == nil {
		return append(b, `,"filter_attributes":{}}`...), nil
	}
	more, err := json.Marshal(rest)
	if err != nil {
		return nil, err
	}
	return append(append(b, ','), more[1:]...), nil
}

func appendItems[T any](b []byte, items []T) ([]byte, error) {
	written, ok := any(items).([]json.RawMessage)
	if !ok {
		list, err := json.Marshal(items)
		return append(b, list...), err
	}
	b = append(b, '[')
	for i, item := range written {
		if i > 0 {
			b = append(b, ',')
		}
		if item == nil {
			item = json.RawMessage("null")
		}
		b = append(b, item...)
	}
	return append(b, ']'), nil
}

func (p *CursorPagination) append(b []byte) []byte {
	b = appendText(append(b, `{"next_cursor":`...), p.NextCursor)
	b = appendText(append(b, `,"prev_cursor":`...), p.PrevCursor)
	b = strconv.AppendInt(append(b, `,"items_per_page":`...), int64(p.ItemsPerPage), 10)
	b = strconv.AppendBool(append(b, `,"has_more":`...), p.HasMore)
	if p.TotalCount != nil {
		b = appendInt(append(b, `,"total_count":`...), p.TotalCount)
	}
	if p.TotalRelation != nil {
		b = appendText(append(b, `,"total_relation":`...), p.TotalRelation)
	}
	return append(b, '}')
}

func (p *OffsetPagination) append(b []byte) []byte {
	b = appendInt(append(b, `{"total_count":`...), p.TotalCount)
	b = appendText(append(b, `,"total_relation":`...), p.TotalRelation)
	b = strconv.AppendInt(append(b, `,"items_per_page":`...), int64(p.ItemsPerPage), 10)
	b = strconv.AppendInt(append(b, `,"page":`...), int64(p.Page), 10)
	b = appendInt(append(b, `,"pages":`...), p.Pages)
	b = strconv.AppendBool(append(b, `,"has_more":`...), p.HasMore)
	b = appendText(append(b, `,"next_cursor":`...), p.NextCursor)
	return append(b, '}')
}

// appendText appends a token or a word; what has something to escape is none of
// ours.
func appendText(b []byte, s *string) []byte {
	if s == nil {
		return append(b, "null"...)
	}
	if strings.IndexFunc(*s, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune(`"\\<>&`, r) }) >= 0 {
		text, err := json.Marshal(*s)
		if err != nil { // a text always can be
			return append(b, `""`...)
		}
		return append(b, text...)
	}
	return append(append(append(b, '"'), *s...), '"')
}

func appendInt(b []byte, n *int64) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, *n, 10)
}
