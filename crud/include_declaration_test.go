package crud_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
)

// inclShop has related rows that a declaration changes.
type inclShop struct {
	ID    int64      `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Items []inclItem `gorm:"foreignKey:ShopID" json:"-"`
	Best  *inclItem  `gorm:"foreignKey:ShopID" json:"-"`
}

// inclItem has a hook.
type inclItem struct {
	ID      int64          `gorm:"primaryKey;autoIncrement:false" json:"id"`
	ShopID  int64          `gorm:"not null" json:"shop_id"`
	Name    string         `gorm:"not null" json:"name"`
	Price   int            `gorm:"not null" json:"price"`
	MakerID *int64         `json:"-"`
	Maker   *inclMaker     `json:"-"`
	Parts   []inclPart     `gorm:"foreignKey:ItemID" json:"-"`
	Label   string         `gorm:"-" json:"label"`
	Removed gorm.DeletedAt `json:"-"`
}

func (i *inclItem) AfterFind(tx *gorm.DB) error {
	if i.Name == "refused" {
		return errReadLeaf
	}
	var others int64
	err := tx.Model(&inclItem{}).Where("shop_id = ? AND id <> ?", i.ShopID, i.ID).Count(&others).Error
	i.Label = fmt.Sprint(i.Name, " of ", others+1)
	return err
}

type inclMaker struct {
	ID   int64  `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Name string `gorm:"not null" json:"name"`
}

type inclPart struct {
	ID     int64 `gorm:"primaryKey;autoIncrement:false" json:"id"`
	ItemID int64 `gorm:"not null" json:"item_id"`
}

