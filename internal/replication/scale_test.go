package replication_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/plugin/dbresolver"

	"github.com/crudfactory/crudfactory/crud"
)

// way is one way to the rows.
type way struct {
	name    string
	handler http.Handler
	// times are those of a request, one for each round, by the number of clients.
	times map[int][]time.Duration
}

// scaleClients are the numbers of clients at once; scaleRounds is how often the ways take
// turns, each for scaleRound.
var scaleClients = []int{1, 8}

const (
	scaleRounds = 30
	scaleRound  = 200 * time.Millisecond
)

// BenchmarkScale compares a page without a resolver with one behind a resolver of no
// standby, of one and of two, all on this machine: what choosing the server costs. The
// standbys add no machine, so it does not show what they give.
func BenchmarkScale(b *testing.B) {
	for b.Loop() {
		ways := scaleWays(b)
		for _, clients := range scaleClients {
			for round := range scaleRounds + 1 {
				for i := range ways {
					w := &ways[(i+round)%len(ways)]
					if t := w.measure(b, clients); round > 0 { // the first one fills caches
						w.times[clients] = append(w.times[clients], t)
					}
				}
			}
		}
		report := scaleReport(ways)
		fmt.Println(report)
		if path := os.Getenv("BENCH_REPORT"); path != "" {
			if err := os.WriteFile(path, []byte(report), 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func scaleWays(b *testing.B) []way {
	b.Helper()
	s := start(b, &letter{}, &stamp{})
	letters := make([]letter, 10_000)
	for i := range letters {
		letters[i] = letter{Title: fmt.Sprintf("Letter %d", i), Kind: []string{"a", "b"}[i%2]}
	}
	if err := s.db.CreateInBatches(&letters, 1000).Error; err != nil {
		b.Fatal(err)
	}
	s.primary.tell("VACUUM ANALYZE letters")
	s.followed(b)
	replicas := []gorm.Dialector{s.one.dialector(), s.two.dialector()}
	ways := []way{{name: "no resolver", handler: scaleHandler(b, s.db)}}
	for n := range len(replicas) + 1 {
		db, err := gorm.Open(s.primary.dialector(), &gorm.Config{Logger: logger.Discard})
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Use(dbresolver.Register(dbresolver.Config{Replicas: replicas[:n]})); err != nil {
			b.Fatal(err)
		}
		ways = append(ways, way{name: fmt.Sprintf("a resolver, %d standbys", n), handler: scaleHandler(b, db)})
	}
	for i := range ways {
		ways[i].times = map[int][]time.Duration{}
	}
	return ways
}

func scaleHandler(b *testing.B, db *gorm.DB) http.Handler {
	b.Helper()
	f, err := crud.New(db, crud.Config[letter]{OrderFields: []string{"id"}})
	if err != nil {
		b.Fatal(err)
	}
	engine := gin.New()
	engine.GET("/", f.CursorHandler())
	return engine
}

// measure is the time of a request with so many clients at once.
func (w *way) measure(b *testing.B, clients int) time.Duration {
	b.Helper()
	var done atomic.Int64
	var group sync.WaitGroup
	begun := time.Now()
	for range clients {
		group.Go(func() {
			for time.Since(begun) < scaleRound {
				r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
				recorder := httptest.NewRecorder()
				if w.handler.ServeHTTP(recorder, r); recorder.Code != http.StatusOK {
					b.Errorf("%s: %d %s", w.name, recorder.Code, recorder.Body)
					return
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	return time.Since(begun) / time.Duration(max(done.Load(), 1))
}

// scaleReport has the median time of a request, and the median of the rounds' ratios to
// the way without a resolver.
func scaleReport(ways []way) string {
	var text strings.Builder
	fmt.Fprintf(&text, "# What choosing a server costs\n\nWritten by `make bench-scale` on %s.\n"+
		"A page of 20 rows by cursor, %d rounds of %s each; primary and standbys share this machine.\n\n"+
		"| clients | way | µs for a request | requests/s | time ÷ no resolver | quartiles |\n| ---: | --- | ---: | ---: | ---: | --- |\n",
		time.Now().Format(time.DateOnly), scaleRounds, scaleRound)
	for _, clients := range scaleClients {
		for _, w := range ways {
			ratios := make([]float64, scaleRounds)
			for i, t := range w.times[clients] {
				ratios[i] = float64(t) / float64(ways[0].times[clients][i])
			}
			slices.Sort(ratios)
			median := slices.Sorted(slices.Values(w.times[clients]))[scaleRounds/2]
			fmt.Fprintf(&text, "| %d | %s | %d | %d | %.3f | %.3f–%.3f |\n", clients, w.name, median.Microseconds(),
				time.Second/median, ratios[scaleRounds/2], ratios[scaleRounds/4], ratios[scaleRounds*3/4])
		}
	}
	return text.String()
}
