package model_test

import (
	"context"
	"database/sql"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
)

// The write schemas with fields that no body can hold.
type (
	writeKeyless struct {
		Heading2 `json:"-"`

		Title    string
		Intro    *string `json:"-"`
		Clicks   int64   `json:"-" crud:"views"`
		None     string  `json:"-"`
		Nick     string  `json:"-"`
		LabelIDs []int64 `json:"-"`
	}
	writeDash struct {
		Title string `json:"-,"` //nolint:staticcheck // its key is a dash
	}
	// Heading2 is a part of a write schema.
	Heading2 struct{ Rating sql.NullFloat64 }
)

func TestWriteSchemaLeavesOutWhatHasNoKey(t *testing.T) {
	t.Parallel()
	for name, schema := range map[string]reflect.Type{
		"without a key": reflect.TypeFor[writeKeyless](), "with a dash": reflect.TypeFor[writeDash](),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shape, err := posts(t).WriteSchema(schema)
			if err != nil {
				t.Fatal(err)
			}
			if len(shape.Sets) != 0 {
				t.Errorf("%d sets", len(shape.Sets))
			}
			row, want := filled(), filled()
			want.Title = ""
			shape.Apply(context.Background(), reflect.New(schema).Elem(), reflect.ValueOf(&row).Elem())
			if diff := cmp.Diff(want, row); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// visit has a time of each type.
type visit struct {
	ID        int64
	At        time.Time
	Left      *time.Time
	Paid      sql.NullTime
	Rated     sql.Null[time.Time]
	DeletedAt gorm.DeletedAt
}

func visitAt(at time.Time) visit {
	null := sql.NullTime{Time: at, Valid: true}
	return visit{1, at, &at, null, sql.Null[time.Time]{V: at, Valid: true}, gorm.DeletedAt(null)}
}

func TestChangedComparesInstants(t *testing.T) {
	t.Parallel()
	all := []string{"at", "left", "paid", "rated", "deleted_at"}
	at := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	elsewhere := at.In(time.FixedZone("", 3600))
	for name, c := range map[string]struct {
		before, after visit
		want          []string
	}{
		"in another zone":  {visitAt(at), visitAt(elsewhere), nil},
		"later":            {visitAt(at), visitAt(elsewhere.Add(time.Microsecond)), all},
		"none any more":    {visitAt(at), visit{ID: 1}, all},
		"none before":      {visit{ID: 1}, visitAt(at), all},
		"none at all":      {visit{ID: 1}, visit{ID: 1}, nil},
		"zero is not null": {visitAt(time.Time{}), visit{ID: 1}, all[1:]},
		"null is not zero": {visit{ID: 1}, visitAt(time.Time{}), all[1:]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, &visit{}).Changed(context.Background(), reflect.ValueOf(&c.before).Elem(), reflect.ValueOf(&c.after).Elem())
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
