package crud_test

import (
	"net/url"
	"testing"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// consistentPoem is a row whose list is written to while it is read.
type consistentPoem struct {
	ID   int64  `gorm:"primaryKey"`
	Form string `gorm:"not null"`
}

// TestConsistentPages writes a row between a page and its total: a resource that
// asks for it sees neither.
func TestConsistentPages(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]int64{"consistent": {2, 2}, "usual": {2, 3}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.Postgres(t, &consistentPoem{})
			if err := db.Create(&[]consistentPoem{{1, "haiku"}, {2, "ode"}}).Error; err != nil {
				t.Fatal(err)
			}
			reads, elsewhere := 0, db
			between := func(db *gorm.DB) *gorm.DB { // runs once for each statement
				if reads++; reads == 2 {
					if err := elsewhere.Create(&consistentPoem{3, "ode"}).Error; err != nil {
						t.Error(err)
					}
				}
				return db
			}
			f, err := crud.New(db, crud.Config[consistentPoem]{FacetFields: []string{"form"}, Consistent: name == "consistent"})
			if err != nil {
				t.Fatal(err)
			}
			q, err := f.ParseQuery(url.Values{"items_per_page": {"2"}, "count": {"exact"}, "facet_counts": {"true"}, "page": {"1"}},
				crud.WithFilter|crud.WithOffset)
			if err != nil {
				t.Fatal(err)
			}
			page, err := f.OffsetPaginate(ctx, q, between)
			if err != nil {
				t.Fatal(err)
			}
			counted := int64(0)
			for _, bucket := range page.FilterCounts[0].Counts {
				counted += bucket.Count
			}
			if got := [2]int64{int64(len(page.Items)), counted}; got != want {
				t.Errorf("rows and counts: %v, want %v", got, want)
			}
		})
	}
}
