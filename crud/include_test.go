package crud_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// inclPost has a relation of every kind.
type inclPost struct {
	ID        int64         `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Title     string        `gorm:"not null" json:"title"`
	AuthorID  *int64        `json:"author_id"`
	Author    *inclPerson   `json:"author"`
	ParentID  *int64        `json:"parent_id"`
	Parent    *inclPost     `json:"-"`
	Children  []inclPost    `gorm:"foreignKey:ParentID" json:"-"`
	DeskFloor *int          `json:"floor"`
	DeskRoom  *string       `json:"room"`
	Desk      *inclDesk     `gorm:"foreignKey:DeskFloor,DeskRoom;references:Floor,Room" json:"-"`
	Cover     *inclCover    `gorm:"foreignKey:PostID" json:"-"`
	Comments  []inclComment `gorm:"foreignKey:PostID" json:"-"`
	Tags      []inclTag     `gorm:"many2many:incl_post_tags" json:"-"`
	Notes     []inclNote    `gorm:"polymorphic:Owner" json:"notes"`
}

type inclPerson struct {
	ID        int64          `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Name      string         `gorm:"not null" json:"name"`
	DeletedAt gorm.DeletedAt `json:"-"`
}

type inclDesk struct {
	Floor int        `gorm:"primaryKey;autoIncrement:false" json:"floor"`
	Room  string     `gorm:"primaryKey" json:"room"`
	Posts []inclPost `gorm:"foreignKey:DeskFloor,DeskRoom;references:Floor,Room" json:"-"`
}

type inclCover struct {
	ID     int64 `gorm:"primaryKey;autoIncrement:false" json:"id"`
	PostID int64 `gorm:"not null;unique" json:"post_id"`
}

type inclComment struct {
	ID        int64          `gorm:"primaryKey;autoIncrement:false" json:"id"`
	PostID    int64          `gorm:"not null" json:"post_id"`
	Text      string         `gorm:"not null" json:"text"`
	Score     *int           `json:"score"`
	AuthorID  *int64         `json:"author_id"`
	Author    *inclPerson    `json:"-"`
	DeletedAt gorm.DeletedAt `json:"-"`
}

type inclTag struct {
	ID   int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Name string `gorm:"not null" json:"name"`
}

type inclNote struct {
	ID        int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	OwnerID   int64  `gorm:"not null" json:"owner_id"`
	OwnerType string `gorm:"not null" json:"owner_type"`
}

// inclLink is a row of the join table.
type inclLink struct {
	InclPostID, InclTagID int64
}

func (inclLink) TableName() string { return "incl_post_tags" }

// inclTables are in the order in which rows can be inserted.
var inclTables = []any{&inclPerson{}, &inclDesk{}, &inclPost{}, &inclCover{}, &inclComment{}, &inclTag{}, &inclLink{}, &inclNote{}}

// inclWorld is all rows.
type inclWorld struct {
	People   []inclPerson
	Desks    []inclDesk
	Posts    []inclPost
	Covers   []inclCover
	Comments []inclComment
	Tags     []inclTag
	Links    []inclLink
	Notes    []inclNote
}

func inclOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	t.Helper()
	return open(t, &inclPerson{}, &inclDesk{}, &inclPost{}, &inclCover{}, &inclComment{}, &inclTag{}, &inclNote{})
}

// inclFill makes the rows of a database those of a world.
func inclFill(t *testing.T, db *gorm.DB, w inclWorld) {
	t.Helper()
	for _, table := range slices.Backward(inclTables) {
		if err := db.Unscoped().Where("1 = 1").Delete(table).Error; err != nil {
			t.Fatal(err)
		}
	}
	for _, rows := range []any{&w.People, &w.Desks, &w.Posts, &w.Covers, &w.Comments, &w.Tags, &w.Links, &w.Notes} {
		if err := db.Create(rows).Error; err != nil && !strings.Contains(err.Error(), "empty slice") {
			t.Fatal(err)
		}
	}
}

