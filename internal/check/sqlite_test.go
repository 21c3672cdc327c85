package check_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// book and writer are what SQLite can have.
type writer struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"not null"`
}

type book struct {
	ID       int64  `gorm:"primaryKey"`
	Title    string `gorm:"not null"`
	Year     int    `gorm:"not null"`
	WriterID *int64
	Writer   *writer
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &writer{}, &book{})
	config := crud.Config[book]{
		OrderFields: []string{"title", "writer.name"}, FilterFields: []string{"year"}, FacetFields: []string{"year"},
		SearchFields: []string{"title"}, DefaultOrder: "-year,title",
	}
	before := report(t, db, config)
	want := []string{
		`warning missing_index: year: no index of books serves the order by year, the filter by year, the facet by year: ` +
			`CREATE INDEX "idx_books_year_desc_title_id" ON "books" ("year" DESC, "title", "id")`,
		`warning missing_index: title: no index of books serves the order by title: CREATE INDEX "idx_books_title_id" ON "books" ("title", "id")`,
		`warning missing_index: writer.name: no index of writers serves the order by writer.name: CREATE INDEX "idx_writers_name" ON "writers" ("name")`,
		`warning missing_index: writer.name: no index of books serves the order by writer.name: ` +
			`CREATE INDEX "idx_books_writer_id_id" ON "books" ("writer_id", "id")`,
		`note no_index_possible: a search reads every row: SQLite has no index for parts of texts`,
	}
	if diff := cmp.Diff(want, strings.Split(strings.ReplaceAll(strings.Join(of(before), "\n"), "`", `"`), "\n")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	fix(t, db, before)
	if diff := cmp.Diff(want[4:], of(report(t, db, config))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	plans(t, db, config)
}

// plans has SQLite plan the order of the declaration.
func plans(t *testing.T, db *gorm.DB, config crud.Config[book]) {
	t.Helper()
	recorded, statements := dbtest.Recorder(db)
	books := crud.Must(crud.New(recorded, config))
	statements.Reset()
	if _, err := books.List(t.Context(), crud.Query{}); err != nil {
		t.Fatal(err)
	}
	var steps []struct{ Detail string }
	if err := db.Raw("EXPLAIN QUERY PLAN " + statements.SQL()[0]).Scan(&steps).Error; err != nil {
		t.Fatal(err)
	}
	if len(steps) != 1 || !strings.HasSuffix(steps[0].Detail, "USING INDEX idx_books_year_desc_title_id") {
		t.Errorf("%s\n%v", statements.SQL()[0], steps)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &writer{})
	exec(t, db, "ALTER TABLE writers RENAME name TO nick")
	r := report(t, db, crud.Config[writer]{})
	if err := r.Err(); err == nil || err.Error() != "writers: error missing_column: name: the table writers has no column name" {
		t.Errorf("Err: %v", err)
	}
	want := `writers on sqlite: 1 error, 1 warning
  error    missing_column           name  the table writers has no column name
  warning  unknown_required_column  nick  the model has no column nick, which takes no NULL and has no default: no row can be inserted
  sqlite_version `
	if got := r.String(); !strings.HasPrefix(got, want) {
		t.Errorf("want %s\ngot %s", want, got)
	}
}
