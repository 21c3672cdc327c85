package crud_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// fieldsRow is written by every tag that encoding/json knows.
type fieldsRow struct {
	FieldsBase
	*FieldsPlace `gorm:"embedded;embeddedPrefix:place_"`

	Title   string          `gorm:"not null" json:"title"`
	Views   int64           `gorm:"not null" json:"views,string"`
	Note    string          `json:"note,omitempty"`
	Rating  *int            `json:"rating,omitempty"`
	At      time.Time       `json:"at,omitzero"`
	Doc     json.RawMessage `gorm:"type:json" json:"doc"`
	Mood    fieldsMood      `json:"mood"`
	Size    FieldsSize      `gorm:"embedded;embeddedPrefix:size_" json:"size"`
	Secret  string          `json:"-"`
	Plain   bool
	OwnerID *int64       `json:"owner_id"`
	Owner   *fieldsOwner `json:"owner"`
}

type FieldsBase struct {
	ID   int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Kind string `gorm:"not null" json:"kind"`
}

type FieldsPlace struct {
	City *string `json:"city"`
	Zip  string  `json:"zip"`
}

type FieldsSize struct {
	Width  int  `json:"width"`
	Height *int `json:"height"`
}

type fieldsOwner struct {
	ID   int64  `json:"id"`
	Name string `gorm:"not null" json:"name"`
}

// fieldsMood writes itself, where it can be pointed at, in what HTML would take
// for tags.
type fieldsMood int

func (m *fieldsMood) MarshalJSON() ([]byte, error) {
	return json.Marshal(fmt.Sprintf("<b>%d</b> & more\u2028", *m))
}

// fieldsRead is a read schema of fieldsRow, in an order of its own.
type fieldsRead struct {
	FieldsBase
	*FieldsReadPlace

	Heading   string          `crud:"title" json:"heading"`
	OwnerName *string         `crud:"owner.name" json:"owner_name"`
	Views     int64           `json:"views,string"`
	Mood      fieldsMood      `json:"mood"`
	Note      string          `json:"note,omitempty"`
	Doc       json.RawMessage `json:"doc"`
	At        time.Time       `json:"at,omitzero"`
	Computed  int             `crud:"-" json:"computed"`
	Hidden    string          `crud:"secret" json:"-"`
}

type FieldsReadPlace struct {
	City *string `crud:"place_city" json:"city"`
	Zip  string  `crud:"place_zip" json:"zip"`
}

// fieldsMade is what a function makes of a fieldsRow.
type fieldsMade struct {
	*FieldsSize

	Title string         `json:"title"`
	Tags  map[string]any `json:"tags,omitempty"`
	ID    int64          `json:"id"`
	Any   any            `json:"any"`
	Mood  fieldsMood     `json:"mood"`
	Loud  string
}

func fieldsMake(r fieldsRow) fieldsMade {
	made := fieldsMade{Title: r.Title, ID: r.ID, Mood: r.Mood, Loud: strings.ToUpper(r.Title), Any: r.Rating}
	if r.Plain {
		made.FieldsSize, made.Tags = &r.Size, map[string]any{"b": 1, "a": []string{"<x>"}}
	}
	return made
}

var fieldsNoon = time.Date(2024, 2, 29, 12, 0, 0, 123456000, time.UTC)

