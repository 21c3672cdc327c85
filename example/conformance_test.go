package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/gin-gonic/gin"
)

// conforming holds each answer of the app against the document that the app
// serves. Answers are held to more than clients are told: to no other members
// than the document has.
type conforming struct {
	t    *testing.T
	next http.RoundTripper
	doc  func() (*contract, error)
}

// contract is a document that is read.
type contract struct {
	spec   *openapi3.T
	router routers.Router
}

var contracts sync.Map // of documents by their bytes

// newContract reads a document.
func newContract(document []byte) (*contract, error) {
	if known, ok := contracts.Load(string(document)); ok {
		return known.(*contract), nil
	}
	strict, err := strictly2020(document)
	if err != nil {
		return nil, err
	}
	spec, err := openapi3.NewLoader().LoadFromData(strict)
	if err != nil {
		return nil, err
	}
	router, err := gorillamux.NewRouter(spec)
	if err != nil {
		return nil, err
	}
	c := &contract{spec, router}
	contracts.Store(string(document), c)
	return c, nil
}

// strictly2020 closes the objects of the document, among the components and in
// place, and the codes of problems: the example has none of its own. What stands in an allOf is a part of an object, so that it stays open.
func strictly2020(document []byte) ([]byte, error) {
	var all map[string]any
	if err := json.Unmarshal(document, &all); err != nil {
		return nil, err
	}
	var shut func(v any, part bool)
	shut = func(v any, part bool) {
		switch v := v.(type) {
		case map[string]any:
			if codes, ok := v["x-extensible-enum"]; ok {
				v["enum"] = codes
			}
			if _, isObject := v["properties"].(map[string]any); isObject && !part && v["additionalProperties"] == nil {
				v["additionalProperties"] = false
			}
			for word, inner := range v {
				shut(inner, word == "allOf")
			}
		case []any:
			for _, inner := range v {
				shut(inner, part)
			}
		}
	}
	shut(all, false)
	return json.Marshal(all)
}

// conform lets the app's client hold answers against the document.
func (a *app) conform(t *testing.T) {
	t.Helper()
	next := a.client.Transport
	a.client.Transport = conforming{t: t, next: next, doc: sync.OnceValues(func() (*contract, error) {
		response, err := (&http.Client{Transport: next}).Get(a.url + "/openapi.json")
		if err != nil {
			return nil, err
		}
		document, err := io.ReadAll(response.Body)
		if err := errors.Join(err, response.Body.Close()); err != nil {
			return nil, err
		}
		return newContract(document)
	})}
}

func (c conforming) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
		return response, nil //nolint:nilerr // the body tells it, as it would without us
	}
	doc, err := c.doc()
	if err != nil {
		c.t.Errorf("the document: %v", err)
		return response, nil
	}
	if err := doc.check(r, response, body); err != nil {
		c.t.Errorf("%s %s: %d is not what the document says: %v: %.500s", r.Method, r.URL.RequestURI(), response.StatusCode, err, body)
	}
	return response, nil
}

// failing is a body that was cut.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// told are the headers that an answer may have without the document's saying so: those
// of HTTP, and what the program says with every answer.
var told = []string{
	"Content-Length", "Content-Type", "Date", "Connection", "Transfer-Encoding",
	"X-Request-Id", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
}

