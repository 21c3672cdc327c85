package crud_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// insideRow has a document itself, and over relations to one and to many.
type insideRow struct {
	ID      int64   `gorm:"primaryKey;autoIncrement:false"`
	Meta    *string `gorm:"type:jsonb"`
	OwnerID *int64
	Owner   *insideOwner
	Parts   []insidePart `gorm:"foreignKey:RowID"`
}

type insideOwner struct {
	ID   int64   `gorm:"primaryKey;autoIncrement:false"`
	Meta *string `gorm:"type:jsonb"`
}

type insidePart struct {
	ID    int64   `gorm:"primaryKey;autoIncrement:false"`
	Meta  *string `gorm:"type:jsonb"`
	RowID int64   `gorm:"not null"`
}

// insidePrefixes are the ways to a document.
var insidePrefixes = []string{"", "owner.", "parts."}

// insidePaths are the ways to the values in it.
var insidePaths = []string{"meta.", "meta.in.deep."}

// insideNumbers are as a document writes them: 3.0 and 1e3 are integers, what
// follows is none, or is one beyond 64 bits.
var insideNumbers = []string{
	"0", "-0", "3", "3.0", "1e3", "-1", "9223372036854775807", "-9223372036854775808",
	"3.5", "-1.250", "9223372036854775808", "-9223372036854775809", "1E30", "12345678901234567890.000000000000000001",
}

// insideColumns are those of filterColumns whose kinds a document can have.
func insideColumns() (columns []int) {
	for i, c := range filterColumns {
		if slices.Contains([]string{"int", "text", "bool", "enum", "decimal"}, c.name) {
			columns = append(columns, i)
		}
	}
	return columns
}

// insideWorld is a database of random documents. Its rows are those of the
// oracle: each has the values of its documents in columns.
type insideWorld struct {
	filterWorld

	factory *crud.CrudFactory[insideRow]
	// path is where the values stand in each document, by its prefix.
	path map[string]string
}

func openInsideRows(t *testing.T) *insideWorld {
	t.Helper()
	w := &insideWorld{filterWorld: filterWorld{db: dbtest.Postgres(t, &insideOwner{}, &insideRow{}, &insidePart{})}}
	c := crud.Config[insideRow]{JSON: map[string]schemas.Kind{}, Enums: map[string][]string{}}
	for _, prefix := range insidePrefixes {
		for _, path := range insidePaths {
			for _, column := range insideColumns() {
				f := filterField{prefix: prefix, inside: path, column: column}
				if c.JSON[f.path()] = f.kind(); f.kind() == schemas.Enum {
					c.JSON[f.path()], c.Enums[f.path()] = schemas.Text, filterLabels
				}
				c.FilterFields = append(c.FilterFields, f.path())
				c.FacetFields = append(c.FacetFields, f.path())
				if !f.toMany() {
					c.OrderFields = append(c.OrderFields, f.path())
				}
			}
		}
	}
	w.factory = crud.Must(crud.New(w.db, c))
	return w
}

// field is a column of the oracle where its values stand in this world.
func (w *insideWorld) field(prefix string, column int) filterField {
	return filterField{prefix: prefix, inside: w.path[prefix], column: column}
}

// raw draws a value as a document writes it, now and then of another kind.
func (w *insideWorld) raw(t *rapid.T, kind schemas.Kind) string {
	others := slices.Concat([]string{"null", "true", "false", "[]", "{}", `[1]`, `{"a": 1}`}, insideNumbers)
	var own []string
	switch kind { //nolint:exhaustive // those of insideColumns
	case schemas.Text, schemas.Enum:
		texts := w.pools.texts
		if kind == schemas.Enum {
			texts = filterLabels
		}
		for _, text := range texts {
			quoted, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			own = append(own, string(quoted))
		}
	case schemas.Bool:
		own, others = []string{"true", "false"}, append(others, `"true"`, `"1"`)
	default:
		own, others = insideNumbers, append(others, `"3"`, `""`, `"x"`)
	}
	if rapid.IntRange(0, 3).Draw(t, "other kind") == 0 {
		own = others
	}
	return rapid.SampledFrom(own).Draw(t, "value")
}

