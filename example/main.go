package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Getenv)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run serves until the context ends, then finishes the requests in flight.
func run(ctx context.Context, getenv func(string) string) error {
	s, err := readSettings(getenv)
	if err != nil {
		return err
	}
	db, err := openDatabase(ctx, s.databaseURL)
	if err != nil {
		return err
	}
	defer closeDatabase(db)
	if err := seed(ctx, db, s.seedRows); err != nil {
		return err
	}
	served, err := newResources(db, s)
	if err != nil {
		return err
	}
	if err := served.check(ctx, log.Default()); err != nil {
		return err
	}
	s.stopping = ctx.Done()
	handler, err := newHandler(db, s, served) //nolint:contextcheck // its handlers take each request's context
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return err
	}
	announce(os.Stdout, listener.Addr())
	return serve(ctx, listener, handler, s.drain)
}

// announce prints what to try.
func announce(w io.Writer, addr net.Addr) {
	_, _ = fmt.Fprintf(w, "Serving on http://%s, for example\n", addr)
	for _, path := range []string{
		"/articles/offset?items_per_page=3&order_by=-views",
		"/articles/cursor?items_per_page=3&filter_by[status]=published",
		"/articles?search=postgresql&filter_by[category__name]=Databases",
		"/public/articles?order_by=category__name,-created_at",
		"/categories",
	} {
		_, _ = fmt.Fprintf(w, "  curl -g 'http://%s%s'\n", addr, path)
	}
	_, _ = fmt.Fprintf(w, "  curl -i 'http://%s/articles' --json '{\"title\":\"Hello\"}'\n", addr)
}