func inclShops(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *gorm.DB {
	t.Helper()
	db := open(t, &inclMaker{}, &inclShop{}, &inclItem{}, &inclPart{})
	for _, rows := range []any{
		&[]inclMaker{{1, "Ann"}},
		&[]inclShop{{ID: 1}, {ID: 2}},
		&[]inclItem{
			{ID: 1, ShopID: 1, Name: "pin", Price: 3, MakerID: new(int64(1))},
			{ID: 2, ShopID: 1, Name: "pan", Price: 9},
			{ID: 3, ShopID: 2, Name: "pot", Price: 9, MakerID: new(int64(1))},
			{ID: 4, ShopID: 2, Name: "gone", Removed: gorm.DeletedAt{Time: fieldsNoon, Valid: true}},
		},
		&[]inclPart{{1, 1}, {2, 3}, {3, 3}},
	} {
		if err := db.Create(rows).Error; err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// inclItemRead is an item with a column of a relation further on.
type inclItemRead struct {
	Name  string  `json:"name"`
	Maker *string `crud:"maker.name" json:"made_by"`
}

// inclItemText writes itself.
type inclItemText struct{ Name string }

func (i *inclItemText) MarshalJSON() ([]byte, error) { return json.Marshal("<" + i.Name + ">") }

// inclItemSelf writes itself as an object.
type inclItemSelf struct{ Name string }

func (i *inclItemSelf) MarshalJSON() ([]byte, error) {
	if i.Name == "pan" {
		return []byte("{ }"), nil
	}
	return json.Marshal(map[string]any{"a": i.Name})
}

// TestIncludeAsDeclared has what an Include can say beside its relation.
func TestIncludeAsDeclared(t *testing.T) {
	t.Parallel()
	scope := func(sql string, args ...any) crud.Scope {
		return func(db *gorm.DB) *gorm.DB { return db.Where(sql, args...) }
	}
	makers := func(db *gorm.DB) *gorm.DB {
		return db.Joins("JOIN incl_makers AS m ON m.id = incl_items.maker_id").Where("m.name = ?", "Ann")
	}
	const pin, pan, pot = `{"id":1,"shop_id":1,"name":"pin","price":3,"label":"pin of 2"}`,
		`{"id":2,"shop_id":1,"name":"pan","price":9,"label":"pan of 2"}`, `{"id":3,"shop_id":2,"name":"pot","price":9,"label":"pot of 1"}`
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclShops(t, open)
		for name, test := range map[string]struct {
			include crud.Include
			want    []string
		}{
			"nothing more":           {crud.Include{}, []string{`[` + pin + `,` + pan + `]`, `[` + pot + `]`}},
			"the model as Read":      {crud.Include{Read: inclItem{}}, []string{`[` + pin + `,` + pan + `]`, `[` + pot + `]`}},
			"a scope":                {crud.Include{Scopes: []crud.Scope{scope("price > ?", 3)}}, []string{`[` + pan + `]`, `[` + pot + `]`}},
			"a scope with OR":        {crud.Include{Scopes: []crud.Scope{scope("price = ? OR name = ?", 3, "gone")}}, []string{`[` + pin + `]`, `[]`}},
			"a scope that ORs":       {crud.Include{Scopes: []crud.Scope{func(db *gorm.DB) *gorm.DB { return db.Where("price = 3").Or("id > 2") }}}, []string{`[` + pin + `]`, `[` + pot + `]`}},
			"two scopes":             {crud.Include{Scopes: []crud.Scope{scope("price = 9 OR id = 1"), scope("id = 1 OR id = 3")}}, []string{`[` + pin + `]`, `[` + pot + `]`}},
			"a scope that joins":     {crud.Include{Scopes: []crud.Scope{makers}}, []string{`[` + pin + `]`, `[` + pot + `]`}},
			"none left":              {crud.Include{Scopes: []crud.Scope{scope("1 = 0")}}, []string{`[]`, `[]`}},
			"a read schema":          {crud.Include{Read: inclItemRead{}}, []string{`[{"name":"pin","made_by":"Ann"},{"name":"pan","made_by":null}]`, `[{"name":"pot","made_by":"Ann"}]`}},
			"a text":                 {crud.Include{Read: inclItemText{}}, []string{`["\u003cpin\u003e","\u003cpan\u003e"]`, `["\u003cpot\u003e"]`}},
			"an object by itself":    {crud.Include{Read: inclItemSelf{}}, []string{`[{"a":"pin"},{}]`, `[{"a":"pot"}]`}},
			"an order":               {crud.Include{DefaultOrder: "-price", Read: inclItemText{}}, []string{`["\u003cpan\u003e","\u003cpin\u003e"]`, `["\u003cpot\u003e"]`}},
			"an order by a relation": {crud.Include{DefaultOrder: "-maker.name", Read: inclItemText{}}, []string{`["\u003cpan\u003e","\u003cpin\u003e"]`, `["\u003cpot\u003e"]`}},
			"its NULLs last":         {crud.Include{DefaultOrder: "-maker.name.nullslast", Read: inclItemText{}}, []string{`["\u003cpin\u003e","\u003cpan\u003e"]`, `["\u003cpot\u003e"]`}},
			"a limit":                {crud.Include{Limit: 1, DefaultOrder: "-id", Read: inclItemText{}}, []string{`["\u003cpan\u003e"],"items_truncated":true`, `["\u003cpot\u003e"]`}},
			"a limit and a scope":    {crud.Include{Limit: 1, Scopes: []crud.Scope{scope("id <> 1")}}, []string{`[` + pan + `]`, `[` + pot + `]`}},
		} {
			test.include.Relation = "items"
			handler := inclServe(t, crud.Must(crud.New(db, crud.Config[inclShop]{Includes: []crud.Include{test.include}})))
			want := []string{`{"id":1,"items":` + test.want[0] + `}`, `{"id":2,"items":` + test.want[1] + `}`}
			if diff := cmp.Diff(want, fieldsItems(t, inclGet(handler, "/rows?include=items"))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestIncludeOneOfSeveral answers the first one in its order, where a relation to
// one leads to several rows.
func TestIncludeOneOfSeveral(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclShops(t, open)
		for order, want := range map[string]string{
			"": "pin", "-id": "pan", "price": "pin", "-price": "pan", "-maker.name": "pan", "maker.name": "pin",
		} {
			handler := inclServe(t, crud.Must(crud.New(db, crud.Config[inclShop]{
				Includes: []crud.Include{{Relation: "best", DefaultOrder: order, Read: inclItemSelf{}}, {Relation: "best.maker"}},
			})))
			item, maker := `"a":"pin"`, `,"maker":{"id":1,"name":"Ann"}`
			if want == "pan" {
				item, maker = ``, `"maker":null`
			}
			if diff := cmp.Diff(`{"id":1,"best":{`+item+maker+`}}`, inclGet(handler, "/rows/1?include=best__maker").Body); diff != "" {
				t.Errorf("by %q (-want +got):\n%s", order, diff)
			}
		}
	})
}

// inclNode is a row of a tree.
type inclNode struct {
	ID   int64      `gorm:"primaryKey;autoIncrement:false" json:"id"`
	UpID *int64     `gorm:"index" json:"-"`
	Down []inclNode `gorm:"foreignKey:UpID" json:"-"`
}

// TestIncludeOfManyOwners has more of them than a statement has parameters.
func TestIncludeOfManyOwners(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db, n := open(t, &inclNode{}), 66_000 // PostgreSQL takes 65,535
		if db.Name() == "sqlite" {
			n = 33_000 // of 32,766
		}
		series := fmt.Sprintf("generate_series(1, %d) AS s(i)", n)
		if db.Name() == "sqlite" {
			series = fmt.Sprintf("(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < %d) SELECT i FROM s)", n)
		}
		err := errors.Join(db.Create(&inclNode{}).Error,
			db.Exec("INSERT INTO incl_nodes (id, up_id) SELECT i, 0 FROM "+series).Error,
			db.Exec("INSERT INTO incl_nodes (id, up_id) SELECT -i, i FROM "+series).Error)
		if err != nil {
			t.Fatal(err)
		}
		f := crud.Must(crud.New(db, crud.Config[inclNode]{
			Includes: []crud.Include{{Relation: "down", Limit: n}, {Relation: "down.down"}}, Limits: crud.Limits{IncludedRows: 2 * n, RequestTime: -1},
		}))
		var got struct {
			Down []struct {
				ID   int
				Down []struct{ ID int }
			}
		}
		body := inclGet(inclServe(t, f), "/rows/0?include=down__down").Body
		if err := json.Unmarshal([]byte(body), &got); err != nil || len(got.Down) != n {
			t.Fatalf("%d rows, %v: %.300s", len(got.Down), err, body)
		}
		for i, node := range got.Down {
			if node.ID != i+1 || len(node.Down) != 1 || node.Down[0].ID != -i-1 {
				t.Fatalf("row %d is %v", i, node)
			}
		}
	})
}

// TestIncludeBehindARowThatWritesItself puts relations behind its own members.
func TestIncludeBehindARowThatWritesItself(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		f := crud.Must(crud.New(inclShops(t, open), crud.Config[inclShop]{Includes: []crud.Include{
			{Relation: "items", Read: inclItemSelf{}}, {Relation: "items.parts"}, {Relation: "items.maker"},
		}}))
		handler := inclServe(t, f, crud.ReadFunc(func(s inclShop) map[string]int64 { return map[string]int64{"shop": s.ID} }))
		for query, want := range map[string]string{
			"":                                  `{"shop":1}`,
			"include=items":                     `{"shop":1,"items":[{"a":"pin"},{}]}`,
			"include=items__parts":              `{"shop":1,"items":[{"a":"pin","parts":[{"id":1,"item_id":1}]},{"parts":[]}]}`,
			"include=items__maker,items__parts": `{"shop":1,"items":[{"a":"pin","parts":[{"id":1,"item_id":1}],"maker":{"id":1,"name":"Ann"}},{"parts":[],"maker":null}]}`,
		} {
			if diff := cmp.Diff(want, inclGet(handler, "/rows/1?"+query).Body); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
		}
	})
}

