package expr

import (
	"fmt"
	"sort"
	"strings"

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

func (c *examiner) ident(e ast.Expr) *node {
	name, at := e.AsIdent(), c.at(e)
	if name == c.elemID && c.elem != nil {
		lo, hi := bounds(c.elem)
		return c.node(&node{kind: nElem, typ: c.elem.Elem, scale: c.elem.Scale, lo: lo, hi: hi, at: at})
	}
	switch name {
	case "today":
		c.today = true
		return c.node(&node{kind: nEnv, name: name, typ: Date, at: at})
	case "now":
		c.today = true
		return c.node(&node{kind: nEnv, name: name, typ: Instant, at: at})
	}
	if f := c.schema.variable(name); f != nil {
		lo, hi := bounds(f)
		return c.node(&node{kind: nEnv, name: name, typ: f.Type, scale: f.Scale, lo: lo, hi: hi, at: at, field: f})
	}
	f := c.schema.field(name)
	if f == nil {
		c.refuse(at, "没有名为“%s”的字段%s", name, suggest(name, c.schema))
	}
	if f.Type == Ref {
		if c.inRef {
			c.refuse(at, "引用只能跨一步，“%s”已是第二步", name)
		}
		c.refs[f.Name] = &use{field: f}
	}
	return c.fieldNode(&use{field: f, owner: c.schema}, at)
}

// fieldNode returns the node of a use, one *use per path.
func (c *examiner) fieldNode(u *use, at int) *node {
	if known := c.uses[u.path()]; known != nil {
		u = known
	} else {
		if u.field.Expand != "" {
			c.expand(u, at)
		}
		c.uses[u.path()] = u
	}
	if u.inner != nil && u.inner.today {
		c.today = true
	}
	lo, hi := bounds(u.field)
	return c.node(&node{kind: nField, use: u, typ: u.field.Type, scale: u.field.Scale, lo: lo, hi: hi, at: at})
}

// expand compiles the source of a computed field that is not stored.
func (c *examiner) expand(u *use, at int) {
	schema, inRef := c.schema, c.inRef
	if u.ref != nil {
		schema, inRef = u.ref.Target, true
	}
	key := schema.Kind + "." + u.field.Name
	for _, o := range c.outer {
		if o == key {
			c.refuse(at, "计算字段“%s”引用了自己", u.path())
		}
	}
	if len(c.outer) >= 4 {
		c.refuse(at, "计算字段嵌套过深：%s", strings.Join(c.outer, " → "))
	}
	inner, err := compile(u.field.Expand, schema, Want{Type: u.field.Type, Scale: u.field.Scale}, append(c.outer[:len(c.outer):len(c.outer)], key), inRef)
	if err != nil {
		c.refuse(at, "计算字段“%s”：%v", u.path(), err)
	}
	u.inner = inner
}

func (c *examiner) selection(e ast.Expr) *node {
	s, at := e.AsSelect(), c.at(e)
	if s.Operand().Kind() != ast.IdentKind {
		c.refuse(at, "引用只能跨一步：“.%s”之前已经跨过一步", s.FieldName())
	}
	name := s.Operand().AsIdent()
	start := c.at(s.Operand())
	if c.elem != nil && name == c.elemID {
		c.refuse(start, "列表元素没有字段“%s”", s.FieldName())
	}
	ref := c.schema.field(name)
	switch {
	case ref == nil:
		c.refuse(start, "没有名为“%s”的字段%s", name, suggest(name, c.schema))
	case ref.Type != Ref || ref.Target == nil:
		c.refuse(start, "“%s”是%s，不是引用，不能取“.%s”", name, ref.Type, s.FieldName())
	case c.inRef:
		c.refuse(start, "引用只能跨一步，“%s”已是第二步", name)
	}
	f := ref.Target.field(s.FieldName())
	if f == nil {
		c.refuse(start, "“%s”没有名为“%s”的字段%s", name, s.FieldName(), suggest(s.FieldName(), ref.Target))
	}
	if f.Type == Ref {
		c.refuse(start, "引用只能跨一步，“%s.%s”本身又是引用", name, f.Name)
	}
	c.refs[ref.Name] = &use{field: ref}
	return c.fieldNode(&use{ref: ref, field: f}, start)
}

// suggest offers the names nearest to a misspelt one.
func suggest(name string, s *Schema) string {
	var near []string
	for _, f := range s.Fields {
		if distance(f.Name, name) <= 2 {
			near = append(near, f.Name)
		}
	}
	if len(near) == 0 || len(name) > 64 {
		return ""
	}
	sort.Strings(near)
	return "，是否为" + strings.Join(near[:min(3, len(near))], "、") + "？"
}

// distance is the edit distance of two short names.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 64
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := prev
			if a[i-1] != b[j-1] {
				cost++
			}
			prev = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
		}
	}
	return row[len(b)]
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
