package crud_test

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/internal/pgtest"
)

// columnRow has columns whose values are written in different ways.
type columnRow struct {
	ID      int64    `gorm:"primaryKey"`
	Text    string   `gorm:"not null"`
	Short   *string  `gorm:"type:varchar(9)"`
	Small   *int16   `gorm:"type:smallint"`
	Big     *int64   `gorm:"type:bigint"`
	Real    *float64 `gorm:"type:double precision"`
	Price   *string  `gorm:"type:numeric(30,10)"`
	Yes     *bool    `gorm:"type:boolean"`
	At      *time.Time
	Single  *float32   `gorm:"type:numeric"`
	Key     *uuid.UUID `gorm:"type:uuid"`
	Status  string     `gorm:"not null;default:new"`
	Made    time.Time  `gorm:"autoCreateTime;not null"`
	Counted int64      `gorm:"autoIncrement:false;not null;default:7"`
}

// columnTwin is a second table of the same columns.
type columnTwin columnRow

// columnLocal and columnList have values that cannot stand in an array.
type (
	columnLocal struct {
		ID int64     `gorm:"primaryKey"`
		At time.Time `gorm:"type:timestamp;not null"`
	}
	columnList struct {
		ID   int64       `gorm:"primaryKey"`
		Text columnTexts `gorm:"type:text[];not null"`
	}
	// columnTexts is the text of an array.
	columnTexts string //nolint:recvcheck // Scan sets it
)

// Value implements driver.Valuer.
func (c columnTexts) Value() (driver.Value, error) { return string(c), nil }

// Scan implements sql.Scanner.
func (c *columnTexts) Scan(src any) error {
	text, ok := src.(string)
	if *c = columnTexts(text); !ok {
		return fmt.Errorf("%T is no text", src)
	}
	return nil
}

// columnWrite is what clients send of a columnRow.
type columnWrite struct {
	Text   string     `json:"text"`
	Short  *string    `json:"short"`
	Small  *int16     `json:"small"`
	Big    *int64     `json:"big"`
	Real   *float64   `json:"real"`
	Price  *string    `json:"price"`
	Yes    *bool      `json:"yes"`
	At     *time.Time `json:"at"`
	Single *float32   `json:"single"`
	Key    *uuid.UUID `json:"key"`
	Status string     `json:"status"`
}

var columnBodies = []string{
	`{"text":""}`, `{"text":"NULL"}`, `{"text":"null"}`, `{"text":"{a,b}"}`, `{"text":"a\"b\\c'd"}`, `{"text":" \t\n, "}`,
	`{"text":"\u2028 <&> 😀"}`, `{"text":"x","short":"","small":-32768,"big":-9223372036854775808,"real":-0.0,"price":"0"}`,
	`{"text":"y","short":"\"","small":32767,"big":9223372036854775807,"real":1.7976931348623157e308,"price":"-12345678901234567890.0123456789"}`,
	`{"text":"z","real":5e-324,"yes":true,"at":"2024-02-29T23:59:59.999999+05:30"}`,
	`{"text":"z","yes":false,"at":"1883-11-18T12:03:57Z","single":0.1,"key":"01234567-89ab-cdef-fedc-ba9876543210"}`,
	`{"text":"s","status":"old"}`,
}

// Rows that are sent together are stored as those sent one by one, in every mode
// of pgx.
func TestWriteByColumn(t *testing.T) { //nolint:tparallel // the modes share their tables
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		columnsAgree(t, open(t, &columnRow{}, &columnTwin{}))
	})
	address := pgtest.New(t)
	for _, mode := range []pgx.QueryExecMode{
		pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec, pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol,
	} {
		t.Run(mode.String(), func(t *testing.T) {
			db := columnsOpen(t, address, mode)
			if err := db.Migrator().DropTable(&columnRow{}, &columnTwin{}); err != nil {
				t.Fatal(err)
			}
			if err := db.AutoMigrate(&columnRow{}, &columnTwin{}); err != nil {
				t.Fatal(err)
			}
			columnsAgree(t, db)
		})
	}
}

