package schemas_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	guuid "github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/schemas"
)

// The nested schemas of these tests.
type (
	shop struct {
		Name     string              `json:"name"`
		Owner    *keeper             `json:"owner"`
		Shelves  []shelf             `json:"shelves"`
		ByTown   map[string]keeper   `json:"by_town"`
		ByIP     map[netip.Addr]int8 `json:"by_ip"`
		ByNumber map[uint8]*shelf    `json:"by_number"`
		Pair     [2]int              `json:"pair"`
		Grid     [][]*int            `json:"grid"`
		Photo    []byte              `json:"photo"`
		Raw      json.RawMessage     `json:"raw"`
		Any      any                 `json:"any"`
		Free     map[string]any      `json:"free"`
		Own      ownForm             `json:"own"`
		Quoted   int                 `json:"quoted,string"`
	}
	keeper struct {
		Name  string  `json:"name"`
		NAME  string  `json:"NAME"`
		Since int16   `json:"sin/ce"`
		Boss  *keeper `json:"boss"`
	}
	shelf struct {
		Goods []struct {
			Name  string   `json:"name"`
			Price *float64 `json:"price"`
		} `json:"goods"`
	}
	// ownForm reads itself: what it ignores is its own affair.
	ownForm struct{ Name string }
)

func (o *ownForm) UnmarshalJSON(b []byte) error {
	var form struct {
		Name string `json:"own_name"`
	}
	err := json.Unmarshal(b, &form)
	o.Name = form.Name
	return err
}

