package dbtest

import (
	"net/url"
	"testing"

	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/ext/unicode"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/ncruces/go-sqlite3/vfs/memdb"
	"gorm.io/gorm"
)

// SQLite opens a fresh SQLite database in memory with tables for the models.
// All connections of the pool see the same data, which lasts until the end of
// the test, also while no connection is open. Upper and lower case are
// Unicode's, as in PostgreSQL.
func SQLite(tb testing.TB, models ...any) *gorm.DB {
	tb.Helper()
	pool, err := driver.Open(memdb.TestDB(tb, sqliteOptions()), unicode.Register)
	if err != nil {
		tb.Fatal("dbtest:", err)
	}
	return open(tb, gormlite.OpenDB(pool), models)
}

// sqliteOptions are those that the library asks of an application.
func sqliteOptions() url.Values {
	return url.Values{
		// Integers sort as the times they are, whatever their zone.
		"_timefmt": {"unixepoch_micro"},
		// A transaction that reads before it writes fails when another wrote
		// in between, unless it locks at its start.
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "foreign_keys(1)"},
	}
}
