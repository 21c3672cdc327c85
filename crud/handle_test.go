package crud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/plugin/dbresolver"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// handleBook is deleted softly, and has a relation.
type handleBook struct {
	ID       int64          `gorm:"primaryKey" json:"id"`
	Title    string         `gorm:"not null" json:"title"`
	Shelf    string         `gorm:"not null" json:"shelf"`
	Pages    *int           `json:"pages"`
	AuthorID int64          `gorm:"not null" json:"author_id"`
	Author   *handleAuthor  `json:"-"`
	Gone     gorm.DeletedAt `json:"-"`
}

type handleAuthor struct {
	ID    int64        `gorm:"primaryKey" json:"id"`
	Name  string       `gorm:"not null" json:"name"`
	Books []handleBook `gorm:"foreignKey:AuthorID" json:"-"`
}

// handleFill inserts books 1 to n, whose texts begin with a mark.
func handleFill(tb testing.TB, db *gorm.DB, mark string, n int) {
	tb.Helper()
	authors := []handleAuthor{{ID: 1, Name: mark + " Ann"}, {ID: 2, Name: mark + " Bob"}}
	if err := db.Create(&authors).Error; err != nil {
		tb.Fatal(err)
	}
	for i := 1; i <= n; i++ {
		book := handleBook{
			ID: int64(i), Title: fmt.Sprint(mark, " ", i%4), Shelf: fmt.Sprint(mark, " shelf ", i%3), AuthorID: int64(i%2 + 1),
		}
		if i%5 > 0 {
			book.Pages = new(100 * (i % 7))
		}
		if err := db.Create(&book).Error; err != nil {
			tb.Fatal(err)
		}
	}
}

// handleOpen is a database with books.
func handleOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB, mark string, n int) *gorm.DB {
	t.Helper()
	db := open(t, &handleAuthor{}, &handleBook{})
	handleFill(t, db, mark, n)
	return db
}

func handleFactory(db *gorm.DB) *crud.CrudFactory[handleBook] {
	return crud.Must(crud.New(db, crud.Config[handleBook]{
		FacetFields: []string{"shelf", "author.name"}, FilterFields: []string{"id"}, SearchFields: []string{"title"},
		OrderFields: []string{"title", "pages", "author.name"},
		Includes:    []crud.Include{{Relation: "author"}, {Relation: "author.books"}},
		Streams:     []crud.Format{crud.NDJSON, crud.CSV},
	}))
}

// handleReads are requests of each kind.
var handleReads = map[string]struct {
	accept     string
	statements int
}{
	"/cursor?order_by=-pages&items_per_page=3&count=exact&facet_counts=true":                {"application/json", 2},
	"/cursor?order_by=author__name,title&include=author__books&facets=shelf":                {"application/json", 4},
	"/offset?order_by=title&items_per_page=2&page=2":                                        {"application/json", 2},
	"?filter_by[id][gte]=2&search=3&facet_counts=true&facets=shelf,author__name&count=none": {"application/json", 2},
	"?fields=title,pages&count=capped":                                                      {"application/json", 2},
	"/2":                                                                                    {"application/json", 1},
	"/2?include=author":                                                                     {"application/json", 2},
	"?order_by=-title":                                                                      {"application/x-ndjson", 1},
	"?order_by=pages&filter_by[id][gt]=1":                                                   {"text/csv", 1},
}

// handleServe mounts books at an address.
func handleServe(t *testing.T, f *crud.CrudFactory[handleBook], middlewares ...gin.HandlerFunc) string {
	t.Helper()
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/books", middlewares...), f); err != nil {
		t.Fatal(err)
	}
	return mountServe(t, engine) + "/books"
}

// handleAnswers is what a factory answers, by request and by method.
func handleAnswers(t *testing.T, f *crud.CrudFactory[handleBook]) map[string]string {
	t.Helper()
	url := handleServe(t, f)
	answers := map[string]string{}
	for path, read := range handleReads {
		got := mountGet(t, url+path, "Accept", read.accept)
		if answers[path] = got.Body; got.Status != http.StatusOK {
			t.Errorf("%s: %d %s", path, got.Status, got.Body)
		}
	}
	for name, read := range handleMethods(f) {
		value, err := read(ctx)
		text, failed := json.Marshal(value)
		if answers[name] = string(text); err != nil || failed != nil {
			t.Errorf("%s: %v, %v", name, err, failed)
		}
	}
	return answers
}

