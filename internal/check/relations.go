package check

import (
	"slices"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// keys looks for what makes the primary key one: rows are paged through by it.
func (r *run) keys() {
	if table := r.own(); constrained(table.Kind) {
		names := make([]string, len(r.Key))
		want := query.Index{Table: table.Name, Live: r.Live}
		for i, field := range r.Key {
			names[i] = field.Column
			want.Parts = append(want.Parts, query.IndexPart{Column: field.Column})
		}
		switch key := r.Resource.Shard; {
		case unique(table, names, r.Live):
		case key != nil && unique(table, slices.Concat(names, []string{key.Column}), r.Live):
			r.add(Note, KeyNotUnique, r.Key[0].Path, "the model's primary key names a row within one shard only: "+
				"without one, pages can lose rows, and a write whose key names several is refused", "")
		default:
			r.add(Warning, KeyNotUnique, r.Key[0].Path,
				"the model's primary key is not unique in the table "+table.Name+": pages can lose rows", r.createUnique(want))
		}
	}
}

// unique reports an index that lets no two rows have the same values in columns.
func unique(table catalog.Table, columns []string, live []schemas.Constant) bool {
	return slices.ContainsFunc(table.Indexes, func(i catalog.Index) bool {
		return i.Unique && i.Valid && implied(i.Predicate, live, "") && !slices.ContainsFunc(i.Keys, func(k catalog.Key) bool {
			return k.Column == "" || !slices.Contains(columns, k.Column)
		})
	})
}

// relations compares relations with constraints.
func (r *run) relations() {
	for _, relation := range r.Relations {
		if !relation.BelongsTo && !relation.Many {
			r.hasOne(relation)
		}
		if relation.BelongsTo && r.ordersOver(relation) {
			r.enforced(relation)
		}
	}
}

func (r *run) hasOne(relation *schemas.Relation) {
	table := r.catalog.Table(relation.Table)
	if !table.Kind.Indexed() {
		return
	}
	want := query.Index{Table: table.Name}
	var columns []string
	for _, link := range relation.Link {
		columns = append(columns, link.Related)
	}
	for _, c := range relation.Where {
		columns = append(columns, c.Column)
	}
	for _, column := range columns {
		want.Parts = append(want.Parts, query.IndexPart{Column: column})
	}
	if unique(table, columns, slices.Concat(relation.Live, relation.Where)) {
		return
	}
	fix := ""
	if len(relation.Live) == 0 { // else deleted rows may stand beside: a partial index is for the application to word
		fix = r.createUnique(want)
	}
	r.add(Warning, RelationNotUnique, relation.Path, "the relation has one row, but its foreign key is not unique in the table "+
		table.Name+": a row with two related ones appears twice", fix)
}

// createUnique proposes a unique index. One of a partitioned table needs the columns
// that part it, which the application knows.
func (r *run) createUnique(want query.Index) string {
	table := r.catalog.Table(want.Table)
	if table.Kind == catalog.Partitioned {
		return ""
	}
	index := made(want)
	index.Unique = true
	r.planned[want.Table] = append(r.planned[want.Table], index)
	return r.create(want, true)
}

// ordersOver reports a relation that an order leads over.
func (r *run) ordersOver(relation *schemas.Relation) bool {
	return slices.ContainsFunc(slices.Concat(r.Order.Fields(), r.Resource.Orders), func(f *schemas.Field) bool {
		return f.Relation == relation
	})
}

// enforced looks for the constraint with which the foreign key stands in for a
// related row that is missing (docs/adr/0002). Where rows can be hidden none does.
func (r *run) enforced(relation *schemas.Relation) {
	if r.DB.Name() != query.Postgres || relation.Enforced || relation.Parent != nil || len(relation.Link) != 1 ||
		len(relation.Where)+len(relation.Live) > 0 {
		return
	}
	detail := "no foreign key constraint says that related rows exist: pages with rows that have none are slower, not wrong"
	fix := query.AddForeignKey(r.DB, r.Resource.Name, relation)
	for _, key := range r.own().ForeignKeys {
		if key.Refers != relation.Table || !slices.Equal(key.Columns, []string{relation.Link[0].Owner}) {
			continue
		}
		detail = "the constraint " + key.Name + " is deferrable, newer than this factory, or its table has row security: " +
			"pages with rows that have no related one are slower, not wrong"
		fix = ""
		if !key.Valid {
			detail = "the constraint " + key.Name + " was not checked for all rows (NOT VALID): " +
				"pages with rows that have no related one are slower"
			fix = query.ValidateConstraint(r.DB, r.Resource.Name, key.Name)
		}
	}
	if !r.own().Kind.Indexed() || !r.catalog.Table(relation.Table).Kind.Indexed() {
		fix = ""
	}
	r.add(Note, UnenforcedKey, relation.Path, detail, fix)
}
