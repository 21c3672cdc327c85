package crud_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// writeSigning has every hook write a row of its own, and one of them fail then.
type writeSigning struct {
	fails string
	err   error
	// committed counts what AfterCommit is told of.
	committed int
}

func (s *writeSigning) sign(tx *gorm.DB, hook string) error {
	if err := tx.Create(&writeAuthor{Name: hook}).Error; err != nil {
		return err
	}
	if hook == s.fails {
		return s.err
	}
	return nil
}

func (s *writeSigning) config(c *crud.Config[writeArticle]) {
	one := func(hook string) func(context.Context, *gorm.DB, *writeArticle) error {
		return func(_ context.Context, tx *gorm.DB, _ *writeArticle) error { return s.sign(tx, hook) }
	}
	both := func(hook string) func(ctx context.Context, tx *gorm.DB, prev, next *writeArticle) error {
		return func(_ context.Context, tx *gorm.DB, _, _ *writeArticle) error { return s.sign(tx, hook) }
	}
	c.Hooks = crud.Hooks[writeArticle]{
		BeforeCreate: one("BeforeCreate"), AfterCreate: one("AfterCreate"),
		BeforeUpdate: both("BeforeUpdate"), AfterUpdate: both("AfterUpdate"),
		BeforeDelete: one("BeforeDelete"), AfterDelete: one("AfterDelete"),
		AfterCommit: func(context.Context, crud.Change[writeArticle]) { s.committed++ },
	}
}

// writeEach is one request of each kind, and how a hook of it is called.
func writeEach() map[string]string {
	return map[string]string{
		`POST - {"slug":"x","title":"X","tag_ids":[1,3]}`:                              "Create",
		`POST /bulk [{"slug":"x","title":"X","tag_ids":[3]},{"slug":"y","title":"Y"}]`: "Create",
		`PUT /1 {"slug":"uno","title":"Uno","tag_ids":[3]}`:                            "Update",
		`PATCH /1 {"title":"Uno","tag_ids":[]}`:                                        "Update",
		`PATCH /bulk [{"id":2,"title":"Zwei","tag_ids":[1]},{"id":1,"title":"Uno"}]`:   "Update",
		`DELETE /1`:                       "Delete",
		`POST /bulk/delete {"ids":[1,2]}`: "Delete",
		`POST /3/restore`:                 "Update",
	}
}

// writeSend sends such a request; the path "-" is the list's own.
func writeSend(t *testing.T, url, request string) mountAnswer {
	t.Helper()
	method, rest, _ := strings.Cut(request, " ")
	path, body, _ := strings.Cut(rest, " ")
	return writeAsk(t, method, url+strings.TrimPrefix(path, "-"), body)
}

// TestWriteHooksTakeTheirWritesBack has each hook write a row and fail.
func TestWriteHooksTakeTheirWritesBack(t *testing.T) {
	t.Parallel()
	own := schemas.NewProblem(http.StatusTeapot, "teapot", "Teapot", "own words")
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		s := writeSigning{err: fmt.Errorf("wrapped: %w", own)}
		db, f := writeOpen(t, open, s.config)
		if err := db.Delete(&writeArticle{}, 3).Error; err != nil {
			t.Fatal(err)
		}
		url := writeServe(t, f)
		before := writeAll(t, db)
		for request, kind := range writeEach() {
			for _, when := range []string{"Before", "After"} {
				s.fails = when + kind
				if got := writeSend(t, url, request).refused(t); got[0] != "418 teapot" {
					t.Errorf("%s in %s: %v", s.fails, request, got)
				}
				if diff := cmp.Diff(before, writeAll(t, db)); diff != "" {
					t.Errorf("%s in %s (-before +after):\n%s", s.fails, request, diff)
				}
			}
		}
		if s.committed != 0 {
			t.Errorf("AfterCommit was told of %d rows", s.committed)
		}
	})
}

// TestWriteRequestsInACallersTransaction serves requests inside a transaction
// that rolls back: rows, sets and what hooks wrote go with it.
func TestWriteRequestsInACallersTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		var s writeSigning
		db, f := writeOpen(t, open, s.config)
		before := writeAll(t, db)
		end := errors.New("the caller's mind has changed")
		err := db.Transaction(func(tx *gorm.DB) error {
			url := writeServe(t, f.With(tx))
			for _, request := range []string{
				`POST - {"slug":"x","title":"X","tag_ids":[1,3]}`,
				`PUT /1 {"slug":"uno","title":"Uno","tag_ids":[3]}`,
				`PATCH /2 {"title":"Zwei","tag_ids":[1]}`,
				`POST /bulk [{"slug":"y","title":"Y","tag_ids":[2]}]`,
				`PATCH /bulk [{"id":1,"title":"Eins"}]`,
				`DELETE /3`,
				`POST /bulk/delete {"ids":[1]}`,
				`POST /3/restore`,
			} {
				if got := writeSend(t, url, request); got.Status/100 != 2 {
					t.Errorf("%s: %d %s", request, got.Status, got.Body)
				}
			}
			if inside := writeAll(t, tx); len(inside.Articles) != 5 || len(inside.Authors) == 2 {
				t.Errorf("within: %+v", inside)
			}
			return end
		})
		if !errors.Is(err, end) || s.committed != 0 {
			t.Errorf("%v; AfterCommit was told of %d rows", err, s.committed)
		}
		if diff := cmp.Diff(before, writeAll(t, db)); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
	})
}

