package schemas

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/crudfactory/crudfactory/internal/rawjson"
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

// MaxMistakes is how many mistakes of one request are told: enough for any person,
// and few enough that a hostile request does not make a long answer.
const MaxMistakes = 100

const (
	// BodyDepth is how deep objects and arrays of a body are nested, usually.
	BodyDepth = 32
	// maxKeyLength bounds a key, in bytes: every place within has it in its pointer.
	maxKeyLength = 1024
)

// CheckBody reads a body from its first to its last byte: one JSON document,
// not nested deeper than told, with each key of an object once. The error wraps
// [ErrMalformedBody]; mistakes are told with JSON Pointers below the prefix.
func CheckBody(body []byte, depth int) (InputErrors, error) {
	if !utf8.Valid(body) {
		return nil, fmt.Errorf("%w: it is not UTF-8", ErrMalformedBody)
	}
	if !json.Valid(body) {
		return nil, fmt.Errorf("%w: %w", ErrMalformedBody, syntaxError(body, depth))
	}
	s := bodyScanner{depth: depth}
	s.value(bytes.TrimSpace(body))
	if s.tooDeep {
		return nil, fmt.Errorf("%w: %w", ErrMalformedBody, tooDeep(depth))
	}
	return s.errs, nil
}

func tooDeep(most int) error { return fmt.Errorf("it is nested deeper than %d", most) }

// syntaxError tells why a body is no document.
func syntaxError(body []byte, most int) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return errors.New("something follows it")
		}
		if depth > most {
			return tooDeep(most)
		}
	}
}

// bodyScanner walks a valid document.
type bodyScanner struct {
	// path are the tokens of the place at hand.
	path []pathToken
	errs InputErrors
	// depth is how deep values may be nested; tooDeep is set where one is deeper,
	// which ends the walk.
	depth   int
	tooDeep bool
}

// pathToken is a key, quoted, or an index.
type pathToken struct {
	key   []byte
	index int
}

func (s *bodyScanner) value(document []byte) {
	if s.tooDeep = s.tooDeep || len(s.path) > s.depth; s.tooDeep {
		return
	}
	switch document[0] {
	case '{':
		s.object(document)
	case '[':
		i := 0
		rawjson.EachElement(document, func(element json.RawMessage) {
			s.within(pathToken{index: i}, element)
			i++
		})
	case '"':
		if hasNUL(document) {
			s.report(InvalidValue, "contains a NUL character")
		}
	}
}

// within walks a part of the value at hand.
func (s *bodyScanner) within(token pathToken, part []byte) {
	s.path = append(s.path, token)
	s.value(part)
	s.path = s.path[:len(s.path)-1]
}

func (s *bodyScanner) object(document []byte) {
	var seen keys
	rawjson.EachMember(document, func(key []byte, value json.RawMessage) {
		if len(key) > maxKeyLength+len(`""`) {
			s.report(TooLong, fmt.Sprintf("has a key of more than %d bytes", maxKeyLength))
			return
		}
		token := pathToken{key: key}
		s.path = append(s.path, token)
		if hasNUL(key) {
			s.report(InvalidValue, "has a key with a NUL character")
		}
		if seen.add(key) {
			s.report(DuplicateKey, "is given twice")
		}
		s.path = s.path[:len(s.path)-1]
		s.within(token, value)
	})
}

// report tells a mistake of the place at hand.
func (s *bodyScanner) report(code Code, detail string) {
	if len(s.errs) == MaxMistakes {
		return
	}
	var pointer []byte
	for _, token := range s.path {
		pointer = append(pointer, '/')
		if token.key == nil {
			pointer = strconv.AppendInt(pointer, int64(token.index), 10)
		} else {
			pointer = append(pointer, PointerToken(rawjson.Text(token.key))...)
		}
	}
	s.errs = append(s.errs, &InputError{Pointer: string(pointer), Code: code, Detail: detail})
}

// hasNUL reports a string, quoted, that has one. JSON takes it as an escape only.
func hasNUL(quoted []byte) bool {
	return !rawjson.IsPlain(quoted) && strings.ContainsRune(rawjson.Text(quoted), 0)
}

// keys are those of one object.
type keys struct {
	few  [][]byte
	many map[string]bool
}

// fewKeys are looked through one by one.
const fewKeys = 16

// add reports whether a key, quoted, is among the others.
func (k *keys) add(key []byte) (twice bool) {
	if !rawjson.IsPlain(key) { // it may spell one of the others
		key = slices.Concat([]byte{'"'}, []byte(rawjson.Text(key)), []byte{'"'})
	}
	if k.many == nil && len(k.few) < fewKeys {
		twice = slices.ContainsFunc(k.few, func(other []byte) bool { return bytes.Equal(other, key) })
		k.few = append(k.few, key)
		return twice
	}
	if k.many == nil {
		k.many = make(map[string]bool, 2*fewKeys)
		for _, other := range k.few {
			k.many[string(other)] = true
		}
	}
	twice = k.many[string(key)]
	k.many[string(key)] = true
	return twice
}

// InvalidAt makes the error of a place in a body.
func InvalidAt(pointer string, code Code, format string, args ...any) *InputError {
	return &InputError{Pointer: pointer, Code: code, Detail: fmt.Sprintf(format, args...)}
}
