package faults

import (
	"database/sql/driver"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/schemas"
)

// sample has a column of each kind, and relations of both sorts.
type sample struct {
	ID      uuid.UUID `gorm:"type:uuid;primaryKey"          json:"id"`
	At      time.Time `gorm:"not null"                      json:"at"`
	Day     time.Time `gorm:"type:date;not null"            json:"day"`
	Price   *string   `gorm:"type:numeric(40,20)"           json:"price"`
	Rate    float64   `gorm:"not null"                      json:"rate"`
	Flag    *bool     `json:"flag"`
	Small   int16     `gorm:"not null"                      json:"small"`
	Big     int64     `gorm:"not null"                      json:"big"`
	Words   words     `gorm:"type:text[]"                   json:"words"`
	Meta    *string   `gorm:"type:jsonb"                    json:"-"`
	Data    []byte    `json:"data"`
	Text    string    `gorm:"not null"                      json:"text"`
	GroupID *int64    `json:"group_id"`
	Group   *group    `json:"-"`
	Labels  []label   `gorm:"many2many:sample_labels"       json:"-"`
}

type group struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Name string `gorm:"not null"   json:"name"`
}

type label struct {
	ID   int64  `gorm:"primaryKey" json:"id"`
	Name string `gorm:"not null"   json:"name"`
}

type sampleBody struct {
	ID       uuid.UUID `json:"id"`
	At       time.Time `json:"at"`
	Day      time.Time `json:"day"`
	Price    *string   `json:"price"`
	Rate     float64   `json:"rate"`
	Flag     *bool     `json:"flag"`
	Small    int16     `json:"small"`
	Big      int64     `json:"big"`
	Words    words     `json:"words"`
	Meta     *string   `json:"meta"`
	Data     []byte    `json:"data"`
	Text     string    `json:"text"`
	GroupID  *int64    `json:"group_id"`
	LabelIDs []int64   `json:"label_ids"`
}

type sampleUpdate struct {
	At       time.Time `json:"at"`
	Price    *string   `json:"price"`
	Flag     *bool     `json:"flag"`
	Big      int64     `json:"big"`
	Words    words     `json:"words"`
	Text     string    `json:"text"`
	GroupID  *int64    `json:"group_id"`
	LabelIDs []int64   `json:"label_ids"`
}

// words is an array as a model has it.
type words []string //nolint:recvcheck // a Scanner is a pointer, a Valuer need not be one

func (w *words) Scan(src any) error {
	return pgtype.NewMap().SQLScanner((*[]string)(w)).Scan(src)
}

func (w words) Value() (driver.Value, error) {
	if w == nil {
		return nil, nil //nolint:nilnil // nil is the value of NULL
	}
	text, err := pgtype.NewMap().Encode(pgtype.TextArrayOID, pgtype.TextFormatCode, []string(w), nil)
	return string(text), err
}

// samples mounts such rows, and makes the groups and labels that they refer to.
func samples(db *gorm.DB) (http.Handler, error) {
	if err := db.AutoMigrate(&group{}, &label{}, &sample{}); err != nil {
		return nil, err
	}
	for _, rows := range []any{&[]group{{1, "one"}, {2, "two"}}, &[]label{{1, "a"}, {2, "b"}, {3, "c"}}} {
		if err := db.Create(rows).Error; err != nil {
			return nil, err
		}
	}
	fields := []string{"at", "day", "price", "rate", "flag", "small", "big", "text", "group.name"}
	f, err := crud.New(db, crud.Config[sample]{
		FilterFields: append([]string{"id", "words", "labels.name", "meta.color", "meta.size"}, fields...),
		OrderFields:  fields,
		FacetFields:  []string{"flag", "small", "price", "day", "group.name", "labels.name", "meta.color"},
		SearchFields: []string{"text", "group.name"},
		JSON:         map[string]schemas.Kind{"meta.color": schemas.Text, "meta.size": schemas.Int},
		Includes:     []crud.Include{{Relation: "group"}, {Relation: "labels", DefaultOrder: "name"}},
		Streams:      []crud.Format{crud.NDJSON, crud.CSV},
	})
	if err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	crud.Install(engine)
	return engine, crud.Mount(engine.Group("/samples"), f, crud.Create[sampleBody](), crud.Update[sampleUpdate](), crud.Deletable())
}

// request is one of a sequence that has the same answers wherever it is asked.
type request struct{ method, target, accept, body string }