func fieldsRows() []fieldsRow {
	return []fieldsRow{
		{FieldsBase: FieldsBase{1, "a"}, Title: "<script>&amp;", Views: 1<<63 - 1, Doc: json.RawMessage(`{"z":1,"a":"<i>"}`), Plain: true},
		{FieldsBase: FieldsBase{2, "b"}, FieldsPlace: &FieldsPlace{new("Bath"), "BA1"}, Title: "", Note: "n", Rating: new(0), At: fieldsNoon},
		{FieldsBase: FieldsBase{3, "b"}, FieldsPlace: &FieldsPlace{nil, "YO1"}, Title: `"quoted", \`, Views: -1, Mood: 7, Doc: json.RawMessage(`[1, 2 ]`)},
		{FieldsBase: FieldsBase{4, "a"}, Title: "Ä\u2028\x7f", Size: FieldsSize{3, new(4)}, OwnerID: new(int64(1)), Doc: json.RawMessage(`null`), Plain: true},
		{FieldsBase: FieldsBase{5, "c"}, FieldsPlace: &FieldsPlace{}, Title: "=1+1", Rating: new(-5), OwnerID: new(int64(2)), Note: "<!--", Doc: json.RawMessage(`"x"`)},
	}
}

func fieldsOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	t.Helper()
	db := open(t, &fieldsOwner{}, &fieldsRow{})
	rows := fieldsRows()
	for _, insert := range []any{&[]fieldsOwner{{1, "Ann"}, {2, "Bob & <Co>"}}, &rows} {
		if err := db.Create(insert).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func fieldsFactory(db *gorm.DB) *crud.CrudFactory[fieldsRow] {
	return crud.Must(crud.New(db, crud.Config[fieldsRow]{
		FacetFields: []string{"kind"}, FilterFields: []string{"views"}, OrderFields: []string{"title", "rating", "owner.name"},
		Streams: []crud.Format{crud.NDJSON, crud.CSV}, BodyLinks: true,
		Limits: crud.Limits{Page: pagination.Limits{ItemsPerPage: 20}},
	}))
}

// fieldsServe serves the rows in their three shapes.
func fieldsServe(t *testing.T, f *crud.CrudFactory[fieldsRow]) string {
	t.Helper()
	engine := mountEngine()
	for path, options := range map[string][]crud.MountOption{
		"/models": nil, "/reads": {crud.Read[fieldsRead]()}, "/made": {crud.ReadFunc(fieldsMake)},
	} {
		if err := crud.Mount(engine.Group(path), f, options...); err != nil {
			t.Fatal(err)
		}
	}
	return mountServe(t, engine)
}

// fieldsItems are the rows of a page as they were written.
func fieldsItems(t *testing.T, a mountAnswer) []string {
	t.Helper()
	var page struct{ Items []json.RawMessage }
	if err := json.Unmarshal([]byte(a.Body), &page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	items := []string{}
	for _, item := range page.Items {
		items = append(items, string(item))
	}
	return items
}

// fieldsMember is a member of a JSON object.
type fieldsMember struct {
	key   string
	value json.RawMessage
}

// fieldsMembers takes an object apart, in its order.
func fieldsMembers(t *testing.T, object []byte) (members []fieldsMember) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(object))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		m := fieldsMember{key: key.(string)}
		if err := decoder.Decode(&m.value); err != nil {
			t.Fatal(err)
		}
		members = append(members, m)
	}
	return members
}

// fieldsOf is a whole row, as encoding/json writes it, without the other keys.
func fieldsOf(t *testing.T, row any, keys []string) string {
	t.Helper()
	whole, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, m := range fieldsMembers(t, whole) {
		if slices.Contains(keys, m.key) {
			kept = append(kept, fmt.Sprintf("%q:%s", m.key, m.value))
		}
	}
	return "{" + strings.Join(kept, ",") + "}"
}

// fieldsShape is one of the shapes that rows are answered in.
type fieldsShape struct {
	path string
	keys []string
	// rows are pointers to the whole rows.
	rows []any
}

func fieldsShapeOf[R any](t *testing.T, path, keys string, rows []R, err error) fieldsShape {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	shape := fieldsShape{path: path, keys: strings.Split(keys, ",")}
	for i := range rows {
		shape.rows = append(shape.rows, &rows[i])
	}
	return shape
}

const (
	fieldsOfModel = "id,kind,city,zip,title,views,note,rating,at,doc,mood,size,Plain,owner_id,owner"
	fieldsOfRead  = "id,kind,city,zip,heading,owner_name,views,mood,note,doc,at,computed"
	fieldsOfMade  = "width,height,title,tags,id,any,mood,Loud"
)

func fieldsShapes(t *testing.T, f *crud.CrudFactory[fieldsRow]) []fieldsShape {
	t.Helper()
	view := crud.Must(crud.As[fieldsRead](f))
	models, modelsErr := f.List(ctx, crud.Query{})
	reads, readsErr := view.List(ctx, crud.Query{})
	made, madeErr := crud.AsFunc(f, fieldsMake).List(ctx, crud.Query{})
	return []fieldsShape{
		fieldsShapeOf(t, "/models", fieldsOfModel, models, modelsErr),
		fieldsShapeOf(t, "/reads", fieldsOfRead, reads, readsErr),
		fieldsShapeOf(t, "/made", fieldsOfMade, made, madeErr),
	}
}

// TestFieldsAreThoseOfTheWholeRow compares what is written field by field with
// encoding/json: on a list, on each row by itself, and on a stream.
func TestFieldsAreThoseOfTheWholeRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := fieldsFactory(fieldsOpen(t, open))
		address := fieldsServe(t, f)
		shapes := fieldsShapes(t, f)
		rapid.Check(t, func(r *rapid.T) {
			shape := rapid.SampledFrom(shapes).Draw(r, "shape")
			keys := rapid.Permutation(shape.keys).Draw(r, "keys")[:rapid.IntRange(1, len(shape.keys)).Draw(r, "count")]
			var want []string
			for _, row := range shape.rows {
				want = append(want, fieldsOf(t, row, keys))
			}
			query := "?fields=" + strings.Join(keys, ",")
			if diff := cmp.Diff(want, fieldsItems(t, mountGet(t, address+shape.path+query))); diff != "" {
				r.Errorf("%s%s (-want +got):\n%s", shape.path, query, diff)
			}
			var single []string
			for i := range shape.rows {
				single = append(single, mountGet(t, fmt.Sprint(address, shape.path, "/", i+1, query)).Body)
			}
			if diff := cmp.Diff(want, single); diff != "" {
				r.Errorf("%s/:id%s (-want +got):\n%s", shape.path, query, diff)
			}
			lines := mountGet(t, address+shape.path+query, "Accept", streamNDJSON).Body
			if diff := cmp.Diff(strings.Join(want, "\n")+"\n", lines); diff != "" {
				r.Errorf("%s%s as lines (-want +got):\n%s", shape.path, query, diff)
			}
		})
	})
}

// TestFieldsOfAPartOfAnEmbeddedPointer has a struct whose chosen column is
// NULL, while another says that the struct is there.
func TestFieldsOfAPartOfAnEmbeddedPointer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := fieldsServe(t, fieldsFactory(fieldsOpen(t, open)))
		for _, path := range []string{"/models/3", "/reads/3"} {
			if diff := cmp.Diff(`{"city":null}`, mountGet(t, address+path+"?fields=city").Body); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
	})
}

// TestFieldsOfOneRowAreThoseOfTheList holds for what writes itself by a method
// of its pointer as well, be the row chosen or whole.
func TestFieldsOfOneRowAreThoseOfTheList(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := fieldsServe(t, fieldsFactory(fieldsOpen(t, open)))
		for _, query := range []string{"", "?fields=mood", "?fields=id,mood"} {
			for _, path := range []string{"/models", "/reads", "/made"} {
				want := fieldsItems(t, mountGet(t, address+path+query))[2]
				if diff := cmp.Diff(want, mountGet(t, address+path+"/3"+query).Body); diff != "" {
					t.Errorf("%s%s (-want +got):\n%s", path, query, diff)
				}
			}
		}
	})
}

// TestFieldsThatHideEachOther has names that encoding/json leaves out, since two
// embedded structs have them, or writes once, since one of them has a tag.
func TestFieldsThatHideEachOther(t *testing.T) {
	t.Parallel()
	type A struct {
		Both, Tagged int
		Near         int
	}
	type B struct {
		Both int
		Own  int `json:"Tagged"`
	}
	type fieldsTwins struct {
		A
		B

		ID   int64
		Near string
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := fieldsFactory(fieldsOpen(t, open))
		engine := mountEngine()
		twins := crud.ReadFunc(func(r fieldsRow) fieldsTwins {
			return fieldsTwins{A{1, 2, 3}, B{4, 5}, r.ID, "near"}
		})
		if err := crud.Mount(engine.Group("/twins"), f, twins); err != nil {
			t.Fatal(err)
		}
		address := mountServe(t, engine) + "/twins/1"
		for query, want := range map[string]string{
			"":                       `{"Tagged":5,"ID":1,"Near":"near"}`,
			"?fields=Tagged,ID,Near": `{"Tagged":5,"ID":1,"Near":"near"}`,
			"?fields=Tagged":         `{"Tagged":5}`,
			"?fields=Near":           `{"Near":"near"}`,
		} {
			if diff := cmp.Diff(want, mountGet(t, address+query).Body); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
		if got := mountGet(t, address+"?fields=Both"); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("what encoding/json does not write was chosen: %s", got.Body)
		}
	})
}

// fieldsSelected are the columns of a recorded statement.
func fieldsSelected(t *testing.T, statements *dbtest.Statements) string {
	t.Helper()
	all := statements.SQL()
	if len(all) != 1 {
		t.Fatalf("ran %q", all)
	}
	return regexp.MustCompile(`\w+\.`).ReplaceAllString(strings.Join(readSelected(all[0]), ","), "")
}

// fieldsHooked has a hook, which may look at every column.
type fieldsHooked struct {
	ID    int64  `json:"id"`
	First string `json:"first"`
	Last  string `json:"last"`
	Name  string `gorm:"-" json:"name"`
}

func (h *fieldsHooked) AfterFind(*gorm.DB) error {
	h.Name = h.First + " " + h.Last
	return nil
}

func TestFieldsSelectTheirColumns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(fieldsOpen(t, open))
		address := fieldsServe(t, fieldsFactory(db))
		const wholeModel = "id,kind,place_city,place_zip,title,views,note,rating,at,doc,mood,size_width,size_height,secret,plain,owner_id"
		for query, want := range map[string]string{
			"/models?fields=title":                        "title,id",
			"/models?fields=id":                           "id,id",
			"/models?fields=size,title":                   "title,size_width,size_height,id",
			"/models?fields=owner":                        "id,id",
			"/models?fields=owner,views&order_by=-rating": "views,rating,id",
			"/models?fields=title&pagination_type=cursor": "title,id",
			"/models/3?fields=Plain":                      "plain,id," + wholeModel, // its version is made of all columns
			"/reads?fields=heading":                       "title,id",
			"/reads?fields=owner_name,note":               "name,note,id",
			"/reads?fields=computed":                      "id,id",
			"/reads/3?fields=id":                          "id,id," + wholeModel,
			"/made?fields=id":                             wholeModel + ",id",
		} {
			statements.Reset()
			separator := "?"
			if strings.Contains(query, "?") {
				separator = "&"
			}
			if got := mountGet(t, address+query+separator+"count=none&facets=false"); got.Status != http.StatusOK {
				t.Fatalf("%s: %s", query, got.Body)
			}
			if diff := cmp.Diff(want, fieldsSelected(t, statements)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
	})
}

func TestFieldsOfAModelWithAHook(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(open(t, &fieldsHooked{}))
		if err := db.Create(&fieldsHooked{1, "Ann", "Lee", ""}).Error; err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, crud.Config[fieldsHooked]{Streams: []crud.Format{crud.NDJSON}}))
		engine := mountEngine()
		if err := crud.Mount(engine.Group("/people"), f); err != nil {
			t.Fatal(err)
		}
		address := mountServe(t, engine) + "/people"
		for query, accept := range map[string]string{
			"?fields=name&count=none": "*/*", "/1?fields=name": "*/*", "?fields=name": streamNDJSON,
		} {
			statements.Reset()
			got := mountGet(t, address+query, "Accept", accept).Body
			columns := "id,first,last,id"
			if strings.HasPrefix(query, "/1") {
				columns += ",id,first,last" // which its version is made of
			}
			if diff := cmp.Diff(columns, fieldsSelected(t, statements)); diff != "" || !strings.Contains(got, `{"name":"Ann Lee"}`) {
				t.Errorf("%s of %s: %s (-want +got):\n%s", query, accept, got, diff)
			}
		}
	})
}

// fieldsRefused are the mistakes of a problem as "parameter: code (allowed)".
func fieldsRefused(t *testing.T, a mountAnswer) []string {
	t.Helper()
	if a.Status != http.StatusUnprocessableEntity {
		t.Fatalf("%d: %s", a.Status, a.Body)
	}
	var all []string
	for _, e := range a.problem(t).Errors {
		text := e.Parameter + ": " + string(e.Code)
		if e.Allowed != nil {
			text += " (" + strings.Join(e.Allowed, ",") + ")"
		}
		all = append(all, text)
	}
	return all
}

func TestFieldsMistakes(t *testing.T) {
	t.Parallel()
	address := fieldsServe(t, fieldsFactory(fieldsOpen(t, dbtest.SQLite)))
	const unknown, empty, twice = "fields: unknown_field (" + fieldsOfModel + ")", "fields: empty_item", "fields: duplicate_key"
	for query, want := range map[string][]string{
		"fields=":                               {empty},
		"fields":                                {empty},
		"fields=,":                              {empty, empty},
		"fields=id,":                            {empty},
		"fields=,id":                            {empty},
		"fields=nope":                           {unknown},
		"fields=ID":                             {unknown},
		"fields=secret":                         {unknown},
		"fields=Secret":                         {unknown},
		"fields=-":                              {unknown},
		"fields=owner_id,owner__name":           {unknown},
		"fields=size.width":                     {unknown},
		"fields=plain":                          {unknown},
		"fields=%20id":                          {unknown},
		"fields=*":                              {unknown},
		"fields=id;title":                       nil, // no query string: see below
		"fields=id,id":                          {twice},
		"fields=id,title,id,id":                 {twice, twice},
		"fields=id,nope,id,":                    {unknown, twice, empty},
		"fields=id&fields=title":                {"fields: repeated_parameter"},
		"fields=id&fields=id":                   {"fields: repeated_parameter"},
		"fields=" + strings.Repeat("id,", 16):   {"fields: too_many"},
		"fields=" + strings.Repeat(",", 1000):   {"fields: too_many"},
		"fields=nope&page=0":                    {unknown, "page: out_of_range"},
		"filter_by[views]=x&fields=id,id":       {twice, "filter_by[views]: invalid_value"},
		"include=owner":                         {"include: unknown_field"},
		"fields=nope&include=":                  {unknown, "include: empty_item"},
		"fields=id&fields[]=title":              {"fields[]: unknown_parameter"},
		"fields=title&cursor=x&page=1&fields=x": {"fields: repeated_parameter", "page: conflicting_parameter"},
	} {
		for _, path := range []string{"/models?", "/models/cursor?"} {
			if strings.Contains(query, "page") && path == "/models/cursor?" {
				continue // which is a mistake of its own there
			}
			got := mountGet(t, address+path+query)
			if want == nil {
				if got.Status != http.StatusBadRequest || got.problem(t).Code != "malformed_query" {
					t.Errorf("%s: %s", query, got.Body)
				}
				continue
			}
			if diff := cmp.Diff(want, fieldsRefused(t, got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
	}
	for path, allowed := range map[string]string{"/reads": fieldsOfRead, "/made": fieldsOfMade} {
		for _, query := range []string{"?fields=hidden", "/1?fields=hidden"} {
			want := []string{"fields: unknown_field (" + allowed + ")"}
			if diff := cmp.Diff(want, fieldsRefused(t, mountGet(t, address+path+query))); diff != "" {
				t.Errorf("%s%s (-want +got):\n%s", path, query, diff)
			}
		}
	}
}

// fieldsSelf writes itself by a method of its pointer.
type fieldsSelf struct {
	ID    int64
	Title string
}

func (s *fieldsSelf) MarshalJSON() ([]byte, error) { return json.Marshal([]any{s.ID, s.Title}) }

// fieldsText writes itself as a text.
type fieldsText struct{ ID int64 }

func (s fieldsText) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "row %d", s.ID), nil }

// TestFieldsOfATypeThatWritesItself has no keys to choose from.
func TestFieldsOfATypeThatWritesItself(t *testing.T) {
	t.Parallel()
	f := fieldsFactory(fieldsOpen(t, dbtest.SQLite))
	engine := mountEngine()
	for path, option := range map[string]crud.MountOption{
		"/json": crud.Read[fieldsSelf](), "/text": crud.Read[fieldsText](),
		"/string":  crud.ReadFunc(func(r fieldsRow) string { return r.Title }),
		"/pointer": crud.ReadFunc(func(r fieldsRow) *fieldsRow { return &r }),
		"/map":     crud.ReadFunc(func(r fieldsRow) map[string]any { return map[string]any{"id": r.ID} }),
	} {
		if err := crud.Mount(engine.Group(path), f, option); err != nil {
			t.Fatal(err)
		}
	}
	address := mountServe(t, engine)
	for _, path := range []string{"/json", "/text", "/string", "/pointer", "/map", "/json/2", "/map/2"} {
		for query, want := range map[string][]string{
			"?fields=id":       {"fields: unknown_field"},
			"?fields=value":    {"fields: unknown_field"},
			"?fields=ID,Title": {"fields: too_many"},
		} {
			if diff := cmp.Diff(want, fieldsRefused(t, mountGet(t, address+path+query))); diff != "" {
				t.Errorf("%s%s (-want +got):\n%s", path, query, diff)
			}
		}
	}
}

// fieldsWalk follows next cursors to the end, each page with the next of the
// queries, and lists the titles.
func fieldsWalk(t *testing.T, address string, queries ...string) (titles []string) {
	t.Helper()
	for i, cursor := 0, ""; i == 0 || cursor != ""; i++ {
		got := mountGet(t, address+"?items_per_page=1&"+queries[i%len(queries)]+cursor)
		var page struct {
			Items      []struct{ Title string }
			Pagination schemas.CursorPagination
		}
		if err := json.Unmarshal([]byte(got.Body), &page); err != nil || got.Status != http.StatusOK {
			t.Fatalf("%d, %v: %s", got.Status, err, got.Body)
		}
		titles, cursor = append(titles, page.Items[0].Title), ""
		if next := page.Pagination.NextCursor; next != nil {
			cursor = "&cursor=" + url.QueryEscape(*next)
		}
	}
	return titles
}

// TestFieldsAndCursors leaves the order's key out of the fields, and takes the
// cursors of one choice to another.
func TestFieldsAndCursors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := fieldsServe(t, fieldsFactory(fieldsOpen(t, open))) + "/models/cursor"
		for _, order := range []string{"title", "-rating", "rating.nullsfirst", "owner__name", "-owner__name,title"} {
			whole := fieldsWalk(t, address, "order_by="+order)
			for _, fields := range [][]string{
				{"fields=title"},
				{"fields=title,size", "fields=title"},
				{"fields=title", "fields=title,rating,doc", ""},
			} {
				var queries []string
				for _, choice := range fields {
					queries = append(queries, "order_by="+order+"&"+choice)
				}
				if diff := cmp.Diff(whole, fieldsWalk(t, address, queries...)); diff != "" {
					t.Errorf("%q by %s (-want +got):\n%s", fields, order, diff)
				}
			}
		}
	})
}

// fieldsEnvelope is all of an answer but its items, with a text left out of its
// links.
func fieldsEnvelope(t *testing.T, a mountAnswer, but string) map[string]any {
	t.Helper()
	var page map[string]any
	if err := json.Unmarshal([]byte(strings.ReplaceAll(a.Body, strings.ReplaceAll(but, "&", `\u0026`), "")), &page); err != nil || a.Status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	delete(page, "items")
	for _, name := range []string{"Link", "X-Total-Count", "X-Next-Cursor", "Content-Type", "Vary"} {
		page[name] = strings.ReplaceAll(a.Header.Get(name), but, "")
	}
	return page
}

// TestFieldsLeaveTheEnvelope compares totals, cursors, facets, links and headers.
func TestFieldsLeaveTheEnvelope(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := fieldsServe(t, fieldsFactory(fieldsOpen(t, open)))
		for path, fields := range map[string]string{"/models?": "fields=title&", "/reads?": "fields=kind&", "/made?": "fields=title&"} {
			for _, query := range []string{
				"count=exact", "items_per_page=2&page=2", "items_per_page=2&facets=kind&facet_counts=true", "filter_by[kind]=b", "page=9",
				"pagination_type=cursor&items_per_page=2&count=exact", "pagination_type=cursor&items_per_page=2&order_by=-title",
			} {
				want := fieldsEnvelope(t, mountGet(t, address+path+query), fields)
				got := fieldsEnvelope(t, mountGet(t, address+path+fields+query), fields)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s%s (-want +got):\n%s", path, query, diff)
				}
			}
		}
	})
}

func TestFieldsOfOneRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := fieldsServe(t, fieldsFactory(fieldsOpen(t, open))) + "/models"
		for path, want := range map[string]string{
			"/2?fields=rating,id":                 `{"id":2,"rating":0}`,
			"/2?fields=id&page=3":                 `{"id":2}`,
			"/2?fields=id&page=0&sort=x&cursor=x": `{"id":2}`,
			"/2?fields=id&filter_by[kind]=a":      `{"id":2}`,
			"/1?fields=note,rating,at":            `{}`,
			"/1?fields=city,zip":                  `{}`, // no struct, and so no keys
		} {
			if diff := cmp.Diff(want, mountGet(t, address+path).Body); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}
		for path, want := range map[string]struct {
			status int
			code   string
		}{
			"/404?fields=id":         {404, "not_found"},
			"/x?fields=id":           {404, "not_found"},
			"/2?fields=nope":         {422, "invalid_parameter"},
			"/2?fields=id&fields=id": {422, "invalid_parameter"},
			"/2?fields=%zz":          {400, "malformed_query"},
			"/2?page=3;fields=id":    {400, "malformed_query"},
		} {
			got := mountGet(t, address+path)
			if p := got.problem(t); got.Status != want.status || p.Code != want.code {
				t.Errorf("%s: %s", path, got.Body)
			}
		}
		strict := mountGet(t, address+"/2?fields=id&page=3&utm=x", "Prefer", "handling=strict")
		if diff := cmp.Diff([]string{"page: unknown_parameter", "utm: unknown_parameter"}, fieldsRefused(t, strict)); diff != "" {
			t.Errorf("strict (-want +got):\n%s", diff)
		}
		if got := mountGet(t, address+"/2?fields=id", "Prefer", "handling=strict"); got.Body != `{"id":2}` {
			t.Errorf("strict: %s", got.Body)
		}
	})
}

func TestFieldsOfACSV(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := fieldsServe(t, fieldsFactory(fieldsOpen(t, open)))
		for query, want := range map[string]string{
			"/models?fields=views,id&order_by=-title": "id,views\n4,0\n5,0\n1,9223372036854775807\n3,-1\n2,0\n",
			"/models?fields=zip,city":                 "city,zip\n,\nBath,BA1\n,YO1\n,\n,\n",
			"/models?fields=note":                     "note\n\"\"\nn\n\"\"\n\"\"\n<!--\n",
			"/models?fields=title,size":               "title,size\n<script>&amp;,\"{\"\"width\"\":0,\"\"height\"\":null}\"\n",
			"/reads?fields=owner_name,heading,id":     "id,heading,owner_name\n1,<script>&amp;,\n",
			"/made?fields=Loud,height":                "height,Loud\n,<SCRIPT>&AMP;\n",
		} {
			got := mountGet(t, address+query, "Accept", streamCSV)
			if got.Status != http.StatusOK || !strings.HasPrefix(got.Body, want) {
				t.Errorf("%s (-want +got):\n%s", query, cmp.Diff(want, got.Body))
			}
		}
		got := mountGet(t, address+"/models?fields=nope", "Accept", streamCSV)
		if diff := cmp.Diff([]string{"fields: unknown_field (" + fieldsOfModel + ")"}, fieldsRefused(t, got)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestFieldsOfHEAD(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		address := fieldsServe(t, fieldsFactory(fieldsOpen(t, open))) + "/models"
		for _, path := range []string{"?fields=id", "/cursor?fields=id", "/2?fields=id", "?fields=nope", "/2?fields=nope", "/9?fields=id"} {
			get, head := mountGet(t, address+path), mountAsk(t, http.MethodHead, address+path)
			get.Header.Del("Date")
			head.Header.Del("Date")
			if diff := cmp.Diff(mountAnswer{get.Status, get.Header, ""}, head); diff != "" {
				t.Errorf("%s (-GET +HEAD):\n%s", path, diff)
			}
		}
		for _, format := range []string{streamNDJSON, streamCSV} {
			head := mountAsk(t, http.MethodHead, address+"?fields=id", "Accept", format)
			if head.Status != http.StatusOK || head.Body != "" || !strings.HasPrefix(head.Header.Get("Content-Type"), format) {
				t.Errorf("%s: %v", format, head)
			}
		}
	})
}

// TestFieldsOnARouteOfOnesOwn answers as the mounted list does, where the route
// takes fields.
func TestFieldsOnARouteOfOnesOwn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := fieldsFactory(fieldsOpen(t, open))
		answer := func(c *gin.Context) {
			if q, ok := f.Query(c); ok {
				f.Answer(c, q, func(db *gorm.DB) *gorm.DB { return db.Where("kind <> 'c'") })
			}
		}
		groups := []gin.HandlerFunc{f.PageParams(), f.FilterParams(), f.OrderParams()}
		own, without := mountEngine(), mountEngine()
		own.GET("/rows", append(slices.Clone(groups), f.FieldParams(), answer)...)
		without.GET("/rows", append(slices.Clone(groups), answer)...)
		mounted := inclServe(t, f)
		const filter = "/rows?facets=false&filter_by[kind][in]=a,b"
		for _, query := range []string{
			"&fields=id", "&fields=title,doc&items_per_page=2", "&fields=rating&pagination_type=cursor&items_per_page=1", "&fields=nope", "&fields=id&page=x", "",
		} {
			want := inclGet(mounted, filter+query)
			want.Header.Del("Vary") // the mounted list streams as well
			if diff := cmp.Diff(want, inclGet(own, filter+query)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
		plain := fieldsItems(t, inclGet(without, filter))
		for _, query := range []string{"&fields=id", "&fields=nope", "&fields=", "&fields=id&fields=id"} {
			if diff := cmp.Diff(plain, fieldsItems(t, inclGet(without, filter+query))); diff != "" {
				t.Errorf("%s without FieldParams (-want +got):\n%s", query, diff)
			}
		}
		strict := inclGet(without, "/rows?fields=id", "Prefer", "handling=strict")
		if diff := cmp.Diff([]string{"fields: unknown_parameter"}, fieldsRefused(t, strict)); diff != "" {
			t.Errorf("strict (-want +got):\n%s", diff)
		}
	})
}
