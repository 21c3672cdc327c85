package pagination_test

import (
	"bytes"
	"encoding/base64"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/pagination"
)

var (
	digest = pagination.NewDigest([]byte("articles by title"))
	noon   = time.Date(2024, 5, 17, 12, 0, 0, 123456000, time.UTC)

	// row is a position of a typical order.
	row = pagination.Cursor{Values: []any{noon, "Größe", int64(1<<53 + 1), nil, "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"}}
)

// secret is a signing key.
func secret(b byte) []byte { return bytes.Repeat([]byte{b}, pagination.MinKeyLength) }

var codecs = map[string]pagination.Codec{
	"plain":    pagination.Plain(),
	"signed":   pagination.Signed(secret(1)),
	"rotated":  pagination.Signed(secret(2), secret(1)),
	"sealed":   pagination.Sealed(secret(1)),
	"resealed": pagination.Sealed(secret(2), secret(1)),
}

// encode writes a cursor of the list with the digest.
func encode(tb testing.TB, codec pagination.Codec, c pagination.Cursor) string {
	tb.Helper()
	token, err := codec.Encode(c, digest)
	if err != nil {
		tb.Fatal(err)
	}
	return token
}

// refused reports whether a token is an invalid cursor, and nothing of it is
// given away.
func refused(codec pagination.Codec, token string, d pagination.Digest) bool {
	c, err := codec.Decode(token, d)
	return cmp.Equal(pagination.Cursor{}, c) && cmp.Equal(pagination.ErrInvalidCursor, err, cmpopts.EquateErrors())
}

// positions draws cursors of any list.
func positions() *rapid.Generator[pagination.Cursor] {
	value := rapid.OneOf(
		rapid.Just(any(nil)),
		rapid.Bool().AsAny(),
		rapid.Int64().AsAny(),
		rapid.Map(rapid.Uint64(), math.Float64frombits).AsAny(),
		rapid.String().AsAny(),
		rapid.SliceOf(rapid.Byte()).AsAny(),
		rapid.Map(rapid.Int64(), func(n int64) time.Time { return time.UnixMicro(n).UTC() }).AsAny(),
	)
	return rapid.Custom(func(t *rapid.T) pagination.Cursor {
		return pagination.Cursor{
			Values:    rapid.SliceOfN(value, 0, 6).Draw(t, "values"),
			Backward:  rapid.Bool().Draw(t, "backward"),
			Inclusive: rapid.Bool().Draw(t, "inclusive"),
		}
	})
}

func TestCursorsSurviveTheirToken(t *testing.T) {
	t.Parallel()
	for name, codec := range codecs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				want := positions().Draw(t, "cursor")
				d := pagination.NewDigest(rapid.SliceOf(rapid.Byte()).Draw(t, "list"))
				token, err := codec.Encode(want, d)
				if err != nil {
					t.Fatal(err)
				}
				got, err := codec.Decode(token, d)
				if diff := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" || err != nil {
					t.Fatalf("%v (-want +got)\n%s", err, diff)
				}
				// A seal has another nonce each time.
				if again, err := codec.Encode(got, d); again != token && !strings.Contains(name, "sealed") || err != nil {
					t.Fatalf("%v: %s is written anew as %s", err, token, again)
				}
			})
		})
	}
}

// alphabet is that of RFC 4648, section 5.
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func TestTokensAreURLSafe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		token, err := pagination.Plain().Encode(positions().Draw(t, "cursor"), digest)
		if strings.Trim(token, alphabet) != "" || err != nil {
			t.Errorf("%q: %v", token, err)
		}
	})
}

func TestEveryFlippedBitIsFound(t *testing.T) {
	t.Parallel()
	for name, codec := range codecs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := base64.RawURLEncoding.DecodeString(encode(t, codec, row))
			if err != nil {
				t.Fatal(err)
			}
			for i := range b {
				for bit := range 8 {
					altered := bytes.Clone(b)
					altered[i] ^= 1 << bit
					if !refused(codec, base64.RawURLEncoding.EncodeToString(altered), digest) {
						t.Errorf("byte %d, bit %d", i, bit)
					}
				}
			}
		})
	}
}

// The text around the bytes is the same with and without keys.
func TestEveryAlteredCharacterIsFound(t *testing.T) {
	t.Parallel()
	token := encode(t, pagination.Plain(), row)
	for i := range token {
		for _, c := range alphabet + "=+/ \r\n\x00%" {
			altered := token[:i] + string(c) + token[i+1:]
			if altered != token && !refused(pagination.Plain(), altered, digest) {
				t.Errorf("%q at %d", c, i)
			}
		}
	}
}

