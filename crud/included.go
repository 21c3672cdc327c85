package crud

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// including reads related rows for one request, of which there is a most.
type including struct {
	source     store.Source
	most, read int
	// shard is the value of the owners' shard key; nil for none.
	shard any
}

// all reads the relations of a page's rows, one after the other, and
// answers what stands behind each row's fields. links are the values that lead
// from a row, for all relations in turn.
func (r *including) all(ctx context.Context, all []*inclusion, rows int, links func(row int) ([]any, error)) ([][]member, error) {
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
			owners[row], leads[row] = i.plain(leads[row][:len(i.owners)]), leads[row][len(i.owners):]
		}
		related, err := r.one(ctx, i, owners)
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

// plain is a key without the blanks that a char(n) is filled up with, which its
// counterpart may not have.
func (i *inclusion) plain(key []any) []any {
	if !i.padded {
		return key
	}
	plain := slices.Clone(key)
	for n, v := range plain {
		if text, ok := v.(string); ok {
			plain[n] = strings.TrimRight(text, " ")
		}
	}
	return plain
}

// one reads the related rows of some owners, written, by owner.
func (r *including) one(ctx context.Context, i *inclusion, owners [][]any) (map[string][]json.RawMessage, error) {
	related := map[string][]json.RawMessage{}
	wanted := distinctOwners(owners)
	if len(wanted) == 0 {
		return related, nil
	}
	read, err := store.ReadRelated(ctx, i.source(r.source), r.statement(i, wanted), i.shape, i.owners)
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
		owner[row] = ownerKey(i.plain(key))
		if count[owner[row]]++; count[owner[row]] <= i.limit {
			shown = append(shown, row)
		}
	}
	if r.read += len(shown); r.read > r.most {
		return nil, schemas.InputErrors{schemas.Invalid("include", schemas.TooMany,
			"leads to more than %d related rows: ask for fewer relations, or for fewer rows", r.most)}
	}
	more, err := r.all(ctx, i.children, len(shown), func(n int) ([]any, error) { return read.Links(shown[n]) })
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

// source is where the related rows are.
func (i *inclusion) source(of store.Source) store.Source {
	of.Model, of.Scopes, of.Hooks = i.zero, i.scopes, i.model.Schema.AfterFind
	return of
}

// statement reads the rows of some owners: of each one more than is shown, and
// of all one more than are left to be read.
func (r *including) statement(i *inclusion, owners [][]any) query.Related {
	statement := query.Related{
		Plan:     query.Plan{Resource: &schemas.Resource{Name: i.model.Table}, Order: i.order, Limit: i.limit + 1},
		Relation: i.relation, Owners: owners,
	}
	if i.relation.Many { // of one, there are no more rows than owners
		statement.Most = r.most - r.read + len(owners) + 1
	}
	if r.shard != nil && i.shard != nil {
		statement.Plan.Resource.Shard, statement.Plan.Shard = i.shard, r.shard
	}
	for _, child := range i.children {
		statement.Links = append(statement.Links, child.owners...)
	}
	return statement
}

func (i *inclusion) write(row reflect.Value, more []member) (json.RawMessage, error) {
	if i.record.fields == nil {
		written, err := json.Marshal(row.Addr().Interface())
		if err != nil {
			return nil, err
		}
		return extended(written, more)
	}
	names := make([]string, len(i.children))
	for n, child := range i.children {
		names[n] = child.name
	}
	return i.record.without(names).appendObject(nil, row, more)
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
