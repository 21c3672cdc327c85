package crud_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// writeSeat has a key of two columns, and a time as its version.
type writeSeat struct {
	Hall      string         `gorm:"primaryKey" json:"hall"`
	Number    int            `gorm:"primaryKey;autoIncrement:false" json:"number"`
	Guest     string         `gorm:"not null" json:"guest"`
	UpdatedAt time.Time      `gorm:"not null" json:"-"`
	DeletedAt gorm.DeletedAt `json:"-"`
}

type writeSeatNew struct {
	Hall   string `json:"hall" validate:"required"`
	Number int    `json:"number"`
	Guest  string `json:"guest"`
}

type writeSeatChange struct {
	Guest string `json:"guest" validate:"max=10"`
}

// writeSeats serves seats: (a,b, 1), (a,b, 2) and (c, 1).
func writeSeats(t *testing.T, open func(testing.TB, ...any) *gorm.DB, more ...crud.MountOption) (*gorm.DB, string) {
	t.Helper()
	db := open(t, &writeSeat{})
	if err := db.Create(&[]writeSeat{
		{Hall: "a,b", Number: 1, Guest: "Ann"}, {Hall: "a,b", Number: 2, Guest: "Bob"}, {Hall: "c", Number: 1, Guest: "Cid"},
	}).Error; err != nil {
		t.Fatal(err)
	}
	f := crud.Must(crud.New(db, crud.Config[writeSeat]{VersionColumn: "updated_at"}))
	engine := mountEngine()
	engine.UseRawPath = true // for the slash in a key
	options := append([]crud.MountOption{
		crud.Create[writeSeatNew](), crud.Update[writeSeatChange](), crud.Deletable(), crud.Restorable(),
	}, more...)
	if err := crud.Mount(engine.Group("/seats"), f, options...); err != nil {
		t.Fatal(err)
	}
	return db, mountServe(t, engine) + "/seats"
}

