package explorer

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// rowPage is the content of a row's page.
type rowPage struct {
	Path         string
	Fields       []property
	Related      []choice // by URL
	Edit, Delete string
	ETag, Curl   string
}

// property is a member of a row.
type property struct {
	Key, Label string
	Value      cell
}

// row shows one row, whole.
func (v *visit) row() {
	v.readQuery()
	o, etag, ok := v.readRow(cmp.Or(v.malformed, v.query.String()))
	if !ok {
		return
	}
	content := rowPage{
		Path: v.at.target(), Fields: v.properties(o), Related: v.related(), ETag: etag, Curl: v.curl(v.query.Values),
	}
	if v.may(crud.OpPatch) && v.at.Update != nil {
		content.Edit = v.formURL("edit")
	}
	if v.may(crud.OpDelete) {
		content.Delete = v.formURL("delete")
	}
	p := v.page("Row " + v.plainID())
	p.Kind, p.Heading, p.Content = "row", v.titleOf(o), content
	v.show(http.StatusOK, "row", p)
}

// readRow asks for the row; not ok where the page has been answered without it.
func (v *visit) readRow(query string) (o object, etag string, ok bool) {
	a := v.get(query)
	switch {
	case v.passOn(a):
	case !a.ok():
		f := failureOf(a)
		if a.status == http.StatusNotFound && v.may(crud.OpRestore) {
			f.Links = append(f.Links, link{"Restore it, if it was deleted", v.formURL("restore")})
		}
		v.fail(f)
	case json.Unmarshal(a.body, &o) != nil:
		v.fail(notJSON)
	default:
		return o, a.header.Get("ETag"), true
	}
	return nil, "", false
}

func (v *visit) properties(o object) []property {
	all := make([]property, len(o))
	for i, m := range o {
		all[i] = property{m.name, label(m.name), wholeOf(m.value, v.typeOf(m.name))}
	}
	return all
}

// plainID is the row's key as people read it.
func (v *visit) plainID() string { return plain(v.at.id) }

func plain(id string) string {
	decoded, err := url.PathUnescape(id)
	if err != nil {
		return id
	}
	return decoded
}

// titleOf is what a row is called: its name or title, where it has one, or its
// key.
func (v *visit) titleOf(o object) string {
	for _, key := range []string{"title", "name"} {
		if raw := o.get(key); isString(raw) {
			if text, _ := shortened(strings.TrimSpace(textOf(raw)), longest); text != "" {
				return text
			}
		}
	}
	return label(v.at.Name) + " " + v.plainID()
}

// related are the relations that can be shown beside, each with the page on
// which it is, or is not.
func (v *visit) related() (all []choice) {
	var shown []string
	if given := v.query.Get("include"); given != "" {
		shown = strings.Split(given, ",")
	}
	for _, include := range v.at.Includes {
		next := slices.DeleteFunc(slices.Clone(shown), func(key string) bool { return key == include.Key })
		chosen := len(next) < len(shown)
		if !chosen {
			next = append(next, include.Key)
		}
		to := v.query.with("include")
		if len(next) > 0 {
			to = to.with("include", strings.Join(next, ","))
		}
		all = append(all, choice{to.url(v.rowURL(v.at.id)), label(include.Key), chosen})
	}
	return all
}
