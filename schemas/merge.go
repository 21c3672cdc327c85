package schemas

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// MergePatch applies a JSON merge patch to a document (RFC 7396): members of the
// patch replace those of the target, null removes one, objects are merged, and
// anything else takes the target's place. Members keep no order.
func MergePatch(target, patch []byte) ([]byte, error) {
	var changes map[string]json.RawMessage
	if err := json.Unmarshal(patch, &changes); err != nil || changes == nil {
		if !json.Valid(patch) {
			return nil, errors.New("the merge patch is not JSON")
		}
		return patch, nil // no object: it is the new document
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(target, &members); err != nil || members == nil {
		members = map[string]json.RawMessage{} // whatever it was, an object takes its place
	}
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		change := changes[key]
		if string(change) == "null" {
			delete(members, key)
			continue
		}
		merged, err := MergePatch(members[key], change)
		if err != nil {
			return nil, err
		}
		members[key] = merged
	}
	return json.Marshal(members)
}
