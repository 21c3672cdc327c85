package query_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3/gormlite"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/query"
	"github.com/crudfactory/crudfactory/schemas"
)

// TestParts parts the keys of a plan by what the databases take as parameters.
func TestParts(t *testing.T) {
	t.Parallel()
	one, two := []*schemas.Field{{}}, []*schemas.Field{{}, {}}
	for _, tt := range []struct {
		name      string
		dialector gorm.Dialector
		key       []*schemas.Field
		keys      int
		want      []int
	}{
		{"postgres, one array", postgres.Open("host=nowhere"), one, 70_000, []int{70_000}},
		{"postgres, pairs", postgres.Open("host=nowhere"), two, 40_000, []int{15_000, 15_000, 10_000}},
		{"sqlite", gormlite.Open(":memory:"), one, 70_000, []int{30_000, 30_000, 10_000}},
		{"sqlite, none", gormlite.Open(":memory:"), one, 0, nil},
	} {
		plan := query.Plan{Resource: &schemas.Resource{PrimaryKey: tt.key}, Keys: make([][]any, tt.keys)}
		var got []int
		for _, part := range plan.Parts(offline(t, tt.dialector)) {
			got = append(got, len(part.Keys))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
	if all := (query.Plan{}).Parts(nil); len(all) != 1 {
		t.Errorf("a plan without keys has %d parts", len(all))
	}
}
