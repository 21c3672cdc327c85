package check

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/query"
)

// maxName is the most bytes of a name: PostgreSQL's manual, 4.1.1.
const maxName = 63

// nameOf derives an index's name from what it is on, so that it is the same each
// time. What does not say all, or is another index's already, gets a hash.
func nameOf(table catalog.Table, i query.Index, unique bool) string {
	words := []string{"idx", i.Table[strings.LastIndexByte(i.Table, '.')+1:]}
	if unique {
		words[0] = "uni"
	}
	hashed := false
	for _, part := range i.Parts {
		if part.Column == "" {
			hashed = true
			words = append(words, part.Of...)
			continue
		}
		words = append(words, part.Column)
		if part.Desc {
			words = append(words, "desc")
		}
		hashed = hashed || part.Desc != part.NullsFirst
	}
	words = append(words, suffixes[i.Access]...)
	name := strings.Join(words, "_")
	taken := slices.ContainsFunc(table.Indexes, func(other catalog.Index) bool {
		bare := strings.Trim(other.Name[strings.LastIndexByte(other.Name, '.')+1:], `"`)
		return bare == name
	})
	if !hashed && !taken && len(name) <= maxName {
		return name
	}
	return shortened(name, definition(i))
}

// suffixes tell indexes on the same columns apart.
var suffixes = map[query.Access][]string{
	query.Prefixed: {"pattern"}, query.Trigrams: {"trgm"}, query.Elements: {"gin"}, query.Lexemes: {"fts"},
}

// definition is all that an index is.
func definition(i query.Index) string {
	words := []string{i.Table, strings.Join(suffixes[i.Access], "")}
	for _, part := range i.Parts {
		words = append(words, part.Column, part.Expression)
		if part.Desc {
			words = append(words, "desc")
		}
		if part.NullsFirst {
			words = append(words, "nulls first")
		}
	}
	return strings.Join(words, "\x00")
}

// shortened cuts a name between characters and ends it with a hash.
func shortened(name, definition string) string {
	sum := sha256.Sum256([]byte(definition))
	end := "_" + hex.EncodeToString(sum[:4])
	cut := min(len(name), maxName-len(end))
	for cut < len(name) && !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + end
}
