package isolation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// thing has a column of every kind that SQLite has, and relations to one and to many.
type thing struct {
	ID       int64      `gorm:"primaryKey" json:"id"`
	Owner    string     `gorm:"not null" json:"owner"`
	Made     time.Time  `gorm:"not null" json:"made"`
	Name     string     `gorm:"not null;uniqueIndex" json:"name"`
	Note     *string    `json:"note"`
	Kind     string     `gorm:"not null" json:"kind"`
	Flag     bool       `gorm:"not null" json:"flag"`
	Maybe    *bool      `json:"maybe"`
	Small    int16      `gorm:"not null" json:"small"`
	Big      *int64     `json:"big"`
	Ratio    float64    `gorm:"type:double precision;not null" json:"ratio"`
	Price    string     `gorm:"type:numeric(12,2);not null" json:"price"`
	At       *time.Time `json:"at"`
	Day      time.Time  `gorm:"type:date;not null" json:"day"`
	UID      *uuid.UUID `gorm:"column:uid;type:uuid" json:"uid"`
	Raw      []byte     `json:"raw"`
	Inside   inside     `gorm:"serializer:json" json:"inside"`
	DrawerID *int64     `json:"drawer_id"`
	Drawer   *drawer    `json:"-"`
	Badges   []badge    `gorm:"many2many:thing_badges" json:"-"`
	Lines    []line     `json:"-"`
}

type inside struct {
	City  string   `json:"city"`
	Floor *int     `json:"floor"`
	Past  []string `json:"past"`
}

type drawer struct {
	ID    int64   `gorm:"primaryKey" json:"id"`
	Name  string  `gorm:"not null" json:"name"`
	Color *string `json:"color"`
}

type badge struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Name string `gorm:"not null" json:"name"`
}

type line struct {
	ID      int64  `gorm:"primaryKey" json:"id"`
	ThingID int64  `gorm:"not null" json:"thing_id"`
	Text    string `gorm:"not null" json:"text"`
	Count   int    `gorm:"not null" json:"count"`
}

// thingWrite is what a client writes of a thing.
type thingWrite struct {
	Name     string     `json:"name" validate:"required,max=40"`
	Note     *string    `json:"note"`
	Kind     string     `json:"kind" validate:"oneof=new used broken"`
	Flag     bool       `json:"flag"`
	Maybe    *bool      `json:"maybe"`
	Small    int16      `json:"small"`
	Big      *int64     `json:"big"`
	Ratio    float64    `json:"ratio"`
	At       *time.Time `json:"at"`
	UID      *uuid.UUID `json:"uid"`
	Raw      []byte     `json:"raw"`
	Inside   inside     `json:"inside"`
	DrawerID *int64     `json:"drawer_id"`
	BadgeIDs []int64    `json:"badge_ids"`
}

// hidden is in every text of the rows that nobody may see; hiddenID is their id.
const (
	hidden   = "FORBIDDEN"
	hiddenID = 1000
)

func fillThings(db *gorm.DB) error {
	return db.Transaction(func(tx *gorm.DB) error {
		for _, table := range []string{"thing_badges", "lines", "things", "drawers", "badges"} {
			if err := tx.Exec("DELETE FROM " + table).Error; err != nil {
				return err
			}
		}
		drawers := []drawer{{1, "left", new("red")}, {2, "right", nil}, {hiddenID, hidden, new(hidden)}}
		badges := []badge{{1, "gold"}, {2, "tin"}, {hiddenID, hidden}}
		at := time.Date(2024, 2, 29, 12, 30, 0, 123456000, time.UTC)
		var things []thing
		for i := range 5 {
			things = append(things, thing{
				ID: int64(i + 1), Owner: "me", Made: at, Name: fmt.Sprint("thing ", i), Kind: []string{"new", "used", "broken"}[i%3], Flag: i%2 == 0,
				Small: int16(i), Ratio: float64(i) / 4, Price: fmt.Sprintf("%d.50", i), Day: at.Truncate(24*time.Hour).AddDate(0, 0, i),
				Raw: []byte{byte(i)}, Inside: inside{City: "Bern"}, Lines: []line{{Text: "first", Count: i}, {Text: "second", Count: 7}},
			})
			if i > 2 {
				t := &things[i]
				t.Note, t.Maybe, t.Big, t.At = new("a note"), new(true), new(int64(1)<<60), &at
				t.UID, t.Drawer, t.Badges = new(uuid.NewSHA1(uuid.NameSpaceOID, nil)), &drawers[i-3], badges[:i-2]
			}
		}
		secret := thing{
			ID: hiddenID, Owner: hidden, Made: at, Name: hidden, Note: new(hidden), Kind: "new", Day: at, Price: "7.50", Inside: inside{City: hidden},
			Drawer: &drawers[2], Badges: badges[2:], Lines: []line{{Text: hidden}},
		}
		return tx.Create(append(things, secret)).Error
	})
}

