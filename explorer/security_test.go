package explorer_test

import (
	"cmp"
	"encoding/csv"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/net/html"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestReadOnlyIsTheDefault(t *testing.T) {
	t.Parallel()
	a := open(t)
	for _, path := range []string{"/explorer/list/books", "/explorer/row/books/1"} {
		p := a.get(path).want(http.StatusOK)
		equal(t, path, p.link("New row")+p.link("Edit")+p.link("Delete"), "")
		for _, n := range p.all("form") {
			equal(t, "method", attr(n, "method"), "")
		}
	}
	for _, path := range []string{"/explorer/new/books", "/explorer/edit/books/1", "/explorer/delete/books/1"} {
		a.get(path).want(http.StatusNotFound)
		a.do(http.MethodPost, path, url.Values{}).want(http.StatusMethodNotAllowed)
	}
	equal(t, "rows", a.book(1).Title, "Book 01")
}

func TestForgedForms(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	fresh := func() *form { return a.get("/explorer/delete/books/1").form("etag") }
	other := open(t, writable).get("/explorer/delete/books/1").form("etag").values.Get("token")
	const foreign, stale = "The form was not sent from here", "Send the form once more"
	told := map[string]string{"a wrong token": stale, "another process's token": stale, "another cookie": stale}
	for name, forge := range map[string]func(f *form) *page{
		"no token":                    func(f *form) *page { f.values.Del("token"); return f.send() },
		"a wrong token":               func(f *form) *page { return f.set("token", "x").send() },
		"another process's token":     func(f *form) *page { return f.set("token", other).send() },
		"another site":                func(f *form) *page { return f.send("Sec-Fetch-Site", "cross-site") },
		"another origin":              func(f *form) *page { return f.send("Origin", "https://evil.example") },
		"another cookie":              func(f *form) *page { return f.send("Cookie", "crudfactory_explorer="+strings.Repeat("x", 43)) },
		"another media type":          func(f *form) *page { return f.send("Content-Type", "text/plain") },
		"a part of the site, not all": func(f *form) *page { return f.send("Sec-Fetch-Site", "same-site") },
	} {
		f := fresh()
		if name == "another cookie" {
			jar := a.client.Jar
			a.client.Jar = nil
			forge(f).want(http.StatusForbidden).has(told[name])
			a.client.Jar = jar
			continue
		}
		forge(f).want(http.StatusForbidden).has(cmp.Or(told[name], foreign))
	}
	equal(t, "the row", a.book(1).Title, "Book 01")
	fresh().send("Sec-Fetch-Site", "same-origin", "Origin", a.url).follow().has("The row has been deleted.")
}

func TestCookieOfForms(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	cookie := a.get("/explorer/new/books").header.Get("Set-Cookie")
	for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/explorer/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("%q has no %s", cookie, part)
		}
	}
	equal(t, "once", a.get("/explorer/new/books").header.Get("Set-Cookie"), "")
	equal(t, "not on lists", open(t, writable).get("/explorer/list/books").header.Get("Set-Cookie"), "")
}

// A form whose cookie has gone comes back with what was filled in.
func TestStaleForms(t *testing.T) {
	t.Parallel()
	a, sent := openRecorded(t)
	for _, path := range []string{"/explorer/edit/books/1", "/explorer/new/books"} {
		f := a.get(path).form("value.title").set("value.title", "Kept", "value.added", "2024-06-01T10:00:00Z", "token", "old")
		p := f.send().want(http.StatusForbidden).has("Send the form once more")
		equal(t, "requests", len(sent.bodies), 0)
		f = p.form("value.title")
		equal(t, path, f.values.Get("value.title"), "Kept")
		f.send().follow().want(http.StatusOK).has("Kept")
		must(t, a.db.Model(&book{}).Where("title = ?", "Kept").Update("title", path).Error)
		sent.bodies = nil
	}
	p := a.get("/explorer/delete/books/2").form("etag").set("token", "old").send().want(http.StatusForbidden).has("Delete this row?")
	equal(t, "it is there", a.book(2).Title, "Book 02")
	p.form("etag").send().follow().has("The row has been deleted.")
}

func TestSharedKey(t *testing.T) {
	t.Parallel()
	key := explorer.Key([]byte(strings.Repeat("k", 32)))
	one, two := open(t, writable, key), open(t, writable, key)
	f := one.get("/explorer/delete/books/1").form("etag")
	two.client.Jar.SetCookies(parsed(t, two.url+"/explorer/"), one.client.Jar.Cookies(parsed(t, one.url+"/explorer/")))
	f.page.app = two
	f.send().want(http.StatusSeeOther)
}

