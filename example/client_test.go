package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// offsetPage is the envelope of offset paging. No key is optional.
type offsetPage[T any] struct {
	Items            []T              `json:"items"`
	Pagination       offsetPagination `json:"pagination"`
	PaginationType   string           `json:"pagination_type"`
	FilterAttributes json.RawMessage  `json:"filter_attributes"`
}

type offsetPagination struct {
	TotalCount    *int64  `json:"total_count"`
	TotalRelation *string `json:"total_relation"`
	ItemsPerPage  int     `json:"items_per_page"`
	Page          int     `json:"page"`
	Pages         *int64  `json:"pages"`
	HasMore       bool    `json:"has_more"`
	NextCursor    *string `json:"next_cursor"`
}

// cursorPage is the envelope of cursor paging. The total is there when it was
// asked for.
type cursorPage[T any] struct {
	Items            []T              `json:"items"`
	Pagination       cursorPagination `json:"pagination"`
	PaginationType   string           `json:"pagination_type"`
	FilterAttributes json.RawMessage  `json:"filter_attributes"`
}

type cursorPagination struct {
	NextCursor    *string `json:"next_cursor"`
	PrevCursor    *string `json:"prev_cursor"`
	ItemsPerPage  int     `json:"items_per_page"`
	HasMore       bool    `json:"has_more"`
	TotalCount    *int64  `json:"total_count,omitempty"`
	TotalRelation *string `json:"total_relation,omitempty"`
}

// problem is RFC 9457's document with the members of the contract.
type problem struct {
	Type     string    `json:"type"`
	Title    string    `json:"title"`
	Status   int       `json:"status"`
	Detail   string    `json:"detail"`
	Instance string    `json:"instance"`
	Code     string    `json:"code"`
	Errors   []mistake `json:"errors,omitempty"`
}

type mistake struct {
	Parameter string   `json:"parameter"`
	Code      string   `json:"code"`
	Detail    string   `json:"detail"`
	Allowed   []string `json:"allowed,omitempty"`
}

// answer is a response that has been read.
type answer struct {
	url    *url.URL
	status int
	header http.Header
	body   []byte
}

// request is a method, a path with its query, and headers as NAME, value. What
// a shell would let a person type is percent-encoded where HTTP wants it.
func (a *app) request(t *testing.T, method, target string, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, a.url+encode(target), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	response, err := a.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer{url: r.URL, status: response.StatusCode, header: response.Header, body: body}
}

func (a *app) get(t *testing.T, target string, header ...string) answer {
	t.Helper()
	return a.request(t, http.MethodGet, target, header...)
}

// encode leaves a % alone: a case writes %25 where it means one.
func encode(target string) string {
	var b strings.Builder
	for _, c := range []byte(target) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}#", c) >= 0 {
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// decode reads the body of a 200 into a T: no key may be unknown, none may be
// missing.
func decode[T any](t *testing.T, a answer) T {
	t.Helper()
	if a.status != http.StatusOK {
		t.Fatalf("GET %s: status %d, want 200: %.300s", a.url.RequestURI(), a.status, a.body)
	}
	if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
		t.Errorf("GET %s: Content-Type %q", a.url.RequestURI(), got)
	}
	return strictly[T](t, a)
}

func strictly[T any](t *testing.T, a answer) T {
	t.Helper()
	var v T
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("GET %s: %v: %s", a.url.RequestURI(), err, a.body)
	}
	if decoder.More() {
		t.Errorf("GET %s: something follows the JSON: %s", a.url.RequestURI(), a.body)
	}
	again, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(again, a.body) {
		return v
	}
	if diff := cmp.Diff(keysOf(t, again), keysOf(t, a.body)); diff != "" {
		t.Errorf("GET %s: other keys (-want +got):\n%s", a.url.RequestURI(), diff)
	}
	return v
}

