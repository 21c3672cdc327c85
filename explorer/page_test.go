package explorer_test

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// page is an answer as a browser without JavaScript reads it.
type page struct {
	app    *app
	status int
	header http.Header
	path   string
	body   string
	root   *html.Node
}

func (a *app) do(method, path string, form url.Values, headers ...string) *page {
	a.t.Helper()
	r, err := http.NewRequestWithContext(a.t.Context(), method, a.url+path, strings.NewReader(form.Encode()))
	must(a.t, err)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := a.client.Do(r)
	must(a.t, err)
	defer func() { must(a.t, answer.Body.Close()) }()
	body, err := io.ReadAll(answer.Body)
	must(a.t, err)
	root, err := html.Parse(strings.NewReader(string(body)))
	must(a.t, err)
	return &page{a, answer.StatusCode, answer.Header, path, string(body), root}
}

// follow is the page that a redirect leads to.
func (p *page) follow() *page {
	p.app.t.Helper()
	to := p.header.Get("Location")
	if p.status != http.StatusSeeOther || !strings.HasPrefix(to, "/") {
		p.app.t.Fatalf("%s: %d to %q, want a redirect\n%s", p.path, p.status, to, p.text())
	}
	return p.app.get(to)
}

// want is a page of a status.
func (p *page) want(status int) *page {
	p.app.t.Helper()
	if p.status != status {
		p.app.t.Fatalf("%s: status %d, want %d\n%s", p.path, p.status, status, p.text())
	}
	return p
}

// has reports texts that the page does not show.
func (p *page) has(texts ...string) *page {
	p.app.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.text(), text) {
			p.app.t.Errorf("%s: does not show %q:\n%s", p.path, text, p.text())
		}
	}
	return p
}

// hasNot reports texts that the page shows.
func (p *page) hasNot(texts ...string) *page {
	p.app.t.Helper()
	for _, text := range texts {
		if strings.Contains(p.text(), text) {
			p.app.t.Errorf("%s: shows %q", p.path, text)
		}
	}
	return p
}

func (p *page) text() string { return textOf(p.root) }

// all are the elements of a tag, in order.
func (p *page) all(tag string) []*html.Node { return below(p.root, tag) }

func below(n *html.Node, tag string) (found []*html.Node) {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			found = append(found, d)
		}
	}
	return found
}

// one is the element of a tag that has an attribute, or nil.
func (p *page) one(tag, name, value string) *html.Node {
	for _, n := range p.all(tag) {
		if attr(n, name) == value {
			return n
		}
	}
	return nil
}

// link is where the link of a text, or of a label, leads to; empty where there is
// none.
func (p *page) link(text string) string {
	for _, n := range p.all("a") {
		if textOf(n) == text || attr(n, "aria-label") == text {
			return attr(n, "href")
		}
	}
	return ""
}

// click follows a link.
func (p *page) click(text string) *page {
	p.app.t.Helper()
	to := p.link(text)
	if to == "" {
		p.app.t.Fatalf("%s: no link %q\n%s", p.path, text, p.text())
	}
	return p.app.get(to)
}

// column are the texts of a column of the table of rows.
func (p *page) column(label string) (texts []string) {
	p.app.t.Helper()
	at := slices.IndexFunc(p.all("th"), func(n *html.Node) bool { return textOf(n) == label })
	if at < 0 {
		p.app.t.Fatalf("%s: no column %q\n%s", p.path, label, p.text())
	}
	for _, row := range below(p.all("tbody")[0], "tr") {
		texts = append(texts, textOf(below(row, "td")[at]))
	}
	return texts
}

// form is what a browser sends of a form.
type form struct {
	page   *page
	action string
	method string
	values url.Values
}

// form finds the form that has a control of a name; rather one that shows it.
func (p *page) form(control string) (found *form) {
	p.app.t.Helper()
	for _, n := range p.all("form") {
		f := &form{p, attr(n, "action"), strings.ToUpper(attr(n, "method")), url.Values{}}
		shown := false
		for d := range n.Descendants() {
			name := attr(d, "name")
			shown = shown || name == control && attr(d, "type") != "hidden"
			f.take(d, name)
		}
		if shown {
			return f
		}
		if f.values.Has(control) {
			found = f
		}
	}
	if found == nil {
		p.app.t.Fatalf("%s: no form with %q\n%s", p.path, control, p.text())
	}
	return found
}

func (f *form) take(n *html.Node, name string) {
	switch {
	case n.Type != html.ElementNode || name == "":
	case n.Data == "select":
		for i, option := range below(n, "option") {
			if _, selected := attribute(option, "selected"); selected || i == 0 {
				f.values.Set(name, attr(option, "value"))
			}
		}
	case n.Data == "textarea":
		text := ""
		if n.FirstChild != nil {
			text = n.FirstChild.Data
		}
		f.values.Add(name, strings.ReplaceAll(text, "\n", "\r\n"))
	case n.Data == "input" && attr(n, "type") == "checkbox":
		if _, checked := attribute(n, "checked"); checked {
			f.values.Add(name, attr(n, "value"))
		}
	case n.Data == "input":
		f.values.Add(name, strings.ReplaceAll(attr(n, "value"), "\n", "\r\n"))
	}
}

// set fills controls in, given as name, value.
func (f *form) set(pairs ...string) *form {
	for i := 0; i < len(pairs); i += 2 {
		f.values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// check checks a box, uncheck takes it back.
func (f *form) check(name, value string) *form {
	f.values.Add(name, value)
	return f
}

func (f *form) uncheck(name, value string) *form {
	f.values[name] = slices.DeleteFunc(f.values[name], func(v string) bool { return v == value })
	return f
}

// send submits the form.
func (f *form) send(headers ...string) *page {
	f.page.app.t.Helper()
	if f.method == http.MethodPost {
		return f.page.app.do(f.method, f.action, f.values, headers...)
	}
	return f.page.app.get(f.action + "?" + f.values.Encode())
}

func attr(n *html.Node, name string) string {
	value, _ := attribute(n, name)
	return value
}

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// textOf is what an element shows, with blanks as a browser has them.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for child := range n.ChildNodes() {
			if child.Data != "script" && child.Data != "style" && child.Data != "title" {
				walk(child)
			}
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
