package crud_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"math/rand/v2"
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

// keyed has an order key of every kind, each not null and nullable.
type keyed struct {
	ID           int64   `gorm:"primaryKey;autoIncrement:false"`
	Scaled       string  `gorm:"type:numeric(40,20);not null"`
	MaybeScaled  *string `gorm:"type:numeric(40,20)"`
	Numeric      string  `gorm:"type:numeric;not null"`
	MaybeNumeric *string `gorm:"type:numeric"`
	Mood         string  `gorm:"type:keyed_mood;not null"`
	MaybeMood    *string `gorm:"type:keyed_mood"`
	Label        string  `gorm:"not null"`
	MaybeLabel   *string
	Folded       string  `gorm:"type:citext;not null"`
	MaybeFolded  *string `gorm:"type:citext"`
	Bytes        []byte  `gorm:"not null"`
	MaybeBytes   []byte
	Float        float64  `gorm:"type:double precision;not null"`
	MaybeFloat   *float64 `gorm:"type:double precision"`
	Plain        float64  `gorm:"not null"` // gorm makes a numeric of it on PostgreSQL
	MaybePlain   *float64
	Real         float32  `gorm:"type:real;not null"`
	MaybeReal    *float32 `gorm:"type:real"`
	Big          int64    `gorm:"not null"`
	MaybeBig     *int64
	Small        int16 `gorm:"type:smallint;not null"`
	MaybeSmall   *int16
	Day          time.Time  `gorm:"type:date;not null"`
	MaybeDay     *time.Time `gorm:"type:date"`
	At           time.Time  `gorm:"not null"`
	MaybeAt      *time.Time
	UID          uuid.UUID  `gorm:"column:uid;type:uuid;not null"`
	MaybeUID     *uuid.UUID `gorm:"column:maybe_uid;type:uuid"`
	Flag         bool       `gorm:"not null"`
	MaybeFlag    *bool
	Text         string `gorm:"not null"`
	MaybeText    *string
}

// KeyedRead leaves every sort column out.
type KeyedRead struct {
	ID int64 `json:"id"`
}

var keyedMoods, keyedLabels = []string{"sad", "ok", "happy", "a'b"}, []string{"new", "done", "archived"}

// keyedPool holds values of a column, ascending; those of one class are ties.
type keyedPool [][]any

// distinct makes a class of each value.
func distinct(values ...any) (pool keyedPool) {
	for _, v := range values {
		pool = append(pool, []any{v})
	}
	return pool
}

