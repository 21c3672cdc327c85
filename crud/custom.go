package crud

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/schemas"
)

// CustomFilter is a filter, or an operator, of a resource's own. Make one with
// FilterFunc or OperatorFunc.
type CustomFilter struct {
	// path is the field of an operator, key the name of a filter.
	path, key string
	params    []customParam
	err       error
	// scope makes the scope of a request out of the parameters' values. An error
	// is of the parameter beside it, or of all where that is negative.
	scope func(values [][]any) (scope Scope, param int, err error)
}

// customParam is a parameter with the place of its value in the Go value.
type customParam struct {
	schemas.Param

	index []int
	set   func(to reflect.Value, v any) error
}

// FilterFunc declares filter_by[name]=VALUE, which narrows a list by the scope
// that the function makes of the value. V is a bool, a number, a string, a
// time.Time, whatever has UnmarshalText, or a slice of these for a comma list:
// a value that is none is refused before the function is called. With a struct
// the filter takes a parameter for each field, filter_by[near][lat]=…, named by
// its form: tag or in snake case; a pointer's may be absent. The text of an
// error is answered to the client (422).
func FilterFunc[V any](name string, scope func(V) (Scope, error)) CustomFilter {
	c := CustomFilter{key: name}
	t := reflect.TypeFor[V]()
	if t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() && !unmarshals(t) {
		for f := range t.Fields() {
			if !f.IsExported() {
				c.err = errors.Join(c.err, fmt.Errorf("its field %s is not exported", f.Name))
				continue
			}
			c.add(paramName(f), f.Type, f.Index)
		}
	} else {
		c.add(string(schemas.Eq), t, nil)
	}
	return c.with(scopeOf(c.params, scope), scope == nil)
}

// OperatorFunc declares filter_by[field][name]=VALUE, an operator of a field by
// its path, as FilterFunc declares a filter.
func OperatorFunc[V any](path, name string, scope func(V) (Scope, error)) CustomFilter {
	c := CustomFilter{path: path}
	c.add(name, reflect.TypeFor[V](), nil)
	return c.with(scopeOf(c.params, scope), scope == nil)
}

// with completes a filter, or says why it can be none.
func (c *CustomFilter) with(scope func([][]any) (Scope, int, error), missing bool) CustomFilter {
	c.scope = scope
	if missing {
		c.err = errors.Join(c.err, errors.New("it has no function"))
	}
	if len(c.params) == 0 {
		c.err = errors.Join(c.err, errors.New("it has no parameter"))
	}
	return *c
}

// scopeOf erases the type of the function's value.
func scopeOf[V any](params []customParam, scope func(V) (Scope, error)) func([][]any) (Scope, int, error) {
	return func(values [][]any) (Scope, int, error) {
		var v V
		for i, param := range params {
			place := reflect.ValueOf(&v).Elem()
			if param.index != nil {
				place = place.FieldByIndex(param.index)
			}
			if err := param.fill(place, values[i]); err != nil {
				return nil, i, err
			}
		}
		narrowed, err := scope(v)
		return narrowed, -1, err
	}
}

// fill puts the values of a parameter in its place.
func (p customParam) fill(place reflect.Value, values []any) error {
	if values == nil {
		return nil
	}
	if p.Optional {
		place.Set(reflect.New(place.Type().Elem()))
		place = place.Elem()
	}
	if p.List {
		place.Set(reflect.MakeSlice(place.Type(), len(values), len(values)))
		for i, v := range values {
			if err := p.set(place.Index(i), v); err != nil {
				return err
			}
		}
		return nil
	}
	return p.set(place, values[0])
}

func paramName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("form"), ",")
	return cmp.Or(name, schema.NamingStrategy{}.ColumnName("", f.Name))
}

