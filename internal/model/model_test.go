package model_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/crudfactory/crudfactory/internal/model"
)

type article struct {
	ID         int64 `gorm:"primaryKey"`
	CreatedAt  time.Time
	Title      string `gorm:"not null"`
	HTMLBody   string
	Renamed    string `gorm:"column:createdOn"`
	Secret     string `gorm:"->:false;<-:create"`
	Ignored    string `gorm:"-"`
	Unmigrated string `gorm:"-:migration"`
	CategoryID *int64
	Category   *category
}

type category struct {
	ID     int64
	Name   string `gorm:"not null"`
	Secret string `gorm:"->:false"`
}

func TestFieldIsFoundByEachOfItsNames(t *testing.T) {
	t.Parallel()
	type place struct{ Path, Key, Column string }
	for name, want := range map[string]place{
		"title":         {"title", "title", "title"},
		"created_at":    {"created_at", "created_at", "created_at"},
		"CreatedAt":     {"created_at", "created_at", "created_at"},
		"HTMLBody":      {"html_body", "html_body", "html_body"},
		"createdOn":     {"createdOn", "createdOn", "createdOn"},
		"Renamed":       {"createdOn", "createdOn", "createdOn"},
		"unmigrated":    {"unmigrated", "unmigrated", "unmigrated"},
		"category.name": {"category.name", "category__name", "name"},
		"Category.Name": {"category.name", "category__name", "name"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := read(t, &article{})
			f := field(t, m, name)
			if diff := cmp.Diff(want, place{f.Path, f.Key, f.Column}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if f != field(t, m, want.Path) {
				t.Errorf("%s and %s are two fields", name, want.Path)
			}
		})
	}
}

