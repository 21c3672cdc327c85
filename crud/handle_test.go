package crud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

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

// handleReads are requests of each kind, with the type that they accept.
var handleReads = map[string]string{
	"/cursor?order_by=-pages&items_per_page=3&count=exact&facet_counts=true":                "application/json",
	"/cursor?order_by=author__name,title&include=author__books&facets=shelf":                "application/json",
	"/offset?order_by=title&items_per_page=2&page=2":                                        "application/json",
	"?filter_by[id][gte]=2&search=3&facet_counts=true&facets=shelf,author__name&count=none": "application/json",
	"?fields=title,pages&count=capped":                                                      "application/json",
	"/2":                                                                                    "application/json",
	"/2?include=author":                                                                     "application/json",
	"?order_by=-title":                                                                      "application/x-ndjson",
	"?order_by=pages&filter_by[id][gt]=1":                                                   "text/csv",
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
	for path, accept := range handleReads {
		got := mountGet(t, url+path, "Accept", accept)
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
