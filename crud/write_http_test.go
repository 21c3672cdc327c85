package crud_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// writeArticle has a column of each sort that a write can meet.
type writeArticle struct {
	ID        int64   `gorm:"primaryKey" json:"id"`
	Slug      string  `gorm:"not null;uniqueIndex" json:"slug"`
	Title     string  `gorm:"not null" json:"title"`
	Views     int     `gorm:"not null;check:write_views,views >= 0" json:"views"`
	Note      *string `json:"note"`
	Mood      *string `gorm:"not null;default:calm" json:"mood"`
	AuthorID  *int64  `json:"author_id"`
	Author    *writeAuthor
	Tags      []writeTag `gorm:"many2many:write_article_tags"`
	Tenant    int        `gorm:"not null;default:1" json:"tenant"`
	Secret    string     `gorm:"not null" json:"-"`
	Version   int        `gorm:"not null" json:"version"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
	DeletedAt gorm.DeletedAt
}

type writeAuthor struct {
	ID     int64  `gorm:"primaryKey" json:"id"`
	Name   string `gorm:"not null" json:"name"`
	Tenant int    `gorm:"not null" json:"tenant"`
}

type writeTag struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"not null"`
}

// writeBody is what a client may set.
type writeBody struct {
	Slug     string  `json:"slug" validate:"required"`
	Title    string  `json:"title" validate:"required,max=20"`
	Views    int     `json:"views"`
	Note     *string `json:"note"`
	Mood     *string `json:"mood"`
	AuthorID *int64  `json:"author_id"`
	TagIDs   []int64 `json:"tag_ids"`
}

func (b *writeBody) SetDefaults() { b.Views, b.Mood = 7, new("calm") }

// writeView is what a client sees.
type writeView struct {
	ID       int64   `json:"id"`
	Slug     string  `json:"slug"`
	Title    string  `json:"title"`
	Views    int     `json:"views"`
	Note     *string `json:"note"`
	Mood     *string `json:"mood"`
	AuthorID *int64  `json:"author_id"`
}

// writeOpen has articles 1 and 2 of tenant 1, and 3 of tenant 2.
func writeOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB, change ...func(*crud.Config[writeArticle])) (
	*gorm.DB, *crud.CrudFactory[writeArticle],
) {
	t.Helper()
	db := open(t, &writeAuthor{}, &writeTag{}, &writeArticle{})
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(8) // many tests share a server
	for _, rows := range []any{
		&[]writeAuthor{{Name: "Ann", Tenant: 1}, {Name: "Bob", Tenant: 2}},
		&[]writeTag{{Name: "a"}, {Name: "b"}, {Name: "c"}},
		&[]writeArticle{
			{Slug: "one", Title: "One", Note: new("first"), AuthorID: new(int64(1)), Tenant: 1, Secret: "s1", Tags: []writeTag{{ID: 1}, {ID: 2}}},
			{Slug: "two", Title: "Two", Tenant: 1},
			{Slug: "three", Title: "Three", Tenant: 2},
		},
	} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	var c crud.Config[writeArticle]
	for _, f := range change {
		f(&c)
	}
	return db, crud.Must(crud.New(db, c))
}

// writeServe mounts articles with every write, and answers the list's address.
func writeServe(t *testing.T, f *crud.CrudFactory[writeArticle], more ...crud.MountOption) string {
	t.Helper()
	engine := mountEngine()
	options := append([]crud.MountOption{
		crud.Read[writeView](), crud.Create[writeBody](), crud.Update[writeBody](), crud.Deletable(), crud.Restorable(),
	}, more...)
	if err := crud.Mount(engine.Group("/articles"), f, options...); err != nil {
		t.Fatal(err)
	}
	return mountServe(t, engine) + "/articles"
}

// writeDo sends a body; it can be called in any goroutine.
func writeDo(method, url, body string, headers ...string) (mountAnswer, error) {
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return mountAnswer{}, err
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return mountAnswer{}, err
	}
	defer response.Body.Close() //nolint:errcheck // it has been read
	got, err := io.ReadAll(response.Body)
	return mountAnswer{response.StatusCode, response.Header, string(got)}, err
}

