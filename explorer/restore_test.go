package explorer_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/explorer"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// page of a diary, deleted softly: two days cannot be the same while both are
// there.
type diary struct {
	Shop    int            `gorm:"primaryKey;autoIncrement:false" json:"shop"`
	Day     string         `gorm:"primaryKey" json:"day"`
	Text    string         `gorm:"not null;uniqueIndex:texts,where:deleted_at IS NULL" json:"text"`
	Deleted gorm.DeletedAt `gorm:"column:deleted_at" json:"-"`
}

func openDiary(t *testing.T, options ...crud.MountOption) *app {
	t.Helper()
	db := dbtest.SQLite(t, &diary{})
	must(t, db.Create([]diary{{Shop: 1, Day: "a,b c", Text: "rain"}, {Shop: 1, Day: "d", Text: "sun"}}).Error)
	days, err := crud.New(db, crud.Config[diary]{DefaultOrder: "day"})
	must(t, err)
	a := serveOne(t, func(engine *gin.Engine, ex *explorer.Explorer) error {
		return crud.Mount(engine.Group("/days"), days, append(options, crud.Describe(ex.Add), crud.Deletable())...)
	})
	a.db = db
	return a
}

func TestRestore(t *testing.T) {
	t.Parallel()
	a := openDiary(t, crud.Restorable())
	row := "/explorer/row/days/1,a%2Cb%20c"
	a.get("/explorer/").has("delete", "restore")
	remove := func() *page {
		p := a.get(row).click("Delete").want(http.StatusOK).has("It can be restored.").hasNot("cannot be undone")
		return p.form("etag").send().follow().has("The row has been deleted.", "1–1 of 1 row")
	}
	p := remove().click("Restore it").want(http.StatusOK).has("Restore this row?", "POST /days/1,a%2Cb%20c/restore")
	a.get(row).want(http.StatusNotFound)
	p = p.form("token").send().follow().want(http.StatusOK).has("The row has been restored.", "rain")
	equal(t, "the row", p.path, row+"?done=restored")
	// The page of a row that is gone leads there too, and that of one that is not leads on.
	remove()
	p = a.get(row).want(http.StatusNotFound).click("Restore it, if it was deleted")
	equal(t, "it was left", p.link("Leave it deleted"), "/explorer/list/days")
	p.form("token").set("token", "old").send().want(http.StatusForbidden).has("Send the form once more", "Restore this row?")
	a.get(row).want(http.StatusNotFound)
	// Another row has taken its place in an index.
	must(t, a.db.Create(&diary{Shop: 2, Day: "e", Text: "rain"}).Error)
	p = p.form("token").send().want(http.StatusConflict).has("another row has the same", "Restore this row?")
	must(t, a.db.Unscoped().Delete(&diary{}, "day = ?", "e").Error)
	p.form("token").send().follow().has("The row has been restored.")
	a.get("/explorer/restore/days/1,a%2Cb%20c").want(http.StatusSeeOther).follow().has("rain")
	p = a.get("/explorer/restore/days/9,z").want(http.StatusOK) // nobody can tell yet
	p.form("token").send().want(http.StatusNotFound).has("Not found")
}

// What cannot be restored is not offered, whatever an address says.
func TestNothingToRestore(t *testing.T) {
	t.Parallel()
	a := openDiary(t)
	p := a.get("/explorer/row/days/1,d").click("Delete").has("cannot be undone").form("etag").send().follow()
	equal(t, "no way back", p.link("Restore it"), "")
	equal(t, "by an address", a.get("/explorer/list/days?done=deleted&undo=1,d").link("Restore it"), "")
	equal(t, "on the row", a.get("/explorer/row/days/1,d").want(http.StatusNotFound).link("Restore it, if it was deleted"), "")
	a.get("/explorer/restore/days/1,d").want(http.StatusNotFound)
	f := a.get("/explorer/delete/days/1,a%2Cb%20c").form("etag")
	f.action = "/explorer/restore/days/1,d"
	a.paths()
	f.send().want(http.StatusNotFound).has("There is no such page")
	equal(t, "only the explorer was asked", strings.Join(a.paths(), " "), f.action)
	a.get("/explorer/row/days/1,d").want(http.StatusNotFound)
	a = openDiary(t, crud.Restorable())
	for _, undo := range []string{"", "..", "a/b", "%2F", "a?b", "a%23", "%252e%252e", ".%252E", `%5C%5Cevil.example`} {
		equal(t, undo, a.get("/explorer/list/days?done=deleted&undo="+undo).link("Restore it"), "")
	}
	equal(t, "of nothing done", a.get("/explorer/list/days?undo=1,d").link("Restore it"), "")
	const told = "The row has been deleted."
	equal(t, "by an address", a.get("/explorer/list/days?done=deleted&undo=1,d").has(told).link("Restore it"), "/explorer/restore/days/1,d")
	for path, status := range map[string]int{"list/days?page=0&": 422, "row/days/9,z?": 404, "restore/days/9,z?": 200, "delete/days/1,d?": 200, "?": 200} {
		p := a.get("/explorer/" + path + "done=deleted&undo=1,d").want(status).hasNot(told)
		equal(t, path, p.link("Restore it"), "")
	}
}
