package explorer

import (
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// resource is a description with what pages look up in it.
type resource struct {
	crud.Description

	// segments are those of its path, parameters included.
	segments []string
	// key are the members of a row that name it in a path; nil where the read
	// schema lacks one, or rows are not served.
	key []string
}

func newResource(d crud.Description) *resource {
	r := &resource{Description: d, segments: segmentsOf(d.Path)}
	if !r.takes(crud.OpGet) {
		return r
	}
	for _, field := range d.PrimaryKey {
		i := slices.IndexFunc(d.Read.Keys, func(k crud.KeyDescription) bool { return fieldKey(k) == field.Key })
		if i < 0 {
			r.key = nil
			break
		}
		r.key = append(r.key, d.Read.Keys[i].Name)
	}
	return r
}

// takes reports whether the resource has a route for one row, or a list, that
// does just this.
func (r *resource) takes(op crud.Op) bool {
	return slices.ContainsFunc(r.Routes, func(route crud.Route) bool { return route.Op == op })
}

// params are the parameters of the path.
func (r *resource) params() (names []string) {
	for _, segment := range r.segments {
		if name, ok := strings.CutPrefix(segment, ":"); ok {
			names = append(names, name)
		}
	}
	return names
}

// fieldKey is the key by which requests name the field that a member of rows is
// of: its crud tag, or its own name.
func fieldKey(k crud.KeyDescription) string {
	tag := k.Field.Tag.Get("crud")
	if tag == "" {
		return k.Name
	}
	return strings.ReplaceAll(tag, ".", "__")
}

// typeOf is the Go type of a member, without pointers; nil where there is none.
func typeOf(k crud.KeyDescription) reflect.Type {
	t := k.Field.Type
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// place is a resource at a path whose parameters are filled in.
type place struct {
	*resource

	// path is that of the list, and id that of a row below it, as a client
	// encodes them.
	path, id string
}

// target is the path of the row, or of the list where there is none.
func (p place) target() string {
	if p.id == "" {
		return p.path
	}
	return strings.TrimSuffix(p.path, "/") + "/" + p.id
}

// find finds the resource that a list's path names. Of several, one whose path
// has a parameter later is meant, as gin has it.
func (e *Explorer) find(segments []string) (found place, ok bool) {
	var best *resource
	for _, r := range e.resources {
		if r.matches(segments) && (best == nil || r.before(best)) {
			best = r
		}
	}
	return place{resource: best, path: "/" + strings.Join(segments, "/")}, best != nil
}

func (r *resource) matches(segments []string) bool {
	return len(segments) == len(r.segments) && r.takes(crud.OpList) && !slices.ContainsFunc(segments, isDots) &&
		slices.EqualFunc(r.segments, segments, func(pattern, segment string) bool {
			plain, err := url.PathUnescape(segment)
			return err == nil && (plain == pattern || pattern[0] == ':' && plain != "")
		})
}

// isDots reports segments that lead to another path.
func isDots(segment string) bool { return segment == "." || segment == ".." }

func (r *resource) before(other *resource) bool {
	for i, segment := range r.segments {
		if a, b := segment[0] == ':', other.segments[i][0] == ':'; a != b {
			return b
		}
	}
	return false
}

// segmentsOf takes a path apart; that of the root has none.
func segmentsOf(p string) []string {
	p = strings.Trim(p, "/")
	if p == "" {
		return nil
	}
	return strings.Split(p, "/")
}

// onResource answers by the resource that a path names.
func (v *visit) onResource(rest string, answer func()) {
	var ok bool
	if v.at, ok = v.find(segmentsOf(rest)); !ok {
		v.notFound()
		return
	}
	answer()
}

// onRow answers by the row that a path names.
func (v *visit) onRow(rest string, answer func()) {
	segments := segmentsOf(rest)
	if len(segments) == 0 || isDots(segments[len(segments)-1]) {
		v.notFound()
		return
	}
	at, ok := v.find(segments[:len(segments)-1])
	if !ok || !at.takes(crud.OpGet) {
		v.notFound()
		return
	}
	v.at, v.at.id = at, segments[len(segments)-1]
	answer()
}

// may reports whether pages offer to write.
func (v *visit) may(op crud.Op) bool { return v.writable && v.at.takes(op) }

// notFound answers that there is no such page.
func (v *visit) notFound() {
	v.fail(&failure{Status: http.StatusNotFound, Title: "There is no such page", Detail: "The address names nothing that is shown here."})
}