func parsed(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	must(t, err)
	return u
}

func TestFormsAreBounded(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	f := a.get("/explorer/new/books").form("value.title").set("value.notes", strings.Repeat("x", 8<<20))
	f.send().want(http.StatusRequestEntityTooLarge).has("The form cannot be read")
}

// TestFormsThatBreakOff: what a connection fails by is not told.
func TestFormsThatBreakOff(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	broken := iotest.ErrReader(errors.New("read tcp 10.0.0.1:80->10.0.0.2:4711: i/o timeout"))
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/explorer/new/books", broken)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	a.engine.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "breaks off") || strings.Contains(w.Body.String(), "10.0.0") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	style := ""
	for _, path := range []string{
		"/explorer/", "/explorer/list/books", "/explorer/row/books/1", "/explorer/edit/books/1", "/explorer/none",
		"/explorer/list/books?search=", "/explorer/list/books?download=csv", "/explorer/list/books?page=0",
	} {
		p := a.get(path)
		for _, directive := range []string{
			"default-src 'none'", "style-src 'self'", "script-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
		} {
			if !strings.Contains(p.header.Get("Content-Security-Policy"), directive) {
				t.Errorf("%s: no %s", path, directive)
			}
		}
		equal(t, path, p.header.Get("X-Content-Type-Options"), "nosniff")
		equal(t, path, p.header.Get("Referrer-Policy"), "same-origin")
		equal(t, path, p.header.Get("Cache-Control"), "no-store")
		for _, tag := range []string{"style", "iframe", "base"} {
			equal(t, path+" "+tag, len(p.all(tag)), 0)
		}
		for n := range p.root.Descendants() {
			for _, at := range n.Attr {
				if strings.HasPrefix(at.Key, "on") || at.Key == "style" {
					t.Errorf("%s: %s=%q", path, at.Key, at.Val)
				}
			}
		}
		if n := p.one("link", "rel", "stylesheet"); n != nil {
			style = attr(n, "href")
		}
	}
	p := a.get(style).want(http.StatusOK)
	equal(t, "styles", p.header.Get("Content-Type"), "text/css; charset=utf-8")
	equal(t, "styles are kept", p.header.Get("Cache-Control"), "public, max-age=31536000, immutable")
	a.get("/explorer/assets/style.css").want(http.StatusNotFound)
}