// insideValue is what a field of a kind has of a value in a document.
func insideValue(t *rapid.T, kind schemas.Kind, raw string) any {
	decoder := json.NewDecoder(strings.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	text, isText := v.(string)
	truth, isBool := v.(bool)
	number, isNumber := v.(json.Number)
	n, _ := new(big.Rat).SetString(number.String())
	switch {
	case isText && (kind == schemas.Text || kind == schemas.Enum):
		return text
	case isBool && kind == schemas.Bool:
		return truth
	case isNumber && kind == schemas.Int && n.IsInt() && n.Num().IsInt64():
		return n.Num().Int64()
	case isNumber && kind == schemas.Decimal:
		return strings.TrimSuffix(strings.TrimRight(n.FloatString(20), "0"), ".")
	}
	return nil
}

// set gives a column of the oracle its value.
func (v *filterValues) set(column string, value any) {
	switch value := value.(type) {
	case int64:
		v.Int = &value
	case bool:
		v.Bool = &value
	case string:
		*map[string]**string{"text": &v.Text, "enum": &v.Enum, "decimal": &v.Decimal}[column] = &value
	}
}

// document draws a document and tells what it has at a path.
func (w *insideWorld) document(t *rapid.T, path string) (*string, filterValues) {
	var values filterValues
	var items []string
	switch rapid.IntRange(0, 9).Draw(t, "document") {
	case 0:
		return nil, values
	case 1: // it has no keys, or none on the way
		return new(rapid.SampledFrom([]string{"null", "1", `"int"`, "[]", "{}", `{"in": 1}`, `{"in": {"deep": []}}`}).Draw(t, "odd")), values
	}
	for _, column := range insideColumns() {
		if rapid.IntRange(0, 4).Draw(t, "missing") == 0 {
			continue
		}
		c := filterColumns[column]
		raw := w.raw(t, c.kind)
		items = append(items, strconv.Quote(c.name)+": "+raw)
		values.set(c.name, insideValue(t, c.kind, raw))
	}
	text := "{" + strings.Join(items, ", ") + "}"
	if path == "meta.in.deep." { // another value stands under the same key above
		text = `{"int": 77, "in": {"text": "above", "deep": ` + text + "}}"
	}
	return &text, values
}

// fill replaces the rows by random ones.
func (w *insideWorld) fill(t *rapid.T, most int) {
	w.pools = drawFilterPools(t, true)
	w.pools.ints = []int64{0, 3, 1000, -1, math.MaxInt64, math.MinInt64}
	w.pools.decimals = append(w.pools.decimals, "3", "3.5", "1000", "9223372036854775808", "1"+strings.Repeat("0", 30))
	w.path = map[string]string{}
	for _, prefix := range insidePrefixes {
		w.path[prefix] = rapid.SampledFrom(insidePaths).Draw(t, "path")
	}
	w.rows = make([]filterRow, rapid.IntRange(1, most).Draw(t, "rows"))
	rows := make([]insideRow, len(w.rows))
	var owners []insideOwner
	for i := range rows {
		id := int64(i + 1)
		w.rows[i].ID, rows[i].ID = id, id
		rows[i].Meta, w.rows[i].Values = w.document(t, w.path[""])
		if rapid.IntRange(0, 2).Draw(t, "owned") > 0 {
			owner, values := w.document(t, w.path["owner."])
			owners = append(owners, insideOwner{ID: id, Meta: owner})
			rows[i].OwnerID, w.rows[i].Owner = &id, &filterOwner{Values: values}
		}
		for j := range rapid.IntRange(0, 2).Draw(t, "parts") {
			part, values := w.document(t, w.path["parts."])
			rows[i].Parts = append(rows[i].Parts, insidePart{ID: 10*id + int64(j), Meta: part})
			w.rows[i].Parts = append(w.rows[i].Parts, filterPart{Values: values})
		}
	}
	err := w.db.Exec("TRUNCATE inside_parts, inside_rows, inside_owners").Error
	if len(owners) > 0 {
		err = errors.Join(err, w.db.Create(&owners).Error)
	}
	if err = errors.Join(err, w.db.Create(&rows).Error); err != nil {
		t.Fatal(err)
	}
}

func insideIDs(rows []insideRow) (ids []int64) {
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids
}

// compare reads the rows of a request.
func (w *insideWorld) compare(t *rapid.T, values url.Values, pass func(filterRow) bool) {
	values.Set("facets", "false")
	q := filterCheck(t, w.factory, values)
	var want []int64
	for _, r := range w.rows {
		if pass(r) {
			want = append(want, r.ID)
		}
	}
	rows, err := w.factory.List(ctx, q)
	if err != nil {
		t.Fatalf("%v: %v", values, err)
	}
	if diff := cmp.Diff(want, insideIDs(rows)); diff != "" {
		t.Fatalf("%v, rows (-want +got):\n%s", values, diff)
	}
	if n, err := w.factory.Count(ctx, q); err != nil || n != int64(len(want)) {
		t.Fatalf("%v: counted %d, %v; want %d", values, n, err, len(want))
	}
}

// TestInsideOperators compares every operator on values of each kind inside
// documents, by every way to them, with an oracle: as a parameter, as an
// expression and under NOT.
func TestInsideOperators(t *testing.T) {
	t.Parallel()
	w := openInsideRows(t)
	w.quantified = true
	rapid.Check(t, func(t *rapid.T) {
		w.fill(t, 6)
		field := w.field(rapid.SampledFrom(insidePrefixes).Draw(t, "prefix"), rapid.SampledFrom(insideColumns()).Draw(t, "column"))
		for _, o := range field.kind().Operators() {
			c := w.test(t, field, o)
			values := url.Values{}
			c.add(t, values)
			w.compare(t, values, filterTests{c}.pass)
			if o == schemas.Eq {
				c.operands = c.operands[:1]
			}
			expr := exprNode{test: c, text: exprTest(t, c)}
			w.compare(t, url.Values{"filter": {expr.text}}, expr.pass)
			w.compare(t, url.Values{"filter": {"NOT " + expr.text}}, exprNode{operator: "NOT", terms: []exprNode{expr}}.pass)
		}
	})
}

// TestInsideFacets compares facets and their counts with a recount, under random
// filters, those of the facet's own field among them.
func TestInsideFacets(t *testing.T) {
	t.Parallel()
	w := openInsideRows(t)
	rapid.Check(t, func(t *rapid.T) {
		w.fill(t, 6)
		for range 5 {
			field := w.field(rapid.SampledFrom(insidePrefixes).Draw(t, "prefix"), rapid.SampledFrom(insideColumns()).Draw(t, "column"))
			values := url.Values{"facets": {field.key()}, "facet_counts": {"true"}}
			var tests filterTests
			for range rapid.IntRange(0, 2).Draw(t, "filters") {
				by := w.field(rapid.SampledFrom(insidePrefixes).Draw(t, "by prefix"), rapid.SampledFrom(insideColumns()).Draw(t, "by column"))
				if slices.ContainsFunc(tests, func(c filterTest) bool { return c.field == by }) {
					continue
				}
				c := w.test(t, by, rapid.SampledFrom(by.kind().Operators()).Draw(t, "operator"))
				c.add(t, values)
				tests = append(tests, c)
			}
			page, err := w.factory.OffsetPaginate(ctx, filterCheck(t, w.factory, values))
			if err != nil {
				t.Fatalf("%v: %v", values, err)
			}
			if diff := cmp.Diff(schemas.Facets{w.facet(field, tests, nil, 100)}, page.FilterAttributes); diff != "" {
				t.Fatalf("%v, values (-want +got):\n%s", values, diff)
			}
			if diff := cmp.Diff(schemas.FacetCounts{w.counts(field, tests, nil, 100)}, page.FilterCounts); diff != "" {
				t.Fatalf("%v, counts (-want +got):\n%s", values, diff)
			}
		}
	})
}

// insideKey is one key of a random order.
type insideKey struct {
	field            filterField
	desc, nullsFirst bool
}

func (k insideKey) String() string {
	text := k.field.key()
	if k.desc {
		text = "-" + text
	}
	return text + map[bool]string{false: ".nullslast", true: ".nullsfirst"}[k.nullsFirst]
}

func (k insideKey) compare(a, b filterRow) int {
	x, y := k.field.of(a)[0], k.field.of(b)[0]
	sign := map[bool]int{false: 1, true: -1}
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil || y == nil:
		return sign[(x == nil) == k.nullsFirst]
	}
	return sign[k.desc] * k.field.compare(x, y)
}

