package crud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/rawjson"
	"github.com/crudfactory/crudfactory/schemas"
)

// input is how bodies become rows: a create or an update schema.
type input struct {
	// t is the schema's struct.
	t    reflect.Type
	body *schemas.BodySchema
	// columns and sets are what it writes; a function has no columns.
	columns *model.WriteShape
	// apply puts a value of t into a row of the model, fill a row into a value of
	// t: both addressable.
	apply     func(ctx context.Context, from, row reflect.Value) error
	fill      func(ctx context.Context, row, to reflect.Value) error
	validator *validator.Validate
	// shard is the column of the mount's shard, which no client sends; empty for none.
	shard string
}

// Defaulter is a create or update schema with defaults: what a body of POST or
// PUT leaves out keeps them.
type Defaulter interface{ SetDefaults() }

// newInput matches a schema with the model's columns.
func newInput(c core, t reflect.Type, readable []string) (*input, error) {
	shape, err := c.writeSchema(t)
	if err != nil {
		return nil, err
	}
	in, err := newInputFunc(c, t, readable)
	if err != nil {
		return nil, err
	}
	in.columns = shape
	in.apply = func(ctx context.Context, from, row reflect.Value) error {
		shape.Apply(ctx, from, row)
		return nil
	}
	in.fill = func(ctx context.Context, row, to reflect.Value) error {
		shape.Fill(ctx, row, to)
		return nil
	}
	return in, nil
}

// newUpdate is newInput for updates, which cannot change a primary key.
func newUpdate(c core, t reflect.Type, readable []string) (*input, error) {
	in, err := newInput(c, t, readable)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, column := range c.model.Schema.PrimaryFieldDBNames {
		if name := in.columns.FieldOf(column); name != "" {
			errs = append(errs, fmt.Errorf("%s: %s.%s sets %q of the primary key, which no update can change: "+
				"leave it out of the update schema", c.resource.Name, t, name, column))
		}
	}
	if key := c.shardKey; key != nil && !slices.Contains(c.model.Schema.PrimaryFieldDBNames, key.Column) {
		if name := in.columns.FieldOf(key.Column); name != "" {
			errs = append(errs, fmt.Errorf("%s: %s.%s sets %q, the shard key, which no update can change: "+
				"leave it out of the update schema", c.resource.Name, t, name, key.Column))
		}
	}
	return in, errors.Join(errs...)
}

// newInputFunc is a schema that functions map.
func newInputFunc(c core, t reflect.Type, readable []string) (*input, error) {
	body, err := schemas.NewBodySchema(t, readable)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.resource.Name, err)
	}
	in := &input{t: t, body: body, columns: &model.WriteShape{Type: t}, validator: c.validator}
	if key := c.resource.Shard; key != nil {
		in.shard = key.Column
	}
	return in, nil
}

// decode reads one object of a body and validates it.
func (in *input) decode(body []byte, prefix string) (reflect.Value, schemas.InputErrors, error) {
	value := reflect.New(in.t)
	if d, ok := reflect.TypeAssert[Defaulter](value); ok {
		d.SetDefaults()
	}
	_, errs := in.body.Decode(body, value.Elem(), prefix)
	more, err := in.validate(value, prefix, errs)
	return value.Elem(), append(errs, more...), err
}

// validate holds a decoded value against its tags, but for the places that could
// not be decoded.
func (in *input) validate(value reflect.Value, prefix string, known schemas.InputErrors) (schemas.InputErrors, error) {
	errs, err := schemas.Validate(in.validator, value.Interface(), prefix)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(errs, func(e *schemas.InputError) bool {
		return slices.ContainsFunc(known, func(k *schemas.InputError) bool {
			return e.Pointer == k.Pointer || strings.HasPrefix(e.Pointer, k.Pointer+"/")
		})
	}), nil
}

// pointer finds a column's place in what the client sent.
func (in *input) pointer(prefix string) func(column string) string {
	return func(column string) string {
		name := in.columns.FieldOf(column)
		for _, key := range in.body.Keys {
			if in.body.Field(key).Name == name {
				return prefix + "/" + schemas.PointerToken(key)
			}
		}
		return prefix + "/" + column
	}
}

// document is a row as the update schema has it: what a patch is applied to.
func (in *input) document(ctx context.Context, row reflect.Value, sets map[string][]any) ([]byte, error) {
	value := reflect.New(in.t).Elem()
	if err := in.fill(ctx, row, value); err != nil {
		return nil, err
	}
	for _, set := range in.columns.Sets {
		place := value.FieldByIndex(set.Index)
		keys := reflect.MakeSlice(place.Type(), 0, len(sets[set.Name]))
		for _, key := range sets[set.Name] {
			keys = reflect.Append(keys, reflect.ValueOf(key))
		}
		place.Set(keys)
	}
	members := map[string]json.RawMessage{}
	for _, key := range in.body.Keys { // omitempty would lose what a patch may test
		v, err := value.FieldByIndexErr(in.body.Field(key).Index)
		if err != nil {
			continue
		}
		if members[key], err = json.Marshal(v.Interface()); err != nil {
			return nil, err
		}
	}
	return json.Marshal(members)
}

// merged reads a document that a patch was applied to. What cannot be null must
// still be there, at every depth, where one of the others has it: the document
// before, or a merge patch, which takes it away by null.
func (in *input) merged(document []byte, prefix string, had ...[]byte) (reflect.Value, schemas.InputErrors, error) {
	value := reflect.New(in.t)
	_, errs := in.body.Decode(document, value.Elem(), prefix)
	errs = append(errs, in.body.Lost(document, prefix, had...)...)
	more, err := in.validate(value, prefix, errs)
	return value.Elem(), append(errs, more...), err
}

// refused reports what a merge patch cannot ask for before it is applied: keys
// that the schema has not would vanish in it.
func (in *input) refused(patch []byte, prefix string) schemas.InputErrors {
	if _, ok := rawjson.Object(patch); !ok {
		return schemas.InputErrors{schemas.InvalidAt(prefix, schemas.InvalidValue, "is not an object")}
	}
	return in.body.UnknownKeys(patch, prefix)
}
