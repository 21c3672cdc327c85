package schemas

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/crudfactory/crudfactory/internal/rawjson"
)

// MergePatch applies a JSON merge patch to a document (RFC 7396): members of the
// patch replace those of the target, null removes one, objects are merged, and
// anything else takes the target's place. Members keep no order.
func MergePatch(target, patch []byte) ([]byte, error) {
	if !json.Valid(patch) {
		return nil, errors.New("the merge patch is not JSON")
	}
	if !json.Valid(target) {
		target = nil // whatever it was, an object takes its place
	}
	return merge(target, bytes.TrimSpace(patch))
}

func merge(target, patch json.RawMessage) (json.RawMessage, error) {
	changes, ok := rawjson.Object(patch)
	if !ok {
		return patch, nil // no object: it is the new document
	}
	members, _ := rawjson.Object(target)
	for key, change := range changes {
		if string(change) == "null" {
			delete(members, key)
			continue
		}
		merged, err := merge(members[key], change)
		if err != nil {
			return nil, err
		}
		members[key] = merged
	}
	return json.Marshal(members)
}