func writeAsk(t *testing.T, method, url, body string, headers ...string) mountAnswer {
	t.Helper()
	got, err := writeDo(method, url, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// view reads an answer with a row.
func (a mountAnswer) view(t *testing.T, status int) writeView {
	t.Helper()
	var v writeView
	if err := json.Unmarshal([]byte(a.Body), &v); err != nil || a.Status != status {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	return v
}

// refused is a problem in short: its status and code, then its errors.
func (a mountAnswer) refused(t *testing.T) []string {
	t.Helper()
	p := a.problem(t)
	short := []string{strconv.Itoa(p.Status) + " " + p.Code}
	for _, e := range p.Errors {
		short = append(short, e.Pointer+" "+string(e.Code))
	}
	return short
}

// writeRow reads a row past the factory, deleted or not.
func writeRow(t *testing.T, db *gorm.DB, id int64) writeArticle {
	t.Helper()
	var row writeArticle
	if err := db.Unscoped().Preload("Tags", func(db *gorm.DB) *gorm.DB { return db.Order("id") }).First(&row, id).Error; err != nil {
		t.Fatal(err)
	}
	return row
}

func writeCount(t *testing.T, db *gorm.DB, model any) (n int64) {
	t.Helper()
	if err := db.Unscoped().Model(model).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

// tagIDs are a row's tags.
func (a *writeArticle) tagIDs() []int64 {
	var ids []int64
	for _, tag := range a.Tags {
		ids = append(ids, tag.ID)
	}
	return ids
}

// TestWritePut has what the body leaves out become its default, or nothing.
func TestWritePut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		before := writeRow(t, db, 1)
		put := writeAsk(t, http.MethodPut, url+"/1", `{"slug":"uno","title":"Uno"}`)
		want := writeView{1, "uno", "Uno", 7, nil, new("calm"), nil}
		if diff := cmp.Diff(want, put.view(t, http.StatusOK)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if tag := mountGet(t, url+"/1").Header.Get("ETag"); tag != put.Header.Get("ETag") {
			t.Errorf("PUT answers %s, GET %s", put.Header.Get("ETag"), tag)
		}
		after := writeRow(t, db, 1)
		if after.Secret != "s1" || !after.CreatedAt.Equal(before.CreatedAt) || !after.UpdatedAt.After(before.UpdatedAt) {
			t.Errorf("%+v", after)
		}
		if diff := cmp.Diff([]int64{1, 2}, after.tagIDs()); diff != "" {
			t.Errorf("an absent set (-want +got):\n%s", diff)
		}
		for _, id := range []string{"/99", "/abc", "/99999999999999999999"} {
			if got := writeAsk(t, http.MethodPut, url+id, `{"slug":"x","title":"X"}`).refused(t); got[0] != "404 not_found" {
				t.Errorf("%s: %v", id, got)
			}
		}
	})
}

func TestWritePutCreates(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f, crud.PutCreates())
		body := `{"slug":"x","title":"X","tag_ids":[2]}`
		if got := writeAsk(t, http.MethodPut, url+"/50", body, "If-Match", "*").refused(t); got[0] != "404 not_found" {
			t.Errorf("If-Match: %v", got)
		}
		made := writeAsk(t, http.MethodPut, url+"/50", body).view(t, http.StatusCreated)
		if diff := cmp.Diff(writeView{50, "x", "X", 7, nil, new("calm"), nil}, made); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		row := writeRow(t, db, 50)
		if diff := cmp.Diff([]int64{2}, row.tagIDs()); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		writeAsk(t, http.MethodPut, url+"/50", body).view(t, http.StatusOK)
		if got := writeAsk(t, http.MethodPut, url+"/abc", `{"slug":"y","title":"Y"}`).refused(t); got[0] != "404 not_found" {
			t.Errorf("no key: %v", got)
		}
	})
}

