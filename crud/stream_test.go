package crud_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// streamRow has a column of each kind that a CSV writes in its own way.
type streamRow struct {
	ID     int64     `gorm:"primaryKey" json:"id"`
	Text   string    `gorm:"not null" json:"text"`
	Number *int      `json:"a_number"`
	At     time.Time `gorm:"not null" json:"at"`
	Hidden string    `json:"-"`
	Note   *string   `json:"note"`
}

const (
	streamNDJSON = "application/x-ndjson"
	streamCSV    = "text/csv"
)

var streamNoon = time.Date(2024, 2, 29, 12, 0, 0, 123456000, time.UTC)

func streamOpen(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, *crud.CrudFactory[streamRow]) {
	t.Helper()
	db := open(t, &streamRow{})
	return db, crud.Must(crud.New(db, crud.Config[streamRow]{
		OrderFields: []string{"number", "text"}, FilterFields: []string{"id", "text", "number"}, SearchFields: []string{"text"},
		FacetFields: []string{"note"}, Streams: []crud.Format{crud.NDJSON, crud.CSV},
	}))
}

// streamFill inserts rows 1 to n: their numbers are -1 to -n, their texts so long.
func streamFill(t *testing.T, db *gorm.DB, n, length int) {
	t.Helper()
	statement := `INSERT INTO stream_rows (id, text, number, at, hidden)
		SELECT i, repeat('x', ?), -i, ?, '' FROM generate_series(1, ?) AS i`
	if db.Name() != "postgres" {
		statement = `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ?3)
			INSERT INTO stream_rows (id, text, number, at, hidden) SELECT i, printf('%.*c', ?1, 'x'), -i, ?2, '' FROM s`
	}
	if err := db.Exec(statement, length, streamNoon, n).Error; err != nil {
		t.Fatal(err)
	}
}

// streamUnsorted makes PostgreSQL read in the order of an index, so that a row's
// condition is met when the row is sent.
func streamUnsorted(t *testing.T, db *gorm.DB) {
	t.Helper()
	err := db.Exec(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET enable_sort = off', current_database()); END $$`).Error
	if err != nil {
		t.Fatal(err)
	}
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxIdleConns(-1) // the connections that do not know of it yet
	pool.SetMaxIdleConns(2)
}

// streamMount serves a factory's list at /rows.
func streamMount(t *testing.T, f *crud.CrudFactory[streamRow], options ...crud.MountOption) string {
	t.Helper()
	engine := mountEngine()
	if err := crud.Mount(engine.Group("/rows"), f, options...); err != nil {
		t.Fatal(err)
	}
	return mountServe(t, engine) + "/rows"
}

// streamIDs lists the ids of a stream's rows.
func streamIDs(t *testing.T, format, body string) []int64 {
	t.Helper()
	ids := []int64{}
	if format == streamCSV {
		records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(records) == 0 {
			t.Fatalf("%v in %q", err, body)
		}
		for _, record := range records[1:] {
			id, err := strconv.ParseInt(record[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, id)
		}
		return ids
	}
	for line := range strings.Lines(body) {
		var row struct{ ID int64 }
		if err := json.Unmarshal([]byte(line), &row); err != nil || !strings.HasSuffix(line, "}\n") {
			t.Fatalf("%v in %q", err, line)
		}
		ids = append(ids, row.ID)
	}
	return ids
}

// streamIdle waits until no connection is in use and, on PostgreSQL, no
// statement runs.
func streamIdle(t *testing.T, db *gorm.DB) {
	t.Helper()
	pool, err := db.DB()
	if err != nil {
		t.Fatal(err)
	}
	running := func() (n int) {
		if db.Name() == "postgres" {
			const active = `SELECT count(*) FROM pg_stat_activity
				WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%stream_rows%'`
			if err := db.Raw(active).Scan(&n).Error; err != nil {
				t.Fatal(err)
			}
		}
		return n
	}
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		used, statements := pool.Stats().InUse, running()
		if used == 0 && statements == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d connections are in use, %d statements run", used, statements)
		}
	}
}

