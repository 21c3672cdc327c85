package crud_test

import (
	"cmp"
	"errors"
	"maps"
	"math"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// filterValues has a column of every kind; each may be NULL.
type filterValues struct {
	Int     *int64
	Float   *float64
	Text    *string
	Bool    *bool
	Time    *time.Time
	Date    *time.Time `gorm:"type:date"`
	UUID    *uuid.UUID `gorm:"type:uuid"`
	Enum    *string
	Decimal *string `gorm:"type:numeric"`
}

// filterRow has such columns itself, and over every kind of relation.
type filterRow struct {
	ID      int64        `gorm:"primaryKey;autoIncrement:false"`
	Values  filterValues `gorm:"embedded"`
	OwnerID *int64
	Owner   *filterOwner
	Parts   []filterPart `gorm:"foreignKey:RowID"`
	Marks   []filterMark `gorm:"many2many:filter_row_marks"`
}

type filterOwner struct {
	ID     int64        `gorm:"primaryKey;autoIncrement:false"`
	Values filterValues `gorm:"embedded"`
	Notes  []filterNote `gorm:"foreignKey:OwnerID"`
}

type filterNote struct {
	ID      int64        `gorm:"primaryKey;autoIncrement:false"`
	Values  filterValues `gorm:"embedded"`
	OwnerID int64        `gorm:"not null"`
}

type filterPart struct {
	ID     int64        `gorm:"primaryKey;autoIncrement:false"`
	Values filterValues `gorm:"embedded"`
	RowID  int64        `gorm:"not null"`
}

type filterMark struct {
	ID     int64        `gorm:"primaryKey;autoIncrement:false"`
	Values filterValues `gorm:"embedded"`
}

// filterColumn is a column with its kind and its value as checked filters and
// facets have it.
type filterColumn struct {
	name string
	kind schemas.Kind
	of   func(filterValues) any
}

// filterColumns are the columns of filterValues.
var filterColumns = []filterColumn{
	{"int", schemas.Int, func(v filterValues) any { return pointee(v.Int) }},
	{"float", schemas.Float, func(v filterValues) any { return pointee(v.Float) }},
	{"text", schemas.Text, func(v filterValues) any { return pointee(v.Text) }},
	{"bool", schemas.Bool, func(v filterValues) any { return pointee(v.Bool) }},
	{"time", schemas.Time, func(v filterValues) any { return pointee(v.Time) }},
	{"date", schemas.Date, func(v filterValues) any { return pointee(v.Date) }},
	{"uuid", schemas.UUID, func(v filterValues) any {
		if v.UUID == nil {
			return nil
		}
		return v.UUID.String()
	}},
	{"enum", schemas.Enum, func(v filterValues) any { return pointee(v.Enum) }},
	{"decimal", schemas.Decimal, func(v filterValues) any { return pointee(v.Decimal) }},
}

// filterLabels are declared in an order that is not the alphabet's.
var filterLabels = []string{"new", "done", "archived"}

// filterPrefixes are the ways to the columns: own ones, over a relation to one,
// and over relations to many.
var filterPrefixes = []string{"", "owner.", "owner.notes.", "parts.", "marks."}

// filterField is a column by one of the ways.
type filterField struct {
	prefix string
	column int // of filterColumns
	// inside leads to where the value stands in a document instead of a column of
	// its own; of the empty string it is the column.
	inside string
}

func (f filterField) path() string { return f.prefix + f.inside + filterColumns[f.column].name }

func (f filterField) key() string { return strings.ReplaceAll(f.path(), ".", "__") }

func (f filterField) kind() schemas.Kind { return filterColumns[f.column].kind }

// of lists the values that a row has there: exactly one, which may be nil,
// unless the relation is to many.
func (f filterField) of(r filterRow) (values []any) {
	add := func(v filterValues) { values = append(values, filterColumns[f.column].of(v)) }
	switch {
	case f.prefix == "":
		add(r.Values)
	case f.prefix == "owner." && r.Owner == nil:
		return []any{nil}
	case f.prefix == "owner.":
		add(r.Owner.Values)
	case f.prefix == "owner.notes." && r.Owner != nil:
		for _, note := range r.Owner.Notes {
			add(note.Values)
		}
	case f.prefix == "parts.":
		for _, part := range r.Parts {
			add(part.Values)
		}
	case f.prefix == "marks.":
		for _, mark := range r.Marks {
			add(mark.Values)
		}
	}
	return values
}

// filterFields lists all fields.
func filterFields() (fields []filterField) {
	for _, prefix := range filterPrefixes {
		for column := range filterColumns {
			fields = append(fields, filterField{prefix: prefix, column: column})
		}
	}
	return fields
}

// compare orders two values of a field.
func (f filterField) compare(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case time.Time:
		return a.Compare(b.(time.Time))
	case bool:
		return strings.Compare(strconv.FormatBool(a), strconv.FormatBool(b.(bool)))
	}
	x, y := a.(string), b.(string)
	switch f.kind() { //nolint:exhaustive // the rest are plain strings
	case schemas.Decimal:
		p, _ := new(big.Rat).SetString(x)
		q, _ := new(big.Rat).SetString(y)
		return p.Cmp(q)
	case schemas.Enum:
		return slices.Index(filterLabels, x) - slices.Index(filterLabels, y)
	}
	return strings.Compare(x, y)
}