func TestWriteMergePatch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		for _, test := range []struct {
			patch string
			want  writeView
			tags  []int64
		}{
			{`{}`, writeView{1, "one", "One", 0, new("first"), new("calm"), new(int64(1))}, []int64{1, 2}},
			{`{"title":"Uno"}`, writeView{1, "one", "Uno", 0, new("first"), new("calm"), new(int64(1))}, []int64{1, 2}},
			{`{"note":null,"views":3}`, writeView{1, "one", "Uno", 3, nil, new("calm"), new(int64(1))}, []int64{1, 2}},
			{`{"author_id":null,"tag_ids":[3]}`, writeView{1, "one", "Uno", 3, nil, new("calm"), nil}, []int64{3}},
			{`{"tag_ids":[]}`, writeView{1, "one", "Uno", 3, nil, new("calm"), nil}, nil},
		} {
			got := writeAsk(t, http.MethodPatch, url+"/1", test.patch, "Content-Type", "application/merge-patch+json")
			if diff := cmp.Diff(test.want, got.view(t, http.StatusOK)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.patch, diff)
			}
			row := writeRow(t, db, 1)
			if diff := cmp.Diff(test.tags, row.tagIDs()); diff != "" {
				t.Errorf("%s: tags (-want +got):\n%s", test.patch, diff)
			}
		}
		for patch, want := range map[string][]string{
			`{"title":null}`:             {"422 invalid_body", "/title null_value"},
			`{"mood":null}`:              {"422 null_value", "/mood null_value"},
			`{"title":null,"views":"x"}`: {"422 invalid_body", "/views invalid_value", "/title null_value"},
			`{"nosuch":null}`:            {"422 invalid_body", "/nosuch unknown_field"},
			`{"id":null}`:                {"422 invalid_body", "/id read_only"},
			`[]`:                         {"422 invalid_body", " invalid_value"},
		} {
			if diff := cmp.Diff(want, writeAsk(t, http.MethodPatch, url+"/2", patch).refused(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", patch, diff)
			}
		}
	})
}

func TestWriteJSONPatch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		patch := func(body string) mountAnswer {
			return writeAsk(t, http.MethodPatch, url+"/1", body, "Content-Type", "application/json-patch+json")
		}
		got := patch(`[{"op":"test","path":"/title","value":"One"},{"op":"replace","path":"/title","value":"Uno"},
			{"op":"remove","path":"/note"},{"op":"add","path":"/tag_ids/-","value":3},{"op":"replace","path":"/views","value":5},{"op":"test","path":"/views","value":0.5e1}]`)
		if diff := cmp.Diff(writeView{1, "one", "Uno", 5, nil, new("calm"), new(int64(1))}, got.view(t, http.StatusOK)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		before := writeRow(t, db, 1)
		if diff := cmp.Diff([]int64{1, 2, 3}, before.tagIDs()); diff != "" {
			t.Errorf("tags (-want +got):\n%s", diff)
		}
		for body, want := range map[string][]string{
			`[{"op":"replace","path":"/views","value":9},{"op":"test","path":"/title","value":"x"}]`:  {"409 patch_test_failed"},
			`[{"op":"replace","path":"/views","value":9},{"op":"remove","path":"/title"}]`:            {"422 invalid_body", "/title null_value"},
			`[{"op":"replace","path":"/views","value":9},{"op":"add","path":"/secret","value":"x"}]`:  {"422 invalid_body", "/secret unknown_field"},
			`[{"op":"replace","path":"/views","value":9},{"op":"remove","path":"/nosuch"}]`:           {"422 invalid_body", "/1/path unknown_field"},
			`[{"op":"test","path":"/views"},{"op":"remove","path":"views"}]`:                          {"422 invalid_body", "/0/value required", "/1/path invalid_value"},
			`[{"op":"test","path":"/views","value":1.50e1}]`:                                          {"409 patch_test_failed"},
			`[{"op":"replace","path":"/views","value":9},{"op":"add","path":"/tag_ids/-","value":9}]`: {"422 invalid_body", "/tag_ids/3 unknown_reference"},
			`{}`: {"422 invalid_body", " invalid_value"},
		} {
			if diff := cmp.Diff(want, patch(body).refused(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", body, diff)
			}
		}
		if diff := cmp.Diff(before, writeRow(t, db, 1)); diff != "" {
			t.Errorf("refused patches changed the row (-want +got):\n%s", diff)
		}
	})
}

