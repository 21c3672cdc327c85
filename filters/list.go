package filters

import (
	"errors"
	"strings"
)

var errList = errors.New(`has an empty or badly quoted item: separate items with one comma, ` +
	`quote an item that holds a comma, and write "" for the empty string`)

// splitList reads a comma list. An item may stand in double quotes, a quote
// inside it doubled, as in CSV (RFC 4180); an unquoted item is never empty.
func splitList(text string) ([]string, error) {
	var items []string
	for {
		item, rest, err := nextItem(text)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		if rest == "" {
			return items, nil
		}
		text = rest[1:] // the comma
	}
}

// nextItem reads up to a comma or the end.
func nextItem(text string) (item, rest string, err error) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexByte(text, ',')
		if end < 0 {
			end = len(text)
		}
		if item = text[:end]; item == "" || strings.Contains(item, `"`) {
			return "", "", errList
		}
		return item, text[end:], nil
	}
	var b strings.Builder
	for rest = text[1:]; ; {
		end := strings.IndexByte(rest, '"')
		if end < 0 {
			return "", "", errList
		}
		b.WriteString(rest[:end])
		if rest = rest[end+1:]; !strings.HasPrefix(rest, `"`) {
			break
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
	if rest != "" && rest[0] != ',' {
		return "", "", errList
	}
	return b.String(), rest, nil
}