func TestEveryCutIsFound(t *testing.T) {
	t.Parallel()
	for name, codec := range codecs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := encode(t, codec, row)
			for i := range token {
				if !refused(codec, token[:i], digest) {
					t.Errorf("the first %d characters pass", i)
				}
				if i > 0 && !refused(codec, token[i:], digest) {
					t.Errorf("all after the first %d characters pass", i)
				}
			}
		})
	}
}

// trailing is a row whose token ends in a character with bits to spare.
func trailing(tb testing.TB, codec pagination.Codec, length int) string {
	tb.Helper()
	for n := range 3 {
		token := encode(tb, codec, pagination.Cursor{Values: []any{strings.Repeat("a", n)}})
		if len(token)%4 == length {
			return token
		}
	}
	tb.Fatalf("no token of %d characters beyond a multiple of 4", length)
	return ""
}

func TestSecondSpellingsAreRefused(t *testing.T) {
	t.Parallel()
	for name, codec := range codecs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// 0xfb bytes give - in one alphabet and + in the other.
			dashes := ""
			for !strings.Contains(dashes, "-") || !strings.Contains(dashes, "_") { // a seal looks random
				dashes = encode(t, codec, pagination.Cursor{Values: []any{bytes.Repeat([]byte{0xfb, 0xef, 0xbe, 0xff}, 6)}})
			}
			two, three := trailing(t, codec, 2), trailing(t, codec, 3)
			next := func(token string, by int) string {
				last := strings.IndexByte(alphabet, token[len(token)-1])
				return token[:len(token)-1] + alphabet[last+by:last+by+1]
			}
			for spelling, token := range map[string]string{
				"the standard alphabet":             strings.NewReplacer("-", "+", "_", "/").Replace(dashes),
				"one character of it":               strings.Replace(dashes, "-", "+", 1),
				"padding of one":                    three + "=",
				"padding of two":                    two + "==",
				"padding that is not needed":        trailing(t, codec, 0) + "=",
				"a line break at the end":           two + "\n",
				"a line break within":               two[:5] + "\r\n" + two[5:],
				"a line break at the start":         "\n" + two,
				"a blank":                           two + " ",
				"percent-encoding":                  strings.Replace(dashes, "-", "%2D", 1),
				"trailing bits, four to spare":      next(two, 1),
				"trailing bits, the last of four":   next(two, 15),
				"trailing bits, two to spare":       next(three, 1),
				"trailing bits, the last of two":    next(three, 3),
				"one character beyond":              trailing(t, codec, 0) + "A",
				"the token twice":                   two + two,
				"the token twice, where it adds up": trailing(t, codec, 0) + trailing(t, codec, 0),
			} {
				if !refused(codec, token, digest) {
					t.Errorf("%s: %q passes", spelling, token)
				}
			}
		})
	}
}

func TestForeignTokensAreRefused(t *testing.T) {
	t.Parallel()
	for name, codec := range codecs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			token := encode(t, codec, row)
			if !refused(codec, token, pagination.NewDigest([]byte("articles by views"))) {
				t.Error("another list's cursor passes")
			}
			if !refused(codec, token, pagination.Digest{}) {
				t.Error("a cursor passes for a list without a digest")
			}
			for garbage, text := range map[string]string{
				"nothing": "", "one character": "A", "words": "drop table", "a number": "123456",
				"1 MB": strings.Repeat("A", 1<<20), "1 MB of invalid characters": strings.Repeat("=", 1<<20),
				"zeros": strings.Repeat("A", 100), "invalid UTF-8": "\xff\xfe",
			} {
				if !refused(codec, text, digest) {
					t.Errorf("%s passes", garbage)
				}
			}
		})
	}
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name           string
		signer, reader pagination.Codec
		want           bool
	}{
		{"the same key", pagination.Signed(secret(1)), pagination.Signed(secret(1)), true},
		{"another key", pagination.Signed(secret(1)), pagination.Signed(secret(2)), false},
		{"an old key that still verifies", pagination.Signed(secret(1)), pagination.Signed(secret(2), secret(1)), true},
		{"the new key", pagination.Signed(secret(2)), pagination.Signed(secret(2), secret(1)), true},
		{"the first key signs", pagination.Signed(secret(2), secret(1)), pagination.Signed(secret(2)), true},
		{"the second key does not sign", pagination.Signed(secret(2), secret(1)), pagination.Signed(secret(1)), false},
		{"a key that was taken out", pagination.Signed(secret(1)), pagination.Signed(secret(3), secret(2)), false},
		{"a plain token where keys are asked for", pagination.Plain(), pagination.Signed(secret(1)), false},
		{"a seal by the same key", pagination.Sealed(secret(1)), pagination.Sealed(secret(1)), true},
		{"a seal by an old key", pagination.Sealed(secret(1)), pagination.Sealed(secret(2), secret(1)), true},
		{"a seal by another key", pagination.Sealed(secret(1)), pagination.Sealed(secret(2)), false},
		{"a signed token where sealed ones are asked for", pagination.Signed(secret(1)), pagination.Sealed(secret(1)), false},
		{"a sealed token where signed ones are", pagination.Sealed(secret(1)), pagination.Signed(secret(1)), false},
		{"a signed token where none are", pagination.Signed(secret(1)), pagination.Plain(), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			token := encode(t, c.signer, row)
			got, err := c.reader.Decode(token, digest)
			switch {
			case c.want && (err != nil || !cmp.Equal(row, got)):
				t.Errorf("%v: %v", got, err)
			case !c.want && !refused(c.reader, token, digest):
				t.Error("passes")
			}
		})
	}
}

