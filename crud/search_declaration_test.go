package crud_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/filters"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// searchDoc has what a declaration of a search can name.
type searchDoc struct {
	ID        int64     `gorm:"primaryKey;autoIncrement:false"`
	CreatedAt time.Time `gorm:"not null"`
	Title     string    `gorm:"not null"`
	Body      string    `gorm:"not null"`
	Mood      string    `gorm:"type:search_doc_mood"`
	ShelfID   *int
	Shelf     *searchShelf
	Search    string `gorm:"type:tsvector generated always as (to_tsvector('english', title || ' ' || body)) stored;->:false;<-:false"`
}

type searchShelf struct {
	ID   int
	Name string `gorm:"not null"`
}

// openSearchDocs has no rows yet.
func openSearchDocs(t *testing.T) *gorm.DB {
	t.Helper()
	db := dbtest.Postgres(t)
	searchExec(t, db, "CREATE TYPE search_doc_mood AS ENUM ('sad', 'happy')")
	if err := db.AutoMigrate(&searchShelf{}, &searchDoc{}); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestSearchDeclarationMistakes(t *testing.T) {
	t.Parallel()
	db := openSearchDocs(t)
	own := []string{"title"}
	const fullText, trigram = schemas.SearchFullText, schemas.SearchTrigram
	const others = `search_docs: search: a column, a language and a rank key are for the mode "fulltext"`
	for _, tt := range []struct {
		name   string
		fields []string
		search crud.Search
		want   []string
	}{
		{"full text over fields", []string{"title", "body"}, crud.Search{Mode: fullText, Language: "english", RankKey: "rank"}, nil},
		{"full text in a column", nil, crud.Search{Mode: fullText, Column: "search", Language: "pg_catalog.english"}, nil},
		{"full text in a column by its Go name", nil, crud.Search{Mode: fullText, Column: "Search"}, nil},
		{"trigram", own, crud.Search{Mode: trigram}, nil},
		{"an unknown mode", own, crud.Search{Mode: "fuzzy"}, []string{`search_docs: search: there is no mode "fuzzy"`}},
		{"full text without fields", nil, crud.Search{Mode: fullText}, []string{`search_docs: search: there is no search field`}},
		{"trigram without fields", nil, crud.Search{Mode: trigram}, []string{`search_docs: search: there is no search field`}},
		{"full text of a relation", []string{"title", "shelf.name"}, crud.Search{Mode: fullText}, []string{
			`search_docs: search field "shelf.name" is of another table, which no index can span`,
		}},
		{"trigram of a relation", []string{"shelf.name"}, crud.Search{Mode: trigram}, []string{
			`search_docs: search field "shelf.name" is of another table, which no index can span`,
		}},
		{"fields and a column", own, crud.Search{Mode: fullText, Column: "search"}, []string{
			`search_docs: search: name search fields or the column "search", not both`,
		}},
		{"an unknown column", nil, crud.Search{Mode: fullText, Column: "serch"}, []string{
			`search_docs: search column "serch": no such column (did you mean "search"?)`,
		}},
		{"a column of another type", nil, crud.Search{Mode: fullText, Column: "body"}, []string{
			`search_docs: search column "body" has no gorm:"type:tsvector" tag`,
		}},
		{"a language with a quote", own, crud.Search{Mode: fullText, Language: "english'"}, []string{`search_docs: search: "english'" cannot be a language`}},
		{"a language with a blank", own, crud.Search{Mode: fullText, Language: "en glish"}, []string{`search_docs: search: "en glish" cannot be a language`}},
		{"a language in capitals", own, crud.Search{Mode: fullText, Language: "English"}, []string{`search_docs: search: "English" cannot be a language`}},
		{"a language of three names", own, crud.Search{Mode: fullText, Language: "a.b.c"}, []string{`search_docs: search: "a.b.c" cannot be a language`}},
		{"a language and a break", own, crud.Search{Mode: fullText, Language: "english\n"}, []string{`search_docs: search: "english\n" cannot be a language`}},
		{"a language that the database has not", own, crud.Search{Mode: fullText, Language: "klingon"}, []string{
			`search_docs: search: the database has no text search configuration "klingon"`,
		}},
		{"labels of the database's", []string{"mood"}, crud.Search{Mode: trigram}, []string{
			`search_docs: search field "mood" is no text in the database, which an index could be on`,
		}},
		{"labels of the database's, by the usual search", []string{"mood"}, crud.Search{}, nil},
		{"a rank key that no order_by could name", own, crud.Search{Mode: fullText, RankKey: "-rank"}, []string{
			`search_docs: search: "-rank" cannot be a key of order_by`,
		}},
		{"a column beside trigram", nil, crud.Search{Mode: trigram, Column: "search"}, []string{others}},
		{"a language beside trigram", own, crud.Search{Mode: trigram, Language: "english"}, []string{others}},
		{"a rank key beside trigram", own, crud.Search{Mode: trigram, RankKey: "rank"}, []string{others}},
		{"a column beside the usual search", own, crud.Search{Column: "search"}, []string{others}},
		{"a language beside the usual search", own, crud.Search{Language: "english"}, []string{others}},
		{"a rank key beside the usual search", own, crud.Search{RankKey: "rank"}, []string{others}},
		{"a rank key that is taken", own, crud.Search{Mode: fullText, RankKey: "created_at"}, []string{
			`search_docs: search: there is an order field "created_at" already`,
		}},
		{"all at once", []string{"shelf.name"}, crud.Search{Mode: fullText, Column: "title", Language: "x y", RankKey: "shelf__name"}, []string{
			`search_docs: search: name search fields or the column "title", not both`,
			`search_docs: search field "shelf.name" is of another table, which no index can span`,
			`search_docs: search: "x y" cannot be a language`,
			`search_docs: search column "title" has no gorm:"type:tsvector" tag`,
			`search_docs: search: there is an order field "shelf__name" already`,
		}},
	} {
		got := declMistakes(t, db, crud.Config[searchDoc]{
			SearchFields: tt.fields, Search: tt.search, OrderFields: []string{"created_at", "shelf.name"},
			Enums: map[string][]string{"mood": {"sad", "happy"}},
		})
		if diff := gocmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestSearchWithAnIndexNeedsPostgres(t *testing.T) {
	t.Parallel()
	db := declOpen(t, dbtest.SQLite)
	for _, mode := range []schemas.SearchMode{schemas.SearchFullText, schemas.SearchTrigram} {
		want := []string{`decl_books: search: the mode "` + string(mode) + `" needs PostgreSQL`}
		got := declMistakes(t, db, crud.Config[declBook]{SearchFields: []string{"title"}, Search: crud.Search{Mode: mode}})
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", mode, diff)
		}
	}
}

// searchDocs are lists of the same rows in every mode that has an index.
func searchDocs(db *gorm.DB, limits crud.Limits) map[string]*crud.CrudFactory[searchDoc] {
	lists := map[string]*crud.CrudFactory[searchDoc]{}
	for name, search := range bothModes {
		config := crud.Config[searchDoc]{Search: search, OrderFields: []string{"created_at"}, Limits: limits}
		if search.Column == "" {
			config.SearchFields = []string{"title", "body"}
		}
		lists[name] = crud.Must(crud.New(db, config))
	}
	return lists
}

func TestSearchLimits(t *testing.T) {
	t.Parallel()
	db := openSearchDocs(t)
	for name, list := range searchDocs(db, crud.Limits{Filter: filters.Limits{SearchLength: 9, SearchWords: 2}}) {
		for search, want := range map[string]schemas.Code{
			"a b":         "",
			"éééééé éé":   "",
			`"a b c" d`:   "", // a phrase is a word
			"  a   b  ":   "",
			"  a   b   ":  schemas.TooLong, // blanks are characters
			"0123456789":  schemas.TooLong,
			"éééééé ééé":  schemas.TooLong,
			"a b c":       schemas.TooMany,
			"a or b":      schemas.TooMany,
			`"a b" c d`:   schemas.TooMany,
			"a\x00b":      schemas.InvalidValue,
			"a\xff":       schemas.InvalidValue,
			"         ":   "",
			"- & - | - !": schemas.TooLong,
		} {
			_, err := list.ParseQuery(url.Values{"search": {search}}, allParams)
			mistakes, _ := errors.AsType[schemas.InputErrors](err)
			var got schemas.Code
			if len(mistakes) == 1 && mistakes[0].Parameter == "search" {
				got = mistakes[0].Code
			}
			if got != want || (err == nil) != (want == "") {
				t.Errorf("%s, %q: %v, want %q", name, search, err, want)
			}
		}
	}
}

// TestSearchCursorOfAnother: a cursor belongs to one search; only the spelling
// may differ.
func TestSearchCursorOfAnother(t *testing.T) {
	t.Parallel()
	db := openSearchDocs(t)
	searchExec(t, db, `INSERT INTO search_docs (id, created_at, title, body) SELECT n, now(), 'cat dog', 'x' FROM generate_series(1, 9) n`)
	for name, list := range searchDocs(db, crud.Limits{}) {
		page, err := list.CursorPaginate(ctx, ask(t, list, "pagination_type", "cursor", "search", "cat dog", "items_per_page", "2"))
		if err != nil {
			t.Fatal(err)
		}
		words := map[bool]error{true: crud.ErrInvalidCursor, false: nil}[name != "trigram"]
		for _, tt := range []struct {
			want  error
			pairs []string
		}{
			{nil, []string{"search", "cat dog"}},
			{nil, []string{"search", " cat dog\t"}},
			{words, []string{"search", "dog cat"}}, // the order of words is nothing to trigrams
			{words, []string{"search", "cat  dog cat"}},
			{crud.ErrInvalidCursor, []string{"search", "cat"}},
			{crud.ErrInvalidCursor, []string{"search", `"cat dog"`}},
			{crud.ErrInvalidCursor, []string{"search", "Cat dog"}},
			{crud.ErrInvalidCursor, []string{"search", ""}},
			{crud.ErrInvalidCursor, nil},
			{crud.ErrInvalidCursor, []string{"search", "cat dog", "order_by", "created_at"}},
		} {
			q := ask(t, list, append(tt.pairs, "pagination_type", "cursor", "cursor", *page.Pagination.NextCursor)...)
			if _, err := list.CursorPaginate(ctx, q); !errors.Is(err, tt.want) {
				t.Errorf("%s, %q: %v, want %v", name, tt.pairs, err, tt.want)
			}
		}
	}
}

func TestSearchCursorOfAnotherRank(t *testing.T) {
	t.Parallel()
	db := openSearchDocs(t)
	searchExec(t, db, `INSERT INTO search_docs (id, created_at, title, body) SELECT n, now(), 'cat dog', 'x' FROM generate_series(1, 9) n`)
	list := searchDocs(db, crud.Limits{})["column"]
	ranked := []string{"pagination_type", "cursor", "search", "cat", "items_per_page", "2"}
	page, err := list.CursorPaginate(ctx, ask(t, list, append(ranked, "order_by", "-rank")...))
	if err != nil {
		t.Fatal(err)
	}
	for order, want := range map[string]error{
		"-rank": nil, "rank": crud.ErrInvalidCursor, "-rank,created_at": crud.ErrInvalidCursor, "created_at": crud.ErrInvalidCursor,
	} {
		q := ask(t, list, append(slices.Clip(ranked), "order_by", order, "cursor", *page.Pagination.NextCursor)...)
		if _, err := list.CursorPaginate(ctx, q); !errors.Is(err, want) {
			t.Errorf("order_by=%s: %v, want %v", order, err, want)
		}
	}
}

// fillSearchDocs makes 50,000 analyzed rows with "common" in all and "scarce"
// in five, and the index that a mode asks for.
func fillSearchDocs(t *testing.T, mode string) (db *gorm.DB, index string) {
	t.Helper()
	db = openSearchDocs(t)
	sql := searchDocs(db, crud.Limits{})[mode].SearchIndex()
	searchExec(t, db,
		`INSERT INTO search_docs (id, created_at, title, body)
		 SELECT n, timestamptz '2024-01-01' + n / 3 * interval '1 second',
		   'common' || CASE WHEN n % 10000 = 77 THEN ' scarce' ELSE '' END, 't' || n % 5000
		 FROM generate_series(1, 50000) n`,
		"CREATE INDEX ON search_docs (created_at, id)",
		"CREATE EXTENSION pg_trgm",
		sql, "VACUUM ANALYZE search_docs")
	if err := db.Raw("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%USING gin%'").Row().Scan(&index); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return db, index
}

// searchBuffers is what a page of a search may read: the index and a few rows,
// or as many rows as are no longer few and a few of the order's index.
const searchBuffers = 100

// TestSearchBuffers reads what pages cost where few rows match and where all
// do, newest first: both are found by an index.
func TestSearchBuffers(t *testing.T) {
	t.Parallel()
	for mode := range bothModes {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			db, index := fillSearchDocs(t, mode)
			recorded, statements := dbtest.Recorder(db)
			list := searchDocs(recorded, crud.Limits{})[mode]
			for search, want := range map[string]int{"scarce": 5, "common": 20, "t4321": 10, "nowhere": 0} {
				token := ""
				for _, page := range []string{"first", "next"} {
					statements.Reset()
					got, err := list.CursorPaginate(ctx, ask(t, list, "pagination_type", "cursor", "search", search, "order_by", "-created_at", "cursor", token))
					if err != nil {
						t.Fatal(err)
					}
					if len(got.Items) != want {
						t.Errorf("%s: %d rows, want %d", search, len(got.Items), want)
					}
					sql := statements.SQL()[0]
					buffers := explain(t, db, sql)
					if t.Logf("%s, %s page: %d buffers", search, page, buffers); buffers > searchBuffers {
						t.Errorf("%s, %s page: %d buffers; at most %d are expected", search, page, buffers, searchBuffers)
					}
					if want < 20 && !strings.Contains(searchPlan(t, db, sql), "Bitmap Index Scan on "+index) {
						t.Errorf("%s: %s is not used:\n%s", search, index, searchPlan(t, db, sql))
					}
					if got.Pagination.NextCursor == nil {
						break
					}
					token = *got.Pagination.NextCursor
				}
			}
		})
	}
}

