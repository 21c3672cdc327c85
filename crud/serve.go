package crud

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/internal/telemetry"
)

// serve makes a handler of what answers a request: within the time that the
// resource gives it, watched by whoever wants to know, and its error as a problem.
// What stands behind it in the chain gets the request as it was.
func (c core) serve(operation string, most time.Duration, run func(*gin.Context) error) gin.HandlerFunc {
	return func(g *gin.Context) {
		outer := g.Request
		watching := outer.Context()
		var watched *telemetry.Request
		if c.watch != nil {
			watching, watched = c.watch.Begin(watching, operation, clientOf(g))
		}
		ctx, cancel := within(watching, most)
		g.Request = outer.WithContext(ctx)
		writer := g.Writer
		if watched.Timed() {
			g.Writer = &timed{ResponseWriter: writer, of: watched}
		}
		status, panicked := http.StatusInternalServerError, true
		defer func() {
			cancel()
			g.Request, g.Writer = outer, writer
			if panicked {
				watched.Panicked()
				g.Request = outer.WithContext(watching) // recovery tells the log of whom
			}
			watched.End(watching, status)
		}()
		err := c.heed(g)
		if err == nil {
			err = run(g)
		}
		if err != nil {
			Abort(g, err)
		}
		status, panicked = g.Writer.Status(), false
	}
}

// within is a context with so much time; not more than it had if that is not
// positive.
func within(ctx context.Context, most time.Duration) (context.Context, context.CancelFunc) {
	if most <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, most)
}

// untilBegun is within for as long as begun has not been called: then the context has
// the time that it had before.
func untilBegun(ctx context.Context, most time.Duration) (_ context.Context, begun func(), cancel context.CancelFunc) {
	if most <= 0 {
		return ctx, func() {}, func() {}
	}
	ctx, end := context.WithCancelCause(ctx)
	timer := time.AfterFunc(most, func() { end(context.DeadlineExceeded) })
	begun = func() { timer.Stop() }
	return ctx, begun, func() {
		timer.Stop()
		end(nil)
	}
}

// clientOf is what a log is told of who asks. The request id is the one that a
// middleware has given the answer, or that came with the request, of which nobody
// knows the length.
func clientOf(c *gin.Context) telemetry.Client {
	id := c.Writer.Header().Get(requestID)
	if id == "" {
		id = c.GetHeader(requestID)
	}
	return telemetry.Client{
		Method: c.Request.Method, Route: c.FullPath(), RequestID: id[:min(len(id), longestRequestID)],
	}
}

const (
	requestID        = "X-Request-ID"
	longestRequestID = 128
)

// timed is a writer that tells the time in the headers of the answer.
type timed struct {
	gin.ResponseWriter

	of   *telemetry.Request
	told bool
}

func (w *timed) tell() {
	if !w.told {
		w.told = true
		w.Header().Set("Server-Timing", w.of.Timing())
	}
}

// Write writes a part of the body, behind the headers.
func (w *timed) Write(b []byte) (int, error) {
	w.tell()
	return w.ResponseWriter.Write(b)
}

// WriteString is Write.
func (w *timed) WriteString(s string) (int, error) {
	w.tell()
	return w.ResponseWriter.WriteString(s)
}

// WriteHeaderNow writes the headers.
func (w *timed) WriteHeaderNow() {
	w.tell()
	w.ResponseWriter.WriteHeaderNow()
}

// Flush sends what was written, the headers before.
func (w *timed) Flush() {
	w.tell()
	w.ResponseWriter.Flush()
}

// Unwrap leads http.ResponseController to the connection.
func (w *timed) Unwrap() http.ResponseWriter { return w.ResponseWriter }
