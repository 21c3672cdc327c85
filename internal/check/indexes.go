package check

import (
	"cmp"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/query"
)

// proposal is an index that is missing, or not valid, with all that it would serve.
type proposal struct {
	index query.Index
	// broken is the index that would serve if it were valid; empty for none.
	broken string
	wants  []query.Index
}

// indexes looks for each index that statements want.
func (r *run) indexes() {
	all := query.IndexesOf(r.DB, r.Resource, r.Order, r.Live)
	for _, u := range all.Unserved {
		r.add(Note, NoIndex, u.Path, u.Detail, "")
	}
	var missing []query.Index
	var broken []proposal
	for _, want := range all.Wanted {
		switch table := r.catalog.Table(want.Table); {
		case !table.Kind.Indexed():
			r.unindexed(table)
		case !r.possible(table, want), slices.ContainsFunc(slices.Concat(table.Indexes, r.planned[table.Name]), func(i catalog.Index) bool {
			return i.Valid && (serves(table, i, want) || inPartition(table, want) && serves(table, i, ofPartition(want)))
		}):
		default:
			i := slices.IndexFunc(table.Indexes, func(i catalog.Index) bool { return serves(table, i, want) })
			if i < 0 {
				missing = append(missing, want)
			} else {
				broken = attach(broken, table.Indexes[i].Name, want)
			}
		}
	}
	r.propose(broken)
	r.propose(r.fewest(missing))
}

// attach adds what a broken index would serve.
func attach(broken []proposal, name string, want query.Index) []proposal {
	i := slices.IndexFunc(broken, func(p proposal) bool { return p.broken == name })
	if i < 0 {
		i, broken = len(broken), append(broken, proposal{index: want, broken: name})
	}
	broken[i].wants = append(broken[i].wants, want)
	return broken
}

// unindexed notes, once, what can have no index.
func (r *run) unindexed(table catalog.Table) {
	detail := table.Name + " is a " + string(table.Kind) + ": whether its rows are found by an index is not looked at"
	if !slices.ContainsFunc(r.findings, func(f Finding) bool { return f.Code == NotATable && f.Detail == detail }) {
		r.add(Note, NotATable, "", detail, "")
	}
}

// possible reports an index that can be on its columns. Patterns find nothing by an
// index in labels, whose cast to a text is not immutable, nor in citext, which has
// operators of its own; a missing column is reported already.
func (r *run) possible(table catalog.Table, want query.Index) bool {
	for _, part := range want.Parts {
		for _, name := range append(slices.Clone(part.Of), part.Column) {
			column, ok := table.Column(name)
			if name != "" && !ok {
				return false
			}
			pattern := want.Access == query.Trigrams || want.Access == query.Prefixed
			if pattern && (column.Type == "enum" || column.Type == "citext") {
				r.impossible(want, column)
				return false
			}
		}
	}
	return true
}

func (r *run) impossible(want query.Index, column catalog.Column) {
	detail := "parts of texts are looked for in every row: no index finds them in a column of type " + column.Type
	path := pathOf(want)
	if !slices.ContainsFunc(r.findings, func(f Finding) bool { return f.Code == NoIndex && f.Field == path && f.Detail == detail }) {
		r.add(Note, NoIndex, path, detail, "")
	}
}

// fewest are indexes that serve all wants: each want is left to one that serves it
// anyway, the longest are made first.
func (r *run) fewest(missing []query.Index) (chosen []proposal) {
	order := slices.Clone(missing)
	slices.SortStableFunc(order, func(a, b query.Index) int {
		return cmp.Or(cmp.Compare(len(b.Parts), len(a.Parts)), cmp.Compare(b.Access, a.Access)) // trigrams find beginnings too
	})
	for _, want := range order {
		table := r.catalog.Table(want.Table)
		i := slices.IndexFunc(chosen, func(p proposal) bool {
			return p.index.Table == want.Table && serves(table, made(p.index), want)
		})
		if i < 0 {
			i, chosen = len(chosen), append(chosen, proposal{index: forward(want)})
		}
		chosen[i].wants = append(chosen[i].wants, want)
	}
	// In the order of the declaration.
	slices.SortStableFunc(chosen, func(a, b proposal) int { return r.place(missing, a) - r.place(missing, b) })
	return chosen
}

