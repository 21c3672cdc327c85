package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/unicode"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/ncruces/go-sqlite3/vfs/memdb"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// openDatabase opens PostgreSQL or SQLite and creates the tables.
func openDatabase(ctx context.Context, databaseURL string) (*gorm.DB, error) {
	dialector, err := dialectorOf(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db, err := gorm.Open(dialector, &gorm.Config{Logger: logger.Default.LogMode(logger.Error)})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(20)
	pool.SetMaxIdleConns(20)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return db, migrate(ctx, db)
}

func dialectorOf(databaseURL string) (gorm.Dialector, error) {
	if strings.HasPrefix(databaseURL, "postgres://") || strings.HasPrefix(databaseURL, "postgresql://") {
		return postgres.Open(databaseURL), nil
	}
	pool, err := driver.Open(sqliteDSN(databaseURL), unicode.Register)
	if err != nil {
		return nil, err
	}
	return gormlite.OpenDB(pool), nil
}

// sqliteDSN names a file, or one database in memory for all connections. Times
// are integers there, which sort; transactions lock at once, so that a read in
// one cannot be outdated at its write.
func sqliteDSN(path string) string {
	options := url.Values{
		"_timefmt": {"unixepoch_micro"},
		"_txlock":  {"immediate"},
		"_pragma":  {"busy_timeout(10000)", "foreign_keys(1)"},
	}
	if path == "" {
		path = "/example"
		options.Set("vfs", "memdb")
		memdb.Create("example", nil) // stays when no connection is open
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + options.Encode()
}

func closeDatabase(db *gorm.DB) {
	if pool, err := db.DB(); err == nil {
		_ = pool.Close()
	}
}
