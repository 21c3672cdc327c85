package explorer

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// restorePage is the content of the page that asks before a deleted row comes
// back. It cannot show the row: the application answers none that is deleted.
type restorePage struct {
	Action, Cancel, Token string
	Path                  string
	Failure               *failure
}

// restoreForm asks, unless the row is there.
func (v *visit) restoreForm() {
	if !v.may(crud.OpRestore) {
		v.notFound()
		return
	}
	switch a := v.get(""); {
	case v.passOn(a):
	case a.ok():
		v.redirect(v.rowURL(v.at.id))
	case a.status == http.StatusNotFound:
		v.askToRestore(http.StatusOK, nil)
	default:
		v.fail(failureOf(a))
	}
}

func (v *visit) askToRestore(status int, f *failure) {
	p := v.page("Restore row " + v.plainID())
	p.Heading = "Restore this row?"
	p.Content = restorePage{
		Action: v.formURL("restore"), Cancel: v.listURL(), Token: v.token(), Path: v.at.target() + "/restore", Failure: f,
	}
	v.show(status, "restore", p)
}

// restore has the row restored.
func (v *visit) restore() {
	if !v.may(crud.OpRestore) {
		v.notFound()
		return
	}
	if f := v.stale(); f != nil {
		v.askToRestore(f.Status, f)
		return
	}
	a := v.ask(question{method: http.MethodPost, path: v.at.target() + "/restore"})
	switch {
	case v.passOn(a):
	case a.ok():
		v.redirect(v.rowURL(v.at.id) + "?done=restored")
	case a.status == http.StatusNotFound:
		v.fail(failureOf(a))
	default:
		v.askToRestore(a.status, failureOf(a))
	}
}

// deleted is the page behind a row's deletion: the list, from which the row can be
// brought back where the resource restores some.
func (v *visit) deleted() string {
	to := v.listURL() + "?done=deleted"
	if v.may(crud.OpRestore) {
		to += "&undo=" + url.QueryEscape(v.at.id)
	}
	return to
}

// undo leads to the form that restores the row that the address names; nil where
// it names none.
func (v *visit) undo() *link {
	id := v.c.Query("undo")
	if v.c.Query("done") != "deleted" || v.at.resource == nil || v.at.id != "" || !v.may(crud.OpRestore) ||
		id == "" || isDots(plain(id)) || strings.ContainsAny(id, `/\?#`) {
		return nil
	}
	row := *v
	row.at.id = id
	return &link{"Restore it", row.formURL("restore")}
}
