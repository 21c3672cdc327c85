package explorer

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/crudfactory/crudfactory/internal/rawjson"
)

// member is a name of a JSON object with its value, unread.
type member struct {
	name  string
	value json.RawMessage
}

// object is a JSON object in the order in which it was written.
type object []member

// UnmarshalJSON keeps the order; null is an object without members.
func (o *object) UnmarshalJSON(text []byte) error {
	*o = nil
	if isNull(text) {
		return nil
	}
	text = bytes.Clone(text) // encoding/json's own
	if !rawjson.EachMember(text, func(name []byte, value json.RawMessage) {
		*o = append(*o, member{rawjson.Text(name), value})
	}) {
		return errors.New("this is no object")
	}
	return nil
}

// get is the value of a name; nil where there is none.
func (o object) get(name string) json.RawMessage {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// textOf is a value as a request has it in a path or a filter: a string without
// its quotes, a number digit by digit, anything else as JSON.
func textOf(raw json.RawMessage) string {
	var s string
	if isString(raw) && json.Unmarshal(raw, &s) == nil {
		return s
	}
	return string(raw)
}

func isString(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '"' }

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

func isNumber(raw json.RawMessage) bool {
	return len(raw) > 0 && strings.IndexByte("-0123456789", raw[0]) >= 0
}

func isNested(raw json.RawMessage) bool { return len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') }

// indented is JSON as people read it.
func indented(raw json.RawMessage) string {
	var b bytes.Buffer
	if json.Indent(&b, raw, "", "  ") != nil {
		return string(raw)
	}
	return b.String()
}
