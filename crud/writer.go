package crud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// writer makes the handlers of a resource's writes.
type writer[M any] struct {
	factory        *CrudFactory[M]
	create, update *input
	answers        answerer
	by             []ScopeFunc
	param          string
	mustMatch      bool
	putCreates     bool
}

// answerer reads a row in the shape in which a mounted resource answers it.
type answerer interface {
	readOne(ctx context.Context, s store.Source, id any) (representation, error)
}

// representation is a row as it goes out.
type representation struct {
	body    json.RawMessage
	version string
}

func (a representation) etag() string { return etag(a.version, a.body) }

// readOne reads one row by its key, ErrNotFound where there is none.
func (v *view[R]) readOne(ctx context.Context, s store.Source, id any) (representation, error) {
	conditions, err := v.identify(id)
	if err != nil {
		return representation{}, err
	}
	plan := query.Plan{Resource: v.resource, Order: ordering.Total(v.resource), Limit: 1}
	plan.Filter.Conditions = conditions
	rows, beside, err := v.read.page(ctx, s, query.Rows{Plan: plan, Links: v.version})
	switch {
	case errors.Is(err, store.ErrValue): // a text that the key's column cannot be
		return representation{}, errors.Join(ErrNotFound, err)
	case err != nil:
		return representation{}, err
	case len(rows) == 0:
		return representation{}, ErrNotFound
	}
	body, err := json.Marshal(&rows[0])
	return representation{body, versionOf(beside.Last(0, len(v.version)))}, err
}

// written answers a row after it was written. One that the scopes do not show
// any more was moved out of them.
func (w *writer[M]) written(t *writing[M], row *M) (representation, error) {
	a, err := w.answers.readOne(t.ctx, t.source, t.key(row))
	if errors.Is(err, ErrNotFound) {
		return a, ErrOutsideScope
	}
	return a, err
}

// key are the values of a row's primary key, as identify takes them.
func (w *writing[M]) key(row *M) []any {
	return w.factory.model.KeyOf(w.ctx, reflect.ValueOf(row).Elem())
}

// handle makes a handler: scopes first, so that who is refused learns nothing.
func (w *writer[M]) handle(run func(c *gin.Context, scopes []Scope) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		_, err := negotiate(c, JSON)
		var scopes []Scope
		if err == nil {
			scopes, err = scopesOf(c, w.by)
		}
		if err == nil {
			err = run(c, scopes)
		}
		if err != nil {
			Abort(c, err)
		}
	}
}

// send answers a written row, or that it was written where the client wants no
// more (RFC 7240, section 4.2).
func send(c *gin.Context, status int, a representation) {
	c.Header("ETag", a.etag())
	sendBody(c, status, a.body)
}

func sendBody(c *gin.Context, status int, body []byte) {
	if !prefers(c, "return", "minimal") {
		c.Data(status, "application/json; charset=utf-8", body)
		return
	}
	c.Header("Preference-Applied", "return=minimal")
	if status == http.StatusOK {
		status = http.StatusNoContent
	}
	c.Status(status)
	c.Writer.WriteHeaderNow()
}

// post answers POST /articles.
func (w *writer[M]) post(c *gin.Context, scopes []Scope) error {
	body, _, err := w.factory.readBody(c, jsonBody)
	if err != nil {
		return err
	}
	value, errs, err := w.create.decode(body, "")
	if err := join(errs, err); err != nil {
		return err
	}
	var a representation
	var id []any
	err = w.factory.transact(c.Request.Context(), scopes, func(t *writing[M]) error {
		row := new(M)
		if err := w.insert(t, []reflect.Value{value}, []*M{row}, func(int) string { return "" }); err != nil {
			return err
		}
		id = t.key(row)
		a, err = w.written(t, row)
		return err
	})
	if err != nil {
		return w.create.explain(err)
	}
	c.Header("Location", strings.TrimSuffix(c.Request.URL.EscapedPath(), "/")+"/"+w.factory.path(id))
	send(c, http.StatusCreated, a)
	return nil
}

// insert makes rows of decoded bodies and inserts them; prefix is where each
// stands in the request.
func (w *writer[M]) insert(t *writing[M], values []reflect.Value, rows []*M, prefix func(i int) string) error {
	for i, value := range values {
		if err := w.create.apply(t.ctx, value, reflect.ValueOf(rows[i]).Elem()); err != nil {
			return err
		}
	}
	if err := t.create(rows, func(i int, column string) string { return w.create.pointer(prefix(i))(column) }); err != nil {
		return err
	}
	for i, value := range values {
		if err := w.create.replaceSets(t.ctx, t.source, w.factory.core, value, reflect.ValueOf(rows[i]).Elem(), prefix(i)); err != nil {
			return err
		}
	}
	return nil
}

