package model

import (
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// Column is a column that the model says its table has.
type Column struct {
	schemas.Field

	// Readable is set where reads select it, WritesNull where a write can bring NULL:
	// the Go type has a place for it, and no default of the database's stands in.
	Readable, WritesNull bool
}

// Columns are those of the model's table, readable or not.
func (m *Model) Columns() []Column {
	columns := make([]Column, 0, len(m.Schema.DBNames))
	for _, name := range m.Schema.DBNames {
		f := m.Schema.FieldsByDBName[name]
		c := Column{Readable: f.Readable, WritesNull: (f.Creatable || f.Updatable) && !f.HasDefaultValue && holdsNull(f)}
		c.Field = schemas.Field{Path: name, Key: name, Column: name, NotNull: notNull(f)}
		m.setKind(&c.Field, f)
		if known, ok := m.fields[name]; ok { // with its labels
			c.Field = *known
		}
		columns = append(columns, c)
	}
	return columns
}

// holdsNull reports a field that can be without a value.
func holdsNull(f *schema.Field) bool {
	t := f.FieldType
	return t.Kind() == reflect.Pointer || plain(t) != t || goKinds[t] == schemas.Time && t.Name() == "DeletedAt"
}

// Live is what holds for each row that is not deleted.
func (m *Model) Live() []schemas.Constant {
	live, err := m.live(m.Schema)
	if err != nil {
		return nil // a condition of another kind, which no index is looked for by
	}
	return live
}

// Relations are those that were looked up, by their paths.
func (m *Model) Relations() []*schemas.Relation {
	relations := make([]*schemas.Relation, 0, len(m.relations))
	for _, path := range slices.Sorted(maps.Keys(m.relations)) {
		relations = append(relations, m.relations[path])
	}
	return relations
}
