package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// creation is the task to make drafts: one, or many in one request.
type creation struct{ rows int }

func (w creation) calls(tb testing.TB, _ engine, _ dataset) func() call {
	tb.Helper()
	c := call{method: http.MethodPost, path: "/drafts", status: http.StatusCreated}
	bodies := make([]draftWrite, w.rows)
	for i := range bodies {
		bodies[i] = draftOf(i)
	}
	var content any = bodies[0]
	if w.rows > 1 {
		c.path, content = "/drafts/bulk", bodies
	}
	var err error
	if c.body, err = json.Marshal(content); err != nil {
		tb.Fatal(err)
	}
	return func() call { return c }
}

// draftOf is a row like those that are there.
func draftOf(i int) draftWrite {
	w := draftWrite{
		CreatedAt: time.Date(2030, 1, 1, 0, 0, i, 1000, time.UTC), Title: fmt.Sprintf("Draft %d “quoted” & escaped", i),
		Body:   fmt.Sprintf("%0300d", i),
		Status: "draft", Published: i%2 == 0, Views: int64(i),
	}
	if i%3 != 0 {
		w.CategoryID = new(int64(1 + i%40))
	}
	if i%4 != 0 {
		w.Priority = new(int32(i % 5))
	}
	return w
}

// agree fails unless all contenders answer the rows that they were sent, and
// leave them in the table.
func (w creation) agree(tb testing.TB, engines []engine, d dataset) {
	tb.Helper()
	want := make([]Draft, w.rows)
	for i := range want {
		want[i] = draftOf(i).row()
	}
	for _, e := range engines {
		answered := w.answered(tb, send(tb, e, w.calls(tb, e, d)()))
		stored := storedDrafts(tb, d, answered)
		if diff := cmp.Diff(answered, stored); diff != "" {
			tb.Fatalf("create: %s answers (-) other rows than it stores (+):\n%s", e.name, diff)
		}
		for i := range stored {
			stored[i].ID = 0
		}
		if diff := cmp.Diff(want, stored); diff != "" {
			tb.Fatalf("create: %s stores (-want +got):\n%s", e.name, diff)
		}
	}
}

func (w creation) answered(tb testing.TB, text []byte) []Draft {
	tb.Helper()
	var many struct{ Items []Draft }
	var to any = &many
	if w.rows == 1 {
		many.Items = make([]Draft, 1)
		to = &many.Items[0]
	}
	if err := json.Unmarshal(text, to); err != nil {
		tb.Fatal(err)
	}
	return many.Items
}

// storedDrafts reads rows anew, in their order.
func storedDrafts(tb testing.TB, d dataset, rows []Draft) []Draft {
	tb.Helper()
	ids := pick(rows, func(d Draft) int64 { return d.ID })
	found, err := d.connect(tb).Query(tb.Context(),
		"SELECT "+columns+" FROM drafts WHERE id = ANY($1) ORDER BY array_position($1, id)", ids)
	if err != nil {
		tb.Fatal(err)
	}
	var drafts []Draft
	var a Article
	if _, err := pgx.ForEachRow(found, a.targets(), func() error { drafts = append(drafts, Draft(a)); return nil }); err != nil {
		tb.Fatal(err)
	}
	return drafts
}

// patching is the task to change two columns of a draft.
type patching struct{}

// patches counts those of all contenders: so none writes what is there already.
var patches atomic.Int64

func (patching) calls(tb testing.TB, _ engine, d dataset) func() call {
	tb.Helper()
	next := turns(min(spread, d.drafts()))
	return func() call { return patchOf(1+next(), patches.Add(1)) }
}

func patchOf(id int, n int64) call {
	return call{
		method: http.MethodPatch, path: fmt.Sprintf("/drafts/%d", id), status: http.StatusOK,
		body: fmt.Appendf(nil, `{"title":"Patched %d","views":%d}`, n, n),
	}
}

// agree fails unless all contenders answer the same changed row, byte by byte,
// and leave it in the table.
func (patching) agree(tb testing.TB, engines []engine, d dataset) {
	tb.Helper()
	const id = 7
	conn := d.connect(tb)
	var want string
	for _, e := range engines {
		if _, err := conn.Exec(tb.Context(), "UPDATE drafts SET title = 'Draft', views = 1 WHERE id = $1", id); err != nil {
			tb.Fatal(err)
		}
		got := send(tb, e, patchOf(id, 2))
		if want == "" {
			want = string(got)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			tb.Fatalf("patch: %s (-) and %s (+) disagree:\n%s", engines[0].name, e.name, diff)
		}
		var answered Draft
		if err := json.Unmarshal(got, &answered); err != nil {
			tb.Fatal(err)
		}
		if diff := cmp.Diff([]Draft{answered}, storedDrafts(tb, d, []Draft{answered})); diff != "" || answered.Views != 2 {
			tb.Fatalf("patch: %s answers (-) another row than it stores (+):\n%s", e.name, diff)
		}
	}
}

// turns counts from 0 to below n, again and again, for many goroutines.
func turns(n int) func() int {
	var counted atomic.Int64
	return func() int { return int((counted.Add(1) - 1) % int64(n)) }
}