// TestIncludeOfAHookThatFails answers a problem, not half a row.
func TestIncludeOfAHookThatFails(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclShops(t, open)
		if err := db.Create(&inclItem{ID: 9, ShopID: 2, Name: "refused"}).Error; err != nil {
			t.Fatal(err)
		}
		handler := inclServe(t, crud.Must(crud.New(db, crud.Config[inclShop]{Includes: []crud.Include{{Relation: "items"}}})))
		if p := inclGet(handler, "/rows?include=items").problem(t); p.Code != "internal_error" {
			t.Errorf("got %+v", p)
		}
		if got := inclGet(handler, "/rows/1?include=items"); got.Status != 200 {
			t.Errorf("a row without it: %s", got.Body)
		}
	})
}

// inclKey has related rows by a key of any type.
type inclKey[K any] struct {
	ID   int64          `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Key  K              `gorm:"unique;not null" json:"key"`
	Rows []inclKeyed[K] `gorm:"foreignKey:To;references:Key" json:"-"`
}

func (inclKey[K]) TableName() string { return "incl_keys" }

type inclKeyed[K any] struct {
	ID    int64       `gorm:"primaryKey;autoIncrement:false" json:"id"`
	To    K           `gorm:"not null" json:"-"`
	Owner *inclKey[K] `gorm:"foreignKey:To;references:Key" json:"-"`
}

func (inclKeyed[K]) TableName() string { return "incl_keyeds" }

// TestIncludeByAwkwardKeys has keys that a text, a float or a quote would lose.
func TestIncludeByAwkwardKeys(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		inclByKeys(t, open, []int64{math.MaxInt64, math.MaxInt64 - 1, math.MinInt64, math.MinInt64 + 1, 1 << 53, 1<<53 + 1, 0})
		inclByKeys(t, open, []string{"", "'", `"`, "a,b", `\`, "Ä", "ä", "%", "a ", "a", "\n", "null", "NULL", "{}", `\"`, `\\`, "1", "01", "🦊"})
		inclByKeys(t, open, []uuid.UUID{uuid.Nil, uuid.Max, uuid.MustParse("0190D6A2-7C3E-7B1A-9F00-3A5D1C2B4E6F")})
		inclByKeys(t, open, []float64{0.1, 1e300, -2, 0.1 + 0.2})
		inclByKeys(t, open, []time.Time{fieldsNoon, fieldsNoon.Add(time.Microsecond), time.UnixMicro(-1).UTC(), {}})
		inclByKeys(t, open, []bool{true, false})
		inclByKeys(t, open, []uint32{0, math.MaxUint32})
		inclByKeys(t, open, [][]byte{{0, 255}, {}, []byte("'")})
	})
}