// streamCollect reads a stream to its end.
func streamCollect(t *testing.T, f *crud.CrudFactory[streamRow], q crud.Query, scopes ...crud.Scope) []int64 {
	t.Helper()
	var ids []int64
	for row, err := range f.Stream(ctx, q, scopes...) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, row.ID)
	}
	return ids
}

// streamCount lists numbers from one to another, in steps of 1 or -1.
func streamCount(from, to int64) (ids []int64) {
	step := int64(1)
	if to < from {
		step = -1
	}
	for i := from; i != to+step; i += step {
		ids = append(ids, i)
	}
	return ids
}

func TestStream(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 1000, 3)
		even := func(db *gorm.DB) *gorm.DB { return db.Where("id % 2 = 0 OR false") }
		for name, test := range map[string]struct {
			query  crud.Query
			scopes []crud.Scope
			want   []int64
		}{
			"everything":        {crud.Query{}, nil, streamCount(1, 1000)},
			"beyond its page":   {ask(t, f, "page", "3", "items_per_page", "2"), nil, streamCount(1, 1000)},
			"in another order":  {ask(t, f, "order_by", "number"), nil, streamCount(1000, 1)},
			"filtered":          {ask(t, f, "filter", "id > 990", "order_by", "-number"), nil, streamCount(991, 1000)},
			"within scopes":     {ask(t, f, "filter", "id <= 4"), []crud.Scope{even}, []int64{2, 4}},
			"nothing is left":   {ask(t, f, "search", "y"), nil, nil},
			"filtered and both": {ask(t, f, "filter", "id > 996", "order_by", "number"), []crud.Scope{even}, []int64{1000, 998}},
		} {
			if diff := cmp.Diff(test.want, streamCollect(t, f, test.query, test.scopes...)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		streamIdle(t, db)
	})
}

// TestStreamErrors has the error as the last thing, behind no row.
func TestStreamErrors(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		_, other := streamOpen(t, open)
		streamFill(t, db, 3, 3)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		broken := func(db *gorm.DB) *gorm.DB { return db.Where("no_such_column = 1") }
		for name, test := range map[string]struct {
			ctx    context.Context
			query  crud.Query
			scopes []crud.Scope
			is     error
		}{
			"a broken scope":          {ctx, crud.Query{}, []crud.Scope{broken}, nil},
			"another factory's query": {ctx, ask(t, other, "order_by", "text"), nil, nil},
			"a canceled context":      {gone, crud.Query{}, nil, crud.ErrCanceled},
		} {
			n := 0
			for row, err := range f.Stream(test.ctx, test.query, test.scopes...) {
				if n++; err == nil || row.ID != 0 || test.is != nil && !errors.Is(err, test.is) {
					t.Errorf("%s: got %v, %v", name, row, err)
				}
			}
			if n != 1 {
				t.Errorf("%s: %d values", name, n)
			}
		}
		streamIdle(t, db)
	})
}

// TestStreamErrorAtALateRow comes after the rows before it.
func TestStreamErrorAtALateRow(t *testing.T) {
	t.Parallel()
	db, f := streamOpen(t, dbtest.Postgres)
	streamFill(t, db, 10_000, 100)
	streamUnsorted(t, db)
	rows, errs := 0, 0
	for row, err := range f.Stream(ctx, crud.Query{}, streamDivides) {
		switch {
		case err != nil:
			errs++
		case errs > 0:
			t.Fatalf("row %d after the error", row.ID)
		default:
			rows++
		}
	}
	if rows == 0 || rows > 4999 || errs != 1 {
		t.Errorf("%d rows, %d errors", rows, errs)
	}
	streamIdle(t, db)
}

// streamDivides fails at row 5000.
func streamDivides(db *gorm.DB) *gorm.DB { return db.Where("1 / (id - 5000) IS NOT NULL") }

