package main

import "testing"

func TestOrders(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		for _, orderBy := range orders {
			t.Run("order_by="+orderBy, func(t *testing.T) {
				query := "count=exact"
				if orderBy != "" {
					query += "&order_by=" + orderBy
				}
				a.sameList(t, query, orderBy, all)
			})
		}
	})
}

func TestOrderDirections(t *testing.T) {
	t.Parallel()
	tests := []struct{ query, want string }{
		{"order_by=title&order_dir=asc", "title"},
		{"order_by=title&order_dir=desc", "-title"},
		{"order_by=-title&order_dir=asc", "-title"},
		{"order_by=-title&order_dir=desc", "-title"},
		{"order_by=priority,-title&order_dir=desc", "-priority,-title"},
		{"order_by=-priority,title&order_dir=asc", "-priority,title"},
		{"order_by=priority&order_dir=desc", "-priority"}, // NULLs first
		{"order_by=priority.nullslast,views&order_dir=desc", "-priority.nullslast,-views"},
		{"order_by=-category__name,priority.nullsfirst&order_dir=asc", "-category__name,priority.nullsfirst"},
		{"order_dir=asc", "created_at"}, // directs every key of the default order
		{"order_dir=desc", "-created_at"},
		{"order_by=title.nullsfirst", "title"},
		{"order_by=category%5F%5Fname%2Ctitle", "category__name,title"},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			t.Run(test.query, func(t *testing.T) { a.sameList(t, test.query, test.want, all) })
		}
	})
}
