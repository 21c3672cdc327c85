package store

import (
	"context"
	"errors"
	"reflect"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
)

// Source is where statements run: a handle, the model, and the scopes that
// narrow it.
type Source struct {
	DB *gorm.DB
	// Handle is the DB made ready; without it each statement does so.
	Handle *Handle
	// Model is a pointer to a zero model.
	Model any
	// Scopes are applied in order, once for each statement.
	Scopes []Scope
	// Cache has answers of aggregates; nil for none.
	Cache *Cache
	// Hooks is set where the model has an AfterFind hook.
	Hooks bool
	// Route is the way of the request's reads, where there are replicas.
	Route *Route
	// Until is when aggregates have to be done; zero for as long as the context has.
	Until time.Time
}

// errReplaced is answered where a statement was never built.
var errReplaced = errors.New("the callback gorm:query was replaced by one that does not build the statement's clauses")

// runName is the only clause that gorm builds for our statements.
const runName = "crud:run"

// run builds a statement and executes it, as the last clause of the chain.
type run struct {
	statement clause.Expression
	send      func(stmt *gorm.Statement) (int64, error)
	route     *Route
	done      bool
	err       error
}

// Name is the key under which gorm keeps the clause.
func (*run) Name() string { return runName }

// MergeClause puts the clause into the statement.
func (r *run) MergeClause(c *clause.Clause) { c.Name, c.Expression = "", r }

// Build writes the SQL and runs it. gorm is in dry-run mode, so that it does
// not do so again.
func (r *run) Build(b clause.Builder) {
	stmt := b.(*gorm.Statement) //nolint:forcetypeassert // gorm builds clauses on nothing else
	r.statement.Build(b)
	if stmt.DB.Error != nil {
		return
	}
	r.done = true
	r.route.choose(stmt)
	var err error
	if stmt.RowsAffected, err = r.send(stmt); err != nil {
		// The statement's own context can have a deadline that the caller's has not.
		r.err = classify(stmt.Context, err)
		_ = stmt.AddError(err)
	}
}

// query runs a statement. dest is what gorm's callbacks take for the result: a
// pointer to a slice of the model.
func (s Source) query(ctx context.Context, dest any, statement clause.Expression, read func(result) (int64, error)) error {
	return s.run(ctx, dest, statement, s.sending(statement, read).send)
}

// sending is how a read is sent.
func (s Source) sending(statement clause.Expression, read func(result) (int64, error)) sending {
	return sending{purpose: purposeOf(statement), route: s.Route, until: s.Until, read: read}
}

// run builds a statement in gorm's chain and has it sent there.
func (s Source) run(ctx context.Context, dest any, statement clause.Expression, send func(*gorm.Statement) (int64, error)) error {
	r := &run{statement: statement, send: send, route: s.Route}
	ctx, cancel := s.timely(ctx)
	defer cancel()
	handle := s.handle()
	tx := handle.begin(ctx, s.Model)
	tx.Statement.AddClause(r)
	s.Route.follow(tx.Statement)
	if tx.Statement.BuildClauses = built; len(s.Scopes) > 0 || !handle.plain {
		tx = tx.Scopes((&scoping{scopes: s.Scopes}).apply)
	}
	tx = tx.Find(dest)
	switch {
	case r.err != nil: // gorm may have translated it, and lost its details
		return r.err
	case tx.Error != nil:
		return classify(ctx, tx.Error)
	case !r.done:
		return errReplaced
	}
	return nil
}

// timely is the context of one statement. GORM gives DefaultContextTimeout only to
// those that have no deadline at all.
func (s Source) timely(ctx context.Context) (context.Context, context.CancelFunc) {
	if most := s.DB.DefaultContextTimeout; most > 0 {
		return context.WithTimeout(ctx, most)
	}
	return ctx, func() {}
}

// update runs a statement that writes, in gorm's chain of updates.
func (s Source) update(ctx context.Context, statement clause.Expression, read func(result) (int64, error)) error {
	r := &run{statement: statement, send: sending{purpose: purposeOf(statement), read: read}.send}
	tx := s.bare(ctx).Session(&gorm.Session{DryRun: true, SkipHooks: true, AllowGlobalUpdate: true}).Unscoped().Model(s.Model)
	tx.Statement.BuildClauses = []string{runName}
	// With a SET of its own gorm makes none.
	tx = tx.Clauses(r, clause.Set{}).Updates(map[string]any{})
	switch {
	case r.err != nil:
		return r.err
	case tx.Error != nil:
		return tx.Error
	case !r.done:
		return errReplaced
	}
	return nil
}

// handle is the one that was made ready, if it is of the DB at hand.
func (s Source) handle() *Handle {
	if s.Handle != nil && s.Handle.db == s.DB {
		return s.Handle
	}
	return NewHandle(s.DB)
}

// afterFind runs the hooks of the models in dest. gorm itself would give them
// the session of the statement, in which nothing that they ask is executed.
func (s Source) afterFind(ctx context.Context, dest any) error {
	if !s.Hooks || reflect.ValueOf(dest).Elem().Len() == 0 {
		return nil
	}
	run := func(tx *gorm.DB) error { return s.found(tx, dest) }
	var err error
	if positionIn(ctx) > 0 && resolver(s.DB) != nil && !s.InTransaction() { // they know of no route, and have to see as much
		err = s.late(ctx, run)
	} else {
		err = run(s.DB.WithContext(ctx))
	}
	if err != nil {
		return classify(ctx, err)
	}
	return nil
}

// found runs the hooks of the models in dest in a session.
func (s Source) found(tx *gorm.DB, dest any) error {
	tx = tx.Model(s.Model)
	if err := tx.Statement.Parse(s.Model); err != nil {
		return err
	}
	rows := reflect.ValueOf(dest).Elem()
	tx.Statement.ReflectValue, tx.RowsAffected = rows, int64(rows.Len())
	callbacks.AfterQuery(tx)
	return tx.Error
}
