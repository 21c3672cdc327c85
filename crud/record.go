package crud

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// record is how a type of row is written field by field (docs/adr/0009).
type record struct {
	// fields are those that encoding/json writes; nil where the type writes
	// itself, so that none can be chosen.
	fields []recordField
}

type recordField struct {
	column

	// alone is a struct of just this field, with its tag: encoding/json then
	// decides all that the tag says.
	alone reflect.Type
	// reads is the place whose columns it needs: its own, or that of the struct
	// around it that is nil where all its columns are NULL.
	reads []int
}

func newRecord(t reflect.Type) record {
	columns := columnsOf(t)
	if len(columns) > 0 && columns[0].index == nil {
		return record{}
	}
	r := record{fields: make([]recordField, len(columns))}
	for i, c := range columns {
		f := t.FieldByIndex(c.index)
		f.Index, f.Offset, f.Anonymous = nil, 0, false
		r.fields[i] = recordField{c, reflect.StructOf([]reflect.StructField{f}), around(t, c.index)}
	}
	return r
}

// around is the outermost struct embedded by pointer that a place is in, or the
// place itself.
func around(t reflect.Type, index []int) []int {
	for depth := 1; depth < len(index); depth++ {
		if t.FieldByIndex(index[:depth]).Type.Kind() == reflect.Pointer {
			return index[:depth]
		}
	}
	return index
}

// names are the keys of the read schema.
func (r record) names() []string {
	names := make([]string, len(r.fields))
	for i, f := range r.fields {
		names[i] = f.name
	}
	return names
}

// columns are those of a CSV: of a row that writes itself there is one.
func (r record) columns() []column {
	if r.fields == nil {
		return []column{{name: "value"}}
	}
	columns := make([]column, len(r.fields))
	for i, f := range r.fields {
		columns[i] = f.column
	}
	return columns
}

// only is the record with the named fields, in the schema's order.
func (r record) only(names []string) record {
	return record{slices.DeleteFunc(slices.Clone(r.fields), func(f recordField) bool { return !slices.Contains(names, f.name) })}
}

// without leaves named fields out.
func (r record) without(names []string) record {
	return record{slices.DeleteFunc(slices.Clone(r.fields), func(f recordField) bool { return slices.Contains(names, f.name) })}
}

// has reports whether a struct's place is in one of the fields.
func (r record) has(index []int) bool {
	return slices.ContainsFunc(r.fields, func(f recordField) bool {
		return len(f.reads) <= len(index) && slices.Equal(f.reads, index[:len(f.reads)])
	})
}

// member is something that is written behind a row's own fields.
type member struct {
	name  string
	value json.RawMessage
}

// object writes a row, addressable as in a page, and more behind its fields.
func (r record) object(row reflect.Value, more []member) (json.RawMessage, error) {
	b := []byte{'{'}
	for _, f := range r.fields {
		value, err := row.FieldByIndexErr(f.index)
		if err != nil {
			continue // a nil struct that is embedded by pointer
		}
		alone := reflect.New(f.alone)
		alone.Elem().Field(0).Set(value)
		one, err := json.Marshal(alone.Interface())
		if err != nil {
			return nil, err
		}
		b = appendMember(b, one[1:len(one)-1])
	}
	return closeObject(b, more)
}

// extended writes a row that writes itself, with more behind its own.
func extended(row reflect.Value, more []member) (json.RawMessage, error) {
	b, err := json.Marshal(row.Addr().Interface())
	if err != nil || len(more) == 0 {
		return b, err
	}
	if b[0] != '{' {
		return nil, fmt.Errorf("relations cannot be included in %s, which is no JSON object", row.Type())
	}
	return closeObject(b[:len(b)-1], more)
}

func closeObject(b []byte, more []member) (json.RawMessage, error) {
	for _, m := range more {
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		b = appendMember(b, slices.Concat(name, []byte{':'}, m.value))
	}
	return append(b, '}'), nil
}

func appendMember(b, m []byte) []byte {
	if len(m) > 0 && b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	return append(b, m...)
}
