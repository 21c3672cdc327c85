package openapi

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/crud"
)

// TestPatchOfNullable: null is among the values once, in a body and in a patch of
// it.
func TestPatchOfNullable(t *testing.T) {
	t.Parallel()
	type paint struct {
		Color *string `json:"color" validate:"omitempty,oneof=red blue"`
	}
	field, _ := reflect.TypeFor[paint]().FieldByName("Color")
	whole, err := body(crud.SchemaDescription{
		Type: reflect.TypeFor[paint](), Keys: []crud.KeyDescription{{Name: "color", Field: field, Nullable: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]object{"body": whole, "patch": patch(whole)} {
		got, err := json.Marshal(propertyOf(s, "color"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(`{"enum":["red","blue",null],"type":["string","null"]}`, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestPatchOfSchemas has schemas that types tell themselves.
func TestPatchOfSchemas(t *testing.T) {
	t.Parallel()
	for whole, want := range map[string]string{
		`{"oneOf":[{"required":["a"]},{"required":["b"]}]}`:                                    `{"anyOf":[{},{}]}`,
		`{"anyOf":[{"minProperties":1,"title":"A"}],"oneOf":[{"required":["b"],"title":"B"}]}`: `{"allOf":[{"anyOf":[{"title":"B"}]}],"anyOf":[{"title":"A"}]}`,
		`{"allOf":[{"title":"C"}],"anyOf":[{"title":"A"}],"oneOf":[{"title":"B"}]}`:            `{"allOf":[{"title":"C"},{"anyOf":[{"title":"B"}]}],"anyOf":[{"title":"A"}]}`,
		`{"not":{"required":["a","b"]}}`:                                                       `{}`,
		`{"not":{"anyOf":[{"required":["a"]},{"required":["b"]}]},"type":"object"}`:            `{"type":"object"}`,
		`{"not":{"properties":{"a":{"const":1}}}}`:                                             `{}`,
		`{"not":{"const":0}}`: `{"not":{"const":0}}`,
		`{"patternProperties":{"^x-":{"required":["a"],"type":["object","null"]}}}`: `{"patternProperties":{"^x-":{"type":["object","null"]}}}`,
		`{"patternProperties":{"^x-":{"enum":["a"],"type":["null","string"]}}}`:     `{"patternProperties":{"^x-":{"enum":["a",null],"type":["string","null"]}}}`,
	} {
		var schema object
		if err := json.Unmarshal([]byte(whole), &schema); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(patch(schema))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", whole, diff)
		}
	}
}

// TestPatch has merge patches: what a body asks of nested objects, they need not
// have.
func TestPatch(t *testing.T) {
	t.Parallel()
	type inner struct {
		Name  string  `json:"name"  validate:"required,max=9"`
		Color *string `json:"color" validate:"omitempty,oneof=red blue"`
		Kind  string  `json:"kind"  validate:"oneof=a b" default:"a"`
	}
	const opened = `"additionalProperties":false,"properties":{"color":{"enum":["red","blue",null],"type":["string","null"]},` +
		`"kind":{"enum":["a","b"],"type":"string"},"name":{"maxLength":9,"minLength":1,"type":"string"}}`
	const whole = `{"additionalProperties":false,"properties":{"color":{"enum":["red","blue"],"type":["null","string"]},` +
		`"kind":{"default":"a","enum":["a","b"],"type":"string"},"name":{"maxLength":9,"minLength":1,"type":"string"}},` +
		`"required":["name"],"type":"object"}`
	for want, body := range map[string]any{
		`{` + opened + `,"type":"object"}`:          struct{ V inner }{},
		`{` + opened + `,"type":["object","null"]}`: struct{ V *inner }{},
		`{"additionalProperties":{` + opened + `,"type":["object","null"]},"type":["object","null"]}`: struct {
			V map[string]inner `validate:"min=1,max=3"`
		}{},
		`{"additionalProperties":{"enum":["a","b",null],"type":["string","null"]},"type":["object","null"]}`: struct {
			V map[string]string `validate:"dive,oneof=a b"`
		}{},
		`{"additionalProperties":{"anyOf":[{"format":"int64","not":{"const":0},"type":"integer"},{"type":"null"}]},` +
			`"type":["object","null"]}`: struct {
			V map[string]int `validate:"dive,required"`
		}{},
		`{"items":` + whole + `,"type":["array","null"]}`:                                                   struct{ V []inner }{},
		`{"additionalProperties":{"items":` + whole + `,"type":["array","null"]},"type":["object","null"]}`: struct{ V map[string][]inner }{},
		`{"anyOf":[{"anyOf":[{"enum":[0,null]},{"minimum":3}],"format":"int64","type":["null","integer"]},{"type":"null"}]}`: struct {
			V *int `validate:"omitzero,min=3"`
		}{},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			all, err := (&reflection{constrained: true}).of(reflect.TypeOf(body))
			if err != nil {
				t.Fatal(err)
			}
			closed(all)
			before, err := json.Marshal(all)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(propertyOf(patch(all), "V"))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if after, err := json.Marshal(all); err != nil || string(before) != string(after) {
				t.Errorf("the body was %s, and is %s", before, after)
			}
		})
	}
}
