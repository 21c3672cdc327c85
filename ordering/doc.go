// Package ordering reads order_by and order_dir, in two steps.
//
//	raw, errs := ordering.Parse(values)          // grammar only
//	order, more := raw.Check(resource, fallback) // names
//
// A checked [Order] is total: the primary key is its last tie-break, so that a
// position in the list is a position before or after every row.
package ordering
