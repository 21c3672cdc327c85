package crud_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// writeTables is all that the tables of articles hold.
type writeTables struct {
	Articles []writeArticle
	Authors  []writeAuthor
	Tags     []writeTag
}

// writeAll reads every row past the factory, deleted or not.
func writeAll(t *testing.T, db *gorm.DB) (all writeTables) {
	t.Helper()
	byID := func(db *gorm.DB) *gorm.DB { return db.Order("id") }
	for _, rows := range []any{&all.Authors, &all.Tags} {
		if err := byID(db).Find(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	if err := byID(db).Unscoped().Preload("Tags", byID).Find(&all.Articles).Error; err != nil {
		t.Fatal(err)
	}
	return all
}

// writeForeign are names that the body's schema has not: of columns, of the
// model's fields and of answers, and spellings of keys that it has.
func writeForeign(t *testing.T, db *gorm.DB) (names []string) {
	t.Helper()
	stmt := &gorm.Statement{DB: db}
	if err := stmt.Parse(&writeArticle{}); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{"": true}
	for _, key := range []string{"slug", "title", "views", "note", "mood", "author_id", "tag_ids"} {
		seen[key] = true
	}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, field := range stmt.Schema.Fields {
		add(field.DBName)
		add(field.Name)
		add(strings.ToUpper(field.DBName))
		add("write_articles." + field.DBName)
	}
	add("\u017flug") // encoding/json would fold it to slug
	return names
}

// TestWriteSetsNoForeignKey names what the schema has not in every way to write.
func TestWriteSetsNoForeignKey(t *testing.T) {
	t.Parallel()
	requests := map[string]string{
		"POST ":       `{"slug":"x","title":"X",%[1]q:%[2]s}`,
		"POST /bulk":  `[{"slug":"x","title":"X"},{"slug":"y","title":"Y",%[1]q:%[2]s}]`,
		"PUT /1":      `{"slug":"x","title":"X",%[1]q:%[2]s}`,
		"PUT /77":     `{"slug":"x","title":"X",%[1]q:%[2]s}`,
		"PATCH /1":    `{"title":"X",%[1]q:%[2]s}`,
		"PATCH /bulk": `[{"id":2,"title":"X"},{"id":1,%[1]q:%[2]s}]`,
	}
	patches := []string{
		`[{"op":"replace","path":"/title","value":"X"},{"op":"add","path":"/%[1]s","value":%[2]s}]`,
		`[{"op":"replace","path":"/title","value":"X"},{"op":"replace","path":"/%[1]s","value":%[2]s}]`,
		`[{"op":"copy","from":"/title","path":"/%[1]s"}]`,
		`[{"op":"move","from":"/note","path":"/%[1]s"}]`,
		`[{"op":"replace","path":"","value":{"slug":"x","title":"X","views":1,"%[1]s":%[2]s}}]`,
	}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		before := writeAll(t, db)
		refused := func(request, body string, headers ...string) {
			method, path, _ := strings.Cut(request, " ")
			got := writeAsk(t, method, url+path, body, headers...)
			if got.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s %s: %d %s", request, body, got.Status, got.Body)
			}
		}
		for _, name := range writeForeign(t, db) {
			for _, value := range []string{`7`, `"2001-02-03T04:05:06Z"`, `null`} {
				for request, body := range requests {
					if name == "id" && request == "PATCH /bulk" {
						continue // there it says which row
					}
					refused(request, fmt.Sprintf(body, name, value))
				}
			}
			for _, patch := range patches {
				body := fmt.Sprintf(patch, name, `7`)
				if !strings.Contains(patch, "%[2]s") {
					body = fmt.Sprintf(patch, name)
				}
				refused("PATCH /1", body, "Content-Type", "application/json-patch+json")
			}
		}
		if diff := cmp.Diff(before, writeAll(t, db)); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
	})
}

// TestWriteSetsItsOwnColumns sends every key of the schema, and finds no column
// changed but theirs and the server's.
func TestWriteSetsItsOwnColumns(t *testing.T) {
	t.Parallel()
	whole := `{"slug":"x","title":"X","views":5,"note":"n","mood":"glad","author_id":2,"tag_ids":[3]}`
	written := cmpopts.IgnoreFields(writeArticle{}, "Slug", "Title", "Views", "Note", "Mood", "AuthorID", "Tags", "UpdatedAt")
	for _, test := range []struct {
		request, body, kind string
		id                  int64
	}{
		{"PUT /1", whole, "application/json", 1},
		{"PATCH /1", whole, "application/merge-patch+json", 1},
		{"PATCH /1", `[{"op":"replace","path":"","value":` + whole + `}]`, "application/json-patch+json", 1},
		{"PATCH /bulk", `[{"id":1,` + whole[1:] + `]`, "application/json", 1},
		{"POST ", whole, "application/json", 4},
		{"POST /bulk", `[` + whole + `]`, "application/json", 4},
	} {
		t.Run(test.request+" "+test.kind, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open)
				before := writeAll(t, db).Articles
				method, path, _ := strings.Cut(test.request, " ")
				if got := writeAsk(t, method, writeServe(t, f)+path, test.body, "Content-Type", test.kind); got.Status/100 != 2 {
					t.Fatalf("%d %s", got.Status, got.Body)
				}
				after := writeAll(t, db).Articles
				if diff := cmp.Diff(before, after[:3], written); diff != "" {
					t.Errorf("(-before +after):\n%s", diff)
				}
				if diff := cmp.Diff(before[1:], after[1:3]); diff != "" {
					t.Errorf("other rows (-before +after):\n%s", diff)
				}
				got := after[test.id-1]
				want := writeArticle{Slug: "x", Title: "X", Views: 5, Note: new("n"), Mood: new("glad"), AuthorID: new(int64(2)), Tags: []writeTag{{3, "c"}}}
				if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(writeArticle{}, "ID", "Tenant", "Secret", "CreatedAt", "UpdatedAt")); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if test.id == 4 && (got.ID != 4 || got.Tenant != 1 || got.Secret != "" || got.CreatedAt.IsZero()) {
					t.Errorf("%+v", got)
				}
			})
		})
	}
}
