package explorer

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// shape is how a control's text becomes JSON.
type shape int

const (
	// text is a JSON string.
	text shape = iota
	// numeric is a JSON number; what is none is sent as a string, for the
	// application to refuse.
	numeric
	// boolean is true or false.
	boolean
	// lines are an array, an element on each line, of texts or of numbers.
	lines
	numberLines
	// either is JSON where the text is some, and a string where it is not.
	either
	// document is JSON.
	document
)

// field is a member of a body with its control. What it was at first is part of
// the form, so that only what was changed is sent.
type field struct {
	Key, ID, Label, Hint string
	Type                 string
	shape                shape
	// Control is "input", "textarea", "select" or "checkbox".
	Control, InputMode string
	Options            []choice
	Required, Nullable bool
	Length             string
	// Value is the control's text. Null is set for null, which a blank control is
	// where the field can be null; of a text NullBox tells it from an empty one.
	Value         string
	Null, NullBox bool
	// Original and OriginalNull are what it was. Known is not set where rows do not
	// tell it.
	Original            string
	OriginalNull, Known bool
	Errors              []string
	// Conflict is what it has become meanwhile; nil where that is of no matter.
	Conflict *cell
}

// fieldsOf makes controls of a schema.
func (v *visit) fieldsOf(s *crud.SchemaDescription) []field {
	fields := make([]field, len(s.Keys))
	for i, k := range s.Keys {
		f := field{Key: k.Name, ID: "field-" + strconv.Itoa(i), Label: label(k.Name), Nullable: k.Nullable, Known: true}
		t := typeOf(k)
		if t == nil {
			t = reflect.TypeFor[any]()
		}
		f.shape = shapeOf(t)
		f.Type = typeWord(f.shape, t)
		rules := rulesOf(k.Field.Tag.Get("validate"))
		_, f.Required = rules["required"]
		f.constrain(rules)
		f.offer(v.labels(k), rules)
		f.choose(rules)
		f.NullBox = f.Nullable && f.shape == text && f.Control != "select" && t.Kind() == reflect.String
		fields[i] = f
	}
	return fields
}

// shapeOf is how values of a type are written in JSON, as far as types tell.
func shapeOf(t reflect.Type) shape {
	pointer := reflect.PointerTo(t)
	own := pointer.Implements(reflect.TypeFor[json.Unmarshaler]())
	switch {
	case pointer.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return text
	case own && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map):
		return document
	case own:
		return either
	case t.Kind() == reflect.Bool:
		return boolean
	case isNumeric(t):
		return numeric
	case t.Kind() == reflect.String, t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return text
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.String:
		switch shapeOf(t.Elem()) { //nolint:exhaustive // other elements are written as JSON
		case text:
			return lines
		case numeric:
			return numberLines
		}
	}
	return document
}

// typeWord says what a control takes.
func typeWord(s shape, t reflect.Type) string {
	switch s {
	case numeric:
		if t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64 {
			return "number"
		}
		return "whole number"
	case boolean:
		return "yes or no"
	case lines, numberLines:
		return "list"
	case document:
		return "JSON"
	case text, either:
	}
	switch {
	case t == reflect.TypeFor[time.Time]():
		return "time"
	case t.Name() == "UUID":
		return "UUID"
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "base64"
	}
	return "text"
}

// rulesOf reads a validate tag, as far as it is about the field itself.
func rulesOf(tag string) map[string]string {
	rules := map[string]string{}
	for rule := range strings.SplitSeq(tag, ",") {
		if rule == "dive" {
			break
		}
		name, param, _ := strings.Cut(rule, "=")
		rules[name] = param
	}
	return rules
}

// constrain writes what the rules say for people.
func (f *field) constrain(rules map[string]string) {
	var hints []string
	switch f.Type {
	case "time":
		hints = append(hints, "RFC 3339, such as 2024-05-17T09:30:00Z")
	case "UUID":
		hints = append(hints, "UUID")
	case "whole number", "number", "base64", "JSON":
		hints = append(hints, strings.ToUpper(f.Type[:1])+f.Type[1:])
	case "list":
		hints = append(hints, "one on each line")
	}
	unit := ""
	switch f.shape {
	case text:
		unit = " characters"
	case lines, numberLines, document:
		unit = " items"
	case numeric, boolean, either:
	}
	for _, bound := range []struct{ rule, words string }{
		{"min", "at least "}, {"gte", "at least "}, {"gt", "more than "}, {"max", "at most "}, {"lte", "at most "}, {"lt", "less than "},
	} {
		if param := rules[bound.rule]; param != "" {
			hints = append(hints, bound.words+param+unit)
		}
	}
	if f.shape == text {
		f.Length = rules["max"]
	}
	f.Hint = strings.Join(hints, ", ")
	if f.Hint != "" {
		f.Hint = strings.ToUpper(f.Hint[:1]) + f.Hint[1:]
	}
}