// inclDeleted is a mark of a row that is hidden.
func inclDeleted(t *rapid.T) (d gorm.DeletedAt) {
	if rapid.IntRange(0, 3).Draw(t, "deleted") == 0 {
		d = gorm.DeletedAt{Time: fieldsNoon, Valid: true}
	}
	return d
}

// inclOneOf is one of n ids, or none.
func inclOneOf(t *rapid.T, n int, of string) *int64 {
	if id := rapid.Int64Range(0, int64(n)).Draw(t, of); id > 0 {
		return &id
	}
	return nil
}

func inclDraw(t *rapid.T) (w inclWorld) {
	for i := range rapid.IntRange(1, 3).Draw(t, "people") {
		w.People = append(w.People, inclPerson{int64(i + 1), fmt.Sprint("p", i), inclDeleted(t)})
	}
	w.Desks = []inclDesk{{Floor: 1, Room: "a'b"}, {Floor: 1, Room: ""}, {Floor: 2, Room: "a'b"}}
	for i := range rapid.IntRange(0, 8).Draw(t, "posts") {
		p := inclPost{ID: int64(i + 1), Title: fmt.Sprint("t", i%3), AuthorID: inclOneOf(t, len(w.People), "author"), ParentID: inclOneOf(t, i, "parent")}
		switch desk := rapid.IntRange(0, 4).Draw(t, "desk"); desk {
		case 0:
			p.DeskFloor = new(7) // half a key leads nowhere
		case 1, 2, 3:
			p.DeskFloor, p.DeskRoom = &w.Desks[desk-1].Floor, &w.Desks[desk-1].Room
		}
		w.Posts = append(w.Posts, p)
		if rapid.Bool().Draw(t, "cover") {
			w.Covers = append(w.Covers, inclCover{int64(100 - i), p.ID})
		}
		for tag := range 3 {
			if rapid.Bool().Draw(t, "tagged") {
				w.Links = append(w.Links, inclLink{p.ID, int64(tag + 1)})
			}
		}
		for range rapid.IntRange(0, 4).Draw(t, "comments") {
			c := inclComment{ID: int64(len(w.Comments) + 1), PostID: p.ID, Text: rapid.SampledFrom([]string{"", "a", "B"}).Draw(t, "text")}
			if rapid.Bool().Draw(t, "scored") {
				c.Score = new(rapid.IntRange(-1, 1).Draw(t, "score"))
			}
			c.AuthorID, c.DeletedAt = inclOneOf(t, len(w.People), "by"), inclDeleted(t)
			w.Comments = append(w.Comments, c)
		}
		for range rapid.IntRange(0, 2).Draw(t, "notes") {
			owner := rapid.SampledFrom([]string{"incl_posts", "incl_tags"}).Draw(t, "owner")
			w.Notes = append(w.Notes, inclNote{int64(len(w.Notes) + 1), p.ID, owner})
		}
	}
	for i := range 3 {
		w.Tags = append(w.Tags, inclTag{int64(i + 1), string("bab"[i])})
	}
	return w
}

// inclOrders are orders of comments, each with what sorts them in memory.
var inclOrders = []struct {
	text    string
	compare func(a, b inclComment) int
}{
	{"", func(a, b inclComment) int { return cmp.Compare(a.ID, b.ID) }},
	{"score", func(a, b inclComment) int { return cmp.Or(inclScores(a, b, 1, 1), cmp.Compare(a.ID, b.ID)) }},
	{"-score", func(a, b inclComment) int { return cmp.Or(inclScores(a, b, -1, -1), cmp.Compare(b.ID, a.ID)) }},
	{"-score.nullslast,text", func(a, b inclComment) int {
		return cmp.Or(inclScores(a, b, -1, 1), strings.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID))
	}},
	{"score.nullsfirst,-id", func(a, b inclComment) int { return cmp.Or(inclScores(a, b, 1, -1), cmp.Compare(b.ID, a.ID)) }},
}

