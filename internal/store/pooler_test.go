package store

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/internal/pgtest"
)

func poolerOpen(t *testing.T, url string) *gorm.DB {
	t.Helper()
	db, err := gorm.Open(postgres.Open(url), &gorm.Config{Logger: logger.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if pool, err := db.DB(); err == nil {
			_ = pool.Close()
		}
	})
	return db
}

func TestPooled(t *testing.T) {
	t.Parallel()
	direct := pgtest.New(t)
	through := pgtest.Pooler(t, direct)
	in := func(mode string) string { return through + "&default_query_exec_mode=" + mode }
	for _, test := range []struct {
		name, url string
		want      Pooler
		unsafe    bool
	}{
		{"no pooler", direct, Pooler{Mode: pgx.QueryExecModeCacheStatement.String()}, false},
		{"prepared statements", through, Pooler{Between: true, Mode: pgx.QueryExecModeCacheStatement.String()}, true},
		{"an unnamed statement, described first", in("describe_exec"), Pooler{Between: true, Mode: pgx.QueryExecModeDescribeExec.String()}, true},
		{"kept descriptions", in("cache_describe"), Pooler{Between: true, Mode: pgx.QueryExecModeCacheDescribe.String()}, false},
		{"types by Go's", in("exec"), Pooler{Between: true, Mode: pgx.QueryExecModeExec.String()}, false},
		{"the simple protocol", in("simple_protocol"), Pooler{Between: true, Mode: pgx.QueryExecModeSimpleProtocol.String()}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := Pooled(t.Context(), poolerOpen(t, test.url))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got.Unsafe() != test.unsafe {
				t.Errorf("unsafe: %v", got.Unsafe())
			}
		})
	}
}

func TestPooledElsewhere(t *testing.T) {
	t.Parallel()
	got, err := Pooled(t.Context(), dbtest.SQLite(t))
	if err != nil || got.Between {
		t.Errorf("SQLite: %+v, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Pooled(ctx, dbtest.Postgres(t)); !errors.Is(err, ErrCanceled) {
		t.Errorf("a caller that has gone: %v", err)
	}
}

// TestUnsafe: a pooler that keeps prepared statements makes the usual way safe.
func TestUnsafe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pooler Pooler
		want   bool
	}{
		{Pooler{Mode: pgx.QueryExecModeCacheStatement.String()}, false},
		{Pooler{Between: true, Mode: pgx.QueryExecModeCacheStatement.String()}, true},
		{Pooler{Between: true, Keeps: true, Mode: pgx.QueryExecModeCacheStatement.String()}, false},
		{Pooler{Between: true, Keeps: true, Mode: pgx.QueryExecModeDescribeExec.String()}, true},
		{Pooler{Between: true, Mode: pgx.QueryExecModeCacheDescribe.String()}, false},
	} {
		if got := test.pooler.Unsafe(); got != test.want {
			t.Errorf("%+v: %v", test.pooler, got)
		}
	}
}