func TestStreamBreak(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 10_000, 1000)
		slow := func(db *gorm.DB) *gorm.DB { return db }
		if db.Name() == "postgres" { // its rest would take the server hours
			streamUnsorted(t, db)
			slow = func(db *gorm.DB) *gorm.DB { return db.Where("id < 5000 OR pg_sleep(10) IS NOT NULL") }
		}
		var ids []int64
		for row, err := range f.Stream(ctx, crud.Query{}, slow) {
			if err != nil {
				t.Fatal(err)
			}
			if ids = append(ids, row.ID); row.ID == 3 {
				break
			}
		}
		if diff := cmp.Diff(streamCount(1, 3), ids); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		streamIdle(t, db)
		if n, err := f.Count(ctx, crud.Query{}); err != nil || n != 10_000 {
			t.Errorf("afterwards: %d rows, %v", n, err)
		}
	})
}

// TestStreamBreakIsNoError looks at what is logged of a statement that nobody wants
// the rest of.
func TestStreamBreakIsNoError(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 10_000, 1000)
		recorded, statements := dbtest.Recorder(db)
		f = f.With(recorded)
		for row, err := range f.Stream(ctx, crud.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			if row.ID == 3 {
				break
			}
		}
		mountAsk(t, http.MethodHead, streamMount(t, f), "Accept", streamNDJSON)
		var got []dbtest.Statement
		for _, s := range statements.All() {
			got = append(got, dbtest.Statement{Rows: s.Rows, Err: s.Err})
		}
		if diff := cmp.Diff([]dbtest.Statement{{Rows: 3}, {Rows: 1}}, got, cmpopts.EquateErrors()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestStreamPanic gives the connection back as well.
func TestStreamPanic(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 10_000, 100)
		func() {
			defer func() {
				if recover() == nil {
					t.Error("there is no panic")
				}
			}()
			for range f.Stream(ctx, crud.Query{}) { //nolint:errcheck // the body ends it
				panic("in the body")
			}
		}()
		streamIdle(t, db)
	})
}

// TestStreamBreakInATransaction leaves the transaction as it is.
func TestStreamBreakInATransaction(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 1000, 1000)
		err := db.Transaction(func(tx *gorm.DB) error {
			if err := tx.Delete(&streamRow{}, 1000).Error; err != nil {
				return err
			}
			for row, err := range f.With(tx).Stream(ctx, crud.Query{}) {
				if err != nil {
					return err
				}
				if row.ID == 2 {
					break
				}
			}
			return tx.Delete(&streamRow{}, 999).Error
		})
		n, failed := f.Count(ctx, crud.Query{})
		if err != nil || failed != nil || n != 998 {
			t.Errorf("%d rows, %v, %v", n, err, failed)
		}
	})
}

func TestStreamHTTP(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 1000, 3)
		url := streamMount(t, f)
		for _, format := range []string{streamNDJSON, streamCSV} {
			for path, want := range map[string][]int64{
				"": streamCount(1, 1000), "/offset": streamCount(1, 1000), "/cursor": streamCount(1, 1000),
				"?order_by=number": streamCount(1000, 1), "?filter=id+>+998&order_by=-number": {999, 1000},
				"?filter_by[id][lt]=3&facets=true": {1, 2}, "?search=y": {},
			} {
				got := mountGet(t, url+path, "Accept", format)
				if got.Status != http.StatusOK || got.Header.Get("Content-Type") != format+"; charset=utf-8" ||
					got.Header.Get("Vary") != "Accept" || got.Header.Get("Link") != "" {
					t.Errorf("%s of %s: %d %v", format, path, got.Status, got.Header)
				}
				if diff := cmp.Diff(want, streamIDs(t, format, got.Body)); diff != "" {
					t.Errorf("%s of %s (-want +got):\n%s", format, path, diff)
				}
			}
		}
		streamIdle(t, db)
	})
}

