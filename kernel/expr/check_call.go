package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// maxShift bounds days(n) and its kin: ten thousand years of days.
const maxShift = 3_660_000

// function checks a global call.
func (c *examiner) function(name string, args []ast.Expr, at int) *node {
	one := func() ast.Expr {
		if len(args) != 1 {
			c.refuse(at, "%s 需要一个参数", name)
		}
		return args[0]
	}
	switch name {
	case "has":
		return c.has(c.expr(one()), at)
	case "size":
		return c.size(c.expr(one()), at)
	case "trunc":
		return c.trunc(c.expr(one()), at)
	case "date":
		n := c.expr(one())
		if n.kind != nLit || n.typ != Text {
			c.refuse(n.at, "date 的参数应是文本常量，如 date(\"2026-04-15\")")
		}
		return c.dayLiteral(n)
	case "start_of":
		n := c.expr(one())
		if n.kind == nLit && n.typ == Text {
			n = c.dayLiteral(n)
		}
		if n.typ != Date || !n.constant() {
			c.refuse(n.at, "start_of 的参数应是常量日期，如 start_of(today)")
		}
		return c.node(&node{kind: nStartOf, typ: Instant, args: []*node{n}, at: at})
	case "yuan", "fen":
		return c.money(name, c.expr(one()), at)
	case "days", "months", "years", "hours", "minutes":
		c.refuse(at, "%s(n) 只能加在日期或时间常量之后，如 today - %s(30)", name, name)
	case "workdays":
		c.refuse(at, "工作日不在表达式中计算，请使用已写入的期限字段")
	}
	c.unsupported(name, at)
	return nil
}

func (c *examiner) unsupported(name string, at int) {
	switch name {
	case "matches":
		c.refuse(at, "不支持正则表达式 matches，请用 contains、startsWith 或 endsWith")
	case "double", "uint", "bytes", "int", "string", "bool", "dyn", "type":
		c.refuse(at, "不支持类型转换 %s(…)", name)
	case "timestamp", "duration":
		c.refuse(at, "不支持 %s(…)，日期请写 date(\"2026-04-15\")，时长请写 days(30)", name)
	case "all", "exists_one", "filter", "map":
		c.refuse(at, "不支持 %s，列表只能用 in、exists 和 size", name)
	}
	if len(name) > 40 || strings.ContainsAny(name, "@_") {
		name = "该函数"
	}
	c.refuse(at, "没有函数“%s”", name)
}

func (c *examiner) money(unit string, n *node, at int) *node {
	if n.kind != nLit || n.typ != Int {
		c.refuse(at, "%s 的参数应是数字常量", unit)
	}
	decimals := 2
	if unit == "fen" {
		decimals = 0
	}
	if n.scale > decimals {
		c.refuse(at, "金额最多到分")
	}
	m := *c.rescale(n, decimals)
	m.typ, m.scale = Money, 0
	if v := m.val.(int64); v > DefaultBound || v < -DefaultBound {
		c.refuse(at, "金额超出 ±10¹⁵ 分")
	}
	return c.node(&m)
}

func (c *examiner) has(n *node, at int) *node {
	if n.kind == nEnv && n.field != nil && n.typ != List {
		null := c.node(&node{kind: nLit, typ: n.typ, at: at})
		return c.node(&node{kind: nCmp, op: "!=", typ: Bool, args: []*node{n, null}, at: at})
	}
	if n.kind != nField {
		c.refuse(at, "has 的参数应是字段，如 has(respondent)")
	}
	if n.typ == List {
		c.refuse(at, "列表没有空值，请写 size(%s) > 0", n.use.path())
	}
	return c.node(&node{kind: nHas, typ: Bool, use: n.use, at: at})
}

func (c *examiner) size(n *node, at int) *node {
	out := &node{kind: nSize, typ: Int, args: []*node{n}, lo: bigInt(0), hi: bigInt(1 << 31), at: at}
	switch {
	case n.textual():
	case n.typ == List && n.kind == nField:
		out.kind, out.use, out.args = nCount, n.use, nil
	default:
		c.refuse(at, "size 只能用于文本和列表字段，这里是%s", n.typ)
	}
	return c.node(out)
}

// method checks a member call.
func (c *examiner) method(e ast.Expr) *node {
	call, at := e.AsCall(), c.at(e)
	name, args := call.FunctionName(), call.Args()
	switch name {
	case "contains", "startsWith", "endsWith":
		if len(args) != 1 {
			c.refuse(at, "%s 需要一个参数", name)
		}
		a, b := c.expr(call.Target()), c.expr(args[0])
		if !a.textual() || !b.textual() {
			c.refuse(at, "%s 只能用于文本，这里是%s与%s", name, a.typ, b.typ)
		}
		return c.node(&node{kind: nStr, op: name, typ: Bool, args: []*node{a, b}, at: a.at})
	case "size":
		if len(args) != 0 {
			c.refuse(at, "size 没有参数")
		}
		return c.size(c.expr(call.Target()), at)
	case "exists":
		return c.exists(c.expr(call.Target()), args, at)
	}
	c.unsupported(name, at)
	return nil
}

