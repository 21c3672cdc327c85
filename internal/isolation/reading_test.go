package isolation_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// halves are requests whose body breaks off.
var halves = []string{"Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{"}

// halfAnswer sends the head and the half of a body, and reads the answer.
func halfAnswer(t *testing.T, server *httptest.Server, half string) answer {
	t.Helper()
	conn, err := (&net.Dialer{Timeout: time.Minute}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // it was read
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	if _, err := fmt.Fprintf(conn, "POST /papers HTTP/1.1\r\nHost: x\r\nX-Tenant: %s\r\n%s", alpha, half); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

// TestBodyThatBreaksOff: where the rest of a body cannot be read, the answer does not
// tell which addresses the server has talked between.
func TestBodyThatBreaksOff(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(serveWorld(t, openWorld(t, dbtest.SQLite)))
	server.Config.ReadTimeout = 300 * time.Millisecond
	server.Start()
	t.Cleanup(server.Close)
	for _, half := range append(halves, "Transfer-Encoding: chunked\r\n\r\nxyz\r\n") {
		if got := halfAnswer(t, server, half); got.brief() != "400 malformed_body" || strings.Contains(got.body, "127.0.0.1") {
			t.Errorf("%q: %s", half, got)
		}
	}
}

// TestBodyThatDoesNotCome: a request's time ends also where a client does not send what
// it has announced, and the server has no time of its own.
func TestBodyThatDoesNotCome(t *testing.T) {
	t.Parallel()
	c := papersConfig()
	c.Limits.RequestTime = 300 * time.Millisecond
	engine := gin.New()
	engine.Use(identity)
	f := crud.Must(crud.New(openWorld(t, dbtest.SQLite), c))
	if err := crud.Mount(engine.Group("/papers"), f, crud.ScopeBy(byTenant), crud.Create[paperWrite]()); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	for _, half := range halves {
		if got := halfAnswer(t, server, half); got.brief() != "504 timeout" {
			t.Errorf("%q: %s", half, got)
		}
	}
}
