package schemas_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

// places are where mistakes are, and their codes.
func places(errs schemas.InputErrors) (all []string) {
	for _, e := range errs {
		all = append(all, e.Pointer+" "+string(e.Code))
	}
	return all
}

func TestCheckBodyAccepts(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		"{}", "[]", "null", "3", `"text"`, " \r\n\t{\"a\": 1}\n", `{"a":{"a":[{"a":1},{"a":1}]}}`, `{"a":1,"A":1}`,
		`{"":1}`, "123456789012345678901234567890e999", `{"a~1b":1,"a/b":1}`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			errs, err := schemas.CheckBody([]byte(body), schemas.BodyDepth)
			if errs != nil || err != nil {
				t.Errorf("got %v, %v", errs, err)
			}
		})
	}
}

func TestCheckBodyRefusesWhatIsNoDocument(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                "EOF",
		" \n":             "EOF",
		"{":               "EOF",
		"[1,2":            "EOF",
		`{"a":`:           "EOF",
		"nul":             "unexpected EOF",
		"{} {}":           "something follows it",
		"{}x":             "something follows it",
		"{}]":             "something follows it",
		"01":              "something follows it",
		"\ufeff{}":        "invalid character 'ï' looking for beginning of value",
		"[1,]":            "invalid character ']' looking for beginning of value",
		`{"a":1,}`:        "invalid character '}' looking for beginning of object key string",
		`[1}`:             "invalid character '}' after array element",
		`{"a" 1}`:         "invalid character '1' after object key",
		`{"a":1 "b":2}`:   `invalid character '"' after object key:value pair`,
		`{"a":,}`:         "invalid character ',' looking for beginning of value",
		`{"a":1,"a":2,a}`: "invalid character 'a' looking for beginning of object key string",
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			errs, err := schemas.CheckBody([]byte(body), schemas.BodyDepth)
			if !errors.Is(err, schemas.ErrMalformedBody) || errs != nil {
				t.Fatalf("got %v, %v", errs, err)
			}
			if diff := cmp.Diff("the body is not a JSON document: "+want, err.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestCheckBodyBoundsTheDepth(t *testing.T) {
	t.Parallel()
	const limit = 32
	for name, part := range map[string][2]string{"arrays": {"[", "]"}, "objects": {`{"a":`, "}"}} {
		nested := func(depth int) []byte {
			return []byte(strings.Repeat(part[0], depth) + "1" + strings.Repeat(part[1], depth))
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := schemas.CheckBody(nested(limit), schemas.BodyDepth); err != nil {
				t.Error(err)
			}
			for _, depth := range []int{limit + 1, 100_000} {
				_, err := schemas.CheckBody(nested(depth), schemas.BodyDepth)
				if !errors.Is(err, schemas.ErrMalformedBody) || !strings.HasSuffix(err.Error(), "it is nested deeper than 32") {
					t.Errorf("%d: got %v", depth, err)
				}
			}
		})
	}
}

// TestBodiesCannotMakeLongAnswers: a place is told with all keys around it.
func TestBodiesCannotMakeLongAnswers(t *testing.T) {
	t.Parallel()
	const most = 1024
	key := func(n int) string { return strings.Repeat("k", n) }
	if errs, err := schemas.CheckBody([]byte(`{"a":{"`+key(most)+`":1}}`), schemas.BodyDepth); errs != nil || err != nil {
		t.Errorf("got %v, %v", errs, err)
	}
	errs, err := schemas.CheckBody([]byte(`{"a":{"`+key(most+1)+`":{"b":1,"b":2}}}`), schemas.BodyDepth)
	if diff := cmp.Diff([]string{"/a too_long"}, places(errs)); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	errs, err = schemas.CheckBody([]byte(`{"a":0`+strings.Repeat(`,"a":0`, 100_000)+`}`), schemas.BodyDepth)
	if len(errs) != schemas.MaxMistakes || err != nil {
		t.Errorf("got %d, %v", len(errs), err)
	}
	var v struct {
		List []int          `json:"list"`
		Map  map[string]int `json:"map"`
	}
	schema, err := schemas.NewBodySchema(reflect.TypeOf(v), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		`{"list":[""` + strings.Repeat(`,""`, 100_000) + `]}`,
		`{"unknown":0` + strings.Repeat(`,"unknown":0`, 100_000) + `}`,
	} {
		if _, errs := schema.Decode([]byte(body), reflect.ValueOf(&v).Elem(), ""); len(errs) != schemas.MaxMistakes {
			t.Errorf("%.20s…: %d", body, len(errs))
		}
	}
}

func TestCheckBodyTellsDuplicateKeys(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`{"a":1,"a":1}`:                           {"/a"},
		`{"a":1,"b":2,"a":3,"a":4,"b":5}`:         {"/a", "/a", "/b"},
		`{"a":1,"\u0061":2}`:                      {"/a"},
		`{"":1,"":2}`:                             {"/"},
		`{"a/b":1,"a/b":2}`:                       {"/a~1b"},
		`{"a~b":1,"a~b":2}`:                       {"/a~0b"},
		`{"~1":1,"~1":2}`:                         {"/~01"},
		`{"a":{"b":{"c":1,"c":2}}}`:               {"/a/b/c"},
		`{"a/b":{"c":1,"c":2}}`:                   {"/a~1b/c"},
		`[{"a":1},{"a":1,"a":2}]`:                 {"/1/a"},
		`{"a":[0,[{"b":1,"b":2}],{"c":1,"c":2}]}`: {"/a/1/0/b", "/a/2/c"},
		`{"a":{"b":1},"a":{"b":1,"b":2}}`:         {"/a", "/a/b"},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			var errs schemas.InputErrors
			for _, pointer := range want {
				errs = append(errs, &schemas.InputError{Pointer: pointer, Code: schemas.DuplicateKey, Detail: "is given twice"})
			}
			got, err := schemas.CheckBody([]byte(body), schemas.BodyDepth)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(errs, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// FuzzCheckBody: a body is taken exactly when it is JSON in UTF-8, which json.Valid
// does not ask for, and not too deep.
func FuzzCheckBody(f *testing.F) {
	for _, seed := range []string{"", "{}", "[1,2", `{"a":1,"a":2}`, "{} {}", `[1}`, "\xff", `"\ud800"`, "-", "1e", "nan"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := schemas.CheckBody(body, schemas.BodyDepth)
		if valid := json.Valid(body) && utf8.Valid(body); (err == nil) != valid && !strings.HasSuffix(fmt.Sprint(err), "nested deeper than 32") {
			t.Errorf("valid: %v, got %v", valid, err)
		}
	})
}

// code is a text of JSON, as an uuid is.
type code [2]byte

func (c *code) UnmarshalText(text []byte) error {
	if len(text) != len(c) {
		return fmt.Errorf("%q has not 2 letters", text)
	}
	copy(c[:], text)
	return nil
}

// optional reads null as well.
type optional struct {
	set   bool
	value string
}

func (o *optional) UnmarshalJSON(b []byte) error {
	o.set = true
	return json.Unmarshal(b, &o.value)
}

// The schemas of these tests.
type (
	draft struct {
		*Stamps
		Wording

		ID      int64           `json:"id"`
		Small   int8            `json:"small"`
		Count   uint16          `json:"count"`
		Ratio   float32         `json:"ratio"`
		Live    bool            `json:"live"`
		At      time.Time       `json:"at"`
		Code    code            `json:"code"`
		Rank    *int            `json:"rank"`
		Tags    []string        `json:"tags"`
		Meta    map[string]int  `json:"meta"`
		Raw     json.RawMessage `json:"raw"`
		Any     any             `json:"any"`
		Maybe   optional        `json:"maybe"`
		Author  person          `json:"author"`
		Slashed int             `json:"a/b~c,omitempty"`
		Plain   int
		Skipped int `json:"-"`
		private int //nolint:unused // unexported fields are no keys
	}
	// Wording is embedded by value.
	Wording struct {
		Title string  `json:"title"`
		Intro *string `json:"intro"`
	}
	// Stamps is embedded by pointer.
	Stamps struct {
		Edited  int  `json:"edited"`
		Deleted *int `json:"deleted"`
	}
	person struct {
		Name string `json:"name"`
		Home struct {
			Zip int16 `json:"z/ip"`
		} `json:"home"`
	}
)

func draftSchema(t *testing.T) *schemas.BodySchema {
	t.Helper()
	s, err := schemas.NewBodySchema(reflect.TypeFor[draft](), []string{"created_at", "id", "version"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// decodeDraft decodes a body below /3.
func decodeDraft(t *testing.T, body string) (v draft, given []string, errs schemas.InputErrors) {
	t.Helper()
	given, errs = draftSchema(t).Decode([]byte(body), reflect.ValueOf(&v).Elem(), "/3")
	return v, given, errs
}

func TestBodySchemaKeys(t *testing.T) {
	t.Parallel()
	s := draftSchema(t)
	want := []string{
		"edited", "deleted", "title", "intro", "id", "small", "count", "ratio", "live", "at", "code", "rank", "tags", "meta", "raw",
		"any", "maybe", "author", "a/b~c", "Plain",
	}
	if diff := cmp.Diff(want, s.Keys); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var nullable []string
	for _, key := range s.Keys {
		if s.Nullable(key) {
			nullable = append(nullable, key)
		}
	}
	if diff := cmp.Diff([]string{"deleted", "intro", "rank", "tags", "meta", "raw", "any", "maybe"}, nullable); diff != "" {
		t.Errorf("nullable (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff("Slashed", s.Field("a/b~c").Name); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNewBodySchemaRefuses(t *testing.T) {
	t.Parallel()
	for want, of := range map[string]reflect.Type{
		"string is not a struct":                  reflect.TypeFor[string](),
		"*schemas_test.draft is not a struct":     reflect.TypeFor[*draft](),
		"map[string]interface {} is not a struct": reflect.TypeFor[map[string]any](),
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			_, err := schemas.NewBodySchema(of, nil)
			if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNewBodySchemaRefusesTwoFieldsOfOneKey(t *testing.T) {
	t.Parallel()
	_, err := schemas.NewBodySchema(reflect.StructOf([]reflect.StructField{ // since go vet refuses one that is written down
		{Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"a"`}, {Name: "B", Type: reflect.TypeFor[int](), Tag: `json:"a"`},
	}), nil)
	if !strings.HasSuffix(fmt.Sprint(err), `has two fields for the key "a"`) {
		t.Errorf("got %v", err)
	}
}

func TestDecodeFillsTheStruct(t *testing.T) {
	t.Parallel()
	got, given, errs := decodeDraft(t, `{
		"title":"t", "edited":7, "id":9223372036854775807, "small":-128, "count":65535, "code":"ab", "rank":null, "tags":["a"],
		"meta":{"k":1}, "raw": {"x" : 1}, "at":"2024-05-17T12:00:00Z", "author":{"name":"n","home":{"z/ip":5}}, "a/b~c":6, "Plain":8,
		"maybe":null
	}`)
	if errs != nil {
		t.Fatal(errs)
	}
	want := draft{
		Wording: Wording{Title: "t"}, Stamps: &Stamps{Edited: 7}, ID: 1<<63 - 1, Small: -128, Count: 65535, Code: code{'a', 'b'},
		Tags: []string{"a"}, Meta: map[string]int{"k": 1}, Raw: json.RawMessage(`{"x" : 1}`),
		At: time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC), Author: person{Name: "n"}, Slashed: 6, Plain: 8, Maybe: optional{set: true},
	}
	want.Author.Home.Zip = 5
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(draft{}, optional{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	keys := []string{"edited", "title", "id", "small", "count", "at", "code", "rank", "tags", "meta", "raw", "maybe", "author", "a/b~c", "Plain"}
	if diff := cmp.Diff(keys, given); diff != "" {
		t.Errorf("given (-want +got)\n%s", diff)
	}
}

func TestDecodeLeavesWhatIsNotGiven(t *testing.T) {
	t.Parallel()
	v := draft{Wording: Wording{Title: "default"}, Stamps: &Stamps{Edited: 1}, Rank: new(3)}
	given, errs := draftSchema(t).Decode([]byte(`{"deleted":4,"rank":null}`), reflect.ValueOf(&v).Elem(), "")
	if errs != nil {
		t.Fatal(errs)
	}
	want := draft{Wording: Wording{Title: "default"}, Stamps: &Stamps{Edited: 1, Deleted: new(4)}}
	if diff := cmp.Diff(want, v, cmp.AllowUnexported(draft{}, optional{})); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"deleted", "rank"}, given); diff != "" {
		t.Errorf("given (-want +got)\n%s", diff)
	}
	var none draft
	if _, errs := draftSchema(t).Decode([]byte(`{}`), reflect.ValueOf(&none).Elem(), ""); errs != nil || none.Stamps != nil {
		t.Errorf("got %v, %v", none.Stamps, errs)
	}
}

func TestDecodeTellsPlaces(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`[]`:                            {"/3 invalid_value"},
		`null`:                          {"/3 invalid_value"},
		`3`:                             {"/3 invalid_value"},
		`{"Title":"t"}`:                 {"/3/Title unknown_field"},
		`{"TITLE":"t","title":"t"}`:     {"/3/TITLE unknown_field"},
		`{"plain":1}`:                   {"/3/plain unknown_field"},
		`{"Skipped":1,"private":1}`:     {"/3/Skipped unknown_field", "/3/private unknown_field"},
		`{"Stamps":{},"Wording":{}}`:    {"/3/Stamps unknown_field", "/3/Wording unknown_field"},
		`{"x/y":1,"x~y":1}`:             {"/3/x~0y unknown_field", "/3/x~1y unknown_field"},
		`{"created_at":1,"version":""}`: {"/3/created_at read_only", "/3/version read_only"},
		`{"id":1}`:                      nil, // answered, and a key of the schema
		`{"title":null,"edited":null}`:  {"/3/edited null_value", "/3/title null_value"},
		`{"at": null ,"code":null}`:     {"/3/at null_value", "/3/code null_value"},
		`{"author":null,"a/b~c":null}`:  {"/3/author null_value", "/3/a~1b~0c null_value"},
		`{"deleted":null,"intro":null,"rank":null,"tags":null,"meta":null,"raw":null,"any":null,"maybe":null}`: nil,

		`{"small":128}`:                       {"/3/small out_of_range"},
		`{"small":-129,"count":-1}`:           {"/3/small out_of_range", "/3/count out_of_range"},
		`{"count":65536}`:                     {"/3/count out_of_range"},
		`{"id":9223372036854775808}`:          {"/3/id out_of_range"},
		`{"ratio":1e39}`:                      {"/3/ratio out_of_range"},
		`{"author":{"home":{"z/ip":32768}}}`:  {"/3/author/home/z~1ip out_of_range"},
		`{"author":{"name":3}}`:               {"/3/author/name invalid_value"},
		`{"author":{"home":[]}}`:              {"/3/author/home invalid_value"},
		`{"author":{"nick":"x"}}`:             {"/3/author/nick unknown_field"},
		`{"tags":"a","meta":[],"live":"yes"}`: {"/3/live invalid_value", "/3/tags invalid_value", "/3/meta invalid_value"},
		`{"tags":["a",1]}`:                    {"/3/tags/1 invalid_value"},
		`{"a/b~c":"x"}`:                       {"/3/a~1b~0c invalid_value"},
		`{"at":"noon","code":"abc"}`:          {"/3/at invalid_value", "/3/code invalid_value"},
		`{"edited":"x","title":1,"id":true,"small":999,"live":null,"bogus":1,"version":2}`: {
			"/3/bogus unknown_field", "/3/version read_only", "/3/edited invalid_value", "/3/title invalid_value",
			"/3/id invalid_value", "/3/small out_of_range", "/3/live null_value",
		},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			_, _, errs := decodeDraft(t, body)
			if diff := cmp.Diff(want, places(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestDecodeSaysWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`[]`:                          "/3: is not an object",
		`{"version":1}`:               "/3/version: cannot be written",
		`{"title":null}`:              "/3/title: cannot be null",
		`{"title":1}`:                 "/3/title: is a JSON number; expected string",
		`{"small":"1"}`:               "/3/small: is a JSON string; expected integer of 8 bits",
		`{"small":300}`:               "/3/small: 300 is no integer of 8 bits",
		`{"ratio":"1"}`:               "/3/ratio: is a JSON string; expected number",
		`{"live":1}`:                  "/3/live: is a JSON number; expected boolean",
		`{"tags":{}}`:                 "/3/tags: is a JSON object; expected array",
		`{"author":[]}`:               "/3/author: is a JSON array; expected object",
		`{"code":"abc"}`:              `/3/code: cannot be read: "abc" has not 2 letters`,
		`{"author":{"nick":1}}`:       "/3/author/nick: there is no such key",
		`{"author":{"home":"house"}}`: "/3/author/home: is a JSON string; expected object",
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			_, _, errs := decodeDraft(t, body)
			if diff := cmp.Diff(want, errs.Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	_, _, errs := decodeDraft(t, `{"bogus":1}`)
	want := &schemas.InputError{
		Pointer: "/3/bogus", Code: schemas.UnknownField, Detail: "there is no such key", Allowed: draftSchema(t).Keys,
	}
	if diff := cmp.Diff(schemas.InputErrors{want}, errs); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
