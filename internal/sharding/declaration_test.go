package sharding_test

import (
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// odd has columns that cannot be the key of shards.
type odd struct {
	ID     int64     `gorm:"primaryKey"`
	Text   string    `gorm:"type:text"`
	Weight float64   `gorm:"not null"`
	Bytes  []byte    `gorm:"not null"`
	Level  int       `gorm:"not null;default:1"`
	Edited time.Time `gorm:"not null;autoUpdateTime"`
	Turn   int64     `gorm:"not null"`
	Code   string    `gorm:"type:char(8);not null"`
	ShopID *int64
	Shop   *queue `gorm:"foreignKey:ShopID;references:ID"`
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t)
	for key, want := range map[string]string{
		"txt":       `odds: shard key "txt": no such column (did you mean "text"?)`,
		"text":      `odds: shard key "text" can be NULL: tag it not null`,
		"weight":    `odds: shard key "weight" is of kind number`,
		"bytes":     `odds: shard key "bytes" is of kind bytes`,
		"level":     `odds: shard key "level": gorm writes its default 1 for a zero value: leave the default out of the tag`,
		"code":      `odds: shard key "code": its type pads texts with blanks: use text, or varchar`,
		"edited":    `odds: shard key "edited": gorm sets it anew on each update, and would move the row`,
		"shop.name": `odds: shard key "shop.name": use a column of the model's own table`,
	} {
		_, err := crud.New(db, crud.Config[odd]{ShardKey: key})
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", key, err, want)
		}
	}
	_, err := crud.New(db, crud.Config[odd]{ShardKey: "turn", VersionColumn: "turn"})
	if err == nil || err.Error() != `odds: version column "turn" is the shard key, which no update changes` {
		t.Error(err)
	}
}

// noteWrite would move notes from shard to shard.
type noteWrite struct {
	TenantID int64  `json:"tenant_id"`
	Title    string `json:"title"`
}

func TestMountMistakes(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &note{})
	plain := crud.Must(crud.New(db, crud.Config[note]{}))
	notes := crud.Must(crud.New(db, crud.Config[note]{ShardKey: "tenant_id"}))
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"without a key": {
			crud.Mount(gin.New(), plain, crud.ShardBy(byTenant)), "notes: there is no shard without a ShardKey",
		},
		"within a shard": {
			crud.Mount(gin.New(), crud.Must(notes.InShard(7)), crud.ShardBy(byTenant)), "notes: the factory is within a shard already",
		},
		"without a function": {crud.Mount(gin.New(), notes, crud.ShardBy(nil)), "ShardBy: there is no function"},
		"an update of the key": {
			crud.Mount(gin.New(), notes, crud.Update[noteWrite]()), `sets "tenant_id", the shard key, which no update can change`,
		},
	} {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: %v", name, tt.err)
		}
	}
	if _, err := plain.InShard(7); err == nil {
		t.Error("a shard without a key")
	}
	silent := gin.New()
	neither := func(*gin.Context) (any, error) { return nil, nil } //nolint:nilnil // that is the mistake
	if err := crud.Mount(silent, notes, crud.ShardBy(neither)); err != nil {
		t.Fatal(err)
	}
	s := &server{tb: t, engine: silent}
	s.want(500, "7", "GET", "/", "")
}

