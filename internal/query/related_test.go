package query_test

import (
	"reflect"
	"testing"

	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// shelf has the relations that article has not.
type shelf struct {
	Row     string `gorm:"primaryKey"`
	Number  int    `gorm:"primaryKey;autoIncrement:false"`
	NextRow *string
	NextNo  *int
	Next    *shelf   `gorm:"foreignKey:NextRow,NextNo;references:Row,Number"`
	Volumes []volume `gorm:"foreignKey:ShelfRow,ShelfNumber;references:Row,Number"`
	Themes  []theme  `gorm:"many2many:shelf_themes"`
	Serial  string
	Labels  []label `gorm:"polymorphic:Owner;foreignKey:Serial"`
	Plate   *label  `gorm:"polymorphic:Owner;polymorphicValue:plate;foreignKey:Serial"`
}

type volume struct {
	ID          int
	ShelfRow    string `gorm:"not null"`
	ShelfNumber int    `gorm:"not null"`
	Title       string `gorm:"not null"`
	Rating      *int
	WriterID    *int
	Writer      *person
	DeletedAt   gorm.DeletedAt
}

type theme struct {
	ID   int
	Name string `gorm:"not null"`
}

type label struct {
	ID        int
	OwnerID   string
	OwnerType string
	Text      string `gorm:"not null"`
}

// relatedCase is a relation of shelf with what is asked of it.
type relatedCase struct {
	name, relation, order string
	links                 []string
	owners                [][]any
	prepare               func(*gorm.Statement)
	most                  int
}

func relatedCases() []relatedCase {
	one, two := []any{"A", int64(1)}, []any{"B'", int64(2)}
	scoped := func(stmt *gorm.Statement) {
		stmt.AddClause(clause.Where{Exprs: []clause.Expression{clause.Expr{SQL: "rating > ? OR title = ?", Vars: []any{1, "x"}}}})
		query.Seal(stmt)
	}
	return []relatedCase{
		{name: "to one, by a composite key", relation: "next", owners: [][]any{one, two}},
		{name: "to one, with a link beyond", relation: "next", owners: [][]any{one}, links: []string{"serial", "next_row", "next_no"}},
		{name: "to one, polymorphic", relation: "plate", owners: [][]any{{"s1"}, {"s2"}}},
		{name: "to many, by a composite key", relation: "volumes", owners: [][]any{one, two}},
		{name: "to many, one owner", relation: "volumes", owners: [][]any{one}},
		{name: "to many, in an order with NULLs", relation: "volumes", owners: [][]any{one}, order: "-rating.nullslast,title"},
		{name: "to many, in an order by a relation", relation: "volumes", owners: [][]any{one}, order: "writer.name,-rating"},
		{name: "to many, with a link beyond", relation: "volumes", owners: [][]any{one}, links: []string{"writer_id"}},
		{name: "to many, within a scope", relation: "volumes", owners: [][]any{one}, prepare: scoped},
		{name: "to many, polymorphic", relation: "labels", owners: [][]any{{"s1"}, {"s2"}, {"s3"}}},
		{name: "many to many", relation: "themes", owners: [][]any{one, two}, order: "-name"},
		{name: "to many, of a bounded number", relation: "volumes", owners: [][]any{one, two}, most: 9},
	}
}

// statement is the case for a model, with the two first columns of the related
// rows.
func (c relatedCase) statement(t *testing.T, m *model.Model) (query.Related, *model.Model) {
	t.Helper()
	relation, related, err := m.Step(c.relation)
	if err != nil {
		t.Fatal(err)
	}
	field := func(path string) *schemas.Field {
		f, err := related.Field(path)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	var keys []ordering.Key
	if c.order != "" {
		raw, inputErr := ordering.ParseKeys(c.order)
		if inputErr != nil {
			t.Fatal(inputErr)
		}
		for _, key := range raw {
			keys = append(keys, ordering.NewKey(field(key.Key), key))
		}
	}
	resource := &schemas.Resource{Name: related.Table, PrimaryKey: related.PrimaryKey()}
	statement := query.Related{
		Plan:    query.Plan{Resource: resource, Order: ordering.Total(resource, keys...), Limit: 4},
		Columns: related.Shape().Columns[:2], Relation: relation, Owners: c.owners, Most: c.most,
	}
	for _, link := range c.links {
		statement.Links = append(statement.Links, field(link))
	}
	return statement, related
}

// TestGoldenRelated shows the statements of included relations as text.
func TestGoldenRelated(t *testing.T) {
	t.Parallel()
	for name, dialector := range map[string]gorm.Dialector{
		"postgres": postgres.Open("host=nowhere"),
		"sqlite":   gormlite.Open(":memory:"),
	} {
		r := newRenderer(t, dialector)
		m, err := model.Read(r.db, &shelf{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range relatedCases() {
			statement, related := c.statement(t, m)
			r.render(c.name, statement, func(stmt *gorm.Statement) {
				if err := stmt.Parse(reflect.New(related.Schema.ModelType).Interface()); err != nil {
					t.Fatal(err)
				}
				stmt.Table = related.Table // Parse leaves that of the renderer's
				if c.prepare != nil {
					c.prepare(stmt)
				}
			})
		}
		r.compare("testdata/" + name + "_related.sql")
	}
}
