package sharding_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// memo is named within its tenant: the table's key is (tenant_id, id), the model's is id.
type memo struct {
	ID       int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	TenantID int64  `gorm:"<-:create;not null" json:"tenant_id"`
	Title    string `gorm:"not null" json:"title"`
}

const memos = `CREATE TABLE memos (tenant_id bigint NOT NULL, id bigint NOT NULL, title text NOT NULL, PRIMARY KEY (tenant_id, id))`

// roaming is a memo whose own hooks would have it at another tenant.
type roaming struct {
	ID       int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	TenantID int64  `gorm:"not null" json:"tenant_id"`
	Title    string `gorm:"not null" json:"title"`
}

func (*roaming) TableName() string { return "memos" }

func (r *roaming) BeforeSave(*gorm.DB) error {
	r.TenantID = 8
	return nil
}

// eachKept has a memo of each of two tenants, under one id, and sees that the other's
// stays what it is.
func eachKept(t *testing.T, test func(t *testing.T, db *gorm.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t)
		exec(t, db, memos, `INSERT INTO memos VALUES (7, 1, 'of 7'), (8, 1, 'of 8')`)
		test(t, db)
		var eights []memo
		if err := db.Find(&eights, "tenant_id = 8").Error; err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]memo{{1, 8, "of 8"}}, eights); diff != "" {
			t.Errorf("the other tenant's rows (-want +got):\n%s", diff)
		}
	})
}

// TestUpdatesStay: no update moves a row, and none reaches one of another shard, also where
// gorm does not write the key.
func TestUpdatesStay(t *testing.T) {
	t.Parallel()
	eachKept(t, func(t *testing.T, db *gorm.DB) {
		f := crud.Must(crud.New(db, crud.Config[memo]{ShardKey: "tenant_id"}))
		_, err := crud.Must(f.InShard(7)).Update(ctx, 1, func(m *memo) error {
			m.TenantID, m.Title = 8, "stolen"
			return nil
		})
		if !errors.Is(err, crud.ErrOutsideScope) {
			t.Error(err)
		}
		s := &server{tb: t, engine: gin.New()}
		if err := crud.Mount(s.engine.Group("/memos"), f, crud.ShardBy(byTenant), moving()); err != nil {
			t.Fatal(err)
		}
		got := s.want(403, "7", "PATCH", "/memos/1", `{"tenant_id":8,"title":"stolen"}`)
		if got.in("code") != "outside_scope" {
			t.Error(got.Body)
		}
		s.want(200, "7", "PATCH", "/memos/1", `{"title":"mended"}`)
	})
}

// moving takes the tenant from a client.
func moving() crud.MountOption {
	return crud.UpdateFunc(func(m memo) noteWrite { return noteWrite{m.TenantID, m.Title} },
		func(_ context.Context, w noteWrite, m *memo) error {
			m.TenantID, m.Title = w.TenantID, w.Title
			return nil
		})
}

// TestHooksStay: what a model's hooks do to the key makes no row in another shard, writes
// none there, and moves none.
func TestHooksStay(t *testing.T) {
	t.Parallel()
	eachKept(t, func(t *testing.T, db *gorm.DB) {
		f := crud.Must(crud.Must(crud.New(db, crud.Config[roaming]{ShardKey: "tenant_id"})).InShard(7))
		if err := f.Create(ctx, &roaming{ID: 2, Title: "made"}); !errors.Is(err, crud.ErrOutsideScope) {
			t.Error("create:", err)
		}
		_, err := f.Upsert(ctx, &roaming{ID: 1, Title: "stolen"}, crud.Conflict{Update: []string{"title"}})
		if !errors.Is(err, crud.ErrOutsideScope) {
			t.Error("upsert:", err)
		}
		row, err := f.Update(ctx, 1, func(r *roaming) error {
			r.Title = "mended"
			return nil
		})
		if err != nil || row.TenantID != 7 || row.Title != "mended" {
			t.Error("update:", row, err)
		}
	})
}

// TestTriggersStay: nor does what the database itself does.
func TestTriggersStay(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t)
	exec(t, db, memos, `INSERT INTO memos VALUES (7, 1, 'of 7')`,
		`CREATE FUNCTION move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.tenant_id = 8; RETURN NEW; END $$`,
		`CREATE TRIGGER move BEFORE INSERT OR UPDATE ON memos FOR EACH ROW EXECUTE FUNCTION move()`)
	f := crud.Must(crud.Must(crud.New(db, crud.Config[memo]{ShardKey: "tenant_id"})).InShard(7))
	_, updated := f.Update(ctx, 1, func(m *memo) error {
		m.Title = "moved"
		return nil
	})
	for _, err := range []error{f.Create(ctx, &memo{ID: 2}), updated} {
		if !errors.Is(err, crud.ErrOutsideScope) {
			t.Error(err)
		}
	}
	if n, err := f.Count(ctx, crud.Query{}); err != nil || n != 1 {
		t.Error(n, err)
	}
}