// keyedPools are values that differ by the least that their column tells apart,
// and its extremes.
var keyedPools = map[string]keyedPool{
	"scaled": {
		{"-99999999999999999999.99999999999999999999"},
		{"-0.00000000000000000001"},
		{"0", "-0", "0.000"},
		{"0.00000000000000000001"},
		{"0.1", "0.10"},
		{"0.10000000000000000001"},
		{"9007199254740993"},
		{"9007199254740993.00000000000000000001"},
		{"99999999999999999999.99999999999999999998"},
		{"99999999999999999999.99999999999999999999"},
		{"NaN"},
	},
	"numeric": {
		{"-Infinity"},
		{"-1" + strings.Repeat("0", 300)},
		{"0"},
		{"0." + strings.Repeat("0", 299) + "1"},
		{"1.5", "1.50", "1.500"},
		{"1.5" + strings.Repeat("0", 60) + "1"},
		{"1" + strings.Repeat("0", 300)},
		{"1" + strings.Repeat("0", 299) + "1"},
		{"Infinity"},
		{"NaN"},
	},
	"mood":   distinct("sad", "ok", "happy", "a'b"),
	"label":  distinct("archived", "done", "new", "no label"), // a text column holds what it was given
	"folded": {{""}, {"A", "a"}, {"a'b", "A'B", "a'B"}, {"b", "B"}, {"ba", "Ba", "bA", "BA"}, {"é"}, {"\U0001F600"}},
	"bytes": distinct([]byte{}, []byte{0}, []byte{0, 0}, []byte{0, 1}, []byte("A"), []byte("a"), []byte{0x7f},
		[]byte{0x80}, []byte{0xff}, []byte{0xff, 0}, []byte{0xff, 0xff}),
	"float": {
		{math.Inf(-1)},
		{-math.MaxFloat64},
		{-math.SmallestNonzeroFloat64},
		{0.0, math.Copysign(0, -1)},
		{math.SmallestNonzeroFloat64},
		{0.1},
		{math.Nextafter(0.1, 1)},
		{math.Nextafter(math.MaxFloat64, 0)},
		{math.MaxFloat64},
		{math.Inf(1)},
	},
	"plain": {
		{math.Inf(-1)},
		{-math.MaxFloat64},
		{0.0, math.Copysign(0, -1)},
		{math.SmallestNonzeroFloat64},
		{0.1},
		{math.Nextafter(0.1, 1)},
		{float64(1 << 53)},
		{math.MaxFloat64},
		{math.Inf(1)},
	},
	"real": {
		{-math.MaxFloat32},
		{0.0, math.Copysign(0, -1)},
		{math.SmallestNonzeroFloat32},
		{float64(float32(0.1))},
		{float64(math.Nextafter32(0.1, 1))},
		{math.MaxFloat32},
	},
	"big": distinct(int64(math.MinInt64), int64(math.MinInt64+1), int64(-1), int64(0), int64(1<<53), int64(1<<53+1),
		int64(math.MaxInt64-1), int64(math.MaxInt64)),
	"small": distinct(math.MinInt16, -1, 0, math.MaxInt16-1, math.MaxInt16),
	"day": distinct(time.Date(-4711, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC),
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), day(-1), day(0), day(1), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)),
	"at": distinct(time.Date(-4711, 1, 1, 0, 0, 0, 1000, time.UTC), time.UnixMicro(-1).UTC(), time.UnixMicro(0).UTC(), time.UnixMicro(1).UTC(),
		day(20000), day(20000).Add(time.Microsecond), time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC),
		time.UnixMicro(math.MaxInt64).UTC()),
	"uid":  distinct(uuid.Nil, uuid.UUID{15: 1}, uuid.UUID{0: 0x0a}, uuid.UUID{0: 0x7f}, uuid.UUID{0: 0x80}, uuid.UUID{0: 0xff}, uuid.Max),
	"flag": distinct(false, true),
	"text": distinct("", "\n", "\r\n", " ", "\"", "%", "'", "''", "1", "A", "\\", "\\'", "_", "a", "a\nb", "a ", "é", "\u2028",
		"\uffff", "\U0001F600", "\U0001F601"),
}

// keyedOnSQLite leaves out what has another order there, or none.
func keyedOnSQLite(kind string) bool {
	return !slices.Contains([]string{"scaled", "numeric", "mood"}, kind)
}

// keyedCell is a value with its class; the class of NULL is -1.
type keyedCell struct {
	class int
	value any
}

// cell is the value of a class with any number.
func (p keyedPool) cell(class, member int) keyedCell {
	return keyedCell{class, p[class][member%len(p[class])]}
}

// keyedRow is a row as it was written, by columns.
type keyedRow struct {
	id    int64
	cells map[string]keyedCell
}

// newKeyedRow chooses a cell for each column.
func newKeyedRow(id int64, pools map[string]keyedPool, choose func(pool keyedPool, kind string, nullable bool) keyedCell) keyedRow {
	row := keyedRow{id, map[string]keyedCell{}}
	for _, kind := range slices.Sorted(maps.Keys(pools)) {
		row.cells[kind] = choose(pools[kind], kind, false)
		row.cells["maybe_"+kind] = choose(pools[kind], kind, true)
	}
	return row
}

// keyedCompare compares rows by one key.
func keyedCompare(k stoneKey, a, b keyedRow) int {
	sign := 1
	if k.desc {
		sign = -1
	}
	x, y := a.cells[k.path].class, b.cells[k.path].class
	switch {
	case k.path == "id":
		return sign * cmp.Compare(a.id, b.id)
	case x == y:
		return 0
	case x < 0 || y < 0:
		if (x < 0) == k.nullsFirst {
			return -1
		}
		return 1
	}
	return sign * cmp.Compare(x, y)
}

