package schemas

import (
	"fmt"
	"strings"
)

// Code is a stable, machine-readable name of what is wrong with an input.
type Code string

// The codes of input errors.
const (
	UnknownField         Code = "unknown_field"
	UnknownOperator      Code = "unknown_operator"
	UnknownParameter     Code = "unknown_parameter"
	ConflictingParameter Code = "conflicting_parameter"
	RepeatedParameter    Code = "repeated_parameter"
	DuplicateKey         Code = "duplicate_key"
	InvalidValue         Code = "invalid_value"
	OutOfRange           Code = "out_of_range"
	TooLong              Code = "too_long"
	TooMany              Code = "too_many"
	EmptyItem            Code = "empty_item"
)

// InputError is one mistake of a client, and an entry of a problem document's
// errors. Parameter or Pointer says where.
type InputError struct {
	// Parameter is the name in the query string, as the client wrote it.
	Parameter string `json:"parameter,omitempty"`
	// Pointer is a JSON Pointer (RFC 6901) into the body.
	Pointer string `json:"pointer,omitempty"`
	// Offset counts bytes from the start of the parameter's value, where the
	// place within it is known.
	Offset *int `json:"offset,omitempty"`
	// Code is stable; Detail is an English sentence for people.
	Code   Code   `json:"code"`
	Detail string `json:"detail"`
	// Min and Max are the bounds that a value of a body has broken.
	Min string `json:"min,omitempty"`
	Max string `json:"max,omitempty"`
	// Allowed lists what would have been right, where that is a short list.
	Allowed []string `json:"allowed,omitempty"`
}

// Error gives the place and the detail.
func (e *InputError) Error() string {
	return e.Parameter + e.Pointer + ": " + e.Detail
}

// Invalid makes the error of one parameter.
func Invalid(parameter string, code Code, format string, args ...any) *InputError {
	return &InputError{Parameter: parameter, Code: code, Detail: fmt.Sprintf(format, args...)}
}

// InputErrors are all mistakes of one request.
type InputErrors []*InputError

// Error joins the mistakes.
func (e InputErrors) Error() string {
	all := make([]string, len(e))
	for i, one := range e {
		all[i] = one.Error()
	}
	return strings.Join(all, "; ")
}

// Repeated makes the error of a parameter that takes one value and got more.
func Repeated(parameter string) *InputError {
	return Invalid(parameter, RepeatedParameter, "is given more than once")
}
