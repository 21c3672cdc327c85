package crud_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// writers is how many upsert one key at once.
const writers = 20

// TestWriteUpsertAtOnce leaves one row, with its creation and each update counted.
func TestWriteUpsertAtOnce(t *testing.T) {
	t.Parallel()
	for name, scopes := range map[string][]crud.Scope{"without a scope": nil, "within a scope": {tenantOnly(1)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) { c.VersionColumn = "version" })
				var group sync.WaitGroup
				rows := make([]writeArticle, writers)
				for i := range rows {
					group.Go(func() {
						rows[i] = writeArticle{Slug: "new", Title: fmt.Sprint("T", i), Tenant: 1}
						written, err := f.Upsert(ctx, &rows[i], crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}}, scopes...)
						if err != nil || !written {
							t.Errorf("%v, %v", written, err)
						}
					})
				}
				group.Wait()
				var found []writeArticle
				if err := db.Where("slug = ?", "new").Find(&found).Error; err != nil || len(found) != 1 || found[0].Version != writers-1 {
					t.Fatalf("%v: %+v", err, found)
				}
				// Each was told of the version that it made, the last of what is there.
				seen := map[int]bool{}
				for _, row := range rows {
					seen[row.Version] = true
					if row.ID != found[0].ID || row.Version == writers-1 && row.Title != found[0].Title {
						t.Errorf("%+v, there is %+v", row, found[0])
					}
				}
				if len(seen) != writers {
					t.Errorf("%d versions", len(seen))
				}
			})
		})
	}
}

// TestWriteUpsertOnce has one of many insert a row that nobody replaces.
func TestWriteUpsertOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		var group sync.WaitGroup
		inserted := make([]bool, writers)
		for i := range inserted {
			group.Go(func() {
				written, err := f.Upsert(ctx, &writeArticle{Slug: "new", Title: fmt.Sprint("T", i)}, crud.Conflict{Columns: []string{"slug"}})
				if err != nil {
					t.Error(err)
				}
				inserted[i] = written
			})
		}
		group.Wait()
		var found writeArticle
		if err := db.Where("slug = ?", "new").First(&found).Error; err != nil {
			t.Fatal(err)
		}
		for i, written := range inserted {
			if written != (found.Title == fmt.Sprint("T", i)) {
				t.Errorf("%d: written is %v, there is %q", i, written, found.Title)
			}
		}
	})
}

// TestWriteUpsertWritesJustItsColumns leaves the others of the row that is there.
func TestWriteUpsertWritesJustItsColumns(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) { c.VersionColumn = "version" })
		want := writeRow(t, db, 1)
		row := writeArticle{Slug: "one", Title: "Uno", Views: 9, Note: new("second"), Secret: "mine", Tenant: 2, Tags: []writeTag{{ID: 3}}}
		on := crud.Conflict{Columns: []string{"slug"}, Update: []string{"title", "views"}}
		if written, err := f.Upsert(ctx, &row, on); err != nil || !written {
			t.Fatalf("%v, %v", written, err)
		}
		want.Title, want.Views, want.Version = "Uno", 9, 1
		got := writeRow(t, db, 1)
		want.UpdatedAt = got.UpdatedAt
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if row.ID != 1 || row.Secret != "s1" || row.Version != 1 {
			t.Errorf("the row was not read back: %+v", row)
		}
	})
}

// TestWriteUpsertConditions updates where each condition holds of the row that is
// there, and counts no version where not.
func TestWriteUpsertConditions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) { c.VersionColumn = "version" })
		column := func(name string) clause.Column { return clause.Column{Table: "write_articles", Name: name} }
		older := clause.Expr{SQL: "? < excluded.views", Vars: []any{column("views")}}
		for _, test := range []struct {
			name    string
			where   []clause.Expression
			views   int
			written bool
		}{
			{"the new row is newer", []clause.Expression{older}, 5, true},
			{"the new row is older", []clause.Expression{older}, 4, false},
			{"both conditions", []clause.Expression{older, clause.Eq{Column: column("tenant"), Value: 1}}, 6, true},
			{"one of two conditions", []clause.Expression{older, clause.Eq{Column: column("tenant"), Value: 2}}, 7, false},
			{"another value than NULL", []clause.Expression{clause.Neq{Column: column("note"), Value: "first"}}, 8, false},
		} {
			before := writeRow(t, db, 1)
			row := writeArticle{Slug: "one", Title: test.name, Views: test.views}
			written, err := f.Upsert(ctx, &row, crud.Conflict{Columns: []string{"slug"}, Update: []string{"title", "views"}, Where: test.where})
			after := writeRow(t, db, 1)
			if err != nil || written != test.written || (after.Title == test.name) != written || (after.Version != before.Version) != written {
				t.Errorf("%s: %v, %v: %+v", test.name, written, err, after)
			}
		}
	})
}

// TestWriteUpsertMistakes refuses names, references and rows, and writes nothing.
func TestWriteUpsertMistakes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		before := writeAll(t, db)
		bySlug := crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}}
		for _, test := range []struct {
			name string
			row  writeArticle
			on   crud.Conflict
			is   func(error) bool
		}{
			{"a column that is not there", writeArticle{Slug: "x"}, crud.Conflict{Columns: []string{"slgu"}}, func(err error) bool { return err != nil }},
			{"columns without a constraint", writeArticle{Slug: "x"}, crud.Conflict{Columns: []string{"title"}}, func(err error) bool { return err != nil }},
			{"an author who is not there", writeArticle{Slug: "x", AuthorID: new(int64(99))}, bySlug, func(err error) bool {
				mistakes, ok := errors.AsType[schemas.InputErrors](err)
				return ok && mistakes[0].Pointer == "/author_id" && mistakes[0].Code == schemas.UnknownReference
			}},
			{"another constraint", writeArticle{ID: 1, Slug: "x"}, bySlug, func(err error) bool {
				broken, ok := errors.AsType[*crud.ConstraintError](err)
				return ok && cmp.Diff([]string{"id"}, broken.Columns) == ""
			}},
			{"a check", writeArticle{Slug: "x", Views: -1}, bySlug, func(err error) bool {
				broken, ok := errors.AsType[*crud.ConstraintError](err)
				return ok && broken.Constraint == "write_views"
			}},
		} {
			if written, err := f.Upsert(ctx, &test.row, test.on); written || !test.is(err) {
				t.Errorf("%s: %v, %v", test.name, written, err)
			}
		}
		if diff := cmp.Diff(before, writeAll(t, db)); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
	})
}

// TestWriteUpsertInACallersTransaction rolls back with it.
func TestWriteUpsertInACallersTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		var s writeSigning
		db, f := writeOpen(t, open, s.config)
		before := writeAll(t, db)
		end := errors.New("the caller's mind has changed")
		bySlug := crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}}
		err := db.Transaction(func(tx *gorm.DB) error {
			for _, slug := range []string{"one", "new"} {
				if _, err := f.With(tx).Upsert(ctx, &writeArticle{Slug: slug, Title: "X"}, bySlug); err != nil {
					return err
				}
			}
			return end
		})
		if diff := cmp.Diff(before, writeAll(t, db)); !errors.Is(err, end) || diff != "" || s.committed != 0 {
			t.Errorf("%v, %d (-before +after):\n%s", err, s.committed, diff)
		}
		if _, err := f.Upsert(ctx, &writeArticle{Slug: "one", Title: "X"}, bySlug); err != nil || s.committed != 1 {
			t.Errorf("%v: AfterCommit was told of %d rows", err, s.committed)
		}
	})
}