// keyedBefore compares by all keys, and the tie-break behind them.
func keyedBefore(keys []stoneKey) func(a, b keyedRow) int {
	keys = append(slices.Clip(keys), stoneKey{path: "id", desc: keys[len(keys)-1].desc})
	return func(a, b keyedRow) int {
		for _, key := range keys {
			if c := keyedCompare(key, a, b); c != 0 {
				return c
			}
		}
		return 0
	}
}

func keyedOrdered(rows []keyedRow, keys []stoneKey) []keyedRow {
	return slices.SortedFunc(slices.Values(rows), keyedBefore(keys))
}

func keyedIDs(rows []keyedRow) (all []int64) {
	for _, row := range rows {
		all = append(all, row.id)
	}
	return all
}

// keyedWorld is a table of such rows with its factory.
type keyedWorld struct {
	db      *gorm.DB
	factory *crud.CrudFactory[keyed]
	// view is what walks read: statements of few columns, whose keys are not
	// among them.
	view *crud.View[keyed, KeyedRead]
	// kinds are those that the database orders.
	kinds []string
}

func openKeyed(t *testing.T, open func(testing.TB, ...any) *gorm.DB) keyedWorld {
	t.Helper()
	db := open(t)
	run := func(sql string) {
		t.Helper()
		if err := db.Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
	kinds := slices.Sorted(maps.Keys(keyedPools))
	if db.Name() == "postgres" {
		run("CREATE EXTENSION citext")
		run("CREATE TYPE keyed_mood AS ENUM ('sad', 'ok', 'happy', 'a''b')")
	} else {
		kinds = slices.DeleteFunc(kinds, func(kind string) bool { return !keyedOnSQLite(kind) })
	}
	if err := db.AutoMigrate(&keyed{}); err != nil {
		t.Fatal(err)
	}
	if db.Name() == "sqlite" { // what citext is to PostgreSQL
		var ddl string
		if err := db.Raw("SELECT sql FROM sqlite_master WHERE name = 'keyeds'").Scan(&ddl).Error; err != nil {
			t.Fatal(err)
		}
		run("DROP TABLE keyeds")
		run(strings.ReplaceAll(ddl, " citext", " citext COLLATE NOCASE"))
	}
	factory := crud.Must(crud.New(db, keyedConfig[keyed](kinds)))
	return keyedWorld{db, factory, crud.Must(crud.As[KeyedRead](factory)), kinds}
}

func keyedConfig[M any](kinds []string) crud.Config[M] {
	orders := []string{"id"}
	for _, kind := range kinds {
		orders = append(orders, kind, "maybe_"+kind)
	}
	return crud.Config[M]{
		OrderFields: orders, FacetsOnRequest: true, FilterFields: []string{"label"}, SearchFields: []string{"text"},
		FacetFields: []string{"mood", "maybe_label", "maybe_folded", "maybe_big", "maybe_uid", "maybe_flag", "maybe_text"},
		Enums: map[string][]string{
			"mood": keyedMoods, "maybe_mood": keyedMoods, "label": keyedLabels, "maybe_label": keyedLabels,
		},
	}
}

// insert writes rows without a Go type between a value and its column.
func (w keyedWorld) insert(t rapid.TB, rows ...keyedRow) {
	t.Helper()
	records := make([]map[string]any, len(rows))
	for i, row := range rows {
		records[i] = map[string]any{"id": row.id}
		for column, cell := range row.cells {
			records[i][column] = cell.value
		}
	}
	if err := w.db.Model(&keyed{}).Create(records).Error; err != nil {
		t.Fatal(err)
	}
}

func (w keyedWorld) remove(t rapid.TB, ids ...int64) {
	t.Helper()
	if err := w.db.Delete(&keyed{}, "id IN ?", ids).Error; err != nil {
		t.Fatal(err)
	}
}

// replace leaves no other rows than these.
func (w keyedWorld) replace(t rapid.TB, rows []keyedRow) {
	t.Helper()
	if err := w.db.Where("true").Delete(&keyed{}).Error; err != nil {
		t.Fatal(err)
	}
	w.insert(t, rows...)
}

// keyedWalk asks for pages of one list.
type keyedWalk struct {
	keyedWorld

	keys []stoneKey
	size int
}

func (w keyedWalk) String() string {
	texts := make([]string, len(w.keys))
	for i, key := range w.keys {
		texts[i] = key.String()
	}
	return strings.Join(texts, ",")
}

func (w keyedWalk) query(t rapid.TB, pairs ...string) crud.Query {
	t.Helper()
	values := url.Values{"order_by": {w.String()}, "items_per_page": {strconv.Itoa(w.size)}}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	q, err := w.factory.ParseQuery(values, allParams)
	if err != nil {
		t.Fatalf("parse %v: %v", values, err)
	}
	return q
}

// keyedPage is a cursor page: ids and what surrounds them.
type keyedPage struct {
	IDs        []int64
	Next, Prev string
	More       bool
}

func (w keyedWalk) page(t rapid.TB, token string) (p keyedPage) {
	t.Helper()
	page, err := w.view.CursorPaginate(ctx, w.query(t, "pagination_type", "cursor", "cursor", token))
	if err != nil {
		t.Fatalf("%s by %d, cursor %q: %v", w, w.size, token, err)
	}
	for _, row := range page.Items {
		p.IDs = append(p.IDs, row.ID)
	}
	p.More = page.Pagination.HasMore
	if page.Pagination.NextCursor != nil {
		p.Next = *page.Pagination.NextCursor
	}
	if page.Pagination.PrevCursor != nil {
		p.Prev = *page.Pagination.PrevCursor
	}
	return p
}

// both walks to the end and back, and compares the pages with the rows in order.
func (w keyedWalk) both(t rapid.TB, rows []keyedRow) {
	t.Helper()
	ordered := keyedIDs(keyedOrdered(rows, w.keys))
	want := slices.Collect(slices.Chunk(ordered, w.size))
	forward, last := w.walk(t, w.page(t, ""), func(p keyedPage) string { return p.Next })
	if diff := gocmp.Diff(want, forward); diff != "" {
		t.Fatalf("%s by %d, forward (-want +got):\n%s", w, w.size, diff)
	}
	backward, first := w.walk(t, last, func(p keyedPage) string { return p.Prev })
	slices.Reverse(backward)
	if diff := gocmp.Diff(want, backward); diff != "" {
		t.Fatalf("%s by %d, backward (-want +got):\n%s", w, w.size, diff)
	}
	if first.Prev != "" || last.Next != "" || last.More {
		t.Fatalf("%s by %d: the ends are not marked: %+v, %+v", w, w.size, first, last)
	}
}

// walk follows cursors from a page on, that page included.
func (w keyedWalk) walk(t rapid.TB, p keyedPage, next func(keyedPage) string) (pages [][]int64, last keyedPage) {
	t.Helper()
	for range 200 {
		pages = append(pages, p.IDs)
		token := next(p)
		if token == "" {
			return pages, p
		}
		p = w.page(t, token)
	}
	t.Fatalf("%s by %d: the walk does not end", w, w.size)
	return nil, p
}

// unpaged is the whole list at once.
func (w keyedWalk) unpaged(t rapid.TB) (all []int64) {
	t.Helper()
	rows, err := w.factory.List(ctx, w.query(t, "items_per_page", "100"))
	if err != nil {
		t.Fatalf("%s: %v", w, err)
	}
	for _, row := range rows {
		all = append(all, row.ID)
	}
	return all
}

// placements are the four ways to order by a nullable column.
func placements(column string) (keys []stoneKey) {
	for _, desc := range []bool{false, true} {
		keys = append(keys, stoneKey{column, desc, false}, stoneKey{column, desc, true})
	}
	return keys
}

// eachKind runs a subtest for every kind that the database orders.
func (w keyedWorld) eachKind(t *testing.T, run func(t *testing.T, kind string)) {
	t.Helper()
	for _, kind := range w.kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			run(t, kind)
		})
	}
}

