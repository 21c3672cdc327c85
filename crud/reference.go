package crud

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// reference is a relation that a write can set, with the scopes of the rows that
// may be referred to.
type reference struct {
	model.Reference

	zero   any
	scopes []Scope
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
		references[i] = reference{r, zeroOf(r.Related), slices.Clone(scopes[r.Path])}
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
func (f *CrudFactory[M]) keyIn(ctx context.Context, r reference, row *M) []any {
	values := make([]any, len(r.Columns))
	for i, column := range r.Columns {
		v := reflect.ValueOf(f.model.Value(ctx, reflect.ValueOf(row).Elem(), column))
		if v.Kind() == reflect.Pointer && v.IsNil() {
			continue
		}
		values[i], _ = r.Keys[i].FromGo(reflect.Indirect(v).Interface())
	}
	return values
}

// has looks for the row with a key.
func (r reference) has(ctx context.Context, s store.Source, key []any) (bool, error) {
	conditions := make([]filters.Condition, len(key))
	for i, v := range key {
		conditions[i] = filters.Condition{Field: r.Keys[i], Operator: schemas.In, Values: []any{v}}
	}
	found, err := store.Exists(ctx, related(s, r.zero, r.scopes), query.Plan{
		Resource: &schemas.Resource{Name: r.Related.Table}, Filter: filters.Filter{Conditions: conditions},
	})
	if errors.Is(err, store.ErrValue) {
		return false, nil
	}
	return found, err
}

// related is the source of another model in the same transaction.
func related(s store.Source, zero any, scopes []Scope) store.Source {
	return store.Source{DB: s.DB, Model: zero, Scopes: scopes}.Unconditional()
}
