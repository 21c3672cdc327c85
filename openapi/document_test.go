package openapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/swaggest/openapi-go/openapi31"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/openapi"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

var update = flag.Bool("update", false, "write golden files anew")

type shelf struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Name string `gorm:"not null"   json:"name"`
}

// volume has everything that a document has to tell.
type volume struct {
	Library int16          `gorm:"primaryKey;autoIncrement:false" json:"library"`
	Number  string         `gorm:"type:uuid;primaryKey"           json:"number"`
	Title   string         `gorm:"not null"                       json:"title"   description:"As on the cover."`
	State   string         `gorm:"not null"                       json:"state"`
	Weight  *float64       `json:"weight"`
	Lent    bool           `gorm:"not null"                       json:"lent"`
	Due     *time.Time     `json:"due,omitempty"`
	ShelfID *int64         `json:"shelf_id"`
	Shelf   *shelf         `json:"-"`
	Deleted gorm.DeletedAt `json:"-"`
}

type volumeWrite struct {
	Title string `json:"title" validate:"required,min=2,max=80"`
	State string `json:"state" validate:"oneof=whole torn"`
	Lent  bool   `json:"lent"`
}

func (v *volumeWrite) SetDefaults() { v.State = "whole" }

type nearby struct {
	Lat, Lon float64
	Km       *float64 `form:"km"`
}

func unscoped(nearby) (crud.Scope, error) { return nil, nil } //nolint:nilnil // it is never called

func refuse(*gin.Context) {}

func volumes(t *testing.T) *crud.CrudFactory[volume] {
	t.Helper()
	db := dbtest.SQLite(t, &shelf{}, &volume{})
	return crud.Must(crud.New(db, crud.Config[volume]{
		SearchFields: []string{"title"}, FacetFields: []string{"state", "lent"}, FacetsOnRequest: true,
		FilterFields: []string{"weight", "due"}, Filters: map[string]crud.Operators{"title": "eq,icontains", "shelf.name": "in"},
		OrderFields: []string{"title", "due"}, Enums: map[string][]string{"state": {"whole", "torn"}},
		CustomFilters: []crud.CustomFilter{
			crud.FilterFunc("near", unscoped),
			crud.OperatorFunc("title", "longer", func(int8) (crud.Scope, error) { return nil, nil }),
			crud.FilterFunc("any_of", func([]string) (crud.Scope, error) { return nil, nil }),
		},
		Includes: []crud.Include{{Relation: "shelf"}}, Style: pagination.LimitOffset, KeysetParams: true, BodyLinks: true,
		PaginationType: pagination.Keyset,
		Streams:        []crud.Format{crud.CSV},
		Limits:         crud.Limits{Page: pagination.Limits{Clamp: true, MaxOffset: -1}, BulkRows: 7},
		Hooks:          crud.Hooks[volume]{BeforeDelete: func(context.Context, *gorm.DB, *volume) error { return nil }},
	}))
}

// document mounts volumes, and answers what is told of them.
func document(t *testing.T, options ...openapi.Option) (*openapi.Document, map[string]any) {
	t.Helper()
	doc := openapi.New(openapi.Info{Title: "Library", Version: "1", Description: "Books."}, options...)
	err := crud.Mount(gin.New().Group("/cities/:city/volumes"), volumes(t), crud.Describe(doc.Add),
		crud.Create[volumeWrite](), crud.Update[volumeWrite](), crud.Deletable(), crud.Restorable(), crud.RequireIfMatch(), crud.PutCreates(),
		crud.IDParam("volume"), crud.Use(crud.OpGet, refuse),
	)
	if err != nil {
		t.Fatal(err)
	}
	return doc, read(t, doc)
}

