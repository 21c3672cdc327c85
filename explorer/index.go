package explorer

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// entry is a resource on the first page.
type entry struct {
	Name, Path string
	// URL is that of its list; a path with parameters has a form instead.
	URL    string
	Open   string
	Number int
	Params []string
	Facts  []string
}

// index shows the resources.
func (v *visit) index() {
	var entries []entry
	for i, r := range v.resources {
		if !r.takes(crud.OpList) {
			continue
		}
		e := entry{Name: label(r.Name), Path: r.Path, Number: i, Params: r.params(), Open: v.home() + "/open", Facts: v.facts(r)}
		if len(e.Params) == 0 {
			e.URL = v.home() + "/list" + r.Path
		}
		entries = append(entries, e)
	}
	v.show(http.StatusOK, "index", page{Title: "Resources", Heading: "Resources", Content: entries})
}

// facts are what one can do with a resource.
func (v *visit) facts(r *resource) (facts []string) {
	if r.Search != nil {
		facts = append(facts, "search")
	}
	if n := len(r.Facets.Keys); n > 0 {
		facts = append(facts, counted(int64(n), "facet"))
	}
	if n := len(r.Order.Keys); n > 0 {
		facts = append(facts, counted(int64(n), "order"))
	}
	for _, write := range []struct {
		op   crud.Op
		word string
	}{{crud.OpCreate, "create"}, {crud.OpPatch, "edit"}, {crud.OpDelete, "delete"}, {crud.OpRestore, "restore"}} {
		if v.writable && r.takes(write.op) {
			facts = append(facts, write.word)
		}
	}
	return facts
}

// open leads to the list of a resource whose path has parameters, as the form of
// the first page has filled them in.
func (v *visit) open() {
	number, err := strconv.Atoi(v.c.Query("resource"))
	if err != nil || number < 0 || number >= len(v.resources) {
		v.notFound()
		return
	}
	segments := append([]string(nil), v.resources[number].segments...)
	for i, segment := range segments {
		if name, ok := strings.CutPrefix(segment, ":"); ok {
			if segments[i] = url.PathEscape(v.c.Query("param." + name)); segments[i] == "" {
				v.redirect(v.home() + "/")
				return
			}
		}
	}
	v.redirect(v.home() + "/list/" + strings.Join(segments, "/"))
}
