package model_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

// crate has documents, and arrays of every spelling.
type crate struct {
	ID      int
	Meta    string `gorm:"type:jsonb;not null"`
	Plain   string `gorm:"type:json"`
	Title   string
	OwnerID int
	Owner   *crateOwner
	Stamps  []crateStamp `gorm:"foreignKey:CrateID"`

	Words     string `gorm:"type:text[]"`
	Shorts    string `gorm:"type:varchar(20)[]"`
	Fixed     string `gorm:"type:char(3)[]"`
	Character string `gorm:"type:character(3)[]"`
	Prices    string `gorm:"type:numeric(12, 2)[]"`
	Doubles   string `gorm:"type:double precision[]"`
	Smalls    string `gorm:"type:SMALLINT[]"`
	Seen      string `gorm:"type:timestamp with time zone[]"`
	Precise   string `gorm:"type:timestamptz(3)[]"`
	Standard  string `gorm:"type:integer array"`
	IDs       string `gorm:"type:uuid[];column:ids"`

	Matrix string `gorm:"type:text[][]"`
	Sized  string `gorm:"type:text[3]"`
	Blobs  string `gorm:"type:bytea[]"`
	Metas  string `gorm:"type:jsonb[]"`
	States string `gorm:"type:state[]"`
	Serial []int  `gorm:"type:jsonb;serializer:json"`
}

type crateOwner struct {
	ID   int
	Meta string `gorm:"type:jsonb"`
}

type crateStamp struct {
	ID      int
	CrateID int
	Meta    string `gorm:"type:jsonb"`
}

