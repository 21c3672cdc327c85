package schemas_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/validator/v10"
	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

// The schemas whose places are hard to name.
type (
	// Based is embedded, and its keys stand in the outer object.
	Based struct {
		Deeper
		*Pointed
		Named `json:"named"`

		Size int `json:"size" validate:"max=9"`
	}
	// Deeper is embedded two deep.
	Deeper struct {
		Depth int `json:"de/pth" validate:"max=9"`
	}
	// Pointed is embedded by pointer.
	Pointed struct {
		Point string `json:"point" validate:"max=1"`
	}
	// Named is embedded under a key.
	Named struct {
		Name string `json:"name" validate:"max=1"`
	}
	// Box is generic: its name holds a path with dots.
	Box[T any] struct {
		Based

		Of    T                    `json:"of"`
		More  []Box[T]             `json:"more" validate:"dive"`
		ByKey map[string]T         `json:"by.key" validate:"dive"`
		ByNum map[int]*Named       `json:"by_num" validate:"dive"`
		ByIP  map[netip.Addr]Named `json:"by_ip" validate:"dive"`
		Keys  map[string]int       `json:"keys" validate:"dive,keys,max=3,endkeys,max=9"`
		Any   any                  `json:"any"`
		Plain struct {
			Rows [2]struct {
				Cells []int `json:"cells" validate:"max=1,dive,max=9"`
			} `json:"rows" validate:"dive"`
		} `json:"plain"`
		Hidden int `json:"-" validate:"max=9"`
		Dash   int `json:"-," validate:"max=9"` //nolint:staticcheck // the key "-" is meant
	}
)

func boxes(change func(*Box[Named])) *Box[Named] {
	b := &Box[Named]{Based: Based{Pointed: &Pointed{}}}
	change(b)
	return b
}