// filterTest is one parameter: a field, an operator and its operands.
type filterTest struct {
	field      filterField
	quantifier schemas.Quantifier // empty where none is written
	operator   schemas.Operator
	operands   []any
}

// isChoice reports a test that joins the any-of of its field.
func (c filterTest) isChoice() bool {
	if c.quantifier == schemas.None || c.quantifier == schemas.All {
		return false
	}
	return c.operator == schemas.Eq || c.operator == schemas.In ||
		c.operator == schemas.IsNull && c.operands[0] == true
}

func (c filterTest) hasOperand(v any) bool {
	return v != nil && slices.ContainsFunc(c.operands, func(o any) bool { return c.field.compare(o, v) == 0 })
}

// accepts is what the test says of one value, NULL included.
func (c filterTest) accepts(v any) bool {
	switch c.operator {
	case schemas.Eq, schemas.In:
		return c.hasOperand(v)
	case schemas.Ne, schemas.NotIn:
		return !c.hasOperand(v)
	case schemas.IsNull:
		return (v == nil) == c.operands[0].(bool)
	case schemas.Gt, schemas.Gte, schemas.Lt, schemas.Lte, schemas.Between:
		return v != nil && c.inRange(v)
	case schemas.Contains, schemas.StartsWith, schemas.EndsWith,
		schemas.IContains, schemas.IStartsWith, schemas.IEndsWith:
		return v != nil && filterMatches(c.operator, v.(string), c.operands[0].(string))
	case schemas.Has, schemas.HasAny, schemas.HasAll: // those of arrays
	}
	return false
}

func (c filterTest) inRange(v any) bool {
	to := c.field.compare(v, c.operands[0])
	switch c.operator { //nolint:exhaustive // those of a range
	case schemas.Gt:
		return to > 0
	case schemas.Gte:
		return to >= 0
	case schemas.Lt:
		return to < 0
	case schemas.Lte:
		return to <= 0
	}
	return to >= 0 && c.field.compare(v, c.operands[1]) <= 0
}

func filterMatches(o schemas.Operator, text, part string) bool {
	if strings.HasPrefix(string(o), "i") {
		text, part, o = strings.ToLower(text), strings.ToLower(part), o[1:]
	}
	switch o { //nolint:exhaustive // those of text
	case schemas.StartsWith:
		return strings.HasPrefix(text, part)
	case schemas.EndsWith:
		return strings.HasSuffix(text, part)
	}
	return strings.Contains(text, part)
}

// filterTests are ANDed.
type filterTests []filterTest

// pass reports whether a row satisfies every test: for each, as many values as
// it asks for have to be accepted. Some value has to satisfy all tests of its
// field that ask for some, of which the choices count as one.
func (tests filterTests) pass(r filterRow) bool {
	for _, one := range tests {
		accepted := one.holds(one.field.of(r), func(v any) bool {
			return tests.accept(one, v) && (!one.isAny() || !slices.ContainsFunc(tests, func(other filterTest) bool {
				return other.isAny() && other.field == one.field && !tests.accept(other, v)
			}))
		})
		if !accepted {
			return false
		}
	}
	return true
}

// accept reports whether a value passes a test, or a choice beside it.
func (tests filterTests) accept(one filterTest, v any) bool {
	return one.accepts(v) || one.isChoice() && slices.ContainsFunc(tests, func(other filterTest) bool {
		return other.isChoice() && other.field == one.field && other.accepts(v)
	})
}

func (c filterTest) isAny() bool { return cmp.Or(c.quantifier, schemas.Any) == schemas.Any }

// without leaves out the tests of a field.
func (tests filterTests) without(f filterField) filterTests {
	return slices.DeleteFunc(slices.Clone(tests), func(c filterTest) bool { return c.field == f })
}

// filterPools are the values that rows and operands are drawn from: few, so
// that they meet.
type filterPools struct {
	ints         []int64
	floats       []float64
	texts        []string
	times, dates []time.Time
	uuids        []uuid.UUID
	decimals     []string
}

// filterLetters stand together where one could be taken for the other.
var filterLetters = [][]string{
	{"a", "A"},
	{"é", "É"},
	{"ß", "ẞ"},
	{"ж", "Ж"},
	{"%", "x"},
	{"_", "x"},
	{"\\", "%", "_"},
	{"*", "?", "x"},
	{"[", "]", "^", "x"},
	{"'", `"`, ","},
	{" ", "\n"},
	{"😀"},
}

func drawFilterPools(t *rapid.T, exactDecimals bool) filterPools {
	letters := slices.Concat(rapid.Permutation(filterLetters).Draw(t, "letters")[:2]...)
	noon := time.Date(2024, 2, 29, 12, 0, 0, 123456000, time.UTC)
	p := filterPools{
		ints:   []int64{0, -1, 1 << 53, 1<<53 + 1, math.MaxInt64, math.MinInt64},
		floats: []float64{0, 0.1, -1.5, 2, 1e300},
		times:  []time.Time{noon, noon.Add(time.Microsecond), noon.Add(time.Hour), time.UnixMicro(-1).UTC()},
		dates:  []time.Time{noon.Truncate(24 * time.Hour), time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)},
		uuids: []uuid.UUID{
			uuid.MustParse("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"),
			uuid.MustParse("0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e70"), uuid.Max,
		},
		decimals: []string{"0", "9.5", "10", "-1.25"},
	}
	if exactDecimals {
		p.decimals = append(p.decimals, "12345678901234567890.000000000000000001", "12345678901234567890.000000000000000002")
	}
	for range 6 {
		text := rapid.SliceOfN(rapid.SampledFrom(letters), 0, 3).Draw(t, "text")
		p.texts = append(p.texts, strings.Join(text, ""))
	}
	return p
}

