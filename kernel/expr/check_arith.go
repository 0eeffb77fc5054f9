package expr

import "math/big"

// Arithmetic on scaled integers with bounds. An expression whose bounds leave
// int64 is refused, so neither CEL nor a database can overflow at run time.

func bounds(f *Field) (lo, hi *big.Int) {
	t := f.Type
	if t == List {
		t = f.Elem
	}
	if t != Int && t != Money {
		return nil, nil
	}
	if f.Min == 0 && f.Max == 0 {
		return bigInt(-DefaultBound), bigInt(DefaultBound)
	}
	return bigInt(f.Min), bigInt(f.Max)
}

func smaller(a, b *big.Int) *big.Int {
	if a == nil || b != nil && b.Cmp(a) < 0 {
		return b
	}
	return a
}

func larger(a, b *big.Int) *big.Int {
	if a == nil || b != nil && b.Cmp(a) > 0 {
		return b
	}
	return a
}

func hull(vs ...*big.Int) (lo, hi *big.Int) {
	for _, v := range vs {
		lo, hi = smaller(lo, v), larger(hi, v)
	}
	return lo, hi
}

func (c *examiner) negate(n *node, at int) *node {
	if !n.numeric() {
		c.refuse(at, "负号只能用于数字和金额，这里是%s", n.typ)
	}
	lo, hi := new(big.Int).Neg(n.hi), new(big.Int).Neg(n.lo)
	c.fits(lo, hi, at)
	if n.kind == nLit {
		m := *n
		m.val, m.lo, m.hi = lo.Int64(), lo, hi
		return c.node(&m)
	}
	return c.node(&node{kind: nArith, op: "neg", typ: n.typ, scale: n.scale, args: []*node{n}, lo: lo, hi: hi, at: at})
}

func (c *examiner) arith(op string, a, b *node, at int) *node {
	if a.kind == nLit && a.typ == 0 || b.kind == nLit && b.typ == 0 {
		c.refuse(at, "null 不能参加运算")
	}
	if a.textual() && b.textual() {
		if op != "+" {
			c.refuse(at, "文本只能相加，不能用 %s", op)
		}
		return c.node(&node{kind: nConcat, typ: Text, args: []*node{a, b}, at: a.at})
	}
	if a.typ == Date || b.typ == Date || a.typ == Instant || b.typ == Instant {
		c.refuse(at, "日期和时间只能加减 days(n)、months(n)、years(n)、hours(n)")
	}
	if !a.numeric() || !b.numeric() {
		c.refuse(at, "“%s”不能用于%s与%s", op, a.typ, b.typ)
	}
	n := &node{kind: nArith, op: op, at: min(a.at, b.at)}
	switch op {
	case "+", "-":
		a, b = c.sameMoney(a, b)
		if a.scale < b.scale {
			a = c.rescale(a, b.scale)
		} else if b.scale < a.scale {
			b = c.rescale(b, a.scale)
		}
		n.typ, n.scale = a.typ, a.scale
		if op == "+" {
			n.lo, n.hi = new(big.Int).Add(a.lo, b.lo), new(big.Int).Add(a.hi, b.hi)
		} else {
			n.lo, n.hi = new(big.Int).Sub(a.lo, b.hi), new(big.Int).Sub(a.hi, b.lo)
		}
	case "*":
		if a.typ == Money && b.typ == Money {
			c.refuse(at, "金额不能乘以金额")
		}
		n.typ, n.scale = Int, a.scale+b.scale
		if a.typ == Money || b.typ == Money {
			n.typ = Money
		}
		if n.scale > 9 {
			c.refuse(at, "乘积的小数位超过 9 位，请先用 trunc(…)")
		}
		mul := func(x, y *big.Int) *big.Int { return new(big.Int).Mul(x, y) }
		n.lo, n.hi = hull(mul(a.lo, b.lo), mul(a.lo, b.hi), mul(a.hi, b.lo), mul(a.hi, b.hi))
	case "/", "%":
		c.divide(n, a, b, at)
		if op == "%" && (a.scale != b.scale) {
			if a.scale < b.scale {
				a = c.rescale(a, b.scale)
			} else {
				b = c.rescale(b, a.scale)
			}
			n.scale = a.scale
			c.divide(n, a, b, at)
		}
	}
	c.fits(n.lo, n.hi, at)
	n.args = []*node{a, b}
	if a.kind == nLit && b.kind == nLit {
		return c.fold(n)
	}
	return c.node(n)
}

