package crud

import (
	"errors"
	"strings"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/store"
)

// Lock is how rows that are read are locked until the transaction ends:
// PostgreSQL's manual, 13.3.2. On SQLite a transaction locks the whole database.
type Lock string

// The locks. With NoWait a row that another transaction has locked is
// ErrUnavailable, with SkipLocked it is left out.
const (
	ForUpdate           Lock = "UPDATE"
	ForUpdateNoWait     Lock = "UPDATE NOWAIT"
	ForUpdateSkipLocked Lock = "UPDATE SKIP LOCKED"
	ForShare            Lock = "SHARE"
)

// Locked is a copy of the factory whose Get, First and List lock the rows that
// they read. It is for a transaction, by With; elsewhere they fail.
func (f *CrudFactory[M]) Locked(l Lock) *CrudFactory[M] {
	other := f.view
	other.lock = l
	return &CrudFactory[M]{other, f.hooks}
}

// errLockOutside is answered where a lock would end with its statement.
var errLockOutside = errors.New("a lock needs a transaction: read by With(tx)")

// locking is the lock of a read.
func (c core) locking(s store.Source) (query.Lock, error) {
	if c.lock == "" {
		return query.Lock{}, nil
	}
	if !s.InTransaction() {
		return query.Lock{}, errLockOutside
	}
	strength, wait, _ := strings.Cut(string(c.lock), " ")
	return query.Lock{Strength: strength, Wait: wait}, nil
}
