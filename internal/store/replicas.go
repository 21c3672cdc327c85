package store

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
	"gorm.io/plugin/dbresolver"
)

// replicas is what a handle knows of the servers that its resolver
// (gorm.io/plugin/dbresolver) leads to.
type replicas struct {
	mu sync.Mutex
	// down are pools that could not be reached, until when they are left alone.
	down map[gorm.ConnPool]time.Time
}

// rest is how long a server that could not be reached is left alone. Then one request
// tries it.
const rest = 5 * time.Second

// resolver is the resolver's callback; nil where a handle has one server.
func resolver(db *gorm.DB) func(*gorm.DB) { return db.Callback().Query().Get("gorm:db_resolver") }

// writing is how dbresolver.Write marks a statement.
const writing = "gorm:db_resolver:write"

// Primary is a handle whose reads go to the primary.
func Primary(db *gorm.DB) *gorm.DB { return db.Clauses(dbresolver.Write).Session(&gorm.Session{}) }

// resting reports a pool that is left alone.
func (r *replicas) resting(pool gorm.ConnPool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	until, ok := r.down[pool]
	if !ok || time.Now().Before(until) {
		return ok
	}
	r.down[pool] = time.Now().Add(rest) // for all but who asks
	return false
}

// failed has a pool left alone, answered has it asked again.
func (r *replicas) failed(pool gorm.ConnPool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.down == nil {
		r.down = map[gorm.ConnPool]time.Time{}
	}
	r.down[pool] = time.Now().Add(rest)
}

func (r *replicas) answered(pool gorm.ConnPool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.down, pool)
}

// Route is the way of one request's reads: all go to the server that the resolver has
// chosen for the first, so that a page, its total and its facets are of one state.
// Where that one cannot answer, they go to another, and at last to the primary. A nil
// Route takes every statement where the resolver sends it.
type Route struct {
	of *replicas
	// chosen is where the reads go, once there was one.
	chosen gorm.ConnPool
	// passed are the pools that could not answer.
	passed []gorm.ConnPool
	// last is set where there is no way beyond the primary.
	last bool
}

// NewRoute is the way of a request's reads on the handle.
func (h *Handle) NewRoute() *Route {
	if resolver(h.db) == nil {
		return nil
	}
	return &Route{of: &h.replicas}
}

// errBehind is the error of a standby that has not replayed enough.
var errBehind = errors.New("the standby is behind")

// choices is how often the resolver is asked for a server that may answer. Its policy
// may choose at random, and it does not tell how many it has: of two it misses one for good
// once in 2^64 times.
const choices = 64

// follow has a statement of a request that has its server already begin with the
// primary: a policy that takes turns would else be asked once more, and take them with
// itself. Of several primaries it is asked all the same.
func (r *Route) follow(stmt *gorm.Statement) {
	if r != nil && r.chosen != nil {
		stmt.Settings.Store(writing, struct{}{})
	}
}

// choose puts the request's pool into a statement, for which the resolver has chosen.
func (r *Route) choose(stmt *gorm.Statement) {
	if r == nil || inTransaction(stmt.ConnPool) {
		return
	}
	if r.chosen == nil {
		_, r.last = stmt.Settings.Load(writing)
		switch {
		case r.last:
		case positionIn(stmt.Context) == Unreached:
			dbresolver.Write.ModifyStatement(stmt)
			r.last = true
		default:
			r.next(stmt)
		}
		r.chosen = stmt.ConnPool
	}
	stmt.ConnPool = r.chosen
}

// next looks for a pool that has not been passed and is not left alone, and ends at
// the primary.
func (r *Route) next(stmt *gorm.Statement) {
	for range choices {
		pool := unprepared(stmt.ConnPool)
		if !slices.Contains(r.passed, pool) && !r.of.resting(pool) {
			return
		}
		dbresolver.Read.ModifyStatement(stmt) // or it would send what begins with WITH to the primary
	}
	dbresolver.Write.ModifyStatement(stmt)
	r.last = true
}

// along has a statement sent on the request's way, and once more elsewhere where the
// server could not answer and nothing has been read. after is what that server has to
// have replayed.
func (r *Route) along(stmt *gorm.Statement, send func(after Position) (int64, error)) (int64, error) {
	for {
		var after Position
		if !r.last {
			after = positionIn(stmt.Context)
		}
		n, err := send(after)
		if err == nil {
			r.of.answered(unprepared(stmt.ConnPool))
			return n, nil
		}
		if r.last || n > 0 || !r.pass(stmt, err) {
			return n, err
		}
		r.next(stmt)
		r.chosen = stmt.ConnPool
	}
}

// pass leaves a server whose error another need not have, and tells whether it has.
func (r *Route) pass(stmt *gorm.Statement, err error) bool {
	pool, behind := unprepared(stmt.ConnPool), errors.Is(err, errBehind)
	if stmt.Context.Err() != nil || !behind && !errors.Is(classify(stmt.Context, err), ErrUnavailable) {
		return false
	}
	if unreachable(err) {
		r.of.failed(pool)
	}
	r.passed = append(r.passed, pool)
	return true
}

// unreachable reports a server to which there was no way, or none any more. One that
// refuses a connection too many, or ends a read because of its replay, is there.
func unreachable(err error) bool {
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	pgErr, answered := errors.AsType[*pgconn.PgError](err)
	return connecting && (!answered || pgErr.Code != tooManyConnections) || lost(err)
}

func inTransaction(pool gorm.ConnPool) bool {
	_, ok := pool.(gorm.TxCommitter)
	return ok
}
