package explorer

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// formPage is the content of a page that creates or edits a row.
type formPage struct {
	Action, Submit, Cancel string
	Token, ETag            string
	Fields                 []field
	// Failure is what the application has refused, Conflict that the row has changed
	// since the form was made.
	Failure  *failure
	Conflict bool
	Path     string
	Method   string
}

// newForm offers to create a row.
func (v *visit) newForm() {
	if !v.may(crud.OpCreate) || v.at.Create == nil {
		v.notFound()
		return
	}
	v.showForm(http.StatusOK, formPage{Fields: v.blankFields()})
}

// blankFields are the controls of a row that is not there yet, with what the
// schema sets by itself.
func (v *visit) blankFields() []field {
	fields := v.fieldsOf(v.at.Create)
	var defaults object
	if d, ok := reflect.TypeAssert[interface{ SetDefaults() }](reflect.New(v.at.Create.Type)); ok {
		d.SetDefaults()
		if text, err := json.Marshal(d); err == nil {
			_ = json.Unmarshal(text, &defaults) // a type that is no object has none
		}
	}
	for i := range fields {
		f := &fields[i]
		raw := defaults.get(f.Key)
		switch {
		case raw != nil && !slices.Contains(zeros, string(raw)):
			f.fill(raw)
		case f.Control == "checkbox":
			f.fill(json.RawMessage("false"))
		default:
			f.Null, f.OriginalNull = f.Nullable, f.Nullable
			f.settle()
		}
	}
	return fields
}

// zeros are values that a control leaves blank.
var zeros = []string{
	"null", `""`, "0", "[]", "{}", `"0001-01-01T00:00:00Z"`, `"00000000-0000-0000-0000-000000000000"`,
}

// create sends what was filled in.
func (v *visit) create() {
	if !v.may(crud.OpCreate) || v.at.Create == nil {
		v.notFound()
		return
	}
	content := formPage{Fields: v.blankFields()}
	all, ok := v.readForm(&content)
	if !ok {
		return
	}
	a := v.ask(question{method: http.MethodPost, path: v.at.path, body: objectOf(all), mediaType: plainJSON})
	if v.passOn(a) {
		return
	}
	if !a.ok() {
		content.refuse(a)
		v.showForm(a.status, content)
		return
	}
	to := v.listURL()
	id, below := strings.CutPrefix(a.header.Get("Location"), strings.TrimSuffix(v.at.path, "/")+"/")
	if below && !strings.ContainsAny(id, "/?#") && v.at.takes(crud.OpGet) {
		to = v.rowURL(id)
	}
	v.redirect(to + "?done=created")
}

// editForm offers to change a row.
func (v *visit) editForm() {
	if !v.may(crud.OpPatch) || v.at.Update == nil {
		v.notFound()
		return
	}
	fields, etag, ok := v.presentFields()
	if ok {
		v.showForm(http.StatusOK, formPage{Fields: fields, ETag: etag})
	}
}

// presentFields are the controls of the row as it is now; not ok where it has
// been answered that there is none.
func (v *visit) presentFields() (fields []field, etag string, ok bool) {
	row, etag, ok := v.readRow("")
	if !ok {
		return nil, "", false
	}
	fields = v.fieldsOf(v.at.Update)
	for i := range fields {
		fields[i].fill(row.get(fields[i].Key))
	}
	return fields, etag, true
}

// edit sends what was changed, for the row as it was when the form was made.
func (v *visit) edit() {
	if !v.may(crud.OpPatch) || v.at.Update == nil {
		v.notFound()
		return
	}
	content := formPage{Fields: v.fieldsOf(v.at.Update), ETag: v.c.PostForm("etag")}
	all, ok := v.readForm(&content)
	if !ok {
		return
	}
	if len(all) == 0 {
		v.redirect(v.rowURL(v.at.id) + "?done=unchanged")
		return
	}
	body, mediaType := patchOf(all)
	a := v.ask(question{method: http.MethodPatch, path: v.at.target(), ifMatch: content.ETag, body: body, mediaType: mediaType})
	switch {
	case v.passOn(a):
	case a.ok():
		v.redirect(v.rowURL(v.at.id) + "?done=saved")
	case a.status == http.StatusPreconditionFailed:
		v.conflict(content)
	default:
		content.refuse(a)
		v.showForm(a.status, content)
	}
}

