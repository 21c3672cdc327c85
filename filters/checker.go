package filters

import (
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// Node is a checked expression: a closed sum.
//
//sumtype:decl
type Node interface{ node() }

type (
	// And is true where all terms are.
	And struct{ Terms []Node }
	// Or is true where some term is.
	Or struct{ Terms []Node }
	// Not is true where its term is not: a comparison with NULL is false.
	Not struct{ Term Node }
)

func (And) node()       {}
func (Or) node()        {}
func (Not) node()       {}
func (Condition) node() {}

// expression parses and checks the expression; nil where there is none.
func (c *checker) expression(raw Raw) Node {
	expr, err := ParseExpr(raw.Expression, c.limits)
	if err != nil {
		c.errs = append(c.errs, err)
		return nil
	}
	if expr == nil {
		return nil
	}
	return c.node(expr)
}

func (c *checker) node(e Expr) Node {
	switch e := e.(type) {
	case AndExpr:
		return And{c.nodes(e.Terms)}
	case OrExpr:
		return Or{c.nodes(e.Terms)}
	case NotExpr:
		return Not{c.node(e.Term)}
	case CompareExpr:
		return c.comparison(e)
	}
	return nil
}

func (c *checker) nodes(terms []Expr) []Node {
	nodes := make([]Node, len(terms))
	for i, term := range terms {
		nodes[i] = c.node(term)
	}
	return nodes
}

func (c *checker) comparison(e CompareExpr) Node {
	field, operator, err := c.resolve(exprParameter, e.Key, string(e.Operator), e.Quantifier)
	if err != nil {
		c.failAt(e.At, err)
		return nil
	}
	if e.Bare && field.Kind != schemas.Bool {
		c.failAt(e.At, schemas.Invalid(exprParameter, schemas.InvalidValue,
			"%s is no boolean: compare it with a value", e.Key))
		return nil
	}
	if len(e.Values) > c.limits.ListValues {
		c.failAt(e.At, schemas.Invalid(exprParameter, schemas.TooMany,
			"%d values; at most %d are allowed", len(e.Values), c.limits.ListValues))
		return nil
	}
	if e.List && !operator.TakesList() && !isWhole(field, operator) {
		instead := "is no array: write IN before a list"
		if field.Kind == schemas.Array {
			instead = "takes one value here, without parentheses"
		}
		c.failAt(e.At, schemas.Invalid(exprParameter, schemas.InvalidValue, "%s %s", e.Key, instead))
		return nil
	}
	operand := operandOf(field, operator)
	var values []any
	for _, literal := range e.Values {
		v, err := c.literal(operand, literal)
		if err != nil {
			c.failAt(literal.At, err)
			continue
		}
		values = append(values, v)
	}
	return newCondition(field, e.Quantifier, operator, values)
}

// literal types a value; only numbers and booleans go without quotes.
func (c *checker) literal(field *schemas.Field, l Literal) (any, *schemas.InputError) {
	switch field.Kind {
	case schemas.Bool:
		l.Text = strings.ToLower(l.Text)
	case schemas.Int, schemas.Float, schemas.Decimal:
	case schemas.Opaque, schemas.Time, schemas.Date, schemas.UUID, schemas.Text, schemas.Enum, schemas.Bytes, schemas.Array:
		if !l.Quoted {
			return nil, schemas.Invalid(exprParameter, schemas.InvalidValue, "%s stands without double quotes", l.Text)
		}
	}
	return c.value(exprParameter, field, l.Text)
}

func (c *checker) failAt(at int, err *schemas.InputError) {
	err.Offset = &at
	c.errs = append(c.errs, err)
}
