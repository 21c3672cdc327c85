package explorer_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"

	"github.com/gin-gonic/gin"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/gormlite"
	"github.com/ncruces/go-sqlite3/vfs/memdb"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
)

func Example() {
	type Book struct {
		ID    int64  `json:"id"`
		Title string `gorm:"not null" json:"title"`
	}
	memdb.Create("example", nil)
	options := url.Values{"vfs": {"memdb"}, "_timefmt": {"unixepoch_micro"}, "_txlock": {"immediate"}}
	pool := crud.Must(driver.Open("file:/example?" + options.Encode()))
	db := crud.Must(gorm.Open(gormlite.OpenDB(pool), &gorm.Config{}))
	books := crud.Must(crud.New(db, crud.Config[Book]{OrderFields: []string{"title"}}))

	router := gin.New()
	pages := explorer.New(explorer.Title("Library"))
	err := errors.Join(
		db.AutoMigrate(&Book{}),
		db.Create([]Book{{Title: "Emma"}, {Title: "Orlando"}}).Error,
		crud.Mount(router.Group("/books"), books, crud.Describe(pages.Add)),
		pages.Mount(router.Group("/explorer"), router),
	)
	answer := httptest.NewRecorder()
	router.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/explorer/list/books?order_by=-title", nil))
	fmt.Println(err, answer.Code, answer.Header().Get("Content-Type"))
	for _, title := range regexp.MustCompile(`<td class="text">(.*?)</td>`).FindAllStringSubmatch(answer.Body.String(), -1) {
		fmt.Println(title[1])
	}
	// Output:
	// <nil> 200 text/html; charset=utf-8
	// Orlando
	// Emma
}
