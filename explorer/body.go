package explorer

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// The names of a form's values: that of the control, what it was at first, and
// whether either is null. A key cannot be taken for another name.
const (
	valueOf        = "value."
	nullOf         = "null."
	originalOf     = "original."
	originalNullOf = "original-null."
)

// read takes the values of a form, for fields that it was made of.
func (f *field) read(values url.Values) {
	_, f.Known = values[originalOf+f.Key]
	if !f.Known {
		f.hide()
	}
	f.Original = plainLines(values.Get(originalOf + f.Key))
	f.OriginalNull = values.Has(originalNullOf + f.Key)
	f.Value = plainLines(values.Get(valueOf + f.Key))
	if f.Control == "checkbox" && f.Value == "" {
		f.Value = "false"
	}
	blank := strings.TrimSpace(f.Value) == ""
	f.Null = f.Nullable && blank && (!f.NullBox || values.Has(nullOf+f.Key))
	if f.Known && !f.NullBox && f.Value == f.Original {
		f.Null = f.OriginalNull // a blank that nobody has touched
	}
	f.settle()
}

// plainLines undoes what a browser makes of line breaks in a form.
func plainLines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// changed reports whether the form asks for another value. One that nobody has
// seen is changed by writing something.
func (f *field) changed() bool {
	if !f.Known {
		return strings.TrimSpace(f.Value) != ""
	}
	return f.Value != f.Original || f.Null != f.OriginalNull
}

var numbers = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$`)

// json is the value for a body; not ok where it should be JSON, and is not.
func (f *field) json() (raw json.RawMessage, ok bool) {
	trimmed := strings.TrimSpace(f.Value)
	switch f.shape {
	case boolean:
		if trimmed == "true" || trimmed == "false" {
			return json.RawMessage(trimmed), true
		}
	case numeric:
		if trimmed != "" {
			return numberOf(trimmed), true
		}
	case lines, numberLines:
		return f.array(), true
	case either:
		if trimmed != "" && !json.Valid([]byte(trimmed)) {
			return stringOf(f.Value), true
		}
		fallthrough
	case document:
		if trimmed != "" {
			return json.RawMessage(trimmed), json.Valid([]byte(trimmed))
		}
	case text:
		if !f.Null && (f.Type == "text" || f.Type == "base64") {
			return stringOf(f.Value), true
		}
		if trimmed != "" {
			return stringOf(trimmed), true
		}
	}
	return json.RawMessage("null"), true
}

// array has an element for each line that is not blank; "[]" has none.
func (f *field) array() json.RawMessage {
	b := []byte{'['}
	for line := range strings.SplitSeq(f.Value, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line == emptyList {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		if f.shape == numberLines {
			b = append(b, numberOf(line)...)
		} else {
			b = append(b, stringOf(line)...)
		}
	}
	return append(b, ']')
}

// emptyList empties a list whose present values a form does not know.
const emptyList = "[]"

func numberOf(text string) json.RawMessage {
	if numbers.MatchString(text) {
		return json.RawMessage(text)
	}
	return stringOf(text)
}

func stringOf(text string) json.RawMessage {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		panic(err) // every string has JSON
	}
	return bytes.TrimSpace(b.Bytes())
}

// change is a member that a form gives another value.
type change struct {
	key   string
	value json.RawMessage
}

// changes are those of all fields; not ok where one is no JSON, which its errors
// tell then.
func changes(fields []field) (all []change, ok bool) {
	ok = true
	for i := range fields {
		f := &fields[i]
		if !f.changed() {
			continue
		}
		raw, valid := f.json()
		if !valid {
			f.Errors = append(f.Errors, "is no JSON")
			ok = false
		}
		all = append(all, change{f.Key, raw})
	}
	return all, ok
}

// Media types of bodies.
const (
	plainJSON  = "application/json"
	mergePatch = "application/merge-patch+json"
	jsonPatch  = "application/json-patch+json"
)

// objectOf is a body, or a merge patch, of the changes.
func objectOf(all []change) []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, c := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(stringOf(c.key))
		b.WriteByte(':')
		b.Write(c.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// patchOf makes a patch of the changes: a merge patch, but where a new object
// takes the place of another. A merge patch would merge these, and cannot say
// null within them.
func patchOf(all []change) (body []byte, mediaType string) {
	merges := true
	for _, c := range all {
		merges = merges && !strings.HasPrefix(string(c.value), "{")
	}
	if merges {
		return objectOf(all), mergePatch
	}
	var b bytes.Buffer
	b.WriteByte('[')
	for i, c := range all {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"op":"add","path":`)
		b.Write(stringOf("/" + schemas.PointerToken(c.key)))
		b.WriteString(`,"value":`)
		b.Write(c.value)
		b.WriteByte('}')
	}
	b.WriteByte(']')
	return b.Bytes(), jsonPatch
}
