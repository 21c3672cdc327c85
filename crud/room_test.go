package crud_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// roomText is as long as a test wants.
type roomText struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Text string `gorm:"not null" json:"text"`
}

// Requests at the same time write into rooms of their own: short pages, pages longer
// than a room is kept, and ones that end in an error.
func TestRoomsAreNotShared(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &roomText{})
		want := map[string]string{}
		for i := range 40 {
			row := roomText{int64(i + 1), strings.Repeat(string(rune('a'+i%26)), 1+i%4*i*1500)}
			if err := db.Create(&row).Error; err != nil {
				t.Fatal(err)
			}
			want[fmt.Sprintf("/?items_per_page=1&page=%d", i+1)] = fmt.Sprintf(`{"items":[{"id":%d,"text":%q}],`, row.ID, row.Text)
		}
		want["/?items_per_page=100"] = `{"items":[{"id":1,"text":"a"},`
		want["/?page=x"] = `{"type":`
		engine := gin.New()
		f := crud.Must(crud.New(db, crud.Config[roomText]{FilterFields: []string{"text"}}))
		if err := crud.Mount(engine.Group("/"), f); err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for path, begins := range want {
					got := mountGet(t, url+path)
					if !strings.HasPrefix(got.Body, begins) || got.Status != http.StatusOK && !strings.HasPrefix(begins, `{"type"`) {
						t.Errorf("%s: %d %.100s", path, got.Status, got.Body)
					}
				}
			})
		}
		all.Wait()
	})
}
