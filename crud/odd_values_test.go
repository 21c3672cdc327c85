package crud_test

import (
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// oddWalk walks a list row by row to its end and back.
func oddWalk[M any](t *testing.T, f *crud.CrudFactory[M], id func(M) int64, order string) (there, back []int64) {
	t.Helper()
	var cursor *string
	step := func() (next, prev *string, ids []int64) {
		pairs := []string{"pagination_type", "cursor", "items_per_page", "1", "order_by", order, "facets", "false"}
		if cursor != nil {
			pairs = append(pairs, "cursor", *cursor)
		}
		page, err := f.CursorPaginate(ctx, ask(t, f, pairs...))
		if err != nil {
			t.Fatalf("%s, behind %v: %v", order, there, err)
		}
		for _, row := range page.Items {
			ids = append(ids, id(row))
		}
		return page.Pagination.NextCursor, page.Pagination.PrevCursor, ids
	}
	for range 20 {
		next, prev, ids := step()
		there = append(there, ids...)
		if next == nil {
			cursor = prev
			break
		}
		cursor = next
	}
	back = there[len(there)-1:]
	for cursor != nil && len(back) < 20 {
		_, prev, ids := step()
		cursor, back = prev, append(ids, back...)
	}
	return there, back
}

// oddTime has times that PostgreSQL holds and Go does not.
type oddTime struct {
	ID   int64      `gorm:"primaryKey;autoIncrement:false" json:"id"`
	At   *time.Time `json:"at"`
	Sure time.Time  `gorm:"not null" json:"sure"`
	Day  *time.Time `gorm:"type:date" json:"day"`
}

func oddTimes(t *testing.T) *crud.CrudFactory[oddTime] {
	t.Helper()
	db := dbtest.Postgres(t, &oddTime{})
	rows := []string{
		"(1,'infinity','infinity','infinity')", "(2,'-infinity','-infinity','-infinity')", "(3,NULL,'2024-01-01Z','2024-01-01')",
		"(4,'2024-01-01Z','2024-01-02Z',NULL)", "(5,'infinity','infinity','2025-01-01')", "(6,'-infinity','-infinity','infinity')",
	}
	if err := db.Exec("INSERT INTO odd_times (id, at, sure, day) VALUES " + strings.Join(rows, ",")).Error; err != nil {
		t.Fatal(err)
	}
	return crud.Must(crud.New(db, crud.Config[oddTime]{
		OrderFields: []string{"at", "sure", "day"}, FacetFields: []string{"at", "day"}, FilterFields: []string{"sure"},
	}))
}

// TestEndlessTimes: infinity sorts as PostgreSQL sorts it, cursors carry it, and
// a row answers the last time that JSON has.
func TestEndlessTimes(t *testing.T) {
	t.Parallel()
	f := oddTimes(t)
	for order, want := range map[string][]int64{
		"at":                   {2, 6, 4, 1, 5, 3},
		"-at":                  {3, 5, 1, 4, 6, 2},
		"-sure,day":            {5, 1, 4, 3, 2, 6},
		"day.nullsfirst,-sure": {4, 2, 3, 5, 1, 6},
	} {
		there, back := oddWalk(t, f, func(r oddTime) int64 { return r.ID }, order)
		if diff := gocmp.Diff([][]int64{want, want}, [][]int64{there, back}); diff != "" {
			t.Errorf("%s, there and back (-want +got):\n%s", order, diff)
		}
	}
	row, err := f.Get(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	last := time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	if diff := gocmp.Diff(oddTime{1, &last, last, &last}, row); diff != "" {
		t.Errorf("infinity (-want +got):\n%s", diff)
	}
	handler := inclServe(t, f)
	for query, want := range map[string]string{
		"/2": `{"id":2,"at":"0000-01-01T00:00:00Z","sure":"0000-01-01T00:00:00Z","day":"0000-01-01T00:00:00Z"}`,
		"?fields=id&facets=at,day&filter_by[day]=2024-05-05": `{"at":[],"day":["-infinity","2024-01-01","2024-05-05","2025-01-01","infinity"]}`,
		"?filter_by[sure][gt]=9999-12-31T23:59:59Z":          `"total_count":2,`,
		"?filter_by[sure][lt]=0000-01-01T00:00:00Z":          `"total_count":2,`,
	} {
		if body := inclGet(handler, "/rows"+query).Body; !strings.Contains(body, want) {
			t.Errorf("%s: %s", query, body)
		}
	}
}

// oddText has columns in which SQLite keeps whatever it is given.
type oddText struct {
	ID   int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Text string `gorm:"not null" json:"text"`
	Key  string `gorm:"type:uuid;not null" json:"key"`
	Raw  []byte `gorm:"type:text;not null" json:"raw"`
}

// TestOddTextsOfSQLite walks over texts with NUL, texts that are no UTF-8,
// uuids that are none, and bytes among texts.
func TestOddTextsOfSQLite(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &oddText{})
	rows := []oddText{
		{1, "a\x00b", "nope", []byte("x")},
		{2, "a\xff", "5", []byte("")},
		{3, "a", "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", []byte("")},
		{4, "a\x00a", "0190D6A2-7c3e-7b1a-9f00-3a5d1c2b4e6f", []byte("y")},
		{5, "a\x00b", "", []byte("x\x00")},
		{6, "", "1e3", []byte("x")},
	}
	if err := db.Create(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if err := db.Exec("INSERT INTO odd_texts (id, text, key, raw) VALUES (7, x'6161', x'35', 'x'), (8, x'ff', 'zz', 'y')").Error; err != nil {
		t.Fatal(err)
	}
	f := crud.Must(crud.New(db, crud.Config[oddText]{OrderFields: []string{"text", "key", "raw"}}))
	for order, want := range map[string][]int64{
		"text":      {6, 3, 4, 1, 5, 2, 7, 8},
		"-text":     {8, 7, 2, 5, 1, 4, 3, 6},
		"key":       {2, 6, 5, 4, 3, 1, 8, 7},
		"-key,text": {7, 8, 1, 3, 4, 5, 6, 2},
		"raw":       {7, 8, 2, 3, 1, 6, 5, 4},
	} {
		there, back := oddWalk(t, f, func(r oddText) int64 { return r.ID }, order)
		if diff := gocmp.Diff([][]int64{want, want}, [][]int64{there, back}); diff != "" {
			t.Errorf("%s, there and back (-want +got):\n%s", order, diff)
		}
	}
}
