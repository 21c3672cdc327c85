package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"regexp"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"github.com/crudfactory/crudfactory/crud"
)

// newServer bounds what a client can hold on to: the time for its headers, its whole
// request and its answer, which is more than the library gives a request, and the size
// of its headers, with the longest query string. A stream has a time for each piece instead.
func newServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       40 * time.Second, // a body that is not there in 30 is the library's 504
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    128 << 10,
	}
}

// shutdownTime is how long requests in flight may take after a signal.
const shutdownTime = 10 * time.Second

// serve serves until the context ends, for the drain time longer, and for as long as
// the requests in flight take. What is still running then is cut.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, drain time.Duration) error {
	server := newServer(handler)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	time.Sleep(drain)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	err := server.Shutdown(ending)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if stopped := <-served; !errors.Is(stopped, http.ErrServerClosed) {
		err = errors.Join(err, stopped)
	}
	return err
}

// requestID is what stands for a request in logs; one that came with it is taken if
// it looks like one.
const requestID = "X-Request-ID"

var likeAnID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func identify(c *gin.Context) {
	id := c.GetHeader(requestID)
	if !likeAnID.MatchString(id) {
		id = uuid.NewString()
	}
	c.Header(requestID, id)
}

// protect tells browsers to take answers for what they say they are, to show them in
// no other page, and to tell no other where they were. No origin but this one may read
// them: there are no CORS headers. The pages have policies of their own.
func protect(c *gin.Context) {
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("X-Frame-Options", "DENY")
	c.Header("Referrer-Policy", "same-origin")
}

// alive answers whether the process does.
func alive(c *gin.Context) { c.Status(http.StatusNoContent) }

// readyTime is how long the database may take to answer: whoever asks has no more.
const readyTime = 2 * time.Second

// ready answers whether the database does, until the program is told to stop: whoever
// asks sends no more requests then.
func ready(ping func(context.Context) error, stopping <-chan struct{}) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := errStopping
		select {
		case <-stopping:
		default:
			ctx, cancel := context.WithTimeout(c.Request.Context(), readyTime)
			defer cancel()
			err = ping(ctx)
		}
		if err != nil {
			crud.Abort(c, errors.Join(crud.ErrUnavailable, err))
			return
		}
		c.Status(http.StatusNoContent)
	}
}

var errStopping = errors.New("the program is being stopped")
