package filters

import (
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// Call is a checked use of a custom filter.
type Call struct {
	Custom *schemas.Custom
	// Values holds those of each parameter, nil where it is absent.
	Values [][]any
}

// Parameter is the name of parameter i in the query string, or of the whole
// filter where i is negative.
func (c Call) Parameter(i int) string {
	if len(c.Custom.Params) == 1 {
		i = 0 // which is the whole filter
	}
	if i < 0 || c.Custom.Params[i].Name == schemas.Eq {
		return prefix + c.Custom.Key + "]"
	}
	return prefix + c.Custom.Key + "][" + string(c.Custom.Params[i].Name) + "]"
}

// custom finds the parameter of a custom filter that a condition is for.
func (c *checker) custom(raw RawCondition) (*schemas.Custom, int) {
	for i := range c.resource.Customs {
		custom := &c.resource.Customs[i]
		if custom.Key != raw.Key || raw.Quantifier != "" {
			continue
		}
		at := slices.IndexFunc(custom.Params, func(p schemas.Param) bool { return string(p.Name) == raw.Operator })
		if at >= 0 {
			return custom, at
		}
	}
	return nil, 0
}

// customKeys are the keys of custom filters that no field has.
func (c *checker) customKeys() (keys []string) {
	for _, custom := range c.resource.Customs {
		field := slices.ContainsFunc(c.resource.Filters, func(f schemas.Filterable) bool { return f.Key == custom.Key })
		if !field && !slices.Contains(keys, custom.Key) {
			keys = append(keys, custom.Key)
		}
	}
	return keys
}

// customOperators are the names of parameters under a key.
func (c *checker) customOperators(key string) (names []string) {
	for _, custom := range c.resource.Customs {
		for _, param := range custom.Params {
			if custom.Key == key {
				names = append(names, string(param.Name))
			}
		}
	}
	return names
}

// call checks one parameter of a custom filter.
func (c *checker) call(custom *schemas.Custom, at int, raw RawCondition) {
	i := slices.IndexFunc(c.calls, func(call Call) bool { return call.Custom == custom })
	if i < 0 {
		i = len(c.calls)
		c.calls = append(c.calls, Call{custom, make([][]any, len(custom.Params))})
	}
	param := custom.Params[at]
	given := c.calls[i].Values[at] != nil // filter_by[KEY] beside filter_by[KEY][eq]
	if !given {
		c.calls[i].Values[at] = []any{} // not missing, whatever is wrong with it
	}
	if given || !param.List && len(raw.Values) > 1 {
		c.errs = append(c.errs, schemas.Repeated(raw.Parameter))
		return
	}
	operator := schemas.Eq
	if param.List {
		operator = schemas.In
	}
	texts, err := c.texts(raw, param.Field, operator)
	if err != nil {
		c.errs = append(c.errs, err)
		return
	}
	values, errs := c.values(raw.Parameter, param.Field, texts)
	c.errs = append(c.errs, errs...)
	c.calls[i].Values[at] = append([]any{}, values...)
}

// complete reports the parameters that custom filters miss.
func (c *checker) complete() {
	for _, call := range c.calls {
		for i, param := range call.Custom.Params {
			if call.Values[i] == nil && !param.Optional {
				c.failf(call.Parameter(i), schemas.InvalidValue, "is missing: %s takes %s",
					call.Custom.Key, strings.Join(c.customOperators(call.Custom.Key), ", "))
			}
		}
	}
}

// canonical is the call's part of a filter's canonical form.
func (c Call) canonical() []byte {
	b := schemas.AppendText(nil, c.Custom.Key)
	for i, param := range c.Custom.Params {
		b = schemas.AppendText(b, string(param.Name))
		b = schemas.AppendValue(b, int64(len(c.Values[i])))
		for _, v := range c.Values[i] {
			b = schemas.AppendValue(b, v)
		}
	}
	return b
}
