package pagination_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/pagination"
	"github.com/crudfactory/crudfactory/schemas"
)

// keysetFields are keys of every kind that has a spelling, and some that no
// position can have.
var keysetFields = map[string]*schemas.Field{
	"id":         {Path: "id", Key: "id", Kind: schemas.Int, Bits: 64, NotNull: true},
	"small":      {Path: "small", Key: "small", Kind: schemas.Int, Bits: 16, NotNull: true},
	"title":      {Path: "title", Key: "title", Kind: schemas.Text, NotNull: true},
	"created_at": {Path: "created_at", Key: "created_at", Kind: schemas.Time, NotNull: true},
	"day":        {Path: "day", Key: "day", Kind: schemas.Date, NotNull: true},
	"hot":        {Path: "hot", Key: "hot", Kind: schemas.Bool, NotNull: true},
	"ratio":      {Path: "ratio", Key: "ratio", Kind: schemas.Float, Bits: 64, NotNull: true},
	"price":      {Path: "price", Key: "price", Kind: schemas.Decimal, NotNull: true},
	"token":      {Path: "token", Key: "token", Kind: schemas.UUID, NotNull: true},
	"state":      {Path: "state", Key: "state", Kind: schemas.Enum, Labels: []string{"old", "new"}, NotNull: true},
	"weight":     {Path: "weight", Key: "weight", Kind: schemas.Int},
	"hash":       {Path: "hash", Key: "hash", Kind: schemas.Bytes, NotNull: true},
	"owner__name": {
		Path: "owner.name", Key: "owner__name", Kind: schemas.Text, NotNull: true,
		Relation: &schemas.Relation{Path: "owner", BelongsTo: true, Enforced: true},
	},
}

// keysetKeys are the keys of an order: "created_at,id".
func keysetKeys(order string) (keys []*schemas.Field) {
	for key := range strings.SplitSeq(order, ",") {
		keys = append(keys, keysetFields[key])
	}
	return keys
}

