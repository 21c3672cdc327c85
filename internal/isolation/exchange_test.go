package isolation_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// request is one of a tenant.
type request struct {
	tenant, method, target, body string
	// header is in pairs.
	header []string
}

func (r request) String() string {
	return strings.Join(append([]string{r.tenant, r.method, r.target, r.body}, r.header...), " ")
}

// said is all that a request says, in clear.
func (r request) said() string {
	target, err := url.QueryUnescape(r.target)
	if err != nil {
		target = r.target
	}
	return target + " " + r.body + " " + inTokens(target)
}

// answer is what a client sees.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask has a handler answer a request.
func ask(h http.Handler, r request) answer {
	made := httptest.NewRequest(r.method, r.target, strings.NewReader(r.body))
	made.Header.Set("X-Tenant", r.tenant)
	for i := 0; i < len(r.header); i += 2 {
		made.Header.Set(r.header[i], r.header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, made)
	return answer{w.Code, w.Header(), w.Body.String()}
}

// String is all of an answer, in an order that does not change.
func (a answer) String() string {
	var b strings.Builder
	_ = json.NewEncoder(&b).Encode(a.status)
	_ = json.NewEncoder(&b).Encode(a.header)
	return b.String() + a.body
}

// told is all that an answer tells, in clear.
func (a answer) told() string {
	whole := a.String()
	unescaped, err := url.QueryUnescape(strings.ReplaceAll(whole, "%", "%25"))
	if err != nil {
		unescaped = ""
	}
	return whole + unescaped + inTokens(whole)
}

// token is what may be a cursor.
var token = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)

// inTokens is what is in the tokens of a text.
func inTokens(text string) string {
	var all []string
	for _, found := range token.FindAllString(text, -1) {
		if inside, err := base64.RawURLEncoding.DecodeString(found); err == nil {
			all = append(all, string(inside))
		}
	}
	return strings.Join(all, " ")
}

// problem decodes the codes of a problem and of its mistakes.
func (a answer) problem() (p struct {
	Code   string
	Errors []struct{ Pointer, Parameter, Code, Detail string }
},
) {
	_ = json.Unmarshal([]byte(a.body), &p)
	return p
}

// brief is the status, with the code of a problem and the places of its mistakes.
func (a answer) brief() string {
	p := a.problem()
	parts := []string{strconv.Itoa(a.status)}
	if p.Code != "" {
		parts = append(parts, p.Code)
	}
	for _, mistake := range p.Errors {
		parts = append(parts, mistake.Pointer+mistake.Parameter)
	}
	return strings.Join(parts, " ")
}
