package filters

import (
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// tokenKind is what a token of an expression is.
type tokenKind uint8

const (
	tokenEnd    tokenKind = iota
	tokenWord             // a key or a keyword
	tokenString           // a text in double quotes
	tokenNumber           // digits, perhaps with sign, point and exponent
	tokenSymbol           // = != < <= > >= ( ) ,
)

// token is a piece of an expression; at is its byte offset.
type token struct {
	kind tokenKind
	text string
	at   int
}

// is reports a keyword, in any case, or a symbol.
func (t token) is(text string) bool {
	switch t.kind {
	case tokenWord:
		return strings.EqualFold(t.text, text)
	case tokenSymbol:
		return t.text == text
	case tokenEnd, tokenString, tokenNumber:
	}
	return false
}

// describe names the token for messages.
func (t token) describe() string {
	switch t.kind {
	case tokenEnd:
		return "the end"
	case tokenString:
		return "the text " + quoted(t.text)
	case tokenWord, tokenNumber, tokenSymbol:
	}
	return quoted(t.text)
}

func quoted(text string) string { return `"` + text + `"` }

// lex splits an expression into tokens; the last one is the end.
func lex(text string) ([]token, *schemas.InputError) {
	var tokens []token
	for at := 0; ; {
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], " \t\r\n"))
		t, err := lexOne(text, at)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
		if t.kind == tokenEnd {
			return tokens, nil
		}
		at = t.end(text)
	}
}

// end is the offset behind the token.
func (t token) end(text string) int {
	if t.kind == tokenString {
		return t.at + stringLength(text[t.at:])
	}
	return t.at + len(t.text)
}

func lexOne(text string, at int) (token, *schemas.InputError) {
	rest := text[at:]
	if rest == "" {
		return token{tokenEnd, "", at}, nil
	}
	switch c := rest[0]; {
	case isLetter(c):
		return token{tokenWord, rest[:span(rest, isWord)], at}, nil
	case c == '"':
		return lexString(rest, at)
	case isDigit(c) || (c == '-' || c == '+') && len(rest) > 1 && isDigit(rest[1]):
		return token{tokenNumber, rest[:1+span(rest[1:], isNumber)], at}, nil
	}
	for _, symbol := range []string{"!=", "<=", ">=", "=", "<", ">", "(", ")", ","} {
		if strings.HasPrefix(rest, symbol) {
			return token{tokenSymbol, symbol, at}, nil
		}
	}
	return token{}, invalidExpression(at, "unexpected %q", firstRune(rest))
}

// lexString reads a text in double quotes; a backslash takes the next character
// literally.
func lexString(rest string, at int) (token, *schemas.InputError) {
	length := stringLength(rest)
	if length == 0 {
		return token{}, invalidExpression(at, "the text that begins here has no closing quote")
	}
	var b strings.Builder
	for i := 1; i < length-1; i++ {
		if rest[i] == '\\' {
			i++
		}
		b.WriteByte(rest[i])
	}
	return token{tokenString, b.String(), at}, nil
}

// stringLength is the length of a quoted text with its quotes; zero if the
// closing one is missing.
func stringLength(rest string) int {
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

func span(text string, accept func(byte) bool) int {
	for i := range len(text) {
		if !accept(text[i]) {
			return i
		}
	}
	return len(text)
}

func firstRune(text string) string {
	for _, r := range text {
		return string(r)
	}
	return ""
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

func isWord(c byte) bool { return isLetter(c) || isDigit(c) }

// isNumber takes signs too, for exponents; what is no number the field refuses.
func isNumber(c byte) bool {
	return isDigit(c) || c == '.' || c == 'e' || c == 'E' || c == '-' || c == '+'
}
