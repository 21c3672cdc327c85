package filters

import (
	"bytes"
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/crudfactory/crudfactory/schemas"
)

// Limits bound what one request may ask.
type Limits struct {
	// Conditions is the most conditions, a repeated parameter counting once;
	// zero means 50.
	Conditions int
	// ListValues is the most values in one list; zero means 100.
	ListValues int
	// Values is the most values of all conditions together; zero means 1,000.
	Values int
	// ValueLength is the most characters of one value; zero means 4,096.
	ValueLength int
	// ExprBytes, ExprNodes and ExprDepth bound an expression: its length, its
	// comparisons and operators, its nesting; zero means 4,096, 100 and 16.
	ExprBytes, ExprNodes, ExprDepth int
	// SearchLength is the most characters of a search; zero means 200.
	SearchLength int
	// SearchWords is the most words of a search; zero means 16.
	SearchWords int
}

// Defaults fills in what is zero.
func (l Limits) Defaults() Limits {
	return Limits{
		Conditions:   cmp.Or(l.Conditions, 50),
		ListValues:   cmp.Or(l.ListValues, 100),
		Values:       cmp.Or(l.Values, 1000),
		ValueLength:  cmp.Or(l.ValueLength, 4096),
		ExprBytes:    cmp.Or(l.ExprBytes, 4096),
		ExprNodes:    cmp.Or(l.ExprNodes, 100),
		ExprDepth:    cmp.Or(l.ExprDepth, 16),
		SearchLength: cmp.Or(l.SearchLength, 200),
		SearchWords:  cmp.Or(l.SearchWords, 16),
	}
}

// Check holds the filter against what the resource declares and types its
// values. It reports every mistake.
func (raw Raw) Check(r *schemas.Resource, limits Limits) (Filter, schemas.InputErrors) {
	c := checker{resource: r, limits: limits.Defaults()}
	c.all(raw.Conditions)
	c.complete()
	words := c.search(raw)
	filter := Filter{Conditions: joinChoices(c.conditions), Expression: c.expression(raw), Calls: c.calls, Words: words}
	c.total(raw, filter)
	return filter, c.errs
}

type checker struct {
	resource   *schemas.Resource
	limits     Limits
	conditions []Condition
	calls      []Call
	errs       schemas.InputErrors
}

func (c *checker) failf(parameter string, code schemas.Code, format string, args ...any) {
	c.errs = append(c.errs, schemas.Invalid(parameter, code, format, args...))
}

func (c *checker) all(conditions []RawCondition) {
	if most := c.limits.Conditions; len(conditions) > most {
		c.failf(conditions[most].Parameter, schemas.TooMany,
			"%d conditions; at most %d are allowed", len(conditions), most)
		return
	}
	for _, condition := range conditions {
		c.condition(condition)
	}
}

// total holds the values of all conditions together against their limit.
func (c *checker) total(raw Raw, filter Filter) {
	values, parameter := 0, exprParameter
	for condition := range filter.All() {
		values += len(condition.Values)
	}
	for _, call := range filter.Calls {
		for _, list := range call.Values {
			values += len(list)
		}
	}
	if len(raw.Conditions) > 0 {
		parameter = raw.Conditions[0].Parameter
	}
	if values > c.limits.Values {
		c.failf(parameter, schemas.TooMany,
			"%d values in all conditions together; at most %d are allowed", values, c.limits.Values)
	}
}

func (c *checker) condition(raw RawCondition) {
	if custom, at := c.custom(raw); custom != nil {
		c.call(custom, at, raw)
		return
	}
	field, operator, err := c.resolve(raw.Parameter, raw.Key, raw.Operator, raw.Quantifier)
	if err != nil {
		c.mentionCustom(err, raw.Key)
		c.errs = append(c.errs, err)
		return
	}
	texts, err := c.texts(raw, field, operator)
	if err != nil {
		c.errs = append(c.errs, err)
		return
	}
	values, errs := c.values(raw.Parameter, operandOf(field, operator), texts)
	if c.errs = append(c.errs, errs...); len(errs) > 0 {
		return
	}
	c.conditions = append(c.conditions, newCondition(field, raw.Quantifier, operator, values))
}

