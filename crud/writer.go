package crud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// writer makes the handlers of a resource's writes.
type writer struct {
	core

	hooks          hooks
	create, update *input
	answers        answerer
	by             []ScopeFunc
	param          string
	mustMatch      bool
	putCreates     bool
}

// key are the values of a row's primary key, as identify takes them: within a shard
// without its key.
func (w *writing) key(row reflect.Value) []any {
	key := make([]any, len(w.resource.PrimaryKey))
	for i, field := range w.resource.PrimaryKey {
		key[i] = w.model.Value(w.ctx, row, field.Column)
	}
	return key
}

// handle makes a handler: shard and scopes first, so that who is refused learns nothing.
func (w *writer) handle(operation string, run func(w *writer, c *gin.Context, scopes []Scope) error) gin.HandlerFunc {
	return w.serve(operation, w.limits.RequestTime, func(c *gin.Context) error {
		if _, err := negotiate(c, JSON); err != nil {
			return err
		}
		w, err := w.ofRequest(c)
		if err != nil {
			return err
		}
		scopes, err := scopesOf(c, w.by)
		if err != nil {
			return err
		}
		return run(w, c, scopes)
	})
}

// ofRequest is the writer within the request's shard, if the mount has shards.
func (w *writer) ofRequest(c *gin.Context) (*writer, error) {
	if w.shardBy == nil {
		return w, nil
	}
	within, err := w.requestShard(c)
	if err != nil {
		return nil, err
	}
	other := *w
	other.core, other.answers = within, w.answers.within(within)
	return &other, nil
}

// post answers POST /articles.
func (w *writer) post(c *gin.Context, scopes []Scope) error {
	body, _, err := w.readBody(c, jsonBody)
	if err != nil {
		return err
	}
	value, errs, err := w.create.decode(body, "")
	if err := join(errs, err); err != nil {
		return err
	}
	var a representation
	var id []any
	err = w.commit(c, scopes, func(t *writing) error {
		row := w.newRow()
		if err := w.insert(t, []reflect.Value{value}, []reflect.Value{row}, func(int) string { return "" }); err != nil {
			return err
		}
		id = t.key(row)
		a, err = w.written(t, row)
		return err
	})
	if err != nil {
		return w.create.explain(err, 0)
	}
	c.Header("Location", strings.TrimSuffix(c.Request.URL.EscapedPath(), "/")+"/"+w.path(id))
	send(c, http.StatusCreated, a)
	return nil
}

// insert makes rows of decoded bodies and inserts them; prefix is where each
// stands in the request.
func (w *writer) insert(t *writing, values []reflect.Value, rows []reflect.Value, prefix func(i int) string) error {
	in := w.create
	edits, sets := make([]edit, len(rows)), make([]setEdit, len(rows))
	for i, value := range values {
		if err := in.apply(t.ctx, value, rows[i]); err != nil {
			return err
		}
		edits[i] = edit{next: rows[i], pointer: in.pointer(prefix(i))}
		var err error
		if sets[i], err = in.setEdit(value, nil, rows[i], prefix(i)); err != nil {
			return err
		}
	}
	return t.create(edits, func() error { return in.editSets(t.ctx, t.source, w.core, sets) })
}

// aim makes of a row, and the keys of its sets, the value of the update schema
// that it is to be.
type aim func(ctx context.Context, sets map[string][]any, row reflect.Value) (reflect.Value, error)

// amend writes locked rows as they are to be; prefix is where each stands in the
// request.
func (w *writer) amend(t *writing, prevs []reflect.Value, aims []aim, prefix func(i int) string) ([]reflect.Value, error) {
	rows := make([]reflect.Value, len(prevs))
	keys, err := w.update.keysOf(t.ctx, t.source, w.model, prevs)
	if err != nil {
		return nil, err
	}
	edits, sets := make([]edit, len(prevs)), make([]setEdit, len(prevs))
	var errs schemas.InputErrors
	for i, prev := range prevs {
		value, err := aims[i](t.ctx, keys[i], prev)
		if mistakes, ok := errors.AsType[schemas.InputErrors](err); ok {
			errs = append(errs, mistakes...)
			continue
		}
		if err != nil {
			return nil, err
		}
		next := t.clone(prev)
		if err := w.update.apply(t.ctx, value, next); err != nil {
			return nil, err
		}
		if sets[i], err = w.update.setEdit(value, keys[i], next, prefix(i)); err != nil {
			return nil, err
		}
		rows[i], edits[i] = next, edit{prev, next, sets[i].touched(), w.update.pointer(prefix(i))}
	}
	if errs != nil {
		return nil, errs
	}
	return rows, t.update(edits, func() error { return w.update.editSets(t.ctx, t.source, w.core, sets) })
}

