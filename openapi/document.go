package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/crud"
)

// Info is what a document says of the whole API.
type Info struct {
	Title, Version string
	// Description is CommonMark.
	Description string
}

// Option changes a document.
type Option func(*Document)

// Server names an address of the API; without one it is where the document is.
func Server(url, description string) Option {
	return func(d *Document) {
		d.spec.Servers = append(d.spec.Servers, openapi31.Server{URL: url, Description: optional(description)})
	}
}

// Security adds a scheme, which every operation then requires:
//
//	openapi.Security("token", openapi31.SecurityScheme{HTTPBearer: &openapi31.SecuritySchemeHTTPBearer{Scheme: "bearer"}})
//
// Of several schemes one is enough.
func Security(name string, scheme openapi31.SecurityScheme) Option {
	return func(d *Document) {
		schemes := &d.spec.Components.SecuritySchemes
		if *schemes == nil {
			*schemes = map[string]openapi31.SecuritySchemeOrReference{}
		}
		(*schemes)[name] = openapi31.SecuritySchemeOrReference{SecurityScheme: &scheme}
		d.spec.Security = append(d.spec.Security, map[string][]string{name: {}})
	}
}

// Customize has a function change each operation, when it is complete.
func Customize(change func(crud.Description, crud.Route, *openapi31.Operation)) Option {
	return func(d *Document) { d.customize = append(d.customize, change) }
}

// Edit has a function change the whole document before it is written: to add
// routes that are no resource's, for example.
func Edit(change func(*openapi31.Spec)) Option {
	return func(d *Document) { d.edits = append(d.edits, change) }
}

// Document gathers resources. It is not safe for use by several goroutines.
type Document struct {
	spec       openapi31.Spec
	components components
	ids        map[string]bool
	customize  []func(crud.Description, crud.Route, *openapi31.Operation)
	edits      []func(*openapi31.Spec)
	errs       []error
}

// New begins a document.
func New(info Info, options ...Option) *Document {
	d := &Document{ids: map[string]bool{}}
	d.spec.Openapi = "3.1.1"
	d.spec.Info = openapi31.Info{Title: info.Title, Version: info.Version, Description: optional(info.Description)}
	d.spec.Components = &openapi31.Components{}
	d.spec.Paths = &openapi31.Paths{MapOfPathItemValues: map[string]openapi31.PathItem{}}
	d.components.of = d.spec.Components
	for _, option := range options {
		option(d)
	}
	return d
}

// Add adds a resource, for crud.Describe. A mistake, such as a type that has no
// JSON Schema, is told by JSON and Mount.
func (d *Document) Add(of crud.Description) {
	r := newResource(d, of)
	if !slices.ContainsFunc(d.spec.Tags, func(t openapi31.Tag) bool { return t.Name == r.tag }) {
		d.spec.Tags = append(d.spec.Tags, openapi31.Tag{Name: r.tag, Description: new("Rows of " + of.Name + ".")})
	}
	for _, route := range of.Routes {
		operation := r.operation(route)
		if operation == nil {
			continue
		}
		for _, change := range d.customize {
			change(of, route, operation)
		}
		r.fail(d.put(r.path(route.Path), route.Method, operation))
	}
	d.errs = append(d.errs, r.errs...)
}

// put puts an operation into its path, which must not have one yet.
func (d *Document) put(path, method string, operation *openapi31.Operation) error {
	item := d.spec.Paths.MapOfPathItemValues[path]
	for name, place := range map[string]**openapi31.Operation{
		"GET": &item.Get, "PUT": &item.Put, "POST": &item.Post, "DELETE": &item.Delete, "OPTIONS": &item.Options, "PATCH": &item.Patch,
	} {
		if name != method {
			continue
		}
		if *place != nil {
			return fmt.Errorf("%s %s is in the document already", method, path)
		}
		*place = operation
	}
	d.spec.Paths.MapOfPathItemValues[path] = item
	return nil
}

// JSON is the document of all resources that were added so far, indented. The same
// resources give the same bytes.
func (d *Document) JSON() ([]byte, error) {
	if err := errors.Join(d.errs...); err != nil {
		return nil, err
	}
	spec := deepCopy(reflect.ValueOf(d.spec)).Interface().(openapi31.Spec) //nolint:forcetypeassert // a copy has the type
	if len(spec.Servers) == 0 {
		spec.Servers = []openapi31.Server{{URL: "/"}}
	}
	if len(spec.Security) == 0 {
		spec.Security = []map[string][]string{{}} // a requirement of nothing
	}
	for _, edit := range d.edits {
		edit(&spec)
	}
	return json.MarshalIndent(spec, "", "  ")
}

// deepCopy is a copy that shares nothing that edits could change.
func deepCopy(v reflect.Value) reflect.Value {
	if v.Kind() != reflect.Struct && v.IsZero() {
		return v
	}
	other := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.Pointer:
		other.Set(reflect.New(v.Type().Elem()))
		other.Elem().Set(deepCopy(v.Elem()))
	case reflect.Interface:
		other.Set(deepCopy(v.Elem()))
	case reflect.Struct:
		other.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				other.Field(i).Set(deepCopy(v.Field(i)))
			}
		}
	case reflect.Slice:
		other.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			other.Index(i).Set(deepCopy(v.Index(i)))
		}
	case reflect.Map:
		other.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for key, value := range v.Seq2() {
			other.SetMapIndex(key, deepCopy(value))
		}
	default:
		other.Set(v)
	}
	return other
}

// optional is a text, or nil for none.
func optional(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
