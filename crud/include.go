package crud

import (
	"cmp"
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
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
	model  *model.Model
	shape  *model.Shape
	record record
	zero   any
	limit  int
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
		siblings, owner, before := &roots, d.model, ""
		if dot := strings.LastIndexByte(include.Relation, '.'); dot >= 0 {
			parent := byPath[d.canonical(include.Relation[:dot])]
			if parent == nil {
				d.failf("include %q: allow %q, too", include.Relation, include.Relation[:dot])
				continue
			}
			siblings, owner, before = &parent.children, parent.model, parent.key+"__"
		}
		i := d.include(include, owner)
		if i == nil {
			continue
		}
		i.key = before + i.name
		path := strings.ReplaceAll(i.key, "__", ".")
		if byPath[path] != nil {
			d.failf("include %q is declared twice", path)
			continue
		}
		if parent := byPath[path[:max(0, len(path)-len(i.name)-1)]]; parent != nil &&
			parent.shape.Type != parent.model.Schema.ModelType && slices.Contains(parent.record.names(), i.name) {
			d.failf("include %q: a field of %s is written as %q, too", path, parent.shape.Type, i.name)
		}
		byPath[path], *siblings = i, append(*siblings, i)
	}
	return roots
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
		shape: related.Shape(), zero: reflect.New(related.Schema.ModelType).Interface(),
		limit: cmp.Or(c.Limit, 100), scopes: slices.Clone(c.Scopes),
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
		if i.shape, err = related.ReadSchema(reflect.TypeOf(c.Read)); err != nil {
			d.failf("include %q: %w", c.Relation, err)
			return nil
		}
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

// includeAll reads the relations of a page's rows, one after the other, and
// answers what stands behind each row's fields. links are the values that lead
// from a row, for all relations in turn.
func includeAll(ctx context.Context, src store.Source, all []*inclusion, rows int, links func(row int) ([]any, error)) ([][]member, error) {
	members := make([][]member, rows)
	if len(all) == 0 || rows == 0 {
		return members, nil
	}
	leads := make([][]any, rows)
	for row := range leads {
		var err error
		if leads[row], err = links(row); err != nil {
			return nil, err
		}
	}
	for _, i := range all {
		owners := make([][]any, rows)
		for row := range owners {
			owners[row], leads[row] = leads[row][:len(i.owners)], leads[row][len(i.owners):]
		}
		related, err := i.read(ctx, src, owners)
		if err != nil {
			return nil, err
		}
		for row, owner := range owners {
			members[row] = append(members[row], i.members(related[ownerKey(owner)])...)
		}
	}
	return members, nil
}

// ownerKey makes a map's key of the values that lead to related rows.
func ownerKey(owner []any) string {
	var b []byte
	for _, v := range owner {
		b = schemas.AppendValue(b, v)
	}
	return string(b)
}

// read reads the related rows of some owners, written, by owner.
func (i *inclusion) read(ctx context.Context, src store.Source, owners [][]any) (map[string][]json.RawMessage, error) {
	related := map[string][]json.RawMessage{}
	wanted := distinctOwners(owners)
	if len(wanted) == 0 {
		return related, nil
	}
	statement := query.Related{
		Plan:     query.Plan{Resource: &schemas.Resource{Name: i.model.Table}, Order: i.order, Limit: i.limit + 1},
		Relation: i.relation, Owners: wanted,
	}
	for _, child := range i.children {
		statement.Links = append(statement.Links, child.owners...)
	}
	src.Model, src.Scopes, src.Hooks = i.zero, i.scopes, i.model.Schema.AfterFind
	read, err := store.ReadRelated(ctx, src, statement, i.shape, i.owners)
	if err != nil {
		return nil, err
	}
	var shown []int // less those that only tell of more
	owner := map[int]string{}
	count := map[string]int{}
	for row := range read.Rows.Len() {
		key, err := read.Owner(row)
		if err != nil {
			return nil, err
		}
		owner[row] = ownerKey(key)
		if count[owner[row]]++; count[owner[row]] <= i.limit {
			shown = append(shown, row)
		}
	}
	more, err := includeAll(ctx, src, i.children, len(shown), func(n int) ([]any, error) { return read.Links(shown[n]) })
	if err != nil {
		return nil, err
	}
	for n, row := range shown {
		written, err := i.write(read.Rows.Index(row), more[n])
		if err != nil {
			return nil, err
		}
		related[owner[row]] = append(related[owner[row]], written)
	}
	for key, n := range count {
		if n > i.limit {
			related[key] = append(related[key], nil) // one more, which is not shown
		}
	}
	return related, nil
}

func (i *inclusion) write(row reflect.Value, more []member) (json.RawMessage, error) {
	if i.record.fields == nil {
		return extended(row, more)
	}
	names := make([]string, len(i.children))
	for n, child := range i.children {
		names[n] = child.name
	}
	return i.record.without(names).object(row, more)
}

// distinctOwners leaves out repetitions, and what has a NULL, which leads to no
// row.
func distinctOwners(owners [][]any) (distinct [][]any) {
	seen := map[string]bool{}
	for _, owner := range owners {
		key := ownerKey(owner)
		if seen[key] || slices.Contains(owner, nil) {
			continue
		}
		seen[key] = true
		distinct = append(distinct, owner)
	}
	return distinct
}

// members are what an owner is answered with for its related rows.
func (i *inclusion) members(related []json.RawMessage) []member {
	if !i.relation.Many {
		if len(related) == 0 {
			return []member{{i.name, json.RawMessage("null")}}
		}
		return []member{{i.name, related[0]}}
	}
	list := []byte{'['}
	for n, row := range related[:min(len(related), i.limit)] {
		if n > 0 {
			list = append(list, ',')
		}
		list = append(list, row...)
	}
	members := []member{{i.name, append(list, ']')}}
	if len(related) > i.limit {
		members = append(members, member{i.name + "_truncated", json.RawMessage("true")})
	}
	return members
}
