package crud_test

import (
	"errors"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"github.com/crudfactory/crudfactory/crud"
	"github.com/crudfactory/crudfactory/internal/dbtest"
	"github.com/crudfactory/crudfactory/schemas"
)

// operatorMarks lists operators of one field, with a blank, and none of another.
func operatorMarks(t *testing.T, open func(testing.TB, ...any) *gorm.DB) *crud.CrudFactory[mark] {
	t.Helper()
	db, _ := openMarks(t, open, 1, 2, 3, 4)
	return crud.Must(crud.New(db, crud.Config[mark]{
		Filters:      map[string]crud.Operators{"value": crud.Range, "Label": "eq, istarts_with", "id": crud.Equality},
		FilterFields: []string{"big"},
		FacetFields:  []string{"secret"},
	}))
}

// allowedBy are the operators that an error names for a key; nil if the operator
// is taken.
func allowedBy(t *testing.T, f parser, key, operator, value string) []string {
	t.Helper()
	name := "filter_by[" + key + "][" + operator + "]"
	_, err := f.ParseQuery(url.Values{name: {value}}, allParams)
	if err == nil {
		return nil
	}
	mistakes, ok := errors.AsType[schemas.InputErrors](err)
	if !ok || len(mistakes) != 1 || mistakes[0].Code != schemas.UnknownOperator || mistakes[0].Parameter != name {
		t.Fatalf("%s: got %v", name, err)
	}
	return mistakes[0].Allowed
}

func TestListedOperators(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		factory := operatorMarks(t, open)
		ranges := []string{"gt", "gte", "lt", "lte", "between"}
		for _, tt := range []struct {
			key, operator, value string
			allowed              []string
		}{
			{"value", "gt", "1", nil},
			{"value", "between", "1,2", nil},
			{"value", "eq", "1", ranges},
			{"value", "is_null", "true", ranges},
			{"label", "eq", "a", nil},
			{"label", "istarts_with", "a", nil}, // after a blank
			{"label", "starts_with", "a", []string{"eq", "istarts_with"}},
			{"id", "not_in", "1,2", nil},
			{"id", "gt", "1", []string{"eq", "ne", "in", "not_in", "is_null"}},
			{"big", "gt", "1", nil}, // not listed: all of its kind
			{"big", "contains", "1", append([]string{"eq", "ne", "in", "not_in", "is_null"}, ranges...)},
			{"secret", "eq", "1", nil}, // a facet
			{"secret", "gt", "1", []string{"eq", "in", "is_null"}},
		} {
			if diff := cmp.Diff(tt.allowed, allowedBy(t, factory, tt.key, tt.operator, tt.value)); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", tt.key, tt.operator, diff)
			}
		}
		if got := markPage(t, factory, "filter_by[value][gte]", "2", "filter", "value < 4").IDs; !slices.Equal(got, []int{2, 3}) {
			t.Errorf("a range: got %v", got)
		}
	})
}

