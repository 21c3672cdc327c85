package crud_test

import (
	"database/sql/driver"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgtype"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// arrayOf is an array as a model has it: gorm binds no bare slice. nil is NULL,
// for the array and for an element.
type arrayOf[T any] []*T

func (a *arrayOf[T]) Scan(src any) error {
	if src == nil {
		*a = nil
		return nil
	}
	return pgtype.NewMap().SQLScanner((*[]*T)(a)).Scan(src)
}

func (a arrayOf[T]) Value() (driver.Value, error) {
	if a == nil {
		return nil, nil //nolint:nilnil // nil is the value of NULL
	}
	types := pgtype.NewMap() // it remembers, and so is not for several tests at once
	t, _ := types.TypeForValue([]*T(a))
	text, err := types.Encode(t.OID, pgtype.TextFormatCode, []*T(a), nil)
	return string(text), err
}

// arrayValues has an array of every kind of element. The text of an element is
// its value wherever Go has no plain type for it.
type arrayValues struct {
	Texts    arrayOf[string]  `gorm:"type:text[]"`
	Ints     arrayOf[int32]   `gorm:"type:integer[]"`
	Bigs     arrayOf[int64]   `gorm:"type:bigint[]"`
	Bools    arrayOf[bool]    `gorm:"type:boolean[]"`
	UUIDs    arrayOf[string]  `gorm:"type:uuid[];column:uuids"`
	Decimals arrayOf[string]  `gorm:"type:numeric[]"`
	Times    arrayOf[string]  `gorm:"type:timestamptz[]"`
	Dates    arrayOf[string]  `gorm:"type:date[]"`
	Shorts   arrayOf[string]  `gorm:"type:varchar(20)[]"`
	Floats   arrayOf[float64] `gorm:"type:double precision[]"`
	Labels   arrayOf[string]  `gorm:"type:text[]"`
}

// arrayRow has such arrays itself, and over relations to one and to many.
type arrayRow struct {
	ID      int64       `gorm:"primaryKey;autoIncrement:false"`
	Values  arrayValues `gorm:"embedded"`
	OwnerID *int64
	Owner   *arrayOwner
	Parts   []arrayPart `gorm:"foreignKey:RowID"`
}

type arrayOwner struct {
	ID     int64       `gorm:"primaryKey;autoIncrement:false"`
	Values arrayValues `gorm:"embedded"`
}

type arrayPart struct {
	ID     int64       `gorm:"primaryKey;autoIncrement:false"`
	Values arrayValues `gorm:"embedded"`
	RowID  int64       `gorm:"not null"`
}

var arrayLabels = []string{"new", "done", "archived"}

// arrayPools are the elements of each column, by its name: every line is one
// value in the spellings of a client, the column's own first.
var arrayPools = map[string][][]string{
	"texts": {{""}, {"a"}, {"A"}, {"a,b"}, {`"`}, {`\`}, {"NULL"}, {"{}"}, {" "}, {"é"}},
	"ints":  {{"0"}, {"7", "007"}, {"-1"}, {"2147483647"}, {"-2147483648"}},
	"bigs":  {{"0"}, {"9007199254740992"}, {"9007199254740993"}, {"9223372036854775807"}, {"-9223372036854775808"}},
	"bools": {{"true", "1"}, {"false", "0"}},
	"uuids": {
		{"0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f", "0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F"},
		{"0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e70"},
		{"ffffffff-ffff-ffff-ffff-ffffffffffff"},
	},
	"decimals": {{"0", "-0.0"}, {"1.5", "01.50"}, {"-1.25"}, {"12345678901234567890.000000000000000001"}},
	"times": {
		{"2024-02-29T12:00:00.123456Z", "2024-02-29T07:00:00.123456-05:00"},
		{"2024-02-29T12:00:00.123457Z"},
		{"1969-12-31T23:59:59.999999Z"},
	},
	"dates":  {{"2024-02-29"}, {"2024-03-01"}, {"1969-12-31"}},
	"shorts": {{""}, {"a"}, {"b"}, {strings.Repeat("x", 20)}},
	"floats": {{"0", "-0e3"}, {"0.1"}, {"-1.5", "-15e-1"}, {"1e300"}},
	"labels": {{"new"}, {"done"}, {"archived"}},
}

// arrayColumns are the names of arrayPools, in order.
var arrayColumns = []string{"texts", "ints", "bigs", "bools", "uuids", "decimals", "times", "dates", "shorts", "floats", "labels"}

// arrayPrefixes are the ways to the columns.
var arrayPrefixes = []string{"", "owner.", "parts."}

// arrayTexts are the arrays of arrayValues by column: each a list of places in
// the column's pool, -1 for an element that is NULL; nil is NULL.
type arrayTexts map[string][]int

func drawArrayTexts(t *rapid.T) arrayTexts {
	texts := arrayTexts{}
	for _, column := range arrayColumns {
		if rapid.IntRange(0, 4).Draw(t, "null") > 0 {
			element := rapid.IntRange(-1, len(arrayPools[column])-1)
			texts[column] = append([]int{}, rapid.SliceOfN(element, 0, 3).Draw(t, column)...)
		}
	}
	return texts
}

// scan reads an array out of its literal, as a column has it.
func (a arrayTexts) scan(t *rapid.T, column string, into interface{ Scan(src any) error }) {
	places, ok := a[column]
	if !ok {
		return
	}
	items := make([]*string, len(places))
	for i, place := range places {
		if place >= 0 {
			items[i] = &arrayPools[column][place][0]
		}
	}
	literal, err := arrayOf[string](items).Value()
	if err = errors.Join(err, into.Scan(literal)); err != nil {
		t.Fatal(err)
	}
}

func (a arrayTexts) values(t *rapid.T) (v arrayValues) {
	for column, into := range map[string]interface{ Scan(src any) error }{
		"texts": &v.Texts, "ints": &v.Ints, "bigs": &v.Bigs, "bools": &v.Bools, "uuids": &v.UUIDs, "decimals": &v.Decimals,
		"times": &v.Times, "dates": &v.Dates, "shorts": &v.Shorts, "floats": &v.Floats, "labels": &v.Labels,
	} {
		a.scan(t, column, into)
	}
	return v
}

// arrayRecord is a row as the oracle has it.
type arrayRecord struct {
	id    int64
	own   arrayTexts
	owner arrayTexts // nil without one
	parts []arrayTexts
}

// of lists the arrays that a row has in a column; nil is NULL.
func (r arrayRecord) of(prefix, column string) [][]int {
	switch prefix {
	case "":
		return [][]int{r.own[column]}
	case "owner.":
		return [][]int{r.owner[column]}
	}
	all := make([][]int, len(r.parts))
	for i, part := range r.parts {
		all[i] = part[column]
	}
	return all
}

// arrayTest is a condition on an array; its operands are places in the pool.
type arrayTest struct {
	prefix, column string
	quantifier     schemas.Quantifier
	operator       schemas.Operator
	operands       []int
	null           bool // of is_null
}

func drawArrayTest(t *rapid.T, prefix, column string, o schemas.Operator) arrayTest {
	c := arrayTest{prefix: prefix, column: column, operator: o}
	if prefix == "parts." {
		c.quantifier = rapid.SampledFrom(append(schemas.Quantifiers(), "")).Draw(t, "quantifier")
	}
	place := rapid.IntRange(0, len(arrayPools[column])-1)
	switch o { //nolint:exhaustive // the rest compares with a whole array
	case schemas.IsNull:
		c.null = rapid.Bool().Draw(t, "is null")
	case schemas.Has:
		c.operands = []int{place.Draw(t, "element")}
	case schemas.HasAny, schemas.HasAll:
		c.operands = rapid.SliceOfN(place, 1, 3).Draw(t, "elements")
	default:
		c.operands = rapid.SliceOfN(place, 0, 2).Draw(t, "array")
	}
	return c
}

// accepts is what the test says of one array.
func (c arrayTest) accepts(array []int) bool {
	has := func(place int) bool { return slices.Contains(array, place) }
	switch c.operator { //nolint:exhaustive // those of arrays
	case schemas.Eq:
		return array != nil && slices.Equal(array, c.operands)
	case schemas.Ne:
		return array == nil || !slices.Equal(array, c.operands)
	case schemas.IsNull:
		return (array == nil) == c.null
	case schemas.HasAny:
		return slices.ContainsFunc(c.operands, has)
	}
	return !slices.ContainsFunc(c.operands, func(place int) bool { return !has(place) })
}

func (c arrayTest) pass(r arrayRecord) bool {
	accepts := func(v any) bool { return c.accepts(v.([]int)) }
	var values []any
	for _, array := range r.of(c.prefix, c.column) {
		values = append(values, array)
	}
	return filterTest{quantifier: c.quantifier}.holds(values, accepts)
}

func (c arrayTest) key() string { return strings.ReplaceAll(c.prefix, ".", "__") + c.column }

// texts are the operands as a client writes them.
func (c arrayTest) texts(t *rapid.T) []string {
	texts := make([]string, len(c.operands))
	for i, place := range c.operands {
		texts[i] = rapid.SampledFrom(arrayPools[c.column][place]).Draw(t, "spelling")
	}
	return texts
}

// parameter writes the test as a parameter.
func (c arrayTest) parameter(t *rapid.T) url.Values {
	name := "filter_by[" + c.key() + "]"
	if c.quantifier != "" {
		name += "[" + string(c.quantifier) + "]"
	}
	if c.operator != schemas.Eq || !rapid.Bool().Draw(t, "eq left out") {
		name += "[" + string(c.operator) + "]"
	}
	texts := c.texts(t)
	switch c.operator { //nolint:exhaustive // the rest are lists
	case schemas.IsNull:
		return url.Values{name: {map[bool]string{false: "false", true: "true"}[c.null]}}
	case schemas.Has:
		return url.Values{name: texts}
	}
	for i, text := range texts {
		if text == "" || strings.ContainsAny(text, `,"`) || rapid.Bool().Draw(t, "quoted") {
			texts[i] = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
	}
	return url.Values{name: {strings.Join(texts, ",")}}
}

// expr writes the test in the grammar of expressions.
func (c arrayTest) expr(t *rapid.T) string {
	key := c.key()
	if c.quantifier != "" {
		key = exprWord(t, strings.ToUpper(string(c.quantifier))) + " " + key
	}
	texts := c.texts(t)
	for i, text := range texts {
		bare := slices.Contains([]string{"ints", "bigs", "bools", "decimals", "floats"}, c.column)
		if !bare || rapid.Bool().Draw(t, "quoted") {
			texts[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
		}
	}
	list := " (" + strings.Join(texts, ", ") + ")"
	if c.operator == schemas.Has || len(texts) == 1 && rapid.Bool().Draw(t, "without parentheses") {
		list = " " + strings.Join(texts, "")
	}
	switch c.operator { //nolint:exhaustive // the rest are words
	case schemas.IsNull:
		return key + map[bool]string{false: " IS NOT NULL", true: " IS NULL"}[c.null]
	case schemas.Eq, schemas.Ne:
		return key + " " + exprSymbols[c.operator] + list
	}
	return key + " " + exprWord(t, strings.ToUpper(string(c.operator))) + list
}

// arrayWorld is a database of random rows, and the rows as the oracle has them.
type arrayWorld struct {
	db      *gorm.DB
	factory *crud.CrudFactory[arrayRow]
	rows    []arrayRecord
}

func openArrayRows(t *testing.T) *arrayWorld {
	t.Helper()
	db := dbtest.Postgres(t, &arrayOwner{}, &arrayRow{}, &arrayPart{})
	c := crud.Config[arrayRow]{Enums: map[string][]string{}}
	for _, prefix := range arrayPrefixes {
		for _, column := range arrayColumns {
			c.FilterFields = append(c.FilterFields, prefix+column)
		}
		c.Enums[prefix+"labels"] = arrayLabels
	}
	return &arrayWorld{db: db, factory: crud.Must(crud.New(db, c))}
}

// fill replaces the rows by random ones.
func (w *arrayWorld) fill(t *rapid.T) {
	w.rows = make([]arrayRecord, rapid.IntRange(1, 5).Draw(t, "rows"))
	var owners []arrayOwner
	var rows []arrayRow
	for i := range w.rows {
		r := arrayRecord{id: int64(i + 1), own: drawArrayTexts(t)}
		row := arrayRow{ID: r.id, Values: r.own.values(t)}
		if rapid.Bool().Draw(t, "owned") {
			r.owner = drawArrayTexts(t)
			row.OwnerID = &r.id
			owners = append(owners, arrayOwner{ID: r.id, Values: r.owner.values(t)})
		}
		for j := range rapid.IntRange(0, 2).Draw(t, "parts") {
			r.parts = append(r.parts, drawArrayTexts(t))
			row.Parts = append(row.Parts, arrayPart{ID: 10*r.id + int64(j), Values: r.parts[j].values(t)})
		}
		w.rows[i] = r
		rows = append(rows, row)
	}
	err := w.db.Exec("TRUNCATE array_parts, array_rows, array_owners").Error
	if len(owners) > 0 {
		err = errors.Join(err, w.db.Create(&owners).Error)
	}
	if err = errors.Join(err, w.db.Create(&rows).Error); err != nil {
		t.Fatal(err)
	}
}

func (w *arrayWorld) ids(pass func(arrayRecord) bool) (ids []int64) {
	for _, r := range w.rows {
		if pass(r) {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// compare reads the rows of a request.
func (w *arrayWorld) compare(t *rapid.T, values url.Values, pass func(arrayRecord) bool) {
	q := filterCheck(t, w.factory, values)
	rows, err := w.factory.List(ctx, q)
	if err != nil {
		t.Fatalf("%v: %v", values, err)
	}
	var got []int64
	for _, r := range rows {
		got = append(got, r.ID)
	}
	want := w.ids(pass)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%v, rows (-want +got):\n%s", values, diff)
	}
	if values.Has("filter") {
		return // an expression is counted by the same condition
	}
	if n, err := w.factory.Count(ctx, q); err != nil || n != int64(len(want)) {
		t.Fatalf("%v: counted %d, %v; want %d", values, n, err, len(want))
	}
}

// TestArrays compares every operator on arrays of every kind, own ones and over
// relations, with an oracle: as a parameter, as an expression and under NOT.
func TestArrays(t *testing.T) {
	t.Parallel()
	w := openArrayRows(t)
	rapid.Check(t, func(t *rapid.T) {
		w.fill(t)
		column := rapid.SampledFrom(arrayColumns).Draw(t, "column")
		for _, prefix := range arrayPrefixes {
			for _, o := range schemas.Array.Operators() {
				c := drawArrayTest(t, prefix, column, o)
				w.compare(t, c.parameter(t), c.pass)
				expr := c.expr(t)
				w.compare(t, url.Values{"filter": {expr}}, c.pass)
				w.compare(t, url.Values{"filter": {"NOT " + expr}}, func(r arrayRecord) bool { return !c.pass(r) })
			}
		}
	})
}

// arrayPost has an array of texts on either database.
type arrayPost struct {
	ID     int64           `gorm:"primaryKey;autoIncrement:false"`
	Words  arrayOf[string] `gorm:"type:text[]"`
	Labels arrayOf[string] `gorm:"type:text[]"`
}

func openArrayPosts(t *testing.T) *crud.CrudFactory[arrayPost] {
	t.Helper()
	db := dbtest.Postgres(t, &arrayPost{})
	some := func(texts ...string) arrayOf[string] {
		a := arrayOf[string]{}
		for _, text := range texts {
			a = append(a, &text)
		}
		return a
	}
	if err := db.Create(&[]arrayPost{
		{1, some("a", "b"), some("new")},
		{2, some(), some()},
		{3, nil, nil},
		{4, append(some("a"), nil), some("new", "done")},
		{5, some(""), some("done", "new")},
		{6, some("a,b"), some("archived")},
	}).Error; err != nil {
		t.Fatal(err)
	}
	return crud.Must(crud.New(db, crud.Config[arrayPost]{
		FilterFields: []string{"words", "labels"}, Enums: map[string][]string{"labels": arrayLabels},
	}))
}

func TestArrayCases(t *testing.T) {
	t.Parallel()
	factory := openArrayPosts(t)
	for _, tt := range []struct {
		name, value, expr string
		want              []int64
	}{
		{"filter_by[words]", "a,b", `words = ("a", "b")`, []int64{1}},
		{"filter_by[words]", "b,a", `words = ("b", "a")`, nil},
		{"filter_by[words]", "a", `words = "a"`, nil},
		{"filter_by[words]", `"a,b"`, `words = "a,b"`, []int64{6}},
		{"filter_by[words]", "", `words = ()`, []int64{2}},
		{"filter_by[words]", `""`, `words = ("")`, []int64{5}},
		{"filter_by[words][ne]", "a,b", `words != ("a", "b")`, []int64{2, 3, 4, 5, 6}},
		{"filter_by[words][ne]", "", `words != ()`, []int64{1, 3, 4, 5, 6}},
		{"filter_by[words][is_null]", "true", `words IS NULL`, []int64{3}},
		{"filter_by[words][is_null]", "false", `words IS NOT NULL`, []int64{1, 2, 4, 5, 6}},
		{"filter_by[words][has]", "a", `words HAS "a"`, []int64{1, 4}},
		{"filter_by[words][has]", "a,b", `words has "a,b"`, []int64{6}}, // a comma is text
		{"filter_by[words][has]", "", `words HAS ""`, []int64{5}},
		{"filter_by[words][has_any]", "b,a", `words has_any ("a", "b")`, []int64{1, 4}},
		{"filter_by[words][has_any]", `b,""`, `words HAS "b" OR words HAS ""`, []int64{1, 5}},
		{"filter_by[words][has_all]", "b,a", `words has_all ("a", "b")`, []int64{1}},
		{"filter_by[words][has_all]", "a,a", `words Has_All ("a", "a")`, []int64{1, 4}},
		{"filter_by[labels]", "new,done", `labels = ("new", "done")`, []int64{4}},
		{"filter_by[labels][has]", "new", `NOT (NOT labels HAS "new")`, []int64{1, 4, 5}},
		{"filter_by[labels][ne]", "new,done", `NOT labels = ("new", "done")`, []int64{1, 2, 3, 5, 6}},
	} {
		for _, pair := range [][2]string{{tt.name, tt.value}, {"filter", tt.expr}} {
			posts, err := factory.List(ctx, ask(t, factory, pair[:]...))
			if err != nil {
				t.Errorf("%v: %v", pair, err)
				continue
			}
			var got []int64
			for _, post := range posts {
				got = append(got, post.ID)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%v (-want +got):\n%s", pair, diff)
			}
		}
	}
}

// TestArraysBindCursors: an array that has a value has any, and all, of one.
func TestArraysBindCursors(t *testing.T) {
	t.Parallel()
	factory := openArrayPosts(t)
	one := [][]string{
		{"filter_by[labels][has]", "new"}, {"filter_by[labels][has_any]", "new,new"}, {"filter_by[labels][has_all]", "new"},
	}
	for _, of := range one {
		for _, in := range one {
			if !cursorTaken(t, factory, of, in) {
				t.Errorf("a cursor of %v is refused in %v", of, in)
			}
		}
		for _, in := range [][]string{
			{},
			{"filter_by[labels]", "new"},
			{"filter_by[labels][has]", "done"},
			{"filter_by[words][has]", "new"},
			{"filter_by[labels][has_any]", "new,done"},
			{"filter", `labels HAS "new"`},
		} {
			if cursorTaken(t, factory, of, in) {
				t.Errorf("a cursor of %v is taken in %v", of, in)
			}
		}
	}
	if cursorTaken(t, factory, []string{"filter_by[labels][has_any]", "new,done"}, []string{"filter_by[labels][has_all]", "new,done"}) {
		t.Error("any of two and all of two are one filter")
	}
	if cursorTaken(t, factory, []string{"filter_by[labels][ne]", "new,done"}, []string{"filter_by[labels][ne]", "done,new"}) {
		t.Error("the order of an array means nothing")
	}
}

// TestArrayRoles: an array can be filtered, on PostgreSQL; it has no order, and
// a client cannot choose among arrays.
func TestArrayRoles(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &arrayPost{})
		for name, tt := range map[string]struct {
			config           crud.Config[arrayPost]
			postgres, sqlite []string
		}{
			"a filter field": {
				config: crud.Config[arrayPost]{FilterFields: []string{"words"}},
				sqlite: []string{`array_posts: filter field "words": SQLite has no arrays`},
			},
			"listed operators": {
				config: crud.Config[arrayPost]{Filters: map[string]crud.Operators{"words": "has"}},
				sqlite: []string{`array_posts: filter field "words": SQLite has no arrays`},
			},
			"a facet": {
				config:   crud.Config[arrayPost]{FacetFields: []string{"words"}},
				postgres: []string{`array_posts: facet field "words" is of kind array`},
				sqlite:   []string{`array_posts: facet field "words": SQLite has no arrays`},
			},
			"a search field": {
				config:   crud.Config[arrayPost]{SearchFields: []string{"words"}},
				postgres: []string{`array_posts: search field "words" is of kind array`},
				sqlite:   []string{`array_posts: search field "words": SQLite has no arrays`},
			},
			"an order field": {
				config:   crud.Config[arrayPost]{OrderFields: []string{"words"}},
				postgres: []string{`array_posts: order field "words" is of kind array`},
				sqlite:   []string{`array_posts: order field "words": SQLite has no arrays`},
			},
			"the default order": {
				config:   crud.Config[arrayPost]{DefaultOrder: "-words"},
				postgres: []string{`array_posts: default order field "words" is of kind array`},
				sqlite:   []string{`array_posts: default order field "words" is of kind array`},
			},
			"the cursor column": {
				config:   crud.Config[arrayPost]{CursorColumn: "words"},
				postgres: []string{`array_posts: cursor column "words" is of kind array`},
				sqlite:   []string{`array_posts: cursor column "words" is of kind array`},
			},
			"no labels": {
				config:   crud.Config[arrayPost]{Enums: map[string][]string{"labels": {}}},
				postgres: []string{`array_posts: enum "labels" has no labels`},
				sqlite:   []string{`array_posts: enum "labels" has no labels`},
			},
		} {
			want := tt.postgres
			if db.Name() == "sqlite" {
				want = tt.sqlite
			}
			if diff := cmp.Diff(want, declMistakes(t, db, tt.config)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}
