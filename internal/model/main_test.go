package model_test

import (
	"strings"
	"testing"

	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// offline opens a dialect without a server.
func offline(t *testing.T, dialector gorm.Dialector) *gorm.DB {
	t.Helper()
	db, err := gorm.Open(dialector, &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, Logger: logger.Discard,
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func offlinePostgres(t *testing.T) *gorm.DB {
	t.Helper()
	return offline(t, postgres.Open(""))
}

func offlineSQLite(t *testing.T) *gorm.DB {
	t.Helper()
	return offline(t, gormlite.Open("file:none?vfs=memdb"))
}

// read reads a model for PostgreSQL.
func read(t *testing.T, of any) *model.Model {
	t.Helper()
	m, err := model.Read(offlinePostgres(t), of)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func field(t *testing.T, m *model.Model, path string) *schemas.Field {
	t.Helper()
	f, err := m.Field(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// lines are the messages of an error, one for each mistake.
func lines(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}