// hostile are texts that would do something where a page forgot to escape them.
var hostile = []string{
	`<script>alert(1)</script>`, `"onmouseover="alert(1)`, `'onmouseover='alert(1)`, `javascript:alert(1)`,
	`</textarea><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `{{.Title}}`, `</title><script>`, "`${alert(1)}`",
}

func TestHostileTextsStayText(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &author{}, &book{})
	for i, text := range hostile {
		writer := author{Name: text}
		must(t, db.Create(&writer).Error)
		must(t, db.Create(&book{
			Title: text, Notes: text, Genre: &text, Extra: map[string]any{text: text}, AuthorID: &writer.ID,
			Added: time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC),
		}).Error)
	}
	a := serve(t, db, nil, writable, explorer.Title(hostile[0]))
	plain := structure(a.get("/explorer/list/books?include=author"))
	for _, text := range hostile {
		q := url.QueryEscape(text)
		for _, path := range []string{
			"/explorer/list/books?search=" + q, "/explorer/list/books?filter_by[title]=" + q, "/explorer/list/books?order_by=" + q,
			"/explorer/list/books?filter=" + q, "/explorer/list/books?filter_by[author__name]=" + q, "/explorer/list/books?" + q + "=1",
			"/explorer/list/books?fields=" + q, "/explorer/list/books?cursor=" + q, "/explorer/list/books?items_per_page=" + q,
			"/explorer/list/books?filter_by[" + q + "][" + q + "]=1", "/explorer/row/books/1?include=" + q, "/explorer/list/books?done=" + q,
			"/explorer/list/" + url.PathEscape(text), "/explorer/row/books/" + url.PathEscape(text), "/explorer/list/books?download=" + q,
			"/explorer/list/shops/" + url.PathEscape(text) + "/books", "/explorer/open?resource=1&param.shop=" + q,
		} {
			harmless(t, a.get(path))
		}
	}
	for i, text := range hostile {
		for _, path := range []string{"row", "edit", "delete"} {
			p := a.get("/explorer/" + path + "/books/" + string(rune('1'+i))).want(http.StatusOK)
			harmless(t, p)
			if !strings.Contains(p.body, html.EscapeString(text[:4])) {
				t.Errorf("%s: %q is not shown", p.path, text)
			}
		}
		p := a.get("/explorer/new/books").form("value.title").set("value.title", text, "value.notes", text, "value.pages", text).send()
		harmless(t, p.want(http.StatusUnprocessableEntity))
		equal(t, "what was filled in", p.form("value.title").values.Get("value.pages"), text)
	}
	equal(t, "elements", plain["script"], 1)
}

// structure counts the elements of a page.
func structure(p *page) map[string]int {
	counts := map[string]int{}
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode {
			counts[n.Data]++
		}
	}
	return counts
}

// harmless reports elements, attributes and links that no template has.
func harmless(t *testing.T, p *page) {
	t.Helper()
	if strings.HasPrefix(p.header.Get("Content-Type"), "text/html") && len(p.all("script")) > 1 || len(p.all("img")) > 0 {
		t.Errorf("%s: has elements of its own", p.path)
	}
	for n := range p.root.Descendants() {
		for _, a := range n.Attr {
			own := strings.HasPrefix(a.Val, "/explorer/") || strings.HasPrefix(a.Val, "#")
			if strings.HasPrefix(a.Key, "on") || slices.Contains([]string{"href", "src", "action"}, a.Key) && !own {
				t.Errorf("%s: %s has %s=%q", p.path, n.Data, a.Key, a.Val)
			}
		}
	}
	if to := p.header.Get("Location"); to != "" && !strings.HasPrefix(to, "/explorer/") {
		t.Errorf("%s: leads to %q", p.path, to)
	}
}

func TestApplicationDecides(t *testing.T) {
	t.Parallel()
	guard := func(c *gin.Context) {
		switch {
		case c.GetHeader("Authorization") == "Bearer good":
			c.SetCookie("session", "s", 60, "/", "", false, true)
		case c.Query("search") == "elsewhere":
			c.Redirect(http.StatusFound, "/login")
			c.Abort()
		default:
			c.Header("WWW-Authenticate", `Bearer realm="books"`)
			crud.Abort(c, schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Who are you?", "log in first"))
		}
	}
	a := serve(t, shelf(t, dbtest.SQLite(t, &author{}, &book{})), []gin.HandlerFunc{guard}, writable)
	for _, path := range []string{"/explorer/list/books", "/explorer/row/books/1", "/explorer/edit/books/1", "/explorer/list/books?download=csv"} {
		p := a.get(path).want(http.StatusUnauthorized).has("Who are you?")
		equal(t, path, p.header.Get("WWW-Authenticate"), `Bearer realm="books"`)
	}
	a.get("/explorer/list/books", "Authorization", "Bearer good", "Accept-Encoding", "gzip", "If-None-Match", "*", "Range", "bytes=0-1",
		"Prefer", "handling=strict", "X-Request-Id", "7", "Connection", "X-Hop, x-other", "X-Hop", "1", "X-Other", "2",
		"Proxy-Authorization", "Basic eDp5", "Accept-Language", "de").want(http.StatusOK).has("Book 01")
	asked := a.lastAsked("/books")
	for name, want := range map[string]string{
		"Authorization": "Bearer good", "X-Request-Id": "7", "Accept-Language": "de", "Accept": "application/json",
		"Accept-Encoding": "", "If-None-Match": "", "Range": "", "Prefer": "",
		"X-Hop": "", "X-Other": "", "Proxy-Authorization": "", crud.ConsistencyHeader: crud.PrimaryToken,
	} {
		equal(t, name, asked.Header.Get(name), want)
	}
	if !strings.HasPrefix(asked.RemoteAddr, "127.0.0.1:") || "http://"+asked.Host != a.url {
		t.Errorf("asked by %s for %s", asked.RemoteAddr, asked.Host)
	}
	for _, path := range []string{"/explorer/list/books", "/explorer/row/books/1", "/explorer/edit/books/1", "/explorer/delete/books/1", "/explorer/list/books?download=csv"} {
		sessions := slices.DeleteFunc(a.get(path, "Authorization", "Bearer good").header.Values("Set-Cookie"), func(c string) bool {
			return !strings.HasPrefix(c, "session=s")
		})
		equal(t, path+" hands the session on", len(sessions), 1)
	}
	equal(t, "elsewhere", a.get("/explorer/list/books?search=elsewhere").header.Get("Location"), "/login")
	f := a.get("/explorer/delete/books/1", "Authorization", "Bearer good").form("etag")
	f.send().want(http.StatusUnauthorized)
	f.send("Authorization", "Bearer good").want(http.StatusSeeOther)
}

func TestFailuresOfTheApplication(t *testing.T) {
	t.Parallel()
	fail := func(c *gin.Context) {
		switch c.Query("search") {
		case "slow":
			crud.Abort(c, crud.ErrTimeout)
		case "down":
			crud.Abort(c, crud.ErrUnavailable)
		case "own":
			c.AbortWithStatus(http.StatusTeapot)
		case "text":
			c.String(http.StatusOK, "hello")
			c.Abort()
		case "panic":
			panic("no")
		}
	}
	a := serve(t, shelf(t, dbtest.SQLite(t, &author{}, &book{})), []gin.HandlerFunc{fail})
	p := a.get("/explorer/list/books?search=slow").want(http.StatusGatewayTimeout).has("Timeout", "Try again")
	equal(t, "a quicker way", p.link("Without total and facets"), "/explorer/list/books?count=none&facets=false&search=slow")
	p = a.get("/explorer/list/books?search=down").want(http.StatusServiceUnavailable).has("Service unavailable")
	equal(t, "Retry-After", p.header.Get("Retry-After"), "1")
	a.get("/explorer/list/books?search=own").want(http.StatusTeapot).has("I'm a teapot")
	a.get("/explorer/list/books?search=text").want(http.StatusBadGateway).has("The answer cannot be shown")
	a.get("/explorer/list/books?search=panic").want(http.StatusInternalServerError).has("Internal error")
	a.get("/explorer/list/books?search=panic&download=csv").want(http.StatusInternalServerError).has("Internal error")
}

func TestDownloads(t *testing.T) {
	t.Parallel()
	a := open(t)
	p := a.get("/explorer/list/books?filter_by[genre]=novel&page=2&items_per_page=5&count=none&order_by=-pages")
	csvURL := p.link("CSV")
	equal(t, "the address", csvURL, "/explorer/list/books?download=csv&filter_by[genre]=novel&order_by=-pages")
	_, hides := attribute(p.one("a", "href", csvURL), "download")
	equal(t, "failures are shown", hides, false)
	p = a.get(csvURL).want(http.StatusOK)
	equal(t, "type", p.header.Get("Content-Type"), "text/csv; charset=utf-8")
	equal(t, "name", p.header.Get("Content-Disposition"), "attachment; filename=books.csv")
	lines, err := csv.NewReader(strings.NewReader(p.body)).ReadAll()
	must(t, err)
	equal(t, "rows", len(lines), 8)
	p = a.get("/explorer/list/books?download=ndjson").want(http.StatusOK)
	equal(t, "rows", strings.Count(p.body, "\n"), 25)
	a.get("/explorer/list/books?download=csv&order_by=nothing").want(http.StatusUnprocessableEntity).has("order_by")
	a.get("/explorer/list/books?download=exe").want(http.StatusNotFound)
	a.get("/explorer/list/authors?download=csv").want(http.StatusNotFound)
}

// The command is run by a shell, and has to ask for what the page has asked for.
func TestCurl(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Fatal("this test runs curl: install it")
	}
	a := open(t)
	for _, query := range []url.Values{
		{},
		{"search": {`it's "$(id)" & 100% +1 \ ü`}},
		{"filter_by[genre]": {"novel", "essay"}, "filter_by[pages][between]": {"1,9"}, "order_by": {"-pages"}},
		{"search": {"`id`\n'; id; '"}},
	} {
		p := a.get("/explorer/list/books?" + query.Encode())
		command := p.one("code", "id", "curl").FirstChild.Data
		out, err := exec.CommandContext(t.Context(), "sh", "-c", command+" --silent --show-error").CombinedOutput()
		if err != nil || !strings.Contains(string(out), `"pagination"`) && len(query["search"]) == 0 {
			t.Errorf("%s: %v\n%s", command, err, out)
		}
		equal(t, command, a.lastAsked("/books").URL.Query().Encode(), query.Encode())
	}
}