func unmarshals(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// add adds a parameter of a Go type.
func (c *CustomFilter) add(name string, t reflect.Type, index []int) {
	p := customParam{Param: schemas.Param{Name: schemas.Operator(name)}, index: index}
	if t.Kind() == reflect.Pointer {
		p.Optional, t = true, t.Elem()
	}
	if t.Kind() == reflect.Slice && !unmarshals(t) {
		p.List, t = true, t.Elem()
	}
	if p.Field, p.set = kindOfParam(t); p.Field == nil {
		c.err = errors.Join(c.err, fmt.Errorf("its parameter %q cannot be read into %s", name, t))
	}
	if name == "" || strings.ContainsAny(name, "[]") || slices.Contains(schemas.Quantifiers(), schemas.Quantifier(name)) {
		c.err = errors.Join(c.err, fmt.Errorf("%q cannot name a parameter", name))
	}
	if slices.ContainsFunc(c.params, func(other customParam) bool { return string(other.Name) == name }) {
		c.err = errors.Join(c.err, fmt.Errorf("two parameters are named %q", name))
	}
	c.params = append(c.params, p)
}

// kindOfParam is what values of a Go type are, and how one is set.
func kindOfParam(t reflect.Type) (*schemas.Field, func(reflect.Value, any) error) {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return &schemas.Field{Kind: schemas.Time}, setAsIs
	case unmarshals(t):
		return &schemas.Field{Kind: schemas.Text}, setText
	}
	switch t.Kind() {
	case reflect.Bool:
		return &schemas.Field{Kind: schemas.Bool}, setAsIs
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &schemas.Field{Kind: schemas.Int, Bits: t.Bits()}, setAsIs
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &schemas.Field{Kind: schemas.Int, Bits: t.Bits(), Unsigned: true}, setAsIs
	case reflect.Float32, reflect.Float64:
		return &schemas.Field{Kind: schemas.Float, Bits: t.Bits()}, setFloat
	case reflect.String:
		return &schemas.Field{Kind: schemas.Text}, setAsIs
	}
	return nil, nil
}

func setAsIs(to reflect.Value, v any) error {
	to.Set(reflect.ValueOf(v).Convert(to.Type()))
	return nil
}

// setFloat reads what a float cannot hold to the last digit as well.
func setFloat(to reflect.Value, v any) error {
	if text, ok := v.(string); ok {
		n, err := strconv.ParseFloat(text, to.Type().Bits())
		to.SetFloat(n)
		return err
	}
	return setAsIs(to, v)
}

func setText(to reflect.Value, v any) error {
	text, _ := v.(string)
	return to.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)) //nolint:forcetypeassert // unmarshals has asked
}

// customs checks the custom filters of a configuration.
func (d *declarer) customs(r *schemas.Resource, customs []CustomFilter) {
	for _, c := range customs {
		name := cmp.Or(c.key, c.path)
		if c.err != nil || c.scope == nil {
			d.failf("custom filter %q: %w", name, cmp.Or(c.err, errors.New("make it by FilterFunc or OperatorFunc")))
			continue
		}
		custom := schemas.Custom{Key: c.key}
		if c.path != "" {
			custom.Key = d.operatorKey(r, c)
		} else if c.key == "" || strings.ContainsAny(c.key, "[]") {
			d.failf("custom filter %q cannot be a parameter", name)
		}
		for _, p := range c.params {
			if d.taken(r, custom.Key, p.Name, c.path == "") {
				d.failf("custom filter %q: there is a filter %q already", name, custom.Key)
				break
			}
			custom.Params = append(custom.Params, p.Param)
		}
		r.Customs = append(r.Customs, custom)
	}
}

// operatorKey finds the field of an operator.
func (d *declarer) operatorKey(r *schemas.Resource, c CustomFilter) string {
	field, err := d.model.Field(c.path)
	if err != nil {
		d.failf("custom operator field %w", err)
		return c.path
	}
	if !slices.ContainsFunc(r.Filters, func(f schemas.Filterable) bool { return f.Field == field }) {
		d.failf("custom operator field %q is not among the filter fields", c.path)
	}
	return field.Key
}

// taken reports a filter that is there already: a field's own, or a custom one
// with the same parameter.
func (d *declarer) taken(r *schemas.Resource, key string, name schemas.Operator, whole bool) bool {
	return slices.ContainsFunc(r.Filters, func(f schemas.Filterable) bool {
		return f.Key == key && (whole || slices.Contains(f.Operators, name))
	}) || slices.ContainsFunc(r.Customs, func(other schemas.Custom) bool {
		return other.Key == key && (whole || slices.ContainsFunc(other.Params, func(p schemas.Param) bool { return p.Name == name }))
	})
}

// scopesOf makes the scopes of a request's custom filters.
func (d *declaration) scopesOf(calls []filters.Call) (scopes []Scope, errs schemas.InputErrors) {
	for _, call := range calls {
		scope, param, err := d.customs[d.resource.CustomIndex(call.Custom)].scope(call.Values)
		switch {
		case err != nil:
			errs = append(errs, schemas.Invalid(call.Parameter(param), schemas.InvalidValue, "%s", err))
		case scope != nil:
			scopes = append(scopes, scope)
		}
	}
	return scopes, errs
}
