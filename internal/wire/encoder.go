package wire

import "encoding/json"

// Encoder appends values as encoding/json writes them, without a slice for each.
// The zero value is ready.
type Encoder struct {
	json *json.Encoder
	dst  []byte
}

// Append appends what [json.Marshal] makes of a value.
func (e *Encoder) Append(dst []byte, v any) ([]byte, error) {
	if e.json == nil {
		e.json = json.NewEncoder((*encoded)(e))
	}
	e.dst = dst
	if err := e.json.Encode(v); err != nil {
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
