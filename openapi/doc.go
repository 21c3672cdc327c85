// Package openapi describes mounted resources as an OpenAPI 3.1 document
// (https://spec.openapis.org/oas/v3.1.1), made of what crud.Describe tells.
//
//	doc := openapi.New(openapi.Info{Title: "Library", Version: "1"})
//	err := errors.Join(
//		crud.Mount(router.Group("/books"), books, crud.Describe(doc.Add)),
//		doc.Mount(router), // /openapi.json and /docs
//	)
package openapi
