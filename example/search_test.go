package main

import (
	"strings"
	"testing"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		search string
		keep   func(row) bool
	}{
		{"", all},
		{"+++", all},
		{"%20%09%0A", all},
		{`""`, all},
		{"query", matching("query")},
		{"QUERY", matching("query")},
		{"query the", matching("query", "the")},
		{"query+the", matching("query", "the")},
		{" the%09query ", matching("query", "the")},
		{"the query the", matching("the", "query")},
		{"there-is-no-such-word", none},
		{"query there-is-no-such-word", none},
		{"Databases", matching("databases")},            // a category
		{"odd DATABASES", matching("odd", "databases")}, // the body and the category
		{"sure odd", matching("sure", "odd")},           // the title and the body
		{"friends", matching("friends")},
		{`"percent sure"`, matching("percent sure")},
		{`"sure percent"`, none},
		{`"percent sure" odd`, matching("percent sure", "odd")},
		{`"percent sure"odd`, matching("percent sure", "odd")},
		{`" sure"`, matching(" sure")},
		{`"C%2B%2B"`, matching("C++")},
		{`"three"`, matching("three")},
		{`three"`, matching(`three"`)}, // a quote inside a word is a literal
		{`"three`, matching(`"three`)}, // so is one that is not closed
		{`"`, matching(`"`)},
		{"100%25", matching("100%")},
		{"%25", matching("%")},
		{"e_c", matching("e_c")},
		{`\`, matching(`\`)},
		{`\\`, matching(`\\`)},
		{"star*", matching("star*")},
		{"what?", matching("what?")},
		{"[set]", matching("[set]")},
		{"århus", matching("århus")},
		{"ÅRHUS grüsse", matching("århus", "grüsse")},
		{"🦊", matching("🦊")},
		{"' OR 1=1 --", matching("'", "or", "1=1", "--")},
		{`"' OR 1=1 --"`, matching("' or 1=1 --")},
		{"e%20%20 a %09b", matching("e", "a", "b")},
		{strings.Repeat("e ", 16), matching("e")},
		{`"` + strings.Repeat("e ", 20) + `"`, none},
		{strings.Repeat("ä", 200), none},
	}
	each(t, func(t *testing.T, a *app) {
		for _, test := range tests {
			t.Run(test.search, func(t *testing.T) { a.sameSet(t, "search="+test.search, test.keep) })
		}
	})
}

// A row without a category is found by its own columns, in every order.
func TestSearchKeepsRowsWithoutTheRelation(t *testing.T) {
	t.Parallel()
	keep := []func(row) bool{matching("odd"), unfiled}
	if len(where(theWorld.articles, keep...)) == 0 {
		t.Fatal("there is no such row")
	}
	each(t, func(t *testing.T, a *app) {
		for _, orderBy := range []string{"category__name", "-category__name,title", "title"} {
			a.sameList(t, "search=odd&filter_by[category__name][is_null]=true&order_by="+orderBy, orderBy, keep...)
			a.sameList(t, "search=odd&order_by="+orderBy, orderBy, matching("odd"))
		}
	})
}