// seats are the seats that are not deleted, with their guests.
func (a mountAnswer) seats(t *testing.T) (seats []writeSeat) {
	t.Helper()
	var page struct{ Items []writeSeat }
	if err := json.Unmarshal([]byte(a.Body), &page); err != nil || a.Status/100 != 2 {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	return page.Items
}

func seat(hall string, number int, guest string) writeSeat {
	return writeSeat{Hall: hall, Number: number, Guest: guest}
}

// TestWriteCompositeKeys writes one row, whose key's text holds a comma.
func TestWriteCompositeKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, url := writeSeats(t, open, crud.PutCreates())
		made := writeAsk(t, http.MethodPost, url, `{"hall":"d,/%","number":-7,"guest":"Dan"}`)
		if got := made.Header.Get("Location"); made.Status != http.StatusCreated || got != "/seats/d%2C%2F%25,-7" {
			t.Fatalf("%d %q %s", made.Status, got, made.Body)
		}
		at := url + made.Header.Get("Location")[len("/seats"):]
		if got := mountGet(t, at); got.Body != made.Body || got.Header.Get("ETag") != made.Header.Get("ETag") {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		patched := writeAsk(t, http.MethodPatch, url+"/a%2Cb,2", `{"guest":"Bea"}`)
		if patched.Body != `{"hall":"a,b","number":2,"guest":"Bea"}` {
			t.Errorf("%d %s", patched.Status, patched.Body)
		}
		if got := writeAsk(t, http.MethodPut, at, `{"guest":"Dee"}`, "If-Match", made.Header.Get("ETag")); got.Status != http.StatusOK {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		if got := writeAsk(t, http.MethodPut, at, `{"guest":"Don"}`, "If-Match", made.Header.Get("ETag")); got.Status != http.StatusPreconditionFailed {
			t.Errorf("a time that has passed: %d %s", got.Status, got.Body)
		}
		if got := writeAsk(t, http.MethodPut, url+"/e,5", `{"guest":"Eve"}`); got.Status != http.StatusCreated || got.Body != `{"hall":"e","number":5,"guest":"Eve"}` {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		for _, status := range []int{http.StatusNoContent, http.StatusNotFound} {
			if got := writeAsk(t, http.MethodDelete, url+"/a%2Cb,1", ""); got.Status != status {
				t.Errorf("%d %s", got.Status, got.Body)
			}
		}
		for _, key := range []string{"/a,b,1", "/a%2Cb", "/a%2Cb,x", "/a%2Cb,1,1", "/a%2Cb,9", "/,"} {
			if got := writeAsk(t, http.MethodPatch, url+key, `{"guest":"X"}`).refused(t); got[0] != "404 not_found" {
				t.Errorf("%s: %v", key, got)
			}
			if got := writeAsk(t, http.MethodDelete, url+key, ""); got.Status != http.StatusNotFound {
				t.Errorf("%s: %d", key, got.Status)
			}
		}
		want := []writeSeat{seat("a,b", 2, "Bea"), seat("c", 1, "Cid"), seat("d,/%", -7, "Dee"), seat("e", 5, "Eve")}
		if diff := cmp.Diff(want, mountGet(t, url).seats(t)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := writeAsk(t, http.MethodPost, url+"/a%2Cb,1/restore", ""); got.Body != `{"hall":"a,b","number":1,"guest":"Ann"}` {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
}

// TestWriteCompositeKeysInBulk gives keys as members of objects, and as arrays.
func TestWriteCompositeKeysInBulk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, url := writeSeats(t, open)
		for request, want := range map[string][]string{
			`PATCH /bulk [{"hall":"a,b","guest":"X"}]`:                                 {"422 invalid_body", "/0/number required"},
			`PATCH /bulk [{"hall":"c","number":2,"guest":"X"}]`:                        {"404 not_found", "/0/hall not_found"},
			`PATCH /bulk [{"hall":"c","number":1},{"hall":"c","number":"1"}]`:          {"422 invalid_body", "/1/hall duplicate_key"},
			`PATCH /bulk [{"hall":"c","number":1,"guest":"much too long"}]`:            {"422 invalid_body", "/0/guest too_long"},
			`POST /bulk [{"hall":"x","number":1},{"hall":"c","number":1,"guest":"X"}]`: {"409 unique_violation", "/hall unique_violation", "/number unique_violation"},
			`POST /bulk/delete {"ids":["c"]}`:                                          {"422 invalid_body", "/ids/0 invalid_value"},
			`POST /bulk/delete {"ids":[["c"]]}`:                                        {"422 invalid_body", "/ids/0 invalid_value"},
			`POST /bulk/delete {"ids":[["c",1,1]]}`:                                    {"422 invalid_body", "/ids/0 invalid_value"},
			`POST /bulk/delete {"ids":[["c",1],["c","x"]]}`:                            {"422 invalid_body", "/ids/1 invalid_value"},
			`POST /bulk/delete {"ids":[["c",1],["c","1"]]}`:                            {"422 invalid_body", "/ids/1 duplicate_key"},
			`POST /bulk/delete {"ids":[["c",1],["c",2],["a,b",1]]}`:                    {"404 not_found", "/ids/1 not_found"},
			`POST /bulk/delete {"ids":["c,1"]}`:                                        {"422 invalid_body", "/ids/0 invalid_value"},
		} {
			if diff := cmp.Diff(want, writeSend(t, url, request).refused(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", request, diff)
			}
		}
		want := []writeSeat{seat("a,b", 1, "Ann"), seat("a,b", 2, "Bob"), seat("c", 1, "Cid")}
		if diff := cmp.Diff(want, mountGet(t, url).seats(t)); diff != "" {
			t.Errorf("refused requests have written (-want +got):\n%s", diff)
		}
		// (a,b, 1) and (c, 1) are not to be mixed up with (a,b, 2), which is between.
		patched := writeAsk(t, http.MethodPatch, url+"/bulk", `[{"hall":"c","number":1,"guest":"Coy"},{"number":2,"hall":"a,b","guest":"Bea"}]`)
		if diff := cmp.Diff([]writeSeat{seat("c", 1, "Coy"), seat("a,b", 2, "Bea")}, patched.seats(t)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := writeAsk(t, http.MethodPost, url+"/bulk/delete", `{"ids":[["c",1],["a,b","2"]]}`); got.Status != http.StatusNoContent {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		if diff := cmp.Diff([]writeSeat{seat("a,b", 1, "Ann")}, mountGet(t, url).seats(t)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// writeWord has a text as its key, which clients choose.
type writeWord struct {
	Word    string `gorm:"primaryKey" json:"word"`
	Meaning string `gorm:"not null" json:"meaning"`
}

type writeMeaning struct {
	Meaning string `json:"meaning"`
}

func writeWords(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, string) {
	t.Helper()
	db := open(t, &writeWord{})
	engine := mountEngine()
	engine.UseRawPath = true // for the slash in a key
	if err := crud.Mount(engine.Group("/words"), crud.Must(crud.New(db, crud.Config[writeWord]{})),
		crud.Create[writeWord](), crud.Update[writeMeaning](), crud.Deletable(), crud.TextKeys(), crud.PutCreates()); err != nil {
		t.Fatal(err)
	}
	return db, mountServe(t, engine) + "/words"
}

// TestWriteTextKeys writes rows whose keys need escapes in a path.
func TestWriteTextKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, base := writeWords(t, open)
		for _, key := range []string{"plain", "a/b", "ä ö", "100%", "x,y", `"q"`, "a+b", "?#&=", "%2F", "7", "🦊"} {
			body, err := json.Marshal(writeWord{key, "one"})
			if err != nil {
				t.Fatal(err)
			}
			made := writeAsk(t, http.MethodPost, base, string(body))
			at := base + made.Header.Get("Location")[len("/words"):]
			if place, err := url.Parse(at); err != nil || place.Path[len("/words/"):] != key {
				t.Errorf("%q is at %s: %v", key, at, err)
			}
			want := func(meaning string) string { return string(must(json.Marshal(writeWord{key, meaning}))) }
			steps := []struct {
				method, body, want string
				status             int
			}{
				{http.MethodGet, "", want("one"), http.StatusOK},
				{http.MethodPut, `{"meaning":"two"}`, want("two"), http.StatusOK},
				{http.MethodPatch, `{"meaning":"three"}`, want("three"), http.StatusOK},
				{http.MethodDelete, "", "", http.StatusNoContent},
				{http.MethodPut, `{"meaning":"four"}`, want("four"), http.StatusCreated},
			}
			for _, step := range steps {
				var meaning struct{ Word, Meaning string }
				got := writeAsk(t, step.method, at, step.body)
				if got.Status != step.status || step.want != "" && (json.Unmarshal([]byte(got.Body), &meaning) != nil || string(must(json.Marshal(writeWord(meaning)))) != step.want) {
					t.Errorf("%s %q: %d %s", step.method, key, got.Status, got.Body)
				}
			}
			ids := string(must(json.Marshal(map[string][]string{"ids": {key}})))
			if got := writeAsk(t, http.MethodPost, base+"/bulk/delete", ids); got.Status != http.StatusNoContent {
				t.Errorf("%s: %d %s", ids, got.Status, got.Body)
			}
		}
		if n := writeCount(t, db, &writeWord{}); n != 0 {
			t.Errorf("%d rows are left", n)
		}
	})
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}