// TestStreamCells compares CSV and NDJSON with a page's JSON.
func TestStreamCells(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		texts := []string{
			"plain", "", "a,b", `say "so"`, "two\nlines", " blank", "=1+1", "+1", "-1+1", "@SUM(A1)", "\ttab", "\rreturn", "a=b", "Émile", "<&>",
			"-1.50", "-", "null", `\.`,
		}
		harmless := []string{
			"plain", "", "a,b", `say "so"`, "two\nlines", " blank", "'=1+1", "'+1", "'-1+1", "'@SUM(A1)", "'\ttab", "'\rreturn", "a=b", "Émile",
			"<&>", "-1.50", "'-", "null", `\.`,
		}
		five, formula := -5, "=HYPERLINK()"
		var rows []streamRow
		for i, text := range texts {
			rows = append(rows, streamRow{ID: int64(i + 1), Text: text, At: streamNoon.Add(time.Duration(i) * time.Hour), Hidden: "secret"})
		}
		rows[0].Number, rows[1].Note = &five, &formula
		if err := db.Create(&rows).Error; err != nil {
			t.Fatal(err)
		}
		url := streamMount(t, f)
		var page struct{ Items []json.RawMessage }
		if err := json.Unmarshal([]byte(mountGet(t, url+"?items_per_page=50").Body), &page); err != nil || len(page.Items) != len(texts) {
			t.Fatalf("%d rows, %v", len(page.Items), err)
		}
		var lines strings.Builder
		want := [][]string{{"id", "text", "a_number", "at", "note"}}
		for i, item := range page.Items {
			lines.Write(append(item, '\n'))
			var row struct{ At string }
			if err := json.Unmarshal(item, &row); err != nil {
				t.Fatal(err)
			}
			want = append(want, []string{strconv.Itoa(i + 1), harmless[i], "", row.At, ""})
		}
		want[1][2], want[2][4] = "-5", "'=HYPERLINK()"
		if diff := cmp.Diff(lines.String(), mountGet(t, url, "Accept", streamNDJSON).Body); diff != "" {
			t.Errorf("NDJSON (-want +got):\n%s", diff)
		}
		table := mountGet(t, url, "Accept", streamCSV).Body
		got, err := csv.NewReader(strings.NewReader(strings.ReplaceAll(table, "\r", "\\r"))).ReadAll() // the reader drops some
		if err != nil {
			t.Fatal(err)
		}
		want[12][1] = `'\rreturn`
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("CSV (-want +got):\n%s", diff)
		}
		for _, raw := range []string{"id,text,a_number,at,note\n", `3,"a,b",`, `4,"say ""so""",`, "5,\"two\nlines\",", `7,'=1+1,`, "12,\"'\rreturn\","} {
			if !strings.Contains(table, raw) {
				t.Errorf("%q is not in\n%s", raw, table)
			}
		}
	})
}

// StreamStamp is embedded.
type StreamStamp struct {
	ID   int64  `json:"-"`
	Text string `json:"shadowed"`
}

// StreamShout writes itself by pointer.
type StreamShout string

// MarshalJSON is upper case.
func (s *StreamShout) MarshalJSON() ([]byte, error) { return json.Marshal(strings.ToUpper(string(*s))) }

// StreamRead has names as encoding/json finds them.
type StreamRead struct {
	StreamStamp
	*streamInner

	Shadow  string            `json:"shadowed"`
	Named   streamInner       `json:"named"`
	Unnamed bool              // by its own name
	Shout   StreamShout       `json:"shout,omitempty"`
	Map     map[string]string `json:"map"`
	Hidden  streamInner       `json:"-"`
	inner   int
}

type streamInner struct {
	Inner *int `json:"inner"`
}

