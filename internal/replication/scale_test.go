package replication_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
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
	"gorm.io/plugin/dbresolver"

	"github.com/crudfactory/crudfactory/crud"
)

// way is one way to the rows: a resolver of so many standbys, beside the same servers
// without one.
type way struct {
	name            string
	resolver, plain http.Handler
	// ratios are the time of a request through the resolver to that without, one for each
	// round; resolved and direct are these times; all by the number of clients.
	ratios           map[int][]float64
	resolved, direct map[int][]time.Duration
}

// scaleClients are the numbers of clients at once; scaleRounds is how often each way is
// measured, with the resolver and without, each for scaleRound.
var scaleClients = []int{1, 8}

const (
	scaleRounds = 300
	scaleRound  = 50 * time.Millisecond
)

// BenchmarkScale compares a page behind a resolver of no standby, of one and of two
// with one that reads the very same servers without a resolver, all on this machine:
// what choosing the server costs. The standbys add no machine, so it does not show what
// they give, and a second server is slower here than one, with a resolver or without.
func BenchmarkScale(b *testing.B) {
	for b.Loop() {
		ways := scaleWays(b)
		for _, clients := range scaleClients {
			for round := range scaleRounds + 1 {
				for i := range ways {
					ways[i].compare(b, clients, round)
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
	standbys := []*server{s.one, s.two}
	var ways []way
	for n := range len(standbys) + 1 {
		servers, db := standbys[:n], s.primary.handle(b)
		var replicas []gorm.Dialector
		for _, standby := range servers {
			replicas = append(replicas, standby.dialector())
		}
		if err := db.Use(dbresolver.Register(dbresolver.Config{Replicas: replicas})); err != nil {
			b.Fatal(err)
		}
		if n == 0 {
			servers = []*server{s.primary}
		}
		ways = append(ways, way{
			name: fmt.Sprintf("%d standbys", n), resolver: scaleHandler(b, db), plain: scaleSpread(b, servers),
			ratios: map[int][]float64{}, resolved: map[int][]time.Duration{}, direct: map[int][]time.Duration{},
		})
	}
	return ways
}

// scaleSpread sends each request to one of the servers by chance, as the resolver's
// policy does, by a handle for each.
func scaleSpread(b *testing.B, servers []*server) http.Handler {
	b.Helper()
	handlers := make([]http.Handler, len(servers))
	for i, server := range servers {
		handlers[i] = scaleHandler(b, server.handle(b))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers[rand.IntN(len(handlers))].ServeHTTP(w, r)
	})
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

// compare measures a round with and without the resolver, in turn the one and the other
// first. Round 0 fills caches, and does not count.
func (w *way) compare(b *testing.B, clients, round int) {
	b.Helper()
	handlers := [2]http.Handler{w.plain, w.resolver}
	var times [2]time.Duration
	for i := range handlers {
		which := (i + round) % 2
		times[which] = scaleTime(b, handlers[which], clients)
	}
	if round > 0 {
		w.ratios[clients] = append(w.ratios[clients], float64(times[1])/float64(times[0]))
		w.direct[clients] = append(w.direct[clients], times[0])
		w.resolved[clients] = append(w.resolved[clients], times[1])
	}
}

// scaleTime is the time of a request with so many clients at once.
func scaleTime(b *testing.B, handler http.Handler, clients int) time.Duration {
	b.Helper()
	var done atomic.Int64
	var group sync.WaitGroup
	begun := time.Now()
	for range clients {
		group.Go(func() {
			for time.Since(begun) < scaleRound {
				r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", nil)
				recorder := httptest.NewRecorder()
				if handler.ServeHTTP(recorder, r); recorder.Code != http.StatusOK {
					b.Errorf("%d %s", recorder.Code, recorder.Body)
					return
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	return time.Since(begun) / time.Duration(max(done.Load(), 1))
}

// scaleReport has the medians of the rounds: of the times, and of the ratios.
func scaleReport(ways []way) string {
	var text strings.Builder
	fmt.Fprintf(&text, "# What choosing a server costs\n\nWritten by `make bench-scale` on %s.\n"+
		"A page of 20 rows by cursor, behind a resolver and from the same servers without one: %d rounds of %s each.\n"+
		"Primary and standbys share this machine, so more of them are slower, not faster.\n\n"+
		"| clients | servers | µs, no resolver | µs, resolver | time ÷ no resolver | quartiles |\n| ---: | --- | ---: | ---: | ---: | --- |\n",
		time.Now().Format(time.DateOnly), scaleRounds, scaleRound)
	for _, clients := range scaleClients {
		for _, w := range ways {
			ratios := slices.Sorted(slices.Values(w.ratios[clients]))
			fmt.Fprintf(&text, "| %d | %s | %d | %d | %.3f | %.3f–%.3f |\n", clients, w.name,
				median(w.direct[clients]).Microseconds(), median(w.resolved[clients]).Microseconds(),
				median(ratios), ratios[scaleRounds/4], ratios[scaleRounds*3/4])
		}
	}
	return text.String()
}

func median[T cmp.Ordered](of []T) T { return slices.Sorted(slices.Values(of))[len(of)/2] }
