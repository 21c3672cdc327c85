package crud_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// wireTown is a row of many kinds.
type wireTown struct {
	ID      int64      `gorm:"primaryKey" json:"id"`
	Name    string     `gorm:"not null" json:"name"`
	Founded *time.Time `json:"founded"`
	Open    bool       `gorm:"not null" json:"open"`
	Score   float64    `gorm:"type:double precision;not null" json:"score"`
	City    *string    `json:"-"`
	Meta    *string    `gorm:"type:text" json:"meta,omitempty"`
	Version time.Time  `gorm:"autoUpdateTime;not null" json:"version"`
}

// wireRead is read from some of its columns.
type wireRead struct {
	*WirePlace

	ID int64 `json:"id"`
}

// WirePlace is embedded by pointer, and is one column.
type WirePlace struct {
	City string `json:"city"`
}

func wireTowns(tb testing.TB, db *gorm.DB) []wireTown {
	tb.Helper()
	founded, city := time.Date(1901, 2, 3, 4, 5, 6, 789000, time.UTC), "Bath"
	towns := []wireTown{
		{ID: 1, Name: "<A>", Founded: &founded, Open: true, Score: 1.5, City: &city},
		{ID: 2, Name: "B\u2028", Score: -0.25},
		{ID: 3, Name: "C"},
	}
	if err := db.Create(&towns).Error; err != nil {
		tb.Fatal(err)
	}
	return towns
}

// A struct that is embedded by pointer is left out where all its columns are NULL,
// be it one.
func TestWireEmbeddedByPointer(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &wireTown{})
		wireTowns(t, db)
		engine := gin.New()
		f := crud.Must(crud.New(db, crud.Config[wireTown]{}))
		if err := crud.Mount(engine.Group("/"), f, crud.Read[wireRead]()); err != nil {
			t.Fatal(err)
		}
		got := mountGet(t, mountServe(t, engine)).Body
		if !strings.Contains(got, `"items":[{"city":"Bath","id":1},{"id":2},{"id":3}]`) {
			t.Error(got)
		}
	})
}

// wireSecret hides a column in a hook.
type wireSecret struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Card string `gorm:"not null" json:"card"`
}

// AfterFind leaves the last digits.
func (s *wireSecret) AfterFind(*gorm.DB) error {
	s.Card = "…" + s.Card[len(s.Card)-2:]
	return nil
}

// A hook of the model sees rows before anybody, however they are asked for.
func TestWireHooksOfTheModel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &wireSecret{})
		if err := db.Create(&wireSecret{1, "1234567890"}).Error; err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, crud.Config[wireSecret]{Streams: []crud.Format{crud.NDJSON}}))
		engine := gin.New()
		for _, err := range []error{
			crud.Mount(engine.Group("/models"), f), crud.Mount(engine.Group("/reads"), f, crud.Read[wireSecret]()),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		address := mountServe(t, engine)
		for _, path := range []string{"/models", "/reads", "/models/1", "/reads/1", "/reads?fields=card"} {
			if got := mountGet(t, address+path).Body; strings.Contains(got, "12345") || !strings.Contains(got, `"card":"…90"`) {
				t.Errorf("%s: %s", path, got)
			}
		}
		if got := mountGet(t, address+"/reads", "Accept", "application/x-ndjson").Body; got != `{"id":1,"card":"…90"}`+"\n" {
			t.Error(got)
		}
	})
}

