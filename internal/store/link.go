package store

import (
	"context"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// Link is a row of a join table: by which values an owner is named there, and the
// key of what it owns.
type Link struct {
	Owner []any
	Key   any
}

// joinTable is a statement on the join table of a many-to-many relation.
func (s Source) joinTable(ctx context.Context, r *schemas.Relation) *gorm.DB {
	return s.DB.Session(&gorm.Session{NewDB: true, Context: ctx}).Table(r.Through.Table)
}

// Unlink deletes links of a many-to-many relation.
func Unlink(ctx context.Context, s Source, r *schemas.Relation, links []Link) error {
	var columns []clause.Column
	for _, link := range r.Link {
		columns = append(columns, clause.Column{Name: link.Related})
	}
	columns = append(columns, clause.Column{Name: r.Through.Link[0].Owner})
	for some := range slices.Chunk(links, query.MaxRows(len(columns))) {
		in := clause.IN{Column: columns}
		for _, link := range some {
			in.Values = append(in.Values, append(slices.Clone(link.Owner), link.Key))
		}
		tx := s.joinTable(ctx, r).Where(in)
		for _, constant := range r.Through.Where {
			tx = tx.Where(clause.Eq{Column: clause.Column{Name: constant.Column}, Value: constant.Value})
		}
		if err := tx.Delete(map[string]any{}).Error; err != nil {
			return WriteError(ctx, err)
		}
	}
	return nil
}

// AddLinks inserts links of a many-to-many relation, but for those that are there.
func AddLinks(ctx context.Context, s Source, r *schemas.Relation, links []Link) error {
	for some := range slices.Chunk(links, query.MaxRows(len(r.Link)+1+len(r.Through.Where))) {
		rows := make([]map[string]any, len(some))
		for i, link := range some {
			rows[i] = map[string]any{r.Through.Link[0].Owner: link.Key}
			for l, column := range r.Link {
				rows[i][column.Related] = link.Owner[l]
			}
			for _, constant := range r.Through.Where {
				if constant.Value != nil {
					rows[i][constant.Column] = constant.Value
				}
			}
		}
		if err := s.joinTable(ctx, r).Clauses(clause.OnConflict{DoNothing: true}).Create(rows).Error; err != nil {
			return WriteError(ctx, err)
		}
	}
	return nil
}