func read(t *testing.T, doc *openapi.Document) (all map[string]any) {
	t.Helper()
	text, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	if err := spec.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// at follows keys into a document, and references.
func at(t *testing.T, document map[string]any, keys ...string) any {
	t.Helper()
	var v any = document
	for _, key := range keys {
		v = dereferenced(document, v)
		object, _ := v.(map[string]any)
		if v = object[key]; v == nil {
			t.Fatalf("%q: there is no %q in %v", keys, key, object)
		}
	}
	return dereferenced(document, v)
}

func dereferenced(document map[string]any, v any) any {
	object, _ := v.(map[string]any)
	ref, ok := object["$ref"].(string)
	if !ok {
		return v
	}
	var found any = document
	for key := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		found = found.(map[string]any)[key]
	}
	return found
}

func TestDocumentOfEverything(t *testing.T) {
	t.Parallel()
	doc, _ := document(t, openapi.Edit(func(s *openapi31.Spec) {
		s.Info.Contact, s.Info.License = &openapi31.Contact{Name: new("Librarian")}, &openapi31.License{Name: "MIT", Identifier: new("MIT")}
	}))
	got, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	const path = "testdata/library.json"
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(bytes.TrimSpace(want)), string(got)); diff != "" {
		t.Errorf("(-want +got), -update writes it anew:\n%s", diff)
	}
}

