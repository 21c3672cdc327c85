package wire_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/internal/wire"
)

// A room that was used before is written anew.
func TestObjectsUseARoomAgain(t *testing.T) {
	t.Parallel()
	var room []byte
	for _, values := range [][]string{{`{"a":1}`, `{"b":22}`}, {}, {`{"c":3}`}} {
		all := wire.NewObjects(&room, len(values))
		for _, value := range values {
			all.Add(append(all.Room(), value...))
		}
		got := []string{}
		for _, part := range all.Split() {
			got = append(got, string(part))
		}
		if diff := cmp.Diff(values, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// What was found for some columns is not taken for others.
func TestFittedTellsColumnsApart(t *testing.T) {
	t.Parallel()
	var fitted wire.Fitted[int]
	text, binary := []wire.Column{{OID: 20}}, []wire.Column{{OID: 20, Binary: true}}
	for i, columns := range [][]wire.Column{text, text, binary, text, {}} {
		want := []int{0, 0, 2, 3, 4}[i]
		if got := fitted.For(columns, func() []int { return []int{i} }); got[0] != want {
			t.Errorf("%d: found at %d, want %d", i, got[0], want)
		}
	}
}
