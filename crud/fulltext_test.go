package crud_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// fullPaper has its tsvector in a column, which PostgreSQL generates and nobody
// reads.
type fullPaper struct {
	ID        int64     `json:"id"         gorm:"primaryKey;autoIncrement:false"`
	CreatedAt time.Time `json:"created_at" gorm:"not null"`
	Title     string    `json:"title"      gorm:"not null"`
	Body      string    `json:"body"       gorm:"not null"`
	Search    string    `json:"-"          gorm:"type:tsvector generated always as (to_tsvector('english', title || ' ' || body)) stored;->:false;<-:false"`
}

// searchHit is what is read of a row that a search finds.
type searchHit struct{ ID int64 }

// searchList lists hits, of whatever model.
type searchList interface {
	parser
	CursorPaginate(ctx context.Context, q crud.Query, scopes ...crud.Scope) (*schemas.CursorPage[searchHit], error)
	OffsetPaginate(ctx context.Context, q crud.Query, scopes ...crud.Scope) (*schemas.OffsetPage[searchHit], error)
}

// searchHits is a view of hits.
func searchHits[M any](f *crud.CrudFactory[M]) *crud.View[M, searchHit] {
	return crud.Must(crud.As[searchHit](f))
}

func searchIDs(hits []searchHit) []int64 {
	all := make([]int64, len(hits))
	for i, hit := range hits {
		all[i] = hit.ID
	}
	return all
}

// searchFails is what a test and one of rapid's have in common.
type searchFails interface {
	Fatalf(format string, args ...any)
}

// searchAll are the ids that a list finds, in order, all on one page.
func searchAll(t searchFails, list searchList, search string) []int64 {
	q, err := list.ParseQuery(url.Values{"search": {search}, "count": {"none"}}, allParams)
	if err != nil {
		t.Fatalf("%q: %v", search, err)
	}
	page, err := list.OffsetPaginate(ctx, q)
	if err != nil {
		t.Fatalf("%q: %v", search, err)
	}
	if page.Pagination.HasMore {
		t.Fatalf("%q: the page is not all", search)
	}
	return searchIDs(page.Items)
}

// searchRaw are the ids that a statement of the test's own answers.
func searchRaw(t searchFails, db *gorm.DB, sql string, args ...any) []int64 {
	var all []int64
	if err := db.Raw(sql, args...).Scan(&all).Error; err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return all
}

