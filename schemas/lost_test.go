package schemas_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLost(t *testing.T) {
	t.Parallel()
	const before = `{"name":"n","owner":{"name":"a","boss":{"sin/ce":1}},"by_town":{"a/b":{"name":"c"}},"shelves":[{"goods":[]}]}`
	for patched, want := range map[string][]string{
		before: nil,
		`{}`:   {"/3/name null_value"},
		`{"name":null,"owner":{"name":"a","boss":{}}}`: {"/3/owner/boss/sin~1ce null_value"},
		`{"name":"n","owner":{"boss":null}}`:           {"/3/owner/name null_value"},
		`{"name":"n","owner":null}`:                    nil,
		`{"name":"n","owner":3}`:                       nil,
		`{"name":"n","by_town":{}}`:                    nil,
		`{"name":"n","by_town":{"a/b":{},"c":{}}}`:     {"/3/by_town/a~1b/name null_value"},
		`{"name":"n","shelves":[{}]}`:                  nil,
		`[]`:                                           nil,
	} {
		t.Run(patched, func(t *testing.T) {
			t.Parallel()
			got := bodySchema[shop](t).Lost([]byte(patched), "/3", []byte(before))
			if diff := cmp.Diff(want, places(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	// Of a merge patch, null counts where there was nothing before.
	got := bodySchema[shop](t).Lost([]byte(`{"owner":{}}`), "", []byte(`{"owner":null}`), []byte(`{"owner":{"name":null,"boss":null}}`))
	if diff := cmp.Diff([]string{"/owner/name null_value"}, places(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
