package crud

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/store"
	"github.com/crudfactory/crudfactory/internal/telemetry"
	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// problemOf is the only place where errors become HTTP.
func problemOf(err error) *schemas.Problem {
	if own, ok := errors.AsType[*schemas.Problem](err); ok {
		p := *own
		p.Status = cmp.Or(p.Status, http.StatusInternalServerError) // else it would be 200
		return &p
	}
	if mistakes, ok := errors.AsType[schemas.InputErrors](err); ok {
		return invalidInput(mistakes)
	}
	if mistake, ok := errors.AsType[*schemas.InputError](err); ok {
		return invalidInput(schemas.InputErrors{mistake})
	}
	if broken, ok := errors.AsType[*ConstraintError](err); ok {
		return violation(broken, pointerByColumn)
	}
	for _, known := range []struct {
		err         error
		status      int
		code, title string
	}{
		{pagination.ErrInvalidCursor, http.StatusBadRequest, "invalid_cursor", "Invalid cursor"},
		{ErrOutsideScope, http.StatusForbidden, "outside_scope", "Outside the scope"},
		{ErrNotFound, http.StatusNotFound, "not_found", "Not found"},
		{ErrTimeout, http.StatusGatewayTimeout, "timeout", "Timeout"},
		{ErrUnavailable, http.StatusServiceUnavailable, "unavailable", "Service unavailable"},
		{ErrCanceled, http.StatusServiceUnavailable, "unavailable", "Service unavailable"},
	} {
		if errors.Is(err, known.err) {
			return schemas.NewProblem(known.status, known.code, known.title, known.err.Error())
		}
	}
	if errors.Is(err, store.ErrValue) {
		return schemas.NewProblem(http.StatusUnprocessableEntity, "invalid_parameter", "Invalid request parameter",
			"the database refused a value of the request")
	}
	if errors.Is(err, pagination.ErrTooLong) {
		return invalidParameters(schemas.InputErrors{
			schemas.Invalid("order_by", schemas.TooLong, "%s: order by another key", pagination.ErrTooLong),
		})
	}
	return schemas.NewProblem(http.StatusInternalServerError, "internal_error", "Internal error",
		"the server could not answer; the cause is in its log")
}

// invalidInput is the problem of mistakes in parameters, or in a body, which has
// pointers.
func invalidInput(mistakes schemas.InputErrors) *schemas.Problem {
	if len(mistakes) == 0 || mistakes[0].Parameter != "" {
		return invalidParameters(mistakes)
	}
	detail := "1 value is invalid"
	if n := len(mistakes); n != 1 {
		detail = fmt.Sprintf("%d values are invalid", n)
	}
	p := schemas.NewProblem(http.StatusUnprocessableEntity, "invalid_body", "Invalid request body", detail)
	p.Errors = mistakes[:min(len(mistakes), schemas.MaxMistakes)]
	return p
}

func invalidParameters(mistakes schemas.InputErrors) *schemas.Problem {
	detail := "1 parameter is invalid"
	if n := len(mistakes); n != 1 {
		detail = fmt.Sprintf("%d parameters are invalid", n)
	}
	p := schemas.NewProblem(http.StatusUnprocessableEntity, "invalid_parameter", "Invalid request parameter", detail)
	p.Errors = mistakes
	return p
}

func malformed(err error) *schemas.Problem {
	return schemas.NewProblem(http.StatusBadRequest, "malformed_query", "Malformed query string", err.Error())
}

// Abort answers any error as a problem (RFC 9457) and stops the request's
// handlers. A *schemas.Problem in the error is answered as it is; errors of
// this package have a status each; anything else is 500 without a detail, and
// its cause goes to slog.
func Abort(c *gin.Context, err error) {
	p := problemOf(err)
	// A refused value can be the server's mistake as well, in a scope.
	if p.Status >= http.StatusInternalServerError || errors.Is(err, store.ErrValue) {
		logFailure(c, err, p.Status, p.Code)
	}
	told := p.Code
	if errors.Is(err, ErrCanceled) {
		told = telemetry.Canceled
	}
	telemetry.Of(c.Request.Context()).Failed(told)
	answer(c, p)
}

// logFailure tells the log what a client is not told. A client that has gone is
// no failure.
func logFailure(c *gin.Context, err error, status int, code string) {
	if errors.Is(err, ErrCanceled) {
		return
	}
	ctx := c.Request.Context()
	telemetry.Of(ctx).Fail(ctx, clientOf(c), status, code, err)
}

// answer writes a problem.
func answer(c *gin.Context, p *schemas.Problem) {
	p.Instance = c.Request.URL.EscapedPath()
	body, err := json.Marshal(p)
	if err != nil { // a problem of the user's with a code that is no text
		body = []byte(`{"status":500,"code":"internal_error"}`)
	}
	if p.Status == http.StatusServiceUnavailable {
		c.Header("Retry-After", "1")
	}
	c.Abort()
	c.Data(p.Status, schemas.ProblemType, body)
}
