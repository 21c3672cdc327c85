// Package rawjson takes JSON documents apart without reading what is in them.
//
// It does not check them: a document has to be valid (json.Valid) and UTF-8. Of any
// other it makes some parts or none.
package rawjson

import (
	"bytes"
	"encoding/json"
)

// Object splits an object; null is none. Of two equal keys the last counts.
func Object(document []byte) (members map[string]json.RawMessage, ok bool) {
	members = map[string]json.RawMessage{}
	ok = EachMember(document, func(key []byte, value json.RawMessage) { members[Text(key)] = value })
	return members, ok
}

// Array splits an array; null is none.
func Array(document []byte) (elements []json.RawMessage, ok bool) {
	elements = []json.RawMessage{}
	ok = EachElement(document, func(element json.RawMessage) { elements = append(elements, element) })
	return elements, ok
}

// EachElement visits the elements of an array.
func EachElement(document []byte, visit func(element json.RawMessage)) bool {
	return eachPart(document, '[', ']', func(at int) int {
		end := endOf(document, at)
		visit(document[at:end:end])
		return end
	})
}

// EachMember visits the members of an object in their order. Keys are quoted.
func EachMember(document []byte, visit func(key []byte, value json.RawMessage)) bool {
	return eachPart(document, '{', '}', func(at int) int {
		afterKey := endOf(document, at)
		value := begin(document, begin(document, afterKey)+1) // behind the colon
		end := endOf(document, value)
		visit(document[at:afterKey], document[value:end:end])
		return end
	})
}

// eachPart goes through what stands between two brackets; visit answers where the
// part ends that begins at a place.
func eachPart(document []byte, first, last byte, visit func(at int) int) bool {
	i := begin(document, 0)
	if i == len(document) || document[i] != first {
		return false
	}
	for i = begin(document, i+1); i < len(document) && document[i] != last; i = begin(document, i) {
		if document[i] == ',' {
			i = begin(document, i+1)
		}
		end := visit(i)
		if end <= i {
			return false
		}
		i = end
	}
	return i < len(document)
}

// begin skips white space.
func begin(document []byte, i int) int {
	for i < len(document) && (document[i] == ' ' || document[i] == '\n' || document[i] == '\r' || document[i] == '\t') {
		i++
	}
	return min(i, len(document))
}

// endOf is where the value ends that begins at a place.
func endOf(document []byte, i int) int {
	if i >= len(document) {
		return len(document)
	}
	switch document[i] {
	case '"':
		return endOfText(document, i)
	case '{', '[':
		return endOfList(document, i)
	}
	for i < len(document) && document[i] != ',' && document[i] != '}' && document[i] != ']' && begin(document, i) == i {
		i++
	}
	return i
}

// endOfList is where an object or an array ends.
func endOfList(document []byte, i int) int {
	for depth := 0; i < len(document); {
		switch document[i] {
		case '"':
			i = endOfText(document, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return len(document)
}

// endOfText is where a string ends: at the first quote that no backslash escapes.
func endOfText(document []byte, i int) int {
	quote := i // the one that was found last; it is looked for again once it is passed
	for i++; i < len(document); i += 2 {
		if quote < i {
			next := bytes.IndexByte(document[i:], '"')
			if next < 0 {
				break
			}
			quote = i + next
		}
		backslash := bytes.IndexByte(document[i:quote], '\\')
		if backslash < 0 {
			return quote + 1
		}
		i += backslash
	}
	return len(document)
}

// Text reads a string with its quotes.
func Text(quoted []byte) (text string) {
	if IsPlain(quoted) {
		return string(quoted[1 : len(quoted)-1])
	}
	_ = json.Unmarshal(quoted, &text) // "" for what is none
	return text
}

// IsPlain reports a string that stands for what is between its quotes.
func IsPlain(quoted []byte) bool {
	return len(quoted) > 1 && quoted[0] == '"' && quoted[len(quoted)-1] == '"' && bytes.IndexByte(quoted, '\\') < 0
}
