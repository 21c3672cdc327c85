package check

import (
	"database/sql/driver"
	"slices"
	"strconv"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// serves reports an index that statements would read as the one that they want.
func serves(table catalog.Table, have catalog.Index, want query.Index) bool {
	if want.Whole && have.Partial() || !implied(have.Predicate, want.Live, comparedIn(want)) {
		return false
	}
	switch want.Access {
	case query.Sorted:
		return have.Method == "btree" && sortedBy(table, have, want) || have.Method == "hash" && hashedBy(have, want)
	case query.Prefixed:
		return have.Method == "btree" && begins(have.Keys[0], want.Parts[0]) || trigrams(have, want)
	case query.Trigrams:
		return trigrams(have, want)
	case query.Elements:
		return have.Method == "gin" && hasKey(have, want, func(k catalog.Key) bool { return k.Default })
	case query.Lexemes:
		return slices.Contains([]string{"gin", "gist"}, have.Method) && hasKey(have, want, func(k catalog.Key) bool { return k.Default })
	}
	return false
}

// comparedIn is the column that a filter compares, so that it is not NULL in the rows
// that are found.
func comparedIn(want query.Index) string {
	if want.Use == query.ForFilter && want.Access != query.Sorted {
		return want.Parts[0].Column
	}
	if want.Use == query.ForRelation && want.Fixed == 1 {
		return want.Parts[0].Column
	}
	return ""
}

// implied reports a predicate that all rows satisfy which are read: of constants, and
// of a column that is not NULL.
func implied(predicate string, live []schemas.Constant, present string) bool {
	if predicate == "" {
		return true
	}
	for _, term := range terms(predicate) {
		known := slices.ContainsFunc(live, func(c schemas.Constant) bool { return slices.Equal(term, constant(c)) })
		if !known && (present == "" || !slices.Equal(term, []string{present, "is", "not", "null"})) {
			return false
		}
	}
	return true
}

// constant is a column's value as canonical writes the comparison.
func constant(c schemas.Constant) []string {
	value := c.Value
	if valuer, ok := value.(driver.Valuer); ok {
		value, _ = valuer.Value()
	}
	switch v := value.(type) {
	case nil:
		return []string{c.Column, "is", "null"}
	case string:
		return append([]string{c.Column}, canonical("= '"+v+"'")...)
	case int64:
		return []string{c.Column, "=", strconv.FormatInt(v, 10)}
	case int:
		return []string{c.Column, "=", strconv.Itoa(v)}
	}
	return nil
}

// is reports a key that is a part of what is wanted.
func is(k catalog.Key, p query.IndexPart) bool {
	if p.Column != "" {
		return k.Column == p.Column
	}
	// A cast that does nothing leaves a column of an expression.
	return same(p.Expression, k.Expression) || k.Column != "" && slices.Equal(canonical(p.Expression), []string{k.Column})
}

// sortedBy reports a btree with the wanted keys in front, in their directions or all
// in the opposite ones; of the fixed ones only that they are there counts.
func sortedBy(table catalog.Table, have catalog.Index, want query.Index) bool {
	if endsEarly(table, have, want) {
		return true
	}
	n := len(want.Parts)
	if len(have.Keys) < n || slices.ContainsFunc(have.Keys[:n], func(k catalog.Key) bool { return !k.Default || k.Foreign }) {
		return false
	}
	for _, part := range want.Parts[:want.Fixed] {
		if !slices.ContainsFunc(have.Keys[:want.Fixed], func(k catalog.Key) bool { return is(k, part) }) {
			return false
		}
	}
	return directed(have.Keys, want, false) || directed(have.Keys, want, true)
}

// directed compares the keys behind the fixed ones, forward or back.
func directed(keys []catalog.Key, want query.Index, back bool) bool {
	for i := want.Fixed; i < len(want.Parts); i++ {
		key, part := keys[i], want.Parts[i]
		if !is(key, part) || key.Desc != (part.Desc != back) || key.NullsFirst != (part.NullsFirst != back) {
			return false
		}
	}
	return true
}

// endsEarly reports a unique index on the first wanted keys, which are never NULL: the
// keys behind decide nothing, and are sorted within one row.
func endsEarly(table catalog.Table, have catalog.Index, want query.Index) bool {
	n := len(have.Keys)
	if !have.Unique || n >= len(want.Parts) {
		return false
	}
	early := want
	early.Parts, early.Fixed = want.Parts[:n], min(want.Fixed, n)
	for i, key := range have.Keys {
		column, _ := table.Column(key.Column)
		if !column.NotNull || i < early.Fixed && !slices.ContainsFunc(early.Parts, func(p query.IndexPart) bool { return is(key, p) }) {
			return false
		}
	}
	return directed(have.Keys, early, false) || directed(have.Keys, early, true)
}

// hashedBy reports a hash index on the one column that has one value.
func hashedBy(have catalog.Index, want query.Index) bool {
	return want.Use == query.ForRelation && len(want.Parts) == 1 && is(have.Keys[0], want.Parts[0])
}

// begins reports a key by whose order LIKE finds beginnings: PostgreSQL's manual, 11.10.
func begins(k catalog.Key, p query.IndexPart) bool {
	patterns := slices.Contains([]string{"text_pattern_ops", "varchar_pattern_ops", "bpchar_pattern_ops"}, k.Class)
	return is(k, p) && (patterns || k.Default && k.Bytewise && !k.Foreign)
}

func trigrams(have catalog.Index, want query.Index) bool {
	return hasKey(have, want, func(k catalog.Key) bool {
		return have.Method == "gin" && k.Class == "gin_trgm_ops" || have.Method == "gist" && k.Class == "gist_trgm_ops"
	})
}

// hasKey reports an index with a usable key that is the wanted one: an inverted index
// is as good at any of its columns.
func hasKey(have catalog.Index, want query.Index, usable func(catalog.Key) bool) bool {
	keys := have.Keys
	if have.Method != "gin" {
		keys = keys[:1]
	}
	return slices.ContainsFunc(keys, func(k catalog.Key) bool { return usable(k) && is(k, want.Parts[0]) })
}