func TestWriteIfMatch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := writeOpen(t, open)
		url := writeServe(t, f, crud.RequireIfMatch())
		old := mountGet(t, url+"/1").Header.Get("ETag")
		part := mountGet(t, url+"/1?fields=title").Header.Get("ETag")
		if old == part {
			t.Error("two representations have one tag")
		}
		put, patch := `{"slug":"uno","title":"Uno"}`, `{"views":2}`
		for method, body := range map[string]string{http.MethodPut: put, http.MethodPatch: patch, http.MethodDelete: ""} {
			if got := writeAsk(t, method, url+"/1", body).refused(t); got[0] != "428 precondition_required" {
				t.Errorf("%s: %v", method, got)
			}
			for _, tag := range []string{`"x.y"`, `"x"`, "W/" + old, ""} {
				if got := writeAsk(t, method, url+"/1", body, "If-Match", tag).refused(t); got[0] != "412 precondition_failed" {
					t.Errorf("%s %q: %v", method, tag, got)
				}
			}
			if got := writeAsk(t, method, url+"/99", body, "If-Match", old).refused(t); got[0] != "404 not_found" {
				t.Errorf("%s: %v", method, got)
			}
		}
		// The version counts, not the representation that the client has seen.
		next := writeAsk(t, http.MethodPatch, url+"/1", patch, "If-Match", part)
		next.view(t, http.StatusOK)
		if got := writeAsk(t, http.MethodPut, url+"/1", put, "If-Match", old).refused(t); got[0] != "412 precondition_failed" {
			t.Errorf("an old tag: %v", got)
		}
		writeAsk(t, http.MethodPut, url+"/1", put, "If-Match", `"x.y", `+next.Header.Get("ETag")).view(t, http.StatusOK)
		if got := writeAsk(t, http.MethodDelete, url+"/1", "", "If-Match", "*"); got.Status != http.StatusNoContent {
			t.Errorf("any: %d %s", got.Status, got.Body)
		}
	})
}

func TestWriteDeleteAndRestore(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		if got := writeAsk(t, http.MethodDelete, url+"/1", ""); got.Status != http.StatusNoContent || got.Body != "" {
			t.Fatalf("%d %s", got.Status, got.Body)
		}
		for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodPatch, http.MethodPut} {
			if got := writeAsk(t, method, url+"/1", `{"slug":"uno","title":"Uno"}`); got.Status != http.StatusNotFound {
				t.Errorf("%s: %d %s", method, got.Status, got.Body)
			}
		}
		if row := writeRow(t, db, 1); !row.DeletedAt.Valid || row.Title != "One" {
			t.Errorf("%+v", row)
		}
		back := writeAsk(t, http.MethodPost, url+"/1/restore", "")
		want := writeView{1, "one", "One", 0, new("first"), new("calm"), new(int64(1))}
		if diff := cmp.Diff(want, back.view(t, http.StatusOK)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want, mountGet(t, url+"/1").view(t, http.StatusOK)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		writeAsk(t, http.MethodPost, url+"/1/restore", "").view(t, http.StatusOK) // one that is there stays
		if got := writeAsk(t, http.MethodPost, url+"/99/restore", "").refused(t); got[0] != "404 not_found" {
			t.Errorf("%v", got)
		}
	})
}

