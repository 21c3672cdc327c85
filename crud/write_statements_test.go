package crud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// verbs are the first words of the statements.
func verbs(s *dbtest.Statements) string {
	var words []string
	for _, text := range s.SQL() {
		word, _, _ := strings.Cut(text, " ")
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// jsonList is a body of n elements.
func jsonList(n int, element func(i int) string) string {
	list := make([]string, n)
	for i := range list {
		list[i] = element(i)
	}
	return "[" + strings.Join(list, ",") + "]"
}

// TestWriteBulkStatements has as many statements for two rows as for hundreds.
func TestWriteBulkStatements(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open, func(c *crud.Config[writeArticle]) { c.VersionColumn = "version" })
		recorded, statements := dbtest.Recorder(db)
		url := writeServe(t, f.With(recorded).Scoped(tenantOnly(1)))
		minimal := []string{"Prefer", "return=minimal"}
		for _, test := range []struct {
			name, method, path string
			body               func(first, n int) string
			headers            []string
			want               string
		}{
			// The authors, the rows; the tags, the links; the answer.
			{"create", http.MethodPost, "/bulk", func(first, n int) string {
				return jsonList(n, func(i int) string {
					return fmt.Sprintf(`{"slug":"n%d","title":"T","author_id":%d,"tag_ids":[%d,3]}`, first+i, i%2+1, i%2+1)
				})
			}, nil, "SELECT INSERT SELECT INSERT SELECT"},
			{"create, minimal", http.MethodPost, "/bulk", func(first, n int) string {
				return jsonList(n, func(i int) string { return fmt.Sprintf(`{"slug":"m%d","title":"T"}`, first+i) })
			}, minimal, "INSERT SELECT"},
			// The rows, their tags; the authors, two sets of columns; the tags, the
			// links; the answer.
			{"patch", http.MethodPatch, "/bulk", func(first, n int) string {
				return jsonList(n, func(i int) string {
					return fmt.Sprintf(`{"id":%d,"title":"U%d","author_id":%d,"tag_ids":[%d]}`, first+i, i, (i+1)%2+1, (i+1)%2+1)
				})
			}, nil, "SELECT SELECT SELECT UPDATE SELECT DELETE INSERT SELECT"}, //nolint:dupword // one after the other
			{"delete", http.MethodPost, "/bulk/delete", func(first, n int) string {
				return `{"ids":` + jsonList(n, func(i int) string { return strconv.Itoa(first + i) }) + `}`
			}, nil, "SELECT UPDATE"},
		} {
			for first, n := range map[int]int{4: 2, 6: 300} {
				statements.Reset()
				got := writeAsk(t, test.method, url+test.path, test.body(first, n), test.headers...)
				if got.Status >= http.StatusBadRequest || verbs(statements) != test.want {
					t.Errorf("%s of %d: %d %.300s\n%s", test.name, n, got.Status, got.Body, verbs(statements))
				}
			}
		}
		row := writeRow(t, db, 7)
		if diff := cmp.Diff([]int64{1}, row.tagIDs()); diff != "" || row.Title != "U1" || row.Version != 1 || *row.AuthorID != 1 {
			t.Errorf("%+v, tags (-want +got):\n%s", row, diff)
		}
	})
}

// TestWriteBulkScopes points at the rows that would be outside, and at every
// reference that is unknown.
func TestWriteBulkScopes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		scoped := writeServe(t, f.Scoped(tenantOnly(1)), crud.Create[writeTenantBody](), crud.Update[writeTenantBody]())
		url := writeServe(t, f)
		inside, outside := `{"slug":"%d","title":"X","tenant":1}`, `{"slug":"%d","title":"X","tenant":2}`
		rows := func(list ...string) string {
			return jsonList(len(list), func(i int) string { return fmt.Sprintf(list[i], i) })
		}
		for _, prefer := range []string{"return=minimal", "return=representation"} {
			for _, test := range []struct {
				url, method, body string
				want              []string
			}{
				{scoped, http.MethodPost, rows(inside, outside, inside, outside), []string{"403 outside_scope", "/1 outside_scope", "/3 outside_scope"}},
				{scoped, http.MethodPatch, `[{"id":2,"title":"X"},{"id":1,"tenant":2}]`, []string{"403 outside_scope", "/1 outside_scope"}},
				{url, http.MethodPost, `[{"slug":"a","title":"A","author_id":8},{"slug":"b","title":"B"},{"slug":"c","title":"C","author_id":9}]`, []string{
					"422 invalid_body", "/0/author_id unknown_reference", "/2/author_id unknown_reference",
				}},
				{url, http.MethodPatch, `[{"id":1,"tag_ids":[1,8]},{"id":2,"tag_ids":[3]},{"id":3,"tag_ids":[9,1,8]}]`, []string{
					"422 invalid_body", "/0/tag_ids/1 unknown_reference", "/2/tag_ids/0 unknown_reference", "/2/tag_ids/2 unknown_reference",
				}},
				{url, http.MethodPatch, `[{"id":1,"title":null},{"id":2},{"id":3,"x":1}]`, []string{
					"422 invalid_body", "/0/title null_value", "/2/x unknown_field",
				}},
			} {
				got := writeAsk(t, test.method, test.url+"/bulk", test.body, "Prefer", prefer).refused(t)
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("%s %s (-want +got):\n%s", prefer, test.body, diff)
				}
			}
		}
		row := writeRow(t, db, 1)
		if diff := cmp.Diff([]int64{1, 2}, row.tagIDs()); diff != "" || row.Tenant != 1 || writeCount(t, db, &writeArticle{}) != 3 {
			t.Errorf("a refused request left something: %+v (-want +got):\n%s", row, diff)
		}
	})
}

