package schemas

// Operator is a comparison that a filter makes, spelt as on the wire:
// filter_by[views][gte]=10.
type Operator string

// The operators. Eq is the one of filter_by[KEY]=V.
const (
	Eq     Operator = "eq"
	Ne     Operator = "ne"
	In     Operator = "in"
	NotIn  Operator = "not_in"
	IsNull Operator = "is_null"

	Gt      Operator = "gt"
	Gte     Operator = "gte"
	Lt      Operator = "lt"
	Lte     Operator = "lte"
	Between Operator = "between"

	Contains    Operator = "contains"
	StartsWith  Operator = "starts_with"
	EndsWith    Operator = "ends_with"
	IContains   Operator = "icontains"
	IStartsWith Operator = "istarts_with"
	IEndsWith   Operator = "iends_with"

	Has    Operator = "has"
	HasAny Operator = "has_any"
	HasAll Operator = "has_all"
)

// Quantifier says how many related rows have to meet a condition on a to-many
// relation, spelt as on the wire: filter_by[tags__name][none]=draft.
type Quantifier string

// The quantifiers. Any, the one of a condition that names none, asks for a
// related row that meets it; None for a row without one; All for a row whose
// related rows all meet it, if it has any.
const (
	Any  Quantifier = "any"
	None Quantifier = "none"
	All  Quantifier = "all"
)

// Quantifiers lists them all.
func Quantifiers() []Quantifier { return []Quantifier{Any, None, All} }

// ChoiceOperators are what a facet allows: to choose among its values, its
// null bucket included.
func ChoiceOperators() []Operator { return []Operator{Eq, In, IsNull} }

// Operators lists what fields of the kind allow.
func (k Kind) Operators() []Operator {
	if !k.Filterable() {
		return nil
	}
	if k == Array {
		return []Operator{Eq, Ne, IsNull, Has, HasAny, HasAll}
	}
	all := []Operator{Eq, Ne, In, NotIn, IsNull}
	if k.Ranged() {
		return append(all, Gt, Gte, Lt, Lte, Between)
	}
	if k == Text {
		return append(all, Contains, StartsWith, EndsWith, IContains, IStartsWith, IEndsWith)
	}
	return all
}

// TakesList reports whether the operator's value is a comma list. So is, for
// every operator, the value of an array itself.
func (o Operator) TakesList() bool {
	return o == In || o == NotIn || o == Between || o == HasAny || o == HasAll
}

// MatchesText reports whether the operator looks for a pattern.
func (o Operator) MatchesText() bool {
	switch o {
	case Contains, StartsWith, EndsWith, IContains, IStartsWith, IEndsWith:
		return true
	case Eq, Ne, In, NotIn, IsNull, Gt, Gte, Lt, Lte, Between, Has, HasAny, HasAll:
	}
	return false
}

// Ranges reports whether the operator needs an order of the values.
func (o Operator) Ranges() bool {
	switch o {
	case Gt, Gte, Lt, Lte, Between:
		return true
	case Eq, Ne, In, NotIn, IsNull, Contains, StartsWith, EndsWith, IContains, IStartsWith, IEndsWith,
		Has, HasAny, HasAll:
	}
	return false
}
