package crud_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// writeLog is what hooks were called with, and which of them fails.
type writeLog struct {
	mu    sync.Mutex
	calls []string
	fails string
	err   error
}

func (l *writeLog) call(hook string, rows ...*writeArticle) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	words := []string{hook}
	for _, row := range rows {
		if row == nil {
			words = append(words, "-")
			continue
		}
		words = append(words, row.Title)
	}
	text := strings.Join(words, " ")
	l.calls = append(l.calls, text)
	if hook == l.fails {
		return l.err
	}
	return nil
}

// take answers what was called since.
func (l *writeLog) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.calls
	l.calls = nil
	return calls
}

func (l *writeLog) one(hook string) func(context.Context, *gorm.DB, *writeArticle) error {
	return func(_ context.Context, tx *gorm.DB, row *writeArticle) error {
		if _, ok := tx.Statement.ConnPool.(gorm.TxCommitter); !ok {
			return errors.New(hook + " runs outside the transaction")
		}
		return l.call(hook, row)
	}
}

func (l *writeLog) both(hook string) func(ctx context.Context, tx *gorm.DB, prev, next *writeArticle) error {
	return func(_ context.Context, _ *gorm.DB, prev, next *writeArticle) error { return l.call(hook, prev, next) }
}

func (l *writeLog) config(c *crud.Config[writeArticle]) {
	c.Hooks = crud.Hooks[writeArticle]{
		BeforeCreate: l.one("BeforeCreate"), AfterCreate: l.one("AfterCreate"),
		BeforeUpdate: l.both("BeforeUpdate"), AfterUpdate: l.both("AfterUpdate"),
		BeforeDelete: l.one("BeforeDelete"), AfterDelete: l.one("AfterDelete"),
		AfterCommit: func(_ context.Context, c crud.Change[writeArticle]) {
			_ = l.call(fmt.Sprint("AfterCommit ", c.Op), c.Prev, c.Next)
		},
	}
}

// writeHooked are a write of each kind, with the hooks that it calls.
func writeHooked() map[string][]string {
	create, update, remove := fmt.Sprint("AfterCommit ", crud.OpCreate), fmt.Sprint("AfterCommit ", crud.OpUpdate), fmt.Sprint("AfterCommit ", crud.OpDelete)
	return map[string][]string{
		`POST /bulk [{"slug":"x","title":"X"},{"slug":"y","title":"Y"}]`: {
			"BeforeCreate X", "BeforeCreate Y", "AfterCreate X", "AfterCreate Y", create + " - X", create + " - Y",
		},
		`PUT /1 {"slug":"one","title":"Uno"}`:  {"BeforeUpdate One Uno", "AfterUpdate One Uno", update + " One Uno"},
		`PATCH /1 {"title":"Uno"}`:             {"BeforeUpdate One Uno", "AfterUpdate One Uno", update + " One Uno"},
		`PATCH /bulk [{"id":1,"title":"Uno"}]`: {"BeforeUpdate One Uno", "AfterUpdate One Uno", update + " One Uno"},
		`DELETE /1 `:                           {"BeforeDelete One", "AfterDelete One", remove + " One -"},
		`POST /bulk/delete {"ids":[2,1]}`: {
			"BeforeDelete Two", "BeforeDelete One", "AfterDelete Two", "AfterDelete One", remove + " Two -", remove + " One -",
		},
	}
}

// writeRequest sends a request such as PATCH /1 {…}.
func writeRequest(t *testing.T, url, request string) mountAnswer {
	t.Helper()
	var method, path string
	if _, err := fmt.Sscan(request, &method, &path); err != nil {
		t.Fatal(err)
	}
	return writeAsk(t, method, url+path, request[len(method)+len(path)+2:])
}

func TestWriteHooksOrder(t *testing.T) {
	t.Parallel()
	for request, want := range writeHooked() {
		t.Run(request, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				var l writeLog
				_, f := writeOpen(t, open, l.config)
				if got := writeRequest(t, writeServe(t, f), request); got.Status >= http.StatusBadRequest {
					t.Errorf("%d %s", got.Status, got.Body)
				}
				if diff := cmp.Diff(want, l.take()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestWriteHooksFail has each hook of each write fail in turn.
func TestWriteHooksFail(t *testing.T) {
	t.Parallel()
	hooks := []string{"BeforeCreate", "AfterCreate", "BeforeUpdate", "AfterUpdate", "BeforeDelete", "AfterDelete"}
	own := schemas.NewProblem(http.StatusTeapot, "teapot", "Teapot", "own words")
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		l := writeLog{err: fmt.Errorf("wrapped: %w", own)}
		db, f := writeOpen(t, open, l.config)
		url := writeServe(t, f)
		before := []writeArticle{writeRow(t, db, 1), writeRow(t, db, 2)}
		for request, calls := range writeHooked() {
			for _, hook := range hooks {
				if !slices.ContainsFunc(calls, func(call string) bool { return len(call) > len(hook) && call[:len(hook)] == hook }) {
					continue
				}
				l.fails = hook
				p := writeRequest(t, url, request).problem(t)
				if p.Status != http.StatusTeapot || p.Code != "teapot" || p.Detail != "own words" {
					t.Errorf("%s in %s: %+v", hook, request, p)
				}
				for _, call := range l.take() {
					if call[:len("AfterCo")] == "AfterCo" {
						t.Errorf("%s in %s: %s", hook, request, call)
					}
				}
				if diff := cmp.Diff(before, []writeArticle{writeRow(t, db, 1), writeRow(t, db, 2)}); diff != "" {
					t.Errorf("%s in %s (-want +got):\n%s", hook, request, diff)
				}
			}
		}
		if n := writeCount(t, db, &writeArticle{}); n != 3 {
			t.Errorf("%d rows", n)
		}
	})
}

// TestWriteCallersTransaction rolls back what was written in it; nobody is told
// of a commit.
func TestWriteCallersTransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		var l writeLog
		db, f := writeOpen(t, open, l.config)
		end := errors.New("the caller's mind has changed")
		err := db.Transaction(func(tx *gorm.DB) error {
			in := f.With(tx)
			_, updateErr := in.Update(ctx, 1, func(a *writeArticle) error { a.Title = "Uno"; return nil })
			createErr := in.Create(ctx, &writeArticle{Slug: "x", Title: "X"})
			return errors.Join(updateErr, createErr, in.Delete(ctx, 2), end)
		})
		if err == nil || err.Error() != end.Error() {
			t.Errorf("%v", err)
		}
		want := []string{
			"BeforeUpdate One Uno", "AfterUpdate One Uno", "BeforeCreate X", "AfterCreate X", "BeforeDelete Two", "AfterDelete Two",
		}
		if diff := cmp.Diff(want, l.take()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if writeRow(t, db, 1).Title != "One" || writeRow(t, db, 2).DeletedAt.Valid || writeCount(t, db, &writeArticle{}) != 3 {
			t.Error("something is left of it")
		}
	})
}