// fewKeyed are rows of three values for each column, and of NULL.
func fewKeyed(n int) []keyedRow {
	random := rand.New(rand.NewPCG(1, 2))
	rows := make([]keyedRow, n)
	for i := range rows {
		id := int64(i * 7 % n * 10) // the rows are not written in the order of their keys
		rows[i] = newKeyedRow(id, keyedPools, func(pool keyedPool, _ string, nullable bool) keyedCell {
			class := random.IntN(4)
			if nullable && class == 3 {
				return keyedCell{-1, nil}
			}
			return pool.cell(class%3*(len(pool)-1)/2, random.IntN(4))
		})
	}
	return rows
}

// TestKeyKindTies: few values for many rows, in pages that end amid ties.
func TestKeyKindTies(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w, rows := openKeyed(t, open), fewKeyed(15)
		w.insert(t, rows...)
		w.eachKind(t, func(t *testing.T, kind string) {
			for _, key := range append(placements("maybe_"+kind), placements(kind)[1:3]...) {
				walk := keyedWalk{w, []stoneKey{key}, 0}
				for walk.size = 1; walk.size <= 7; walk.size++ {
					walk.both(t, rows)
				}
				if diff := gocmp.Diff(keyedIDs(keyedOrdered(rows, walk.keys)), walk.unpaged(t)); diff != "" {
					t.Errorf("%s, unpaged (-want +got):\n%s", walk, diff)
				}
			}
		})
	})
}