// report are the findings of a check, without their fixes.
func report[M any](t *testing.T, db *gorm.DB, c crud.Config[M]) (found []string, fixes []string) {
	t.Helper()
	got, err := crud.Must(crud.New(db, c)).Check(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.Findings {
		found = append(found, string(f.Severity)+" "+f.Code+" "+f.Field)
		if f.Fix != "" {
			fixes = append(fixes, f.Fix)
		}
	}
	return found, fixes
}

// TestCheck: within a shard each index begins with its key, on a partitioned table as on
// any other; what is proposed settles the report.
func TestCheck(t *testing.T) {
	t.Parallel()
	config := crud.Config[ticket]{
		ShardKey: "tenant_id", CursorColumn: "created_at", OrderFields: []string{"title", "queue.name"}, FacetFields: []string{"status"},
	}
	ordinary := dbtest.Postgres(t, &queue{}, &ticket{}, &comment{})
	before, fixes := report(t, ordinary, config)
	want := []string{
		"warning order_not_within_shard created_at", "warning order_not_within_shard title", "warning order_not_within_shard queue.name",
		"warning order_not_within_shard queue.name", "warning missing_index status",
	}
	if diff := cmp.Diff(want, before); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, fix := range fixes {
		if !strings.Contains(fix, `("tenant_id", `) {
			t.Errorf("does not begin with the key: %s", fix)
		}
		exec(t, ordinary, fix)
	}
	if after, _ := report(t, ordinary, config); len(after) > 0 {
		t.Errorf("left: %q", after)
	}
	parted := partitioned(t)
	fill(t, parted)
	if got, _ := report(t, parted, config); len(withCode(got, "not_analyzed")) != 2 { // tickets, and queues
		t.Errorf("partitions that nobody has analyzed: %q", got)
	}
	exec(t, parted, "ANALYZE")
	plan, err := crud.Must(crud.New(parted, config)).Check(ctx)
	if err != nil || !strings.Contains(strings.Join(plan.FacetPlan, "\n"), "(about 3 values); of all rows, values by a walk along tickets_tenant_id_status_idx") {
		t.Errorf("%v: %q", err, plan.FacetPlan)
	}
	if got, _ := report(t, parted, crud.Config[ticket]{ShardKey: "tenant_id", CursorColumn: "created_at", FacetFields: []string{"status"}}); len(got) > 0 {
		t.Errorf("partitions: %q", got)
	}
	_, fixes = report(t, parted, crud.Config[ticket]{ShardKey: "tenant_id", OrderFields: []string{"title"}})
	if diff := cmp.Diff([]string{`CREATE INDEX "idx_tickets_tenant_id_title_id" ON "tickets" ("tenant_id", "title", "id")`}, fixes); diff != "" {
		t.Errorf("partitions (-want +got):\n%s", diff)
	}
}

// TestCheckOfPartitions: what cannot stay within a shard is told.
func TestCheckOfPartitions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		setup string
		want  []string
	}{
		"by another column": {
			`CREATE TABLE notes (id bigint, tenant_id bigint NOT NULL, title text NOT NULL, deleted_at timestamptz, PRIMARY KEY (id))
				PARTITION BY HASH (id)`,
			[]string{
				"warning partitioned_by_other_column tenant_id", "warning order_not_within_shard id", "warning order_not_within_shard title",
				"note shard_key_not_in_primary_key tenant_id",
			},
		},
		"a shard in each partition: its own indexes serve": {
			`CREATE TABLE notes (id bigint NOT NULL, tenant_id bigint NOT NULL, title text NOT NULL, deleted_at timestamptz)
				PARTITION BY LIST (tenant_id); CREATE INDEX ON notes (title, id); CREATE INDEX ON notes (id);
				CREATE TABLE notes_7 PARTITION OF notes FOR VALUES IN (7)`,
			[]string{"warning primary_key_not_unique id", "note shard_key_not_in_primary_key tenant_id"},
		},
		"a key within the shard": {
			`CREATE TABLE notes (id bigint NOT NULL, tenant_id bigint NOT NULL, title text NOT NULL, deleted_at timestamptz, PRIMARY KEY (tenant_id, id))
				PARTITION BY HASH (tenant_id); CREATE INDEX ON notes (tenant_id, title, id)`,
			[]string{"note primary_key_not_unique id", "note shard_key_not_in_primary_key tenant_id"},
		},
		"several shards in a partition": {
			`CREATE TABLE notes (id bigint NOT NULL, tenant_id bigint NOT NULL, title text NOT NULL, deleted_at timestamptz)
				PARTITION BY LIST (tenant_id); CREATE INDEX ON notes (title, id); CREATE INDEX ON notes (id);
				CREATE TABLE notes_7 PARTITION OF notes FOR VALUES IN (7, 8)`,
			[]string{
				"warning primary_key_not_unique id", "warning order_not_within_shard id", "warning order_not_within_shard title",
				"note shard_key_not_in_primary_key tenant_id",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.Postgres(t)
			exec(t, db, strings.Split(tt.setup, ";")...)
			got, _ := report(t, db, crud.Config[note]{ShardKey: "tenant_id", OrderFields: []string{"title"}})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRelationsAcrossShards: a join without the key is told, once for each relation.
func TestRelationsAcrossShards(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &shop{}, &clerk{}, &order{})
	got, _ := report(t, db, crud.Config[order]{
		ShardKey: "tenant_id", FilterFields: []string{"shop.name", "clerk.name"}, Includes: []crud.Include{{Relation: "goods"}},
	})
	want := []string{"warning relation_across_shards clerk", "note relation_across_shards goods", "note relation_across_shards shop"}
	if diff := cmp.Diff(want, withCode(got, "relation_across_shards")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

type shop struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"type:text;not null"`
}

type order struct {
	TenantID int64 `gorm:"primaryKey;autoIncrement:false"`
	ID       int64 `gorm:"primaryKey;autoIncrement:false"`
	ShopID   int64 `gorm:"not null"`
	Shop     *shop
	ClerkID  int64 `gorm:"not null"`
	Clerk    *clerk
	Goods    []shop `gorm:"many2many:order_goods"`
}

// clerk is of a tenant, but orders name him by his id alone.
type clerk struct {
	ID       int64  `gorm:"primaryKey"`
	TenantID int64  `gorm:"not null"`
	Name     string `gorm:"type:text;not null"`
}

func withCode(found []string, code string) (some []string) {
	for _, one := range found {
		if strings.Contains(one, code) {
			some = append(some, one)
		}
	}
	return some
}
