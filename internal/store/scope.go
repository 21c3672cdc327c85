package store

import (
	"context"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
)

// Scope narrows rows. It may add Where, Joins, Unscoped and hints.
type Scope = func(*gorm.DB) *gorm.DB

// scoping applies scopes to one statement, one after the other: what each adds
// to WHERE is sealed before the next begins.
type scoping struct {
	scopes []Scope
	// current is the scope at work, for errors; nil for the handle itself.
	current Scope
}

// apply is itself a gorm scope, so that it runs where gorm's scopes run.
func (s *scoping) apply(db *gorm.DB) *gorm.DB {
	s.seal(db)
	return s.next(db)
}

// next applies the scopes that are left.
func (s *scoping) next(db *gorm.DB) *gorm.DB {
	for len(s.scopes) > 0 && db.Error == nil {
		scope := s.scopes[0]
		s.scopes, s.current = s.scopes[1:], scope
		db = scope(db)
		if waiting(db.Statement) {
			return db.Scopes(s.settle)
		}
		s.seal(db)
	}
	// A scope can have returned a copy of the statement, which is without them.
	db.Statement.BuildClauses = built
	return db
}

// settle runs behind the scopes that a scope has added by calling Scopes, and
// behind those that they add.
func (s *scoping) settle(db *gorm.DB) *gorm.DB {
	if waiting(db.Statement) {
		return db.Scopes(s.settle)
	}
	s.seal(db)
	return s.next(db)
}

// waiting reports scopes that gorm has yet to run. Nothing public tells; a gorm
// that renames the field makes this panic, in every test with a scope.
func waiting(stmt *gorm.Statement) bool {
	return reflect.ValueOf(stmt).Elem().FieldByName("scopes").Len() > 0
}

// seal closes the group of the current scope, and refuses what a scope may not
// do: it would be lost in our statements.
func (s *scoping) seal(db *gorm.DB) {
	query.Seal(db.Statement)
	if err := narrows(s.current, db.Statement); err != nil {
		_ = db.AddError(err)
	}
}

// Narrowed reports whether a row can be outside of the source: there are scopes,
// or conditions of the handle itself.
func (s Source) Narrowed() bool {
	stmt := s.DB.Statement
	return len(s.Scopes) > 0 || waiting(stmt) || query.Narrowed(stmt)
}

// bare is the handle without its conditions, joins and scopes. What writes names
// its rows by their keys, beside which an OR would reach others.
func (s Source) bare(ctx context.Context) *gorm.DB {
	tx := s.DB.Session(&gorm.Session{NewDB: true, Context: ctx}).Clauses()
	from, to := s.DB.Statement, tx.Statement
	to.Unscoped, to.Table, to.TableExpr = from.Unscoped, from.Table, from.TableExpr
	carry(from, to, "WHERE", "FROM")
	return tx.Session(&gorm.Session{})
}

// carry gives a statement what another has besides conditions: settings, hints,
// and switches such as the resolver's, but for some clauses, and for gorm's mark that
// a soft delete's condition has been added.
func carry(from, to *gorm.Statement, without ...string) {
	for name, c := range from.Clauses {
		if name != "soft_delete_enabled" && !slices.Contains(without, name) {
			to.Clauses[name] = c
		}
	}
	from.Settings.Range(func(key, value any) bool {
		to.Settings.Store(key, value)
		return true
	})
}

// Usable reports a handle that carries what would be lost in our statements.
func Usable(db *gorm.DB) error { return narrows(nil, db.Statement) }

// narrows refuses a statement that does more than that.
func narrows(scope Scope, stmt *gorm.Statement) error {
	if what := forbidden(stmt); what != "" {
		return fmt.Errorf("%s adds %s: a scope may add Where, Joins, Unscoped and hints", name(scope), what)
	}
	return nil
}

func forbidden(stmt *gorm.Statement) string {
	switch {
	case len(stmt.Selects) > 0:
		return "Select"
	case len(stmt.Omits) > 0:
		return "Omit"
	case stmt.Distinct:
		return "Distinct"
	case len(stmt.Preloads) > 0:
		return "Preload"
	}
	for name, c := range stmt.Clauses {
		// Other names are switches, such as the resolver's, and hints.
		if c.Expression != nil && slices.Contains([]string{
			"SELECT", "ORDER BY", "LIMIT", "GROUP BY", "FOR", "UNION", "WITH",
		}, name) {
			return name
		}
	}
	return ""
}

// name is how Go calls a scope's function.
func name(scope Scope) string {
	if scope == nil {
		return "the *gorm.DB"
	}
	full := runtime.FuncForPC(reflect.ValueOf(scope).Pointer()).Name()
	return "scope " + full[strings.LastIndexByte(full, '/')+1:]
}
