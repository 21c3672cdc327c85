package explorer

import (
	"net/http"

	"github.com/crudfactory/crudfactory/crud"
)

// deletePage is the content of the page that asks before a row is deleted.
type deletePage struct {
	Action, Cancel, Token, ETag, Name string
	Fields                            []property
	Failure                           *failure
	Conflict, Restorable              bool
}

// deleteForm shows the row, and asks.
func (v *visit) deleteForm() { v.askToDelete(http.StatusOK, deletePage{}) }

func (v *visit) askToDelete(status int, content deletePage) {
	if !v.may(crud.OpDelete) {
		v.notFound()
		return
	}
	o, etag, ok := v.readRow("")
	if !ok {
		return
	}
	content.Fields, content.ETag, content.Name = v.properties(o), etag, v.titleOf(o)
	content.Restorable = v.may(crud.OpRestore)
	content.Action, content.Cancel, content.Token = v.formURL("delete"), v.rowURL(v.at.id), v.token()
	p := v.page("Delete row "+v.plainID(), link{v.plainID(), content.Cancel})
	p.Heading, p.Content = "Delete this row?", content
	v.show(status, "delete", p)
}

// remove deletes the row as it was shown.
func (v *visit) remove() {
	if !v.may(crud.OpDelete) {
		v.notFound()
		return
	}
	if f := v.stale(); f != nil {
		v.askToDelete(f.Status, deletePage{Failure: f})
		return
	}
	a := v.ask(question{method: http.MethodDelete, path: v.at.target(), ifMatch: v.c.PostForm("etag")})
	switch {
	case v.passOn(a):
	case a.ok():
		v.redirect(v.deleted())
	case a.status == http.StatusPreconditionFailed:
		v.askToDelete(a.status, deletePage{Conflict: true})
	case a.status == http.StatusNotFound:
		v.fail(failureOf(a))
	default:
		v.askToDelete(a.status, deletePage{Failure: failureOf(a)})
	}
}