// put answers PUT /articles/:id.
func (w *writer[M]) put(c *gin.Context, scopes []Scope) error {
	body, _, err := w.factory.readBody(c, jsonBody)
	if err != nil {
		return err
	}
	value, errs, err := w.update.decode(body, "")
	if err := join(errs, err); err != nil {
		return err
	}
	return w.change(c, scopes, func(context.Context, store.Source, reflect.Value) (reflect.Value, error) { return value, nil })
}

// patch answers PATCH /articles/:id.
func (w *writer[M]) patch(c *gin.Context, scopes []Scope) error {
	body, mediaType, err := w.factory.readBody(c, jsonBody, mergePatch, jsonPatch)
	if err != nil {
		return err
	}
	return w.change(c, scopes, func(ctx context.Context, s store.Source, row reflect.Value) (reflect.Value, error) {
		return w.update.patched(ctx, s, w.factory.model, row, body, mediaType, "")
	})
}

// change writes one row as its update schema is to be.
func (w *writer[M]) change(c *gin.Context, scopes []Scope,
	to func(ctx context.Context, s store.Source, row reflect.Value) (reflect.Value, error),
) error {
	id, err := w.factory.idOf(c, w.param)
	if err != nil {
		return err
	}
	matches, err := ifMatch(c, w.mustMatch)
	if err != nil {
		return err
	}
	var a representation
	status := http.StatusOK
	err = w.factory.transact(c.Request.Context(), scopes, func(t *writing[M]) error {
		prev, err := t.locked(id)
		if errors.Is(err, ErrNotFound) && w.putCreates && c.Request.Method == http.MethodPut && c.GetHeader("If-Match") == "" {
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
	})
	if err != nil {
		return w.update.explain(err)
	}
	send(c, status, a)
	return nil
}

// store writes a locked row as it is to be, and answers it.
func (w *writer[M]) store(t *writing[M], prev existing[M],
	to func(ctx context.Context, s store.Source, row reflect.Value) (reflect.Value, error),
) (representation, error) {
	value, err := to(t.ctx, t.source, reflect.ValueOf(&prev.row).Elem())
	if err != nil {
		return representation{}, err
	}
	next := t.clone(prev.row)
	place := reflect.ValueOf(&next).Elem()
	if err := w.update.apply(t.ctx, value, place); err != nil {
		return representation{}, err
	}
	touched, err := w.update.setsDiffer(t.ctx, t.source, w.factory.model, value, place)
	if err != nil {
		return representation{}, err
	}
	if err := t.update(&prev.row, &next, touched, w.update.pointer("")); err != nil {
		return representation{}, err
	}
	if err := w.update.replaceSets(t.ctx, t.source, w.factory.core, value, place, ""); err != nil {
		return representation{}, err
	}
	return w.written(t, &next)
}

// createAt inserts a row under the key of the path.
func (w *writer[M]) createAt(t *writing[M], id any,
	to func(ctx context.Context, s store.Source, row reflect.Value) (reflect.Value, error),
) (representation, error) {
	row := new(M)
	place := reflect.ValueOf(row).Elem()
	value, err := to(t.ctx, t.source, place)
	if err != nil {
		return representation{}, err
	}
	if err := w.update.apply(t.ctx, value, place); err != nil {
		return representation{}, err
	}
	if err := w.factory.model.SetKey(t.ctx, place, id); err != nil {
		return representation{}, errors.Join(ErrNotFound, err)
	}
	if err := t.create([]*M{row}, func(_ int, column string) string { return w.update.pointer("")(column) }); err != nil {
		return representation{}, err
	}
	if err := w.update.replaceSets(t.ctx, t.source, w.factory.core, value, place, ""); err != nil {
		return representation{}, err
	}
	return w.written(t, row)
}

// remove answers DELETE /articles/:id.
func (w *writer[M]) remove(c *gin.Context, scopes []Scope) error {
	id, err := w.factory.idOf(c, w.param)
	if err != nil {
		return err
	}
	matches, err := ifMatch(c, w.mustMatch)
	if err != nil {
		return err
	}
	err = w.factory.transact(c.Request.Context(), scopes, func(t *writing[M]) error {
		prev, err := t.locked(id)
		if err != nil {
			return err
		}
		if err := matches(prev.version); err != nil {
			return err
		}
		return t.delete([]*M{&prev.row})
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