// TestStreamColumns has read schemas of other shapes.
func TestStreamColumns(t *testing.T) {
	t.Parallel()
	db, f := streamOpen(t, dbtest.SQLite)
	streamFill(t, db, 2, 3)
	two := 2
	for name, test := range map[string]struct {
		option    crud.MountOption
		csv, json string
	}{
		"a struct": {
			crud.ReadFunc(func(r streamRow) StreamRead {
				read := StreamRead{StreamStamp: StreamStamp{r.ID, "hidden"}, Shadow: "shown", Shout: "loud", Map: map[string]string{"a": "b"}, inner: 1}
				if r.ID == 2 {
					read.streamInner = &streamInner{&two}
				}
				return read
			}),
			"inner,shadowed,named,Unnamed,shout,map\n" +
				",shown,\"{\"\"inner\"\":null}\",false,LOUD,\"{\"\"a\"\":\"\"b\"\"}\"\n" +
				"2,shown,\"{\"\"inner\"\":null}\",false,LOUD,\"{\"\"a\"\":\"\"b\"\"}\"\n",
			`{"shadowed":"shown","named":{"inner":null},"Unnamed":false,"shout":"LOUD","map":{"a":"b"}}` + "\n" +
				`{"inner":2,"shadowed":"shown","named":{"inner":null},"Unnamed":false,"shout":"LOUD","map":{"a":"b"}}` + "\n",
		},
		"texts": {
			crud.ReadFunc(func(r streamRow) string { return strings.Repeat("=", int(r.ID-1)) }), "value\n\"\"\n'=\n", "\"\"\n\"=\"\n",
		},
		"anything": {
			crud.ReadFunc(func(r streamRow) any { return map[string]int64{"id": r.ID} }),
			"value\n\"{\"\"id\"\":1}\"\n\"{\"\"id\"\":2}\"\n", "{\"id\":1}\n{\"id\":2}\n",
		},
		"times": {
			crud.ReadFunc(func(streamRow) time.Time { return streamNoon.Truncate(time.Hour) }),
			"value\n2024-02-29T12:00:00Z\n2024-02-29T12:00:00Z\n", "\"2024-02-29T12:00:00Z\"\n\"2024-02-29T12:00:00Z\"\n",
		},
		"pointers": {
			crud.ReadFunc(func(streamRow) *streamInner { return &streamInner{&two} }),
			"value\n\"{\"\"inner\"\":2}\"\n\"{\"\"inner\"\":2}\"\n", "{\"inner\":2}\n{\"inner\":2}\n",
		},
	} {
		url := streamMount(t, f, test.option)
		if diff := cmp.Diff(test.csv, mountGet(t, url, "Accept", streamCSV).Body); diff != "" {
			t.Errorf("%s, CSV (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(test.json, mountGet(t, url, "Accept", streamNDJSON).Body); diff != "" {
			t.Errorf("%s, NDJSON (-want +got):\n%s", name, diff)
		}
	}
}

func TestStreamEmpty(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := streamOpen(t, open)
		url := streamMount(t, f)
		for format, want := range map[string]string{streamNDJSON: "", streamCSV: "id,text,a_number,at,note\n"} {
			got := mountGet(t, url, "Accept", format)
			if got.Status != http.StatusOK || got.Body != want || got.Header.Get("Content-Type") != format+"; charset=utf-8" {
				t.Errorf("%s: %d %v %q", format, got.Status, got.Header, got.Body)
			}
		}
	})
}

func TestStreamRefusesPages(t *testing.T) {
	t.Parallel()
	db, f := streamOpen(t, dbtest.SQLite)
	streamFill(t, db, 3, 3)
	url := streamMount(t, f)
	for _, format := range []string{streamNDJSON, streamCSV} {
		for _, path := range []string{"", "/offset", "/cursor"} {
			for _, parameter := range []string{"page=1", "cursor=abc", "items_per_page=1", "count=none", "pagination_type=offset"} {
				got := mountGet(t, url+path+"?"+parameter, "Accept", format)
				name, _, _ := strings.Cut(parameter, "=")
				p := got.problem(t)
				if p.Status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Parameter != name ||
					p.Errors[0].Code != schemas.ConflictingParameter || got.Header.Get("Vary") != "Accept" {
					t.Errorf("%s%s?%s: %s", format, path, parameter, got.Body)
				}
			}
		}
		got := mountGet(t, url+"?page=1&items_per_page=x&order_by=nothing&pages=2", "Accept", format).problem(t)
		var codes []string
		for _, mistake := range got.Errors {
			codes = append(codes, mistake.Parameter+" "+string(mistake.Code))
		}
		want := []string{"items_per_page conflicting_parameter", "order_by unknown_field", "page conflicting_parameter", "pages unknown_parameter"}
		if diff := cmp.Diff(want, codes); diff != "" {
			t.Errorf("%s, many mistakes (-want +got):\n%s", format, diff)
		}
	}
}

