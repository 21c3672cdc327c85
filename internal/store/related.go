package store

import (
	"context"
	"database/sql"
	"reflect"

	"github.com/crudfactory/crudfactory/internal/model"
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
func (r Related) Owner(row int) ([]any, error) {
	return typed(r.owners, r.beside[row][r.keys+len(r.links):])
}

// Links are the values that name the rows of relations beyond.
func (r Related) Links(row int) ([]any, error) { return typed(r.links, r.beside[row][r.keys:]) }

// ReadRelated reads the rows of a relation into structs of a shape, for all
// owners in one statement; owners are the fields that name them.
func ReadRelated(ctx context.Context, s Source, statement query.Related, shape *model.Shape, owners []*schemas.Field) (Related, error) {
	read := Related{owners: owners, links: statement.Links, keys: len(statement.Plan.Order.Keys)}
	dest := reflect.New(reflect.SliceOf(shape.Type))
	read.Rows = dest.Elem()
	statement.Columns = shape.Columns
	err := s.query(ctx, s.none(), statement, func(cursor *sql.Rows) (int64, error) {
		beside := read.keys + len(read.links) + len(owners)
		if statement.Relation.Many {
			beside++ // the number of the row
		}
		scanner := newScanner(shape, beside)
		for cursor.Next() {
			row := reflect.New(shape.Type).Elem()
			values, err := scanner.scan(ctx, cursor, row)
			if err != nil {
				return int64(read.Rows.Len()), err
			}
			read.Rows.Set(reflect.Append(read.Rows, row))
			read.beside = append(read.beside, values)
		}
		return int64(read.Rows.Len()), nil
	})
	if err == nil && reflect.PointerTo(shape.Type) == reflect.TypeOf(s.Model) {
		err = s.afterFind(ctx, dest.Interface())
	}
	return read, err
}
