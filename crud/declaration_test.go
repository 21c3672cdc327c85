package crud_test

import (
	"database/sql/driver"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	sqlite "github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/ncruces/go-sqlite3/vfs/memdb"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// declBook has a column of every kind that a role may refuse.
type declBook struct {
	ID        int64     `gorm:"primaryKey"`
	CreatedAt time.Time `gorm:"not null"`
	Title     string    `gorm:"not null"`
	Status    string    `gorm:"not null"`
	Views     int
	Price     string   `gorm:"type:numeric(12,2)"`
	Tags      string   `gorm:"type:text[][]"`
	Notes     []string `gorm:"serializer:json"`
	Mood      declMood
	Cover     []byte
	Secret    string `gorm:"->:false;<-:create"`
	AuthorID  *int64
	Author    *declAuthor
	Reviews   []declReview `gorm:"foreignKey:BookID"`
}

type declAuthor struct {
	ID      int64
	Name    string `gorm:"not null"`
	Country string
	Secret  string `gorm:"->:false"`
}

type declReview struct {
	ID     int64
	BookID int64
	Stars  int
}

// declMood writes itself, so that its meaning is unknown.
type declMood int

func (m declMood) Value() (driver.Value, error) { return int64(m), nil }

var declModels = []any{&declAuthor{}, &declBook{}, &declReview{}}

func declOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	t.Helper()
	return open(t, declModels...)
}

// declMistakes are the lines of the error that New answers.
func declMistakes[M any](t *testing.T, db *gorm.DB, c crud.Config[M]) []string {
	t.Helper()
	f, err := crud.New(db, c)
	if err == nil {
		return nil
	}
	if f != nil {
		t.Error("there is a factory beside the error")
	}
	return strings.Split(err.Error(), "\n")
}

func TestDeclarationReportsEveryMistakeAtOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		got := declMistakes(t, declOpen(t, open), crud.Config[declBook]{
			CursorColumn:   "createdat_",
			SearchFields:   []string{"titel", "views", "title", "title", "author.nam", "auther.name", "notes"},
			FacetFields:    []string{"cover", "mood", "status", "Status", "reviews.stars"},
			FilterFields:   []string{"tags", "views", "views", "secret"},
			OrderFields:    []string{"creatd_at", "reviews.stars", "mood", "notes", "tags", "title", "title"},
			DefaultOrder:   "-created,reviews.stars,title,-title,author.secret",
			Enums:          map[string][]string{"statu": {"a"}, "status": {}, "views": {"1"}, "title": {"a", "b", "a"}},
			PaginationType: "pages",
			Limits: crud.Limits{
				Page:        pagination.Limits{ItemsPerPage: 50, MaxItemsPerPage: 20},
				Filter:      filters.Limits{Conditions: -1, ListValues: -1, SearchLength: -1, SearchWords: -1},
				FacetValues: -1,
			},
			Cursor: pagination.Signed([]byte("short")),
		})
		want := []string{
			`decl_books: search field "titel": no such column (did you mean "title"?)`,
			`decl_books: search field "views" is of kind integer`,
			`decl_books: search field "title" is declared twice`,
			`decl_books: search field "author.nam": no such column (did you mean "author.name"?)`,
			`decl_books: search field "auther.name": no such relation (did you mean "author"?)`,
			`decl_books: search field "notes" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
			`decl_books: facet field "cover" is of kind bytes`,
			`decl_books: facet field "mood" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
			`decl_books: facet field "Status" is declared twice`,
			`decl_books: order field "creatd_at": no such column (did you mean "created_at"?)`,
			`decl_books: order field "title" is declared twice`,
			`decl_books: order field "reviews.stars" has many values for one row`,
			`decl_books: order field "mood" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
			`decl_books: order field "notes" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
			`decl_books: order field "tags" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
			`decl_books: filter field "tags" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
			`decl_books: filter field "views" is declared twice`,
			`decl_books: filter field "secret": no such column`,
			`decl_books: cursor column "createdat_": no such column (did you mean "created_at"?)`,
			`decl_books: default order field "created": no such column (did you mean "created_at"?)`,
			`decl_books: default order field "reviews.stars" has many values for one row`,
			`decl_books: default order field "title" is named twice`,
			`decl_books: default order field "author.secret": no such column`,
			`decl_books: pagination type "pages": use "offset" or "cursor"`,
			`decl_books: limits: 50 items per page, of at most 20`,
			`decl_books: limits: -1 conditions`,
			`decl_books: limits: -1 list values`,
			`decl_books: limits: -1 characters of a search`,
			`decl_books: limits: -1 words of a search`,
			`decl_books: limits: -1 facet values`,
			`decl_books: enum "statu": no such column (did you mean "status"?)`,
			`decl_books: enum "status" has no labels`,
			`decl_books: enum "title" has the label "a" twice`,
			`decl_books: enum "views" is of kind integer: labels are text`,
			`decl_books: cursor: a cursor key needs at least 32 random bytes`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestDeclarationMistake has one mistake each, so that its text is seen alone.
func TestDeclarationMistake(t *testing.T) {
	t.Parallel()
	type books = crud.Config[declBook]
	for name, test := range map[string]struct {
		config books
		want   string
	}{
		"the example of the manual": {
			books{OrderFields: []string{"createdd_at"}},
			`decl_books: order field "createdd_at": no such column (did you mean "created_at"?)`,
		},
		"an empty name": {books{OrderFields: []string{""}}, `decl_books: order field "": no such column`},
		"a relation in place of a column": {
			books{FilterFields: []string{"author"}}, `decl_books: filter field "author": no such column (did you mean "author_id"?)`,
		},
		"the name on the wire in place of the path": {
			books{FilterFields: []string{"author__name"}}, `decl_books: filter field "author__name": no such column (did you mean "author_id"?)`,
		},
		"a cursor column of many": {
			books{CursorColumn: "reviews.stars"}, `decl_books: cursor column "reviews.stars" has many values for one row`,
		},
		"a cursor column of no order": {
			books{CursorColumn: "notes"},
			`decl_books: cursor column "notes" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
		},
		"an empty item in the default order": {
			books{DefaultOrder: "title,,views"},
			`decl_books: default order "title,,views" has an empty item: write keys with one comma between them`,
		},
		"a suffix that is none": {
			books{DefaultOrder: "title.nullfirst"}, `decl_books: default order field "title.nullfirst": no such relation`,
		},
		"a negative page size": {
			books{Limits: crud.Limits{Page: pagination.Limits{ItemsPerPage: -1}}}, `decl_books: limits: -1 items per page, of at most 100`,
		},
		"a page of none": {
			books{Limits: crud.Limits{Page: pagination.Limits{MaxItemsPerPage: -1}}}, `decl_books: limits: -1 items per page, of at most -1`,
		},
		"no cursor key": {
			books{Cursor: pagination.Signed()}, `decl_books: cursor: a cursor that is signed or sealed needs a key`,
		},
		"one short key of two": {
			books{Cursor: pagination.Signed(make([]byte, 32), make([]byte, 31))},
			`decl_books: cursor: a cursor key needs at least 32 random bytes`,
		},
		"an enum of a time": {
			books{Enums: map[string][]string{"created_at": {"now"}}}, `decl_books: enum "created_at" is of kind time: labels are text`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := declMistakes(t, declOpen(t, dbtest.SQLite), test.config)
			if diff := cmp.Diff([]string{test.want}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestDeclarationTakes has what looks odd and is right.
func TestDeclarationTakes(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]crud.Config[declBook]{
		"nothing":          {},
		"names of Go":      {CursorColumn: "CreatedAt", SearchFields: []string{"Author.Name"}, DefaultOrder: "-CreatedAt,Author.Name.nullsfirst"},
		"one field twice":  {FacetFields: []string{"status"}, FilterFields: []string{"status"}, OrderFields: []string{"status"}},
		"bytes in orders":  {OrderFields: []string{"cover"}, CursorColumn: "cover"},
		"many in filters":  {FilterFields: []string{"reviews.stars"}, FacetFields: []string{"reviews.stars"}},
		"any depth":        {Limits: crud.Limits{Page: pagination.Limits{MaxOffset: -1}}},
		"one large page":   {Limits: crud.Limits{Page: pagination.Limits{ItemsPerPage: 1000}}},
		"a small maximum":  {Limits: crud.Limits{Page: pagination.Limits{MaxItemsPerPage: 5}}},
		"an unknown type":  {Enums: map[string][]string{"mood": {"glad", "sad"}}, FacetFields: []string{"mood"}},
		"keys in rotation": {Cursor: pagination.Signed(make([]byte, 32), make([]byte, 64))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := declMistakes(t, declOpen(t, dbtest.SQLite), config); got != nil {
				t.Error(got)
			}
		})
	}
}

func TestZeroConfigWorks(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := declOpen(t, open)
		for i := range 25 {
			if err := db.Create(&declBook{ID: int64(25 - i), Title: "t", Tags: "{}", Price: "1", CreatedAt: time.Unix(0, 0)}).Error; err != nil {
				t.Fatal(err)
			}
		}
		f := crud.Must(crud.New(db, crud.Config[declBook]{}))
		page, err := f.OffsetPaginate(ctx, crud.Query{})
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, b := range page.Items {
			got = append(got, b.ID)
		}
		if diff := cmp.Diff([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}, got); diff != "" {
			t.Errorf("ids (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(schemas.Facets{}, page.FilterAttributes); diff != "" {
			t.Errorf("facets (-want +got):\n%s", diff)
		}
		p := page.Pagination
		if *p.TotalCount != 25 || *p.Pages != 2 || !p.HasMore || p.NextCursor == nil {
			t.Errorf("got %+v", p)
		}
		_, err = f.ParseQuery(url.Values{"search": {"x"}, "filter_by[id]": {"1"}, "order_by": {"id"}, "facets": {"id"}}, allParams)
		want := []string{
			`facets: there is no facet "id"`, `filter_by[id]: there is no filter "id"`,
			`order_by: cannot order by "id"`, `search: this resource has no search`,
		}
		if diff := cmp.Diff(want, declInputMistakes(err)); diff != "" {
			t.Errorf("nothing is declared (-want +got):\n%s", diff)
		}
	})
}

// declInputMistakes are the mistakes of a request.
func declInputMistakes(err error) []string {
	var all []string
	mistakes, _ := errors.AsType[schemas.InputErrors](err)
	for _, one := range mistakes {
		all = append(all, one.Error())
	}
	return all
}

// TestDecimalsOnSQLite refuses orders and ranges where numbers are kept as
// floats, and takes them where they are exact.
func TestDecimalsOnSQLite(t *testing.T) {
	t.Parallel()
	type declPrice struct {
		Amount string `gorm:"type:numeric(12,2);primaryKey"`
		Paid   string `gorm:"type:decimal"`
	}
	inexact := "SQLite keeps decimals as floats or text, which have no exact order"
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &declPrice{})
		got := declMistakes(t, db, crud.Config[declPrice]{
			OrderFields: []string{"paid"}, CursorColumn: "paid", DefaultOrder: "-paid", FilterFields: []string{"paid"},
		})
		var want []string
		if db.Name() == "sqlite" {
			want = []string{
				`decl_prices: primary key "amount": ` + inexact,
				`decl_prices: order field "paid": ` + inexact,
				`decl_prices: cursor column "paid": ` + inexact,
				`decl_prices: default order field "paid": ` + inexact,
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}

		f := crud.Must(crud.New(declOpen(t, open), crud.Config[declBook]{FilterFields: []string{"price"}}))
		for _, operator := range []string{"gt", "gte", "lt", "lte", "between"} {
			_, err := f.ParseQuery(url.Values{"filter_by[price][" + operator + "]": {"1"}}, crud.WithFilter)
			mistakes, _ := errors.AsType[schemas.InputErrors](err)
			refused := len(mistakes) == 1 && mistakes[0].Code == schemas.UnknownOperator
			if refused != (db.Name() == "sqlite") {
				t.Errorf("%s: %v", operator, err)
			}
			if refused && !slices.Equal(mistakes[0].Allowed, []string{"eq", "ne", "in", "not_in", "is_null"}) {
				t.Errorf("%s: allowed are %q", operator, mistakes[0].Allowed)
			}
		}
	})
}

// TestIntegersOfNarrowColumns has tables that were not made from their models:
// what the column cannot hold is no id, and no row has it.
func TestIntegersOfNarrowColumns(t *testing.T) {
	t.Parallel()
	type declCounter struct {
		ID    int
		Small int
	}
	db := dbtest.Postgres(t)
	if err := db.Exec("CREATE TABLE decl_counters (id integer PRIMARY KEY, small smallint)").Error; err != nil {
		t.Fatal(err)
	}
	f := crud.Must(crud.New(db, crud.Config[declCounter]{FilterFields: []string{"small"}}))
	if _, err := f.Get(ctx, "3000000000"); !errors.Is(err, crud.ErrNotFound) {
		t.Errorf("an id: %v", err)
	}
	if rows, err := f.List(ctx, ask(t, f, "filter_by[small]", "40000")); err != nil || len(rows) > 0 {
		t.Errorf("a filter: %v, %v", rows, err)
	}
}

// TestKeyCollision has a column whose name is a relation's key.
func TestKeyCollision(t *testing.T) {
	t.Parallel()
	type declClash struct {
		ID         int64
		AuthorName string `gorm:"column:author__name"`
		AuthorID   int64
		Author     *declAuthor
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &declAuthor{}, &declClash{})
		clash := `decl_clashes: "author.name" and "author__name" have the same key "author__name" on the wire`
		got := declMistakes(t, db, crud.Config[declClash]{OrderFields: []string{"author.name"}})
		if diff := cmp.Diff([]string{clash}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := declMistakes(t, db, crud.Config[declClash]{OrderFields: []string{"author__name", "author.country"}}); got != nil {
			t.Errorf("no two fields clash: %q", got)
		}
	})
}

// TestUnreadableColumnsAreNeverFound looks for ->:false columns in every role.
func TestUnreadableColumnsAreNeverFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := declOpen(t, open)
		for _, path := range []string{"secret", "Secret", "author.secret"} {
			one := []string{path}
			got := declMistakes(t, db, crud.Config[declBook]{
				CursorColumn: path, SearchFields: one, FacetFields: one, FilterFields: one, OrderFields: one, DefaultOrder: path,
				Enums: map[string][]string{path: {"a"}},
			})
			var want []string
			for _, role := range []string{
				"search field", "facet field", "order field", "filter field", "cursor column", "default order field", "enum",
			} {
				want = append(want, "decl_books: "+role+` "`+path+`": no such column`)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", path, diff)
			}
		}

		book := declBook{ID: 1, Title: "t", Secret: "hidden", Tags: "{}", Price: "1"}
		if err := db.Create(&book).Error; err != nil {
			t.Fatal(err)
		}
		recorded, statements := dbtest.Recorder(db)
		f := crud.Must(crud.New(recorded, crud.Config[declBook]{}))
		read, err := f.Get(ctx, 1)
		if err != nil || read.Secret != "" || strings.Contains(strings.Join(statements.SQL(), "\n"), "secret") {
			t.Errorf("got %+v, %v by %q", read, err, statements.SQL())
		}
		type declSecretRead struct{ Secret string }
		if _, err := crud.As[declSecretRead](f); err == nil {
			t.Error("a read schema reads it")
		}
	})
}

// TestEnumsAreFoundByGoName declares labels as other fields are named.
func TestEnumsAreFoundByGoName(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := crud.Must(crud.New(declOpen(t, open), crud.Config[declBook]{
			FilterFields: []string{"status", "author.country"},
			Enums:        map[string][]string{"Status": {"draft", "live"}, "Author.Country": {"NO", "SE"}},
		}))
		_, err := f.ParseQuery(url.Values{"filter_by[status]": {"old"}, "filter_by[author__country]": {"DK"}}, crud.WithFilter)
		want := []string{
			`filter_by[author__country]: "DK" is not one of NO, SE`,
			`filter_by[status]: "old" is not one of draft, live`,
		}
		if diff := cmp.Diff(want, declInputMistakes(err)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestNativeEnum declares the labels of a PostgreSQL enum, whose order is
// another than the alphabet's.
func TestNativeEnum(t *testing.T) {
	t.Parallel()
	type declParcel struct {
		ID    int64  `gorm:"primaryKey"`
		State string `gorm:"type:decl_state;not null"`
	}
	db := dbtest.Postgres(t)
	if err := db.Exec("CREATE TYPE decl_state AS ENUM ('sent', 'lost', 'found')").Error; err != nil {
		t.Fatal(err)
	}
	if err := db.AutoMigrate(&declParcel{}); err != nil {
		t.Fatal(err)
	}
	for i, state := range []string{"found", "sent", "lost", "sent"} {
		if err := db.Create(&declParcel{int64(i + 1), state}).Error; err != nil {
			t.Fatal(err)
		}
	}
	f := crud.Must(crud.New(db, crud.Config[declParcel]{
		SearchFields: []string{"state"}, FacetFields: []string{"state"}, OrderFields: []string{"state"},
		FilterFields: []string{"state"}, Enums: map[string][]string{"state": {"sent", "lost", "found"}},
	}))
	list := func(pairs ...string) (ids []int64) {
		t.Helper()
		rows, err := f.List(ctx, ask(t, f, pairs...))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		return ids
	}
	for name, test := range map[string]struct{ want, got []int64 }{
		"order":  {[]int64{2, 4, 3, 1}, list("order_by", "state")},
		"filter": {[]int64{1, 3}, list("filter_by[state][in]", "lost,found")},
		"ne":     {[]int64{1, 3}, list("filter_by[state][ne]", "sent")},
		"search": {[]int64{1}, list("search", "OUN")},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	page, err := f.CursorPaginate(ctx, ask(t, f, "pagination_type", "cursor", "order_by", "state", "items_per_page", "3"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{"sent", "lost", "found"}, page.FilterAttributes[0].Values); diff != "" {
		t.Errorf("facet (-want +got):\n%s", diff)
	}
	rest := list("pagination_type", "cursor", "order_by", "state", "cursor", *page.Pagination.NextCursor)
	if diff := cmp.Diff([]int64{1}, rest); diff != "" {
		t.Errorf("behind the cursor (-want +got):\n%s", diff)
	}
}

func TestModelsThatAreRefused(t *testing.T) {
	t.Parallel()
	type declKeyless struct{ Name string }
	type declBlobKey struct {
		ID declMood `gorm:"primaryKey"`
	}
	db := dbtest.SQLite(t)
	for _, test := range []struct {
		err  error
		want string
	}{
		{
			declError(crud.New(db, crud.Config[declKeyless]{})),
			`decl_keylesses has no primary key: mark it with gorm:"primaryKey"`,
		},
		{
			declError(crud.New(db, crud.Config[declBlobKey]{})),
			`decl_blob_keys: primary key "id" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
		},
		{declError(crud.New(db, crud.Config[*declBook]{})), "the model *crud_test.declBook is not a struct"},
		{declError(crud.New(db, crud.Config[[]declBook]{})), "the model []crud_test.declBook is not a struct"},
		{declError(crud.New(db, crud.Config[string]{})), "the model string is not a struct"},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("got %v, want %s", test.err, test.want)
		}
	}
}

