package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/catalog"
	"github.com/crudfactory/crudfactory/internal/model"
	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

// part has a column of most kinds.
type part struct {
	ID    int64   `gorm:"primaryKey"`
	Name  string  `gorm:"type:text;not null"`
	Size  *int64  // may be NULL
	Price float64 `gorm:"type:numeric(10,2);not null"`
	Note  string
}

// good is the table that the model has.
var good = []catalog.Column{
	{Name: "id", Type: "int8", NotNull: true, Filled: true},
	{Name: "name", Type: "text", NotNull: true},
	{Name: "size", Type: "int8"},
	{Name: "price", Type: "numeric", NotNull: true},
	{Name: "note", Type: "text"},
}

func compare(t *testing.T, orders []string, table catalog.Table) (lines []string) {
	t.Helper()
	db, err := gorm.Open(postgres.Open("host=nowhere"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Read(db, &part{})
	if err != nil {
		t.Fatal(err)
	}
	resource := &schemas.Resource{Name: "parts", PrimaryKey: m.PrimaryKey()}
	for _, path := range orders {
		field, err := m.Field(path)
		if err != nil {
			t.Fatal(err)
		}
		resource.Orders = append(resource.Orders, field)
	}
	table.Name = "parts"
	s := Subject{DB: db, Resource: resource, Key: m.PrimaryKey(), Order: ordering.Total(resource), Columns: m.Columns(), Live: m.Live()}
	for _, f := range Compare(s, catalog.New(table)) {
		lines = append(lines, [...]string{"error", "warning", "note"}[f.Severity]+" "+f.Code+" "+f.Field+" "+f.Fix)
	}
	return lines
}

func TestColumns(t *testing.T) {
	t.Parallel()
	key := catalog.Index{
		Name: "public.parts_pkey", Method: "btree", Unique: true, Primary: true, Valid: true,
		Keys: []catalog.Key{{Column: "id", Default: true}},
	}
	table := func(change func(map[string]*catalog.Column)) catalog.Table {
		columns := append([]catalog.Column{}, good...)
		byName := map[string]*catalog.Column{}
		for i := range columns {
			byName[columns[i].Name] = &columns[i]
		}
		change(byName)
		return catalog.Table{Kind: catalog.Ordinary, Columns: columns, Indexes: []catalog.Index{key}}
	}
	type columns = map[string]*catalog.Column
	for _, tt := range []struct {
		name   string
		orders []string
		table  catalog.Table
		want   []string
	}{
		{"as the model says", nil, table(func(columns) {}), nil},
		{"missing table", nil, catalog.Table{}, []string{"error missing_table  "}},
		{"missing column", nil, table(func(c columns) { c["note"].Name = "notes" }), []string{"error missing_column note "}},
		{"of another type", nil, table(func(c columns) { c["name"].Type = "int4" }), []string{"error wrong_type name "}},
		{"an array", nil, table(func(c columns) { c["name"].Type = "_text" }), []string{"error wrong_type name "}},
		{"a type that nobody knows", nil, table(func(c columns) { c["name"].Type = "inet" }), nil},
		{"a type nearby", nil, table(func(c columns) { c["id"].Type, c["name"].Type = "int4", "varchar" }), nil},
		{
			"nullable in the table", nil, table(func(c columns) { c["name"].NotNull = false }),
			[]string{`warning nullable_column name ALTER TABLE "parts" ALTER COLUMN "name" SET NOT NULL`},
		},
		{
			"nullable in the table, and a key", nil, table(func(c columns) { c["id"].NotNull = false }),
			[]string{`error nullable_column id ALTER TABLE "parts" ALTER COLUMN "id" SET NOT NULL`},
		},
		{"not null in the table", nil, table(func(c columns) { c["size"].NotNull = true }), []string{"warning required_column size "}},
		{"not null in the table, with a default", nil, table(func(c columns) { c["size"].NotNull, c["size"].Filled = true, true }), nil},
		{"not null in the table, of a plain Go type", nil, table(func(c columns) { c["note"].NotNull = true }), nil},
		{
			"a nullable key of an order",
			[]string{"note"},
			table(func(columns) {}),
			[]string{`warning missing_index note CREATE INDEX CONCURRENTLY "idx_parts_note_id" ON "parts" ("note", "id")`, "note nullable_order_key note "},
		},
		{
			"a column that the model has not", nil, func() catalog.Table {
				t := table(func(columns) {})
				t.Columns = append(t.Columns, catalog.Column{Name: "owner", Type: "int8", NotNull: true}, catalog.Column{Name: "memo", Type: "text"},
					catalog.Column{Name: "made", Type: "timestamptz", NotNull: true, Filled: true})
				return t
			}(),
			[]string{"warning unknown_required_column owner "},
		},
		{"a view", []string{"name"}, catalog.Table{Kind: catalog.View, Columns: good}, []string{"note not_a_table  "}},
		{"a foreign table", []string{"name"}, catalog.Table{Kind: catalog.Foreign, Columns: good}, []string{"note not_a_table  "}},
		{
			"no key", nil, catalog.Table{Kind: catalog.Ordinary, Columns: good}, []string{
				`warning primary_key_not_unique id CREATE UNIQUE INDEX CONCURRENTLY "uni_parts_id" ON "parts" ("id")`,
			},
		},
		{
			"no key of a partitioned table", nil, catalog.Table{Kind: catalog.Partitioned, Columns: good}, []string{
				`warning primary_key_not_unique id `,
				`warning missing_index id CREATE INDEX "idx_parts_id" ON "parts" ("id")`,
			},
		},
		{
			"not analyzed", nil,
			catalog.Table{Kind: catalog.Ordinary, Columns: good, Indexes: []catalog.Index{key}, Unanalyzed: true},
			[]string{`note not_analyzed  ANALYZE "parts"`},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, compare(t, tt.orders, tt.table)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