// labels are those of an enumeration of the resource.
func (v *visit) labels(k crud.KeyDescription) []string {
	key := fieldKey(k)
	for _, field := range v.at.Fields {
		if field.Key == key && field.Kind == schemas.Enum {
			return field.Labels
		}
	}
	return nil
}

// offer lists the values where the rules, or an enumeration, do.
func (f *field) offer(labels []string, rules map[string]string) {
	if one, ok := rules["oneof"]; ok && !strings.Contains(one, "'") {
		labels = strings.Fields(one)
	}
	if len(labels) == 0 || f.shape != text && f.shape != numeric {
		return
	}
	f.Control = "select"
	f.Options = []choice{{"", blankOption, false}}
	for _, one := range labels {
		f.Options = append(f.Options, choice{Value: one, Text: one})
	}
}

const blankOption = "–"

// longText is from how many characters on a text gets a box of several lines.
const longText = 257

// choose finds the control for the shape.
func (f *field) choose(rules map[string]string) {
	if f.Control != "" {
		return
	}
	f.Control = "input"
	switch f.shape {
	case numeric:
		f.InputMode = "decimal"
	case boolean:
		f.Control = "checkbox"
		if f.Nullable {
			f.ternary()
		}
	case lines, numberLines, document:
		f.Control = "textarea"
	case text:
		short := []string{"email", "url", "uri", "uuid", "hostname", "ip", "slug", "e164", "alphanum", "alpha", "numeric", "len"}
		most, err := strconv.Atoi(rules["max"])
		isShort := err == nil && most < longText ||
			slices.ContainsFunc(short, func(rule string) bool { _, ok := rules[rule]; return ok })
		if f.Type == "text" && !isShort {
			f.Control = "textarea"
		}
	case either:
	}
}

// ternary makes a box a choice that can be left open.
func (f *field) ternary() {
	f.Control = "select"
	f.Options = []choice{{"", blankOption, false}, {Value: "true", Text: "true"}, {Value: "false", Text: "false"}}
}

// fill gives the control a value of a row; nil where the row does not tell it.
func (f *field) fill(raw json.RawMessage) {
	if f.Known = raw != nil; !f.Known {
		f.hide()
		return
	}
	f.Value, f.Null = f.textOf(raw), isNull(raw)
	f.Original, f.OriginalNull = f.Value, f.Null
	f.settle()
}

// hide makes the control one of a value that the form does not know.
func (f *field) hide() {
	if f.shape == boolean {
		f.ternary()
	}
	f.Hint = strings.TrimPrefix(f.Hint+". ", ". ") + "Its present value is not shown: leave it blank to keep it"
	if f.shape == lines || f.shape == numberLines {
		f.Hint += ", write [] to empty it"
	}
}

// settle marks the chosen option, and gives texts of several lines a box.
func (f *field) settle() {
	if f.Control == "input" && strings.ContainsAny(f.Value, "\r\n") {
		f.Control = "textarea"
	}
	if f.Control != "select" {
		return
	}
	known := false
	for i := range f.Options {
		f.Options[i].Chosen = f.Options[i].Value == f.Value
		known = known || f.Options[i].Chosen
	}
	if !known {
		f.Options = append(f.Options, choice{f.Value, f.Value, true})
	}
}

// textOf is a value as the control has it.
func (f *field) textOf(raw json.RawMessage) string {
	switch f.shape {
	case lines, numberLines:
		var items []json.RawMessage
		if isNull(raw) || json.Unmarshal(raw, &items) != nil {
			return ""
		}
		texts := make([]string, len(items))
		for i, item := range items {
			texts[i] = textOf(item)
		}
		return strings.Join(texts, "\n")
	case document:
		if isNull(raw) {
			return ""
		}
		return indented(raw)
	case text, numeric, boolean, either:
	}
	if isNull(raw) {
		return ""
	}
	return textOf(raw)
}
