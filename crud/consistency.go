package crud

import (
	"context"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// ConsistencyHeader is the header of Config.ReadYourWrites.
const ConsistencyHeader = "X-Consistency-Token"

// PrimaryToken is the token with which reads go to the primary.
const PrimaryToken = store.PrimaryText

// ConsistencyToken stands for everything that has been committed until now: reads of
// ReadAfter see it. It is the position of the primary's log (WAL). Writes over HTTP
// answer it by themselves where Config.ReadYourWrites is set. Empty on SQLite, which
// has no replicas.
func (c core) ConsistencyToken(ctx context.Context) (string, error) {
	if !query.Logged(c.db) {
		return "", nil
	}
	position, err := store.PositionOf(ctx, c.db)
	if err != nil {
		return "", err
	}
	return position.String(), nil
}

// ReadAfter has reads with the context see what a consistency token stands for: each
// goes to a replica that has replayed it, or to the primary. An empty token asks for
// nothing. An error where the text is none. What hooks of a model
// read by themselves is read on the primary. It does not reach a transaction of the
// caller's.
func ReadAfter(ctx context.Context, token string) (context.Context, error) {
	if token == "" {
		return ctx, nil
	}
	position, err := store.ParsePosition(token)
	if err != nil {
		return ctx, fmt.Errorf("consistency token: %w", err)
	}
	return store.After(ctx, position), nil
}

// ReadPrimary has reads with the context go to the primary. A middleware asks so for a
// request; for all of a resource give New db.Clauses(dbresolver.Write).
func ReadPrimary(ctx context.Context) context.Context { return store.After(ctx, store.Unreached) }

// heed has a request's reads see the writes that its token stands for.
func (c core) heed(g *gin.Context) error {
	if !c.readYourWrites {
		return nil
	}
	token := g.GetHeader(ConsistencyHeader)
	if token == "" {
		return nil
	}
	ctx, err := ReadAfter(g.Request.Context(), token)
	if err != nil {
		return schemas.NewProblem(http.StatusBadRequest, "invalid_consistency_token", "Invalid consistency token",
			ConsistencyHeader+": send what the answer to a write has there, as it is")
	}
	if query.Logged(c.db) {
		g.Request = g.Request.WithContext(ctx)
	}
	return nil
}

// commit runs a write of a request, and answers the token that stands for it. What is
// committed stays so where the position cannot be read: then only the primary will do.
func (w *writer) commit(c *gin.Context, scopes []Scope, write func(*writing) error) error {
	ctx := c.Request.Context()
	if err := w.transact(ctx, w.hooks, scopes, write); err != nil || !w.readYourWrites {
		return err
	}
	token, err := w.ConsistencyToken(ctx)
	if err != nil {
		token = PrimaryToken
	}
	if token != "" {
		c.Header(ConsistencyHeader, token)
	}
	return nil
}
