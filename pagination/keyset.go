package pagination

import (
	"net/url"
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// Position is a cursor that a request has spelt out, with the parameter that it
// began with, for messages.
type Position struct {
	Parameter string
	Cursor    Cursor
}

// The prefixes of parameters that spell a position.
const (
	after  = "after_"
	before = "before_"
)

// OwnsKeyset reports whether a parameter of that name spells a position.
func OwnsKeyset(name string) bool {
	return strings.HasPrefix(name, after) || strings.HasPrefix(name, before)
}

// KeysetNames are the parameters that spell a position by a key of the order.
func KeysetNames(key string) (afterKey, beforeKey string) { return after + key, before + key }

// ParseKeyset reads a position from plain parameters: after_KEY=VALUE, or
// before_KEY=VALUE, for each key of the order. nil where there is none.
func ParseKeyset(values url.Values, keys []*schemas.Field) (*Position, schemas.InputErrors) {
	var names []string
	for _, name := range schemas.Names(values) {
		if OwnsKeyset(name) {
			names = append(names, name)
		}
	}
	if names == nil {
		return nil, nil
	}
	prefix := after
	if strings.HasPrefix(names[0], before) {
		prefix = before
	}
	p := &Position{Parameter: names[0], Cursor: Cursor{Backward: prefix == before}}
	if err := spelt(names, prefix, keys); err != nil {
		return p, schemas.InputErrors{err}
	}
	var errs schemas.InputErrors
	for _, key := range keys {
		v, err := keysetValue(values, prefix+key.Key, key)
		if err != nil {
			errs = append(errs, err)
		}
		p.Cursor.Values = append(p.Cursor.Values, v)
	}
	return p, errs
}

// spelt holds the names of a position's parameters against the order: one for
// each key, all to one side, and the keys such that the values are a position.
func spelt(names []string, prefix string, keys []*schemas.Field) *schemas.InputError {
	wanted := make([]string, len(keys))
	for i, key := range keys {
		wanted[i] = prefix + key.Key
		if key.Nullable() || !key.Kind.Spelt() {
			return schemas.Invalid(names[0], schemas.ConflictingParameter,
				"does not go with an order by %s, which can be NULL or has no spelling: follow next_cursor instead", key.Key)
		}
	}
	for _, name := range names {
		if !slices.Contains(wanted, name) {
			err := schemas.Invalid(name, schemas.ConflictingParameter, "does not spell a position of this order")
			err.Allowed = wanted
			return err
		}
	}
	for _, name := range wanted {
		if !slices.Contains(names, name) {
			return schemas.Invalid(name, schemas.ConflictingParameter,
				"is missing beside %s: a position has a value for each key of the order", names[0])
		}
	}
	return nil
}

func keysetValue(values url.Values, name string, key *schemas.Field) (any, *schemas.InputError) {
	if len(values[name]) > 1 {
		return nil, schemas.Repeated(name)
	}
	v, err := key.ParseValue(values.Get(name))
	if err != nil {
		return nil, schemas.Invalid(name, schemas.InvalidValue, "%s", err)
	}
	return v, nil
}
