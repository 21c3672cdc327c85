package crud

import (
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/gin-gonic/gin"

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

// columnOf is the column of a field, empty for none.
func columnOf(f *schemas.Field) string {
	if f == nil {
		return ""
	}
	return f.Column
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
	v, err := c.shardKey.FromGo(value)
	switch _, isText := value.(string); {
	case err != nil && isText:
		return c, errors.Join(ErrNotFound, fmt.Errorf("%s: shard: %w", c.resource.Name, err))
	case err != nil:
		return c, fmt.Errorf("%s: shard: %w", c.resource.Name, err)
	case v == nil:
		return c, fmt.Errorf("%s: the shard is NULL", c.resource.Name)
	}
	within.shard = v
	return within, nil
}

// requestShard is the core within the shard of a request.
func (c core) requestShard(ctx *gin.Context) (core, error) {
	value, err := c.shardBy(ctx)
	if err != nil {
		return c, err
	}
	if value == nil {
		return c, errors.New("a ShardFunc answered neither a shard nor an error")
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

// intoShard puts a row that is to be made into the shard of the write; one of another
// shard is outside (SQL's WITH CHECK OPTION).
func (w *writing) intoShard(row reflect.Value) error {
	if w.shard == nil {
		return nil
	}
	key := w.shardKey
	if err := w.model.Default(w.ctx, row, key.Column, w.shard); err != nil {
		return err
	}
	v, err := key.FromGo(w.model.Value(w.ctx, row, key.Column))
	if err == nil && ownerKey([]any{v}) != ownerKey([]any{w.shard}) {
		err = ErrOutsideScope
	}
	return err
}