// filterMaybe draws one of a pool, or nil.
func filterMaybe[T any](t *rapid.T, name string, pool []T) *T {
	i := rapid.IntRange(-1, len(pool)-1).Draw(t, name)
	if i < 0 {
		return nil
	}
	return new(pool[i])
}

func (p filterPools) draw(t *rapid.T) filterValues {
	return filterValues{
		Int:     filterMaybe(t, "int", p.ints),
		Float:   filterMaybe(t, "float", p.floats),
		Text:    filterMaybe(t, "text", p.texts),
		Bool:    filterMaybe(t, "bool", []bool{false, true}),
		Time:    filterMaybe(t, "time", p.times),
		Date:    filterMaybe(t, "date", p.dates),
		UUID:    filterMaybe(t, "uuid", p.uuids),
		Enum:    filterMaybe(t, "enum", filterLabels),
		Decimal: filterMaybe(t, "decimal", p.decimals),
	}
}

// operand draws a value for a field.
func (p filterPools) operand(t *rapid.T, f filterField) any {
	switch f.kind() { //nolint:exhaustive // those of filterColumns
	case schemas.Int:
		return rapid.SampledFrom(p.ints).Draw(t, "int")
	case schemas.Float:
		return rapid.SampledFrom(p.floats).Draw(t, "float")
	case schemas.Text:
		return rapid.SampledFrom(p.texts).Draw(t, "text")
	case schemas.Bool:
		return rapid.Bool().Draw(t, "bool")
	case schemas.Time:
		return rapid.SampledFrom(p.times).Draw(t, "time")
	case schemas.Date:
		return rapid.SampledFrom(p.dates).Draw(t, "date")
	case schemas.UUID:
		return rapid.SampledFrom(p.uuids).Draw(t, "uuid").String()
	case schemas.Enum:
		return rapid.SampledFrom(filterLabels).Draw(t, "enum")
	}
	return rapid.SampledFrom(p.decimals).Draw(t, "decimal")
}

// test draws the operands of an operator.
func (p filterPools) test(t *rapid.T, f filterField, o schemas.Operator) filterTest {
	c := filterTest{field: f, operator: o}
	n := 1
	switch {
	case o == schemas.IsNull:
		c.operands = []any{rapid.Bool().Draw(t, "is null")}
		return c
	case o == schemas.Between:
		n = 2
	case o == schemas.Eq || o.TakesList():
		n = rapid.IntRange(1, 3).Draw(t, "operands")
	}
	for range n {
		c.operands = append(c.operands, p.operand(t, f))
	}
	return c
}

// add writes the test as a parameter, in one of its spellings.
func (c filterTest) add(t *rapid.T, values url.Values) {
	name := "filter_by[" + c.field.key() + "]"
	if c.quantifier != "" {
		name += "[" + string(c.quantifier) + "]"
	}
	if c.operator != schemas.Eq || !rapid.Bool().Draw(t, "eq left out") {
		name += "[" + string(c.operator) + "]"
	}
	var texts []string
	for _, v := range c.operands {
		text := filterSpelling(t, c.field, v)
		if c.operator.TakesList() && (text == "" || strings.ContainsAny(text, `,"`) || rapid.Bool().Draw(t, "quoted")) {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		texts = append(texts, text)
	}
	if c.operator.TakesList() {
		texts = []string{strings.Join(texts, ",")}
	}
	values[name] = texts
}

// filterSpelling writes a value in one of the ways that mean the same.
func filterSpelling(t *rapid.T, f filterField, v any) string {
	other := rapid.Bool().Draw(t, "other spelling")
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool:
		if other {
			return map[bool]string{false: "0", true: "1"}[v]
		}
		return strconv.FormatBool(v)
	case time.Time:
		switch {
		case f.kind() == schemas.Date:
			return v.Format(time.DateOnly)
		case other:
			v = v.In(time.FixedZone("", -5*3600))
		}
		return v.Format(time.RFC3339Nano)
	}
	text := v.(string)
	switch {
	case other && f.kind() == schemas.UUID:
		return strings.ToUpper(text)
	case other && f.kind() == schemas.Decimal && strings.Contains(text, "."):
		return text + "00"
	}
	return text
}

// filterWorld is a database of random rows, and the rows themselves.
type filterWorld struct {
	db    *gorm.DB
	pools filterPools
	rows  []filterRow
	// quantified draws quantifiers for relations to many.
	quantified bool
}

