package schemas

// Custom is a filter, or an operator of a field, that a resource defines itself:
// filter_by[KEY]=VALUE, or filter_by[KEY][NAME]=VALUE for each of its parameters.
type Custom struct {
	Key    string
	Params []Param
}

// Param is a typed parameter of a custom filter.
type Param struct {
	// Name stands where an operator does; Eq may be left out.
	Name Operator
	// Field says of which kind its values are.
	Field *Field
	// List is set where it takes several values, in a comma list.
	List bool
	// Optional is set where it may be absent.
	Optional bool
}
