package schemas

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/crudfactory/crudfactory/internal/rawjson"
)

// Lost reports every key that a patch has taken away though its value cannot be
// null, at any depth: one that the patched document has not, but one of the others
// has at the same place. These are the document before, and a merge patch itself,
// which says null. Like a merge patch it goes into objects, not into arrays.
func (s *BodySchema) Lost(patched []byte, prefix string, had ...[]byte) InputErrors {
	raw := make([]json.RawMessage, len(had))
	for i, document := range had {
		raw[i] = document
	}
	return s.lost(patched, prefix, raw)
}

func (s *BodySchema) lost(patched json.RawMessage, prefix string, had []json.RawMessage) (errs InputErrors) {
	members, ok := rawjson.Object(patched)
	if !ok {
		return nil
	}
	before := membersOf(had)
	for _, key := range s.Keys {
		at := prefix + "/" + PointerToken(key)
		value, ok := members[key]
		switch {
		case ok:
			errs = append(errs, s.lostWithin(value, s.fields[key].Type, at, before[key])...)
		case len(before[key]) > 0 && !s.Nullable(key):
			errs = append(errs, InvalidAt(at, NullValue, "cannot be removed, or null"))
		}
	}
	return errs
}

func (s *BodySchema) lostWithin(value json.RawMessage, t reflect.Type, at string, had []json.RawMessage) (errs InputErrors) {
	for t.Kind() == reflect.Pointer && !readsItself(t) {
		t = t.Elem()
	}
	if nested := s.nested[t]; nested != nil {
		return nested.lost(value, at, had)
	}
	if t.Kind() != reflect.Map || readsItself(t) {
		return nil
	}
	members, ok := rawjson.Object(value)
	if !ok {
		return nil
	}
	before := membersOf(had)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		errs = append(errs, s.lostWithin(members[name], t.Elem(), at+"/"+PointerToken(name), before[name])...)
	}
	return errs
}

// membersOf gathers what some values have under each key; what is no object has
// nothing.
func membersOf(values []json.RawMessage) map[string][]json.RawMessage {
	all := map[string][]json.RawMessage{}
	for _, value := range values {
		members, _ := rawjson.Object(value)
		for key, member := range members {
			all[key] = append(all[key], member)
		}
	}
	return all
}
