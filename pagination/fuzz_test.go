package pagination

import (
	"encoding/base64"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/crudfactory/crudfactory/schemas"
)

// forge makes a token of any payload, as a client can whose tokens carry no
// more than a checksum.
func forge(payload []byte) string {
	return base64.RawURLEncoding.EncodeToString(checksum{}.protect(slices.Clone(payload)))
}

// A token that is read is the one that is written: no cursor has two.
func FuzzDecode(f *testing.F) {
	var digest Digest
	codec := Plain()
	for _, c := range []Cursor{
		{},
		{Values: []any{int64(math.MinInt64), nil, "a🙂"}},
		{Values: []any{true, math.Copysign(0, -1), []byte{0, 255}}, Backward: true},
		{Values: []any{time.UnixMicro(-1), ""}, Backward: true, Inclusive: true},
	} {
		token, err := codec.Encode(c, digest)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(token, []byte(nil))
		f.Add("", c.marshal(digest))
	}
	f.Add("AAAA\n", append(Cursor{}.marshal(digest), 3, 0x80, 0))
	f.Add("====", append([]byte{version, 4}, digest[:]...))
	fields := []*schemas.Field{{Kind: schemas.Int, Bits: 16}, {Kind: schemas.Text, NotNull: true}}
	f.Fuzz(func(t *testing.T, token string, payload []byte) {
		for _, token := range []string{token, forge(payload)} {
			c, err := codec.Decode(token, digest)
			if err != nil {
				continue
			}
			if again, err := codec.Encode(c, digest); again != token || err != nil {
				t.Errorf("%q is written as %q: %v", token, again, err)
			}
			if c.Check(fields) == nil && len(c.Values) != len(fields) {
				t.Errorf("%v passes for %d fields", c.Values, len(fields))
			}
		}
	})
}

func TestForgedPayloadsAreRefused(t *testing.T) {
	t.Parallel()
	digest := NewDigest([]byte("a list"))
	whole := Cursor{Values: []any{int64(1)}}.marshal(digest)
	if _, err := Plain().Decode(forge(whole), digest); err != nil {
		t.Fatal(err)
	}
	changed := func(i int, to byte) []byte {
		b := append([]byte{}, whole...)
		b[i] = to
		return b
	}
	for name, payload := range map[string][]byte{
		"nothing":                      {},
		"a head that is cut":           whole[:17],
		"a version to come":            changed(0, 2),
		"a flag to come":               changed(1, 4),
		"a digest of another list":     changed(2, whole[2]+1),
		"a value that is cut":          whole[:len(whole)-1],
		"an unknown tag":               append(changed(1, 0), 99),
		"a number with bytes to spare": append(changed(len(whole)-1, 0x82), 0),
	} {
		if c, err := Plain().Decode(forge(payload), digest); err == nil {
			t.Errorf("%s passes: %v", name, c)
		}
	}
}
