package check

import (
	"slices"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// shard looks whether the database can keep a statement within one shard
// (docs/adr/0023).
func (r *run) shard() {
	key := r.Resource.Shard
	if key == nil {
		return
	}
	table := r.own()
	if table.Kind == catalog.Partitioned && !slices.Contains(table.PartitionedBy, key.Column) {
		r.add(Warning, OtherPartitions, key.Path, "the table "+table.Name+" is not partitioned by the shard key "+key.Column+
			": a statement within a shard reads every partition", "")
	}
	if !slices.Contains(r.Key, key) {
		r.add(Note, KeyWithoutShard, key.Path, "the primary key does not contain the shard key: a table that is partitioned or "+
			"distributed by it takes no such key, a row that is asked for without its shard is sought in all of them, and an upsert needs "+
			"a unique constraint that has the shard key", "")
	}
	for _, relation := range r.Relations {
		r.across(relation, key)
	}
}

// across notes a relation whose join does not stay within the shard.
func (r *run) across(relation *schemas.Relation, key *schemas.Field) {
	if relation.Carries(key.Column) != "" || relation.Parent != nil && relation.Parent.Carries(key.Column) == "" {
		return // told of the step before
	}
	mend := "give both tables the key, and the relation both columns (foreignKey and references)"
	if relation.Through != nil {
		mend = "gorm names the columns of a join table's two sides apart, so make it a model of its own, with a relation to each"
	}
	detail := "the relation is not joined by the shard key " + key.Column + " as well"
	if _, has := r.catalog.Table(relation.Table).Column(key.Column); has {
		r.add(Warning, AcrossShards, relation.Path, detail+", though "+relation.Table+
			" has it: a client can refer to rows of other shards, and read them by filters, facets and includes, "+
			"but for what scopes keep out; "+mend, "")
		return
	}
	r.add(Note, AcrossShards, relation.Path, detail+": related rows are sought in all shards, unless the table "+relation.Table+
		" is on each node; "+mend, "")
}

// inPartition reports a table of which each partition has the rows of one shard, so that
// an index of the partition needs no key for it.
func inPartition(table catalog.Table, want query.Index) bool {
	return want.Shard && table.Alone && slices.Equal(table.PartitionedBy, []string{want.Parts[0].Column})
}

// ofPartition is what is wanted of an index in the shard's own partition.
func ofPartition(want query.Index) query.Index {
	if len(want.Parts) > 1 {
		want.Parts, want.Fixed, want.Shard = want.Parts[1:], want.Fixed-1, false
	}
	return want
}

// code tells an order that is missing its index within a shard from any other want.
func (p proposal) code() string {
	if slices.ContainsFunc(p.wants, func(w query.Index) bool { return w.Shard && w.Use == query.ForOrder }) {
		return NotWithinShard
	}
	return MissingIndex
}

// within tells where the index is missing.
func (p proposal) within() string {
	if p.index.Shard {
		return " within one shard"
	}
	return ""
}
