package crud_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// byTime is a version that GORM's own time column tells.
func byTime(c *crud.Config[writeArticle]) { c.VersionColumn = "updated_at" }

// TestWriteRaceForOneTagByEachMethod has ten clients each replace, patch in both
// ways and delete the row that all have read: one of them all wins.
func TestWriteRaceForOneTagByEachMethod(t *testing.T) {
	t.Parallel()
	all := versions()
	all["a time"] = byTime
	for name, version := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open, version)
				url := writeServe(t, f) + "/1"
				tag := mountGet(t, url).Header.Get("ETag")
				counts := writeRace(t, func(i int) (mountAnswer, error) {
					switch i % 4 {
					case 0:
						return writeDo(http.MethodPut, url, fmt.Sprintf(`{"slug":"one","title":"T%d"}`, i), "If-Match", tag)
					case 1:
						return writeDo(http.MethodPatch, url, fmt.Sprintf(`{"title":"T%d"}`, i), "If-Match", tag)
					case 2:
						return writeDo(http.MethodPatch, url, fmt.Sprintf(`[{"op":"replace","path":"/title","value":"T%d"}]`, i),
							"If-Match", tag, "Content-Type", "application/json-patch+json")
					}
					return writeDo(http.MethodDelete, url, "", "If-Match", tag)
				})
				won := counts[http.StatusOK] + counts[http.StatusNoContent]
				lost := counts[http.StatusPreconditionFailed] + counts[http.StatusNotFound] // what is deleted is not there
				if won != 1 || won+lost != racers {
					t.Errorf("%v", counts)
				}
				row := writeRow(t, db, 1)
				if deleted := counts[http.StatusNoContent] == 1; deleted != row.DeletedAt.Valid || deleted != (row.Title == "One") {
					t.Errorf("%v: %+v", counts, row)
				}
			})
		})
	}
}

// writeRace sends requests at once and counts the statuses.
func writeRace(t *testing.T, send func(i int) (mountAnswer, error)) map[int]int {
	t.Helper()
	var group sync.WaitGroup
	statuses := make([]int, racers)
	for i := range racers {
		group.Go(func() {
			got, err := send(i)
			if err != nil {
				t.Error(err)
			}
			statuses[i] = got.Status
		})
	}
	group.Wait()
	counts := map[int]int{}
	for _, status := range statuses {
		counts[status]++
	}
	return counts
}

// TestWriteRaceToCountByTime loses no increment where a time is the version.
func TestWriteRaceToCountByTime(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, byTime)
		url := writeServe(t, f) + "/1"
		var group sync.WaitGroup
		for range racers {
			group.Go(func() {
				if err := increment(url); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if views := writeRow(t, db, 1).Views; views != racers {
			t.Errorf("%d views", views)
		}
	})
}

// TestWriteRaceInGo loses no increment of a method that reads, changes and writes.
func TestWriteRaceInGo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		var group sync.WaitGroup
		for range racers {
			group.Go(func() {
				if _, err := f.Update(ctx, 1, func(a *writeArticle) error { a.Views++; return nil }); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if views := writeRow(t, db, 1).Views; views != racers {
			t.Errorf("%d views", views)
		}
	})
}

// TestWriteRaceForAName has one client create a row, the others be refused.
func TestWriteRaceForAName(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		counts := writeRace(t, func(int) (mountAnswer, error) {
			return writeDo(http.MethodPost, url, `{"slug":"new","title":"X","tag_ids":[1,2]}`)
		})
		if diff := cmp.Diff(map[int]int{http.StatusCreated: 1, http.StatusConflict: racers - 1}, counts); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if n := writeCount(t, db, &writeArticle{}); n != 4 {
			t.Errorf("%d rows", n)
		}
	})
}