// inclByKeys follows keys both ways: key i has the rows i and i + 100.
func inclByKeys[K any](t *testing.T, open func(testing.TB, ...any) *gorm.DB, keys []K) {
	t.Helper()
	db := open(t, &inclKey[K]{}, &inclKeyed[K]{})
	var owners []inclKey[K]
	var rows []inclKeyed[K]
	var want, back []string
	for i, key := range keys {
		id := int64(i + 1)
		owners = append(owners, inclKey[K]{ID: id, Key: key})
		rows = append(rows, inclKeyed[K]{ID: id, To: key}, inclKeyed[K]{ID: id + 100, To: key})
		want = append(want, fmt.Sprintf(`{"id":%d,"rows":[{"id":%d},{"id":%d}]}`, id, id, id+100))
		spelt, err := json.Marshal(owners[i])
		if err != nil {
			t.Fatal(err)
		}
		back = append(back, fmt.Sprintf(`{"id":%d,"owner":%s}`, id, spelt))
	}
	if err := errors.Join(db.Create(&owners).Error, db.Create(&rows).Error); err != nil {
		t.Fatal(err)
	}
	there := inclServe(t, crud.Must(crud.New(db, crud.Config[inclKey[K]]{Includes: []crud.Include{{Relation: "rows"}}})))
	if diff := cmp.Diff(want, fieldsItems(t, inclGet(there, "/rows?fields=id&include=rows&items_per_page=100"))); diff != "" {
		t.Errorf("%T (-want +got):\n%s", keys, diff)
	}
	owned := inclServe(t, crud.Must(crud.New(db, crud.Config[inclKeyed[K]]{Includes: []crud.Include{{Relation: "owner"}}})))
	got := fieldsItems(t, inclGet(owned, "/rows?include=owner&items_per_page=100"))
	if diff := cmp.Diff(back, got[:len(keys)]); diff != "" {
		t.Errorf("from %T (-want +got):\n%s", keys, diff)
	}
}