// inclScores compares scores; nulls is 1 where NULLs come last.
func inclScores(a, b inclComment, sign, nulls int) int {
	switch {
	case a.Score == nil && b.Score == nil:
		return 0
	case a.Score == nil:
		return nulls
	case b.Score == nil:
		return -nulls
	}
	return sign * cmp.Compare(*a.Score, *b.Score)
}

// inclObject is a value as a client reads it.
func inclObject(t *testing.T, v any) map[string]any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	return object
}

// inclOracle answers what a request asks for out of a world.
type inclOracle struct {
	inclWorld

	t       *testing.T
	limit   int
	compare func(a, b inclComment) int
	fields  []string
	include []string
}

func (o inclOracle) wants(name string) bool { return slices.Contains(o.include, name) }

// person is the author of something, nil if there is none to be seen.
func (o inclOracle) person(id *int64) any {
	if id == nil || o.People[*id-1].DeletedAt.Valid {
		return nil
	}
	return inclObject(o.t, o.People[*id-1])
}

// inclMany puts a relation to many into an answer.
func inclMany[T any](o inclOracle, to map[string]any, name string, rows []T, write func(T) any) {
	list := []any{}
	for _, row := range rows[:min(o.limit, len(rows))] {
		list = append(list, write(row))
	}
	to[name] = list
	if len(rows) > o.limit {
		to[name+"_truncated"] = true
	}
}

func inclWhere[T any](rows []T, keep func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(rows), func(row T) bool { return !keep(row) })
}

func (o inclOracle) comments(p inclPost, to map[string]any) {
	comments := inclWhere(o.Comments, func(c inclComment) bool { return c.PostID == p.ID && !c.DeletedAt.Valid })
	slices.SortFunc(comments, o.compare)
	inclMany(o, to, "comments", comments, func(c inclComment) any {
		object := inclObject(o.t, c)
		if o.wants("comments__author") {
			object["author"] = o.person(c.AuthorID)
		}
		return object
	})
}

func (o inclOracle) tags(p inclPost, to map[string]any) {
	tags := inclWhere(o.Tags, func(tag inclTag) bool { return slices.Contains(o.Links, inclLink{p.ID, tag.ID}) })
	slices.SortFunc(tags, func(a, b inclTag) int { return cmp.Or(strings.Compare(b.Name, a.Name), cmp.Compare(b.ID, a.ID)) })
	inclMany(o, to, "tags", tags, func(tag inclTag) any { return inclObject(o.t, tag) })
}

// post is what a post is answered as.
func (o inclOracle) post(p inclPost) map[string]any {
	object := inclObject(o.t, p)
	for key := range object {
		if o.fields != nil && !slices.Contains(o.fields, key) {
			delete(object, key)
		}
	}
	plain := func(p inclPost) any { return inclObject(o.t, p) }
	for name, put := range map[string]func(){
		"author": func() { object["author"] = o.person(p.AuthorID) },
		"parent": func() {
			object["parent"] = nil
			if p.ParentID != nil {
				parent := inclObject(o.t, o.Posts[*p.ParentID-1])
				if o.wants("parent__author") {
					parent["author"] = o.person(o.Posts[*p.ParentID-1].AuthorID)
				}
				object["parent"] = parent
			}
		},
		"children": func() {
			inclMany(o, object, "children", inclWhere(o.Posts, func(c inclPost) bool { return c.ParentID != nil && *c.ParentID == p.ID }), plain)
		},
		"desk": func() {
			object["desk"] = nil
			if p.DeskRoom != nil {
				object["desk"] = map[string]any{"floor": float64(*p.DeskFloor), "room": *p.DeskRoom}
			}
		},
		"cover": func() {
			object["cover"] = nil
			for _, cover := range inclWhere(o.Covers, func(c inclCover) bool { return c.PostID == p.ID }) {
				object["cover"] = inclObject(o.t, cover)
			}
		},
		"comments": func() { o.comments(p, object) },
		"tags":     func() { o.tags(p, object) },
		"notes": func() {
			notes := inclWhere(o.Notes, func(n inclNote) bool { return n.OwnerID == p.ID && n.OwnerType == "incl_posts" })
			inclMany(o, object, "notes", notes, func(n inclNote) any { return inclObject(o.t, n) })
		},
	} {
		if o.wants(name) || o.wants(name+"__author") {
			put()
		}
	}
	return object
}

