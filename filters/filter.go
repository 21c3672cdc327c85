package filters

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"iter"
	"slices"

	"github.com/crudfactory/crudfactory/schemas"
)

// Filter is a checked filter. Its parts are ANDed; the zero value is none.
type Filter struct {
	Conditions []Condition
	// Expression is a tree of conditions; nil for none.
	Expression Node
	// Calls are the custom filters that are asked for.
	Calls []Call
	// Words are the words of the search, each to be found in some search field.
	Words []string
}

// Condition compares one field. Values are typed by the field's kind.
type Condition struct {
	Field *schemas.Field
	// Quantifier says how many related rows have to meet the condition, where
	// the field has several values; the zero value is Any.
	Quantifier schemas.Quantifier
	Operator   schemas.Operator
	// Values: any-of for In, none-of for NotIn, low and high for Between; of an
	// array, its elements for Eq and Ne, some of them for HasAny and HasAll; one
	// for the rest. IsNull has true or false.
	Values []any
	// OrNull lets rows with NULL pass as well: a chosen null bucket beside In.
	OrNull bool
}

// Choice is the condition by which a client chose among a facet's values.
func (f Filter) Choice(field *schemas.Field) (Condition, bool) {
	for _, c := range f.Conditions {
		if c.Field == field && c.isChoice() {
			return c, true
		}
	}
	return Condition{}, false
}

// On lists the conditions on a field.
func (f Filter) On(field *schemas.Field) (conditions []Condition) {
	for _, c := range f.Conditions {
		if c.Field == field {
			conditions = append(conditions, c)
		}
	}
	return conditions
}

// Without is the filter less all conditions on a field: the rows among which a
// client could widen its choice there.
func (f Filter) Without(field *schemas.Field) Filter {
	f.Conditions = slices.DeleteFunc(slices.Clone(f.Conditions), func(c Condition) bool {
		return c.Field == field
	})
	return f
}

// AppendCanonical appends bytes that are equal exactly for filters that ask for
// the same, however they were spelt: in whatever order, with whatever repeated.
func (f Filter) AppendCanonical(b []byte) []byte {
	conditions := make([][]byte, len(f.Conditions))
	for i, c := range f.Conditions {
		conditions[i] = c.canonical()
	}
	slices.SortFunc(conditions, bytes.Compare)
	b = binary.AppendUvarint(b, uint64(len(conditions)))
	for _, c := range conditions {
		b = schemas.AppendText(b, string(c))
	}
	words := slices.Sorted(slices.Values(f.Words))
	for _, word := range slices.Compact(words) {
		b = schemas.AppendText(b, word)
	}
	if f.Expression != nil { // no word begins with NUL
		b = schemas.AppendText(b, "\x00"+string(canonicalNode(f.Expression)))
	}
	calls := make([]string, len(f.Calls))
	for i, call := range f.Calls { // nor with another character of control
		calls[i] = "\x00\x01" + string(call.canonical())
	}
	for _, call := range slices.Sorted(slices.Values(calls)) {
		b = schemas.AppendText(b, call)
	}
	return b
}

// canonicalNode sorts the terms of And and Or, whose order means nothing.
func canonicalNode(n Node) []byte {
	switch n := n.(type) {
	case And:
		return canonicalTerms('&', n.Terms)
	case Or:
		return canonicalTerms('|', n.Terms)
	case Not:
		return append([]byte{'!'}, canonicalNode(n.Term)...)
	case Condition:
		return append([]byte{'='}, n.canonical()...)
	}
	return nil
}

func canonicalTerms(tag byte, terms []Node) []byte {
	all := canonicalEach(tag, terms)
	slices.SortFunc(all, bytes.Compare)
	b := []byte{tag}
	for _, term := range all {
		b = schemas.AppendText(b, string(term))
	}
	return b
}

// canonicalEach takes the terms of a term of the same kind for its own: (a AND
// b) AND c is a AND b AND c.
func canonicalEach(tag byte, terms []Node) (all [][]byte) {
	for _, term := range terms {
		and, isAnd := term.(And)
		or, isOr := term.(Or)
		switch {
		case isAnd && tag == '&':
			all = append(all, canonicalEach(tag, and.Terms)...)
		case isOr && tag == '|':
			all = append(all, canonicalEach(tag, or.Terms)...)
		default:
			all = append(all, canonicalNode(term))
		}
	}
	return all
}

// All visits every condition, those of the expression included.
func (f Filter) All() iter.Seq[Condition] {
	return func(yield func(Condition) bool) {
		for _, c := range f.Conditions {
			if !yield(c) {
				return
			}
		}
		visit(f.Expression, yield)
	}
}

func visit(n Node, yield func(Condition) bool) bool {
	each := func(terms []Node) bool {
		for _, term := range terms {
			if !visit(term, yield) {
				return false
			}
		}
		return true
	}
	switch n := n.(type) {
	case And:
		return each(n.Terms)
	case Or:
		return each(n.Terms)
	case Not:
		return visit(n.Term, yield)
	case Condition:
		return yield(n)
	}
	return true
}

// canonical relies on Check, which sorts values where their order means nothing.
func (c Condition) canonical() []byte {
	b := schemas.AppendText(nil, c.Field.Key)
	b = schemas.AppendText(b, string(c.Operator))
	if cmp.Or(c.Quantifier, schemas.Any) != schemas.Any {
		b = schemas.AppendText(b, string(c.Quantifier))
	}
	b = schemas.AppendValue(b, c.OrNull)
	for _, v := range c.Values {
		b = schemas.AppendValue(b, v)
	}
	return b
}

// MatchesText reports whether the filter looks for a pattern in a text.
func (f Filter) MatchesText() bool {
	for c := range f.All() {
		if c.Operator.MatchesText() {
			return true
		}
	}
	return len(f.Words) > 0
}

// Empty reports a filter that lets every row pass.
func (f Filter) Empty() bool {
	return len(f.Conditions) == 0 && f.Expression == nil && len(f.Calls) == 0 && len(f.Words) == 0
}
