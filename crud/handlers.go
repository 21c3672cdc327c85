package crud

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// ScopeFunc finds the scope of a request, such as its tenant. An error answers
// the request: a *schemas.Problem as it is.
type ScopeFunc = func(*gin.Context) (Scope, error)

const everything = WithFilter | WithOrder | WithFields

// ListHandler answers GET /articles: pages of both modes, by pagination_type.
func (v *lists) ListHandler(by ...ScopeFunc) gin.HandlerFunc {
	return v.listHandler(everything|WithOffset|WithCursor, by)
}

// OffsetHandler answers GET /articles/offset.
func (v *lists) OffsetHandler(by ...ScopeFunc) gin.HandlerFunc {
	return v.listHandler(everything|WithOffset, by)
}

// CursorHandler answers GET /articles/cursor.
func (v *lists) CursorHandler(by ...ScopeFunc) gin.HandlerFunc {
	return v.listHandler(everything|WithCursor, by)
}

func (v *lists) listHandler(p Params, by []ScopeFunc) gin.HandlerFunc {
	formats := append([]Format{JSON}, v.streams...)
	answers := map[Format]gin.HandlerFunc{
		JSON: v.serve("list", v.limits.RequestTime, func(c *gin.Context) error { return v.answerList(c, p, by) }),
	}
	for _, format := range v.streams {
		answers[format] = v.serve("stream", v.limits.StreamTime, func(c *gin.Context) error { return v.answerStream(c, format, by) })
	}
	return func(c *gin.Context) {
		if len(formats) > 1 {
			c.Writer.Header().Add("Vary", "Accept")
		}
		format, err := negotiate(c, formats...)
		if err != nil {
			Abort(c, err)
			return
		}
		answers[format](c)
	}
}

// answerList reads the request and answers its page.
func (v *lists) answerList(c *gin.Context, p Params, by []ScopeFunc) error {
	v, err := v.ofRequest(c)
	if err != nil {
		return err
	}
	q, scopes, err := v.request(c, p, by)
	if err != nil {
		return err
	}
	return v.answer(c, q, p, scopes)
}

// Answer answers a query's page as a mounted list does: with the fields and
// relations that were asked for, links and headers. An error is answered as a
// problem.
func (v *lists) Answer(c *gin.Context, q Query, scopes ...Scope) {
	v.serve("list", v.limits.RequestTime, func(c *gin.Context) error { return v.answer(c, q, recorded(c), scopes) })(c)
}

func (v *lists) answer(c *gin.Context, q Query, p Params, scopes []Scope) error {
	if of := q.chosen.of; of != nil && of != v.of && !q.chosen.isZero() {
		return fmt.Errorf("the query's fields were read for rows of %s: read it by the Query of what answers it", of)
	}
	rows, body := takeBuffer(), takeBuffer()
	defer rows.giveBack()
	defer body.giveBack()
	page, err := paginate[json.RawMessage](c.Request.Context(), v.core, q, scopes, v.chosen(q.chosen, &rows.b))
	if err != nil {
		return err
	}
	links := v.links(c, page, q, p)
	if v.bodyLinks {
		page.SetLinks(&links)
	}
	written, err := page.AppendJSON(body.b)
	if err != nil {
		return err
	}
	body.b = written
	pageHeaders(c, page, links)
	c.Data(http.StatusOK, jsonAnswer, body.b)
	return nil
}

// answered is a page whose rows are written already.
type answered = schemas.Page[json.RawMessage]

// jsonAnswer is the media type of answers.
const jsonAnswer = "application/json; charset=utf-8"

// request finds a request's scopes, then its query: who is refused by a scope
// does not learn the declared fields.
func (v *lists) request(c *gin.Context, p Params, by []ScopeFunc) (Query, []Scope, error) {
	scopes, err := scopesOf(c, by)
	if err != nil {
		return Query{}, nil, err
	}
	q, err := v.queryOf(c, p)
	return q, scopes, err
}

