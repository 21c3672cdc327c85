package crud

import (
	"context"
	"reflect"
	"slices"
	"strconv"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// keysOf are the keys that a row's many-to-many relations have, by the name of
// the schema's field.
func (in *input) keysOf(ctx context.Context, s store.Source, m *model.Model, row reflect.Value) (map[string][]any, error) {
	keys := map[string][]any{}
	for _, set := range in.columns.Sets {
		owner, err := ownerOf(ctx, m, set, row)
		if err != nil {
			return nil, err
		}
		resource := &schemas.Resource{Name: set.Related.Table, PrimaryKey: []*schemas.Field{set.Key}}
		read, err := store.ReadRelated(ctx, related(s, zeroOf(set.Related), nil), query.Related{
			Plan:     query.Plan{Resource: resource, Order: ordering.Total(resource), Limit: maxSet},
			Relation: set.Relation, Owners: [][]any{owner},
		}, set.Related.Shape(), set.Owners)
		if err != nil {
			return nil, err
		}
		for i := range read.Rows.Len() {
			keys[set.Name] = append(keys[set.Name], set.Related.KeyOf(ctx, read.Rows.Index(i))[0])
		}
	}
	return keys, nil
}

// setsDiffer reports whether a value of the schema says other keys than a row has.
func (in *input) setsDiffer(ctx context.Context, s store.Source, m *model.Model, value, row reflect.Value) (bool, error) {
	if len(in.columns.Sets) == 0 {
		return false, nil
	}
	keys, err := in.keysOf(ctx, s, m, row)
	if err != nil {
		return false, err
	}
	for _, set := range in.columns.Sets {
		place, err := value.FieldByIndexErr(set.Index)
		if err != nil || place.IsNil() {
			continue
		}
		if place.Len() != len(keys[set.Name]) {
			return true, nil
		}
		for i := range place.Len() {
			if !slices.Contains(keys[set.Name], place.Index(i).Interface()) {
				return true, nil
			}
		}
	}
	return false, nil
}

// maxSet bounds the rows of a set that a patch is applied to.
const maxSet = 10_000

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

// replaceSets makes a row's many-to-many relations what a value of the schema
// says; a nil slice leaves one as it is.
func (in *input) replaceSets(
	ctx context.Context, s store.Source, c core, value, row reflect.Value, prefix string,
) error {
	for _, set := range in.columns.Sets {
		place, err := value.FieldByIndexErr(set.Index)
		if err != nil || place.IsNil() {
			continue
		}
		keys := make([]any, place.Len())
		for i := range keys {
			if keys[i], err = set.Key.FromGo(place.Index(i).Interface()); err != nil {
				return err
			}
		}
		if err := in.known(ctx, related(s, zeroOf(set.Related), c.referenceScopes[set.Relation.Path]), set, keys, prefix); err != nil {
			return err
		}
		owner, err := ownerOf(ctx, c.model, set, row)
		if err != nil {
			return err
		}
		if err := store.ReplaceSet(ctx, s, set.Relation, owner, distinct(keys)); err != nil {
			return err
		}
	}
	return nil
}

// known reports keys that name no row within the scopes.
func (in *input) known(ctx context.Context, s store.Source, set model.KeySet, keys []any, prefix string) error {
	if len(keys) == 0 {
		return nil
	}
	found, err := store.Values(ctx, s, query.Plan{
		Resource: &schemas.Resource{Name: set.Related.Table},
		Filter:   filters.Filter{Conditions: []filters.Condition{{Field: set.Key, Operator: schemas.In, Values: distinct(keys)}}},
	}, set.Key)
	if err != nil {
		return err
	}
	var errs schemas.InputErrors
	for i, key := range keys {
		if !slices.Contains(found, key) {
			errs = append(errs, schemas.InvalidAt(prefix+"/"+in.keyOf(set.Name)+"/"+strconv.Itoa(i), schemas.UnknownReference,
				"there is no such row of %s", set.Relation.Path))
		}
	}
	return join(errs, nil)
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

func distinct(keys []any) []any {
	var once []any
	for _, key := range keys {
		if !slices.Contains(once, key) {
			once = append(once, key)
		}
	}
	return once
}
