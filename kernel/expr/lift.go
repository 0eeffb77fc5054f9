package expr

import "fmt"

// lift moves conditions out of operands: (c ? a : b) == d becomes
// c ? a == d : b == d. Both have the same value, null and error on every
// record; afterwards an operand in SQL is a column, a constant or arithmetic,
// and null and error stay apart.
func lift(root *node) (*node, error) {
	l := &lifter{}
	n := l.node(root)
	if l.count > MaxNodes {
		return nil, fmt.Errorf("表达式过于复杂：条件展开后超过 %d 个节点", MaxNodes)
	}
	return n, nil
}

type lifter struct{ count int }

func (l *lifter) node(n *node) *node {
	l.count++
	if l.count > MaxNodes || len(n.args) == 0 {
		return n
	}
	m := *n
	m.args = make([]*node, len(n.args))
	for i, a := range n.args {
		m.args[i] = l.node(a)
	}
	switch n.kind {
	case nArith, nConcat, nSize, nTrunc, nCmp, nIn, nInVar, nInList, nStr:
		return l.raise(&m)
	}
	return &m
}

// raise moves the first condition among the operands of n above n.
func (l *lifter) raise(n *node) *node {
	l.count++
	if l.count > MaxNodes {
		return n
	}
	for i, a := range n.args {
		if a.kind != nCond {
			continue
		}
		branch := func(b *node) *node {
			m := *n
			m.args = append([]*node(nil), n.args...)
			m.args[i] = b
			return l.raise(&m)
		}
		return &node{kind: nCond, typ: n.typ, scale: n.scale, at: n.at, lo: n.lo, hi: n.hi,
			args: []*node{a.args[0], branch(a.args[1]), branch(a.args[2])}}
	}
	return n
}