func TestWriteBodyErrors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) { c.Limits.BodyBytes = 500 })
		url := writeServe(t, f)
		for body, want := range map[string][]string{
			`{"slug":`:                                  {"400 malformed_body"},
			`{"slug":"x","title":"X"} {}`:               {"400 malformed_body"},
			`{"slug":"x","title":"X",}`:                 {"400 malformed_body"},
			strings.Repeat(" ", 501):                    {"413 body_too_large"},
			`[]`:                                        {"422 invalid_body", " invalid_value"},
			`null`:                                      {"422 invalid_body", " invalid_value"},
			`{"slug":"x","title":"X","slug":1}`:         {"422 invalid_body", "/slug duplicate_key"},
			`{"slug":"x","title":"X","id":9}`:           {"422 invalid_body", "/id read_only"},
			`{"slug":"x","Title":"X"}`:                  {"422 invalid_body", "/Title unknown_field", "/title required"},
			`{"slug":"x","title":"X","views":1.5}`:      {"422 invalid_body", "/views out_of_range"},
			`{"slug":"x","title":"X","tag_ids":[1,""]}`: {"422 invalid_body", "/tag_ids/1 invalid_value"},
			`{"title":"` + strings.Repeat("x", 21) + `","views":"1","a/b~":1,"id":1,"note":{}}`: {
				"422 invalid_body", "/a~1b~0 unknown_field", "/id read_only", "/views invalid_value", "/note invalid_value",
				"/slug required", "/title too_long",
			},
		} {
			if diff := cmp.Diff(want, writeAsk(t, http.MethodPost, url, body).refused(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", body, diff)
			}
		}
		for _, kind := range []string{"text/plain", "application/json; charset=latin1", "application/merge-patch+json", "nonsense/"} {
			got := writeAsk(t, http.MethodPost, url, `{"slug":"x","title":"X"}`, "Content-Type", kind)
			if got.refused(t)[0] != "415 unsupported_media_type" {
				t.Errorf("%s: %s", kind, got.Body)
			}
		}
		if n := writeCount(t, db, &writeArticle{}); n != 3 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestWriteConstraints has the database refuse: the answer names columns, and
// none of the values.
func TestWriteConstraints(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		for _, test := range []struct {
			method, path, body string
			want               []string
		}{
			{http.MethodPost, "", `{"slug":"three","title":"classified"}`, []string{"409 unique_violation", "/slug unique_violation"}},
			{http.MethodPatch, "/1", `{"slug":"three","note":"classified"}`, []string{"409 unique_violation", "/slug unique_violation"}},
			{http.MethodPut, "/1", `{"slug":"three","title":"classified"}`, []string{"409 unique_violation", "/slug unique_violation"}},
			{http.MethodPost, "", `{"slug":"classified","title":"classified","views":-4711}`, []string{"422 check_violation"}},
			{http.MethodPatch, "/1", `{"views":-4711,"note":"classified"}`, []string{"422 check_violation"}},
			{http.MethodPatch, "/1", `{"mood":null,"note":"classified"}`, []string{"422 null_value", "/mood null_value"}},
		} {
			got := writeAsk(t, test.method, url+test.path, test.body)
			if diff := cmp.Diff(test.want, got.refused(t)); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", test.method, test.body, diff)
			}
			for _, value := range []string{"three", "classified", "4711"} {
				if strings.Contains(got.Body, value) {
					t.Errorf("%s %s tells a value: %s", test.method, test.body, got.Body)
				}
			}
		}
		authors := crud.Must(crud.New(db, crud.Config[writeAuthor]{}))
		engine := mountEngine()
		if err := crud.Mount(engine.Group("/authors"), authors, crud.Deletable()); err != nil {
			t.Fatal(err)
		}
		at := mountServe(t, engine) + "/authors"
		if got := writeAsk(t, http.MethodDelete, at+"/1", "").refused(t); got[0] != "409 foreign_key_violation" {
			t.Errorf("%v", got)
		}
		if got := writeAsk(t, http.MethodDelete, at+"/2", ""); got.Status != http.StatusNoContent {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
}

// TestWriteUnknownReference refers to rows that are not there, or that a scope
// hides.
func TestWriteUnknownReference(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) {
			c.References = map[string][]crud.Scope{
				"author": {tenantOnly(1)}, "tags": {func(db *gorm.DB) *gorm.DB { return db.Where("name <> 'c'") }},
			}
		})
		url := writeServe(t, f)
		for _, id := range []string{"2", "99"} {
			want := []string{"422 invalid_body", "/author_id unknown_reference"}
			for method, path := range map[string]string{http.MethodPost: "", http.MethodPut: "/2", http.MethodPatch: "/2"} {
				got := writeAsk(t, method, url+path, `{"slug":"x","title":"X","author_id":`+id+`}`)
				if diff := cmp.Diff(want, got.refused(t)); diff != "" {
					t.Errorf("%s %s (-want +got):\n%s", method, id, diff)
				}
			}
		}
		want := []string{"422 invalid_body", "/tag_ids/1 unknown_reference", "/tag_ids/2 unknown_reference"}
		for method, path := range map[string]string{http.MethodPost: "", http.MethodPut: "/1", http.MethodPatch: "/1"} {
			got := writeAsk(t, method, url+path, `{"slug":"x","title":"X","tag_ids":[1,3,99]}`)
			if diff := cmp.Diff(want, got.refused(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", method, diff)
			}
		}
		row := writeRow(t, db, 1)
		if diff := cmp.Diff([]int64{1, 2}, row.tagIDs()); diff != "" || row.Slug != "one" || writeCount(t, db, &writeArticle{}) != 3 {
			t.Errorf("a refused write left something: %+v, tags (-want +got):\n%s", row, diff)
		}
	})
}

