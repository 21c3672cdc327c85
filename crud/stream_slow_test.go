package crud_test

import (
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// streamHurried shortens the time that a client gets for each piece, and keeps
// the one that it was to get.
type streamHurried struct {
	gin.ResponseWriter

	given chan<- time.Duration
}

func (w streamHurried) SetWriteDeadline(at time.Time) error {
	if left := time.Until(at); left > 0 {
		select {
		case w.given <- left:
		default:
		}
		at = time.Now().Add(300 * time.Millisecond)
	}
	return http.NewResponseController(w.ResponseWriter).SetWriteDeadline(at)
}

// TestStreamToAStalledClient has one that stays and reads nothing: the handler
// ends, and the database has its connection back.
func TestStreamToAStalledClient(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 20_000, 1900) // more than sockets hold
		given, ended := make(chan time.Duration, 1), make(chan struct{}, 1)
		engine := mountEngine()
		engine.GET("/", func(c *gin.Context) {
			c.Writer = streamHurried{c.Writer, given}
			defer func() { ended <- struct{}{} }()
			c.Next()
		}, f.ListHandler())
		address, err := url.Parse(mountServe(t, engine))
		if err != nil {
			t.Fatal(err)
		}
		client, err := net.Dial("tcp", address.Host)
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close() //nolint:errcheck // it has read nothing
		if _, err := client.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Fatal("the handler runs on")
		}
		streamIdle(t, db)
		if left := <-given; left < 25*time.Second || left > 30*time.Second {
			t.Errorf("a piece gets %s", left)
		}
	})
}