func searchExec(t *testing.T, db *gorm.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

// fullPapers are two lists of the same rows: by the column, and computed.
func fullPapers(db *gorm.DB) map[string]*crud.View[fullPaper, searchHit] {
	orders := []string{"created_at", "id"}
	limits := crud.Limits{Page: pagination.Limits{MaxItemsPerPage: 1000, ItemsPerPage: 1000}}
	column := crud.Search{Mode: schemas.SearchFullText, Language: "english", Column: "search", RankKey: "rank"}
	computed := crud.Search{Mode: schemas.SearchFullText, Language: "english", RankKey: "rank"}
	return map[string]*crud.View[fullPaper, searchHit]{
		"column": searchHits(crud.Must(crud.New(db, crud.Config[fullPaper]{
			Search: column, OrderFields: orders, Limits: limits,
		}))),
		"computed": searchHits(crud.Must(crud.New(db, crud.Config[fullPaper]{
			Search: computed, SearchFields: []string{"title", "body"}, OrderFields: orders, Limits: limits,
		}))),
	}
}

func openFullPapers(t *testing.T, texts ...[2]string) *gorm.DB {
	t.Helper()
	db := dbtest.Postgres(t, &fullPaper{})
	for i, text := range texts {
		if err := db.Create(&fullPaper{ID: int64(i + 1), CreatedAt: day(i), Title: text[0], Body: text[1]}).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db
}

func openFullCases(t *testing.T) *gorm.DB {
	t.Helper()
	return openFullPapers(t,
		[2]string{"Running shoes", "The runner was quickest"},
		[2]string{"Cats and dogs", "A cat sleeps"},
		[2]string{"Dogs only", "They bark; they run"},
		[2]string{"Postgres full text", "searching documents"},
		[2]string{"The of and", ""},
		[2]string{"O'Reilly & Sons", `100% <b>bold</b> C++ a:b back\slash`},
	)
}

func TestFullText(t *testing.T) {
	t.Parallel()
	db := openFullCases(t)
	all := []int64{1, 2, 3, 4, 5, 6}
	for name, list := range fullPapers(db) {
		for _, tt := range []struct {
			name, search string
			want         []int64
		}{
			{"a stem", "run", []int64{1, 3}},
			{"another form of it", "RUNS", []int64{1, 3}},
			{"a stem in the other field", "document", []int64{4}},
			{"part of a stem", "docu", nil},
			{"words are ANDed, over the fields", "shoe runner", []int64{1}},
			{"or", "cat or barking", []int64{2, 3}},
			{"without a word", "dog -cat", []int64{3}},
			{"only without a word", "-dog", []int64{1, 4, 5, 6}},
			{"a phrase", `"full text"`, []int64{4}},
			{"in its order", `"text full"`, nil},
			{"a phrase from one field into the next", `"text searching"`, []int64{4}}, // a tsvector has no fields
			{"without a phrase", `dog -"cats and dogs"`, []int64{3}},
			{"an unbalanced quote before words", `"full text`, []int64{4}},
			{"an unbalanced quote inside", `full "text`, []int64{4}},
			{"an unbalanced quote behind", `full text"`, []int64{4}},
			{"stop words are no matter", "the dogs and the cats", []int64{2}},
			{"only stop words find nothing, though rows have them", "the of and", nil},
			{"operators find nothing by themselves", "& | !", nil},
			{"an operator of tsquery is a blank", "shoe & runner", []int64{1}},
			{"nor is a prefix", "doc:*", nil},
			{"a quote", "o'reilly", []int64{6}},
			{"nothing", "nowhere", nil},
			{"empty means no search", "", all},
			{"blank means no search", " \t\n\u00a0", all},
			{"an empty phrase means no search", `"" " "`, all},
		} {
			if diff := gocmp.Diff(tt.want, searchAll(t, list, tt.search), equateEmpty); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", name, tt.name, diff)
			}
		}
	}
}

// TestFullTextTakesAnyText: what a client types is never a mistake in SQL, in
// the search or in the rank.
func TestFullTextTakesAnyText(t *testing.T) {
	t.Parallel()
	db := openFullCases(t)
	for name, list := range fullPapers(db) {
		for _, search := range []string{
			"'", "''", `"`, `"""`, `\`, `\'`, "-", "--", "- -x", "or", "or OR", "-or", "cat or", "or cat", "cat or -", `-"`, "- dog",
			"&", "|", "!", "!!cat", "<->", "cat <-> dog", "cat <2> dog", "(", ")", "((cat", ":", ":*", "cat:AB*", "a&b|!c", "*", "%", "_", "?", "??", "$1", "$9",
			"@name", "@@", "'; DROP TABLE full_papers; --", "x') OR true --", "{}", "[]", "%s %d", "100%", "C++", "http://a.b/c?d=e&f#g", "a@b.example",
			"/usr/local/bin", "-1.5e-300", "1234567890123456789012345678901234567890", "<b>bold</b>", "&amp;", "αβγ text", "Ünïcödé", "👍🏽", "\u202e", "\x01\x1f\x7f",
			strings.Repeat("x", 200), strings.Repeat("(", 200), strings.Repeat("é", 200), strings.Repeat(`"`, 199), strings.Repeat("- ", 16),
		} {
			q := ask(t, list, "search", search, "order_by", "-rank,id", "items_per_page", "100")
			got, err := list.List(ctx, q)
			if err != nil {
				t.Errorf("%s, %q: %v", name, search, err)
				continue
			}
			want := searchRaw(t, db, fullRanked+"ts_rank(search, q) DESC, id", search)
			if diff := gocmp.Diff(want, searchIDs(got), equateEmpty); diff != "" {
				t.Errorf("%s, %q (-want +got):\n%s", name, search, diff)
			}
		}
	}
	if n := len(searchRaw(t, db, "SELECT id FROM full_papers")); n != 6 {
		t.Errorf("%d rows are left", n)
	}
}

// fullRanked is the plain statement for a search, with the rank's query as q.
const fullRanked = `SELECT id FROM full_papers, websearch_to_tsquery('english', ?) q WHERE search @@ q ORDER BY `

// fullBlank are the texts that ask for nothing, and so are no search.
var fullBlank = regexp.MustCompile(`^(\s|"\s*")*$`)

// drawFullText draws words that stem to the same or are stop words, and what
// tsvectors are particular about.
func drawFullText(t *rapid.T, name string, more ...string) string {
	words := append([]string{"cat", "cats", "Dog", "dogs'", "running", "runs", "the", "of", "re-run", "a.b", "x1", "ÉTÉ", "dog,cat", "cat/dog"}, more...)
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 5).Draw(t, name), " ")
}

