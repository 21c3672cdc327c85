package model_test

import (
	"database/sql"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/crudfactory/crudfactory/internal/model"
)

// track is what read schemas are matched with.
type track struct {
	Sleeve `gorm:"embedded;embeddedPrefix:sleeve_"`

	ID       int64  `gorm:"primaryKey"`
	Title    string `gorm:"not null"`
	Plays    int64
	Length   float64
	Price    string    `gorm:"type:numeric(12,2)"`
	Released time.Time `gorm:"type:date"`
	AddedAt  time.Time
	Live     bool
	Code     uuid.UUID `gorm:"type:uuid"`
	Cover    []byte
	Meta     string   `gorm:"type:jsonb"`
	Labels   []string `gorm:"serializer:json"`
	Genre    string
	Secret   string `gorm:"->:false"`
	// Score and Rating have each other's column.
	Score   int `gorm:"column:rating"`
	Rating  int `gorm:"column:score"`
	AlbumID *int64
	Album   *album
	Artists []artist `gorm:"many2many:track_artists"`
}

// Sleeve is embedded in a model.
type Sleeve struct {
	Colour string
}

type album struct {
	ID    int64
	Name  string
	Notes []string `gorm:"serializer:json"`
}

type artist struct {
	ID   int64
	Name string
}

func tracks(t *testing.T) *model.Model {
	t.Helper()
	m, err := model.Read(offlinePostgres(t), &track{})
	if err != nil {
		t.Fatal(err)
	}
	m.SetLabels(map[string][]string{"genre": {"jazz", "rock"}})
	return m
}

// The read schemas of these tests, by what they show.
type (
	byFieldName struct {
		ID      int64
		Title   string
		AddedAt time.Time
		AlbumID *int64
		Colour  string
	}
	byColumn struct {
		SleeveColour string
		Rating       int `crud:"Rating"`
	}
	byTag struct {
		Name   string  `crud:"title"`
		When   string  `crud:"-"`
		Album  *string `crud:"album.name"`
		GoName string  `crud:"Album.Name"`
		Twice  string  `crud:"title"`
	}
	withEmbedded struct {
		*Sleeve
		Base

		ID      int64
		private string //nolint:unused // unexported fields are left alone
	}
	withHiddenEmbedded struct {
		base

		ID int64
	}
	withSkippedEmbedded struct {
		Base `crud:"-"`

		ID int64
	}
	withWholeEmbedded struct {
		sql.NullString `crud:"title"`
		Title
	}
	// Title is embedded as a field, since it is no struct.
	Title string
	// Base is a part of several read schemas.
	Base struct {
		Title string
		Plays int64
	}
	base struct {
		Title string
		inner struct{} //nolint:unused // unexported fields are left alone
	}
)

func TestReadSchemaMatches(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema reflect.Type
		want   []string
	}{
		"by the model's field name":          {reflect.TypeFor[byFieldName](), []string{"id", "title", "added_at", "album_id", "sleeve_colour"}},
		"by column":                          {reflect.TypeFor[byColumn](), []string{"sleeve_colour", "score"}},
		"by tag":                             {reflect.TypeFor[byTag](), []string{"title", "album.name", "album.name", "title"}},
		"the fields of embedded structs":     {reflect.TypeFor[withEmbedded](), []string{"sleeve_colour", "title", "plays", "id"}},
		"those of an unexported one":         {reflect.TypeFor[withHiddenEmbedded](), []string{"title", "id"}},
		"an embedded struct that is skipped": {reflect.TypeFor[withSkippedEmbedded](), []string{"id"}},
		"what is embedded as one value":      {reflect.TypeFor[withWholeEmbedded](), []string{"title", "title"}},
		"the model itself": {reflect.TypeFor[track](), []string{
			"sleeve_colour", "id", "title", "plays", "length", "price", "released", "added_at", "live", "code", "cover", "meta",
			"labels", "genre", "rating", "score", "album_id",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shape, err := tracks(t).ReadSchema(test.schema)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range shape.Columns {
				got = append(got, f.Path)
			}
			if diff := cmp.Diff(test.want, got); diff != "" || shape.Type != test.schema {
				t.Errorf("%s (-want +got):\n%s", shape.Type, diff)
			}
		})
	}
}

// The read schemas that are refused.
type (
	allMistakes struct {
		ID     int64
		Titel  string
		Score  int
		Album  string `crud:"albun.name"`
		Name   string `crud:"album.nmae"`
		Band   string `crud:"artists.name"`
		Plays  string
		Secret string
		Other  int    `crud:"secret"`
		Empty  string `crud:"-"`
	}
	nothing struct {
		private int    //nolint:unused // unexported fields are left alone
		Skipped string `crud:"-"`
	}
	nested struct {
		Album album
	}
	hiddenPointer struct {
		*base

		ID int64
	}
	otherSerialized struct {
		Labels *[]string
		Notes  []byte `crud:"album.notes"`
	}
)