// TestKeyKindNullBoundaries: three keys of different kinds in each placement of
// their NULLs, where every combination of NULLs is a row, page and boundary.
func TestKeyKindNullBoundaries(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openKeyed(t, open)
		rows := make([]keyedRow, 16)
		for i := range rows {
			rows[i] = newKeyedRow(int64(i), keyedPools, func(pool keyedPool, kind string, nullable bool) keyedCell {
				if bit := slices.Index(w.kinds, kind) % 3; nullable && bit >= 0 && i>>bit&1 == 1 {
					return keyedCell{-1, nil}
				}
				return pool.cell(i/8*(len(pool)-1), i)
			})
		}
		w.insert(t, rows...)
		for i := range 64 {
			walk := keyedWalk{w, nil, 1 + bits.OnesCount(uint(i))%2}
			for place := range 3 { // next to each other, so that their bits differ
				column := "maybe_" + w.kinds[(i+place*(len(w.kinds)-2))%(len(w.kinds)-2)+place]
				walk.keys = append(walk.keys, placements(column)[i>>(2*place)&3])
			}
			walk.both(t, rows)
		}
	})
}

// TestKeyKindEveryValue goes row by row over all values, nearest to nearest: one
// that lost a digit, a microsecond, its case or a byte would repeat or skip rows.
func TestKeyKindEveryValue(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openKeyed(t, open)
		rows := make([]keyedRow, 42)
		for i := range rows { // by descending id, so that the tie-break is not the order
			rows[i] = newKeyedRow(int64(len(rows)-i), keyedPools, func(pool keyedPool, _ string, _ bool) keyedCell {
				return pool.cell(i%len(pool), i/len(pool))
			})
		}
		w.insert(t, rows...)
		w.eachKind(t, func(t *testing.T, kind string) {
			for _, key := range []stoneKey{{kind, false, false}, {kind, true, true}, {"maybe_" + kind, false, true}, {"maybe_" + kind, true, false}} {
				keyedWalk{w, []stoneKey{key}, 1}.both(t, rows)
			}
		})
	})
}

// drawKeyedPool draws some values, and beside each the nearest other one.
func drawKeyedPool[T any](t *rapid.T, name string, values *rapid.Generator[T], next func(T) T, compare func(a, b T) int, column func(T) any) (pool keyedPool) {
	var all []T
	for _, v := range rapid.SliceOfN(values, 1, 3).Draw(t, name) {
		all = append(all, v, next(v))
	}
	slices.SortFunc(all, compare)
	for _, v := range slices.CompactFunc(all, func(a, b T) bool { return compare(a, b) == 0 }) {
		pool = append(pool, []any{column(v)})
	}
	return pool
}