func openFilterRows(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *filterWorld {
	t.Helper()
	return &filterWorld{db: open(t, &filterOwner{}, &filterNote{}, &filterMark{}, &filterRow{}, &filterPart{})}
}

func (w *filterWorld) onPostgres() bool { return w.db.Name() == "postgres" }

// factory declares every field in every role that fits.
func (w *filterWorld) factory(facetValues int) *crud.CrudFactory[filterRow] {
	c := crud.Config[filterRow]{
		SearchFields: []string{"text", "enum"},
		OrderFields:  []string{"int", "text", "owner.text"},
		Enums:        map[string][]string{},
		Limits:       crud.Limits{FacetValues: facetValues},
	}
	for _, f := range filterFields() {
		c.FilterFields = append(c.FilterFields, f.path())
		c.FacetFields = append(c.FacetFields, f.path())
		if f.kind() == schemas.Enum {
			c.Enums[f.path()] = filterLabels
		}
	}
	for _, prefix := range filterPrefixes[1:] {
		c.SearchFields = append(c.SearchFields, prefix+"text")
	}
	return crud.Must(crud.New(w.db, c))
}

// fill replaces the rows by random ones.
func (w *filterWorld) fill(t *rapid.T) {
	w.pools = drawFilterPools(t, w.onPostgres())
	owners := make([]filterOwner, rapid.IntRange(0, 2).Draw(t, "owners"))
	for i := range owners {
		owners[i] = filterOwner{ID: int64(i + 1), Values: w.pools.draw(t)}
		for j := range rapid.IntRange(0, 2).Draw(t, "notes") {
			owners[i].Notes = append(owners[i].Notes, filterNote{ID: int64(10*i + j + 1), Values: w.pools.draw(t)})
		}
	}
	marks := make([]filterMark, rapid.IntRange(0, 3).Draw(t, "marks"))
	for i := range marks {
		marks[i] = filterMark{ID: int64(i + 1), Values: w.pools.draw(t)}
	}
	w.rows = make([]filterRow, rapid.IntRange(0, 6).Draw(t, "rows"))
	for i := range w.rows {
		r := filterRow{ID: int64(i + 1), Values: w.pools.draw(t), Owner: filterMaybe(t, "owner", owners)}
		if r.Owner != nil {
			r.OwnerID = &r.Owner.ID
		}
		for j := range rapid.IntRange(0, 2).Draw(t, "parts") {
			r.Parts = append(r.Parts, filterPart{ID: int64(10*i + j + 1), Values: w.pools.draw(t)})
		}
		for _, mark := range marks {
			if rapid.Bool().Draw(t, "marked") {
				r.Marks = append(r.Marks, mark)
			}
		}
		w.rows[i] = r
	}
	w.store(t, owners, marks)
}

func (w *filterWorld) store(t *rapid.T, owners []filterOwner, marks []filterMark) {
	tx := w.db.Begin()
	var err error
	for _, table := range []string{
		"filter_row_marks", "filter_parts", "filter_rows", "filter_notes", "filter_owners", "filter_marks",
	} {
		err = errors.Join(err, tx.Exec("DELETE FROM "+table).Error)
	}
	if len(owners) > 0 {
		err = errors.Join(err, tx.Create(&owners).Error)
	}
	if len(marks) > 0 {
		err = errors.Join(err, tx.Create(&marks).Error)
	}
	if len(w.rows) > 0 {
		err = errors.Join(err, tx.Omit("Owner", "Marks.*").Create(&w.rows).Error)
	}
	if err = errors.Join(err, tx.Commit().Error); err != nil {
		t.Fatal(err)
	}
}

// ids are those of the rows that satisfy the tests and contain the words.
func (w *filterWorld) ids(tests filterTests, words ...string) (ids []int64) {
	for _, r := range w.rows {
		if tests.pass(r) && searchFinds(r, words) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// operators are those of a field that the database serves.
func (w *filterWorld) operators(f filterField) []schemas.Operator {
	return slices.DeleteFunc(f.kind().Operators(), func(o schemas.Operator) bool {
		return o.Ranges() && f.kind() == schemas.Decimal && !w.onPostgres()
	})
}

// filterCheck parses a request, which has to be right.
func filterCheck(t *rapid.T, f parser, values url.Values) crud.Query {
	q, err := f.ParseQuery(values, allParams)
	if err != nil {
		t.Fatalf("parse %v: %v", values, err)
	}
	return q
}

func filterIDs(rows []filterRow) (ids []int64) {
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// TestFilterOperators compares every operator of a kind, by every way to the
// column, with an oracle.
func TestFilterOperators(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		w.quantified = true
		factory := w.factory(0)
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			column := rapid.IntRange(0, len(filterColumns)-1).Draw(t, "column")
			for _, prefix := range filterPrefixes {
				field := filterField{prefix: prefix, column: column}
				for _, o := range w.operators(field) {
					test := w.test(t, field, o)
					values := url.Values{"facets": {"false"}}
					test.add(t, values)
					q := filterCheck(t, factory, values)
					want := w.ids(filterTests{test})
					rows, err := factory.List(ctx, q)
					if err != nil {
						t.Fatalf("%v: %v", values, err)
					}
					if diff := gocmp.Diff(want, filterIDs(rows)); diff != "" {
						t.Fatalf("%v, rows (-want +got):\n%s", values, diff)
					}
					if n, err := factory.Count(ctx, q); err != nil || n != int64(len(want)) {
						t.Fatalf("%v: counted %d, %v; want %d", values, n, err, len(want))
					}
				}
			}
		})
	})
}

