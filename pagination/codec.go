package pagination

import (
	"encoding/base64"
	"errors"
)

// MaxTokenLength is the most characters of a cursor, about what an HTTP server
// takes in a request line.
const MaxTokenLength = 64 << 10

// ErrTooLong is answered where a row's sort values do not fit a cursor.
var ErrTooLong = errors.New("the sort values of a row are too long for a cursor")

// Codec turns cursors into URL-safe tokens (RFC 4648, section 5, without
// padding) and back. The zero Codec is [Plain].
type Codec struct {
	protection protection
}

// Plain makes tokens that a client can read but not alter by accident: they
// carry a checksum. A cursor grants nothing, so that forging one gains nothing.
func Plain() Codec { return Codec{} }

// Signed makes tokens that only the holder of a key can make: they carry an
// HMAC-SHA-256 (RFC 2104). The first key signs, every key verifies, so that
// keys can be rotated. Each key needs at least [MinKeyLength] bytes of
// randomness; see [Codec.Validate].
func Signed(keys ...[]byte) Codec { return Codec{signature(keys)} }

// Sealed makes tokens that only the holder of a key can make or read, for sort
// values that must stay hidden: they are encrypted with AES-256-GCM (NIST SP
// 800-38D) under a key derived from the given one (RFC 5869), with a random
// nonce. The first key seals, every key opens, so that keys can be rotated. Each
// needs at least [MinKeyLength] bytes of randomness; see [Codec.Validate].
func Sealed(keys ...[]byte) Codec { return Codec{newSeal(keys)} }

// String names the kind of tokens: plain, signed or sealed. It has nothing of the keys.
func (c Codec) String() string { return c.protected().String() }

// Validate reports keys that do not protect.
func (c Codec) Validate() error { return c.protected().validate() }

func (c Codec) protected() protection {
	if c.protection == nil {
		return checksum{}
	}
	return c.protection
}

// Encode writes a cursor of the list with the digest.
func (c Codec) Encode(cursor Cursor, digest Digest) (string, error) {
	b := c.protected().protect(cursor.marshal(digest))
	if base64.RawURLEncoding.EncodedLen(len(b)) > MaxTokenLength {
		return "", ErrTooLong
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
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
	payload, ok := c.protected().open(b)
	if !ok {
		return Cursor{}, ErrInvalidCursor
	}
	return unmarshal(payload, digest)
}