// TestWriteFailsBehindASavepoint leaves a caller's transaction usable behind a
// write that failed, and takes back just that.
func TestWriteFailsBehindASavepoint(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		s := writeSigning{fails: "AfterUpdate", err: errors.New("no update")}
		db, f := writeOpen(t, open, s.config)
		err := db.Transaction(func(tx *gorm.DB) error {
			in := f.With(tx)
			if err := in.Create(ctx, &writeArticle{Slug: "x", Title: "X"}); err != nil {
				return err
			}
			var broken *crud.ConstraintError
			if err := in.Create(ctx, &writeArticle{Slug: "one", Title: "Taken"}); !errors.As(err, &broken) {
				t.Errorf("a slug that is taken: %v", err)
			}
			if _, err := in.Update(ctx, 1, retitle("Uno")); !errors.Is(err, s.err) {
				t.Errorf("a hook that fails: %v", err)
			}
			// A transaction within the transaction, which fails as a whole.
			if err := tx.Transaction(func(inner *gorm.DB) error {
				if err := f.With(inner).Delete(ctx, 2); err != nil {
					return err
				}
				return s.err
			}); !errors.Is(err, s.err) {
				t.Errorf("a savepoint: %v", err)
			}
			return in.Create(ctx, &writeArticle{Slug: "y", Title: "Y"})
		})
		if err != nil {
			t.Fatal(err)
		}
		var slugs, hooks []string
		all := writeAll(t, db)
		for _, row := range all.Articles {
			slugs = append(slugs, fmt.Sprint(row.Slug, " ", row.Title, " ", row.DeletedAt.Valid))
		}
		for _, author := range all.Authors[2:] {
			hooks = append(hooks, author.Name)
		}
		if diff := cmp.Diff([]string{"one One false", "two Two false", "three Three false", "x X false", "y Y false"}, slugs); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"BeforeCreate", "AfterCreate", "BeforeCreate", "AfterCreate"}, hooks); diff != "" {
			t.Errorf("hooks (-want +got):\n%s", diff)
		}
		if s.committed != 0 {
			t.Errorf("AfterCommit was told of %d rows", s.committed)
		}
	})
}

// TestWriteScopesHoldInGo has a factory's scopes, with joins too, hold for every
// method.
func TestWriteScopesHoldInGo(t *testing.T) {
	t.Parallel()
	for name, scope := range tenantScopes() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open)
				mine := f.Scoped(scope)
				before := writeAll(t, db)
				_, update := mine.Update(ctx, 3, retitle("X"))
				_, restore := mine.Restore(ctx, 3)
				for what, err := range map[string]error{"update": update, "delete": mine.Delete(ctx, 3), "restore": restore} {
					if !errors.Is(err, crud.ErrNotFound) {
						t.Errorf("%s: %v", what, err)
					}
				}
				_, move := mine.Update(ctx, 1, func(a *writeArticle) error { a.Tenant = 2; return nil })
				bySlug := crud.Conflict{Columns: []string{"slug"}, Update: []string{"title"}}
				_, insert := mine.Upsert(ctx, &writeArticle{Slug: "x", Title: "X", Tenant: 2}, bySlug)
				_, replace := mine.Upsert(ctx, &writeArticle{Slug: "three", Title: "X", Tenant: 1}, bySlug)
				_, leave := mine.Upsert(ctx, &writeArticle{Slug: "one", Title: "X", Tenant: 2}, crud.Conflict{Columns: []string{"slug"}, Update: []string{"tenant"}})
				for what, err := range map[string]error{
					"move": move, "create": mine.Create(ctx, &writeArticle{Slug: "x", Title: "X", Tenant: 2}),
					"insert": insert, "replace": replace, "leave": leave,
				} {
					if !errors.Is(err, crud.ErrOutsideScope) {
						t.Errorf("%s: %v", what, err)
					}
				}
				if diff := cmp.Diff(before, writeAll(t, db)); diff != "" {
					t.Errorf("(-before +after):\n%s", diff)
				}
				_, update = mine.Update(ctx, 1, retitle("Uno"))
				_, replace = mine.Upsert(ctx, &writeArticle{Slug: "two", Title: "Due", Tenant: 1}, bySlug)
				err := errors.Join(update, replace, mine.Create(ctx, &writeArticle{Slug: "y", Title: "Y", Tenant: 1}), mine.Delete(ctx, 1))
				if err != nil || writeRow(t, db, 2).Title != "Due" {
					t.Errorf("within the scope: %v", err)
				}
			})
		})
	}
}
