package schemas

import "slices"

// Kind is what the values of a field are, independent of the database.
type Kind uint8

// The kinds of a field. Values of a checked filter and of a cursor have one Go
// type for each: see [Field.ParseValue].
const (
	// Opaque values can be read, but neither filtered nor ordered.
	Opaque Kind = iota
	// Bool is true or false.
	Bool
	// Int is a whole number of at most 64 bits.
	Int
	// Float is a binary floating-point number of at most 64 bits.
	Float
	// Decimal is an exact decimal number; it never passes through a float.
	Decimal
	// Time is an instant, to the microsecond.
	Time
	// Date is a day.
	Date
	// UUID is an RFC 9562 identifier.
	UUID
	// Text is a string.
	Text
	// Enum is a string out of a declared list of labels.
	Enum
	// Bytes is a string of bytes; it can be ordered, but not filtered.
	Bytes
	// Array is a list of values of one of the kinds above; it can be filtered by
	// what it holds, but not ordered.
	Array
)

// String names the kind as messages do.
func (k Kind) String() string {
	return [...]string{
		Opaque: "opaque value", Bool: "boolean", Int: "integer", Float: "number", Decimal: "decimal",
		Time: "time", Date: "date", UUID: "uuid", Text: "text", Enum: "label", Bytes: "bytes", Array: "array",
	}[k]
}

// MarshalText writes the name, for JSON.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Ranged reports whether values of the kind can be compared with < and >.
func (k Kind) Ranged() bool {
	return slices.Contains([]Kind{Int, Float, Decimal, Time, Date}, k)
}

// Orderable reports whether a list can be ordered by fields of the kind.
func (k Kind) Orderable() bool { return k != Opaque && k != Array }

// Searchable reports whether a search can look into fields of the kind.
func (k Kind) Searchable() bool { return k == Text || k == Enum }

// Spelt reports whether values of the kind have a text of their own in a request.
func (k Kind) Spelt() bool { return k != Opaque && k != Bytes && k != Array }

// Facetable reports whether a client can choose among the values of fields of
// the kind.
func (k Kind) Facetable() bool { return k.Filterable() && k != Array }

// Filterable reports whether fields of the kind take filters.
func (k Kind) Filterable() bool { return k != Opaque && k != Bytes }
