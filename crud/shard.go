package crud

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// ShardFunc finds the shard of a request: the value that its rows have in the resource's
// ShardKey, of the key's Go type or as a text. An error answers the request: a
// *schemas.Problem as it is.
type ShardFunc = func(*gin.Context) (any, error)

// InShard is a copy of the factory that reads and writes within one shard: the rows with
// this value of the ShardKey, of its Go type or as a text. Primary keys go without the
// ShardKey then, and a new row that has no value there gets this one.
func (f *CrudFactory[M]) InShard(value any) (*CrudFactory[M], error) {
	within, err := f.inShard(value)
	if err != nil {
		return nil, err // rather than one that reads all shards
	}
	other := f.view
	other.core = within
	return &CrudFactory[M]{other, f.hooks}, nil
}

// InShard is a copy of the view that reads within one shard.
func (v *View[M, R]) InShard(value any) (*View[M, R], error) {
	within, err := v.inShard(value)
	if err != nil {
		return nil, err
	}
	other := v.view
	other.core = within
	return &View[M, R]{other}, nil
}

// shard looks up the key of shards.
func (d *declarer) shard(path string) *schemas.Field {
	if path == "" {
		return nil
	}
	field, err := d.model.Field(path)
	switch {
	case err != nil:
		d.failf("shard key %w", err)
	case field.Relation != nil || field.JSON != nil:
		d.failf("shard key %q: use a column of the model's own table", path)
	case field.Nullable():
		d.failf("shard key %q can be NULL: tag it not null", path)
	case !slices.Contains(shardKinds, field.Kind):
		d.failf("shard key %q is of kind %s%s", path, field.Kind, hint(field.Kind))
	case d.model.Keeps(field.Column) != nil:
		d.failf("shard key %q: %w", path, d.model.Keeps(field.Column))
	default:
		return field
	}
	return nil
}

// shardKinds are those whose values compare alike in Go, in SQL and as bounds of
// partitions.
var shardKinds = []schemas.Kind{
	schemas.Bool, schemas.Int, schemas.Time, schemas.Date, schemas.UUID, schemas.Text, schemas.Enum,
}

// inShard is a declaration as it holds within one shard, where the key is the same in
// all rows: it orders nothing, and names no row. All else is shared.
func (d *declarer) inShard(of *declaration) *declaration {
	if d.shardKey == nil {
		return nil
	}
	resource, in := *of.resource, *of
	resource.Shard = d.shardKey
	if others := d.withoutKey(resource.PrimaryKey); len(others) > 0 { // else the shard is one row
		resource.PrimaryKey = others
	}
	in.resource, in.sharded, in.unsharded = &resource, nil, of
	in.order = ordering.Total(&resource, of.order.Keys...)
	in.facetPlan = d.facetPlan(&resource)
	return &in
}

func (d *declarer) withoutKey(fields []*schemas.Field) []*schemas.Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f *schemas.Field) bool { return f == d.shardKey })
}

// sharding is the core as it is declared within a shard, which is still to be found.
func (c core) sharding() (core, error) {
	switch {
	case c.shardKey == nil:
		return c, fmt.Errorf("%s: there is no shard without a ShardKey", c.resource.Name)
	case c.shard != nil:
		return c, fmt.Errorf("%s: the factory is within a shard already", c.resource.Name)
	}
	if c.sharded != nil {
		c.declaration = c.sharded
	}
	return c, nil
}

// inShard is the core within one shard. A text that the key cannot have is that of no
// shard: it may be a part of a path.
func (c core) inShard(value any) (core, error) {
	within, err := c.sharding()
	if err != nil {
		return c, err
	}
	plain, err := driver.DefaultParameterConverter.ConvertValue(value)
	if err != nil {
		return c, fmt.Errorf("%s: shard: %w", c.resource.Name, err)
	}
	text, isText := plain.(string)
	if plain == nil || isText && text == "" {
		return c, fmt.Errorf("%s: the shard has no value", c.resource.Name)
	}
	v, err := shardOf(c.shardKey, plain)
	switch {
	case err != nil && isText:
		return c, errors.Join(noShard(), ErrNotFound, fmt.Errorf("%s: shard: %w", c.resource.Name, err))
	case err != nil:
		return c, fmt.Errorf("%s: shard: %w", c.resource.Name, err)
	}
	within.shard = v
	return within, nil
}

// noShard is the problem of a request for a shard that cannot be.
func noShard() *schemas.Problem {
	return schemas.NewProblem(http.StatusNotFound, "not_found", "Not found", "there is no such shard")
}

