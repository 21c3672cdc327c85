// Package explorer shows mounted resources in a browser: lists with search,
// filters, facets and pages, rows, and forms to write them.
//
//	ex := explorer.New()
//	crud.Mount(router.Group("/articles"), articles, crud.Describe(ex.Add))
//	ex.Mount(router.Group("/explorer"), router)
//
// It asks the application itself: each page is made of the answer to a request
// to the resource's own path, which runs through the router in the process, with
// the headers of the client. Authentication, scopes, limits and problems hold
// as they are, and nothing here knows a database. Pages work without JavaScript.
package explorer