// handleMethods are the methods that read, each in one statement.
func handleMethods(f *crud.CrudFactory[handleBook], scopes ...crud.Scope) map[string]func(context.Context) (any, error) {
	var q crud.Query
	return map[string]func(context.Context) (any, error){
		"Get":    func(ctx context.Context) (any, error) { return f.Get(ctx, 2, scopes...) },
		"First":  func(ctx context.Context) (any, error) { return f.First(ctx, q, scopes...) },
		"List":   func(ctx context.Context) (any, error) { return f.List(ctx, q, scopes...) },
		"Count":  func(ctx context.Context) (any, error) { return f.Count(ctx, q, scopes...) },
		"Exists": func(ctx context.Context) (any, error) { return f.Exists(ctx, q, scopes...) },
		"Stream": func(ctx context.Context) (any, error) {
			var all []handleBook
			for book, err := range f.Stream(ctx, q, scopes...) {
				if err != nil {
					return nil, err
				}
				all = append(all, book)
			}
			return all, nil
		},
	}
}

// handleSame compares what a factory answers with what a plain handle does.
func handleSame(t *testing.T, what string, plain *gorm.DB, f *crud.CrudFactory[handleBook]) {
	t.Helper()
	if diff := cmp.Diff(handleAnswers(t, handleFactory(plain)), handleAnswers(t, f)); diff != "" {
		t.Errorf("%s (-plain +got):\n%s", what, diff)
	}
}

// handleOther is another handle on a database's pool.
func handleOther(tb testing.TB, db *gorm.DB, config gorm.Config) *gorm.DB {
	tb.Helper()
	config.Logger = logger.Discard
	other, err := gorm.Open(handleDialector(db), &config)
	if err != nil {
		tb.Fatal(err)
	}
	return other
}

func handleDialector(db *gorm.DB) gorm.Dialector {
	return postgres.New(postgres.Config{Conn: db.ConnPool})
}

func TestHandleHidesSoftDeleted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, never := handleOpen(t, open, "x", 12), handleOpen(t, open, "x", 12)
		if err := db.Delete(&handleBook{}, []int{1, 4, 5, 12}).Error; err != nil {
			t.Fatal(err)
		}
		if err := never.Unscoped().Delete(&handleBook{}, []int{1, 4, 5, 12}).Error; err != nil {
			t.Fatal(err)
		}
		handleSame(t, "as if they had never been", never, handleFactory(db))
	})
}

