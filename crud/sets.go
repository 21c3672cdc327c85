package crud

import (
	"context"
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// keysOf are the keys that rows' many-to-many relations have, of each row by the
// name of the schema's field: one statement for each relation.
func (in *input) keysOf(ctx context.Context, s store.Source, m *model.Model, rows []reflect.Value) ([]map[string][]any, error) {
	keys := make([]map[string][]any, len(rows))
	for i := range keys {
		keys[i] = map[string][]any{}
	}
	for _, set := range in.columns.Sets {
		of, err := keysByOwner(ctx, s, m, set, rows)
		if err != nil {
			return nil, err
		}
		for i, row := range rows {
			owner, err := ownerOf(ctx, m, set, row)
			if err != nil {
				return nil, err
			}
			keys[i][set.Name] = of[ownerKey(owner)]
		}
	}
	return keys, nil
}

// keysByOwner are the keys of one relation.
func keysByOwner(
	ctx context.Context, s store.Source, m *model.Model, set model.KeySet, rows []reflect.Value,
) (map[string][]any, error) {
	owners := make([][]any, len(rows))
	for i, row := range rows {
		var err error
		if owners[i], err = ownerOf(ctx, m, set, row); err != nil {
			return nil, err
		}
	}
	keys := map[string][]any{}
	if owners = distinctOwners(owners); len(owners) == 0 {
		return keys, nil
	}
	resource := &schemas.Resource{Name: set.Related.Table, PrimaryKey: []*schemas.Field{set.Key}}
	read, err := store.ReadRelated(ctx, related(s, zeroOf(set.Related), nil), query.Related{
		Plan:     query.Plan{Resource: resource, Order: ordering.Total(resource), Limit: math.MaxInt32},
		Relation: set.Relation, Owners: owners,
	}, store.NewShape(set.Keys), set.Owners)
	if err != nil {
		return nil, err
	}
	for i := range read.Rows.Len() {
		owner, err := read.Owner(i)
		if err != nil {
			return nil, err
		}
		at := ownerKey(owner)
		keys[at] = append(keys[at], set.Related.KeyOf(ctx, read.Rows.Index(i))[0])
	}
	return keys, nil
}

// ownerOf are the values by which a row owns the rows of a set.
func ownerOf(ctx context.Context, m *model.Model, set model.KeySet, row reflect.Value) (owner []any, err error) {
	for _, field := range set.Owners {
		v, err := field.FromGo(m.Value(ctx, row, field.Column))
		if err != nil {
			return nil, err
		}
		owner = append(owner, v)
	}
	return owner, nil
}

// setEdit is what a write does to the sets of one row.
type setEdit struct {
	row reflect.Value
	// prefix is where the row stands in the request.
	prefix string
	// sets are one for each of the schema's.
	sets []keyEdit
}

// keyEdit is what a write does to one set of a row.
type keyEdit struct {
	added, removed []any
	// places are where each key that is added stands in the set.
	places []int
}

// touched reports whether any set changes.
func (e setEdit) touched() bool {
	return slices.ContainsFunc(e.sets, func(k keyEdit) bool { return len(k.added)+len(k.removed) > 0 })
}

// setEdit compares the sets of a value of the schema with the keys that the row
// has; a nil slice leaves a set as it is.
func (in *input) setEdit(value reflect.Value, before map[string][]any, row reflect.Value, prefix string) (setEdit, error) {
	e := setEdit{row: row, prefix: prefix, sets: make([]keyEdit, len(in.columns.Sets))}
	for i, set := range in.columns.Sets {
		place, err := value.FieldByIndexErr(set.Index)
		if err != nil || place.IsNil() {
			continue
		}
		if e.sets[i], err = newKeyEdit(set.Key, place, before[set.Name]); err != nil {
			return e, err
		}
	}
	return e, nil
}

// newKeyEdit compares the keys that are wanted, a slice, with those that are there.
func newKeyEdit(field *schemas.Field, wanted reflect.Value, before []any) (e keyEdit, err error) {
	there := map[string]any{}
	for _, key := range before {
		v, err := field.FromGo(key)
		if err != nil {
			return e, err
		}
		there[ownerKey([]any{v})] = v
	}
	kept := map[string]bool{}
	for i := range wanted.Len() {
		v, err := field.FromGo(wanted.Index(i).Interface())
		if err != nil {
			return e, err
		}
		at := ownerKey([]any{v})
		if _, ok := there[at]; ok {
			kept[at] = true
			continue
		}
		e.added, e.places = append(e.added, v), append(e.places, i)
	}
	for _, key := range before {
		v, _ := field.FromGo(key) // it was one above
		if !kept[ownerKey([]any{v})] {
			e.removed = append(e.removed, v)
		}
	}
	return e, nil
}

// editSets writes many-to-many relations: for all rows one statement that takes
// away and one that adds.
func (in *input) editSets(ctx context.Context, s store.Source, c core, edits []setEdit) error {
	if err := in.known(ctx, s, c, edits); err != nil {
		return err
	}
	for i, set := range in.columns.Sets {
		var gone, made []store.Link
		for _, e := range edits {
			owner, err := ownerOf(ctx, c.model, set, e.row)
			if err != nil {
				return err
			}
			for _, key := range e.sets[i].removed {
				gone = append(gone, store.Link{Owner: owner, Key: key})
			}
			for _, key := range distinct(e.sets[i].added) {
				made = append(made, store.Link{Owner: owner, Key: key})
			}
		}
		if err := store.Unlink(ctx, s, set.Relation, gone); err != nil {
			return err
		}
		if err := store.AddLinks(ctx, s, set.Relation, made); err != nil {
			return err
		}
	}
	return nil
}

// known reports keys to add that name no row within the scopes.
func (in *input) known(ctx context.Context, s store.Source, c core, edits []setEdit) error {
	mistakes := make([]schemas.InputErrors, len(edits)) // in the order of the rows
	for i, set := range in.columns.Sets {
		var keys [][]any
		for _, e := range edits {
			for _, key := range e.sets[i].added {
				keys = append(keys, []any{key})
			}
		}
		source := related(s, zeroOf(set.Related), c.referenceScopes[set.Relation.Path])
		related := &schemas.Resource{Name: set.Related.Table, PrimaryKey: []*schemas.Field{set.Key}}
		missing, err := unknown(ctx, source, query.Plan{Resource: related}, keys)
		if err != nil {
			return err
		}
		for row, e := range edits {
			for n, key := range e.sets[i].added {
				if missing[ownerKey([]any{key})] {
					pointer := e.prefix + "/" + in.keyOf(set.Name) + "/" + strconv.Itoa(e.sets[i].places[n])
					mistakes[row] = append(mistakes[row], schemas.InvalidAt(pointer, schemas.UnknownReference,
						"there is no such row of %s", set.Relation.Path))
				}
			}
		}
	}
	return join(slices.Concat(mistakes...), nil)
}

// keyOf is the key in bodies of a field of the schema.
func (in *input) keyOf(name string) string {
	for _, key := range in.body.Keys {
		if in.body.Field(key).Name == name {
			return schemas.PointerToken(key)
		}
	}
	return name
}

func distinct(keys []any) (once []any) {
	seen := map[string]bool{}
	for _, key := range keys {
		if at := ownerKey([]any{key}); !seen[at] {
			seen[at] = true
			once = append(once, key)
		}
	}
	return once
}
