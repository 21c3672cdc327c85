package dbtest

import (
	"context"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Statement is one that gorm executed, as its logger is told.
type Statement struct {
	SQL  string // with the values in their places
	Rows int64  // read or affected; -1 when gorm does not know
	Err  error
}

// Statements are those executed by the sessions of a Recorder, in the order in
// which they ended. It is safe for concurrent use.
type Statements struct {
	mu  sync.Mutex
	all []Statement
}

// Recorder returns a session of db, and the list that its statements, and
// those of the sessions and transactions made from it, are added to. BEGIN and
// COMMIT do not pass gorm's logger, so they are not among them.
func Recorder(db *gorm.DB) (*gorm.DB, *Statements) {
	s := &Statements{}
	return db.Session(&gorm.Session{Logger: recorder{s}}), s
}

// All returns a copy of the list.
func (s *Statements) All() []Statement {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.all)
}

// SQL returns the texts of the list.
func (s *Statements) SQL() []string {
	var texts []string
	for _, statement := range s.All() {
		texts = append(texts, statement.SQL)
	}
	return texts
}

// Len is how many statements ran since the last Reset.
func (s *Statements) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}

// Reset empties the list, so that a test can leave its preparations out.
func (s *Statements) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = nil
}

func (s *Statements) add(statement Statement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, statement)
}

// recorder is a gorm logger that keeps statements, and drops messages.
type recorder struct{ statements *Statements }

func (r recorder) LogMode(logger.LogLevel) logger.Interface { return r }

func (recorder) Info(context.Context, string, ...any) {}

func (recorder) Warn(context.Context, string, ...any) {}

func (recorder) Error(context.Context, string, ...any) {}

func (r recorder) Trace(_ context.Context, _ time.Time, describe func() (sql string, rows int64), err error) {
	sql, rows := describe()
	r.statements.add(Statement{SQL: sql, Rows: rows, Err: err})
}
