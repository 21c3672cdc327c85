package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// keys spells keys of an index: "title DESC".
func keys(list ...string) (keys []catalog.Key) {
	for _, text := range list {
		column, rest, _ := strings.Cut(text, " ")
		desc := strings.Contains(rest, "DESC")
		keys = append(keys, catalog.Key{
			Column: column, Default: true, Desc: desc, NullsFirst: desc && !strings.Contains(rest, "LAST") || strings.Contains(rest, "FIRST"),
		})
	}
	return keys
}

func parts(list ...string) (parts []query.IndexPart) {
	for _, k := range keys(list...) {
		parts = append(parts, query.IndexPart{Column: k.Column, Desc: k.Desc, NullsFirst: k.NullsFirst})
	}
	return parts
}

func btree(list ...string) catalog.Index {
	return catalog.Index{Method: "btree", Valid: true, Keys: keys(list...)}
}

// with changes an index.
func with(i catalog.Index, change func(*catalog.Index)) catalog.Index {
	i.Keys = slices.Clone(i.Keys)
	change(&i)
	return i
}

func order(list ...string) query.Index {
	return query.Index{Use: query.ForOrder, Parts: parts(list...)}
}

func filter(access query.Access, column string) query.Index {
	return query.Index{Use: query.ForFilter, Access: access, Parts: parts(column), Fixed: 1}
}

func over(foreignKey string, list ...string) query.Index {
	i := order(append([]string{foreignKey}, list...)...)
	i.Fixed = 1
	return i
}

func soft(i query.Index) query.Index {
	i.Live = []schemas.Constant{{Column: "deleted_at"}}
	return i
}