// exists checks list.exists(v, one comparison of v with constants).
func (c *examiner) exists(list *node, args []ast.Expr, at int) *node {
	if list.typ != List || list.kind != nField {
		c.refuse(at, "exists 只能用于列表字段")
	}
	if c.elem != nil {
		c.refuse(at, "exists 不能嵌套")
	}
	if len(args) != 2 || args[0].Kind() != ast.IdentKind {
		c.refuse(at, "exists 应写作 %s.exists(v, v == …)", list.use.path())
	}
	c.elem, c.elemID = list.use.field, args[0].AsIdent()
	defer func() { c.elem, c.elemID = nil, "" }()
	body := c.expr(args[1])
	good := (body.kind == nCmp || body.kind == nIn || body.kind == nInVar || body.kind == nStr) && len(body.args) > 0
	elems := 0
	if good {
		for _, a := range body.args {
			switch {
			case a.kind == nElem:
				elems++
			case !a.constant():
				good = false
			}
		}
	}
	if !good || elems != 1 {
		c.refuse(body.at, "exists 里只能有一个比较，一边是 %s，另一边是常量", c.elemID)
	}
	return c.node(&node{kind: nExists, typ: Bool, use: list.use, args: []*node{body}, at: list.at})
}

// in checks x in [..], x in list, x in variable.
func (c *examiner) in(x, list ast.Expr) *node {
	a := c.expr(x)
	if a.typ == 0 || a.typ == Ref || a.typ == List {
		c.refuse(a.at, "in 的左边不能是%s", a.typ)
	}
	if list.Kind() != ast.ListKind {
		l := c.expr(list)
		if l.typ != List {
			c.refuse(l.at, "in 的右边应是列表，这里是%s", l.typ)
		}
		f := l.field
		n := &node{kind: nInVar, typ: Bool, at: a.at, field: f, name: l.name}
		if l.kind == nField {
			n.kind, n.use, f = nInList, l.use, l.use.field
		}
		lo, hi := bounds(f)
		elem := &node{kind: nElem, typ: f.Elem, scale: f.Scale, lo: lo, hi: hi, at: l.at}
		a2, e2 := c.unify(a, elem, a.at, "in 的左边与列表元素")
		if a2.typ == Bool || e2 != elem {
			c.refuse(a.at, "in 的左边与列表元素的小数位数不同")
		}
		n.args = []*node{a2}
		return c.node(n)
	}
	items := list.AsList().Elements()
	if len(items) > MaxElements {
		c.refuse(c.at(list), "列表有 %d 项，最多 %d 项", len(items), MaxElements)
	}
	n := &node{kind: nIn, typ: Bool, args: []*node{a}, at: a.at}
	for _, item := range items {
		e := c.expr(item)
		if !e.constant() || e.kind == nEnv && e.field != nil || e.typ == 0 {
			c.refuse(e.at, "[…] 里只能是常量")
		}
		a2, e2 := c.unify(n.args[0], e, e.at, "in 的左边与列表元素")
		if a2 != n.args[0] && a.kind != nLit {
			c.refuse(e.at, "列表元素的小数位数超过左边")
		}
		n.args[0] = a2
		n.args = append(n.args, e2)
	}
	if len(items) > 0 && n.args[0].kind == nLit {
		// The left literal may have changed type or scale with a later element.
		for i := 1; i < len(n.args); i++ {
			_, n.args[i] = c.unify(n.args[0], n.args[i], n.args[i].at, "in 的左边与列表元素")
		}
	}
	return c.node(n)
}

// shift checks constant ± days(n).
func (c *examiner) shift(base ast.Expr, op string, span ast.Expr, at int) *node {
	unit := span.AsCall().FunctionName()
	args := span.AsCall().Args()
	if len(args) != 1 {
		c.refuse(c.at(span), "%s 需要一个参数", unit)
	}
	n := c.expr(args[0])
	if n.kind != nLit || n.typ != Int || n.scale != 0 {
		c.refuse(n.at, "%s 的参数应是整数常量", unit)
	}
	count := n.val.(int64)
	if count > maxShift || count < -maxShift {
		c.refuse(n.at, "%s(%d) 超出范围", unit, count)
	}
	if op == operators.Subtract {
		count = -count
	}
	b := c.expr(base)
	switch {
	case b.kind == nLit && b.typ == Text:
		b = c.dayLiteral(b)
	case b.typ != Date && b.typ != Instant:
		c.refuse(b.at, "%s(n) 只能加减在日期或时间上，这里是%s", unit, b.typ)
	case !b.constant():
		c.refuse(b.at, "日期运算只能写在常量一边：请写 %s < today - %s(n)，不写 %s + %s(n) < today", b.name0(), unit, b.name0(), unit)
	}
	clock := unit == "hours" || unit == "minutes"
	if b.typ == Date && clock || b.typ == Instant && (unit == "months" || unit == "years") {
		c.refuse(at, "%s不能加减 %s(n)", b.typ, unit)
	}
	return c.node(&node{kind: nShift, op: unit, val: count, typ: b.typ, args: []*node{b}, at: b.at})
}

// isSpan reports whether e is days(n) or its kin.
func isSpan(e ast.Expr) bool {
	if e.Kind() != ast.CallKind || e.AsCall().IsMemberFunction() {
		return false
	}
	switch e.AsCall().FunctionName() {
	case "days", "months", "years", "hours", "minutes":
		return true
	}
	return false
}
