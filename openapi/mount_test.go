package openapi_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/swaggest/openapi-go/openapi31"

	"github.com/crudfactory/crudfactory/openapi"
)

// mounted serves a document of no resources, below /v1.
func mounted(t *testing.T, options ...openapi.Option) http.Handler {
	t.Helper()
	engine := gin.New()
	if err := openapi.New(openapi.Info{Title: "Library", Version: "1"}, options...).Mount(engine.Group("/v1")); err != nil {
		t.Fatal(err)
	}
	return engine
}

func ask(handler http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// TestServedDocument: it is sent without blanks, compressed for those who take
// that, and not again to those who have it.
func TestServedDocument(t *testing.T) {
	t.Parallel()
	const path = "/v1/openapi.json"
	handler := mounted(t)
	tags := map[string]string{}
	for accept, encoding := range map[string]string{
		"": "", "identity": "", "br": "", "gzip;q=0": "", "gzip;q=0, *": "", "*;q=0": "", "gzip;q=x": "",
		"gzip": "gzip", "br, GZIP": "gzip", "*": "gzip", "gzip;q=0.1, *;q=0": "gzip", "deflate , gzip ; q=1.0": "gzip",
	} {
		got := ask(handler, http.MethodGet, path, "Accept-Encoding", accept)
		if got.Code != http.StatusOK || got.Header().Get("Content-Encoding") != encoding || got.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: %d %v", accept, got.Code, got.Header())
		}
		document := plain(t, got)
		var compact bytes.Buffer
		if err := json.Compact(&compact, document); err != nil || !bytes.Equal(compact.Bytes(), document) {
			t.Errorf("%q: %v %.80q", accept, err, document)
		}
		tag := got.Header().Get("ETag")
		if tags[encoding] == "" {
			tags[encoding] = tag
		}
		if tag != tags[encoding] || !strings.HasPrefix(tag, `"`) {
			t.Errorf("%q: the tag %s", accept, tag)
		}
		for known, status := range map[string]int{
			tag: 304, "W/" + tag: 304, `"x", ` + tag: 304, "*": 304, `"x"`: 200, strings.Trim(tag, `"`): 200,
		} {
			again := ask(handler, http.MethodGet, path, "Accept-Encoding", accept, "If-None-Match", known)
			if again.Code != status || again.Header().Get("ETag") != tag || again.Header().Get("Vary") != "Accept-Encoding" {
				t.Errorf("%q with %s: %d %v", accept, known, again.Code, again.Header())
			}
			if body := plain(t, again); (status == 200) != (len(body) > 0) {
				t.Errorf("%q with %s: %.80q", accept, known, body)
			}
		}
	}
	if tags[""] == tags["gzip"] {
		t.Errorf("two representations have the tag %s", tags[""])
	}
}

// TestServedDocumentBehindOthers: what they have said already stays, and the length
// is told without the body, too.
func TestServedDocumentBehindOthers(t *testing.T) {
	t.Parallel()
	engine := gin.New()
	engine.Use(func(c *gin.Context) { c.Header("Vary", "Origin") })
	if err := openapi.New(openapi.Info{Title: "Library", Version: "1"}).Mount(engine); err != nil {
		t.Fatal(err)
	}
	for _, accept := range []string{"", "gzip"} {
		got := ask(engine, http.MethodGet, "/openapi.json", "Accept-Encoding", accept)
		if vary := strings.Join(got.Header().Values("Vary"), ", "); vary != "Origin, Accept-Encoding" {
			t.Errorf("%q: Vary is %s", accept, vary)
		}
		length := got.Header().Get("Content-Length")
		if length != strconv.Itoa(got.Body.Len()) {
			t.Errorf("%q: %s bytes, and there are %d", accept, length, got.Body.Len())
		}
		if head := ask(engine, http.MethodHead, "/openapi.json", "Accept-Encoding", accept); head.Header().Get("Content-Length") != length {
			t.Errorf("%q: HEAD has %v", accept, head.Header())
		}
		known := ask(engine, http.MethodGet, "/openapi.json", "Accept-Encoding", accept, "If-None-Match", "*")
		if known.Code != http.StatusNotModified || known.Header().Get("Content-Length") != "" {
			t.Errorf("%q: %d %v", accept, known.Code, known.Header())
		}
	}
}

// plain is a body before it was compressed.
func plain(t *testing.T, r *httptest.ResponseRecorder) []byte {
	t.Helper()
	body := io.Reader(r.Body)
	if r.Header().Get("Content-Encoding") == "gzip" {
		var err error
		if body, err = gzip.NewReader(r.Body); err != nil {
			t.Fatal(err)
		}
	}
	all, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestWayToThePage: it is the same behind a proxy that takes a prefix away.
func TestWayToThePage(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		if got := ask(mounted(t), method, "/v1/docs"); got.Code != http.StatusPermanentRedirect || got.Header().Get("Location") != "docs/" {
			t.Errorf("%s: %d %s", method, got.Code, got.Header().Get("Location"))
		}
	}
}

// TestServersOfThePage: it may try the servers of the document, and no others.
func TestServersOfThePage(t *testing.T) {
	t.Parallel()
	handler := mounted(t,
		openapi.Server("https://library.example/v1", "The library."), openapi.Server("/v2", ""),
		openapi.Server("http://localhost:8080", ""), openapi.Server("https://library.example/v2", ""),
		openapi.Server("HTTPS://Small.Example:443/v1", ""),
		openapi.Edit(func(s *openapi31.Spec) {
			s.Servers = append(s.Servers, openapi31.Server{
				URL: "https://{city}.example", Variables: map[string]openapi31.ServerVariable{"city": {Default: "rome"}},
			})
		}))
	policy := ask(handler, http.MethodGet, "/v1/docs/").Header().Get("Content-Security-Policy")
	want := "; connect-src 'self' https://library.example http://localhost:8080 https://small.example https://rome.example; "
	if !strings.Contains(policy, want) {
		t.Errorf("%s", policy)
	}
	for _, address := range []string{
		"/", "https://bücher.example/v1", "https://user@api.example.com", "https://x.example;script-src *", "https://x.example;script-src",
		"https://x.example,y.example", "https://*.example", "https://[::1]:8080", "https://", "ftp://x.example", "//x.example", "'none'",
		"https://x.example:port",
	} {
		policy := ask(mounted(t, openapi.Server(address, "")), http.MethodGet, "/v1/docs/").Header().Get("Content-Security-Policy")
		if !strings.Contains(policy, "; connect-src 'self'; ") {
			t.Errorf("%s: %s", address, policy)
		}
	}
}

// TestVariablesOfServers: it may try whatever a variable can make of a server.
func TestVariablesOfServers(t *testing.T) {
	t.Parallel()
	handler := mounted(t, openapi.Edit(func(s *openapi31.Spec) {
		s.Servers = []openapi31.Server{{
			URL: "{scheme}://{city}.example:{port}/{version}", Variables: map[string]openapi31.ServerVariable{
				"scheme": {Default: "https", Enum: []string{"http", "https"}}, "city": {Default: "rome", Enum: []string{"rome", "oslo", "a;b"}},
				"port": {Default: "8443"}, "version": {Default: "v1", Enum: []string{"v1", "v2"}},
			},
		}}
	}))
	policy := ask(handler, http.MethodGet, "/v1/docs/").Header().Get("Content-Security-Policy")
	want := "; connect-src 'self' https://rome.example:8443 http://rome.example:8443 https://oslo.example:8443 http://oslo.example:8443; "
	if !strings.Contains(policy, want) {
		t.Errorf("%s", policy)
	}
}
