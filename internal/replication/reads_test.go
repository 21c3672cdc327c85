package replication_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/crud"
)

// letter is what the tests read and write; its stamps are related.
type letter struct {
	ID     int64   `gorm:"primaryKey" json:"id"`
	Title  string  `gorm:"not null" json:"title"`
	Kind   string  `gorm:"not null;index" json:"kind"`
	Stamps []stamp `json:"-"`
}

type stamp struct {
	ID       int64 `gorm:"primaryKey" json:"id"`
	LetterID int64 `gorm:"not null;index" json:"letter_id"`
}

type letterWrite struct {
	Title string `json:"title" validate:"required"`
	Kind  string `json:"kind"`
}

// post is an application of letters.
type post struct {
	t       *testing.T
	servers *servers
	handler http.Handler
	letters *crud.CrudFactory[letter]
}

func open(t *testing.T, change func(*crud.Config[letter])) *post {
	t.Helper()
	s := start(t, &letter{}, &stamp{})
	letters := make([]letter, 30)
	for i := range letters {
		letters[i] = letter{Title: fmt.Sprintf("Letter %d", i), Kind: []string{"a", "b"}[i%2], Stamps: []stamp{{}}}
	}
	if err := s.db.Create(&letters).Error; err != nil {
		t.Fatal(err)
	}
	s.resolve(t)
	return serve(t, s, change)
}

func serve(t *testing.T, s *servers, change func(*crud.Config[letter])) *post {
	t.Helper()
	config := crud.Config[letter]{
		FilterFields: []string{"id", "title"}, FacetFields: []string{"kind"}, SearchFields: []string{"title"}, OrderFields: []string{"id"},
		Streams: []crud.Format{crud.NDJSON}, Includes: []crud.Include{{Relation: "stamps"}}, ReadYourWrites: true,
	}
	if change != nil {
		change(&config)
	}
	f, err := crud.New(s.db, config)
	if err != nil {
		t.Fatal(err)
	}
	engine := gin.New()
	crud.Install(engine)
	if err := crud.Mount(engine.Group("/letters"), f, crud.Create[letterWrite](), crud.Update[letterWrite](), crud.Deletable()); err != nil {
		t.Fatal(err)
	}
	return &post{t: t, servers: s, handler: engine, letters: f}
}

// ask sends a request with a token, unless that is empty.
func (p *post) ask(method, path, body, token string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, "/letters"+path, bytes.NewBufferString(body))
	if token != "" {
		r.Header.Set(crud.ConsistencyHeader, token)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w
}

// write creates a letter and returns its path with the token that stands for it.
func (p *post) write(title string) (path, token string) {
	p.t.Helper()
	w := p.ask(http.MethodPost, "", `{"title":"`+title+`","kind":"new"}`, "")
	if w.Code != http.StatusCreated {
		p.t.Fatalf("%d %s", w.Code, w.Body)
	}
	token = w.Header().Get(crud.ConsistencyHeader)
	if len(token) != 16 {
		p.t.Fatalf("token %q", token)
	}
	return strings.TrimPrefix(w.Header().Get("Location"), "/letters"), token
}

// looks are requests that see a letter of a title, or not.
var looks = map[string]func(p *post, path, title, token string) bool{
	"row": func(p *post, path, _, token string) bool {
		return p.ask(http.MethodGet, path, "", token).Code == http.StatusOK
	},
	"page": func(p *post, _, title, token string) bool {
		return p.has(title, "?order_by=-id&facets=false&count=none", token)
	},
	"included": func(p *post, _, title, token string) bool { return p.has(title, "?order_by=-id&include=stamps", token) },
	"total": func(p *post, _, title, token string) bool {
		return p.has(`"total_count":1`, "?filter_by[title]="+title+"&items_per_page=1&facets=false", token) // beside no rows
	},
	"cursor": func(p *post, _, title, token string) bool {
		return p.has(title, "/cursor?order_by=-id&items_per_page=3", token)
	},
	"search": func(p *post, _, title, token string) bool {
		return p.has(`"`+title+`"`, "?search="+title+"&facets=false", token)
	}, // begins with WITH
	"stream": func(p *post, _, title, token string) bool {
		return strings.Contains(p.ask(http.MethodGet, "", "", token, "Accept", "application/x-ndjson").Body.String(), title)
	},
}

func (p *post) has(text, query, token string) bool {
	p.t.Helper()
	w := p.ask(http.MethodGet, query, "", token)
	if w.Code != http.StatusOK {
		p.t.Errorf("%s: %d %s", query, w.Code, w.Body)
	}
	return strings.Contains(w.Body.String(), text)
}