// columnsOpen opens a database in a mode of pgx.
func columnsOpen(t *testing.T, address string, mode pgx.QueryExecMode) *gorm.DB {
	t.Helper()
	config, err := pgx.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	config.DefaultQueryExecMode = mode
	pool := stdlib.OpenDB(*config)
	t.Cleanup(func() { _ = pool.Close() }) // nothing is lost
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func columnsAgree(t *testing.T, db *gorm.DB) {
	t.Helper()
	db.NowFunc = func() time.Time { return time.Date(2030, 1, 2, 3, 4, 5, 6000, time.UTC) }
	db, statements := dbtest.Recorder(db)
	url := columnsMounted(t, db)
	for _, body := range columnBodies {
		if got := writeSend(t, url+"/one", "POST - "+body); got.Status != http.StatusCreated {
			t.Fatalf("%s: %s", body, got.Body)
		}
	}
	got := writeSend(t, url+"/many", "POST /bulk ["+strings.Join(columnBodies, ",")+"]")
	if got.Status != http.StatusCreated {
		t.Fatal(got.Body)
	}
	var one, many struct{ Items []json.RawMessage }
	for path, into := range map[string]any{"/one?items_per_page=100": &one, "/many?items_per_page=100": &many} {
		if err := json.Unmarshal([]byte(mountGet(t, url+path).Body), into); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(one, many); diff != "" || len(one.Items) != len(columnBodies) {
		t.Errorf("(-one by one +together):\n%s", diff)
	}
	if inserted := db.Name() == "postgres"; inserted != columnsSent(statements, "column_twins") {
		t.Errorf("by column: %v", !inserted)
	}
}

// columnsSent reports whether a table's rows were inserted by column.
func columnsSent(statements *dbtest.Statements, table string) bool {
	for _, s := range statements.All() {
		if strings.HasPrefix(s.SQL, `INSERT INTO "`+table) && strings.Contains(s.SQL, "unnest(") {
			return true
		}
	}
	return false
}

func columnsMounted(t *testing.T, db *gorm.DB) string {
	t.Helper()
	engine := gin.New()
	for _, err := range []error{
		crud.Mount(engine.Group("/one"), crud.Must(crud.New(db, crud.Config[columnRow]{})), crud.Create[columnWrite]()),
		crud.Mount(engine.Group("/many"), crud.Must(crud.New(db, crud.Config[columnTwin]{})), crud.Create[columnWrite]()),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return mountServe(t, engine)
}

// What cannot stand in an array is inserted as gorm does it.
func TestWriteByColumnCannot(t *testing.T) {
	t.Parallel()
	db, statements := dbtest.Recorder(dbtest.Postgres(t, &columnLocal{}, &columnList{}))
	type list struct {
		Text columnTexts `json:"text"`
	}
	type local struct {
		At time.Time `json:"at"`
	}
	engine := gin.New()
	for _, err := range []error{
		crud.Mount(engine.Group("/locals"), crud.Must(crud.New(db, crud.Config[columnLocal]{})), crud.Create[local]()),
		crud.Mount(engine.Group("/lists"), crud.Must(crud.New(db, crud.Config[columnList]{})), crud.Create[list]()),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	url := mountServe(t, engine)
	for path, want := range map[string]string{
		`/locals POST /bulk [{"at":"2024-02-29T23:00:00+05:30"},{"at":"2024-02-29T23:00:00Z"}]`: `{"items":[` +
			`{"ID":1,"At":"2024-02-29T23:00:00Z"},{"ID":2,"At":"2024-02-29T23:00:00Z"}]}`,
		`/lists POST /bulk [{"text":"{a,b}"},{"text":"{}"}]`: `{"items":[{"ID":1,"Text":"{a,b}"},{"ID":2,"Text":"{}"}]}`,
	} {
		list, request, _ := strings.Cut(path, " ")
		if got := writeSend(t, url+list, request); got.Body != want {
			t.Errorf("%s: %s", path, got.Body)
		}
	}
	if columnsSent(statements, "column_locals") || columnsSent(statements, "column_lists") {
		t.Error("inserted by column")
	}
}

// columnAny has a column of whatever type a test gives it.
type columnAny struct {
	ID int64   `gorm:"primaryKey" json:"id"`
	V  *string `gorm:"type:text" json:"v"`
}

// Whatever a column's type is, and of whatever Go type its values are, rows that are
// sent together are those sent one by one.
func TestWriteByColumnTypes(t *testing.T) {
	t.Parallel()
	db, statements := dbtest.Recorder(columnsOpen(t, pgtest.New(t), pgx.QueryExecModeDescribeExec)) // types change below
	if err := db.AutoMigrate(&columnAny{}); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		"CREATE TYPE mood AS ENUM ('sad', 'half glad')", "CREATE TYPE amount AS (value numeric, currency text)",
		"CREATE DOMAIN word AS text CHECK (value <> '')", "CREATE DOMAIN hour AS timestamp",
	} {
		if err := db.Exec(statement).Error; err != nil {
			t.Fatal(err)
		}
	}
	for of, value := range map[string]string{
		"mood": "half glad", "amount": "(12.5,EUR)", "word": "a,b", "hour": "2024-02-29 23:00:00", "box": "(2,2),(1,1)", "inet": "10.0.0.1",
		"jsonb": `{"a": [1, "x"]}`, "char(3)": "a", "bit(3)": "101", "money": "$1.50", "int4range": "[1,3)", "interval": "1 day",
		"numeric(5,2)": "1.50", "uuid": "01234567-89ab-cdef-fedc-ba9876543210", "bytea": `\x00ff`, "time": "10:00:00", "varchar(4)": "{\"\\",
	} {
		statement := "ALTER TABLE column_anies ALTER v TYPE " + of + " USING NULL"
		for _, statement := range []string{"TRUNCATE column_anies RESTART IDENTITY", statement} {
			if err := db.Exec(statement).Error; err != nil {
				t.Fatal(err)
			}
		}
		engine := gin.New()
		f := crud.Must(crud.New(db, crud.Config[columnAny]{}))
		if err := crud.Mount(engine.Group("/"), f, crud.Create[struct {
			V *string `json:"v"`
		}]()); err != nil {
			t.Fatal(err)
		}
		url, quoted := mountServe(t, engine), fmt.Sprintf("%q", value)
		writeSend(t, url, `POST - {"v":`+quoted+`}`)
		got := writeSend(t, url, `POST /bulk [{"v":`+quoted+`},{"v":null},{"v":`+quoted+`}]`)
		var values []sql.NullString
		if err := db.Raw("SELECT v::text FROM column_anies ORDER BY id").Scan(&values).Error; err != nil {
			t.Fatal(err)
		}
		if len(values) != 4 || values[2].Valid || values[0] != values[1] || values[1] != values[3] {
			t.Errorf("%s: %d %s, stored %v", of, got.Status, got.Body, values)
		}
		sent := columnsSent(statements, "column_anies")
		statements.Reset()
		if may := slices.Contains([]string{"mood", "char(3)", "numeric(5,2)", "uuid", "varchar(4)"}, of); sent != may {
			t.Errorf("%s: by column: %v", of, sent)
		}
	}
}

// columnLine is in a table that has the name of one of PostgreSQL's types.
type columnLine struct {
	ID int64  `gorm:"primaryKey" json:"id"`
	V  string `gorm:"not null" json:"v"`
}

// TableName implements gorm's Tabler.
func (columnLine) TableName() string { return "line" }

func TestWriteByColumnOfATableNamedAsAType(t *testing.T) {
	t.Parallel()
	engine := gin.New()
	f := crud.Must(crud.New(dbtest.Postgres(t, &columnLine{}), crud.Config[columnLine]{}))
	if err := crud.Mount(engine.Group("/"), f, crud.Create[struct {
		V string `json:"v"`
	}]()); err != nil {
		t.Fatal(err)
	}
	if got := writeSend(t, mountServe(t, engine), `POST /bulk [{"v":"a"},{"v":"b"}]`); got.Status != http.StatusCreated {
		t.Error(got.Body)
	}
}
