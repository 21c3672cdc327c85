package faults

import (
	"context"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/crudfactory/crudfactory/internal/pgtest"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(causes{slog.NewTextHandler(os.Stderr, nil)}))
	pgtest.Main(m)
}

// causes logs why there was a 500, which nobody is told. The many 503 that these
// tests bring about are no news.
type causes struct{ slog.Handler }

func (h causes) Handle(ctx context.Context, r slog.Record) error {
	unexpected := false
	r.Attrs(func(a slog.Attr) bool {
		unexpected = unexpected || a.Key == "status" && a.Value.Int64() == http.StatusInternalServerError
		return true
	})
	if !unexpected {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// seconds is how long a test shall go on, in its long form.
func seconds(t *testing.T, variable string) time.Duration {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return time.Duration(n) * time.Second
}
