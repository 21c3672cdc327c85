package schemas_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

// tagged holds one value of a type against a tag.
func tagged(t *testing.T, tag string, value any) schemas.InputErrors {
	t.Helper()
	type field struct {
		Field any `json:"field"`
	}
	v := schemas.NewValidator()
	v.RegisterStructValidationMapRules(map[string]string{"Field": tag}, field{})
	errs, err := schemas.Validate(v, field{value}, "")
	if err != nil {
		t.Fatal(err)
	}
	return errs
}

func TestValidateTags(t *testing.T) {
	t.Parallel()
	type failure = schemas.InputError
	three, far := []int{1, 2, 3}, time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		tag          string
		right, wrong any
		want         failure
	}{
		{"required", new(0), (*int)(nil), failure{Code: "required", Detail: "is required"}},
		{"required", three, []int(nil), failure{Code: "required", Detail: "is required"}},

		{"max=2", "é🙂", "abc", failure{Code: "too_long", Detail: "is longer than 2 characters", Max: "2"}},
		{"max=2", three[:2], three, failure{Code: "too_long", Detail: "is longer than 2 items", Max: "2"}},
		{"max=1", map[string]int{"a": 1}, map[string]int{"a": 1, "b": 2}, failure{Code: "too_long", Detail: "is longer than 1 item", Max: "1"}},
		{"max=2", 2, 3, failure{Code: "out_of_range", Detail: "is more than 2", Max: "2"}},
		{"max=2.5", 2.5, 2.6, failure{Code: "out_of_range", Detail: "is more than 2.5", Max: "2.5"}},
		{"max=2", new("ab"), new("abc"), failure{Code: "too_long", Detail: "is longer than 2 characters", Max: "2"}},
		{"lte=2", uint8(2), uint8(3), failure{Code: "out_of_range", Detail: "is more than 2", Max: "2"}},
		{"lte=2", "ab", "abc", failure{Code: "too_long", Detail: "is longer than 2 characters", Max: "2"}},

		{"min=2", "é🙂", "a", failure{Code: "too_short", Detail: "is shorter than 2 characters", Min: "2"}},
		{"min=2", three, three[:1], failure{Code: "too_short", Detail: "is shorter than 2 items", Min: "2"}},
		{"min=2", 2, 1, failure{Code: "out_of_range", Detail: "is less than 2", Min: "2"}},
		{"min=-1", new(-1), new(-2), failure{Code: "out_of_range", Detail: "is less than -1", Min: "-1"}},
		{"gte=2", 2.0, 1.9, failure{Code: "out_of_range", Detail: "is less than 2", Min: "2"}},
		{"gte=2", three[:2], three[:1], failure{Code: "too_short", Detail: "is shorter than 2 items", Min: "2"}},

		{"min=1", "a", "", failure{Code: "too_short", Detail: "is shorter than 1 character", Min: "1"}},
		{"min=2", "ab", (*string)(nil), failure{Code: "required", Detail: "is required"}},

		{"lt=2", 1, 2, failure{Code: "out_of_range", Detail: "is not less than 2", Max: "2"}},
		{"lt=2", "a", "ab", failure{Code: "too_long", Detail: "is not shorter than 2 characters", Max: "2"}},
		{"lt=3", three[:2], three, failure{Code: "too_long", Detail: "is not shorter than 3 items", Max: "3"}},
		{"gt=2", 3, 2, failure{Code: "out_of_range", Detail: "is not more than 2", Min: "2"}},
		{"gt=0", "a", "", failure{Code: "too_short", Detail: "is not longer than 0 characters", Min: "0"}},
		{"max=1h", time.Hour, time.Hour + 1, failure{Code: "out_of_range", Detail: "is more than 1h", Max: "1h"}},
		{"gt", far, time.Time{}, failure{Code: "out_of_range", Detail: "is not after now"}},
		{"gte", far, time.Time{}, failure{Code: "out_of_range", Detail: "is before now"}},
		{"lt", time.Time{}, far, failure{Code: "out_of_range", Detail: "is not before now"}},
		{"lte", time.Time{}, far, failure{Code: "out_of_range", Detail: "is after now"}},
		{"len=2", 2, 3, failure{Code: "out_of_range", Detail: "is not 2", Min: "2", Max: "2"}},
		{"len=2", "é🙂", "abc", failure{Code: "too_long", Detail: "has not 2 characters", Min: "2", Max: "2"}},
		{"len=2", "ab", "é", failure{Code: "too_short", Detail: "has not 2 characters", Min: "2", Max: "2"}},
		{"len=2", three[:2], three, failure{Code: "too_long", Detail: "has not 2 items", Min: "2", Max: "2"}},
		{"len=1", three[:1], []int{}, failure{Code: "too_short", Detail: "has not 1 item", Min: "1", Max: "1"}},

		{"eq=2", 2, 3, failure{Code: "not_one_of", Detail: "is not 2", Allowed: []string{"2"}}},
		{"eq=a b", "a b", "a", failure{Code: "not_one_of", Detail: "is not a b", Allowed: []string{"a b"}}},
		{"eq=2", three[:2], three, failure{Code: "too_long", Detail: "has not 2 items", Min: "2", Max: "2"}},
		{"ne=2", 3, 2, failure{Code: "invalid_value", Detail: "must not be 2"}},
		{"ne=3", three[:2], three, failure{Code: "invalid_value", Detail: "must not have 3 items"}},
		{"oneof=a b", "b", "c", failure{Code: "not_one_of", Detail: "is not one of a, b", Allowed: []string{"a", "b"}}},
		{"oneof=1 2", 2, 3, failure{Code: "not_one_of", Detail: "is not one of 1, 2", Allowed: []string{"1", "2"}}},
		{"oneof='a b' c", "a b", "a", failure{Code: "not_one_of", Detail: "is not one of a b, c", Allowed: []string{"a b", "c"}}},
		{"oneofci=a b", "B", "C", failure{Code: "not_one_of", Detail: "is not one of a, b", Allowed: []string{"a", "b"}}},
		{"noneof='a b' c", "a", "c", failure{Code: "invalid_value", Detail: "must be none of a b, c"}},
		{"unique", three, []int{1, 1}, failure{Code: "duplicate_item", Detail: "holds the same item twice"}},
		{"unique=Name", []unit{{"a"}, {"b"}}, []unit{{"a"}, {"a"}}, failure{Code: "duplicate_item", Detail: `holds two items with the same "name"`}},

		{"email", "a@example.com", "a", failure{Code: "invalid_format", Detail: "is no email address"}},
		{"url", "https://example.com", "a", failure{Code: "invalid_format", Detail: "is no URL"}},
		{"uri", "urn:a:b", "a b", failure{Code: "invalid_format", Detail: "is no URI"}},
		{"uuid", "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "a", failure{Code: "invalid_format", Detail: "is no UUID"}},
		{"uuid4", "57b73598-8764-4ad0-a76a-679bb6640eb1", "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", failure{Code: "invalid_format", Detail: "is no UUID of version 4"}},
		{"ip", "::1", "a", failure{Code: "invalid_format", Detail: "is no IP address"}},
		{"ipv4", "127.0.0.1", "::1", failure{Code: "invalid_format", Detail: "is no IPv4 address"}},
		{"hostname", "example.com", "a_b", failure{Code: "invalid_format", Detail: "is no host name"}},
		{"datetime=2006-01-02", "2024-05-17", "17 May", failure{Code: "invalid_format", Detail: "is no time written as 2006-01-02"}},
		{"e164", "+4930123456", "030", failure{Code: "invalid_format", Detail: "is no phone number such as +4930123456"}},
		{"json", "{}", "{", failure{Code: "invalid_format", Detail: "is no JSON"}},
		{"base64", "aGk=", "%", failure{Code: "invalid_format", Detail: "is no base64"}},
		{"iscolor", "#ffffff", "blue", failure{Code: "invalid_format", Detail: "is no colour"}},
		{"alpha", "a", "1", failure{Code: "invalid_format", Detail: "must have only the letters a to z"}},
		{"alphanumunicode", "é1", "é 1", failure{Code: "invalid_format", Detail: "must have only letters and digits"}},
		{"numeric", "-1.5", "a", failure{Code: "invalid_format", Detail: "is no number"}},
		{"number", "15", "-1", failure{Code: "invalid_format", Detail: "must have only digits"}},
		{"lowercase", "a", "A", failure{Code: "invalid_format", Detail: "must be in lower case"}},
		{"startswith=ab", "abc", "b", failure{Code: "invalid_format", Detail: `does not start with "ab"`}},
		{"endsnotwith=b", "ba", "ab", failure{Code: "invalid_format", Detail: `must not end with "b"`}},
		{"contains=@", "a@b", "ab", failure{Code: "invalid_format", Detail: `does not contain "@"`}},
		{"excludesall=@!", "ab", "a!", failure{Code: "invalid_format", Detail: `must contain none of the characters "@!"`}},

		{"rgb|rgba", "rgb(0,0,0)", "blue", failure{Code: "invalid_value", Detail: `fails the validation "rgb|rgba"`}},
		{"multibyte", "é", "a", failure{Code: "invalid_value", Detail: `fails the validation "multibyte"`}},
	} {
		t.Run(c.tag+" of "+reflect.TypeOf(c.wrong).String(), func(t *testing.T) {
			t.Parallel()
			if errs := tagged(t, c.tag, c.right); errs != nil {
				t.Errorf("%v: %v", c.right, errs)
			}
			c.want.Pointer = "/field"
			if diff := cmp.Diff(schemas.InputErrors{&c.want}, tagged(t, c.tag, c.wrong)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// The validated schemas of these tests.
type (
	order struct {
		Title  string             `json:"title"    validate:"required,max=5"`
		Note   *string            `json:"no/te"    validate:"omitempty,min=2"`
		Lines  []line             `json:"lines"    validate:"min=1,dive"`
		Refs   []*line            `json:"refs"     validate:"dive"`
		Labels []string           `json:"labels"   validate:"dive,max=3"`
		Grid   [][]int            `json:"grid"     validate:"dive,dive,max=9"`
		Prices map[string]float64 `json:"prices"   validate:"dive,gt=0"`
		Main   line               `json:"main"`
		Other  *line              `json:"other"`
		Bare   int                `validate:"max=1"`
	}
	line struct {
		Count int  `json:"co~unt" validate:"min=1"`
		Unit  unit `json:"unit"`
	}
	unit struct {
		Name string `json:"name" validate:"max=2"`
	}
	slug struct {
		Slug string `json:"slug" validate:"slug"`
	}
)

func TestValidatePointers(t *testing.T) {
	t.Parallel()
	good := line{Count: 1}
	bad := line{Unit: unit{Name: "abc"}}
	for name, c := range map[string]struct {
		change func(*order)
		want   []string
	}{
		"nothing":               {func(*order) {}, nil},
		"a field":               {func(o *order) { o.Title = "" }, []string{"/3/title required"}},
		"an escaped key":        {func(o *order) { o.Note = new("a") }, []string{"/3/no~1te too_short"}},
		"no elements":           {func(o *order) { o.Lines = nil }, []string{"/3/lines too_short"}},
		"a struct in a slice":   {func(o *order) { o.Lines = []line{good, bad} }, []string{"/3/lines/1/co~0unt out_of_range", "/3/lines/1/unit/name too_long"}},
		"a pointer in a slice":  {func(o *order) { o.Refs = []*line{&bad} }, []string{"/3/refs/0/co~0unt out_of_range", "/3/refs/0/unit/name too_long"}},
		"a text in a slice":     {func(o *order) { o.Labels = []string{"a", "b", "long"} }, []string{"/3/labels/2 too_long"}},
		"a slice in a slice":    {func(o *order) { o.Grid = [][]int{{1}, {2, 10}} }, []string{"/3/grid/1/1 out_of_range"}},
		"a map's value":         {func(o *order) { o.Prices = map[string]float64{"e/ur": -1} }, []string{"/3/prices/e~1ur out_of_range"}},
		"a struct":              {func(o *order) { o.Main = bad }, []string{"/3/main/co~0unt out_of_range", "/3/main/unit/name too_long"}},
		"a pointer to a struct": {func(o *order) { o.Other = &bad }, []string{"/3/other/co~0unt out_of_range", "/3/other/unit/name too_long"}},
		"a field without a key": {func(o *order) { o.Bare = 2 }, []string{"/3/Bare out_of_range"}},
		"all at once": {func(o *order) { o.Title, o.Bare, o.Labels = "too long", 2, []string{"long", "b", "long"} }, []string{
			"/3/title too_long", "/3/labels/0 too_long", "/3/labels/2 too_long", "/3/Bare out_of_range",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := order{Title: "title", Lines: []line{good}, Main: good}
			c.change(&o)
			for _, value := range []any{o, &o} {
				errs, err := schemas.Validate(schemas.NewValidator(), value, "/3")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(c.want, places(errs)); diff != "" {
					t.Errorf("(-want +got)\n%s", diff)
				}
			}
		})
	}
}

func TestValidateCustom(t *testing.T) {
	t.Parallel()
	v := schemas.NewValidator()
	err := v.RegisterValidation("slug", func(level validator.FieldLevel) bool { return !strings.Contains(level.Field().String(), " ") })
	if err != nil {
		t.Fatal(err)
	}
	if errs, err := schemas.Validate(v, slug{"a-b"}, ""); errs != nil || err != nil {
		t.Errorf("got %v, %v", errs, err)
	}
	got, err := schemas.Validate(v, slug{"a b"}, "/0")
	if err != nil {
		t.Fatal(err)
	}
	want := schemas.InputErrors{{Pointer: "/0/slug", Code: schemas.InvalidValue, Detail: `fails the validation "slug"`}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestValidateTakesStructs(t *testing.T) {
	t.Parallel()
	for _, value := range []any{3, nil, (*order)(nil)} {
		if errs, err := schemas.Validate(schemas.NewValidator(), value, ""); errs != nil || err == nil {
			t.Errorf("%v: got %v, %v", value, errs, err)
		}
	}
}
