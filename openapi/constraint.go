package openapi

import (
	"encoding"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/swaggest/jsonschema-go"
)

// property holds the schema of a struct's field against its validate tag
// (validator/v10).
func property(p jsonschema.InterceptPropParams) error {
	tag := p.Field.Tag.Get("validate")
	if !p.Processed || tag == "" || tag == "-" {
		return nil
	}
	rules := strings.Split(tag, ",")
	if slices.Contains(rules, "required") && !slices.Contains(p.ParentSchema.Required, p.Name) {
		p.ParentSchema.Required = append(p.ParentSchema.Required, p.Name)
	}
	if quoted(p.Field) { // the rules are about the value within the text
		rules = slices.DeleteFunc(rules, func(rule string) bool { return rule != "required" || p.Field.Type.Kind() != reflect.Pointer })
	}
	constrain(p.PropertySchema, p.Field.Type, rules)
	return nil
}

// ruled reports a field whose nil fails: there is a rule, and none that lets
// empty values pass, or that depends on other fields.
func ruled(f reflect.StructField) bool {
	rules := strings.Split(f.Tag.Get("validate"), ",")
	first, _, _ := strings.Cut(rules[0], "=")
	switch {
	case slices.Contains([]string{"", "-", "omitempty", "omitnil", "omitzero", "dive", "isdefault", "skip_unless"}, first),
		strings.HasPrefix(first, "required_"), strings.HasPrefix(first, "excluded_"):
		return false
	case slices.Contains(rules, "required"):
		return true
	}
	return f.Type.Kind() == reflect.Pointer
}

// decoded are what a tag cannot hold in a rule's value.
var decoded = strings.NewReplacer("0x2C", ",", "0x7C", "|")

// constrain adds rules to the schema of a type.
func constrain(s *jsonschema.Schema, t reflect.Type, rules []string) {
	pointer := t.Kind() == reflect.Pointer
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for i, one := range rules {
		switch {
		case one == "dive":
			constrainWithin(s, t, rules[i+1:])
			return
		case one == "omitzero", one == "omitempty" && !pointer:
			if zero := zeroOf(s, t); zero != nil {
				constrainUnless(s, t, zero, pointer, rules[i+1:])
				return
			}
		case strings.Contains(one, "|"): // one of several rules is enough
		default:
			name, parameter, _ := strings.Cut(one, "=")
			rule{s, t, pointer, name, decoded.Replace(parameter)}.apply()
		}
	}
}

// zeroOf is the zero value of a type as JSON has it; nil for one that is not
// known, or is null.
func zeroOf(s *jsonschema.Schema, t reflect.Type) any {
	switch (rule{s: s, t: t}).measure() {
	case length:
		return ""
	case amount:
		return 0
	case nothing, items, members:
	}
	return nil
}

// constrainUnless adds rules that the zero value need not pass.
func constrainUnless(s *jsonschema.Schema, t reflect.Type, zero any, pointer bool, rules []string) {
	others := &jsonschema.Schema{Type: s.Type}
	constrain(others, t, rules)
	if passes(others) {
		constrain(s, t, rules)
		return
	}
	others.Type = nil
	free := constant(zero)
	if pointer {
		free = new(jsonschema.Schema).WithEnum(zero, nil)
	}
	s.AnyOf = []jsonschema.SchemaOrBool{free.ToSchemaOrBool(), others.ToSchemaOrBool()}
}

// passes reports rules that hold of the zero value.
func passes(s *jsonschema.Schema) bool {
	return s.MinLength == 0 && s.Pattern == nil && s.Format == nil && s.Enum == nil && s.Not == nil &&
		(s.Minimum == nil || *s.Minimum <= 0) && (s.Maximum == nil || *s.Maximum >= 0) &&
		(s.ExclusiveMinimum == nil || *s.ExclusiveMinimum < 0) && (s.ExclusiveMaximum == nil || *s.ExclusiveMaximum > 0)
}

// constrainWithin adds the rules behind a dive, which are for what a list or a map
// holds.
func constrainWithin(s *jsonschema.Schema, t reflect.Type, rules []string) {
	if end := slices.Index(rules, "endkeys"); end >= 0 {
		rules = rules[end+1:] // those before are for the keys of a map
	}
	switch {
	case t.Kind() != reflect.Slice && t.Kind() != reflect.Array && t.Kind() != reflect.Map:
	case s.Items != nil && s.Items.SchemaOrBool != nil && s.Items.SchemaOrBool.TypeObject != nil:
		constrain(s.Items.SchemaOrBool.TypeObject, t.Elem(), rules)
	case s.AdditionalProperties != nil && s.AdditionalProperties.TypeObject != nil:
		constrain(s.AdditionalProperties.TypeObject, t.Elem(), rules)
	}
}

// rule is one rule of a tag, on a type.
type rule struct {
	s *jsonschema.Schema
	t reflect.Type
	// pointer is set where what is ruled is a pointer to one of the type.
	pointer         bool
	name, parameter string
}

// measure is what a rule compares.
type measure int

const (
	nothing measure = iota
	amount
	length
	items
	members
)

