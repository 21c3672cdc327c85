package crud_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

type describeShelf struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Name string `gorm:"not null" json:"name"`
}

type describeTag struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Name string `gorm:"not null" json:"name"`
}

type describeBook struct {
	ID      int64          `gorm:"primaryKey" json:"id"`
	Title   string         `gorm:"not null" json:"title"`
	Status  string         `gorm:"not null" json:"status"`
	Pages   *int16         `json:"pages"`
	ShelfID *int64         `json:"shelf_id"`
	Shelf   *describeShelf `json:"-"`
	Tags    []describeTag  `gorm:"many2many:describe_book_tags" json:"-"`
	Deleted gorm.DeletedAt `json:"-"`
}

type describeRead struct {
	ID    int64  `json:"id"`
	Title string `json:"title,omitempty"`
	Shelf string `json:"shelf_name" crud:"shelf.name"`
}

type describeWrite struct {
	Title  string  `json:"title"   validate:"required"`
	Pages  *int16  `json:"pages"`
	TagIDs []int64 `json:"tag_ids"`
}

func describeBooks(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *crud.CrudFactory[describeBook] {
	t.Helper()
	db := open(t, &describeShelf{}, &describeTag{}, &describeBook{})
	return crud.Must(crud.New(db, crud.Config[describeBook]{
		SearchFields: []string{"title", "shelf.name"},
		FacetFields:  []string{"status"},
		FilterFields: []string{"pages", "tags.name"},
		Filters:      map[string]crud.Operators{"title": "eq,icontains"},
		OrderFields:  []string{"title", "shelf.name"},
		DefaultOrder: "-title.nullslast,id",
		Enums:        map[string][]string{"status": {"in", "out"}},
		CustomFilters: []crud.CustomFilter{
			crud.OperatorFunc("title", "longer", func(int8) (crud.Scope, error) { return nil, nil }),
			crud.FilterFunc("since", func(struct {
				At  time.Time
				Not *[]string
			},
			) (crud.Scope, error) {
				return nil, nil
			}),
		},
		Includes: []crud.Include{{Relation: "shelf"}, {Relation: "tags", Limit: 7}},
		Style:    pagination.LimitOffset,
		Streams:  []crud.Format{crud.CSV},
		Limits:   crud.Limits{Page: pagination.Limits{MaxItemsPerPage: 50, Counts: []pagination.Count{pagination.CountNone}}},
	}))
}

func describeMount(t *testing.T, engine *gin.Engine, f *crud.CrudFactory[describeBook], options ...crud.MountOption) crud.Description {
	t.Helper()
	var told crud.Description
	options = append(options, crud.Describe(func(d crud.Description) { told = d }))
	if err := crud.Mount(engine.Group("/shops/:shop/books"), f, options...); err != nil {
		t.Fatal(err)
	}
	return told
}

// TestDescribe holds a whole description against a declaration.
func TestDescribe(t *testing.T) {
	t.Parallel()
	f := describeBooks(t, dbtest.SQLite)
	got := describeMount(t, mountEngine(), f, crud.Read[describeRead](), crud.Create[describeWrite](), crud.Update[describeWrite](),
		crud.Deletable(), crud.Restorable(), crud.RequireIfMatch(), crud.PutCreates(), crud.IDParam("book"),
		crud.Use(crud.OpDelete, func(*gin.Context) {}), crud.Without(crud.OpBulk))

	whole := func(bits int) crud.ValueDescription {
		low, high := int64(-1<<(bits-1)), int64(1<<(bits-1)-1)
		return crud.ValueDescription{Kind: schemas.Int, Min: &low, Max: &high}
	}
	text, label := crud.ValueDescription{Kind: schemas.Text}, crud.ValueDescription{Kind: schemas.Enum, Labels: []string{"in", "out"}}
	textOperators := schemas.Text.Operators()
	want := []crud.FieldDescription{
		{Key: "pages", ValueDescription: whole(16), Nullable: true, Operators: schemas.Int.Operators()},
		{Key: "tags__name", ValueDescription: text, Nullable: true, ToMany: true, Operators: textOperators},
		{
			Key: "title", ValueDescription: text, Operators: []schemas.Operator{schemas.Eq, schemas.IContains},
			Orderable: true, Searched: true,
		},
		{Key: "status", ValueDescription: label, Operators: schemas.ChoiceOperators(), Facet: true},
		{Key: "shelf__name", ValueDescription: text, Nullable: true, Orderable: true, Searched: true},
	}
	if diff := cmp.Diff(want, got.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	customs := []crud.CustomFilterDescription{
		{Key: "title", Params: []crud.ParamDescription{{Name: "longer", ValueDescription: whole(8)}}},
		{Key: "since", Params: []crud.ParamDescription{
			{Name: "at", ValueDescription: crud.ValueDescription{Kind: schemas.Time}},
			{Name: "not", ValueDescription: text, List: true, Optional: true},
		}},
	}
	if diff := cmp.Diff(customs, got.CustomFilters); diff != "" {
		t.Errorf("custom filters (-want +got):\n%s", diff)
	}
	order := crud.OrderDescription{
		Keys: []string{"title", "shelf__name"}, Suffixes: []string{"nullsfirst", "nullslast"}, Most: 8, Default: "-title.nullslast,id",
	}
	if diff := cmp.Diff(order, got.Order); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	none := pagination.CountNone
	pages := crud.PagesDescription{
		Modes: []crud.ModeDescription{{Mode: "offset", Count: none}, {Mode: "cursor", Count: none}},
		Place: "offset", Size: "limit", Usual: 20, Most: 50, MaxOffset: 100_000, Counts: []pagination.Count{none}, CountCap: 10_000,
	}
	if diff := cmp.Diff(pages, got.Pages); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	key := []crud.FieldDescription{{Key: "id", ValueDescription: whole(64)}}
	if diff := cmp.Diff(key, got.PrimaryKey); diff != "" || got.Param != "book" {
		t.Errorf("%q, primary key (-want +got):\n%s", got.Param, diff)
	}
	if !got.RequiresIfMatch || !got.PutCreates || got.ScopedByRequest || got.Hooked || got.BodyLinks {
		t.Errorf("other flags: %+v", got)
	}
	if got.Model != reflect.TypeFor[describeBook]() || got.Read.Type != reflect.TypeFor[describeRead]() {
		t.Errorf("%s, %s", got.Model, got.Read.Type)
	}
	describeSchemas(t, got)
	describeRoutes(t, got)
}

func describeSchemas(t *testing.T, got crud.Description) {
	t.Helper()
	brief := func(s crud.SchemaDescription) (keys []string) {
		for _, key := range s.Keys {
			text := key.Name + " " + key.Field.Type.String()
			if key.Optional {
				text += " optional"
			}
			keys = append(keys, text)
		}
		return append(keys, "read only: "+strings.Join(s.ReadOnly, " "))
	}
	if diff := cmp.Diff([]string{"id int64", "title string optional", "shelf_name string", "read only: "}, brief(got.Read)); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	if title := got.Create.Keys[0]; title.Field.Tag.Get("validate") != "required" || title.Nullable || !got.Create.Keys[2].Set {
		t.Errorf("create: %+v", got.Create.Keys)
	}
	if diff := cmp.Diff([]string{"id", "shelf_name"}, got.Update.ReadOnly); diff != "" {
		t.Errorf("update, read only (-want +got):\n%s", diff)
	}
	if len(got.Includes) != 2 || got.Includes[0].Many || !got.Includes[1].Many || got.Includes[1].Limit != 7 ||
		got.Includes[1].Read.Type != reflect.TypeFor[describeTag]() {
		t.Errorf("includes: %+v", got.Includes)
	}
}

func describeRoutes(t *testing.T, got crud.Description) {
	t.Helper()
	var routes, guarded []string
	for _, route := range got.Routes {
		routes = append(routes, route.Method+" "+route.Path)
		if route.Guarded {
			guarded = append(guarded, route.Method)
		}
	}
	slices.Sort(routes)
	const at = " /shops/:shop/books"
	want := []string{
		"DELETE" + at + "/:book", "GET" + at, "GET" + at + "/:book", "GET" + at + "/cursor", "GET" + at + "/offset",
		"HEAD" + at, "HEAD" + at + "/:book", "HEAD" + at + "/cursor", "HEAD" + at + "/offset",
		"OPTIONS" + at, "OPTIONS" + at + "/:book", "OPTIONS" + at + "/:book/restore", "OPTIONS" + at + "/cursor", "OPTIONS" + at + "/offset",
		"PATCH" + at + "/:book", "POST" + at, "POST" + at + "/:book/restore", "PUT" + at + "/:book",
	}
	if diff := cmp.Diff(want, routes); diff != "" || got.Path != "/shops/:shop/books" {
		t.Errorf("%s, routes (-want +got):\n%s", got.Path, diff)
	}
	if diff := cmp.Diff([]string{"DELETE"}, guarded); diff != "" {
		t.Errorf("guarded (-want +got):\n%s", diff)
	}
}

// TestDescriptionsShareNothing: who is told may change what it is told.
func TestDescriptionsShareNothing(t *testing.T) {
	t.Parallel()
	f := describeBooks(t, dbtest.SQLite)
	first := describeMount(t, mountEngine(), f)
	first.Fields[0].Operators[0], first.Order.Keys[0], first.Pages.Counts[0] = "", "", ""
	first.Fields[3].Labels[0] = ""
	second := describeMount(t, mountEngine(), f)
	if second.Fields[0].Operators[0] == "" || second.Order.Keys[0] == "" || second.Pages.Counts[0] == "" || second.Fields[3].Labels[0] == "" {
		t.Errorf("%+v", second)
	}
}

// TestOptions answers the description and what each path allows.
func TestOptions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		engine := mountEngine()
		told := describeMount(t, engine, describeBooks(t, open), crud.Create[describeWrite](), crud.Update[describeWrite](), crud.Deletable())
		want, err := json.Marshal(told)
		if err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine)
		for path, allow := range map[string]string{
			"/shops/1/books":             "GET, HEAD, POST, OPTIONS",
			"/shops/1/books/offset":      "GET, HEAD, OPTIONS",
			"/shops/1/books/cursor":      "GET, HEAD, OPTIONS",
			"/shops/1/books/7":           "GET, HEAD, PUT, PATCH, DELETE, OPTIONS",
			"/shops/1/books/bulk":        "POST, PATCH, OPTIONS",
			"/shops/1/books/bulk/delete": "POST, OPTIONS",
		} {
			got := mountAsk(t, http.MethodOptions, url+path)
			if got.Status != http.StatusOK || got.Header.Get("Allow") != allow || got.Body != string(want) {
				t.Errorf("%s: %d, Allow %q, want %q: %s", path, got.Status, got.Header.Get("Allow"), allow, got.Body)
			}
			if p := mountAsk(t, http.MethodOptions, url+path, "Accept", "text/html").problem(t); p.Status != http.StatusNotAcceptable {
				t.Errorf("%s as HTML: %d", path, p.Status)
			}
		}
		for _, part := range []string{`{"kind":"integer","min":-32768,"max":32767,"key":"pages","nullable":true,"operators":["eq"`, `"order":{"keys":["title","shelf__name"]`, `"counts":["none"]`} {
			if !strings.Contains(string(want), part) {
				t.Errorf("no %s in %s", part, want)
			}
		}
	})
}

