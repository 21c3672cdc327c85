package isolation_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gorm.io/gorm"
)

// bodyRequests are what bodies are sent as: method, path and media type.
var bodyRequests = [][3]string{
	{http.MethodPost, "/things", "application/json"},
	{http.MethodPatch, "/things/4", "application/merge-patch+json"},
	{http.MethodPatch, "/things/4", "application/json-patch+json"},
	{http.MethodPut, "/things/4", "application/json"},
	{http.MethodPost, "/things/bulk", "application/json"},
	{http.MethodPatch, "/things/bulk", "application/json"},
	{http.MethodPost, "/things/bulk/delete", "application/json"},
	{http.MethodPatch, "/things/1000", "application/json"},
}

var bodies = []struct {
	to   uint8
	body string
}{
	{0, `{"name":"n","kind":"new"}`},
	{0, `{"name":"n","kind":"used","note":null,"flag":true,"maybe":false,"small":-3,"big":9223372036854775807,"ratio":1.5e-3,"at":"2024-02-29T12:00:00.123456+02:00",` +
		`"uid":"f5d25d6e-3b8c-5a3f-9c1d-7d9bde37bd95","raw":"AAEC","inside":{"city":"B","floor":2,"past":["a"]},"drawer_id":1,"badge_ids":[1,2]}`},
	{0, `{"name":"n","kind":"new","drawer_id":1000,"badge_ids":[1000]}`},
	{0, `{"name":"n","kind":"new","owner":"you","id":1,"made":null}`},
	{0, `{"name":"n","name":"m","Kind":"new"}`},
	{0, `{"name":"\ud800\u0000","kind":"new"}`},
	{0, `[` + strings.Repeat("[", 40)},
	{1, `{"note":null,"small":32768,"ratio":1e999}`},
	{1, `{"inside":{"city":null,"floor":3},"raw":null,"badge_ids":[]}`},
	{1, `{"badge_ids":[2,2,1],"big":1.0,"maybe":null}`},
	{2, `[{"op":"test","path":"/name","value":"thing 3"},{"op":"replace","path":"/note","value":"x"}]`},
	{2, `[{"op":"add","path":"/badge_ids/-","value":2},{"op":"remove","path":"/badge_ids/0"}]`},
	{2, `[{"op":"move","from":"/note","path":"/inside/city"},{"op":"copy","from":"/inside","path":"/raw"}]`},
	{2, `[{"op":"replace","path":"","value":{"name":"y","kind":"new"}},{"op":"add","path":"/owner","value":"you"}]`},
	{3, `{"name":"put","kind":"broken","inside":{"city":"x","past":null}}`},
	{4, `[{"name":"a","kind":"new"},{"name":"b","kind":"used","drawer_id":2}]`},
	{4, `[{"name":"a","kind":"new"},{"name":"a","kind":"new"},{}]`},
	{5, `[{"id":1,"name":"z"},{"id":"2","small":4}]`},
	{5, `[{"id":1000,"name":"mine now"}]`},
	{6, `{"ids":[1,2]}`},
	{6, `{"ids":[1000]}`},
	{6, `{"ids":[1,"1",1.0,1e0,null]}`},
	{7, `{"name":"mine now"}`},
}

// FuzzBody sends whole bodies of writes. Whatever they are: no failure, JSON, what is
// hidden stays as it is, and no key that the schema has not is written.
func FuzzBody(f *testing.F) {
	db, h := serveThings(f)
	for _, seed := range bodies {
		f.Add(seed.to, []byte(seed.body))
	}
	before := untouchable(f, db)
	f.Fuzz(func(t *testing.T, to uint8, body []byte) {
		to %= uint8(len(bodyRequests))
		request := bodyRequests[to]
		r := httptest.NewRequestWithContext(t.Context(), request[0], request[1], strings.NewReader(string(body)))
		r.Header.Set("Content-Type", request[2])
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		unharmed(t, r, string(body)+" "+request[1], w)
		if w.Code >= http.StatusBadRequest {
			if after := untouchable(t, db); to == 7 && before != after {
				t.Fatalf("%s: %d, and yet %+v became %+v", body, w.Code, before, after)
			}
			return
		}
		if after := untouchable(t, db); before != after {
			t.Fatalf("%v %s: %d, %+v became %+v", request, body, w.Code, before, after)
		}
		if to == 7 {
			t.Fatalf("%s was written to a hidden row", body)
		}
		if err := fillThings(db); err != nil {
			t.Fatal(err)
		}
	})
}

// kept is what no body may change.
type kept struct {
	Hidden, Drawers, Badges, Owners int
	Text                            string
}

// untouchable reads it: the hidden rows, what may be referred to, and who the others
// belong to.
func untouchable(tb testing.TB, db *gorm.DB) (k kept) {
	tb.Helper()
	err := db.Raw(`SELECT (SELECT count(*) FROM things WHERE owner <> 'me') AS hidden,
		(SELECT count(*) FROM drawers) AS drawers, (SELECT count(*) FROM badges) AS badges,
		(SELECT count(*) FROM thing_badges b JOIN things t ON t.id = b.thing_id WHERE (t.owner = 'me') <> (b.badge_id < 1000))
			+ (SELECT count(*) FROM things WHERE owner = 'me' AND drawer_id >= 1000) AS owners,
		(SELECT group_concat(name || note || small || inside || drawer_id) FROM things WHERE owner <> 'me') AS text`).Scan(&k).Error
	if err != nil {
		tb.Fatal(err)
	}
	return k
}