// inclTeam has a join table with a soft delete, and columns of its members'.
type inclTeam struct {
	ID      int64        `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Members []inclMember `gorm:"many2many:incl_seats" json:"-"`
}

type inclMember struct {
	ID        int64          `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Rank      int            `gorm:"not null" json:"-"`
	DeletedAt gorm.DeletedAt `json:"-"`
}

type inclSeat struct {
	InclTeamID   int64 `gorm:"primaryKey"`
	InclMemberID int64 `gorm:"primaryKey"`
	Rank         int   `gorm:"not null"`
	DeletedAt    gorm.DeletedAt
}

// TestIncludeThroughAJoinTableOfItsOwn hides what is deleted in either table,
// and has scopes that name columns which both have.
func TestIncludeThroughAJoinTableOfItsOwn(t *testing.T) {
	t.Parallel()
	gone := gorm.DeletedAt{Time: fieldsNoon, Valid: true}
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t)
		err := errors.Join(db.SetupJoinTable(&inclTeam{}, "Members", &inclSeat{}), db.AutoMigrate(&inclMember{}, &inclTeam{}, &inclSeat{}),
			db.Create(&[]inclTeam{{ID: 1}, {ID: 2}}).Error, db.Create(&[]inclMember{{1, 1, gorm.DeletedAt{}}, {2, 2, gorm.DeletedAt{}}, {3, 3, gone}}).Error,
			db.Create(&[]inclSeat{{1, 1, 9, gorm.DeletedAt{}}, {1, 2, 9, gone}, {1, 3, 9, gorm.DeletedAt{}}, {2, 1, 9, gorm.DeletedAt{}}, {2, 2, 9, gorm.DeletedAt{}}}).Error)
		if err != nil {
			t.Fatal(err)
		}
		for where, want := range map[string][]string{
			"1 = 1":              {`{"id":1,"members":[{"id":1}]}`, `{"id":2,"members":[{"id":1},{"id":2}]}`},
			"rank > 1":           {`{"id":1,"members":[]}`, `{"id":2,"members":[{"id":2}]}`},
			"deleted_at IS NULL": {`{"id":1,"members":[{"id":1}]}`, `{"id":2,"members":[{"id":1},{"id":2}]}`},
		} {
			scope := func(db *gorm.DB) *gorm.DB { return db.Where(where) }
			handler := inclServe(t, crud.Must(crud.New(db, crud.Config[inclTeam]{
				Includes: []crud.Include{{Relation: "members", Scopes: []crud.Scope{scope}}},
			})))
			got := inclGet(handler, "/rows?include=members")
			if got.Status != http.StatusOK {
				t.Errorf("%s: %s", where, got.Body)
				continue
			}
			if diff := cmp.Diff(want, fieldsItems(t, got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", where, diff)
			}
		}
	})
}

