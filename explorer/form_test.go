package explorer_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// recorded keeps the bodies of writes.
type recorded struct{ bodies, types, matches []string }

func (r *recorded) handler(c *gin.Context) {
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		return
	}
	body, _ := io.ReadAll(c.Request.Body)
	c.Request.Body = io.NopCloser(&again{body})
	r.bodies, r.types = append(r.bodies, string(body)), append(r.types, c.ContentType())
	r.matches = append(r.matches, c.GetHeader("If-Match"))
}

type again struct{ left []byte }

func (a *again) Read(p []byte) (int, error) {
	if len(a.left) == 0 {
		return 0, io.EOF
	}
	n := copy(p, a.left)
	a.left = a.left[n:]
	return n, nil
}

// openRecorded is open with what the resource was sent.
func openRecorded(t *testing.T) (*app, *recorded) {
	t.Helper()
	r := &recorded{}
	return serve(t, shelf(t, dbtest.SQLite(t, &author{}, &book{})), []gin.HandlerFunc{r.handler}, writable), r
}

func (r *recorded) last() string { return r.bodies[len(r.bodies)-1] }

func TestCreate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, openDB opener) {
		sent := &recorded{}
		a := serve(t, shelf(t, openDB(t, &author{}, &book{})), []gin.HandlerFunc{sent.handler}, writable)
		p := a.get("/explorer/list/books").click("New row").want(http.StatusOK).has("required", "At most 80 characters", "RFC 3339")
		f := p.form("value.title").set("value.added", "yesterday", "value.pages", "many", "value.genre", "poetry")
		p = f.send().want(http.StatusUnprocessableEntity).has("Title is required", "Pages", "Added")
		equal(t, "what was wrong is sent as it was", sent.last(), `{"genre":"poetry","pages":"many","added":"yesterday"}`)
		for _, id := range []string{"field-0", "field-6", "field-7"} {
			n := p.one("input", "id", id)
			equal(t, id, attr(n, "aria-invalid"), "true")
			if told := p.one("p", "id", id+"-error"); told == nil || textOf(told) == "" {
				t.Errorf("%s has no message", id)
			}
		}
		f = p.form("value.title")
		equal(t, "what was filled in", f.values.Get("value.genre"), "poetry")
		f.set("value.title", "New one", "value.added", "2024-06-01T10:00:00Z", "value.pages", "9007199254740993", "value.extra", "{")
		p = f.send().want(http.StatusUnprocessableEntity).has("is no JSON")
		equal(t, "not sent", len(sent.bodies), 1)
		p = p.form("value.title").set("value.extra", `{"a": [1.50]}`, "value.notes", "two\r\nlines", "value.reviewed", "false").send().follow()
		p.want(http.StatusOK).has("The row has been created.", "New one", "9007199254740993", "1.5")
		var id int64
		must(t, a.db.Model(&book{}).Select("id").Where("title = ?", "New one").Scan(&id).Error)
		b := a.book(id)
		equal(t, "lines", b.Notes, "two\nlines")
		equal(t, "pages", *b.Pages, 9007199254740993)
		equal(t, "reviewed", *b.Reviewed, false)
		equal(t, "null", b.Subtitle, nil)
	})
}

func TestCreateTwice(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	p := a.get("/explorer/new/books").form("value.title").set("value.title", "Book 01", "value.added", "2024-06-01T10:00:00Z").send()
	p.want(http.StatusConflict).has("Title", "another row has the same")
	equal(t, "in a group", a.get("/explorer/new/shops/south/books").form("value.title").set("value.title", "", "value.added", "x").send().status,
		http.StatusUnprocessableEntity)
}