// check holds an answer against the document. A route or a method that is not
// there is answered by the engine, for all of them alike.
func (c *contract) check(r *http.Request, response *http.Response, body []byte) error {
	asked := r.Clone(r.Context())
	if r.Method == http.MethodHead {
		asked.Method = http.MethodGet
	}
	route, params, err := c.router.FindRoute(asked)
	if errors.Is(err, routers.ErrMethodNotAllowed) { // a word that other methods have there is a row's key for this one
		asked.URL = asked.URL.JoinPath("../key")
		route, params, err = c.router.FindRoute(asked)
	}
	if err != nil {
		if undocumented.MatchString(r.URL.Path) || ofEngine(r, response, body) {
			return nil
		}
		return err
	}
	documented := route.Operation.Responses.Status(response.StatusCode)
	if documented == nil {
		return fmt.Errorf("%s has no such status", route.Operation.OperationID)
	}
	for name, header := range documented.Value.Headers {
		if header.Value.Required && response.Header[http.CanonicalHeaderKey(name)] == nil {
			return fmt.Errorf("it has no header %s", name)
		}
	}
	for name := range response.Header {
		if documented.Value.Headers[name] == nil && documented.Value.Headers[headerName(name)] == nil && !slices.Contains(told, name) {
			return fmt.Errorf("the header %s is not in it", name)
		}
	}
	if r.Method == http.MethodHead || len(body) == 0 && response.Header.Get("Preference-Applied") == "return=minimal" {
		return nil
	}
	if len(body) > 0 && len(documented.Value.Content) == 0 {
		return errors.New("it has no body")
	}
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: asked, PathParams: params, Route: route},
		Status:                 response.StatusCode, Header: response.Header, Body: io.NopCloser(bytes.NewReader(body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
}

// undocumented are the paths that are no part of the API.
var undocumented = regexp.MustCompile("^/(docs(/.*)?|explorer/.*|openapi.json)$")

// ofEngine reports an answer for a route, or a method, that there is not.
func ofEngine(r *http.Request, response *http.Response, body []byte) bool {
	want, ok := map[int]string{
		http.StatusNotFound: "there is no such route", http.StatusMethodNotAllowed: "the route does not take " + r.Method,
	}[response.StatusCode]
	var got problem
	return ok && (r.Method == http.MethodHead || json.Unmarshal(body, &got) == nil && got.Detail == want)
}

// headerName is the spelling of a header that net/http has another one for.
func headerName(name string) string {
	if name == "Etag" {
		return "ETag"
	}
	return name
}

// lines decodes a stream: as a text.
func lines(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	text, err := io.ReadAll(body)
	return string(text), err
}

// The document is one of OpenAPI 3.1, and the same each time.
func TestDocument(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, a *app) {
		got := a.get(t, "/openapi.json")
		if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
			t.Fatalf("%d %v", got.status, got.header)
		}
		spec, err := openapi3.NewLoader().LoadFromData(got.body)
		if err != nil {
			t.Fatal(err)
		}
		if err := spec.Validate(t.Context()); err != nil {
			t.Error(err)
		}
		if again := a.with(t).get(t, "/openapi.json"); !bytes.Equal(got.body, again.body) {
			t.Error("another start has another document")
		}
		tag := got.header.Get("ETag")
		if again := a.get(t, "/openapi.json", "If-None-Match", tag); again.status != http.StatusNotModified || tag == "" {
			t.Errorf("with the ETag %s: %d", tag, again.status)
		}
		if a.db.Name() == "sqlite" {
			var indented bytes.Buffer
			if err := json.Indent(&indented, got.body, "", "  "); err != nil {
				t.Fatal(err)
			}
			golden(t, "testdata/openapi.json", indented.Bytes())
		}
	})
}

