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
)

// ChoiceOperators are what a facet allows: to choose among its values, its
// null bucket included.
func ChoiceOperators() []Operator { return []Operator{Eq, In, IsNull} }

// Operators lists what fields of the kind allow.
func (k Kind) Operators() []Operator {
	if !k.Filterable() {
		return nil
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

// TakesList reports whether the operator's value is a comma list.
func (o Operator) TakesList() bool { return o == In || o == NotIn || o == Between }

// MatchesText reports whether the operator looks for a pattern.
func (o Operator) MatchesText() bool {
	switch o {
	case Contains, StartsWith, EndsWith, IContains, IStartsWith, IEndsWith:
		return true
	case Eq, Ne, In, NotIn, IsNull, Gt, Gte, Lt, Lte, Between:
	}
	return false
}

// Ranges reports whether the operator needs an order of the values.
func (o Operator) Ranges() bool {
	switch o {
	case Gt, Gte, Lt, Lte, Between:
		return true
	case Eq, Ne, In, NotIn, IsNull, Contains, StartsWith, EndsWith, IContains, IStartsWith, IEndsWith:
	}
	return false
}
