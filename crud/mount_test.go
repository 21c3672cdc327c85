package crud_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// mountSong belongs to a tenant.
type mountSong struct {
	ID     int64  `gorm:"primaryKey" json:"id"`
	Tenant int    `gorm:"not null" json:"-"`
	Title  string `gorm:"not null" json:"title"`
	Genre  string `gorm:"not null" json:"genre"`
}

// mountSeat has a composite key.
type mountSeat struct {
	Hall string    `gorm:"primaryKey" json:"hall"`
	Row  int       `gorm:"primaryKey;autoIncrement:false" json:"row"`
	ID   uuid.UUID `gorm:"type:uuid;primaryKey" json:"id"`
}

// mountWord has a text for its key.
type mountWord struct {
	Word string `gorm:"primaryKey" json:"word"`
}

var mountSongs = []mountSong{
	{1, 1, "Alpha", "folk"}, {2, 1, "Beta", "jazz"}, {3, 2, "Gamma", "rock"}, {4, 2, "Delta", "jazz"},
}

func mountOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, *crud.CrudFactory[mountSong]) {
	t.Helper()
	db := open(t, &mountSong{}, &mountSeat{}, &mountWord{})
	songs := slices.Clone(mountSongs)
	if err := db.Create(&songs).Error; err != nil {
		t.Fatal(err)
	}
	return db, crud.Must(crud.New(db, crud.Config[mountSong]{
		FacetFields: []string{"genre"}, OrderFields: []string{"title"}, SearchFields: []string{"title"},
	}))
}

// mountEngine has the problems of Install.
func mountEngine() *gin.Engine {
	gin.SetMode(gin.TestMode)
	engine := gin.New()
	crud.Install(engine)
	return engine
}

