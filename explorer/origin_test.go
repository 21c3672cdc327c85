package explorer_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/explorer"
)

// behind puts a proxy in front of an application, which takes "/shop" away and
// asks it by another name. Given back is the application through the proxy.
func (a *app) behind(t *testing.T) *app {
	t.Helper()
	inside := parsed(t, a.url)
	proxy := httptest.NewServer(http.StripPrefix("/shop", &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(inside)
		r.Out.Host = "inside.example"
	}}))
	t.Cleanup(proxy.Close)
	return &app{t: t, db: a.db, url: proxy.URL, client: a.client}
}

// Every address of every page leads through the proxy.
func TestPublicURL(t *testing.T) {
	t.Parallel()
	inside := open(t, writable, explorer.PublicURL("https://Admin.example.com:443/shop/"))
	a := inside.behind(t)
	for _, path := range []string{
		"/shop/explorer/", "/shop/explorer/list/books?page=2", "/shop/explorer/row/books/1?include=author", "/shop/explorer/new/books",
		"/shop/explorer/edit/books/1", "/shop/explorer/delete/books/1", "/shop/explorer/list/books?page=0", "/shop/explorer/none",
		"/shop/explorer/list/books?filter_by[genre]=novel", "/shop/books?page=2", "/shop/books/1", "/shop/shops/south/books",
	} {
		p := a.get(path, "Accept", "text/html")
		for n := range p.root.Descendants() {
			for _, at := range n.Attr {
				leads := at.Key == "href" || at.Key == "src" || at.Key == "action"
				if leads && !strings.HasPrefix(at.Val, "/shop/") && !strings.HasPrefix(at.Val, "#") {
					t.Errorf("%s: %s=%q", path, at.Key, at.Val)
				}
			}
		}
		a.get(attr(p.one("link", "rel", "stylesheet"), "href")).want(http.StatusOK)
	}
	p := a.get("/shop/explorer/list/books?search=x")
	command := p.one("code", "id", "curl").FirstChild.Data
	equal(t, "curl", strings.Contains(command, "'https://admin.example.com/shop/books'"), true)
	p = a.get("/shop/explorer/").form("param.shop").set("param.shop", "south").send()
	equal(t, "a form of the index", p.header.Get("Location"), "/shop/explorer/list/shops/south/books")
	p = a.get("/shop/books/offset?page=2", "Accept", "text/html")
	equal(t, "both modes", p.header.Get("Location"), "/shop/books?page=2&pagination_type=offset")
	p = inside.get("/books/offset?page=2&x=%zz", "Accept", "text/html") // the proxy would mend it
	equal(t, "malformed", p.header.Get("Location"), "/shop/books?page=2&x=%zz")
}

// Forms come from the public origin, and the cookie goes there.
func TestFormsBehindAProxy(t *testing.T) {
	t.Parallel()
	const public = "http://admin.example.com/shop"
	a := open(t, writable, explorer.PublicURL(public)).behind(t)
	p := a.get("/shop/explorer/new/books")
	equal(t, "cookie", strings.Contains(p.header.Get("Set-Cookie"), "Path=/shop/explorer/;"), true)
	f := p.form("value.title").set("value.title", "New one", "value.added", "2024-06-01T10:00:00Z")
	for _, origin := range []string{"http://evil.example", "https://admin.example.com", "http://admin.example.com:8080", "null"} {
		f.send("Origin", origin).want(http.StatusForbidden).has("The form was not sent from here")
	}
	p = f.send("Origin", "http://admin.example.com").want(http.StatusSeeOther)
	equal(t, "the row", strings.HasPrefix(p.header.Get("Location"), "/shop/explorer/row/books/"), true)
	p.follow().has("New one")
	// Without the option an origin that is not the host's is another one.
	plain := open(t, writable)
	f = plain.get("/explorer/delete/books/1").form("etag")
	f.send("Origin", "http://admin.example.com").want(http.StatusForbidden)
	secure := open(t, writable, explorer.PublicURL("https://admin.example.com"))
	cookie := secure.get("/explorer/new/books").header.Get("Set-Cookie")
	equal(t, "secure", strings.Contains(cookie, "Secure"), true)
}

func TestFormAction(t *testing.T) {
	t.Parallel()
	a := open(t, writable, explorer.FormAction("https://Login.example.com:443/", "http://sso.example:8080"), explorer.FormAction("https://127.0.0.1:9"))
	policy := a.get("/explorer/new/books").header.Get("Content-Security-Policy")
	const want = "; form-action 'self' https://login.example.com http://sso.example:8080 https://127.0.0.1:9; "
	equal(t, policy, strings.Contains(policy, want), true)
}

func TestWrongAddresses(t *testing.T) {
	t.Parallel()
	mount := func(options ...explorer.Option) error {
		engine := gin.New()
		return explorer.New(options...).Mount(engine.Group("/explorer"), engine)
	}
	both := []string{
		"admin.example.com", "/shop", "//admin.example.com", "ftp://admin.example.com", "https://", "https:///shop", "https:x",
		"https://a.example;script-src", "https://a.example,b.example", "https://*.example", "https://a.example b", "https://u:p@a.example",
		"https://a.example?x=1", "https://a.example?", "https://a.example#x", "https://a.example#", "javascript:alert(1)", "%zz", "'none'",
	}
	for _, address := range append(both, "https://a.example/shop//x", "https://a.example/../x", "https://a.example//", "https://a.example/%2e%2e/x", "https://a.example/a;b") {
		if err := mount(explorer.PublicURL(address)); err == nil || !strings.Contains(err.Error(), "PublicURL") {
			t.Errorf("PublicURL %q: %v", address, err)
		}
	}
	for _, origin := range append(both, "", "https://a.example/login", "https://[::1]:9", "http://[::1]") {
		if err := mount(explorer.FormAction(origin)); err == nil || !strings.Contains(err.Error(), "FormAction") {
			t.Errorf("FormAction %q: %v", origin, err)
		}
	}
	err := mount(explorer.PublicURL("shop"), explorer.FormAction("a", "https://b.example", "c"))
	equal(t, "all mistakes", strings.Count(err.Error(), "explorer: "), 3)
	must(t, mount(explorer.PublicURL(""), explorer.FormAction()))
	must(t, mount(explorer.PublicURL("https://a.example/"+url.PathEscape("ü b"))))
	must(t, mount(explorer.PublicURL("https://[::1]:9/a%3Bb")))
	err = mount(explorer.FormAction("https://[::1]:9"))
	equal(t, err.Error(), strings.Contains(err.Error(), "cannot name an IPv6 address"), true)
}
