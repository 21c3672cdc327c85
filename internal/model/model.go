package model

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/schemas"
)

// Model is a GORM model with the fields that were looked up in it. Looking up
// is for declaration time; it is not safe for concurrent use.
type Model struct {
	// Schema is what gorm knows of the model.
	Schema *schema.Schema
	// Table is the model's table, schema-qualified where the model says so.
	Table string

	namer     schema.Namer
	db        *gorm.DB
	fields    map[string]*schemas.Field
	relations map[string]*schemas.Relation
}

// Read parses a pointer to a model with the naming strategy of db; no statement
// is run.
func Read(db *gorm.DB, model any) (*Model, error) {
	if t := reflect.TypeOf(model).Elem(); t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("the model %s is not a struct", t)
	}
	stmt := &gorm.Statement{DB: db}
	if err := stmt.Parse(model); err != nil {
		return nil, fmt.Errorf("parse the model: %w", err)
	}
	m := &Model{
		Schema: stmt.Schema, Table: stmt.Schema.Table,
		namer: db.NamingStrategy, db: db,
		fields: map[string]*schemas.Field{}, relations: map[string]*schemas.Relation{},
	}
	if len(stmt.Schema.PrimaryFields) == 0 {
		return nil, fmt.Errorf("%s has no primary key: mark it with gorm:\"primaryKey\"", m.Table)
	}
	return m, nil
}

// SetLabels gives columns of text, by path, the labels that they can have. Of an
// array they are those of its elements.
func (m *Model) SetLabels(enums map[string][]string) {
	for _, path := range slices.Sorted(maps.Keys(enums)) {
		f, err := m.Field(path)
		if err != nil {
			continue
		}
		if f.Element != nil { // an array, perhaps of a type that nothing was known of
			f.Kind, f = schemas.Array, f.Element
		}
		if f.Kind == schemas.Text || f.Kind == schemas.Opaque {
			f.Kind, f.Labels = schemas.Enum, slices.Clone(enums[path])
		}
	}
}

// insideKinds are what a value inside a jsonb column can be.
var insideKinds = []schemas.Kind{schemas.Bool, schemas.Int, schemas.Decimal, schemas.Text}

// Inside makes a field of a path into a jsonb column: meta.color, or
// owner.meta.size.width.
func (m *Model) Inside(path string, kind schemas.Kind) error {
	steps := strings.Split(path, ".")
	for n := len(steps) - 1; n > 0; n-- {
		column, err := m.Field(strings.Join(steps[:n], "."))
		if err != nil {
			continue
		}
		keys := steps[n:]
		switch {
		case column.JSON != nil: // the column is further up
			continue
		case !strings.EqualFold(m.source(column).TagSettings["TYPE"], "jsonb"):
			return fmt.Errorf("%q: the column %q has no gorm:\"type:jsonb\" tag", path, column.Path)
		case slices.ContainsFunc(keys, func(key string) bool { return key == "" || strings.ContainsAny(key, "'[]\\\x00") }):
			return fmt.Errorf("%q: a key is empty, or has a quote, a bracket or a backslash", path)
		case !slices.Contains(insideKinds, kind):
			return fmt.Errorf("%q cannot be of kind %s: a value in jsonb is a boolean, an integer, a decimal or a text", path, kind)
		}
		inside := *column
		inside.Path = column.Path + "." + strings.Join(keys, ".") // however the column was spelt
		inside.Key, inside.JSON = strings.ReplaceAll(inside.Path, ".", "__"), keys
		inside.Kind, inside.Bits, inside.NotNull = kind, 0, false
		m.fields[inside.Path] = &inside
		return nil
	}
	if _, err := m.Field(path); err == nil {
		return fmt.Errorf("%q: name the keys inside the column as well, such as %q", path, path+".color")
	}
	owner := m.Schema
	for _, step := range steps {
		rel := m.relation(owner, step)
		if rel == nil {
			return m.unknown(path, step, "no such column", columnsOf(owner))
		}
		owner = rel.FieldSchema
	}
	return m.unknown(path, steps[len(steps)-1], "no such column", columnsOf(owner))
}

// Unscannable is the type of an array's field that cannot read one; nil for any
// other.
func (m *Model) Unscannable(field *schemas.Field) reflect.Type {
	if field.Kind != schemas.Array {
		return nil
	}
	f := m.source(field)
	if f.Serializer != nil || reflect.PointerTo(indirect(f.FieldType)).Implements(scannerType) {
		return nil
	}
	return f.FieldType
}

// PrimaryKey lists the fields of the primary key in declared order.
func (m *Model) PrimaryKey() []*schemas.Field {
	fields := make([]*schemas.Field, len(m.Schema.PrimaryFields))
	for i, f := range m.Schema.PrimaryFields {
		fields[i] = m.intern(nil, f)
	}
	return fields
}

// Field finds a column by its path: created_at, CreatedAt, category.name. The
// same path gives the same field each time.
func (m *Model) Field(path string) (*schemas.Field, error) {
	if field, ok := m.fields[path]; ok {
		return field, nil
	}
	steps := strings.Split(path, ".")
	relation, owner, err := m.walk(path, steps[:len(steps)-1])
	if err != nil {
		return nil, err
	}
	column := steps[len(steps)-1]
	f := owner.LookUpField(column)
	if f == nil || f.DBName == "" || !f.Readable {
		return nil, m.unknown(path, column, "no such column", columnsOf(owner))
	}
	return m.intern(relation, f), nil
}