func declError(_ any, err error) error { return err }

func TestMustPanicsWithEveryMistake(t *testing.T) {
	t.Parallel()
	defer func() {
		err, _ := recover().(error)
		want := []string{`decl_books: order field "a": no such column`, `decl_books: order field "b": no such column`}
		if err == nil {
			t.Fatal("it does not panic with an error")
		}
		if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}()
	crud.Must(crud.New(declOpen(t, dbtest.SQLite), crud.Config[declBook]{OrderFields: []string{"a", "b"}}))
}

// declDialect is a database that nothing is written for.
type declDialect struct{ gorm.Dialector }

func (declDialect) Name() string { return "mysql" }

func TestUnsupportedDatabase(t *testing.T) {
	t.Parallel()
	db, err := gorm.Open(declDialect{postgres.Open("")}, &gorm.Config{DryRun: true, DisableAutomaticPing: true, Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`database "mysql" is not supported: use postgres or sqlite`}
	if diff := cmp.Diff(want, declMistakes(t, db, crud.Config[declBook]{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTimesThatDoNotSort opens SQLite as its driver does by default: times are
// texts with a zone.
func TestTimesThatDoNotSort(t *testing.T) {
	t.Parallel()
	for format, sorts := range map[string]bool{
		"": false, "rfc3339": false, "rfc3339nano": false, "sqlite": false, "datetime": false,
		"unixepoch_micro": true, "unixepoch_nano": true,
	} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			options := url.Values{}
			if format != "" {
				options.Set("_timefmt", format)
			}
			pool, err := sqlite.Open(memdb.TestDB(t, options))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = pool.Close() })
			db, err := gorm.Open(gormlite.OpenDB(pool), &gorm.Config{Logger: logger.Discard})
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			if !sorts {
				want = []string{`decl_books: times do not sort as this SQLite connection writes them: add "_timefmt=unixepoch_micro" to its DSN`}
			}
			if diff := cmp.Diff(want, declMistakes(t, db, crud.Config[declBook]{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