// inclFactory allows every relation.
func inclFactory(db *gorm.DB, limit int, order string) *crud.CrudFactory[inclPost] {
	return crud.Must(crud.New(db, crud.Config[inclPost]{
		OrderFields: []string{"title", "author.name"}, FilterFields: []string{"id", "title"},
		Streams: []crud.Format{crud.NDJSON, crud.CSV},
		Includes: []crud.Include{
			{Relation: "comments.author"}, // before its parent, which is no mistake
			{Relation: "author"},
			{Relation: "parent"},
			{Relation: "parent.author"},
			{Relation: "children", Limit: limit},
			{Relation: "desk"},
			{Relation: "cover"},
			{Relation: "comments", Limit: limit, DefaultOrder: order},
			{Relation: "tags", Limit: limit, DefaultOrder: "-name"},
			{Relation: "notes", Limit: limit},
		},
	}))
}

const inclAll = "author,parent,parent__author,children,desk,cover,comments,comments__author,tags,notes"

// inclServe has a resource at /rows.
func inclServe[M any](t *testing.T, f *crud.CrudFactory[M], options ...crud.MountOption) http.Handler {
	t.Helper()
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/rows"), f, options...); err != nil {
		t.Fatal(err)
	}
	return engine
}

// inclGet asks a handler, with pairs of header names and values.
func inclGet(handler http.Handler, target string, headers ...string) mountAnswer {
	request := httptest.NewRequest(http.MethodGet, target, http.NoBody)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return mountAnswer{response.Code, response.Header(), response.Body.String()}
}

// inclItems are the rows of a page as a client reads them.
func inclItems(t *testing.T, a mountAnswer) []map[string]any {
	t.Helper()
	var page struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(a.Body), &page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	return page.Items
}

// inclRequest draws what to include, and perhaps fields.
func inclRequest(t *rapid.T, o *inclOracle) string {
	some := func(of []string, name string) []string {
		return rapid.Permutation(of).Draw(t, name)[:rapid.IntRange(1, len(of)).Draw(t, name)]
	}
	o.include = some(strings.Split(inclAll, ","), "include")
	query := url.Values{"include": {strings.Join(o.include, ",")}}
	if rapid.Bool().Draw(t, "chosen") {
		o.fields = some([]string{"id", "title", "author_id", "author", "floor", "room", "notes"}, "fields")
		query.Set("fields", strings.Join(o.fields, ","))
	}
	query.Set("pagination_type", rapid.SampledFrom([]string{"offset", "cursor"}).Draw(t, "mode"))
	return query.Encode()
}

// TestIncludeAnswersWhatIsRelated compares drawn requests over drawn rows with
// an oracle in memory, on lists and on each row by itself.
func TestIncludeAnswersWhatIsRelated(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclOpen(t, open)
		rapid.Check(t, func(r *rapid.T) {
			order := rapid.SampledFrom(inclOrders).Draw(r, "order")
			o := inclOracle{inclWorld: inclDraw(r), t: t, limit: rapid.IntRange(1, 3).Draw(r, "limit"), compare: order.compare}
			inclFill(t, db, o.inclWorld)
			handler := inclServe(t, inclFactory(db, o.limit, order.text))
			query := inclRequest(r, &o)
			want := []map[string]any{}
			for _, p := range o.Posts {
				want = append(want, o.post(p))
			}
			if diff := gocmp.Diff(want, inclItems(t, inclGet(handler, "/rows?"+query))); diff != "" {
				r.Errorf("%s (-want +got):\n%s", query, diff)
			}
			for i, p := range o.Posts {
				var got map[string]any
				if err := json.Unmarshal([]byte(inclGet(handler, fmt.Sprint("/rows/", p.ID, "?", query)).Body), &got); err != nil {
					t.Fatal(err)
				}
				if diff := gocmp.Diff(want[i], got); diff != "" {
					r.Errorf("/%d?%s (-want +got):\n%s", p.ID, query, diff)
				}
			}
		})
	})
}

