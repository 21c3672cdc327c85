package schemas_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/crudfactory/crudfactory/schemas"
)

var kinds = []schemas.Kind{
	schemas.Opaque, schemas.Bool, schemas.Int, schemas.Float, schemas.Decimal, schemas.Time,
	schemas.Date, schemas.UUID, schemas.Text, schemas.Enum, schemas.Bytes,
}

// kindsThat lists the kinds for which a question is answered with yes.
func kindsThat(does func(schemas.Kind) bool) (names []string) {
	for _, k := range kinds {
		if does(k) {
			names = append(names, k.String())
		}
	}
	return names
}

func TestKinds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		does func(schemas.Kind) bool
		want []string
	}{
		{"compare with < and >", schemas.Kind.Ranged, []string{"integer", "number", "decimal", "time", "date"}},
		{
			"take filters", schemas.Kind.Filterable,
			[]string{"boolean", "integer", "number", "decimal", "time", "date", "uuid", "text", "label"},
		},
		{
			"order", schemas.Kind.Orderable,
			[]string{"boolean", "integer", "number", "decimal", "time", "date", "uuid", "text", "label", "bytes"},
		},
		{"are searched", schemas.Kind.Searchable, []string{"text", "label"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, kindsThat(c.does)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestOperatorsOfKinds(t *testing.T) {
	t.Parallel()
	all := []schemas.Operator{"eq", "ne", "in", "not_in", "is_null"}
	ranged := append(slices.Clone(all), "gt", "gte", "lt", "lte", "between")
	texts := append(slices.Clone(all), "contains", "starts_with", "ends_with", "icontains", "istarts_with", "iends_with")
	want := map[schemas.Kind][]schemas.Operator{
		schemas.Opaque: nil, schemas.Bytes: nil,
		schemas.Bool: all, schemas.UUID: all, schemas.Enum: all,
		schemas.Int: ranged, schemas.Float: ranged, schemas.Decimal: ranged, schemas.Time: ranged, schemas.Date: ranged,
		schemas.Text: texts,
	}
	for _, k := range kinds {
		t.Run(k.String(), func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want[k], k.Operators()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// operatorsThat lists the operators for which a question is answered with yes.
func operatorsThat(does func(schemas.Operator) bool) []schemas.Operator {
	all := slices.Concat(schemas.Int.Operators(), schemas.Text.Operators()[5:])
	return slices.DeleteFunc(all, func(o schemas.Operator) bool { return !does(o) })
}

func TestOperators(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		does func(schemas.Operator) bool
		want []schemas.Operator
	}{
		{"take a list", schemas.Operator.TakesList, []schemas.Operator{"in", "not_in", "between"}},
		{"need an order", schemas.Operator.Ranges, []schemas.Operator{"gt", "gte", "lt", "lte", "between"}},
		{
			"match a pattern", schemas.Operator.MatchesText,
			[]schemas.Operator{"contains", "starts_with", "ends_with", "icontains", "istarts_with", "iends_with"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, operatorsThat(c.does)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestFacetOperatorsAreThoseOfEveryKind(t *testing.T) {
	t.Parallel()
	for _, o := range schemas.ChoiceOperators() {
		if !slices.Contains(schemas.Bool.Operators(), o) {
			t.Errorf("%s is no operator of a boolean", o)
		}
	}
}
