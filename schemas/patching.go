package schemas

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/crudfactory/crudfactory/internal/rawjson"
)

// Limits of one JSON patch, in bytes.
const (
	// maxPatchCopies bounds what operations "copy" can make of a document.
	maxPatchCopies = 1 << 20
	// maxPatchWork bounds the documents that operations read, one after the other.
	maxPatchWork = 32 << 20
)

// patching is a document between two operations of a patch.
type patching struct {
	document     []byte
	copied, work int
}

// apply looks for an operation's places before it changes anything; the library
// does not hold pointers to RFC 6901.
func (p *patching) apply(o operation) error {
	if p.work += len(p.document); p.work > maxPatchWork {
		return InputErrors{InvalidAt(o.at, TooMany, "the patch has too many operations for a document of %d bytes", len(p.document))}
	}
	switch o.op {
	case "test":
		return p.test(o)
	case "move":
		return p.move(o)
	case "copy":
		value, err := find(p.document, o.from)
		if err != nil {
			return o.misplaced("from", err)
		}
		if p.copied += len(value); p.copied > maxPatchCopies {
			return InputErrors{InvalidAt(o.at, TooLong, "the patch copies more than %d bytes", maxPatchCopies)}
		}
		o.value = value
		return p.add(o)
	case "add":
		return p.add(o)
	}
	if _, err := find(p.document, o.path); err != nil {
		return o.misplaced("path", err)
	}
	return p.change(o.op, o)
}

func (p *patching) test(o operation) error {
	value, err := find(p.document, o.path)
	switch {
	case err != nil && !errors.Is(err, errAbsent):
		return o.misplaced("path", err)
	case err != nil, !equalJSON(value, o.value):
		return &PatchTestError{Pointer: o.at}
	}
	return nil
}

func (p *patching) move(o operation) error {
	value, err := find(p.document, o.from)
	if err != nil {
		return o.misplaced("from", err)
	}
	if slices.Equal(o.from, o.path) {
		return nil
	}
	if err := p.change("remove", operation{at: o.at, path: o.from}); err != nil {
		return err
	}
	o.value = value
	return p.add(o)
}

func (p *patching) add(o operation) error {
	if err := findRoom(p.document, o.path); err != nil {
		return o.misplaced("path", err)
	}
	return p.change("add", o)
}

// change writes to a place that was found.
func (p *patching) change(op string, o operation) error {
	document, err := changed(p.document, op, o.path, o.value)
	if err != nil {
		return InputErrors{InvalidAt(o.at, InvalidValue, "cannot be applied: %s", err)}
	}
	p.document = document
	return nil
}

// changed has the library add, remove or replace one value.
func changed(document []byte, op string, path []string, value json.RawMessage) ([]byte, error) {
	if len(path) == 0 {
		return value, nil // the library takes no null there
	}
	if i := slices.Index(path[:len(path)-1], ""); i >= 0 { // the library finds no way through the key ""
		inner, err := find(document, path[:i+1])
		if err != nil {
			return nil, err
		}
		if value, err = changed(inner, op, path[i+1:], value); err != nil {
			return nil, err
		}
		op, path = "replace", path[:i+1]
	}
	members := map[string]any{"op": op, "path": pointerText(path)}
	if op != "remove" {
		members["value"] = value
	}
	patch, err := json.Marshal([]any{members})
	if err != nil {
		return nil, err
	}
	decoded, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		return nil, err
	}
	options := jsonpatch.NewApplyOptions()
	options.EscapeHTML = false
	return decoded.ApplyWithOptions(document, options)
}

// misplaced tells that the operation's path or from leads nowhere.
func (o operation) misplaced(member string, err error) error {
	code := InvalidValue
	if errors.Is(err, errAbsent) {
		code = UnknownField
	}
	return InputErrors{InvalidAt(o.at+"/"+member, code, "%s", err)}
}

// errAbsent is wrapped where a pointer is right, but nothing is there.
var errAbsent = errors.New("there is no such place")

// find reads the value that a pointer leads to.
func find(document json.RawMessage, path []string) (json.RawMessage, error) {
	for i, token := range path {
		members, elements := contents(document)
		if members != nil {
			value, ok := members[token]
			if !ok {
				return nil, fmt.Errorf("%w as %s", errAbsent, pointerText(path[:i+1]))
			}
			document = value
			continue
		}
		if elements == nil {
			return nil, fmt.Errorf("%w as %s: what it is looked for in is no object or array", errAbsent, pointerText(path[:i+1]))
		}
		index, err := indexOf(token)
		if err != nil {
			return nil, err
		}
		if index >= len(elements) {
			return nil, fmt.Errorf("%w as %s: the array has %d elements", errAbsent, pointerText(path[:i+1]), len(elements))
		}
		document = elements[index]
	}
	return document, nil
}

// findRoom looks for a place that a value can be added to: any key of an object,
// up to one index more than an array has, or "-" behind its end.
func findRoom(document json.RawMessage, path []string) error {
	if len(path) == 0 {
		return nil
	}
	parent, last := path[:len(path)-1], path[len(path)-1]
	document, err := find(document, parent)
	if err != nil {
		return err
	}
	members, elements := contents(document)
	switch {
	case members != nil, elements != nil && last == "-":
		return nil
	case elements == nil:
		return fmt.Errorf("%w as %s: what it is looked for in is no object or array", errAbsent, pointerText(path))
	}
	index, err := indexOf(last)
	if err == nil && index > len(elements) {
		return fmt.Errorf("%w as %s: the array has %d elements", errAbsent, pointerText(path), len(elements))
	}
	return err
}

func indexOf(token string) (int, error) {
	if token == "-" {
		return 0, errors.New(`"-" stands behind the last element: a value can be added there, and none read or removed`)
	}
	index, ok := parseIndex(token)
	if !ok {
		return 0, fmt.Errorf("%q is no index of an array; expected digits without leading zeros", token)
	}
	return index, nil
}

// contents splits an object or an array; both are nil for any other value.
func contents(document json.RawMessage) (members map[string]json.RawMessage, elements []json.RawMessage) {
	if members, ok := rawjson.Object(document); ok {
		return members, nil
	}
	if elements, ok := rawjson.Array(document); ok {
		return nil, elements
	}
	return nil, nil
}