// inclSmall is a world whose answers can be written down.
func inclSmall() inclWorld {
	gone := gorm.DeletedAt{Time: fieldsNoon, Valid: true}
	return inclWorld{
		People: []inclPerson{{1, "Ann", gorm.DeletedAt{}}, {2, "Bob", gone}},
		Posts: []inclPost{
			{ID: 1, Title: "a", AuthorID: new(int64(1))},
			{ID: 2, Title: "b", AuthorID: new(int64(1))},
			{ID: 3, Title: "a", AuthorID: new(int64(2)), ParentID: new(int64(1))},
			{ID: 4, Title: "<b>"},
		},
		Comments: []inclComment{
			{ID: 1, PostID: 1, Text: "x", AuthorID: new(int64(1))},
			{ID: 2, PostID: 1, Text: "<y>"},
			{ID: 3, PostID: 1, Text: "z"},
			{ID: 4, PostID: 2, AuthorID: new(int64(1))},
			{ID: 5, PostID: 2},
			{ID: 6, PostID: 2, DeletedAt: gone},
			{ID: 7, PostID: 3},
		},
		Tags: []inclTag{{1, "t"}}, Links: []inclLink{{2, 1}},
	}
}

// TestIncludeIsWrittenBehindTheFields compares bytes, which tell a key that is
// written twice.
func TestIncludeIsWrittenBehindTheFields(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclOpen(t, open)
		inclFill(t, db, inclSmall())
		handler := inclServe(t, inclFactory(db, 2, ""))
		const whole = `"id":1,"title":"a","author_id":1,"parent_id":null,"floor":null,"room":null`
		for query, want := range map[string]string{
			"":                              `{"id":1,"title":"a","author_id":1,"author":null,"parent_id":null,"floor":null,"room":null,"notes":null}`,
			"include=author":                `{` + whole + `,"notes":null,"author":{"id":1,"name":"Ann"}}`,
			"include=notes,author":          `{` + whole + `,"author":{"id":1,"name":"Ann"},"notes":[]}`,
			"include=author&fields=author":  `{"author":{"id":1,"name":"Ann"}}`,
			"include=cover&fields=author":   `{"author":null,"cover":null}`,
			"include=tags&fields=title,id":  `{"id":1,"title":"a","tags":[]}`,
			"include=children&fields=title": `{"title":"a","children":[{"id":3,"title":"a","author_id":2,"author":null,"parent_id":1,"floor":null,"room":null,"notes":null}]}`,
			"include=comments&fields=id": `{"id":1,"comments":[{"id":1,"post_id":1,"text":"x","score":null,"author_id":1},` +
				`{"id":2,"post_id":1,"text":"\u003cy\u003e","score":null,"author_id":null}],"comments_truncated":true}`,
			"include=comments__author&fields=id": `{"id":1,"comments":[{"id":1,"post_id":1,"text":"x","score":null,"author_id":1,"author":{"id":1,"name":"Ann"}},` +
				`{"id":2,"post_id":1,"text":"\u003cy\u003e","score":null,"author_id":null,"author":null}],"comments_truncated":true}`,
		} {
			if diff := gocmp.Diff(want, inclGet(handler, "/rows/1?"+query).Body); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
			if items := fieldsItems(t, inclGet(handler, "/rows?"+query)); items[0] != want {
				t.Errorf("%s on a list (-want +got):\n%s", query, gocmp.Diff(want, items[0]))
			}
		}
	})
}