// Every mode of pgx gives the same rows: some send everything as text.
func TestWireModes(t *testing.T) {
	t.Parallel()
	address := pgtest.New(t)
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	var want string
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec,
		pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		config.DefaultQueryExecMode = mode
		pool := stdlib.OpenDB(*config)
		t.Cleanup(func() { _ = pool.Close() })
		db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			if err := db.AutoMigrate(&wireTown{}); err != nil {
				t.Fatal(err)
			}
			wireTowns(t, db)
		}
		f := crud.Must(crud.New(db, crud.Config[wireTown]{
			FacetFields: []string{"open"}, OrderFields: []string{"founded"}, FilterFields: []string{"score"}, VersionColumn: "version",
		}))
		engine := gin.New()
		if err := crud.Mount(engine.Group("/"), f); err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine)
		got := mountGet(t, url+"?order_by=founded&pagination_type=cursor&facet_counts=true&items_per_page=2&filter_by[score][gte]=-1")
		one := mountGet(t, url+"/1")
		all := got.Body + one.Body + one.Header.Get("ETag")
		if want == "" {
			want = all
		}
		if diff := cmp.Diff(want, all); diff != "" || got.Status != http.StatusOK || one.Status != http.StatusOK {
			t.Errorf("%s: %d, %d (-want +got):\n%s", mode, got.Status, one.Status, diff)
		}
		err = db.Transaction(func(tx *gorm.DB) error { // which database/sql reads
			rows, err := f.With(tx).List(context.Background(), crud.Query{})
			usual, err2 := f.List(context.Background(), crud.Query{})
			if diff := cmp.Diff(usual, rows); err != nil || err2 != nil || diff != "" {
				t.Errorf("%s: %v, %v (-pool +transaction):\n%s", mode, err, err2, diff)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Two tables of one model are two statements: a scope can choose a tenant's own.
func TestWireTablesOfTenants(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &wireTown{})
	for _, tenant := range []string{"a", "b"} {
		for _, statement := range []string{
			"CREATE SCHEMA tenant_" + tenant, "CREATE TABLE tenant_" + tenant + ".wire_towns (LIKE public.wire_towns)",
			"INSERT INTO tenant_" + tenant + ".wire_towns (id, name, open, score, version) VALUES (1, 'of " + tenant + "', true, 1, now())",
		} {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
	}
	f := crud.Must(crud.New(db, crud.Config[wireTown]{}))
	for range 3 {
		for _, tenant := range []string{"a", "b"} {
			rows, err := f.List(ctx, crud.Query{}, func(db *gorm.DB) *gorm.DB { return db.Table("tenant_" + tenant + ".wire_towns") })
			if err != nil || len(rows) != 1 || rows[0].Name != "of "+tenant {
				t.Errorf("tenant %s: %+v, %v", tenant, rows, err)
			}
		}
		if rows, err := f.List(ctx, crud.Query{}); err != nil || len(rows) != 0 {
			t.Errorf("of no tenant: %+v, %v", rows, err)
		}
	}
}

// What a write answers is what a read would, whatever the process's zone.
func TestWriteAnswersWhatIsRead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &wireTown{}, &wireMill{})
		type write struct {
			Name    string     `json:"name"`
			Founded *time.Time `json:"founded"`
		}
		engine := gin.New()
		for _, err := range []error{
			crud.Mount(engine.Group("/towns"), crud.Must(crud.New(db, crud.Config[wireTown]{VersionColumn: "version"})),
				crud.Create[write](), crud.Update[write]()),
			crud.Mount(engine.Group("/mills"), crud.Must(crud.New(db, crud.Config[wireMill]{})), crud.Create[write](), crud.Update[write]()),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, list := range []string{"/towns", "/mills"} {
			url := mountServe(t, engine) + list
			for _, request := range []string{
				`POST - {"name":"A","founded":"1950-01-02T03:04:05.678901+02:00"}`, `PATCH /1 {"name":"B"}`, `PUT /1 {"name":"C","founded":null}`,
			} {
				written, read := writeSend(t, url, request), mountGet(t, url+"/1")
				if written.Body != read.Body || written.Header.Get("ETag") != read.Header.Get("ETag") || !json.Valid([]byte(read.Body)) {
					t.Errorf("%s: %s %s, then %s %s", request, written.Body, written.Header.Get("ETag"), read.Body, read.Header.Get("ETag"))
				}
			}
		}
	})
}

// wireMill has a version that is made of all its columns.
type wireMill struct {
	ID      int64          `gorm:"primaryKey" json:"id"`
	Key     uuid.UUID      `gorm:"type:uuid;not null" json:"key"`
	Name    string         `gorm:"not null" json:"name"`
	Founded *time.Time     `json:"founded"`
	Open    bool           `gorm:"not null;default:true" json:"open"`
	Sign    []byte         `gorm:"default:'mill'" json:"sign"`
	Gone    gorm.DeletedAt `json:"gone"`
}

func TestVersionColumnsThatTellNothing(t *testing.T) {
	t.Parallel()
	type model struct {
		ID        int64     `gorm:"primaryKey"`
		Made      time.Time `gorm:"not null"`
		Seconds   int64     `gorm:"autoUpdateTime;not null"`
		Coarse    time.Time `gorm:"autoUpdateTime;type:timestamp(0);not null"`
		UpdatedAt time.Time `gorm:"not null"`
		Count     int64     `gorm:"not null"`
	}
	db := dbtest.SQLite(t, &model{})
	for column, want := range map[string]string{
		"made": "gorm does not set it on updates", "seconds": "in whole units", "coarse": "does not keep microseconds",
		"updated_at": "", "count": "",
	} {
		_, err := crud.New(db, crud.Config[model]{VersionColumn: column})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v", column, err)
		}
	}
}
