// Package crud makes list endpoints out of one declaration for each GORM model.
//
//	articles := crud.Must(crud.New(db, crud.Config[Article]{
//		CursorColumn: "created_at",
//		SearchFields: []string{"title", "category.name"},
//		FacetFields:  []string{"status", "category.name"},
//		OrderFields:  []string{"title", "created_at"},
//	}))
//	err := crud.Mount(router.Group("/articles"), articles)
//
// A [CrudFactory] is immutable and safe to share. It can be mounted whole, used
// piece by piece as Gin middleware, or called from Go without gin. What a
// client may ask, and what it gets, is told in the README.
package crud
