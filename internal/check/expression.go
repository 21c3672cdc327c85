package check

import (
	"regexp"
	"slices"
	"strings"
)

// lexeme is a piece of an SQL expression: a quoted name, a text, a type behind a
// cast, a number, a word, an operator, a dot or a parenthesis.
var lexeme = regexp.MustCompile(`"(?:[^"]|"")*"|` + "`[^`]*`" + `|'(?:[^']|'')*'|` +
	`::\s*(?:"[^"]*"\.)?"?[A-Za-z_][\w.]*"?(?:\s+varying|\s+precision|\s+with(?:out)? time zone)?(?:\([0-9, ]+\))?(?:\[\])*|` +
	`\d+(?:\.\d+)?|[A-Za-z_\x80-\x{10ffff}][\w\x80-\x{10ffff}$]*|[-+*/<>=~!@#%^&|?:]+|[.,()]`)

// asType is the end of a cast that is written as one.
var asType = regexp.MustCompile(`(?i)\s+AS\s+[a-z_][a-z0-9_ ]*(?:\([0-9, ]+\))?(?:\[\])*\)`)

// number is a text that PostgreSQL writes for a number.
var number = regexp.MustCompile(`^'(-?)(\d+)'$`)

// canonical takes an expression apart so that what we write and what PostgreSQL
// makes of it, or another hand wrote, are equal where they mean the same: without
// casts, parentheses and qualifiers, which the expressions of a resource
// do not differ by.
func canonical(expression string) (tokens []string) {
	expression = asType.ReplaceAllString(expression, ")")
	for _, text := range lexeme.FindAllString(expression, -1) {
		switch c := text[0]; {
		case c == '(' || c == ')' || strings.HasPrefix(text, "::") || strings.EqualFold(text, "cast"):
		case text == "." && len(tokens) > 0: // what was before it is a qualifier
			tokens = tokens[:len(tokens)-1]
		case c == '"' || c == '`':
			tokens = append(tokens, strings.ReplaceAll(text[1:len(text)-1], `""`, `"`))
		case number.MatchString(text):
			parts := number.FindStringSubmatch(text)
			tokens = append(tokens, slices.DeleteFunc(parts[1:], func(part string) bool { return part == "" })...)
		case c == '\'':
			tokens = append(tokens, text)
		default:
			tokens = append(tokens, strings.ToLower(text))
		}
	}
	return withoutElse(withoutBetween(tokens))
}

// withoutBetween writes a BETWEEN as the two comparisons that PostgreSQL makes of it.
func withoutBetween(tokens []string) []string {
	at := slices.Index(tokens, "between")
	if at < 0 || !slices.Contains(tokens[at:], "and") {
		return tokens
	}
	start := at
	for start > 0 && !slices.Contains([]string{"and", "or", "when", "then", "else", "case"}, tokens[start-1]) {
		start--
	}
	and := slices.Index(tokens[at:], "and") + at
	operand := tokens[start:at]
	return withoutBetween(slices.Concat(tokens[:at], []string{">="}, tokens[at+1:and+1], operand, []string{"<="}, tokens[and+1:]))
}

// withoutElse leaves out an ELSE NULL, which PostgreSQL adds.
func withoutElse(tokens []string) []string {
	for i := range len(tokens) - 1 {
		if tokens[i] == "else" && tokens[i+1] == "null" {
			return withoutElse(slices.Concat(tokens[:i], tokens[i+2:]))
		}
	}
	return tokens
}

// same reports expressions that mean the same.
func same(a, b string) bool { return slices.Equal(canonical(a), canonical(b)) }

// terms are the parts of a condition that are ANDed, as far as there is no OR.
func terms(condition string) (list [][]string) {
	tokens := canonical(condition)
	if slices.Contains(tokens, "or") || slices.Contains(tokens, "case") {
		return [][]string{tokens}
	}
	for {
		i := slices.Index(tokens, "and")
		if i < 0 {
			return append(list, tokens)
		}
		list, tokens = append(list, tokens[:i]), tokens[i+1:]
	}
}
