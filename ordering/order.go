package ordering

import (
	"slices"

	"github.com/crudfactory/crudfactory/schemas"
)

// Order is a checked, total order: no two rows of a list have equal keys.
type Order struct {
	Keys []Key
}

// Key is one field to order by.
type Key struct {
	Field *schemas.Field
	Desc  bool
	// NullsFirst places the rows without a value; without a suffix they come
	// last in ascending and first in descending order, on every database.
	NullsFirst bool
	// Placed is set where that was spelt out, and order_dir leaves it alone.
	Placed bool
}

// String spells the key as order_by does.
func (k Key) String() string {
	text := k.Field.Key
	if k.Desc {
		text = "-" + text
	}
	switch {
	case k.NullsFirst == k.Desc:
		return text
	case k.NullsFirst:
		return text + "." + nullsFirst
	}
	return text + "." + nullsLast
}

// Total makes an order of keys, with the columns of the primary key that are
// not among them as tie-break. The tie-break takes the direction of the last
// key, so that one index serves both ways. Keys behind the whole primary key
// order nothing, and are left out, and so is the key of a shard.
func Total(r *schemas.Resource, keys ...Key) Order {
	var total []Key
	missing := slices.Clone(r.PrimaryKey)
	desc := false
	for _, key := range keys {
		if key.Field == r.Shard {
			continue
		}
		total = append(total, key)
		missing = slices.DeleteFunc(missing, func(f *schemas.Field) bool { return f == key.Field })
		if len(missing) == 0 {
			return Order{Keys: total}
		}
		desc = key.Desc
	}
	for _, field := range missing {
		total = append(total, Key{Field: field, Desc: desc, NullsFirst: desc})
	}
	return Order{Keys: total}
}

// Fields are those of the keys.
func (o Order) Fields() []*schemas.Field {
	fields := make([]*schemas.Field, len(o.Keys))
	for i, key := range o.Keys {
		fields[i] = key.Field
	}
	return fields
}

// Reversed is the order read from its end.
func (o Order) Reversed() Order {
	keys := slices.Clone(o.Keys)
	for i := range keys {
		keys[i].Desc = !keys[i].Desc
		keys[i].NullsFirst = !keys[i].NullsFirst
	}
	return Order{Keys: keys}
}

// AppendCanonical appends bytes that are equal exactly for equal orders.
func (o Order) AppendCanonical(b []byte) []byte {
	for _, key := range o.Keys {
		b = schemas.AppendText(b, key.Field.Key)
		b = schemas.AppendValue(b, key.Desc)
		b = schemas.AppendValue(b, key.Field.Nullable() && key.NullsFirst)
	}
	return b
}
