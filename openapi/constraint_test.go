package openapi

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestConstraints has the rules of validate tags as JSON Schema.
func TestConstraints(t *testing.T) {
	t.Parallel()
	type within struct {
		Name string `json:"name" validate:"required"`
	}
	for want, body := range map[string]any{
		`{"maxLength":5,"minLength":2,"type":"string"}`: struct {
			V string `validate:"min=2,max=5"`
		}{},
		`{"maxLength":4,"minLength":3,"type":"string"}`: struct {
			V string `validate:"gt=2,lt=5"`
		}{},
		`{"maxLength":3,"minLength":3,"type":"string"}`: struct {
			V string `validate:"len=3"`
		}{},
		`{"exclusiveMaximum":5,"format":"int64","minimum":2,"type":"integer"}`: struct {
			V int `validate:"gte=2,lt=5"`
		}{},
		`{"format":"int32","maximum":7,"minimum":7,"type":"integer"}`: struct {
			V int32 `validate:"len=7"`
		}{},
		`{"format":"int64","minimum":0,"type":"integer"}`: struct{ V uint64 }{},
		`{"format":"int64","not":{"const":0},"type":"integer"}`: struct {
			V int `validate:"required"`
		}{},
		`{"type":"boolean"}`: struct {
			V *bool `validate:"required"`
		}{},
		`{"format":"int64","maximum":9,"type":"integer"}`: struct {
			V *int `validate:"required,max=9"`
		}{},
		`{"anyOf":[{"const":""},{"minLength":2}],"maxLength":5,"type":"string"}`: struct {
			V string `validate:"max=5,omitempty,min=2"`
		}{},
		`{"maxLength":6,"type":"string"}`: struct {
			V string `validate:"omitempty,max=6"`
		}{},
		`{"anyOf":[{"const":0},{"enum":[3,4]}],"format":"int64","type":"integer"}`: struct {
			V int `validate:"omitzero,oneof=3 4"`
		}{},
		`{"anyOf":[{"enum":[0,null]},{"minimum":3}],"format":"int64","type":["null","integer"]}`: struct {
			V *int `validate:"omitzero,min=3"`
		}{},
		`{"minLength":3,"type":["null","string"]}`: struct {
			V *string `validate:"omitempty,min=3"`
		}{},
		`{"maxLength":8,"type":["null","string"]}`: struct {
			V *string `validate:"required_with=W,max=8"`
		}{},
		`{"enum":["a,b","c|d"],"type":"string"}`: struct {
			V string `validate:"oneof=a0x2Cb c0x7Cd"`
		}{},
		`{"description":"A level.","type":"string"}`: struct {
			V level `validate:"required,min=1,max=3,oneof=1 2 3" description:"A level."`
		}{},
		`{"description":"A switch."}`: struct {
			V toggle `validate:"required" description:"A switch."`
		}{},
		`{"const":true,"type":"boolean"}`: struct {
			V bool `validate:"required"`
		}{},
		`{"enum":["a","b c"],"type":"string"}`: struct {
			V string `validate:"oneof=a 'b c'"`
		}{},
		`{"enum":[1,2.5],"type":"number"}`: struct {
			V float64 `validate:"oneof=1 2.5"`
		}{},
		`{"format":"email","type":"string"}`: struct {
			V string `validate:"email"`
		}{},
		`{"format":"uri","type":"string"}`: struct {
			V string `validate:"http_url"`
		}{},
		`{"format":"uuid","type":"string"}`: struct {
			V string `validate:"uuid4"`
		}{},
		`{"pattern":"^a\\.b","type":"string"}`: struct {
			V string `validate:"startswith=a.b"`
		}{},
		`{"pattern":"^[a-zA-Z0-9]+$","type":"string"}`: struct {
			V string `validate:"alphanum"`
		}{},
		`{"type":"string"}`: struct {
			V string `validate:"email|url,of_ones_own=1"`
		}{},
		`{"items":{"maxLength":3,"type":"string"},"maxItems":2,"minItems":1,"type":["array","null"],"uniqueItems":true}`: struct {
			V []string `validate:"min=1,max=2,unique,dive,max=3"`
		}{},
		`{"additionalProperties":{"minLength":1,"type":"string"},"maxProperties":2,"type":["object","null"]}`: struct {
			V map[string]string `validate:"max=2,dive,keys,max=9,endkeys,required"`
		}{},
		`{"properties":{"name":{"minLength":1,"type":"string"}},"required":["name"],"type":"object"}`: struct{ V within }{},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			all, err := (&reflection{constrained: true}).of(reflect.TypeOf(body))
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
		})
	}
}

// TestTypes has types that are told otherwise than by their fields.
func TestTypes(t *testing.T) {
	t.Parallel()
	type circle struct {
		Name string  `json:"name"`
		Next *circle `json:"next"`
	}
	for want, row := range map[string]any{
		`{}`:                                struct{ V fraction }{},
		`{"format":"uuid","type":"string"}`: struct{ V UUID }{},
		`{"properties":{"name":{"type":"string"},"next":{}},"type":"object"}`: struct{ V circle }{},
	} {
		all, err := new(reflection).of(reflect.TypeOf(row))
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
	}
}

// fraction writes itself.
type fraction struct{ A, B int }

func (fraction) MarshalJSON() ([]byte, error) { return []byte(`"1/2"`), nil }

// level is a number that is written as a text.
type level int

func (level) MarshalText() ([]byte, error) { return []byte("low"), nil }

// toggle is a boolean that writes itself.
type toggle bool

func (toggle) MarshalJSON() ([]byte, error) { return []byte(`"on"`), nil }

// TestRuled tells the fields that refuse null.
func TestRuled(t *testing.T) {
	t.Parallel()
	fields := reflect.TypeFor[struct {
		Required    *int  `validate:"required"`
		Bounded     *int  `validate:"max=9"`
		List        []int `validate:"required"`
		Free        *int
		Omitted     *int `validate:"omitempty,required"`
		Conditional *int `validate:"required_if=Free 1"`
		Without     *int `validate:"required_without=Free,max=9"`
		Excluded    *int `validate:"excluded_with=Free"`
	}]()
	for i := range fields.NumField() {
		if got := ruled(fields.Field(i)); got != (i < 3) {
			t.Errorf("%s: %t", fields.Field(i).Name, got)
		}
	}
}

// UUID is one of the user's own.
type UUID [16]byte

func (UUID) MarshalText() ([]byte, error) { return []byte("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"), nil }
