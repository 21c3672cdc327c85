package explorer

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// customFilter is a filter of the resource's own, with a control for each of its
// parameters.
type customFilter struct {
	Label    string
	Controls []customControl
}

// customControl is the control of a parameter. It has the parameter's own name.
type customControl struct {
	ID, Name, Label, Value, Hint, InputMode string
	Options                                 []choice
}

// isOperator reports custom filters that are one more operator of a field.
func (r *resource) isOperator(c crud.CustomFilterDescription) bool {
	return len(c.Params) == 1 && c.Params[0].Name != string(schemas.Eq) &&
		slices.ContainsFunc(r.Fields, func(f crud.FieldDescription) bool { return f.Key == c.Key })
}

// customOperators are those of a field.
func (r *resource) customOperators(key string) (names []string) {
	for _, c := range r.CustomFilters {
		if c.Key == key && r.isOperator(c) {
			names = append(names, c.Params[0].Name)
		}
	}
	return names
}

// customNames are the ways to spell a parameter of a custom filter, the usual one
// first.
func customNames(key, name string) []string {
	whole := "filter_by[" + key + "][" + name + "]"
	if name == string(schemas.Eq) {
		return []string{"filter_by[" + key + "]", whole}
	}
	return []string{whole}
}

// customParams are the parameters of filters that have controls of their own,
// each filter's together.
func (r *resource) customParams() (all [][]string) {
	for _, c := range r.CustomFilters {
		if r.isOperator(c) {
			continue
		}
		var names []string
		for _, p := range c.Params {
			names = append(names, customNames(c.Key, p.Name)...)
		}
		all = append(all, names)
	}
	return all
}

// customFilters are those with controls of their own, filled in by the query.
func (v *visit) customFilters() (all []customFilter) {
	for i, c := range v.at.CustomFilters {
		if v.at.isOperator(c) {
			continue
		}
		f := customFilter{Label: label(c.Key)}
		for j, p := range c.Params {
			control := customControl{ID: "custom-" + strconv.Itoa(i) + "-" + strconv.Itoa(j), Label: label(p.Name)}
			if p.Name == string(schemas.Eq) {
				control.Label = f.Label
			}
			names := customNames(c.Key, p.Name)
			control.Name = names[0]
			var values []string
			for _, name := range names {
				values = append(values, v.query.Values[name]...)
			}
			control.Value = strings.Join(values, ",")
			control.describe(p)
			f.Controls = append(f.Controls, control)
		}
		all = append(all, f)
	}
	return all
}

// describe says what a control takes, and offers it where these are few.
func (c *customControl) describe(p crud.ParamDescription) {
	var hints []string
	switch p.Kind { //nolint:exhaustive // of other kinds there is nothing to say
	case schemas.Bool:
		c.offer(p.List, "true", "false")
	case schemas.Enum:
		c.offer(p.List, p.Labels...)
	case schemas.Int, schemas.Float, schemas.Decimal:
		c.InputMode = "decimal"
		hints = append(hints, "a number")
	case schemas.Time:
		hints = append(hints, "such as 2024-05-17T09:30:00Z")
	case schemas.Date:
		hints = append(hints, "such as 2024-05-17")
	}
	if p.List {
		c.InputMode = ""
		hints = append(hints, "several are separated by commas")
	}
	if p.Optional {
		hints = append(hints, "may be left out")
	}
	if c.Hint = strings.Join(hints, ", "); c.Hint != "" {
		c.Hint = strings.ToUpper(c.Hint[:1]) + c.Hint[1:]
	}
}

// offer makes the control a choice of one.
func (c *customControl) offer(list bool, values ...string) {
	if list || len(values) == 0 {
		return
	}
	c.Options = []choice{{"", blankOption, c.Value == ""}}
	known := c.Value == ""
	for _, value := range values {
		known = known || value == c.Value
		c.Options = append(c.Options, choice{value, value, value == c.Value})
	}
	if !known {
		c.Options = append(c.Options, choice{c.Value, c.Value, true})
	}
}
