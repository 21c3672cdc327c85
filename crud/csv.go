package crud

import (
	"cmp"
	"encoding"
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// column is a field of a read schema that a CSV has a column for.
type column struct {
	name  string
	index []int
	// tagged is set where a json: tag names it.
	tagged bool
}

// columnsOf lists the fields of a struct as encoding/json names them. What JSON
// writes as something else than an object is one column.
func columnsOf(t reflect.Type) []column {
	pointer := reflect.PointerTo(t)
	if t.Kind() != reflect.Struct || pointer.Implements(reflect.TypeFor[json.Marshaler]()) ||
		pointer.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return []column{{name: "value"}}
	}
	return dominant(fieldsOf(t, nil))
}

func fieldsOf(t reflect.Type, outer []int) []column {
	var columns []column
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		index := append(slices.Clip(outer), f.Index...)
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case f.Tag.Get("json") == "-":
		case f.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			columns = append(columns, fieldsOf(inner, index)...)
		case f.IsExported():
			columns = append(columns, column{cmp.Or(name, f.Name), index, name != ""})
		}
	}
	return columns
}

// dominant leaves out what encoding/json does: of several fields of one name it
// writes the least deep, of these the one with a tag, and none where there is
// not just one.
func dominant(columns []column) []column {
	beats := func(a, b column) bool {
		return len(a.index) < len(b.index) || len(a.index) == len(b.index) && (a.tagged || !b.tagged)
	}
	return slices.DeleteFunc(slices.Clone(columns), func(c column) bool {
		return slices.ContainsFunc(columns, func(other column) bool {
			return other.name == c.name && !slices.Equal(other.index, c.index) && beats(other, c)
		})
	})
}

// cells writes a row: texts as they are, null as nothing, everything else as in
// JSON.
func cells(columns []column, row reflect.Value) ([]string, error) {
	record := make([]string, len(columns))
	for i, column := range columns {
		field := row
		var err error
		if column.index != nil {
			field, err = row.FieldByIndexErr(column.index)
		}
		if err != nil {
			continue // a nil struct that is embedded by pointer
		}
		if record[i], err = cell(field.Addr().Interface()); err != nil {
			return nil, err
		}
	}
	return record, nil
}

func cell(v any) (string, error) {
	encoded, err := json.Marshal(v)
	if err != nil || string(encoded) == "null" {
		return "", err
	}
	if encoded[0] != '"' {
		return string(encoded), nil
	}
	var text string
	err = json.Unmarshal(encoded, &text)
	return harmless(text), err
}

// negative is a number that JSON has as a text, such as a decimal.
var negative = regexp.MustCompile(`^-[0-9]+(\.[0-9]+)?$`)

// harmless quotes a text that a spreadsheet would take for a formula and run
// (OWASP: CSV injection).
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r\n", rune(text[0])) && !negative.MatchString(text) {
		return "'" + text
	}
	return text
}
