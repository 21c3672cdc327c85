package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/crudfactory/crudfactory/pagination"
)

// settings are what the environment says.
type settings struct {
	addr        string
	databaseURL string
	seedRows    int
	cursor      pagination.Codec
	// drain is how long the program goes on after a signal, telling that it is not
	// ready, for load balancers to notice.
	drain time.Duration
	// stopping is closed when the program is told to stop; nil never is.
	stopping <-chan struct{}
	// explorerWrites lets the pages at /explorer create, edit and delete rows.
	explorerWrites bool
	// explorerOwnPaths answers browsers with such pages at the resources' own paths.
	explorerOwnPaths bool
}

func readSettings(getenv func(string) string) (settings, error) {
	s := settings{addr: "127.0.0.1:8080", databaseURL: getenv("DATABASE_URL"), seedRows: 1000}
	if addr := getenv("ADDR"); addr != "" {
		s.addr = addr
	}
	if rows := getenv("SEED_ROWS"); rows != "" {
		n, err := strconv.Atoi(rows)
		if err != nil || n < 0 {
			return s, fmt.Errorf("SEED_ROWS is %q: expected a number of articles", rows)
		}
		s.seedRows = n
	}
	if drain := getenv("DRAIN"); drain != "" {
		d, err := time.ParseDuration(drain)
		if err != nil || d < 0 {
			return s, fmt.Errorf(`DRAIN is %q: expected a time like "5s"`, drain)
		}
		s.drain = d
	}
	if key := getenv("CURSOR_KEY"); key != "" {
		s.cursor = pagination.Signed([]byte(key))
		if err := s.cursor.Validate(); err != nil {
			return s, fmt.Errorf("CURSOR_KEY: %w", err)
		}
	}
	switch explorer := getenv("EXPLORER"); explorer {
	case "", "read":
	case "write":
		s.explorerWrites = true
	case "html":
		s.explorerWrites, s.explorerOwnPaths = true, true
	default:
		return s, fmt.Errorf(`EXPLORER is %q: expected "read", "write" or "html"`, explorer)
	}
	return s, nil
}