// statuses are those of an operation, sorted.
func statuses(t *testing.T, document map[string]any, path, method string) string {
	t.Helper()
	responses := at(t, document, "paths", path, method, "responses").(map[string]any)
	all := make([]string, 0, len(responses))
	for status := range responses {
		all = append(all, status)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	_, all := document(t)
	const list, row = "/cities/{city}/volumes", "/cities/{city}/volumes/{volume}"
	for operation, want := range map[string]string{
		"get " + list:                   "200 400 406 414 422 500 503 504",
		"get " + list + "/offset":       "200 400 406 414 422 500 503 504",
		"get " + row:                    "200 304 400 404 406 414 422 500 503 504 default",
		"options " + list:               "200 406 500 503 504",
		"options " + row:                "200 406 500 503 504 default",
		"post " + list:                  "201 400 403 406 409 413 415 422 500 503 504 default",
		"put " + row:                    "200 201 204 400 403 404 406 409 412 413 415 422 428 500 503 504 default",
		"patch " + row:                  "200 204 400 403 404 406 409 412 413 415 422 428 500 503 504 default",
		"delete " + row:                 "204 404 406 409 412 422 428 500 503 504 default",
		"post " + row + "/restore":      "200 204 403 404 406 409 422 500 503 504 default",
		"post " + list + "/bulk":        "201 400 403 406 409 413 415 422 500 503 504 default",
		"patch " + list + "/bulk":       "200 204 400 403 404 406 409 413 415 422 500 503 504 default",
		"post " + list + "/bulk/delete": "204 400 404 406 409 413 415 422 500 503 504 default",
	} {
		method, path, _ := strings.Cut(operation, " ")
		if got := statuses(t, all, path, method); got != want {
			t.Errorf("%s: %s, want %s", operation, got, want)
		}
	}
}

// TestParameters has those that differ from resource to resource.
func TestParameters(t *testing.T) {
	t.Parallel()
	_, all := document(t)
	got := map[string]string{}
	for _, one := range at(t, all, "paths", "/cities/{city}/volumes", "get", "parameters").([]any) {
		p := dereferenced(all, one).(map[string]any)
		schema, err := json.Marshal(p["schema"])
		if err != nil {
			t.Fatal(err)
		}
		got[p["name"].(string)] = string(schema)
	}
	for name, want := range map[string]string{
		"city":                        `{"type":"string"}`,
		"pagination_type":             `{"enum":["cursor","offset"],"type":"string"}`,
		"offset":                      `{"minimum":0,"type":"integer"}`,
		"limit":                       `{"minimum":1,"type":"integer"}`,
		"after_library":               `{"format":"int64","maximum":32767,"minimum":-32768,"type":"integer"}`,
		"before_number":               `{"format":"uuid","type":"string"}`,
		"filter_by[lent]":             `{"items":{"type":"boolean"},"maxItems":100,"minItems":1,"type":"array"}`,
		"filter_by[weight][between]":  `{"items":{"format":"double","type":"number"},"maxItems":2,"minItems":2,"type":"array"}`,
		"filter_by[weight][is_null]":  `{"type":"boolean"}`,
		"filter_by[title][icontains]": `{"maxLength":4096,"type":"string"}`,
		"filter_by[title][longer]":    `{"format":"int64","maximum":127,"minimum":-128,"type":"integer"}`,
		"filter_by[near][lat]":        `{"format":"double","type":"number"}`,
		"filter_by[any_of]":           `{"items":{"maxLength":4096,"type":"string"},"maxItems":100,"minItems":1,"type":"array"}`,
		"facets":                      `{"items":{"enum":["true","false","state","lent"],"type":"string"},"maxItems":2,"minItems":1,"type":"array"}`,
		"facet_counts":                `{"type":"boolean"}`,
		"include":                     `{"items":{"enum":["shelf"],"type":"string"},"maxItems":1,"minItems":1,"type":"array","uniqueItems":true}`,
	} {
		if got[name] != want {
			t.Errorf("%s: %s, want %s", name, got[name], want)
		}
	}
	for _, name := range []string{"page", "items_per_page", "filter_by[title][in]", "filter_by[title][any]", "filter_by[state][ne]"} {
		if schema, ok := got[name]; ok {
			t.Errorf("there is a parameter %s: %s", name, schema)
		}
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	_, all := document(t)
	write := `{"additionalProperties":false,"properties":{"lent":{"type":"boolean"},` +
		`"state":{"default":"whole","enum":["whole","torn"],"type":"string"},"title":{"maxLength":80,"minLength":2,"type":"string"}},` +
		`"required":["title"],"type":"object"}`
	patch := strings.NewReplacer(`"default":"whole",`, "", `"required":["title"],`, "").Replace(write)
	const list, row = "/cities/{city}/volumes", "/cities/{city}/volumes/{volume}"
	for _, test := range []struct{ path, method, mediaType, want string }{
		{list, "post", "application/json", write},
		{row, "put", "application/json", write},
		{row, "patch", "application/json", patch},
		{row, "patch", "application/merge-patch+json", patch},
		{list + "/bulk/delete", "post", "application/json", `{"additionalProperties":false,"properties":{"ids":{"items":{"items":{},"maxItems":2,"minItems":2,` +
			`"prefixItems":[{"format":"int64","maximum":32767,"minimum":-32768,"type":"integer"},{"format":"uuid","type":"string"}],` +
			`"type":"array"},"maxItems":7,"minItems":1,"type":"array"}},"required":["ids"],"type":"object"}`},
	} {
		schema, err := json.Marshal(at(t, all, "paths", test.path, test.method, "requestBody", "content", test.mediaType, "schema"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, string(schema)); diff != "" {
			t.Errorf("%s %s %s (-want +got):\n%s", test.method, test.path, test.mediaType, diff)
		}
	}
}

// TestOptions has what a user adds.
func TestOptions(t *testing.T) {
	t.Parallel()
	_, all := document(t,
		openapi.Server("https://library.example", "The library."),
		openapi.Security("token", openapi31.SecurityScheme{HTTPBearer: &openapi31.SecuritySchemeHTTPBearer{Scheme: "bearer"}}),
		openapi.Customize(func(d crud.Description, route crud.Route, o *openapi31.Operation) {
			if route.Op == crud.OpGet {
				o.Summary = new("One of " + d.Name)
			}
		}),
		openapi.Edit(func(s *openapi31.Spec) { s.Info.Version = "2" }),
	)
	for want, got := range map[any]any{
		"https://library.example": all["servers"].([]any)[0].(map[string]any)["url"],
		"bearer":                  at(t, all, "components", "securitySchemes", "token", "scheme"),
		"One of volumes":          at(t, all, "paths", "/cities/{city}/volumes/{volume}", "get", "summary"),
		"2":                       at(t, all, "info", "version"),
	} {
		if got != want {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if _, ok := all["security"].([]any)[0].(map[string]any)["token"]; !ok {
		t.Errorf("security: %v", all["security"])
	}
}

// TestCodes: an application has codes of its own.
func TestCodes(t *testing.T) {
	t.Parallel()
	_, all := document(t)
	for _, code := range []any{
		at(t, all, "components", "schemas", "Mistake", "properties", "code"),
		at(t, all, "components", "responses", "NotFound", "content", "application/problem+json", "schema").(map[string]any)["allOf"].([]any)[1].(map[string]any)["properties"].(map[string]any)["code"],
	} {
		code := code.(map[string]any)
		if codes := code["x-extensible-enum"].([]any); code["type"] != "string" || code["enum"] != nil || !slices.Contains(codes, "not_found") {
			t.Errorf("%v", code)
		}
	}
}

// TestHeaders has those that every such answer has, and those that a guard of the
// application's own may leave out.
func TestHeaders(t *testing.T) {
	t.Parallel()
	_, all := document(t)
	const list, row = "/cities/{city}/volumes", "/cities/{city}/volumes/{volume}"
	for of, want := range map[[4]string]bool{
		{list, "get", "200", "Vary"}:                true,
		{list, "get", "200", "Link"}:                false, // a stream has none
		{list, "get", "200", "X-Total-Count"}:       false,
		{list, "get", "503", "Vary"}:                true,
		{list, "get", "503", "Retry-After"}:         true,
		{list, "options", "200", "Allow"}:           true,
		{list, "post", "201", "Location"}:           true,
		{list, "post", "201", "Preference-Applied"}: false,
		{row, "put", "204", "Preference-Applied"}:   true,
		{row, "put", "200", "ETag"}:                 true,
		{row, "patch", "415", "Accept-Patch"}:       false, // a hook may answer
		{row, "get", "200", "ETag"}:                 false, // a guard may answer
		{list + "/offset", "get", "422", "Vary"}:    true,
		{row + "/restore", "post", "200", "ETag"}:   true,
		{row, "get", "200", "Vary"}:                 false, // a guard may choose by it, as explorer.HTML does
		{row, "get", "304", "Vary"}:                 false,
		{row, "get", "404", "Vary"}:                 false,
		{row, "get", "default", "Vary"}:             false,
	} {
		header := at(t, all, "paths", of[0], of[1], "responses", of[2], "headers", of[3]).(map[string]any)
		if got, _ := header["required"].(bool); got != want {
			t.Errorf("%s: required is %t", of, got)
		}
	}
	for _, of := range [][3]string{{row, "delete", "404"}, {list, "post", "201"}} {
		response := at(t, all, "paths", of[0], of[1], "responses", of[2]).(map[string]any)
		if headers, _ := response["headers"].(map[string]any); headers["Vary"] != nil {
			t.Errorf("%s: nothing chooses it, and it has Vary", of)
		}
	}
}

// TestSecured: behind a scheme there are requests without credentials, or without
// the right.
func TestSecured(t *testing.T) {
	t.Parallel()
	_, all := document(t, openapi.Security("token", openapi31.SecurityScheme{HTTPBearer: &openapi31.SecuritySchemeHTTPBearer{Scheme: "bearer"}}))
	const list = "/cities/{city}/volumes"
	for method, want := range map[string]string{
		"get":     "200 400 401 403 406 414 422 500 503 504",
		"post":    "201 400 401 403 406 409 413 415 422 500 503 504 default",
		"options": "200 401 403 406 500 503 504",
	} {
		if got := statuses(t, all, list, method); got != want {
			t.Errorf("%s: %s, want %s", method, got, want)
		}
	}
	at(t, all, "paths", list, "get", "responses", "401", "content", "application/problem+json", "schema")
	if challenge := at(t, all, "paths", list, "get", "responses", "401", "headers", "WWW-Authenticate"); challenge.(map[string]any)["required"] != nil {
		t.Errorf("%v", challenge)
	}
	if got := at(t, all, "paths", list, "post", "responses", "403", "description"); got != "Forbidden: outside_scope, forbidden." {
		t.Errorf("%v", got)
	}
}

// TestSecuredAndTimed: what stands before a list of several formats need not say
// what chooses the format, whether or not the list tells how long it took.
func TestSecuredAndTimed(t *testing.T) {
	t.Parallel()
	doc := openapi.New(openapi.Info{Title: "Shelves", Version: "1"},
		openapi.Security("token", openapi31.SecurityScheme{HTTPBearer: &openapi31.SecuritySchemeHTTPBearer{Scheme: "bearer"}}))
	shelves := crud.Must(crud.New(dbtest.SQLite(t, &shelf{}), crud.Config[shelf]{
		Streams: []crud.Format{crud.CSV}, Observe: crud.Observe{ServerTiming: true},
	}))
	if err := crud.Mount(gin.New().Group("/shelves"), shelves, crud.Describe(doc.Add)); err != nil {
		t.Fatal(err)
	}
	all := read(t, doc)
	for of, required := range map[[2]string]bool{
		{"401", "Vary"}: false, {"403", "Vary"}: false, {"406", "Vary"}: true, {"200", "Vary"}: true,
		{"401", "Server-Timing"}: false, {"403", "Server-Timing"}: false, {"406", "Server-Timing"}: false,
	} {
		header := at(t, all, "paths", "/shelves", "get", "responses", of[0], "headers", of[1]).(map[string]any)
		if got, _ := header["required"].(bool); got != required {
			t.Errorf("%s: required is %t", of, got)
		}
	}
}

// TestNamesOfTypes: types of one name do not clash, and operations have
// identifiers of their own.
func TestNamesOfTypes(t *testing.T) {
	t.Parallel()
	doc := openapi.New(openapi.Info{Title: "Shelves", Version: "1"})
	engine, db := gin.New(), dbtest.SQLite(t, &shelf{})
	shelves := crud.Must(crud.New(db, crud.Config[shelf]{}))
	mount := func(path string, read crud.MountOption) {
		if err := crud.Mount(engine.Group(path), shelves, read, crud.Describe(doc.Add)); err != nil {
			t.Fatal(err)
		}
	}
	{
		type Shelf struct {
			Name string `json:"name"`
		}
		mount("/a/shelves", crud.Read[Shelf]())
		mount("/b/shelves", crud.Read[Shelf]())
	}
	{
		type Shelf struct {
			ID int64 `json:"id"`
		}
		mount("/a-shelves", crud.Read[Shelf]())
	}
	all := read(t, doc)
	var names []string
	for name := range at(t, all, "components", "schemas").(map[string]any) {
		if strings.Contains(name, "Shelf") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	want := []string{
		"CursorPageOfOpenapiTestShelf", "CursorPageOfShelf", "OffsetPageOfOpenapiTestShelf", "OffsetPageOfShelf",
		"OpenapiTestShelf", "OpenapiTestShelfSelection", "Shelf", "ShelfSelection",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for path, want := range map[string]string{
		"/a/shelves": "listAShelves", "/b/shelves": "listBShelves", "/a-shelves": "listAShelves2",
	} {
		if got := at(t, all, "paths", path, "get", "operationId"); got != want {
			t.Errorf("%s: %v, want %s", path, got, want)
		}
	}
}

// TestScopes: what a scope answers itself is documented.
func TestScopes(t *testing.T) {
	t.Parallel()
	doc := openapi.New(openapi.Info{Title: "Shelves", Version: "1"})
	shelves := crud.Must(crud.New(dbtest.SQLite(t, &shelf{}), crud.Config[shelf]{}))
	scope := crud.ScopeBy(func(*gin.Context) (crud.Scope, error) {
		return nil, schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Unauthorized", "")
	})
	if err := crud.Mount(gin.New(), shelves, scope, crud.Describe(doc.Add)); err != nil {
		t.Fatal(err)
	}
	if got := statuses(t, read(t, doc), "/", "get"); got != "200 400 406 414 422 500 503 504 default" {
		t.Error(got)
	}
}

// TestEditsOnce: each JSON is of the resources alone.
func TestEditsOnce(t *testing.T) {
	t.Parallel()
	doc, _ := document(t, openapi.Edit(func(s *openapi31.Spec) {
		s.Tags = append(s.Tags, openapi31.Tag{Name: "more"})
		*s.Tags[0].Description += " Edited."
		item := s.Paths.MapOfPathItemValues["/cities/{city}/volumes"]
		*item.Get.Summary += " (edited)"
		s.Components.Schemas["Problem"]["title"] = fmt.Sprint(s.Components.Schemas["Problem"]["title"], "!")
	}))
	first, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	second, err := doc.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(first), string(second)); diff != "" {
		t.Errorf("(-first +second):\n%s", diff)
	}
}

// TestTwiceAtOnePath: reads and writes of two mounts have one tag, and an operation
// is there once.
func TestTwiceAtOnePath(t *testing.T) {
	t.Parallel()
	doc := openapi.New(openapi.Info{Title: "Shelves", Version: "1"})
	shelves := crud.Must(crud.New(dbtest.SQLite(t, &shelf{}), crud.Config[shelf]{}))
	mount := func(engine *gin.Engine, options ...crud.MountOption) {
		if err := crud.Mount(engine.Group("/shelves"), shelves, append(options, crud.Describe(doc.Add))...); err != nil {
			t.Fatal(err)
		}
	}
	engine := gin.New()
	mount(engine)
	mount(engine, crud.Without(crud.Reads), crud.Deletable())
	if tags := read(t, doc)["tags"].([]any); len(tags) != 1 {
		t.Errorf("%v", tags)
	}
	mount(gin.New(), crud.Without(crud.Reads), crud.Deletable())
	if err := doc.Mount(gin.New()); err == nil || !strings.Contains(err.Error(), "openapi: /shelves: DELETE /shelves/{id} is in the document already") {
		t.Errorf("%v", err)
	}
}

// TestParameterWithinASegment has a version in the path.
func TestParameterWithinASegment(t *testing.T) {
	t.Parallel()
	doc := openapi.New(openapi.Info{Title: "Shelves", Version: "1"})
	shelves := crud.Must(crud.New(dbtest.SQLite(t, &shelf{}), crud.Config[shelf]{}))
	if err := crud.Mount(gin.New().Group("/v:version/shelves"), shelves, crud.Describe(doc.Add)); err != nil {
		t.Fatal(err)
	}
	all := read(t, doc)
	if got := at(t, all, "paths", "/v{version}/shelves", "get", "operationId"); got != "listVShelves" {
		t.Errorf("%v", got)
	}
	first := at(t, all, "paths", "/v{version}/shelves/{id}", "get", "parameters").([]any)[0]
	if name := dereferenced(all, first).(map[string]any)["name"]; name != "version" {
		t.Errorf("%v", name)
	}
}

// TestMistakes: a type that JSON cannot have is told.
func TestMistakes(t *testing.T) {
	t.Parallel()
	type wrong struct {
		Told chan int `json:"told"`
	}
	doc := openapi.New(openapi.Info{Title: "Shelves", Version: "1"})
	engine := gin.New()
	shelves := crud.Must(crud.New(dbtest.SQLite(t, &shelf{}), crud.Config[shelf]{}))
	read := crud.ReadFunc(func(shelf) wrong { return wrong{} })
	if err := crud.Mount(engine.Group("/shelves"), shelves, read, crud.Describe(doc.Add)); err != nil {
		t.Fatal(err)
	}
	if err := doc.Mount(engine); err == nil || !strings.Contains(err.Error(), "openapi: /shelves: ") {
		t.Errorf("%v", err)
	}
}

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	dbtest.Main(m)
}