// TestFilterCombinations compares several filters and a search at once with an
// oracle, on every page of a list in some order.
func TestFilterCombinations(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openFilterRows(t, open)
		w.quantified = true
		factory := w.factory(0)
		rapid.Check(t, func(t *rapid.T) {
			w.fill(t)
			for range 4 {
				tests, words, values := w.draw(t)
				values.Set("facets", "false")
				values.Set("items_per_page", "2")
				if order := rapid.SampledFrom([]string{"", "owner__text", "-int", "text,-owner__text"}).Draw(t, "order"); order != "" {
					values.Set("order_by", order)
				}
				want := w.ids(tests, words...)
				for mode, walk := range map[string]func(*rapid.T, *crud.CrudFactory[filterRow], url.Values, int) []int64{
					"offset": filterPages, "cursor": filterCursors,
				} {
					got := walk(t, factory, values, len(want))
					slices.Sort(got)
					if diff := gocmp.Diff(want, got); diff != "" {
						t.Fatalf("%v, %s pages (-want +got):\n%s", values, mode, diff)
					}
				}
			}
		})
	})
}

// draw makes a request of some filters and sometimes a search.
func (w *filterWorld) draw(t *rapid.T) (tests filterTests, words []string, values url.Values) {
	values = url.Values{}
	fields := filterFields()
	for range rapid.IntRange(0, 3).Draw(t, "filters") {
		f := rapid.SampledFrom(fields).Draw(t, "field")
		fields = slices.DeleteFunc(fields, func(other filterField) bool { return other == f })
		// Two tests of one field, now and then.
		operators := rapid.Permutation(w.operators(f)).Draw(t, "operators")
		for _, o := range operators[:rapid.IntRange(1, 2).Draw(t, "tests")] {
			test := w.test(t, f, o)
			test.add(t, values)
			tests = append(tests, test)
		}
	}
	if rapid.Bool().Draw(t, "searches") {
		words = w.words(t)
		values.Set("search", searchText(words))
	}
	return tests, words, values
}

// filterPages walks pages by number; every one tells the same total.
func filterPages(t *rapid.T, f *crud.CrudFactory[filterRow], values url.Values, total int) (all []int64) {
	values = maps.Clone(values)
	for number := 1; ; number++ {
		values.Set("page", strconv.Itoa(number))
		page, err := f.OffsetPaginate(ctx, filterCheck(t, f, values))
		if err != nil {
			t.Fatalf("%v: %v", values, err)
		}
		if got := *page.Pagination.TotalCount; got != int64(total) {
			t.Fatalf("%v: the total is %d, want %d", values, got, total)
		}
		if all = append(all, filterIDs(page.Items)...); !page.Pagination.HasMore {
			return all
		}
	}
}

// filterCursors walks pages by their cursors.
func filterCursors(t *rapid.T, f *crud.CrudFactory[filterRow], values url.Values, _ int) (all []int64) {
	values = maps.Clone(values)
	values.Set("pagination_type", "cursor")
	for range 10 {
		page, err := f.CursorPaginate(ctx, filterCheck(t, f, values))
		if err != nil {
			t.Fatalf("%v: %v", values, err)
		}
		if all = append(all, filterIDs(page.Items)...); page.Pagination.NextCursor == nil {
			return all
		}
		values.Set("cursor", *page.Pagination.NextCursor)
	}
	t.Fatalf("%v: the walk does not end", values)
	return nil
}

// filterBook is for requests that are written out. It has every kind of
// relation, two of them to itself.
type filterBook struct {
	ID        int64  `gorm:"primaryKey;autoIncrement:false"`
	TenantID  int    `gorm:"not null"`
	Title     string `gorm:"not null"`
	Status    string `gorm:"not null"`
	Subtitle  *string
	Stars     *int16
	Weight    float32 `gorm:"type:real"`
	Serial    int64
	Sold      bool
	ShelfID   *int
	Shelf     *filterShelf
	Tags      []filterTag    `gorm:"many2many:filter_book_tags"`
	Cover     *filterCover   `gorm:"foreignKey:BookID"`
	Remarks   []filterRemark `gorm:"polymorphic:Subject"`
	PrequelID *int64
	Prequel   *filterBook
	Sequels   []filterBook `gorm:"foreignKey:PrequelID"`
}

type filterShelf struct {
	ID        int
	Name      string `gorm:"not null"`
	DeletedAt gorm.DeletedAt
}

type filterTag struct {
	ID        int
	Name      string `gorm:"not null"`
	Level     *int
	DeletedAt gorm.DeletedAt
}

type filterCover struct {
	ID     int
	BookID int64
	Color  string `gorm:"not null"`
}

type filterRemark struct {
	ID          int
	SubjectID   int64
	SubjectType string
	Text        string `gorm:"not null"`
}

