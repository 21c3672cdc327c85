package model_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/crudfactory/crudfactory/internal/model"
)

// post is what write schemas are matched with.
type post struct {
	Sleeve `gorm:"embedded;embeddedPrefix:sleeve_"`

	ID       int64 `gorm:"primaryKey"`
	Title    string
	Intro    *string
	Views    int64
	Rank     *int32
	Rating   sql.NullFloat64
	Nick     sql.Null[string]
	Code     uuid.UUID `gorm:"type:uuid"`
	Hash     []byte
	At       time.Time
	Fixed    string  `gorm:"->"`
	Once     string  `gorm:"<-:create"`
	Labels   []label `gorm:"many2many:post_labels"`
	AuthorID *int64
	Author   *writer
}

type label struct {
	ID   int64
	Name string
}

type writer struct {
	ID   int64
	Name string
}

func posts(t *testing.T) *model.Model {
	t.Helper()
	return read(t, &post{})
}

func writeShape[T any](t *testing.T, m *model.Model) *model.WriteShape {
	t.Helper()
	shape, err := m.WriteSchema(reflect.TypeFor[T]())
	if err != nil {
		t.Fatal(err)
	}
	return shape
}

// The write schemas of these tests.
type (
	writeByName struct {
		Title        string
		SleeveColour string
		AuthorID     *int64
		Views        int
	}
	writeByTag struct {
		Name   string `crud:"title"`
		Clicks int64  `crud:"Views"`
		Once   string
		Other  func() `crud:"-"`
		hidden int    //nolint:unused // unexported fields are left alone
	}
	writeEmbedded struct {
		*Sleeve
		Heading

		Views int64
	}
	// Heading is a part of a write schema.
	Heading struct{ Title string }
	// writeOthers has pointers where the model has none, and the other way round.
	writeOthers struct {
		Title  *string
		Intro  string
		Views  *int
		Rank   int32
		Rating *sql.NullFloat64
		Nick   sql.Null[string]
		Code   *uuid.UUID
		Hash   json.RawMessage
		At     *time.Time
	}
	writeMistakes struct {
		Titel  string
		Views  string
		Rank   int64
		Fixed  string
		Author string   `crud:"author.name"`
		Tags   []int64  `crud:"tags"`
		Rating *float64 `crud:"rating"`
		Fine   string   `crud:"title"`
	}
	writeWrongKeys struct {
		LabelIDs []string
	}
	writeTwice struct {
		Title    string
		Name     string `crud:"title"`
		LabelIDs []int64
		Numbers  []int64 `crud:"labels"`
	}
	writeUnexported struct {
		*hiddenHeading

		Views int64
	}
	hiddenHeading        struct{ Title string }
	writeSkippedEmbedded struct {
		*hiddenHeading `crud:"-"`

		Views int64
	}
	writeSets struct {
		Title    string
		LabelIDs []int64
	}
	writeTaggedSets struct {
		Numbers []int64 `crud:"labels"`
	}
)

func TestWriteSchemaMatches(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		schema reflect.Type
		want   map[string]string
	}{
		"by name and column": {reflect.TypeFor[writeByName](), map[string]string{
			"title": "Title", "sleeve_colour": "SleeveColour", "author_id": "AuthorID", "views": "Views",
		}},
		"by tag":           {reflect.TypeFor[writeByTag](), map[string]string{"title": "Name", "views": "Clicks", "once": "Once"}},
		"embedded structs": {reflect.TypeFor[writeEmbedded](), map[string]string{"sleeve_colour": "Colour", "title": "Title", "views": "Views"}},
		"other types": {reflect.TypeFor[writeOthers](), map[string]string{
			"title": "Title", "intro": "Intro", "views": "Views", "rank": "Rank", "rating": "Rating", "nick": "Nick", "code": "Code",
			"hash": "Hash", "at": "At",
		}},
		"an embedded struct that is skipped": {reflect.TypeFor[writeSkippedEmbedded](), map[string]string{"views": "Views"}},
		"keys of related rows":               {reflect.TypeFor[writeSets](), map[string]string{"title": "Title"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := posts(t)
			shape, err := m.WriteSchema(c.schema)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, column := range m.Schema.DBNames {
				if name := shape.FieldOf(column); name != "" {
					got[column] = name
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" || shape.Type != c.schema {
				t.Errorf("%s (-want +got)\n%s", shape.Type, diff)
			}
		})
	}
}

