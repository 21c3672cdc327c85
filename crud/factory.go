package crud

import (
	"slices"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/schemas"
)

// CrudFactory makes endpoints and Go methods for one model. It is immutable and
// safe to share between goroutines.
type CrudFactory[M any] struct { //nolint:revive // the name that FastAPI users look for
	view[M]

	hooks hooks
}

// core is what all shapes of a resource share.
type core struct {
	*declaration

	db *gorm.DB
	// handle is db, made ready for statements.
	handle *store.Handle
	scopes []Scope
	lock   Lock
	// shard is the value of the shard's key; nil where statements reach over all rows.
	shard any
	// shardBy finds it for each request of a mount; nil where it is not the request's.
	shardBy ShardFunc
	// sets are the keys of related rows that are part of a row's version.
	sets []*schemas.Field
}

// source is where a query's statements run, with the given scopes besides.
func (c core) source(q Query, more []Scope) store.Source {
	return store.Source{
		DB: c.db, Handle: c.handle, Model: c.zero, Scopes: slices.Concat(c.scopes, more, q.scopes), Hooks: c.model.Schema.AfterFind,
		Route: c.handle.NewRoute(),
	}
}

// New checks a declaration against its model and reports every mistake at once,
// each naming the field and the nearest existing one. It asks the database how
// it keeps times and which foreign keys it enforces, so migrate first: an
// unenforced foreign key makes orders over its relation slower, not wrong.
func New[M any](db *gorm.DB, c Config[M]) (*CrudFactory[M], error) {
	declared, err := declare(db, c)
	if err != nil {
		return nil, err
	}
	whole := core{declaration: declared, scopes: slices.Clone(c.Scopes)}.with(db)
	declared.whole = whole.digestOf(Query{})
	if in := declared.sharded; in != nil {
		in.whole = core{declaration: in}.digestOf(Query{})
	}
	return &CrudFactory[M]{newView[M](whole, readModels[M](whole)), c.Hooks.erased()}, nil
}

// Must panics with every mistake of a declaration; for package variables and
// main.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// With is the factory on another handle, such as a caller's transaction.
func (f *CrudFactory[M]) With(tx *gorm.DB) *CrudFactory[M] {
	other := f.view
	other.core = f.with(tx)
	return &CrudFactory[M]{other, f.hooks}
}

// Scoped is a copy of the factory that these scopes narrow as well.
func (f *CrudFactory[M]) Scoped(scopes ...Scope) *CrudFactory[M] {
	other := f.view
	other.core = f.scoped(scopes)
	return &CrudFactory[M]{other, f.hooks}
}

func (c core) with(tx *gorm.DB) core {
	c.db, c.handle = tx, store.NewHandle(tx)
	return c
}

func (c core) scoped(scopes []Scope) core {
	c.scopes = append(slices.Clip(c.scopes), scopes...)
	return c
}
