package schemas

import (
	"fmt"
	"strings"
)

// PointerToken escapes a key for a JSON Pointer (RFC 6901, section 3).
func PointerToken(key string) string { return pointerEscapes.Replace(key) }

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointerText writes a pointer to the place that keys and indices lead to.
func pointerText(tokens []string) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(PointerToken(token))
	}
	return b.String()
}

// parsePointer reads the keys and indices of a pointer; none lead to the whole
// document.
func parsePointer(text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return nil, fmt.Errorf(`%q is no JSON Pointer: it does not begin with "/"`, text)
	}
	tokens := strings.Split(rest, "/")
	for i, token := range tokens {
		unescaped := strings.NewReplacer("~0", "", "~1", "").Replace(token)
		if strings.Contains(unescaped, "~") {
			return nil, fmt.Errorf(`%q is no JSON Pointer: "~" is written "~0", and "/" within a key "~1"`, text)
		}
		tokens[i] = strings.NewReplacer("~0", "~", "~1", "/").Replace(token)
	}
	return tokens, nil
}

// parseIndex reads an element's place in an array: digits without leading zeros.
func parseIndex(token string) (index int, ok bool) {
	if token == "" || len(token) > 9 || token[0] == '0' && token != "0" {
		return 0, false
	}
	for _, digit := range token {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		index = index*10 + int(digit-'0')
	}
	return index, true
}
