package explorer

import (
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// filterForm adds a filter, or changes the expression; chips are those that hold.
type filterForm struct {
	Hidden    []link
	Fields    []filterField
	Operators []choice
	// Quantifiers are told by fields of relations to many; nil where there is none.
	Quantifiers []choice
	Custom      []customFilter
	// Open is set for a form that has something in it.
	Open bool
	// Value is that of a filter whose field has not been chosen.
	Value      string
	Expression string
	Length     int
	Chips      []chip
}

// filterField is a field that can be filtered, with its operators and whether it
// takes a quantifier, for the script.
type filterField struct {
	Key, Text, Operators string
	ToMany               bool
}

// chip is a filter that holds, and the list without it.
type chip struct{ Field, Operator, Value, Remove string }

// operatorText is an operator in words.
type operatorText struct {
	operator schemas.Operator
	text     string
}

// operatorTexts are the operators in the order of a form, as people say them.
var operatorTexts = []operatorText{
	{schemas.Eq, "is"},
	{schemas.Ne, "is not"},
	{schemas.In, "is one of"},
	{schemas.NotIn, "is none of"},
	{schemas.Gt, "is more than"},
	{schemas.Gte, "is at least"},
	{schemas.Lt, "is less than"},
	{schemas.Lte, "is at most"},
	{schemas.Between, "is between"},
	{schemas.Contains, "contains"},
	{schemas.IContains, "contains, in any case"},
	{schemas.StartsWith, "begins with"},
	{schemas.IStartsWith, "begins with, in any case"},
	{schemas.EndsWith, "ends with"},
	{schemas.IEndsWith, "ends with, in any case"},
	{schemas.Has, "has"},
	{schemas.HasAny, "has one of"},
	{schemas.HasAll, "has all of"},
	{schemas.IsNull, "is null"},
}

// quantifierTexts are the quantifiers as a form and a filter that holds say them.
var quantifierTexts = []struct {
	quantifier    schemas.Quantifier
	text, holding string
}{
	{schemas.Any, "at least one", "of at least one"},
	{schemas.None, "none", "of none"},
	{schemas.All, "every one", "of every one"},
}

func (v *visit) filterForm() filterForm {
	custom := slices.Concat(v.at.customParams()...)
	form := filterForm{
		Hidden:     v.query.first().hidden(func(name string) bool { return name == "filter" || slices.Contains(custom, name) }),
		Expression: v.query.Get("filter"), Length: v.at.Limits.ExpressionBytes, Chips: v.chips(), Custom: v.customFilters(),
	}
	form.Open = form.Expression != "" || slices.ContainsFunc(custom, v.query.Has)
	form.offer(v.at.resource)
	return form
}

// offer lists the fields of a resource, and what they can be compared by.
func (form *filterForm) offer(r *resource) {
	used := map[string]bool{}
	var own []string
	for _, field := range r.Fields {
		var names []string
		for _, operator := range field.Operators {
			names = append(names, string(operator))
		}
		custom := r.customOperators(field.Key)
		names = append(names, custom...)
		for _, name := range names {
			used[name] = true
		}
		own = append(own, custom...)
		if len(names) == 0 {
			continue
		}
		form.Fields = append(form.Fields, filterField{field.Key, label(field.Key), strings.Join(names, " "), field.ToMany})
		if field.ToMany && form.Quantifiers == nil {
			for _, q := range quantifierTexts {
				form.Quantifiers = append(form.Quantifiers, choice{Value: string(q.quantifier), Text: q.text})
			}
		}
	}
	for _, o := range operatorTexts {
		if used[string(o.operator)] {
			form.Operators = append(form.Operators, choice{Value: string(o.operator), Text: o.text})
			delete(used, string(o.operator))
		}
	}
	for _, name := range own {
		if used[name] {
			form.Operators = append(form.Operators, choice{Value: name, Text: spaced(name)})
			delete(used, name)
		}
	}
}

// spaced is a name of the resource's own as people read it.
func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// chips are the filters of the query, in the order of their names.
func (v *visit) chips() (all []chip) {
	self := v.listURL()
	for _, name := range namesOf(v.query) {
		inner, filters := strings.CutPrefix(name, "filter_by[")
		if !filters && name != "filter" {
			continue
		}
		for _, value := range v.query.Values[name] {
			c := chip{Field: "Expression", Value: value, Remove: v.withoutFilter(name, value).url(self)}
			if filters {
				c.describe(inner)
			}
			all = append(all, c)
		}
	}
	return all
}

// withoutFilter is the query without one value of a filter. The parameters of one
// custom filter go together: without one of them the others say nothing.
func (v *visit) withoutFilter(name, value string) query {
	for _, names := range v.at.customParams() {
		if !slices.Contains(names, name) {
			continue
		}
		next := v.query
		for _, name := range names {
			next = next.with(name)
		}
		return next
	}
	return v.query.without(name, value)
}

// describe reads what stands in the brackets.
func (c *chip) describe(inner string) {
	parts := strings.Split(strings.TrimSuffix(inner, "]"), "][")
	c.Field, c.Operator = label(parts[0]), "is"
	if len(parts) < 2 {
		return
	}
	words := parts[1:]
	for _, q := range quantifierTexts {
		if words[0] != string(q.quantifier) {
			continue
		}
		if len(words) == 1 {
			words = append(words, string(schemas.Eq))
		}
		words[0] = q.holding
	}
	for i, word := range words {
		at := slices.IndexFunc(operatorTexts, func(o operatorText) bool { return string(o.operator) == word })
		if words[i] = spaced(word); at >= 0 {
			words[i] = operatorTexts[at].text
		}
	}
	c.Operator = strings.Join(words, " ")
	if words[len(words)-1] != "is null" {
		return
	}
	switch c.Value {
	case "true", "1":
		c.Value = ""
	case "false", "0":
		c.Operator, c.Value = strings.TrimSuffix(c.Operator, "is null")+"is not null", ""
	}
}
