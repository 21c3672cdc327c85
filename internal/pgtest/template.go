package pgtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// template is a database that is filled once and copied often.
type template struct {
	once     sync.Once
	database string
	err      error
}

// template returns the named one, built by the first who asks.
func (s *server) template(name string, fill func(url string) error) *template {
	s.mu.Lock()
	t := s.templates[name]
	if t == nil {
		t = &template{}
		s.templates[name] = t
	}
	s.mu.Unlock()
	t.once.Do(func() { t.build(s, name, fill) })
	return t
}

// build does not take a test's context: the database outlives that test.
func (t *template) build(s *server, name string, fill func(url string) error) {
	t.err = fmt.Errorf("template %q: fill did not return", name) // stays if fill panics or ends its test
	database, err := s.create(context.Background(), "")
	if err != nil {
		t.err = fmt.Errorf("template %q: %w", name, err)
		return
	}
	t.database = database
	if err := errors.Join(fill(s.databaseURL(database)), s.seal(database)); err != nil {
		t.err = fmt.Errorf("template %q: %w", name, err)
		return
	}
	t.err = nil
}

// seal closes a database to connections, which PostgreSQL asks of one that is
// being copied: fill's own may still be on their way out.
func (s *server) seal(database string) error {
	return s.exec(context.Background(),
		"ALTER DATABASE "+quote(database)+" WITH ALLOW_CONNECTIONS false",
		"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+database+"'")
}