func TestStreamAccept(t *testing.T) {
	t.Parallel()
	db, _ := streamOpen(t, dbtest.SQLite)
	const page, none = "application/json", ""
	for accept, want := range map[string][4]string{ // without streams, with CSV, with NDJSON, with both
		"":                                       {page, page, page, page},
		"*/*":                                    {page, page, page, page},
		"application/json":                       {page, page, page, page},
		"application/*":                          {page, page, page, page},
		"text/*":                                 {none, streamCSV, none, streamCSV},
		"text/csv":                               {none, streamCSV, none, streamCSV},
		"Text/CSV; header=present":               {none, streamCSV, none, streamCSV},
		"application/x-ndjson":                   {none, none, streamNDJSON, streamNDJSON},
		"application/x-ndjson, text/csv":         {none, streamCSV, streamNDJSON, streamNDJSON},
		"application/x-ndjson;q=0.5, text/csv":   {none, streamCSV, streamNDJSON, streamCSV},
		"text/csv, */*;q=0.1":                    {page, streamCSV, page, streamCSV},
		"text/csv, application/json":             {page, page, page, page},
		"text/csv;q=0.2, application/json;q=0.1": {page, streamCSV, page, streamCSV},
		"application/*, application/json;q=0.1":  {page, page, streamNDJSON, streamNDJSON},
		"*/*, application/json;q=0":              {none, streamCSV, streamNDJSON, streamNDJSON},
		"text/csv;q=0":                           {none, none, none, none},
		"text/html, */*;q=0.8":                   {page, page, page, page},
		"image/png":                              {none, none, none, none},
	} {
		for i, streams := range [][]crud.Format{nil, {crud.CSV}, {crud.NDJSON}, {crud.NDJSON, crud.CSV}} {
			engine := mountEngine()
			engine.GET("/", crud.Must(crud.New(db, crud.Config[streamRow]{Streams: streams})).ListHandler())
			recorder := httptest.NewRecorder()
			request := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
			request.Header.Set("Accept", accept)
			engine.ServeHTTP(recorder, request)
			if want[i] == none {
				p := mountAnswer{recorder.Code, recorder.Header(), recorder.Body.String()}.problem(t)
				if p.Status != http.StatusNotAcceptable || p.Code != "not_acceptable" {
					t.Errorf("%q of %v: %s", accept, streams, recorder.Body)
				}
			} else if got := recorder.Header().Get("Content-Type"); got != want[i]+"; charset=utf-8" || recorder.Code != http.StatusOK {
				t.Errorf("%q of %v: %d %s", accept, streams, recorder.Code, got)
			}
			if vary := recorder.Header().Get("Vary"); (vary == "Accept") != (streams != nil) {
				t.Errorf("%q of %v: vary %q", accept, streams, vary)
			}
		}
	}
}

// TestStreamGet has no stream for a row.
func TestStreamGet(t *testing.T) {
	t.Parallel()
	db, f := streamOpen(t, dbtest.SQLite)
	streamFill(t, db, 1, 3)
	if p := mountGet(t, streamMount(t, f)+"/1", "Accept", streamCSV).problem(t); p.Status != http.StatusNotAcceptable {
		t.Errorf("got %+v", p)
	}
}

