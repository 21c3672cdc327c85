package filters

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crudfactory/crudfactory/schemas"
)

// search checks the free text and splits it into words.
func (c *checker) search(raw Raw) []string {
	if !raw.Searched {
		return nil
	}
	if !c.resource.Searches() && strings.TrimSpace(raw.Search) != "" {
		c.failf("search", schemas.UnknownParameter, "this resource has no search")
		return nil
	}
	text := &schemas.Field{Kind: schemas.Text}
	if _, err := text.ParseValue(raw.Search); err != nil {
		c.failf("search", schemas.InvalidValue, "%s", err)
		return nil
	}
	if n := utf8.RuneCountInString(raw.Search); n > c.limits.SearchLength {
		c.failf("search", schemas.TooLong, "%d characters; at most %d are allowed", n, c.limits.SearchLength)
		return nil
	}
	if c.resource.TextSearch.Mode == schemas.SearchTrigram && strings.ContainsRune(raw.Search, '\x1f') {
		c.failf("search", schemas.InvalidValue, "contains a unit separator, which stands between the searched fields")
		return nil
	}
	words := splitWords(raw.Search)
	if len(words) > c.limits.SearchWords {
		c.failf("search", schemas.TooMany, "%d words; at most %d are allowed", len(words), c.limits.SearchWords)
		return nil
	}
	if c.resource.TextSearch.Mode == schemas.SearchFullText && len(words) > 0 {
		return []string{strings.TrimSpace(raw.Search)} // it has operators of its own
	}
	return words
}

// splitWords splits at blanks. A quote at the start of a word opens a phrase
// that ends at the next quote; without one it is a quote like any character.
func splitWords(text string) []string {
	var words []string
	for {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if text == "" {
			return words
		}
		if phrase, rest, closed := strings.Cut(text[1:], `"`); text[0] == '"' && closed {
			if strings.TrimSpace(phrase) != "" {
				words = append(words, phrase)
			}
			text = rest
			continue
		}
		end := strings.IndexFunc(text, unicode.IsSpace)
		if end < 0 {
			end = len(text)
		}
		words = append(words, text[:end])
		text = text[end:]
	}
}
