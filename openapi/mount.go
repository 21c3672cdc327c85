package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/swaggest/openapi-go/openapi31"
	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

// Mount serves the document at /openapi.json, without blanks, and a page to read
// and try it at /docs/. Resources that are added later are not in it. The page
// loads nothing from elsewhere, and tries the document's servers alone; its
// Content-Security-Policy says so.
func (d *Document) Mount(r gin.IRouter) error {
	document, err := d.JSON()
	if err != nil {
		return err
	}
	served, err := represent(document)
	if err != nil {
		return err
	}
	servers, err := serversOf(document)
	if err != nil {
		return err
	}
	page := newPage(d.spec.Info.Title, servers)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Handle(method, "/openapi.json", gin.WrapH(served))
		r.Handle(method, "/docs", toPage)
		r.Handle(method, "/docs/*asset", page.serve)
	}
	return nil
}

// toPage leads to the page. Its target is relative: a proxy may have taken a part
// of the path away.
func toPage(c *gin.Context) {
	c.Header("Location", "docs/")
	c.Status(http.StatusPermanentRedirect)
}

// page is the page of Swagger UI with its files.
type page struct {
	handler http.Handler
	policy  string
}

// newPage writes the page once, to know the scripts and styles within it, which
// the policy allows by their hashes.
func newPage(title string, servers []string) page {
	p := page{handler: v5emb.NewWithConfig(swgui.Config{
		Title: title, SwaggerJSON: "../openapi.json", BasePath: "./", InternalBasePath: "/",
	})(title, "", "")}
	var written memory
	p.handler.ServeHTTP(&written, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}})
	html := written.Bytes()
	p.policy = fmt.Sprintf("default-src 'none'; script-src 'self'%s; style-src 'self'%s; img-src 'self' data:; connect-src %s; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
		hashes(inlineScript, html), hashes(inlineStyle, html), strings.Join(append([]string{"'self'"}, servers...), " "))
	return p
}

// serversOf are the origins of the servers that a document names; those of relative
// ones are the page's own. One that cannot stand in a policy is left out: the page
// cannot try that server.
func serversOf(document []byte) (origins []string, err error) {
	var spec struct {
		Servers []openapi31.Server `json:"servers"`
	}
	if err := json.Unmarshal(document, &spec); err != nil {
		return nil, err
	}
	for _, server := range spec.Servers {
		for _, address := range addressesOf(server) {
			if at := originOf(address); at != "" && !slices.Contains(origins, at) {
				origins = append(origins, at)
			}
		}
	}
	return origins, nil
}

// beforePath is the part of a server's address that its origin is in.
var beforePath = regexp.MustCompile(`^(?:[^/]*//)?[^/]*`)

// addressesOf are the addresses of a server, without their paths, with each value
// that its variables may have; those that may have any have the default.
func addressesOf(server openapi31.Server) []string {
	addresses := []string{beforePath.FindString(server.URL)}
	for _, name := range slices.Sorted(maps.Keys(server.Variables)) {
		place, variable := "{"+name+"}", server.Variables[name]
		var next []string
		for _, address := range addresses {
			next = append(next, strings.ReplaceAll(address, place, variable.Default))
			for _, value := range variable.Enum {
				if strings.Contains(address, place) && value != variable.Default {
					next = append(next, strings.ReplaceAll(address, place, value))
				}
			}
		}
		addresses = next
	}
	return addresses
}

// hosts are those that can stand in a policy: names, and addresses of IPv4.
var hosts = regexp.MustCompile(`^[A-Za-z0-9._-]+(?::[0-9]+)?$`)

// originOf spells the origin of an address as browsers do: in small letters,
// without the port that goes without saying. It is empty where the address has
// none, or one that cannot stand in a policy.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || !hosts.MatchString(u.Host) {
		return ""
	}
	host := strings.ToLower(u.Host)
	if port := u.Port(); port == "443" && u.Scheme == "https" || port == "80" && u.Scheme == "http" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return u.Scheme + "://" + host
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
