package model

import (
	"database/sql/driver"
	"fmt"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// join makes the step along a relation once.
func (m *Model) join(parent *schemas.Relation, rel *schema.Relationship) (*schemas.Relation, error) {
	path := m.snake(rel.Name)
	if parent != nil {
		path = parent.Path + "." + path
	}
	if relation, ok := m.relations[path]; ok {
		return relation, nil
	}
	where, err := m.live(rel.FieldSchema)
	if err != nil {
		return nil, fmt.Errorf("relation %q: %w", path, err)
	}
	relation := &schemas.Relation{
		Path: path, Parent: parent, Alias: "r" + strconv.Itoa(len(m.relations)+1),
		Table:     rel.FieldSchema.Table,
		BelongsTo: rel.Type == schema.BelongsTo,
		Many:      rel.Type == schema.HasMany || rel.Type == schema.Many2Many,
		Where:     where,
	}
	if rel.JoinTable != nil {
		err = m.through(relation, rel)
	} else {
		link(relation, rel)
	}
	m.relations[path] = relation
	return relation, err
}

// link pairs the columns of owner and related table.
func link(relation *schemas.Relation, rel *schema.Relationship) {
	for _, ref := range rel.References {
		switch {
		case ref.PrimaryValue != "":
			relation.Where = append(relation.Where, schemas.Constant{Column: ref.ForeignKey.DBName, Value: ref.PrimaryValue})
		case ref.OwnPrimaryKey:
			relation.Link = append(relation.Link, schemas.Link{Owner: ref.PrimaryKey.DBName, Related: ref.ForeignKey.DBName})
		default:
			relation.Link = append(relation.Link, schemas.Link{Owner: ref.ForeignKey.DBName, Related: ref.PrimaryKey.DBName})
		}
	}
}

// through pairs the columns of owner, join table and related table.
func (m *Model) through(relation *schemas.Relation, rel *schema.Relationship) error {
	where, err := m.live(rel.JoinTable)
	if err != nil {
		return err
	}
	through := &schemas.Through{Table: rel.JoinTable.Table, Where: where}
	for _, ref := range rel.References {
		switch {
		case ref.PrimaryValue != "":
			through.Where = append(through.Where, schemas.Constant{Column: ref.ForeignKey.DBName, Value: ref.PrimaryValue})
		case ref.OwnPrimaryKey:
			relation.Link = append(relation.Link, schemas.Link{Owner: ref.PrimaryKey.DBName, Related: ref.ForeignKey.DBName})
		default:
			through.Link = append(through.Link, schemas.Link{Owner: ref.ForeignKey.DBName, Related: ref.PrimaryKey.DBName})
		}
	}
	relation.Through = through
	return nil
}

// live finds what gorm asks of every row of a table that it joins: that it is
// not soft-deleted. A kind of condition that is not an equality cannot be
// carried, and says so rather than being lost.
func (m *Model) live(s *schema.Schema) ([]schemas.Constant, error) {
	stmt := &gorm.Statement{DB: m.db, Table: s.Table, Schema: s, Clauses: map[string]clause.Clause{}}
	for _, c := range s.QueryClauses {
		stmt.AddClause(c)
	}
	where, _ := stmt.Clauses["WHERE"].Expression.(clause.Where)
	var live []schemas.Constant
	for _, expr := range where.Exprs {
		eq, ok := expr.(clause.Eq)
		column, named := eq.Column.(clause.Column)
		if !ok || !named {
			return nil, fmt.Errorf("the condition %T that gorm puts on %s cannot be joined", expr, s.Table)
		}
		live = append(live, schemas.Constant{Column: column.Name, Value: constant(eq.Value)})
	}
	return live, nil
}

// constant unwraps a value such as the NullString of a soft delete.
func constant(v any) any {
	if valuer, ok := v.(driver.Valuer); ok {
		if plain, err := valuer.Value(); err == nil {
			return plain
		}
	}
	return v
}
