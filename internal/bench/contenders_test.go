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
//	GET   /articles/cursor    pages behind a cursor, newest first
//	GET   /articles/offset    pages by number, with a total
//	GET   /articles/:id       one row
//	GET   /mixed/…            the same lists in an order of mixed directions
//	GET   /nullable/…         the same in an order over a column with NULLs
//	GET   /faceted/cursor     pages with three facets, filtered or searched
//	GET   /cached/cursor      the same, totals and facets from the library's cache
//	GET   /stream             all rows as NDJSON
//	POST  /drafts             a new row
//	POST  /drafts/bulk        many new rows
//	PATCH /drafts/:id         a changed row
type contender struct {
	name  string
	serve func(testing.TB, *pgxpool.Config) *gin.Engine
	// typed is the library where its rows are made by a function; it takes part
	// in what reads rows.
	typed bool
}

// The names of the contenders.
const (
	library = "crudfactory"
	structs = "crudfactory, structs"
	pgxHand = "pgx"
	gorms   = "gorm"
)

// contenders are the library, then the ways that it is measured against.
var contenders = []contender{
	{name: library, serve: serveCrudfactory},
	{name: structs, serve: serveStructs, typed: true},
	{name: pgxHand, serve: servePgx},
	{name: gorms, serve: serveGorm},
}

// engine is a contender at work on a dataset.
type engine struct {
	*gin.Engine

	name  string
	typed bool
}

// poolSize is how many connections each contender may have, and keep: more than
// two processors can use, and the same for all.
const poolSize = 8

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
		config.MaxConns = poolSize
		config.ConnConfig.Tracer = tracer
		engines = append(engines, engine{c.serve(tb, config), c.name, c.typed})
	}
	return engines
}

// openGorm opens gorm as its own driver does with a URL, without a log.
func openGorm(tb testing.TB, config *pgxpool.Config) *gorm.DB {
	tb.Helper()
	pool := stdlib.OpenDB(*config.ConnConfig)
	pool.SetMaxOpenConns(int(config.MaxConns))
	pool.SetMaxIdleConns(int(config.MaxConns))
	tb.Cleanup(func() { _ = pool.Close() }) // nothing is lost where it fails
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	return db
}
