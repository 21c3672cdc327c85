package filters

import (
	"slices"
	"strings"

	"github.com/crudfactory/crudfactory/schemas"
)

// Expr is a parsed and still unchecked expression: a closed sum.
//
//sumtype:decl
type Expr interface{ expr() }

type (
	// AndExpr is true where all terms are.
	AndExpr struct{ Terms []Expr }
	// OrExpr is true where some term is.
	OrExpr struct{ Terms []Expr }
	// NotExpr is true where its term is not.
	NotExpr struct{ Term Expr }
	// CompareExpr compares a key with literals.
	CompareExpr struct {
		Key string
		At  int // byte offset of the key
		// Quantifier is empty where none was written.
		Quantifier schemas.Quantifier
		Operator   schemas.Operator
		Values     []Literal
		// List is set where the values stand in parentheses.
		List bool
		// Bare is set for a key alone, which asks a boolean for true.
		Bare bool
	}
)

func (AndExpr) expr()     {}
func (OrExpr) expr()      {}
func (NotExpr) expr()     {}
func (CompareExpr) expr() {}

// Literal is a value as written.
type Literal struct {
	Text string
	At   int // byte offset
	// Quoted is set for a text; a bare word or number has none.
	Quoted bool
}

// ParseExpr reads an expression such as
//
//	status = "published" AND (views >= 10 OR NOT pinned) AND category__name IN ("DevOps", "Go")
//
// NOT binds tighter than AND, AND tighter than OR; keywords are taken in any
// case. A blank expression is nil.
func ParseExpr(text string, limits Limits) (Expr, *schemas.InputError) {
	limits = limits.Defaults()
	if most := limits.ExprBytes; len(text) > most {
		err := schemas.Invalid(exprParameter, schemas.TooLong, "%d bytes; at most %d are allowed", len(text), most)
		err.Offset = &most
		return nil, err
	}
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := parser{tokens: tokens, limits: limits}
	e, err := p.or(0)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != tokenEnd {
		return nil, invalidExpression(t.at, "expected AND, OR or the end instead of %s", t.describe())
	}
	return e, nil
}

// invalidExpression makes the error of a place in the expression.
func invalidExpression(at int, format string, args ...any) *schemas.InputError {
	err := schemas.Invalid(exprParameter, schemas.InvalidValue, format, args...)
	err.Offset = &at
	return err
}

// exprParameter is the parameter that an expression comes in.
const exprParameter = "filter"

// parser descends recursively; its depth is bounded.
type parser struct {
	tokens []token
	limits Limits
	nodes  int
}

func (p *parser) peek() token { return p.tokens[0] }

func (p *parser) next() token {
	t := p.tokens[0]
	if t.kind != tokenEnd {
		p.tokens = p.tokens[1:]
	}
	return t
}

// accept takes a keyword or a symbol if it comes next.
func (p *parser) accept(text string) bool {
	if !p.peek().is(text) {
		return false
	}
	p.next()
	return true
}

func (p *parser) expect(text string) *schemas.InputError {
	if t := p.peek(); !p.accept(text) {
		return invalidExpression(t.at, "expected %s instead of %s", text, t.describe())
	}
	return nil
}

// node counts against the limits.
func (p *parser) node(depth int) *schemas.InputError {
	if p.nodes++; p.nodes > p.limits.ExprNodes {
		return p.tooMany("more than %d comparisons and operators", p.limits.ExprNodes)
	}
	return p.deep(depth)
}

// deep holds the nesting against its limit.
func (p *parser) deep(depth int) *schemas.InputError {
	if depth > p.limits.ExprDepth {
		return p.tooMany("nested deeper than %d", p.limits.ExprDepth)
	}
	return nil
}

// tooMany makes the error of a limit at the place that was reached.
func (p *parser) tooMany(format string, limit int) *schemas.InputError {
	err := invalidExpression(p.peek().at, format, limit)
	err.Code = schemas.TooMany
	return err
}

func (p *parser) or(depth int) (Expr, *schemas.InputError) {
	terms, err := p.series("OR", depth, p.and)
	if err != nil || len(terms) == 1 {
		return first(terms), err
	}
	return OrExpr{terms}, p.node(depth)
}

func (p *parser) and(depth int) (Expr, *schemas.InputError) {
	terms, err := p.series("AND", depth, p.not)
	if err != nil || len(terms) == 1 {
		return first(terms), err
	}
	return AndExpr{terms}, p.node(depth)
}

func first(terms []Expr) Expr {
	if len(terms) == 0 {
		return nil
	}
	return terms[0]
}

// series reads terms with a keyword between them.
func (p *parser) series(keyword string, depth int, term func(int) (Expr, *schemas.InputError)) (terms []Expr, err *schemas.InputError) {
	for {
		e, err := term(depth)
		if err != nil {
			return nil, err
		}
		if terms = append(terms, e); !p.accept(keyword) {
			return terms, nil
		}
	}
}

func (p *parser) not(depth int) (Expr, *schemas.InputError) {
	if !p.accept("NOT") {
		return p.primary(depth)
	}
	if err := p.node(depth + 1); err != nil {
		return nil, err
	}
	term, err := p.not(depth + 1)
	return NotExpr{term}, err
}

