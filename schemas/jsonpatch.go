package schemas

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// PatchTestError is an operation "test" of a JSON patch that fails.
type PatchTestError struct {
	// Pointer leads to the operation in the patch, such as /3.
	Pointer string
}

// Error says which test failed.
func (e *PatchTestError) Error() string {
	return "the document is not what the test at " + e.Pointer + " of the patch says"
}

// ApplyJSONPatch applies a JSON patch to a document (RFC 6902), all of it or
// nothing. The error is [InputErrors] that point at the faulty operations, or a
// [*PatchTestError]. Numbers keep their spelling.
func ApplyJSONPatch(document, patch []byte) ([]byte, error) {
	operations, errs := parseJSONPatch(patch)
	if errs != nil {
		return nil, errs
	}
	p := patching{document: document}
	for _, o := range operations {
		if err := p.apply(o); err != nil {
			return nil, err
		}
	}
	return p.document, nil
}

// operation is one of a patch, whose members have been checked.
type operation struct {
	op         string
	path, from []string
	value      json.RawMessage
	// at points to the operation in the patch.
	at string
}

// operands are the members that each operation needs, beside op and path.
var operands = map[string]string{"add": "value", "remove": "", "replace": "value", "move": "from", "copy": "from", "test": "value"}

// operationNames are the operations in the order of RFC 6902.
var operationNames = []string{"add", "remove", "replace", "move", "copy", "test"}

// parseJSONPatch reads every operation of a patch, and reports every mistake.
func parseJSONPatch(patch []byte) (operations []operation, errs InputErrors) {
	var elements []json.RawMessage
	if err := json.Unmarshal(patch, &elements); err != nil || elements == nil {
		return nil, InputErrors{InvalidAt("", InvalidValue, "is no JSON patch; expected an array of operations")}
	}
	for i, element := range elements {
		o, more := parseOperation(element, fmt.Sprintf("/%d", i))
		operations, errs = append(operations, o), append(errs, more...)
	}
	return operations, errs
}

func parseOperation(element json.RawMessage, at string) (o operation, errs InputErrors) {
	var members map[string]json.RawMessage // a struct's keys would match in any case
	if err := json.Unmarshal(element, &members); err != nil || members == nil {
		return o, InputErrors{InvalidAt(at, InvalidValue, `is no operation; expected an object such as {"op":"remove","path":"/key"}`)}
	}
	o.at = at
	name, err := textMember(members, "op", at)
	operand, known := operands[name]
	switch {
	case err != nil:
		errs = append(errs, err)
	case !known:
		unknown := InvalidAt(at+"/op", NotOneOf, "%q is no operation", name)
		unknown.Allowed = operationNames
		errs = append(errs, unknown)
	}
	o.op = name
	if o.path, err = pointerMember(members, "path", at); err != nil {
		errs = append(errs, err)
	}
	switch operand {
	case "from":
		if o.from, err = pointerMember(members, operand, at); err != nil {
			errs = append(errs, err)
		}
	case "value":
		var given bool
		if o.value, given = members[operand]; !given {
			errs = append(errs, InvalidAt(at+"/value", Required, "is required for %q; it may be null", name))
		}
	}
	if errs == nil {
		errs = o.checkPlaces()
	}
	return o, errs
}

// checkPlaces refuses what no document could make right.
func (o operation) checkPlaces() InputErrors {
	switch {
	case o.op == "remove" && len(o.path) == 0:
		return InputErrors{InvalidAt(o.at+"/path", InvalidValue, "the document itself cannot be removed")}
	case o.op == "move" && len(o.path) > len(o.from) && slices.Equal(o.from, o.path[:len(o.from)]):
		return InputErrors{InvalidAt(o.at+"/path", InvalidValue, "lies within what is moved")}
	}
	return nil
}

func pointerMember(members map[string]json.RawMessage, name, at string) ([]string, *InputError) {
	text, mistake := textMember(members, name, at)
	if mistake != nil {
		return nil, mistake
	}
	tokens, err := parsePointer(text)
	if err != nil {
		return nil, InvalidAt(at+"/"+name, InvalidValue, "%s", err)
	}
	return tokens, nil
}

func textMember(members map[string]json.RawMessage, name, at string) (text string, err *InputError) {
	value, given := members[name]
	switch {
	case !given:
		return "", InvalidAt(at+"/"+name, Required, "is required")
	case !strings.HasPrefix(string(value), `"`) || json.Unmarshal(value, &text) != nil:
		return "", InvalidAt(at+"/"+name, InvalidValue, "is no string")
	}
	return text, nil
}
