package model_test

import (
	"database/sql"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/internal/model"
)

// record has a column of every type that is scanned in its own way.
type record struct {
	*Stamp

	ID       int64 `gorm:"primaryKey"`
	Text     string
	Number   int
	Small    uint8
	Ratio    float64
	Yes      bool
	At       time.Time
	Day      time.Time `gorm:"type:date"`
	Code     uuid.UUID `gorm:"type:uuid"`
	Blob     []byte
	JSON     json.RawMessage `gorm:"type:jsonb"`
	Price    Decimal         `gorm:"type:numeric(12,2)"`
	Maybe    sql.NullString
	Generic  sql.Null[int32]
	Deleted  gorm.DeletedAt
	PText    *string
	PNumber  *int
	PAt      *time.Time
	PCode    *uuid.UUID `gorm:"type:uuid"`
	PBlob    *[]byte
	Labels   []string       `gorm:"serializer:json"`
	Settings map[string]int `gorm:"serializer:json"`
	PLabels  *[]string      `gorm:"serializer:json"`
	Seen     int64          `gorm:"serializer:unixtime;type:timestamp"`
	State    status
	Home     household  `gorm:"embedded;embeddedPrefix:home_"`
	Work     *residence `gorm:"embedded;embeddedPrefix:work_"`
}

type household struct {
	City string
	Tags []string `gorm:"serializer:json"`
}

type residence struct {
	City  string
	Since *time.Time
}

// Stamp is embedded by pointer.
type Stamp struct {
	StampedBy string
}

// everything has a value in each column.
func everything() record {
	at := time.Date(2024, 2, 29, 12, 30, 0, 123456000, time.UTC)
	code := uuid.MustParse("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f")
	return record{
		ID: 1, Text: "a'b\n", Number: -1, Small: 255, Ratio: 0.1, Yes: true,
		At: at, Day: time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), Code: code, Blob: []byte{0, 255},
		JSON: json.RawMessage(`{"a": 1}`), Price: Decimal{"12.50"},
		Maybe: sql.NullString{String: "x", Valid: true}, Generic: sql.Null[int32]{V: -7, Valid: true},
		Deleted: gorm.DeletedAt{Time: at, Valid: true},
		PText:   new(""), PNumber: new(0), PAt: new(at), PCode: new(code), PBlob: new([]byte{1}),
		Labels: []string{"x", "y"}, Settings: map[string]int{"a": 1}, PLabels: new([]string{"z"}),
		Seen: at.Unix(), State: "new",
		Home:  household{City: "York", Tags: []string{"t"}},
		Work:  &residence{City: "Bath", Since: new(at)},
		Stamp: &Stamp{StampedBy: "ann"},
	}
}

