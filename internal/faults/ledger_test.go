package faults

import (
	"fmt"
	"slices"
	"testing"
)

// state is what all rows of a unit have in common: they are not there, or hold
// these values.
type state struct {
	there  bool
	kind   string
	amount int64
}

// unit is one row, or several that are only written together, by one client.
type unit struct {
	name  string
	owner int
	size  int
	ids   []int64 // once known
	tag   string  // of the row's last acknowledged version, for units of one
	stale string  // of a version before that
	may   []state // what it may be: more than one after a write that was not acknowledged
}

// is records a write that was acknowledged. What was not before can no longer
// happen: each write locks the rows.
func (u *unit) is(s state) { u.may = []state{s} }

// mayBe records a write that was not: it has happened, will, or never.
func (u *unit) mayBe(s state) { u.may = append(u.may, s) }

func (u *unit) certain() bool { return len(u.may) == 1 }

func (u *unit) mayBeGone() bool { return slices.Contains(u.may, state{}) }

func (u *unit) certainlyThere() bool { return !u.mayBeGone() }

// rows are what a client sends for the unit.
func (u *unit) rows(s state) []entryBody {
	rows := make([]entryBody, u.size)
	for i := range rows {
		rows[i] = body(fmt.Sprintf("%s/%d", u.name, i), u.name, u.owner, s)
	}
	return rows
}

// check compares all rows of the unit, read at one moment, with what it may be.
func (u *unit) check(rows []Entry) error {
	s, err := u.stateOf(rows)
	if err != nil {
		return err
	}
	if !slices.Contains(u.may, s) {
		return fmt.Errorf("%s is %+v, and may be %+v", u.name, s, u.may)
	}
	return nil
}

// stateOf fails where the rows are not of one write.
func (u *unit) stateOf(rows []Entry) (s state, err error) {
	if len(rows) == 0 {
		return s, nil
	}
	if len(rows) != u.size {
		return s, fmt.Errorf("%s has %d of its %d rows", u.name, len(rows), u.size)
	}
	s = rows[0].state()
	for _, row := range rows {
		if row.Unit != u.name || row.state() != s {
			return s, fmt.Errorf("%s is in parts: %+v and %+v", u.name, rows[0], row)
		}
	}
	return s, whole(rows)
}

// TestUnitCheck: what these tests look for, they would find.
func TestUnitCheck(t *testing.T) {
	t.Parallel()
	before, after := state{true, "apple", 1}, state{true, "plum", 2}
	u := &unit{name: "u", size: 2, may: []state{before}}
	rows := func(states ...state) (rows []Entry) {
		for i, s := range states {
			b := body(fmt.Sprintf("u/%d", i), u.name, 0, s)
			rows = append(rows, Entry{ID: 1, Name: b.Name, Unit: b.Unit, Kind: b.Kind, Amount: b.Amount, Note: b.Note, Sum: b.Sum})
		}
		return rows
	}
	torn := rows(before, before)
	torn[1].Sum = torn[0].Sum
	for name, test := range map[string]struct {
		rows []Entry
		ok   bool
	}{
		"as acknowledged":    {rows(before, before), true},
		"lost":               {nil, false},
		"a half":             {rows(before), false},
		"never acknowledged": {rows(after, after), false},
		"half written":       {rows(before, after), false},
		"torn":               {torn, false},
	} {
		if err := u.check(test.rows); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	u.mayBe(after)
	if err := u.check(rows(after, after)); err != nil {
		t.Error(err)
	}
	u.is(before)
	if err := u.check(rows(after, after)); err == nil {
		t.Error("a write that was superseded is still allowed")
	}
}
