package crud_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// writeBox is a row of a table with every sort of constraint, none of which the
// model tells of.
type writeBox struct {
	ID      int64   `json:"id" gorm:"autoIncrement:false"`
	Code    string  `json:"code"`
	Shelf   int     `json:"shelf"`
	Weight  int     `json:"weight"`
	Label   *string `json:"label"`
	OwnerID *int64  `json:"owner_id"`
}

type writeBoxChange struct {
	Code    string  `json:"box_code" crud:"code"` // its name in bodies is another
	Shelf   int     `json:"shelf"`
	Weight  int     `json:"weight"`
	Label   *string `json:"label"`
	OwnerID *int64  `json:"owner_id"`
}

type writeBoxNew struct {
	writeBoxChange

	ID int64 `json:"id"`
}

func (b *writeBoxNew) SetDefaults() { b.Weight, b.Label = 1, new("") }

// writeBoxes has boxes 1, which owner 1 has, and 2.
func writeBoxes(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (db *gorm.DB, url string) {
	t.Helper()
	db = open(t, &writeAuthor{})
	for _, sql := range []string{
		`CREATE TABLE write_boxes (id bigint PRIMARY KEY, code varchar(5) NOT NULL, shelf bigint NOT NULL,
			weight bigint NOT NULL CONSTRAINT box_weight CHECK (weight < 1000), label text NOT NULL,
			owner_id bigint REFERENCES write_authors (id), CONSTRAINT box_place UNIQUE (code, shelf))`,
		`INSERT INTO write_authors VALUES (1, 'classified', 1), (2, 'nobody', 1)`,
		`INSERT INTO write_boxes VALUES (1, 'aaa', 4711, 1, 'first', 1), (2, 'bbb', 4711, 2, 'second', NULL)`,
	} {
		if err := db.Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
	engine := mountEngine()
	for _, err := range []error{
		crud.Mount(engine.Group("/boxes"), crud.Must(crud.New(db, crud.Config[writeBox]{})),
			crud.Create[writeBoxNew](), crud.Update[writeBoxChange](), crud.Deletable()),
		crud.Mount(engine.Group("/authors"), crud.Must(crud.New(db, crud.Config[writeAuthor]{})), crud.Deletable()),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return db, mountServe(t, engine)
}

// brokenBox is a change of box 2, how each database answers it, and the
// constraint that it tells of.
type brokenBox struct {
	change           string
	postgres, sqlite []string
	constraint       [2]string // of both, in this order
}

func brokenBoxes() []brokenBox {
	same := func(change string, answer []string, postgres, sqlite string) brokenBox {
		return brokenBox{change, answer, answer, [2]string{postgres, sqlite}}
	}
	return []brokenBox{
		same(`"box_code":"aaa","shelf":4711`, []string{"409 unique_violation", "/box_code unique_violation", "/shelf unique_violation"}, "box_place", ""),
		same(`"box_code":"ccc","shelf":1,"weight":474747`, []string{"422 check_violation"}, "box_weight", "box_weight"),
		same(`"box_code":"ccc","shelf":1,"label":null`, []string{"422 null_value", "/label null_value"}, "", ""),
		{
			`"box_code":"ccc","shelf":1,"owner_id":474747`,
			[]string{"422 unknown_reference", "/owner_id unknown_reference"},
			[]string{"422 unknown_reference"},
			[2]string{"write_boxes_owner_id_fkey", ""},
		},
	}
}

// TestWriteConstraintsOfTheDatabase breaks constraints that just the database
// knows: the answers name them, and keys as the client has sent them, but none of
// the values.
func TestWriteConstraintsOfTheDatabase(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeBoxes(t, open)
		for _, test := range brokenBoxes() {
			want, constraint := test.postgres, test.constraint[0]
			if db.Name() != "postgres" {
				want, constraint = test.sqlite, test.constraint[1]
			}
			for _, request := range []string{
				`POST - {"id":3,` + test.change + `}`, `PUT /2 {` + test.change + `,"label":"x"}`, `PATCH /2 {` + test.change + `}`,
				`POST /bulk [{"id":4,"box_code":"ddd","shelf":2},{"id":3,` + test.change + `}]`,
				`PATCH /bulk [{"id":1,"label":"x"},{"id":2,` + test.change + `}]`,
			} {
				request = strings.Replace(request, `"label":null,"label":"x"`, `"label":null`, 1)
				got := writeSend(t, url+"/boxes", request)
				if diff := cmp.Diff(want, got.refused(t)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", request, diff)
				}
				if p := got.problem(t); p.Constraint != constraint {
					t.Errorf("%s: constraint %q", request, p.Constraint)
				}
				for _, value := range []string{"aaa", "bbb", "ccc", "4711", "474747", "first", "second", "classified"} {
					if strings.Contains(got.Body, value) {
						t.Errorf("%s tells a value: %s", request, got.Body)
					}
				}
			}
		}
		var boxes []writeBox
		if err := db.Order("id").Find(&boxes).Error; err != nil {
			t.Fatal(err)
		}
		want := []writeBox{{1, "aaa", 4711, 1, new("first"), new(int64(1))}, {2, "bbb", 4711, 2, new("second"), nil}}
		if diff := cmp.Diff(want, boxes); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestWriteDeletesNoReferredRow answers that others refer to a row, one by one
// and in bulk.
func TestWriteDeletesNoReferredRow(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, url := writeBoxes(t, open)
		for _, request := range []string{`DELETE /1`, `POST /bulk/delete {"ids":[2,1]}`} {
			got := writeSend(t, url+"/authors", request)
			if got.refused(t)[0] != "409 foreign_key_violation" || strings.Contains(got.Body, "classified") {
				t.Errorf("%s: %s", request, got.Body)
			}
		}
		if n := writeCount(t, db, &writeAuthor{}); n != 2 {
			t.Errorf("%d authors", n)
		}
		if got := writeSend(t, url+"/authors", `DELETE /2`); got.Status != http.StatusNoContent {
			t.Errorf("%d %s", got.Status, got.Body)
		}
	})
}

// TestWriteConstraintsOfPostgres are those that SQLite has not: lengths and
// exclusions.
func TestWriteConstraintsOfPostgres(t *testing.T) {
	t.Parallel()
	db, url := writeBoxes(t, dbtest.Postgres)
	if err := db.Exec(`ALTER TABLE write_boxes ADD CONSTRAINT box_label EXCLUDE USING btree (label WITH =)`).Error; err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		change     string
		want       []string
		constraint string
	}{
		{`"box_code":"secrets","shelf":1,"label":"x"`, []string{"422 too_long"}, ""},
		{`"box_code":"ccc","shelf":1,"label":"first"`, []string{"409 exclusion_violation", "/label exclusion_violation"}, "box_label"},
	} {
		for _, request := range []string{
			`POST - {"id":3,` + test.change + `}`, `PUT /2 {` + test.change + `}`, `PATCH /2 {` + test.change + `}`,
			`POST /bulk [{"id":3,` + test.change + `}]`, `PATCH /bulk [{"id":2,` + test.change + `}]`,
		} {
			got := writeSend(t, url+"/boxes", request)
			want := slices.Clone(test.want)
			if strings.Contains(request, "/bulk") && len(want) > 1 {
				want[1] = "/0" + want[1]
			}
			if diff := cmp.Diff(want, got.refused(t)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", request, diff)
			}
			if p := got.problem(t); p.Constraint != test.constraint || strings.Contains(got.Body, "secrets") || strings.Contains(got.Body, "first") {
				t.Errorf("%s: %s", request, got.Body)
			}
		}
	}
}
