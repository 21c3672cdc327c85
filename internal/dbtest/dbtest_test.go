package dbtest_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type author struct {
	ID   int64
	Name string `gorm:"not null"`
}

type book struct {
	ID        int64
	Title     string `gorm:"not null;unique"`
	Published time.Time
	AuthorID  *int64
	Author    *author
}

type opener = func(tb testing.TB, models ...any) *gorm.DB

func TestEach(t *testing.T) {
	t.Parallel()
	t.Run("times keep their microseconds and sort", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, timesSort)
	})
	t.Run("case folds beyond ASCII", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, caseFolds)
	})
	t.Run("foreign keys hold and errors arrive untranslated", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, foreignKeysHold)
	})
	t.Run("every call opens another database", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, opensAnother)
	})
	t.Run("connections share the database", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, connectionsShare)
	})
	t.Run("the database outlives its connections", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, outlivesConnections)
	})
	t.Run("many read and then write", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, manyWrite)
	})
}

func timesSort(t *testing.T, open opener) {
	db := open(t, &author{}, &book{})
	noon := time.Date(2024, 2, 29, 12, 0, 0, 123456000, time.UTC)
	// By text the second, west of Greenwich, would come first.
	times := []time.Time{
		noon,
		noon.Add(time.Microsecond).In(time.FixedZone("", -5*3600)),
		noon.Add(time.Hour).In(time.FixedZone("", 2*3600)),
	}
	for i := range times {
		title := string(rune('c' - i))
		create(t, db, &book{Title: title, Published: times[i]})
	}
	var got []book
	if err := db.Where("published >= ?", noon).Order("published").Find(&got).Error; err != nil {
		t.Fatal(err)
	}
	if len(got) != len(times) {
		t.Fatalf("%d rows", len(got))
	}
	for i, b := range got {
		if !b.Published.Equal(times[i]) {
			t.Errorf("row %d: got %v, want %v", i, b.Published, times[i])
		}
	}
}

func caseFolds(t *testing.T, open opener) {
	db := open(t, &author{})
	create(t, db, &author{Name: "Émile ZOLA"})
	like := "LIKE"
	if db.Name() == "postgres" {
		like = "ILIKE"
	}
	for _, where := range []string{"name " + like + " 'émile zol_'", "lower(name) = 'émile zola'"} {
		var n int64
		if err := db.Model(&author{}).Where(where).Count(&n).Error; err != nil || n != 1 {
			t.Errorf("%s: %d rows, %v", where, n, err)
		}
	}
}

func foreignKeysHold(t *testing.T, open opener) {
	db := open(t, &author{}, &book{})
	nobody := int64(404)
	if err := db.Create(&book{Title: "Emma", AuthorID: &nobody}).Error; err == nil {
		t.Error("a book has an author that does not exist")
	}
	create(t, db, &book{Title: "Emma"})
	err := db.Create(&book{Title: "Emma"}).Error
	if err == nil || errors.Is(err, gorm.ErrDuplicatedKey) {
		t.Errorf("got %v, want the driver's error", err)
	}
}

func opensAnother(t *testing.T, open opener) {
	create(t, open(t, &author{}), &author{Name: "Jane Austen"})
	if n := count(t, open(t, &author{})); n != 0 {
		t.Errorf("%d rows in a fresh database", n)
	}
}

func connectionsShare(t *testing.T, open opener) {
	db := open(t, &author{})
	create(t, db, &author{Name: "Jane Austen"})
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // held until the end, so each is another connection
		conn, err := pool.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() }) // the pool may have closed it
		var n int
		if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM authors").Scan(&n); err != nil || n != 1 {
			t.Errorf("%d rows, %v", n, err)
		}
	}
}

func outlivesConnections(t *testing.T, open opener) {
	db := open(t, &author{})
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxIdleConns(-1)
	create(t, db, &author{Name: "Jane Austen"})
	if open := pool.Stats().OpenConnections; open != 0 {
		t.Fatalf("%d connections are open", open)
	}
	if n := count(t, db); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func manyWrite(t *testing.T, open opener) {
	db := open(t, &author{})
	var all sync.WaitGroup
	const writers = 16
	for range writers {
		all.Go(func() {
			err := db.Transaction(func(tx *gorm.DB) error {
				var found []author
				if err := tx.Find(&found).Error; err != nil {
					return err
				}
				return tx.Create(&author{Name: "Jane Austen"}).Error
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := count(t, db); n != writers {
		t.Errorf("%d rows", n)
	}
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	t.Run("it lists what ran, with values, rows and errors", func(t *testing.T) {
		t.Parallel()
		dbtest.Each(t, recorderLists)
	})
	t.Run("it is safe for concurrent use", func(t *testing.T) {
		t.Parallel()
		db, statements := dbtest.Recorder(dbtest.SQLite(t, &author{}))
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() { db.WithContext(context.Background()).Find(&[]author{}) })
			all.Go(func() { _ = statements.SQL() })
		}
		all.Wait()
		if statements.Len() != 8 {
			t.Errorf("%d statements", statements.Len())
		}
	})
}

func recorderLists(t *testing.T, open opener) {
	plain := open(t, &author{})
	db, statements := dbtest.Recorder(plain)
	create(t, plain, &author{Name: "not recorded"})
	err := db.Transaction(func(tx *gorm.DB) error { return tx.Create(&author{Name: "Jane Austen"}).Error })
	if err != nil {
		t.Fatal(err)
	}
	texts := statements.SQL()
	if len(texts) != 1 || !strings.HasPrefix(texts[0], "INSERT INTO") || !strings.Contains(texts[0], "Jane Austen") {
		t.Errorf("got %q", texts)
	}
	statements.Reset()
	db.Debug().WithContext(t.Context()).Find(&[]author{})
	failed := db.Exec("SELECT nonsense").Error
	all := statements.All()
	got := []int64{int64(len(all)), all[0].Rows}
	if diff := cmp.Diff([]int64{2, 2}, got); diff != "" {
		t.Errorf("statements, rows (-want +got):\n%s", diff)
	}
	if failed == nil || !errors.Is(failed, all[1].Err) || all[0].Err != nil {
		t.Errorf("got %v and %v, want only %v", all[0].Err, all[1].Err, failed)
	}
}

func create(t *testing.T, db *gorm.DB, row any) {
	t.Helper()
	if err := db.Create(row).Error; err != nil {
		t.Fatal(err)
	}
}

func count(t *testing.T, db *gorm.DB) (n int64) {
	t.Helper()
	if err := db.Model(&author{}).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}
