package store

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// Handle is a *gorm.DB that is ready for statements of ours: what can be decided
// before a request is.
type Handle struct {
	db *gorm.DB
	// dry is the handle in dry-run mode, without hooks.
	dry *gorm.DB
	// plain is set where it carries no more than its configuration, so that a
	// statement can begin without a copy of all that it might.
	plain bool
	// replicas is what was found out of its servers.
	replicas replicas
}

// NewHandle prepares a handle.
func NewHandle(db *gorm.DB) *Handle {
	return &Handle{db: db, dry: db.Session(&gorm.Session{DryRun: true, SkipHooks: true}), plain: isPlain(db.Statement)}
}

func isPlain(stmt *gorm.Statement) bool {
	plain := len(stmt.Clauses) == 0 && len(stmt.Joins) == 0 && len(stmt.Preloads) == 0 && len(stmt.Selects) == 0 &&
		len(stmt.Omits) == 0 && stmt.Table == "" && stmt.TableExpr == nil && stmt.SQL.Len() == 0 && !stmt.Unscoped &&
		!stmt.Distinct && !stmt.RaiseErrorOnNotFound && stmt.Result == nil && !waiting(stmt)
	stmt.Settings.Range(func(any, any) bool {
		plain = false
		return false
	})
	return plain
}

// begin starts a statement on a model.
func (h *Handle) begin(ctx context.Context, model any) *gorm.DB {
	if !h.plain {
		return h.dry.WithContext(ctx).Model(model)
	}
	tx := &gorm.DB{Config: h.dry.Config, Error: h.db.Error}
	tx.Statement = &gorm.Statement{
		DB: tx, ConnPool: h.db.Statement.ConnPool, Context: ctx, Model: model, SkipHooks: true,
		Clauses: make(map[string]clause.Clause, 4), Vars: make([]any, 0, 8),
	}
	return tx
}

// built are the clauses that gorm builds for us.
var built = slices.Clip([]string{runName})