// mentionCustom adds the custom filters, or those under a key, to what an error
// says is allowed. An expression has none.
func (c *checker) mentionCustom(err *schemas.InputError, key string) {
	switch own := c.customOperators(key); {
	case err.Code == schemas.UnknownField && len(own) > 0:
		err.Code, err.Allowed = schemas.UnknownOperator, own
		err.Detail = "the filter " + key + " has no such parameter"
	case err.Code == schemas.UnknownField:
		err.Allowed = append(err.Allowed, c.customKeys()...)
	case err.Code == schemas.UnknownOperator:
		err.Allowed = append(err.Allowed, own...)
	}
}

// resolve finds the field and the operator of a condition, and holds them and
// its quantifier against what the resource allows.
func (c *checker) resolve(parameter, key, symbol string, quantifier schemas.Quantifier) (
	*schemas.Field, schemas.Operator, *schemas.InputError,
) {
	i := slices.IndexFunc(c.resource.Filters, func(f schemas.Filterable) bool { return f.Key == key })
	if i < 0 {
		err := schemas.Invalid(parameter, schemas.UnknownField, "there is no filter %q", key)
		for _, f := range c.resource.Filters {
			err.Allowed = append(err.Allowed, f.Key)
		}
		return nil, "", err
	}
	field, operator := c.resource.Filters[i], schemas.Operator(symbol)
	if !slices.Contains(field.Operators, operator) {
		err := schemas.Invalid(parameter, schemas.UnknownOperator, "%s has no operator %q", key, symbol)
		for _, o := range field.Operators {
			err.Allowed = append(err.Allowed, string(o))
		}
		return nil, "", err
	}
	if quantifier != "" && !field.ToMany() {
		return nil, "", schemas.Invalid(parameter, schemas.UnknownOperator,
			"%s has one value for each row: %q is for relations to many", key, quantifier)
	}
	return field.Field, operator, nil
}

// texts splits what was given into single values and holds their number
// against the limits.
func (c *checker) texts(raw RawCondition, field *schemas.Field, operator schemas.Operator) ([]string, *schemas.InputError) {
	texts := raw.Values
	whole := isWhole(field, operator)
	if (operator != schemas.Eq && operator != schemas.In || whole) && len(texts) > 1 {
		return nil, schemas.Repeated(raw.Parameter)
	}
	switch {
	case whole && texts[0] == "":
		return nil, nil // the empty array
	case whole || operator.TakesList():
		texts = nil
		for _, text := range raw.Values {
			items, err := splitList(text)
			if err != nil {
				return nil, schemas.Invalid(raw.Parameter, schemas.EmptyItem, "%s", err)
			}
			texts = append(texts, items...)
		}
	}
	if len(texts) > c.limits.ListValues {
		return nil, schemas.Invalid(raw.Parameter, schemas.TooMany,
			"%d values; at most %d are allowed", len(texts), c.limits.ListValues)
	}
	if operator == schemas.Between && len(texts) != 2 {
		return nil, schemas.Invalid(raw.Parameter, schemas.InvalidValue,
			"between takes two values, low and high: %d given", len(texts))
	}
	return texts, nil
}

// isWhole reports a comparison with a whole array, which takes any number of
// values.
func isWhole(field *schemas.Field, operator schemas.Operator) bool {
	return field.Kind == schemas.Array && (operator == schemas.Eq || operator == schemas.Ne)
}

// operandOf is the field whose kind the operator's values have.
func operandOf(field *schemas.Field, operator schemas.Operator) *schemas.Field {
	switch {
	case operator == schemas.IsNull:
		return &schemas.Field{Kind: schemas.Bool}
	case field.Kind == schemas.Array:
		return field.Element
	}
	return field
}

