package ordering_test

import (
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/crudfactory/crudfactory/ordering"
	"github.com/crudfactory/crudfactory/schemas"
)

func TestTotal(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		resource *schemas.Resource
		keys     []ordering.Key
		want     string
	}{
		{"no keys", articles, nil, "id"},
		{"an ascending key", articles, []ordering.Key{{Field: title}}, "title,id"},
		{"a descending key", articles, []ordering.Key{{Field: title, Desc: true, NullsFirst: true}}, "-title,-id"},
		{"the direction of the last key", articles, []ordering.Key{{Field: title, Desc: true, NullsFirst: true}, {Field: createdAt}}, "-title,created_at,id"},
		{"the primary key itself", articles, []ordering.Key{{Field: id, Desc: true, NullsFirst: true}}, "-id"},
		{"the primary key first", articles, []ordering.Key{{Field: id}, {Field: title, Desc: true, NullsFirst: true}}, "id"},
		{"a composite key", invoices, []ordering.Key{{Field: title, Desc: true, NullsFirst: true}}, "-title,-tenant_id,-number"},
		{"a part of a composite key", invoices, []ordering.Key{{Field: number}}, "number,tenant_id"},
		{"within a shard", ofOneTenant, []ordering.Key{{Field: title, Desc: true, NullsFirst: true}}, "-title,-number"},
		{"the key of the shard itself", ofOneTenant, []ordering.Key{{Field: title, Desc: true, NullsFirst: true}, {Field: tenant}}, "-title,-number"},
		{"nothing but the key of the shard", ofOneTenant, []ordering.Key{{Field: tenant, Desc: true, NullsFirst: true}}, "number"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			total := ordering.Total(c.resource, c.keys...)
			if diff := cmp.Diff(c.want, describe(total)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(total, ordering.Total(c.resource, total.Keys...)); diff != "" {
				t.Errorf("a total order changes (-want +got)\n%s", diff)
			}
		})
	}
}

func TestTotalNeverWritesIntoItsKeys(t *testing.T) {
	t.Parallel()
	keys := append(make([]ordering.Key, 0, 4), ordering.Key{Field: title})
	one, other := ordering.Total(articles, keys...), ordering.Total(invoices, keys...)
	if diff := cmp.Diff("title,id", describe(one)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff("title,tenant_id,number", describe(other)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReversed(t *testing.T) {
	t.Parallel()
	order, errs := check(url.Values{"order_by": {"-title,priority,category__name.nullsfirst"}}, articles, latest)
	if errs != nil {
		t.Fatal(errs)
	}
	if diff := cmp.Diff("title,-priority,-category__name.nullslast,-id", describe(order.Reversed())); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff("-title,priority,category__name.nullsfirst,id", describe(order)); diff != "" {
		t.Errorf("the order itself has changed (-want +got)\n%s", diff)
	}
}

// orders draws total orders of articles.
func orders() *rapid.Generator[ordering.Order] {
	key := rapid.Custom(func(t *rapid.T) ordering.Key {
		return ordering.NewKey(rapid.SampledFrom(articles.Orders).Draw(t, "field"), ordering.RawKey{
			Desc:  rapid.Bool().Draw(t, "desc"),
			Nulls: rapid.SampledFrom([]string{"", "nullsfirst", "nullslast"}).Draw(t, "nulls"),
		})
	})
	keys := rapid.SliceOfNDistinct(key, 0, 4, func(k ordering.Key) *schemas.Field { return k.Field })
	return rapid.Map(keys, func(keys []ordering.Key) ordering.Order { return ordering.Total(articles, keys...) })
}

func TestReversedTwiceIsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		order := orders().Draw(t, "order")
		if diff := cmp.Diff(order, order.Reversed().Reversed()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if diff := cmp.Diff(order, order.Reversed()); diff == "" {
			t.Error("is its own reverse")
		}
	})
}

func TestEveryOrderNamesThePrimaryKeyOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		if err := totality(orders().Draw(t, "order")); err != nil {
			t.Error(err)
		}
	})
}

// totality looks for each column of the primary key once.
func totality(o ordering.Order) error {
	for _, field := range articles.PrimaryKey {
		named := slices.DeleteFunc(slices.Clone(o.Keys), func(k ordering.Key) bool { return k.Field != field })
		if len(named) != 1 {
			return fmt.Errorf("%s: %s is named %d times", describe(o), field.Key, len(named))
		}
	}
	return nil
}

func TestSpellingsOfTheSameOrder(t *testing.T) {
	t.Parallel()
	cases := []struct{ one, other string }{
		{"", "order_by=-created_at"},
		{"", "order_by=-created_at,-id"},
		{"", "order_dir=desc"},
		{"order_dir=asc", "order_by=created_at"},
		{"order_by=title", "order_by=title&order_dir=asc"},
		{"order_by=-title", "order_by=title&order_dir=desc"},
		{"order_by=priority", "order_by=priority.nullslast"},
		{"order_by=-priority", "order_by=-priority.nullsfirst"},
		{"order_by=title.nullsfirst", "order_by=title"}, // title is never null
	}
	for _, c := range cases {
		t.Run(c.one+" and "+c.other, func(t *testing.T) {
			t.Parallel()
			want, errs := check(parseQuery(t, c.one), articles, latest)
			got, more := check(parseQuery(t, c.other), articles, latest)
			if errs != nil || more != nil {
				t.Fatal(errs, more)
			}
			if diff := cmp.Diff(want.AppendCanonical(nil), got.AppendCanonical(nil)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// meaning writes an order without what makes no difference: where NULLs would
// stand in a column that has none.
func meaning(o ordering.Order) string {
	keys := slices.Clone(o.Keys)
	for i, key := range keys {
		if !key.Field.Nullable() {
			keys[i].NullsFirst = false
		}
	}
	return spell(ordering.Order{Keys: keys})
}

func TestCanonicalIsAboutMeaning(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one, other := orders().Draw(t, "one"), orders().Draw(t, "other")
		same := meaning(one) == meaning(other)
		if got := string(one.AppendCanonical(nil)) == string(other.AppendCanonical(nil)); got != same {
			t.Errorf("%s and %s: same %v", spell(one), spell(other), got)
		}
	})
}

func TestAppendCanonicalAppends(t *testing.T) {
	t.Parallel()
	want := append([]byte("before"), latest.AppendCanonical(nil)...)
	if diff := cmp.Diff(want, latest.AppendCanonical([]byte("before"))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
