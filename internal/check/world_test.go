package check_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// shop, item, label and profile have each kind of column and relation, and no index
// but those of their keys.
type shop struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"type:text;not null"`
	City string `gorm:"type:text;not null"`
}

type item struct {
	ID        int64      `gorm:"primaryKey"`
	CreatedAt time.Time  `gorm:"not null"`
	Title     string     `gorm:"type:text;not null"`
	Code      string     `gorm:"type:varchar(40);not null"`
	Status    string     `gorm:"type:varchar(20);not null"`
	Price     int64      `gorm:"not null"`
	Weight    *float64   `gorm:"type:double precision"`
	Labels    stringList `gorm:"type:text[]"`
	Meta      string     `gorm:"type:jsonb"`
	ShopID    *int64
	Shop      *shop
	Tags      []tag `gorm:"many2many:item_tags"`
	Notes     []note
	Profile   *profile
	DeletedAt gorm.DeletedAt
}

type tag struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"type:text;not null"`
}

type note struct {
	ID     int64  `gorm:"primaryKey"`
	ItemID int64  `gorm:"not null"`
	Text   string `gorm:"type:text;not null"`
}

type profile struct {
	ID     int64  `gorm:"primaryKey"`
	ItemID int64  `gorm:"not null"`
	Slogan string `gorm:"type:text;not null"`
}

// stringList reads an array as the text that PostgreSQL writes.
type stringList string

func (l *stringList) Scan(src any) error {
	text, _ := src.(string)
	*l = stringList(text)
	return nil
}

// everything declares whatever an index can serve.
var everything = crud.Config[item]{
	DefaultOrder: "-created_at",
	OrderFields:  []string{"title", "price", "weight", "shop.name", "profile.slogan", "meta.color"},
	FilterFields: []string{"code", "labels", "meta.color", "meta.size.width", "meta.good", "meta.net", "shop.city", "tags.name", "notes.text"},
	Filters:      map[string]crud.Operators{"price": crud.Range, "status": "eq,in", "title": "starts_with"},
	FacetFields:  []string{"status", "shop.name"},
	SearchFields: []string{"title", "code", "status"},
	JSON: map[string]schemas.Kind{
		"meta.color": schemas.Text, "meta.size.width": schemas.Int, "meta.good": schemas.Bool, "meta.net": schemas.Decimal,
	},
	Enums: map[string][]string{"status": {"new", "old"}},
}

func report[M any](t *testing.T, db *gorm.DB, c crud.Config[M]) crud.Report {
	t.Helper()
	factory, err := crud.New(db, c)
	if err != nil {
		t.Fatal(err)
	}
	r, err := factory.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// exec runs statements.
func exec(tb testing.TB, db *gorm.DB, statements ...string) {
	tb.Helper()
	for _, statement := range statements {
		if err := db.Exec(statement).Error; err != nil {
			tb.Fatalf("%s: %v", statement, err)
		}
	}
}

// fix runs what a report proposes.
func fix(t *testing.T, db *gorm.DB, r crud.Report) {
	t.Helper()
	for _, f := range r.Findings {
		if f.Fix != "" {
			exec(t, db, f.Fix)
		}
	}
}

// of are the findings with some codes, as lines.
func of(r crud.Report, codes ...string) (found []string) {
	for _, f := range r.Findings {
		if len(codes) == 0 || slices.Contains(codes, f.Code) {
			found = append(found, strings.TrimSpace(f.String()))
		}
	}
	return found
}
