package crud

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/schemas"
)

// Install makes an engine answer unknown routes (404), wrong methods (405) and
// panics (500) as problems. Call it before routes are registered: handlers that
// are there already run without it.
func Install(engine *gin.Engine) {
	engine.HandleMethodNotAllowed = true
	engine.Use(recovery)
	engine.NoRoute(func(c *gin.Context) {
		answer(c, schemas.NewProblem(http.StatusNotFound, "not_found", "Not found", "there is no such route"))
	})
	engine.NoMethod(func(c *gin.Context) {
		answer(c, schemas.NewProblem(http.StatusMethodNotAllowed, "method_not_allowed", "Method not allowed",
			"the route does not take "+c.Request.Method))
	})
}

// connectionKey is where recovery leaves the writer, for when those that others put in
// front of it do not let through to the connection.
const connectionKey = "crudfactory.connection"

// past is a deadline that cuts a connection.
var past = time.Unix(1, 0)

// connection sets the deadlines of a request's connection: by the writer in front, and
// where that hides the connection, by the one that recovery has seen.
type connection struct{ front, seen *http.ResponseController }

func connectionOf(c *gin.Context) connection {
	front := http.NewResponseController(c.Writer)
	if seen, ok := c.Value(connectionKey).(http.ResponseWriter); ok {
		return connection{front, http.NewResponseController(seen)}
	}
	return connection{front, front}
}

// SetReadDeadline is the controller's. Its error is http.ErrNotSupported where no writer
// leads to the connection.
func (c connection) SetReadDeadline(at time.Time) error {
	if err := c.front.SetReadDeadline(at); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return c.seen.SetReadDeadline(at)
}

// SetWriteDeadline is the controller's, as SetReadDeadline.
func (c connection) SetWriteDeadline(at time.Time) error {
	if err := c.front.SetWriteDeadline(at); !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return c.seen.SetWriteDeadline(at)
}

// recovery answers a panic, unless a part of an answer is out, or the handler
// wants none (http.ErrAbortHandler): then the connection is cut, so that the
// client does not take the part for the whole.
func recovery(c *gin.Context) {
	c.Set(connectionKey, c.Writer)
	defer func() {
		cause := recover()
		if cause == nil {
			return
		}
		if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) || c.Writer.Written() {
			// A recovery outside, such as gin's, would end the answer cleanly.
			_ = connectionOf(c).SetWriteDeadline(past)
			panic(cause)
		}
		Abort(c, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
	}()
	c.Next()
}