// conflict shows the form anew, made from the row as it is now: with what the
// client has changed, and beside it what has become of that meanwhile.
func (v *visit) conflict(mine formPage) {
	fields, etag, ok := v.presentFields()
	if !ok {
		return
	}
	for i := range fields {
		now, my := &fields[i], mine.Fields[i]
		if !my.changed() {
			continue
		}
		if now.Known && (plainLines(now.Value) != my.Original || now.Null != my.OriginalNull) {
			now.Conflict = now.shown()
		}
		now.Value, now.Null = my.Value, my.Null
		now.settle()
	}
	v.showForm(http.StatusPreconditionFailed, formPage{Fields: fields, ETag: etag, Conflict: true})
}

// shown is a control's value as a page shows it.
func (f *field) shown() *cell {
	switch {
	case f.Null:
		return &cell{Text: "null", Note: noValue}
	case f.Value == "" && (f.shape == lines || f.shape == numberLines):
		return &cell{Text: "empty", Note: noItems}
	case f.Value == "":
		return &cell{Text: "empty", Note: noText}
	}
	return &cell{Text: f.Value}
}

// readForm reads the posted values into fields; not ok where the form has been
// answered again, as a value, or all of it, cannot be sent.
func (v *visit) readForm(content *formPage) (all []change, ok bool) {
	for i := range content.Fields {
		content.Fields[i].read(v.c.Request.PostForm)
	}
	all, ok = changes(content.Fields)
	if content.Failure = v.stale(); content.Failure != nil {
		v.showForm(content.Failure.Status, *content)
		return nil, false
	}
	if !ok {
		v.showForm(http.StatusUnprocessableEntity, *content)
	}
	return all, ok
}

// refuse puts the mistakes of an answer at their fields, and the others at the
// top.
func (p *formPage) refuse(a *answer) {
	f := failureOf(a)
	rest := f.Mistakes[:0]
	for _, m := range f.Mistakes {
		key, below, _ := strings.Cut(strings.TrimPrefix(m.Where, "/"), "/")
		i := p.index(strings.NewReplacer("~1", "/", "~0", "~").Replace(key))
		if i < 0 || !strings.HasPrefix(m.Where, "/") {
			rest = append(rest, m)
			continue
		}
		if below != "" {
			m.Detail = below + ": " + m.Detail
		}
		p.Fields[i].Errors = append(p.Fields[i].Errors, m.Detail)
	}
	f.Mistakes = rest
	p.Failure = f
}

// index is the place of a key among the fields; -1 for none.
func (p *formPage) index(key string) int {
	for i, f := range p.Fields {
		if f.Key == key {
			return i
		}
	}
	return -1
}

// showForm completes the page of a form.
func (v *visit) showForm(status int, content formPage) {
	content.Token, content.Path = v.token(), v.at.target()
	creates := v.at.id == ""
	kind, title := "edit", "Edit row "+v.plainID()
	content.Submit, content.Method = "Save changes", http.MethodPatch
	content.Cancel = v.rowURL(v.at.id)
	if creates {
		kind, title = "new", "New row"
		content.Submit, content.Cancel, content.Method = "Create", v.listURL(), http.MethodPost
	}
	content.Action = v.formURL(kind)
	if content.Failure == nil && status == http.StatusUnprocessableEntity {
		content.Failure = &failure{Title: "Some values cannot be sent"}
	}
	p := v.page(title)
	if !creates {
		p.Crumbs = append(p.Crumbs, link{v.plainID(), content.Cancel})
	}
	p.Heading, p.Content = title+" in "+label(v.at.Name), content
	if !creates {
		p.Heading = "Edit " + label(v.at.Name)
	}
	v.show(status, "form", p)
}
