package openapi

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

type outermost struct {
	Middle
	*Beside

	Name string `json:"name" validate:"required,min=2"`
	Own  bool   `json:"own"`
}

type Middle struct {
	Inner

	Name  int       `json:"name" validate:"required"`
	Size  float64   `json:"size"`
	Both  int       `json:"both"`
	Field int       `json:"Tagged"`
	Under time.Time `json:"under"`
	Mid   int       `json:"own" validate:"required"`
}

type Inner struct {
	Size  string `json:"size" validate:"required"`
	Both  bool
	Deep  int    `json:"deep"`
	Under string `json:"under"`
}

type Beside struct {
	Both   string `json:"both"`
	Tagged string
	Beyond int `json:"-"`
	hidden int
}

// TestMembers: of several fields for one key, the schema is that of the field which
// encoding/json writes.
func TestMembers(t *testing.T) {
	t.Parallel()
	all, err := (&reflection{constrained: true}).of(reflect.TypeFor[outermost]())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"properties":{"Both":{"type":"boolean"},"Tagged":{"format":"int64","type":"integer"},` +
		`"deep":{"format":"int64","type":"integer"},"name":{"minLength":2,"type":"string"},"own":{"type":"boolean"},` +
		`"size":{"type":"number"},"under":{"format":"date-time","type":"string"}},"required":["name"],"type":"object"}`
	got, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	written := membersOf(outermost{Beside: &Beside{hidden: 1}})
	if diff := cmp.Diff(slices.Sorted(maps.Keys(written)), slices.Sorted(maps.Keys(all["properties"].(object)))); diff != "" {
		t.Errorf("(-encoding/json +schema):\n%s", diff)
	}
}

// TestQuoted has the option string of json tags.
func TestQuoted(t *testing.T) {
	t.Parallel()
	for want, row := range map[string]any{
		`{"description":"A number.","pattern":"^-?[0-9]+$","type":"string"}`: struct {
			V int64 `json:",string" validate:"required,min=3,oneof=3 4" description:"A number." minimum:"3"`
		}{3},
		`{"pattern":"^-?[0-9]+$","type":["string","null"]}`: struct {
			V *uint8 `json:",omitempty,string"`
		}{new(uint8(3))},
		`{"pattern":"^-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?$","type":"string"}`: struct {
			V float64 `json:",string"`
		}{1e100},
		`{"enum":["true","false"],"type":"string"}`: struct {
			V bool `json:",string"`
		}{true},
		`{"enum":["true","false",null],"type":["string","null"]}`: struct {
			V *bool `json:",string"`
		}{},
		`{"pattern":"^\".*\"$","type":"string"}`: struct {
			V string `json:",string" validate:"max=3"`
		}{"a\"b"},
		`{"pattern":"^-?[0-9]+$","type":"string"}`: struct {
			V *int `json:",string" validate:"required"`
		}{new(3)},
		`{"type":"string"}`: struct {
			V level `json:",string"`
		}{},
		`{}`: struct {
			V toggle `json:",string"`
		}{},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			all, err := (&reflection{constrained: true}).of(reflect.TypeOf(row))
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(propertyOf(all, "V"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var schema openapi3.Schema
			if err := json.Unmarshal(got, &schema); err != nil {
				t.Fatal(err)
			}
			if err := schema.VisitJSON(membersOf(row)["V"], openapi3.EnableJSONSchema2020()); err != nil {
				t.Errorf("what encoding/json writes: %v", err)
			}
		})
	}
}
