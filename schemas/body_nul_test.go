package schemas_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

func TestCheckBodyFindsNULInKeys(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`{"a\u0000":1}`:               {"/a\x00 invalid_value"},
		`[{"b":{"\u0000":"\u0000"}}]`: {"/0/b/\x00 invalid_value", "/0/b/\x00 invalid_value"},
		`{"a\\u0000":1}`:              nil,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			errs, err := schemas.CheckBody([]byte(body), schemas.BodyDepth)
			if diff := cmp.Diff(want, places(errs)); diff != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s", err, diff)
			}
		})
	}
}