func TestEditSendsWhatHasChanged(t *testing.T) {
	t.Parallel()
	a, sent := openRecorded(t)
	must(t, a.db.Model(&book{}).Where("id = 2").Update("notes", "\nfirst\nsecond").Error)
	form := func() *form {
		return a.get("/explorer/row/books/2").click("Edit").want(http.StatusOK).form("value.title")
	}
	form().send().follow().has("There was nothing to save")
	equal(t, "requests", len(sent.bodies), 0)
	for _, test := range []struct {
		name  string
		pairs []string
		want  string
	}{
		{"a text", []string{"value.title", `"Quoted" <b>`}, `{"title":"\"Quoted\" <b>"}`},
		{"a number", []string{"value.pages", "12"}, `{"pages":12}`},
		{"null by a blank", []string{"value.pages", " "}, `{"pages":null}`},
		{"a box", []string{"value.in_print", "true"}, `{"in_print":true}`},
		{"a choice", []string{"value.reviewed", "true"}, `{"reviewed":true}`},
		{"null by a choice", []string{"value.genre", ""}, `{"genre":null}`},
		{"a text that can be null", []string{"value.subtitle", "x"}, `{"subtitle":"x"}`},
		{"null by a box", []string{"value.subtitle", "", "null.subtitle", "1"}, `{"subtitle":null}`},
		{"several", []string{"value.title", "T", "value.notes", "a\r\nb"}, `{"title":"T","notes":"a\nb"}`},
		{"a document", []string{"value.extra", `{"n": 1e400}`}, `[{"op":"add","path":"/extra","value":{"n": 1e400}}]`},
		{"a document that goes", []string{"value.extra", ``}, `{"extra":null}`},
	} {
		before := len(sent.bodies)
		f := form().set(test.pairs...)
		f.send()
		if len(sent.bodies) != before+1 {
			t.Errorf("%s: %d requests", test.name, len(sent.bodies)-before)
			continue
		}
		if diff := cmp.Diff(test.want, sent.last()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		if sent.matches[before] == "" {
			t.Errorf("%s: no If-Match", test.name)
		}
	}
	equal(t, "a patch", sent.types[0], "application/merge-patch+json")
	p := form().set("value.title", "").send().want(http.StatusUnprocessableEntity).has("Title is required")
	p.form("value.title").set("value.title", "Fine").send().follow().has("Your changes have been saved.", "Fine")
	equal(t, "title", a.book(2).Title, "Fine")
}

func TestEmptyAndNullTextsDiffer(t *testing.T) {
	t.Parallel()
	a, sent := openRecorded(t)
	f := a.get("/explorer/edit/books/2").has("Subtitle is null while blank").form("value.subtitle")
	equal(t, "null", f.values.Get("null.subtitle"), "1")
	f.values.Del("null.subtitle")
	f.send().follow()
	equal(t, "empty", sent.last(), `{"subtitle":""}`)
	f = a.get("/explorer/edit/books/2").form("value.subtitle")
	equal(t, "not null", f.values.Has("null.subtitle"), false)
	f.check("null.subtitle", "1").send().follow()
	equal(t, "null again", sent.last(), `{"subtitle":null}`)
}

func TestEditConflict(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	f := a.get("/explorer/edit/books/3").form("value.title").set("value.title", "Mine", "value.pages", "7")
	must(t, a.db.Model(&book{}).Where("id = 3").Updates(map[string]any{"title": "Theirs", "notes": "theirs too"}).Error)
	p := f.send().want(http.StatusPreconditionFailed)
	p.has("Somebody else has changed this row", "Meanwhile it has become: Theirs")
	equal(t, "nothing is saved", a.book(3).Title, "Theirs")
	f = p.form("value.title")
	equal(t, "mine", f.values.Get("value.title"), "Mine")
	equal(t, "theirs, which I have not touched", f.values.Get("value.notes"), "theirs too")
	f.send().follow().has("Your changes have been saved.")
	b := a.book(3)
	equal(t, "title", b.Title, "Mine")
	equal(t, "pages", *b.Pages, 7)
	equal(t, "notes", b.Notes, "theirs too")
	// Line breaks, which forms write in their own way, are no change.
	must(t, a.db.Model(&book{}).Where("id = 6").Update("notes", "one\r\ntwo").Error)
	f = a.get("/explorer/edit/books/6").form("value.title").set("value.notes", "mine")
	must(t, a.db.Model(&book{}).Where("id = 6").Update("title", "Theirs too").Error)
	f.send().want(http.StatusPreconditionFailed).hasNot("Meanwhile it has become")
	// A row that has gone is told as such.
	f = a.get("/explorer/edit/books/4").form("value.title").set("value.title", "Gone")
	must(t, a.db.Delete(&book{}, 4).Error)
	f.send().want(http.StatusNotFound).has("Not found")
}

func TestDelete(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	p := a.get("/explorer/row/books/5").click("Delete").want(http.StatusOK).has("Delete this row?", "Book 05")
	equal(t, "it asks first", a.book(5).Title, "Book 05")
	must(t, a.db.Model(&book{}).Where("id = 5").Update("notes", "changed").Error)
	p = p.form("etag").send().want(http.StatusPreconditionFailed).has("it has not been deleted", "changed")
	p.form("etag").send().follow().has("The row has been deleted.", "1–20 of 24 rows")
	a.get("/explorer/row/books/5").want(http.StatusNotFound)
	equal(t, "kept", a.get("/explorer/delete/books/6").link("Keep it"), "/explorer/row/books/6")
}

func TestOnlyWhatAResourceTakes(t *testing.T) {
	t.Parallel()
	a := open(t, writable)
	must(t, a.db.Create(&author{Name: "Emily"}).Error)
	p := a.get("/explorer/list/authors").want(http.StatusOK)
	equal(t, "no form", p.link("New row"), "")
	p = a.get("/explorer/row/authors/2").want(http.StatusOK).has("Emily")
	equal(t, "no edit", p.link("Edit")+p.link("Delete"), "")
	for _, path := range []string{"/explorer/new/authors", "/explorer/edit/authors/2", "/explorer/delete/authors/2"} {
		a.get(path).want(http.StatusNotFound)
	}
	f := a.get("/explorer/new/books").form("value.title")
	for _, path := range []string{"/explorer/new/authors", "/explorer/edit/authors/2", "/explorer/delete/authors/2", "/explorer/list/books"} {
		f.action = path
		f.send().want(http.StatusNotFound)
	}
}