func TestReadSchemaReportsEveryMistake(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema reflect.Type
		want   []string
	}{
		"all at once": {reflect.TypeFor[allMistakes](), []string{
			`tracks: model_test.allMistakes.Titel: "titel": no such column (did you mean "title"?)`,
			`tracks: model_test.allMistakes.Score: matches both the field Score (column "rating") and the column "score": say which with a crud: tag`,
			`tracks: model_test.allMistakes.Album: "albun.name": no such relation (did you mean "album"?)`,
			`tracks: model_test.allMistakes.Name: "album.nmae": no such column (did you mean "album.name"?)`,
			`tracks: model_test.allMistakes.Band: "artists.name" has many values for one row`,
			`tracks: model_test.allMistakes.Plays: string cannot hold plays, which is integer`,
			`tracks: model_test.allMistakes.Secret: "secret": no such column (did you mean "genre"?)`,
			`tracks: model_test.allMistakes.Other: "secret": no such column (did you mean "genre"?)`,
		}},
		"no field at all": {reflect.TypeFor[nothing](), []string{"tracks: model_test.nothing has no field that a column fills"}},
		"a relation":      {reflect.TypeFor[nested](), []string{`tracks: model_test.nested.Album: "album": no such column`}},
		"a string":        {reflect.TypeFor[string](), []string{"tracks: string is not a struct"}},
		"a pointer":       {reflect.TypeFor[*byTag](), []string{"tracks: *model_test.byTag is not a struct"}},
		"a map":           {reflect.TypeFor[map[string]any](), []string{"tracks: map[string]interface {} is not a struct"}},
		"another serialize": {reflect.TypeFor[otherSerialized](), []string{
			"tracks: model_test.otherSerialized.Labels: *[]string cannot hold labels, which is opaque value",
			"tracks: model_test.otherSerialized.Notes: []uint8 cannot hold album.notes, which is opaque value",
		}},
		"a pointer to an unexported struct": {reflect.TypeFor[hiddenPointer](), []string{
			"tracks: model_test.hiddenPointer.Title: stands in the unexported *model_test.base, which cannot be set: embed it without the pointer",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tracks(t).ReadSchema(test.schema)
			if diff := cmp.Diff(test.want, lines(err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// text is a named string; scans reads itself.
type (
	text  string
	scans struct{ v any }
)

func (s *scans) Scan(v any) error {
	s.v = v
	return nil
}

func TestReadSchemaTypes(t *testing.T) {
	t.Parallel()
	// What every column takes: a type that scans itself.
	always := []reflect.Type{reflect.TypeFor[scans](), reflect.TypeFor[*scans](), reflect.TypeFor[sql.NullString]()}
	types := []reflect.Type{
		reflect.TypeFor[string](), reflect.TypeFor[*text](), reflect.TypeFor[[]byte](), reflect.TypeFor[json.RawMessage](),
		reflect.TypeFor[bool](), reflect.TypeFor[int8](), reflect.TypeFor[*uint64](), reflect.TypeFor[float32](),
		reflect.TypeFor[uintptr](), reflect.TypeFor[time.Time](), reflect.TypeFor[uuid.UUID](), reflect.TypeFor[[]string](),
		reflect.TypeFor[[16]byte](), reflect.TypeFor[struct{}](), reflect.TypeFor[any](),
	}
	for path, want := range map[string][]string{
		"title":    {"string", "*model_test.text", "[]uint8", "json.RawMessage", "uuid.UUID"},
		"plays":    {"uuid.UUID"},
		"length":   {"float32", "uuid.UUID"},
		"price":    {"string", "*model_test.text", "uuid.UUID"},
		"released": {"time.Time", "uuid.UUID"},
		"added_at": {"time.Time", "uuid.UUID"},
		"live":     {"bool", "uuid.UUID"},
		"code":     {"string", "*model_test.text", "uuid.UUID"},
		"cover":    {"string", "*model_test.text", "[]uint8", "json.RawMessage", "uuid.UUID"},
		"meta":     {"string", "*model_test.text", "[]uint8", "json.RawMessage", "uuid.UUID"},
		"genre":    {"string", "*model_test.text", "uuid.UUID"},
		// Only the model's own type takes what a serializer makes.
		"labels": {"[]string"},
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			m := tracks(t)
			takes := func(of reflect.Type) bool {
				_, err := m.ReadSchema(reflect.StructOf([]reflect.StructField{
					{Name: "F", Type: of, Tag: reflect.StructTag(`crud:"` + path + `"`)},
				}))
				return err == nil
			}
			var got []string
			for _, one := range types {
				if takes(one) {
					got = append(got, one.String())
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, one := range always {
				if takes(one) == (path == "labels") {
					t.Errorf("%s: %s", path, one)
				}
			}
		})
	}
}