// TestElements: an array has the type that PostgreSQL calls its elements by; of
// an array that filters cannot name, nothing is known.
func TestElements(t *testing.T) {
	t.Parallel()
	m := read(t, &crate{})
	got := map[string]string{}
	for _, path := range []string{
		"words", "shorts", "fixed", "character", "prices", "doubles", "smalls", "seen", "precise", "standard", "ids",
		"matrix", "sized", "blobs", "metas", "states",
	} {
		f := field(t, m, path)
		if got[path] = f.Kind.String(); f.Element != nil {
			got[path] += " of " + f.ElementType + ", a " + f.Element.Kind.String()
		}
		if f.Element != nil && f.Element.Bits > 0 {
			got[path] += fmt.Sprintf(" of %d bits", f.Element.Bits)
		}
	}
	want := map[string]string{
		"words": "array of text, a text", "shorts": "array of varchar, a text", "fixed": "array of bpchar, a text",
		"character": "array of bpchar, a text", "prices": "array of numeric, a decimal",
		"doubles": "array of double precision, a number of 64 bits", "smalls": "array of smallint, a integer of 16 bits",
		"seen": "array of timestamp with time zone, a time", "precise": "array of timestamptz, a time",
		"standard": "array of integer, a integer of 32 bits", "ids": "array of uuid, a uuid",
		"matrix": "opaque value", "sized": "opaque value", "blobs": "opaque value", "metas": "opaque value of jsonb, a opaque value", "states": "opaque value of state, a opaque value",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestLabelsOfElements: labels of an array are those of its elements, where they
// are texts.
func TestLabelsOfElements(t *testing.T) {
	t.Parallel()
	m := read(t, &crate{})
	m.SetLabels(map[string][]string{"words": {"b", "a"}, "Shorts": {"c"}, "standard": {"1"}})
	got := map[string]string{}
	for _, path := range []string{"words", "shorts", "standard"} {
		f := field(t, m, path)
		got[path] = fmt.Sprintf("%s%v of %s%v", f.Kind, f.Labels, f.Element.Kind, f.Element.Labels)
	}
	want := map[string]string{
		"words": "array[] of label[b a]", "shorts": "array[] of label[c]", "standard": "array[] of integer[]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInside: a value inside a document is a field of its column, and can be
// NULL even where the column cannot.
func TestInside(t *testing.T) {
	t.Parallel()
	m := read(t, &crate{})
	for path, want := range map[string]schemas.Field{
		"meta.color":             {Key: "meta__color", Column: "meta", JSON: []string{"color"}, Kind: schemas.Text},
		"meta.size.width":        {Key: "meta__size__width", Column: "meta", JSON: []string{"size", "width"}, Kind: schemas.Int},
		"owner.meta.paid":        {Key: "owner__meta__paid", Column: "meta", JSON: []string{"paid"}, Kind: schemas.Bool},
		"stamps.meta.price.0":    {Key: "stamps__meta__price__0", Column: "meta", JSON: []string{"price", "0"}, Kind: schemas.Decimal},
		`meta.an "odd" key, 50%`: {Key: `meta__an "odd" key, 50%`, Column: "meta", JSON: []string{`an "odd" key, 50%`}, Kind: schemas.Text},
	} {
		if err := m.Inside(path, want.Kind); err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		got := *field(t, m, path)
		if alias := path[:max(0, strings.Index(path, "meta")-1)]; (got.Relation == nil) != (alias == "") || got.Relation != nil && got.Relation.Path != alias {
			t.Errorf("%s: the relation is %+v", path, got.Relation)
		}
		if want.Path, got.Relation = path, nil; !cmp.Equal(want, got) {
			t.Errorf("%s (-want +got):\n%s", path, cmp.Diff(want, got))
		}
		if first, second := field(t, m, path), field(t, m, path); first != second {
			t.Errorf("%s has two fields", path)
		}
	}
	if f := field(t, m, "meta"); f.JSON != nil || f.Kind != schemas.Opaque || !f.NotNull {
		t.Errorf("the column itself has changed: %+v", f)
	}
}

// TestLabelsInside: a text inside a document can have labels, as a column can.
func TestLabelsInside(t *testing.T) {
	t.Parallel()
	m := read(t, &crate{})
	for path, kind := range map[string]schemas.Kind{"meta.state": schemas.Text, "meta.size": schemas.Int} {
		if err := m.Inside(path, kind); err != nil {
			t.Fatal(err)
		}
	}
	m.SetLabels(map[string][]string{"meta.state": {"new", "old"}, "meta.size": {"1"}, "meta.undeclared": {"a"}})
	if f := field(t, m, "meta.state"); f.Kind != schemas.Enum || !cmp.Equal(f.Labels, []string{"new", "old"}) {
		t.Errorf("got %+v", f)
	}
	if f := field(t, m, "meta.size"); f.Kind != schemas.Int || f.Labels != nil {
		t.Errorf("got %+v", f)
	}
}

func TestInsideRefuses(t *testing.T) {
	t.Parallel()
	const key = ": a key is empty, or has a quote, a bracket or a backslash"
	for path, want := range map[string]string{
		"plain.color":      `"plain.color": the column "plain" has no gorm:"type:jsonb" tag`,
		"title.color":      `"title.color": the column "title" has no gorm:"type:jsonb" tag`,
		"metas.color":      `"metas.color": the column "metas" has no gorm:"type:jsonb" tag`,
		"owner.id.color":   `"owner.id.color": the column "owner.id" has no gorm:"type:jsonb" tag`,
		"mta.color":        `"mta.color": no such column (did you mean "meta"?)`,
		"owner.mta.color":  `"owner.mta.color": no such column (did you mean "owner.meta"?)`,
		"nobody.meta.name": `"nobody.meta.name": no such column`,
		"":                 `"": no such column`,
		".":                `".": no such column`,
		"meta.":            `"meta."` + key,
		"meta..color":      `"meta..color"` + key,
		"meta.it's":        `"meta.it's"` + key,
		`meta.a\b`:         `"meta.a\\b"` + key,
		"meta.a\x00b":      `"meta.a\x00b"` + key,
	} {
		m := read(t, &crate{})
		if diff := cmp.Diff([]string{want}, lines(m.Inside(path, schemas.Text))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
	for kind := schemas.Opaque; kind <= schemas.Array; kind++ {
		switch kind { //nolint:exhaustive // those that a document can have
		case schemas.Bool, schemas.Int, schemas.Decimal, schemas.Text:
			continue
		}
		want := `"meta.color" cannot be of kind ` + kind.String() + ": a value in jsonb is a boolean, an integer, a decimal or a text"
		if diff := cmp.Diff([]string{want}, lines(read(t, &crate{}).Inside("meta.color", kind))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", kind, diff)
		}
	}
}

// TestInsideIsNoColumn: rows have columns, never a part of one, and an array
// only as the model has it.
func TestInsideIsNoColumn(t *testing.T) {
	t.Parallel()
	m := read(t, &crate{})
	if err := m.Inside("meta.color", schemas.Text); err != nil {
		t.Fatal(err)
	}
	for _, column := range m.Shape().Columns {
		if column.JSON != nil {
			t.Errorf("%s is read", column.Path)
		}
	}
	type crateRead struct {
		Meta  string
		Words string // as in the model
		Color string `crud:"meta.color"`
		IDs   []string
	}
	_, err := m.ReadSchema(reflect.TypeFor[crateRead]())
	want := []string{
		"crates: model_test.crateRead.Color: string cannot hold meta.color, which is text",
		"crates: model_test.crateRead.IDs: []string cannot hold ids, which is array",
	}
	if diff := cmp.Diff(want, lines(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