// bodySchema reads a struct.
func bodySchema[T any](t *testing.T) *schemas.BodySchema {
	t.Helper()
	s, err := schemas.NewBodySchema(reflect.TypeFor[T](), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDecodeNests(t *testing.T) {
	t.Parallel()
	var got shop
	_, errs := bodySchema[shop](t).Decode([]byte(`{
		"name":"n", "owner":{"name":"a","NAME":"b","boss":{"sin/ce":3}}, "shelves":[{"goods":[{"name":"g","price":1.5},{"price":null}]},{}],
		"by_town":{"Bern":{"name":"c"},"":{}}, "by_ip":{"::1":-1}, "by_number":{"255":{"goods":null},"0":null}, "pair":[1], "grid":[[1,null],null,[]],
		"photo":"aGk=", "raw":{"x" : 9007199254740993}, "any":{"X":[1]}, "free":{"a":{"b":null}}, "own":{"own_name":"o","else":1}, "quoted":"5"
	}`), reflect.ValueOf(&got).Elem(), "")
	if errs != nil {
		t.Fatal(errs)
	}
	want := shop{
		Name: "n", Owner: &keeper{Name: "a", NAME: "b", Boss: &keeper{Since: 3}}, Shelves: make([]shelf, 2),
		ByTown: map[string]keeper{"Bern": {Name: "c"}, "": {}}, ByIP: map[netip.Addr]int8{netip.MustParseAddr("::1"): -1},
		ByNumber: map[uint8]*shelf{255: {}, 0: nil}, Pair: [2]int{1}, Grid: [][]*int{{new(1), nil}, nil, {}}, Photo: []byte("hi"),
		Raw: json.RawMessage(`{"x" : 9007199254740993}`), Any: map[string]any{"X": []any{1.0}}, Free: map[string]any{"a": map[string]any{"b": nil}},
		Own: ownForm{"o"}, Quoted: 5,
	}
	want.Shelves[0].Goods = append(want.Shelves[0].Goods, struct {
		Name  string   `json:"name"`
		Price *float64 `json:"price"`
	}{"g", new(1.5)}, struct {
		Name  string   `json:"name"`
		Price *float64 `json:"price"`
	}{})
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Addr) bool { return a == b })); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDecodeTellsNestedPlaces(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`{"owner":{"Name":"a"}}`:                       {"/3/owner/Name unknown_field"},
		`{"owner":{"boss":{"Sin/ce":1,"sin/ce":"x"}}}`: {"/3/owner/boss/Sin~1ce unknown_field", "/3/owner/boss/sin~1ce invalid_value"},
		`{"owner":{"name":null,"boss":null}}`:          {"/3/owner/name null_value"},
		`{"owner":[]}`:                                 {"/3/owner invalid_value"},
		`{"shelves":[{"goods":[{"Name":"a"},{"name":1,"price":"x"}]},null,{"bads":[]}]}`: {
			"/3/shelves/0/goods/0/Name unknown_field", "/3/shelves/0/goods/1/name invalid_value", "/3/shelves/0/goods/1/price invalid_value",
			"/3/shelves/1 null_value", "/3/shelves/2/bads unknown_field",
		},
		`{"shelves":{}}`: {"/3/shelves invalid_value"},
		`{"by_town":{"a/b.c":{"name":"a","age":1},"d":null}}`: {"/3/by_town/a~1b.c/age unknown_field", "/3/by_town/d null_value"},
		`{"by_town":[]}`:                 {"/3/by_town invalid_value"},
		`{"by_ip":{"home":1,"::1":128}}`: {"/3/by_ip/::1 out_of_range", "/3/by_ip/home invalid_value"},
		`{"by_number":{"256":null,"-1":null,"x":{}}}`: {
			"/3/by_number/-1 invalid_value", "/3/by_number/256 invalid_value", "/3/by_number/x invalid_value",
		},
		`{"pair":[1,2,3]}`:                   {"/3/pair too_many"},
		`{"pair":[1,null]}`:                  {"/3/pair/1 null_value"},
		`{"pair":null}`:                      {"/3/pair null_value"},
		`{"grid":[[1,"x"],[1.5],3]}`:         {"/3/grid/0/1 invalid_value", "/3/grid/1/0 out_of_range", "/3/grid/2 invalid_value"},
		`{"photo":"%","own":{"own_name":3}}`: {"/3/photo invalid_value", "/3/own invalid_value"},
		`{"quoted":"x"}`:                     {"/3/quoted invalid_value"},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			var v shop
			_, errs := bodySchema[shop](t).Decode([]byte(body), reflect.ValueOf(&v).Elem(), "/3")
			if diff := cmp.Diff(want, places(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestUnknownKeysOfAMergePatch(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`{"name":null,"owner":null,"raw":{"x":null},"any":{"x":null},"free":{"x":null},"own":{"x":null}}`: nil,
		`{"nick":null}`: {"/nick unknown_field"},
		`{"owner":{"Name":null,"boss":{"nick":null}}}`:                            {"/owner/Name unknown_field", "/owner/boss/nick unknown_field"},
		`{"by_town":{"a/b":{"nick":null},"c":null},"by_number":{"1":{"x":null}}}`: {"/by_town/a~1b/nick unknown_field", "/by_number/1/x unknown_field"},
		`{"owner":3,"by_town":[]}`:                                                nil, // told when the outcome is decoded
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, places(bodySchema[shop](t).UnknownKeys([]byte(body), ""))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// nulls has fields that null means something to, and fields that it does not.
type nulls struct {
	UUID    guuid.NullUUID  `json:"uuid"`
	Generic sql.Null[int64] `json:"generic"`
	Text    sql.NullString  `json:"text"`
	At      sql.NullTime    `json:"at"`
	Deleted gorm.DeletedAt  `json:"deleted"`
	Maybe   optional        `json:"maybe"`
	Kept    kept            `json:"kept"`
	PlainID guuid.UUID      `json:"plain_id"`
	PlainAt time.Time       `json:"plain_at"`
	Big     big.Int         `json:"big"`
	IP      netip.Addr      `json:"ip"`
	Form    ownFormOfText   `json:"form"`
	Struct  keeper          `json:"struct"`
	Int     int             `json:"int"`
}

// kept is a text that null empties.
type kept string

func (k *kept) UnmarshalJSON(b []byte) error {
	var text *string
	err := json.Unmarshal(b, &text)
	*k = ""
	if text != nil {
		*k = kept(*text)
	}
	return err
}

// ownFormOfText leaves null unread, as time.Time does.
type ownFormOfText string

func (o *ownFormOfText) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	return json.Unmarshal(b, (*string)(o))
}

func TestNullable(t *testing.T) {
	t.Parallel()
	s := bodySchema[nulls](t)
	var got []string
	for _, key := range s.Keys {
		if s.Nullable(key) {
			got = append(got, key)
		}
	}
	if diff := cmp.Diff([]string{"uuid", "generic", "text", "at", "deleted", "maybe", "kept"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDecodeOfNullClearsDefaults(t *testing.T) {
	t.Parallel()
	day := time.Date(2024, 5, 17, 0, 0, 0, 0, time.UTC)
	v := nulls{
		UUID: guuid.NullUUID{UUID: guuid.UUID{1}, Valid: true}, Generic: sql.Null[int64]{V: 1, Valid: true},
		Text: sql.NullString{String: "t", Valid: true}, At: sql.NullTime{Time: day, Valid: true}, Deleted: gorm.DeletedAt{Time: day, Valid: true},
		Kept: "k", Int: 3,
	}
	body := `{"uuid":null,"generic":null,"text":null,"at":null,"deleted":null,"kept":null}`
	if _, errs := bodySchema[nulls](t).Decode([]byte(body), reflect.ValueOf(&v).Elem(), ""); errs != nil {
		t.Fatal(errs)
	}
	if !reflect.DeepEqual(v, nulls{Int: 3}) {
		t.Errorf("got %+v", v)
	}
}

// The schemas with fields embedded in odd ways.
type (
	hidden struct {
		Inner int `json:"inner"`
	}
	// Outer is embedded.
	Outer struct {
		Inner int `json:"inner"`
	}
)

func TestBodySchemaOfEmbedded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		of   reflect.Type
		want any
	}{
		"an unexported struct": {reflect.TypeFor[struct{ hidden }](), []string{"inner"}},
		"an unexported pointer": {
			reflect.TypeFor[struct{ *hidden }](),
			"struct { *schemas_test.hidden }.Inner stands in the unexported *schemas_test.hidden, which cannot be set: embed it without the pointer",
		},
		"an unexported pointer within": {
			reflect.TypeFor[struct{ In []struct{ *hidden } }](),
			"struct { *schemas_test.hidden }.Inner stands in the unexported *schemas_test.hidden, which cannot be set: embed it without the pointer",
		},
		"under a key": {reflect.TypeFor[struct {
			Outer `json:"outer"`
		}](), []string{"outer"}},
		"skipped": {reflect.TypeFor[struct {
			Outer `json:"-"`

			A int
		}](), []string{"A"}},
		"a field in front of an embedded one": {reflect.TypeFor[struct {
			Outer

			Mine string `json:"inner"`
		}](), []string{"inner"}},
		"a kind of text": {reflect.TypeFor[struct{ Word }](), []string{"Word"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := schemas.NewBodySchema(c.of, nil)
			var got any = s.Keys
			if err != nil {
				got = err.Error()
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// Word is embedded as a field.
type Word string

func TestNewBodySchemaRefusesTwoFieldsOfOneNestedKey(t *testing.T) {
	t.Parallel()
	inner := reflect.StructOf([]reflect.StructField{ // since go vet refuses one that is written down
		{Name: "A", Type: reflect.TypeFor[int](), Tag: `json:"a"`}, {Name: "B", Type: reflect.TypeFor[int](), Tag: `json:"a"`},
	})
	_, err := schemas.NewBodySchema(reflect.StructOf([]reflect.StructField{{Name: "In", Type: reflect.MapOf(reflect.TypeFor[string](), inner)}}), nil)
	if !strings.HasSuffix(fmt.Sprint(err), `has two fields for the key "a"`) {
		t.Errorf("got %v", err)
	}
}