// scanAll reads all rows of a shape's own columns in the order of their id.
func scanAll[T any](t *testing.T, db *gorm.DB, shape *model.Shape) []T {
	t.Helper()
	var columns []string
	for _, f := range shape.Columns {
		columns = append(columns, db.Statement.Quote(f.Column))
	}
	rows, err := db.Raw("SELECT " + strings.Join(columns, ",") + " FROM records ORDER BY id").Rows() //nolint:unqueryvet // of our names
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // Err tells
	scanner := shape.NewScanner(0)
	var all []T
	for rows.Next() {
		var row T
		if err := rows.Scan(scanner.Dest...); err != nil {
			t.Fatal(err)
		}
		if err := scanner.Set(t.Context(), reflect.ValueOf(&row).Elem()); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	exactDecimal = cmp.AllowUnexported(Decimal{})
	sameInstant  = cmp.Comparer(time.Time.Equal)
)

// TestScanModel reads what gorm wrote, and rows of NULLs before and behind it:
// nothing of one row is left over in the next.
func TestScanModel(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &record{})
		full := everything()
		if err := db.Create(&full).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Exec("INSERT INTO records (id) VALUES (0), (2)").Error; err != nil {
			t.Fatal(err)
		}
		m, err := model.Read(db, &record{})
		if err != nil {
			t.Fatal(err)
		}
		want := []record{{}, everything(), {ID: 2}}
		if db.Name() == "sqlite" {
			want[1].Price.text = "12.5" // it has no decimals
		}
		if diff := cmp.Diff(want, scanAll[record](t, db, m.Shape()), exactDecimal, sameInstant); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestScanModelAsGormDoes compares with Find, which leaves a struct that is
// embedded by pointer nil where it has no column with a value.
func TestScanModelAsGormDoes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &record{})
		full := everything()
		if err := db.Create(&full).Error; err != nil {
			t.Fatal(err)
		}
		for _, insert := range []string{
			"INSERT INTO records (id) VALUES (2)",
			"INSERT INTO records (id, work_city) VALUES (3, '')",
			"INSERT INTO records (id, work_since) VALUES (4, (SELECT at FROM records WHERE id = 1))",
			"INSERT INTO records (id, home_city, p_labels) VALUES (5, 'x', '[]')",
		} {
			if err := db.Exec(insert).Error; err != nil {
				t.Fatal(err)
			}
		}
		var want []record
		if err := db.Unscoped().Order("id").Find(&want).Error; err != nil {
			t.Fatal(err)
		}
		m, err := model.Read(db, &record{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, scanAll[record](t, db, m.Shape()), exactDecimal, sameInstant); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// RecordRead has columns in other types than the model's.
type RecordRead struct {
	RecordPart
	*RecordTail

	Number  int64
	PNumber int
	Text    []byte
	Body    json.RawMessage `crud:"text"`
	JSON    string
	Raw     []byte `crud:"json"`
	Blob    string
	Price   string
	Approx  float64 `crud:"price"`
	Code    string
	At      *time.Time
	PAt     time.Time
	PText   string
	Maybe   *string
	State   text
	Deleted *time.Time
	Labels  []string
	Custom  scans `crud:"number"`
}

// RecordPart is embedded in a read schema.
type RecordPart struct {
	HomeCity string
	Tags     []string `crud:"home_tags"`
}

// RecordTail is embedded by pointer.
type RecordTail struct {
	WorkCity string
}

func TestScanReadSchema(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &record{})
		full := everything()
		full.Text = `{"b": 2}`
		if err := db.Create(&full).Error; err != nil {
			t.Fatal(err)
		}
		if err := db.Exec("INSERT INTO records (id) VALUES (2)").Error; err != nil {
			t.Fatal(err)
		}
		m, err := model.Read(db, &record{})
		if err != nil {
			t.Fatal(err)
		}
		shape, err := m.ReadSchema(reflect.TypeFor[RecordRead]())
		if err != nil {
			t.Fatal(err)
		}
		want := []RecordRead{{
			Number: -1, Text: []byte(full.Text), Body: json.RawMessage(full.Text), JSON: `{"a": 1}`, Raw: []byte(`{"a": 1}`),
			Blob: "\x00\xff", Price: "12.50", Approx: 12.5, Code: full.Code.String(), At: &full.At, PAt: full.At,
			Maybe: new("x"), State: "new", Deleted: &full.At, Labels: []string{"x", "y"}, Custom: scans{int64(-1)},
			RecordPart: RecordPart{HomeCity: "York", Tags: []string{"t"}}, RecordTail: &RecordTail{WorkCity: "Bath"},
		}, {}}
		if db.Name() == "sqlite" {
			want[0].Price = "12.5" // it has no decimals
		}
		got := scanAll[RecordRead](t, db, shape)
		if diff := cmp.Diff(want, got, sameInstant, cmp.AllowUnexported(scans{})); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestScanRefuses has rows that do not fit the struct they are read into.
func TestScanRefuses(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &record{})
		if err := db.Exec(`INSERT INTO records (id, small, labels) VALUES (1, 300, '{"not":"a list"}')`).Error; err != nil {
			t.Fatal(err)
		}
		m, err := model.Read(db, &record{})
		if err != nil {
			t.Fatal(err)
		}
		type narrow struct{ Small uint8 }
		if err := scanOne[narrow](t, db, m, "small"); err == nil || !strings.Contains(err.Error(), "value out of range") {
			t.Errorf("a number that is too large: %v", err)
		}
		type serialized struct{ Labels []string }
		if err := scanOne[serialized](t, db, m, "labels"); err == nil || !strings.HasPrefix(err.Error(), "labels: ") {
			t.Errorf("a list that is none: %v", err)
		}
	})
}

// scanOne reads one column of one row.
func scanOne[T any](t *testing.T, db *gorm.DB, m *model.Model, column string) error {
	t.Helper()
	shape, err := m.ReadSchema(reflect.TypeFor[T]())
	if err != nil {
		t.Fatal(err)
	}
	scanner := shape.NewScanner(0)
	if err := db.Raw("SELECT " + column + " FROM records").Row().Scan(scanner.Dest...); err != nil {
		return err
	}
	var row T
	return scanner.Set(t.Context(), reflect.ValueOf(&row).Elem())
}