// searchPlan is how PostgreSQL means to run a statement.
func searchPlan(t *testing.T, db *gorm.DB, sql string) string {
	t.Helper()
	var lines []string
	if err := db.Raw("EXPLAIN " + sql).Scan(&lines).Error; err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// TestSearchIndexCounts: totals are found by the index as well.
func TestSearchIndexCounts(t *testing.T) {
	t.Parallel()
	db, index := fillSearchDocs(t, "trigram")
	recorded, statements := dbtest.Recorder(db)
	list := searchDocs(recorded, crud.Limits{})["trigram"]
	statements.Reset() // the declaration asks the database, too
	if n, err := list.Count(ctx, ask(t, list, "search", "scarce")); n != 5 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
	if plan := searchPlan(t, db, statements.SQL()[0]); !strings.Contains(plan, "Bitmap Index Scan on "+index) {
		t.Errorf("%s is not used:\n%s", index, plan)
	}
}

// searchLabelled is searched in labels, and in what has to be quoted.
type searchLabelled struct {
	ID    int64
	Title string `gorm:"type:varchar(40)"`
	Mood  *string
	Odd   string `gorm:"column:it's \"odd\""`
}

func (searchLabelled) TableName() string { return "public.search labelled" }

// TestSearchIndexRuns creates the index for fields that have to be cast or
// quoted.
func TestSearchIndexRuns(t *testing.T) {
	t.Parallel()
	for mode, search := range bothModes {
		if search.Column != "" {
			continue
		}
		db := dbtest.Postgres(t, &searchLabelled{})
		list := crud.Must(crud.New(db, crud.Config[searchLabelled]{
			SearchFields: []string{"title", "mood", `it's "odd"`}, Search: search, Enums: map[string][]string{"mood": {"sad", "happy"}},
		}))
		searchExec(t, db, "CREATE EXTENSION pg_trgm", list.SearchIndex())
		if err := db.Create(&searchLabelled{Title: "a cat", Odd: "very odd"}).Error; err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff([]int64{1}, searchAll(t, searchHits(list), "odd cat")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", mode, diff)
		}
	}
}

func TestSearchIndexOfTheUsualSearch(t *testing.T) {
	t.Parallel()
	list := crud.Must(crud.New(dbtest.SQLite(t, declModels...), crud.Config[declBook]{SearchFields: []string{"title"}}))
	if sql := list.SearchIndex(); sql != "" {
		t.Error(sql)
	}
}

// searchPair has a key of two columns, by which the rows of few matches cannot
// be looked up.
type searchPair struct {
	Tenant int64  `gorm:"primaryKey;autoIncrement:false"`
	ID     int64  `gorm:"primaryKey;autoIncrement:false"`
	Title  string `gorm:"not null"`
}

func TestSearchOverACompositeKey(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &searchPair{})
	searchExec(t, db, `INSERT INTO search_pairs SELECT n % 3, n, 'common' || CASE WHEN n % 1000 = 5 THEN ' scarce' ELSE '' END FROM generate_series(1, 6000) n`)
	for _, search := range bothModes {
		if search.Column != "" {
			continue
		}
		list := searchHits(crud.Must(crud.New(db, crud.Config[searchPair]{
			SearchFields: []string{"title"}, OrderFields: []string{"title"}, Search: search,
			Limits: crud.Limits{Page: pagination.Limits{MaxItemsPerPage: 6000}},
		})))
		for _, word := range []string{"common", "scarce", "nowhere"} {
			for order, by := range map[string]string{"title": "title, tenant, id", "-title": "title DESC, tenant DESC, id DESC"} {
				want := searchRaw(t, db, "SELECT id FROM search_pairs WHERE title LIKE '%' || ? || '%' ORDER BY "+by, word)
				searchSame(t, want, list, max(2, len(want)/3), "search", word, "order_by", order)
			}
		}
	}
}
