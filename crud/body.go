package crud

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/schemas"
)

// Media types of bodies.
const (
	jsonBody   = "application/json"
	mergePatch = "application/merge-patch+json" // RFC 7396
	jsonPatch  = "application/json-patch+json"  // RFC 6902
)

// readBody reads a body of one of the media types, whole, and checks that it is
// JSON with each key once. A request that names no type is taken for the first.
func (c core) readBody(ctx *gin.Context, types ...string) (body []byte, mediaType string, err error) {
	if mediaType, err = bodyType(ctx, types); err != nil {
		return nil, "", err
	}
	if body, err = readAll(ctx, c.limits.BodyBytes); err != nil {
		return nil, "", err
	}
	errs, err := schemas.CheckBody(body, c.limits.BodyDepth)
	switch {
	case err != nil:
		return nil, "", malformedBody(err)
	case errs != nil:
		return nil, "", errs
	}
	return body, mediaType, nil
}

// errUnread is told of a body that breaks off: the cause has addresses of the server.
var errUnread = errors.New("the body could not be read to its end")

// readAll reads a body within the request's time, whose end nothing else tells to a
// read that waits for the client.
func readAll(ctx *gin.Context, limit int64) ([]byte, error) {
	reading, connection := ctx.Request.Context(), connectionOf(ctx)
	ended := make(chan struct{})
	stop := context.AfterFunc(reading, func() {
		defer close(ended)
		_ = connection.SetReadDeadline(time.Now()) // a server that cannot has times of its own
	})
	body, err := io.ReadAll(http.MaxBytesReader(ctx.Writer, ctx.Request.Body, limit))
	if !stop() {
		<-ended // it must not end the next request
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, schemas.NewProblem(http.StatusRequestEntityTooLarge, "body_too_large", "Body too large",
			"the body is longer than "+strconv.FormatInt(limit, 10)+" bytes")
	}
	switch {
	case err != nil && errors.Is(reading.Err(), context.DeadlineExceeded):
		return nil, errors.Join(ErrTimeout, err)
	case err != nil:
		return nil, malformedBody(errUnread)
	}
	return body, nil
}

// acceptable are the headers that tell which bodies a resource takes by a method
// (the Linked Data Platform's section 7.1; RFC 5789, section 3.1).
var acceptable = map[string]string{http.MethodPost: "Accept-Post", http.MethodPatch: "Accept-Patch"}

func bodyType(ctx *gin.Context, types []string) (string, error) {
	header := ctx.GetHeader("Content-Type")
	if header == "" {
		return types[0], nil
	}
	mediaType, params, err := mime.ParseMediaType(header)
	charset := strings.ToLower(params["charset"])
	if err != nil || !slices.Contains(types, mediaType) || charset != "" && charset != "utf-8" {
		if header, ok := acceptable[ctx.Request.Method]; ok {
			ctx.Header(header, strings.Join(types, ", "))
		}
		return "", schemas.NewProblem(http.StatusUnsupportedMediaType, "unsupported_media_type", "Unsupported media type",
			"send "+strings.Join(types, " or ")+" in UTF-8")
	}
	return mediaType, nil
}

func malformedBody(err error) *schemas.Problem {
	return schemas.NewProblem(http.StatusBadRequest, "malformed_body", "Malformed body", err.Error())
}