// drawKeyedPools draws values wherever their order is known without a database.
func drawKeyedPools(t *rapid.T) map[string]keyedPool {
	pools := maps.Clone(keyedPools)
	pools["big"] = drawKeyedPool(t, "big", rapid.Int64Max(math.MaxInt64-1), func(n int64) int64 { return n + 1 }, cmp.Compare,
		func(n int64) any { return n })
	pools["at"] = drawKeyedPool(t, "at", rapid.Int64Range(-62135596800e6, 253402300799e6), func(n int64) int64 { return n + 1 }, cmp.Compare,
		func(n int64) any { return time.UnixMicro(n).UTC() })
	pools["day"] = drawKeyedPool(t, "day", rapid.IntRange(-719162, 2932896), func(n int) int { return n + 1 }, cmp.Compare,
		func(n int) any { return day(n) })
	floats := drawKeyedPool(t, "float", rapid.Float64(), func(f float64) float64 { return math.Nextafter(f, 0) }, cmp.Compare,
		func(f float64) any { return f })
	pools["float"], pools["plain"] = floats, floats
	pools["text"] = drawKeyedPool(t, "text", rapid.StringN(0, 8, -1).Filter(func(s string) bool { return !strings.Contains(s, "\x00") }),
		func(s string) string { return s + "\x01" }, cmp.Compare, func(s string) any { return s })
	pools["bytes"] = drawKeyedPool(t, "bytes", rapid.SliceOfN(rapid.Byte(), 0, 8), func(b []byte) []byte { return append(slices.Clip(b), 0) },
		slices.Compare, func(b []byte) any { return b })
	pools["uid"] = drawKeyedPool(t, "uid", rapid.SliceOfN(rapid.Byte(), 16, 16), func(b []byte) []byte { return append(slices.Clone(b[:15]), b[15]^1) },
		slices.Compare, func(b []byte) any { return uuid.UUID(b) })
	// Positive decimals of one length sort as their digits do.
	pools["scaled"] = drawKeyedPool(t, "scaled", rapid.StringMatching(`[1-9][0-9]{19}\.[0-9]{19}[0-8]`),
		func(s string) string { return s[:40] + string(s[40]+1) }, cmp.Compare, func(s string) any { return s })
	pools["numeric"] = drawKeyedPool(t, "numeric", rapid.StringMatching(`[1-9][0-9]{99}\.[0-9]{99}[0-8]`),
		func(s string) string { return s[:200] + string(s[200]+1) }, cmp.Compare, func(s string) any { return s })
	return pools
}

// TestKeyKindsMixed walks over drawn values, by three keys of different kinds,
// each in a direction and placement of its own.
func TestKeyKindsMixed(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openKeyed(t, open)
		rapid.Check(t, func(t *rapid.T) {
			pools := drawKeyedPools(t)
			rows := make([]keyedRow, rapid.IntRange(1, 20).Draw(t, "rows"))
			random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "cells"), 0))
			for i := range rows {
				rows[i] = newKeyedRow(int64(i), pools, func(pool keyedPool, _ string, nullable bool) keyedCell {
					if nullable && random.IntN(3) == 0 {
						return keyedCell{-1, nil}
					}
					return pool.cell(random.IntN(len(pool)), random.IntN(4))
				})
			}
			w.replace(t, rows)
			walk := keyedWalk{keyedWorld: w, size: rapid.IntRange(1, 7).Draw(t, "size")}
			for _, kind := range rapid.Permutation(w.kinds).Draw(t, "kinds")[:3] {
				column := rapid.SampledFrom([]string{kind, "maybe_" + kind}).Draw(t, "column")
				walk.keys = append(walk.keys, rapid.SampledFrom(placements(column)).Draw(t, "key"))
			}
			walk.both(t, rows)
		})
	})
}

// keyedChange is a list whose rows change around the end of its first page.
type keyedChange struct {
	keyedWalk

	rows   []keyedRow
	anchor keyedRow
}

// copied is a row beside another, whatever the order.
func (r keyedRow) copied() keyedRow { return keyedRow{r.id + 1, r.cells} }

func (c *keyedChange) add(t rapid.TB, rows ...keyedRow) {
	t.Helper()
	c.insert(t, rows...)
	c.rows = append(c.rows, rows...)
}

