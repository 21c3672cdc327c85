package crud

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// Include allows a relation in include=, to be answered beside the fields of
// each row: an object or null, or for a relation to many an array. Each is read
// by one statement for the whole page.
type Include struct {
	// Relation is its name, or path: "category", "comments", "comments.author".
	// The relations before it have to be allowed as well.
	Relation string
	// Read is a value of the struct that related rows are answered as, matched
	// as by As; nil means the related model.
	Read any
	// Limit is the most rows of a relation to many that one row is answered with;
	// zero means 100. Where there are more, "comments_truncated": true stands
	// beside "comments".
	Limit int
	// DefaultOrder is the order of a relation to many, spelt as Config's; empty
	// means the primary key of the related rows.
	DefaultOrder string
	// Scopes narrow the related rows.
	Scopes []Scope
}

// inclusion is a checked Include.
type inclusion struct {
	name, key string
	relation  *schemas.Relation
	// owners are the columns of the owning model that lead to the related rows.
	owners []*schemas.Field
	// shard is the column of the related rows that has the value of their owner's shard
	// key; nil where none does.
	shard  *schemas.Field
	model  *model.Model
	shape  *store.Shape
	record record
	zero   any
	limit  int
	// padded is set where blanks at the end of a key mean nothing.
	padded bool
	order  ordering.Order
	scopes []Scope
	// children are the inclusions beyond: all that are declared, or those that
	// a request has chosen.
	children []*inclusion
}

// includes checks the relations that a configuration allows, outermost first.
func (d *declarer) includes(allowed []Include) (roots []*inclusion) {
	sorted := slices.Clone(allowed)
	slices.SortStableFunc(sorted, func(a, b Include) int {
		return cmp.Compare(strings.Count(a.Relation, "."), strings.Count(b.Relation, "."))
	})
	byPath := map[string]*inclusion{}
	for _, include := range sorted {
		siblings, owner, before, shard := &roots, d.model, "", d.shardKey
		if dot := strings.LastIndexByte(include.Relation, '.'); dot >= 0 {
			parent := byPath[d.canonical(include.Relation[:dot])]
			if parent == nil {
				d.failf("include %q: allow %q, too", include.Relation, include.Relation[:dot])
				continue
			}
			siblings, owner, before, shard = &parent.children, parent.model, parent.key+"__", parent.shard
		}
		i := d.include(include, owner)
		if i == nil {
			continue
		}
		i.key = before + i.name
		i.shard = carried(i.relation, shard)
		path := strings.ReplaceAll(i.key, "__", ".")
		if byPath[path] != nil {
			d.failf("include %q is declared twice", path)
			continue
		}
		if parent := byPath[path[:max(0, len(path)-len(i.name)-1)]]; parent != nil &&
			parent.shape.Type != parent.model.Schema.ModelType && slices.Contains(parent.record.names, i.name) {
			d.failf("include %q: a field of %s is written as %q, too", path, parent.shape.Type, i.name)
		}
		byPath[path], *siblings = i, append(*siblings, i)
	}
	return roots
}

// carried is the column of related rows that equals the shard key of their owners.
func carried(r *schemas.Relation, shard *schemas.Field) *schemas.Field {
	if shard == nil {
		return nil
	}
	column := r.Carries(shard.Column)
	if column == "" {
		return nil
	}
	return &schemas.Field{Path: column, Column: column, Kind: shard.Kind, NotNull: true}
}

// canonical is a path of relations in snake case, however it was spelt.
func (d *declarer) canonical(path string) string {
	m, steps := d.model, strings.Split(path, ".")
	for i, step := range steps {
		relation, related, err := m.Step(step)
		if err != nil {
			return path
		}
		m, steps[i] = related, relation.Path
	}
	return strings.Join(steps, ".")
}

// include checks one; nil where it cannot be.
func (d *declarer) include(c Include, owner *model.Model) *inclusion {
	name := c.Relation[strings.LastIndexByte(c.Relation, '.')+1:]
	relation, related, err := owner.Step(name)
	if err != nil {
		d.failf("include %w", err)
		return nil
	}
	i := &inclusion{
		name: relation.Path, relation: relation, model: related,
		shape: store.NewShape(related.Shape()), zero: reflect.New(related.Schema.ModelType).Interface(),
		limit: cmp.Or(c.Limit, 100), scopes: slices.Clone(c.Scopes), padded: owner.Pads(name),
	}
	for _, link := range relation.Link {
		field, err := owner.Field(link.Owner)
		if err == nil && !field.Kind.Orderable() {
			d.failf("include %q: its key %q is of kind %s%s", c.Relation, field.Path, field.Kind, hint(field.Kind))
		}
		if err == nil && owner.Folds(field) {
			d.failf("include %q: its key %q equals texts that are not the same", c.Relation, field.Path)
		}
		if err != nil {
			d.failf("include %q: %w", c.Relation, err)
		}
		i.owners = append(i.owners, field)
	}
	if c.Read != nil {
		shape, err := related.ReadSchema(reflect.TypeOf(c.Read))
		if err != nil {
			d.failf("include %q: %w", c.Relation, err)
			return nil
		}
		i.shape = store.NewShape(shape)
	}
	i.record = newRecord(i.shape.Type)
	if !relation.Many {
		i.limit = 1
	}
	if c.Limit < 0 {
		d.failf("include %q: %d rows", c.Relation, c.Limit)
	}
	if slices.ContainsFunc(c.Scopes, func(s Scope) bool { return s == nil }) {
		d.failf("include %q: a scope is nil", c.Relation)
	}
	of := &declarer{db: d.db, model: related}
	i.order = of.defaultOrder(&schemas.Resource{Name: related.Table, PrimaryKey: related.PrimaryKey()}, c.DefaultOrder, nil)
	d.errs = append(d.errs, of.errs...)
	return i
}

// includeKeys lists the inclusions of a resource on the wire.
func includeKeys(all []*inclusion) (keys []string) {
	for _, i := range all {
		keys = append(keys, i.key)
		keys = append(keys, includeKeys(i.children)...)
	}
	return keys
}

// chooseIncludes keeps what was asked for. One that leads to another comes with
// it.
func chooseIncludes(all []*inclusion, keys []string) (chosen []*inclusion) {
	for _, i := range all {
		children := chooseIncludes(i.children, keys)
		if children == nil && !slices.Contains(keys, i.key) {
			continue
		}
		one := *i
		one.children = children
		chosen = append(chosen, &one)
	}
	return chosen
}
