package model_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/internal/model"
)

// folder refers to things in every way that a column can.
type folder struct {
	*Cover

	ID      int64
	Back    *Cover           `gorm:"embedded;embeddedPrefix:back_"`
	Spine   Spine            `gorm:"embedded;embeddedPrefix:spine_"`
	Labels  []*string        `gorm:"serializer:json"`
	Pages   map[string][]int `gorm:"serializer:json"`
	Sheet   sheet            `gorm:"serializer:json"`
	Extra   any              `gorm:"serializer:json"`
	Sides   [2]*int          `gorm:"serializer:json"`
	Owner   *holder
	OwnerID int64
}

// Cover is embedded by pointer.
type Cover struct {
	Colour string
	Note   *string
}

// Spine has one that is embedded by pointer within.
type Spine struct {
	*Stitching

	Width int
}

// Stitching is embedded two deep.
type Stitching struct{ Threads int }

type sheet struct {
	Lines []string
	Next  *sheet
}

type holder struct{ ID int64 }

func fullFolder() folder {
	return folder{
		Cover: &Cover{"red", new("n")}, ID: 1, Back: &Cover{"blue", nil}, Spine: Spine{&Stitching{2}, 3}, Labels: []*string{new("l"), nil},
		Pages: map[string][]int{"p": {1}}, Sheet: sheet{[]string{"s"}, &sheet{Lines: []string{"t"}}}, Extra: map[string]any{"e": []any{1}},
		Sides: [2]*int{nil, new(1)}, Owner: &holder{5},
	}
}

// copied copies a folder.
func copied(t *testing.T, m *model.Model, from *folder) (to folder) {
	t.Helper()
	m.Copy(context.Background(), reflect.ValueOf(from).Elem(), reflect.ValueOf(&to).Elem())
	return to
}

func TestChangingACopy(t *testing.T) {
	t.Parallel()
	m := read(t, &folder{})
	for name, change := range map[string]func(f *folder){
		"nothing":                      func(*folder) {},
		"a struct embedded by pointer": func(f *folder) { f.Colour = "x" },
		"what a struct embedded by pointer points to": func(f *folder) { *f.Note = "x" },
		"a struct embedded by tag":                    func(f *folder) { f.Back.Colour = "x" },
		"a struct embedded by pointer in another":     func(f *folder) { f.Spine.Threads = 9 },
		"pointers in a slice":                         func(f *folder) { *f.Labels[0] = "x" },
		"a map":                                       func(f *folder) { f.Pages["q"] = nil },
		"a slice in a map":                            func(f *folder) { f.Pages["p"][0] = 9 },
		"a slice in a struct":                         func(f *folder) { f.Sheet.Lines[0] = "x" },
		"a slice behind a pointer in a struct":        func(f *folder) { f.Sheet.Next.Lines[0] = "x" },
		"what an interface holds":                     func(f *folder) { f.Extra.(map[string]any)["e"].([]any)[0] = 9 },
		"a pointer in an array":                       func(f *folder) { *f.Sides[1] = 9 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := fullFolder()
			to := copied(t, m, &from)
			if diff := cmp.Diff(from, to); diff != "" {
				t.Fatalf("(-want +got)\n%s", diff)
			}
			change(&to)
			if diff := cmp.Diff(fullFolder(), from); diff != "" {
				t.Errorf("changed with its copy (-want +got)\n%s", diff)
			}
		})
	}
}

func TestACopyMakesNoStructs(t *testing.T) {
	t.Parallel()
	from := folder{ID: 1}
	to := copied(t, read(t, &folder{}), &from)
	if diff := cmp.Diff([]folder{{ID: 1}, {ID: 1}}, []folder{from, to}); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
