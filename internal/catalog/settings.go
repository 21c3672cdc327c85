package catalog

import (
	"errors"
	"strconv"

	"gorm.io/gorm"
)

// Setting is a setting of the database, or of the connection to it.
type Setting struct {
	Name string
	// Value is as the database writes it, with its unit: 30s, 100.
	Value string
}

// postgresSettings are those that matter to requests: PostgreSQL's manual, 20.11
// for the time limits, 20.3.1 for max_connections. They are those of this
// connection, with what its role and its database set.
const postgresSettings = `SELECT name, value FROM (VALUES
	(1, 'server_version', current_setting('server_version')),
	(2, 'max_connections', current_setting('max_connections')),
	(3, 'statement_timeout', current_setting('statement_timeout')),
	(4, 'idle_in_transaction_session_timeout', current_setting('idle_in_transaction_session_timeout')),
	(5, 'lock_timeout', current_setting('lock_timeout')),
	(6, 'timezone', current_setting('timezone')),
	(7, 'server_encoding', current_setting('server_encoding')),
	(8, 'collation', (SELECT datcollate FROM pg_database WHERE datname = current_database())),
	(9, 'default_transaction_isolation', current_setting('default_transaction_isolation')),
	(10, 'in_recovery', pg_is_in_recovery()::text)
) AS settings (place, name, value) ORDER BY place`

// sqliteSettings are what an application sets by pragmas; times are milliseconds.
const sqliteSettings = `SELECT 'sqlite_version' AS name, sqlite_version() AS value
	UNION ALL SELECT 'journal_mode', journal_mode FROM pragma_journal_mode
	UNION ALL SELECT 'foreign_keys', CAST(foreign_keys AS text) FROM pragma_foreign_keys
	UNION ALL SELECT 'busy_timeout', CAST(timeout AS text) || 'ms' FROM pragma_busy_timeout
	UNION ALL SELECT 'encoding', encoding FROM pragma_encoding`

// Settings reads the database's settings, and the pool's most open connections
// (0 means no limit), which a handle in a transaction has not. What stands between
// the pool and the database, such as a pooler, can be told here as well.
func Settings(db *gorm.DB) ([]Setting, error) {
	if db.DryRun {
		return nil, errDryRun
	}
	text := postgresSettings
	if db.Name() == sqlite {
		text = sqliteSettings
	}
	var settings []Setting
	if err := db.Raw(text).Scan(&settings).Error; err != nil {
		return nil, errors.Join(errors.New("read the settings"), err)
	}
	if pool, err := db.DB(); err == nil {
		most := strconv.Itoa(pool.Stats().MaxOpenConnections)
		settings = append(settings, Setting{Name: "pool_max_open_connections", Value: most})
	}
	return settings, nil
}