func TestWritePreferMinimal(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	url := writeServe(t, f)
	for _, test := range []struct {
		method, path, body string
		status             int
	}{
		{http.MethodPut, "/1", `{"slug":"uno","title":"X"}`, http.StatusNoContent},
		{http.MethodPatch, "/1", `{"title":"Y"}`, http.StatusNoContent},
		{http.MethodPost, "/bulk", `[{"slug":"y","title":"X"}]`, http.StatusCreated},
		{http.MethodPatch, "/bulk", `[{"id":1,"title":"Z"}]`, http.StatusNoContent},
	} {
		got := writeAsk(t, test.method, url+test.path, test.body, "Prefer", "respond-async, return=minimal")
		if got.Status != test.status || got.Body != "" || got.Header.Get("Preference-Applied") != "return=minimal" {
			t.Errorf("%s %s: %d %v %s", test.method, test.path, got.Status, got.Header, got.Body)
		}
		if !strings.HasPrefix(test.path, "/bulk") && got.Header.Get("ETag") == "" {
			t.Errorf("%s %s: no ETag", test.method, test.path)
		}
	}
}

func TestWriteWithoutAndUse(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	forbidden := schemas.NewProblem(http.StatusForbidden, "forbidden", "Forbidden", "")
	url := writeServe(t, f, crud.Without(crud.OpDelete|crud.OpBulk), crud.Use(crud.OpUpdate, func(c *gin.Context) { crud.Abort(c, forbidden) }))
	for request, want := range map[string]int{
		"DELETE /1":         http.StatusMethodNotAllowed,
		"POST /bulk":        http.StatusMethodNotAllowed,
		"POST /bulk/delete": http.StatusNotFound,
		"PUT /1":            http.StatusForbidden,
		"PATCH /1":          http.StatusForbidden,
		"GET /1":            http.StatusOK,
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := writeAsk(t, method, url+path, `{"slug":"x","title":"X"}`); got.Status != want {
			t.Errorf("%s: %d %s", request, got.Status, got.Body)
		}
	}
}

// writeTenantBody lets a client move a row between tenants.
type writeTenantBody struct {
	Slug   string `json:"slug"`
	Title  string `json:"title"`
	Tenant int    `json:"tenant"`
}

func tenantOnly(id int) crud.Scope {
	return func(db *gorm.DB) *gorm.DB { return db.Where("tenant = ?", id) }
}

// tenantScopes are scopes that show tenant 1's rows.
func tenantScopes() map[string]crud.Scope {
	return map[string]crud.Scope{
		"where": tenantOnly(1),
		"or":    func(db *gorm.DB) *gorm.DB { return db.Where("write_articles.tenant = 1").Or("1 = 0") },
		"join": func(db *gorm.DB) *gorm.DB {
			return db.Joins("JOIN write_authors w ON w.tenant = write_articles.tenant").Where("w.name = 'Ann'")
		},
	}
}