// ten are columns of a wide table.
type ten struct{ C0, C1, C2, C3, C4, C5, C6, C7, C8, C9 int }

type writeWider struct {
	ID int64 `gorm:"primaryKey"`
	N  int   `gorm:"not null"`
	A  ten   `gorm:"embedded;embeddedPrefix:a_"`
	B  ten   `gorm:"embedded;embeddedPrefix:b_"`
	C  ten   `gorm:"embedded;embeddedPrefix:c_"`
	D  ten   `gorm:"embedded;embeddedPrefix:d_"`
	E  ten   `gorm:"embedded;embeddedPrefix:e_"`
	F  ten   `gorm:"embedded;embeddedPrefix:f_"`
	G  ten   `gorm:"embedded;embeddedPrefix:g_"`
}

type writeN struct {
	N int `json:"n"`
}

// writeWiderOf sets every column.
func writeWiderOf(n int) writeWider {
	t := ten{n, n + 1, n + 2, n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 9}
	return writeWider{N: n, A: t, B: t, C: t, D: t, E: t, F: t, G: t}
}

// TestWriteBulkWide has more values than one statement takes.
func TestWriteBulkWide(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &writeWider{})
		recorded, statements := dbtest.Recorder(db)
		f := crud.Must(crud.New(recorded, crud.Config[writeWider]{}))
		engine := mountEngine()
		err := crud.Mount(engine.Group("/wide"), f,
			crud.CreateFunc(func(_ context.Context, b writeN) (writeWider, error) { return writeWiderOf(b.N), nil }),
			crud.UpdateFunc(func(w writeWider) writeN { return writeN{w.N} }, func(_ context.Context, b writeN, w *writeWider) error {
				id := w.ID
				*w = writeWiderOf(b.N)
				w.ID = id
				return nil
			}))
		if err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine) + "/wide/bulk"
		check := func(got mountAnswer, status, factor int, want string) {
			t.Helper()
			var rows []writeWider
			if err := db.Order("id").Find(&rows).Error; err != nil || got.Status != status || len(rows) != 1000 {
				t.Fatalf("%v: %d %.300s, %d rows", err, got.Status, got.Body, len(rows))
			}
			for i, row := range rows {
				expected := writeWiderOf(i * factor)
				expected.ID = int64(i + 1)
				if row != expected {
					t.Fatalf("row %d: %+v", i, row)
				}
			}
			if verbs(statements) != want {
				t.Error(verbs(statements))
			}
		}
		statements.Reset()
		made := writeAsk(t, http.MethodPost, url, jsonList(1000, func(i int) string { return fmt.Sprintf(`{"n":%d}`, i) }))
		check(made, http.StatusCreated, 1, "INSERT INSERT INSERT") //nolint:dupword // as above
		statements.Reset()
		patch := jsonList(1000, func(i int) string { return fmt.Sprintf(`{"id":%d,"n":%d}`, i+1, 2*i) })
		patched := writeAsk(t, http.MethodPatch, url, patch)
		check(patched, http.StatusOK, 2, "SELECT UPDATE UPDATE UPDATE") //nolint:dupword // as above
	})
}

