package model

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
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
	live, err := m.live(rel.FieldSchema)
	if err != nil {
		return nil, fmt.Errorf("relation %q: %w", path, err)
	}
	relation := &schemas.Relation{
		Path: path, Parent: parent, Alias: "crud_r" + strconv.Itoa(len(m.relations)+1),
		Table:     rel.FieldSchema.Table,
		BelongsTo: rel.Type == schema.BelongsTo,
		Many:      rel.Type == schema.HasMany || rel.Type == schema.Many2Many,
		Live:      live,
	}
	own, far, constants := references(rel)
	if rel.JoinTable == nil {
		relation.Link, relation.Where = slices.Concat(own, far), constants
	} else {
		relation.Link = own
		relation.Through, err = m.through(rel, far, constants)
	}
	m.relations[path] = relation
	return relation, err
}

// Step follows one relation of the model, by its snake-case or Go name, to the
// related model.
func (m *Model) Step(name string) (*schemas.Relation, *Model, error) {
	rel := m.relation(m.Schema, name)
	if rel == nil {
		return nil, nil, m.unknown(name, name, "no such relation", m.relationsOf(m.Schema))
	}
	relation, err := m.join(nil, rel)
	if err != nil {
		return nil, nil, err
	}
	related, err := Read(m.db, reflect.New(rel.FieldSchema.ModelType).Interface())
	return relation, related, err
}

// references pairs the columns of a relation: those that the owner is referred
// to by, those by which it or a join table refers to the related table, and the
// type of a polymorphic owner.
func references(rel *schema.Relationship) (own, far []schemas.Link, constants []schemas.Constant) {
	for _, ref := range rel.References {
		switch {
		case ref.PrimaryValue != "":
			constants = append(constants, schemas.Constant{Column: ref.ForeignKey.DBName, Value: ref.PrimaryValue})
		case ref.OwnPrimaryKey:
			own = append(own, schemas.Link{Owner: ref.PrimaryKey.DBName, Related: ref.ForeignKey.DBName})
		default:
			far = append(far, schemas.Link{Owner: ref.ForeignKey.DBName, Related: ref.PrimaryKey.DBName})
		}
	}
	return own, far, constants
}

// through is the join table of a many-to-many relation.
func (m *Model) through(rel *schema.Relationship, link []schemas.Link, constants []schemas.Constant) (*schemas.Through, error) {
	where, err := m.live(rel.JoinTable)
	return &schemas.Through{Table: rel.JoinTable.Table, Link: link, Where: append(where, constants...)}, err
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