// serveThings serves the things of one owner at /things, and the database behind.
func serveThings(tb testing.TB) (*gorm.DB, http.Handler) {
	tb.Helper()
	db := dbtest.SQLite(tb, &drawer{}, &badge{}, &thing{}, &line{})
	if err := fillThings(db); err != nil {
		tb.Fatal(err)
	}
	all := []string{"id", "name", "note", "kind", "flag", "maybe", "small", "big", "ratio", "at", "day", "uid", "drawer.name", "drawer.color"}
	mine := func(db *gorm.DB) *gorm.DB { return db.Where("owner = ?", "me") }
	visible := func(db *gorm.DB) *gorm.DB { return db.Where("id < ?", hiddenID) }
	f := crud.Must(crud.New(db, crud.Config[thing]{
		FilterFields: append([]string{"price", "badges.name", "lines.text", "lines.count"}, all...),
		OrderFields:  append([]string{"raw", "made"}, all...),
		FacetFields:  []string{"kind", "flag", "small", "drawer.name", "badges.name", "day"}, FacetsOnRequest: true,
		SearchFields: []string{"name", "note", "drawer.name", "badges.name"},
		Enums:        map[string][]string{"kind": {"new", "used", "broken"}},
		DefaultOrder: "-made",
		Includes:     []crud.Include{{Relation: "drawer"}, {Relation: "badges"}, {Relation: "lines", Limit: 1}},
		CustomFilters: []crud.CustomFilter{
			crud.FilterFunc("around", func(n int16) (crud.Scope, error) {
				return func(db *gorm.DB) *gorm.DB { return db.Where("small BETWEEN ? AND ?", int(n)-1, int(n)+1) }, nil
			}),
			crud.OperatorFunc("name", "ends", func(end string) (crud.Scope, error) {
				return func(db *gorm.DB) *gorm.DB { return db.Where("substr(name, -1) = ?", end) }, nil
			}),
		},
		Streams: []crud.Format{crud.NDJSON, crud.CSV}, Scopes: []crud.Scope{mine},
		References: map[string][]crud.Scope{"drawer": {visible}, "badges": {visible}},
		Hooks: crud.Hooks[thing]{BeforeCreate: func(_ context.Context, _ *gorm.DB, next *thing) error {
			next.Owner, next.Made, next.Price, next.Day = "me", time.Unix(0, 0).UTC(), "0.00", time.Unix(0, 0).UTC()
			return nil
		}},
	}))
	engine := gin.New()
	crud.Install(engine)
	err := crud.Mount(engine.Group("/things"), f, crud.Create[thingWrite](), crud.Update[thingWrite](), crud.Deletable())
	if err != nil {
		tb.Fatal(err)
	}
	return db, engine
}

// unharmed holds what is true of every answer: the server did not fail, it speaks its
// media type, and it shows nothing that is hidden.
func unharmed(t *testing.T, r *http.Request, said string, w *httptest.ResponseRecorder) {
	t.Helper()
	body := w.Body.String()
	if w.Code >= http.StatusInternalServerError {
		t.Fatalf("%s %q: %d %s", r.Method, said, w.Code, body)
	}
	mediaType, _, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
	switch {
	case w.Code == http.StatusNoContent || w.Code == http.StatusNotModified || r.Method == http.MethodHead || body == "" && w.Code == http.StatusOK:
	case err != nil:
		t.Fatalf("%s %q: Content-Type: %v", r.Method, said, err)
	case w.Code >= http.StatusBadRequest && (mediaType != "application/problem+json" || !json.Valid([]byte(body))):
		t.Fatalf("%s %q: %d %s", r.Method, said, w.Code, mediaType)
	case strings.HasSuffix(mediaType, "/json") && !json.Valid([]byte(body)):
		t.Fatalf("%s %q: no JSON: %s", r.Method, said, body)
	}
	// What a client itself says can come back, in links and mistakes.
	lower := strings.ToLower(said)
	if unescaped, err := url.QueryUnescape(said); err == nil {
		lower += strings.ToLower(unescaped)
	}
	if strings.Contains(body+fmt.Sprint(w.Header()), hidden) && !strings.Contains(lower, strings.ToLower(hidden)) {
		t.Fatalf("%s %q shows what is hidden: %s", r.Method, said, body)
	}
	owned(t, said, mediaType, body)
}

// owned holds rows to the scope.
func owned(t *testing.T, said, mediaType, body string) {
	t.Helper()
	var list struct {
		thingSeen

		Items []thingSeen
	}
	switch mediaType {
	case "application/json":
		_ = json.Unmarshal([]byte(body), &list)
	case "application/x-ndjson":
		for text := range strings.Lines(body) {
			var one thingSeen
			if err := json.Unmarshal([]byte(text), &one); err != nil {
				t.Fatalf("%q: no JSON: %s", said, text)
			}
			list.Items = append(list.Items, one)
		}
	}
	for _, one := range append(list.Items, list.thingSeen) {
		if one.ID != nil && *one.ID == hiddenID || one.Owner != nil && *one.Owner != "me" {
			t.Fatalf("%q answers a row out of the scope: %s", said, body)
		}
	}
}

// thingSeen is what tells whose a row is.
type thingSeen struct {
	ID    *int64
	Owner *string
}
