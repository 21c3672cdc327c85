package crud

import (
	"encoding/json"
	"reflect"
	"slices"

	"github.com/crudfactory/crudfactory/internal/store"
)

// batch are the rows of a page, of whatever type. Only what is made for a type
// knows it: everything between would else be compiled once for each.
type batch interface {
	len() int
	// cut drops the rows from n on.
	cut(n int)
	reverse()
	// at is a row, addressable.
	at(i int) reflect.Value
}

// rowsOf are rows of a type.
type rowsOf[R any] struct{ rows []R }

func (b *rowsOf[R]) len() int { return len(b.rows) }

func (b *rowsOf[R]) cut(n int) { b.rows = b.rows[:min(n, len(b.rows))] }

func (b *rowsOf[R]) reverse() { slices.Reverse(b.rows) }

func (b *rowsOf[R]) at(i int) reflect.Value { return reflect.ValueOf(&b.rows[i]).Elem() }

// rowsIn are the rows of a batch that a reader of R has read.
func rowsIn[R any](b batch) []R {
	of, _ := b.(*rowsOf[R])
	return of.rows
}

// objects are a batch of rows that are written already.
type objects = rowsOf[json.RawMessage]

// batched gives rows out as a batch.
func batched[R any](rows []R, beside store.Beside, err error) (batch, store.Beside, error) {
	if err != nil {
		return nil, beside, err
	}
	return &rowsOf[R]{rows}, beside, nil
}