// What the document does not say is found: else all tests would hold.
func TestAnswersAreHeldAgainstTheDocument(t *testing.T) {
	t.Parallel()
	a := serveOn(t, sqliteFile(t))
	doc, err := newContract(a.get(t, "/openapi.json").body)
	if err != nil {
		t.Fatal(err)
	}
	page := string(a.get(t, "/categories/offset?items_per_page=1").body)
	problem := string(a.get(t, "/categories?page=0").body)
	nowhere := string(a.get(t, "/nowhere").body)
	noRow := string(a.get(t, "/categories/bulk").body)
	notAcceptable := string(a.get(t, "/articles", "Accept", "text/html").body)
	for name, test := range map[string]struct {
		method, path string
		status       int
		header, body string
		ok           bool
	}{
		"a page":               {"GET", "/categories/offset", 200, "", page, true},
		"another member":       {"GET", "/categories/offset", 200, "", strings.Replace(page, `"name"`, `"more":1,"name"`, 1), false},
		"another type":         {"GET", "/categories/offset", 200, "", strings.Replace(page, `"total_count":`, `"total_count":"x","x":`, 1), false},
		"a page by cursor":     {"GET", "/categories/cursor", 200, "", page, false},
		"no pagination":        {"GET", "/categories/offset", 200, "", `{"items":[],"pagination_type":"offset","filter_attributes":{}}`, false},
		"another status":       {"GET", "/categories", 409, "", problem, false},
		"a problem":            {"GET", "/categories", 422, "", problem, true},
		"a problem's code":     {"GET", "/categories", 422, "", strings.Replace(problem, `"code":"invalid_parameter"`, `"code":"x"`, 1), false},
		"a mistake's code":     {"GET", "/categories", 422, "", strings.Replace(problem, `"code":"out_of_range"`, `"code":"x"`, 1), false},
		"another header":       {"GET", "/categories/offset", 200, "X-More", page, false},
		"another Vary":         {"GET", "/categories/offset", 200, "Vary", page, false},
		"a header less":        {"GET", "/articles", 406, "", notAcceptable, false},
		"a header's name":      {"GET", "/articles", 406, "Vary", notAcceptable, true},
		"another path":         {"GET", "/nowhere", 200, "", page, false},
		"a path's problem":     {"GET", "/nowhere", 404, "", problem, false},
		"no path":              {"GET", "/nowhere", 404, "", nowhere, true},
		"a key":                {"GET", "/categories/bulk", 404, "", noRow, true},
		"rows":                 {"POST", "/categories/bulk", 201, "", `{"items":[]}`, true},
		"rows and more":        {"POST", "/categories/bulk", 201, "", `{"items":[],"more":1}`, false},
		"a body where none is": {"DELETE", "/categories/" + theWorld.categories[0].ID.String(), 204, "", "{}", false},
	} {
		request, err := http.NewRequest(test.method, a.url+test.path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		header := http.Header{"Content-Type": {"application/json"}}
		if test.path == "/categories/offset" {
			header.Set("Link", "x")
		}
		if test.status >= 400 {
			header.Set("Content-Type", "application/problem+json")
		}
		if test.header != "" {
			header.Set(test.header, "x")
		}
		err = doc.check(request, &http.Response{StatusCode: test.status, Header: header}, []byte(test.body))
		if (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// No route is left out of the document.
func TestEveryRouteIsInTheDocument(t *testing.T) {
	t.Parallel()
	a := serveOn(t, sqliteFile(t))
	doc, err := newContract(a.get(t, "/openapi.json").body)
	if err != nil {
		t.Fatal(err)
	}
	declared, err := newResources(a.db, settings{})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := newHandler(a.db, settings{}, declared)
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range handler.(*gin.Engine).Routes() {
		path := regexp.MustCompile(`:(\w+)`).ReplaceAllString(route.Path, "{$1}")
		item := doc.spec.Paths.Value(path)
		method := strings.Replace(route.Method, http.MethodHead, http.MethodGet, 1)
		if !undocumented.MatchString(path) && (item == nil || item.GetOperation(method) == nil) {
			t.Errorf("%s %s", route.Method, path)
		}
	}
}

// The page loads nothing from elsewhere, and could not.
func TestDocumentationPage(t *testing.T) {
	t.Parallel()
	a := serveOn(t, sqliteFile(t))
	page := a.get(t, "/docs/")
	if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") {
		t.Fatalf("%d %v", page.status, page.header)
	}
	if got := a.get(t, "/docs"); got.url.Path != "/docs" || !bytes.Equal(got.body, page.body) {
		t.Errorf("/docs does not lead to the page: %d", got.status)
	}
	for _, source := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllSubmatch(page.body, -1) {
		name, local := strings.CutPrefix(string(source[1]), "./")
		if !local {
			t.Errorf("the page loads %s", source[1])
		}
		if file := a.get(t, "/docs/"+name); file.status != http.StatusOK || len(file.body) == 0 {
			t.Errorf("%s: %d", name, file.status)
		}
	}
	policy := page.header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the policy: %s", policy)
	}
	for _, inline := range regexp.MustCompile(`(?s)<(?:script|style)>(.*?)</`).FindAllSubmatch(page.body, -1) {
		sum := sha256.Sum256(inline[1])
		if !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
			t.Errorf("the policy does not allow %.80s", inline[1])
		}
	}
}