func TestWriteSchemaReportsEveryMistake(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		schema reflect.Type
		want   []string
	}{
		"all at once": {reflect.TypeFor[writeMistakes](), []string{
			`posts: model_test.writeMistakes.Titel: "titel": no such column (did you mean "title"?)`,
			`posts: model_test.writeMistakes.Views: string cannot set views, which is int64`,
			`posts: model_test.writeMistakes.Rank: int64 cannot set rank, which is *int32`,
			`posts: model_test.writeMistakes.Fixed: "fixed" cannot be written`,
			`posts: model_test.writeMistakes.Author: "author.name": no such column (did you mean "author_id"?)`,
			`posts: model_test.writeMistakes.Tags: "tags": no such column`,
			`posts: model_test.writeMistakes.Rating: *float64 cannot set rating, which is sql.NullFloat64`,
		}},
		"keys of another type": {reflect.TypeFor[writeWrongKeys](), []string{
			"posts: model_test.writeWrongKeys.LabelIDs: []string does not hold keys of labels, which are int64",
		}},
		"two fields for one column": {reflect.TypeFor[writeTwice](), []string{
			`posts: model_test.writeTwice.Name: sets the column "title", which Title sets too: leave one out, or skip it with crud:"-"`,
			`posts: model_test.writeTwice.Numbers: holds the keys of "labels", as LabelIDs does too: leave one out, or skip it with crud:"-"`,
		}},
		"behind an unexported pointer": {reflect.TypeFor[writeUnexported](), []string{
			"posts: model_test.writeUnexported.Title: stands in the unexported *model_test.hiddenHeading, which cannot be set: embed it without the pointer",
		}},
		"a text":    {reflect.TypeFor[string](), []string{"posts: string is not a struct"}},
		"a pointer": {reflect.TypeFor[*writeByName](), []string{"posts: *model_test.writeByName is not a struct"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := posts(t).WriteSchema(c.schema)
			if diff := cmp.Diff(c.want, lines(err)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestWriteSchemaFindsKeysOfRelatedRows(t *testing.T) {
	t.Parallel()
	for field, shape := range map[string]*model.WriteShape{
		"LabelIDs": writeShape[writeSets](t, posts(t)), "Numbers": writeShape[writeTaggedSets](t, posts(t)),
	} {
		if len(shape.Sets) != 1 {
			t.Fatalf("%s: %d sets", field, len(shape.Sets))
		}
		set := shape.Sets[0]
		got := []string{set.Name, set.Relation.Path, set.Related.Table, set.Key.Path, set.Owners[0].Path, shape.Type.FieldByIndex(set.Index).Name}
		if diff := cmp.Diff([]string{field, "labels", "labels", "id", "id", field}, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// filled is a row with a value in every column that writeOthers sets.
func filled() post {
	return post{
		Title: "t", Intro: new("i"), Views: 3, Rank: new(int32(4)), Rating: sql.NullFloat64{Float64: 1.5, Valid: true},
		Nick: sql.Null[string]{V: "n", Valid: true}, Code: uuid.UUID{1, 2}, Hash: []byte(`{"a":1}`),
		At: time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC),
	}
}

func TestFillAndApplyGoRound(t *testing.T) {
	t.Parallel()
	shape := writeShape[writeOthers](t, posts(t))
	row, want := filled(), writeOthers{
		Title: new("t"), Intro: "i", Views: new(3), Rank: 4, Rating: &sql.NullFloat64{Float64: 1.5, Valid: true},
		Nick: sql.Null[string]{V: "n", Valid: true}, Code: &uuid.UUID{1, 2}, Hash: json.RawMessage(`{"a":1}`),
		At: new(time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)),
	}
	var got writeOthers
	shape.Fill(context.Background(), reflect.ValueOf(&row).Elem(), reflect.ValueOf(&got).Elem())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("filled (-want +got)\n%s", diff)
	}
	back := post{ID: 7, Title: "before", Once: "kept"}
	shape.Apply(context.Background(), reflect.ValueOf(&got).Elem(), reflect.ValueOf(&back).Elem())
	row.ID, row.Once = 7, "kept"
	if diff := cmp.Diff(row, back); diff != "" {
		t.Errorf("applied (-want +got)\n%s", diff)
	}
}

func TestApplyOfNothingClears(t *testing.T) {
	t.Parallel()
	shape := writeShape[writeOthers](t, posts(t))
	row := filled()
	row.ID = 7
	shape.Apply(context.Background(), reflect.ValueOf(&writeOthers{}).Elem(), reflect.ValueOf(&row).Elem())
	// A value that is no pointer cannot be nothing.
	if diff := cmp.Diff(post{ID: 7, Intro: new(""), Rank: new(int32(0))}, row); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var got writeOthers
	shape.Fill(context.Background(), reflect.ValueOf(&post{}).Elem(), reflect.ValueOf(&got).Elem())
	want := writeOthers{Title: new(""), Views: new(0), Rating: &sql.NullFloat64{}, Code: &uuid.UUID{}, At: &time.Time{}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("filled (-want +got)\n%s", diff)
	}
}

func TestStructsEmbeddedByPointer(t *testing.T) {
	t.Parallel()
	shape := writeShape[writeEmbedded](t, posts(t))
	row := post{Sleeve: Sleeve{"red"}, Title: "t"}
	var got writeEmbedded
	shape.Fill(context.Background(), reflect.ValueOf(&row).Elem(), reflect.ValueOf(&got).Elem())
	if diff := cmp.Diff(writeEmbedded{Sleeve: &Sleeve{"red"}, Heading: Heading{"t"}}, got); diff != "" {
		t.Errorf("filled (-want +got)\n%s", diff)
	}
	got = writeEmbedded{Views: 2} // without the struct, its columns are left alone
	shape.Apply(context.Background(), reflect.ValueOf(&got).Elem(), reflect.ValueOf(&row).Elem())
	if diff := cmp.Diff(post{Sleeve: Sleeve{"red"}, Views: 2}, row); diff != "" {
		t.Errorf("applied (-want +got)\n%s", diff)
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*post)
		want   []string
	}{
		"nothing":                  {func(*post) {}, nil},
		"the same behind pointers": {func(p *post) { p.Intro, p.Rank = new("i"), new(int32(4)) }, nil},
		"the same time elsewhere":  {func(p *post) { p.At = p.At.In(time.FixedZone("", 3600)) }, nil},
		"the primary key":          {func(p *post) { p.ID = 9 }, nil},
		"what cannot be updated":   {func(p *post) { p.Fixed, p.Once = "x", "x" }, nil},
		"relations":                {func(p *post) { p.Author, p.Labels = &writer{}, []label{{}} }, nil},
		"values":                   {func(p *post) { p.Title, p.Views, p.Colour = "x", 0, "red" }, []string{"sleeve_colour", "title", "views"}},
		"behind pointers":          {func(p *post) { p.Intro, p.Rank = nil, new(int32(5)) }, []string{"intro", "rank"}},
		"sql types and bytes": {func(p *post) { p.Rating.Valid, p.Nick.V, p.Hash, p.Code[3] = false, "", nil, 1 }, []string{
			"rating", "nick", "code", "hash",
		}},
		"a microsecond": {func(p *post) { p.At = p.At.Add(time.Microsecond) }, []string{"at"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := filled(), filled()
			c.change(&after)
			got := posts(t).Changed(context.Background(), reflect.ValueOf(&before).Elem(), reflect.ValueOf(&after).Elem())
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCopySharesNothing(t *testing.T) {
	t.Parallel()
	m, from := posts(t), filled()
	var to post
	m.Copy(context.Background(), reflect.ValueOf(&from).Elem(), reflect.ValueOf(&to).Elem())
	if diff := cmp.Diff(from, to); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
	*to.Intro, *to.Rank, to.Hash[0], to.Title = "x", 9, 'x', "x"
	if diff := cmp.Diff(filled(), from); diff != "" {
		t.Errorf("changed with its copy (-want +got)\n%s", diff)
	}
	got := m.Changed(context.Background(), reflect.ValueOf(&from).Elem(), reflect.ValueOf(&to).Elem())
	if diff := cmp.Diff([]string{"title", "intro", "rank", "hash"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The keys of these tests.
type (
	seat struct {
		Room string    `gorm:"primaryKey"`
		Row  int16     `gorm:"primaryKey"`
		Code uuid.UUID `gorm:"type:uuid;primaryKey"`
	}
	ticket struct {
		ID int64
	}
)

func TestSetKey(t *testing.T) {
	t.Parallel()
	const id = "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"
	ctx := context.Background()
	for name, key := range map[string][]any{"Go values": {"a", int16(3), uuid.MustParse(id)}, "texts": {"a", "3", id}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := read(t, &seat{})
			var got seat
			if err := m.SetKey(ctx, reflect.ValueOf(&got).Elem(), m.PrimaryKey(), key); err != nil {
				t.Fatal(err)
			}
			want := seat{"a", 3, uuid.MustParse(id)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff([]any{"a", int16(3), want.Code}, m.KeyOf(ctx, reflect.ValueOf(&got).Elem())); diff != "" {
				t.Errorf("key (-want +got)\n%s", diff)
			}
		})
	}
	for _, key := range []any{7, int64(7), "7", uint8(7), []any{"7"}} {
		var got ticket
		m := read(t, &ticket{})
		if err := m.SetKey(ctx, reflect.ValueOf(&got).Elem(), m.PrimaryKey(), key); err != nil || got.ID != 7 {
			t.Errorf("%T: got %d, %v", key, got.ID, err)
		}
	}
}

func TestSetKeyRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		row  any
		key  any
		want string
	}{
		{&ticket{}, "seven", `"seven" is not an integer`},
		{&ticket{}, "", "is empty; expected an integer"},
		{&ticket{}, []any{1, 2}, "the key has another number of values"},
		{&seat{}, "a", "the key has another number of values"},
		{&seat{}, []any{"a", 40000, ""}, "row: its column cannot hold 40000"},
	} {
		t.Run(fmt.Sprint(c.key), func(t *testing.T) {
			t.Parallel()
			m := read(t, c.row)
			err := m.SetKey(context.Background(), reflect.ValueOf(c.row).Elem(), m.PrimaryKey(), c.key)
			if diff := cmp.Diff(c.want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