// TestKeysOfSeveralRows: without a shard a key can name a row of each, and no write
// chooses.
func TestKeysOfSeveralRows(t *testing.T) {
	t.Parallel()
	eachKept(t, func(t *testing.T, db *gorm.DB) {
		s := &server{tb: t, engine: gin.New()}
		f := crud.Must(crud.New(db, crud.Config[memo]{ShardKey: "tenant_id"}))
		if err := crud.Mount(s.engine.Group("/all"), f, crud.Update[struct{ Title string }](), crud.Deletable()); err != nil {
			t.Fatal(err)
		}
		exec(t, db, `INSERT INTO memos VALUES (7, 2, 'alone')`)
		for _, ask := range [][3]string{
			{"PATCH", "/all/1", `{"Title":"which"}`},
			{"DELETE", "/all/1", ""},
			{"PATCH", "/all/bulk", `[{"id":1,"Title":"which"},{"id":2,"Title":"which"}]`},
			{"POST", "/all/bulk/delete", `{"ids":[1]}`},
		} {
			s.want(500, "", ask[0], ask[1], ask[2])
		}
		s.want(200, "", "PATCH", "/all/2", `{"Title":"mended"}`)
		narrowed := f.Scoped(func(db *gorm.DB) *gorm.DB { return db.Where("tenant_id = 7") })
		for _, create := range []func(*memo) error{
			func(m *memo) error { return narrowed.Create(ctx, m) },
			func(m *memo) error { return f.Create(ctx, m) },
		} {
			if err := create(&memo{ID: 1, TenantID: 10}); err == nil || !strings.Contains(err.Error(), "several rows have one primary key") {
				t.Error(err)
			}
		}
		_, err := crud.Must(f.InShard(7)).Upsert(ctx, &memo{ID: 1}, crud.Conflict{Update: []string{"tenant_id", "title"}})
		if want := "memos: conflict: an update would change the shard key"; err == nil || err.Error() != want {
			t.Error(err)
		}
	})
}

// day is kept by the day, and by who asked.
type day struct {
	Day   time.Time `gorm:"type:date;primaryKey" json:"day"`
	ID    int64     `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Title string    `json:"title"`
}

// TestDays: a time stands for the day of its own zone, whatever its hour.
func TestDays(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := crud.Must(crud.New(open(t, &day{}), crud.Config[day]{ShardKey: "day"}))
		east := time.FixedZone("east", 3600)
		for i, first := range []any{
			"2025-03-01", time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2025, 3, 1, 0, 0, 0, 0, east), time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC),
		} {
			within := crud.Must(f.InShard(first))
			row := day{ID: int64(i)}
			if at, ok := first.(time.Time); ok {
				row.Day = at
			}
			if err := within.Create(ctx, &row); err != nil {
				t.Error(first, err)
			}
			if rows, err := within.List(ctx, crud.Query{}); err != nil || len(rows) != i+1 {
				t.Errorf("%v: %v, %v", first, rows, err)
			}
		}
		if err := crud.Must(f.InShard("2025-02-28")).Create(ctx, &day{Day: time.Date(2025, 3, 1, 0, 0, 0, 0, east)}); !errors.Is(err, crud.ErrOutsideScope) {
			t.Error(err)
		}
	})
}

// reading is of one moment.
type reading struct {
	At time.Time `gorm:"primaryKey" json:"at"`
	ID int64     `gorm:"primaryKey;autoIncrement:false" json:"id"`
}

// TestMoments: what the database does not keep of a time tells no shards apart.
func TestMoments(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := crud.Must(crud.New(open(t, &reading{}), crud.Config[reading]{ShardKey: "at"}))
		at := time.Date(2025, 3, 1, 12, 0, 0, 1500, time.UTC)
		row := reading{At: at, ID: 1}
		if err := crud.Must(f.InShard(at)).Create(ctx, &row); err != nil {
			t.Fatal(err)
		}
		if _, err := crud.Must(f.InShard(at.Truncate(time.Microsecond))).Get(ctx, 1); err != nil {
			t.Error(err)
		}
	})
}

// owned has a tenant with a key that can be spelt in two ways.
type owned struct {
	Tenant string `gorm:"type:uuid;primaryKey" json:"tenant"`
	ID     int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Name   string `json:"name"`
}

type tenantName string

// TestSpellings: a row has its shard's value as all others there, and a text that no
// shard has is none of them, whatever its type.
func TestSpellings(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := crud.Must(crud.New(open(t, &owned{}), crud.Config[owned]{ShardKey: "tenant"}))
		within := crud.Must(f.InShard(tenantName("6ba7b810-9dad-11d1-80b4-00c04fd430c8")))
		if err := within.Create(ctx, &owned{Tenant: "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", ID: 1}); err != nil {
			t.Error(err)
		}
		if _, err := within.Update(ctx, 1, func(o *owned) error {
			o.Tenant, o.Name = "6BA7B810-9DAD-11D1-80B4-00C04FD430C8", "mended"
			return nil
		}); err != nil {
			t.Error(err)
		}
		if n, err := within.Count(ctx, crud.Query{}); err != nil || n != 1 {
			t.Error(n, err)
		}
		for _, value := range []any{"no uuid", tenantName("no uuid")} {
			if _, err := f.InShard(value); !errors.Is(err, crud.ErrNotFound) {
				t.Error(err)
			}
		}
		if _, err := f.InShard(""); err == nil || errors.Is(err, crud.ErrNotFound) {
			t.Error(err)
		}
	})
}