// TestListedOperatorsBindExpressions: an expression has no operators beside
// those listed, the bare one of filter_by included.
func TestListedOperatorsBindExpressions(t *testing.T) {
	t.Parallel()
	factory := operatorMarks(t, dbtest.SQLite)
	for text, at := range map[string]int{
		"value = 1": 0, "value < 9 AND value IS NULL": 14, `label istarts_with "a" OR NOT label != "b"`: 30,
	} {
		_, err := factory.ParseQuery(url.Values{"filter": {text}}, allParams)
		mistakes, ok := errors.AsType[schemas.InputErrors](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Code != schemas.UnknownOperator || mistakes[0].Offset == nil || *mistakes[0].Offset != at {
			t.Errorf("%s: got %v", text, err)
		}
	}
	_, err := factory.ParseQuery(url.Values{"filter_by[value]": {"1"}}, allParams)
	if mistakes, ok := errors.AsType[schemas.InputErrors](err); !ok || mistakes[0].Code != schemas.UnknownOperator {
		t.Errorf("filter_by[value]: got %v", err)
	}
}

// TestListedOperatorsOfFacets: a client can choose among the values of a facet,
// whatever else is listed for the field.
func TestListedOperatorsOfFacets(t *testing.T) {
	t.Parallel()
	db, _ := openMarks(t, dbtest.SQLite, 1, 2, 3)
	factory := crud.Must(crud.New(db, crud.Config[mark]{
		Filters: map[string]crud.Operators{"value": "gt", "secret": "eq,ne"}, FacetFields: []string{"value", "secret"},
	}))
	for _, key := range []string{"value", "secret"} {
		for operator, value := range map[string]string{"eq": "1", "in": "1,2", "is_null": "true"} {
			if allowed := allowedBy(t, factory, key, operator, value); allowed != nil {
				t.Errorf("%s %s is refused: %v", key, operator, allowed)
			}
		}
	}
	if allowed := allowedBy(t, factory, "value", "lt", "1"); allowed == nil {
		t.Error("what is neither listed nor a choice is taken")
	}
}

// TestListedOperatorsOfMany: quantifiers are no operators, and need no listing.
func TestListedOperatorsOfMany(t *testing.T) {
	t.Parallel()
	factory := crud.Must(crud.New(declOpen(t, dbtest.SQLite), crud.Config[declBook]{
		Filters: map[string]crud.Operators{"reviews.stars": "gte"},
	}))
	if allowed := allowedBy(t, factory, "reviews__stars", "none][gte", "4"); allowed != nil {
		t.Errorf("none is refused: %v", allowed)
	}
	if diff := cmp.Diff([]string{"gte"}, allowedBy(t, factory, "reviews__stars", "all][eq", "4")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestListedOperatorMistakes(t *testing.T) {
	t.Parallel()
	const text = "eq, ne, in, not_in, is_null, contains, starts_with, ends_with, icontains, istarts_with, iends_with"
	type listed = map[string]crud.Operators
	dbtest.Each(t, func(t *testing.T, open func(testing.TB, ...any) *gorm.DB) {
		db := declOpen(t, open)
		for name, tt := range map[string]struct {
			config crud.Config[declBook]
			want   []string
		}{
			"an operator of another kind": {
				crud.Config[declBook]{Filters: listed{"title": "eq,gt"}},
				[]string{`decl_books: filter field "title" of kind text has no operator "gt": use ` + text},
			},
			"no operator at all": {
				crud.Config[declBook]{Filters: listed{"views": "like", "title": crud.Range}},
				[]string{
					`decl_books: filter field "title" of kind text has no operator "gt": use ` + text,
					`decl_books: filter field "title" of kind text has no operator "gte": use ` + text,
					`decl_books: filter field "title" of kind text has no operator "lt": use ` + text,
					`decl_books: filter field "title" of kind text has no operator "lte": use ` + text,
					`decl_books: filter field "title" of kind text has no operator "between": use ` + text,
					`decl_books: filter field "views" of kind integer has no operator "like": use eq, ne, in, not_in, is_null, gt, gte, lt, lte, between`,
				},
			},
			"an empty list": {
				crud.Config[declBook]{Filters: listed{"title": ""}},
				[]string{`decl_books: filter field "title" of kind text has no operator "": use ` + text},
			},
			"a quantifier": {
				crud.Config[declBook]{Filters: listed{"author.name": "eq,none"}},
				[]string{`decl_books: filter field "author.name" of kind text has no operator "none": use ` + text},
			},
			"a filter field, too":   {crud.Config[declBook]{FilterFields: []string{"title"}, Filters: listed{"title": "eq"}}, []string{`decl_books: filter field "title" is declared twice`}},
			"twice, by both names":  {crud.Config[declBook]{Filters: listed{"title": "eq", "Title": "eq"}}, []string{`decl_books: filter field "title" is declared twice`}},
			"an unknown column":     {crud.Config[declBook]{Filters: listed{"titel": "eq"}}, []string{`decl_books: filter field "titel": no such column (did you mean "title"?)`}},
			"a kind without filter": {crud.Config[declBook]{Filters: listed{"cover": "eq"}}, []string{`decl_books: filter field "cover" is of kind bytes`}},
		} {
			if diff := cmp.Diff(tt.want, declMistakes(t, db, tt.config)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestListedOperatorsOfTheDatabase: what SQLite does not serve of a decimal
// cannot be listed there.
func TestListedOperatorsOfTheDatabase(t *testing.T) {
	t.Parallel()
	config := crud.Config[declBook]{Filters: map[string]crud.Operators{"price": "eq,gt"}}
	if got := declMistakes(t, declOpen(t, dbtest.Postgres), config); got != nil {
		t.Error(got)
	}
	want := []string{`decl_books: filter field "price" of kind decimal has no operator "gt": use eq, ne, in, not_in, is_null`}
	if diff := cmp.Diff(want, declMistakes(t, declOpen(t, dbtest.SQLite), config)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