func (p *parser) primary(depth int) (Expr, *schemas.InputError) {
	if !p.accept("(") {
		return p.comparison(depth)
	}
	if err := p.deep(depth + 1); err != nil {
		return nil, err
	}
	e, err := p.or(depth + 1)
	if err != nil {
		return nil, err
	}
	return e, p.expect(")")
}

// keywords cannot be keys.
var keywords = []string{"AND", "OR", "NOT", "IN", "IS", "NULL", "BETWEEN", "TRUE", "FALSE"}

func (p *parser) comparison(depth int) (Expr, *schemas.InputError) {
	quantifier := p.quantifier()
	key := p.next()
	if key.kind != tokenWord || isKeyword(key) {
		return nil, invalidExpression(key.at, "expected a field instead of %s", key.describe())
	}
	if err := p.node(depth); err != nil {
		return nil, err
	}
	c := CompareExpr{Key: key.text, At: key.at, Quantifier: quantifier}
	err := p.operation(&c)
	return c, err
}

// quantifier takes ANY, NONE or ALL where a key follows; as the name of a key
// each is one, too.
func (p *parser) quantifier() schemas.Quantifier {
	q := schemas.Quantifier(strings.ToLower(p.peek().text))
	if p.peek().kind != tokenWord || !slices.Contains(schemas.Quantifiers(), q) {
		return ""
	}
	if t := p.tokens[1]; t.kind != tokenWord || isKeyword(t) || namedOperator(t) != "" {
		return ""
	}
	p.next()
	return q
}

func isKeyword(t token) bool {
	return slices.ContainsFunc(keywords, t.is)
}

// namedOperator is the operator that a word between a key and a value names; ""
// for any other.
func namedOperator(t token) schemas.Operator {
	o := schemas.Operator(strings.ToLower(t.text))
	if t.kind == tokenWord && (o.MatchesText() || o == schemas.Has || o == schemas.HasAny || o == schemas.HasAll) {
		return o
	}
	return ""
}

var symbolOperators = map[string]schemas.Operator{
	"=": schemas.Eq, "!=": schemas.Ne, "<": schemas.Lt, "<=": schemas.Lte, ">": schemas.Gt, ">=": schemas.Gte,
}

// operation reads what follows a key. Nothing at all asks a boolean for true.
func (p *parser) operation(c *CompareExpr) *schemas.InputError {
	t := p.peek()
	if operator, ok := symbolOperators[t.text]; ok && t.kind == tokenSymbol {
		p.next()
		return p.operand(c, operator)
	}
	switch {
	case p.accept("IS"):
		return p.isNull(c)
	case p.accept("IN"):
		return p.list(c, schemas.In)
	case p.accept("BETWEEN"):
		return p.between(c)
	case p.accept("NOT"):
		if err := p.expect("IN"); err != nil {
			return err
		}
		return p.list(c, schemas.NotIn)
	case namedOperator(t) != "":
		p.next()
		return p.operand(c, namedOperator(t))
	}
	c.Operator, c.Values, c.Bare = schemas.Eq, []Literal{{Text: "true", At: c.At}}, true
	return nil
}

func (p *parser) isNull(c *CompareExpr) *schemas.InputError {
	text := "true"
	if p.accept("NOT") {
		text = "false"
	}
	c.Operator, c.Values = schemas.IsNull, []Literal{{Text: text, At: c.At}}
	return p.expect("NULL")
}

func (p *parser) between(c *CompareExpr) *schemas.InputError {
	if err := p.value(c, schemas.Between); err != nil {
		return err
	}
	if err := p.expect("AND"); err != nil {
		return err
	}
	return p.value(c, schemas.Between)
}

// operand reads one literal, or a list: whether it may be one is for the check.
func (p *parser) operand(c *CompareExpr, operator schemas.Operator) *schemas.InputError {
	if p.peek().is("(") {
		return p.list(c, operator)
	}
	return p.value(c, operator)
}

func (p *parser) list(c *CompareExpr, operator schemas.Operator) *schemas.InputError {
	if err := p.expect("("); err != nil {
		return err
	}
	c.Operator, c.List = operator, true
	if namedEmpty := operator == schemas.Eq || operator == schemas.Ne; namedEmpty && p.accept(")") {
		return nil // the empty array
	}
	for {
		if err := p.value(c, operator); err != nil {
			return err
		}
		if !p.accept(",") {
			return p.expect(")")
		}
	}
}

// value reads one literal.
func (p *parser) value(c *CompareExpr, operator schemas.Operator) *schemas.InputError {
	t := p.next()
	switch {
	case t.is("NULL"):
		return invalidExpression(t.at, "nothing equals NULL: write IS NULL or IS NOT NULL")
	case t.kind == tokenString, t.kind == tokenNumber, t.is("TRUE"), t.is("FALSE"):
		c.Operator = operator
		c.Values = append(c.Values, Literal{Text: t.text, At: t.at, Quoted: t.kind == tokenString})
		return nil
	}
	return invalidExpression(t.at, "expected a number, a text in double quotes, TRUE or FALSE instead of %s", t.describe())
}
