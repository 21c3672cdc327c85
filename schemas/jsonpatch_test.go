package schemas_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/schemas"
)

// What RFC 6902, appendix A, and the public json-patch-tests say that a patch does.
func TestJSONPatchApplies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, document, patch, want string }{
		{"A.1 a member is added", `{"a":"b"}`, `[{"op":"add","path":"/c","value":"d"}]`, `{"a":"b","c":"d"}`},
		{"A.2 an element is added", `{"a":["b","d"]}`, `[{"op":"add","path":"/a/1","value":"c"}]`, `{"a":["b","c","d"]}`},
		{"A.3 a member is removed", `{"a":"b","c":"d"}`, `[{"op":"remove","path":"/c"}]`, `{"a":"b"}`},
		{"A.4 an element is removed", `{"a":["b","c","d"]}`, `[{"op":"remove","path":"/a/1"}]`, `{"a":["b","d"]}`},
		{"A.5 a value is replaced", `{"a":"b","c":"d"}`, `[{"op":"replace","path":"/a","value":"x"}]`, `{"a":"x","c":"d"}`},
		{"A.6 a value is moved", `{"a":{"b":"c","d":"e"},"f":{"g":"h"}}`, `[{"op":"move","from":"/a/d","path":"/f/i"}]`, `{"a":{"b":"c"},"f":{"g":"h","i":"e"}}`},
		{"A.7 an element is moved", `{"a":["b","c","d","e"]}`, `[{"op":"move","from":"/a/1","path":"/a/3"}]`, `{"a":["b","d","e","c"]}`},
		{"A.8 tests succeed", `{"a":"b","c":["d",2]}`, `[{"op":"test","path":"/a","value":"b"},{"op":"test","path":"/c/1","value":2}]`, `{"a":"b","c":["d",2]}`},
		{"A.10 an object is added", `{"a":"b"}`, `[{"op":"add","path":"/c","value":{"d":{}}}]`, `{"a":"b","c":{"d":{}}}`},
		{"A.11 other members are ignored", `{"a":"b"}`, `[{"op":"add","path":"/c","value":"d","from":3,"Path":4}]`, `{"a":"b","c":"d"}`},
		{"A.14 escapes", `{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":10},{"op":"remove","path":"/~1"}]`, `{"~1":10}`},
		{"A.16 an array is added at the end", `{"a":["b"]}`, `[{"op":"add","path":"/a/-","value":["c","d"]}]`, `{"a":["b",["c","d"]]}`},

		{"no operation", `{"a":1}`, `[]`, `{"a":1}`},
		{"add replaces a member", `{"a":1}`, `[{"op":"add","path":"/a","value":null}]`, `{"a":null}`},
		{"false is added", `{}`, `[{"op":"add","path":"/a","value":false}]`, `{"a":false}`},
		{"an array as the document", `[]`, `[{"op":"add","path":"/0","value":"a"},{"op":"add","path":"/-","value":"b"},{"op":"add","path":"/2","value":"c"}]`, `["a","b","c"]`},
		{"in front of the first element", `[1,2]`, `[{"op":"add","path":"/0","value":0}]`, `[0,1,2]`},
		{"deep within arrays", `[1,[2,[3]]]`, `[{"op":"add","path":"/1/1/-","value":{"a":[]}}]`, `[1,[2,[3,{"a":[]}]]]`},
		{"elements close the gap", `[1,2,3,4]`, `[{"op":"remove","path":"/1"},{"op":"remove","path":"/2"}]`, `[1,3]`},
		{"an element is replaced", `["a"]`, `[{"op":"replace","path":"/0","value":null}]`, `[null]`},
		{"an array takes the place of an element", `[1,2]`, `[{"op":"replace","path":"/1","value":[3,4]}]`, `[1,[3,4]]`},
		{"an object takes the document's place", `[]`, `[{"op":"add","path":"","value":{}}]`, `{}`},
		{"null takes the document's place", `{"a":1}`, `[{"op":"add","path":"","value":null}]`, `null`},
		{"a text for a text", `"a"`, `[{"op":"replace","path":"","value":"b"}]`, `"b"`},
		{"the document is copied into itself", `{"a":1}`, `[{"op":"copy","from":"","path":"/b"}]`, `{"a":1,"b":{"a":1}}`},
		{"a member becomes the document", `{"a":{"b":1}}`, `[{"op":"move","from":"/a","path":""}]`, `{"b":1}`},
		{"the empty key", `{}`, `[{"op":"add","path":"/","value":1},{"op":"test","path":"/","value":1}]`, `{"":1}`},
		{"the empty key of a member", `{"a":{}}`, `[{"op":"add","path":"/a/","value":1},{"op":"replace","path":"/a/","value":2}]`, `{"a":{"":2}}`},
		{"through empty keys", `{"":{"":{"a":[1]}}}`, `[{"op":"add","path":"///a/-","value":2},{"op":"remove","path":"///a/0"}]`, `{"":{"":{"a":[2]}}}`},
		{"keys that look like indices", `{"0":{"-":{"01":1}}}`, `[{"op":"replace","path":"/0/-/01","value":2},{"op":"add","path":"/1e0","value":3}]`, `{"0":{"-":{"01":2}},"1e0":3}`},
		{"odd keys", `{"c%d":2,"e^f":3,"i\\j":5,"k\"l":6," ":7,"m~n":8}`, `[{"op":"test","path":"/c%d","value":2},{"op":"test","path":"/i\\j","value":5},{"op":"test","path":"/k\"l","value":6},{"op":"remove","path":"/ "},{"op":"replace","path":"/m~0n","value":9},{"op":"remove","path":"/e^f"}]`, `{"c%d":2,"i\\j":5,"k\"l":6,"m~n":9}`},
		{"null is moved", `{"a":null}`, `[{"op":"move","from":"/a","path":"/b"}]`, `{"b":null}`},
		{"null is copied", `{"a":null}`, `[{"op":"copy","from":"/a","path":"/b"}]`, `{"a":null,"b":null}`},
		{"null is removed", `{"a":null}`, `[{"op":"remove","path":"/a"}]`, `{}`},
		{"null is replaced", `{"a":null}`, `[{"op":"replace","path":"/a","value":1}]`, `{"a":1}`},
		{"a copy is its own", `{"a":{"b":[1]}}`, `[{"op":"copy","from":"/a","path":"/c"},{"op":"add","path":"/c/b/-","value":2}]`, `{"a":{"b":[1]},"c":{"b":[1,2]}}`},
		{"a move to where it is", `{"a":1}`, `[{"op":"move","from":"/a","path":"/a"}]`, `{"a":1}`},
		{"a move to a key that begins alike", `{"a":1}`, `[{"op":"move","from":"/a","path":"/ab"}]`, `{"ab":1}`},
		{"a move from an object to an array", `{"a":[{"b":1}]}`, `[{"op":"move","from":"/a/0/b","path":"/a/1"}]`, `{"a":[{},1]}`},
		{"operations see those before", `{"a":1}`, `[{"op":"move","from":"/a","path":"/b"},{"op":"test","path":"/b","value":1},{"op":"remove","path":"/b"}]`, `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			document, patch := []byte(c.document), []byte(c.patch)
			got, err := schemas.ApplyJSONPatch(document, patch)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(meaning(t, []byte(c.want)), meaning(t, got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff([]string{c.document, c.patch}, []string{string(document), string(patch)}); diff != "" {
				t.Errorf("its inputs have changed (-want +got)\n%s", diff)
			}
		})
	}
}

func TestJSONPatchTests(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value, other string
		equal        bool
	}{
		{`"a"`, `"a"`, true},
		{`"a"`, `"b"`, false}, // A.9
		{`10`, `"10"`, false}, // A.15
		{`1`, `1.0`, true},
		{`100`, `1e2`, true},
		{`100`, `1E+2`, true},
		{`0.01`, `1e-2`, true},
		{`-1.50`, `-15e-1`, true},
		{`0`, `-0.0e9`, true},
		{`1`, `-1`, false},
		{`10`, `1`, false},
		{`9007199254740993`, `9007199254740993.0`, true},
		{`9007199254740993`, `9007199254740992`, false}, // one float64
		{`0.1`, `0.1000000000000000055511151231257827`, false},
		{`123456789012345678901234567890`, `123456789012345678901234567891`, false},
		{`1e999999999999999999999`, `10e999999999999999999998`, true},
		{`1e999999999999999999999`, `1e999999999999999999998`, false},
		{`null`, `null`, true},
		{`null`, `0`, false},
		{`0`, `false`, false},
		{`""`, `null`, false},
		{`[]`, `{}`, false},
		{`[]`, `null`, false},
		{`[1,2]`, `[1]`, false},
		{`[1,2]`, `[2,1]`, false},
		{`[{"a":1,"b":[2.0]}]`, `[{"b":[2],"a":1e0}]`, true},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":null}`, `{"b":null}`, false},
		{`{"a":null}`, `{}`, false},
		{`"<é>"`, `"\u003c\u00e9>"`, true},
	} {
		t.Run(c.value+" and "+c.other, func(t *testing.T) {
			t.Parallel()
			for _, pair := range [][2]string{{c.value, c.other}, {c.other, c.value}} {
				for path, document := range map[string]string{"": pair[0], "/a/0": `{"a":[` + pair[0] + `]}`} {
					_, err := schemas.ApplyJSONPatch([]byte(document), fmt.Appendf(nil, `[{"op":"test","path":%q,"value":%s}]`, path, pair[1]))
					_, failed := errors.AsType[*schemas.PatchTestError](err)
					if failed == c.equal || err != nil && !failed {
						t.Errorf("%s is tested for %s: got %v", document, pair[1], err)
					}
				}
			}
		})
	}
}

func TestJSONPatchTestFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, document, patch, want string }{
		{"after a change", `{"a":1}`, `[{"op":"replace","path":"/a","value":2},{"op":"test","path":"/a","value":1}]`, "/1"},
		{"for a member that is missing", `{"a":1}`, `[{"op":"test","path":"/b","value":null}]`, "/0"},
		{"for an element that is missing", `{"a":[1]}`, `[{"op":"test","path":"/a/1","value":1}]`, "/0"},
		{"for what is within a text", `{"a":"b"}`, `[{"op":"test","path":"/a/0","value":"b"}]`, "/0"},
		{"for the whole", `{"a":1}`, `[{"op":"test","path":"","value":{}}]`, "/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := schemas.ApplyJSONPatch([]byte(c.document), []byte(c.patch))
			failed, ok := errors.AsType[*schemas.PatchTestError](err)
			if !ok || got != nil {
				t.Fatalf("got %s, %v", got, err)
			}
			if diff := cmp.Diff(c.want, failed.Pointer); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// mistaken applies a patch that has to be refused.
func mistaken(t *testing.T, document, patch string) schemas.InputErrors {
	t.Helper()
	got, err := schemas.ApplyJSONPatch([]byte(document), []byte(patch))
	mistakes, ok := errors.AsType[schemas.InputErrors](err)
	if !ok || got != nil {
		t.Fatalf("got %s, %v", got, err)
	}
	return mistakes
}

func TestJSONPatchRefusesOperations(t *testing.T) {
	t.Parallel()
	for patch, want := range map[string][]string{
		`{"op":"remove","path":"/a"}`:           {" invalid_value"},
		`"remove"`:                              {" invalid_value"},
		`null`:                                  {" invalid_value"},
		`[`:                                     {" invalid_value"},
		`[null]`:                                {"/0 invalid_value"},
		`[[],"remove"]`:                         {"/0 invalid_value", "/1 invalid_value"},
		`[{}]`:                                  {"/0/op required", "/0/path required"},
		`[{"Op":"remove","PATH":"/a"}]`:         {"/0/op required", "/0/path required"},
		`[{"op":null,"path":null}]`:             {"/0/op invalid_value", "/0/path invalid_value"},
		`[{"op":"spam","path":"/a","value":1}]`: {"/0/op not_one_of"},
		`[{"op":"Remove","path":"/a"}]`:         {"/0/op not_one_of"},
		`[{"op":"remove","path":1}]`:            {"/0/path invalid_value"},
		`[{"op":"add","path":"/a"}]`:            {"/0/value required"},
		`[{"op":"replace","path":"/a","Value":1}]`: {"/0/value required"},
		`[{"op":"test","path":"/a"}]`:              {"/0/value required"},
		`[{"op":"copy","path":"/a"}]`:              {"/0/from required"},
		`[{"op":"move","path":"","value":1}]`:      {"/0/from required"},
		`[{"op":"copy","from":["a"],"path":"/a"}]`: {"/0/from invalid_value"},
		`[{"op":"remove","path":"a"}]`:             {"/0/path invalid_value"},
		`[{"op":"remove","path":"#/a"}]`:           {"/0/path invalid_value"},
		`[{"op":"remove","path":"/~"},{"op":"remove","path":"/~2a"},{"op":"remove","path":"/a~/b"},{"op":"remove","path":"/~0~"}]`: {
			"/0/path invalid_value", "/1/path invalid_value", "/2/path invalid_value", "/3/path invalid_value",
		},
		`[{"op":"move","from":"a","path":"b"}]`:                                           {"/0/path invalid_value", "/0/from invalid_value"},
		`[{"op":"remove","path":""}]`:                                                     {"/0/path invalid_value"},
		`[{"op":"move","from":"/a","path":"/a/b"}]`:                                       {"/0/path invalid_value"},
		`[{"op":"move","from":"","path":"/a"}]`:                                           {"/0/path invalid_value"},
		`[{"op":"move","from":"/a~1b","path":"/a~1b/c/d"}]`:                               {"/0/path invalid_value"},
		`[{"op":"remove","path":"/a"},{"op":"spam","path":"a"},{"op":"add","path":"/a"}]`: {"/1/op not_one_of", "/1/path invalid_value", "/2/value required"},
	} {
		t.Run(patch, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, places(mistaken(t, `{"a":{"b":1},"b":[1]}`, patch))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestJSONPatchRefusesPlaces(t *testing.T) {
	t.Parallel()
	for patch, want := range map[string]string{
		`[{"op":"add","path":"/x/y","value":1}]`:                    "/0/path unknown_field", // A.12
		`[{"op":"remove","path":"/x"}]`:                             "/0/path unknown_field",
		`[{"op":"replace","path":"/x","value":1}]`:                  "/0/path unknown_field",
		`[{"op":"copy","from":"/x","path":"/y"}]`:                   "/0/from unknown_field",
		`[{"op":"move","from":"/x","path":"/y"}]`:                   "/0/from unknown_field",
		`[{"op":"copy","from":"/a","path":"/x/y"}]`:                 "/0/path unknown_field",
		`[{"op":"move","from":"/a","path":"/x/y"}]`:                 "/0/path unknown_field",
		`[{"op":"add","path":"/b/3","value":1}]`:                    "/0/path unknown_field",
		`[{"op":"replace","path":"/b/2","value":1}]`:                "/0/path unknown_field",
		`[{"op":"remove","path":"/b/99999999999999999999"}]`:        "/0/path invalid_value",
		`[{"op":"add","path":"/b/-1","value":1}]`:                   "/0/path invalid_value",
		`[{"op":"add","path":"/b/+1","value":1}]`:                   "/0/path invalid_value",
		`[{"op":"add","path":"/b/1e0","value":1}]`:                  "/0/path invalid_value",
		`[{"op":"add","path":"/b/01","value":1}]`:                   "/0/path invalid_value",
		`[{"op":"add","path":"/b/","value":1}]`:                     "/0/path invalid_value",
		`[{"op":"add","path":"/b/c","value":1}]`:                    "/0/path invalid_value",
		`[{"op":"test","path":"/b/00","value":1}]`:                  "/0/path invalid_value",
		`[{"op":"test","path":"/b/-","value":1}]`:                   "/0/path invalid_value",
		`[{"op":"remove","path":"/b/-"}]`:                           "/0/path invalid_value",
		`[{"op":"replace","path":"/b/-","value":1}]`:                "/0/path invalid_value",
		`[{"op":"copy","from":"/b/-","path":"/c"}]`:                 "/0/from invalid_value",
		`[{"op":"copy","from":"/b/1e0","path":"/c"}]`:               "/0/from invalid_value",
		`[{"op":"add","path":"/b/-/c","value":1}]`:                  "/0/path invalid_value",
		`[{"op":"add","path":"/c/d","value":1}]`:                    "/0/path unknown_field",
		`[{"op":"add","path":"/d/e","value":1}]`:                    "/0/path unknown_field",
		`[{"op":"move","from":"/b/0","path":"/b/2"}]`:               "/0/path unknown_field", // one element is left
		`[{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}]`: "/1/path unknown_field",
	} {
		t.Run(patch, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff([]string{want}, places(mistaken(t, `{"a":1,"b":[1,2],"c":"text","d":null}`, patch))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestJSONPatchSaysWhatWouldBeRight(t *testing.T) {
	t.Parallel()
	for patch, want := range map[string]string{
		`{}`:                             `: is no JSON patch; expected an array of operations`,
		`[1]`:                            `/0: is no operation; expected an object such as {"op":"remove","path":"/key"}`,
		`[{"op":"x","path":""}]`:         `/0/op: "x" is no operation`,
		`[{"op":"add","path":"/a"}]`:     `/0/value: is required for "add"; it may be null`,
		`[{"op":"remove","path":"a"}]`:   `/0/path: "a" is no JSON Pointer: it does not begin with "/"`,
		`[{"op":"remove","path":"/~x"}]`: `/0/path: "/~x" is no JSON Pointer: "~" is written "~0", and "/" within a key "~1"`,
		`[{"op":"remove","path":""}]`:    `/0/path: the document itself cannot be removed`,
		`[{"op":"move","from":"/a","path":"/a/b"}]`: `/0/path: lies within what is moved`,
		`[{"op":"remove","path":"/x~1y/z"}]`:        `/0/path: there is no such place as /x~1y`,
		`[{"op":"remove","path":"/a/z"}]`:           `/0/path: there is no such place as /a/z: what it is looked for in is no object or array`,
		`[{"op":"remove","path":"/b/2"}]`:           `/0/path: there is no such place as /b/2: the array has 2 elements`,
		`[{"op":"remove","path":"/b/01"}]`:          `/0/path: "01" is no index of an array; expected digits without leading zeros`,
		`[{"op":"remove","path":"/b/-"}]`:           `/0/path: "-" stands behind the last element: a value can be added there, and none read or removed`,
	} {
		t.Run(patch, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, mistaken(t, `{"a":1,"b":[1,2]}`, patch).Error()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	allowed := mistaken(t, `{}`, `[{"op":"x","path":""}]`)[0].Allowed
	if diff := cmp.Diff([]string{"add", "remove", "replace", "move", "copy", "test"}, allowed); diff != "" {
		t.Errorf("allowed (-want +got)\n%s", diff)
	}
}

// A.13: which of two names counts is not told, so that neither does.
func TestJSONPatchWithTwoNamesIsADuplicateKey(t *testing.T) {
	t.Parallel()
	errs, err := schemas.CheckBody([]byte(`[{"op":"add","path":"/baz","value":"qux","op":"remove"}]`), schemas.BodyDepth)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("/0/op: is given twice", errs.Error()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestJSONPatchKeepsSpellings(t *testing.T) {
	t.Parallel()
	got, err := schemas.ApplyJSONPatch([]byte(`{"a":[9007199254740993,1.00],"b":1E400,"c":"<&>"}`), []byte(
		`[{"op":"copy","from":"/a/0","path":"/d"},{"op":"move","from":"/b","path":"/e"},{"op":"add","path":"/a/-","value":12345678901234567890.10}]`))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"a":[9007199254740993,1.00,12345678901234567890.10],"c":"<&>","d":9007199254740993,"e":1E400}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Copies that double a text reach 2^n bytes in n operations.
func TestJSONPatchBoundsCopies(t *testing.T) {
	t.Parallel()
	doubling := func(n int) string {
		operations := make([]string, n)
		for i := range operations {
			operations[i] = fmt.Sprintf(`{"op":"copy","from":"/a","path":"/a/%d"}`, i+1)
		}
		return "[" + strings.Join(operations, ",") + "]"
	}
	document := `{"a":["` + strings.Repeat("x", 1000) + `"]}`
	if _, err := schemas.ApplyJSONPatch([]byte(document), []byte(doubling(9))); err != nil { // a thousand times 2^9 - 1
		t.Fatal(err)
	}
	for _, n := range []int{11, 40} {
		if diff := cmp.Diff([]string{"/10 too_long"}, places(mistaken(t, document, doubling(n)))); diff != "" {
			t.Errorf("%d (-want +got)\n%s", n, diff)
		}
	}
}

func TestJSONPatchBoundsItsWork(t *testing.T) {
	t.Parallel()
	document := `{"a":"` + strings.Repeat("x", 1<<20) + `","b":1}`
	tests := func(n int) string {
		return "[" + strings.Repeat(`{"op":"test","path":"/b","value":1},`, n-1) + `{"op":"test","path":"/b","value":1}]`
	}
	if _, err := schemas.ApplyJSONPatch([]byte(document), []byte(tests(31))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/31 too_many"}, places(mistaken(t, document, tests(10_000)))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A test of what a document is always succeeds, and adding what is removed
// afterwards changes nothing.
func TestJSONPatchUndoesItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		document, value := drawn(t, objects(3).AsAny(), "document"), drawn(t, documents(2), "value")
		patch, err := json.Marshal([]any{
			map[string]any{"op": "test", "path": "", "value": json.RawMessage(document)},
			map[string]any{"op": "add", "path": "/new", "value": json.RawMessage(value)},
			map[string]any{"op": "move", "from": "/new", "path": "/moved"},
			map[string]any{"op": "test", "path": "/moved", "value": json.RawMessage(value)},
			map[string]any{"op": "remove", "path": "/moved"},
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := schemas.ApplyJSONPatch(document, patch)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(decoded(t, document), decoded(t, got)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func FuzzApplyJSONPatch(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"":null}]}`), []byte(`[{"op":"copy","from":"/a/1/","path":"/a/-"},{"op":"test","path":"","value":1}]`))
	f.Add([]byte(`null`), []byte(`[{"op":"add","path":"","value":null},{"op":"move","from":"","path":""}]`))
	f.Add([]byte(`{"":{"":[]}}`), []byte(`[{"op":"replace","path":"//","value":[]},{"op":"remove","path":"///0"}]`))
	f.Fuzz(func(t *testing.T, document, patch []byte) {
		if _, err := schemas.CheckBody(document, schemas.BodyDepth); err != nil {
			return // a row's document is always one
		}
		if got, err := schemas.ApplyJSONPatch(document, patch); err == nil && !json.Valid(got) {
			t.Errorf("got %s", got)
		}
	})
}