// put answers PUT /articles/:id.
func (w *writer) put(c *gin.Context, scopes []Scope) error {
	body, _, err := w.readBody(c, jsonBody)
	if err != nil {
		return err
	}
	value, errs, err := w.update.decode(body, "")
	if err := join(errs, err); err != nil {
		return err
	}
	return w.change(c, scopes, func(context.Context, map[string][]any, reflect.Value) (reflect.Value, error) { return value, nil })
}

// patch answers PATCH /articles/:id.
func (w *writer) patch(c *gin.Context, scopes []Scope) error {
	body, mediaType, err := w.readBody(c, jsonBody, mergePatch, jsonPatch)
	if err != nil {
		return err
	}
	return w.change(c, scopes, func(ctx context.Context, sets map[string][]any, row reflect.Value) (reflect.Value, error) {
		return w.update.patched(ctx, sets, row, body, mediaType, "")
	})
}

// change writes one row as its update schema is to be.
func (w *writer) change(c *gin.Context, scopes []Scope, to aim) error {
	id, err := w.idOf(c, w.param)
	if err != nil {
		return err
	}
	matches, err := ifMatch(c, w.mustMatch)
	if err != nil {
		return err
	}
	var a representation
	var status int
	creates := w.putCreates && c.Request.Method == http.MethodPut && c.GetHeader("If-Match") == ""
	write := func(t *writing) error {
		status = http.StatusOK
		prev, err := t.locked(id)
		if errors.Is(err, ErrNotFound) && creates {
			status = http.StatusCreated
			a, err = w.createAt(t, id, to)
			return err
		}
		if err != nil {
			return err
		}
		if err := matches(prev.version); err != nil {
			return err
		}
		a, err = w.store(t, prev, to)
		return err
	}
	err = w.commit(c, scopes, write)
	if status == http.StatusCreated && w.taken(err) { // by another request, or by a row that is not shown
		err = w.commit(c, scopes, write)
		if status == http.StatusCreated && w.taken(err) {
			err = ErrNotFound
		}
	}
	if err != nil {
		return w.update.explain(err, 0)
	}
	send(c, status, a)
	return nil
}

// taken reports a write that failed because there is a row with its key.
func (w *writer) taken(err error) bool {
	broken, ok := errors.AsType[*ConstraintError](err)
	if !ok || broken.Kind != store.UniqueViolation {
		return false
	}
	columns := withoutShard(broken.Columns, query.ColumnOf(w.resource.Shard))
	return len(columns) == len(w.resource.PrimaryKey) &&
		!slices.ContainsFunc(w.resource.PrimaryKey, func(f *schemas.Field) bool { return !slices.Contains(columns, f.Column) })
}

// store writes a locked row as it is to be, and answers it.
func (w *writer) store(t *writing, prev existing, to aim) (representation, error) {
	rows, err := w.amend(t, []reflect.Value{prev.row}, []aim{to}, func(int) string { return "" })
	if err != nil {
		return representation{}, err
	}
	return w.written(t, rows[0])
}

// createAt inserts a row under the key of the path.
func (w *writer) createAt(t *writing, id any, to aim) (representation, error) {
	row := w.newRow()
	value, err := to(t.ctx, nil, row)
	if err != nil {
		return representation{}, err
	}
	if err := w.update.apply(t.ctx, value, row); err != nil {
		return representation{}, err
	}
	if err := w.model.SetKey(t.ctx, row, w.resource.PrimaryKey, id); err != nil {
		return representation{}, errors.Join(ErrNotFound, err)
	}
	sets, err := w.update.setEdit(value, nil, row, "")
	if err != nil {
		return representation{}, err
	}
	err = t.create([]edit{{next: row, pointer: w.update.pointer("")}}, func() error {
		return w.update.editSets(t.ctx, t.source, w.core, []setEdit{sets})
	})
	if err != nil {
		return representation{}, err
	}
	return w.written(t, row)
}

// remove answers DELETE /articles/:id.
func (w *writer) remove(c *gin.Context, scopes []Scope) error {
	id, err := w.idOf(c, w.param)
	if err != nil {
		return err
	}
	matches, err := ifMatch(c, w.mustMatch)
	if err != nil {
		return err
	}
	err = w.commit(c, scopes, func(t *writing) error {
		prev, err := t.locked(id)
		if err != nil {
			return err
		}
		if err := matches(prev.version); err != nil {
			return err
		}
		return t.delete([]reflect.Value{prev.row})
	})
	if err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}

// path writes a primary key as a part of a path.
func (c core) path(id []any) string {
	parts := make([]string, len(id))
	for i, field := range c.resource.PrimaryKey {
		v, err := field.FromGo(id[i])
		if err != nil {
			v = id[i]
		}
		parts[i] = url.PathEscape(fmt.Sprint(field.ForJSON(v)))
		parts[i] = strings.ReplaceAll(parts[i], ",", "%2C")
	}
	return strings.Join(parts, ",")
}

// join is both kinds of mistakes as one error.
func join(errs schemas.InputErrors, err error) error {
	switch {
	case err != nil:
		return err
	case len(errs) > 0:
		return errs
	}
	return nil
}