// insideOrdered are the ids by the keys, then by id in the last key's direction.
func insideOrdered(rows []filterRow, keys []insideKey) []int64 {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b filterRow) int {
		for _, key := range keys {
			if c := key.compare(a, b); c != 0 {
				return c
			}
		}
		if keys[len(keys)-1].desc {
			return int(b.ID - a.ID)
		}
		return int(a.ID - b.ID)
	})
	return filterIDs(sorted)
}

// TestInsideWalk walks all rows forward, then back, in an order by values inside
// documents, own ones and over a relation.
func TestInsideWalk(t *testing.T) {
	t.Parallel()
	w := openInsideRows(t)
	rapid.Check(t, func(t *rapid.T) {
		w.fill(t, 12)
		var keys []insideKey
		var by []string
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3}).Draw(t, "keys")[:rapid.IntRange(1, 3).Draw(t, "number")] {
			field := w.field(insidePrefixes[i%2], slices.IndexFunc(filterColumns, func(c filterColumn) bool {
				return c.name == []string{"int", "text"}[i/2]
			}))
			key := insideKey{field, rapid.Bool().Draw(t, "desc"), rapid.Bool().Draw(t, "nulls first")}
			keys, by = append(keys, key), append(by, key.String())
		}
		values := url.Values{"order_by": {strings.Join(by, ",")}, "facets": {"false"}, "pagination_type": {"cursor"}}
		values.Set("items_per_page", strconv.Itoa(rapid.IntRange(1, 4).Draw(t, "size")))
		want := insideOrdered(w.rows, keys)
		forward, last, prev := w.walk(t, values, nil, true)
		if diff := cmp.Diff(want, forward); diff != "" {
			t.Fatalf("%v, forward (-want +got):\n%s", values, diff)
		}
		back, _, _ := w.walk(t, values, prev, false)
		if diff := cmp.Diff(want[:len(want)-len(last)], back, equateEmpty); diff != "" {
			t.Fatalf("%v, back (-want +got):\n%s", values, diff)
		}
	})
}