func TestOwnsKeyset(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"after_id": true, "before_id": true, "after_": true, "before_x__y": true,
		"after": false, "before": false, "afterid": false, "After_id": false, "hereafter_id": false, "": false, "id": false,
	} {
		if got := pagination.OwnsKeyset(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestParseKeyset(t *testing.T) {
	t.Parallel()
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.UTC)
	position := func(parameter string, values ...any) *pagination.Position {
		return &pagination.Position{Parameter: parameter, Cursor: pagination.Cursor{
			Values: values, Backward: strings.HasPrefix(parameter, "before_"),
		}}
	}
	const token = "0190d6a2-7c3e-7b1a-9f00-3a5d1c2b4e6f"
	for _, c := range []struct {
		query, order string
		want         *pagination.Position
	}{
		{"", "id", nil},
		{"page=1&cursor=abc&after=1&before=2", "id", nil},
		{"after_id=42", "id", position("after_id", int64(42))},
		{"before_id=42", "id", position("before_id", int64(42))},
		{"after_id=007", "id", position("after_id", int64(7))},
		{"after_id=-9223372036854775808", "id", position("after_id", int64(-1<<63))},
		{"after_id=1&after_created_at=2024-05-17T14:00:00%2B02:00", "created_at,id", position("after_created_at", noon, int64(1))},
		{"after_created_at=2024-05-17T14:00:00+02:00&after_id=1", "created_at,id", position("after_created_at", noon, int64(1))},
		{"before_id=1&before_title=a", "title,id", position("before_id", "a", int64(1))},
		{"after_title=&after_id=1", "title,id", position("after_id", "", int64(1))},
		{"after_title=%25_%27%5C&after_id=1", "title,id", position("after_id", `%_'\`, int64(1))},
		{"after_small=-32768&after_hot=1&after_id=0", "small,hot,id", position("after_hot", int64(-32768), true, int64(0))},
		{"before_day=2024-05-17", "day", position("before_day", noon.Add(-12*time.Hour))},
		{"after_ratio=-0.0", "ratio", position("after_ratio", 0.0)},
		{"after_price=1.50", "price", position("after_price", "1.5")},
		{"after_token=" + strings.ToUpper(token), "token", position("after_token", token)},
		{"after_state=new", "state", position("after_state", "new")},
	} {
		t.Run(c.query+" in "+c.order, func(t *testing.T) {
			t.Parallel()
			got, errs := pagination.ParseKeyset(parseQuery(t, c.query), keysetKeys(c.order))
			if diff := cmp.Diff([]string(nil), describeErrors(errs)); diff != "" {
				t.Errorf("errors (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestParseKeysetRefuses(t *testing.T) {
	t.Parallel()
	const (
		stranger = " conflicting_parameter: does not spell a position of this order"
		missing  = ": a position has a value for each key of the order"
		unspelt  = ", which can be NULL or has no spelling: follow next_cursor instead"
	)
	for _, c := range []struct {
		query, order string
		want         []string
	}{
		{"after_nope=1", "id", []string{"after_nope" + stranger + " (after_id)"}},
		{"after_=1", "id", []string{"after_" + stranger + " (after_id)"}},
		{"after_title=a", "id", []string{"after_title" + stranger + " (after_id)"}},
		{"before_ID=1", "id", []string{"before_ID" + stranger + " (before_id)"}},
		{"after_id=1&after_title=a", "id", []string{"after_title" + stranger + " (after_id)"}},
		{"after_id=1&before_id=1", "id", []string{"before_id" + stranger + " (after_id)"}},
		{"after_title=a&before_id=1", "title,id", []string{"before_id" + stranger + " (after_title after_id)"}},

		{"after_id=1", "title,id", []string{"after_title conflicting_parameter: is missing beside after_id" + missing}},
		{"before_title=a", "title,id", []string{"before_id conflicting_parameter: is missing beside before_title" + missing}},

		{"after_id=1&after_id=2", "id", []string{"after_id repeated_parameter: is given more than once"}},
		{"after_id=x", "id", []string{`after_id invalid_value: "x" is not an integer`}},
		{"after_id=", "id", []string{"after_id invalid_value: is empty; expected an integer"}},
		{"after_id=9223372036854775808", "id", []string{
			"after_id invalid_value: 9223372036854775808 is out of range: expected -9223372036854775808 to 9223372036854775807",
		}},
		{"after_small=32768", "small", []string{"after_small invalid_value: 32768 is out of range: expected -32768 to 32767"}},
		{"after_title=a%00&after_id=1", "title,id", []string{"after_title invalid_value: contains a NUL byte"}},
		{"after_title=%ff&after_id=1", "title,id", []string{"after_title invalid_value: is not valid UTF-8"}},
		{"after_state=lost", "state", []string{`after_state invalid_value: "lost" is not one of old, new`}},
		{"after_title=%ff&after_id=x", "title,id", []string{
			"after_title invalid_value: is not valid UTF-8",
			`after_id invalid_value: "x" is not an integer`,
		}},

		{"after_weight=1&after_id=1", "weight,id", []string{"after_id conflicting_parameter: does not go with an order by weight" + unspelt}},
		{"after_hash=00&after_id=1", "hash,id", []string{"after_hash conflicting_parameter: does not go with an order by hash" + unspelt}},
		{"before_owner__name=a&before_id=1", "owner__name,id", []string{
			"before_id conflicting_parameter: does not go with an order by owner__name" + unspelt,
		}},
	} {
		t.Run(c.query+" in "+c.order, func(t *testing.T) {
			t.Parallel()
			position, errs := pagination.ParseKeyset(parseQuery(t, c.query), keysetKeys(c.order))
			if diff := cmp.Diff(c.want, describeErrors(errs)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			// A position beside the errors keeps Check from reading the request
			// in another mode, and so from more errors.
			if position == nil {
				t.Error("no position")
			}
		})
	}
}

// A position is a place of cursor paging, and goes with no other.
func TestCheckPosition(t *testing.T) {
	t.Parallel()
	position := &pagination.Position{Parameter: "after_id", Cursor: pagination.Cursor{Values: []any{int64(1)}}}
	const noOffset = "after_id conflicting_parameter: does not go with offset paging"
	for _, c := range []struct {
		query string
		modes []pagination.Mode
		want  []string
	}{
		{"", both, nil},
		{"", cursors, nil},
		{"", cursorOnly, nil},
		{"cursor=", both, nil},
		{"pagination_type=cursor", both, nil},
		{"items_per_page=7&count=exact", both, nil},
		{"cursor=abc", both, []string{"after_id conflicting_parameter: does not go with a cursor"}},
		{"page=1", both, []string{"page conflicting_parameter: does not go with cursor paging: follow next_cursor instead"}},
		{"", offsetOnly, []string{noOffset}},
		{"pagination_type=offset", both, []string{noOffset}},
		{"pagination_type=offset&page=2", cursors, []string{noOffset}},
	} {
		t.Run(c.query, func(t *testing.T) {
			t.Parallel()
			raw, errs := pagination.PageItems.Parse(parseQuery(t, c.query))
			raw.Position = position
			page, more := raw.Check(pagination.Limits{}, c.modes...)
			if diff := cmp.Diff(c.want, describeErrors(append(errs, more...))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if c.want == nil && (page.Mode != pagination.Keyset || page.Position != position || page.Token != "") {
				t.Errorf("%+v", page)
			}
		})
	}
}

// What passes is a position: one value for each key, that its column can be
// compared with.
func FuzzParseKeyset(f *testing.F) {
	orders := []string{
		"id", "small,id", "title,id", "created_at,id", "day,hot,ratio,id", "price,token,state,id", "weight,id", "hash,id",
		"owner__name,id",
	}
	for i := range orders {
		for _, seed := range []string{
			"", "after_id=1", "before_id=-1&before_title=a", "after_id=1&before_id=1", "after_id=1&after_id=2", "after_=1",
			"after_id=1&after_created_at=2024-05-17T14:00:00+02:00", "after_small=40000&after_id=1", "after_title=%00&after_id=1",
			"after_day=0000-01-01&after_hot=1&after_ratio=-0&after_id=1", "after_day=2024-05-17&after_hot=0&after_ratio=0.1000000000000000055&after_id=1",
			"after_price=-0.00&after_token=0190D6A2-7c3e-7b1a-9f00-3a5d1c2b4e6f&after_state=new&after_id=1",
			"after_weight=1&after_id=1", "before_hash=ff&before_id=1",
		} {
			f.Add(seed, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, query string, order uint8) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		keys := keysetKeys(orders[int(order)%len(orders)])
		position, errs := pagination.ParseKeyset(values, keys)
		for _, e := range errs {
			if !pagination.OwnsKeyset(e.Parameter) || e.Code == "" || e.Detail == "" {
				t.Errorf("%q: an error of nothing: %+v", query, e)
			}
		}
		asked := false
		for name := range values {
			asked = asked || pagination.OwnsKeyset(name)
		}
		switch {
		case asked != (position != nil), !asked && errs != nil:
			t.Errorf("%q: %+v, %v", query, position, errs)
		case position == nil || errs != nil:
			return
		}
		if err := position.Cursor.Check(keys); err != nil || position.Cursor.Inclusive {
			t.Errorf("%q: %+v: %v", query, position, err)
		}
		for i, key := range keys {
			if v := position.Cursor.Values[i]; v == nil || key.Nullable() {
				t.Errorf("%q: %s is %v", query, key.Key, v)
			}
		}
		if !values.Has(position.Parameter) || position.Cursor.Backward != strings.HasPrefix(position.Parameter, "before_") {
			t.Errorf("%q: %+v", query, position)
		}
	})
}