// mountServe serves until the end of the test, and answers the address.
func mountServe(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // what panics is the test's to see
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

// mountAnswer is what a client sees.
type mountAnswer struct {
	Status int
	Header http.Header
	Body   string
}

// mountAsk sends a request with pairs of header names and values.
func mountAsk(t *testing.T, method, url string, headers ...string) mountAnswer {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, method, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it has been read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return mountAnswer{response.StatusCode, response.Header, string(body)}
}

func mountGet(t *testing.T, url string, headers ...string) mountAnswer {
	t.Helper()
	return mountAsk(t, http.MethodGet, url, headers...)
}

// problem reads a problem document, and checks what all have in common.
func (a mountAnswer) problem(t *testing.T) schemas.Problem {
	t.Helper()
	var p schemas.Problem
	if err := json.Unmarshal([]byte(a.Body), &p); err != nil {
		t.Fatalf("%v in %q", err, a.Body)
	}
	if a.Header.Get("Content-Type") != schemas.ProblemType || p.Status != a.Status ||
		p.Type != "urn:problem:crudfactory:"+strings.ReplaceAll(p.Code, "_", "-") || p.Title == "" {
		t.Errorf("%d %s is no problem: %s", a.Status, a.Header.Get("Content-Type"), a.Body)
	}
	return p
}

// titles lists the titles of a page.
func (a mountAnswer) titles(t *testing.T) []string {
	t.Helper()
	var page struct{ Items []struct{ Title string } }
	if err := json.Unmarshal([]byte(a.Body), &page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	titles := []string{}
	for _, item := range page.Items {
		titles = append(titles, item.Title)
	}
	return titles
}

// mountRoutes lists an engine's routes.
func mountRoutes(engine *gin.Engine) []string {
	var all []string
	for _, route := range engine.Routes() {
		all = append(all, route.Method+" "+route.Path)
	}
	slices.Sort(all)
	return all
}

func TestMountRegistersRoutes(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	for name, test := range map[string]struct {
		options []crud.MountOption
		want    []string
	}{
		"all": {nil, []string{
			"GET /api/songs", "GET /api/songs/:id", "GET /api/songs/cursor", "GET /api/songs/offset",
			"HEAD /api/songs", "HEAD /api/songs/:id", "HEAD /api/songs/cursor", "HEAD /api/songs/offset",
			"OPTIONS /api/songs", "OPTIONS /api/songs/:id", "OPTIONS /api/songs/cursor", "OPTIONS /api/songs/offset",
		}},
		"without rows": {[]crud.MountOption{crud.Without(crud.OpGet)}, []string{
			"GET /api/songs", "GET /api/songs/cursor", "GET /api/songs/offset",
			"HEAD /api/songs", "HEAD /api/songs/cursor", "HEAD /api/songs/offset",
			"OPTIONS /api/songs", "OPTIONS /api/songs/cursor", "OPTIONS /api/songs/offset",
		}},
		"without lists": {[]crud.MountOption{crud.Without(crud.OpList)}, []string{
			"GET /api/songs/:id", "HEAD /api/songs/:id", "OPTIONS /api/songs/:id",
		}},
		"another parameter": {[]crud.MountOption{crud.Without(crud.OpList | crud.OpDescribe), crud.IDParam("key")}, []string{
			"GET /api/songs/:key", "HEAD /api/songs/:key",
		}},
		"without reads":          {[]crud.MountOption{crud.Without(crud.Reads)}, nil},
		"without each by itself": {[]crud.MountOption{crud.Without(crud.OpGet), crud.Without(crud.OpList)}, nil},
	} {
		engine := gin.New()
		if err := crud.Mount(engine.Group("/api/songs"), f, test.options...); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(test.want, mountRoutes(engine)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestMountMistakes reports all of them, and registers nothing.
func TestMountMistakes(t *testing.T) {
	t.Parallel()
	type mountWrong struct{ Titel string }
	db, songs := mountOpen(t, dbtest.SQLite)
	words := crud.Must(crud.New(db, crud.Config[mountWord]{}))
	hidden := `mount_words: a row whose word is "offset", "cursor" or "bulk" would be hidden by those routes: ` +
		`mount with crud.TextKeys() where there is none, or with crud.Without(crud.OpGet)`
	for name, test := range map[string]struct {
		mount func(gin.IRouter) error
		want  []string
	}{
		"a read schema": {
			func(r gin.IRouter) error { return crud.Mount(r, songs, crud.Read[mountWrong]()) },
			[]string{`mount_songs: crud_test.mountWrong.Titel: "titel": no such column (did you mean "title"?)`},
		},
		"a function of another model": {
			func(r gin.IRouter) error {
				return crud.Mount(r, songs, crud.ReadFunc(func(mountWord) string { return "" }))
			},
			[]string{"mount_songs: ReadFunc takes crud_test.mountWord, the resource's model is crud_test.mountSong"},
		},
		"a function of the model's pointer": {
			func(r gin.IRouter) error {
				return crud.Mount(r, songs, crud.ReadFunc(func(*mountSong) string { return "" }))
			},
			[]string{"mount_songs: ReadFunc takes *crud_test.mountSong, the resource's model is crud_test.mountSong"},
		},
		"a text key": {func(r gin.IRouter) error { return crud.Mount(r, words) }, []string{hidden}},
		"a name that is no parameter's": {
			func(r gin.IRouter) error { return crud.Mount(r, songs, crud.IDParam("")) },
			[]string{`mount_songs: "" cannot name a parameter of a path`},
		},
		"a name that the path has": {
			func(r gin.IRouter) error { return crud.Mount(r.Group("/shops/:id/songs"), songs) },
			[]string{`mount_songs: the path /x/shops/:id/songs has a parameter "id" already: name the row's otherwise, with crud.IDParam`},
		},
		"a name that the path has within a segment": {
			func(r gin.IRouter) error { return crud.Mount(r.Group("/v:key"), songs, crud.IDParam("key")) },
			[]string{`mount_songs: the path /x/v:key has a parameter "key" already: name the row's otherwise, with crud.IDParam`},
		},
		"all at once": {
			func(r gin.IRouter) error {
				return crud.Mount(r, words, crud.ReadFunc(func(mountSong) string { return "" }), crud.IDParam("a/:b"))
			},
			[]string{
				"mount_words: ReadFunc takes crud_test.mountSong, the resource's model is crud_test.mountWord",
				hidden,
				`mount_words: "a/:b" cannot name a parameter of a path`,
			},
		},
	} {
		engine := gin.New()
		err := test.mount(engine.Group("/x"))
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if diff := cmp.Diff(test.want, strings.Split(err.Error(), "\n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if routes := mountRoutes(engine); routes != nil {
			t.Errorf("%s: registered %q", name, routes)
		}
	}
}

// TestMountTextKeys has the ways to mount a table with a text key.
func TestMountTextKeys(t *testing.T) {
	t.Parallel()
	db, _ := mountOpen(t, dbtest.SQLite)
	words := crud.Must(crud.New(db, crud.Config[mountWord]{}))
	seats := crud.Must(crud.New(db, crud.Config[mountSeat]{}))
	for name, err := range map[string]error{
		"there is none":   crud.Mount(gin.New(), words, crud.TextKeys()),
		"no rows":         crud.Mount(gin.New(), words, crud.Without(crud.OpGet)),
		"no lists":        crud.Mount(gin.New(), words, crud.Without(crud.OpList)),
		"a composite key": crud.Mount(gin.New(), seats),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// MountSongRead is a read schema of mountSong.
type MountSongRead struct {
	Title string `json:"title"`
	Style string `json:"style" crud:"genre"`
}

func TestMountReadSchemas(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := mountOpen(t, open)
		for name, test := range map[string]struct {
			option crud.MountOption
			want   string
		}{
			"the model":     {crud.Without(0), `{"id":1,"title":"Alpha","genre":"folk"}`},
			"a schema":      {crud.Read[MountSongRead](), `{"title":"Alpha","style":"folk"}`},
			"the model too": {crud.Read[mountSong](), `{"id":1,"title":"Alpha","genre":"folk"}`},
			"a function": {
				crud.ReadFunc(func(s mountSong) map[string]any { return map[string]any{"tenant": s.Tenant} }), `{"tenant":1}`,
			},
		} {
			engine := mountEngine()
			if err := crud.Mount(engine.Group("/songs"), f, test.option); err != nil {
				t.Fatal(err)
			}
			url := mountServe(t, engine)
			one := mountGet(t, url+"/songs/1")
			if one.Body != test.want || one.Header.Get("Content-Type") != "application/json; charset=utf-8" {
				t.Errorf("%s: got %s", name, one.Body)
			}
			for _, path := range []string{"/songs", "/songs/offset", "/songs/cursor"} {
				var page struct{ Items []json.RawMessage }
				list := mountGet(t, url+path+"?items_per_page=1")
				if err := json.Unmarshal([]byte(list.Body), &page); err != nil || len(page.Items) != 1 || string(page.Items[0]) != test.want {
					t.Errorf("%s: got %s, %v", name, list.Body, err)
				}
			}
		}
	})
}

// TestMountHead answers as GET, without a body.
func TestMountHead(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/songs"), f); err != nil {
		t.Fatal(err)
	}
	url := mountServe(t, engine)
	for _, path := range []string{
		"/songs", "/songs/offset?items_per_page=1", "/songs/cursor?items_per_page=1", "/songs/1", "/songs/99", "/songs?page=x", "/nothing",
	} {
		get, head := mountGet(t, url+path), mountAsk(t, http.MethodHead, url+path)
		get.Header.Del("Date")
		head.Header.Del("Date")
		if head.Header.Get("Content-Length") == "" { // net/http leaves it out where the body is long
			get.Header.Del("Content-Length")
		}
		if diff := cmp.Diff(mountAnswer{get.Status, get.Header, ""}, head); diff != "" {
			t.Errorf("%s (-get +head):\n%s", path, diff)
		}
	}
}

// TestMountUse tells in which order handlers run, and for which operations.
func TestMountUse(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	trace := func(name string) gin.HandlerFunc {
		return func(c *gin.Context) { c.Writer.Header().Add("Trace", name) }
	}
	refuse := func(c *gin.Context) {
		if c.Query("refuse") != "" {
			crud.Abort(c, schemas.NewProblem(http.StatusForbidden, "no", "No", ""))
		}
	}
	engine := mountEngine()
	group := engine.Group("/songs", trace("group"))
	err := crud.Mount(group, f,
		crud.Use(crud.OpList, trace("list 1"), trace("list 2")),
		crud.Use(crud.Reads, trace("reads"), refuse, trace("behind")),
		crud.Use(crud.OpGet, trace("get")),
		crud.Use(0, trace("never")),
	)
	if err != nil {
		t.Fatal(err)
	}
	url := mountServe(t, engine)
	list := []string{"group", "list 1", "list 2", "reads", "behind"}
	for path, want := range map[string][]string{
		"/songs": list, "/songs/offset": list, "/songs/cursor": list, "/songs/1": {"group", "reads", "behind", "get"},
		"/songs?refuse=1": {"group", "list 1", "list 2", "reads"}, "/songs/1?refuse=1": {"group", "reads"},
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			got := mountAsk(t, method, url+path)
			if diff := cmp.Diff(want, got.Header["Trace"]); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", method, path, diff)
			}
			if refused := got.Status == http.StatusForbidden; refused != strings.Contains(path, "refuse") {
				t.Errorf("%s %s: %d", method, path, got.Status)
			}
		}
	}
}

// mountTenant narrows to the tenant that a header names.
func mountTenant(c *gin.Context) (crud.Scope, error) {
	switch tenant := c.GetHeader("Tenant"); tenant {
	case "1", "2":
		return func(db *gorm.DB) *gorm.DB { return db.Where("tenant = ?", tenant) }, nil
	case "teapot":
		return nil, schemas.NewProblem(http.StatusTeapot, "short_and_stout", "A teapot", "tip me over")
	case "wrapped":
		return nil, fmt.Errorf("find the tenant: %w", schemas.NewProblem(http.StatusForbidden, "no_tenant", "No tenant", ""))
	case "missing":
		return nil, fmt.Errorf("find the tenant: %w", crud.ErrNotFound)
	case "down":
		return nil, crud.ErrUnavailable
	}
	return nil, schemas.InputErrors{schemas.Invalid("tenant", schemas.InvalidValue, "is no tenant")}
}

func TestMountScopeBy(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := mountOpen(t, open)
		recorded, statements := dbtest.Recorder(db)
		engine := mountEngine()
		jazz := func(c *gin.Context) (crud.Scope, error) {
			return func(db *gorm.DB) *gorm.DB {
				if c.Query("jazz") == "" {
					return db
				}
				return db.Where("genre = 'jazz' OR false")
			}, nil
		}
		if err := crud.Mount(engine.Group("/songs"), f.With(recorded), crud.ScopeBy(mountTenant), crud.ScopeBy(jazz)); err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine) + "/songs"
		for path, want := range map[string][]string{
			"": {"Alpha", "Beta"}, "/offset": {"Alpha", "Beta"}, "/cursor": {"Alpha", "Beta"}, "?jazz=1": {"Beta"},
			"/cursor?jazz=1": {"Beta"}, "?search=mm": {}, "?filter_by[genre]=rock": {},
		} {
			if diff := cmp.Diff(want, mountGet(t, url+path, "Tenant", "1").titles(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
		page := mountGet(t, url, "Tenant", "2")
		if !strings.Contains(page.Body, `"filter_attributes":{"genre":["jazz","rock"]}`) || page.Header.Get("X-Total-Count") != "2" {
			t.Errorf("facets and total: %s", page.Body)
		}
		for id, want := range map[string]int{"1": 200, "2": 200, "3": 404, "4": 404, "99": 404} {
			if got := mountGet(t, url+"/"+id, "Tenant", "1"); got.Status != want {
				t.Errorf("%s: %d %s", id, got.Status, got.Body)
			}
		}
		outside, missing := mountGet(t, url+"/3", "Tenant", "1"), mountGet(t, url+"/3", "Tenant", "1")
		if outside.Body != missing.Body {
			t.Errorf("a row out of scope can be told from a missing one: %s", outside.Body)
		}

		statements.Reset()
		for tenant, want := range map[string]schemas.Problem{
			"teapot":  {Status: http.StatusTeapot, Code: "short_and_stout", Detail: "tip me over"},
			"wrapped": {Status: http.StatusForbidden, Code: "no_tenant"},
			"missing": {Status: http.StatusNotFound, Code: "not_found", Detail: "no such row"},
			"down":    {Status: http.StatusServiceUnavailable, Code: "unavailable", Detail: "the database is not available"},
			"":        {Status: http.StatusUnprocessableEntity, Code: "invalid_parameter", Detail: "1 parameter is invalid"},
		} {
			for _, path := range []string{"", "/offset", "/cursor", "/1"} {
				p := mountGet(t, url+path, "Tenant", tenant).problem(t)
				if diff := cmp.Diff(want, schemas.Problem{Status: p.Status, Code: p.Code, Detail: p.Detail}); diff != "" || p.Instance != "/songs"+path {
					t.Errorf("%q at %s (-want +got):\n%s", tenant, path, diff)
				}
			}
		}
		if statements.Len() > 0 {
			t.Errorf("ran %q", statements.SQL())
		}
	})
}

// TestMountBesideOwnRoutes has the user's own parameter at the same place.
func TestMountBesideOwnRoutes(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	engine := mountEngine()
	engine.GET("/songs/:slug/lyrics", func(c *gin.Context) { c.String(http.StatusOK, c.Param("slug")) })
	engine.GET("/songs/top", func(c *gin.Context) { c.String(http.StatusOK, "top") })
	if err := crud.Mount(engine.Group("/songs"), f, crud.IDParam("slug")); err != nil {
		t.Fatal(err)
	}
	url := mountServe(t, engine)
	for path, want := range map[string]string{
		"/songs/7/lyrics": "7", "/songs/top": "top", "/songs/2": `{"id":2,"title":"Beta","genre":"jazz"}`,
	} {
		if got := mountGet(t, url+path); got.Body != want {
			t.Errorf("%s: got %s", path, got.Body)
		}
	}
}

// TestHandlersBelowTheSameName: of two parameters of one name the last is the
// row's.
func TestHandlersBelowTheSameName(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	engine := mountEngine()
	engine.GET("/shops/:id/songs/:id", f.GetHandler("id"))
	url := mountServe(t, engine)
	if got := mountGet(t, url+"/shops/1/songs/2"); got.Body != `{"id":2,"title":"Beta","genre":"jazz"}` {
		t.Errorf("got %s", got.Body)
	}
}

// TestMountRowsNotFound looks for what cannot be an id.
func TestMountRowsNotFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, songs := mountOpen(t, open)
		engine := mountEngine()
		seats := crud.Must(crud.New(db, crud.Config[mountSeat]{}))
		words := crud.Must(crud.New(db, crud.Config[mountWord]{}))
		for _, err := range []error{
			crud.Mount(engine.Group("/songs"), songs), crud.Mount(engine.Group("/seats"), seats),
			crud.Mount(engine.Group("/words"), words, crud.TextKeys()),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		url := mountServe(t, engine)
		for _, path := range []string{
			"/songs/99", "/songs/bulk", "/songs/1.0", "/songs/+1", "/songs/%201", "/songs/1%00", "/songs/9223372036854775808", "/songs/-",
			"/songs/1%20OR%201=1", "/songs/%ff", "/songs/1,2", "/songs/0x1", "/songs/%D9%A1",
			"/seats/x", "/seats/a,1", "/seats/a,1,2,3", "/seats/a,x,0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f",
			"/seats/a,1,0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "/seats/,,", "/seats/%2C%2C",
			"/words/x", "/words/a%00b", "/words/%ff%fe", "/words/%25", "/words/'",
		} {
			got := mountGet(t, url+path)
			if p := got.problem(t); p.Status != http.StatusNotFound || p.Code != "not_found" || p.Detail != "no such row" {
				t.Errorf("%s: %s", path, got.Body)
			}
		}
	})
}

// TestMountTextInPaths finds rows by texts that a path has to encode.
func TestMountTextInPaths(t *testing.T) {
	t.Parallel()
	db, _ := mountOpen(t, dbtest.SQLite)
	words := []string{
		"plain", "two words", "a+b", "100%", "a%20b", "a,b", "ä", "\U0001F600", "?", "#", "a&b=c", "'", `"`, `\`, ".", "..a", ";", ":id", "*",
	}
	slashed := []string{"a/b", "/", "a/", "/a", "a//b", "..", "+/+"}
	id := uuid.MustParse("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f")
	for _, word := range slices.Concat(words, slashed) {
		if err := db.Create(&mountWord{word}).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Create(&mountSeat{word, 3, id}).Error; err != nil {
			t.Fatal(err)
		}
	}
	for _, raw := range []bool{false, true} {
		engine := mountEngine()
		engine.UseRawPath = raw // gin needs it to let an encoded slash through
		for _, err := range []error{
			crud.Mount(engine.Group("/words"), crud.Must(crud.New(db, crud.Config[mountWord]{})), crud.TextKeys()),
			crud.Mount(engine.Group("/seats"), crud.Must(crud.New(db, crud.Config[mountSeat]{}))),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		url := mountServe(t, engine)
		all := words
		if raw {
			all = slices.Concat(words, slashed)
		}
		for _, word := range all {
			want, err := json.Marshal(mountWord{word})
			if err != nil {
				t.Fatal(err)
			}
			escaped := mountEscape(word)
			if got := mountGet(t, url+"/words/"+escaped); got.Body != string(want) {
				t.Errorf("raw %t, %q: got %d %s", raw, word, got.Status, got.Body)
			}
			if got := mountGet(t, url+"/seats/"+escaped+",3,"+strings.ToUpper(id.String())); got.Status != http.StatusOK {
				t.Errorf("raw %t, %q with others: got %d %s", raw, word, got.Status, got.Body)
			}
		}
	}
}

// mountEscape encodes every byte, as a client may.
func mountEscape(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// TestHandlersAlone mounts single handlers on routes of the user's.
func TestHandlersAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := mountOpen(t, open)
		if err := db.Create(&[]mountSeat{{"a,b", 3, uuid.Nil}}).Error; err != nil {
			t.Fatal(err)
		}
		view := crud.Must(crud.As[MountSongRead](f))
		seats := crud.Must(crud.New(db, crud.Config[mountSeat]{}))
		engine := mountEngine()
		engine.GET("/both", f.ListHandler())
		engine.GET("/pages", view.OffsetHandler())
		engine.GET("/:tenant/walk", f.CursorHandler(func(c *gin.Context) (crud.Scope, error) {
			return func(db *gorm.DB) *gorm.DB { return db.Where("tenant = ?", c.Param("tenant")) }, nil
		}))
		engine.GET("/one/:song/full", view.GetHandler("song"))
		engine.GET("/seat/:seat/full/:other", seats.GetHandler("seat"))
		url := mountServe(t, engine)
		for path, want := range map[string][]string{
			"/both": {"Alpha", "Beta", "Gamma", "Delta"}, "/both?pagination_type=cursor&items_per_page=1": {"Alpha"},
			"/pages?page=2&items_per_page=3": {"Delta"}, "/2/walk?order_by=title": {"Delta", "Gamma"},
		} {
			if diff := cmp.Diff(want, mountGet(t, url+path).titles(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
		for path, want := range map[string]int{
			"/pages?pagination_type=cursor": 422, "/1/walk?page=1": 422, "/1/walk?pagination_type=offset": 422,
			"/one/1/full": 200, "/one/9/full": 404,
			"/seat/a%2Cb,3," + uuid.Nil.String() + "/full/x,y,z": 200, "/seat/a,b,3," + uuid.Nil.String() + "/full/x": 404,
		} {
			if got := mountGet(t, url+path); got.Status != want {
				t.Errorf("%s: %d %s", path, got.Status, got.Body)
			}
		}
	})
}

func TestAccept(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/songs"), f); err != nil {
		t.Fatal(err)
	}
	url := mountServe(t, engine) + "/songs"
	for accept, want := range map[string]int{
		"":                                http.StatusOK,
		"*/*":                             http.StatusOK,
		"application/json":                http.StatusOK,
		"application/*":                   http.StatusOK,
		"application/json; charset=utf-8": http.StatusOK,
		"Application/JSON":                http.StatusOK,
		"text/html, application/xml;q=0.9, */*;q=0.8": http.StatusOK,
		"text/html":                     http.StatusNotAcceptable,
		"text/csv, image/*":             http.StatusNotAcceptable,
		"application/jsonx":             http.StatusNotAcceptable,
		"application/js":                http.StatusNotAcceptable,
		"application/json;q=0":          http.StatusNotAcceptable,
		"text/html, application/*; q=0": http.StatusNotAcceptable,
		"application/xml":               http.StatusNotAcceptable,
	} {
		for _, path := range []string{"", "/offset", "/cursor", "/1", "?page=x"} {
			got := mountGet(t, url+path, "Accept", accept)
			if strings.HasSuffix(path, "=x") && want == http.StatusOK {
				if got.Status != http.StatusUnprocessableEntity {
					t.Errorf("%q at %s: %d", accept, path, got.Status)
				}
				continue
			}
			if got.Status != want {
				t.Errorf("%q at %s: %d", accept, path, got.Status)
			}
			if want != http.StatusOK && got.problem(t).Code != "not_acceptable" {
				t.Errorf("%q at %s: %s", accept, path, got.Body)
			}
		}
	}
	if got := mountGet(t, url, "Accept", "text/html", "Accept", "application/json"); got.Status != http.StatusOK {
		t.Errorf("in two lines: %d", got.Status)
	}
}

func TestInstall(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	engine := mountEngine()
	engine.GET("/panic", func(*gin.Context) { panic("secret words") })
	engine.GET("/panic/error", func(*gin.Context) { panic(crud.ErrNotFound) })
	engine.GET("/panic/index", func(c *gin.Context) { _ = []int{}[len(c.Params)] })
	if err := crud.Mount(engine.Group("/songs"), f); err != nil {
		t.Fatal(err)
	}
	url := mountServe(t, engine)
	for request, want := range map[string]schemas.Problem{
		"GET /nowhere":     {Status: 404, Code: "not_found", Detail: "there is no such route", Instance: "/nowhere"},
		"POST /nowhere/x":  {Status: 404, Code: "not_found", Detail: "there is no such route", Instance: "/nowhere/x"},
		"POST /songs":      {Status: 405, Code: "method_not_allowed", Detail: "the route does not take POST", Instance: "/songs"},
		"DELETE /songs/1":  {Status: 405, Code: "method_not_allowed", Detail: "the route does not take DELETE", Instance: "/songs/1"},
		"GET /panic":       {Status: 500, Code: "internal_error", Instance: "/panic"},
		"GET /panic/error": {Status: 500, Code: "internal_error", Instance: "/panic/error"},
		"GET /panic/index": {Status: 500, Code: "internal_error", Instance: "/panic/index"},
	} {
		method, path, _ := strings.Cut(request, " ")
		got := mountAsk(t, method, url+path)
		p := got.problem(t)
		if want.Status == http.StatusInternalServerError {
			want.Detail = "the server could not answer; the cause is in its log"
		}
		if diff := cmp.Diff(want, schemas.Problem{Status: p.Status, Code: p.Code, Detail: p.Detail, Instance: p.Instance}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", request, diff)
		}
		if allow := got.Header.Get("Allow"); (p.Status == http.StatusMethodNotAllowed) != (allow != "") {
			t.Errorf("%s: allow %q", request, allow)
		}
	}
}

// TestPanicAfterTheFirstByte cuts the connection: a client must not take the
// part for the whole. A recovery of gin's that stands outside, as gin.Default
// has, would end the answer cleanly.
func TestPanicAfterTheFirstByte(t *testing.T) {
	t.Parallel()
	for name, outside := range map[string][]gin.HandlerFunc{
		"alone": nil, "under gin's recovery": {gin.RecoveryWithWriter(io.Discard)},
	} {
		for cause, value := range map[string]any{"a text": "x", "ErrAbortHandler": http.ErrAbortHandler} {
			for _, flush := range []bool{false, true} {
				engine := gin.New()
				engine.Use(outside...)
				crud.Install(engine)
				engine.GET("/", func(c *gin.Context) {
					c.String(http.StatusOK, "a part")
					if flush {
						c.Writer.Flush()
					}
					panic(value)
				})
				if body, err := mountRead(mountServe(t, engine)); err == nil {
					t.Errorf("%s, %s, flushed %t: the client has got %q", name, cause, flush, body)
				}
			}
		}
	}
	// Before the first byte http.ErrAbortHandler cuts the connection too.
	engine := gin.New()
	engine.Use(gin.RecoveryWithWriter(io.Discard))
	crud.Install(engine)
	engine.GET("/", func(*gin.Context) { panic(http.ErrAbortHandler) })
	if body, err := mountRead(mountServe(t, engine)); err == nil {
		t.Errorf("ErrAbortHandler before the first byte: the client has got %q", body)
	}
}

// mountRead reads an answer to its end.
func mountRead(url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close() //nolint:errcheck // reading tells
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestAbort(t *testing.T) {
	t.Parallel()
	own := schemas.NewProblem(http.StatusConflict, "own_code", "Own title", "own detail")
	engine := mountEngine()
	causes := map[string]error{
		"own":         own,
		"wrapped":     fmt.Errorf("outside: %w", own),
		"joined":      errors.Join(errors.New("first"), own),
		"input":       schemas.InputErrors{schemas.Invalid("a", schemas.InvalidValue, "is bad"), schemas.Invalid("b", schemas.TooLong, "is long")},
		"wrapped-in":  fmt.Errorf("outside: %w", schemas.InputErrors{schemas.Invalid("a", schemas.InvalidValue, "is bad")}),
		"missing":     fmt.Errorf("outside: %w", crud.ErrNotFound),
		"cursor":      fmt.Errorf("outside: %w", crud.ErrInvalidCursor),
		"timeout":     fmt.Errorf("outside: %w", crud.ErrTimeout),
		"unavailable": fmt.Errorf("outside: %w", crud.ErrUnavailable),
		"canceled":    fmt.Errorf("outside: %w", crud.ErrCanceled),
		"unknown":     errors.New("relation \"secret\" does not exist"),
		"nil":         nil,
		"one":         fmt.Errorf("outside: %w", schemas.Invalid("a", schemas.InvalidValue, "is bad")),
		"stateless":   &schemas.Problem{Type: "urn:problem:crudfactory:own", Title: "Own", Code: "own"},
	}
	engine.GET("/:cause", func(c *gin.Context) {
		crud.Abort(c, causes[c.Param("cause")])
	}, func(c *gin.Context) { c.String(http.StatusOK, "the next handler runs") })
	url := mountServe(t, engine)
	for cause, want := range map[string]schemas.Problem{
		"own":     {Status: 409, Code: "own_code", Title: "Own title", Detail: "own detail"},
		"wrapped": {Status: 409, Code: "own_code", Title: "Own title", Detail: "own detail"},
		"joined":  {Status: 409, Code: "own_code", Title: "Own title", Detail: "own detail"},
		"input": {
			Status: 422, Code: "invalid_parameter", Title: "Invalid request parameter", Detail: "2 parameters are invalid",
			Errors: schemas.InputErrors{{Parameter: "a", Code: "invalid_value", Detail: "is bad"}, {Parameter: "b", Code: "too_long", Detail: "is long"}},
		},
		"wrapped-in": {
			Status: 422, Code: "invalid_parameter", Title: "Invalid request parameter", Detail: "1 parameter is invalid",
			Errors: schemas.InputErrors{{Parameter: "a", Code: "invalid_value", Detail: "is bad"}},
		},
		"one": {
			Status: 422, Code: "invalid_parameter", Title: "Invalid request parameter", Detail: "1 parameter is invalid",
			Errors: schemas.InputErrors{{Parameter: "a", Code: "invalid_value", Detail: "is bad"}},
		},
		"stateless": {Status: 500, Code: "own", Title: "Own"},
		"missing":   {Status: 404, Code: "not_found", Title: "Not found", Detail: "no such row"},
		"cursor": {
			Status: 400, Code: "invalid_cursor", Title: "Invalid cursor",
			Detail: "the cursor is not one of this list: it was altered, or made under another order, filter or search",
		},
		"timeout":     {Status: 504, Code: "timeout", Title: "Timeout", Detail: "the database took too long"},
		"unavailable": {Status: 503, Code: "unavailable", Title: "Service unavailable", Detail: "the database is not available"},
		"canceled":    {Status: 503, Code: "unavailable", Title: "Service unavailable", Detail: "the request was canceled"},
		"unknown": {
			Status: 500, Code: "internal_error", Title: "Internal error", Detail: "the server could not answer; the cause is in its log",
		},
		"nil": {
			Status: 500, Code: "internal_error", Title: "Internal error", Detail: "the server could not answer; the cause is in its log",
		},
	} {
		got := mountGet(t, url+"/"+cause)
		p := got.problem(t)
		want.Type, want.Instance = p.Type, "/"+cause
		if diff := cmp.Diff(want, p); diff != "" {
			t.Errorf("%s (-want +got):\n%s", cause, diff)
		}
		if after := got.Header.Get("Retry-After"); (after != "") != (p.Status == http.StatusServiceUnavailable) {
			t.Errorf("%s: retry after %q", cause, after)
		}
	}
	if own.Instance != "" {
		t.Errorf("the user's problem was changed: %+v", own)
	}
}

// TestAbortLogs swaps the logger of the whole process, so that it runs alone.
func TestAbortLogs(t *testing.T) { //nolint:paralleltest // see above
	var logged bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(&logged, nil)))
	defer slog.SetDefault(before)
	causes := map[string]error{
		"unknown": errors.New("it broke"), "timeout": crud.ErrTimeout, "unavailable": crud.ErrUnavailable,
		"canceled": crud.ErrCanceled, "missing": crud.ErrNotFound, "own": schemas.NewProblem(http.StatusBadGateway, "own", "Own", ""),
	}
	engine := mountEngine()
	engine.GET("/panic", func(*gin.Context) { panic("it broke") })
	engine.GET("/cause/:cause", func(c *gin.Context) { crud.Abort(c, causes[c.Param("cause")]) })
	url := mountServe(t, engine)
	for path, want := range map[string]map[string]any{
		"/cause/unknown":     {"status": 500.0, "code": "internal_error", "error": "it broke"},
		"/cause/timeout":     {"status": 504.0, "code": "timeout", "error": crud.ErrTimeout.Error()},
		"/cause/unavailable": {"status": 503.0, "code": "unavailable", "error": crud.ErrUnavailable.Error()},
		"/cause/own":         {"status": 502.0, "code": "own", "error": "Own"},
		"/panic":             {"status": 500.0, "code": "internal_error", "error": "panic: it broke"},
		"/cause/canceled":    nil, // the client has gone
		"/cause/missing":     nil,
	} {
		logged.Reset()
		mountGet(t, url+path+"?q=secret", "X-Request-Id", "id-1")
		if want == nil {
			if logged.Len() > 0 {
				t.Errorf("%s: logged %s", path, logged.String())
			}
			continue
		}
		var line map[string]any
		if err := json.Unmarshal(logged.Bytes(), &line); err != nil {
			t.Errorf("%s: %v in %q", path, err, logged.String())
			continue
		}
		line["error"], _, _ = strings.Cut(fmt.Sprint(line["error"]), "\n")
		delete(line, "time")
		want["level"], want["msg"], want["method"] = "ERROR", "crudfactory: request failed", "GET"
		want["route"], want["request_id"] = path, "id-1"
		if strings.HasPrefix(path, "/cause/") {
			want["route"] = "/cause/:cause"
		}
		if diff := cmp.Diff(want, line); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestUnencodableRows has rows that JSON cannot write: a problem, not half an
// answer.
func TestUnencodableRows(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	engine := mountEngine()
	err := crud.Mount(engine.Group("/songs"), f, crud.ReadFunc(func(mountSong) any { return func() {} }))
	if err != nil {
		t.Fatal(err)
	}
	url := mountServe(t, engine)
	for _, path := range []string{"/songs", "/songs/1"} {
		if got := mountGet(t, url+path); got.problem(t).Code != "internal_error" {
			t.Errorf("%s: %s", path, got.Body)
		}
	}
}

// TestClientGone ends the request while its statement runs.
func TestClientGone(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.Postgres)
	engine := mountEngine()
	ended := make(chan error, 1)
	slow := func(db *gorm.DB) *gorm.DB { return db.Where("pg_sleep(30) IS NOT NULL") }
	engine.GET("/", func(c *gin.Context) {
		_, err := f.List(c.Request.Context(), crud.Query{}, slow)
		ended <- err
		crud.Abort(c, err)
	})
	client := http.Client{Timeout: 200 * time.Millisecond}
	if response, err := client.Get(mountServe(t, engine)); err == nil {
		response.Body.Close() //nolint:errcheck // it must not be
		t.Fatal("there is an answer")
	}
	select {
	case err := <-ended:
		if !errors.Is(err, crud.ErrCanceled) {
			t.Errorf("got %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the statement runs on")
	}
}