func TestOwnPath(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	browser := "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	for _, test := range []struct {
		accept string
		page   bool
	}{
		{browser, true},
		{"text/html", true},
		{"text/html, application/json;q=0.9", true},
		{"*/*", false},
		{"application/json", false},
		{"text/html, application/json", false},
		{"text/html;q=0.5, application/json;q=0.6", false},
		{"text/html;q=0", false},
		{"text/csv, text/html;q=0.9", false},
		{"", false},
	} {
		p := a.get("/books", "Accept", test.accept)
		equal(t, test.accept, strings.HasPrefix(p.header.Get("Content-Type"), "text/html"), test.page)
		equal(t, "Vary", slices.Contains(p.header.Values("Vary"), "Accept"), true)
	}
	p := a.get("/books?items_per_page=5", "Accept", browser).has("1–5 of 25 rows")
	equal(t, "the next page", p.link("Next →"), "/books?items_per_page=5&page=2")
	equal(t, "a row", p.link("Open 2"), "/books/2")
	equal(t, "a form", p.link("New row"), "/explorer/new/books")
	p = a.get("/shops/south/books/5", "Accept", browser).want(http.StatusOK).has("Book 05")
	equal(t, "edit", p.link("Edit"), "/explorer/edit/shops/south/books/5")
	equal(t, "the list", p.link("Books"), "/shops/south/books")
	p = a.get("/books/cursor?order_by=-pages", "Accept", browser).want(http.StatusSeeOther)
	equal(t, "one mode", p.header.Get("Location"), "/books?order_by=-pages&pagination_type=cursor")
	p = a.get("/books/offset?page=2&items_per_page=5", "Accept", browser).want(http.StatusSeeOther)
	equal(t, "the same page", p.header.Get("Location"), "/books?items_per_page=5&page=2&pagination_type=offset")
	p = a.get("/books/cursor?cursor=x", "Accept", browser).want(http.StatusSeeOther)
	equal(t, "the same cursor", p.header.Get("Location"), "/books?cursor=x&pagination_type=cursor")
	p = a.get("/books/offset?pagination_type=nonsense", "Accept", browser).want(http.StatusSeeOther)
	equal(t, "another mode", p.header.Get("Location"), "/books?pagination_type=nonsense")
	p = a.get("/books?search=&field=genre&value=novel", "Accept", browser).want(http.StatusSeeOther)
	equal(t, "canonical", p.header.Get("Location"), "/books?filter_by[genre]=novel")
	a.do(http.MethodOptions, "/books", nil, "Accept", browser).want(http.StatusOK)
}