func TestPlacesOfFailures(t *testing.T) {
	t.Parallel()
	long, bad := Named{"ab"}, &Named{"ab"}
	for name, c := range map[string]struct {
		change func(*Box[Named])
		want   string
	}{
		"an embedded struct":                   {func(b *Box[Named]) { b.Size = 10 }, "/size"},
		"a struct embedded in another":         {func(b *Box[Named]) { b.Depth = 10 }, "/de~1pth"},
		"a struct embedded by pointer":         {func(b *Box[Named]) { b.Point = "ab" }, "/point"},
		"a struct embedded under a key":        {func(b *Box[Named]) { b.Named = long }, "/named/name"},
		"a type argument":                      {func(b *Box[Named]) { b.Of = long }, "/of/name"},
		"boxes in boxes":                       {func(b *Box[Named]) { b.More = []Box[Named]{{}, {More: []Box[Named]{{Of: long}}}} }, "/more/1/more/0/of/name"},
		"embedded in boxes in boxes":           {func(b *Box[Named]) { b.More = []Box[Named]{{Based: Based{Size: 10}}} }, "/more/0/size"},
		"a map":                                {func(b *Box[Named]) { b.ByKey = map[string]Named{"a": {}, "b": long} }, "/by.key/b/name"},
		"a key with a dot":                     {func(b *Box[Named]) { b.ByKey = map[string]Named{"a.b": long} }, "/by.key/a.b/name"},
		"a key with a slash and a tilde":       {func(b *Box[Named]) { b.ByKey = map[string]Named{"a/~b": long} }, "/by.key/a~1~0b/name"},
		"a key with brackets":                  {func(b *Box[Named]) { b.ByKey = map[string]Named{"a].Name[b]": long, "a": {}} }, "/by.key/a].Name[b]/name"},
		"an empty key":                         {func(b *Box[Named]) { b.ByKey = map[string]Named{"": long} }, "/by.key//name"},
		"a key that is a number":               {func(b *Box[Named]) { b.ByNum = map[int]*Named{-3: bad} }, "/by_num/-3/name"},
		"a key that is a text of its own":      {func(b *Box[Named]) { b.ByIP = map[netip.Addr]Named{netip.MustParseAddr("::1"): long} }, "/by_ip/::1/name"},
		"a key that fails":                     {func(b *Box[Named]) { b.Keys = map[string]int{"a.b.c": 1} }, "/keys/a.b.c"},
		"a value of a key":                     {func(b *Box[Named]) { b.Keys = map[string]int{"a.b": 10} }, "/keys/a.b"},
		"a struct in an interface":             {func(b *Box[Named]) { b.Any = bad }, "/any/name"},
		"a list in structs without a name":     {func(b *Box[Named]) { b.Plain.Rows[1].Cells = []int{1, 2} }, "/plain/rows/1/cells"},
		"an element in structs without a name": {func(b *Box[Named]) { b.Plain.Rows[1].Cells = []int{10} }, "/plain/rows/1/cells/0"},
		"a field without a key":                {func(b *Box[Named]) { b.Hidden = 10 }, "/Hidden"},
		"the key of a dash":                    {func(b *Box[Named]) { b.Dash = 10 }, "/-"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs, err := schemas.Validate(schemas.NewValidator(), boxes(c.change), "/7")
			if err != nil || len(errs) != 1 {
				t.Fatal(errs, err)
			}
			if diff := cmp.Diff("/7"+c.want, errs[0].Pointer); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPlacesInAStructWithoutAName(t *testing.T) {
	t.Parallel()
	value := struct {
		Inner struct {
			Named
		} `json:"inner"`
	}{}
	value.Inner.Name = "ab"
	errs, err := schemas.Validate(schemas.NewValidator(), &value, "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/inner/name too_long"}, places(errs)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// account has fields that depend on each other.
type account struct {
	Sleeping `json:"sleeping"`
	Based

	Password string    `json:"pass_word"`
	Repeated string    `json:"repeated" validate:"eqfield=Password"`
	Kind     string    `json:"kind"     validate:"omitempty,nefield=Password"`
	Company  string    `json:"company"  validate:"required_if=Kind firm Limit 3"`
	Phone    string    `json:"phone"    validate:"required_without=Mail"`
	Mail     string    `json:"e_mail"`
	Street   string    `json:"street"   validate:"required_with=City Zip"`
	City     string    `json:"city"     validate:"excluded_with_all=Mail Zip"`
	Zip      string    `json:"zip"      validate:"excluded_if=Kind firm"`
	Vat      string    `json:"vat"      validate:"required_unless=Kind 'a person'"`
	Limit    int       `json:"limit"    validate:"ltefield=Size"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to"       validate:"gtfield=From,gtecsfield=Sleeping.Until"`
	Short    string    `json:"short"    validate:"omitempty,ltfield=Mail"`
}

// Sleeping is looked at from the outer struct.
type Sleeping struct {
	Until time.Time `json:"until"`
	Hint  string    `json:"hint"  validate:"omitempty,fieldcontains=Word"`
	Word  string    `json:"wo_rd"`
}

func TestValidateAcrossFields(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 5, 17, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		change func(*account)
		want   string
	}{
		"nothing":           {func(*account) {}, ""},
		"eqfield":           {func(a *account) { a.Repeated = "b" }, `/repeated: is not equal to "pass_word" (invalid_value)`},
		"nefield":           {func(a *account) { a.Kind, a.Vat, a.Password, a.Repeated = "k", "v", "k", "k" }, `/kind: is equal to "pass_word" (invalid_value)`},
		"ltefield":          {func(a *account) { a.Limit = 8 }, `/limit: is more than "size" (out_of_range)`},
		"gtfield":           {func(a *account) { a.To = a.From }, `/to: is not after "from" (out_of_range)`},
		"ltfield":           {func(a *account) { a.Short = "mm" }, `/short: is not shorter than "e_mail" (too_long)`},
		"gtecsfield":        {func(a *account) { a.Until = a.To.Add(1) }, `/to: is before "sleeping/until" (out_of_range)`},
		"fieldcontains":     {func(a *account) { a.Hint, a.Word = "a", "b" }, `/sleeping/hint: does not contain the value of "wo_rd" (invalid_format)`},
		"required_if":       {func(a *account) { a.Kind, a.Vat, a.Limit = "firm", "v", 3 }, `/company: is required where "kind" is firm and "limit" is 3 (required)`},
		"required_unless":   {func(a *account) { a.Kind = "other" }, `/vat: is required unless "kind" is a person (required)`},
		"required_with":     {func(a *account) { a.City = "c" }, `/street: is required with "city" or "zip" (required)`},
		"required_without":  {func(a *account) { a.Mail = "" }, `/phone: is required without "e_mail" (required)`},
		"excluded_if":       {func(a *account) { a.Kind, a.Vat, a.Zip, a.Street = "firm", "v", "z", "s" }, `/zip: must be left out where "kind" is firm (excluded)`},
		"excluded_with_all": {func(a *account) { a.City, a.Zip, a.Street = "c", "z", "s" }, `/city: must be left out with "e_mail" and "zip" (excluded)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := account{Kind: "a person", Mail: "m", From: day, To: day.AddDate(0, 0, 1), Based: Based{Size: 7}}
			c.change(&a)
			errs, err := schemas.Validate(schemas.NewValidator(), a, "")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range errs {
				got = append(got, fmt.Sprintf("%s (%s)", e, e.Code))
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestValidateWholeStructs(t *testing.T) {
	t.Parallel()
	v := schemas.NewValidator()
	v.RegisterStructValidation(func(level validator.StructLevel) {
		level.ReportError(0, "either", "Either", "either_or", "")
	}, Named{})
	v.RegisterAlias("brief", "max=1")
	errs, err := schemas.Validate(v, Named{}, "")
	if err != nil {
		t.Fatal(err)
	}
	want := schemas.InputErrors{{Pointer: "/either", Code: schemas.InvalidValue, Detail: `fails the validation "either_or"`}}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	errs, err = schemas.Validate(v, struct {
		A string `json:"a" validate:"brief"`
		B int    `json:"b" validate:"isdefault"`
	}{"abc", 1}, "")
	if err != nil {
		t.Fatal(err)
	}
	want = schemas.InputErrors{{Pointer: "/a", Code: schemas.TooLong, Detail: "is longer than 1 character", Max: "1"}, {
		Pointer: "/b", Code: schemas.Excluded, Detail: "must be left out",
	}}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Errorf("an alias (-want +got)\n%s", diff)
	}
}