func TestHandlePrepares(t *testing.T) {
	t.Parallel()
	db := handleOpen(t, dbtest.Postgres, "x", 12)
	opened := handleOther(t, db, gorm.Config{PrepareStmt: true})
	for name, other := range map[string]*gorm.DB{"opened": opened, "a session": db.Session(&gorm.Session{PrepareStmt: true})} {
		f := handleFactory(other)
		for range 7 { // past the sixth, which can have another plan
			handleSame(t, name, db, f)
		}
	}
	err := opened.Transaction(func(tx *gorm.DB) error {
		handleSame(t, "a transaction", db, handleFactory(db).With(tx))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestHandleInATransaction reads what nobody else can see yet.
func TestHandleInATransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, other := open(t, &handleAuthor{}, &handleBook{}), handleOpen(t, open, "x", 12)
		f := handleFactory(db)
		err := db.Transaction(func(tx *gorm.DB) error {
			handleFill(t, tx, "x", 12)
			handleSame(t, "inside", other, f.With(tx))
			if db.Name() == "postgres" { // SQLite's only writer would be waited for
				if n, err := f.Count(ctx, crud.Query{}); n != 0 || err != nil {
					t.Errorf("outside: %d, %v", n, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		handleSame(t, "afterwards", other, f)
	})
}

// TestHandleOfAResolver has databases with other rows, so that rows tell where they
// were read.
func TestHandleOfAResolver(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]bool{"usual": false, "prepared": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			source, replica := handleOpen(t, dbtest.Postgres, "source", 12), handleOpen(t, dbtest.Postgres, "replica", 11)
			archive := handleOpen(t, dbtest.Postgres, "archive", 10)
			db := handleOther(t, source, gorm.Config{PrepareStmt: prepare})
			resolver := dbresolver.Register(dbresolver.Config{Replicas: []gorm.Dialector{handleDialector(replica)}}).
				Register(dbresolver.Config{Sources: []gorm.Dialector{handleDialector(archive)}}, "archive")
			if err := db.Use(resolver); err != nil {
				t.Fatal(err)
			}
			f := handleFactory(db)
			there := f.With(db.Clauses(dbresolver.Use("archive"), dbresolver.Write))
			handleSame(t, "usual", replica, f)
			handleSame(t, "of writes", source, f.With(db.Clauses(dbresolver.Write)))
			handleSame(t, "by name", archive, there)
			err := db.Transaction(func(tx *gorm.DB) error {
				handleSame(t, "in a transaction", source, f.With(tx))
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			handleWrites(t, f, source)
			handleWrites(t, there, archive)
			handleSame(t, "behind writes", replica, f)
		})
	}
}

// handleWrites writes by a factory, and looks for it in a database.
func handleWrites(t *testing.T, f *crud.CrudFactory[handleBook], db *gorm.DB) {
	t.Helper()
	err := f.Create(ctx, &handleBook{ID: 50, Title: "created", AuthorID: 1})
	updated, err2 := f.Update(ctx, 50, func(book *handleBook) error {
		book.Title += " and updated"
		return nil
	})
	var got handleBook
	err3 := db.First(&got, 50).Error
	if diff := cmp.Diff(updated, got); diff != "" || got.Title != "created and updated" || err != nil || err2 != nil || err3 != nil {
		t.Errorf("%v, %v, %v (-updated +got):\n%s", err, err2, err3, diff)
	}
	if err := f.Delete(ctx, 50); err != nil || db.First(&got, 50).Error == nil {
		t.Errorf("a row is left: %+v, %v", got, err)
	}
}

// handleLine is what a logger is told of a statement.
type handleLine struct {
	SQL     string
	Rows    int64
	Err     error
	Elapsed time.Duration
}

// handleLog is a logger that keeps statements.
type handleLog struct {
	logger.Interface

	mu    sync.Mutex
	lines []handleLine
}

func (l *handleLog) Trace(_ context.Context, begin time.Time, describe func() (sql string, rows int64), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	sql, rows := describe()
	l.lines = append(l.lines, handleLine{sql, rows, err, time.Since(begin)})
}

// take gives out the lines since the last time.
func (l *handleLog) take() []handleLine {
	l.mu.Lock()
	defer l.mu.Unlock()
	lines := l.lines
	l.lines = nil
	return lines
}

// handleRows counts the rows that a logged statement gives.
func handleRows(t *testing.T, db *gorm.DB, sql string) (n int64) {
	t.Helper()
	rows, err := db.Raw(sql).Rows()
	if err != nil {
		t.Fatalf("%v in %s", err, sql)
	}
	defer rows.Close() //nolint:errcheck // it has been read
	for rows.Next() {
		n++
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%v in %s", err, sql)
	}
	return n
}

// TestHandleLogs runs what was logged again: it gives as many rows as the logger
// was told.
func TestHandleLogs(t *testing.T) {
	t.Parallel()
	db := handleOpen(t, dbtest.Postgres, "x", 12)
	log := &handleLog{Interface: logger.Discard}
	f := handleFactory(db.Session(&gorm.Session{Logger: log}))
	check := func(what string, statements int) {
		t.Helper()
		lines := log.take()
		if len(lines) != statements {
			t.Errorf("%s: %d statements, want %d", what, len(lines), statements)
		}
		for _, line := range lines {
			if n := handleRows(t, db, line.SQL); line.Rows != n || line.Err != nil {
				t.Errorf("%s: %d rows, %v; want %d of\n%s", what, line.Rows, line.Err, n, line.SQL)
			}
		}
	}
	log.take() // of the declaration
	for name, read := range handleMethods(f) {
		if _, err := read(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		check(name, 1)
	}
	url := handleServe(t, f)
	for path, read := range handleReads {
		mountGet(t, url+path, "Accept", read.accept)
		check(path, read.statements)
	}
	handleSame(t, "logged", db, f)
}

// TestHandleLogsErrors has statements that fail before their first row, and one
// that fails behind it.
func TestHandleLogsErrors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := handleOpen(t, open, "x", 12)
		log := &handleLog{Interface: logger.Discard}
		f := handleFactory(db.Session(&gorm.Session{Logger: log}))
		log.take() // of the declaration
		for name, read := range handleMethods(f, func(db *gorm.DB) *gorm.DB { return db.Where("no_such_column = 1") }) {
			_, err := read(ctx)
			lines := log.take()
			if len(lines) != 1 || lines[0].Err == nil || !errors.Is(err, lines[0].Err) || lines[0].Rows != 0 ||
				!strings.Contains(lines[0].SQL, "no_such_column") {
				t.Errorf("%s: %v, logged %+v", name, err, lines)
			}
		}
	})
}

// TestHandleLogsTime has each row take its time.
func TestHandleLogsTime(t *testing.T) {
	t.Parallel()
	db := handleOpen(t, dbtest.Postgres, "x", 2)
	log := &handleLog{Interface: logger.Discard}
	f := handleFactory(db.Session(&gorm.Session{Logger: log}))
	log.take() // of the declaration
	for name, read := range handleMethods(f, func(db *gorm.DB) *gorm.DB { return db.Where("pg_sleep(0.03) IS NOT NULL") }) {
		began := time.Now()
		if _, err := read(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		took := time.Since(began)
		if lines := log.take(); len(lines) != 1 || lines[0].Elapsed < 30*time.Millisecond || lines[0].Elapsed > took {
			t.Errorf("%s took %s, logged %+v", name, took, lines)
		}
	}
}

// TestHandleReplacesDeadConnections ends those that wait in the pool, as a server does
// that is started again.
func TestHandleReplacesDeadConnections(t *testing.T) {
	t.Parallel()
	db, admin := handleOpen(t, dbtest.Postgres, "x", 12), dbtest.Postgres(t)
	var name string
	if err := db.Raw("SELECT current_database()").Scan(&name).Error; err != nil {
		t.Fatal(err)
	}
	f := handleFactory(db)
	url := handleServe(t, f)
	reads := handleMethods(f)
	for path, read := range handleReads {
		reads[path] = func(context.Context) (any, error) {
			if got := mountGet(t, url+path, "Accept", read.accept); got.Status != http.StatusOK {
				return nil, errors.New(got.Body)
			}
			return nil, nil //nolint:nilnil // nobody asks for it
		}
	}
	for what, read := range reads {
		if _, err := read(ctx); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		var ended []bool
		kill := "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = ?"
		if err := admin.Raw(kill, name).Scan(&ended).Error; err != nil || len(ended) == 0 {
			t.Fatalf("%d connections, %v", len(ended), err)
		}
		if _, err := read(ctx); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestHandleEndsInTime has a handle that gives each statement a time of its own.
func TestHandleEndsInTime(t *testing.T) {
	t.Parallel()
	db := handleOpen(t, dbtest.Postgres, "x", 12)
	other := handleOther(t, db, gorm.Config{DefaultContextTimeout: time.Second})
	f := handleFactory(other)
	for name, read := range handleMethods(f, func(db *gorm.DB) *gorm.DB { return db.Where("pg_sleep(30) IS NOT NULL") }) {
		began := time.Now()
		if _, err := read(ctx); !errors.Is(err, crud.ErrTimeout) || time.Since(began) > 10*time.Second {
			t.Errorf("%s: %v after %s", name, err, time.Since(began))
		}
	}
}