func (c *keyedChange) drop(t rapid.TB, gone func(keyedRow) bool) {
	t.Helper()
	var ids []int64
	c.rows = slices.DeleteFunc(c.rows, func(r keyedRow) bool {
		if gone(r) {
			ids = append(ids, r.id)
		}
		return gone(r)
	})
	c.remove(t, ids...)
}

// side are the rows on one side of the anchor: -1 before it, 1 behind it.
func (c *keyedChange) side(way int) (ids []int64) {
	for _, row := range keyedOrdered(c.rows, c.keys) {
		if keyedBefore(c.keys)(row, c.anchor) == way {
			ids = append(ids, row.id)
		}
	}
	return ids
}

func (c *keyedChange) check(t rapid.TB, name string, want []int64, got keyedPage, prev, next bool) {
	t.Helper()
	if diff := gocmp.Diff(want, got.IDs, equateEmpty); diff != "" {
		t.Fatalf("%s, %s (-want +got):\n%s", c, name, diff)
	}
	if (got.Prev != "") != prev || (got.Next != "") != next {
		t.Fatalf("%s, %s: want prev %t and next %t, got %+v", c, name, prev, next, got)
	}
}

// run deletes the rows at, before and behind the anchor, and inserts some on
// both sides; then it empties either side.
func (c *keyedChange) run(t rapid.TB) {
	t.Helper()
	ordered := keyedOrdered(c.rows, c.keys)
	c.anchor = ordered[1]
	first := c.page(t, "")
	at := func(rows ...keyedRow) func(keyedRow) bool {
		return func(r keyedRow) bool { return slices.Contains(keyedIDs(rows), r.id) }
	}
	c.drop(t, at(ordered[0], ordered[1], ordered[2]))
	c.add(t, ordered[0].copied(), ordered[3].copied())
	c.size = 20
	second := c.page(t, first.Next)
	c.check(t, "behind the anchor", c.side(1), second, true, false)
	c.check(t, "back before the anchor", c.side(-1), c.page(t, second.Prev), false, true)

	behind := func(r keyedRow) bool { return keyedBefore(c.keys)(r, c.anchor) > 0 }
	before := func(r keyedRow) bool { return keyedBefore(c.keys)(r, c.anchor) < 0 }
	c.drop(t, behind)
	empty := c.page(t, first.Next)
	c.check(t, "nothing behind", nil, empty, true, false)
	c.check(t, "the way back", c.side(-1), c.page(t, empty.Prev), false, false)
	c.add(t, ordered[1], ordered[4].copied())
	back := c.page(t, empty.Prev)
	c.check(t, "the way back, with the anchor and rows behind it", append(c.side(-1), c.anchor.id), back, false, true)
	c.check(t, "and ahead again", c.side(1), c.page(t, back.Next), true, false)

	c.drop(t, before)
	c.drop(t, at(c.anchor))
	empty = c.page(t, second.Prev)
	c.check(t, "nothing before", nil, empty, false, true)
	c.add(t, ordered[0])
	// Its anchor is the row that second began with.
	c.check(t, "the way ahead", c.ahead(second.IDs[0], ordered), c.page(t, empty.Next), true, false)
	c.drop(t, func(keyedRow) bool { return true })
	c.check(t, "nothing at all", nil, c.page(t, second.Prev), false, false)
}

// ahead are the rows from one on.
func (c *keyedChange) ahead(id int64, known []keyedRow) (ids []int64) {
	from := slices.IndexFunc(known, func(r keyedRow) bool { return r.id/10 == id/10 })
	start := keyedRow{id, known[from].cells}
	for _, row := range keyedOrdered(c.rows, c.keys) {
		if keyedBefore(c.keys)(row, start) >= 0 {
			ids = append(ids, row.id)
		}
	}
	return ids
}

// TestKeyKindChanges writes between the pages of every kind.
func TestKeyKindChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openKeyed(t, open)
		for _, kind := range w.kinds {
			for _, key := range append(placements("maybe_"+kind), placements(kind)[1:3]...) {
				change := &keyedChange{keyedWalk: keyedWalk{w, []stoneKey{key}, 2}, rows: fewKeyed(6)}
				w.replace(t, change.rows)
				change.run(t)
			}
		}
	})
}

