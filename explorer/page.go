package explorer

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// visit is a request for a page.
type visit struct {
	*Explorer

	c  *gin.Context
	at place
	// own is set for a page on the resource's own path.
	own bool
	// query is what the address asks of the resource.
	query query
	// malformed is the address's query where it is none; query is a part of it.
	malformed string
}

// page is what all pages have, around their content.
type page struct {
	Site, Home           string
	Style, Script, Icon  string
	Title, Kind, Heading string
	Crumbs               []link
	// Done is what the request before has done, Undo leads back.
	Done    string
	Undo    *link
	Content any
}

// link leads to another page.
type link struct{ Text, URL string }

//go:embed templates
var templateFiles embed.FS

// templates are the pages by their names, each within the layout.
var templates = parseTemplates("index", "list", "row", "form", "delete", "restore", "failure")

func parseTemplates(names ...string) map[string]*template.Template {
	shared := template.Must(template.ParseFS(templateFiles, "templates/layout.html", "templates/parts.html"))
	all := map[string]*template.Template{}
	for _, name := range names {
		all[name] = template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, "templates/"+name+".html"))
	}
	return all
}

// dones are the sentences for what a request before has done, by the word that
// its redirect has.
var dones = map[string]string{
	"created": "The row has been created.", "saved": "Your changes have been saved.",
	"unchanged": "There was nothing to save: no value has changed.", "deleted": "The row has been deleted.",
	"restored": "The row has been restored.",
}

// show writes a page.
func (v *visit) show(status int, name string, p page) {
	p.Site, p.Home, p.Kind = v.title, v.home()+"/", name
	asset := v.home() + "/assets/"
	p.Style, p.Script, p.Icon = asset+named["style.css"], asset+named["script.js"], asset+named["symbol.svg"]
	if status < http.StatusMultipleChoices && (name == "list" || name == "row") { // nothing else follows upon a write
		p.Done, p.Undo = dones[v.c.Query("done")], v.undo()
	}
	if p.Heading == "" {
		p.Heading = p.Title
	}
	var b bytes.Buffer
	if err := templates[name].ExecuteTemplate(&b, "layout", p); err != nil {
		_ = v.c.Error(err)
		v.c.Status(http.StatusInternalServerError)
		return
	}
	v.headers()
	v.c.Data(status, "text/html; charset=utf-8", b.Bytes())
}

// policy lets a page load the explorer's own files, send forms to its own host
// and those of FormAction, and nothing else.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action %s; " +
	"frame-ancestors 'none'; base-uri 'none'"

// headers are those of every answer.
func (v *visit) headers() {
	for name, value := range map[string]string{
		"Content-Security-Policy": v.policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control": "no-store",
	} {
		v.c.Header(name, value)
	}
}

// redirect sends the browser to another page, by GET.
func (v *visit) redirect(to string) {
	v.headers()
	v.c.Redirect(http.StatusSeeOther, to)
}

// page begins a page about a resource.
func (v *visit) page(title string, crumbs ...link) page {
	name := label(v.at.Name)
	p := page{Title: title, Crumbs: []link{{"All resources", v.home() + "/"}}}
	if v.at.id != "" || title != name {
		p.Crumbs = append(p.Crumbs, link{name, v.listURL()})
	}
	p.Crumbs = append(p.Crumbs, crumbs...)
	return p
}

// listURL is the page of the list, rowURL that of a row of it.
func (v *visit) listURL() string {
	if v.own {
		return v.prefix + v.at.path
	}
	return v.home() + "/list" + v.at.path
}

func (v *visit) rowURL(id string) string {
	below := strings.TrimSuffix(v.at.path, "/") + "/" + id
	if v.own {
		return v.prefix + below
	}
	return v.home() + "/row" + below
}

// formURL is the page of a form: "new" over the list, "edit", "delete" and
// "restore" over the row.
func (v *visit) formURL(kind string) string { return v.home() + "/" + kind + v.at.target() }