// TestOptionsBehindGuards: who may not read does not learn the declaration.
func TestOptionsBehindGuards(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	refuse := func(c *gin.Context) {
		crud.Abort(c, schemas.NewProblem(http.StatusUnauthorized, "unauthorized", "Unauthorized", ""))
	}
	for name, test := range map[string]struct {
		option    crud.MountOption
		list, row int
	}{
		"nobody":             {crud.Use(0, refuse), 200, 200},
		"of lists":           {crud.Use(crud.OpList, refuse), 401, 401},
		"of rows":            {crud.Use(crud.OpGet, refuse), 200, 401},
		"of reads":           {crud.Use(crud.Reads, refuse), 401, 401},
		"of writes":          {crud.Use(crud.Writes, refuse), 200, 200},
		"of the description": {crud.Use(crud.OpDescribe, refuse), 401, 401},
		"a scope":            {crud.ScopeBy(func(*gin.Context) (crud.Scope, error) { return nil, crud.ErrNotFound }), 404, 404},
		"left out":           {crud.Without(crud.OpDescribe), 405, 405},
	} {
		engine := mountEngine()
		if err := crud.Mount(engine.Group("/songs"), f, test.option, crud.Deletable()); err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine)
		list, row := mountAsk(t, http.MethodOptions, url+"/songs"), mountAsk(t, http.MethodOptions, url+"/songs/1")
		if list.Status != test.list || row.Status != test.row {
			t.Errorf("%s: %d and %d, want %d and %d", name, list.Status, row.Status, test.list, test.row)
		}
	}
}