// TestKeyKindHidden: a sort column outside the read schema moves the cursor, and
// is in no answer; the cursors are those of whole rows.
func TestKeyKindHidden(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w, rows := openKeyed(t, open), fewKeyed(15)
		w.insert(t, rows...)
		w.eachKind(t, func(t *testing.T, kind string) {
			for _, key := range placements("maybe_" + kind) {
				walk := keyedWalk{w, []stoneKey{key}, 4}
				token := new("")
				for range slices.Chunk(rows, walk.size) {
					if token == nil {
						t.Fatalf("%s ends too early", key)
					}
					token = walk.hidden(t, *token)
				}
				if token != nil {
					t.Errorf("%s: the walk does not end", key)
				}
			}
		})
	})
}

// hidden compares a page of whole rows with the same one without the sort column.
func (w keyedWalk) hidden(t *testing.T, token string) (next *string) {
	t.Helper()
	q := w.query(t, "pagination_type", "cursor", "cursor", token)
	whole, err := w.factory.CursorPaginate(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := w.view.CursorPaginate(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(whole.Pagination, hidden.Pagination); diff != "" {
		t.Errorf("%s, cursors (-whole +hidden):\n%s", w, diff)
	}
	if diff := gocmp.Diff(keyedJSON(whole.Items), asJSON(t, hidden.Items)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", w, diff)
	}
	return whole.Pagination.NextCursor
}

// keyedJSON is what a list of ids is on the wire.
func keyedJSON(rows []keyed) string {
	items := make([]string, len(rows))
	for i, row := range rows {
		items[i] = fmt.Sprintf(`{"id":%d}`, row.ID)
	}
	return "[" + strings.Join(items, ",") + "]"
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestKeyKindTotals: the facets and the total are the list's, on every page and
// either way.
func TestKeyKindTotals(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		w := openKeyed(t, open)
		w.insert(t, fewKeyed(15)...)
		w.eachKind(t, func(t *testing.T, kind string) {
			walk := keyedWalk{w, placements("maybe_" + kind)[3:], 5}
			ask := func(token string) *schemas.CursorPage[keyed] {
				page, err := w.factory.CursorPaginate(ctx, walk.query(t,
					"pagination_type", "cursor", "cursor", token, "count", "exact", "facets", "true", "filter_by[label][ne]", "done"))
				if err != nil {
					t.Fatal(err)
				}
				return page
			}
			first := ask("")
			second := ask(*first.Pagination.NextCursor)
			if len(first.FilterAttributes) == 0 || *first.Pagination.TotalCount <= int64(walk.size) {
				t.Fatalf("there is nothing to compare: %+v", first)
			}
			for name, page := range map[string]*schemas.CursorPage[keyed]{"page 2": second, "page 1 again": ask(*second.Pagination.PrevCursor)} {
				want := []any{first.FilterAttributes, first.FilterCounts, first.Truncated, first.Pagination.TotalCount, first.Pagination.TotalRelation}
				got := []any{page.FilterAttributes, page.FilterCounts, page.Truncated, page.Pagination.TotalCount, page.Pagination.TotalRelation}
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	})
}

// TestKeyKindDecimalsOnSQLite: there they have no exact order, which New says.
func TestKeyKindDecimalsOnSQLite(t *testing.T) {
	t.Parallel()
	db := dbtest.SQLite(t, &keyed{})
	for _, column := range []string{"scaled", "maybe_scaled", "numeric", "maybe_numeric"} {
		for name, config := range map[string]crud.Config[keyed]{
			"order fields":  {OrderFields: []string{column}},
			"cursor column": {CursorColumn: column},
			"default order": {DefaultOrder: "-" + column},
		} {
			_, err := crud.New(db, config)
			if err == nil || !strings.Contains(err.Error(), `"`+column+`": SQLite keeps decimals as floats or text`) {
				t.Errorf("%s, %s: got %v", column, name, err)
			}
		}
	}
}
