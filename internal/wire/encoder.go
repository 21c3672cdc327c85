package wire

import (
	"encoding/json"
	"reflect"
)

// Encoder appends values as encoding/json writes them, without a slice for each.
// The zero value is ready.
type Encoder struct {
	json *json.Encoder
	dst  []byte
	// of and members are the last type, and how it is written; nil members are for
	// encoding/json.
	of      reflect.Type
	members []memberAppender
}

// Append appends what [json.Marshal] makes of a pointer to v, which is addressable.
func (e *Encoder) Append(dst []byte, v reflect.Value) ([]byte, error) {
	if v.Type() != e.of {
		e.of, e.members = v.Type(), membersOf(v.Type())
	}
	if e.members != nil {
		if written, ok := appendObject(dst, v, e.members); ok {
			return written, nil
		}
	}
	if e.json == nil {
		e.json = json.NewEncoder((*encoded)(e))
	}
	e.dst = dst
	if err := e.json.Encode(v.Addr().Interface()); err != nil {
		return dst, err
	}
	return e.dst[:len(e.dst)-1], nil // without the line break
}

// encoded takes what an encoder writes.
type encoded Encoder

// Write implements io.Writer.
func (e *encoded) Write(b []byte) (int, error) {
	e.dst = append(e.dst, b...)
	return len(b), nil
}
