package pagination

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
)

// MaxTokenLength is the most characters of a cursor, about what an HTTP server
// takes in a request line.
const MaxTokenLength = 64 << 10

// ErrTooLong is answered where a row's sort values do not fit a cursor.
var ErrTooLong = errors.New("the sort values of a row are too long for a cursor")

// MinKeyLength is the fewest bytes of a signing key (RFC 2104, section 3: the
// hash's length).
const MinKeyLength = sha256.Size

// Codec turns cursors into URL-safe tokens (RFC 4648, section 5, without
// padding) and back. The zero Codec is [Plain].
type Codec struct {
	keys [][]byte
}

// Plain makes tokens that a client can read but not alter by accident: they
// carry a checksum. A cursor grants nothing, so that forging one gains nothing.
func Plain() Codec { return Codec{} }

// Signed makes tokens that only the holder of a key can make: they carry an
// HMAC-SHA-256 (RFC 2104). The first key signs, every key verifies, so that
// keys can be rotated. Each key needs at least [MinKeyLength] bytes of
// randomness; see [Codec.Validate].
func Signed(keys ...[]byte) Codec {
	if len(keys) == 0 {
		keys = [][]byte{nil} // no key at all: Validate says so
	}
	return Codec{keys: keys}
}

// Validate reports a key that is too short to sign with.
func (c Codec) Validate() error {
	for _, key := range c.keys {
		if len(key) < MinKeyLength {
			return errors.New("a cursor key needs at least 32 random bytes")
		}
	}
	return nil
}

// Encode writes a cursor of the list with the digest.
func (c Codec) Encode(cursor Cursor, digest Digest) (string, error) {
	payload := cursor.marshal(digest)
	token := base64.RawURLEncoding.EncodeToString(append(payload, c.seal(c.signer(), payload)...))
	if len(token) > MaxTokenLength {
		return "", ErrTooLong
	}
	return token, nil
}

// Decode reads a token that Encode wrote for the same digest; any other is
// [ErrInvalidCursor].
func (c Codec) Decode(token string, digest Digest) (Cursor, error) {
	if len(token) > MaxTokenLength {
		return Cursor{}, ErrInvalidCursor
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	// The decoder skips line breaks, which would be a second spelling.
	if err != nil || base64.RawURLEncoding.EncodedLen(len(b)) != len(token) {
		return Cursor{}, ErrInvalidCursor
	}
	payload, ok := c.open(b)
	if !ok {
		return Cursor{}, ErrInvalidCursor
	}
	return unmarshal(payload, digest)
}

func (c Codec) signer() []byte {
	if len(c.keys) == 0 {
		return nil
	}
	return c.keys[0]
}

// checksumLength is what a plain token carries of a SHA-256.
const checksumLength = 8

// seal computes what follows the payload: an HMAC, or a checksum without keys.
func (c Codec) seal(key, payload []byte) []byte {
	if len(c.keys) == 0 {
		sum := sha256.Sum256(payload)
		return sum[:checksumLength]
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(payload)
	return mac.Sum(nil)
}

// open splits a token and verifies its end.
func (c Codec) open(b []byte) (payload []byte, ok bool) {
	length, keys := sha256.Size, c.keys
	if len(keys) == 0 {
		length, keys = checksumLength, [][]byte{nil}
	}
	if len(b) < length {
		return nil, false
	}
	payload, seal := b[:len(b)-length], b[len(b)-length:]
	for _, key := range keys {
		ok = ok || hmac.Equal(seal, c.seal(key, payload))
	}
	return payload, ok
}
