package schemas_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/schemas"
)

// meaning is a document without its spelling.
func meaning(tb testing.TB, document []byte) (v any) {
	tb.Helper()
	if err := json.Unmarshal(document, &v); err != nil {
		tb.Fatalf("%s: %v", document, err)
	}
	return v
}

// The cases of RFC 7396, appendix A.
func TestMergePatch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ original, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		t.Run(c.original+" and "+c.patch, func(t *testing.T) {
			t.Parallel()
			got, err := schemas.MergePatch([]byte(c.original), []byte(c.patch))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(meaning(t, []byte(c.want)), meaning(t, got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestMergePatchKeepsSpellings(t *testing.T) {
	t.Parallel()
	const original = `{"a":12345678901234567890.0100,"b":1E400,"c":{"d":-0}}`
	for patch, want := range map[string]string{
		`{}`:                                original,
		`{"c":{}}`:                          original,
		`{ "a" : null , "c" : {"d":1.50} }`: `{"b":1E400,"c":{"d":1.50}}`,
		`{"A":9007199254740993}`:            `{"A":9007199254740993,"a":12345678901234567890.0100,"b":1E400,"c":{"d":-0}}`,
		`{"c":[null,{"d":null}]}`:           `{"a":12345678901234567890.0100,"b":1E400,"c":[null,{"d":null}]}`,
	} {
		t.Run(patch, func(t *testing.T) {
			t.Parallel()
			got, err := schemas.MergePatch([]byte(original), []byte(patch))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestMergePatchRefusesWhatIsNoJSON(t *testing.T) {
	t.Parallel()
	for _, patch := range []string{"", "{", `{"a":}`, "nul", "{} {}"} {
		t.Run(patch, func(t *testing.T) {
			t.Parallel()
			got, err := schemas.MergePatch([]byte(`{}`), []byte(patch))
			if err == nil || got != nil {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
}

// documents makes texts of JSON of a few levels, with keys that often meet.
func documents(depth int) *rapid.Generator[any] {
	leaves := rapid.OneOf(
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.IntRange(-9, 9).AsAny(), rapid.String().AsAny(),
		rapid.Float64Range(-1e300, 1e300).AsAny(),
	)
	if depth == 0 {
		return leaves
	}
	return rapid.OneOf(leaves, rapid.SliceOfN(documents(depth-1), 0, 3).AsAny(), objects(depth-1).AsAny())
}

func objects(depth int) *rapid.Generator[map[string]any] {
	return rapid.MapOfN(rapid.SampledFrom([]string{"a", "b", "c", "", "~/"}), documents(depth), 0, 4)
}

func drawn(t *rapid.T, g *rapid.Generator[any], label string) []byte {
	document, err := json.Marshal(g.Draw(t, label))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func merge(t *rapid.T, target, patch []byte) []byte {
	merged, err := schemas.MergePatch(target, patch)
	if err != nil {
		t.Fatal(err)
	}
	return merged
}

func decoded(t *rapid.T, document []byte) (v any) {
	if err := json.Unmarshal(document, &v); err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return v
}

func TestMergingNothingChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		document := drawn(t, objects(3).AsAny(), "document")
		if diff := cmp.Diff(decoded(t, document), decoded(t, merge(t, document, []byte("{}")))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestMergingTwiceIsMergingOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		document, patch := drawn(t, documents(3), "document"), drawn(t, documents(3), "patch")
		once := merge(t, document, patch)
		if diff := cmp.Diff(decoded(t, once), decoded(t, merge(t, once, patch))); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

// A flat patch sets members, or removes them with null.
func TestMergedObjectsHaveThePatchesMembers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		document, patch := objects(2).Draw(t, "document"), objects(0).Draw(t, "patch")
		want := map[string]any{}
		maps.Copy(want, document)
		for key, value := range patch {
			want[key] = value
			if value == nil {
				delete(want, key)
			}
		}
		got := merge(t, drawn(t, rapid.Just[any](document), "target"), drawn(t, rapid.Just[any](patch), "changes"))
		if diff := cmp.Diff(decoded(t, drawn(t, rapid.Just[any](want), "want")), decoded(t, got)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}
