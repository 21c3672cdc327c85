package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// Pooler is what stands between a handle and PostgreSQL, as far as a connection
// of the handle's can tell.
type Pooler struct {
	// Between is set where somebody else's connection to the server does the work,
	// as with PgBouncer. Whether that one is kept for a session or changes with
	// each transaction, nobody tells.
	Between bool
	// Mode is how pgx sends the handle's statements.
	Mode pgx.QueryExecMode
}

// Unsafe reports a way to send statements that fails behind a pooler which changes
// the server's connection with each transaction (42P05, 26000): the statement is
// prepared on one, and executed on another.
func (p Pooler) Unsafe() bool {
	return p.Between && (p.Mode == pgx.QueryExecModeCacheStatement || p.Mode == pgx.QueryExecModeDescribeExec)
}

// Pooled looks at one connection of a handle. Its start told which process serves
// it; a pooler, which has many for one, makes that number up. A handle that is not
// pgx's goes through none.
func Pooled(ctx context.Context, db *gorm.DB) (Pooler, error) {
	pool, err := db.DB()
	if err != nil {
		return Pooler{}, err
	}
	if !isPgx(pool) {
		return Pooler{}, nil
	}
	return pooledBy(ctx, pool)
}

func pooledBy(ctx context.Context, pool *sql.DB) (p Pooler, err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return p, classify(ctx, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	err = conn.Raw(func(driverConn any) error {
		c, ok := driverConn.(*stdlib.Conn)
		if !ok {
			return nil
		}
		var serving uint32
		// The simple protocol works behind any pooler.
		err := c.Conn().QueryRow(ctx, "SELECT pg_backend_pid()", pgx.QueryExecModeSimpleProtocol).Scan(&serving)
		p = Pooler{Between: serving != c.Conn().PgConn().PID(), Mode: c.Conn().Config().DefaultQueryExecMode}
		return err
	})
	if err != nil {
		return Pooler{}, classify(ctx, fmt.Errorf("look for a pooler: %w", err))
	}
	return p, nil
}