// TestStreamProblems are those before the first byte.
func TestStreamProblems(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 3, 3)
		url := streamMount(t, f, crud.ScopeBy(func(c *gin.Context) (crud.Scope, error) {
			switch c.Query("scope") {
			case "refused":
				return nil, schemas.NewProblem(http.StatusTeapot, "short_and_stout", "A teapot", "")
			case "broken":
				return func(db *gorm.DB) *gorm.DB { return db.Where("no_such_column = 1") }, nil
			}
			return func(db *gorm.DB) *gorm.DB { return db }, nil
		}))
		unencodable := streamMount(t, f, crud.ReadFunc(func(r streamRow) any {
			if r.ID == 3 { // two rows are in the buffer
				return func() {}
			}
			return r.ID
		}))
		for _, format := range []string{streamNDJSON, streamCSV} {
			for address, want := range map[string]int{
				url + "?scope=refused": http.StatusTeapot, url + "?scope=broken": http.StatusInternalServerError,
				url + "?filter=id+eq": http.StatusUnprocessableEntity, unencodable: http.StatusInternalServerError,
			} {
				got := mountGet(t, address, "Accept", format)
				if p := got.problem(t); p.Status != want || got.Header.Get("Vary") != "Accept" {
					t.Errorf("%s of %s: %s", format, address, got.Body)
				}
			}
		}
		streamIdle(t, db)
	})
}

// streamCut reads an answer that must break off after its beginning.
func streamCut(t *testing.T, url, format string) {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", format)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // reading tells
	body, err := io.ReadAll(response.Body)
	if err == nil || response.StatusCode != http.StatusOK || len(body) == 0 {
		t.Errorf("%s: %d with %d bytes, then %v", format, response.StatusCode, len(body), err)
	}
}

// TestStreamCut has an error after the first byte.
func TestStreamCut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 10_000, 100)
		unencodable := crud.ReadFunc(func(r streamRow) any {
			if r.ID == 5000 {
				return func() {}
			}
			return r
		})
		options := map[string]crud.MountOption{"a row": unencodable}
		if db.Name() == "postgres" {
			streamUnsorted(t, db)
			options["the statement"] = crud.ScopeBy(func(*gin.Context) (crud.Scope, error) { return streamDivides, nil })
		}
		for name, option := range options {
			engines := map[string]*gin.Engine{"": mountEngine(), "under gin's recovery": gin.New(), "within a writer": mountEngine()}
			engines["under gin's recovery"].Use(gin.RecoveryWithWriter(io.Discard))
			engines["within a writer"].Use(streamWrap)
			for _, where := range slices.Sorted(maps.Keys(engines)) {
				engine := engines[where]
				if err := crud.Mount(engine.Group("/rows"), f, option); err != nil {
					t.Fatal(err)
				}
				url := mountServe(t, engine) + "/rows"
				for _, format := range []string{streamNDJSON, streamCSV} {
					t.Log(name, where)
					streamCut(t, url, format)
				}
			}
		}
		streamIdle(t, db)
	})
}

// streamWrapped is a middleware's writer that hides the connection.
type streamWrapped struct{ gin.ResponseWriter }

func streamWrap(c *gin.Context) { c.Writer = streamWrapped{c.Writer} }

// TestStreamWithinAWriter ends well without deadlines.
func TestStreamWithinAWriter(t *testing.T) {
	t.Parallel()
	db, f := streamOpen(t, dbtest.SQLite)
	streamFill(t, db, 1000, 100)
	engine := mountEngine()
	engine.GET("/", streamWrap, f.ListHandler())
	for _, format := range []string{streamNDJSON, streamCSV} {
		got := mountGet(t, mountServe(t, engine), "Accept", format)
		if diff := cmp.Diff(streamCount(1, 1000), streamIDs(t, format, got.Body)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", format, diff)
		}
	}
}

// TestStreamKeepsTheConnection for the next request, without a deadline.
func TestStreamKeepsTheConnection(t *testing.T) {
	t.Parallel()
	db, f := streamOpen(t, dbtest.SQLite)
	streamFill(t, db, 1000, 100)
	addresses := map[string]bool{}
	engine := mountEngine()
	engine.GET("/", func(c *gin.Context) { addresses[c.Request.RemoteAddr] = true }, f.ListHandler())
	url := mountServe(t, engine)
	// A client of its own: closing any test's server closes what is idle in the default one.
	client := &http.Client{Transport: &http.Transport{}}
	for range 3 {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", streamCSV)
		response, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		if err = errors.Join(err, response.Body.Close()); err != nil || len(streamIDs(t, streamCSV, string(body))) != 1000 {
			t.Errorf("got %v: %s", err, body)
		}
	}
	if len(addresses) != 1 {
		t.Errorf("%d connections", len(addresses))
	}
}

