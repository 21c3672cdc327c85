package crud_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/pagination"
)

// stone has a column of every kind of order: with ties and NULLs, and over
// relations that may be missing.
type stone struct {
	ID       int64 `gorm:"primaryKey;autoIncrement:false"`
	Weight   *int
	Name     string `gorm:"not null"`
	Density  *float64
	FoundAt  time.Time `gorm:"not null"`
	SoldAt   time.Time // without not null: may hold NULL
	QuarryID *int
	Quarry   *quarry
}

type quarry struct {
	ID     int
	Name   string `gorm:"not null"`
	Owner  *string
	TownID *int
	Town   *town
}

type town struct {
	ID   int
	Name string `gorm:"not null"`
}

var quarries = []quarry{
	{ID: 1, Name: "Alpha", Owner: new("Ann"), TownID: new(1)},
	{ID: 2, Name: "Beta", TownID: new(2)},
	{ID: 3, Name: "Alpha", Owner: new("Bob")},
}

var towns = []town{{ID: 1, Name: "York"}, {ID: 2, Name: "Bath"}}

// stoneFields are the fields that stones are ordered by, each with its value in
// a row; nil is NULL.
var stoneFields = map[string]func(stone) any{
	"id":          func(s stone) any { return s.ID },
	"name":        func(s stone) any { return s.Name },
	"found_at":    func(s stone) any { return s.FoundAt.UnixMicro() },
	"weight":      func(s stone) any { return pointee(s.Weight) },
	"density":     func(s stone) any { return pointee(s.Density) },
	"quarry.name": func(s stone) any { return ofQuarry(s, func(q quarry) any { return q.Name }) },
	"quarry.owner": func(s stone) any {
		return ofQuarry(s, func(q quarry) any { return pointee(q.Owner) })
	},
	"quarry.town.name": func(s stone) any {
		return ofQuarry(s, func(q quarry) any {
			if q.TownID == nil {
				return nil
			}
			return towns[*q.TownID-1].Name
		})
	},
}

func pointee[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

func ofQuarry(s stone, get func(quarry) any) any {
	if s.QuarryID == nil {
		return nil
	}
	return get(quarries[*s.QuarryID-1])
}

// stoneKey is one key of a random order.
type stoneKey struct {
	path             string
	desc, nullsFirst bool
}

func (k stoneKey) String() string {
	text := strings.ReplaceAll(k.path, ".", "__")
	if k.desc {
		text = "-" + text
	}
	if k.nullsFirst {
		return text + ".nullsfirst"
	}
	return text + ".nullslast"
}

func (k stoneKey) compare(a, b stone) int {
	x, y := stoneFields[k.path](a), stoneFields[k.path](b)
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil || y == nil:
		if (x == nil) == k.nullsFirst {
			return -1
		}
		return 1
	}
	sign := 1
	if k.desc {
		sign = -1
	}
	switch x := x.(type) {
	case int64:
		return sign * cmp.Compare(x, y.(int64))
	case int:
		return sign * cmp.Compare(x, y.(int))
	case float64:
		return sign * cmp.Compare(x, y.(float64))
	}
	return sign * strings.Compare(x.(string), y.(string))
}

// oracle orders stones by the keys, then by id in the last key's direction.
func oracle(stones []stone, keys []stoneKey) []int64 {
	sorted := slices.Clone(stones)
	keys = append(slices.Clip(keys), stoneKey{path: "id", desc: len(keys) > 0 && keys[len(keys)-1].desc})
	slices.SortFunc(sorted, func(a, b stone) int {
		for _, key := range keys {
			if c := key.compare(a, b); c != 0 {
				return c
			}
		}
		return 0
	})
	return ids(sorted)
}

func ids(stones []stone) []int64 {
	all := make([]int64, len(stones))
	for i, s := range stones {
		all[i] = s.ID
	}
	return all
}