// keysOf is the skeleton of a document: its keys, without the values.
func keysOf(t *testing.T, body []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatal(err)
	}
	var bare func(v any) any
	bare = func(v any) any {
		switch v := v.(type) {
		case map[string]any:
			for key := range v {
				v[key] = bare(v[key])
			}
			return v
		case []any:
			for i := range v {
				v[i] = bare(v[i])
			}
			return v
		}
		return reflect.TypeOf(v) == nil // null or not
	}
	return bare(v)
}

// offset gets a page of offset paging and checks what holds for all of them.
func offset[T any](t *testing.T, a *app, target string) (offsetPage[T], answer) {
	t.Helper()
	got := a.get(t, target)
	page := decode[offsetPage[T]](t, got)
	p := page.Pagination
	if page.PaginationType != "offset" {
		t.Errorf("GET %s: pagination_type %q, want offset", target, page.PaginationType)
	}
	if page.Items == nil {
		t.Errorf("GET %s: items are null", target)
	}
	if p.HasMore != (p.NextCursor != nil) {
		t.Errorf("GET %s: has_more is %t, next_cursor is %v", target, p.HasMore, p.NextCursor)
	}
	checkTotal(t, got, p.TotalCount, p.TotalRelation)
	if (p.Pages != nil) != (p.TotalRelation != nil && *p.TotalRelation == "eq") {
		t.Errorf("GET %s: pages %v with total_relation %v", target, p.Pages, p.TotalRelation)
	}
	if got.header.Values("X-Next-Cursor") != nil {
		t.Errorf("GET %s: X-Next-Cursor in offset mode", target)
	}
	if _, ok := got.links(t)["last"]; ok != (p.Pages != nil) {
		t.Errorf("GET %s: Link %q, with pages %v", target, got.header.Get("Link"), p.Pages)
	}
	return page, got
}

// keyset gets a page of cursor paging and checks what holds for all of them.
func keyset[T any](t *testing.T, a *app, target string) (cursorPage[T], answer) {
	t.Helper()
	got := a.get(t, target)
	page := decode[cursorPage[T]](t, got)
	p := page.Pagination
	if page.PaginationType != "cursor" {
		t.Errorf("GET %s: pagination_type %q, want cursor", target, page.PaginationType)
	}
	if page.Items == nil {
		t.Errorf("GET %s: items are null", target)
	}
	checkTotal(t, got, p.TotalCount, p.TotalRelation)
	var next []string
	if p.NextCursor != nil {
		next = []string{*p.NextCursor}
	}
	if diff := cmp.Diff(next, got.header.Values("X-Next-Cursor")); diff != "" {
		t.Errorf("GET %s: X-Next-Cursor (-next_cursor +got):\n%s", target, diff)
	}
	links := got.links(t)
	for rel, cursor := range map[string]*string{"next": p.NextCursor, "prev": p.PrevCursor} {
		if link, ok := links[rel]; ok != (cursor != nil) {
			t.Errorf("GET %s: link %s is there: %t, its cursor: %t", target, rel, ok, cursor != nil)
		} else if ok && link.Query().Get("cursor") != *cursor {
			t.Errorf("GET %s: link %s has another cursor than the body", target, rel)
		}
	}
	if _, ok := links["last"]; ok {
		t.Errorf("GET %s: a link to the last page in cursor mode", target)
	}
	return page, got
}

func checkTotal(t *testing.T, got answer, total *int64, relation *string) {
	t.Helper()
	var want []string
	if total != nil {
		want = []string{strconv.FormatInt(*total, 10)}
	}
	if diff := cmp.Diff(want, got.header.Values("X-Total-Count")); diff != "" {
		t.Errorf("GET %s: X-Total-Count (-total_count +got):\n%s", got.url.RequestURI(), diff)
	}
	if (total == nil) != (relation == nil) {
		t.Errorf("GET %s: total %v with relation %v", got.url.RequestURI(), total, relation)
	}
}

var linkValue = regexp.MustCompile(`^<([^<>]+)>; rel="([a-z]+)"$`)

