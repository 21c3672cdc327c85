package store

import (
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/internal/wire"
)

// Shape is a struct that rows are read into again and again, with what is kept
// from one statement to the next.
type Shape struct {
	*model.Shape

	// skeletons keep the SQL; nil for a shape of one request.
	skeletons *query.Skeletons
	setters   wire.Fitted[wire.Setter]
}

// NewShape keeps what is found for a shape.
func NewShape(of *model.Shape) *Shape {
	return &Shape{Shape: of, skeletons: new(query.Skeletons)}
}

// Only is the shape less the columns whose place in the struct is not kept, for
// one request.
func (s *Shape) Only(keep func(index []int) bool) *Shape {
	return &Shape{Shape: s.Shape.Only(keep)}
}

// settersFor find how each column of the shape is read from those of a result,
// which begins with them; nil where by scanning.
func (s *Shape) settersFor(columns []wire.Column) []wire.Setter {
	return s.setters.For(columns, func() []wire.Setter {
		setters := make([]wire.Setter, len(s.Columns))
		for i := range setters {
			if t := s.Plain(i); t != nil {
				setters[i] = columns[i].SetterFor(t)
			}
		}
		return setters
	})
}
