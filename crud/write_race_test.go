package crud_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

const racers = 50

// versions are the ways to tell one version of a row from another.
func versions() map[string]func(*crud.Config[writeArticle]) {
	return map[string]func(*crud.Config[writeArticle]){
		"all columns":      func(*crud.Config[writeArticle]) {},
		"a version column": func(c *crud.Config[writeArticle]) { c.VersionColumn = "version" },
	}
}

// TestWriteRaceForOneTag has fifty clients change the row that all have read.
func TestWriteRaceForOneTag(t *testing.T) {
	t.Parallel()
	for name, version := range versions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open, version)
				url := writeServe(t, f) + "/1"
				tag := mountGet(t, url).Header.Get("ETag")
				var group sync.WaitGroup
				statuses := make([]int, racers)
				for i := range racers {
					group.Go(func() {
						got, err := writeDo(http.MethodPatch, url, fmt.Sprintf(`{"views":%d}`, i+1), "If-Match", tag)
						if err != nil {
							t.Error(err)
						}
						statuses[i] = got.Status
					})
				}
				group.Wait()
				counts, winner := map[int]int{}, 0
				for i, status := range statuses {
					counts[status]++
					if status == http.StatusOK {
						winner = i + 1
					}
				}
				want := map[int]int{http.StatusOK: 1, http.StatusPreconditionFailed: racers - 1}
				if diff := cmp.Diff(want, counts); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
				if views := writeRow(t, db, 1).Views; views != winner {
					t.Errorf("%d was answered 200, %d was written", winner, views)
				}
			})
		})
	}
}

// TestWriteRaceToCount loses no increment.
func TestWriteRaceToCount(t *testing.T) {
	t.Parallel()
	for name, version := range versions() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
				db, f := writeOpen(t, open, version)
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
				row := writeRow(t, db, 1)
				if row.Views != racers {
					t.Errorf("%d views", row.Views)
				}
				if name == "a version column" && row.Version != racers {
					t.Errorf("version %d", row.Version)
				}
			})
		})
	}
}

// increment reads the row and counts it up, again where another was faster.
func increment(url string) error {
	for {
		read, err := writeDo(http.MethodGet, url, "")
		if err != nil {
			return err
		}
		var row writeView
		if err := json.Unmarshal([]byte(read.Body), &row); err != nil {
			return err
		}
		got, err := writeDo(http.MethodPatch, url, fmt.Sprintf(`{"views":%d}`, row.Views+1), "If-Match", read.Header.Get("ETag"))
		switch {
		case err != nil:
			return err
		case got.Status == http.StatusOK:
			return nil
		case got.Status != http.StatusPreconditionFailed:
			return fmt.Errorf("%d: %s", got.Status, got.Body)
		}
	}
}