// links reads the Link header (RFC 8288) and resolves it against the request.
func (a answer) links(t *testing.T) map[string]*url.URL {
	t.Helper()
	links := map[string]*url.URL{}
	for value := range strings.SplitSeq(a.header.Get("Link"), ", ") {
		m := linkValue.FindStringSubmatch(value)
		if m == nil {
			t.Fatalf("GET %s: Link %q", a.url.RequestURI(), a.header.Get("Link"))
		}
		target, err := a.url.Parse(m[1])
		if err != nil {
			t.Fatal(err)
		}
		if links[m[2]] != nil {
			t.Errorf("GET %s: two links called %s", a.url.RequestURI(), m[2])
		}
		links[m[2]] = target
	}
	return links
}

// problem gets an answer that has to be a problem of a status and a code.
func (a *app) problem(t *testing.T, target string, status int, code string) problem {
	t.Helper()
	return problemOf(t, a.get(t, target), status, code)
}

func problemOf(t *testing.T, got answer, status int, code string) problem {
	t.Helper()
	if got.status != status {
		t.Fatalf("GET %s: status %d, want %d: %.300s", got.url.RequestURI(), got.status, status, got.body)
	}
	if kind := got.header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("GET %s: Content-Type %q", got.url.RequestURI(), kind)
	}
	p := strictly[problem](t, got)
	want := problem{
		Type:  "urn:problem:crudfactory:" + strings.ReplaceAll(code, "_", "-"),
		Title: p.Title, Detail: p.Detail, Errors: p.Errors,
		Status: status, Instance: got.url.Path, Code: code,
	}
	if got.url.Path != got.url.EscapedPath() {
		want.Instance = p.Instance // TestInstance looks at these
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("GET %s (-want +got):\n%s", got.url.RequestURI(), diff)
	}
	if p.Title == "" || p.Detail == "" {
		t.Errorf("GET %s: a problem without words: %s", got.url.RequestURI(), got.body)
	}
	for _, e := range p.Errors {
		if e.Parameter == "" || e.Code == "" || e.Detail == "" {
			t.Errorf("GET %s: half an error: %+v", got.url.RequestURI(), e)
		}
	}
	return p
}

// sameRows compares items with the rows that they should be, in order.
func sameRows(t *testing.T, target string, want []row, got []article) {
	t.Helper()
	if reflect.DeepEqual(articlesOf(want), got) {
		return // soon told; what follows says why not
	}
	if diff := cmp.Diff(namesOf(articlesOf(want)), namesOf(got)); diff != "" {
		t.Fatalf("GET %s: %d rows, want %d (-want +got):\n%s", target, len(got), len(want), diff)
	}
	if diff := cmp.Diff(articlesOf(want), got); diff != "" {
		t.Errorf("GET %s (-want +got):\n%s", target, diff)
	}
}

// namesOf makes differences short: an id and a title.
func namesOf(items []article) []string {
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = item.ID.String()[:8] + " " + item.Title
	}
	return names
}

// sameSet compares a whole list in the default order with the rows to keep.
func (a *app) sameSet(t *testing.T, query string, keep ...func(row) bool) {
	t.Helper()
	a.sameList(t, query, "", keep...)
}

// sameList compares a whole list, read in pages of 100, with the rows to keep.
func (a *app) sameList(t *testing.T, query, orderBy string, keep ...func(row) bool) {
	t.Helper()
	want := sorted(where(theWorld.articles, keep...), orderBy)
	target := "/articles?items_per_page=100&facets=false&" + query
	got := []article{}
	for page := 1; ; page++ {
		p, _ := offset[article](t, a, target+"&page="+strconv.Itoa(page))
		if got = append(got, p.Items...); len(p.Items) == 0 || !p.Pagination.HasMore {
			if total := *p.Pagination.TotalCount; total != int64(len(want)) {
				t.Errorf("GET %s: total %d, want %d", target, total, len(want))
			}
			break
		}
	}
	sameRows(t, target, want, got)
}
