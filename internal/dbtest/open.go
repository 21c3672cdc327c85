package dbtest

import (
	"testing"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// Main is the TestMain of a package that opens PostgreSQL databases. It ends
// the process:
//
//	func TestMain(m *testing.M) { dbtest.Main(m) }
func Main(m *testing.M) { pgtest.Main(m) }

// Postgres opens a fresh PostgreSQL database with tables for the models.
func Postgres(tb testing.TB, models ...any) *gorm.DB {
	tb.Helper()
	return open(tb, postgres.Open(pgtest.New(tb)), models)
}

// Each runs the test on PostgreSQL and on SQLite, in parallel subtests of
// those names: run must not call t.Parallel again. Every call of open makes
// another database.
func Each(t *testing.T, run func(t *testing.T, open func(tb testing.TB, models ...any) *gorm.DB)) {
	t.Helper()
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		run(t, Postgres)
	})
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		run(t, SQLite)
	})
}

// open leaves gorm's defaults alone, as a user's application would, except
// that a failing statement is the test's to report.
func open(tb testing.TB, dialector gorm.Dialector, models []any) *gorm.DB {
	tb.Helper()
	db, err := gorm.Open(dialector, &gorm.Config{Logger: logger.Discard})
	if err != nil {
		tb.Fatal("dbtest:", err)
	}
	pool, err := db.DB()
	if err != nil {
		tb.Fatal("dbtest:", err)
	}
	tb.Cleanup(func() {
		if err := pool.Close(); err != nil {
			tb.Error("dbtest:", err)
		}
	})
	if err := db.AutoMigrate(models...); err != nil {
		tb.Fatal("dbtest:", err)
	}
	return db
}