func openFilterBooks(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *crud.CrudFactory[filterBook] {
	t.Helper()
	db := open(t, &filterShelf{}, &filterTag{}, &filterBook{}, &filterCover{}, &filterRemark{})
	gone := gorm.DeletedAt{Time: time.Now(), Valid: true}
	low, high := filterTag{ID: 1, Name: "go", Level: new(1)}, filterTag{ID: 2, Name: "sql", Level: new(9)}
	none, old := filterTag{ID: 3, Name: "new"}, filterTag{ID: 4, Name: "old", DeletedAt: gone}
	for _, rows := range []any{
		&[]filterShelf{{ID: 1, Name: "Left"}, {ID: 2, Name: "Right"}, {ID: 3, Name: "Burnt", DeletedAt: gone}},
		&[]filterTag{low, high, none},
		&[]filterBook{
			{ID: 1, TenantID: 1, Title: "100% a_b", Status: "draft", Stars: new(int16(1)), Weight: 0.1, Serial: 1 << 53, ShelfID: new(1), Tags: []filterTag{low, high}},
			{ID: 2, TenantID: 1, Title: "100x axb", Status: "published", Stars: new(int16(3)), Weight: 0.2, Serial: 1<<53 + 1, ShelfID: new(2), Tags: []filterTag{none}, Sold: true, PrequelID: new(int64(1))},
			{ID: 3, TenantID: 2, Title: `c\d É [e]`, Status: "draft", Subtitle: new("Élan"), Weight: 1, Serial: math.MaxInt64, ShelfID: new(3), Tags: []filterTag{low}},
			{ID: 4, TenantID: 2, Title: `cd é e`, Status: "archived", Subtitle: new(""), Stars: new(int16(5)), Serial: math.MinInt64, Sold: true, Tags: []filterTag{old}, PrequelID: new(int64(2))},
			{ID: 5, TenantID: 1, Title: "f*g h?i Maß", Status: "published", Subtitle: new("Nul, null"), Stars: new(int16(3)), ShelfID: new(1), PrequelID: new(int64(1))},
			{ID: 6, TenantID: 2, Title: "fxg hxi MASS", Status: "draft", Subtitle: new(`a "b"`), ShelfID: new(2), Tags: []filterTag{high, none}},
		},
		&[]filterCover{{1, 1, "red"}, {2, 4, "blue"}},
		&[]filterRemark{{1, 1, "filter_books", "good"}, {2, 1, "filter_books", "bad"}, {3, 2, "filter_shelves", "good"}, {4, 3, "filter_books", "bad"}},
	} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	return crud.Must(crud.New(db, crud.Config[filterBook]{
		FilterFields: []string{
			"title", "status", "subtitle", "stars", "weight", "serial", "shelf.name", "tags.name", "tags.level",
			"cover.color", "remarks.text", "prequel.title", "prequel.prequel.id", "sequels.id", "sequels.sequels.status", "sequels.tags.name", "prequel.sequels.id",
		},
		FacetFields:  []string{"sold", "shelf.id"},
		SearchFields: []string{"title"},
		Enums:        map[string][]string{"status": {"draft", "published", "archived"}},
	}))
}

// filterCases are requests and the ids of their rows.
var filterCases = []struct {
	name  string
	pairs []string
	want  []int64
}{
	{"no filter", nil, []int64{1, 2, 3, 4, 5, 6}},
	{"one value", []string{"status", "draft"}, []int64{1, 3, 6}},
	{"a repeated key is any of", []string{"status", "draft", "status", "published"}, []int64{1, 2, 3, 5, 6}},
	{"eq and in join one any-of", []string{"status", "draft", "status][in", "archived,published"}, []int64{1, 2, 3, 4, 5, 6}},
	{"different keys are ANDed", []string{"status", "draft", "stars", "1"}, []int64{1}},
	{"operators of one key are ANDed", []string{"stars][gt", "1", "stars][lt", "5"}, []int64{2, 5}},
	{"a choice and a range of one key are ANDed", []string{"stars", "1", "stars][gt", "1"}, nil},
	{"ne counts NULL as different", []string{"stars][ne", "3"}, []int64{1, 3, 4, 6}},
	{"not_in counts NULL as different", []string{"stars][not_in", "1,3"}, []int64{3, 4, 6}},
	{"not_in of one value counts NULL as different", []string{"stars][not_in", "3"}, []int64{1, 3, 4, 6}},
	{"ne over a relation counts its absence as different", []string{"shelf__name][ne", "Left"}, []int64{2, 3, 4, 6}},
	{"is_null", []string{"stars][is_null", "true"}, []int64{3, 6}},
	{"is_null spelt 1", []string{"stars][is_null", "1"}, []int64{3, 6}},
	{"is not null", []string{"stars][is_null", "false"}, []int64{1, 2, 4, 5}},
	{"is_null joins the any-of of its key", []string{"stars", "1", "stars][is_null", "true"}, []int64{1, 3, 6}},
	{"is_null joins eq and in", []string{"stars", "1", "stars][in", "5", "stars][is_null", "true"}, []int64{1, 3, 4, 6}},
	{"is not null beside a choice is ANDed", []string{"stars", "1", "stars][is_null", "false"}, []int64{1}},
	{"is_null and ne are ANDed", []string{"stars][ne", "1", "stars][is_null", "true"}, []int64{3, 6}},
	{"an ordered operator leaves NULL out", []string{"stars][lte", "5"}, []int64{1, 2, 4, 5}},
	{"between takes both ends", []string{"stars][between", "1,3"}, []int64{1, 2, 5}},
	{"between, upside down", []string{"stars][between", "3,1"}, nil},
	{"the empty string is a value", []string{"subtitle", ""}, []int64{4}},
	{"every text contains the empty string, NULL does not", []string{"subtitle][icontains", ""}, []int64{3, 4, 5, 6}},
	{"an empty item of a list is quoted", []string{"subtitle][in", `"",Élan`}, []int64{3, 4}},
	{"a quoted item holds a comma", []string{"subtitle][in", `"Nul, null",Élan`}, []int64{3, 5}},
	{"a quoted item holds quotes", []string{"subtitle][in", `"a ""b"""`}, []int64{6}},
	{"2^53 matches only itself", []string{"serial", "9007199254740992"}, []int64{1}},
	{"2^53+1 matches only itself", []string{"serial", "9007199254740993"}, []int64{2}},
	{"the largest integer", []string{"serial][gte", "9223372036854775807"}, []int64{3}},
	{"the smallest integer", []string{"serial][lte", "-9223372036854775808"}, []int64{4}},
	{"a 32-bit float has its own 0.1", []string{"weight", "0.1"}, []int64{1}},
	{"a range of 32-bit floats", []string{"weight][between", "0.1,0.2"}, []int64{1, 2}},

	{"% is literal", []string{"title][contains", "100%"}, []int64{1}},
	{"% is literal, without case", []string{"title][icontains", "0% A"}, []int64{1}},
	{"_ is literal", []string{"title][contains", "a_b"}, []int64{1}},
	{"_ is literal, without case", []string{"title][iends_with", "A_B"}, []int64{1}},
	{`\ is literal`, []string{"title][starts_with", `c\d`}, []int64{3}},
	{`\ is literal, without case`, []string{"title][istarts_with", `C\D`}, []int64{3}},
	{"* is literal", []string{"title][contains", "f*g"}, []int64{5}},
	{"? is literal", []string{"title][contains", "h?i"}, []int64{5}},
	{"[ is literal", []string{"title][contains", "[e]"}, []int64{3}},
	{"contains tells case apart", []string{"title][contains", "É"}, []int64{3}},
	{"starts_with tells case apart", []string{"title][starts_with", "C"}, nil},
	{"icontains does not", []string{"title][icontains", "É"}, []int64{3, 4}},
	{"ß is not SS", []string{"title][icontains", "maß"}, []int64{5}},
	{"SS is not ß", []string{"title][icontains", "mass"}, []int64{6}},

	{"over a relation", []string{"shelf__name", "Right"}, []int64{2, 6}},
	{"a soft-deleted related row is none", []string{"shelf__name", "Burnt"}, nil},
	{"so its field is NULL", []string{"shelf__name][is_null", "true"}, []int64{3, 4}},
	{"some related row of many", []string{"tags__name", "go"}, []int64{1, 3}},
	{"a row with two related rows that match comes once", []string{"tags__name][in", "go,sql,new"}, []int64{1, 2, 3, 6}},
	{"some related row differs", []string{"tags__name][ne", "go"}, []int64{1, 2, 6}},
	{"some related row has NULL", []string{"tags__level][is_null", "true"}, []int64{2, 6}},
	{"one related row satisfies two operators", []string{"tags__level][gte", "2", "tags__level][any][lte", "9"}, []int64{1, 6}},
	{"two related rows do not share them", []string{"tags__level][lt", "5", "tags__level][gt", "5"}, nil},
	{"nor a choice and an operator", []string{"tags__name", "go", "tags__name][ne", "go"}, nil},
	{"two related rows share two keys", []string{"tags__name", "go", "tags__level", "9"}, []int64{1}},
	{"one related row satisfies between", []string{"tags__level][between", "2,8"}, nil},
	{"a soft-deleted row of many is none", []string{"tags__name", "old"}, nil},
	{"over a relation to one that the other side holds", []string{"cover__color", "blue"}, []int64{4}},
	{"its absence is NULL", []string{"cover__color][is_null", "true"}, []int64{2, 3, 5, 6}},
	{"of a polymorphic relation, only its own rows", []string{"remarks__text", "good"}, []int64{1}},
	{"and each owner once", []string{"remarks__text][in", "good,bad"}, []int64{1, 3}},
	{"over a relation to the same table", []string{"prequel__title][contains", "100"}, []int64{2, 4, 5}},
	{"twice", []string{"prequel__prequel__id", "1"}, []int64{4}},
	{"back from the same table", []string{"sequels__id][gte", "4"}, []int64{1, 2}},
	{"back twice", []string{"sequels__sequels__status", "archived"}, []int64{1}},
	{"back, and on to many", []string{"sequels__tags__name", "new"}, []int64{1}},
	{"there and back", []string{"prequel__sequels__id", "5"}, []int64{2, 5}},
	{"there and there", []string{"prequel__title][contains", "100", "sequels__id", "4"}, []int64{2}},

	{"a facet takes eq", []string{"sold", "true"}, []int64{2, 4}},
	{"a facet takes in", []string{"sold][in", "0,1"}, []int64{1, 2, 3, 4, 5, 6}},
	{"a facet takes is_null", []string{"shelf__id", "1", "shelf__id][is_null", "true"}, []int64{1, 3, 4, 5}},
}

// filterPairs makes parameters of keys and values.
func filterPairs(pairs []string) (all []string) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, "filter_by["+pairs[i]+"]", pairs[i+1])
	}
	return all
}