// walk follows cursors to one end of the list. It answers the ids in the list's
// order, those of the last page, and the cursor back from there.
func (w *insideWorld) walk(t *rapid.T, values url.Values, token *string, forward bool) (all, last []int64, prev *string) {
	for range 100 {
		if values.Del("cursor"); token != nil {
			values.Set("cursor", *token)
		} else if !forward {
			return all, last, nil
		}
		page, err := w.factory.CursorPaginate(ctx, filterCheck(t, w.factory, values))
		if err != nil {
			t.Fatalf("%v: %v", values, err)
		}
		last = insideIDs(page.Items)
		if !forward {
			all, token = append(last, all...), page.Pagination.PrevCursor
			continue
		}
		if all, token = append(all, last...), page.Pagination.NextCursor; token == nil {
			return all, last, page.Pagination.PrevCursor
		}
	}
	t.Fatalf("%v: the walk does not end", values)
	return nil, nil, nil
}

// TestInsideKeys: a key of a document is no SQL, and no pattern of gorm's.
func TestInsideKeys(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &insideOwner{}, &insideRow{}, &insidePart{})
	for i, key := range []string{"ключ", "a b", `a"b`, "a?b", "a@b", "$1", "%s", "-- x", "a)b", "0", "Color", "{}"} {
		quoted, err := json.Marshal(map[string]string{key: "red"})
		if err != nil {
			t.Fatal(err)
		}
		id := int64(i + 1)
		if err := db.Create(&insideRow{ID: id, Meta: new(string(quoted))}).Error; err != nil {
			t.Fatal(err)
		}
		factory := crud.Must(crud.New(db, crud.Config[insideRow]{
			JSON: map[string]schemas.Kind{"meta." + key: schemas.Text}, FacetFields: []string{"meta." + key}, OrderFields: []string{"meta." + key},
		}))
		page, err := factory.OffsetPaginate(ctx, ask(t, factory, "filter_by[meta__"+key+"]", "red", "order_by", "meta__"+key))
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		if diff := cmp.Diff([]int64{id}, insideIDs(page.Items)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", key, diff)
		}
		if diff := cmp.Diff(map[string][]any{"meta__" + key: {"red"}}, facetMap(page.FilterAttributes)); diff != "" {
			t.Errorf("%s, facet (-want +got):\n%s", key, diff)
		}
	}
}

