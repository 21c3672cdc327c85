package crud_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// writeMany is a body of n rows, the last of which may be another.
func writeMany(n int, last string) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"slug":"s%d","title":"T%d"}`, i, i)
	}
	if last != "" {
		rows[n-1] = last
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// views reads the rows of an answer to a bulk request.
func (a mountAnswer) views(t *testing.T, status int) []writeView {
	t.Helper()
	var all struct{ Items []writeView }
	if err := json.Unmarshal([]byte(a.Body), &all); err != nil || a.Status != status {
		t.Fatalf("%d, %v: %s", a.Status, err, a.Body)
	}
	return all.Items
}

// writeStatements counts the statements that begin with a word.
func writeStatements(s *dbtest.Statements, word string) (n int) {
	for _, text := range s.SQL() {
		if strings.HasPrefix(text, word) {
			n++
		}
	}
	return n
}

func TestWriteBulk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		recorded, statements := dbtest.Recorder(db)
		url := writeServe(t, f.With(recorded))
		made := writeAsk(t, http.MethodPost, url+"/bulk", `[{"slug":"x","title":"X","tag_ids":[1]},{"slug":"y","title":"Y","views":2}]`)
		if diff := cmp.Diff([]writeView{
			{4, "x", "X", 7, nil, new("calm"), nil}, {5, "y", "Y", 2, nil, new("calm"), nil},
		}, made.views(t, http.StatusCreated)); diff != "" {
			t.Errorf("create (-want +got):\n%s", diff)
		}
		// The order of the answer is that of the request.
		patched := writeAsk(t, http.MethodPatch, url+"/bulk", `[{"id":5,"note":"n"},{"id":"4","title":"Z","tag_ids":[]}]`)
		if diff := cmp.Diff([]writeView{
			{5, "y", "Y", 2, new("n"), new("calm"), nil}, {4, "x", "Z", 7, nil, new("calm"), nil},
		}, patched.views(t, http.StatusOK)); diff != "" {
			t.Errorf("patch (-want +got):\n%s", diff)
		}
		statements.Reset()
		writeAsk(t, http.MethodPost, url+"/bulk", writeMany(20, "")).views(t, http.StatusCreated)
		if n := writeStatements(statements, "INSERT"); n != 1 {
			t.Errorf("%d INSERTs", n)
		}
		statements.Reset()
		if got := writeAsk(t, http.MethodPost, url+"/bulk/delete", `{"ids":[5,"4",1]}`); got.Status != http.StatusNoContent {
			t.Errorf("%d %s", got.Status, got.Body)
		}
		// A soft delete is an UPDATE.
		if n := writeStatements(statements, "UPDATE") + writeStatements(statements, "DELETE"); n != 1 || statements.Len() != 2 {
			t.Errorf("statements %q", statements.SQL())
		}
		for id, deleted := range map[int64]bool{1: true, 2: false, 3: false, 4: true, 5: true} {
			if writeRow(t, db, id).DeletedAt.Valid != deleted {
				t.Errorf("row %d: deleted is not %v", id, deleted)
			}
		}
	})
}

// TestWriteBulkIsAtomic fails at the last of a thousand rows.
func TestWriteBulkIsAtomic(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		for last, want := range map[string][]string{
			`{"slug":"s0","title":"twice"}`:             {"409 unique_violation", "/slug unique_violation"},
			`{"slug":"x","title":"X","views":-1}`:       {"422 check_violation"},
			`{"slug":"x","title":"X","author_id":99}`:   {"422 invalid_body", "/999/author_id unknown_reference"},
			`{"slug":"x","title":"X","tag_ids":[1,99]}`: {"422 invalid_body", "/999/tag_ids/1 unknown_reference"},
			`{"slug":"x"}`: {"422 invalid_body", "/999/title required"},
		} {
			if diff := cmp.Diff(want, writeAsk(t, http.MethodPost, url+"/bulk", writeMany(1000, last)).refused(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", last, diff)
			}
			if n := writeCount(t, db, &writeArticle{}); n != 3 {
				t.Errorf("%s: %d rows", last, n)
			}
		}
	})
}

func TestWriteBulkMistakes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		row := `{"slug":"x","title":"X"},`
		for request, want := range map[string][]string{
			`POST /bulk [` + row + row + row + `{"slug":"x","title":1},{"slug":"x"}]`: {
				"422 invalid_body", "/3/title invalid_value", "/4/title required",
			},
			`POST /bulk [` + row + `1,null]`:                           {"422 invalid_body", "/1 invalid_value", "/2 invalid_value"},
			`POST /bulk []`:                                            {"422 invalid_body", " too_short"},
			`POST /bulk {}`:                                            {"422 invalid_body", " invalid_value"},
			`POST /bulk ` + writeMany(1001, ""):                        {"422 invalid_body", " too_many"},
			`PATCH /bulk []`:                                           {"422 invalid_body", " too_short"},
			`PATCH /bulk [{"id":1,"title":"Z"},{"title":"Z"}]`:         {"422 invalid_body", "/1/id required"},
			`PATCH /bulk [{"id":1,"title":"Z"},{"id":"1"}]`:            {"422 invalid_body", "/1/id duplicate_key"},
			`PATCH /bulk [{"id":1,"title":"Z"},{"id":99}]`:             {"404 not_found", "/1/id not_found"},
			`PATCH /bulk [{"id":1,"title":"Z"},{"id":"abc"}]`:          {"422 invalid_body", "/1/id invalid_value"},
			`PATCH /bulk [{"id":1,"title":"Z"},{"id":2,"x":1}]`:        {"422 invalid_body", "/1/x unknown_field"},
			`PATCH /bulk [{"id":1,"title":"Z"},{"id":2,"title":null}]`: {"422 invalid_body", "/1/title null_value"},
			`POST /bulk/delete {"ids":[1,99,2,98]}`:                    {"404 not_found", "/ids/1 not_found", "/ids/3 not_found"},
			`POST /bulk/delete {"ids":[1,1]}`:                          {"422 invalid_body", "/ids/1 duplicate_key"},
			`POST /bulk/delete {"ids":[]}`:                             {"422 invalid_body", "/ids too_short"},
			`POST /bulk/delete {"ids":[1,"x"]}`:                        {"422 invalid_body", "/ids/1 invalid_value"},
			`POST /bulk/delete {"id":[1]}`:                             {"422 invalid_body", "/ids required"},
			`POST /bulk/delete [1]`:                                    {"422 invalid_body", "/ids required"},
		} {
			if diff := cmp.Diff(want, writeRequest(t, url, request).refused(t)); diff != "" {
				t.Errorf("%.80s (-want +got):\n%s", request, diff)
			}
		}
		if n := writeCount(t, db, &writeArticle{}); n != 3 || writeRow(t, db, 1).Title != "One" || writeRow(t, db, 1).DeletedAt.Valid {
			t.Errorf("a refused request left something: %d rows", n)
		}
	})
}