func (r request) String() string { return r.method + " " + r.target + " " + r.accept }

const sampleKey = "0190d6a2-7c3e-7b1a-9f00-00000000000"

// sampleRequests write rows of every kind, and read them in every way.
func sampleRequests(t *testing.T) (all []request) {
	t.Helper()
	const one = `{"id":"` + sampleKey + `1","at":"2024-02-29T12:00:00.123456Z","day":"2024-02-29T00:00:00Z","price":"12345678901234567890.5",
		"rate":0.1,"flag":true,"small":-3,"big":9007199254740993,"words":["a","b,c","\"",""],"meta":"{\"color\":\"red\",\"size\":3}",
		"data":"AP8=","text":"don't ? $1 \\","group_id":1,"label_ids":[1,2]}`
	add := func(method, target, body string) {
		all = append(all, request{method, target, "application/json", body})
	}
	add(http.MethodPost, "/samples", one)
	var rows []string
	for _, key := range []string{"2", "3", "4", "5"} {
		rows = append(rows, strings.NewReplacer(sampleKey+"1", sampleKey+key, ".123456Z", "."+key+"Z", "true", "null", "-3", key,
			"20.5", "-1.25", "red", "color "+key, `"group_id":1`, `"group_id":null`).Replace(one))
	}
	add(http.MethodPost, "/samples/bulk", "["+strings.Join(rows, ",")+"]")
	add(http.MethodPatch, "/samples/"+sampleKey+"1", `{"price":"0.10","words":["x"],"label_ids":[3],"flag":null,"at":"1969-12-31T23:59:59.999999Z"}`)
	add(http.MethodPatch, "/samples/bulk", `[{"id":"`+sampleKey+`2","big":-1,"group_id":2,"words":null},{"id":"`+sampleKey+`3","big":5,"group_id":2,"words":["y"]}]`)
	add(http.MethodPost, "/samples", one) // a conflict
	add(http.MethodPatch, "/samples/"+sampleKey+"1", `{"group_id":99}`)
	for _, query := range []string{
		"", "?facet_counts=true", "?include=group,labels&fields=id,price", "?search=don%27t", "?search=two", "?count=estimated", "?count=capped",
		"?filter_by[at][gte]=2024-02-29T12:00:00.3Z", "?filter_by[day]=2024-02-29", "?filter_by[price]=0.1", "?filter_by[price][lt]=1000",
		"?filter_by[rate]=0.1", "?filter_by[flag][is_null]=true", "?filter_by[flag]=false", "?filter_by[small][in]=2,3", "?filter_by[big]=9007199254740993",
		"?filter_by[words][has]=" + "b%2Cc", "?filter_by[words][has_any]=x,y", "?filter_by[meta__color]=red&facet_counts=true", "?filter_by[meta__size][gte]=3",
		"?filter_by[labels__name]=c", "?filter_by[labels__name][none]=c", "?filter_by[group__name]=two", "?filter_by[text][icontains]=DON",
		"?filter_by[id]=" + sampleKey + "3", "?filter_by[id][in]=" + sampleKey + "3," + sampleKey + "4",
		"?filter=" + "price%20%3E%200.05%20AND%20NOT%20flag%20%3D%20true",
	} {
		add(http.MethodGet, "/samples"+query, "")
	}
	for _, order := range []string{"at", "-day,big", "price", "-rate", "flag.nullsfirst,-big", "small", "-big", "text,at", "group__name,-at"} {
		add(http.MethodGet, "/samples/cursor?items_per_page=2&order_by="+order, "")
	}
	for _, accept := range []string{"application/x-ndjson", "text/csv"} {
		all = append(all, request{http.MethodGet, "/samples?order_by=-at", accept, ""})
	}
	add(http.MethodGet, "/samples/"+sampleKey+"1", "")
	add(http.MethodDelete, "/samples/"+sampleKey+"1", "") // a conflict: it has labels
	add(http.MethodPatch, "/samples/bulk", `[{"id":"`+sampleKey+`1","label_ids":[]},{"id":"`+sampleKey+`2","label_ids":[]},{"id":"`+sampleKey+`3","label_ids":[]}]`)
	add(http.MethodDelete, "/samples/"+sampleKey+"1", "")
	add(http.MethodPost, "/samples/bulk/delete", `{"ids":["`+sampleKey+`2","`+sampleKey+`3"]}`)
	add(http.MethodGet, "/samples", "")
	return all
}