// TestInsideSearch: a search looks into texts of documents, own ones and over
// relations, and into nothing else there.
func TestInsideSearch(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &insideOwner{}, &insideRow{}, &insidePart{})
	red, number := `{"color": "Dark red"}`, `{"color": 5, "size": "red"}`
	for _, rows := range []any{
		&[]insideOwner{{ID: 1, Meta: &red}},
		&[]insideRow{
			{ID: 1, Meta: &red},
			{ID: 2, Meta: &number},
			{ID: 3, OwnerID: new(int64(1))},
			{ID: 4, Parts: []insidePart{{ID: 1, Meta: &number}, {ID: 2, Meta: &red}}},
			{ID: 5},
		},
	} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	paths := []string{"meta.color", "owner.meta.color", "parts.meta.color"}
	c := crud.Config[insideRow]{JSON: map[string]schemas.Kind{}, SearchFields: paths}
	for _, path := range paths {
		c.JSON[path] = schemas.Text
	}
	factory := crud.Must(crud.New(db, c))
	for text, want := range map[string][]int64{"RED dark": {1, 3, 4}, "5": nil, "size": nil} {
		rows, err := factory.List(ctx, ask(t, factory, "search", text))
		if diff := cmp.Diff(want, insideIDs(rows)); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", text, err, diff)
		}
	}
}

// TestInsideRoles: a value inside a document has every role that its kind has,
// on PostgreSQL only.
func TestInsideRoles(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, &insideOwner{}, &insideRow{}, &insidePart{})
		for role, config := range map[string]crud.Config[insideRow]{
			`filter field "meta.color"`:     {FilterFields: []string{"meta.color"}},
			`filter field "parts.meta.n"`:   {Filters: map[string]crud.Operators{"parts.meta.n": crud.Range}},
			`facet field "owner.meta.n"`:    {FacetFields: []string{"owner.meta.n"}},
			`search field "meta.color"`:     {SearchFields: []string{"meta.color"}},
			`order field "owner.meta.n"`:    {OrderFields: []string{"owner.meta.n"}},
			`default order field "meta.n"`:  {DefaultOrder: "-meta.n"},
			`cursor column "meta.color"`:    {CursorColumn: "meta.color"},
			`filter field "meta.in.deep.n"`: {FilterFields: []string{"meta.in.deep.n"}},
		} {
			config.JSON = map[string]schemas.Kind{
				"meta.color": schemas.Text, "meta.n": schemas.Int, "meta.in.deep.n": schemas.Decimal, "owner.meta.n": schemas.Int, "parts.meta.n": schemas.Int,
			}
			var want []string
			if db.Name() == "sqlite" {
				want = []string{"inside_rows: " + role + ": SQLite has no jsonb"}
			}
			if diff := cmp.Diff(want, declMistakes(t, db, config)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", role, diff)
			}
		}
	})
}