func TestWriteScopeBy(t *testing.T) {
	t.Parallel()
	for name, scope := range tenantScopes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open)
				url := writeServe(t, f, crud.Create[writeTenantBody](), crud.Update[writeTenantBody](),
					crud.ScopeBy(func(*gin.Context) (crud.Scope, error) { return scope, nil }))
				before := writeRow(t, db, 3)
				body := `{"slug":"x","title":"X","tenant":1}`
				for _, test := range [][4]string{
					{http.MethodPut, "/3", body, "404 not_found"},
					{http.MethodPatch, "/3", body, "404 not_found"},
					{http.MethodDelete, "/3", "", "404 not_found"},
					{http.MethodPost, "/3/restore", "", "404 not_found"},
					{http.MethodPatch, "/bulk", `[{"id":1,"title":"X"},{"id":3,"title":"X"}]`, "404 not_found"},
					{http.MethodPost, "/bulk/delete", `{"ids":[1,3]}`, "404 not_found"},
					{http.MethodPost, "", `{"slug":"x","title":"X","tenant":2}`, "403 outside_scope"},
					{http.MethodPut, "/1", `{"slug":"x","title":"X","tenant":2}`, "403 outside_scope"},
					{http.MethodPatch, "/1", `{"tenant":2}`, "403 outside_scope"},
					{http.MethodPost, "/bulk", `[` + body + `,{"slug":"y","title":"X","tenant":2}]`, "403 outside_scope"},
					{http.MethodPatch, "/bulk", `[{"id":2,"title":"X"},{"id":1,"tenant":2}]`, "403 outside_scope"},
				} {
					if got := writeAsk(t, test[0], url+test[1], test[2]).refused(t); got[0] != test[3] {
						t.Errorf("%s %s %s: %v", test[0], test[1], test[2], got)
					}
				}
				if diff := cmp.Diff(before, writeRow(t, db, 3)); diff != "" {
					t.Errorf("the other tenant's row (-want +got):\n%s", diff)
				}
				if n := writeCount(t, db, &writeArticle{}); n != 3 || writeRow(t, db, 1).Tenant != 1 || writeRow(t, db, 2).Title != "Two" {
					t.Errorf("a refused write left something: %d rows", n)
				}
				if got := writeAsk(t, http.MethodPost, url+"/bulk", `[`+body+`]`); got.Status != http.StatusCreated {
					t.Errorf("%d %s", got.Status, got.Body)
				}
				writeAsk(t, http.MethodPatch, url+"/1", `{"title":"Mine"}`).view(t, http.StatusOK)
				if got := writeAsk(t, http.MethodDelete, url+"/1", ""); got.Status != http.StatusNoContent {
					t.Errorf("%d %s", got.Status, got.Body)
				}
			})
		})
	}
}

// TestWriteScopeRefuses has a scope's error answered before the body is read.
func TestWriteScopeRefuses(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	own := schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Unauthorized", "")
	url := writeServe(t, f, crud.ScopeBy(func(*gin.Context) (crud.Scope, error) { return nil, errors.Join(own) }))
	for _, request := range []string{
		"POST ", "PUT /1", "PATCH /1", "DELETE /1", "POST /1/restore", "POST /bulk", "PATCH /bulk", "POST /bulk/delete",
	} {
		method, path, _ := strings.Cut(request, " ")
		if got := writeAsk(t, method, url+path, `{`).refused(t); got[0] != "401 unauthorized" {
			t.Errorf("%s: %v", request, got)
		}
	}
}

// TestWriteMassAssignment names each column that the schema has not, by its
// column, its field and its key.
func TestWriteMassAssignment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		before := writeRow(t, db, 1)
		stmt := &gorm.Statement{DB: db}
		if err := stmt.Parse(&writeArticle{}); err != nil {
			t.Fatal(err)
		}
		allowed := map[string]bool{"slug": true, "title": true, "views": true, "note": true, "mood": true, "author_id": true}
		for _, field := range stmt.Schema.Fields {
			for _, key := range []string{field.DBName, field.Name, strings.ToUpper(field.Name)} {
				if key == "" || allowed[key] {
					continue
				}
				for request, body := range map[string]string{
					"POST ":       `{"slug":"x","title":"X","` + key + `":7}`,
					"PUT /1":      `{"slug":"x","title":"X","` + key + `":7}`,
					"PATCH /1":    `{"` + key + `":7}`,
					"POST /bulk":  `[{"slug":"x","title":"X","` + key + `":7}]`,
					"PATCH /bulk": `[{"id":1,"` + key + `":7}]`,
				} {
					method, path, _ := strings.Cut(request, " ")
					got := writeAsk(t, method, url+path, body)
					if field.PrimaryKey && request == "PATCH /bulk" {
						continue // there it names the row
					}
					if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "/"+key+`"`) {
						t.Errorf("%s %s: %d %s", request, body, got.Status, got.Body)
					}
				}
			}
		}
		if diff := cmp.Diff(before, writeRow(t, db, 1)); diff != "" || writeCount(t, db, &writeArticle{}) != 3 {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