func TestServes(t *testing.T) {
	t.Parallel()
	table := catalog.Table{Columns: []catalog.Column{{Name: "id", NotNull: true}, {Name: "code", NotNull: true}, {Name: "nick"}}}
	unique := func(i catalog.Index) catalog.Index { return with(i, func(i *catalog.Index) { i.Unique = true }) }
	method := func(name, class string, list ...string) catalog.Index {
		return with(btree(list...), func(i *catalog.Index) {
			i.Method = name
			for n := range i.Keys {
				i.Keys[n].Class, i.Keys[n].Default = class, class == ""
			}
		})
	}
	where := func(predicate string, i catalog.Index) catalog.Index {
		return with(i, func(i *catalog.Index) { i.Predicate = predicate })
	}
	key := func(i catalog.Index, change func(*catalog.Key)) catalog.Index {
		return with(i, func(i *catalog.Index) { change(&i.Keys[0]) })
	}
	facet := query.Index{Use: query.ForFacet, Parts: parts("code"), Whole: true, Live: []schemas.Constant{{Column: "deleted_at"}}}
	for _, tt := range []struct {
		name string
		have catalog.Index
		want query.Index
		ok   bool
	}{
		{"an order", btree("title", "id"), order("title", "id"), true},
		{"an order read back", btree("title", "id"), order("title DESC", "id DESC"), true},
		{"an index that descends", btree("title DESC", "id DESC"), order("title", "id"), true},
		{"mixed directions", btree("title DESC", "id"), order("title DESC", "id"), true},
		{"mixed directions read back", btree("title", "id DESC"), order("title DESC", "id"), true},
		{"mixed directions, not spelt", btree("title", "id"), order("title DESC", "id"), false},
		{"NULLs at the other end", btree("title FIRST", "id"), order("title", "id"), false},
		{"NULLs at the same end", btree("title", "rank FIRST", "id"), order("title", "rank FIRST", "id"), true},
		{"NULLs at the same end, read back", btree("title", "rank DESC LAST", "id"), order("title DESC", "rank FIRST", "id DESC"), true},
		{"without the last tie-break", btree("title"), order("title", "id"), false},
		{"in another sequence", btree("id", "title"), order("title", "id"), false},
		{"more keys behind", btree("title", "id", "code"), order("title", "id"), true},
		{"more keys before", btree("code", "title", "id"), order("title", "id"), false},
		{"unique, never NULL", unique(btree("code")), order("code", "id"), true},
		{"unique, never NULL, descending", unique(btree("code DESC")), order("code", "id"), true},
		{"unique, may be NULL", unique(btree("nick")), order("nick", "id"), false},
		{"unique on another column", unique(btree("id")), order("code", "id"), false},
		{"another collation", key(btree("title", "id"), func(k *catalog.Key) { k.Foreign = true }), order("title", "id"), false},
		{"another operator class", key(btree("title", "id"), func(k *catalog.Key) { k.Default = false }), order("title", "id"), false},
		{"another method", method("gin", "", "title", "id"), order("title", "id"), false},

		{"over a relation", btree("shop_id", "id"), over("shop_id", "id"), true},
		{"over a relation, back", btree("shop_id", "id"), over("shop_id", "id DESC"), true},
		{"over a relation, the foreign key descends", btree("shop_id DESC", "id"), over("shop_id", "id"), true},
		{"over a relation, the foreign key only", btree("shop_id"), over("shop_id", "id"), false},
		{"over a has-one, by the key", unique(btree("id")), over("id", "title"), true},

		{"living rows of those", where("(deleted_at IS NULL)", btree("title", "id")), soft(order("title", "id")), true},
		{"living rows of all", where("(deleted_at IS NULL)", btree("title", "id")), order("title", "id"), false},
		{"deleted rows", where("(deleted_at IS NOT NULL)", btree("title", "id")), soft(order("title", "id")), false},
		{"fewer rows", where("((deleted_at IS NULL) AND (n > 1))", btree("title", "id")), soft(order("title", "id")), false},
		{"rows with a value, filtered by it", where("(code IS NOT NULL)", method("gin", "gin_trgm_ops", "code")), filter(query.Trigrams, "code"), true},
		{"rows with a value, is_null asked", where("(code IS NOT NULL)", btree("code")), filter(query.Sorted, "code"), false},

		{"a filter", btree("code", "title"), filter(query.Sorted, "code"), true},
		{"a filter, whatever the direction", btree("code DESC LAST"), filter(query.Sorted, "code"), true},
		{"a filter by a second key", btree("title", "code"), filter(query.Sorted, "code"), false},
		{"a filter by an index of hashes has no ranges", method("hash", "", "code"), filter(query.Sorted, "code"), false},
		{"a relation by an index of hashes", method("hash", "", "code"), query.Index{Use: query.ForRelation, Parts: parts("code"), Fixed: 1}, true},
		{"several columns in whatever sequence", btree("b", "a"), query.Index{Use: query.ForRelation, Parts: parts("a", "b"), Fixed: 2}, true},

		{"parts of texts", method("gin", "gin_trgm_ops", "code"), filter(query.Trigrams, "code"), true},
		{"parts of texts, by GiST", method("gist", "gist_trgm_ops", "code"), filter(query.Trigrams, "code"), true},
		{"parts of texts, a second column of GIN", method("gin", "gin_trgm_ops", "title", "code"), filter(query.Trigrams, "code"), true},
		{"parts of texts, a second column of GiST", method("gist", "gist_trgm_ops", "title", "code"), filter(query.Trigrams, "code"), false},
		{"parts of texts by a btree", btree("code"), filter(query.Trigrams, "code"), false},
		{"beginnings of texts", method("btree", "text_pattern_ops", "code"), filter(query.Prefixed, "code"), true},
		{"beginnings by trigrams", method("gin", "gin_trgm_ops", "code"), filter(query.Prefixed, "code"), true},
		{"beginnings by bytes", key(btree("code"), func(k *catalog.Key) { k.Bytewise = true }), filter(query.Prefixed, "code"), true},
		{"beginnings by a language", btree("code"), filter(query.Prefixed, "code"), false},
		{"arrays", method("gin", "", "labels"), filter(query.Elements, "labels"), true},
		{"arrays by a btree", btree("labels"), filter(query.Elements, "labels"), false},
		{"words", method("gist", "", "search"), filter(query.Lexemes, "search"), true},

		{"a facet", btree("code", "id"), facet, true},
		{"a facet of living rows is of all", where("(deleted_at IS NULL)", btree("code")), facet, false},
	} {
		if got := serves(table, tt.have, tt.want); got != tt.ok {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestNameOf(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("größe", 12)
	for _, tt := range []struct {
		name   string
		index  query.Index
		unique bool
		want   string
	}{
		{"columns", query.Index{Table: "items", Parts: parts("title", "id")}, false, "idx_items_title_id"},
		{"of a schema", query.Index{Table: "blog.items", Parts: parts("title")}, false, "idx_items_title"},
		{"unique", query.Index{Table: "items", Parts: parts("title")}, true, "uni_items_title"},
		{"directions", query.Index{Table: "items", Parts: parts("title DESC", "id")}, false, "idx_items_title_desc_id"},
		{"placed NULLs", query.Index{Table: "items", Parts: parts("title FIRST", "id")}, false, "idx_items_title_id_0d5ee5e9"},
		{"trigrams", query.Index{Table: "items", Access: query.Trigrams, Parts: parts("title")}, false, "idx_items_title_trgm"},
		{"a taken name", query.Index{Table: "items", Parts: parts("taken")}, false, "idx_items_taken_0f98ff16"},
		{"a long name", query.Index{Table: "items", Parts: parts(long)}, false, ""},
	} {
		table := catalog.Table{Indexes: []catalog.Index{{Name: `public.idx_items_taken`}}}
		got := nameOf(table, tt.index, tt.unique)
		if tt.want != "" && got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if len(got) > 63 || strings.ToValidUTF8(got, "") != got || got != nameOf(table, tt.index, tt.unique) {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