func (c *checker) values(parameter string, field *schemas.Field, texts []string) (values []any, errs schemas.InputErrors) {
	for _, text := range texts {
		v, err := c.value(parameter, field, text)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		values = append(values, v)
	}
	return values, errs
}

func (c *checker) value(parameter string, field *schemas.Field, text string) (any, *schemas.InputError) {
	if n := utf8.RuneCountInString(text); n > c.limits.ValueLength {
		return nil, schemas.Invalid(parameter, schemas.TooLong,
			"a value of %d characters; at most %d are allowed", n, c.limits.ValueLength)
	}
	v, err := field.ParseValue(text)
	if err != nil {
		e := schemas.Invalid(parameter, schemas.InvalidValue, "%s", err)
		e.Allowed = field.Labels
		return nil, e
	}
	return v, nil
}

// newCondition gives conditions that mean the same one shape: eq is an any-of
// with one value, the order and repetition of choices mean nothing, a none-of
// with one value is ne, and an array that has a value has all of one.
func newCondition(field *schemas.Field, q schemas.Quantifier, operator schemas.Operator, values []any) Condition {
	c := Condition{Field: field, Quantifier: cmp.Or(q, schemas.Any), Operator: operator, Values: values}
	if isWhole(field, operator) {
		return c
	}
	switch operator { //nolint:exhaustive // the rest has one shape
	case schemas.Eq:
		c.Operator = schemas.In
	case schemas.Has:
		c.Operator = schemas.HasAll
	}
	switch c.Operator { //nolint:exhaustive // the rest takes no set
	case schemas.In, schemas.NotIn, schemas.HasAny, schemas.HasAll:
		c.Values = sortedSet(values)
	}
	switch one := len(c.Values) == 1; {
	case one && c.Operator == schemas.NotIn:
		c.Operator = schemas.Ne
	case one && c.Operator == schemas.HasAny:
		c.Operator = schemas.HasAll
	}
	return c
}

func sortedSet(values []any) []any {
	key := func(v any) []byte { return schemas.AppendValue(nil, v) }
	values = slices.Clone(values)
	slices.SortFunc(values, func(a, b any) int { return bytes.Compare(key(a), key(b)) })
	return slices.CompactFunc(values, func(a, b any) bool { return bytes.Equal(key(a), key(b)) })
}

// joinChoices makes one any-of of a field's eq and in, and lets is_null=true
// join it, so that a facet's null bucket can be chosen beside its values.
func joinChoices(conditions []Condition) []Condition {
	var joined []Condition
	for _, c := range conditions {
		i := slices.IndexFunc(joined, func(other Condition) bool {
			return other.Field == c.Field && other.isChoice() && c.isChoice()
		})
		if i < 0 {
			joined = append(joined, c.asChoice())
			continue
		}
		one, other := joined[i], c.asChoice()
		if isWhole(other.Field, other.Operator) {
			one, other = other, one
		}
		if !isWhole(one.Field, one.Operator) { // a whole array is chosen alone
			one.Values = sortedSet(append(one.Values, other.Values...))
		}
		one.OrNull = one.OrNull || other.OrNull
		joined[i] = one
	}
	return joined
}

func (c Condition) choosesNull() bool { return c.Operator == schemas.IsNull && c.Values[0] == true }

// isChoice reports a condition that joins the any-of of its field: not one on
// no, or on all, related rows.
func (c Condition) isChoice() bool {
	return cmp.Or(c.Quantifier, schemas.Any) == schemas.Any &&
		(c.Operator == schemas.In || c.choosesNull() || c.Operator == schemas.Eq && isWhole(c.Field, c.Operator))
}

// asChoice writes is_null=true as an any-of without values.
func (c Condition) asChoice() Condition {
	if c.isChoice() && c.choosesNull() {
		return Condition{Field: c.Field, Quantifier: c.Quantifier, Operator: schemas.In, OrNull: true}
	}
	return c
}