func TestMountedWrongly(t *testing.T) {
	t.Parallel()
	for name, mount := range map[string]func(engine *gin.Engine) error{
		"a path with a parameter": func(engine *gin.Engine) error { return explorer.New().Mount(engine.Group("/:x"), engine) },
		"a short key": func(engine *gin.Engine) error {
			return explorer.New(explorer.Key([]byte("short"))).Mount(engine, engine)
		},
		"no application": func(engine *gin.Engine) error { return explorer.New().Mount(engine, nil) },
		"twice": func(engine *gin.Engine) error {
			ex := explorer.New()
			must(t, ex.Mount(engine.Group("/a"), engine))
			return ex.Mount(engine.Group("/b"), engine)
		},
	} {
		if mount(gin.New()) == nil {
			t.Errorf("%s: no mistake", name)
		}
	}
}

// Without a mount nothing of it is there.
func TestOffUnlessMounted(t *testing.T) {
	t.Parallel()
	books, err := crud.New(dbtest.SQLite(t, &author{}, &book{}), crud.Config[book]{})
	must(t, err)
	a := &app{t: t, engine: gin.New(), client: http.DefaultClient}
	ex := explorer.New()
	must(t, crud.Mount(a.engine.Group("/books"), books, crud.Describe(ex.Add), crud.Use(crud.Reads, ex.HTML())))
	a.serve()
	p := a.get("/books", "Accept", "text/html, */*;q=0.1").want(http.StatusOK)
	equal(t, "type", p.header.Get("Content-Type"), "application/json; charset=utf-8")
	a.get("/explorer/").want(http.StatusNotFound)
}

// An own path is not taken for a host, or for another resource's path.
func TestOwnPathsLeadNowhereElse(t *testing.T) {
	t.Parallel()
	authors, err := crud.New(dbtest.SQLite(t, &author{}), crud.Config[author]{})
	must(t, err)
	a := serveOne(t, func(engine *gin.Engine, ex *explorer.Explorer) error {
		html := crud.Use(crud.Reads, ex.HTML())
		engine.GET("/secret", func(c *gin.Context) { c.String(http.StatusOK, `{"name":"secret"}`) })
		return errors.Join(
			crud.Mount(engine.Group("/:a/:b"), authors, crud.Describe(ex.Add), html),
			crud.Mount(engine.Group("/secret/rows"), authors, crud.Describe(ex.Add), html),
		)
	})
	for path, status := range map[string]int{
		"//evil.example/offset": http.StatusNotFound, "//evil.example/x/offset": http.StatusNotFound, "//secret": http.StatusNotFound,
		"//secret/rows": http.StatusNotFound, "/a/b/..": http.StatusNotFound, "/secret/rows/..": http.StatusNotFound,
		"/x/y": http.StatusOK, "/x/y/offset": http.StatusSeeOther,
	} {
		p := a.get(path, "Accept", "text/html")
		equal(t, path, p.status, status)
		p.hasNot("secret")
	}
}