// TestStreamClientGone leaves in the middle.
func TestStreamClientGone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 20_000, 1900) // more than sockets hold
		engine := mountEngine()
		ended := make(chan struct{}, 1)
		engine.Use(func(c *gin.Context) {
			defer func() { ended <- struct{}{} }()
			c.Next()
		})
		engine.GET("/", f.ListHandler())
		url := mountServe(t, engine)
		for _, format := range []string{streamNDJSON, streamCSV} {
			leaving, leave := context.WithCancel(ctx)
			request, err := http.NewRequestWithContext(leaving, http.MethodGet, url, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Accept", format)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			select {
			case <-ended:
				t.Error("it has not waited for the client")
			default:
			}
			leave()
			response.Body.Close() //nolint:errcheck // it is canceled
			select {
			case <-ended:
			case <-time.After(10 * time.Second):
				t.Fatal("the handler runs on")
			}
			streamIdle(t, db)
		}
	})
}

// TestStreamHead answers the head of GET, and does not read the list for it.
func TestStreamHead(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := streamOpen(t, open)
		streamFill(t, db, 1000, 100)
		read := 0
		url := streamMount(t, f, crud.ReadFunc(func(r streamRow) streamRow {
			read++
			return r
		}))
		for _, format := range []string{streamNDJSON, streamCSV} {
			for path, status := range map[string]int{"": 200, "?search=y": 200, "?page=1": 422} {
				get := mountGet(t, url+path, "Accept", format)
				read = 0
				head := mountAsk(t, http.MethodHead, url+path, "Accept", format)
				for _, header := range []http.Header{get.Header, head.Header} {
					header.Del("Date")
				}
				if length := head.Header.Get("Content-Length"); length == "" {
					get.Header.Del("Content-Length")
				}
				if diff := cmp.Diff(mountAnswer{status, get.Header, ""}, head); diff != "" {
					t.Errorf("%s of %s (-get +head):\n%s", format, path, diff)
				}
				if read > 1 {
					t.Errorf("%s of %s: %d rows were read", format, path, read)
				}
			}
		}
		streamIdle(t, db)
	})
}

// TestStreamMemory looks at the heap of the whole process, so that it runs alone.
func TestStreamMemory(t *testing.T) { //nolint:paralleltest // see above
	for name, open := range map[string]func(testing.TB, ...any) *gorm.DB{"postgres": dbtest.Postgres, "sqlite": dbtest.SQLite} {
		db, f := streamOpen(t, open)
		const rows = 200_000
		streamFill(t, db, rows, 200)
		url := streamMount(t, f)
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept", streamNDJSON)
		heap := func() int64 {
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			return int64(stats.HeapAlloc)
		}
		before, most, lines := heap(), int64(0), 0
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body := bufio.NewScanner(response.Body)
		for body.Scan() {
			if lines++; lines%(rows/5) == 0 {
				most = max(most, heap()-before)
			}
		}
		response.Body.Close() //nolint:errcheck // it has been read
		if body.Err() != nil || lines != rows {
			t.Errorf("%s: %d lines, %v", name, lines, body.Err())
		}
		if most > 32<<20 {
			t.Errorf("%s: the heap has grown by %d bytes", name, most)
		}
	}
}

func TestStreamDeclaration(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &streamRow{})
	_, err := crud.New(db, crud.Config[streamRow]{Streams: []crud.Format{crud.CSV, "text/xml", crud.JSON}})
	want := `stream_rows: stream format "text/xml": use "application/x-ndjson" or "text/csv"` + "\n" +
		`stream_rows: stream format "application/json": use "application/x-ndjson" or "text/csv"`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Errorf("mistakes (-want +got):\n%s", diff)
	}
}
