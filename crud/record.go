package crud

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/crudfactory/crudfactory/internal/wire"
)

// record is how a type of row is written field by field (docs/adr/0009).
type record struct {
	// fields are those that encoding/json writes; nil where the type writes
	// itself, so that none can be chosen.
	fields []recordField
	// names are the keys of the read schema.
	names []string
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
	return recordOf(r.fields)
}

func recordOf(fields []recordField) record {
	r := record{fields: fields, names: make([]string, len(fields))}
	for i, f := range fields {
		r.names[i] = f.name
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
	return recordOf(slices.DeleteFunc(slices.Clone(r.fields), func(f recordField) bool { return !slices.Contains(names, f.name) }))
}

// without leaves named fields out.
func (r record) without(names []string) record {
	return recordOf(slices.DeleteFunc(slices.Clone(r.fields), func(f recordField) bool { return slices.Contains(names, f.name) }))
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

// appendObject writes a row, addressable as in a page, and more behind its fields.
func (r record) appendObject(b []byte, row reflect.Value, more []member) ([]byte, error) {
	b = append(b, '{')
	for _, f := range r.fields {
		one, err := f.member(row)
		if err != nil {
			return nil, err
		}
		b = wire.AppendMember(b, one)
	}
	return closeObject(b, more)
}

// member writes the field of a row with its name; nothing where the row has no
// such field, in a nil struct that is embedded by pointer.
func (f recordField) member(row reflect.Value) ([]byte, error) {
	value, err := row.FieldByIndexErr(f.index)
	if err != nil {
		return nil, nil //nolint:nilerr // as above
	}
	alone := reflect.New(f.alone)
	alone.Elem().Field(0).Set(value)
	one, err := json.Marshal(alone.Interface())
	if err != nil {
		return nil, err
	}
	return one[1 : len(one)-1], nil
}

// extended is a row that was written, with more behind its own members.
func extended(row json.RawMessage, more []member) (json.RawMessage, error) {
	if len(more) == 0 {
		return row, nil
	}
	if row[0] != '{' {
		return nil, fmt.Errorf("relations cannot be included in %.40s, which is no JSON object", row)
	}
	return closeObject(slices.Clip(row[:len(row)-1]), more)
}

func closeObject(b []byte, more []member) ([]byte, error) {
	for _, m := range more {
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		b = wire.AppendMember(b, slices.Concat(name, []byte{':'}, m.value))
	}
	return append(b, '}'), nil
}
