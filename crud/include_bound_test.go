package crud_test

import (
	"net/http"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// TestIncludeOfShownRows reads nothing for the row that only tells of more, in
// either direction, and still tells of it.
func TestIncludeOfShownRows(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(inclOpen(t, open))
		inclFill(t, db, inclSmall())
		handler := inclServe(t, inclFactory(db, 5, ""))
		owners := func(target, want string) (cursor string) {
			statements.Reset()
			answer := inclGet(handler, target)
			sql := statements.SQL()
			keys := map[string]string{"postgres": "'{" + want + "}'", "sqlite": "IN (" + want + ")"}[db.Name()]
			if len(sql) != 2 || !strings.Contains(sql[1], keys) {
				t.Errorf("%s asks %q, want the owners %s", target, sql, want)
			}
			if items := fieldsItems(t, answer); len(items) != 2 || !strings.Contains(items[1], `"comments":[`) {
				t.Errorf("%s answers %q", target, items)
			}
			return answer.Header.Get("X-Next-Cursor")
		}
		const choice = "include=comments&items_per_page=2&count=none"
		owners("/rows/offset?"+choice, "1,2")
		next := owners("/rows/cursor?"+choice, "1,2")
		owners("/rows/cursor?"+choice+"&cursor="+next, "3,4")
	})
}

// boundFactory may answer some related rows for each request.
func boundFactory(db *gorm.DB, rows int) *crud.CrudFactory[inclPost] {
	return crud.Must(crud.New(db, crud.Config[inclPost]{
		FilterFields: []string{"id"}, Limits: crud.Limits{IncludedRows: rows},
		Includes: []crud.Include{
			{Relation: "author"}, {Relation: "comments", Limit: 2}, {Relation: "comments.author"}, {Relation: "tags"},
		},
	}))
}

// TestIncludeIsBounded counts the related rows of a request, of all relations
// and levels: those that are answered, not those that only tell of more.
func TestIncludeIsBounded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclOpen(t, open)
		inclFill(t, db, inclSmall())
		for query, rows := range map[string]int{
			"?include=author":                             1, // of two rows
			"?include=comments":                           5, // one has three, of which two are shown
			"?include=comments__author":                   6,
			"?include=author,comments__author,tags":       8,
			"?include=comments&items_per_page=1":          2,
			"?include=comments&filter_by[id][in]=2,3":     3,
			"?include=comments&page=4&items_per_page=1":   0,
			"/1?include=comments,author,comments__author": 4,
		} {
			for _, spare := range []int{-1, 0, 1} {
				most := rows + spare
				if most <= 0 {
					continue // zero is the default
				}
				handler := inclServe(t, boundFactory(db, most))
				answer := inclGet(handler, "/rows"+query)
				switch refused := answer.Status == http.StatusUnprocessableEntity; {
				case refused != (spare < 0):
					t.Errorf("%s of at most %d rows: %d %s", query, most, answer.Status, answer.Body)
				case refused:
					problem := answer.problem(t)
					if len(problem.Errors) != 1 || problem.Errors[0].Parameter != "include" || problem.Errors[0].Code != schemas.TooMany {
						t.Errorf("%s: %s", query, answer.Body)
					}
				}
			}
		}
		if diff := gocmp.Diff(http.StatusOK, inclGet(inclServe(t, boundFactory(db, 0)), "/rows?include=comments__author,tags").Status); diff != "" {
			t.Errorf("by default (-want +got):\n%s", diff)
		}
	})
}

// TestIncludeReadsNoMoreThanItMay has many rows of one owner and few of another:
// the database gives just what tells that they are too many.
func TestIncludeReadsNoMoreThanItMay(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, statements := dbtest.Recorder(inclOpen(t, open))
		inclFill(t, db, inclSmall())
		handler := inclServe(t, boundFactory(db, 3))
		statements.Reset()
		if got := inclGet(handler, "/rows?include=comments&count=none").Status; got != http.StatusUnprocessableEntity {
			t.Errorf("status %d", got)
		}
		if sql := statements.SQL(); len(sql) != 2 || !strings.HasSuffix(sql[1], " LIMIT 8") { // 3, one for each of 4 owners, and one
			t.Errorf("asks %q", sql)
		}
	})
}

// padOwner has a key that PostgreSQL fills up with blanks, padKid one that it
// does not.
type padOwner struct {
	ID   int64    `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Code string   `gorm:"type:char(5);not null;unique" json:"-"`
	Kids []padKid `gorm:"foreignKey:OwnerCode;references:Code" json:"-"`
	Tags []padTag `gorm:"many2many:pad_owner_tags;foreignKey:Code;joinForeignKey:OwnerCode;references:Name;joinReferences:TagName" json:"-"`
}

type padKid struct {
	ID        int64     `gorm:"primaryKey;autoIncrement:false" json:"id"`
	OwnerCode string    `gorm:"type:varchar(5)" json:"-"`
	Owner     *padOwner `gorm:"foreignKey:OwnerCode;references:Code" json:"-"`
}

type padTag struct {
	Name string `gorm:"primaryKey;type:varchar(5)" json:"name"`
}

// TestIncludeByPaddedKeys takes char(n) and varchar(n) for the same, both ways
// and through a join table.
func TestIncludeByPaddedKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &padTag{}, &padOwner{}, &padKid{})
		owners := []padOwner{
			{ID: 1, Code: "ab", Tags: []padTag{{"x"}, {"y"}}, Kids: []padKid{{ID: 1}, {ID: 2}}},
			{ID: 2, Code: "abcde", Tags: []padTag{{"x"}}},
			{ID: 3, Code: "", Kids: []padKid{{ID: 3}}},
		}
		for i := range owners {
			for j := range owners[i].Kids {
				owners[i].Kids[j].OwnerCode = owners[i].Code
			}
		}
		if err := db.Create(&owners).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Exec("UPDATE pad_kids SET owner_code = rtrim(owner_code)").Error; err != nil { // as another program writes it
			t.Fatal(err)
		}
		there := inclServe(t, crud.Must(crud.New(db, crud.Config[padOwner]{Includes: []crud.Include{{Relation: "kids"}, {Relation: "tags"}}})))
		want := []string{
			`{"id":1,"kids":[{"id":1},{"id":2}],"tags":[{"name":"x"},{"name":"y"}]}`,
			`{"id":2,"kids":[],"tags":[{"name":"x"}]}`,
			`{"id":3,"kids":[{"id":3}],"tags":[]}`,
		}
		if diff := gocmp.Diff(want, fieldsItems(t, inclGet(there, "/rows?include=kids,tags"))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		back := inclServe(t, crud.Must(crud.New(db, crud.Config[padKid]{Includes: []crud.Include{{Relation: "owner"}}})))
		want = []string{`{"id":1,"owner":{"id":1}}`, `{"id":2,"owner":{"id":1}}`, `{"id":3,"owner":{"id":3}}`}
		if diff := gocmp.Diff(want, fieldsItems(t, inclGet(back, "/rows?include=owner"))); diff != "" {
			t.Errorf("back (-want +got):\n%s", diff)
		}
	})
}