// writePart has a composite key, and columns that gorm writes in its own way.
type writePart struct {
	Box       string            `gorm:"primaryKey;size:9" json:"box"`
	No        int               `gorm:"primaryKey;autoIncrement:false" json:"no"`
	Name      string            `gorm:"type:varchar(20)" json:"name"`
	Labels    map[string]string `gorm:"serializer:json" json:"labels"`
	Seen      *time.Time        `json:"seen"`
	Weight    *float64          `json:"weight"`
	Raw       []byte            `json:"raw"`
	Version   uint              `gorm:"not null" json:"version"`
	UpdatedAt time.Time         `json:"updated_at"`
	ChangedMs int64             `gorm:"autoUpdateTime:milli" json:"changed_ms"`
}

type writePartBody struct {
	Box    string            `json:"box"`
	No     int               `json:"no"`
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	Seen   *time.Time        `json:"seen"`
	Weight *float64          `json:"weight"`
	Raw    []byte            `json:"raw"`
}

type writePartPatch struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	Seen   *time.Time        `json:"seen"`
	Weight *float64          `json:"weight"`
	Raw    []byte            `json:"raw"`
}

// TestWriteBulkComposite writes rows as gorm does, some by one statement.
func TestWriteBulkComposite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &writePart{})
		recorded, statements := dbtest.Recorder(db)
		f := crud.Must(crud.New(recorded, crud.Config[writePart]{VersionColumn: "version"}))
		engine := mountEngine()
		if err := crud.Mount(engine.Group("/parts"), f, crud.Create[writePartBody](), crud.Update[writePartPatch](), crud.Deletable()); err != nil {
			t.Fatal(err)
		}
		url := mountServe(t, engine) + "/parts/bulk"
		parts := func(got mountAnswer, status int) (parts []writePart) {
			t.Helper()
			var all struct{ Items []writePart }
			if err := json.Unmarshal([]byte(got.Body), &all); err != nil || got.Status != status {
				t.Fatalf("%d, %v: %s", got.Status, err, got.Body)
			}
			return all.Items
		}
		before := parts(writeAsk(t, http.MethodPost, url, `[{"box":"b","no":1,"name":"n","weight":1.5},{"box":"a","no":2},{"box":"a","no":1,"raw":"AAE="}]`),
			http.StatusCreated)
		if err := db.Exec("UPDATE write_parts SET name = NULL WHERE box = 'a' AND no = 1").Error; err != nil {
			t.Fatal(err)
		}
		statements.Reset()
		after := parts(writeAsk(t, http.MethodPatch, url, `[
			{"box":"b","no":1,"labels":{"k":"v'1"},"weight":null},
			{"box":"a","no":"1","labels":{"k":"2"},"weight":2.5},
			{"box":"a","no":2,"seen":"2020-01-02T03:04:05.678Z","raw":"/w=="}]`), http.StatusOK)
		if want := "SELECT UPDATE UPDATE SELECT"; verbs(statements) != want { //nolint:dupword // as above
			t.Errorf("%q", statements.SQL())
		}
		for i, part := range after {
			if part.Version != 1 || part.ChangedMs == 0 || time.Since(part.UpdatedAt) > time.Hour {
				t.Errorf("part %d: %+v", i, part)
			}
			after[i].UpdatedAt, after[i].ChangedMs, after[i].Version = before[i].UpdatedAt, before[i].ChangedMs, 0
		}
		seen := time.Date(2020, 1, 2, 3, 4, 5, 678_000_000, time.UTC)
		want := []writePart{
			{Box: "b", No: 1, Name: "n", Labels: map[string]string{"k": "v'1"}},
			{Box: "a", No: 1, Labels: map[string]string{"k": "2"}, Weight: new(2.5), Raw: []byte{0, 1}},
			{Box: "a", No: 2, Seen: &seen, Raw: []byte{255}},
		}
		for i := range want {
			want[i].UpdatedAt, want[i].ChangedMs = before[i].UpdatedAt, before[i].ChangedMs
		}
		if diff := cmp.Diff(want, after, equateEmpty); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		var null bool
		if err := db.Raw("SELECT name IS NULL FROM write_parts WHERE box = 'a' AND no = 1").Scan(&null).Error; err != nil || !null {
			t.Errorf("%v: a column that no patch names has changed", err)
		}
		got := writeAsk(t, http.MethodPost, url+"/delete", `{"ids":[["a",2],["b",1]]}`)
		if n := writeCount(t, db, &writePart{}); got.Status != http.StatusNoContent || n != 1 {
			t.Errorf("%d %s, %d rows", got.Status, got.Body, n)
		}
	})
}