func TestUnknownFieldNamesTheNearest(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"titel":          `"titel": no such column (did you mean "title"?)`,
		"publishedAt":    `"publishedAt": no such column`,
		"createdon":      `"createdon": no such column (did you mean "createdOn"?)`,
		"ignored":        `"ignored": no such column`,
		"":               `"": no such column`,
		"category":       `"category": no such column (did you mean "category_id"?)`,
		"category.":      `"category.": no such column`,
		"category.nam":   `"category.nam": no such column (did you mean "category.name"?)`,
		"category.zzzzz": `"category.zzzzz": no such column`,
		"categori.name":  `"categori.name": no such relation (did you mean "category"?)`,
		"author.name":    `"author.name": no such relation`,
		"title.name":     `"title.name": no such relation`,
		"name.name":      `"name.name": no such relation`,
		"category.a.b":   `"category.a.b": no such relation`,
		"category__name": `"category__name": no such column (did you mean "category_id"?)`,
		// Columns that are never read are never hinted at.
		"secret":          `"secret": no such column`,
		"Secret":          `"Secret": no such column`,
		"secre":           `"secre": no such column`,
		"category.secret": `"category.secret": no such column`,
		"category.secrt":  `"category.secrt": no such column`,
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, &article{}).Field(path)
			if diff := cmp.Diff([]string{want}, lines(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestShapeLeavesOutWhatIsNeverRead(t *testing.T) {
	t.Parallel()
	var got []string
	for _, f := range read(t, &article{}).Shape().Columns {
		got = append(got, f.Path)
	}
	want := []string{"id", "created_at", "title", "html_body", "createdOn", "unmigrated", "category_id"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// person proves with each field that only a declaration makes a column NOT
// NULL.
type person struct {
	*Audit

	Country      string `gorm:"primaryKey"`
	Number       int    `gorm:"primaryKey;autoIncrement:false"`
	Name         string `gorm:"not null"`
	Nickname     string
	Age          int
	Born         time.Time
	Defaults     int `gorm:"default:1"`
	Unique       int `gorm:"unique"`
	Pointer      *int
	Strict       *int     `gorm:"not null"`
	Home         address  `gorm:"embedded;embeddedPrefix:home_"`
	Work         *address `gorm:"embedded;embeddedPrefix:work_"`
	BirthplaceID *int
	Birthplace   *place
}

type address struct {
	City string `gorm:"not null"`
	Zip  string
}

// Audit is embedded by pointer: its columns come and go with it.
type Audit struct {
	EditedBy string `gorm:"not null"`
}

type place struct {
	ID   int
	Name string `gorm:"not null"`
}

func TestOnlyADeclarationMakesAColumnNotNull(t *testing.T) {
	t.Parallel()
	m := read(t, &person{})
	var got []string
	for _, f := range append(m.Shape().Columns, field(t, m, "birthplace.id"), field(t, m, "birthplace.name")) {
		if !f.Nullable() {
			got = append(got, f.Path)
		}
	}
	want := []string{"country", "number", "name", "strict", "home_city"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if f := field(t, m, "birthplace.name"); !f.NotNull {
		t.Error("the related column itself is declared not null")
	}
	for _, path := range []string{"work_city", "edited_by"} {
		if field(t, m, path).NotNull {
			t.Errorf("%s comes and goes with the struct that is embedded by pointer", path)
		}
	}
}

func TestPrimaryKeyIsInDeclaredOrder(t *testing.T) {
	t.Parallel()
	var got []string
	for _, f := range read(t, &person{}).PrimaryKey() {
		got = append(got, f.Path)
	}
	if diff := cmp.Diff([]string{"country", "number"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	type keyless struct{ Name string }
	type model1 struct{ ID int }
	type impossible struct{ C chan int }
	for name, test := range map[string]struct {
		of   any
		want string
	}{
		"a model":                {new(model1), ""},
		"without a primary key":  {new(keyless), `keylesses has no primary key: mark it with gorm:"primaryKey"`},
		"a number":               {new(int), "the model int is not a struct"},
		"a map":                  {new(map[string]any), "the model map[string]interface {} is not a struct"},
		"an interface":           {new(any), "the model interface {} is not a struct"},
		"a pointer to a model":   {new(*model1), "the model *model_test.model1 is not a struct"},
		"a slice of models":      {new([]model1), "the model []model_test.model1 is not a struct"},
		"a function":             {new(func()), "the model func() is not a struct"},
		"a field of no SQL type": {new(impossible), "parse the model: failed to parse field: C, "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := model.Read(offlinePostgres(t), test.of)
			if got := strings.Join(lines(err), "\n"); !strings.HasPrefix(got, test.want) || test.want == "" && err != nil {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestNamingStrategy finds names as the user's gorm writes them.
func TestNamingStrategy(t *testing.T) {
	t.Parallel()
	db, err := gorm.Open(postgres.Open(""), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true,
		NamingStrategy: schema.NamingStrategy{
			TablePrefix: "shop.t_", SingularTable: true, NameReplacer: strings.NewReplacer("HTML", "Html"), NoLowerCase: true,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Read(db, &article{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Table != "shop.t_article" {
		t.Errorf("table %q", m.Table)
	}
	for path, want := range map[string]string{"HTMLBody": "HtmlBody", "CreatedAt": "CreatedAt", "Category.Name": "Category.Name"} {
		if got := field(t, m, path).Path; got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestCollisions(t *testing.T) {
	t.Parallel()
	type post struct {
		ID           int
		Name         string `gorm:"column:category__name"`
		Code         string `gorm:"column:category__id"`
		CategoryID   int
		Category     *category
		Double__Name string //nolint:revive,staticcheck // the underscores are the case
	}
	m := read(t, &post{})
	m.Shape() // looks up every column of its own
	if errs := m.Collisions(); errs != nil {
		t.Errorf("before the relation was looked up: %v", errs)
	}
	field(t, m, "category.name")
	field(t, m, "category.id")
	var got []string
	for _, err := range m.Collisions() {
		got = append(got, err.Error())
	}
	want := []string{
		`"category.id" and "category__id" have the same key "category__id" on the wire`,
		`"category.name" and "category__name" have the same key "category__name" on the wire`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
