package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// late is a pool that is a transaction on the primary, from the first statement on: a
// resolver leaves it alone, and who asks nothing needs no connection.
type late struct {
	ctx    context.Context //nolint:containedctx // of what runs in it
	source Source
	tx     *gorm.DB
}

// late runs a function in such a transaction, which an error or a panic undoes.
func (s Source) late(ctx context.Context, run func(*gorm.DB) error) error {
	pool := &late{ctx: ctx, source: s}
	session := s.DB.Session(&gorm.Session{Context: ctx})
	session.Statement.ConnPool = pool
	defer func() { _ = pool.Rollback() }() // what was committed stays
	if err := run(session); err != nil {
		return err
	}
	return pool.Commit()
}

func (l *late) pool() (gorm.ConnPool, error) {
	if l.tx == nil {
		tx, err := open(l.ctx, l.source, &sql.TxOptions{})
		if err != nil {
			return nil, err
		}
		l.tx = tx
	}
	return l.tx.Statement.ConnPool, nil
}

func (l *late) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	pool, err := l.pool()
	if err != nil {
		return nil, err
	}
	return pool.PrepareContext(ctx, query)
}

func (l *late) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	pool, err := l.pool()
	if err != nil {
		return nil, err
	}
	return pool.ExecContext(ctx, query, args...)
}

func (l *late) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	pool, err := l.pool()
	if err != nil {
		return nil, err
	}
	return pool.QueryContext(ctx, query, args...)
}

// QueryRowContext asks the primary outside a transaction where none can begin: a *sql.Row
// is the only one to tell why.
func (l *late) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	pool, err := l.pool()
	if err != nil {
		pool = l.source.DB.Statement.ConnPool
	}
	return pool.QueryRowContext(ctx, query, args...)
}

// Commit keeps what was done, if anything was.
func (l *late) Commit() error {
	if l.tx == nil {
		return nil
	}
	return l.tx.Commit().Error
}

// Rollback undoes what was done, if anything was.
func (l *late) Rollback() error {
	if l.tx == nil {
		return nil
	}
	return l.tx.Rollback().Error
}

// GetDBConn is the primary's pool, for gorm.DB.DB.
func (l *late) GetDBConn() (*sql.DB, error) { return l.source.DB.DB() }
