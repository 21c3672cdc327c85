package main

import (
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/openapi"
)

// newDocument begins the document of the API, with what is no resource's.
func newDocument() *openapi.Document {
	return openapi.New(openapi.Info{
		Title: "Articles", Version: "1.0.0",
		Description: "Articles and their categories, out of two declarations. Every GET answers HEAD as well.",
	}, openapi.Edit(addLicense), openapi.Edit(addHealth))
}

func addLicense(spec *openapi31.Spec) {
	spec.Info.License = &openapi31.License{Name: "MIT", Identifier: new("MIT")}
	spec.Info.Contact = &openapi31.Contact{Name: new("crudfactory")}
}

// addHealth adds the routes for whoever runs the program.
func addHealth(spec *openapi31.Spec) {
	spec.Tags = append(spec.Tags, openapi31.Tag{Name: "health", Description: new("For whoever runs the program.")})
	for path, of := range map[string]struct{ id, summary string }{
		"/healthz": {"getHealth", "Tell whether the process answers"},
		"/readyz":  {"getReadiness", "Tell whether the database does"},
	} {
		operation := &openapi31.Operation{
			ID: &of.id, Summary: &of.summary, Description: new("HEAD answers the same."), Tags: []string{"health"},
			Responses: &openapi31.Responses{MapOfResponseOrReferenceValues: map[string]openapi31.ResponseOrReference{
				"204": {Response: &openapi31.Response{Description: "It does."}},
			}},
		}
		if path == "/readyz" {
			operation.Responses.MapOfResponseOrReferenceValues["503"] = unavailable(spec)
		}
		spec.Paths.MapOfPathItemValues[path] = openapi31.PathItem{Get: operation}
	}
}

// unavailable is the response of a database that is not there: that of resources,
// which has another name where hooks or handlers may answer before all of them
// (ownPaths), or else one of its own.
func unavailable(spec *openapi31.Spec) openapi31.ResponseOrReference {
	for _, name := range []string{"Unavailable", "UnavailableOrOwn", "UnavailableByAcceptOrOwn"} {
		if _, ok := spec.Components.Responses[name]; ok {
			return openapi31.ResponseOrReference{Reference: &openapi31.Reference{Ref: "#/components/responses/" + name}}
		}
	}
	return openapi31.ResponseOrReference{Response: &openapi31.Response{Description: "It does not."}}
}
