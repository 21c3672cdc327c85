package store

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/plugin/dbresolver"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// connRow is a model that has no table.
type connRow struct{ ID int }

// connVia is what reads a handle's statements, and in which database they run.
func connVia(t *testing.T, db *gorm.DB) (via [2]string) {
	t.Helper()
	s := Source{DB: db, Model: &connRow{}}
	err := s.query(t.Context(), s.none(), clause.Expr{SQL: "SELECT current_database()"}, func(cursor result) (n int64, err error) {
		via[0] = fmt.Sprintf("%T", cursor)
		for ; cursor.Next() && err == nil; n++ {
			err = cursor.Scan(&via[1])
		}
		return n, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return via
}

// connOpen is a handle on another's pool that can have a replica.
func connOpen(t *testing.T, db, replica *gorm.DB, prepare bool) *gorm.DB {
	t.Helper()
	on := func(db *gorm.DB) gorm.Dialector { return postgres.New(postgres.Config{Conn: db.ConnPool}) }
	opened, err := gorm.Open(on(db), &gorm.Config{Logger: logger.Discard, PrepareStmt: prepare})
	if err == nil && replica != nil {
		err = opened.Use(dbresolver.Register(dbresolver.Config{Replicas: []gorm.Dialector{on(replica)}}))
	}
	if err != nil {
		t.Fatal(err)
	}
	return opened
}

// TestConnections: what is a pool of pgx's is read without database/sql, whoever has
// chosen or wrapped it; a transaction and a connection of one's own are not.
func TestConnections(t *testing.T) {
	t.Parallel()
	db, other := dbtest.Postgres(t), dbtest.Postgres(t)
	source, replica := connVia(t, db)[1], connVia(t, other)[1]
	prepared := connOpen(t, db, nil, true)
	resolved := connOpen(t, db, other, false)
	resolvedPrepared := connOpen(t, db, other, true)
	const pgx, usual = "*store.raw", "*sql.Rows"
	directly := func(db *gorm.DB) func(func(*gorm.DB) error) error {
		return func(run func(*gorm.DB) error) error { return run(db) }
	}
	inside := func(db *gorm.DB) func(func(*gorm.DB) error) error {
		return func(run func(*gorm.DB) error) error { return db.Transaction(run) }
	}
	for name, test := range map[string]struct {
		with func(func(*gorm.DB) error) error
		want [2]string
	}{
		"a pool":                          {directly(db), [2]string{pgx, source}},
		"a prepared pool":                 {directly(prepared), [2]string{pgx, source}},
		"a prepared session":              {directly(db.Session(&gorm.Session{PrepareStmt: true})), [2]string{pgx, source}},
		"a replica":                       {directly(resolved), [2]string{pgx, replica}},
		"a prepared replica":              {directly(resolvedPrepared), [2]string{pgx, replica}},
		"a source":                        {directly(resolved.Clauses(dbresolver.Write)), [2]string{pgx, source}},
		"a prepared source":               {directly(resolvedPrepared.Clauses(dbresolver.Write)), [2]string{pgx, source}},
		"a transaction":                   {inside(db), [2]string{usual, source}},
		"a prepared transaction":          {inside(prepared), [2]string{usual, source}},
		"a transaction beside a replica":  {inside(resolved), [2]string{usual, source}},
		"a prepared one beside a replica": {inside(resolvedPrepared), [2]string{usual, source}},
		"a transaction within a transaction": {func(run func(*gorm.DB) error) error {
			return db.Transaction(func(tx *gorm.DB) error { return tx.Transaction(run) })
		}, [2]string{usual, source}},
		"a connection of one's own": {db.Connection, [2]string{usual, source}},
	} {
		err := test.with(func(db *gorm.DB) error {
			if diff := cmp.Diff(test.want, connVia(t, db)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
