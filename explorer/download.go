package explorer

import (
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// formats are the ways to download a list, by the word in the address.
var formats = []struct {
	word, text string
	format     crud.Format
}{
	{"csv", "CSV", crud.CSV},
	{"ndjson", "NDJSON", crud.NDJSON},
}

// downloads are the links to those that the resource has.
func (v *visit) downloads() (links []link) {
	for _, f := range formats {
		if slices.Contains(v.at.Formats, f.format) {
			links = append(links, link{f.text, v.streamed().with("download", f.word).url(v.listURL())})
		}
	}
	return links
}

// streamed is the query without what a whole list has not.
func (v *visit) streamed() query {
	q := v.query.first()
	for _, name := range []string{"pagination_type", "count", "facets", "facet_counts", "include", v.at.Pages.Size} {
		q = q.with(name)
	}
	return q
}

// download hands the application's stream on, as a file.
func (v *visit) download(word string) {
	for _, f := range formats {
		if f.word == word && slices.Contains(v.at.Formats, f.format) {
			v.save(f.format, f.word)
			return
		}
	}
	v.notFound()
}

func (v *visit) save(format crud.Format, extension string) {
	r, err := v.request(question{
		method: v.c.Request.Method, path: v.at.path, query: v.streamed().String(), accept: string(format),
	})
	if err != nil {
		v.notFound()
		return
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\":`, r) {
			return '_'
		}
		return r
	}, v.at.Name) + "." + extension
	s := &stream{answer: &answer{header: http.Header{}}, to: v.c.Writer}
	s.start = func(header http.Header) {
		v.headers()
		v.handOn(header)
		v.c.Header("Content-Type", header.Get("Content-Type"))
		v.c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	v.app.ServeHTTP(s, r)
	s.WriteHeader(http.StatusOK) // of an answer without a body
	if !s.ok() && !v.passOn(s.answer) {
		v.fail(failureOf(s.answer))
	}
}
