package crud

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/internal/wire"
	"github.com/crudfactory/crudfactory/ordering"
)

// answerer reads a row in the shape in which a mounted resource answers it.
type answerer interface {
	readOne(ctx context.Context, s store.Source, id any) (representation, error)
	// readAll reads rows by their keys, in that order; nil is one that is not
	// shown.
	readAll(ctx context.Context, s store.Source, keys [][]any) ([]json.RawMessage, error)
	// ofRow answers a row that was just written, without reading it again; ok is
	// false where that takes more than the row.
	ofRow(ctx context.Context, row reflect.Value) (a representation, ok bool, err error)
	// ofRows is ofRow for rows whose versions nobody asks for.
	ofRows(ctx context.Context, rows []reflect.Value) (bodies []json.RawMessage, ok bool, err error)
	// within answers the rows of one shard.
	within(shard core) answerer
}

// representation is a row as it goes out.
type representation struct {
	body    json.RawMessage
	version string
}

func (a representation) etag() string { return etag(a.version, a.body) }

// readOne reads one row by its key, ErrNotFound where there is none. What belongs
// to it is read before: a change in between makes the version an old one, with
// which nothing can be overwritten.
func (v *lists) readOne(ctx context.Context, s store.Source, id any) (representation, error) {
	return v.readBy(ctx, s, id, v.chosen(selection{}, nil))
}

func (c core) readBy(ctx context.Context, s store.Source, id any, read pageReader) (representation, error) {
	conditions, err := c.identify(id)
	if err != nil {
		return representation{}, err
	}
	plan := c.rows()
	plan.Order, plan.Limit, plan.Filter.Conditions = ordering.Total(c.resource), 1, conditions
	version, err := c.belongings(ctx, s, conditions)
	var rows batch
	var beside store.Beside
	if err == nil {
		rows, beside, err = read(ctx, s, query.Rows{Plan: plan, Links: c.version})
	}
	switch {
	case errors.Is(err, store.ErrValue): // a text that the key's column cannot be
		return representation{}, errors.Join(ErrNotFound, err)
	case err != nil:
		return representation{}, err
	case rows.len() == 0:
		return representation{}, ErrNotFound
	}
	return representation{rowsIn[json.RawMessage](rows)[0], c.versionOf(version, beside.Last(0, len(c.version)))}, nil
}

func (v *lists) readAll(ctx context.Context, s store.Source, keys [][]any) ([]json.RawMessage, error) {
	plan := v.rows()
	plan.Order, plan.Keys = ordering.Total(v.resource), keys
	all, beside, err := v.objects.page(ctx, s, query.Rows{Plan: plan}, nil)
	if err != nil {
		return nil, err
	}
	rows := rowsIn[json.RawMessage](all)
	at := make(map[string]int, len(rows))
	for i := range rows {
		key, err := beside.Key(i)
		if err != nil {
			return nil, err
		}
		at[ownerKey(key)] = i
	}
	bodies := make([]json.RawMessage, len(keys))
	for i, key := range keys {
		if row, ok := at[ownerKey(key)]; ok {
			bodies[i] = rows[row]
		}
	}
	return bodies, nil
}

// ofRow makes the answer of what RETURNING gave.
func (v *lists) ofRow(ctx context.Context, row reflect.Value) (a representation, ok bool, err error) {
	if v.mirror == nil || !v.model.AnswersAsWritten() {
		return a, false, nil
	}
	if a.version, ok = v.versionIn(ctx, row); !ok {
		return a, false, nil
	}
	bodies, ok, err := v.ofRows(ctx, []reflect.Value{row})
	if !ok || err != nil {
		return a, ok, err
	}
	a.body = bodies[0]
	return a, true, nil
}

func (v *lists) ofRows(ctx context.Context, rows []reflect.Value) (bodies []json.RawMessage, ok bool, err error) {
	if v.mirror == nil || !v.model.AnswersAsWritten() {
		return nil, false, nil
	}
	var e wire.Encoder
	all := wire.NewObjects(nil, len(rows))
	mirrored := reflect.New(v.of).Elem()
	for _, row := range rows {
		mirrored.SetZero()
		v.mirror(ctx, row, mirrored)
		written, err := e.Append(all.Room(), mirrored)
		if err != nil {
			return nil, false, err
		}
		all.Add(written)
	}
	return all.Split(), true, nil
}

// asWritten reports a write whose rows are answered as the statement gave them:
// nothing can hide them, and no hook changes them behind it. What a trigger does
// behind the statement is seen by the next read.
func (w *writing) asWritten() bool {
	return !w.source.Narrowed() && w.hooks.afterCreate == nil && w.hooks.afterUpdate == nil
}

// written answers a row after it was written. One that the scopes do not show
// any more was moved out of them.
func (w *writer) written(t *writing, row reflect.Value) (representation, error) {
	if t.asWritten() {
		if a, ok, err := w.answers.ofRow(t.ctx, row); ok || err != nil {
			return a, err
		}
	}
	a, err := w.answers.readOne(t.ctx, t.source, t.key(row))
	if errors.Is(err, ErrNotFound) {
		return a, ErrOutsideScope
	}
	return a, err
}

// send answers a written row, or that it was written where the client wants no
// more (RFC 7240, section 4.2).
func send(c *gin.Context, status int, a representation) {
	c.Header("ETag", a.etag())
	sendBody(c, status, a.body)
}

func sendBody(c *gin.Context, status int, body []byte) {
	if !prefers(c, "return", "minimal") {
		c.Data(status, jsonAnswer, body)
		return
	}
	c.Header("Preference-Applied", "return=minimal")
	if status == http.StatusOK {
		status = http.StatusNoContent
	}
	c.Status(status)
	c.Writer.WriteHeaderNow()
}
