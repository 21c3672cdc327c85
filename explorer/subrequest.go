package explorer

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"github.com/crudfactory/crudfactory/crud"
)

// ours are headers of a client that are about the page, not about the resource
// behind it: its conditions and ranges, its encodings, its form. Those of a
// connection (RFC 9110, section 7.6.1) end with it, as those that it names.
var ours = []string{
	"Accept", "Accept-Encoding", "Accept-Ranges", "Range", "If-Range", "Prefer",
	"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since",
	"Content-Type", "Content-Length", "Content-Encoding", "Expect",
	"Connection", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
}

// question is a request to the application.
type question struct {
	method string
	path   string // encoded
	query  string
	// accept and ifMatch are headers; none where they are empty.
	accept, ifMatch string
	// body is of the media type, if there is one.
	body      []byte
	mediaType string
}

// request makes the request that the application is asked, in the name of the
// page's client: with its address, its credentials and its context.
func (v *visit) request(q question) (*http.Request, error) {
	plain, err := url.PathUnescape(q.path)
	if err != nil {
		return nil, err
	}
	client := v.c.Request
	r, err := http.NewRequestWithContext(client.Context(), q.method, "/", bytes.NewReader(q.body))
	if err != nil {
		return nil, err
	}
	// A path is no reference: in a URL's text a host could stand in front of it.
	r.URL = &url.URL{Path: plain, RawPath: q.path, RawQuery: q.query}
	r.Header = client.Header.Clone()
	for name := range strings.SplitSeq(strings.Join(client.Header.Values("Connection"), ","), ",") {
		r.Header.Del(strings.TrimSpace(name))
	}
	for _, name := range ours {
		r.Header.Del(name)
	}
	for name, value := range map[string]string{"Accept": q.accept, "If-Match": q.ifMatch, "Content-Type": q.mediaType} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	if v.at.ReadYourWrites { // a page behind a form shows what was written
		r.Header.Set(crud.ConsistencyHeader, crud.PrimaryToken)
	}
	r.Host, r.RemoteAddr, r.TLS, r.RequestURI = client.Host, client.RemoteAddr, client.TLS, r.URL.RequestURI()
	r.Proto, r.ProtoMajor, r.ProtoMinor = client.Proto, client.ProtoMajor, client.ProtoMinor
	return r, nil
}

// ask asks the application for JSON, and waits for its whole answer.
func (v *visit) ask(q question) *answer {
	if q.accept == "" {
		q.accept = string(crud.JSON)
	}
	r, err := v.request(q)
	if err != nil {
		return &answer{status: http.StatusNotFound, header: http.Header{}}
	}
	a := &answer{header: http.Header{}}
	v.app.ServeHTTP(a, r)
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a
}

// get asks for the row, or the list, of the page.
func (v *visit) get(query string) *answer {
	return v.ask(question{method: http.MethodGet, path: v.at.target(), query: query})
}

// answer is what the application has answered: a ResponseWriter that keeps it.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// Header are the headers of the answer.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader keeps the status; of several final ones the first.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
}

// Write keeps a part of the body.
func (a *answer) Write(part []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.body = append(a.body, part...)
	return len(part), nil
}

// Flush does nothing: the page needs the whole.
func (a *answer) Flush() {}

func (a *answer) ok() bool { return a.status >= http.StatusOK && a.status < http.StatusMultipleChoices }

// passed are headers of an answer that are for the client, whatever the page
// makes of the rest: a challenge, a session, when to come again.
var passed = []string{"Www-Authenticate", "Set-Cookie", "Retry-After"}

// passOn gives the client what an answer has for it. It reports whether that is
// all: where the application sends the client elsewhere, to log in.
func (v *visit) passOn(a *answer) (done bool) {
	v.handOn(a.header)
	if to := a.header.Get("Location"); to != "" && a.status >= http.StatusMultipleChoices && a.status < http.StatusBadRequest {
		v.headers()
		v.c.Redirect(http.StatusSeeOther, to)
		return true
	}
	return false
}

// handOn gives the client the headers that are for it.
func (v *visit) handOn(header http.Header) {
	for _, name := range passed {
		for _, value := range header.Values(name) {
			v.c.Writer.Header().Add(name, value)
		}
	}
}

// stream hands an answer on to the client as it comes, once it has turned out
// to be a success; a failure is kept.
type stream struct {
	*answer

	to    http.ResponseWriter
	start func(header http.Header)
}

// WriteHeader begins the answer to the client, unless the status is a failure's.
func (s *stream) WriteHeader(status int) {
	if s.status != 0 || status < http.StatusOK {
		return
	}
	s.status = status
	if s.ok() {
		s.start(s.header)
		s.to.WriteHeader(status)
	}
}

// Write hands a part on.
func (s *stream) Write(part []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	if !s.ok() {
		return s.answer.Write(part)
	}
	return s.to.Write(part)
}

// Flush sends what there is.
func (s *stream) Flush() {
	s.WriteHeader(http.StatusOK)
	if s.ok() {
		_ = http.NewResponseController(s.to).Flush() // a client may have gone
	}
}

// Unwrap lets the application set deadlines (http.ResponseController).
func (s *stream) Unwrap() http.ResponseWriter { return s.to }
