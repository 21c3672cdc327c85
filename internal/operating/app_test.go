package operating_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	dbtest.Main(m)
}

// note is what the tests read and write; its tags are related.
type note struct {
	ID    int64  `gorm:"primaryKey" json:"id"`
	Title string `gorm:"not null" json:"title"`
	Kind  string `gorm:"not null;index" json:"kind"`
	Views int    `gorm:"not null" json:"views"`
	Tags  []tag  `json:"-"`
	Marks []mark `json:"-"`
}

type tag struct {
	ID     int64  `gorm:"primaryKey" json:"id"`
	NoteID int64  `gorm:"not null;index" json:"note_id"`
	Name   string `gorm:"not null" json:"name"`
}

type mark struct {
	ID     int64 `gorm:"primaryKey" json:"id"`
	NoteID int64 `gorm:"not null;index" json:"note_id"`
}

// noteWrite is what a client writes.
type noteWrite struct {
	Title string `json:"title" validate:"required,max=100"`
	Kind  string `json:"kind"`
	Views int    `json:"views"`
}

// openNotes opens a database with n notes of three kinds.
func openNotes(tb testing.TB, open func(testing.TB, ...any) *gorm.DB, n int) *gorm.DB {
	tb.Helper()
	db := open(tb, &note{}, &tag{}, &mark{})
	notes := make([]note, n)
	for i := range notes {
		notes[i] = note{Title: fmt.Sprintf("Note %d", i), Kind: []string{"a", "b", "c"}[i%3], Views: i, Tags: []tag{{Name: "x"}, {Name: "y"}}}
	}
	if n > 0 {
		if err := db.CreateInBatches(&notes, 500).Error; err != nil {
			tb.Fatal(err)
		}
	}
	return db
}

// config declares all that a client can ask of notes.
func config() crud.Config[note] {
	return crud.Config[note]{
		FilterFields: []string{"id", "title", "kind", "views"}, FacetFields: []string{"kind"}, SearchFields: []string{"title"},
		OrderFields: []string{"id", "title", "views"}, Streams: []crud.Format{crud.NDJSON},
		Includes: []crud.Include{{Relation: "tags"}, {Relation: "marks"}},
	}
}

// app serves notes at /notes.
type app struct {
	tb     testing.TB
	server *httptest.Server
}

func serve(tb testing.TB, db *gorm.DB, c crud.Config[note], before ...gin.HandlerFunc) app {
	tb.Helper()
	return serveHandler(tb, mounted(tb, db, c, before...))
}

// mounted is an engine with notes at /notes.
func mounted(tb testing.TB, db *gorm.DB, c crud.Config[note], before ...gin.HandlerFunc) *gin.Engine {
	tb.Helper()
	f, err := crud.New(db, c)
	if err != nil {
		tb.Fatal(err)
	}
	engine := gin.New()
	crud.Install(engine)
	engine.Use(before...)
	err = crud.Mount(engine.Group("/notes"), f, crud.Create[noteWrite](), crud.Update[noteWrite](), crud.Deletable())
	if err != nil {
		tb.Fatal(err)
	}
	return engine
}

// serveProtocol serves notes by TLS and HTTP/1.1 or HTTP/2.
func serveProtocol(tb testing.TB, db *gorm.DB, c crud.Config[note], protocol int, before ...gin.HandlerFunc) app {
	tb.Helper()
	server := httptest.NewUnstartedServer(mounted(tb, db, c, before...))
	server.EnableHTTP2 = protocol == 2
	server.StartTLS()
	tb.Cleanup(server.Close)
	return app{tb, server}
}

func serveHandler(tb testing.TB, handler http.Handler) app {
	tb.Helper()
	server := httptest.NewServer(handler)
	tb.Cleanup(server.Close)
	return app{tb, server}
}

// answer is what a client sees.
type answer struct {
	status int
	header http.Header
	body   string
}

// code is that of a problem; empty of none.
func (a answer) code() string {
	var p schemas.Problem
	_ = json.Unmarshal([]byte(a.body), &p)
	return p.Code
}

// String is the status, with the code of a problem and of its mistakes.
func (a answer) String() string {
	var p schemas.Problem
	_ = json.Unmarshal([]byte(a.body), &p)
	words := []string{strconv.Itoa(a.status)}
	if p.Code != "" && a.status >= http.StatusBadRequest {
		words = append(words, p.Code)
	}
	for _, mistake := range p.Errors {
		words = append(words, string(mistake.Code))
	}
	return strings.Join(words, " ")
}

// ask sends a request: "GET /notes?page=2", with a body of JSON behind another blank,
// and headers in pairs.
func (a app) ask(request string, headers ...string) answer {
	a.tb.Helper()
	method, rest, _ := strings.Cut(request, " ")
	target, body, _ := strings.Cut(rest, " ")
	r, err := http.NewRequestWithContext(a.tb.Context(), method, a.server.URL+target, bytes.NewReader([]byte(body)))
	if err != nil {
		a.tb.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := a.server.Client().Do(r)
	if err != nil {
		a.tb.Fatalf("%.200s: %v", request, err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	read, err := io.ReadAll(response.Body)
	if err != nil {
		a.tb.Fatalf("%.200s: %v", request, err)
	}
	return answer{response.StatusCode, response.Header, string(read)}
}
