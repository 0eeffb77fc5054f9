package expr

import (
	"fmt"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// examiner turns cel-go's parsed tree into a typed tree of node. It panics with
// a *Problem inside and recovers in check: an examiner is all refusals.
type examiner struct {
	src    string
	tree   *ast.AST
	schema *Schema
	uses   map[string]*use
	refs   map[string]*use // references named by themselves
	nodes  int
	depth  int
	today  bool
	elem   *Field // list whose exists is open
	elemID string
	outer  []string // expanded fields being compiled, outermost first
	inRef  bool     // compiling an expanded field of a reference's target
}

func (c *examiner) check() (n *node, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, ok := r.(*Problem)
			if !ok {
				panic(r)
			}
			n, err = nil, p
		}
	}()
	return c.expr(c.tree.Expr()), nil
}

func (c *examiner) refuse(at int, format string, args ...any) {
	panic(problemAt(c.src, at, fmt.Sprintf(format, args...)))
}

// at is the character where e starts.
func (c *examiner) at(e ast.Expr) int {
	if r, ok := c.tree.SourceInfo().GetOffsetRange(e.ID()); ok {
		return int(r.Start)
	}
	return 0
}

func (c *examiner) node(n *node) *node {
	c.nodes++
	if c.nodes > MaxNodes {
		c.refuse(n.at, "表达式过于复杂：超过 %d 个节点", MaxNodes)
	}
	return n
}

func (c *examiner) expr(e ast.Expr) *node {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > 2*MaxDepth {
		c.refuse(c.at(e), "表达式嵌套过深")
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return c.literal(e)
	case ast.IdentKind:
		return c.ident(e)
	case ast.SelectKind:
		return c.selection(e)
	case ast.CallKind:
		return c.call(e)
	case ast.ListKind:
		c.refuse(c.at(e), "列表 […] 只能写在 in 的右边")
	case ast.MapKind:
		c.refuse(c.at(e), "不支持映射 {…}")
	case ast.StructKind:
		c.refuse(c.at(e), "不支持构造对象")
	case ast.ComprehensionKind:
		c.refuse(c.at(e), "不支持循环")
	}
	c.refuse(c.at(e), "不支持的写法")
	return nil
}

// literal reads a literal; numbers with a decimal point from the source text.
func (c *examiner) literal(e ast.Expr) *node {
	at := c.at(e)
	switch v := e.AsLiteral().(type) {
	case types.String:
		if p := badText(string(v)); p != "" {
			c.refuse(at, "%s", p)
		}
		return c.node(&node{kind: nLit, val: string(v), typ: Text, at: at})
	case types.Int:
		return c.node(&node{kind: nLit, val: int64(v), typ: Int, lo: bigInt(int64(v)), hi: bigInt(int64(v)), at: at})
	case types.Bool:
		return c.node(&node{kind: nLit, val: bool(v), typ: Bool, at: at})
	case types.Null:
		return c.node(&node{kind: nLit, at: at})
	case types.Double:
		return c.decimal(at)
	case types.Uint:
		c.refuse(at, "不支持无符号整数，请去掉 u")
	case types.Bytes:
		c.refuse(at, "不支持字节串")
	}
	c.refuse(at, "不支持的常量")
	return nil
}

func (c *examiner) call(e ast.Expr) *node {
	call, at := e.AsCall(), c.at(e)
	if call.IsMemberFunction() {
		return c.method(e)
	}
	args := call.Args()
	switch op := call.FunctionName(); op {
	case operators.LogicalAnd, operators.LogicalOr:
		n := &node{kind: nAnd, typ: Bool, at: c.at(args[0])}
		if op == operators.LogicalOr {
			n.kind = nOr
		}
		for _, a := range args {
			n.args = append(n.args, c.condition(a))
		}
		return c.node(n)
	case operators.LogicalNot:
		return c.node(&node{kind: nNot, typ: Bool, args: []*node{c.condition(args[0])}, at: at})
	case operators.Conditional:
		return c.conditional(args)
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		sign, _ := operators.FindReverse(op)
		return c.compare(sign, c.expr(args[0]), c.expr(args[1]), at)
	case operators.In, operators.OldIn:
		return c.in(args[0], args[1])
	case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo:
		if (op == operators.Add || op == operators.Subtract) && isSpan(args[1]) {
			return c.shift(args[0], op, args[1], at)
		}
		sign, _ := operators.FindReverse(op)
		return c.arith(sign, c.expr(args[0]), c.expr(args[1]), at)
	case operators.Negate:
		return c.negate(c.expr(args[0]), at)
	case operators.Index, operators.OptIndex, operators.OptSelect:
		c.refuse(at, "不支持下标和可选取值")
	default:
		return c.function(op, args, at)
	}
	return nil
}

// condition is an operand of a logical operator: a Bool.
func (c *examiner) condition(e ast.Expr) *node {
	n := c.expr(e)
	if n.typ != Bool {
		c.refuse(n.at, "这里需要条件，却是%s", n.typ)
	}
	return n
}

func (c *examiner) conditional(args []ast.Expr) *node {
	cond := c.condition(args[0])
	a, b := c.expr(args[1]), c.expr(args[2])
	for _, n := range []*node{a, b} {
		if n.typ == Ref || n.typ == List {
			c.refuse(n.at, "? : 的两个结果不能是%s", n.typ)
		}
	}
	a, b = c.unify(a, b, cond.at, "? : 的两个结果")
	if a.typ == 0 {
		c.refuse(a.at, "? : 的两个结果不能都是 null")
	}
	n := &node{kind: nCond, typ: a.typ, scale: a.scale, args: []*node{cond, a, b}, at: cond.at}
	if n.numeric() {
		n.lo, n.hi = smaller(a.lo, b.lo), larger(a.hi, b.hi)
	}
	return c.node(n)
}