// TestIncludeIsOneStatementForEach counts what a request runs beside its page.
func TestIncludeIsOneStatementForEach(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(inclOpen(t, open))
		inclFill(t, db, inclSmall())
		handler := inclServe(t, inclFactory(db, 100, ""))
		for query, want := range map[string]int{
			"?x=1":                                    1,
			"?include=author":                         2,
			"?include=comments":                       2,
			"?include=comments__author":               3,
			"?include=comments,comments__author":      3,
			"?include=" + inclAll:                     10, // desks have no owner
			"?include=author&items_per_page=1&page=4": 1,  // whose row has no author
			"?include=comments&filter_by[id]=99":      1,
			"?include=" + inclAll + "&page=9":         1,
			"/1?include=author,tags":                  3,
			"/1?include=comments__author":             3,
			"/3?include=comments__author":             2, // whose comment has none
			"/4?include=" + inclAll:                   6, // none of what nothing leads to
			"/99?include=" + inclAll:                  1,
		} {
			statements.Reset()
			inclGet(handler, "/rows"+query+"&count=none&facets=false")
			if got := statements.Len(); got != want {
				t.Errorf("%s: %d statements, want %d: %q", query, got, want, statements.SQL())
			}
		}
		statements.Reset()
		inclGet(handler, "/rows?include=author&count=none&filter_by[id][in]=1,2")
		owners := map[string]string{"postgres": `= ANY('{1}'::bigint[])`, "sqlite": "IN (1)"}[db.Name()]
		if sql := statements.SQL(); len(sql) != 2 || !strings.HasSuffix(sql[1], owners) {
			t.Errorf("two rows of one owner ask %q", sql)
		}
	})
}

// TestIncludeAndCursors walks lists whose statements have several branches, and
// takes the cursors of one choice to another.
func TestIncludeAndCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclOpen(t, open)
		inclFill(t, db, inclSmall())
		address := mountServe(t, inclServe(t, inclFactory(db, 2, "-score"))) + "/rows/cursor"
		for _, order := range []string{"title", "-title", "author__name", "-author__name,title", "author__name.nullsfirst"} {
			whole := fieldsWalk(t, address, "order_by="+order)
			for _, choices := range [][]string{
				{"include=author"},
				{"include=comments__author,tags", "fields=title"},
				{"include=" + inclAll, "", "include=author&fields=title", "include=parent__author&fields=title,id"},
			} {
				var queries []string
				for _, choice := range choices {
					queries = append(queries, "order_by="+order+"&"+choice)
				}
				if diff := gocmp.Diff(whole, fieldsWalk(t, address, queries...)); diff != "" {
					t.Errorf("%q by %s (-want +got):\n%s", choices, order, diff)
				}
			}
		}
	})
}

// TestIncludeOfANarrowedHandle has a condition of the caller's handle, which
// narrows the rows, and not what is related to them.
func TestIncludeOfANarrowedHandle(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclOpen(t, open)
		inclFill(t, db, inclSmall())
		narrow := inclServe(t, inclFactory(db, 5, "").With(db.Where("title = 'a' AND parent_id IS NULL")))
		want := []string{`{"title":"a","author":{"id":1,"name":"Ann"},"children":[{"id":3,"title":"a","author_id":2,"author":null,"parent_id":1,"floor":null,"room":null,"notes":null}]}`}
		if diff := gocmp.Diff(want, fieldsItems(t, inclGet(narrow, "/rows?fields=title&include=author,children"))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestIncludeWithinATransaction sees what only the transaction does.
func TestIncludeWithinATransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclOpen(t, open)
		inclFill(t, db, inclSmall())
		f := inclFactory(db, 5, "")
		tx := db.Begin()
		defer tx.Rollback()
		if err := tx.Create(&inclComment{ID: 50, PostID: 4, Text: "new", AuthorID: new(int64(1))}).Error; err != nil {
			t.Fatal(err)
		}
		within := inclServe(t, f.With(tx))
		want := `{"id":4,"comments":[{"id":50,"post_id":4,"text":"new","score":null,"author_id":1,"author":{"id":1,"name":"Ann"}}]}`
		if diff := gocmp.Diff(want, inclGet(within, "/rows/4?fields=id&include=comments__author").Body); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
