package expr

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

// badText is why a text cannot stand in a database, or "".
func badText(s string) string {
	if strings.IndexByte(s, 0) >= 0 {
		return "文本不能含有 NUL 字符"
	}
	if !utf8.ValidString(s) {
		return "文本不是合法的 UTF-8"
	}
	return ""
}

// decimal reads the literal at a character of the source exactly: a double
// never exists.
func (c *examiner) decimal(at int) *node {
	runes := []rune(c.src)
	var b strings.Builder
	for i := at; i < len(runes); i++ {
		r := runes[i]
		if r >= '0' && r <= '9' || r == '.' || r == '-' && b.Len() == 0 {
			b.WriteRune(r)
		} else if b.String() == "-" && (r == ' ' || r == '\t' || r == '\n' || r == '\r') {
			continue
		} else if r == 'e' || r == 'E' {
			c.refuse(at, "不支持科学记数法")
		} else {
			break
		}
	}
	v, scale, ok := parseDecimal(b.String())
	if !ok {
		c.refuse(at, "数字过大或小数位过多（最多 9 位）")
	}
	return c.node(&node{kind: nLit, val: v, typ: Int, scale: scale, lo: bigInt(v), hi: bigInt(v), at: at})
}

// parseDecimal reads -12.340 as (-1234, 2): closing zeros do not count.
func parseDecimal(s string) (v int64, scale int, ok bool) {
	whole, frac, _ := strings.Cut(s, ".")
	frac = strings.TrimRight(frac, "0")
	n, good := new(big.Int).SetString(whole+frac, 10)
	if whole == "" || whole == "-" { // .5 and -.5
		n, good = new(big.Int).SetString(whole+"0"+frac, 10)
	}
	if !good || !n.IsInt64() || len(frac) > 9 {
		return 0, 0, false
	}
	return n.Int64(), len(frac), true
}

// unify brings two operands of one comparison, or two results of one
// condition, to one type and scale.
func (c *examiner) unify(a, b *node, at int, what string) (*node, *node) {
	switch {
	case a.typ == 0 || b.typ == 0:
		return a, b
	case a.textual() && b.textual():
		return a, b
	case a.typ == Date && b.kind == nLit && b.typ == Text:
		return a, c.dayLiteral(b)
	case b.typ == Date && a.kind == nLit && a.typ == Text:
		return c.dayLiteral(a), b
	case a.numeric() && b.numeric():
		a, b = c.sameMoney(a, b)
		return c.sameScale(a, b)
	case a.typ == b.typ:
		return a, b
	}
	if a.typ == Instant && b.typ == Text || b.typ == Instant && a.typ == Text || a.typ == Instant && b.typ == Date || a.typ == Date && b.typ == Instant {
		c.refuse(at, "%s不是同一类型：%s与%s；与时间比较请写 start_of(\"2026-04-15\")", what, a.typ, b.typ)
	}
	c.refuse(at, "%s不是同一类型：%s与%s", what, a.typ, b.typ)
	return nil, nil
}

func (c *examiner) dayLiteral(n *node) *node {
	s := n.val.(string)
	if !validDay(s) {
		c.refuse(n.at, "“%s”不是日期，应写作 2026-04-15", s)
	}
	return c.node(&node{kind: nLit, val: s, typ: Date, at: n.at})
}

// sameMoney refuses a bare number beside money, except zero: 500 could be yuan
// or fen.
func (c *examiner) sameMoney(a, b *node) (*node, *node) {
	if a.typ == b.typ {
		return a, b
	}
	n := a
	if a.typ == Money {
		n = b
	}
	if n.kind != nLit || n.val.(int64) != 0 {
		c.refuse(n.at, "金额不能与不带单位的数字放在一起，请写 yuan(500) 或 fen(50000)")
	}
	zero := *n
	zero.typ = Money
	if n == a {
		return &zero, b
	}
	return a, &zero
}

// sameScale brings two numbers to the larger number of decimals, exactly.
func (c *examiner) sameScale(a, b *node) (*node, *node) {
	switch {
	case a.scale < b.scale:
		if b.kind == nLit && !a.constant() && a.kind == nField {
			c.refuse(b.at, "小数位数超过字段“%s”的精度（%d 位）", a.use.path(), a.scale)
		}
		return c.rescale(a, b.scale), b
	case a.scale > b.scale:
		if a.kind == nLit && b.kind == nField {
			c.refuse(a.at, "小数位数超过字段“%s”的精度（%d 位）", b.use.path(), b.scale)
		}
		return a, c.rescale(b, a.scale)
	}
	return a, b
}

// rescale multiplies n so that it has the given decimals.
func (c *examiner) rescale(n *node, scale int) *node {
	k := bigInt(pow10(scale - n.scale))
	lo, hi := new(big.Int).Mul(n.lo, k), new(big.Int).Mul(n.hi, k)
	c.fits(lo, hi, n.at)
	if n.kind == nLit {
		m := *n
		m.val, m.scale, m.lo, m.hi = lo.Int64(), scale, lo, hi
		return c.node(&m)
	}
	if n.kind == nCond {
		a, b := c.rescale(n.args[1], scale), c.rescale(n.args[2], scale)
		return c.node(&node{kind: nCond, typ: n.typ, scale: scale, args: []*node{n.args[0], a, b}, lo: lo, hi: hi, at: n.at})
	}
	by := &node{kind: nLit, val: k.Int64(), typ: Int, lo: k, hi: k, at: n.at}
	return c.node(&node{kind: nArith, op: "*", typ: n.typ, scale: scale, args: []*node{n, by}, lo: lo, hi: hi, at: n.at})
}

func (c *examiner) fits(lo, hi *big.Int, at int) {
	if !lo.IsInt64() || !hi.IsInt64() {
		c.refuse(at, "计算结果可能超出 64 位整数：在 %s 与 %s 之间", lo, hi)
	}
}

// compare checks a == b and its kin.
func (c *examiner) compare(op string, a, b *node, at int) *node {
	if a.typ == 0 && b.typ != 0 {
		if op == "<" || op == "<=" || op == ">" || op == ">=" {
			c.refuse(at, "null 没有大小")
		}
		a, b = b, a
	}
	start := min(a.at, b.at)
	if b.typ == 0 {
		switch {
		case op != "==" && op != "!=":
			c.refuse(at, "null 没有大小")
		case a.kind != nField && a.kind != nEnv:
			c.refuse(a.at, "只有字段能与 null 比较，计算结果不能")
		case a.typ == List:
			c.refuse(a.at, "列表没有空值，请写 size(%s) == 0", a.name0())
		}
		if a.kind == nEnv {
			return c.node(&node{kind: nCmp, op: op, typ: Bool, args: []*node{a, c.node(&node{kind: nLit, typ: a.typ, at: b.at})}, at: start})
		}
		n := c.node(&node{kind: nMissing, typ: Bool, use: a.use, at: start})
		if op == "!=" {
			n = c.node(&node{kind: nNot, typ: Bool, args: []*node{n}, at: start})
		}
		return n
	}
	a, b = c.unify(a, b, at, "比较的两边")
	ordered := op != "==" && op != "!="
	switch {
	case a.typ == List:
		c.refuse(at, "列表不能整个比较，请用 in、exists 或 size")
	case ordered && (a.typ == Bool || a.typ == Ref):
		c.refuse(at, "%s没有大小，只能用 == 或 !=", a.typ)
	}
	return c.node(&node{kind: nCmp, op: op, typ: Bool, args: []*node{a, b}, at: start})
}

// name0 is a name for messages.
func (n *node) name0() string {
	if n.use != nil {
		return n.use.path()
	}
	return n.name
}