func drawStone(t *rapid.T, id int64) stone {
	maybe := func(name string) bool { return rapid.IntRange(0, 2).Draw(t, name) > 0 }
	s := stone{
		ID:      id,
		Name:    rapid.SampledFrom([]string{"", "a", "B", "a'b", "ß"}).Draw(t, "name"),
		FoundAt: time.UnixMicro(rapid.Int64Range(-2, 2).Draw(t, "found")).UTC(),
	}
	if maybe("has weight") {
		s.Weight = new(rapid.IntRange(-1, 1).Draw(t, "weight"))
	}
	if maybe("has density") {
		s.Density = new(rapid.SampledFrom([]float64{-0.5, 0, 1e300}).Draw(t, "density"))
	}
	if maybe("has quarry") {
		s.QuarryID = new(rapid.IntRange(1, len(quarries)).Draw(t, "quarry"))
	}
	return s
}

func drawStones(t *rapid.T) []stone {
	stones := make([]stone, rapid.IntRange(0, 24).Draw(t, "rows"))
	for i := range stones {
		stones[i] = drawStone(t, int64(i*10))
	}
	return stones
}

func drawKeys(t *rapid.T) []stoneKey {
	var paths []string
	for path := range stoneFields {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	paths = rapid.Permutation(paths).Draw(t, "fields")[:rapid.IntRange(0, 3).Draw(t, "keys")]
	keys := make([]stoneKey, len(paths))
	for i, path := range paths {
		keys[i] = stoneKey{path, rapid.Bool().Draw(t, "desc"), rapid.Bool().Draw(t, "nulls first")}
	}
	return keys
}

// walker follows cursors over stones.
type walker struct {
	t       *rapid.T
	factory *crud.CrudFactory[stone]
	params  map[string]string
}

// page answers the ids of a page and its cursors.
func (w walker) page(token *string) (got []int64, next, prev *string) {
	values := map[string][]string{"pagination_type": {"cursor"}}
	for name, value := range w.params {
		values[name] = []string{value}
	}
	if token != nil {
		values["cursor"] = []string{*token}
	}
	q, err := w.factory.ParseQuery(values, allParams)
	if err != nil {
		w.t.Fatalf("parse: %v", err)
	}
	page, err := w.factory.CursorPaginate(ctx, q)
	if err != nil {
		w.t.Fatalf("page %v: %v", values, err)
	}
	if page.Pagination.HasMore && len(page.Items) == 0 {
		w.t.Fatalf("an empty page has more")
	}
	return ids(page.Items), page.Pagination.NextCursor, page.Pagination.PrevCursor
}

func newWalker(t *rapid.T, f *crud.CrudFactory[stone], keys []stoneKey) walker {
	w := walker{t: t, factory: f, params: map[string]string{
		"items_per_page": strconv.Itoa(rapid.IntRange(1, 7).Draw(t, "size")),
	}}
	if len(keys) > 0 {
		w.params["order_by"] = strings.Join(strings.Fields(strings.Trim(fmt.Sprint(keys), "[]")), ",")
	}
	return w
}

func openStones(t *testing.T, open func(testing.TB, ...any) *gorm.DB) (*gorm.DB, *crud.CrudFactory[stone]) {
	t.Helper()
	db := open(t, &town{}, &quarry{}, &stone{})
	// gorm writes into what it creates.
	if err := db.Create(new(slices.Clone(towns))).Error; err != nil {
		t.Fatal(err)
	}
	if err := db.Create(new(slices.Clone(quarries))).Error; err != nil {
		t.Fatal(err)
	}
	return db, crud.Must(crud.New(db, crud.Config[stone]{
		OrderFields: []string{
			"id", "name", "found_at", "weight", "density", "quarry.name", "quarry.owner", "quarry.town.name",
		},
		Cursor: pagination.Signed([]byte(strings.Repeat("k", pagination.MinKeyLength))),
	}))
}

func replaceStones(t *rapid.T, db *gorm.DB, stones []stone) {
	if err := db.Where("true").Delete(&stone{}).Error; err != nil {
		t.Fatal(err)
	}
	if len(stones) == 0 {
		return
	}
	if err := db.Create(&stones).Error; err != nil {
		t.Fatal(err)
	}
}

// TestWalk compares walks both ways with an oracle, over random rows, orders
// and sizes.
func TestWalk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, factory := openStones(t, open)
		rapid.Check(t, func(t *rapid.T) {
			stones := drawStones(t)
			replaceStones(t, db, stones)
			keys := drawKeys(t)
			w := newWalker(t, factory, keys)
			want := oracle(stones, keys)

			forward, back := walkForward(t, w)
			if diff := gocmp.Diff(want, forward, equateEmpty); diff != "" {
				t.Fatalf("forward (-want +got):\n%s", diff)
			}
			if diff := gocmp.Diff(want[:len(want)-len(back.last)], walkBack(t, w, back.prev), equateEmpty); diff != "" {
				t.Fatalf("backward (-want +got):\n%s", diff)
			}
		})
	})
}

