package openapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

// Mount serves the document at /openapi.json, and a page to read and try it at
// /docs/. Resources that are added later are not in it. The page loads nothing
// from elsewhere, and its Content-Security-Policy says so.
func (d *Document) Mount(r gin.IRouter) error {
	document, err := d.JSON()
	if err != nil {
		return err
	}
	page := newPage(d.spec.Info.Title)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Handle(method, "/openapi.json", served(document))
		r.Handle(method, "/docs", func(c *gin.Context) { c.Redirect(http.StatusMovedPermanently, c.Request.URL.EscapedPath()+"/") })
		r.Handle(method, "/docs/*asset", page.serve)
	}
	return nil
}

// served answers bytes, or that the client has them.
func served(body []byte) gin.HandlerFunc {
	tag := `"` + hash(body) + `"`
	return func(c *gin.Context) {
		c.Header("ETag", tag)
		c.Header("Cache-Control", "no-cache")
		for one := range strings.SplitSeq(c.GetHeader("If-None-Match"), ",") {
			if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
				c.Status(http.StatusNotModified)
				return
			}
		}
		c.Data(http.StatusOK, "application/json; charset=utf-8", body)
	}
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// page is the page of Swagger UI with its files.
type page struct {
	handler http.Handler
	policy  string
}

// newPage writes the page once, to know the scripts and styles within it, which
// the policy allows by their hashes.
func newPage(title string) page {
	p := page{handler: v5emb.NewWithConfig(swgui.Config{
		Title: title, SwaggerJSON: "../openapi.json", BasePath: "./", InternalBasePath: "/",
	})(title, "", "")}
	var written memory
	p.handler.ServeHTTP(&written, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}})
	html := written.Bytes()
	p.policy = fmt.Sprintf("default-src 'none'; script-src 'self'%s; style-src 'self'%s; img-src 'self' data:; connect-src 'self'; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'", hashes(inlineScript, html), hashes(inlineStyle, html))
	return p
}

// memory keeps an answer.
type memory struct{ bytes.Buffer }

func (*memory) Header() http.Header { return http.Header{} }
func (*memory) WriteHeader(int)     {}

var (
	inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	inlineStyle  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
)

// hashes are the sources of a policy for what stands in a page.
func hashes(what *regexp.Regexp, html []byte) string {
	var b strings.Builder
	for _, found := range what.FindAllSubmatch(html, -1) {
		fmt.Fprintf(&b, " 'sha256-%s'", hash(found[1]))
	}
	return b.String()
}

func (p page) serve(c *gin.Context) {
	c.Header("Content-Security-Policy", p.policy)
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Referrer-Policy", "no-referrer")
	request := c.Request.Clone(c.Request.Context())
	request.URL.Path = c.Param("asset")
	p.handler.ServeHTTP(c.Writer, request)
}
