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
	// Value is that of a filter whose field has not been chosen.
	Value      string
	Expression string
	Length     int
	Chips      []chip
}

// filterField is a field that can be filtered, with its operators, for the script.
type filterField struct {
	Key, Text, Operators string
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

func (v *visit) filterForm() filterForm {
	form := filterForm{
		Hidden:     v.query.first().hidden(func(name string) bool { return name == "filter" }),
		Expression: v.query.Get("filter"), Length: v.at.Limits.ExpressionBytes, Chips: v.chips(),
	}
	used := map[schemas.Operator]bool{}
	for _, field := range v.at.Fields {
		var names []string
		for _, operator := range field.Operators {
			names = append(names, string(operator))
			used[operator] = true
		}
		if len(names) > 0 {
			form.Fields = append(form.Fields, filterField{field.Key, label(field.Key), strings.Join(names, " ")})
		}
	}
	for _, o := range operatorTexts {
		if used[o.operator] {
			form.Operators = append(form.Operators, choice{Value: string(o.operator), Text: o.text})
		}
	}
	return form
}

// chips are the filters of the query, in the order of their names.
func (v *visit) chips() (all []chip) {
	self := v.listURL()
	for _, name := range namesOf(v.query) {
		inner, filters := strings.CutPrefix(name, "filter_by[")
		if !filters && name != "filter" {
			continue
		}
		for _, value := range v.query.Values[name] {
			c := chip{Field: "Expression", Value: value, Remove: v.query.without(name, value).url(self)}
			if filters {
				c.describe(inner)
			}
			all = append(all, c)
		}
	}
	return all
}

// describe reads what stands in the brackets.
func (c *chip) describe(inner string) {
	parts := strings.Split(strings.TrimSuffix(inner, "]"), "][")
	c.Field, c.Operator = label(parts[0]), "is"
	if len(parts) < 2 {
		return
	}
	words := parts[1:]
	for i, word := range words {
		at := slices.IndexFunc(operatorTexts, func(o operatorText) bool { return string(o.operator) == word })
		if at >= 0 {
			words[i] = operatorTexts[at].text
		}
	}
	c.Operator = strings.Join(words, ", ")
	if parts[len(parts)-1] != "is null" {
		return
	}
	switch c.Value {
	case "true", "1":
		c.Value = ""
	case "false", "0":
		c.Operator, c.Value = "is not null", ""
	}
}
