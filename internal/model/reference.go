package model

import (
	"errors"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// Reference is a belongs-to relation with the columns that hold its key.
type Reference struct {
	Path string
	// Relation is the way to the related row.
	Relation *schemas.Relation
	Columns  []string
	// Related is the related model, Keys its columns that are referred to.
	Related *Model
	Keys    []*schemas.Field
}

// References lists the rows that one of the model can refer to.
func (m *Model) References() (references []Reference, err error) {
	for _, rel := range m.Schema.Relationships.BelongsTo {
		relation, related, stepErr := m.Step(rel.Name)
		if stepErr != nil {
			err = errors.Join(err, stepErr)
			continue
		}
		r := Reference{Path: relation.Path, Relation: relation, Related: related}
		for _, link := range relation.Link {
			key, fieldErr := related.Field(link.Related)
			err = errors.Join(err, fieldErr)
			r.Columns, r.Keys = append(r.Columns, link.Owner), append(r.Keys, key)
		}
		references = append(references, r)
	}
	slices.SortFunc(references, func(a, b Reference) int { return strings.Compare(a.Path, b.Path) })
	return references, err
}
