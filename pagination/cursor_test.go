package pagination_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestCursorCheck(t *testing.T) {
	t.Parallel()
	fields := []*schemas.Field{
		{Key: "created_at", Kind: schemas.Time, NotNull: true},
		{Key: "priority", Kind: schemas.Int, Bits: 32},
		{Key: "title", Kind: schemas.Text, NotNull: true},
		{Key: "id", Kind: schemas.UUID, NotNull: true},
	}
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	const key = "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"
	cases := []struct {
		name   string
		values []any
		want   error
	}{
		{"a row", []any{noon, int64(1), "it's \"🙂\"\n", key}, nil},
		{"a row with a NULL and an empty text", []any{noon, nil, "", key}, nil},
		{"no values", nil, pagination.ErrInvalidCursor},
		{"one value less", []any{noon, int64(1), "a"}, pagination.ErrInvalidCursor},
		{"one value more", []any{noon, int64(1), "a", key, key}, pagination.ErrInvalidCursor},
		{"NULL in a column that is not null", []any{nil, int64(1), "a", key}, pagination.ErrInvalidCursor},
		{"values in another order", []any{int64(1), noon, "a", key}, pagination.ErrInvalidCursor},
		{"a text for a time", []any{"2024-05-17T12:00:00Z", int64(1), "a", key}, pagination.ErrInvalidCursor},
		{"a time before PostgreSQL's first", []any{time.UnixMicro(math.MinInt64), int64(1), "a", key}, pagination.ErrInvalidCursor},
		{"an integer beyond 32 bits", []any{noon, int64(math.MaxInt32 + 1), "a", key}, pagination.ErrInvalidCursor},
		{"a float for an integer", []any{noon, 1.0, "a", key}, pagination.ErrInvalidCursor},
		{"a NUL byte", []any{noon, int64(1), "\x00", key}, pagination.ErrInvalidCursor},
		{"invalid UTF-8", []any{noon, int64(1), "\xff", key}, pagination.ErrInvalidCursor},
		{"bytes for a text", []any{noon, int64(1), []byte("a"), key}, pagination.ErrInvalidCursor},
		{"a text for a uuid", []any{noon, int64(1), "a", "1 OR 1=1"}, pagination.ErrInvalidCursor},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := pagination.Cursor{Values: c.values}.Check(fields)
			if diff := cmp.Diff(c.want, err, cmpopts.EquateErrors()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestDigestsTellListsApart(t *testing.T) {
	t.Parallel()
	one, other := pagination.NewDigest([]byte("one")), pagination.NewDigest([]byte("other"))
	if one == other {
		t.Error("two lists have one digest")
	}
	if one != pagination.NewDigest([]byte("one")) {
		t.Error("one list has two digests")
	}
}
