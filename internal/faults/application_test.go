package faults

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

const (
	// budget is what a request may take, a stream as well.
	budget = 3 * time.Second
	// connections is the size of the application's pool.
	connections = 20
	// counters is how many rows all clients count up.
	counters = 4
)

var inTime = crud.Limits{RequestTime: budget, StreamTime: budget}

// application is a server with resources of every sort, on a database that may
// fail.
type application struct {
	pool   *sql.DB
	url    string
	server *http.Server
	served chan error
}

// start opens the database, makes its tables and serves.
func start(t *testing.T, databaseURL string) *application {
	t.Helper()
	db, err := gorm.Open(postgres.Open(databaseURL), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	if err := db.AutoMigrate(&Entry{}, &counter{}); err != nil {
		t.Fatal(err)
	}
	if err := db.Create(make([]counter, counters)).Error; err != nil {
		t.Fatal(err)
	}
	engine, err := routes(db)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &application{
		pool: pool, url: "http://" + listener.Addr().String(),
		server: &http.Server{Handler: engine, ReadHeaderTimeout: 5 * time.Second}, served: make(chan error, 1),
	}
	go func() { a.served <- a.server.Serve(listener) }()
	return a
}

// routes mount the same rows in several ways.
func routes(db *gorm.DB) (http.Handler, error) {
	config := crud.Config[Entry]{
		FacetFields:   []string{"kind", "owner"},
		FilterFields:  []string{"unit", "owner", "kind", "amount", "name"},
		OrderFields:   []string{"kind", "amount", "note", "name"},
		Streams:       []crud.Format{crud.NDJSON, crud.CSV},
		VersionColumn: "version",
		Limits:        inTime,
	}
	entries, err := crud.New(db, config)
	if err != nil {
		return nil, err
	}
	config.Consistent = true
	snapshots, err := crud.New(db, config)
	if err != nil {
		return nil, err
	}
	config.Consistent, config.Cache = false, crud.Cache{Age: time.Minute}
	cached, err := crud.New(db, config)
	if err != nil {
		return nil, err
	}
	counts, err := crud.New(db, crud.Config[counter]{Limits: inTime})
	if err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	crud.Install(engine)
	writes := []crud.MountOption{crud.Create[entryBody](), crud.Update[entryBody](), crud.Deletable()}
	return engine, errors.Join(
		crud.Mount(engine.Group("/entries"), entries, writes...),
		crud.Mount(engine.Group("/snapshots"), snapshots),
		crud.Mount(engine.Group("/cached"), cached, writes...),
		crud.Mount(engine.Group("/owners/:owner/entries"), entries, append(writes, crud.ScopeBy(ofOwner))...),
		crud.Mount(engine.Group("/counters"), counts, crud.Update[counterBody](), crud.RequireIfMatch()),
	)
}

// ofOwner narrows to the rows of the path's owner.
func ofOwner(c *gin.Context) (crud.Scope, error) {
	owner, err := strconv.Atoi(c.Param("owner"))
	if err != nil {
		return nil, schemas.NewProblem(http.StatusNotFound, "not_found", "Not found", "no such owner")
	}
	return func(db *gorm.DB) *gorm.DB { return db.Where("owner = ?", owner) }, nil
}

// stop ends the server and its connections.
func (a *application) stop(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := a.server.Shutdown(ctx)
	if served := <-a.served; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err := errors.Join(err, a.pool.Close()); err != nil {
		t.Error(err)
	}
}
