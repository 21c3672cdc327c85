package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Codes of mistakes in bodies, beside those that parameters have too.
const (
	// ReadOnly: the key is one of the resource that its schema cannot set.
	ReadOnly Code = "read_only"
	// NullValue: the value cannot be null.
	NullValue Code = "null_value"
	// Required: the value is missing.
	Required Code = "required"
	// UnknownReference: no row that may be referred to has the key.
	UnknownReference Code = "unknown_reference"
)

// ErrMalformedBody is answered to a body that is no JSON document (RFC 8259).
var ErrMalformedBody = errors.New("the body is not a JSON document")

// maxBodyDepth bounds how deep objects and arrays of a body are nested.
const maxBodyDepth = 32

// CheckBody reads a body from its first to its last byte: one JSON document,
// not too deep, with each key of an object once. The error wraps
// [ErrMalformedBody]; mistakes are told with JSON Pointers below the prefix.
func CheckBody(body []byte) (InputErrors, error) {
	if !utf8.Valid(body) {
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrMalformedBody)
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	s := bodyScanner{decoder: d}
	if err := s.value("", 0); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformedBody, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: something follows it", ErrMalformedBody)
	}
	return s.errs, nil
}

// bodyScanner walks a document token by token.
type bodyScanner struct {
	decoder *json.Decoder
	errs    InputErrors
}

func (s *bodyScanner) value(pointer string, depth int) error {
	if depth > maxBodyDepth {
		return fmt.Errorf("it is nested deeper than %d", maxBodyDepth)
	}
	token, err := s.decoder.Token()
	if err != nil {
		return err
	}
	if text, ok := token.(string); ok && strings.ContainsRune(text, 0) {
		s.errs = append(s.errs, InvalidAt(pointer, InvalidValue, "contains a NUL character"))
	}
	switch token {
	case json.Delim('{'):
		return s.object(pointer, depth)
	case json.Delim('['):
		for i := 0; s.decoder.More(); i++ {
			if err := s.value(fmt.Sprintf("%s/%d", pointer, i), depth+1); err != nil {
				return err
			}
		}
		_, err = s.decoder.Token()
	}
	return err
}

func (s *bodyScanner) object(pointer string, depth int) error {
	seen := map[string]bool{}
	for s.decoder.More() {
		token, err := s.decoder.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		at := pointer + "/" + PointerToken(key)
		if strings.ContainsRune(key, 0) {
			s.errs = append(s.errs, InvalidAt(at, InvalidValue, "has a key with a NUL character"))
		}
		if seen[key] {
			s.errs = append(s.errs, InvalidAt(at, DuplicateKey, "is given twice"))
		}
		seen[key] = true
		if err := s.value(at, depth+1); err != nil {
			return err
		}
	}
	_, err := s.decoder.Token()
	return err
}

// InvalidAt makes the error of a place in a body.
func InvalidAt(pointer string, code Code, format string, args ...any) *InputError {
	return &InputError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)}
}
