package store

import (
	"context"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// Related are the rows that a relation leads to.
type Related struct {
	// Rows is a slice of the shape's type.
	Rows reflect.Value

	owners, links []*schemas.Field
	keys          int
	beside        [][]any
}

// Owner are the values by which a row names its owner.
func (r *Related) Owner(row int) ([]any, error) {
	return typed(r.owners, r.beside[row][r.keys+len(r.links):])
}

// Links are the values that name the rows of relations beyond.
func (r *Related) Links(row int) ([]any, error) { return typed(r.links, r.beside[row][r.keys:]) }

// ReadRelated reads the rows of a relation into structs of a shape, for all
// owners in one statement, or as few as the database can; owners are the fields
// that name them.
func ReadRelated(ctx context.Context, s Source, statement query.Related, shape *Shape, owners []*schemas.Field) (Related, error) {
	s = s.Unconditional()
	read := Related{owners: owners, links: statement.Links, keys: len(statement.Plan.Order.Keys)}
	dest := reflect.New(reflect.SliceOf(shape.Type))
	read.Rows = dest.Elem()
	statement.Columns = shape.Columns
	var err error
	for some := range slices.Chunk(statement.Owners, statement.MaxOwners(s.DB)) {
		statement.Owners = some
		if err = read.some(ctx, s, statement, shape); err != nil {
			return read, err
		}
	}
	if reflect.PointerTo(shape.Type) == reflect.TypeOf(s.Model) {
		err = s.afterFind(ctx, dest.Interface())
	}
	return read, err
}

// Unconditional is the source without the conditions and hints of its handle, which
// are of another table. Model makes the statement new: a session alone would be
// forgotten by the next.
func (s Source) Unconditional() Source {
	tx := s.DB.Session(&gorm.Session{NewDB: true}).Model(s.Model)
	carry(s.DB.Statement, tx.Statement, "WHERE", "FROM", "SELECT")
	s.DB = tx
	return s
}

// some reads the rows of some owners.
func (r *Related) some(ctx context.Context, s Source, statement query.Related, shape *Shape) error {
	return s.query(ctx, s.none(), statement, func(cursor result) (n int64, err error) {
		beside := r.keys + len(r.links) + len(r.owners)
		if statement.Numbered() {
			beside++
		}
		scanner := newScanner(cursor, shape, beside)
		for ; cursor.Next(); n++ {
			row := reflect.New(shape.Type).Elem()
			values, err := scanner.scan(ctx, row, true)
			if err != nil {
				return n, err
			}
			r.Rows.Set(reflect.Append(r.Rows, row))
			r.beside = append(r.beside, values)
		}
		return n, nil
	})
}