func filterBookIDs(books []filterBook) (ids []int64) {
	for _, b := range books {
		ids = append(ids, b.ID)
	}
	return ids
}

func TestFilters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		factory := openFilterBooks(t, open)
		for _, tt := range filterCases {
			q := ask(t, factory, filterPairs(tt.pairs)...)
			books, err := factory.List(ctx, q)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			if diff := gocmp.Diff(tt.want, filterBookIDs(books)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if n, err := factory.Count(ctx, q); err != nil || n != int64(len(tt.want)) {
				t.Errorf("%s: counted %d, %v", tt.name, n, err)
			}
			if some, err := factory.Exists(ctx, q); err != nil || some != (len(tt.want) > 0) {
				t.Errorf("%s: exists is %t, %v", tt.name, some, err)
			}
		}
	})
}

// TestFiltersAreRefused: what is not understood is an error, never a list that
// the client takes for a filtered one.
func TestFiltersAreRefused(t *testing.T) {
	t.Parallel()
	factory := openFilterBooks(t, dbtest.SQLite)
	for _, tt := range []struct{ parameter, value string }{
		{"filter_by[staus]", "draft"},
		{"filter_by[status][like]", "draft"},
		{"filter_by[sold][ne]", "true"}, // a facet only chooses
		{"filter_by[status][contains]", "raf"},
		{"filter_by[status]", "drafts"},
		{"filter_by[status]", ""},
		{"filter_by[stars]", "3.5"},
		{"filter_by[stars]", "32768"},
		{"filter_by[stars][between]", "1"},
		{"filter_by[stars][is_null]", "maybe"},
		{"filter_by[stars][in]", "1,,2"},
		{"filter_by[weight]", "heavy"},
		{"filter_by[title]", "a\x00b"},
		{"filter_by[title]", "\xff"},
		{"filter_by[shelf.name]", "Left"},
		{"filter_by[tags__id]", "1"},
		{"filter_by[status][eq][x]", "draft"},
		{"filter_by[status][eq][x]", "1"},
		{"filter_by[tags__name][some]", "go"},
		{"filter_by[tags__name][any][some]", "go"},
		{"filter_by[tags__name][any][eq][x]", "go"},
		{"filter_by[tags__name][eq][any]", "go"},
		{"filter_by[tags__name][any][none]", "go"},
		{"filter_by[status", "draft"},
		{"filter_by[]", "draft"},
		{"filter_by", "draft"},
		{"filterby[status]", "draft"},
		{"filter[status]", "draft"},
		{"status[eq]", "draft"},
	} {
		_, err := factory.ParseQuery(url.Values{tt.parameter: {tt.value}}, allParams)
		mistakes, ok := errors.AsType[schemas.InputErrors](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Parameter != tt.parameter {
			t.Errorf("%s=%q: got %v", tt.parameter, tt.value, err)
		}
	}
}

// TestFiltersInsideScopes: nothing that a client asks reaches past a scope.
func TestFiltersInsideScopes(t *testing.T) {
	t.Parallel()
	tenant := func(db *gorm.DB) *gorm.DB { return db.Where("tenant_id = ?", 1) }
	either := func(db *gorm.DB) *gorm.DB { return db.Where("stars = ?", 5).Or("stars IS NULL") }
	raw := func(db *gorm.DB) *gorm.DB { return db.Where("stars = 5\nOR\nstars IS NULL") }
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		factory := openFilterBooks(t, open)
		for _, tt := range []struct {
			name   string
			scopes []crud.Scope
			pairs  []string
			want   []int64
		}{
			{"a tenant", []crud.Scope{tenant}, nil, []int64{1, 2, 5}},
			{"a tenant and an any-of", []crud.Scope{tenant}, []string{"filter_by[status][in]", "draft,published"}, []int64{1, 2, 5}},
			{"a tenant and a null bucket", []crud.Scope{tenant}, []string{"filter_by[stars]", "3", "filter_by[stars][is_null]", "true"}, []int64{2, 5}},
			{"a tenant and not_in", []crud.Scope{tenant}, []string{"filter_by[stars][not_in]", "1,3"}, nil},
			{"a tenant and a search", []crud.Scope{tenant}, []string{"search", "a"}, []int64{1, 2, 5}},
			{"or inside a scope stays inside", []crud.Scope{either}, []string{"filter_by[status]", "draft"}, []int64{3, 6}},
			{"or as text stays inside", []crud.Scope{raw}, []string{"filter_by[status]", "draft"}, []int64{3, 6}},
			{"or stays beside a tenant", []crud.Scope{tenant, either}, nil, nil},
			{"or stays before a tenant", []crud.Scope{raw, tenant}, []string{"filter_by[status]", "draft"}, nil},
			{"a column that a relation has too", []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where("id > 2") }}, []string{"filter_by[shelf__name][in]", "Left,Right"}, []int64{5, 6}},
		} {
			q := ask(t, factory.Scoped(tt.scopes...), tt.pairs...)
			page, err := factory.Scoped(tt.scopes...).OffsetPaginate(ctx, q)
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
				continue
			}
			if diff := gocmp.Diff(tt.want, filterBookIDs(page.Items)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
			if n, err := factory.Count(ctx, q, tt.scopes...); err != nil || n != int64(len(tt.want)) {
				t.Errorf("%s: counted %d, %v", tt.name, n, err)
			}
		}
	})
}