func TestTheZeroCodecIsPlain(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(encode(t, pagination.Plain(), row), encode(t, pagination.Codec{}, row)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		codec pagination.Codec
		want  bool
	}{
		{"plain", pagination.Plain(), true},
		{"32 bytes", pagination.Signed(secret(1)), true},
		{"64 bytes", pagination.Signed(append(secret(1), secret(2)...)), true},
		{"31 bytes", pagination.Signed(secret(1)[1:]), false},
		{"an empty key", pagination.Signed([]byte{}), false},
		{"a short key for rotation", pagination.Signed(secret(1), []byte("old")), false},
		{"no key at all", pagination.Signed(), false},
		{"a seal", pagination.Sealed(secret(1), secret(2)), true},
		{"a short key for a seal", pagination.Sealed([]byte("short")), false},
		{"a seal without a key", pagination.Sealed(), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.codec.Validate()
			if c.want && err != nil {
				t.Error(err)
			}
			if !c.want && (err == nil || !strings.Contains(err.Error(), "key")) {
				t.Errorf("error: %v", err)
			}
		})
	}
}

func TestTokensHaveALimit(t *testing.T) {
	t.Parallel()
	for name, codec := range codecs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The longest text that fits is found by halving.
			fits, fails := 0, pagination.MaxTokenLength
			for fails-fits > 1 {
				n := (fits + fails) / 2
				if _, err := codec.Encode(pagination.Cursor{Values: []any{strings.Repeat("a", n)}}, digest); err == nil {
					fits = n
				} else {
					fails = n
				}
			}
			longest := pagination.Cursor{Values: []any{strings.Repeat("a", fits)}}
			token := encode(t, codec, longest)
			if len(token) < pagination.MaxTokenLength-3 || len(token) > pagination.MaxTokenLength {
				t.Errorf("the longest token has %d characters", len(token))
			}
			if got, err := codec.Decode(token, digest); err != nil || !cmp.Equal(longest, got) {
				t.Errorf("the longest token is not read: %v", err)
			}
			token, err := codec.Encode(pagination.Cursor{Values: []any{strings.Repeat("a", fails)}}, digest)
			if diff := cmp.Diff(pagination.ErrTooLong, err, cmpopts.EquateErrors()); diff != "" || token != "" {
				t.Errorf("gave %d characters (-want +got)\n%s", len(token), diff)
			}
		})
	}
}

// Tokens are in clients' hands: this one has to be read by every version that
// calls itself 1.
func TestATokenOfVersion1(t *testing.T) {
	t.Parallel()
	const token = "AQEiCVzoZC49VxLCRIMan3RzB4DJiPWiqYwGBQdHcsO2w59lA4KAgICAgIAgAAUkMDE5MGQ2YTItN2MzZS03YjFhLTlmMDAtM2E1ZDFjMmI0ZTZmCWtc1xYVSwg"
	c := row
	c.Backward = true
	if diff := cmp.Diff(token, encode(t, pagination.Plain(), c)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	got, err := pagination.Plain().Decode(token, digest)
	if diff := cmp.Diff(c, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func BenchmarkCodec(b *testing.B) {
	for _, name := range []string{"plain", "signed", "rotated"} {
		codec := codecs[name]
		token := encode(b, codec, row)
		b.Run("encode "+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.Encode(row, digest); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("decode "+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := codec.Decode(token, digest); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestSealedTokensTellNothing looks for a sort value in the bytes of a token,
// and for two tokens of one cursor that look alike.
func TestSealedTokensTellNothing(t *testing.T) {
	t.Parallel()
	codec, digest := pagination.Sealed(secret(1)), pagination.NewDigest([]byte("a list"))
	cursor := pagination.Cursor{Values: []any{"salary 4711"}}
	var tokens [2]string
	for i := range tokens {
		token, err := codec.Encode(cursor, digest)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte("salary")) || bytes.Contains(raw, digest[:]) {
			t.Errorf("%q shows what is in it", raw)
		}
		tokens[i] = token
	}
	if tokens[0] == tokens[1] {
		t.Error("the nonce is not random")
	}
}
