package explorer

import (
	"encoding/json"
	"net/http"

	"github.com/crudfactory/crudfactory/schemas"
)

// failure is what a page tells where the application has refused.
type failure struct {
	Status        int
	Title, Detail string
	Mistakes      []mistake
	// Links are ways on.
	Links []link
}

// mistake is one of several reasons, with the value that it is about.
type mistake struct {
	Where, Detail string
	Allowed       []string
	// Remove is the page without what is wrong.
	Remove string
	// Anchor is the control that is meant.
	Anchor string
}

// problemOf reads the problem of an answer. What is none, of a handler of the
// application's own, is told by its status.
func problemOf(a *answer) schemas.Problem {
	var p schemas.Problem
	if err := json.Unmarshal(a.body, &p); err != nil || p.Title == "" {
		p = schemas.Problem{Title: http.StatusText(a.status)}
	}
	if p.Title == "" {
		p.Title = "The application has refused"
	}
	p.Status = a.status
	return p
}

// failureOf is what a page tells of an answer.
func failureOf(a *answer) *failure {
	p := problemOf(a)
	f := &failure{Status: p.Status, Title: p.Title, Detail: p.Detail}
	for _, e := range p.Errors {
		f.Mistakes = append(f.Mistakes, mistake{Where: e.Parameter + e.Pointer, Detail: e.Detail, Allowed: e.Allowed})
	}
	return f
}

// fail answers a page that has nothing but a failure.
func (v *visit) fail(f *failure) {
	p := page{Title: f.Title, Content: f}
	if v.at.resource != nil {
		p = v.page(f.Title)
		p.Content = f
	}
	v.show(f.Status, "failure", p)
}