// TestIncludeUnscoped shows what a scope of the relation asks for, deleted or not.
func TestIncludeUnscoped(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		unscoped := func(db *gorm.DB) *gorm.DB { return db.Unscoped() }
		handler := inclServe(t, crud.Must(crud.New(inclShops(t, open), crud.Config[inclShop]{
			Includes: []crud.Include{{Relation: "items", Read: inclItemText{}, Scopes: []crud.Scope{unscoped}}},
		})))
		want := `{"id":2,"items":["\u003cpot\u003e","\u003cgone\u003e"]}`
		if diff := cmp.Diff(want, inclGet(handler, "/rows/2?include=items").Body); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// inclOdd has relations that cannot be included.
type inclOdd struct {
	ID     int64       `gorm:"primaryKey;autoIncrement:false" json:"id"`
	Mood   declMood    `gorm:"unique"`
	Secret int64       `gorm:"->:false;<-:create;unique"`
	Moods  []inclMoody `gorm:"foreignKey:Mood;references:Mood"`
	Hidden []inclMoody `gorm:"foreignKey:Hidden;references:Secret"`
	Kids   []inclMoody `gorm:"foreignKey:OddID"`
	Fold   string      `gorm:"type:citext;unique"`
	Folds  []inclMoody `gorm:"foreignKey:Fold;references:Fold"`
}

type inclMoody struct {
	ID     int64 `gorm:"primaryKey;autoIncrement:false"`
	Mood   declMood
	Hidden int64
	OddID  int64
	Fold   string
}

func TestIncludeDeclarationMistakes(t *testing.T) {
	t.Parallel()
	type wrong struct {
		Titel string
		Nam   string `crud:"author.nam"`
		Many  string `crud:"comments.text"`
	}
	hint := `: give its column a gorm:"type:…" tag that says what it holds`
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := open(t, declModels...)
		got := declMistakes(t, inclOpen(t, open), crud.Config[inclPost]{Includes: []crud.Include{
			{Relation: "authr"},
			{Relation: "nothing_like_it"},
			{Relation: ""},
			{Relation: "title"},
			{Relation: "comments.author"},
			{Relation: "comments.author.posts"},
			{Relation: "parent.parent"},
			{Relation: "tags"},
			{Relation: "tags"},
			{Relation: "children", Limit: -1},
			{Relation: "children.nots"},
			{Relation: "notes", Scopes: []crud.Scope{nil}},
			{Relation: "author", Read: wrong{}},
			{Relation: "cover", Read: 7},
			{Relation: "desk", DefaultOrder: "-rom,floor,floor"},
		}})
		want := []string{
			`incl_posts: include "authr": no such relation (did you mean "author"?)`,
			`incl_posts: include "nothing_like_it": no such relation`,
			`incl_posts: include "": no such relation`,
			`incl_posts: include "title": no such relation`,
			`incl_posts: include "tags" is declared twice`,
			`incl_posts: include "children": -1 rows`,
			`incl_posts: include "notes": a scope is nil`,
			`incl_posts: include "author": incl_people: crud_test.wrong.Titel: "titel": no such column`,
			`incl_people: crud_test.wrong.Nam: "author.nam": no such relation`,
			`incl_people: crud_test.wrong.Many: "comments.text": no such relation`,
			`incl_posts: include "cover": incl_covers: int is not a struct`,
			`incl_desks: default order field "rom": no such column (did you mean "room"?)`,
			`incl_desks: default order field "floor" is named twice`,
			`incl_posts: include "comments.author": allow "comments", too`,
			`incl_posts: include "parent.parent": allow "parent", too`,
			`incl_posts: include "nots": no such relation (did you mean "notes"?)`,
			`incl_posts: include "comments.author.posts": allow "comments.author", too`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		got = declMistakes(t, db, crud.Config[inclOdd]{Includes: []crud.Include{
			{Relation: "moods"}, {Relation: "hidden"}, {Relation: "kids"}, {Relation: "folds"},
		}})
		want = []string{
			`incl_odds: include "moods": its key "mood" is of kind opaque value` + hint,
			`incl_odds: include "hidden": "secret": no such column`,
			`incl_odds: include "folds": its key "fold" equals texts that are not the same`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("keys (-want +got):\n%s", diff)
		}
	})
}

