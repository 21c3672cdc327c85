package ordering

import (
	"slices"

	"github.com/crudfactory/crudfactory/schemas"
)

// MaxKeys is the most keys of an order. Each can add two seeks to the statement
// of a page, with all its filters.
const MaxKeys = 8

// Check holds the order against what the resource declares. A request without
// order_by gets the fallback's keys; order_dir directs every one of them, or of
// order_by's keys those without a dash.
func (raw Raw) Check(r *schemas.Resource, fallback Order) (Order, schemas.InputErrors) {
	if raw.Keys == nil {
		return raw.direct(r, fallback), nil
	}
	if len(raw.Keys) > MaxKeys {
		return Order{}, schemas.InputErrors{schemas.Invalid("order_by", schemas.TooMany,
			"names %d keys; at most %d are allowed", len(raw.Keys), MaxKeys)}
	}
	var keys []Key
	var errs schemas.InputErrors
	for _, rawKey := range raw.Keys {
		key, err := raw.key(r, rawKey)
		switch {
		case err != nil:
			errs = append(errs, err)
		case slices.ContainsFunc(keys, func(k Key) bool { return k.Field == key.Field }):
			errs = append(errs, schemas.Invalid("order_by", schemas.DuplicateKey, "names %q twice", rawKey.Key))
		default:
			keys = append(keys, key)
		}
	}
	if errs != nil {
		return Order{}, errs
	}
	return Total(r, keys...), nil
}

// direct points all of the fallback's keys the way of order_dir, the tie-break
// included.
func (raw Raw) direct(r *schemas.Resource, fallback Order) Order {
	if raw.Direction == "" {
		return fallback
	}
	keys := slices.Clone(fallback.Keys)
	for i := range keys {
		keys[i].Desc = raw.Direction == "desc"
		if !keys[i].Placed {
			keys[i].NullsFirst = keys[i].Desc
		}
	}
	return Total(r, keys...)
}

func (raw Raw) key(r *schemas.Resource, key RawKey) (Key, *schemas.InputError) {
	i := slices.IndexFunc(r.Orders, func(f *schemas.Field) bool { return f.Key == key.Key })
	if i < 0 {
		err := schemas.Invalid("order_by", schemas.UnknownField, "cannot order by %q", key.Key)
		for _, f := range r.Orders {
			err.Allowed = append(err.Allowed, f.Key)
		}
		return Key{}, err
	}
	key.Desc = key.Desc || raw.Direction == "desc"
	return NewKey(r.Orders[i], key), nil
}

// NewKey is a parsed key of a field, with the place of its NULLs decided.
func NewKey(field *schemas.Field, raw RawKey) Key {
	first := raw.Desc
	if raw.Nulls != "" {
		first = raw.Nulls == nullsFirst
	}
	return Key{Field: field, Desc: raw.Desc, NullsFirst: first, Placed: raw.Nulls != ""}
}