// ending is where a walk forward has come to.
type ending struct {
	last []int64
	prev *string
}

func walkForward(t *rapid.T, w walker) (all []int64, end ending) {
	var token *string
	for range 100 {
		got, next, prev := w.page(token)
		all = append(all, got...)
		if next == nil {
			return all, ending{got, prev}
		}
		token = next
	}
	t.Fatalf("the walk does not end")
	return nil, ending{}
}

// walkBack collects the pages before a cursor, in the list's order.
func walkBack(t *rapid.T, w walker, token *string) (all []int64) {
	for range 100 {
		if token == nil {
			return all
		}
		got, next, prev := w.page(token)
		if next == nil {
			t.Fatalf("no way forward from a page that rows follow")
		}
		all = append(got, all...)
		token = prev
	}
	t.Fatalf("the walk does not end")
	return nil
}

// TestWalkWhileWriting inserts and deletes rows between the pages of a walk:
// rows that stayed are each seen once, in order, and no row twice.
func TestWalkWhileWriting(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, factory := openStones(t, open)
		rapid.Check(t, func(t *rapid.T) {
			stones := drawStones(t)
			replaceStones(t, db, stones)
			keys := drawKeys(t)
			w := newWalker(t, factory, keys)
			churn := &churn{db: db, left: stones}
			churn.split(t)

			down := churn.walk(t, w, nil, true)
			churn.check(t, "forward", oracle(churn.stay, keys), down)
			_, end := walkForward(t, w)
			up := append(churn.walk(t, w, end.prev, false), end.last...)
			churn.check(t, "backward", oracle(churn.stay, keys), up)
		})
	})
}

// churn deletes some stones and inserts others; the rest stay.
type churn struct {
	db         *gorm.DB
	left, stay []stone
	nextID     int64
}

// split chooses the stones that stay.
func (c *churn) split(t *rapid.T) {
	doomed := c.left[:0:0]
	for _, s := range c.left {
		if rapid.Bool().Draw(t, "stays") {
			c.stay = append(c.stay, s)
		} else {
			doomed = append(doomed, s)
		}
	}
	c.left, c.nextID = doomed, 1
}

// step deletes a stone and inserts one.
func (c *churn) step(t *rapid.T) {
	if len(c.left) > 0 && rapid.Bool().Draw(t, "delete") {
		if err := c.db.Delete(&stone{}, c.left[0].ID).Error; err != nil {
			t.Fatal(err)
		}
		c.left = c.left[1:]
	}
	if rapid.Bool().Draw(t, "insert") {
		s := drawStone(t, c.nextID) // between the ids of the others, which are multiples of ten
		if c.nextID++; c.nextID%10 == 0 {
			c.nextID++
		}
		if err := c.db.Create(&s).Error; err != nil {
			t.Fatal(err)
		}
	}
}

// walk follows cursors one way, with writes between pages, and answers what it
// saw in the list's order. Writes end some time: rows that are inserted ahead
// could keep it going for ever.
func (c *churn) walk(t *rapid.T, w walker, token *string, forward bool) (all []int64) {
	for i := range 200 {
		if token == nil && (i > 0 || !forward) {
			return all
		}
		got, next, prev := w.page(token)
		if forward {
			all, token = append(all, got...), next
		} else {
			all, token = append(got, all...), prev
		}
		if i < 60 {
			c.step(t)
		}
	}
	t.Fatalf("the walk does not end")
	return nil
}

func (c *churn) check(t *rapid.T, way string, want, got []int64) {
	seen := map[int64]bool{}
	var stayed []int64
	for _, id := range got {
		if seen[id] {
			t.Fatalf("%s: row %d was seen twice", way, id)
		}
		seen[id] = true
		if slices.Contains(want, id) {
			stayed = append(stayed, id)
		}
	}
	if diff := gocmp.Diff(want, stayed, equateEmpty); diff != "" {
		t.Fatalf("%s, rows that stayed (-want +got):\n%s", way, diff)
	}
}
