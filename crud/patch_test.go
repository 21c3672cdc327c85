package crud

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

// patchedOf applies a patch and gives the document's meaning.
func patchedOf(t *testing.T, document, patch string) any {
	t.Helper()
	patched, err := applyJSONPatch([]byte(document), []byte(patch))
	if err != nil {
		t.Fatal(err)
	}
	return meaningOf(t, patched)
}

func meaningOf(t *testing.T, document []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return v
}

// The cases of RFC 6902, appendix A, that end well.
func TestJSONPatchApplies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, document, patch, want string }{
		{"A.1 add a member", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux"}]`, `{"baz":"qux","foo":"bar"}`},
		{"A.2 add an element", `{"foo":["bar","baz"]}`, `[{"op":"add","path":"/foo/1","value":"qux"}]`, `{"foo":["bar","qux","baz"]}`},
		{"A.3 remove a member", `{"baz":"qux","foo":"bar"}`, `[{"op":"remove","path":"/baz"}]`, `{"foo":"bar"}`},
		{"A.4 remove an element", `{"foo":["bar","qux","baz"]}`, `[{"op":"remove","path":"/foo/1"}]`, `{"foo":["bar","baz"]}`},
		{"A.5 replace a value", `{"baz":"qux","foo":"bar"}`, `[{"op":"replace","path":"/baz","value":"boo"}]`, `{"baz":"boo","foo":"bar"}`},
		{
			"A.6 move a value", `{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}`,
			`[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]`, `{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}`,
		},
		{
			"A.7 move an element", `{"foo":["all","grass","cows","eat"]}`, `[{"op":"move","from":"/foo/1","path":"/foo/3"}]`,
			`{"foo":["all","cows","eat","grass"]}`,
		},
		{
			"A.8 test a value", `{"baz":"qux","foo":["a",2,"c"]}`,
			`[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]`, `{"baz":"qux","foo":["a",2,"c"]}`,
		},
		{
			"A.10 add a nested member", `{"foo":"bar"}`, `[{"op":"add","path":"/child","value":{"grandchild":{}}}]`,
			`{"foo":"bar","child":{"grandchild":{}}}`,
		},
		{
			"A.11 ignore unknown members", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux","xyz":123}]`,
			`{"foo":"bar","baz":"qux"}`,
		},
		{"A.14 escapes", `{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":10}]`, `{"/":9,"~1":10}`},
		{"A.16 add an array", `{"foo":["bar"]}`, `[{"op":"add","path":"/foo/-","value":["abc","def"]}]`, `{"foo":["bar",["abc","def"]]}`},

		{"no operation", `{"a":1}`, `[]`, `{"a":1}`},
		{"add replaces a member", `{"a":1}`, `[{"op":"add","path":"/a","value":null}]`, `{"a":null}`},
		{"copy", `{"a":{"b":[1]}}`, `[{"op":"copy","from":"/a","path":"/c"},{"op":"add","path":"/c/b/-","value":2}]`, `{"a":{"b":[1]},"c":{"b":[1,2]}}`},
		{"test of null", `{"a":null}`, `[{"op":"test","path":"/a","value":null}]`, `{"a":null}`},
		{"test of an object in another order", `{"a":{"b":1,"c":2}}`, `[{"op":"test","path":"/a","value":{"c":2,"b":1}}]`, `{"a":{"b":1,"c":2}}`},
		{"test of an escaped text", `{"a":"<é>"}`, `[{"op":"test","path":"/a","value":"\u003c\u00e9>"}]`, `{"a":"<é>"}`},
		{"replace the document", `{"a":1}`, `[{"op":"replace","path":"","value":{"b":2}}]`, `{"b":2}`},
		{"operations see those before", `{"a":1}`, `[{"op":"move","from":"/a","path":"/b"},{"op":"test","path":"/b","value":1},{"op":"remove","path":"/b"}]`, `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(meaningOf(t, []byte(c.want)), patchedOf(t, c.document, c.patch)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestJSONPatchTestFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, document, patch string }{
		{"A.9 another text", `{"baz":"qux"}`, `[{"op":"test","path":"/baz","value":"bar"}]`},
		{"A.15 a text is no number", `{"/":9,"~1":10}`, `[{"op":"test","path":"/~01","value":"10"}]`},
		{"after a change", `{"a":1}`, `[{"op":"replace","path":"/a","value":2},{"op":"test","path":"/a","value":1}]`},
		{"null is no value", `{"a":null}`, `[{"op":"test","path":"/a","value":1}]`},
		{"a value is not null", `{"a":1}`, `[{"op":"test","path":"/a","value":null}]`},
		{"an array is no object", `{"a":[]}`, `[{"op":"test","path":"/a","value":{}}]`},
		{"a member more", `{"a":{"b":1}}`, `[{"op":"test","path":"/a","value":{"b":1,"c":2}}]`},
		{"an element less", `{"a":[1,2]}`, `[{"op":"test","path":"/a","value":[1]}]`},
		{"a missing member", `{"a":1}`, `[{"op":"test","path":"/b","value":1}]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := applyJSONPatch([]byte(c.document), []byte(c.patch))
			problem, ok := errors.AsType[*schemas.Problem](err)
			if !ok || got != nil {
				t.Fatalf("got %s, %v", got, err)
			}
			want := []any{409, "patch_test_failed", "urn:problem:crudfactory:patch-test-failed"}
			if diff := cmp.Diff(want, []any{problem.Status, problem.Code, problem.Type}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestJSONPatchRefuses(t *testing.T) {
	t.Parallel()
	const noPatch, inapplicable = ": is no JSON patch: ", ": cannot be applied: "
	for _, c := range []struct{ name, document, patch, want string }{
		{"A.12 add to what is not there", `{"foo":"bar"}`, `[{"op":"add","path":"/baz/bat","value":"qux"}]`, inapplicable},
		// That a key is given twice is told by CheckBody; the last one counts here.
		{"A.13 an operation with two names", `{"foo":"bar"}`, `[{"op":"add","path":"/baz","value":"qux","op":"remove"}]`, inapplicable},
		{"remove what is not there", `{"a":1}`, `[{"op":"remove","path":"/b"}]`, inapplicable},
		{"replace what is not there", `{"a":1}`, `[{"op":"replace","path":"/b","value":1}]`, inapplicable},
		{"copy what is not there", `{"a":1}`, `[{"op":"copy","from":"/b","path":"/c"}]`, inapplicable},
		{"move what is not there", `{"a":1}`, `[{"op":"move","from":"/b","path":"/c"}]`, inapplicable},
		{"move into itself", `{"a":{"b":1}}`, `[{"op":"move","from":"/a","path":"/a/b"}]`, inapplicable},
		{"remove the document", `{"a":1}`, `[{"op":"remove","path":""}]`, inapplicable},
		{"an index beyond the end", `{"a":[1]}`, `[{"op":"add","path":"/a/2","value":1}]`, inapplicable},
		{"a negative index", `{"a":[1]}`, `[{"op":"add","path":"/a/-1","value":1}]`, inapplicable},
		{"a negative index removed", `{"a":[1]}`, `[{"op":"remove","path":"/a/-1"}]`, inapplicable},
		{"a negative index replaced", `{"a":[1]}`, `[{"op":"replace","path":"/a/-1","value":1}]`, inapplicable},
		{"remove behind the end", `{"a":[1]}`, `[{"op":"remove","path":"/a/-"}]`, inapplicable},
		{"an index that is a word", `{"a":[1]}`, `[{"op":"add","path":"/a/b","value":1}]`, inapplicable},
		{"into a text", `{"a":"b"}`, `[{"op":"add","path":"/a/b","value":1}]`, inapplicable},
		{"all or nothing", `{"a":1}`, `[{"op":"remove","path":"/a"},{"op":"remove","path":"/a"}]`, inapplicable},

		{"an object", `{}`, `{"op":"remove","path":"/a"}`, noPatch},
		{"a text", `{}`, `"remove"`, noPatch},
		{"no JSON", `{}`, `[`, noPatch},
		{"an operation that is null", `{}`, `[null]`, noPatch},
		{"an unknown operation", `{}`, `[{"op":"spam","path":"/a"}]`, noPatch},
		{"no operation", `{}`, `[{"path":"/a"}]`, noPatch},
		{"no path", `{}`, `[{"op":"remove"}]`, noPatch},
		{"no value to add", `{}`, `[{"op":"add","path":"/a"}]`, noPatch},
		{"no value to replace with", `{}`, `[{"op":"replace","path":"/a"}]`, noPatch},
		{"nothing to copy from", `{}`, `[{"op":"copy","path":"/a"}]`, noPatch},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := applyJSONPatch([]byte(c.document), []byte(c.patch))
			mistakes, ok := errors.AsType[schemas.InputErrors](err)
			if !ok || got != nil {
				t.Fatalf("got %s, %v", got, err)
			}
			if len(mistakes) != 1 || mistakes[0].Code != schemas.InvalidValue || !strings.HasPrefix(mistakes.Error(), c.want) {
				t.Errorf("got %v, want %s", mistakes, c.want)
			}
		})
	}
}

func TestJSONPatchWithTwoNamesIsADuplicateKey(t *testing.T) {
	t.Parallel()
	errs, err := schemas.CheckBody([]byte(`[{"op":"add","path":"/baz","value":"qux","op":"remove"}]`)) // A.13
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("/0/op: is given twice", errs.Error()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Copies that double a text reach 2^n bytes in n operations.
func TestJSONPatchBoundsCopies(t *testing.T) {
	t.Parallel()
	doubling := func(n int) []byte {
		operations := make([]string, n)
		for i := range operations {
			operations[i] = fmt.Sprintf(`{"op":"copy","from":"/a","path":"/a/%d"}`, i+1)
		}
		return []byte("[" + strings.Join(operations, ",") + "]")
	}
	document := []byte(`{"a":["` + strings.Repeat("x", 1000) + `"]}`)
	if _, err := applyJSONPatch(document, doubling(9)); err != nil { // a thousand times 2^9 - 1
		t.Fatal(err)
	}
	for _, n := range []int{11, 40} {
		got, err := applyJSONPatch(document, doubling(n))
		if _, ok := errors.AsType[schemas.InputErrors](err); !ok || got != nil {
			t.Errorf("%d: got %d bytes, %v", n, len(got), err)
		}
	}
}

func TestJSONPatchLeavesItsInputs(t *testing.T) {
	t.Parallel()
	document, patch := []byte(`{"a":[1,2],"b":1}`), []byte(`[{"op":"remove","path":"/a/0"},{"op":"add","path":"/b","value":3}]`)
	wantDocument, wantPatch := string(document), string(patch)
	if _, err := applyJSONPatch(document, patch); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{wantDocument, wantPatch}, []string{string(document), string(patch)}); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
