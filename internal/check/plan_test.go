package check_test

import (
	"net/url"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// fill makes rows enough that an index is worth its while.
func fill(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	exec(tb, db,
		`INSERT INTO shops SELECT n, 'shop ' || n, 'city ' || n % 50 FROM generate_series(1, 200) AS g (n)`,
		`INSERT INTO tags SELECT n, 'tag ' || n FROM generate_series(1, 500) AS g (n)`,
		`INSERT INTO items (id, created_at, title, code, status, price, weight, labels, meta, shop_id)
			SELECT n, now() - n * interval '1 minute', 'title ' || md5(n::text), 'code ' || n, 'new', n,
			CASE WHEN n % 10 > 0 THEN n END, ARRAY['label ' || n], jsonb_build_object('color', 'color ' || n,
			'size', jsonb_build_object('width', n), 'net', n / 100.0, 'good', n % 100 = 0), 1 + n % 200
			FROM generate_series(1, 20000) AS g (n)`,
		`INSERT INTO item_tags (item_id, tag_id) SELECT n, 1 + n % 500 FROM generate_series(1, 20000) AS g (n)`,
		`INSERT INTO notes (item_id, id, text) SELECT n, n AS id, 'note ' || n FROM generate_series(1, 20000) AS g (n)`,
		`INSERT INTO profiles (item_id, id, slogan) SELECT n, n AS id, 'slogan ' || n FROM generate_series(1, 20000) AS g (n)`,
		`ANALYZE`)
}

// TestPlansUseWhatIsProposed has PostgreSQL plan the statements of requests, with the
// indexes of the report and no way around them. Subtests share a recorder.
func TestPlansUseWhatIsProposed(t *testing.T) { //nolint:tparallel // see above
	t.Parallel()
	db := dbtest.Postgres(t, &shop{}, &tag{}, &item{}, &note{}, &profile{})
	fix(t, db, report(t, db, everything))
	fill(t, db)
	recorded, statements := dbtest.Recorder(db)
	items := crud.Must(crud.New(recorded, everything))
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{"idx_items_created_at_id"}},
		{"order_by=title", []string{"idx_items_title_id"}},
		{"order_by=-title", []string{"idx_items_title_id"}},
		{"order_by=weight", []string{"idx_items_weight_id"}},
		{"order_by=-weight", []string{"idx_items_weight_id"}},
		{"order_by=weight.nullsfirst", []string{"idx_items_weight_id"}},
		{"order_by=shop__name", []string{"idx_shops_name", "idx_items_shop_id_id"}},
		{"order_by=-shop__name", []string{"idx_shops_name", "idx_items_shop_id_id"}},
		{"order_by=profile__slogan", []string{"idx_profiles_slogan", "items_pkey"}},
		{"order_by=meta__color", []string{"idx_items_meta_id_"}},
		{"filter_by[code]=code 7", []string{"idx_items_code"}},
		{"filter_by[code][icontains]=DE 777", []string{"idx_items_code_trgm"}},
		{"filter_by[code][ends_with]=de 777", []string{"idx_items_code_trgm"}},
		{"filter_by[title][starts_with]=title abcd", []string{"idx_items_title_trgm"}},
		{"filter_by[price][between]=7,9", []string{"idx_items_price_id"}},
		{"filter_by[labels][has]=label 7", []string{"idx_items_labels_gin"}},
		{"filter_by[meta__color]=color 7", []string{"idx_items_meta_id_"}},
		{"filter_by[meta__color][icontains]=OR 777", []string{"idx_items_meta_trgm_"}},
		{"filter_by[meta__size__width]=7", []string{"idx_items_meta_"}},
		{"filter_by[meta__net]=7", []string{"idx_items_meta_"}},
		{"filter_by[shop__city]=city 7", []string{"idx_shops_city"}},
		{"filter_by[tags__name]=tag 7", []string{"idx_tags_name", "idx_item_tags_tag_id"}},
		{"filter_by[notes__text]=note 7", []string{"idx_notes_text"}},
		{"search=abcdef", []string{"idx_items_title_trgm", "idx_items_code_trgm", "idx_items_status_trgm"}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			statements.Reset()
			values, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			q, err := items.ParseQuery(values, crud.WithFilter|crud.WithOrder|crud.WithCursor)
			if err != nil {
				t.Fatal(err)
			}
			// A page may as well be found by a walk in its order; rows are counted by
			// what finds them.
			if strings.HasPrefix(tt.query, "filter_by") || strings.HasPrefix(tt.query, "search") {
				_, err = items.Count(t.Context(), q)
			} else {
				_, err = items.List(t.Context(), q)
			}
			if err != nil {
				t.Fatal(err)
			}
			plan := explain(t, db, statements.SQL()[0])
			for _, index := range tt.want {
				if !strings.Contains(plan, index) {
					t.Errorf("%s is not in the plan:\n%s\n%s", index, statements.SQL()[0], plan)
				}
			}
		})
	}
}

// explain plans a statement without sequential scans.
func explain(t *testing.T, db *gorm.DB, statement string) string {
	t.Helper()
	var lines []string
	err := db.Transaction(func(tx *gorm.DB) error {
		exec(t, tx, "SET LOCAL enable_seqscan = off")
		return tx.Raw("EXPLAIN (COSTS OFF) " + strings.ReplaceAll(statement, "?", "??")).Scan(&lines).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// TestSearchIndexes: the two modes with an index of their own.
func TestSearchIndexes(t *testing.T) {
	t.Parallel()
	for _, mode := range []schemas.SearchMode{schemas.SearchTrigram, schemas.SearchFullText} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			db := dbtest.Postgres(t, &shop{}, &tag{}, &item{}, &note{}, &profile{})
			config := crud.Config[item]{
				SearchFields: []string{"title", "code"}, Search: crud.Search{Mode: mode}, DefaultOrder: "created_at",
			}
			before := report(t, db, config)
			fix(t, db, before)
			if left := of(report(t, db, config)); left != nil {
				t.Errorf("after the fixes of %q: %q", of(before), left)
			}
			exec(t, db, "DROP INDEX "+indexNamed(t, db, "idx_items_title_code%"))
			exec(t, db, crud.Must(crud.New(db, config)).SearchIndex())
			if left := of(report(t, db, config)); left != nil {
				t.Errorf("with the index of SearchIndex: %q", left)
			}
		})
	}
}

func indexNamed(t *testing.T, db *gorm.DB, like string) (name string) {
	t.Helper()
	if err := db.Raw("SELECT indexname FROM pg_indexes WHERE indexname LIKE ?", like).Scan(&name).Error; err != nil || name == "" {
		t.Fatalf("no index like %s: %v", like, err)
	}
	return name
}