// shardOf is a value as the key of shards has it: of a date the day as its own zone
// writes it, as the database will.
func shardOf(key *schemas.Field, value any) (any, error) {
	plain, err := driver.DefaultParameterConverter.ConvertValue(value)
	if err != nil {
		return nil, err
	}
	if t, ok := plain.(time.Time); ok && key.Kind == schemas.Date {
		plain = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return key.FromGo(plain)
}

// requestShard is the core within the shard of a request.
func (c core) requestShard(ctx *gin.Context) (core, error) {
	value, err := c.shardBy(ctx)
	if err != nil {
		return c, err
	}
	return c.inShard(value)
}

// intoShards is the core of a mount whose requests have a shard each.
func (m *mounting) intoShards() core {
	within, err := m.core.sharding()
	m.errs = append(m.errs, err)
	within.shardBy = m.shardBy
	return within
}

// ofRequest is the view within the request's shard, if the mount has shards.
func (v *lists) ofRequest(c *gin.Context) (*lists, error) {
	if v.shardBy == nil {
		return v, nil
	}
	within, err := v.requestShard(c)
	if err != nil {
		return nil, err
	}
	other := *v
	other.core = within
	return &other, nil
}

// within answers the rows of one shard.
func (v *lists) within(shard core) answerer {
	other := *v
	other.core = shard
	return &other
}

// ambiguous reports primary keys that can name a row in each of several shards.
func (c core) ambiguous() bool {
	return c.shardKey != nil && c.shard == nil && !slices.Contains(c.resource.PrimaryKey, c.shardKey)
}

// severalRows is the error of a write whose key does not name one row.
func (c core) severalRows() error {
	if c.shardKey == nil {
		return fmt.Errorf("%s: several rows have one primary key, which is none then", c.resource.Name)
	}
	return fmt.Errorf("%s: several rows have one primary key: write within a shard, or make %s a part of the model's key",
		c.resource.Name, c.shardKey.Column)
}

// placed refuses rows that were made outside the shard of the write, or, without one,
// under a key that a row of another shard has: nothing could name them apart.
func (w *writing) placed(rows ...reflect.Value) error {
	if !w.ambiguous() {
		return w.inItsShard(rows...)
	}
	keys, err := w.keys(rows)
	if err != nil {
		return err
	}
	plan := w.rows()
	plan.Order, plan.Keys = ordering.Total(w.resource), keys
	found, err := store.Keys(w.ctx, w.anywhere(), plan)
	if err == nil && len(found) > len(rows) {
		err = w.severalRows()
	}
	return err
}

// intoShard puts a row that is to be made into the shard of the write, whose value it
// gets as all others there have it; one of another shard is outside (SQL's WITH CHECK
// OPTION).
func (w *writing) intoShard(row reflect.Value) error {
	if w.shard == nil {
		return nil
	}
	if !w.model.IsZero(w.ctx, row, w.shardKey.Column) {
		if err := w.inItsShard(row); err != nil {
			return err
		}
	}
	return w.model.Set(w.ctx, row, w.shardKey.Column, w.shard)
}

// inItsShard refuses rows outside the shard of the write, such as those that hooks of the
// model, or the database have put elsewhere.
func (w *writing) inItsShard(rows ...reflect.Value) error {
	if w.shard == nil {
		return nil
	}
	for _, row := range rows {
		if same, err := w.ofShard(row, w.shard); err != nil || !same {
			return errors.Join(err, ErrOutsideScope)
		}
	}
	return nil
}

// ofShard reports a row of a shard.
func (w *writing) ofShard(row reflect.Value, shard any) (bool, error) {
	v, err := shardOf(w.shardKey, w.model.Value(w.ctx, row, w.shardKey.Column))
	return ownerKey([]any{v}) == ownerKey([]any{shard}), err
}

// keepShards is keepShard for all rows of an update.
func (w *writing) keepShards(edits []edit) error {
	for _, e := range edits {
		if err := w.keepShard(e.prev, e.next); err != nil {
			return err
		}
	}
	return nil
}

// keepShard refuses a row that an update would move to another shard.
func (w *writing) keepShard(prev, next reflect.Value) error {
	key := w.shardKey
	if key == nil {
		return nil
	}
	was := w.model.Value(w.ctx, prev, key.Column)
	shard, err := shardOf(key, was)
	if err != nil {
		return err
	}
	if same, err := w.ofShard(next, shard); err != nil || !same {
		return errors.Join(fmt.Errorf("%s: an update would change the shard key", w.resource.Name), ErrOutsideScope, err)
	}
	return w.model.Set(w.ctx, next, key.Column, was) // as it is spelt
}
