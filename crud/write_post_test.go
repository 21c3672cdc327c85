package crud_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/dbtest"
)

func TestWritePost(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, f := writeOpen(t, open)
		url := writeServe(t, f)
		made := writeAsk(t, http.MethodPost, url, `{"slug":"four","title":"Four","note":"n","author_id":2,"tag_ids":[3,1,3]}`)
		want := writeView{4, "four", "Four", 7, new("n"), new("calm"), new(int64(2))}
		if diff := cmp.Diff(want, made.view(t, http.StatusCreated)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := made.Header.Get("Location"); got != "/articles/4" {
			t.Errorf("location %q", got)
		}
		row := writeRow(t, db, 4)
		if diff := cmp.Diff([]int64{1, 3}, row.tagIDs()); diff != "" || row.CreatedAt.IsZero() || row.UpdatedAt.IsZero() {
			t.Errorf("%v, tags (-want +got):\n%s", row, diff)
		}
		got := mountGet(t, url+"/4")
		if got.Body != made.Body || got.Header.Get("ETag") != made.Header.Get("ETag") || got.Header.Get("ETag") == "" {
			t.Errorf("GET answers %q and %s, POST %q and %s", got.Header.Get("ETag"), got.Body, made.Header.Get("ETag"), made.Body)
		}
		again := mountGet(t, url+"/4", "If-None-Match", `"x", `+made.Header.Get("ETag"))
		if again.Status != http.StatusNotModified || again.Body != "" {
			t.Errorf("%d %q", again.Status, again.Body)
		}
	})
}

func TestWriteCreate(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		_, f := writeOpen(t, open)
		row := writeArticle{Slug: "x", Title: "X"}
		if err := f.Create(ctx, &row); err != nil || row.ID != 4 || *row.Mood != "calm" || row.Tenant != 1 {
			t.Errorf("%v: %+v", err, row)
		}
		if got, err := f.Get(ctx, row.ID); err != nil || got.Slug != "x" {
			t.Errorf("%v: %+v", err, got)
		}
		scoped := writeArticle{Slug: "y", Title: "Y", Tenant: 1}
		if err := f.Create(ctx, &scoped, tenantOnly(1)); err != nil {
			t.Error(err)
		}
	})
}

func TestWritePostMinimal(t *testing.T) {
	t.Parallel()
	_, f := writeOpen(t, dbtest.SQLite)
	url := writeServe(t, f)
	got := writeAsk(t, http.MethodPost, url, `{"slug":"x","title":"X"}`, "Prefer", "return=minimal")
	if got.Status != http.StatusCreated || got.Body != "" || got.Header.Get("Location") != "/articles/4" || got.Header.Get("ETag") == "" {
		t.Errorf("%d %v %s", got.Status, got.Header, got.Body)
	}
}
