package store

import (
	"context"
	"crypto/rand"
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
	// Keeps is set where it prepares statements for its clients, wherever they are
	// executed (PgBouncer from 1.21 on, with max_prepared_statements).
	Keeps bool
	// Mode is how pgx sends the handle's statements (pgx.QueryExecMode); empty where
	// the handle is not pgx's, or a transaction, whose pool is out of reach.
	Mode string
	// Prepares is set where gorm prepares statements itself, whatever pgx does.
	Prepares bool
}

// Unsafe reports a way to send statements that fails behind a pooler which changes
// the server's connection with each transaction (42P05, 26000): the statement is
// prepared on one, and executed on another. No pooler keeps the unnamed statement.
func (p Pooler) Unsafe() bool {
	named := p.Prepares || p.Mode == pgx.QueryExecModeCacheStatement.String()
	return p.Between && (named && !p.Keeps || p.Mode == pgx.QueryExecModeDescribeExec.String())
}

// Pooled looks at one connection of a handle. Its start told which process serves
// it; a pooler, which has many for one, makes that number up. A handle that is not
// pgx's goes through none.
func Pooled(ctx context.Context, db *gorm.DB) (Pooler, error) {
	pool, err := db.DB()
	if err != nil || !isPgx(pool) {
		return Pooler{}, nil //nolint:nilerr // a transaction has no pool
	}
	p, err := pooledBy(ctx, pool)
	p.Prepares = db.PrepareStmt
	return p, err
}

func pooledBy(ctx context.Context, pool *sql.DB) (p Pooler, err error) {
	conn, err := pool.Conn(ctx)
	if err != nil {
		return p, classify(ctx, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	err = conn.Raw(func(driverConn any) (err error) {
		if c, ok := driverConn.(*stdlib.Conn); ok {
			p, err = poolerOf(ctx, c.Conn())
		}
		return err
	})
	if err != nil {
		return Pooler{}, classify(ctx, fmt.Errorf("look for a pooler: %w", err))
	}
	return p, nil
}

// poolerOf asks by the simple protocol, which works behind any pooler.
func poolerOf(ctx context.Context, c *pgx.Conn) (p Pooler, err error) {
	var serving uint32
	if err := c.QueryRow(ctx, "SELECT pg_backend_pid()", pgx.QueryExecModeSimpleProtocol).Scan(&serving); err != nil {
		return p, err
	}
	p = Pooler{Between: serving != c.PgConn().PID(), Mode: c.Config().DefaultQueryExecMode.String()}
	if p.Between {
		p.Keeps, err = renames(ctx, c)
	}
	return p, err
}

// renames reports whether a statement that is prepared here has another name on the
// server. In the transaction all goes to one connection of the server's.
func renames(ctx context.Context, c *pgx.Conn) (renamed bool, err error) {
	tx, err := c.Begin(ctx)
	if err != nil {
		return false, err
	}
	name := "crudfactory_" + rand.Text()
	if _, err = c.PgConn().Prepare(ctx, name, "SELECT 1", nil); err == nil {
		const query = "SELECT NOT EXISTS (SELECT FROM pg_prepared_statements WHERE name = $1)"
		err = tx.QueryRow(ctx, query, pgx.QueryExecModeSimpleProtocol, name).Scan(&renamed)
		err = errors.Join(err, c.PgConn().Deallocate(ctx, name))
	}
	return renamed, errors.Join(err, tx.Rollback(ctx))
}