// TestOptionsBehindLists: where no list is mounted, its guards are of no concern.
func TestOptionsBehindLists(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	refuse := func(c *gin.Context) { c.AbortWithStatus(http.StatusUnauthorized) }
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/songs"), f, crud.Use(crud.OpList, refuse), crud.Without(crud.OpList)); err != nil {
		t.Fatal(err)
	}
	if got := mountAsk(t, http.MethodOptions, mountServe(t, engine)+"/songs/1"); got.Status != http.StatusOK {
		t.Errorf("%d", got.Status)
	}
}

// TestMountOverRoutes: a route that is there already is an error, not a panic.
func TestMountOverRoutes(t *testing.T) {
	t.Parallel()
	_, f := mountOpen(t, dbtest.SQLite)
	engine := gin.New()
	engine.OPTIONS("/", func(*gin.Context) {})
	if err := crud.Mount(engine, f); err == nil || err.Error() != "mount_songs: OPTIONS / is registered already" {
		t.Errorf("%v", err)
	}
	if got := mountRoutes(engine); len(got) != 1 {
		t.Errorf("registered %q", got)
	}
	engine.OPTIONS("/songs", func(*gin.Context) {})
	told := false
	observe := crud.Describe(func(crud.Description) { told = true })
	if err := crud.Mount(engine.Group("/songs"), f, observe); err == nil || !strings.HasPrefix(err.Error(), "mount_songs: OPTIONS /songs: ") || told {
		t.Errorf("%v, told: %t", err, told)
	}
	if err := crud.Mount(engine.Group("/others"), f, crud.Without(crud.OpDescribe)); err != nil {
		t.Error(err)
	}
}
