package rawjson_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/internal/rawjson"
)

// FuzzParts holds what is taken apart against encoding/json; of what is no JSON
// it only has to come to an end.
func FuzzParts(f *testing.F) {
	for _, document := range []string{
		`{}`, `[]`, `null`, `"a"`, `1`, ` { "a" : 1 , "b":[ 1 ,{"c":"}"} ] } `, `{"a":1,"a":2}`, `{"\u0061\"":"\\\"]"}`,
		"[\n1,\t2 ]", `[[],{},"",null,true,-1e9]`, `{"":{"":{}}}`, `[`, `{"a"`, `{"a":`, `["`, `["\`, `[1 2]`, `{"a" 1}`, `[,]`, `{]`,
	} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		members, isObject := rawjson.Object(document)
		elements, isArray := rawjson.Array(document)
		if !json.Valid(document) || !utf8.Valid(document) {
			return
		}
		var wantMembers map[string]json.RawMessage
		if err := json.Unmarshal(document, &wantMembers); (err == nil && wantMembers != nil) != isObject {
			t.Fatalf("%s: an object is %v, %v", document, isObject, err)
		}
		if isObject && !reflect.DeepEqual(wantMembers, members) {
			t.Errorf("%s: (-want +got)\n%s", document, cmp.Diff(wantMembers, members))
		}
		var wantElements []json.RawMessage
		if err := json.Unmarshal(document, &wantElements); (err == nil && wantElements != nil) != isArray {
			t.Fatalf("%s: an array is %v, %v", document, isArray, err)
		}
		if isArray && !reflect.DeepEqual(wantElements, elements) {
			t.Errorf("%s: (-want +got)\n%s", document, cmp.Diff(wantElements, elements))
		}
	})
}

// Time is linear in what a document has of whatever. (With a quadratic one this takes
// minutes.)
func TestLongTexts(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"escapes": strings.Repeat(`\n`, 1<<20), "quotes": strings.Repeat(`\"`, 1<<20), "one escape far from the end": `\n` + strings.Repeat("x", 1<<20),
	} {
		document := []byte(strings.Repeat("[", 30) + `"` + text + `"` + strings.Repeat("]", 30))
		elements, ok := rawjson.Array(document)
		if !ok || len(elements) != 1 || len(elements[0]) != len(document)-2 {
			t.Errorf("%s: %v, %d elements", name, ok, len(elements))
		}
	}
}