// place is that of the first want that a proposal serves.
func (r *run) place(missing []query.Index, p proposal) int {
	return slices.IndexFunc(missing, func(want query.Index) bool {
		return want.Table == p.index.Table && serves(r.catalog.Table(want.Table), made(p.index), want)
	})
}

// forward has the keys ascending where all of them go one way.
func forward(i query.Index) query.Index {
	i.Parts = slices.Clone(i.Parts)
	rest := i.Parts[i.Fixed:]
	if !slices.ContainsFunc(rest, func(p query.IndexPart) bool { return !p.Desc }) {
		for n := range rest {
			rest[n].Desc, rest[n].NullsFirst = false, !rest[n].NullsFirst
		}
	}
	return i
}

// made is an index as the catalog will have it.
func made(i query.Index) catalog.Index {
	method := map[query.Access]string{query.Sorted: "btree", query.Prefixed: "btree"}
	index := catalog.Index{Method: cmp.Or(method[i.Access], "gin"), Valid: true}
	class := map[query.Access]string{query.Prefixed: "text_pattern_ops", query.Trigrams: "gin_trgm_ops"}[i.Access]
	for _, part := range i.Parts {
		index.Keys = append(index.Keys, catalog.Key{
			Column: part.Column, Expression: part.Expression, Class: class, Default: class == "",
			Desc: part.Desc, NullsFirst: part.NullsFirst,
		})
	}
	return index
}

// propose reports indexes, the extension first that they need.
func (r *run) propose(list []proposal) {
	extension := slices.IndexFunc(list, func(p proposal) bool {
		return p.broken == "" && p.index.Access == query.Trigrams && r.catalog.Trigrams == ""
	})
	if extension >= 0 {
		severity := Note
		for _, p := range list {
			if p.index.Access == query.Trigrams {
				severity = min(severity, p.severity())
			}
		}
		r.add(severity, MissingExtension, "", "indexes for parts of texts need the extension pg_trgm", query.CreateTrigrams)
	}
	for _, p := range list {
		switch {
		case p.broken != "":
			r.add(p.severity(), InvalidIndex, p.fields(), "the index "+p.broken+
				" is not valid, because it is being built or that failed; it is for "+p.uses(), query.Reindex(p.broken))
		default:
			r.add(p.severity(), p.code(), p.fields(), "no index of "+p.index.Table+" serves "+p.uses()+p.within(), r.create(p.index, false))
		}
	}
}

// create is the statement that makes an index. One on a partitioned table cannot be
// made concurrently.
func (r *run) create(i query.Index, unique bool) string {
	table := r.catalog.Table(i.Table)
	name := nameOf(table, i, unique)
	if other, taken := r.named[name]; taken && other != definition(i) {
		name = shortened(name, definition(i))
	}
	r.named[name] = definition(i)
	return i.Create(r.DB, query.Creation{
		Name: name, Unique: unique, Trigrams: r.catalog.Trigrams,
		Concurrently: table.Kind != catalog.Partitioned,
	})
}

// severity is that of the want that needs the index most.
func (p proposal) severity() Severity {
	if slices.ContainsFunc(p.wants, func(w query.Index) bool { return !w.Advised }) {
		return Warning
	}
	return Note
}

// fields are the paths of what is served.
func (p proposal) fields() string {
	var paths []string
	for _, want := range p.wants {
		if path := pathOf(want); path != "" && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return strings.Join(paths, ", ")
}

func pathOf(want query.Index) string {
	if want.Field == nil {
		return ""
	}
	return want.Field.Path
}

// uses tells what is served.
func (p proposal) uses() string {
	var uses []string
	for _, want := range p.wants {
		if use := useOf(want); !slices.Contains(uses, use) {
			uses = append(uses, use)
		}
	}
	return strings.Join(uses, ", ")
}

func useOf(want query.Index) string {
	use := "the " + string(want.Use)
	switch want.Use {
	case query.ForOrder, query.ForFilter, query.ForFacet:
		use += " by " + pathOf(want)
	case query.ForSearch:
		if want.Field != nil {
			use += " in " + pathOf(want)
		}
	case query.ForRelation:
		use = "the way along " + want.Field.Relation.Path
	}
	switch {
	case want.Use != query.ForFilter:
	case want.Access == query.Trigrams:
		use += " for parts of texts"
	case want.Access == query.Prefixed:
		use += " for beginnings of texts"
	}
	return use
}