// GetHandler answers GET /articles/:id; param is the name of the path's
// parameter.
func (v *lists) GetHandler(param string, by ...ScopeFunc) gin.HandlerFunc {
	return v.serve("get", v.limits.RequestTime, func(c *gin.Context) error {
		v, err := v.ofRequest(c)
		if err != nil {
			return err
		}
		row, err := v.row(c, param, by)
		if err != nil {
			return err
		}
		c.Header("ETag", row.etag())
		if notModified(c, row.etag()) {
			c.Status(http.StatusNotModified)
			c.Writer.WriteHeaderNow()
			return nil
		}
		c.Data(http.StatusOK, jsonAnswer, row.body)
		return nil
	})
}

// row reads the row that the path names, as the request wants it.
func (v *lists) row(c *gin.Context, param string, by []ScopeFunc) (row representation, err error) {
	if _, err = negotiate(c, JSON); err != nil {
		return row, err
	}
	scopes, err := scopesOf(c, by)
	if err != nil {
		return row, err
	}
	id, err := v.idOf(c, param)
	if err != nil {
		return row, err
	}
	q, err := v.queryOf(c, WithFields|oneRow)
	if err != nil {
		return row, err
	}
	return v.readBy(c.Request.Context(), v.source(q, scopes), id, v.chosen(q.chosen, nil))
}

// covering is a view of rows to whose version sets of keys belong.
func (v *lists) covering(sets []*schemas.Field) readHandlers {
	other := *v
	other.sets = sets
	return &other
}

// names are the keys of the rows.
func (v *lists) names() []string { return v.record.names }

// idOf reads the primary key from the path. A composite key is its values in
// declared order, each percent-encoded, joined by commas.
func (c core) idOf(ctx *gin.Context, param string) (any, error) {
	parts := []string{segment(ctx, param)}
	if len(c.resource.PrimaryKey) > 1 {
		parts = strings.Split(parts[0], ",")
	}
	values := make([]any, len(parts))
	for i, part := range parts {
		text, err := url.PathUnescape(part)
		if err != nil {
			return nil, ErrNotFound
		}
		values[i] = text
	}
	return values, nil
}

// segment is the part of the path that a parameter stands for, as the client
// has encoded it. What gin has for it no longer tells a comma between values
// from one within, nor, with UseRawPath, a plus from a blank. Of several that have
// the name it is the last, which stands for the row.
func segment(c *gin.Context, param string) string {
	route := strings.Split(c.FullPath(), "/")
	path := strings.Split(c.Request.URL.EscapedPath(), "/")
	if len(path) == len(route) {
		for i, part := range slices.Backward(route) {
			if part == ":"+param {
				return path[i]
			}
		}
	}
	for _, p := range slices.Backward(c.Params) {
		if p.Key == param {
			return url.PathEscape(p.Value)
		}
	}
	return ""
}

func scopesOf(c *gin.Context, by []ScopeFunc) ([]Scope, error) {
	scopes := make([]Scope, len(by))
	for i, scopeOf := range by {
		scope, err := scopeOf(c)
		if err != nil {
			return nil, err
		}
		if scope == nil {
			return nil, errors.New("a ScopeFunc answered neither a scope nor an error")
		}
		scopes[i] = scope
	}
	return scopes, nil
}

// links are those of a page of a request.
func (v *lists) links(c *gin.Context, page answered, q Query, p Params) schemas.Links {
	l := newLinker(c.Request.URL, v.style, func(name string) bool {
		return !v.keyset || !pagination.OwnsKeyset(name) // which the links' cursors take the place of
	})
	if page.Cursor != nil {
		return l.cursor(page.Cursor.Pagination, p&WithOffset != 0)
	}
	at, err := v.pageOf(q, pagination.Offset)
	if err != nil { // it has been answered, so that there is none
		return schemas.Links{}
	}
	return l.offset(page.Offset.Pagination, at, v.limits.Page)
}

// pageHeaders writes Link, X-Total-Count and X-Next-Cursor.
func pageHeaders(c *gin.Context, page answered, links schemas.Links) {
	var total *int64
	if page.Cursor != nil {
		total = page.Cursor.Pagination.TotalCount
		if next := page.Cursor.Pagination.NextCursor; next != nil {
			c.Header("X-Next-Cursor", *next)
		}
	} else {
		total = page.Offset.Pagination.TotalCount
	}
	if total != nil {
		c.Header("X-Total-Count", strconv.FormatInt(*total, 10))
	}
	c.Header("Link", header(links))
}