// TestIncludeByEitherName takes a relation by its Go name as well, as fields do.
func TestIncludeByEitherName(t *testing.T) {
	t.Parallel()
	db := inclOpen(t, dbtest.SQLite)
	inclFill(t, db, inclSmall())
	f, err := crud.New(db, crud.Config[inclPost]{Includes: []crud.Include{{Relation: "Comments"}, {Relation: "comments.Author"}}})
	if err != nil {
		t.Fatal(err)
	}
	handler := inclServe(t, f)
	want := `{"id":3,"comments":[{"id":7,"post_id":3,"text":"","score":null,"author_id":null,"author":null}]}`
	if diff := cmp.Diff(want, inclGet(handler, "/rows/3?fields=id&include=comments__author").Body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	got := declMistakes(t, db, crud.Config[inclPost]{Includes: []crud.Include{{Relation: "Comments"}, {Relation: "comments"}}})
	if diff := cmp.Diff([]string{`incl_posts: include "comments" is declared twice`}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestIncludeBesideAFieldOfItsName refuses a read schema that has the name for
// something else; the model's own field is replaced.
func TestIncludeBesideAFieldOfItsName(t *testing.T) {
	t.Parallel()
	type named struct {
		ID     int64
		Author *string `crud:"author.name" json:"author"`
	}
	type comment struct {
		ID     int64
		Author *string `crud:"author.name" json:"author"`
	}
	type renamed struct {
		ID     int64
		Author *string `crud:"author.name" json:"by"`
		Notes  int64   `crud:"id" json:"-"`
	}
	f := inclFactory(inclOpen(t, dbtest.SQLite), 1, "")
	want := `incl_posts: a field of crud_test.named is written as "author", and so is what include=author answers: give it another name`
	_, err := crud.As[named](f)
	mounted := crud.Mount(gin.New(), f, crud.Read[named]())
	made := crud.Mount(gin.New(), f, crud.ReadFunc(func(inclPost) named { return named{} }))
	for name, err := range map[string]error{"As": err, "Read": mounted, "ReadFunc": made} {
		if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	got := declMistakes(t, inclOpen(t, dbtest.SQLite), crud.Config[inclPost]{
		Includes: []crud.Include{{Relation: "comments", Read: comment{}}, {Relation: "comments.author"}},
	})
	nested := []string{`incl_posts: include "comments.author": a field of crud_test.comment is written as "author", too`}
	if diff := cmp.Diff(nested, got); diff != "" {
		t.Errorf("nested (-want +got):\n%s", diff)
	}
	_, asErr := crud.As[renamed](f)
	_, modelErr := crud.As[inclPost](f)
	if err := errors.Join(asErr, modelErr, crud.Mount(gin.New(), f, crud.Read[renamed]())); err != nil {
		t.Error(err)
	}
}

func TestIncludeMistakes(t *testing.T) {
	t.Parallel()
	f := inclFactory(inclOpen(t, dbtest.SQLite), 1, "")
	handler := inclServe(t, f)
	const allowed = "author,parent,parent__author,children,desk,cover,comments,comments__author,tags,notes"
	const unknown, empty, twice = "include: unknown_field (" + allowed + ")", "include: empty_item", "include: duplicate_key"
	for query, want := range map[string][]string{
		"include=":                              {empty},
		"include=author,":                       {empty},
		"include=nope":                          {unknown},
		"include=Author":                        {unknown},
		"include=comments.author":               {unknown},
		"include=comments__author__name":        {unknown},
		"include=author__posts":                 {unknown},
		"include=*":                             {unknown},
		"include=tags,tags":                     {twice},
		"include=comments__author,comments,x":   {unknown},
		"include=tags&include=notes":            {"include: repeated_parameter"},
		"include=" + strings.Repeat("x,", 11):   {"include: too_many"},
		"include=x&fields=x&page=x":             {"fields: unknown_field (id,title,author_id,author,parent_id,floor,room,notes)", unknown, "page: invalid_value"},
		"include[comments]=1&filter_by[nope]=1": {"filter_by[nope]: unknown_field (id,title)", "include[comments]: unknown_parameter"},
	} {
		if diff := cmp.Diff(want, fieldsRefused(t, inclGet(handler, "/rows?"+query))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
		if strings.Contains(query, "page") || strings.Contains(query, "[") {
			continue // which one row does not look at
		}
		if diff := cmp.Diff(want, fieldsRefused(t, inclGet(handler, "/rows/1?"+query))); diff != "" {
			t.Errorf("one row: %s (-want +got):\n%s", query, diff)
		}
	}
	text := inclServe(t, f, crud.ReadFunc(func(p inclPost) string { return p.Title }))
	if diff := cmp.Diff([]string{"include: unknown_field"}, fieldsRefused(t, inclGet(text, "/rows?include=tags"))); diff != "" {
		t.Errorf("beside a text (-want +got):\n%s", diff)
	}
	for _, format := range []string{streamNDJSON, streamCSV} {
		for query, want := range map[string][]string{
			"include=tags":           {"include: conflicting_parameter"},
			"include=tags&fields=id": {"include: conflicting_parameter"},
			"include=tags&page=1":    {"include: conflicting_parameter", "page: conflicting_parameter"},
			"include=nope":           {unknown, "include: conflicting_parameter"},
		} {
			got := fieldsRefused(t, inclGet(handler, "/rows?"+query, "Accept", format))
			slices.Sort(got)
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s as %s (-want +got):\n%s", query, format, diff)
			}
		}
	}
}

// TestFieldsOfAnotherTypeOfRow were read for one type of row, and are not
// answered of another.
func TestFieldsOfAnotherTypeOfRow(t *testing.T) {
	t.Parallel()
	f := fieldsFactory(fieldsOpen(t, dbtest.SQLite))
	view := crud.Must(crud.As[fieldsRead](f))
	engine := mountEngine()
	engine.GET("/rows", f.FieldParams(), f.PageParams(), func(c *gin.Context) {
		if q, ok := f.Query(c); ok {
			view.Answer(c, q)
		}
	})
	if got := fieldsItems(t, inclGet(engine, "/rows")); len(got) != 5 || !strings.Contains(got[0], `"heading"`) {
		t.Errorf("got %q", got)
	}
	if p := inclGet(engine, "/rows?fields=title,id").problem(t); p.Code != "internal_error" {
		t.Errorf("got %+v", p)
	}
}

// TestIncludeOnARouteOfOnesOwn answers as the mounted list does, within scopes
// of the route, where the route takes the parameter.
func TestIncludeOnARouteOfOnesOwn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := inclOpen(t, open)
		inclFill(t, db, inclSmall())
		f := inclFactory(db, 1, "")
		answer := func(c *gin.Context) {
			if q, ok := f.Query(c); ok {
				f.Answer(c, q, func(db *gorm.DB) *gorm.DB { return db.Where("title = 'a' OR title = 'b'") })
			}
		}
		own, without := mountEngine(), mountEngine()
		own.GET("/rows", f.PageParams(), f.FieldParams(), answer)
		without.GET("/rows", f.PageParams(), answer)
		mounted := inclServe(t, f)
		plain := fieldsItems(t, inclGet(without, "/rows"))
		for _, query := range []string{"include=" + inclAll, "include=tags&fields=id"} {
			want := fieldsItems(t, inclGet(mounted, "/rows?filter_by[title][in]=a,b&"+query))
			if diff := cmp.Diff(want, fieldsItems(t, inclGet(own, "/rows?"+query))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", query, diff)
			}
			if diff := cmp.Diff(plain, fieldsItems(t, inclGet(without, "/rows?"+query))); diff != "" {
				t.Errorf("%s without FieldParams (-want +got):\n%s", query, diff)
			}
		}
	})
}
