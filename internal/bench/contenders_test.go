package bench

import (
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// contender is one way to write the endpoints:
//
//	/articles/cursor   pages behind a cursor
//	/articles/offset   pages by number, with the exact count
//	/faceted/cursor    pages behind a cursor, with three facets
type contender struct {
	name  string
	serve func(testing.TB, *pgxpool.Config) *gin.Engine
}

// contenders are the library, then the ways that it is measured against.
var contenders = []contender{
	{"crudfactory", serveCrudfactory},
	{"pgx", servePgx},
	{"gorm", serveGorm},
}

// engine is a contender at work on a dataset.
type engine struct {
	*gin.Engine

	name string
}

// startAll starts every contender on a pool of its own; tracer may be nil.
func (d dataset) startAll(tb testing.TB, tracer pgx.QueryTracer) []engine {
	tb.Helper()
	gin.SetMode(gin.ReleaseMode)
	var engines []engine
	for _, c := range contenders {
		config, err := pgxpool.ParseConfig(d.url)
		if err != nil {
			tb.Fatal(err)
		}
		config.ConnConfig.Tracer = tracer
		engines = append(engines, engine{c.serve(tb, config), c.name})
	}
	return engines
}

// openGorm opens gorm as its own driver does with a URL, without a log.
func openGorm(tb testing.TB, config *pgxpool.Config) *gorm.DB {
	tb.Helper()
	pool := stdlib.OpenDB(*config.ConnConfig)
	tb.Cleanup(func() { _ = pool.Close() }) // nothing is lost where it fails
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	return db
}
