package isolation_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// stalled is a client that takes nothing of its stream until it is let go.
type stalled struct {
	*httptest.ResponseRecorder

	began, goOn chan struct{}
}

func (s stalled) Write(b []byte) (int, error) {
	select {
	case s.began <- struct{}{}:
	default:
	}
	<-s.goOn
	return s.ResponseRecorder.Write(b)
}

// TestStreamsAtOnce: no more streams are read at once than is declared, so that slow
// clients cannot take all connections; lists go on, and a stream that ends makes room.
func TestStreamsAtOnce(t *testing.T) {
	t.Parallel()
	db := openWorld(t, dbtest.SQLite)
	if err := refill(db, 1, alpha); err != nil {
		t.Fatal(err)
	}
	c := papersConfig()
	c.Limits.Streams = 1
	engine := gin.New()
	engine.Use(identity)
	if err := crud.Mount(engine.Group("/papers"), crud.Must(crud.New(db, c)), crud.ScopeBy(byTenant)); err != nil {
		t.Fatal(err)
	}
	stream := request{tenant: alpha, method: http.MethodGet, target: "/papers", header: []string{"Accept", "application/x-ndjson"}}
	client := stalled{httptest.NewRecorder(), make(chan struct{}, 1), make(chan struct{})}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		r := httptest.NewRequestWithContext(t.Context(), stream.method, stream.target, http.NoBody)
		r.Header.Set("X-Tenant", alpha)
		r.Header.Set("Accept", "application/x-ndjson")
		engine.ServeHTTP(client, r)
	}()
	<-client.began
	got := ask(engine, stream)
	if brief := got.brief(); brief != "503 too_many_streams" || got.header.Get("Retry-After") == "" {
		t.Errorf("a second stream: %s", got)
	}
	if got := ask(engine, request{tenant: alpha, method: http.MethodGet, target: "/papers"}); got.status != http.StatusOK {
		t.Errorf("a page meanwhile: %s", got)
	}
	close(client.goOn)
	<-ended
	if got := ask(engine, stream); got.status != http.StatusOK {
		t.Errorf("a stream after it: %s", got)
	}
}
