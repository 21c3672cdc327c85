// Package filters reads what narrows a list: filter_by[KEY][OP]=VALUE, boolean
// expressions in filter=, and search, in two steps.
//
//	raw, errs := filters.Parse(values)          // grammar only
//	filter, more := raw.Check(resource, limits) // names, kinds, operators, limits
//
// Only a checked [Filter] is accepted by what compiles SQL: its fields come
// from the resource's declaration and its values are typed.
package filters