// divide sets type and bounds of n = a / b or a % b, truncated as in CEL.
func (c *examiner) divide(n, a, b *node, at int) {
	zero := new(big.Int)
	if b.kind == nLit && b.val.(int64) == 0 {
		c.refuse(at, "除数为零")
	}
	if n.op == "%" {
		a2, b2 := c.sameMoney(a, b)
		m := larger(new(big.Int).Abs(b2.lo), new(big.Int).Abs(b2.hi))
		m = new(big.Int).Sub(larger(m, bigInt(1)), bigInt(1))
		n.typ, n.scale, n.lo, n.hi = a2.typ, a.scale, zero, zero
		if a.lo.Sign() < 0 {
			n.lo = larger(new(big.Int).Neg(m), a.lo)
		}
		if a.hi.Sign() > 0 {
			n.hi = smaller(m, a.hi)
		}
		return
	}
	switch {
	case b.typ == Money && a.typ != Money:
		c.refuse(at, "数字不能除以金额")
	case a.scale < b.scale:
		c.refuse(at, "除数的小数位（%d）多于被除数（%d）", b.scale, a.scale)
	case a.typ == Money && b.typ == Money:
		n.typ = Int
	default:
		n.typ = a.typ
	}
	n.scale = a.scale - b.scale
	var qs []*big.Int
	for _, d := range []*big.Int{b.lo, b.hi, bigInt(-1), bigInt(1)} {
		if d.Sign() == 0 || d.Cmp(b.lo) < 0 || d.Cmp(b.hi) > 0 {
			continue
		}
		qs = append(qs, new(big.Int).Quo(a.lo, d), new(big.Int).Quo(a.hi, d))
	}
	if len(qs) == 0 {
		c.refuse(at, "除数总是零")
	}
	if a.lo.Sign() <= 0 && a.hi.Sign() >= 0 {
		qs = append(qs, zero)
	}
	// A divisor of large magnitude brings the quotient towards zero.
	for _, d := range []*big.Int{b.lo, b.hi} {
		if d.Sign() != 0 {
			qs = append(qs, new(big.Int).Quo(a.lo, d), new(big.Int).Quo(a.hi, d))
		}
	}
	n.lo, n.hi = hull(qs...)
}

// fold computes arithmetic of two literals.
func (c *examiner) fold(n *node) *node {
	x, y := bigInt(n.args[0].val.(int64)), bigInt(n.args[1].val.(int64))
	var v *big.Int
	switch n.op {
	case "+":
		v = new(big.Int).Add(x, y)
	case "-":
		v = new(big.Int).Sub(x, y)
	case "*":
		v = new(big.Int).Mul(x, y)
	case "/":
		v = new(big.Int).Quo(x, y)
	case "%":
		v = new(big.Int).Rem(x, y)
	}
	return c.node(&node{kind: nLit, val: v.Int64(), typ: n.typ, scale: n.scale, lo: v, hi: v, at: n.at})
}

// trunc cuts the decimals of a number off, toward zero.
func (c *examiner) trunc(n *node, at int) *node {
	if !n.numeric() {
		c.refuse(at, "trunc 只能用于数字和金额，这里是%s", n.typ)
	}
	if n.scale == 0 {
		return n
	}
	k := bigInt(pow10(n.scale))
	lo, hi := new(big.Int).Quo(n.lo, k), new(big.Int).Quo(n.hi, k)
	if n.kind == nLit {
		return c.node(&node{kind: nLit, val: lo.Int64(), typ: n.typ, lo: lo, hi: hi, at: n.at})
	}
	return c.node(&node{kind: nTrunc, val: k.Int64(), typ: n.typ, args: []*node{n}, lo: lo, hi: hi, at: at})
}