// TestFullTextFindsWhatPostgresFinds compares random searches over random texts
// with a plain statement.
func TestFullTextFindsWhatPostgresFinds(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &fullPaper{})
	lists := fullPapers(db)
	rapid.Check(t, func(t *rapid.T) {
		papers := make([]fullPaper, rapid.IntRange(1, 12).Draw(t, "rows"))
		for i := range papers {
			papers[i] = fullPaper{ID: int64(i), CreatedAt: day(0), Title: drawFullText(t, "title"), Body: drawFullText(t, "body")}
		}
		if err := db.Exec("TRUNCATE full_papers").Create(&papers).Error; err != nil {
			t.Fatal(err)
		}
		for range 8 {
			search := drawFullText(t, "search", "or", "OR", "-cat", "-dogs", `"cats`, `dog"`, `"`, `"the dog"`, `-"run cat"`, "&", "|", "!dog", "ru:*", "(", ")", "'", `\`)
			if fullBlank.MatchString(search) {
				continue
			}
			want := searchRaw(t, db, `SELECT id FROM full_papers
				WHERE to_tsvector('english', title || ' ' || body) @@ websearch_to_tsquery('english', ?) ORDER BY id`, search)
			for name, list := range lists {
				if diff := gocmp.Diff(want, searchAll(t, list, search), equateEmpty); diff != "" {
					t.Fatalf("%s, %q (-want +got):\n%s", name, search, diff)
				}
			}
		}
	})
}

// fullNote is searched in a column that may be NULL, and in labels, where there
// may be none either.
type fullNote struct {
	ID    int64
	Text  *string
	Mood  string `gorm:"type:varchar(20);not null"`
	Shelf *string
}

func TestFullTextOverNullsAndLabels(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &fullNote{})
	if err := db.Create(&[]fullNote{
		{1, new("Rain"), "sad", nil},
		{2, nil, "very happy", new("upper")},
		{3, nil, "sad", nil},
		{4, new("Happily ever after"), "sad", new("lower")},
	}).Error; err != nil {
		t.Fatal(err)
	}
	list := searchHits(crud.Must(crud.New(db, crud.Config[fullNote]{
		SearchFields: []string{"text", "mood", "shelf"},
		Search:       crud.Search{Mode: schemas.SearchFullText, Language: "pg_catalog.english"},
		Enums:        map[string][]string{"mood": {"sad", "very happy"}, "shelf": {"lower", "upper"}},
	})))
	for search, want := range map[string][]int64{
		"rains":       {1},
		"happy":       {2},
		"happily":     {4}, // its stem is another
		"happy upper": {2},
		"sad -rain":   {3, 4},
		"lower":       {4},
		"null":        nil,
		`"rain sad"`:  {1}, // one text, in the order of the fields
	} {
		if diff := gocmp.Diff(want, searchAll(t, list, search), equateEmpty); diff != "" {
			t.Errorf("%q (-want +got):\n%s", search, diff)
		}
	}
}

func TestFullTextWithoutALanguageKnowsNone(t *testing.T) {
	t.Parallel()
	db := openFullCases(t)
	list := searchHits(crud.Must(crud.New(db, crud.Config[fullPaper]{
		SearchFields: []string{"title", "body"}, Search: crud.Search{Mode: schemas.SearchFullText},
	})))
	for search, want := range map[string][]int64{"run": {3}, "RUNNING": {1}, "the": {1, 5}, "o": {6}} {
		if diff := gocmp.Diff(want, searchAll(t, list, search), equateEmpty); diff != "" {
			t.Errorf("%q (-want +got):\n%s", search, diff)
		}
	}
}

// searchWalk follows a list's cursors to its end and from there to its start.
func searchWalk(t *testing.T, list searchList, size int, pairs ...string) (forward, back []int64) {
	t.Helper()
	pairs = append([]string{"pagination_type", "cursor", "items_per_page", strconv.Itoa(size)}, pairs...)
	token, pages := "", 0
	page := func() *schemas.CursorPage[searchHit] {
		got, err := list.CursorPaginate(ctx, ask(t, list, append(pairs, "cursor", token)...))
		if err != nil {
			t.Fatalf("page %v: %v", pairs, err)
		}
		if pages++; pages > 500 {
			t.Fatalf("the walk %v does not end", pairs)
		}
		return got
	}
	for {
		got := page()
		forward = append(forward, searchIDs(got.Items)...)
		if got.Pagination.NextCursor == nil {
			if got.Pagination.PrevCursor == nil {
				return forward, forward
			}
			back, token = searchIDs(got.Items), *got.Pagination.PrevCursor
			break
		}
		token = *got.Pagination.NextCursor
	}
	for {
		got := page()
		back = append(searchIDs(got.Items), back...)
		if got.Pagination.PrevCursor == nil {
			return forward, back
		}
		token = *got.Pagination.PrevCursor
	}
}

// searchNumbered reads pages by their numbers up to the last.
func searchNumbered(t *testing.T, list searchList, size int, pairs ...string) (all []int64) {
	t.Helper()
	pairs = append([]string{"count", "none", "items_per_page", strconv.Itoa(size)}, pairs...)
	for n := 1; ; n++ {
		page, err := list.OffsetPaginate(ctx, ask(t, list, append(pairs, "page", strconv.Itoa(n))...))
		if err != nil {
			t.Fatalf("page %d %v: %v", n, pairs, err)
		}
		if all = append(all, searchIDs(page.Items)...); !page.Pagination.HasMore {
			return all
		}
	}
}

// searchSame holds every way to read a list against what it should be.
func searchSame(t *testing.T, want []int64, list searchList, size int, pairs ...string) {
	t.Helper()
	forward, back := searchWalk(t, list, size, pairs...)
	for _, got := range []struct {
		way string
		ids []int64
	}{{"forward", forward}, {"back", back}, {"by numbers", searchNumbered(t, list, size, pairs...)}} {
		if diff := gocmp.Diff(want, got.ids, equateEmpty); diff != "" {
			t.Errorf("%v, %s: %d rows, want %d (-want +got):\n%.2000s", pairs, got.way, len(got.ids), len(want), diff)
		}
	}
}

// openFullTies makes rows of a few ranks only, none of which a short decimal
// spells, and of a few times.
func openFullTies(t *testing.T) *gorm.DB {
	t.Helper()
	db := dbtest.Postgres(t, &fullPaper{})
	searchExec(t, db, `INSERT INTO full_papers (id, created_at, title, body)
		SELECT n, timestamptz '2024-01-01' + n % 3 * interval '1 microsecond', 'cat' || repeat(' cat', n % 4), repeat('dog ', n * 7 % 5) || 'x'
		FROM generate_series(1, 60) n`)
	return db
}

// TestFullTextRank compares walks in the order of ranks with a plain statement.
// Pages of one row put every row into a cursor: one whose rank were rounded
// would be seen twice, or never.
func TestFullTextRank(t *testing.T) {
	t.Parallel()
	db := openFullTies(t)
	for _, search := range []string{"cat dog", "dog or nowhere", "cats -dog", "nowhere"} {
		for order, by := range map[string]string{
			"-rank":            "ts_rank(search, q) DESC, id DESC",
			"rank":             "ts_rank(search, q), id",
			"-rank,created_at": "ts_rank(search, q) DESC, created_at, id",
			"rank,-created_at": "ts_rank(search, q), created_at DESC, id DESC",
			"created_at,-rank": "created_at, ts_rank(search, q) DESC, id DESC",
			"-created_at,rank": "created_at DESC, ts_rank(search, q), id",
			"-rank,id":         "ts_rank(search, q) DESC, id",
		} {
			want := searchRaw(t, db, fullRanked+by, search)
			for name, list := range fullPapers(db) {
				size := map[string]int{"column": 1, "computed": 17}[name]
				searchSame(t, want, list, size, "search", search, "order_by", order)
			}
		}
	}
}

func TestFullTextRankHasManyTies(t *testing.T) {
	t.Parallel()
	db := openFullTies(t)
	ranks := searchRaw(t, db, `SELECT count(*) FROM full_papers, websearch_to_tsquery('english', 'cat dog') q
		WHERE search @@ q GROUP BY ts_rank(search, q)`)
	if len(ranks) < 5 || slices.Max(ranks) < 4 {
		t.Errorf("ranks with %v rows", ranks) // TestFullTextRank would show little
	}
}

// fullServe serves the papers of openFullCases.
func fullServe(t *testing.T) string {
	t.Helper()
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/papers"), crud.Must(crud.New(openFullCases(t), crud.Config[fullPaper]{
		Search:      crud.Search{Mode: schemas.SearchFullText, Language: "english", Column: "search", RankKey: "rank"},
		OrderFields: []string{"created_at"},
	}))); err != nil {
		t.Fatal(err)
	}
	return mountServe(t, engine)
}

func TestFullTextRankWithoutSearch(t *testing.T) {
	t.Parallel()
	server := fullServe(t)
	for _, query := range []string{"order_by=rank", "order_by=created_at,-rank", "order_by=-rank&search=", "order_by=-rank&search=%20%22%22"} {
		for _, path := range []string{"/papers?", "/papers?pagination_type=cursor&"} {
			answer := mountGet(t, server+path+query)
			problem := answer.problem(t)
			if answer.Status != http.StatusUnprocessableEntity || len(problem.Errors) != 1 {
				t.Fatalf("%s: %d %s", query, answer.Status, answer.Body)
			}
			got := problem.Errors[0]
			if got.Parameter != "order_by" || got.Code != schemas.ConflictingParameter {
				t.Errorf("%s: %s", query, answer.Body)
			}
		}
	}
}

// TestFullTextRankIsNotAnswered: it is a key to order by, no column.
func TestFullTextRankIsNotAnswered(t *testing.T) {
	t.Parallel()
	answer := mountGet(t, fullServe(t)+"/papers?search=shoes&order_by=-rank")
	var page struct{ Items []map[string]any }
	if err := json.Unmarshal([]byte(answer.Body), &page); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{{
		"id": 1.0, "created_at": "1970-01-01T00:00:00Z", "title": "Running shoes", "body": "The runner was quickest",
	}}
	for _, item := range page.Items {
		if at, err := time.Parse(time.RFC3339, item["created_at"].(string)); err == nil {
			item["created_at"] = at.UTC().Format(time.RFC3339)
		}
	}
	if diff := gocmp.Diff(want, page.Items); diff != "" {
		t.Errorf("%d (-want +got):\n%s", answer.Status, diff)
	}
}
