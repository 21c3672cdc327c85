package pagination

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
)

// protection keeps a cursor's payload from being altered, or read.
type protection interface {
	// String names what it is.
	String() string
	validate() error
	protect(payload []byte) []byte
	// open undoes protect; ok is false for anything else.
	open(b []byte) (payload []byte, ok bool)
}

// MinKeyLength is the fewest bytes of a key (RFC 2104, section 3: the hash's
// length).
const MinKeyLength = sha256.Size

func validateKeys(keys [][]byte) error {
	if len(keys) == 0 {
		return errors.New("a cursor that is signed or sealed needs a key")
	}
	for _, key := range keys {
		if len(key) < MinKeyLength {
			return errors.New("a cursor key needs at least 32 random bytes")
		}
	}
	return nil
}

// checksum guards against accidents: 8 bytes of a SHA-256 behind the payload.
type checksum struct{}

const checksumLength = 8

func (checksum) String() string { return "plain" }

func (checksum) validate() error { return nil }

func (checksum) protect(payload []byte) []byte {
	sum := sha256.Sum256(payload)
	return append(payload, sum[:checksumLength]...)
}

func (checksum) open(b []byte) ([]byte, bool) {
	if len(b) < checksumLength {
		return nil, false
	}
	payload, end := b[:len(b)-checksumLength], b[len(b)-checksumLength:]
	sum := sha256.Sum256(payload)
	return payload, hmac.Equal(end, sum[:checksumLength])
}

// signature holds the keys of an HMAC-SHA-256 behind the payload.
type signature [][]byte

func (signature) String() string { return "signed" }

func (s signature) validate() error { return validateKeys(s) }

func (s signature) protect(payload []byte) []byte {
	if len(s) == 0 { // Validate says so; an empty key at least signs
		s = signature{nil}
	}
	return append(payload, sign(s[0], payload)...)
}

func (s signature) open(b []byte) ([]byte, bool) {
	if len(b) < sha256.Size {
		return nil, false
	}
	payload, end := b[:len(b)-sha256.Size], b[len(b)-sha256.Size:]
	ok := false
	for _, key := range s {
		ok = ok || hmac.Equal(end, sign(key, payload))
	}
	return payload, ok
}

func sign(key, payload []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(payload)
	return mac.Sum(nil)
}

// seal encrypts the payload, with a random nonce before it.
type seal struct {
	ciphers []cipher.AEAD
	err     error
}

func newSeal(keys [][]byte) seal {
	s := seal{err: validateKeys(keys)}
	for _, key := range keys {
		aead, err := newAEAD(key)
		s.ciphers, s.err = append(s.ciphers, aead), errors.Join(s.err, err)
	}
	return s
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	derived, err := hkdf.Key(sha256.New, key, nil, "crudfactory cursor", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func (seal) String() string { return "sealed" }

func (s seal) validate() error { return s.err }

func (s seal) protect(payload []byte) []byte {
	return s.ciphers[0].Seal(nil, nil, payload, nil) //nolint:gosec // the cipher makes a nonce of its own each time
}

func (s seal) open(b []byte) ([]byte, bool) {
	for _, aead := range s.ciphers {
		if payload, err := aead.Open(nil, nil, b, nil); err == nil {
			return payload, true
		}
	}
	return nil, false
}