// Folds reports a column whose equal texts can differ: citext.
func (m *Model) Folds(field *schemas.Field) bool {
	return strings.EqualFold(m.source(field).TagSettings["TYPE"], "citext")
}

// Pads reports a relation with a key that the database fills up with blanks,
// which mean nothing: char(n) of PostgreSQL.
func (m *Model) Pads(relation string) bool {
	rel := m.relation(m.Schema, relation)
	return rel != nil && m.db.Name() == "postgres" && slices.ContainsFunc(rel.References, func(r *schema.Reference) bool {
		return padded(r.PrimaryKey) || padded(r.ForeignKey)
	})
}

func padded(f *schema.Field) bool {
	if f == nil { // the key is a constant
		return false
	}
	name, _, _ := strings.Cut(f.TagSettings["TYPE"], "(")
	return slices.Contains([]string{"char", "character", "bpchar"}, strings.ToLower(strings.TrimSpace(name)))
}

// IsText reports a column that the database itself keeps as a text: not a type
// of labels.
func (m *Model) IsText(field *schemas.Field) bool {
	tag := m.source(field).TagSettings["TYPE"]
	kind, _ := kindOfSQL(strings.ToLower(strings.TrimSpace(tag)))
	return field.JSON == nil && (tag == "" || kind == schemas.Text)
}

// Vector finds a tsvector column of the model, readable or not.
func (m *Model) Vector(name string) (string, error) {
	f := m.Schema.LookUpField(name)
	switch {
	case f == nil || f.DBName == "":
		return "", m.unknown(name, name, "no such column", m.Schema.DBNames)
	case !strings.HasPrefix(strings.ToLower(f.TagSettings["TYPE"]), "tsvector"):
		return "", fmt.Errorf("%q has no gorm:\"type:tsvector\" tag", name)
	}
	return f.DBName, nil
}

// walk follows relations by name from the model to the owner of a column.
func (m *Model) walk(path string, steps []string) (*schemas.Relation, *schema.Schema, error) {
	var parent *schemas.Relation
	owner := m.Schema
	for _, step := range steps {
		rel := m.relation(owner, step)
		if rel == nil {
			return nil, nil, m.unknown(path, step, "no such relation", m.relationsOf(owner))
		}
		next, err := m.join(parent, rel)
		if err != nil {
			return nil, nil, err
		}
		parent, owner = next, rel.FieldSchema
	}
	return parent, owner, nil
}

// relation finds a relation by its snake-case or Go name.
func (m *Model) relation(owner *schema.Schema, name string) *schema.Relationship {
	for goName, rel := range owner.Relationships.Relations {
		if name == goName || name == m.snake(goName) {
			return rel
		}
	}
	return nil
}

func (m *Model) snake(name string) string { return m.namer.ColumnName("", name) }

func (m *Model) unknown(path, name, what string, known []string) error {
	err := fmt.Errorf("%q: %s", path, what)
	if near := nearest(name, known); near != "" {
		prefix := path[:strings.LastIndex("."+path, "."+name)]
		return fmt.Errorf("%w (did you mean %q?)", err, prefix+near)
	}
	return err
}

func columnsOf(s *schema.Schema) []string {
	return slices.DeleteFunc(slices.Clone(s.DBNames), func(name string) bool {
		return !s.FieldsByDBName[name].Readable
	})
}

func (m *Model) relationsOf(s *schema.Schema) []string {
	var names []string
	for name := range s.Relationships.Relations {
		names = append(names, m.snake(name))
	}
	slices.Sort(names)
	return names
}

// intern makes the field of a column once.
func (m *Model) intern(relation *schemas.Relation, f *schema.Field) *schemas.Field {
	path := f.DBName
	if relation != nil {
		path = relation.Path + "." + path
	}
	if field, ok := m.fields[path]; ok {
		return field
	}
	field := &schemas.Field{
		Path: path, Key: strings.ReplaceAll(path, ".", "__"), Column: f.DBName, Relation: relation,
		NotNull: notNull(f),
	}
	m.setKind(field, f)
	m.fields[path] = field
	return field
}

// notNull believes the declaration only: a plain Go type proves nothing, since
// AutoMigrate makes its column nullable. Fields of a struct embedded by pointer
// come and go with it.
func notNull(f *schema.Field) bool {
	embeddedByPointer := slices.ContainsFunc(f.StructField.Index, func(i int) bool { return i < 0 })
	return f.PrimaryKey || f.NotNull && !embeddedByPointer
}

// Collisions reports columns of different paths that would have one key on the
// wire: a column a__b beside a relation a with a column b.
func (m *Model) Collisions() []error {
	var errs []error
	byKey := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(m.fields)) {
		key := m.fields[path].Key
		if other, ok := byKey[key]; ok {
			errs = append(errs, fmt.Errorf("%q and %q have the same key %q on the wire", other, path, key))
		}
		byKey[key] = path
	}
	return errs
}