func TestInsideMistakes(t *testing.T) {
	t.Parallel()
	db := dbtest.Postgres(t, &insideOwner{}, &insideRow{}, &insidePart{})
	type kinds = map[string]schemas.Kind
	for name, tt := range map[string]struct {
		config crud.Config[insideRow]
		want   string
	}{
		"a column that is no jsonb": {
			crud.Config[insideRow]{JSON: kinds{"id.color": schemas.Text}},
			`inside_rows: json field "id.color": the column "id" has no gorm:"type:jsonb" tag`,
		},
		"an unknown column": {
			crud.Config[insideRow]{JSON: kinds{"mta.color": schemas.Text}},
			`inside_rows: json field "mta.color": no such column (did you mean "meta"?)`,
		},
		"a column behind no relation": {
			crud.Config[insideRow]{JSON: kinds{"keeper.meta.color": schemas.Text}},
			`inside_rows: json field "keeper.meta.color": no such column`,
		},
		"an unknown column of a relation": {
			crud.Config[insideRow]{JSON: kinds{"owner.mta.color": schemas.Text}},
			`inside_rows: json field "owner.mta.color": no such column (did you mean "owner.meta"?)`,
		},
		"a kind that is none": {
			crud.Config[insideRow]{JSON: kinds{"meta.color": schemas.Opaque}},
			`inside_rows: json field "meta.color" cannot be of kind opaque value: a value in jsonb is a boolean, an integer, a decimal or a text`,
		},
		"a kind that JSON has not": {
			crud.Config[insideRow]{JSON: kinds{"meta.at": schemas.Time}},
			`inside_rows: json field "meta.at" cannot be of kind time: a value in jsonb is a boolean, an integer, a decimal or a text`,
		},
		"a quote in a key": {
			crud.Config[insideRow]{JSON: kinds{"meta.a'b": schemas.Text}},
			`inside_rows: json field "meta.a'b": a key is empty, or has a quote, a bracket or a backslash`,
		},
		"an empty key": {
			crud.Config[insideRow]{JSON: kinds{"meta..color": schemas.Text}},
			`inside_rows: json field "meta..color": a key is empty, or has a quote, a bracket or a backslash`,
		},
		"two paths with one name on the wire": {
			crud.Config[insideRow]{JSON: kinds{"meta.a.b": schemas.Text, "meta.a__b": schemas.Text}},
			`inside_rows: "meta.a.b" and "meta.a__b" have the same key "meta__a__b" on the wire`,
		},
		"a path that is not declared": {
			crud.Config[insideRow]{FilterFields: []string{"meta.color"}},
			`inside_rows: filter field "meta.color": no such relation`,
		},
		"the column itself": {
			crud.Config[insideRow]{JSON: kinds{"meta.color": schemas.Text}, FilterFields: []string{"meta"}},
			`inside_rows: filter field "meta" is of kind opaque value: give its column a gorm:"type:…" tag that says what it holds`,
		},
		"a document of many in an order": {
			crud.Config[insideRow]{JSON: kinds{"parts.meta.n": schemas.Int}, OrderFields: []string{"parts.meta.n"}},
			`inside_rows: order field "parts.meta.n" has many values for one row`,
		},
		"a search in numbers": {
			crud.Config[insideRow]{JSON: kinds{"meta.n": schemas.Int}, SearchFields: []string{"meta.n"}},
			`inside_rows: search field "meta.n" is of kind integer`,
		},
		"labels of numbers": {
			crud.Config[insideRow]{JSON: kinds{"meta.n": schemas.Int}, Enums: map[string][]string{"meta.n": {"1"}}},
			`inside_rows: enum "meta.n" is of kind integer: labels are text`,
		},
	} {
		if diff := cmp.Diff([]string{tt.want}, declMistakes(t, db, tt.config)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestInsideIsRefused: what a value cannot be is an error, as of a column.
func TestInsideIsRefused(t *testing.T) {
	t.Parallel()
	factory := openInsideRows(t).factory
	for name, value := range map[string]string{
		"filter_by[meta__int]":               "3.5",
		"filter_by[meta__int][gt]":           "9223372036854775808",
		"filter_by[meta__decimal]":           "1e3",
		"filter_by[meta__bool]":              "yes",
		"filter_by[meta__enum]":              "newest",
		"filter_by[meta__enum][icontains]":   "n",
		"filter_by[meta__text][gt]":          "a",
		"filter_by[meta__in]":                "a",
		"filter_by[meta]":                    "{}",
		"filter_by[meta.int]":                "1",
		"filter_by[meta__int][none]":         "1",
		"filter_by[owner__meta__int][all]":   "1",
		"filter_by[parts__meta__int][any][]": "1",
	} {
		_, err := factory.ParseQuery(url.Values{name: {value}}, allParams)
		mistakes, ok := errors.AsType[schemas.InputErrors](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Parameter != name {
			t.Errorf("%s=%s: got %v", name, value, err)
		}
	}
}
