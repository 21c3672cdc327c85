package crud

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// reference is a relation that a write can set, with the scopes of the rows that
// may be referred to.
type reference struct {
	model.Reference

	zero   any
	scopes []Scope
	// enforced is set where the database itself refuses a key of no row.
	enforced bool
	// shard is the column of the shard key; empty for none.
	shard string
}

// references are the belongs-to relations of a model.
func (d *declarer) references(scopes map[string][]Scope) []reference {
	found, err := d.model.References()
	if err != nil {
		d.failf("%w", err)
	}
	references := make([]reference, len(found))
	known := map[string]bool{}
	for i, r := range found {
		references[i] = reference{
			Reference: r, zero: zeroOf(r.Related), scopes: slices.Clone(scopes[r.Path]),
			enforced: query.Enforced(d.db, d.model.Table, r.Relation, nil), shard: query.ColumnOf(d.shardKey),
		}
		known[r.Path] = true
	}
	for _, rel := range d.model.Schema.Relationships.Many2Many {
		if relation, _, err := d.model.Step(rel.Name); err == nil {
			known[relation.Path] = true
		}
	}
	for _, path := range slices.Sorted(maps.Keys(scopes)) {
		if !known[path] {
			d.failf("reference %q: no such relation that a row can be written with", path)
		}
	}
	return references
}

func zeroOf(m *model.Model) any { return reflect.New(m.Schema.ModelType).Interface() }

// keyIn are the values by which a row refers; nil for NULL.
func (c core) keyIn(ctx context.Context, r reference, row reflect.Value) []any {
	values := make([]any, len(r.Columns))
	for i, column := range r.Columns {
		v := reflect.ValueOf(c.model.Value(ctx, row, column))
		if v.Kind() == reflect.Pointer && v.IsNil() {
			continue
		}
		values[i], _ = r.Keys[i].FromGo(reflect.Indirect(v).Interface())
	}
	return values
}

// refers checks that the rows that others refer to are there, and within their
// scopes; of updates those that change. What the database enforces it tells by
// itself, of one row.
func (w *writing) refers(edits []edit) error {
	mistakes := make([]schemas.InputErrors, len(edits)) // in the order of the rows
	for _, reference := range w.references {
		if len(edits) == 1 && reference.enforced && len(reference.scopes) == 0 {
			continue
		}
		keys := make([][]any, len(edits))
		for i, e := range edits {
			key := w.keyIn(w.ctx, reference, e.next)
			if !slices.Contains(key, nil) && (!e.prev.IsValid() || !reflect.DeepEqual(key, w.keyIn(w.ctx, reference, e.prev))) {
				keys[i] = key
			}
		}
		source := related(w.source, reference.zero, reference.scopes)
		missing, err := unknown(w.ctx, source, query.Plan{Resource: reference.resource(w.shard), Shard: w.shard}, keys)
		if err != nil {
			return err
		}
		for i, e := range edits {
			if keys[i] != nil && missing[ownerKey(keys[i])] {
				mistakes[i] = append(mistakes[i], reference.unknown(e))
			}
		}
	}
	return join(slices.Concat(mistakes...), nil)
}

// resource is the related table with the columns that are referred to, of which one has
// the value of the shard, if the rows that refer have one.
func (r reference) resource(shard any) *schemas.Resource {
	related := &schemas.Resource{Name: r.Related.Table, PrimaryKey: r.Keys}
	if i := slices.Index(r.Columns, r.shard); shard != nil && i >= 0 {
		related.Shard = r.Keys[i]
	}
	return related
}

// unknown is the mistake of a row that refers to none.
func (r reference) unknown(e edit) *schemas.InputError {
	column := withoutShard(r.Columns, r.shard)[0]
	return schemas.InvalidAt(e.pointer(column), schemas.UnknownReference, "there is no such row of %s", r.Path)
}

// refused gives the error of a write of one row that refers to none the meaning
// that refers gives it.
func (w *writing) refused(err error, edits []edit) error {
	broken, ok := errors.AsType[*ConstraintError](err)
	if !ok || broken.Kind != store.ForeignKeyViolation || broken.Referred || len(edits) != 1 {
		return err
	}
	for _, reference := range w.references {
		if slices.Equal(broken.Columns, reference.Columns) {
			return errors.Join(schemas.InputErrors{reference.unknown(edits[0])}, err)
		}
	}
	return err
}

// unknown are those of some keys that name no row of a plan, of a related table; nil is
// no key.
func unknown(ctx context.Context, s store.Source, plan query.Plan, keys [][]any) (map[string]bool, error) {
	keys = distinctOwners(slices.DeleteFunc(slices.Clone(keys), func(key []any) bool { return key == nil }))
	missing := map[string]bool{}
	for _, key := range keys {
		missing[ownerKey(key)] = true
	}
	if len(keys) == 0 {
		return missing, nil
	}
	plan.Order, plan.Keys = ordering.Total(plan.Resource), keys
	found, err := store.Keys(ctx, s, plan)
	if len(keys) == 1 && errors.Is(err, store.ErrValue) { // it is clear which
		return missing, nil
	}
	if err != nil {
		return nil, err
	}
	for _, key := range found {
		delete(missing, ownerKey(key))
	}
	if !slices.ContainsFunc(plan.Resource.PrimaryKey, comparedLoosely) {
		return missing, nil
	}
	plan.Keys = slices.DeleteFunc(keys, func(key []any) bool { return !missing[ownerKey(key)] })
	return missing, askAgain(ctx, s, plan, missing)
}

// comparedLoosely reports columns in which the database can have equal what is
// spelt in two ways: citext, char(n), collations, 1.0 and 1.00.
func comparedLoosely(f *schemas.Field) bool {
	return f.Kind == schemas.Text || f.Kind == schemas.Decimal
}

// askAgain has the database compare each key that seems to be missing, until
// there are as many as are reported.
func askAgain(ctx context.Context, s store.Source, plan query.Plan, missing map[string]bool) error {
	absent := 0
	for _, key := range plan.Keys {
		if absent == schemas.MaxMistakes {
			break
		}
		one := plan
		one.Keys = [][]any{key}
		found, err := store.Exists(ctx, s, one)
		if err != nil {
			return err
		}
		if found {
			delete(missing, ownerKey(key))
		} else {
			absent++
		}
	}
	return nil
}

// related is the source of another model in the same transaction.
func related(s store.Source, zero any, scopes []Scope) store.Source {
	return store.Source{DB: s.DB, Model: zero, Scopes: scopes}.Unconditional()
}
