package store

import (
	"context"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/gorm"
)

// ExecMode is how pgx runs statements on the pool of a handle (pgx.QueryExecMode, its
// DefaultQueryExecMode); empty for another driver, and in a transaction, whose pool
// is out of reach.
func ExecMode(ctx context.Context, db *gorm.DB) (mode string, err error) {
	pool, err := db.DB()
	if err != nil || !isPgx(pool) {
		return "", nil // a transaction has no pool
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }() // gives it back
	err = conn.Raw(func(driverConn any) error {
		if c, ok := driverConn.(*stdlib.Conn); ok {
			mode = c.Conn().Config().DefaultQueryExecMode.String()
		}
		return nil
	})
	return mode, err
}