// measure is by the type in JSON as well: rules are about the value in Go, which
// the JSON of a type that writes itself does not tell.
func (r rule) measure() measure {
	if writesItself(r.t) || writesText(r.t) || reflect.PointerTo(r.t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return nothing
	}
	switch k := r.t.Kind(); {
	case k == reflect.String && r.s.HasType(jsonschema.String):
		return length
	case (k == reflect.Slice || k == reflect.Array) && r.s.HasType(jsonschema.Array):
		return items
	case k == reflect.Map && r.s.HasType(jsonschema.Object):
		return members
	case k >= reflect.Int && k <= reflect.Float64 && r.t != reflect.TypeFor[time.Duration]() &&
		(r.s.HasType(jsonschema.Integer) || r.s.HasType(jsonschema.Number)):
		return amount
	}
	return nothing
}

// apply writes the rule as JSON Schema, where that can say it.
func (r rule) apply() {
	switch r.name {
	case "required":
		r.required()
	case "min", "gte":
		r.atLeast(0)
	case "gt":
		r.atLeast(1)
	case "max", "lte":
		r.atMost(0)
	case "lt":
		r.atMost(1)
	case "len":
		r.atLeast(0)
		r.atMost(0)
	case "oneof":
		r.oneOf()
	case "unique":
		if r.measure() == items && r.parameter == "" {
			r.s.WithUniqueItems(true)
		}
	default:
		r.format()
	}
}

// required refuses the zero value; of a pointer only null.
func (r rule) required() {
	switch m := r.measure(); {
	case r.pointer:
	case m == length:
		r.s.MinLength = max(r.s.MinLength, 1)
	case m == amount:
		r.s.WithNot(constant(0).ToSchemaOrBool())
	case r.t.Kind() == reflect.Bool && r.s.HasType(jsonschema.Boolean) && !writesItself(r.t):
		r.s.WithConst(true)
	}
	r.s.RemoveType(jsonschema.Null)
}

func constant(v any) *jsonschema.Schema { return new(jsonschema.Schema).WithConst(v) }

// atLeast bounds from below; an open bound is one more.
func (r rule) atLeast(open int64) {
	if r.measure() == amount {
		r.bound(r.s.WithMinimum, r.s.WithExclusiveMinimum, open)
		return
	}
	r.count(open, r.s.WithMinLength, r.s.WithMinItems, r.s.WithMinProperties)
}

// atMost bounds from above; an open bound is one less.
func (r rule) atMost(open int64) {
	if r.measure() == amount {
		r.bound(r.s.WithMaximum, r.s.WithExclusiveMaximum, open)
		return
	}
	r.count(-open, r.s.WithMaxLength, r.s.WithMaxItems, r.s.WithMaxProperties)
}

// bound sets a bound of numbers.
func (r rule) bound(closed, open func(float64) *jsonschema.Schema, isOpen int64) {
	bound, err := strconv.ParseFloat(r.parameter, 64)
	switch {
	case err != nil:
	case isOpen == 0:
		closed(bound)
	default:
		open(bound)
	}
}

// count sets a bound, so much more than the parameter, of what is counted.
func (r rule) count(more int64, ofLength, ofItems, ofMembers func(int64) *jsonschema.Schema) {
	bound, err := strconv.ParseInt(r.parameter, 10, 64)
	if err != nil {
		return
	}
	switch r.measure() {
	case length:
		ofLength(bound + more)
	case items:
		ofItems(bound + more)
	case members:
		ofMembers(bound + more)
	case nothing, amount:
	}
}

// listed splits a parameter at blanks; single quotes keep some together.
var listed = regexp.MustCompile(`'[^']*'|\S+`)

func (r rule) oneOf() {
	var values []any
	for _, word := range listed.FindAllString(r.parameter, -1) {
		word = strings.ReplaceAll(word, "'", "")
		switch r.measure() {
		case length:
			values = append(values, word)
		case amount:
			if n, err := strconv.ParseFloat(word, 64); err == nil {
				values = append(values, n)
			}
		case nothing, items, members:
		}
	}
	if values != nil {
		r.s.Enum = values
	}
}

// formats are the rules that JSON Schema has a format for.
var formats = map[string]string{
	"email": "email", "url": "uri", "http_url": "uri", "https_url": "uri", "uri": "uri", "hostname": "hostname",
	"hostname_rfc1123": "hostname", "fqdn": "hostname", "ipv4": "ipv4", "ipv6": "ipv6",
	"uuid": "uuid", "uuid3": "uuid", "uuid4": "uuid", "uuid5": "uuid", "uuid7": "uuid",
}

// patterns are the rules that a regular expression can say.
var patterns = map[string]string{
	"alpha": "^[a-zA-Z]+$", "alphanum": "^[a-zA-Z0-9]+$", "number": "^[0-9]+$", "numeric": `^[-+]?[0-9]+(\.[0-9]+)?$`,
	"hexadecimal": "^(0[xX])?[0-9a-fA-F]+$", "hexcolor": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$",
	"e164": `^\+[1-9]?[0-9]{7,14}$`, "ascii": `^[\x00-\x7f]*$`, "printascii": `^[\x20-\x7e]*$`,
}

// format writes the rules that are about the form of a text.
func (r rule) format() {
	if r.measure() != length {
		return
	}
	if format, ok := formats[r.name]; ok {
		r.s.WithFormat(format)
		return
	}
	pattern, ok := patterns[r.name]
	part := regexp.QuoteMeta(r.parameter)
	switch r.name {
	case "startswith":
		pattern, ok = "^"+part, true
	case "endswith":
		pattern, ok = part+"$", true
	case "contains":
		pattern, ok = part, true
	}
	if ok && r.s.Pattern == nil {
		r.s.WithPattern(pattern)
	}
}
