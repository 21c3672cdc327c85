package schemas

import "strings"

// ProblemType is the media type of a [Problem].
const ProblemType = "application/problem+json"

// Problem is the answer to every request that fails (RFC 9457).
type Problem struct {
	// Type is "urn:problem:crudfactory:" and the code with dashes.
	Type string `json:"type"`
	// Title is the same for every problem of the type.
	Title string `json:"title"`
	// Status is the HTTP status.
	Status int `json:"status"`
	// Detail says what was wrong this time.
	Detail string `json:"detail,omitempty"`
	// Instance is the path that was asked for.
	Instance string `json:"instance,omitempty"`
	// Code is stable, for programs.
	Code string `json:"code"`
	// Constraint is the name of the database's constraint that a write has broken.
	Constraint string `json:"constraint,omitempty"`
	// Errors lists the mistakes of the request, one for each.
	Errors InputErrors `json:"errors,omitempty"`
}

// NewProblem makes a problem of a code.
func NewProblem(status int, code, title, detail string) *Problem {
	return &Problem{
		Type:   "urn:problem:crudfactory:" + strings.ReplaceAll(code, "_", "-"),
		Title:  title,
		Status: status,
		Detail: detail,
		Code:   code,
	}
}

// Error makes a problem an error, so that a hook or a scope can answer its own.
func (p *Problem) Error() string {
	if p.Detail == "" {
		return p.Title
	}
	return p.Title + ": " + p.Detail
}
